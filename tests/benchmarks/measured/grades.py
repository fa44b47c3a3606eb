"""What one more notebook costs an instructor: `grade` on a class, lesson by lesson.

The cost is the time for the class less that for its first student, over the rest, so that nobody's
start-up counts. One process grades, on one core, so that time on the wall means something: beside
the processor time, of the command and of everything below it, it says what is spent on waiting. All
hand in the lesson as it was given out with the solution's answers in it: every hidden test is met.
Beside it stand what the processor does meanwhile, and what it does for a notebook that was never
touched.
"""

import json
import os
import shutil
import sys
from dataclasses import astuple, dataclass
from pathlib import Path

import nbformat

from autograders.grading.notebooks.cells import is_answer, name_of

from . import processor
from .hand import ROOT, say, scratch
from .lines import Line

COMMAND = Path(__file__).with_name("graded_in_parts.py")
STUDENTS = 13


def measure(quick: bool) -> list[Line]:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return [line_of(lesson, quick) for lesson in lessons()]
    finally:
        os.sched_setaffinity(0, cores)


def lessons() -> list[str]:
    return sorted(path.stem for path in (ROOT / "lessons").glob("[0-9][0-9]_*/*.ipynb"))


def line_of(lesson: str, quick: bool) -> Line:
    """The line of one lesson: wall seconds, and beside them those of the processor."""
    runs = [one_more(lesson, right_answers(lesson)) for _ in range(1 if quick else 3)]
    untouched = one_more(lesson, as_given_out(lesson))
    say(f"one more notebook of {lesson}: {', '.join(map(str, runs))}")
    parts = {
        "processor": [run.cpu for run in runs],
        "hidden inputs": [run.inputs for run in runs],
        "the student's process": [run.cpu - run.own for run in runs],
        "untouched": [untouched.cpu],
    }
    whole, inputs, student, none = (
        f"{name} {Line('', 's', tuple(part)).value}" for name, part in parts.items()
    )
    beside = f"{whole} ({inputs}, {student}); {none}"
    walls = tuple(run.wall for run in runs)
    return Line(f"One more notebook of lesson {lesson[:2]}, graded", "s", walls, beside)


# ------------------------------------------------------------------ what is handed in
def as_given_out(lesson: str) -> nbformat.NotebookNode:
    """A notebook in which nothing was written."""
    return nbformat.read(ROOT / "lessons" / lesson / f"{lesson}.ipynb", as_version=4)


def right_answers(lesson: str) -> nbformat.NotebookNode:
    """The notebook as it was given out, with the solution's answers to the exercises in it."""
    solution = nbformat.read(ROOT / "solutions" / lesson / f"{lesson}.ipynb", as_version=4)
    answers = {name_of(cell): cell.source for cell in filter(is_answer, solution.cells)}
    notebook = as_given_out(lesson)
    for cell in filter(is_answer, notebook.cells):
        cell.source = answers[name_of(cell)]
    return notebook


# ------------------------------------------------------------------ grading it
@dataclass(frozen=True)
class Spent:
    """Seconds: on the wall, of the processor, those of the command itself, and those of the latter
    in which hidden inputs are drawn."""

    wall: float
    cpu: float
    own: float
    inputs: float

    def less(self, other: "Spent", students: int) -> "Spent":
        """What each of so many students more has added to `other`."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        # A moment's noise on a busy machine may be larger than the cost.
        return Spent(*(max(mine - theirs, 0) / students for mine, theirs in pairs))

    def __str__(self) -> str:
        return f"{self.wall:.3f} s ({self.cpu:.3f}, {self.own:.3f}, {self.inputs:.3f})"


def one_more(lesson: str, notebook: nbformat.NotebookNode) -> Spent:
    """What one more of this notebook costs."""
    with scratch() as folder:
        one, many = (grade(folder / str(size), lesson, notebook, size) for size in (1, STUDENTS))
    return many.less(one, STUDENTS - 1)


def grade(folder: Path, lesson: str, notebook: nbformat.NotebookNode, students: int) -> Spent:
    """What the command costs on a new class."""
    course = folder / "autograders"
    for part in ("solutions", "lessons"):
        shutil.copytree(ROOT / part / lesson, folder / part / lesson)
    for number in range(students):
        place = course / "submitted" / f"student{number:03}" / lesson
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{lesson}.ipynb")
    shutil.copy(ROOT / "autograders" / "nbgrader_config.py", course)
    notes = folder / "notes.json"
    arguments = [str(course / "submitted"), "--course", str(course), "--jobs", "1"]
    wall, cpu, done = processor.run(
        [sys.executable, str(COMMAND), str(notes), *arguments],
        cwd=course,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if done.returncode:
        raise RuntimeError(f"{lesson} could not be graded: {done.stderr.strip()[-300:]}")
    return Spent(wall, cpu, **json.loads(notes.read_text(encoding="utf-8")))
