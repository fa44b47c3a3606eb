"""The grader's guarantees, measured now, as a table in Markdown.

    python tests/benchmarks/guarantees.py

Grades every hostile and every honest kind that the tests know, with the limits of a real class,
and a small class with the command; a few minutes. What it counts is what the tests hold; here the
numbers are printed, with the longest time and the most memory that any submission took. (What an
ordinary notebook costs is measured by grading.py, regrading held by
tests/grading/class_run/test_regrading.)
"""

import contextlib
import csv
import hashlib
import io
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "grading"))

import classroom
import hostile
import numpy as np
import psutil
import pytest
from chainrule.checking.comparing import compare
from class_run import test_processes
from classroom import LESSON, MOST, NAMES, answered, bytes_of, new_classroom, template
from hostile import honest, test_hostile
from nbformat.v4 import new_code_cell
from notebooks import test_merging, test_reading
from referee import test_trial
from sandbox import test_sandbox

from autograders.exercises import EXERCISES
from autograders.grading.commands import grade as command
from autograders.grading.gradebook import seeds
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.notebooks.results import Result
from autograders.grading.referee import jobs, judging, trial
from autograders.grading.referee.jobs import Job
from autograders.grading.sandbox import walls as sandbox
from autograders.grading.sandbox.warm import MODULES as WARM_MODULES
from autograders.grading.sandbox.zygote import SandboxFailed, Zygote

SEED = 7
classroom.whole_lesson()
TEMPLATE = template()


class Desk:
    """Grades notebooks one after the other, and notes what the table wants to know of all."""

    def __init__(self) -> None:
        self.zygote = Zygote(sandbox.probe(), WARM_MODULES)
        self.longest = self.peak = 0.0
        self.failed = self.silent = 0

    def grade(self, content: bytes) -> Result:
        """The result of one file; a sandbox that fails is counted, and replaced."""
        merged = TEMPLATE.merge(reading.parse(content))
        started = time.monotonic()
        try:
            result = trial.evaluate(merged, SEED, self.zygote)
        except SandboxFailed:
            self.failed += 1
            self.zygote = Zygote(sandbox.probe(), WARM_MODULES)
            return Result({})
        self.longest = max(self.longest, time.monotonic() - started)
        self.peak = max(self.peak, result.peak)
        said = [s for s in result.scores.values() if s.message.strip()]
        self.silent += len(said) < len(NAMES)
        return result


def earned(result: Result) -> dict[str, float]:
    """Points by exercise."""
    return {name: score.points for name, score in result.scores.items()}


# ------------------------------------------------------------------ rows
Row = tuple[str, str, str]


def hostile_rows(desk: Desk) -> list[Row]:
    """Every hostile kind, and a right notebook after each."""
    unearned, full, later = set(), set(), 0
    works = list(hostile.classes())
    for number, work in enumerate(works):
        print(f"\rhostile notebook {number + 1} of {len(works)}", end="", file=sys.stderr)
        points = earned(desk.grade(bytes_of(work.notebook)))
        for name, kinds in work.kinds.items():
            unearned |= set(kinds) if points.get(name, 0.0) > 0 else set()
            full |= set(kinds) if points.get(name, 0.0) >= MOST[name] else set()
        later += earned(desk.grade(bytes_of(answered({})))) != MOST
    count = len(hostile.kinds())
    return [
        ("hostile kinds that score a point not earned", "0", f"{len(unearned)} of {count}"),
        ("… of those, full marks or more", "0", str(len(full))),
        ("submissions after which a later student is left ungraded", "0", f"{later} of {count}"),
        ("… after which the sandbox has to be started again", "0", str(desk.failed)),
        (
            "submissions that end with neither a score nor a reason",
            "0",
            f"{desk.silent} of {2 * len(works)}",
        ),
        ("longest single submission", "≤ 30 s", f"{desk.longest:.1f} s"),
        ("most memory of a student's process", "≤ 1 GB", f"{desk.peak / 1e9:.2f} GB"),
    ]


