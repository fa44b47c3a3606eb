"""A stressed word and code read the same in a form, in a reply and in a notebook's HTML."""

import html
import json
import re
import shutil
import subprocess

import pytest
from chainrule.explorables.base import HERE
from chainrule.questions.form import Question
from chainrule.questions.inline import inline
from chainrule.questions.revealing import Revelation

from autograders.authoring.course import Course
from autograders.authoring.lint.draft import Draft
from autograders.authoring.lint.facts import spoken
from autograders.authoring.source import read_source

from ...support import LESSONS, ROOT

NODE = shutil.which("node")
PIECES = {
    "right after *one* epoch?": ["right after ", ["em", "one"], " epoch?"],
    "*before* any training": [["em", "before"], " any training"],
    "Press *Sweep back*.": ["Press ", ["em", "Sweep back"], "."],
    "(*now*) and “*then*”": ["(", ["em", "now"], ") and “", ["em", "then"], "”"],
    "*a* *b*": [["em", "a"], " ", ["em", "b"]],
    "`X @ W * b` has *rows*": [["code", "X @ W * b"], " has ", ["em", "rows"]],
    "d3 = 2 * (a3 - y) * a3": ["d3 = 2 * (a3 - y) * a3"],
    "x**2 and x**3, a*b*c, 2*x*3, d_*x*_d": ["x**2 and x**3, a*b*c, 2*x*3, d_*x*_d"],
    "writes *= in place of +=": ["writes *= in place of +="],
    "σ*w*b": ["σ*w*b"],
    "<b> & *<i>*": ["<b> & ", ["em", "<i>"]],
    "": [],
}


@pytest.mark.parametrize("text", PIECES)
def test_python_writes_what_is_stressed_and_what_is_code(text):
    written = [
        f"<{part[0]}>{html.escape(part[1])}</{part[0]}>"
        if isinstance(part, list)
        else html.escape(part)
        for part in PIECES[text]
    ]
    assert inline(text) == "".join(written)


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_forms_write_the_same():
    program = (
        f"import {{ pieces }} from '{(HERE / 'js/lib/typed.js').as_uri()}';"
        "import { readFileSync } from 'node:fs';"
        "console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf-8')).map(pieces)));"
    )
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", program],
        input=json.dumps(list(PIECES)),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == list(PIECES.values())


def test_still_forms_and_replies_are_written_so():
    question = Question(name="epochs", question="After *one* `epoch`?", choices=["*two*", "3"])
    assert "After <em>one</em> <code>epoch</code>?" in question.fallback()
    assert "<li><em>two</em></li>" in question.fallback()
    assert "<em>one</em>" in Revelation(["after *one* epoch"])._repr_html_()


@pytest.mark.parametrize("lesson", sorted(path.name for path in LESSONS.glob("0*_*")))
def test_no_star_stands_alone_in_what_a_lesson_asks_and_says(lesson):
    draft = Draft(read_source(Course(ROOT), lesson), {})
    for index, cell in draft.code():
        for text in spoken(draft, index):
            left = re.sub(r"<(code|em)>.*?</\1>", "", inline(text))
            assert not re.search(r"\*\w[^*]*\w\*(?!\w)", left), (cell.source, text)
