"""The learner's own predictions, kept in `predictions.json` beside the lesson.

The file is plain text that its owner may read, copy or delete. It is written whole to a
neighbour and then renamed, so it is never half written; a file that cannot be read is set aside
as `predictions.json.bad` and never thrown away. Nothing here is ever sent anywhere.
"""

import contextlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from chainrule import keeping

FILE_NAME = "predictions.json"
CONFIDENT = 4  # from this confidence on, a miss is worth asking again
HESITANT = 2  # up to this confidence, a hit may have been luck


@dataclass(frozen=True)
class Entry:
    """What the learner committed to one question.

    `confidence` goes from 1 (a guess) to 5 (certain) and is None where none was asked.
    `right` is None until the answer was shown; then it says whether the commitment held.
    """

    name: str
    answer: str = ""
    confidence: int | None = None
    skipped: bool = False
    right: bool | None = None
    question: str = ""
    choices: list[str] = field(default_factory=list)

    @property
    def confident_miss(self) -> bool:
        """Wrong although sure: corrected best, and worth asking again in the next lesson."""
        return self.right is False and (self.confidence or 0) >= CONFIDENT

    @property
    def lucky_hit(self) -> bool:
        """Right, but with low confidence."""
        return self.right is True and self.confidence is not None and self.confidence <= HESITANT


class Journal:
    """The entries of one lesson folder, in the order in which they were committed."""

    def __init__(self, folder: Path | str):
        self.path = Path(folder) / FILE_NAME
        self._own: dict[str, Entry] = {}  # what this kernel wrote: survives a disk that refuses
        self._watchers: dict[str, list[Callable[[Entry], None]]] = {}
        self._complained = False
        self._written = False  # this kernel has made the file, and not set it aside since
        self._locked_out = False  # there is a file that cannot be read, or not even set aside

    def entry(self, name: str) -> Entry | None:
        """What was committed (or skipped) under this name; None when nothing was."""
        return self.entries().get(name)

    def entries(self) -> dict[str, Entry]:
        """All entries by name, from the file and from this kernel.

        A file that this kernel wrote and that is gone was deleted: its owner begins anew.
        """
        self._forget_what_was_deleted()
        return self._read() | self._own

    def _forget_what_was_deleted(self) -> None:
        if self._written and not self.path.exists():
            self._own.clear()
            self._written = False

    def is_on_disk(self, name: str) -> bool:
        """Whether the file holds what was committed under this name, so that it outlasts Python."""
        return name in self._read()

    def is_settled(self, name: str) -> bool:
        """True once the question was answered or skipped."""
        return self.entry(name) is not None

    def commit(self, entry: Entry) -> Entry:
        """Keep `entry`. The first commitment stands: a later one returns what was kept.

        A skipped question may still be answered.
        """
        kept = self.entry(entry.name)
        if kept is not None and (not kept.skipped or entry.skipped):
            return kept
        self._keep(entry)
        for watcher in list(self._watchers.get(entry.name, ())):
            watcher(entry)
        return entry

    def mark(self, name: str, right: bool) -> Entry | None:
        """Note whether a commitment turned out right; skipped or absent ones stay unmarked."""
        kept = self.entry(name)
        if kept is None or kept.skipped or kept.right is right:
            return kept
        marked = Entry(**(_shallow(kept) | {"right": right}))
        self._keep(marked)
        return marked

    def confident_misses(self) -> list[Entry]:
        """The entries to ask again, in the order in which they were committed."""
        return [entry for entry in self.entries().values() if entry.confident_miss]

    def on_commit(self, name: str, callback: Callable[[Entry], None]) -> Callable[[], None]:
        """Call `callback(entry)` whenever `name` is committed or skipped in this kernel.

        Returns a function that ends the watch. A question that is settled already does not call
        back: ask `is_settled` first.
        """
        watchers = self._watchers.setdefault(name, [])
        watchers.append(callback)

        def stop() -> None:
            with contextlib.suppress(ValueError):  # ended twice
                watchers.remove(callback)

        return stop

    def _keep(self, entry: Entry) -> None:
        self._forget_what_was_deleted()
        self._own[entry.name] = entry
        try:
            with keeping.locked(self.path):
                everything = self._read() | self._own
                if self._locked_out:
                    return
                _write(self.path, everything)
                self._written = True
        except OSError as trouble:
            if not self._complained:
                self._complained = True
                print(
                    f"{self.path} could not be written ({trouble.strerror}): "
                    "your predictions are kept until this kernel stops."
                )

    def _read(self) -> dict[str, Entry]:
        try:
            entries = _parse(keeping.read_plain(self.path))
        except FileNotFoundError:
            entries = {}
        except OSError as trouble:  # somebody else's, say: it may hold what must not be lost
            self._lock_out(f"read ({trouble.strerror})")
            return {}
        except ValueError:
            return self._set_aside()
        self._locked_out = False
        return entries

    def _set_aside(self) -> dict[str, Entry]:
        self._written = False
        try:
            keeping.set_aside(self.path)
            self._locked_out = False
        except OSError as trouble:
            self._lock_out(f"understood, nor set aside ({trouble.strerror})")
        return {}

    def _lock_out(self, why: str) -> None:
        """Leave the file alone, and say once why."""
        if not self._locked_out:
            self._locked_out = True
            print(
                f"{self.path} could not be {why}: "
                "your predictions are kept until this kernel stops."
            )


def _shallow(entry: Entry) -> dict:
    return {part.name: getattr(entry, part.name) for part in fields(Entry)}


def _parse(text: bytes) -> dict[str, Entry]:
    """Entries of a journal file; ValueError when it is not one."""
    try:
        content = json.loads(text.decode("utf-8-sig"))
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep
    if not isinstance(content, dict) or not isinstance(content.get("entries"), list):
        raise ValueError("not a journal")
    known = {part.name for part in fields(Entry)}
    entries = {}
    for item in content["entries"]:
        if not _is_entry(item):
            raise ValueError("not an entry")
        entries[item["name"]] = Entry(**{key: item[key] for key in item if key in known})
    return entries


def _is_entry(item: object) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        return False
    confidence = item.get("confidence")
    return (
        isinstance(item.get("answer", ""), str)
        and (confidence is None or (type(confidence) is int and 1 <= confidence <= 5))
        and isinstance(item.get("skipped", False), bool)
        and item.get("right") in (None, True, False)
        and isinstance(item.get("question", ""), str)
        and isinstance(item.get("choices", []), list)
    )


def _write(path: Path, entries: dict[str, Entry]) -> None:
    content = {
        "about": "Your own predictions in this lesson. Kept here only; delete the file to forget.",
        "entries": [asdict(entry) for entry in entries.values()],
    }
    keeping.write_whole(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


_open: Journal | None = None


def current() -> Journal:
    """The journal of the lesson that runs in this kernel.

    Its folder is settled at first use, so a later change of directory does not lose it.
    """
    global _open
    if _open is None:
        _open = Journal(Path.cwd())
    return _open


def open_in(folder: Path | str) -> Journal:
    """Use the journal in `folder` from now on."""
    global _open
    _open = Journal(folder)
    return _open


def of_lesson(lesson: str) -> Journal:
    """The journal of another lesson, whose folder stands beside this one."""
    return Journal(current().path.parent.parent / lesson)


def is_settled(name: str) -> bool:
    """True once the question `name` was answered or skipped in this lesson."""
    return current().is_settled(name)


def on_commit(name: str, callback: Callable[[Entry], None]) -> Callable[[], None]:
    """Call `callback(entry)` when `name` is committed or skipped; returns how to stop."""
    return current().on_commit(name, callback)
