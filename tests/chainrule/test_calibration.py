"""How sure and how right: counted over all journals, said truly, the same on a page of the site."""

import json
import re
import shutil
import subprocess
from dataclasses import asdict
from xml.etree import ElementTree

import chainrule
import pytest
from chainrule import calibration, journal
from chainrule.calibration import Level, calibrate, drawing, told, verdict
from chainrule.explorables.base import HERE
from chainrule.journal import Entry, Journal
from hypothesis import given
from hypothesis import strategies as st

from ..support.kernel import new_kernel

NODE = shutil.which("node")
LESSONS = ("00_predictions", "01_chain_rule", "04_single_neuron")


def predictions(*counts: tuple[int, int, int]) -> list[Entry]:
    """(confidence, how many, how many of them right) as entries."""
    return [
        Entry(f"{confidence}-{number}", "18", confidence, right=number < right)
        for confidence, count, right in counts
        for number in range(count)
    ]


ENTRIES = st.lists(
    st.builds(
        Entry,
        name=st.text(min_size=1, max_size=4),
        answer=st.text(max_size=4),
        confidence=st.none() | st.integers(-1, 7),
        skipped=st.booleans(),
        right=st.none() | st.booleans(),
    ),
    max_size=12,
)


@pytest.fixture
def course(tmp_path):
    """Folders of lessons beside each other; the kernel runs in the last one."""
    for lesson in LESSONS:
        (tmp_path / lesson).mkdir()
    new_kernel(tmp_path / LESSONS[-1])
    return tmp_path


def keep(folder, entries: list[Entry]) -> None:
    book = Journal(folder)
    for entry in entries:
        book.commit(entry)


# ------------------------------------------------------------------ counted


def test_each_confidence_is_counted_with_its_share():
    counted = calibrate(predictions((5, 4, 3), (2, 3, 0), (1, 1, 1)))
    assert counted.levels == (
        Level(1, 1, 1),
        Level(2, 3, 0),
        Level(3, 0, 0),
        Level(4, 0, 0),
        Level(5, 4, 3),
    )
    assert counted.unseen == 0


def test_skipped_ones_questions_and_unseen_ones_do_not_count():
    others = [
        Entry("skipped", confidence=5, skipped=True, right=True),
        Entry("a question", "3", None, right=True),
        Entry("of another version", "3", 6, right=True),
        Entry("unseen", "3", 4),
    ]
    counted = calibrate(others)
    assert [level.count for level in counted.levels] == [0] * 5
    assert counted.unseen == 1


@given(ENTRIES)
def test_nothing_is_counted_twice_or_lost(entries):
    counted = calibrate(entries)
    asked = [e for e in entries if not e.skipped and e.confidence in (1, 2, 3, 4, 5)]
    assert sum(level.count for level in counted.levels) + counted.unseen == len(asked)
    assert all(0 <= level.right <= level.count for level in counted.levels)
    assert counted == calibrate(reversed(entries))


# ------------------------------------------------------------------ over all journals


def test_all_lessons_beside_this_one_are_read(course):
    keep(course / "00_predictions", predictions((5, 2, 1)))
    keep(course / "01_chain_rule", predictions((5, 1, 1), (1, 1, 0)))
    journal.current().commit(Entry("here", "18", 3))
    journal.current().mark("here", True)
    found = calibration.of_all_lessons()
    assert [(level.count, level.right) for level in found.levels] == [
        *[(1, 0), (0, 0), (1, 1), (0, 0), (3, 2)]
    ]


def test_a_copy_of_a_lesson_s_folder_counts_no_second_time(course):
    keep(course / "00_predictions", predictions((5, 2, 1)))
    shutil.copytree(course / "00_predictions", course / "00_predictions copy")
    assert calibration.of_all_lessons().of(1, 5).count == 2


def test_this_kernel_s_own_predictions_count_where_the_disk_refuses(course, capsys):
    shutil.rmtree(course / LESSONS[-1])
    journal.current().commit(Entry("here", "18", 5, right=True))
    assert calibration.of_all_lessons().of(1, 5) == Level(1, 1, 1)
    assert "could not be written" in capsys.readouterr().out


def test_without_a_journal_it_says_so_and_leaves_nothing_behind(course):
    shown = chainrule.looking_back()
    assert repr(shown).startswith("No prediction of yours is kept here yet")
    assert "no prediction" in shown.told
    assert [path for path in course.rglob("*") if path.is_file()] == []


def test_a_damaged_journal_is_kept_aside_and_the_others_count(course, capsys):
    keep(course / "00_predictions", predictions((5, 2, 1)))
    (course / "01_chain_rule" / "predictions.json").write_text('{"entries": [')
    shown = chainrule.looking_back()
    assert "Of 2 predictions whose outcome you have seen, 1 was right." in repr(shown)
    assert (course / "01_chain_rule" / "predictions.json.bad").read_text() == '{"entries": ['
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert repr(chainrule.looking_back()) == repr(shown)
    assert capsys.readouterr().out == "", "said once: it is set aside"


def test_what_was_set_aside_is_no_journal(course):
    keep(course / "00_predictions", predictions((5, 2, 1)))
    (course / "00_predictions" / "predictions.json").rename(
        course / "00_predictions" / "predictions.json.bad"
    )
    assert calibration.of_all_lessons().of(1, 5).count == 0


# ------------------------------------------------------------------ said


