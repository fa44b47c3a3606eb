"""Answers in a student's own words: a file that a learner has chosen to hand in beside a notebook.

`my_answers()` in a lesson writes it. It is read as data, within limits, like everything else that
is handed in; whose it is, is told by where it lies, as for the notebook.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograders.grading.notebooks import reading
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.submissions.archives import File, files_of, unpacked
from autograders.grading.submissions.hand_in import HandIn, NothingHandedIn, is_own_words
from autograders.grading.submissions.naming import Naming
from autograders.grading.submissions.uploads import Upload, order_of, student_name
from autograders.grading.text import one_line, readable

FILE_NAME = "my_answers.json"
MAX_BYTES = 2**20
MOST_ANSWERS = 300
LONGEST = 20_000
Whose = Callable[[File], tuple[str, str, tuple]]


@dataclass(frozen=True)
class Answer:
    """One answer; confidence from 1 to 5 and `right` where the lesson knows them."""

    name: str
    question: str
    answer: str
    confidence: int | None = None
    right: bool | None = None


@dataclass(frozen=True)
class OwnWords:
    """What one file holds: answers in own words, and predictions where its owner put these in."""

    lesson: str
    words: list[Answer]
    predictions: list[Answer]


@dataclass(frozen=True)
class Handed:
    """Such a file of one student: its bytes, and the lesson as far as it tells."""

    student: str
    lesson: str
    content: bytes


def parse(content: bytes) -> OwnWords:
    """What the file holds; Unreadable in one line, where it is none of ours."""
    if len(content) > MAX_BYTES or content.count(b"{") + content.count(b"[") > 10 * MOST_ANSWERS:
        raise Unreadable(f"is larger than any {FILE_NAME}")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable("is not as my_answers() writes it") from None
    if not isinstance(data, dict) or not isinstance(data.get("in_my_own_words"), list):
        raise Unreadable("is not as my_answers() writes it")
    predictions = data.get("predictions")
    return OwnWords(
        one_line(str(data.get("lesson", "")))[:100],
        list(_answers(data["in_my_own_words"])),
        list(_answers(predictions if isinstance(predictions, list) else [])),
    )


def _answers(items: list) -> Iterator[Answer]:
    for item in items[:MOST_ANSWERS]:
        if isinstance(item, dict) and isinstance(item.get("answer"), str):
            sure, right = item.get("confidence"), item.get("right")
            yield Answer(
                _text(item.get("name"), 200),
                _text(item.get("question"), 2000),
                _text(item["answer"], LONGEST),
                sure if type(sure) is int and 1 <= sure <= 5 else None,
                right if isinstance(right, bool) else None,
            )


def _text(value: object, most: int) -> str:
    text = value if isinstance(value, str) else ""
    return readable(text.encode("utf-8", "replace").decode())[:most].strip()


def handed_in(
    source: Path,
    submissions: Sequence[HandIn],
    known: list[str],
    remarks: list[str],
    pattern: str | None = None,
) -> list[Handed]:
    """Such files beside these hand-ins, of several of one student to one lesson the newest; a
    remark on each that is left out.

    known: every lesson of the course; pattern: as for `uploads.collect`.
    """
    try:
        everything = files_of(source, [])
    except NothingHandedIn as more:  # than a collection may hold; the notebooks are found elsewhere
        remarks.append(f"answers in own words: {more}")
        return []
    files = [file for file in everything if is_own_words(file.name)]
    if not files:
        return []
    if any(isinstance(one, Upload) for one in submissions):
        whose = _by_the_name(Naming(everything, known, pattern), submissions)
    else:
        whose = _by_the_folder(submissions)
    there = {(one.student, one.lesson) for one in submissions}
    found: dict[tuple[str, str], tuple[tuple, str, Handed]] = {}
    for file in files:
        try:
            order, handed = _taken(file, whose, known, there)
        except Unreadable as why:
            remarks.append(one_line(f"{file.name}: {why}")[:300])
            continue
        key, one = (handed.student, handed.lesson), (order, file.name, handed)
        other = found.setdefault(key, one)
        if other is not one:
            older, newer = sorted((other, one), key=lambda each: each[:2])
            reason = "is newer" if older[0] < newer[0] else "is the last by name"
            remarks.append(one_line(f"{older[1]}: {newer[1]} {reason}")[:300])
            found[key] = newer
    return [handed for _, _, handed in found.values()]


def _taken(
    file: File, whose: Whose, known: list[str], there: set[tuple[str, str]]
) -> tuple[tuple, Handed]:
    """Its place in the order of uploads; what one such file holds, and whose it is. Unreadable in
    one line where it is left out.

    there: who handed in a notebook of which lesson. A file of another lesson would make a folder
    that nbgrader takes for a hand-in.
    """
    content = _content(file)
    lesson = parse(content).lesson
    student, folder, order = whose(file)
    lesson = folder or lesson
    if not student or lesson not in known:
        raise Unreadable("it cannot be told whose or of which lesson")
    if (student, lesson) not in there:
        raise Unreadable(f"it is of {lesson}, and no hand-in of that lesson is beside it")
    return order, Handed(student, lesson, content)


def _by_the_folder(submissions: Sequence[HandIn]) -> Whose:
    """(student, lesson, nothing that tells an order) of a file in <student>/<lesson>/."""
    there = {(one.student, one.lesson) for one in submissions}

    def whose(file: File) -> tuple[str, str, tuple]:
        parts = PurePosixPath(file.name).parts
        known = len(parts) == 3 and parts[:2] in there
        return (parts[0], parts[1], ()) if known else ("", "", ())

    return whose


def _by_the_name(naming: Naming, submissions: Sequence[HandIn]) -> Whose:
    """(student, lesson if a folder tells it, what grows with each upload) of a file as a system
    names it."""
    people = {
        (one.called or one.student, one.number): one.student
        for one in submissions
        if isinstance(one, Upload)
    }

    def whose(file: File) -> tuple[str, str, tuple]:
        match = naming.whose(file)
        if match is None:
            return "", "", ()
        told = match.groupdict()
        called, number = student_name(told.get("student") or ""), told.get("id") or ""
        student = people.get((called, number), "")
        return student, told.get("lesson") or "", order_of(file, match)

    return whose


def _content(file: File) -> bytes:
    if file.wrong:
        raise Unreadable(file.wrong)
    if file.size > MAX_BYTES:
        raise Unreadable(f"is larger than any {FILE_NAME}")
    return reading.content(file.place) if file.member is None else unpacked(file.place, file.member)
