"""Everything is built or nothing; twice gives the same bytes; drift is found and named."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograders.authoring import build as building
from autograders.authoring import command
from autograders.authoring.build import build, replace_all
from autograders.authoring.course import AuthorError, Course
from autograders.authoring.drift import difference

LESSON = "01_doubling"
SOLUTION = "solutions/01_doubling/01_doubling.ipynb"
RELEASED = "lessons/01_doubling/01_doubling.ipynb"
TABLE = "lessons/chainrule/checks/01_doubling.json"
FIGURE = "lessons/01_doubling/line.png"
DERIVED = [SOLUTION, RELEASED, FIGURE, TABLE]


@pytest.fixture(autouse=True)
def forked(forked_kernels):
    """But for what another process builds here: that those agree is tested below."""
    with forked_kernels():
        yield


def quiet(line):
    """Say nothing."""


def derived(course):
    return {name: (course.root / name).read_bytes() for name in DERIVED}


def every_file(course):
    """All but byte code, which Python keeps where it pleases."""
    files = {path for path in course.root.rglob("*") if path.is_file()}
    return {path for path in files if path.parent.name != "__pycache__"}


def failing(course, **options):
    """Build, which must fail; returns the lines it says and asserts that nothing has changed."""
    before = {path: path.read_bytes() for path in every_file(course)}
    with pytest.raises(AuthorError) as caught:
        build(course, say=quiet, **options)
    assert {path: path.read_bytes() for path in every_file(course)} == before
    return caught.value.problems


def test_a_line_for_every_file(course):
    said = []
    build(course, say=said.append)
    assert said == [f"{name}: written" for name in DERIVED]
    said.clear()
    build(course, say=said.append)
    assert said == [f"{name}: unchanged" for name in DERIVED]
    said.clear()
    build(course, check=True, say=said.append)
    assert said == [f"{name}: up to date" for name in DERIVED]


def test_what_comes_out(built):
    solution = nbformat.read(built.solution(LESSON), as_version=4)
    lesson = nbformat.read(built.lesson(LESSON), as_version=4)
    nbformat.validate(solution)
    nbformat.validate(lesson)
    assert len(lesson.cells) == len(solution.cells) - 1  # the cell that held answers alone
    assert [cell.execution_count for cell in solution.cells if cell.cell_type == "code"] == list(
        range(1, 9)
    )
    text = built.lesson(LESSON).read_text(encoding="utf-8")
    for secret in (
        "three and three",
        "first_half",
        "autograders",
        "facts",
        "BEGIN",
        'outputs": [\n',
    ):
        assert secret not in text
    assert '"claims"' in text
    table = json.loads((built.root / TABLE).read_text(encoding="utf-8"))
    assert table["lesson"] == LESSON
    assert table["questions"] == {"six": {"right": "6", "why": "three and three"}}
    assert table["blanks"] == {"third": 0.33333333333333}
    assert table["exercises"]["double"]["right"] == [0.66666666666667]
    assert list(table) == sorted(table)


def test_outputs_say_nothing_of_the_run(built):
    text = built.solution(LESSON).read_text(encoding="utf-8")
    for trace in ("widget-view", " at 0x", "iopub", "ipykernel_", os.getcwd()):
        assert trace not in text
    last = nbformat.read(built.solution(LESSON), as_version=4).cells[-1]
    assert [output.output_type for output in last.outputs] == ["stream", "display_data"]
    assert last.outputs[0].text.endswith("<object object>\nand more\n")
    assert last.outputs[1].data["image/png"].startswith("iVBORw0KGgo")


def test_byte_for_byte_in_another_folder_and_with_another_hash_seed(built, tmp_path):
    before = derived(built)
    for name in DERIVED:
        (built.root / name).unlink()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    tiny = Path(__file__).with_name("conftest.py")
    ran = subprocess.run(
        [sys.executable, "-c", _BUILD, str(tiny), str(built.root)],
        cwd=elsewhere,
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "MPLBACKEND": "pdf"},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert derived(built) == before
    assert list(elsewhere.iterdir()) == []


def test_a_mistake_in_the_source_leaves_everything(built, edit):
    edit('"points": 2,', '"points": 4,')
    (line,) = failing(built)
    assert "cell double: metadata says 4 points, the exercise 2" in line


def test_a_failing_solution_leaves_everything_and_names_the_cell(built, edit):
    edit("return x / 2", "return 1 / 0")
    (line,) = failing(built)
    assert line.endswith("cell halve: ZeroDivisionError: division by zero")
    assert line.startswith("solutions/01_doubling.py:")


def test_a_solution_that_earns_too_little_fails(built, edit):
    edit("return first_half + second_half", "return first_half * 3.5")
    (line,) = failing(built)
    assert (
        "cell double: the solution earns 0.0, not 2.0: double works ([[0.1]]) double: wrong" in line
    )


def test_a_cell_that_writes_to_stderr_fails(built, edit):
    edit('print("and more")', 'print("and more", file=sys.stderr)')
    (line,) = failing(built)
    assert line.endswith("writes to stderr: and more")


def test_a_dead_kernel_names_the_cell(built, edit):
    edit('print("and more")', "import os; os._exit(1)")
    (line,) = failing(built)
    assert "cell 12 (# What differs from run to run: a set o…): the kernel died in it" in line


def test_a_slow_cell_is_stopped_and_named(built, edit, monkeypatch):
    monkeypatch.setattr("autograders.authoring.solution.CELL_TIMEOUT", 1)
    edit('print("and more")', "import time; time.sleep(30)")
    (line,) = failing(built)
    assert "cell 12 (# What differs from run to run: a set o…): takes longer than 1 s" in line


def test_a_question_without_answer_is_said_in_one_line(built):
    questions = built.package / "questions.py"
    broken = "def recorded():\n    raise ValueError(\"the question 'six' has no answer(...)\")\n"
    questions.write_text(questions.read_text().split("def recorded")[0] + broken)
    (line,) = failing(built)
    assert line == "solutions/01_doubling.py: the question 'six' has no answer(...)"


def test_a_lesson_without_questions_needs_no_questions_module(built, source_text):
    (built.package / "questions.py").unlink()
    start = source_text.index("from chainrule.questions import predict")
    end = source_text.index("# %% [markdown] tags")
    rest = source_text[:start] + source_text[end:]
    without_facts = rest.replace("#| let twice = lambda x: 2 * x\n", "")
    built.source(LESSON).write_text(without_facts, encoding="utf-8")
    build(built, say=quiet)
    assert json.loads((built.root / TABLE).read_text(encoding="utf-8"))["questions"] == {}


def test_what_a_lesson_writes_does_not_land_in_the_course(built, edit):
    edit('print("and more")', 'open("predictions.json", "w").write("{}")')
    before = every_file(built)
    build(built, say=quiet)
    assert every_file(built) == before


@pytest.mark.parametrize("how_it_ends", [None, ZeroDivisionError])
def test_byte_code_kept_elsewhere_goes_with_the_folder(how_it_ends, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "byte code"))
    folder = tmp_path / "build-1"
    kept, other = (tmp_path / "byte code" / Path(*path.parts[1:]) for path in (folder, tmp_path))
    with contextlib.suppress(ZeroDivisionError), building._no_byte_code_left(folder):
        for place in (kept, other):
            place.mkdir(parents=True, exist_ok=True)
            (place / "module.pyc").touch()
        if how_it_ends:
            raise how_it_ends
    assert not kept.exists()
    assert (other / "module.pyc").exists()


def test_output_that_varies_is_not_saved_when_tagged(built, edit):
    edit("# %%\n# What differs", '# %% tags=["varies"]\n# What differs')
    edit('print("and more")', "import time; print(time.time_ns())")
    build(built, say=quiet)
    build(built, check=True, say=quiet)
    assert nbformat.read(built.solution(LESSON), as_version=4).cells[-1].outputs == []


def test_a_cell_that_fails_on_purpose(built, edit):
    edit("# %%\n# What differs", '# %% tags=["raises-exception"]\n# What differs')
    edit('print("and more")', 'raise ValueError("so it goes")')
    build(built, say=quiet)
    build(built, check=True, say=quiet)
    last = nbformat.read(built.solution(LESSON), as_version=4).cells[-1].outputs[-1]
    assert (last.ename, last.evalue) == ("ValueError", "so it goes")


def test_the_solution_is_checked_with_the_tables_of_this_build(built, other_probes):
    course = Course(built.root, other_probes)
    build(course, say=quiet)
    build(course, check=True, say=quiet)
    assert "double works ([[0.7]])" in built.solution(LESSON).read_text(encoding="utf-8")


def test_only_files_that_belong_to_the_lesson_go_along(built, recalled):
    beside = built.solution(LESSON).parent
    (beside / "draft.ipynb").write_text("my notes")
    (beside / ".ipynb_checkpoints").mkdir()
    (beside / ".ipynb_checkpoints" / f"{LESSON}-checkpoint.ipynb").write_text("{}")
    (beside / "more").mkdir()
    (beside / "more" / "data.csv").write_text("1,2\n")
    build(built, say=quiet)
    released = built.lesson(LESSON).parent
    names = [path.relative_to(released).as_posix() for path in released.rglob("*.*")]
    assert sorted(names) == ["01_doubling.ipynb", "line.png", "more/data.csv"]


# --- drift -----------------------------------------------------------------------------------

DRIFT = {
    "solution text": (
        SOLUTION,
        "Twice three is six.",
        "Twice three is 7.",
        "the source of cell 1 ",
    ),
    "solution output": (SOLUTION, "double: right", "double: fine", "the output of cell double"),
    "lesson stub": (RELEASED, "raise NotImplementedError", "return x", "source of cell double-ans"),
    "lesson points": (RELEASED, '"points": 2', '"points": 3', "the metadata of cell double"),
    "kernel": (RELEASED, '"name": "python3"', '"name": "other"', "the notebook's metadata"),
    "table value": (TABLE, "0.66666666666667", "0.5", "differs at /exercises/double/right/0"),
    "table sentence": (TABLE, "three and three", "guess", "differs at /questions/six/why"),
    "layout": (TABLE, '{\n "blanks"', '{ "blanks"', "differs in layout"),
    "no notebook": (SOLUTION, '"cells"', "cells", "is no notebook"),
    "no JSON": (TABLE, '"blanks"', "blanks", "is no JSON"),
    "figure": (FIGURE, "not looked at", "changed", "differs"),
}


@pytest.mark.parametrize("case", DRIFT)
def test_drift_is_found_and_where(built, case):
    name, old, new, hint = DRIFT[case]
    path = built.root / name
    made = path.read_bytes()
    assert difference(path, made) is None
    text = made.decode("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert hint in difference(path, made)


def test_drift_is_said_with_the_command_that_mends_it(built, recalled):
    before = derived(built)
    path = built.lesson(LESSON)
    path.write_text(path.read_text(encoding="utf-8").replace("Twice", "Thrice"), encoding="utf-8")
    assert failing(built, check=True) == [
        f"{RELEASED}: differs in the source of cell 1 (# Lesson 01 · Doubling); "
        "run: python3 autograders build"
    ]
    build(built, say=quiet)
    assert derived(built) == before


def test_a_missing_file_and_a_changed_source_are_drift(built, edit):
    (built.root / TABLE).unlink()
    edit("Twice three is six.", "Two threes are six.")
    lines = failing(built, check=True)
    assert [line.split(";")[0] for line in lines] == [
        f"{SOLUTION}: differs in the source of cell 1 (# Lesson 01 · Doubling)",
        f"{RELEASED}: differs in the source of cell 1 (# Lesson 01 · Doubling)",
        f"{TABLE}: is missing",
    ]


def test_the_same_drawing_by_another_version_is_no_drift_but_another_drawing_is(built, edit):
    made = built.solution(LESSON).read_bytes()
    edit('plt.title("double")', 'plt.title("double").set_antialiased(False)')
    build(built, say=quiet)
    notebook = nbformat.reads(made.decode(), as_version=4)
    other = nbformat.read(built.solution(LESSON), as_version=4)
    picture = other.cells[-1].outputs[-1].data["image/png"]
    assert picture != notebook.cells[-1].outputs[-1].data["image/png"]
    notebook.cells[-1].outputs[-1].data["image/png"] = picture
    built.solution(LESSON).write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    assert difference(built.solution(LESSON), made) is None

    edit('plt.title("double").set_antialiased(False)', 'plt.title("triple")')
    build(built, say=quiet)
    other = nbformat.read(built.solution(LESSON), as_version=4)
    notebook.cells[-1].outputs[-1].data["image/png"] = other.cells[-1].outputs[-1].data["image/png"]
    built.solution(LESSON).write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    assert "differs in the figure of cell 12" in difference(built.solution(LESSON), made)


def test_what_has_no_source_any_more_is_named_and_kept(built, recalled):
    old = built.root / "lessons" / "07_gone" / "07_gone.ipynb"
    old.parent.mkdir()
    old.write_text("{}")
    (line,) = failing(built, check=True)
    assert line == "lessons/07_gone: has no source solutions/07_gone.py; delete it"
    said = []
    build(built, say=said.append)
    assert line in said and old.exists()


def test_one_lesson_can_be_built_alone(built, recalled):
    other = built.source("02_other")
    other.write_text("# %% [markdown]\n# no title\n", encoding="utf-8")
    build(built, ["01"], say=quiet)
    with pytest.raises(AuthorError, match=r"02_other.py: has no heading"):
        build(built, ["02"], say=quiet)


def test_a_checkout_with_windows_line_ends_is_no_drift(built):
    for path in (built.solution(LESSON), built.lesson(LESSON), built.table(LESSON)):
        made = path.read_bytes()
        path.write_bytes(made.replace(b"\n", b"\r\n"))
        assert difference(path, made) is None


def test_a_name_that_two_lessons_use_is_refused(built, recalled, source_text):
    built.source("02_again").write_text(source_text, encoding="utf-8")
    shutil.copytree(built.solution(LESSON).parent, built.solution("02_again").parent)
    built.solution("02_again").with_name(f"{LESSON}.ipynb").unlink()
    assert failing(built) == [
        f"solutions/02_again.py: {what} is also in 01_doubling; names are unique over the course"
        for what in ("exercise 'double'", "exercise 'halve'", "question 'six'")
    ]


# --- writing ---------------------------------------------------------------------------------


def test_answers_of_a_learner_are_kept(built, recalled):
    path = built.lesson(LESSON)
    worked_in = path.read_text(encoding="utf-8").replace(
        "raise NotImplementedError", "return 2 * x", 1
    )
    path.write_text(worked_in, encoding="utf-8")
    said = []
    build(built, say=said.append)
    kept = path.with_name("01_doubling-answered-1.ipynb")
    assert kept.read_text(encoding="utf-8") == worked_in
    assert said[0] == (
        "lessons/01_doubling/01_doubling-answered-1.ipynb: a copy, "
        "because someone had written in the lesson"
    )
    path.write_text(worked_in, encoding="utf-8")
    build(built, say=quiet)
    assert path.with_name("01_doubling-answered-2.ipynb").exists()


def test_a_lesson_that_cannot_be_read_is_kept(built, recalled):
    path = built.lesson(LESSON)
    path.write_text("<<<<<<< HEAD", encoding="utf-8")
    build(built, say=quiet)
    kept = path.with_name("01_doubling-answered-1.ipynb")
    assert kept.read_text(encoding="utf-8") == "<<<<<<< HEAD"
    nbformat.read(path, as_version=4)


def test_a_file_that_cannot_be_replaced_brings_all_back(built, monkeypatch):
    before = {path: path.read_bytes() for path in every_file(built)}
    really = os.replace
    paths = [built.solution(LESSON), built.lesson(LESSON), built.root / "lessons" / "new.txt"]

    def refuse_the_second(source, target):
        if target == paths[1]:
            raise PermissionError(13, "Permission denied", str(target))
        really(source, target)

    monkeypatch.setattr(building.os, "replace", refuse_the_second)
    with pytest.raises(AuthorError, match=r"cannot be written .Permission denied.; nothing"):
        replace_all(dict.fromkeys(paths, b"new"))
    assert {path: path.read_bytes() for path in every_file(built)} == before


def test_two_builds_at_once(course):
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                _BUILD,
                str(Path(__file__).with_name("conftest.py")),
                course.root,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    build(course, check=True, say=quiet)
    assert not [path for path in every_file(course) if path.name.startswith(".")]


_BUILD = """
import sys, importlib.util as u
from pathlib import Path
spec = u.spec_from_file_location("tiny", sys.argv[1]); tiny = u.module_from_spec(spec)
spec.loader.exec_module(tiny)
from autograders.authoring.build import build
build(tiny.Course(Path(sys.argv[2]), tiny.exercises))
"""


# --- the command -----------------------------------------------------------------------------


def test_the_command_says_one_line_a_problem_and_ends_with_1(built, edit, capsys):
    edit('"points": 2,', '"points": 4,')
    edit("![A line through the origin]", "![]")
    assert command.main([], built) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 2
    assert command.main(["09"], built) == 1
    assert capsys.readouterr().err == "no lesson '09'; there are: 01_doubling\n"


def test_the_command_builds_and_checks(built, recalled, capsys):
    assert command.main(["01"], built) == 0
    assert command.main(["--check", "01_doubling"], built) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{TABLE}: up to date"


def test_wrong_arguments_end_with_2(built, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["--chek"], built)
    assert ended.value.code == 2


def test_help_shows_the_derived_files(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert command.derived_files_table() in shown
    assert "exit codes" in shown


def test_what_a_lesson_brings_is_packed_beside_its_table(built, recalled, monkeypatch):
    ready = built.root / "lessons/chainrule/ready/01_doubling.json"
    monkeypatch.setattr(building, "ready_file", {LESSON: b"{}\n"}.get)
    problem = "lessons/chainrule/ready/01_doubling.json: "
    assert any(line.startswith(problem) for line in failing(built, check=True))
    build(built, say=quiet)
    assert ready.read_bytes() == b"{}\n"
    build(built, check=True, say=quiet)
    monkeypatch.setattr(building, "ready_file", {}.get)
    assert f"{problem}01_doubling brings nothing; delete it" in failing(built, check=True)
