"""Whose a hand-in is on the class list, by id, login, number, e-mail address or name.

A person is one person, whatever a folder or a platform calls them. What is not certain is not
guessed: two people who may be meant are both named, and so is whoever fits nobody.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograders.grading.exports import plain, words
from autograders.grading.gradebook.class_file import Person, name_of, nearest
from autograders.grading.submissions.folders import Submission
from autograders.grading.submissions.hand_in import HandIn
from autograders.grading.submissions.namesakes import APART
from autograders.grading.submissions.uploads import Upload, is_a_folders_name
from autograders.grading.text import some_of

SHOWN = 20

Rows = Mapping[str, Sequence[str]]
"""What a platform's sheet says of the person of a number: addresses and logins, then the name."""


class NotCertain(ValueError):
    """A hand-in may be of more than one person, or two of one; one line names them."""


class Roster:
    """The class list, asked whom a name, a login or a number stands for.

    Whose id cannot be a folder's name is nobody: files would lie elsewhere.
    """

    def __init__(self, people: Iterable[Person], rows: Rows | None = None) -> None:
        self.people = {person.id: person for person in people if is_a_folders_name(person.id)}
        self._rows = rows or {}
        self._by_login: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_form: dict[str, set[str]] = defaultdict(set)
        for person in self.people.values():
            for login in (person.id, person.email, person.number, *person.others):
                self._by_login[_folded(login)].add(person.id)
            self._by_name[words(name_of(person))].add(person.id)
            for first, last in (
                (person.first_name, person.last_name),
                (person.last_name, person.first_name),
            ):
                for form in _forms(f"{first} {last}"):
                    self._by_form[form].add(person.id)
        for index in (self._by_login, self._by_name, self._by_form):
            index.pop("", None)

    def who(self, name: str, number: str = "") -> set[str]:
        """The ids of those who may be meant; the more certain ways first."""
        if name in self.people:
            return {name}
        if found := self._by_the_sheet(name, number):
            return found
        for known, keys in (
            (self._by_login, [_folded(name)]),
            (self._by_name, [words(name)]),
            (self._by_form, _forms(name)),
        ):
            if found := {one for key in keys if key for one in known.get(key, ())}:
                return found
        return set()

    def _by_the_sheet(self, name: str, number: str) -> set[str]:
        """Whom a platform's sheet means by this number, if its name for that person fits."""
        *logins, there = self._rows.get(number, ("",))
        if there and not _fits(there, name):
            return set()
        for login in logins:
            if found := self._by_login.get(_folded(login), set()):
                return found
        return self._by_name.get(words(there), set()) if there else set()

    @property
    def has_a_sheet(self) -> bool:
        """Is there a platform's sheet to look numbers up in?"""
        return bool(self._rows)

    def number_of(self, one: str) -> str:
        """The number that the list gives somebody."""
        return self.people[one].number

    def near(self, name: str) -> str:
        """The nearest on the list, in words; empty where nobody is near."""
        calls = {person.id: person.id for person in self.people.values()}
        calls |= {name_of(p): f"{p.id} ({name_of(p)})" for p in self.people.values() if name_of(p)}
        close = nearest(name, calls)
        return calls[close] if close else ""


@dataclass(frozen=True)
class Told:
    """Hand-ins under the ids of the class list, and lines on those who are not found as such."""

    submissions: Sequence[HandIn]
    lines: list[str]


def on_the_list(
    submissions: Sequence[HandIn],
    roster: Roster,
    namesakes: str | None = None,
    keep: bool = False,
    known: Collection[str] = (),
) -> Told:
    """Every hand-in under the id that its student has on the class list.

    namesakes: APART leaves under names of their own those who are not certain, instead of the
    NotCertain that is raised without; keep: names stay as they are (nbgrader's own folder), and are
    only compared with the list. known: everybody in the gradebook.
    """
    if not roster.people:
        return Told(submissions, [])
    by_number = _numbers_are_the_lists(submissions, roster)
    groups = _groups(submissions)
    told: list[HandIn] = []
    renamed: dict[str, str] = {}
    strangers: dict[str, str | None] = {}
    unclear: dict[str, set[str]] = {}
    for submission in submissions:
        name = called(submission)
        found = _found(submission, name, roster, by_number, groups)
        if keep and found and submission.student not in found:
            near = " or ".join(_written(one, roster) for one in sorted(found))
            strangers[submission.student] = near
        elif len(found) > 1:
            unclear[_with_number(submission)] = found
        elif not found:
            strangers[submission.student] = None
        elif found != {submission.student}:
            (one,) = found
            renamed[submission.student] = one
            submission = _under(submission, one)
        told.append(submission)
    if unclear and namesakes != APART:
        raise NotCertain(_who_is_meant(unclear, roster.has_a_sheet))
    told = _without_collisions(submissions, told, namesakes)
    twice = sorted(name for name in renamed if name in known)
    return Told(
        told, [*_of_the_renamed(renamed), *_of_strangers(strangers, roster), *_of_before(twice)]
    )


def called(submission: HandIn) -> str:
    """What the student is called in the upload's name, or in the folder's."""
    return getattr(submission, "called", "") or submission.student


