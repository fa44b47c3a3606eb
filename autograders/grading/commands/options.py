"""Options that the commands of `python3 autograders` share, so that they mean the same."""

import argparse
from pathlib import Path

from autograders.grading.reports.filling import COLUMN, FILL

COURSE = Path(__file__).resolve().parents[2]


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


def add_course(parser: argparse.ArgumentParser) -> None:
    """--course FOLDER"""
    parser.add_argument(
        "--course",
        type=Path,
        default=COURSE,
        help="folder of nbgrader_config.py and gradebook.db (default: %(default)s)",
    )
