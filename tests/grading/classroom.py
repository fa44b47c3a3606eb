"""Makes small classes for the tests: a course folder of its own, and what students hand in."""

import copy
import csv
import inspect
import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograders import backprop
from autograders.exercises import EXERCISES, drawing, exercise, exercises_of, lesson_01
from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.registered import FILE as REGISTERED
from autograders.grading.notebooks.release import Template
from tests.support.loaded_python import LoadedPython

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01_chain_rule"
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("[0-9]*/*.ipynb"))
FUTURE = "from __future__ import annotations"
NAMES = [known.name for known in exercises_of(LESSON)]
MOST = {name: float(EXERCISES[name].points) for name in NAMES}


@dataclass(frozen=True)
class Classroom:
    """A course in a temporary folder: solutions and lessons of the real one, its own gradebook."""

    folder: Path

    @property
    def course(self) -> Path:
        return self.folder / "autograders"

    @property
    def submitted(self) -> Path:
        return self.course / "submitted"

    def hand_in(self, student: str, work: NotebookNode | bytes) -> Path:
        """Put a submission where nbgrader looks for it."""
        path = self.submitted / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        if isinstance(work, NotebookNode):
            work = bytes_of(work)
        path.write_bytes(work)
        return path


def new_classroom(folder: Path) -> Classroom:
    """A course folder with lesson 01, as an instructor's checkout has it."""
    for part in ("solutions", "lessons"):
        (folder / part / LESSON).mkdir(parents=True)
        (folder / part / LESSON / f"{LESSON}.ipynb").write_bytes(bytes_of(short(part)))
    (folder / "autograders").mkdir()
    shutil.copy(ROOT / "autograders/nbgrader_config.py", folder / "autograders")
    return Classroom(folder)


def begun_classroom(folder: Path) -> Classroom:
    """The same after a first run: its seed is drawn, its gradebook knows the lesson but nobody.

    To tell a new gradebook of the lesson costs more than to grade a notebook; so does it to draw a
    student's hidden inputs, which with one seed are the same for the adas of all tests.
    """
    room = new_classroom(folder)
    for name, content in _first_run().items():
        (room.course / name).write_bytes(content)
    return room


@cache
def _first_run() -> dict[str, bytes]:
    """What a run puts into the course's folder before it grades anything."""
    with tempfile.TemporaryDirectory() as folder:
        room = new_classroom(Path(folder))
        book = CourseBook(room.course)
        book.register(LESSON)
        book.close()
        made = {name: (room.course / name).read_bytes() for name in ("gradebook.db", REGISTERED)}
    return {**made, "grading_seed.txt": b"77\n"}


# ------------------------------------------------------------------ notebooks
@cache
def _text(part: str, lesson: str) -> str:
    notebook = nbformat.read(ROOT / part / lesson / f"{lesson}.ipynb", as_version=4)
    return json.dumps(notebook)


def notebook_of(part: str, lesson: str) -> NotebookNode:
    """A notebook of the course, from "lessons" or "solutions", to be changed at will; it was
    validated when it was first read."""
    return nbformat.from_dict(json.loads(_text(part, lesson)))


ONE_OF_A_KIND = [
    *("# The chain rule", "# Run this first", '"input_layer"', '"order"', 'after="order"'),
    *("chainrule.pictures", "# run forward", "## 4. Three machines in a row"),
    *("### Exercise", '"receives"', "### In your own words"),
]
"""What is in the cells of lesson 01 that a classroom's lesson has besides the exercises."""


def short(part: str) -> NotebookNode:
    """Lesson 01 with all its exercises and, of its other fifty cells, one of a kind: a question, a
    prediction and what waits for it, a picture, a line to fill in, formulas, own words."""
    notebook = json.loads(_text(part, LESSON))
    notebook["cells"] = [
        cell
        for cell in notebook["cells"]
        if "nbgrader" in cell["metadata"] or any(text in cell["source"] for text in ONE_OF_A_KIND)
    ]
    return nbformat.from_dict(notebook)


def whole_lesson() -> None:
    """Let classrooms have all of it from now on: who measures how long a class takes needs that."""
    ONE_OF_A_KIND[:] = [""]


def released() -> NotebookNode:
    """The lesson as a student of a classroom gets it."""
    return short("lessons")


