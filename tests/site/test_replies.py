"""The page answers in the very words of Python: both are asked the same things."""

import json
import shutil
import subprocess

import pytest
from chainrule import journal
from chainrule.explorables.base import HERE
from chainrule.journal import Entry
from chainrule.questions import asking, confirm, lines, revealing
from chainrule.questions.known import TABLES as CHECKS
from chainrule.questions.known import typed_number

from ..support.kernel import new_kernel

NODE = shutil.which("node")

PROGRAM = """
import { replyTo, revelation, wrongLines, confirmation } from '%s';
import { readFileSync } from 'node:fs';
const cases = JSON.parse(readFileSync(0, 'utf-8'));
const answers = cases.map(({ what, given }) => ({
  reply: () => replyTo(...given).lines,
  reveal: () => revelation(...given).lines,
  lines: () => wrongLines(...given),
  blank: () => confirmation(...given).line,
}[what]()));
console.log(JSON.stringify(answers));
"""


@pytest.fixture(scope="module")
def page_says():
    """What the page's own module answers to a list of cases."""
    if NODE is None:
        pytest.skip("node is not installed: the page's replies are not compared")
    module = (HERE / "js" / "page" / "replies.js").as_uri()

    def ask(cases: list[dict]) -> list:
        done = subprocess.run(
            [NODE, "--input-type=module", "-e", PROGRAM % module],
            input=json.dumps(cases),
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


@pytest.fixture
def learner(tmp_path):
    """A learner's Python with the course's own tables and an empty journal."""
    new_kernel(tmp_path)


def asked() -> dict[str, dict]:
    """All questions of the course: what is known about them."""
    found = {}
    for path in sorted(CHECKS.glob("*.json")):
        found |= json.loads(path.read_text("utf-8"))["questions"]
    return found


def entries(name: str, known: dict) -> list[Entry]:
    """Right, wrong and skipped commitments with every confidence."""
    choices = [known["right"], *known.get("replies", {}), "something else"]
    made = [Entry(name, skipped=True, choices=choices)]
    for answer in choices:
        for confidence in (None, 1, 2, 3, 4, 5):
            made.append(Entry(name, answer, confidence, choices=choices))
    others = [*known.get("replies", {}), "1/3", "0,5", "7.001", "4,820", "2,410", "words"]
    number = typed_number(known["right"])
    if number is not None:
        others += [f"{number:.{figures}e}" for figures in range(4)]
    for typed in (known["right"], known["right"].replace("−", "-"), *others):
        made.append(Entry(name, typed, 3))
    return made


def as_page(entry: Entry) -> dict:
    return {key: getattr(entry, key) for key in Entry.__dataclass_fields__}


def test_every_reply_on_committing(learner, page_says):
    cases, right = [], []
    for name, known in asked().items():
        if "\n" in known["right"]:
            continue
        for kind in ("question", "text", "prediction"):
            for entry in entries(name, known):
                cases.append({"what": "reply", "given": [kind, as_page(entry), known]})
                right.append(asking.reply_to(kind, entry))
    assert len(cases) > 1000
    assert page_says(cases) == right


def test_every_revelation(learner, page_says, tmp_path):
    cases, right = [], []
    for name, known in asked().items():
        for entry in entries(name, known)[:14]:
            if not entry.skipped and entry.confidence is None:
                continue  # a prediction always says how sure
            # Where there is no folder, a journal keeps all in memory.
            journal.open_in(tmp_path / "gone").commit(entry)
            cases.append({"what": "reveal", "given": [as_page(entry), known]})
            right.append(revealing.revelation(name).lines)
    assert len(cases) > 200
    assert page_says(cases) == right


def test_every_try_at_lines(page_says):
    known = {
        "right": "a = 1\nb = 2\nc = a + b\nreturn c",
        "any_order": [["a = 1", "b = 2"]],
        "replies": {"c = a * b": "A sum was asked for."},
        "why": "",
    }
    tries = [
        ["a = 1", "b = 2", "c = a + b", "return c"],
        ["b = 2", "a = 1", "c = a + b", "return c"],
        ["c = a + b", "a = 1", "b = 2", "return c"],
        ["a = 1", "b = 2", "c = a * b", "return c"],
        ["a = 1", "b = 2", "c = a - b", "return c"],
        ["a = 1", "b = 2", "return c", "c = a + b"],
    ]
    said = page_says([{"what": "lines", "given": [given, known]} for given in tries])
    assert said == [lines.wrong_lines(given, known) for given in tries]
    assert said[0] == said[1] == [] and all(said[2:])


def test_every_blank(learner, page_says, capsys):
    known = {}
    for path in sorted(CHECKS.glob("*.json")):
        known |= json.loads(path.read_text("utf-8"))["blanks"]
    cases, right = [], []
    for name, value in known.items():
        for number in (float(f"{value:.4g}"), 12.5, -0.25):
            cases.append({"what": "blank", "given": [name, number, value, "Look again."]})
            unnamed = [number]  # a variable would be called by its own name
            confirm(name, unnamed[0], hint="Look again.")
            right.append(capsys.readouterr().out.strip())
    assert len(cases) >= 12
    assert page_says(cases) == right
