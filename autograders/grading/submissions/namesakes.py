"""People of one name, also when their uploads come in different runs: another number, another one.

Within a lesson a system gives every person a number of their own. So an upload of a known name
whose number is not the known one is not taken for that person's: the instructor says what it is.
Canvas's numbers are the same in all lessons, and so are those of a system that gave somebody the
number of another lesson again; Moodle's are new in each, where a name is all there is.
"""

from collections.abc import Sequence
from dataclasses import replace

from autograders.grading.submissions.hand_in import HandIn
from autograders.grading.submissions.naming import keeps_numbers
from autograders.grading.submissions.uploads import Upload
from autograders.grading.text import some_of

APART, SAME = "apart", "same"
SHOWN = 5

Known = dict[str, dict[str, str]]
"""Who was graded before: of each lesson, the student by the system's number."""


class Namesakes(ValueError):
    """An upload may be another person's than the one of that name; one line says whose."""


def kept_apart(
    submissions: Sequence[HandIn],
    known: Known,
    namesakes: str | None = None,
    has_a_list: bool = False,
) -> tuple[Sequence[HandIn], list[str]]:
    """The submissions under the names by which their students are known; a line on each new one.

    namesakes: what another number means, APART for another person or SAME for the same one; without
    it, Namesakes is raised, and names both. has_a_list: people of one name are told apart by a
    class list; without one, a line says when the name alone tells who somebody is.
    """
    if not known or not any(submission.number for submission in submissions):
        return submissions, []
    by_name = []
    if not has_a_list:  # else it has told who somebody is in another lesson or system
        if _numbers_are_kept(submissions, known):
            known = _in_all_lessons(known, {submission.lesson for submission in submissions})
        else:
            by_name = _known_by_name_alone(submissions, known)
    told = [_as_known(submission, known) for submission in submissions]
    taken = {key.casefold() for key in (*(u.key for u in told), *_keys(known))}
    remarks: list[str] = []
    met: list[str] = []
    for place, upload in enumerate(told):
        other = _other_number(upload, known)
        if not other or namesakes == SAME or not isinstance(upload, Upload):
            continue
        if namesakes != APART:
            met.append(f"{upload.student} ({upload.number}; graded before: {other})")
            continue
        name = f"{upload.student}-{upload.number}"
        while f"{name}/{upload.lesson}".casefold() in taken:
            name += "_"
        taken.add(f"{name}/{upload.lesson}".casefold())
        remarks.append(f"{upload.student} with the number {upload.number} is {name}")
        told[place] = replace(upload, student=name)
    if met:
        raise Namesakes(
            f"{some_of(met, SHOWN)}: the system's number is not that of the person who "
            "was graded under this name, so nothing is graded. If they are two people, add "
            "--namesakes apart; if the system has given the same person a new number, --namesakes "
            "same"
        )
    return told, [*remarks, *by_name]


def _numbers_are_kept(submissions: Sequence[HandIn], known: Known) -> bool:
    """Has a person the same number in another lesson?"""
    for one in submissions:
        if not isinstance(one, Upload) or not one.number:
            continue
        if keeps_numbers(one.uploaded_as):
            return True
        others = (people for lesson, people in known.items() if lesson != one.lesson)
        if any(_is_called(people.get(one.number, ""), one) for people in others):
            return True
    return False


def _in_all_lessons(known: Known, lessons: set[str]) -> Known:
    """Who is known in each of `lessons`, by the numbers of any lesson; its own count first."""
    everybody = {number: who for people in known.values() for number, who in people.items()}
    return {lesson: {**everybody, **known.get(lesson, {})} for lesson in lessons}


def _known_by_name_alone(submissions: Sequence[HandIn], known: Known) -> list[str]:
    """A line on how many are taken for somebody of another lesson because of their names."""
    met = 0
    for one in submissions:
        others = (people for lesson, people in known.items() if lesson != one.lesson)
        is_new = one.number and one.number not in known.get(one.lesson, {})
        met += bool(is_new and any(one.student in people.values() for people in others))
    if not met:
        return []
    return [
        f"{met} known from other lessons by name alone, for the numbers here are new ones; "
        "whether two people have one name, a class list and --fill can tell"
    ]


def _as_known(submission: HandIn, known: Known) -> HandIn:
    """Under the name that earlier runs gave to this very number, if it is this name's."""
    if not isinstance(submission, Upload) or not submission.number:
        return submission
    before = known.get(submission.lesson, {}).get(submission.number, "")
    return replace(submission, student=before) if _is_called(before, submission) else submission


def _is_called(known_as: str, upload: Upload) -> bool:
    """Is this the upload's name, with or without its number?"""
    names = {upload.called, f"{upload.called}-{upload.number}"}
    return known_as.rstrip("_").casefold() in {name.casefold() for name in names}


def _other_number(submission: HandIn, known: Known) -> str:
    """The number of somebody else who is known by this name in this lesson."""
    people = known.get(submission.lesson, {})
    if not submission.number or people.get(submission.number) == submission.student:
        return ""
    name = submission.student.casefold()
    return next((number for number, who in people.items() if who.casefold() == name), "")


def _keys(known: Known) -> list[str]:
    return [f"{who}/{lesson}" for lesson, people in known.items() for who in people.values()]
