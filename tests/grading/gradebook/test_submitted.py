"""What `grade` has read from another folder lies in submitted/, too, and nothing there is lost."""

import os
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import classroom
import nbformat
import pytest
from classroom import LESSON, answered, bytes_of, released, run_nbgrader
from nbgrader.api import Gradebook

from autograders.grading.commands import grade as command
from autograders.grading.gradebook.submitted import COPIED, Submitted
from autograders.grading.submissions.folders import Submission
from autograders.grading.submissions.uploads import Upload

NAME = f"{LESSON}.ipynb"
JANUARY, MARCH, MAY = (datetime(2026, month, 2, 3, 4, 5) for month in (1, 3, 5))


@dataclass(frozen=True)
class Room:
    """A course's folder submitted, and a folder beside it from which a class is graded."""

    submitted: Path
    source: Path

    def hand_in(self, content: bytes, when: datetime | None = None, at: datetime = MARCH) -> list:
        """Read this from ada's folder, as a run does; the lines to print."""
        folder = self.source / "ada" / LESSON
        folder.mkdir(parents=True, exist_ok=True)
        fill(folder, content, when, at)
        book = SimpleNamespace(submitted=lambda *names: self.submitted.joinpath(*names))
        run = Submitted(book, self.source)
        run.put(Submission("ada", LESSON, folder), content)
        return run.lines()

    @property
    def folder(self) -> Path:
        return self.submitted / "ada" / LESSON

    def state(self) -> dict[str, bytes]:
        """The files that anybody can see there."""
        files = [path for path in self.submitted.rglob("*") if path.is_file()]
        return {path.name: path.read_bytes() for path in files if path.name[0] != "."}

    def kept(self) -> list[bytes]:
        """What was moved away, and not the note on copies."""
        files = sorted(path for path in self.folder.glob(".*") if path.name != COPIED)
        return [path.read_bytes() for path in files]


def fill(folder: Path, content: bytes, when: datetime | None, at: datetime) -> None:
    (folder / NAME).write_bytes(content)
    os.utime(folder / NAME, (at.timestamp(),) * 2)
    (folder / "timestamp.txt").unlink(missing_ok=True)
    if when:
        (folder / "timestamp.txt").write_text(f"{when} UTC")


@pytest.fixture
def room(tmp_path) -> Room:
    return Room(tmp_path / "course" / "submitted", tmp_path / "from_moodle")


def test_a_copy_comes_with_its_time_and_a_newer_one_takes_its_place(room):
    assert room.hand_in(b"first", JANUARY) == []
    assert room.state() == {NAME: b"first", "timestamp.txt": b"2026-01-02 03:04:05 UTC\n"}
    assert Submission("ada", LESSON, room.folder).when() == JANUARY
    assert room.hand_in(b"first", JANUARY) == []  # the next run
    assert room.hand_in(b"second", MAY) == []
    assert room.state() == {NAME: b"second", "timestamp.txt": b"2026-05-02 03:04:05 UTC\n"}
    assert room.hand_in(b"third", at=datetime(2026, 6, 1)) == []  # its file alone tells the time
    assert room.state() == {NAME: b"third"}
    assert room.kept() == []  # copies all of them
    assert (room.source / "ada" / LESSON / NAME).read_bytes() == b"third"


@pytest.mark.parametrize("told", [True, False])
def test_an_older_one_never_takes_the_place_of_a_newer_one(room, told):
    room.folder.mkdir(parents=True)
    fill(room.folder, b"newer", MAY if told else None, MAY)
    before = room.state()
    (line,) = room.hand_in(b"older", JANUARY, JANUARY)
    assert line == (
        f"{room.folder}: holds a newer notebook than the one that is graded here, and it stays"
    )
    assert room.state() == before
    assert room.kept() == []


def test_what_somebody_else_put_there_is_kept_when_a_newer_one_comes(room):
    room.folder.mkdir(parents=True)
    fill(room.folder, b"by hand", JANUARY, JANUARY)
    (room.folder / NAME).rename(room.folder / "my homework.ipynb")
    (line,) = room.hand_in(b"newer", MAY, MAY)
    assert "a newer notebook is there now; the one of before is kept as .my homework." in line
    assert room.state() == {NAME: b"newer", "timestamp.txt": b"2026-05-02 03:04:05 UTC\n"}
    assert room.kept() == [b"by hand", b"2026-01-02 03:04:05 UTC"]
    assert room.hand_in(b"newer", MAY, MAY) == []
    assert Submission("ada", LESSON, room.folder).notebook().name == NAME


