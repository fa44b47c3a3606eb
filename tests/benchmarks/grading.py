"""What grading costs: stock nbgrader, nbgrader with our plug-in, and our command, on one class.

    python tests/benchmarks/grading.py [--students 12] [--against COMMIT]

With --against, the command as it was at that commit is measured beside today's, by turns.

Prints one Markdown table. The three roads grade the same notebooks of lesson 01, one after the
other on one pinned core. What one more notebook costs is the time for the class less that for its
first student, over the rest; so nobody's start-up counts there. Only ratios within one run mean
anything. Takes two to four minutes; leave the machine alone meanwhile.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "grading"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import classroom
from classroom import LESSON, ROOT, Classroom, answered, new_classroom, released
from many import children
from measured import processor
from nbgrader.api import Gradebook

from autograders.grading.class_run.ledger import Ledger
from autograders.grading.class_run.run import Run
from autograders.grading.gradebook.book import CourseBook
from autograders.grading.submissions.folders import find

CALL = "import sys; from autograders.__main__ import main; sys.exit(main(['grade', *sys.argv[1:]]))"
PAIRS = 5
"""Starts of the whole command, before and now by turns; ratios are of pairs."""
STOCK = """
import os, sys
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
from autograders.authoring.clear_answers import CODE_STUB, GENERATE_ASSIGNMENT
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


def run(room: Classroom, *command: str, code: Path | None = None) -> tuple[float, float]:
    """Wall and CPU seconds of one command in the course's folder; code: another course's."""
    path = f"{code}{os.pathsep}{code / 'lessons'}" if code else ""
    environment = {**os.environ, **({"PYTHONPATH": path} if code else {})}
    wall, cpu, done = processor.run(command, cwd=room.course, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])}: {done.stderr[-2000:]}")
    return wall, cpu


def with_nbgrader(room: Classroom) -> tuple[float, float]:
    return run(room, sys.executable, "-m", "nbgrader", "autograde", LESSON)


def with_our_command(room: Classroom, code: Path | None = None) -> tuple[float, float]:
    arguments = [str(room.submitted), "--course", str(room.course), "--jobs", "1", "--afresh"]
    return run(room, sys.executable, "-c", CALL, *arguments, code=code)


def as_of(commit: str, folder: Path) -> Path:
    """The course's code of that commit, in a folder of its own."""
    parts = ("autograders", "lessons", "solutions")
    packed = subprocess.run(
        ["git", "archive", commit, *parts], cwd=ROOT, capture_output=True, check=True
    )
    subprocess.run(["tar", "x", "-C", str(folder)], input=packed.stdout, check=True)
    return folder


def one_more(
    road: Callable, students: int, stock: bool, code: Path | None = None
) -> tuple[float, float, dict]:
    """Wall and CPU seconds of one more notebook, and every score of the class."""
    spent = []
    for size in (1, students):
        with tempfile.TemporaryDirectory() as folder:
            room = new_classroom(Path(folder))
            if stock:
                config = STOCK.format(folder=str(room.course))
                (room.course / "nbgrader_config.py").write_text(config)
            if code:
                shutil.copy(code / "autograders/nbgrader_config.py", room.course)
            kinds = works()
            for number in range(size):
                room.hand_in(f"student{number:03}", kinds[number % len(kinds)])
            making = ("generate_assignment", LESSON, "--force")
            run(room, sys.executable, "-m", "nbgrader", *making, code=code)
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


