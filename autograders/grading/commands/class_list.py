"""`python3 autograders class students.csv`: who is in the class, put into the gradebook."""

import argparse
import contextlib
import sys
from pathlib import Path

from autograders.grading.commands.options import add_course
from autograders.grading.gradebook import sections
from autograders.grading.gradebook.book import CourseBook, CourseError, InUse, told_when_in_use
from autograders.grading.gradebook.class_file import NoClassList, nearest, read_class
from autograders.grading.gradebook.roster import enlist
from autograders.grading.gradebook.whose import Roster
from autograders.grading.submissions.uploads import is_a_folders_name
from autograders.grading.text import one_line

_TAKE_OUT = (
    "To take out a name that is nobody's, with its points and marks: autograders/README.md, "
    "“The class”"
)
_AS_BEFORE = (
    "grade knows that from now on, and what was graded under the other name stays there until you "
    "grade it again and remove it (nbgrader db student remove NAME --force)"
)
DONE, TO_LOOK_AT, WRONG_ARGUMENTS = 0, 1, 2


def main(arguments: list[str]) -> int:
    """Carry out the command; the exit code is 0, 1 or 2 (see --help)."""
    options = _parser().parse_args(arguments)
    try:
        with told_when_in_use(options.course / "gradebook.db"):
            return take_in(options.list, options.course)
    except (CourseError, NoClassList, InUse) as error:
        print(f"class: {one_line(str(error))}", file=sys.stderr)
        return WRONG_ARGUMENTS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 autograders class",
        description="Put a class list into the gradebook: a table saved as CSV by a spreadsheet, "
        "or exported from Moodle (participants) or Canvas (gradebook). It needs a column id (or "
        "login, username, SIS Login ID, …), with the names of the folders that students hand in "
        "with; names and e-mail addresses are taken too. Nobody is removed.",
        epilog="Exit codes: 0 done; 1 somebody handed in and is not on the list, or is written "
        "another way there (each is named); 2 the file is no class list, and nothing was changed.",
    )
    parser.add_argument("list", type=Path, metavar="LIST.csv", help="the class list")
    add_course(parser)
    return parser


def take_in(path: Path, course: Path) -> int:
    """Put everybody on the list into the gradebook, and say who does not fit."""
    people = read_class(path)
    if unfit := [person.id for person in people if not is_a_folders_name(person.id)]:
        raise NoClassList(
            f"{path}: {unfit[0]!r} cannot be the name of a student's folder; an id has no signs of "
            "a path such as / or \\, does not begin with a dot, and has 100 letters at most"
        )
    with contextlib.ExitStack() as held:
        book = CourseBook(course)
        held.callback(book.close)
        names = book.names()
        known = set(names)
        others = (known | _handed_in(book)) - {person.id for person in people}
        written_another_way = {
            person.id: other
            for person in people
            if (other := next((o for o in others if _is_same(person.id, o)), None))
        }
        taken = [person for person in people if person.id not in written_another_way]
        new = [person for person in taken if person.id not in known]
        enlist(book.gradebook, taken)
        sections.note(book, taken)
    there = f"{len(taken)} of {len(people)} on the list are in the gradebook"
    print(one_line(f"{path.name}: {there}, {len(new)} new"))
    for listed, other in sorted(written_another_way.items()):
        has = "the gradebook has" if other in known else f"{book.submitted()} has a folder"
        print(one_line(f"  not taken in: {listed}, for {has} {other}; which one is it?"))
    strangers = sorted(others - set(written_another_way.values()))
    asked = Roster(people)
    for other in strangers:
        who = asked.who(other)
        if len(who) == 1:
            print(one_line(f"  {other} is {who.pop()} on the list; {_AS_BEFORE}"))
            continue
        print(one_line(f"  not on the list: {other}{_hint(other, names.get(other, ''), asked)}"))
    if known & {*written_another_way.values(), *strangers}:
        print(f"  {_TAKE_OUT}")
    return TO_LOOK_AT if written_another_way or strangers else DONE


def _hint(other: str, name: str, asked: Roster) -> str:
    """Who on the list may be meant: somebody of the same name, or else the nearest spelling."""
    of_that_name = asked.who(name) if name else set()
    if len(of_that_name) == 1:
        called = f"the list calls that person {of_that_name.pop()}"
        return f"; the gradebook's name for it is {name}, {called}"
    close = nearest(other, asked.people)
    return f"; nearest on the list: {close}" if close else ""


def _handed_in(book: CourseBook) -> set[str]:
    """Who has a folder among what was handed in."""
    return {folder.name for folder in book.submitted().glob("*/") if folder.is_dir()}


def _is_same(listed: str, other: str) -> bool:
    """Letters in another case, or zeros that a spreadsheet has thrown away."""
    one, two = listed.casefold(), other.casefold()
    return one == two or (one.isdigit() and two.isdigit() and one.lstrip("0") == two.lstrip("0"))
