"""Does memory stay bounded when thousands of notebooks are graded in one run?

    python tests/benchmarks/many.py [--students 1000] [--jobs 2]

Hands in four kinds of notebooks again and again, grades them with the command, and prints how the
memory of the command and of its grading processes grows. It should level off.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "grading"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from classroom import bytes_of, new_classroom
from grading import CALL, works

from autograders.grading.progress import FILE


def megabytes(process: int) -> float:
    """Resident memory of a process; 0 when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(s.split()[1]) / 1024 for s in status.splitlines() if "VmRSS" in s), 0.0)


def children(process: int) -> list[int]:
    """All processes below this one."""
    below = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            direct = [int(child) for child in path.read_text().split()]
        except OSError:
            continue
        below += [some for child in direct for some in (child, *children(child))]
    return below


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        room, out = new_classroom(Path(folder)), Path(folder) / "out"
        kinds = [bytes_of(work) for work in works()]
        for number in range(options.students):
            room.hand_in(f"student{number:05}", kinds[number % len(kinds)])
        arguments = [str(room.submitted), "--course", str(room.course), "--report", str(out)]
        started = time.monotonic()
        run = subprocess.Popen(
            [sys.executable, "-c", CALL, *arguments, "--jobs", str(options.jobs)],
            stderr=subprocess.DEVNULL,
        )
        step, shown, most = max(options.students // 10, 1), 0, 0.0
        while run.poll() is None:
            time.sleep(0.2)
            try:
                with open(out / FILE, encoding="utf-8") as file:
                    done = sum(1 for _ in file)
            except OSError:
                continue
            own, below = megabytes(run.pid), sum(map(megabytes, children(run.pid)))
            most = max(most, own + below)
            if done >= shown + step:
                shown = done
                seconds = time.monotonic() - started
                print(f"{done:6} graded {own:6.0f} MB, {below:6.0f} MB below {seconds:6.0f} s")
        seconds = time.monotonic() - started
        print(f"{seconds / options.students:.3f} s a notebook, at most {most:.0f} MB in all")
        sys.exit(run.returncode)


if __name__ == "__main__":
    main()