def test_the_same_notebook_learns_its_time(room):
    assert room.hand_in(b"same") == []
    assert room.state() == {NAME: b"same"}
    assert room.hand_in(b"same", MARCH) == []
    assert room.state() == {NAME: b"same", "timestamp.txt": b"2026-03-02 03:04:05 UTC\n"}
    for again in (MAY, JANUARY, None):
        assert room.hand_in(b"same", again) == []
        assert room.state() == {NAME: b"same", "timestamp.txt": b"2026-05-02 03:04:05 UTC\n"}


def test_what_is_no_single_ordinary_notebook_stays(room, tmp_path):
    room.folder.mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"secret")
    (room.folder / NAME).symlink_to(tmp_path / "secret")
    (line,) = room.hand_in(b"work", MAY, MAY)
    assert line.endswith(": holds something else than one ordinary notebook, and stays as it is")
    (room.folder / NAME).unlink()
    for name in ("one.ipynb", "two.ipynb"):
        (room.folder / name).write_bytes(name.encode())
    assert room.hand_in(b"work", MAY, MAY) == [line]
    assert room.state() == {"one.ipynb": b"one.ipynb", "two.ipynb": b"two.ipynb"}
    room.folder.rename(tmp_path / "away")
    room.folder.symlink_to(tmp_path / "away")
    assert "is a link, and stays" in room.hand_in(b"work", MAY, MAY)[0]
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_what_is_read_from_there_is_only_read(room, tmp_path):
    """Also where loose uploads lie in that folder: a copy beside them would be handed in twice."""
    upload = tmp_path / "ben_7_assignsubmission_file_work.ipynb"
    upload.write_bytes(b"work")
    book = SimpleNamespace(submitted=lambda *names: room.submitted.joinpath(*names))
    for source in (room.submitted, room.submitted / "later", room.submitted.parent):
        run = Submitted(book, source)
        run.put(Upload("ben", LESSON, upload), b"work")
        assert run.lines() == []
        assert not room.submitted.exists()
    Submitted(book, room.source).put(Upload("ben", LESSON, upload), b"work")
    assert room.state() == {NAME: b"work"}


def test_a_full_disk_ends_nothing(room, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("autograders.grading.gradebook.submitted.written_whole", full)
    (line,) = room.hand_in(b"work")
    assert "nothing can be put there (No space left on device)" in line


def test_only_twenty_are_named(room):
    book = SimpleNamespace(submitted=lambda *names: room.submitted.joinpath(*names))
    run = Submitted(book, room.source)
    for number in range(23):
        place = room.submitted / f"\x1b[31m{number}" / LESSON
        place.parent.mkdir(parents=True)
        place.symlink_to(room.submitted)
        run.put(Upload(f"\x1b[31m{number}", LESSON, room.submitted), b"work")
    *named, more = run.lines()
    assert len(named) == 20
    assert "\x1b" not in "".join(named)
    assert more == f"and 3 more in {room.submitted}"


def scores(room: classroom.Classroom) -> dict[str, tuple]:
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        found = book.assignment_submissions(LESSON)
        return {one.student.id: (one.score, one.timestamp) for one in found}


def test_nbgrader_grades_what_came_in_a_zip_file(tmp_path, walls):
    """Blackboard's names tell the time; some names of students are odd."""
    room = classroom.begun_classroom(tmp_path / "class")
    works = {"Ada Lovelace": answered({}), "=jan()": released(), "Zoë": answered({"slope": ""})}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for student, work in works.items():
            name = f"Math_{student}_attempt_2026-01-02-03-04-05_{NAME}"
            archive.writestr(name, bytes_of(work))
        archive.writestr("Math_kim_attempt_2026-01-02-03-04-05_work.pdf", b"%PDF")
    (room.course / "grading_seed.txt").write_text("12345\n")
    arguments = [str(tmp_path / "all.zip"), "--course", str(room.course), "--jobs", "1"]
    assert command.main(arguments) == 0
    known = scores(room)
    assert known.keys() == {*works, "kim"}
    assert {time for score, time in known.values() if score} == {JANUARY}
    there = {path.name for path in room.submitted.iterdir()}
    assert there == set(works)  # of what could not be read, nothing
    run_nbgrader(room, f"autograde {LESSON} --force")
    assert scores(room) == known
    graded = room.course / "autograded" / "Ada Lovelace" / LESSON / NAME
    assert nbformat.read(graded, as_version=4).cells