# ------------------------------------------------------------------ several processes
def cpu_of(process: int, reaped: bool) -> float:
    """CPU seconds of a process, and of the children that it has seen end."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    ticks = sum(map(int, fields[11 : 15 if reaped else 13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def with_jobs(jobs: int, cores: set[int], students: int) -> tuple[float, float, float]:
    """Wall seconds a notebook with so many jobs, and CPU seconds of the command and below it.

    Counted from the first few pages to the last one, so that no start-up is in it.
    """
    with tempfile.TemporaryDirectory() as folder:
        room, out = new_classroom(Path(folder)), Path(folder) / "out"
        kinds = works()
        for number in range(students):
            room.hand_in(f"student{number:03}", kinds[number % len(kinds)])
        arguments = [str(room.submitted), "--course", str(room.course), "--report", str(out)]
        command = [sys.executable, "-c", CALL, *arguments, "--jobs", str(jobs)]
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
        seen = []
        while process.poll() is None:
            time.sleep(0.02)
            pages = len(list(out.glob("*/*.html")))
            if pages > 2 * jobs and (not seen or pages > seen[-1][0]):
                below = sum(cpu_of(child, reaped=True) for child in children(process.pid))
                seen.append((pages, time.perf_counter(), cpu_of(process.pid, False), below))
        if process.returncode:
            sys.exit(f"the command ends with {process.returncode}")
    (first, *begun), (last, *ended) = seen[0], seen[-1]
    wall, own, below = ((b - a) / (last - first) for a, b in zip(begun, ended, strict=True))
    return wall, own, below


# ------------------------------------------------------------------ one notebook
def warm_latency(count: int = 8) -> float:
    """Seconds from handing one notebook to the warm grader to its page and scores; the median."""
    with tempfile.TemporaryDirectory() as folder:
        room, out = new_classroom(Path(folder)), Path(folder) / "out"
        out.mkdir()
        for number in range(count):
            room.hand_in(f"student{number:03}", answered({}))
        book = CourseBook(room.course)
        run = Run(book, {LESSON: book.register(LESSON)}, "1", False, out, Ledger(out))
        seconds = []
        for submission in find(room.submitted, [LESSON]):
            began = time.perf_counter()
            for _, result in run.results([submission]):
                run.write(submission, result)
            seconds.append(time.perf_counter() - began)
        run.ledger.close(done=True)
        book.close()
    return statistics.median(seconds[1:])


def whole_command(codes: list[Path | None]) -> list[list[tuple[float, float]]]:
    """Wall and CPU seconds of the command for one notebook, in a course that has a gradebook; of
    each of these codes by turns, PAIRS times."""
    with tempfile.TemporaryDirectory() as folder:
        rooms = []
        for number, code in enumerate(codes):
            room = new_classroom(Path(folder) / str(number))
            if code:
                shutil.copy(code / "autograders/nbgrader_config.py", room.course)
            room.hand_in("student", answered({}))
            with_our_command(room, code)
            rooms.append((room, code))
        turns = [[with_our_command(room, code) for room, code in rooms] for _ in range(PAIRS)]
    return [list(column) for column in zip(*turns, strict=True)]


def alone(before: Path | None, commit: str | None, cores: list[int]) -> list[str]:
    """Rows for one notebook and the whole command, on one core and on all; a note on ratios."""
    notes = []
    for allowed in (cores[:1], cores):
        os.sched_setaffinity(0, allowed)
        now, *then = whole_command([None, before] if before else [None])
        for name, runs in (("", now), *((f", as of {commit}", runs) for runs in then)):
            wall, cpu = (statistics.median(column) for column in zip(*runs, strict=True))
            what = f"… one alone, the whole command{name}"
            row(what, len(allowed), f"{wall:.2f} s", f"{cpu:.2f} s", "", "")
        if then:
            walls, cpus = (
                statistics.median(a[part] / b[part] for a, b in zip(then[0], now, strict=True))
                for part in (0, 1)
            )
            told = f"{walls:.2f} times as fast as at {commit}, {cpus:.2f} times less CPU"
            notes.append(f"one alone, {len(allowed)} cores: {told} (medians of {PAIRS} pairs)")
    os.sched_setaffinity(0, cores[:1])
    return notes


def against(before: Path, commit: str, students: int) -> str:
    """A note on what one more notebook costs now and at another commit, by turns."""
    ratios: list[tuple[float, float]] = []
    for _ in range(3):
        old = one_more(lambda room: with_our_command(room, before), students, False, before)
        new = one_more(with_our_command, students, False)
        ratios.append((old[0] / new[0], old[1] / new[1]))
    wall, cpu = (statistics.median(column) for column in zip(*ratios, strict=True))
    return f"one more notebook: {wall:.2f} times as fast as at {commit}, {cpu:.2f} times less CPU"


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--against", metavar="COMMIT")
    options = parser.parse_args()
    students = options.students
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:1])
    with tempfile.TemporaryDirectory() as kept:  # byte code, as on whatever machine has graded once
        os.environ.update(PYTHONDONTWRITEBYTECODE="", PYTHONPYCACHEPREFIX=kept)
        measure(students, cores, options.against)


def measure(students: int, cores: list[int], commit: str | None) -> None:
    """Print the table and what is to be said of it."""
    roads = {
        "nbgrader autograde, stock": (with_nbgrader, True),
        "nbgrader autograde, our plug-in": (with_nbgrader, False),
        "`python3 autograders grade`": (with_our_command, False),
    }
    row(f"a notebook of {LESSON}", "cores", "wall", "CPU", "times as fast", "times less CPU")
    row("---", *["---:"] * 5)
    first = None
    notes = []
    for name, (road, stock) in roads.items():
        wall, cpu, scores = one_more(road, students, stock)
        first = first or (wall, cpu, scores)
        others = {key: (first[2][key], score) for key, score in scores.items()}
        unlike = {key: pair for key, pair in others.items() if pair[0] != pair[1]}
        row(
            name,
            1,
            f"{wall:.3f} s",
            f"{cpu:.3f} s",
            f"{first[0] / wall:.1f}",
            f"{first[1] / cpu:.1f}",
        )
        notes.append(f"{name}: {len(scores) - len(unlike)} of {len(scores)} scores as stock")
    one = None
    for jobs in range(1, len(cores) + 1):
        wall, own, below = with_jobs(jobs, set(cores[:jobs]), 4 * students * jobs)
        one = one or wall
        row(f"… `--jobs {jobs}`", jobs, f"{wall:.3f} s", f"{own + below:.3f} s", "", "")
        share = f"{own:.3f} s CPU a notebook in the command itself, {below:.3f} s below it"
        notes.append(f"--jobs {jobs}: {one / wall:.2f} times --jobs 1; {share}")
    os.sched_setaffinity(0, cores[:1])
    row("… one alone, the grader being warm", 1, f"{warm_latency():.3f} s", "", "", "")
    with tempfile.TemporaryDirectory() as folder:
        before = as_of(commit, Path(folder)) if commit else None
        notes += alone(before, commit, cores)
        if before:
            notes.append(against(before, commit, students))
    print()
    for note in notes:
        print(f"- {note}")
    for exercise, stock, ours in sorted({(name, *pair) for (_, name), pair in unlike.items()}):
        print(f"- {exercise}: stock gives {stock:g} where ours gives {ours:g}: a failed check ends")
        print("  the cell there, so that the partial credit behind it is lost")


if __name__ == "__main__":
    classroom.whole_lesson()
    main()
