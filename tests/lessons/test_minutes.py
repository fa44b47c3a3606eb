"""The minutes that a lesson states agree with what it asks its reader to do.

An estimate, no measurement: nobody has timed learners yet. It keeps the stated minutes from going
stale when a part grows or shrinks. A lesson may state a range: its least is held against the
estimate, its most against that of a slow reader who tries each exercise two or three times.
"""

from collections import Counter

from chainrule.explorables import CourseWidget

from autograders.exercises import exercises_of

WORDS_A_MINUTE, SLOW_WORDS_A_MINUTE = 200, 130
#: Minutes for each: a point of an exercise; a question or prediction; lines to order or a text of
#: one's own; a figure to play with.
A_POINT, A_QUESTION, A_TEXT, A_FIGURE = 2.5, 1, 2, 2
A_SLOW_POINT = 3.5
#: How far the stated minutes may be from the estimate.
TOLERANCE = 0.25


def estimate(words: int, points: int, calls: Counter[str], slow: bool = False) -> float:
    """Minutes for so many words of prose, points of exercises, and calls of course functions."""
    figures = {kind.__name__ for kind in CourseWidget.__subclasses__()}
    return (
        words / (SLOW_WORDS_A_MINUTE if slow else WORDS_A_MINUTE)
        + points * (A_SLOW_POINT if slow else A_POINT)
        + (calls["ask"] + calls["predict"]) * A_QUESTION
        + (calls["explain"] + calls["order_lines"]) * A_TEXT
        + sum(calls[figure] for figure in figures) * A_FIGURE
    )


def test_the_estimate_counts_everything():
    calls = Counter(ask=3, predict=1, explain=1, order_lines=1, ThreeNumberLines=2, print=9)
    assert estimate(words=1000, points=4, calls=calls) == 5 + 10 + 4 + 4 + 4
    assert estimate(words=1300, points=4, calls=calls, slow=True) == 10 + 14 + 4 + 4 + 4


def test_the_stated_minutes_fit_what_is_to_be_done(lesson, count_words, in_total):
    words = sum(count_words(text) for index, text in lesson.markdown() if index < lesson.end())
    points = sum(exercise.points for exercise in exercises_of(lesson.name))
    calls = Counter(
        name for index, _ in lesson.code() if index < lesson.end() for name in lesson.calls(index)
    )
    least, most = in_total(lesson.minutes())
    ends = [(least, estimate(words, points, calls))]
    if most > least:
        ends.append((most, estimate(words, points, calls, slow=True)))
    for stated, expected in ends:
        assert abs(stated - expected) <= TOLERANCE * expected, (
            f"{lesson.name} states {stated} minutes; {words} words, {points} points, "
            f"{calls.total()} calls make about {expected:.0f}"
        )