# ------------------------------------------------------------------ who is meant
def _found(
    submission: HandIn, name: str, roster: Roster, by_number: bool, groups: set[str]
) -> set[str]:
    found = roster.who(name, submission.number)
    for start in () if found else (at for at, sign in enumerate(name) if sign == "-"):
        if name[:start] in groups:
            found = roster.who(name[start + 1 :].strip(), submission.number)
            if found:
                break
    if by_number and submission.number and name not in roster.people:
        same = {one for one in found if roster.number_of(one) == submission.number}
        others = {one for one in found if not roster.number_of(one)}
        return same or others
    return found


def _numbers_are_the_lists(submissions: Sequence[HandIn], roster: Roster) -> bool:
    """Are the uploads' numbers those of the list? Moodle gives new ones in every assignment."""
    for submission in submissions:
        if submission.number:
            numbers = map(roster.number_of, roster.who(called(submission)))
            if submission.number in numbers:
                return True
    return False


def _groups(submissions: Sequence[HandIn]) -> set[str]:
    """The groups that Moodle writes before the names: `Team 3`, of `Team 3-Anna Müller`.

    Only where every upload has one, and not half of a double name: a group has a digit or a space
    in it, or more than one member.
    """
    names = [called(submission) for submission in submissions if isinstance(submission, Upload)]
    if not all("-" in name for name in names):
        return set()
    before = Counter(
        name[:start] for name in names for start, sign in enumerate(name) if sign == "-"
    )
    return {group for group, times in before.items() if times > 1 or re.search(r"[\d\s]", group)}


def _folded(login: str) -> str:
    return unicodedata.normalize("NFC", login).strip().casefold()


def _forms(name: str) -> list[str]:
    """A name without spaces and accents, as Canvas puts it into a file's name."""
    together = unicodedata.normalize("NFC", "".join(filter(str.isalnum, name))).casefold()
    return [form for form in (plain(name), together) if len(form) > 1]


def _fits(there: str, here: str) -> bool:
    """Is a sheet's name that of an upload, with or without a group before it?"""
    parts = here.split("-")
    names = ["-".join(parts[start:]) for start in range(len(parts))]
    first, _, last = there.rpartition(" ")
    forms = {*_forms(there), *_forms(last + first)}
    return words(there) in map(words, names) or bool(forms & set(_forms(here)))


# ------------------------------------------------------------------ what is said, what is refused
def _under(submission: HandIn, one: str) -> HandIn:
    if isinstance(submission, Upload):
        return replace(submission, student=one, called=one)
    if isinstance(submission, Submission):
        return replace(submission, student=one)
    return submission


def _without_collisions(
    before: Sequence[HandIn], after: Sequence[HandIn], namesakes: str | None
) -> list[HandIn]:
    """The same, unless two of them have become one person's hand-in of one lesson."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, submission in enumerate(after):
        groups[submission.key].append(place)
    doubles = [places for places in groups.values() if len(places) > 1]
    if doubles and namesakes != APART:
        some = [
            f"{' and '.join(_with_number(before[place]) for place in places)} are both "
            f"{after[places[0]].student} on the class list, in {after[places[0]].lesson}"
            for places in doubles[:SHOWN]
        ]
        raise NotCertain(
            f"{'; '.join(some)}, so nothing is graded. Leave the hand-in that counts, or add "
            "--namesakes apart to grade them as people of their own"
        )
    apart = {place for places in doubles for place in places}
    return [before[place] if place in apart else one for place, one in enumerate(after)]


def _who_is_meant(unclear: dict[str, set[str]], has_a_sheet: bool) -> str:
    each = [f"{who} may be {' or '.join(sorted(ids))}" for who, ids in unclear.items()]
    tell = (
        "The sheet given with --fill does not tell them apart, for it has other addresses than the "
        "class list, or is another assignment's: mend the list."
        if has_a_sheet
        else "The sheet of this assignment from Moodle or Canvas tells them apart: give it with "
        "--fill."
    )
    return (
        f"{some_of(each, SHOWN, '; ')} on the class list, so nothing is graded. {tell} Or name the "
        "folders by the ids; or add --namesakes apart to grade them as people of their own"
    )


def _with_number(submission: HandIn) -> str:
    name = called(submission)
    return f"{name} ({submission.number})" if submission.number else name


def _written(one: str, roster: Roster) -> str:
    name = name_of(roster.people[one])
    return f"{one} ({name})" if name else one


def _of_the_renamed(renamed: dict[str, str]) -> list[str]:
    if not renamed:
        return []
    each = [f"{name} is {one}" for name, one in sorted(renamed.items())]
    return [f"By the class list: {some_of(each, SHOWN)}"]


def _of_strangers(strangers: dict[str, str | None], roster: Roster) -> list[str]:
    """A line each, with who is meant, or else who is nearest on the list."""
    lines = []
    for name, meant in sorted(strangers.items())[:SHOWN]:
        near = roster.near(name) if meant is None else meant
        lines.append(f"Not on the class list: {name}" + (f"; nearest: {near}" if near else ""))
    more = len(strangers) - SHOWN
    return [*lines, *([f"and {more} more not on the class list"] if more > 0 else [])]


def _of_before(names: list[str]) -> list[str]:
    """Those who stand in the gradebook under the other name, too, from before there was a list."""
    if not names:
        return []
    return [
        "Graded before under another name, which stays in the gradebook and the tables: "
        f"{some_of(names, SHOWN)}. "
        f'When all is graded anew: nbgrader db student remove "{names[0]}" --force (with marks '
        "given by hand under that name)"
    ]
