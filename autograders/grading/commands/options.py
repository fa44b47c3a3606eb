"""Options that the commands of `python3 autograders` share, so that they mean the same."""

import argparse
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from autograders.grading.conditions import ORDINARY, Conditions
from autograders.grading.gradebook.book import CourseError
from autograders.grading.notebooks.reading import MAX_BYTES
from autograders.grading.reports.filling import COLUMN, FILL
from autograders.grading.sandbox.inside.confine import MEMORY
from autograders.grading.sandbox.walls import SCRATCH_BYTES
from autograders.grading.text import one_line

COURSE = Path(__file__).resolve().parents[2]
MOST_TIMES = 100
LEAST_MEMORY, MOST_MEMORY = 200, 16_000
LEAST_SCRATCH, MOST_SCRATCH = 16, 4_000
MOST_FILE_SIZE = 400
"""MB."""


def add_lesson(
    parser: argparse.ArgumentParser, what: str = "this lesson only (default: all)"
) -> None:
    """--lesson NN_name; what: what the command does with that lesson"""
    parser.add_argument("--lesson", metavar="NN_name", help=what)


def add_out(parser: argparse.ArgumentParser, holds: str) -> None:
    """--report OUT, the folder for what `holds` names, and --fill EXPORT.csv"""
    parser.add_argument(
        "--report",
        type=Path,
        metavar="OUT",
        help=f"folder for {holds} (default: reports, in the course's folder)",
    )
    parser.add_argument("--fill", type=Path, metavar="EXPORT.csv", help=FILL)
    parser.add_argument("--column", action="append", default=[], metavar="NAME", help=COLUMN)


def add_conditions(parser: argparse.ArgumentParser) -> None:
    """--time, --memory, --package, --scratch, --file-size: what goes beyond the ordinary"""
    parser.add_argument(
        "--time",
        type=float,
        default=ORDINARY.time,
        metavar="TIMES",
        help="give every submission so many times the seconds of the limits in "
        "autograders/README.md (default: 1)",
    )
    parser.add_argument(
        "--memory",
        type=int,
        metavar="MB",
        help=f"memory that a submission may take (default: {MEMORY // 2**20})",
    )
    parser.add_argument(
        "--package",
        action="append",
        default=[],
        metavar="NAME",
        help="let submissions import this installed package, too, with what it needs; may be given "
        "several times. One that differentiates by itself answers exercises by itself",
    )
    parser.add_argument(
        "--scratch",
        type=int,
        metavar="MB",
        help="files that a submission may write while it runs, in all; one may be a quarter of "
        f"that (default: {SCRATCH_BYTES // 2**20})",
    )
    parser.add_argument(
        "--file-size",
        type=int,
        metavar="MB",
        help=f"how large a notebook may be without its outputs (default: {MAX_BYTES // 2**20})",
    )


def conditions(options: argparse.Namespace) -> Conditions:
    """What these options allow; CourseError, in one line, for what cannot be."""
    if not 0 < options.time <= MOST_TIMES:
        raise CourseError(f"--time must be above 0, and {MOST_TIMES} at most")
    if options.memory is not None and not LEAST_MEMORY <= options.memory <= MOST_MEMORY:
        raise CourseError(f"--memory must be {LEAST_MEMORY} to {MOST_MEMORY} (MB)")
    for name in options.package:
        try:
            version(name)
        except (PackageNotFoundError, ValueError):
            raise CourseError(
                f"--package {one_line(name)}: it is not installed here; "
                f"`.venv/bin/python -m pip install {one_line(name)}` does that"
            ) from None
    if options.scratch is not None and not LEAST_SCRATCH <= options.scratch <= MOST_SCRATCH:
        raise CourseError(f"--scratch must be {LEAST_SCRATCH} to {MOST_SCRATCH} (MB)")
    if options.file_size is not None and not 1 <= options.file_size <= MOST_FILE_SIZE:
        raise CourseError(f"--file-size must be 1 to {MOST_FILE_SIZE} (MB)")
    packages = tuple(sorted({*options.package}))
    return Conditions(options.time, options.memory, packages, options.scratch)


def add_course(parser: argparse.ArgumentParser) -> None:
    """--course FOLDER"""
    parser.add_argument(
        "--course",
        type=Path,
        default=COURSE,
        help="folder of nbgrader_config.py and gradebook.db (default: %(default)s)",
    )
