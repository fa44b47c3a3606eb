"""A term as an instructor plays it, by the commands that autograders/README.md names.

Three lessons come in three ways: through Moodle, through Canvas, and in folders. Eight people hand
in what is right, half right, late, missing, repeated or renamed; marks are given by hand, a hidden
test is mended, points go back to both systems, pages to everybody.
"""

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograders.__main__ import main
from autograders.exercises import exercises_of
from autograders.grading.sandbox import walls as sandbox

from ..grading import classroom

README = (classroom.ROOT / "autograders" / "README.md").read_text(encoding="utf-8")
ONE, THREE, FIVE = "01_chain_rule", "03_gas_pedal", "05_layers"
LIST = "\ufeff" + "\r\n".join(
    (
        "id;first_name;last_name;email;login;section",
        "s1;Ada;Lovelace;ada@uni.example;lovelacea;Tue",
        "s2;Jürgen;Müller;jm@uni.example;muellerj;Tue",
        "s3;Seán;O'Brien;sean@uni.example;obriens;Thu",
        "s4;María José;de la Cruz;maria@uni.example;cruzm;Thu",
        "s5;Łukasz;Żak;lz@uni.example;zakl;Tue",
        "s6;Anna;Müller;a6@uni.example;;Thu",
        "s7;Anna;Müller;a7@uni.example;;Tue",
        "0042;Bo;Ng;bo@uni.example;ngb;Thu",
    )
)
PEOPLE = [line.split(";") for line in LIST.splitlines()[1:]]
DEADLINES = f"""
timezone = "Europe/Berlin"
grace = "15 min"
penalty_per_day = "10 %"

[{FIVE}]
due = 2026-11-24 23:59:00

[{FIVE}.extensions]
"sean@uni.example" = "2 days"
"""


