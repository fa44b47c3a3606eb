"""What one more notebook costs an instructor: `grade` on a class, lesson by lesson.

The cost is the time for the class less that for its first student, over the rest, so that nobody's
start-up counts. All hand in the solution: every cell runs, and every hidden test is met. Beside it
stands what a notebook costs that was never touched: reading, running the stubs, writing the pages.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from .hand import ROOT, say, scratch
from .lines import Line

CALL = (
    "import sys; from autograders.grading.commands.grade import main; sys.exit(main(sys.argv[1:]))"
)
STUDENTS = 9


def measure(quick: bool) -> list[Line]:
    lines = []
    for lesson in sorted(path.stem for path in (ROOT / "lessons").glob("[0-9][0-9]_*/*.ipynb")):
        runs = [one_more(lesson, "solutions") for _ in range(1 if quick else 3)]
        walls, cpus = (tuple(column) for column in zip(*runs, strict=True))
        untouched = one_more(lesson, "lessons")[1]
        processor = Line("processor", "s", cpus)
        say(f"one more notebook of {lesson}: {min(walls):.3f} s, processor {min(cpus):.3f} s")
        beside = f"processor {processor.value}; untouched {Line('', 's', (untouched,)).value}"
        lines.append(Line(f"One more notebook of lesson {lesson[:2]}, graded", "s", walls, beside))
    return lines


def one_more(lesson: str, kind: str) -> tuple[float, float]:
    """Wall and processor seconds that one more notebook of this kind costs."""
    with scratch() as folder:
        (wall_1, cpu_1), (wall_n, cpu_n) = (
            grade(folder / str(size), lesson, kind, size) for size in (1, STUDENTS)
        )
    more = STUDENTS - 1
    # A moment's noise on a busy machine may be larger than the cost.
    return max(wall_n - wall_1, 0) / more, max(cpu_n - cpu_1, 0) / more


def grade(folder: Path, lesson: str, kind: str, students: int) -> tuple[float, float]:
    """Wall and processor seconds of the command on a new class."""
    course = folder / "autograders"
    for part in ("solutions", "lessons"):
        shutil.copytree(ROOT / part / lesson, folder / part / lesson)
    for number in range(students):
        place = course / "submitted" / f"student{number:03}" / lesson
        place.mkdir(parents=True)
        shutil.copy(ROOT / kind / lesson / f"{lesson}.ipynb", place)
    shutil.copy(ROOT / "autograders" / "nbgrader_config.py", course)
    arguments = [str(course / "submitted"), "--course", str(course), "--jobs", "1"]
    cpu, wall = _cpu(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CALL, *arguments],
        cwd=course,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{lesson} could not be graded: {done.stderr.strip()[-300:]}")
    return time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
