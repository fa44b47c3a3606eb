"""`python3 autograders formgrader`: nbgrader's formgrader on this course, in the browser.

It is a JupyterLab that serves the whole course, started in the folder of nbgrader_config.py, so
that formgrader's Autograde button grades as `python3 autograders grade` does.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from autograders.grading.gradebook import CourseBook, CourseError
from autograders.grading.template import NotRegistered

COURSE = Path(__file__).resolve().parent.parent
DONE, WRONG_ARGUMENTS = 0, 2


def main(arguments: list[str]) -> int:
    """Open formgrader; the exit code is JupyterLab's, or 2 for a course that cannot be graded."""
    options, others = _parser().parse_known_args(arguments)
    course = options.course.resolve()
    try:
        make_ready(course)
    except CourseError as error:
        print(f"formgrader: {error}", file=sys.stderr)
        return WRONG_ARGUMENTS
    more = ["--no-browser"] if options.no_browser else []
    print("Formgrader is starting. To stop it later: press Ctrl+C in this window.", flush=True)
    try:
        return subprocess.call([*command(course), *more, *others], cwd=course)
    except KeyboardInterrupt:
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 autograders formgrader",
        description="Open nbgrader's formgrader on this course: what is in submitted/ is listed, "
        "graded with a button, and marked by hand. Every other argument goes to JupyterLab.",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address instead of opening a browser"
    )
    parser.add_argument(
        "--course",
        type=Path,
        default=COURSE,
        help="folder of nbgrader_config.py and gradebook.db (default: %(default)s)",
    )
    return parser


def make_ready(course: Path) -> None:
    """Tell the gradebook of every lesson's tests, so that nothing has to be generated first.

    A lesson that the gradebook does not take is named in one line; the others can be graded.
    """
    book = CourseBook(course)
    try:
        for lesson in book.lessons():
            try:
                book.register(lesson)
            except (CourseError, NotRegistered) as error:
                print(f"formgrader: {error}", file=sys.stderr)
    finally:
        book.close()


def command(course: Path) -> list[str]:
    """JupyterLab with formgrader, on the folder around the course's, so that its links to
    solutions and lessons lead somewhere."""
    return [
        *(sys.executable, "-m", "jupyterlab", "--log-level=WARN", "--LabApp.log_level=WARN"),
        f"--ServerApp.root_dir={course.parent}",
        "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
        # The students' settings hide these folders from the file browser.
        "--ContentsManager.hide_globs=['__pycache__', '*.pyc', '.DS_Store', '*~']",
        "--LabApp.default_url=/formgrader",
        "--ServerApp.answer_yes=True",  # one Ctrl+C ends it, without a question
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]