def honest_rows(desk: Desk) -> list[Row]:
    """Every honest kind."""
    low = [kind for work in honest.classes() for kind in _too_low(desk, work)]
    count = len(honest.kinds())
    return [("honest but odd kinds that score too low", "0", f"{len(low)} of {count}")]


def _too_low(desk: Desk, work: honest.HandedIn) -> tuple[str, ...]:
    return () if earned(desk.grade(work.content)) == MOST else work.kinds


def crash_rows(desk: Desk) -> list[Row]:
    """A crash in one function."""
    kinds = ("os._exit", "segfault", "recursion")
    sources = [test_trial.DEADLY[kind].format("slope") for kind in kinds]
    sources.append(hostile.answer("a deaf loop", "slope"))
    kept = [earned(desk.grade(bytes_of(answered({"slope": source})))) for source in sources]
    others = sum(points == {**MOST, "slope": 0.0} for points in kept)
    text = "a crash in one function (exit, segfault, recursion, deaf loop) costs the others nothing"
    return [(text, "4 of 4", f"{others} of {len(sources)}")]


def leak_rows(desk: Desk) -> list[Row]:
    """Ways to carry a hidden input out."""
    leaks = 0
    for leak in test_hostile.LEAKS.values():
        notebook = answered({"d_triple": f"SEEN = []\ndef d_triple(*a, **k):\n    {leak}"})
        notebook.cells.append(new_code_cell("print(SEEN)"))
        result = desk.grade(bytes_of(notebook))
        shown = "\n".join(s.message for s in result.scores.values()) + str(result.outputs)
        hidden = [repr(probe.args[0]) for probe in EXERCISES["d_triple"].probes(SEED)]
        leaks += any(f"seen({text}" in shown or f"seen{text}" in shown for text in hidden)
    count = len(test_hostile.LEAKS)
    return [("ways by which a hidden input reaches the student", "0", f"{leaks} of {count}")]


def wall_rows() -> list[Row]:
    """What can be reached from inside, in each kind of sandbox there is here."""
    rows = []
    groups = {
        "attacks that read the key, the grader or another's work": ("0", ("reading", "importing")),
        "writes and deletions outside the scratch folder": (
            "0",
            ("writing", "deleting", "changing", "a link", "a huge file"),
        ),
        "connections": ("0", ("a connection", "a datagram", "a message", "IPv6", "a listening")),
        "child processes, signals to others, namespaces, tracing, priorities": (
            "0",
            (
                *("a child", "a program", "replacing", "killing", "a new", "tracing", "raising"),
                *("idling", "watching", "signals"),
            ),
        ),
    }
    for tier, kind in test_sandbox.tiers().items():
        with tempfile.TemporaryDirectory() as folder:
            neighbour = Path(folder) / "gradebook.db"
            neighbour.write_text("other students' scores")
            happened = test_sandbox.what_happens(kind, neighbour)
        for text, (due, starts) in groups.items():
            tried = [name for name in test_sandbox.REFUSED if name.startswith(starts)]
            worked = sum(happened[name] == "worked" for name in tried)
            rows.append((f"{text} ({tier})", due, f"{worked} of {len(tried)}"))
    return rows


def misconception_rows() -> list[Row]:
    """Every listed mistake of every finished lesson, and every right function."""
    known = [(name, one) for name, ex in EXERCISES.items() for one in ex.misconceptions]
    named = sum(judging.judge(one.wrong, SEED, name).diagnosis == one.name for name, one in known)
    right = [judging.judge(ex.reference, SEED, name).diagnosis for name, ex in EXERCISES.items()]
    wrong = sum(diagnosis != "right" for diagnosis in right)
    share = f"{named} of {len(known)} ({named / len(known):.0%})"
    return [
        ("known misconceptions named, at hidden inputs", "≥ 90 %", share),
        ("right functions that get a mistake's name", "0", f"{wrong} of {len(right)}"),
    ]


