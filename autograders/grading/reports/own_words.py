"""own_words.html and own_words.csv: what students say in their own words, side by side.

Both are made of the files that learners chose to hand in, which lie in the course's folder
`submitted` beside the notebooks. They name students, so they are for the instructor.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import mean

import chainrule

from autograders.grading.files import write_whole, written_whole
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.reports.page import styled, templates
from autograders.grading.reports.sheet import harmless
from autograders.grading.submissions.own_words import Answer, OwnWords, parse
from autograders.grading.text import counted, one_line

PAGE, TABLE = "own_words.html", "own_words.csv"
COLUMNS = ("lesson", "question", "student", "answer", "confidence", "right")


@dataclass
class Asked:
    """One question of a lesson, with everybody's answers."""

    name: str
    answers: list[tuple[str, Answer]] = field(default_factory=list)

    @property
    def question(self) -> str:
        """As most files have it."""
        texts = Counter(answer.question for _, answer in self.answers)
        return one_line(max(texts, key=lambda text: (texts[text], text)))

    @property
    def one_way(self) -> str:
        """The lesson's own answer; a question that is asked again has its lesson before it."""
        return str(_known_questions().get(self.name.rpartition("/")[2], {}).get("right", ""))

    def counted(self) -> list[tuple[str, int, str]]:
        """(answer, how many, how sure on average), the most frequent first."""
        groups: dict[str, list[Answer]] = defaultdict(list)
        for _, answer in self.answers:
            groups[answer.answer].append(answer)
        ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        return [(text, len(given), _how_sure(given)) for text, given in ordered]


@cache
def _known_questions() -> dict[str, dict]:
    """All questions of the course by name, from the check tables that students have, too.

    `chainrule.questions` knows them as well, and loads all figures.
    """
    tables = sorted((Path(chainrule.__file__).parent / "checks").glob("*.json"))
    read = (json.loads(path.read_text(encoding="utf-8")) for path in tables)
    return {name: known for table in read for name, known in table.get("questions", {}).items()}


class OwnWordsPage:
    """Everybody's answers by lesson and question."""

    def __init__(self) -> None:
        self.words: dict[str, dict[str, Asked]] = defaultdict(dict)
        self.predictions: dict[str, dict[str, Asked]] = defaultdict(dict)
        self.students: set[str] = set()
        self.names: Mapping[str, str] = {}

    def read(self, submitted: Path, lessons: list[str]) -> "OwnWordsPage":
        """All such files below the folder, of these lessons; one that cannot be read is left."""
        newest: dict[tuple[str, str], Path] = {}
        for path in sorted(submitted.glob("*/*/my_answers*.json"), key=_changed):
            newest[path.parts[-3], path.parts[-2]] = path
        for (student, lesson), path in sorted(newest.items()):
            if lesson in lessons:
                with suppress(Unreadable):  # `grade` has named it
                    self.add(student, lesson, parse(reading.content(path)))
        return self

    def add(self, student: str, lesson: str, held: OwnWords) -> None:
        """One student's answers of one lesson."""
        self.students.add(student)
        for answers, where in ((held.words, self.words), (held.predictions, self.predictions)):
            for answer in answers:
                asked = where[lesson].setdefault(answer.name, Asked(answer.name))
                asked.answers.append((student, answer))

    def write(self, out: Path, names: Mapping[str, str] | None = None) -> list[str]:
        """Write page and table, where there is something; the line to print.

        names: by student, as far as the class list gave them; the page shows them, too.
        """
        self.names = names or {}
        if not self.students:
            return []
        write_whole(out / PAGE, self.html())
        with written_whole(out / TABLE, encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for where in (self.words, self.predictions):
                writer.writerows(_row(*row) for row in _rows(where))
        students = counted(len(self.students), "student")
        return [f"In their own words, {students}: {out / PAGE}"]

    def html(self) -> str:
        """The page."""
        return templates.get_template("own_words.html").render(
            lessons=[
                (lesson, list(self.words[lesson].values()), list(self.predictions[lesson].values()))
                for lesson in sorted({*self.words, *self.predictions})
            ],
            names=self.names,
            **styled("page.css", "report.css"),
        )


def _changed(path: Path) -> tuple[float, str]:
    return path.lstat().st_mtime, path.name


def _how_sure(answers: list[Answer]) -> str:
    sure = [answer.confidence for answer in answers if answer.confidence is not None]
    return f"{mean(sure):.1f}" if sure else ""


def _rows(where: dict[str, dict[str, Asked]]) -> Iterator[tuple[str, str, Answer]]:
    for lesson, questions in sorted(where.items()):
        for asked in questions.values():
            for student, answer in asked.answers:
                yield lesson, student, answer


def _row(lesson: str, student: str, answer: Answer) -> list[str]:
    right = "" if answer.right is None else "right" if answer.right else "wrong"
    texts = (lesson, answer.name, student, answer.answer)
    return [*map(harmless, texts), str(answer.confidence or ""), right]
