"""`python3 autograders formgrader`: nbgrader's formgrader on this course, in the browser.

It is a JupyterLab that serves the whole course, started in the folder of nbgrader_config.py, so
that formgrader's Autograde button grades as `python3 autograders grade` does.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from autograders.grading.commands.options import add_course
from autograders.grading.gradebook.book import CourseBook, CourseError, NotRegistered

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
    return _become([*command(course), *more, *others], course)


def _become(command: list[str], folder: Path) -> int:
    """Run the command in the place of this process, so that a signal to this one ends it."""
    if os.name == "posix":
        os.chdir(folder)
        os.execv(command[0], command)
    try:
        return subprocess.call(command, cwd=folder)
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
    add_course(parser)
    return parser


def make_ready(course: Path) -> None:
    """Tell the gradebook of the lessons that somebody handed in, so that they can be graded.

    Any other lesson stays out: nbgrader's export gives everybody 0 points for a lesson that the
    gradebook knows. A lesson that it does not take is named in one line; the others can be graded.
    The exchange folder is made, as formgrader's first page warns when there is none.
    """
    book = CourseBook(course)
    try:
        _make_exchange(book)
        for lesson in lessons_to_grade(book):
            try:
                book.register(lesson)
            except (CourseError, NotRegistered) as error:
                print(f"formgrader: {error}", file=sys.stderr)
    finally:
        book.close()


def _make_exchange(book: CourseBook) -> None:
    """Make the course's own exchange folder; one that lies elsewhere is somebody else's."""
    place = Path(str(book.config.Exchange.get("root", "")) or "/")
    if book.folder in place.parents:
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CourseError(f"{place}: cannot be made: {error.strerror}") from None


def lessons_to_grade(book: CourseBook) -> list[str]:
    """The lessons that are graded, or lie in submitted/ for formgrader's button."""
    directory = book.directory
    folders = [
        Path(directory.format_path(place, ".", "."))
        for place in (directory.submitted_directory, directory.autograded_directory)
    ]
    return [
        lesson
        for lesson in book.lessons()
        if book.graded(lesson) or any(any(folder.glob(f"*/{lesson}")) for folder in folders)
    ]


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
