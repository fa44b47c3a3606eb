"""The minutes that a lesson states are those that its readers need, the slow ones too.

An estimate, no measurement: nobody has timed learners yet. It keeps the stated minutes from going
stale when a part grows or shrinks. A range begins near what a quick reader needs, and ends where a
slow one has arrived, who tries each exercise two or three times.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

import pytest
from chainrule.explorables import CourseWidget

from autograders.exercises import exercises_of

WORDS_A_MINUTE, SLOW_WORDS_A_MINUTE = 200, 130
#: Minutes for each: a point of an exercise; a blank; a question or prediction; lines to order or a
#: text of one's own; a figure to play with.
A_POINT, A_BLANK, A_QUESTION, A_TEXT, A_FIGURE = 2.5, 1, 1, 2, 2
A_SLOW_POINT, A_SLOW_BLANK = 3.5, 1.5
#: How far a lesson's least minutes may be from the estimate, and its most above it.
TOLERANCE = 0.25
#: So many minutes a slow reader may be late at the end of one part.
LATE = 1


@dataclass
class Part:
    """What stands between two headings of a lesson: words, points, and calls of its functions."""

    heading: str = ""
    words: int = 0
    points: float = 0
    calls: Counter[str] = field(default_factory=Counter)

    def minutes(self, slow: bool = False) -> float:
        """An estimate for a quick reader, or for a slow one."""
        figures = {kind.__name__ for kind in CourseWidget.__subclasses__()}
        calls = self.calls
        return (
            self.words / (SLOW_WORDS_A_MINUTE if slow else WORDS_A_MINUTE)
            + self.points * (A_SLOW_POINT if slow else A_POINT)
            + calls["confirm"] * (A_SLOW_BLANK if slow else A_BLANK)
            + (calls["ask"] + calls["predict"]) * A_QUESTION
            + (calls["explain"] + calls["order_lines"]) * A_TEXT
            + sum(calls[figure] for figure in figures) * A_FIGURE
        )

    def stated(self) -> list[int]:
        """The least and the most minutes in the heading; the same when it states one number."""
        found = re.search(r"\((\d+)(?:–(\d+))? minutes\)$", self.heading)
        return [int(found[1]), int(found[2] or found[1])] if found else []


@pytest.fixture
def parts(lesson, count_words) -> list[Part]:
    """The lesson's parts, without the appendix; what stands above the first heading is one, too."""
    points = {exercise.name: exercise.points for exercise in exercises_of(lesson.name)}
    found = [Part()]
    for index, cell in enumerate(lesson.cells[: lesson.end()]):
        if cell.cell_type == "markdown":
            heading = re.match(r"## .*", cell.source)
            if heading:
                found.append(Part(heading[0]))
            found[-1].words += count_words(cell.source)
        else:
            found[-1].calls.update(lesson.calls(index))
            if lesson.role(index) == "check":
                found[-1].points += points[cell.metadata["nbgrader"]["grade_id"]]
    return found


def test_the_estimate_counts_everything():
    calls = Counter(ask=3, predict=1, explain=1, order_lines=1, confirm=2, ThreeNumberLines=2)
    calls["print"] = 9
    assert Part("", 1000, 4, calls).minutes() == 5 + 10 + 2 + 4 + 4 + 4
    assert Part("", 1300, 4, calls).minutes(slow=True) == 10 + 14 + 3 + 4 + 4 + 4


def test_the_stated_minutes_fit_what_is_to_be_done(lesson, parts, in_total):
    least, most = in_total(lesson.minutes())
    quick = sum(part.minutes() for part in parts)
    slow = sum(part.minutes(slow=True) for part in parts)
    told = f"{lesson.name} states {least}–{most} minutes; about {quick:.0f}–{slow:.0f} are needed"
    assert abs(least - quick) <= TOLERANCE * quick, told
    assert slow <= most <= (1 + TOLERANCE) * slow, told


def test_a_slow_reader_keeps_the_minutes_of_every_part(parts):
    timed = [part for part in parts if part.stated()]
    assert len(timed) > 5 and sum(part.points for part in timed) == sum(p.points for p in parts)
    late = {
        part.heading: round(part.minutes(slow=True), 1)
        for part in timed
        if part.minutes(slow=True) > part.stated()[1] + LATE
    }
    assert late == {}
