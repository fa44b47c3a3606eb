"""One table of typed numbers, read by Python and by the page's JavaScript alike."""

import json
import shutil
import subprocess

import pytest
from chainrule.explorables.base import HERE
from chainrule.questions import known

NODE = shutil.which("node")

#: What a person types, and the number that it is, wherever it is typed.
READ = {
    "3": 3,
    "+2": 2,
    " - 1.5 ": -1.5,
    "−0,309": -0.309,
    ".5": 0.5,
    "11.": 11,
    "1e-5": 1e-5,
    "6/2": 3,
    "−1/−4": 0.25,
    "1 000": 1000,
    "4\u202f820": 4820,
    "4\u00a0820": 4820,
    "\t4\u2009820\n": 4820,
    "4,820": 4.82,
    "4.820": 4.82,
    "1,234,567": 1234567,
    "1.234.567": 1234567,
    "−1,234,567": -1234567,
    "4,820.5": 4820.5,
    "4.820,5": 4820.5,
    "1,234,567.25": 1234567.25,
    "": None,
    "/": None,
    "1/0": None,
    "0/0": None,
    "1/2/3": None,
    "three": None,
    "m=3": None,
    "–3": -3,
    "—0.4": -0.4,
    "‑0,4": -0.4,
    "－5": -5,
    "= 11": 11,
    "≈0.3": 0.3,
    "½": 0.5,
    "1½": 1.5,
    "−¼": -0.25,
    "1 1/2": 1.5,
    "- 1 1/2": -1.5,
    "1\u00a03/4": 1.75,
    "3 / 4": 0.75,
    "3⁄4": 0.75,
    "12 345 678": 12345678,
    "1 000,5": 1000.5,
    "1 2": None,
    "1 0000": None,
    "1 1/0": None,
    "1 1/2/3": None,
    "½½": None,
    "3 km": None,
    "50%": None,
    "2*2410": None,
    "2^3": None,
    "(3)": None,
    "= = 3": None,
    "1,23,4": None,
    "0,123,456": None,
    "4.820.5": None,
    "1_000": None,
    "0x10": None,
    "nan": None,
    "inf": None,
    "Infinity": None,
    "1e999": None,
    "٣": None,
}

#: (what a person types, where an answer of this size is due, the number that they mean)
MEANT = [
    ("4,820", 4820.0, 4820),
    ("4.820", 4820.0, 4820),
    ("4,82", 4820.0, 4.82),
    ("−4,820", -4820.0, -4820),
    ("4820", 4820.0, 4820),
    ("4,820", 4.82, 4.82),
    ("1.690", 1.69, 1.69),
    ("0,125", 4820.0, 0.125),
    ("−0,309", -0.3092, -0.309),
    ("words", 4820.0, None),
]

#: What is said about what is no number.
UNREAD = {
    "": "Type a number first, such as 2.5 or −1/4.",
    "three": "Type a number first, such as 2.5 or −1/4.",
    "3 km": "Type the number alone, without “km”.",
    "1e3 rpm": "Type the number alone, without “rpm”.",
    "50 %": "Type the number alone, without “%”.",
    "2*2410": "Work it out first, and type the one number that comes out.",
    "1 2": "That is no number yet: type it like 2.5, 2,5, −1/4 or 1 1/2.",
    "1/0": "That is no number yet: type it like 2.5, 2,5, −1/4 or 1 1/2.",
}

#: A number, the right one, and whether that is close enough.
CLOSE = [
    (-0.0048, -0.00477, True),
    (-0.00477, -0.00477, True),
    (-0.005, -0.00477, False),
    (-0.0047, -0.00477, False),
    (0.48, 1.742 / 3.6, True),
    (0.49, 1.742 / 3.6, False),
    (1.7, 1.742, True),
    (2, 1.742, False),
    (6, 6, True),
    (6.01, 6, False),
    (-0.48, 1.742 / 3.6, False),
    (0.12, 0.125, True),
    (0.13, 0.125, True),
    (0.1, 0.125, False),
    (10, 9.96, True),
    (9.9, 9.96, False),
    (1e-12, 1.04e-12, True),
    (0.3, 0.2955, True),
    (0.2, 0.2955, False),
]

PROGRAM = """
import { isClose, typedNumber, numberMeant, unread } from '%s';
import { readFileSync } from 'node:fs';
const { read, meant, no, close } = JSON.parse(readFileSync(0, 'utf-8'));
console.log(JSON.stringify({
  read: read.map((text) => typedNumber(text)),
  meant: meant.map(([text, right]) => numberMeant(text, right)),
  no: no.map((text) => unread(text)),
  close: close.map(([number, right]) => isClose(number, right)),
}));
"""


@pytest.mark.parametrize(("text", "number"), READ.items())
def test_python_reads_what_people_type(text, number):
    assert known.typed_number(text) == number


@pytest.mark.parametrize(("text", "right", "number"), MEANT)
def test_python_knows_a_separator_of_thousands_where_thousands_are_due(text, right, number):
    assert known.number_meant(text, right) == number


def test_the_page_reads_the_same():
    if NODE is None:
        pytest.skip("node is not installed: the page's reader of numbers is not compared")
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", PROGRAM % (HERE / "js/lib/typed.js").as_uri()],
        input=json.dumps(
            {
                "read": list(READ),
                "meant": [case[:2] for case in MEANT],
                "no": list(UNREAD),
                "close": CLOSE,
            }
        ),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert dict(zip(READ, found["read"], strict=True)) == READ
    assert found["meant"] == [number for *_, number in MEANT]
    assert dict(zip(UNREAD, found["no"], strict=True)) == UNREAD
    assert found["close"] == [close for *_, close in CLOSE]


@pytest.mark.parametrize(("number", "right", "close"), CLOSE)
def test_a_number_may_be_rounded_to_two_figures(number, right, close):
    assert known.is_close(number, right) == close
