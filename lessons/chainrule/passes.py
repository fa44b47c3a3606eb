"""Which exercises passed their visible check, kept in `passed.json` beside the lesson.

It is for the learner alone, who may read, copy or delete it: nothing is graded by it, and nothing
of it is ever sent anywhere. It is written the journal's way.
"""

import json
from pathlib import Path

from chainrule import journal, keeping
from chainrule.checking.check import check as check
from chainrule.checking.check import told_of_success
from chainrule.checking.table_files import tables

FILE_NAME = "passed.json"
ABOUT = "Exercises that passed their check here. No grade; delete the file to forget."

_own: dict[Path, set[str]] = {}  # what this kernel noted: survives a disk that refuses
_complained: set[Path] = set()


def note(exercise: str) -> None:
    """Keep that this exercise passed its check in the lesson that runs in this kernel."""
    path = _beside(journal.current().path)
    if exercise in _read(path):
        return
    own = _own.setdefault(path, set())
    own.add(exercise)
    try:
        with keeping.locked(path):
            everything = {"about": ABOUT, "passed": sorted(_read(path, to_replace=True) | own)}
            keeping.write_whole(path, json.dumps(everything, ensure_ascii=False, indent=1) + "\n")
    except OSError as trouble:
        if path not in _complained:
            _complained.add(path)
            print(
                f"{path} could not be written ({trouble.strerror}): "
                "what has passed is kept until this kernel stops."
            )


def of_all_lessons() -> dict[str, dict[str, bool]]:
    """Every lesson's exercises and whether each has passed its check, here or in a lesson beside.

    {lesson: {exercise: has it passed?}}, in the order of the course.
    """
    here = journal.current()
    in_order = sorted(tables().values(), key=lambda table: table.number)
    exercises = [(table.lesson, table.exercise) for table in in_order]
    folders = [_beside(journal.of_lesson(lesson).path) for lesson in dict(exercises)]
    passed: set[str] = set()
    for path in {_beside(here.path), *folders}:
        passed |= _read(path) | _own.get(path, set())
    found: dict[str, dict[str, bool]] = {}
    for lesson, name in exercises:
        found.setdefault(lesson, {})[name] = name in passed
    return found


def _beside(path: Path) -> Path:
    return path.with_name(FILE_NAME)


def _read(path: Path, to_replace: bool = False) -> set[str]:
    """What the file holds. A broken one is set aside.

    OSError if that cannot be, or if it cannot be read, and it is `to_replace`.
    """
    try:
        content = json.loads(keeping.read_plain(path).decode("utf-8-sig"))
        passed = content["passed"]
        if not isinstance(passed, list) or not all(isinstance(name, str) for name in passed):
            raise ValueError("no names")
        return set(passed)
    except FileNotFoundError:
        return set()
    except OSError:  # a pipe, or not for us to read: it may hold what must not be lost
        if to_replace:
            raise
        return set()
    except (ValueError, TypeError, LookupError, RecursionError):
        pass
    try:
        keeping.set_aside(path)
    except OSError:
        if to_replace:
            raise
    return set()


if note not in told_of_success:
    told_of_success.append(note)