def right_answers() -> dict[str, str]:
    """The solution's answer cells by exercise."""
    cells = {mark(cell): cell.source for cell in short("solutions").cells if mark(cell)}
    return {name: cells[f"{name}-answer"] for name in NAMES}


def mark(cell: NotebookNode) -> str | None:
    """A cell's grade_id."""
    return (cell.metadata.get("nbgrader") or {}).get("grade_id")


def place(notebook: NotebookNode, name: str) -> int:
    """Where the cell with this grade_id stands."""
    return next(i for i, cell in enumerate(notebook.cells) if mark(cell) == name)


def answered(answers: dict[str, str], others: dict[str, str] | None = None) -> NotebookNode:
    """The lesson with these answers; the other exercises as in `others` (default: right)."""
    notebook = released()
    for name, source in {**(right_answers() if others is None else others), **answers}.items():
        notebook.cells[place(notebook, f"{name}-answer")].source = source
    return notebook


def with_cell(notebook: NotebookNode, source: str, before: str | None = None) -> NotebookNode:
    """A copy with an extra code cell before the cell of that grade_id (default: at the top)."""
    changed = copy.deepcopy(notebook)
    index = place(changed, before) if before else 0
    changed.cells.insert(index, new_code_cell(source))
    return changed


# ------------------------------------------------------------------ cells that a person marks
WORDS, PLOT, TASK = "essay", "plot", "project"
BY_HAND = {WORDS: 4.0, PLOT: 3.0, TASK: 5.0}
SCHEME = "### BEGIN MARK SCHEME\nHalf for the idea.\n### END MARK SCHEME"


def cells_to_mark(solved: bool) -> list[NotebookNode]:
    """A text cell, a cell that draws, and a task, as an instructor adds them to a lesson."""
    words = "Because the outer machine receives u." if solved else "YOUR ANSWER HERE"
    plot = "plt.plot([0, 1])" if solved else "# YOUR CODE HERE\nraise NotImplementedError"
    scheme = SCHEME if solved else ""
    return [
        new_markdown_cell("### In words"),
        new_markdown_cell(words, metadata=marks_of(WORDS, solution=True)),
        new_markdown_cell("### A drawing"),
        new_code_cell(plot, metadata=marks_of(PLOT, solution=True)),
        new_markdown_cell(
            f"### A project\nDescribe a machine of yours below.\n{scheme}".rstrip(),
            metadata=marks_of(TASK, task=True, locked=True),
        ),
    ]


def marks_of(name: str, **kind: bool) -> NotebookNode:
    """nbgrader's metadata of a cell that a person marks."""
    about = {"grade": not kind.get("task"), "locked": False, "solution": False, "task": False}
    known = {"grade_id": name, "points": BY_HAND[name], "schema_version": 3, **about, **kind}
    return nbformat.from_dict({"nbgrader": known})


def add_cells_to_mark(room: Classroom) -> None:
    """Put these cells at the end of the class's lesson and of its solution."""
    for part in ("solutions", "lessons"):
        path = room.folder / part / LESSON / f"{LESSON}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells += cells_to_mark(solved=part == "solutions")
        nbformat.write(notebook, path)


def written(words: str | None = None, plot: str | None = None, below: tuple = ()) -> NotebookNode:
    """The lesson with right functions and these answers (None: left as given out); `below` are
    cells that the student has added at the end, below the task."""
    notebook = answered({})
    notebook.cells += cells_to_mark(solved=False)
    for name, text in ((WORDS, words), (PLOT, plot)):
        if text is not None:
            notebook.cells[place(notebook, name)].source = text
    notebook.cells += below
    return notebook


# ------------------------------------------------------------------ known mistakes as code
MAKE_MODULES = """
import sys, types

def module(name, source):
    made = sys.modules[name] = types.ModuleType(name)
    exec(compile("from __future__ import annotations\\n" + source, name, "exec"), made.__dict__)

for name, source in SOURCES.items():
    module(name, source)
MISTAKES = {
    exercise.name: {known.name: known.wrong for known in exercise.misconceptions}
    for exercise in sys.modules["autograders.exercises.lesson_01"].EXERCISES
}
"""