class Term:
    """A course in a folder, its commands, and what they said last."""

    def __init__(self, folder: Path, said: Callable[[], str]) -> None:
        self.room = classroom.new_classroom(folder)
        for lesson in (THREE, FIVE):
            for part in ("solutions", "lessons"):
                target = self.path(part, lesson)
                target.parent.mkdir()
                target.write_bytes((classroom.ROOT / target.relative_to(folder)).read_bytes())
        self._said = said
        self._downloads = 0

    def download(self, files: dict[str, bytes]) -> None:
        """All uploads in one zip file, as a platform gives them out."""
        self._downloads += 1
        with zipfile.ZipFile(self.downloads, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)

    @property
    def downloads(self) -> Path:
        """The last zip file, under a name of its own, as a browser saves it."""
        return self.room.folder / f"downloads ({self._downloads}).zip"

    def path(self, part: str, lesson: str) -> Path:
        return self.room.folder / part / lesson / f"{lesson}.ipynb"

    @property
    def reports(self) -> Path:
        return self.room.course / "reports"

    def play(self, command: str, *arguments: str | Path) -> tuple[int, str]:
        """Carry out a command that the README names; its exit code, and what it printed."""
        assert f"python3 autograders {command}" in README, command
        words = [*command.split(), *map(str, arguments), "--course", str(self.room.course)]
        places = {name: self.room.folder / name for name in ("students.csv", "handed_in")}
        places["downloads.zip"] = self.downloads
        words = [str(places.get(word, word)) for word in words]
        jobs = ["--jobs", "1"] if words[0] == "grade" else []
        return main([*words, *jobs]), self._said()

    def table(self, name: str) -> list[dict[str, str]]:
        with open(self.reports / name, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def totals(self, lesson: str) -> dict[str, str]:
        return {row["student"]: row[lesson] for row in self.table("totals.csv")}

    # -------------------------------------------------------------- what students hand in
    def work(self, lesson: str, right: int | None = None, essay: str = "") -> bytes:
        """The lesson with its first so many exercises right (None: all), and an essay."""
        notebook, solution = (  # both are valid: the build has looked
            nbformat.v4.reads(self.path(part, lesson).read_text(encoding="utf-8"))
            for part in ("lessons", "solutions")
        )
        answers = {classroom.mark(cell): cell.source for cell in solution.cells}
        names = [exercise.name for exercise in exercises_of(lesson)][:right]
        for cell in notebook.cells:
            name = (classroom.mark(cell) or "").removesuffix("-answer")
            if name in names and classroom.mark(cell) != name:
                cell.source = answers[f"{name}-answer"]
            elif name == classroom.WORDS and essay:
                cell.source = essay
        return json.dumps(notebook).encode()

    def ask_for_an_essay(self) -> None:
        """A text of 4 points at the end of lesson 03, as the README says."""
        for part, text in (("solutions", "The rates."), ("lessons", "YOUR ANSWER HERE")):
            notebook = nbformat.read(self.path(part, THREE), as_version=4)
            marks = classroom.marks_of(classroom.WORDS, solution=True)
            notebook.cells.append(nbformat.v4.new_markdown_cell(text, metadata=marks))
            nbformat.write(notebook, self.path(part, THREE))

    def mend_a_test(self) -> None:
        """A hidden test of lesson 05 that asks for more than the right answer gives."""
        notebook = nbformat.read(self.path("solutions", FIVE), as_version=4)
        last = exercises_of(FIVE)[-1].name
        (cell,) = [cell for cell in notebook.cells if classroom.mark(cell) == last]
        cell.source = cell.source.replace(f"\ngrade({last})", "\nassert False, 'More is asked.'")
        nbformat.write(notebook, self.path("solutions", FIVE))


def own_words(lesson: str, answer: str) -> bytes:
    said = {"name": "receives", "question": "Why not at x?", "answer": answer}
    return json.dumps({"lesson": lesson, "in_my_own_words": [said]}).encode()


@pytest.fixture(scope="module")
def walls():
    found = sandbox.probe()
    if not found.walls:
        pytest.skip(f"no sandbox on this machine ({found.line()})")


@pytest.fixture
def term(tmp_path, walls, capsys) -> Term:
    return Term(tmp_path, lambda: "".join(capsys.readouterr()))


def test_a_term(term):
    folder, play = term.room.folder, term.play

    # the class, as a spreadsheet saves it
    (folder / "students.csv").write_text(LIST, encoding="utf-8", newline="")
    assert play("class students.csv") == (
        0,
        "students.csv: 8 of 8 on the list are in the gradebook, 8 new\n",
    )
    term.ask_for_an_essay()

    # lesson 01 through Moodle: two of one name, a renamed file, a text instead of a notebook
    uploads = {
        f"Ada Lovelace_4001_assignsubmission_file/{ONE}.ipynb": term.work(ONE),
        "Ada Lovelace_4001_assignsubmission_file/my_answers.json": own_words(ONE, "=It gets u."),
        f"Jürgen Müller_4002_assignsubmission_file/{ONE}.ipynb": term.work(ONE, 3),
        "María José de la Cruz_4004_assignsubmission_onlinetext/onlinetext.html": b"<p>Sorry",
        "Łukasz Żak_4005_assignsubmission_file/final.ipynb": term.work(ONE, 2),
        f"Anna Müller_4006_assignsubmission_file/{ONE}.ipynb": term.work(ONE, 0),
        f"Anna Müller_4007_assignsubmission_file/{ONE}.ipynb.txt": term.work(ONE),
    }
    term.download(uploads)
    sheet = folder / "moodle sheet.csv"
    header = "Identifier,Full name,Email address,Grade,Maximum Grade,Feedback comments\n"
    rows = [
        f"Participant {4000 + number},{first} {last},{email},,100.00,"
        for number, (_, first, last, email, *_) in enumerate(PEOPLE, start=1)
    ]
    sheet.write_text(header + "\n".join(rows), encoding="utf-8")
    code, said = play("grade downloads.zip")
    assert code == 2 and "Anna Müller (4006) may be s6 or s7" in said and "--fill" in said
    code, said = play("grade downloads.zip", "--fill", sheet)
    assert code == 0 and "Left out" not in said
    assert "14 become 100" in said and "You handed in no notebook but onlinetext.html" in said
    right = {"s1": "14", "s2": "7", "s4": "0", "s5": "4", "s6": "0", "s7": "14"}
    assert term.totals(ONE) == right
    filled = {row["Identifier"][-4:]: row for row in term.table("moodle.csv")}
    assert {one: row["Grade"] for one, row in filled.items() if row["Grade"]} == {
        "4001": "100",
        "4002": "50",
        "4004": "0",
        "4005": "28.57",
        "4006": "0",
        "4007": "100",
    }
    assert filled["4002"]["Feedback comments"].startswith("7 of 14 points. compose: 2 of 2.")
    assert filled["4003"]["Feedback comments"] == ""
    (words,) = term.table("own_words.csv")
    assert (words["student"], words["answer"]) == ("s1", "'=It gets u.")

    # lesson 03 through Canvas: late, repeated, with an essay to mark
    canvas = {
        f"lovelaceada_101_9001_{THREE}.ipynb": term.work(THREE, essay="Rates multiply."),
        f"obriensean_LATE_103_9002_{THREE}.ipynb": term.work(THREE, 1, "Because."),
        f"żakłukasz_105_9003_{THREE}-1.ipynb": term.work(THREE, 0),
        f"żakłukasz_105_9004_{THREE}-2.ipynb": term.work(THREE),
    }
    term.download(canvas)
    export = folder / "canvas sheet.csv"
    export.write_text(
        "Student,ID,SIS Login ID,Section,03 Gas Pedal (5003)\n    Points Possible,,,,16\n"
        '"Lovelace, Ada",101,lovelacea,C,\n"O\'Brien, Seán",103,obriens,C,\n'
        '"Żak, Łukasz",105,zakl,C,\n',
        encoding="utf-8",
    )
    code, said = play("grade downloads.zip", "--fill", export)
    assert code == 0 and "LATE by the names that Canvas gave: s3" in said
    assert "not żakłukasz_105_9003" in said
    assert f"To be marked by hand in {THREE}: s1, s3; without points" in said
    assert [row["03 Gas Pedal (5003)"] for row in term.table("canvas.csv")] == ["16", "", "", "12"]

    # lesson 05 in folders: an extension, a day too late, a name that is nobody's
    (term.room.course / "deadlines.toml").write_text(DEADLINES, encoding="utf-8")
    for who, exercises, day in (("s2", None, 25), ("s3", None, 26), ("0O42", 1, 20)):
        place = folder / "handed_in" / who / FIVE
        place.mkdir(parents=True)
        (place / f"{FIVE}.ipynb").write_bytes(term.work(FIVE, exercises))
        (place / "timestamp.txt").write_text(f"2026-11-{day} 20:00:00 UTC")
    code, said = play("grade handed_in")
    assert code == 0 and "Not on the class list: 0O42; nearest: 0042" in said
    assert {k: v for k, v in term.totals(FIVE).items() if v} == {
        "s2": "13.5",
        "s3": "15",
        "0O42": "1",
    }

    # marks by hand, as formgrader saves them; then points and pages
    with Gradebook(f"sqlite:///{term.room.course / 'gradebook.db'}") as book:
        for student, mark in (("s1", 3.5), ("s3", 2.0)):
            submission = book.find_submission_notebook(THREE, THREE, student)
            for grade in submission.grades:
                if grade.name == classroom.WORDS:
                    grade.manual_score, grade.needs_manual_grade = mark, False
            for comment in submission.comments:
                if comment.name == classroom.WORDS:
                    comment.manual_comment = "Which rates?"
        book.db.commit()
    code, said = play("report", "--fill", export, "--lesson", THREE)
    assert code == 0 and "s1: essay none → 3.5 (your mark)" in said
    assert [row["03 Gas Pedal (5003)"] for row in term.table("canvas.csv")][1:] == [
        *("15.5", "4", "12"),
    ]
    page = (term.reports / "s1" / f"{THREE}.html").read_text(encoding="utf-8")
    assert "<strong>15.5</strong> of 16 points" in page and "Which rates?" in page

    # a test of lesson 05 is mended: that lesson is graded anew, and no other
    term.mend_a_test()
    code, said = play("grade handed_in")
    assert code == 0 and "graded before" not in said
    assert "s2: mlp_backward 5 → 0" in said and "s3: mlp_backward 5 → 0" in said
    code, said = play("grade downloads.zip")
    assert code == 0 and "3 of 3 were graded before and have not changed since" in said
    assert term.totals(THREE)["s1"] == "15.5"

    # what comes late comes alone, and the tables hold the whole class
    late = {f"María José de la Cruz_4004_assignsubmission_file/{ONE}.ipynb": term.work(ONE)}
    term.download(late)
    code, said = play("grade downloads.zip", "--fill", sheet)
    assert code == 0 and "s4: compose 0 → 2" in said
    assert term.totals(ONE) == {**right, "s3": "", "s4": "14", "0O42": ""}

    # pages given back, of one lesson and of all
    code, said = play("feedback", "--lesson", ONE)
    assert code == 0 and THREE not in said and FIVE not in said
    (first,) = (term.reports / "give_back").iterdir()
    with zipfile.ZipFile(first / f"{ONE}_moodle.zip") as archive:
        numbers = {name.split("_")[1]: archive.read(name).decode() for name in archive.namelist()}
    assert set(numbers) == {"4001", "4002", "4004", "4005", "4006", "4007"}
    assert "<strong>14</strong> of 14 points" in numbers["4004"]
    code, said = play("feedback")
    assert code == 1 and f"0O42/{FIVE}" in said and f"{THREE}_canvas.zip: 3 pages" in said

    # the course at a glance
    sums = {row["student"]: row for row in term.table("overview.csv")}
    assert [sums[who]["sum"] for who in ("s1", "s2", "s3", "s4", "s5", "s6", "s7")] == [
        *("29.5", "15.5", "14", "14", "16", "0", "14"),
    ]
    assert (sums["0042"]["sum"], sums["0O42"]["sum"]) == ("0", "1")
    assert {sums[who]["section"] for who in ("s3", "s4", "s6", "0042")} == {"Thu"}
