"""`python3 autograders build`: the command line of authoring."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograders.authoring.course import DERIVED_FILES, AuthorError, Course

EXIT_CODES = "exit codes: 0 done, 1 something to mend (one line each), 2 wrong arguments"


def derived_files_table() -> str:
    """The derived-files table, as solutions/README.md prints it."""
    rows = ["| derived | source | command |", "| --- | --- | --- |"]
    rows += [f"| {made} | {source} | {command} |" for made, source, command in DERIVED_FILES]
    return "\n".join(rows)


def parser() -> argparse.ArgumentParser:
    built = argparse.ArgumentParser(
        prog="python3 autograders build",
        description="Make the solution notebooks, the lessons and the check tables from "
        "solutions/NN_name.py. Nothing is replaced until everything has worked.",
        epilog=f"Never edit a derived file by hand:\n\n{derived_files_table()}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    built.add_argument(
        "lessons", nargs="*", metavar="NN", help="lessons by number or name (default: all)"
    )
    only = built.add_mutually_exclusive_group()
    only.add_argument(
        "--check", action="store_true", help="replace nothing; fail when a derived file is stale"
    )
    only.add_argument(
        "--facts",
        action="store_true",
        help="run and replace nothing; look for mistakes in the sources, and compute every number "
        "that they state",
    )
    return built


def main(argv: list[str], course: Course | None = None) -> int:
    """Run `build` with these arguments; returns the exit code."""
    from autograders.authoring.build import build, look

    chosen = parser().parse_args(argv)
    course = course or Course(Path(__file__).resolve().parents[2])
    try:
        if chosen.facts:
            look(course, chosen.lessons)
        else:
            build(course, chosen.lessons, check=chosen.check)
    except AuthorError as error:
        for line in error.problems:
            print(line, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; nothing was replaced.", file=sys.stderr)
        return 130
    return 0