def fairness_rows(desk: Desk) -> list[Row]:
    """The same twice; odd values."""
    works = [bytes_of(answered({})), bytes_of(answered({}, hostile.WRONG))]
    same = sum(desk.grade(work).scores == desk.grade(work).scores for work in works)
    right = np.array([1.0, 2.5])
    fine = [([1.0, 2.5], right), (right.astype(np.float32), right), (np.array(4.0), 4.0), (4, 4.0)]
    odd = [
        (right.astype(complex), right),
        (right[None], right),
        (np.array([1.0]), right),
        (np.array([1.0, np.nan]), right),
    ]
    taken = sum(compare(value, due, 1e-9) is None for value, due in fine)
    taken += sum(compare(value, due, 1e-9) is not None for value, due in odd)
    return [
        ("the same submission twice gives the same result", "yes", f"{same} of {len(works)}"),
        ("odd values: right ones accepted, wrong ones refused", "8 of 8", f"{taken} of 8"),
    ]


def file_rows(desk: Desk) -> list[Row]:
    """Changed cells and broken files: graded as they deserve, or refused in one line."""
    good = 0
    for change in test_merging.ANSWER_KINDS:
        notebook = answered({})
        change(notebook, "compose-answer")
        good += earned(desk.grade(bytes_of(notebook))) == MOST
    for change in test_merging.TEST_KINDS:
        notebook = answered({}, hostile.WRONG)
        change(notebook, "chain_rule")
        good += not any(earned(desk.grade(bytes_of(notebook))).values())
    for odd in test_reading.ODD.values():
        good += earned(desk.grade(odd(bytes_of(answered({}))))) == MOST
    for content, _ in test_reading.BROKEN.values():
        try:
            reading.parse(content)
        except Unreadable as reason:
            good += "\n" not in str(reason)
    tables = (test_merging.ANSWER_KINDS, test_merging.TEST_KINDS, test_reading.ODD)
    count = sum(map(len, tables)) + len(test_reading.BROKEN)
    text = "copied, split, moved, deleted, re-typed cells, odd and broken files: graded or refused"
    return [(text, "all", f"{good} of {count}")]


def fault_rows() -> list[Row]:
    """A sandbox that fails."""
    ours = 0
    merged = TEMPLATE.merge(reading.parse(bytes_of(answered({}))))
    for fault in test_processes.FAULTS.values():
        jobs.close_zygotes()
        with pytest.MonkeyPatch.context() as patch:
            fault(patch)
            ours += "failed" in jobs.evaluate_job(Job.of(merged, SEED))
    jobs.close_zygotes()
    count = len(test_processes.FAULTS)
    return [
        ("the sandbox itself fails: retried, then our fault", "never a 0", f"{ours} of {count}")
    ]


# ------------------------------------------------------------------ a class by the command
NASTY = ("an error of a megabyte", "an output of a million lines", "child processes")
NAMES_OF_STUDENTS = ("=HYPERLINK(1)", "<b>bold", "@formula", "-1+1")


