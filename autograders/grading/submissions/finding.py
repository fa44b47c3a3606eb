"""Which of the ways to hand in it is, and what was handed in that way."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path

from autograders.grading.submissions.archives import is_archive
from autograders.grading.submissions.folders import find, is_loose, left_out
from autograders.grading.submissions.hand_in import HandIn, NothingHandedIn
from autograders.grading.submissions.naming import is_moodles
from autograders.grading.submissions.uploads import Upload, collect

COURSES_OWN = ("lessons", "solutions")


def hand_ins(
    folder: Path,
    lessons: list[str],
    known: list[str],
    pattern: str | None = None,
    zone: tzinfo | None = None,
    is_late: Callable[[Upload], bool] | None = None,
    best: Callable[[Sequence[Upload]], Upload | None] | None = None,
) -> tuple[Sequence[HandIn], list[str]]:
    """nbgrader's layout where there is one, else loose uploads; and a line on all left out.

    known: every lesson of the course; zone: the course's; the others as for `uploads.collect`.
    Raises NothingHandedIn.
    """
    if pattern is not None or _are_loose(folder, known):
        collection = collect(folder, lessons, known, pattern, zone, is_late, best)
        return collection.uploads, collection.remarks
    found = find(folder, lessons, zone)
    return found, list(left_out(folder, lessons, known, zone))


def refuse_the_courses_own(folder: Path, course: Path) -> None:
    """NothingHandedIn for the course itself, its lessons and its solutions."""
    if folder.resolve() in {course.parent / name for name in ("", *COURSES_OWN)}:
        raise NothingHandedIn(
            f"{folder}: is the course's own; give the folder that holds what was handed in, as "
            "<student>/<lesson>/<lesson>.ipynb"
        )


def _are_loose(folder: Path, lessons: list[str]) -> bool:
    """Loose uploads, not nbgrader's layout; no single student's folders decide it."""
    if is_archive(folder):
        return True
    if not folder.is_dir() or (folder / "nbgrader_config.py").exists():
        return False
    return any(is_moodles(path.name) for path in folder.iterdir()) or is_loose(folder, lessons)
