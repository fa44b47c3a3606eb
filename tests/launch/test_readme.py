"""What the READMEs say is there, is there: one page for each reader."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from ..support.loaded_python import LoadedPython

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *("README.md", "lessons/README.md", "autograders/README.md", "solutions/README.md"),
    *("tests/README.md", ".github/CONTRIBUTING.md", ".github/CHANGELOG.md"),
]
TEXTS = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
ALL = "\n".join(TEXTS.values())
each_page = pytest.mark.parametrize("told_in", PAGES)

#: Made while one learns, teaches or publishes.
MADE_LATER = (
    *(".venv", "course.zip", "predictions.json", "students.csv", "my_function", "autograded"),
    *("grades.csv", "gradebook", "grading_seed", "reports", "submitted", "handed_in"),
    "deadlines.toml",
)


def test_the_front_page_stays_a_front_page():
    assert len(TEXTS["README.md"].encode("utf-8")) <= 9000
    for page in PAGES[1:]:
        assert f"]({page})" in TEXTS["README.md"] or f"]({page}#" in TEXTS["README.md"], page


def test_every_command_starts_something_that_exists():
    started = set(re.findall(r"\b(?:python3|py) (\w[\w/.-]*)", ALL))
    assert started >= {"lessons", "tests", "autograders"}
    for name in started:
        script = ROOT / name if name.endswith(".py") else ROOT / name / "__main__.py"
        assert script.is_file(), f"python3 {name}"


COMMANDS = sorted(set(re.findall(r"python3 autograders (\w+)", ALL)))


#: A Python with what the commands have in common, which takes each of them a second to load.
LOADED = LoadedPython(
    *("sqlalchemy.orm", "jinja2", "jupytext"),
    *("autograders.exercises", "autograders.grading.gradebook.book"),
)
START = "import runpy, sys; sys.argv.pop(0); runpy.run_path(sys.argv[0], run_name='__main__')"


@pytest.fixture(scope="module", autouse=True)
def no_longer_than_these_tests():
    yield
    LOADED.close()


@cache
def help_of(command: str) -> str:
    """What `python3 COMMAND --help` prints; each command is started once."""
    folder, *rest = command.split()
    words = [str(ROOT / folder), *rest, "--help"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    code, said = LOADED.run(START, *words, folder=ROOT, environment=environment)
    assert code == 0, said
    return said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_autograders_can_be_asked_for_help(name):
    assert f"autograders {name}" in help_of(f"autograders {name}")


def options_of(command: str) -> set[str]:
    """The options that the pages use with a command."""
    uses = re.findall(rf"`?python3 {command}( [^`\n#]*)", ALL)
    return {word for use in uses for word in re.findall(r"--[a-z-]+", use)}


@pytest.mark.parametrize(
    "command", ["lessons", "tests", "tests/benchmarks", *(f"autograders {c}" for c in COMMANDS)]
)
def test_every_option_is_told_by_the_commands_own_help(command):
    for option in options_of(command):
        assert option in help_of(command), f"python3 {command} {option}"


@each_page
def test_every_path_in_the_text_exists(told_in):
    folders = "lessons|solutions|autograders|binder|tests|\\.github"
    for path in re.findall(rf"`((?:{folders})/[\w/.-]*)`", TEXTS[told_in]):
        if "NN" in path or any(made in path for made in MADE_LATER):
            continue
        assert (ROOT / path).exists(), path


@each_page
def test_every_link_to_a_file_leads_somewhere(told_in):
    here = (ROOT / told_in).parent
    links = re.findall(r"\]\((?!https?:)([^)#]*)(#[^)]*)?\)", TEXTS[told_in])
    links += [(name, "") for name in re.findall(r"(?:src|srcset)=\"([^\"]+)\"", TEXTS[told_in])]
    for target, place in links:
        file = here / target if target else ROOT / told_in
        assert file.exists(), target
        if place:
            heads = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
            names = {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}
            assert place[1:] in names, f"{target}{place}"


def test_the_table_of_derived_files_is_the_one_that_build_prints():
    told = help_of("autograders build")
    rows = [line.strip() for line in told.splitlines() if line.lstrip().startswith("| `")]
    assert rows
    lines = TEXTS["solutions/README.md"].splitlines()
    for row in rows:
        left = re.sub(r"[`| ]", "", row)
        assert any(re.sub(r"[`| ]", "", line) == left for line in lines), row


def test_each_lesson_that_exists_is_said_to_be_there():
    rows = TEXTS["README.md"].split("<!-- lessons: ")[1].splitlines()
    told = [row[3:5] for row in rows if re.match(r"\| \[\d\d\]", row)]
    there = sorted(path.stem[:2] for path in (ROOT / "lessons").glob("[0-9][0-9]_*/*.ipynb"))
    assert told == there


def test_the_limits_are_those_of_the_grader():
    """Limits stand in the instructor's page as the code has them."""
    rows = re.findall(r"^\| (.+?) \| (\d[\d ]*) (.*?)\|$", TEXTS["autograders/README.md"], re.M)
    told = {what: int(number.replace(" ", "")) for what, number, _ in rows}
    assert told == limits()


def limits() -> dict[str, float]:
    from autograders.grading.notebooks import heard, reading
    from autograders.grading.referee import conversation, trial
    from autograders.grading.sandbox import walls, zygote
    from autograders.grading.sandbox.inside import bounds, confine

    return {
        "a notebook's file": reading.MAX_BYTES // 2**20,
        "one cell": trial.CELL_SECONDS,
        "all cells of a notebook": trial.CELLS_SECONDS,
        "one call of a student's function": conversation.CALL_SECONDS,
        "all calls for one exercise": conversation.EXERCISE_SECONDS,
        "a whole submission": trial.SUBMISSION_SECONDS,
        "memory": confine.MEMORY // 2**20,
        "files that it writes while it runs": walls.SCRATCH_BYTES // 2**20,
        "files and folders at a time": bounds.MOST_FILES,
        "threads at a time": bounds.MOST_THREADS,
        "text that one cell prints": heard.MOST_TEXT,
        "all that cells and functions print and show": zygote.MAX_TRAFFIC // 2**20,
    }
