"""What a student's page says, as one line of text: for a field that takes text and no page."""

from autograders.grading.notebooks.results import Score
from autograders.grading.reports.records import Record
from autograders.grading.text import one_line

LONGEST_MESSAGE = 400


def in_words(record: Record) -> str:
    """Points in all, then each exercise with its points, what its test says, and what a person
    wrote there; record: with the marks given by hand in it."""
    most = sum(score.max_points for score in record.scores)
    said = [f"{record.points:g} of {most:g} points."]
    if record.refused and not record.points:
        return f"{said[0]} {one_line(record.refused)}"
    said += [_sentence(score, record.comments.get(score.grade_id, "")) for score in record.scores]
    if record.besides:
        said.append(f"{record.besides:+g} points besides.")
    return " ".join(said)


def _sentence(score: Score, comment: str) -> str:
    told = f"{score.grade_id}: {score.points:g} of {score.max_points:g}"
    right = score.points >= score.max_points or score.by_person
    message = "" if right else one_line(score.message)[:LONGEST_MESSAGE].strip()
    told = f"{told} ({message.rstrip('.')})." if message else f"{told}."
    return f"{told} Your instructor writes: {one_line(comment).strip()}" if comment else told
