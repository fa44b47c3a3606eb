"""A class of thousands through the command, killed once on the way and gone on with.

    python tests/benchmarks/many.py [--students 5000] [--jobs 2]

Hands in notebooks that are right, wrong in known and unknown ways, untouched, odd or broken, kills
the run when half of them are graded, starts the same command again, and prints what that cost:
notebooks a second, the memory of the command over time (it should level off), how long the second
run took to come to new work, the sizes of the files. Then it compares: nothing may be graded twice
or be missing, and a sample of the class graded alone, without a stop, must have the same scores.
"""

import argparse
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "grading"))

import classroom
from classroom import LESSON, NAMES, Classroom, answered, bytes_of, new_classroom, released
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograders.exercises import EXERCISES
from autograders.grading.class_run.ledger import FILE, FINISHED

CALL = (
    "import sys; from autograders.grading.commands.grade import main; sys.exit(main(sys.argv[1:]))"
)
FIRST = [
    "Ada",
    "Zoë",
    "Jürgen",
    "Nguyễn",
    "Олег",
    "李",
    "José",
    "Fatma",
    "O'Neil",
    "Søren",
    "Chloé",
    "Ravi",
    "Ime",
    "Łukasz",
]
LAST = [
    "Lovelace",
    "Müller",
    "Ng",
    "García",
    "Kovač",
    "Ivanova",
    "Okafor",
    "Smith-Jones",
    "王",
    "Ærø",
    "Dalgaard",
    "Singh",
]
AWKWARD = (
    "def d_power(x):\n    raise SystemExit",
    "d_power = 3",
    "def d_power(x)\n    return x",
    "def d_power(x):\n    return str(x)",
    "import os\ndef d_power(x):\n    os._exit(1)",
)


def name_of(number: int) -> str:
    """A student's name, different for each."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {number:05}"


def work_of(number: int, chance: random.Random) -> bytes:
    """What this student hands in: no two files are equal, as in a real class."""
    kind = chance.choices(
        ("right", "mixed", "wrong", "blank", "awkward", "broken"), (35, 30, 15, 10, 8, 2)
    )[0]
    if kind == "broken":
        return b'{"cells": [' + b" " * number
    if kind == "blank":
        notebook = released()
    elif kind == "right":
        notebook = answered({})
    elif kind == "awkward":
        notebook = answered({"d_power": chance.choice(AWKWARD)})
    else:
        most = 2 if kind == "mixed" else len(NAMES)
        wrong = chance.sample(NAMES, chance.randint(1, most))
        notebook = answered({name: _wrong(name, number, chance) for name in wrong})
    notebook.cells[0].source += f"\n\n{name_of(number)}"
    return bytes_of(notebook)


def _wrong(name: str, number: int, chance: random.Random) -> str:
    """A known slip where one is easily written, else an answer that nobody has a name for."""
    known = {
        "slope": "def slope(f, x, h=1e-5):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5",
        "d_power": "def d_power(x):\n    return 5 * (3 * x + 1)**4",
        "compose": "def compose(f, g):\n    return lambda x: g(f(x))",
    }
    if name in known and chance.random() < 0.7:
        return known[name]
    return f"def {name}(*values, **more):\n    return {number % 97}.5  # {EXERCISES[name].number}"


# ------------------------------------------------------------------ the command, and what it uses
def megabytes(process: int) -> float:
    """Resident memory of a process; 0 when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(s.split()[1]) / 1024 for s in status.splitlines() if "VmRSS" in s), 0.0)


def children(process: int) -> list[int]:
    """All processes below this one; none when it is gone, also when it goes while we look."""
    below: list[int] = []
    try:
        tasks = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return below
    for direct in (map(int, text.split()) for text in tasks):
        below += [some for child in direct for some in (child, *children(child))]
    return below