def catalogue() -> str:
    """A cell that defines MISTAKES: every known wrong answer, by exercise and name."""
    used = re.search(
        r"from autograders\.backprop import \(?([\w\s,]+)", inspect.getsource(lesson_01)
    )
    references = [name.strip() for name in used[1].split("\n\n")[0].split(",") if name.strip()]
    functions = [inspect.getsource(getattr(backprop, name.split()[0])) for name in references]
    imports = "from collections.abc import Callable\nimport numpy as np\n"
    sources = {
        "autograders": "",
        "autograders.backprop": imports + "\n".join(functions),
        "autograders.exercises": "",
        "autograders.exercises.drawing": inspect.getsource(drawing).replace(FUTURE, ""),
        "autograders.exercises.exercise": inspect.getsource(exercise).replace(FUTURE, ""),
        "autograders.exercises.lesson_01": inspect.getsource(lesson_01).replace(FUTURE, ""),
    }
    return f"SOURCES = {sources!r}\n{MAKE_MODULES}"


def mistaken(mistakes: dict[str, str]) -> NotebookNode:
    """The lesson answered with one known mistake for each exercise that `mistakes` names."""
    answers = {name: f"{name} = MISTAKES[{name!r}][{known!r}]" for name, known in mistakes.items()}
    return with_cell(answered(answers), catalogue())


def template() -> Template:
    """Lesson 01 with its hidden tests, straight from the solution notebook."""
    solution = short("solutions")
    locked = [
        cell for cell in solution.cells if (cell.metadata.get("nbgrader") or {}).get("locked")
    ]
    return Template(released(), {mark(cell): cell.source for cell in locked})


def bytes_of(notebook: NotebookNode) -> bytes:
    """The notebook's file, unchecked: what students hand in is not always valid."""
    return json.dumps(notebook).encode()


# ------------------------------------------------------------------ nbgrader's own commands
NBGRADER = """
import sys
from nbgrader.apps.nbgraderapp import NbGraderApp
from nbgrader.apps import baseapp
for command in sys.argv[1:]:
    for app in (NbGraderApp, baseapp.NbGrader):
        app.clear_instance()
    try:
        NbGraderApp.launch_instance(command.split())
    except SystemExit as end:
        if end.code:
            raise
"""


WITH_NBGRADER = LoadedPython(
    "nbgrader.apps",
    *("autograders.grading.gradebook.autograde", "autograders.grading.gradebook.feedback"),
    "autograders.authoring.clear_answers",
)


def run_nbgrader(room: Classroom, *commands: str) -> str:
    """nbgrader's commands, one after the other in one process, from the course's folder."""
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(room.folder / "jupyter")}
    code, said = WITH_NBGRADER.run(NBGRADER, *commands, folder=room.course, environment=environment)
    assert code == 0, said[-2000:]
    return said


# ------------------------------------------------------------------ what a run wrote
def totals(out: Path) -> dict[str, float]:
    """Each student's points, from grades.csv."""
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = dict.fromkeys((row["student"] for row in rows), 0.0)
    for row in rows:
        found[row["student"]] += float(row["points"])
    return found


# ------------------------------------------------------------------ pages
# WCAG 2.2: contrast of every element that holds text of its own, with the colour behind it.
CONTRASTS = """() => {
    const channel = value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => { const [r, g, b] = numbers(colour).map(v => channel(v / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const behind = element => { for (let e = element; e; e = e.parentElement) {
        const colour = getComputedStyle(e).backgroundColor;
        if (numbers(colour).length < 4 || numbers(colour)[3] > 0) return colour; }
        return 'rgb(255, 255, 255)'; };
    const own = element => [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    return [...document.body.querySelectorAll('*')].filter(own).map(element => {
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); });
}"""


# ------------------------------------------------------------------ any lesson
def solved(lesson: str) -> tuple[Template, dict[str, str], NotebookNode]:
    """Any lesson: its template, the right answers by exercise, and the notebook as given out."""
    release, solution = notebook_of("lessons", lesson), notebook_of("solutions", lesson)
    cells = {mark(cell): cell for cell in solution.cells if mark(cell)}
    locked = {name: c.source for name, c in cells.items() if c.metadata.nbgrader.get("locked")}
    answers = {e.name: cells[f"{e.name}-answer"].source for e in exercises_of(lesson)}
    return Template(release, locked), answers, release


def work_of(lesson: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """A lesson with these answers in it."""
    notebook = copy.deepcopy(lesson)
    for name, source in answers.items():
        notebook.cells[place(notebook, f"{name}-answer")].source = source
    return notebook
