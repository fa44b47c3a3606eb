"""What one more notebook costs an instructor: `grade` on a class, lesson by lesson.

The cost is the time for the class less that for its first student, over the rest, so that nobody's
start-up counts. One process grades, on one core, so that time on the wall means something: beside
the processor time, of the command and of everything below it, it says what is spent on waiting. All
hand in the lesson as it was given out with the solution's answers in it: every hidden test is met.
Beside it stands what a notebook costs that was never touched.
"""

import os
import shutil
import sys
from pathlib import Path

import nbformat

from autograders.grading.notebooks.cells import is_answer, name_of

from . import processor
from .hand import ROOT, say, scratch
from .lines import Line

CALL = (
    "import sys; from autograders.grading.commands.grade import main; sys.exit(main(sys.argv[1:]))"
)
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
    walls, cpus = (tuple(column) for column in zip(*runs, strict=True))
    untouched = one_more(lesson, as_given_out(lesson))[1]
    processor_time = Line("processor", "s", cpus)
    say(f"one more notebook of {lesson}: {min(walls):.3f} s, processor {min(cpus):.3f} s")
    beside = f"processor {processor_time.value}; untouched {Line('', 's', (untouched,)).value}"
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
def one_more(lesson: str, notebook: nbformat.NotebookNode) -> tuple[float, float]:
    """Wall and processor seconds that one more of this notebook costs."""
    with scratch() as folder:
        (wall_1, cpu_1), (wall_n, cpu_n) = (
            grade(folder / str(size), lesson, notebook, size) for size in (1, STUDENTS)
        )
    more = STUDENTS - 1
    # A moment's noise on a busy machine may be larger than the cost.
    return max(wall_n - wall_1, 0) / more, max(cpu_n - cpu_1, 0) / more


def grade(
    folder: Path, lesson: str, notebook: nbformat.NotebookNode, students: int
) -> tuple[float, float]:
    """Wall and processor seconds of the command on a new class."""
    course = folder / "autograders"
    for part in ("solutions", "lessons"):
        shutil.copytree(ROOT / part / lesson, folder / part / lesson)
    for number in range(students):
        place = course / "submitted" / f"student{number:03}" / lesson
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{lesson}.ipynb")
    shutil.copy(ROOT / "autograders" / "nbgrader_config.py", course)
    arguments = [str(course / "submitted"), "--course", str(course), "--jobs", "1"]
    wall, cpu, done = processor.run(
        [sys.executable, "-c", CALL, *arguments],
        cwd=course,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if done.returncode:
        raise RuntimeError(f"{lesson} could not be graded: {done.stderr.strip()[-300:]}")
    return wall, cpu