def command_rows() -> list[Row]:
    """A class of hostile names, floods and huge files, graded by the command."""
    with tempfile.TemporaryDirectory() as folder:
        room = new_classroom(Path(folder))
        works = {name: bytes_of(answered({})) for name in ("a right", "z right")}
        for student, kind in zip(NAMES_OF_STUDENTS, NASTY, strict=False):
            work = next(w for w in hostile.classes() if w.attacked_by(kind))
            works[student] = bytes_of(work.notebook)
        works["-1+1"] = bytes_of(_many(NAMES))
        works["huge"] = b'{"cells": ["' + b"x" * 100 * 2**20 + b'"]}'
        for student, content in works.items():
            room.hand_in(student, content)
        before, ours = _fingerprint(room.submitted), set(psutil.Process().children(recursive=True))
        out, said = room.folder / "out", io.StringIO()
        arguments = [str(room.submitted), "--course", str(room.course), "--report", str(out)]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            code = command.main([*arguments, "--jobs", "1", "--seed", str(SEED)])
        jobs.close_zygotes()
        left = [p for p in psutil.Process().children(recursive=True) if p not in ours]
        pages = {path: path.read_text("utf-8") for path in out.rglob("*.html")}
        with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        refusal = _seconds(lambda: reading.read(next(room.submitted.glob("huge/*/*.ipynb"))))
        changed = _fingerprint(room.submitted) != before
    graded = len({row["student"] for row in rows})
    formulas = sum(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row.values())
    texts = [*pages.values(), said.getvalue()]
    scripts = sum(bool(re.search(r"<script|onerror=|<b>bold", text)) for text in pages.values())
    outside = sum(bool(re.search(r"(src|href)=.?https?:", text)) for text in pages.values())
    policies = sum("Content-Security-Policy" in text for text in pages.values())
    size = max(len(text.encode()) for text in pages.values()) / 2**20
    return [
        (
            "students of that class with scores",
            "all",
            f"{graded} of {len(works)}, exit code {code}",
        ),
        ("handed-in files that grading has changed", "0", "some" if changed else "0"),
        ("processes outliving the grading", "0", str(len(left))),
        ("a notebook of 100 MB refused in", "< 1 s", f"{refusal:.2f} s"),
        ("largest page or report", "≤ 1 MB", f"{size:.2f} MB"),
        ("pages with a script or a student's HTML", "0", f"{scripts} of {len(pages)}"),
        ("pages that ask for something outside", "0", f"{outside} of {len(pages)}"),
        ("pages with a Content-Security-Policy", "all", f"{policies} of {len(pages)}"),
        ("texts with escape codes", "0", str(sum("\x1b" in text for text in texts))),
        ("CSV fields that a spreadsheet would run", "0", str(formulas)),
        (
            "pages with a hidden input, a test's source or the seed",
            "0",
            f"{_telling(pages, works)} of {len(pages)}",
        ),
    ]


def _many(names: list[str]):
    """Answers that stop with errors of hostile names."""
    kind = "an error with a script for a name"
    return answered({name: hostile.answer(kind, name) for name in names})


def _fingerprint(folder: Path) -> str:
    parts = (f"{path}{path.stat().st_mtime_ns}" for path in sorted(folder.rglob("*")))
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _seconds(act: Callable) -> float:
    started = time.perf_counter()
    with contextlib.suppress(Unreadable):
        act()
    return time.perf_counter() - started


def _telling(pages: dict[Path, str], works: dict[str, bytes]) -> int:
    """Pages that hold what nobody may see."""
    telling = 0
    for path, text in pages.items():
        seed = seeds.seed_of(SEED, path.parent.name, LESSON)
        inputs = [a for name in NAMES for p in EXERCISES[name].probes(seed) for a in p.args]
        hidden = [repr(a) for a in inputs if isinstance(a, float) and len(repr(a)) > 4]
        words = ["BEGIN HIDDEN TESTS", "grade(", str(seed), *hidden]
        telling += path.parent.name in works and any(word in text for word in words)
    return telling


def main() -> None:
    print(sandbox.probe().line(), file=sys.stderr)
    desk = Desk()
    rows = [*hostile_rows(desk), *honest_rows(desk), *crash_rows(desk), *leak_rows(desk)]
    rows += [*file_rows(desk), *fairness_rows(desk)]
    desk.zygote.close()
    rows += [*wall_rows(), *command_rows(), *misconception_rows(), *fault_rows()]
    print("\n\n| | must be | measured |\n| --- | --- | --- |")
    for text, due, found in rows:
        print(f"| {text} | {due} | {found} |")


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