def start(room: Classroom, handed_in: Path, out: Path, jobs: int) -> subprocess.Popen:
    """The command as an instructor runs it."""
    options = ["--course", str(room.course), "--report", str(out), "--jobs", str(jobs)]
    return subprocess.Popen(
        [sys.executable, "-c", CALL, str(handed_in), *options],
        stdout=open(out.with_suffix(".log"), "a"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


@dataclass
class Watch:
    """Follows a run: what is graded, and how much memory it takes."""

    out: Path
    step: int
    shown: int = 0
    most: float = 0.0
    most_own: float = 0.0
    most_below: float = 0.0
    place: int = 0
    done: int = 0
    samples: list[tuple[int, float]] = field(default_factory=list)

    def look(self, process: int) -> int:
        """How many lines the run has written so far, over all runs."""
        try:
            with open(self.out / FILE, "rb") as file:
                file.seek(self.place)
                new = file.read()
        except OSError:
            return self.done
        whole = new.rpartition(b"\n")
        self.place += len(whole[0]) + len(whole[1])
        self.done += new.count(b"\n")
        own, below = megabytes(process), sum(map(megabytes, children(process)))
        self.most = max(self.most, own + below)
        self.most_own, self.most_below = max(self.most_own, own), max(self.most_below, below)
        if own and self.done >= self.shown + self.step:
            self.shown = self.done
            self.samples.append((self.done, own))
            print(f"{self.done:6} graded {own:6.0f} MB, {below:6.0f} MB below it", flush=True)
        return self.done


def followed(run: subprocess.Popen, watch: Watch, until: int | None = None) -> float:
    """Watch a run until its end, or kill it when so many are graded; gives the seconds."""
    started = time.monotonic()
    while run.poll() is None:
        time.sleep(0.1)
        done = watch.look(run.pid)
        if until is not None and done >= until:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
    if until is None and run.returncode:
        sys.exit(f"the command ends with {run.returncode}: {watch.out.with_suffix('.log')}")
    return time.monotonic() - started


def resumed_after(out: Path, began: float) -> float:
    """Seconds from the start of the second run to its first page."""
    pages = (path.stat().st_mtime for path in out.glob(f"*/{LESSON}.html"))
    return min(time for time in pages if time > began) - began


# ------------------------------------------------------------------ what came out
def scores(room: Classroom) -> dict[tuple[str, str], float]:
    """All scores of the gradebook."""
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        return {
            (grade.notebook.student.id, grade.name): grade.auto_score
            for submission in book.assignment_submissions(LESSON)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def lines_of(path: Path) -> list[str]:
    """Whose lines a file of results holds."""
    with open(path, encoding="utf-8") as file:
        return [json.loads(line)[0] for line in file if line.endswith("}]\n")]


def size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.2f} MB {path.name}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=5000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sample", type=int, default=40, help="graded once more, without a stop")
    options = parser.parse_args()
    chance = random.Random(4)
    with tempfile.TemporaryDirectory() as folder:
        room, out = new_classroom(Path(folder)), Path(folder) / "out"
        (room.course / "grading_seed.txt").write_text("5000\n")
        students = [name_of(number) for number in range(options.students)]
        works = [work_of(number, chance) for number in range(options.students)]
        for student, work in zip(students, works, strict=True):
            room.hand_in(student, work)
        watch = Watch(out, max(options.students // 10, 1))
        first = followed(
            start(room, room.submitted, out, options.jobs), watch, options.students // 2
        )
        half = lines_of(out / FILE)
        pages = {key: (out / f"{key}.html").stat().st_mtime_ns for key in half}
        print(f"killed with {len(half)} graded, after {first:.0f} s")
        began = time.time()
        second = followed(start(room, room.submitted, out, options.jobs), watch)
        rest = options.students - len(half)
        print(f"{rest / second:.1f} notebooks a second, {options.jobs} jobs, start-up included")
        print(f"{first + second:.0f} s for both runs", end="; ")
        print(f"at most {watch.most_own:.0f} MB in the command, {watch.most_below:.0f} below it,")
        print(f"{watch.most:.0f} MB in all; the command alone, as it went on:", end=" ")
        print(", ".join(f"{own:.0f}" for _, own in watch.samples), "MB")
        print(f"first new page {resumed_after(out, began):.1f} s after the second start")

        again = [k for k, at in pages.items() if (out / f"{k}.html").stat().st_mtime_ns != at]
        lines = lines_of(out / FINISHED)
        print(f"graded twice: {len(again)}; lines twice: {len(lines) - len(set(lines))}")
        whole = scores(room)
        with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
            rows = {row["student"].lstrip("'") for row in csv.DictReader(file)}
        lost = set(students) - {student for student, _ in whole}
        print(f"missing: {len(lost)} in the gradebook, {len(set(students) - rows)} in grades.csv")

        third = time.monotonic()
        start(room, room.submitted, out, options.jobs).wait()
        third = time.monotonic() - third
        print(f"nothing new: {third:.1f} s, {1000 * third / options.students:.1f} ms a notebook")
        paths = [out / "grades.csv", out / "totals.csv", out / "report.html", out / FINISHED]
        print("; ".join(map(size, [*paths, room.course / "gradebook.db"])))

        sample = chance.sample(range(options.students), min(options.sample, options.students))
        alone = new_classroom(Path(folder) / "alone")
        (alone.course / "grading_seed.txt").write_text("5000\n")
        for number in sample:
            alone.hand_in(students[number], works[number])
        start(alone, alone.submitted, Path(folder) / "alone_out", options.jobs).wait()
        expected = scores(alone)
        unlike = [key for key, score in expected.items() if whole.get(key) != score]
        print(f"{len(expected) - len(unlike)} of {len(expected)} scores as without a stop")
        began = time.monotonic()
        exported = Path(folder) / "export.csv"
        with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
            CsvExportPlugin(to=str(exported)).export(book)
        print(f"nbgrader export: {time.monotonic() - began:.1f} s")
        wrong = again or lost or unlike or len(lines) != len(set(lines))
        sys.exit(1 if wrong or not expected else 0)


if __name__ == "__main__":
    classroom.whole_lesson()
    main()
