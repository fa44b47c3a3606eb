"""A page about one's own way through the course, to keep or to print. It is no grade."""

import hashlib
import html
from datetime import date
from functools import cache
from pathlib import Path
from string import Template
from unicodedata import category

from chainrule import calibration, journal, keeping, passes
from chainrule.calibration import Calibration, LookingBack
from chainrule.questions.known import TABLES

FILE_NAME = "certificate.html"
GENERATOR = "chain rule course, certificate"
LONGEST_NAME = 120


def certificate(name: str = "") -> "Certificate | None":
    """Write a page beside this lesson: what passed its check, and how your predictions held.

    `name` stands on top; without one there is a line to write it by hand. A certificate made before
    is replaced as long as nobody changed it; any other file of that name is left alone, and the
    page gets a number. Prints one line, and gives None, where the file cannot be written.
    """
    folder = journal.current().path.parent
    text = page(name, passes.of_all_lessons(), _calibrations(), date.today())
    try:
        with keeping.locked(folder / FILE_NAME):
            path = _free_place(folder)
            keeping.write_whole(path, _signed(text))
    except OSError as trouble:
        print(f"{FILE_NAME} could not be written in {folder} ({trouble.strerror}).")
        return None
    return Certificate(path)


class Certificate:
    """A page that was written; in a notebook a link that opens it."""

    def __init__(self, path: Path):
        self.path = path

    def __repr__(self) -> str:
        return (
            f"{self.path.name} is written beside this lesson: open it in a browser, then print it."
        )

    def _repr_html_(self) -> str:
        name = html.escape(self.path.name, quote=True)
        return (
            f'<p><a href="{name}" target="_blank">{name}</a> is written beside this lesson: '
            "open it in a browser, then print it.</p>"
        )


# --- which file -----------------------------------------------------------------------------------


def _free_place(folder: Path) -> Path:
    """Where a certificate may stand: nowhere, or in place of one of ours that nobody changed."""
    path, number = folder / FILE_NAME, 1
    while (path.exists() or path.is_symlink()) and not _is_ours(path):
        number += 1
        path = folder / f"certificate-{number}.html"
    return path


def _is_ours(path: Path) -> bool:
    try:
        text = path.read_bytes().decode("utf-8") if path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return False
    page_, mark, _ = text.rpartition(_MARK)
    return bool(mark) and _signed(page_) == text


_MARK = "<!-- as it was made: "


def _signed(text: str) -> str:
    """The page with a last line by which a changed one is known."""
    return f"{text}{_MARK}{hashlib.sha256(text.encode()).hexdigest()} -->\n"


# --- the page -------------------------------------------------------------------------------------


def _calibrations() -> dict[str, Calibration]:
    """What was predicted in each lesson; all together under the empty name."""
    books = {path.stem: journal.of_lesson(path.stem) for path in sorted(TABLES.glob("*.json"))}
    here = journal.current()
    books[here.path.parent.name] = here
    each = {
        lesson: calibration.calibrate(book.entries().values()) for lesson, book in books.items()
    }
    return each | {"": calibration.of_all_lessons()}


def page(
    name: str,
    exercises: dict[str, dict[str, bool]],
    calibrations: dict[str, Calibration],
    today: date,
) -> str:
    """The whole page as HTML that asks for nothing from elsewhere and runs nothing.

    `exercises` says of every lesson's exercises whether they passed; `calibrations` has one for
    each lesson, and under the empty name the one of all together.
    """
    name = _plain(str(name))
    whose = f"<p class=name>{html.escape(name)}</p>" if name else '<p class="name blank">Name:</p>'
    rows = "".join(
        _row(lesson, of_lesson, calibrations.get(lesson)) for lesson, of_lesson in exercises.items()
    )
    everything = [passed for of_lesson in exercises.values() for passed in of_lesson.values()]
    return _template().substitute(
        generator=GENERATOR,
        name=whose,
        day=today.isoformat(),
        passed=sum(everything),
        exercises=len(everything),
        rows=rows,
        looked_back=LookingBack(calibrations[""])._repr_html_(),
    )


def _plain(name: str) -> str:
    """A name on one line, without characters that no page can show."""
    shown = "".join(one for one in " ".join(name.split()) if category(one) not in ("Cc", "Cs"))
    return shown[:LONGEST_NAME].strip()


def _row(lesson: str, exercises: dict[str, bool], predicted: Calibration | None) -> str:
    number, _, title = lesson.partition("_")
    said = f"{number} {title.replace('_', ' ').capitalize()}"
    passed = [f"<code>{html.escape(name)}</code>" for name, done in exercises.items() if done]
    names = f" <small>{', '.join(passed)}</small>" if passed else ""
    seen = predicted.of(1, calibration.CERTAIN) if predicted else None
    held = f"{seen.right} of {seen.count}" if seen and seen.count else "none seen"
    return (
        f'<tr><th scope="row">{html.escape(said)}</th>'
        f"<td>{len(passed)} of {len(exercises)}{names}</td><td>{held}</td></tr>\n"
    )


@cache
def _template() -> Template:
    return Template(Path(__file__).with_name("certificate_template.html").read_text("utf-8"))
