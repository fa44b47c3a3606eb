"""A new lesson from the template: it keeps an author's rules, and overwrites nothing."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograders.authoring import new
from autograders.authoring.course import Course
from autograders.authoring.lint.all_checks import lint
from autograders.authoring.lint.draft import parsed
from autograders.authoring.marks import released
from autograders.authoring.source import Source, read_source
from autograders.exercises.exercise import why_unhealthy

ROOT = Path(__file__).resolve().parents[2]
LESSON = "05_layers"
LISTING = "autograders/exercises/__init__.py"


@pytest.fixture
def course(tmp_path) -> Course:
    """A course of the first two lessons' sources, and the list of the exercise modules."""
    for name in ("solutions/00_predictions.py", "solutions/01_chain_rule.py", LISTING):
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = (ROOT / name).read_text(encoding="utf-8")
        copy.write_text(re.sub(r"lesson_0[2-9](, |\b)", "", text), encoding="utf-8")
    return Course(tmp_path)


def exercises_in(course: Course):
    path = course.root / "autograders/exercises/lesson_05.py"
    spec = importlib.util.spec_from_file_location("a_new_lesson", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.EXERCISES


def read(course: Course) -> Source:
    """The new lesson's source, read with its own exercises."""
    return read_source(Course(course.root, lambda lesson: exercises_in(course)), LESSON)


def test_the_new_lesson_keeps_the_rules(course, capsys):
    assert new.main([LESSON], course) == 0
    assert "python3 autograders build 05" in capsys.readouterr().out
    source = read(course)
    (exercise,) = exercises = exercises_in(course)
    assert lint(source, exercises) == []
    cells = source.notebook.cells
    assert cells[0].source.startswith("# Layers\n")
    asked = [cell for cell in cells if cell.cell_type == "code" and "ask(" in cell.source]
    parts = [cell for cell in cells if re.match(r"## \d", cell.source)]
    assert (len(asked), len(parts)) == (1, 1)
    assert exercise.lesson == LESSON
    for seed in (None, 1, 2):
        assert seed is None or why_unhealthy(exercise, exercise.probes(seed)) == ""
        for known in exercise.misconceptions:
            runs = exercise.run(known.wrong, exercise.probes(seed))
            assert runs != exercise.run(exercise.reference, exercise.probes(seed))


def test_its_answer_is_the_reference_and_leaves_a_hole(course):
    new.make(course, LESSON)
    (exercise,) = exercises_in(course)
    cells = read(course).notebook.cells
    (cell,) = [cell for cell in cells if f"def {exercise.name}" in cell.source]
    names: dict = {}
    exec(cell.source, names)
    assert exercise.run(names[exercise.name], exercise.visible) == exercise.run(
        exercise.reference, exercise.visible
    )
    assert "raise NotImplementedError" in released(cell.source)
    assert parsed(released(cell.source)) is not None


def test_its_map_links_the_lessons_that_exist(course):
    new.make(course, LESSON)
    text = course.source(LESSON).read_text(encoding="utf-8")
    (line,) = re.findall(r"^# (\*\*You are here:\*\*.*)$", text, re.M)
    assert re.findall(r"\*\*(\d\d) [a-z ]+\*\*", line) == ["05"]
    assert re.findall(r"\]\(\.\./(\w+)/\1\.ipynb\)", line) == ["00_predictions", "01_chain_rule"]
    assert re.findall(r"(?<![\w/])(\d\d) ", line) == [f"{number:02d}" for number in range(9)]


def test_it_is_listed_and_in_the_houses_form(course):
    new.make(course, LESSON)
    new.make(course, "12_a_much_longer_name_than_usual")
    listing = (course.root / LISTING).read_text(encoding="utf-8")
    names: dict = {f"lesson_{n}": n for n in ("00", "01", "05", "12")}
    assert eval(re.search(r"_LESSONS = (.*)", listing)[1], names) == ("00", "01", "05", "12")
    made = str(course.root / "autograders")
    for command in (["format", "--check"], ["check", "--output-format=concise"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, f"--config={ROOT / 'pyproject.toml'}", made],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-1000:]


def test_a_long_list_is_wrapped_as_the_formatter_does():
    names = [f"lesson_{number:02d}" for number in range(9)]
    wrapped = new._statement("from autograders.exercises import ", names, brackets=False)
    assert wrapped.startswith("from autograders.exercises import (\n    lesson_00,\n")
    assert new._IMPORT.fullmatch(wrapped)
    listed = new._statement("_LESSONS = ", names, brackets=True)
    assert listed.endswith("    lesson_08,\n)\n")
    assert new._LISTED.fullmatch(listed)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("01_other", "solutions/01_chain_rule.py exists already"),
        (LESSON, "solutions/05_layers.py exists already"),
        ("05_again", "solutions/05_layers.py exists already"),
        ("Layers", "'Layers' is no lesson's name"),
        ("../05_layers", "is no lesson's name"),
    ],
)
def test_nothing_is_overwritten(name, said, course, capsys):
    new.make(course, LESSON)
    before = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    assert new.main([name], course) == 1
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error
    after = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    assert after == before


def test_a_list_in_another_form_is_left_alone(course, capsys):
    (course.root / LISTING).write_text("EXERCISES = {}\n")
    assert new.main([LESSON], course) == 1
    assert f"{LISTING}: holds no line" in capsys.readouterr().err
    assert not course.source(LESSON).exists()
