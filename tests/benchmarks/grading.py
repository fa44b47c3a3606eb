"""What grading costs: stock nbgrader, nbgrader with our plug-in, and our command, on one class.

    python tests/benchmarks/grading.py [--students 12]

All three grade the same notebooks of lesson 01, one after the other on one pinned core. What one
more notebook costs is the time for the class less that for its first student, over the rest; so
nobody's start-up counts. Only ratios within one run mean anything.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "grading"))

from classroom import LESSON, Classroom, answered, new_classroom, released
from nbgrader.api import Gradebook

CALL = "import sys; from autograders.grading.command import main; sys.exit(main(sys.argv[1:]))"
STOCK = """
import os, sys
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
from autograders.authoring.preprocessors import CODE_STUB, GENERATE_ASSIGNMENT
c = get_config()
c.CourseDirectory.root = {folder!r}
c.CourseDirectory.source_directory = "../solutions"
c.CourseDirectory.release_directory = "../lessons"
c.ClearSolutions.code_stub = CODE_STUB
c.GenerateAssignment.preprocessors = GENERATE_ASSIGNMENT
"""


def works() -> list:
    """Right, half-right, wrong and untouched notebooks."""
    half = "def slope(f, x, h=1e-5):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5"
    wrong = "def d_power(x):\n    return 5 * (3 * x + 1)**4"
    return [
        answered({}),
        answered({"slope": half}),
        answered({"d_power": wrong, "compose": "def compose(f, g):\n    return lambda x: g(f(x))"}),
        released(),
    ]


def run(room: Classroom, *command: str) -> tuple[float, float]:
    """Wall and CPU seconds of one command in the course's folder."""
    cpu, wall = _cpu(), time.perf_counter()
    done = subprocess.run(command, cwd=room.course, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])}: {done.stderr[-2000:]}")
    return time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def with_nbgrader(room: Classroom) -> tuple[float, float]:
    return run(room, sys.executable, "-m", "nbgrader", "autograde", LESSON)


def with_our_command(room: Classroom) -> tuple[float, float]:
    arguments = [str(room.submitted), "--course", str(room.course), "--jobs", "1"]
    return run(room, sys.executable, "-c", CALL, *arguments)


def one_more(road: Callable, students: int, stock: bool) -> tuple[float, float, dict]:
    """Wall and CPU seconds of one more notebook, and every score of the class."""
    spent = []
    for size in (1, students):
        with tempfile.TemporaryDirectory() as folder:
            room = new_classroom(Path(folder))
            if stock:
                config = STOCK.format(folder=str(room.course))
                (room.course / "nbgrader_config.py").write_text(config)
            kinds = works()
            for number in range(size):
                room.hand_in(f"student{number:03}", kinds[number % len(kinds)])
            run(room, sys.executable, "-m", "nbgrader", "generate_assignment", LESSON, "--force")
            spent.append(road(room))
            scores = _scores(room)
    (wall_1, cpu_1), (wall_n, cpu_n) = spent
    return (wall_n - wall_1) / (students - 1), (cpu_n - cpu_1) / (students - 1), scores


def _scores(room: Classroom) -> dict[tuple[str, str], float]:
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        return {
            (submission.student.id, grade.name): grade.score
            for submission in book.assignment_submissions(LESSON)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=12)
    students = parser.parse_args().students
    core = min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    roads = {
        "nbgrader autograde, stock": (with_nbgrader, True),
        "nbgrader autograde, our plug-in": (with_nbgrader, False),
        "python3 autograders grade": (with_our_command, False),
    }
    print(f"one more notebook of {LESSON}, class of {students}, one core")
    print(f"{'':34}{'wall s':>8}{'CPU s':>8}{'x wall':>8}{'x CPU':>8}   scores")
    first = None
    for name, (road, stock) in roads.items():
        wall, cpu, scores = one_more(road, students, stock)
        first = first or (wall, cpu, scores)
        others = {key: (first[2][key], score) for key, score in scores.items()}
        others = {key: pair for key, pair in others.items() if pair[0] != pair[1]}
        same = f"{len(scores) - len(others)} of {len(scores)} as stock"
        ratios = f"{first[0] / wall:8.1f}{first[1] / cpu:8.1f}"
        print(f"{name:34}{wall:8.3f}{cpu:8.3f}{ratios}   {same}", flush=True)
        unlike = others  # the last road's, for the line below
    kinds = sorted({(exercise, *pair) for (_, exercise), pair in unlike.items()})
    for exercise, stock, ours in kinds:
        print(f"{exercise}: stock gives {stock:g} where ours gives {ours:g}: a failed check ends")
        print("the cell there, so that the partial credit behind it is lost")


if __name__ == "__main__":
    main()
