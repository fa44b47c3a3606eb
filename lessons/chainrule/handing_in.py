"""A file with what a learner chooses to hand in of their own words; it is written when they ask.

`predictions.json` stays where it is. This file holds a copy of some of it, as plain text that its
owner may read and change before anybody else sees it. Nothing here is ever sent anywhere.
"""

import hashlib
import html
import json
from collections.abc import Iterable
from pathlib import Path

from chainrule import journal, keeping
from chainrule.journal import Entry

FILE_NAME = "my_answers.json"
_MARK = "as_it_was_made"


def my_answers(predictions: bool = False) -> "MyAnswers | None":
    """Write `my_answers.json` beside this lesson: your answers in your own words, to hand in.

    With `predictions=True`, your predictions and the answers to quick questions are in it, too. A
    file made before is replaced as long as nobody changed it; any other of that name is left alone,
    and the new one gets a number. Prints one line, and gives None, where there is nothing to hand
    in or the file cannot be written.
    """
    here = journal.current()
    folder = here.path.parent
    entries = [entry for entry in here.entries().values() if not entry.skipped]
    words = [entry for entry in entries if is_in_own_words(entry)]
    others = [entry for entry in entries if predictions and not is_in_own_words(entry)]
    if not words and not others:
        print("There is nothing to hand in yet: you have not answered in your own words here.")
        return None
    content = _content(folder.name, words, others)
    try:
        with keeping.locked(folder / FILE_NAME):
            path = _free_place(folder)
            keeping.write_whole(path, _text(content | {_MARK: _digest(content)}))
    except OSError as trouble:
        print(f"{FILE_NAME} could not be written in {folder} ({trouble.strerror}).")
        return None
    return MyAnswers(path, [entry.name for entry in words], len(others))


def is_in_own_words(entry: Entry) -> bool:
    """Is it an explanation? Nothing to choose from, no confidence, and never right or wrong."""
    return not entry.choices and entry.confidence is None and entry.right is None


class MyAnswers:
    """A file that was written, and what is in it."""

    def __init__(self, path: Path, words: list[str], others: int):
        self.path, self.words, self.others = path, words, others

    def __repr__(self) -> str:
        parts = [f"{len(self.words)} in your own words ({', '.join(self.words)})"]
        parts = parts if self.words else []
        parts += [f"{self.others} predictions and quick answers"] if self.others else []
        return (
            f"{self.path.name} is written beside this lesson: {' and '.join(parts)}. Nothing is "
            "sent: read it, then hand it in together with the notebook, if you want to."
        )

    def _repr_html_(self) -> str:
        name = html.escape(self.path.name, quote=True)
        told = html.escape(repr(self))
        link = f'<a href="{name}" target="_blank">{name}</a>'
        return f"<p>{told.replace(name, link, 1)}</p>"


def _content(lesson: str, words: Iterable[Entry], others: Iterable[Entry]) -> dict:
    content: dict = {
        "about": "What I chose to hand in: my own answers. Change or delete what you like.",
        "lesson": lesson,
        "in_my_own_words": [
            {"name": entry.name, "question": entry.question, "answer": entry.answer}
            for entry in words
        ],
    }
    chosen = [
        {
            "name": entry.name,
            "question": entry.question,
            "answer": entry.answer,
            "confidence": entry.confidence,
            "right": entry.right,
        }
        for entry in others
    ]
    return content | ({"predictions": chosen} if chosen else {})


# --- which file -----------------------------------------------------------------------------------


def _free_place(folder: Path) -> Path:
    """Where it may stand: nowhere yet, or in place of one of ours that nobody changed."""
    path, number = folder / FILE_NAME, 1
    while (path.exists() or path.is_symlink()) and not _is_ours(path):
        number += 1
        path = folder / f"my_answers-{number}.json"
    return path


def _is_ours(path: Path) -> bool:
    try:
        content = json.loads(path.read_bytes()) if path.is_file() else None
        return isinstance(content, dict) and content.pop(_MARK, "") == _digest(content)
    except (OSError, ValueError, RecursionError):
        return False


def _digest(content: dict) -> str:
    return hashlib.sha256(_text(content).encode()).hexdigest()


def _text(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