@pytest.mark.parametrize(
    ("counts", "unseen", "said"),
    [
        ([], 0, ["No prediction of yours is kept here yet, so there is nothing to look back on."]),
        ([], 1, ["You have committed 1 prediction, and seen no outcome yet."]),
        ([], 3, ["You have committed 3 predictions, and seen no outcome yet."]),
        (
            [(3, 1, 1)],
            0,
            [
                "Of 1 prediction whose outcome you have seen, 1 was right.",
                "That is too few to say how well you know what you know.",
            ],
        ),
        (
            [(5, 4, 4), (4, 4, 2), (1, 6, 2)],
            1,
            [
                "Of 14 predictions whose outcome you have seen, 8 were right.",
                "When you were sure (4 or 5), 6 of 8 were right.",
                "When you were not (1 or 2), 2 of 6 were right.",
                "So when you felt sure, you had more reason to.",
                "2 predictions were wrong although you were sure: those are worth a second look.",
                "1 prediction more waits for you to see the outcome.",
            ],
        ),
        (
            [(4, 6, 3), (2, 8, 4)],
            2,
            [
                "Of 14 predictions whose outcome you have seen, 7 were right.",
                "When you were sure (4 or 5), 3 of 6 were right.",
                "When you were not (1 or 2), 4 of 8 were right.",
                "So being sure made no difference.",
                "3 predictions were wrong although you were sure: those are worth a second look.",
                "2 predictions more wait for you to see the outcome.",
            ],
        ),
        (
            [(4, 5, 4), (2, 5, 5)],
            0,
            [
                "Of 10 predictions whose outcome you have seen, 9 were right.",
                "When you were sure (4 or 5), 4 of 5 were right.",
                "When you were not (1 or 2), 5 of 5 were right.",
                "So you were right less often when you felt sure.",
                "1 prediction was wrong although you were sure: that one is worth a second look.",
            ],
        ),
        (
            [(4, 1, 1)],
            0,
            [
                "Of 1 prediction whose outcome you have seen, 1 was right.",
                "When you were sure (4 or 5), 1 of 1 was right.",
                "That is too few to say how well you know what you know.",
            ],
        ),
    ],
)
def test_it_says_in_plain_words_what_is_true(counts, unseen, said):
    entries = predictions(*counts) + [Entry(f"u{n}", "18", 3) for n in range(unseen)]
    assert verdict(calibrate(entries)) == said


# ------------------------------------------------------------------ drawn


def test_the_picture_is_told_and_its_sentences_stand_below(course):
    journal.current().commit(Entry("<here>", "18", 5, right=True))
    made = chainrule.looking_back()._repr_html_()
    figure = ElementTree.fromstring(made)
    drawn = figure.find("{http://www.w3.org/2000/svg}svg")
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == told(calibration.of_all_lessons())
    assert "Confidence 5: 1 of 1 right." in drawn.get("aria-label")
    assert figure.find("figcaption").text.startswith("Of 1 prediction whose outcome you have seen")


@given(ENTRIES)
def test_a_bar_is_as_high_as_its_share_and_stays_in_the_field(entries):
    counted = calibrate(entries)
    bars = [attributes for tag, attributes, _ in drawing(counted) if tag == "rect"]
    for level, bar in zip(counted.levels, bars, strict=True):
        share = level.right / level.count if level.count else 0
        assert bar["height"] == pytest.approx(share * (calibration.BOTTOM - calibration.TOP))
        assert bar["y"] + bar["height"] == pytest.approx(calibration.BOTTOM)
    words = {text for tag, _, text in drawing(counted) if tag == "text"}
    assert {f"{one.right} of {one.count}" for one in counted.levels if one.count} <= words


def test_it_takes_the_colour_of_the_text_around_it(course):
    svg = chainrule.looking_back().svg
    assert 'fill="currentColor"' in svg
    assert set(re.findall(r"#[0-9a-f]{6}", svg)) == {"#0072b2"}, "a blue that both themes bear"


# ------------------------------------------------------------------ the same on a page

PROGRAM = """
import { BOX, calibrate, drawing, told, verdict } from '%s';
import { readFileSync } from 'node:fs';
const said = JSON.parse(readFileSync(0, 'utf-8')).map((entries) => {
  const counted = calibrate(entries);
  return [BOX, counted, verdict(counted), told(counted), drawing(counted)];
});
console.log(JSON.stringify(said));
"""


def in_a_page(cases: list[list[Entry]]) -> list:
    if NODE is None:
        pytest.skip("node is not installed: the page's calibration is not compared")
    module = (HERE / "js" / "page" / "calibration.js").as_uri()
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", PROGRAM % module],
        input=json.dumps([[asdict(entry) for entry in entries] for entries in cases]),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_page_counts_says_and_draws_the_same():
    cases = [[], [Entry("u", "18", 3)], [Entry("s", skipped=True), Entry("odd", "1", 9)]]
    for sure in range(8):
        for right in range(sure + 1):
            rest = predictions((4, sure, right), (2, 6, 3), (1, right, 1 if right else 0))
            cases.append([*rest, *(Entry(f"u{n}", "18", 5) for n in range(right % 3))])
    due = []
    for entries in cases:
        counted = calibrate(entries)
        due.append(
            [
                calibration.BOX,
                {"levels": [asdict(one) for one in counted.levels], "unseen": counted.unseen},
                verdict(counted),
                told(counted),
                drawing(counted),
            ]
        )
    assert in_a_page(cases) == json.loads(json.dumps(due))
