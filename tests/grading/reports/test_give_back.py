"""Pages given back: as Moodle and Canvas find them, whatever a name holds; nothing overwritten."""

import csv
import re
import zipfile
from datetime import datetime
from pathlib import Path

import classroom
import pytest
from classroom import LESSON, answered, bytes_of, released
from hypothesis import given
from hypothesis import strategies as st

from autograders.grading.commands import class_list, feedback
from autograders.grading.commands import grade as command
from autograders.grading.notebooks.results import OPEN, Score
from autograders.grading.reports.give_back import GiveBack, canvas_name, is_address, moodles_name
from autograders.grading.reports.records import Record

WRONG = "def d_power(x):\n    return 5 * (3 * x + 1) ** 4"
PEOPLE = (
    "id,first_name,last_name,email\n"
    "Anna Müller,Anna,Müller,anna@example.org\n"
    "=cmd,=1+1,X,=x@example.org\n"
)


def moodle_finds(path: str) -> tuple[str, str, str, str] | None:
    """What Moodle makes of a path in a feedback zip (assignfeedback_file_zip_importer): the
    participant's number, the plugin's two names, and the file's name; as PHP's explode splits."""
    parts = path.split("/")
    if parts[-1].startswith((".", "~")):
        return None
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1].isdigit():
            return info[1], info[2], info[3], "/".join([*info[4:], *parts]).lstrip("/")
    return None


def canvas_finds(name: str) -> tuple[str, str]:
    """The user's and the file's number, as Canvas takes them from a file's name: the first two
    of its parts that are numbers."""
    numbers = [part for part in name.split("_") if re.fullmatch(r"[0-9]+", part)]
    return numbers[0], numbers[1]


def files_in(folder: Path, name: str) -> dict[str, str]:
    with zipfile.ZipFile(folder / f"{LESSON}_{name}") as archive:
        return {one: archive.read(one).decode() for one in archive.namelist()}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with open(folder / f"{LESSON}_{name}", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def graded(tmp_path_factory, walls) -> classroom.Classroom:
    """Two came through Moodle, one through Canvas, one whose name is a formula in a folder."""
    room = classroom.begun_classroom(tmp_path_factory.mktemp("give_back"))
    moodle, canvas = room.folder / "moodle.zip", room.folder / "canvas.zip"
    right, wrong = bytes_of(answered({})), bytes_of(answered({"d_power": WRONG}))
    with zipfile.ZipFile(moodle, "w") as archive:
        archive.writestr(f"Anna Müller_4711_assignsubmission_file_/{LESSON}.ipynb", wrong)
        archive.writestr("Bob_4712_assignsubmission_file_/notes.txt", b"no notebook")
    with zipfile.ZipFile(canvas, "w") as archive:
        archive.writestr(f"evesmith_LATE_21_9001_{LESSON}.ipynb", right)
    loose = classroom.Classroom(room.folder / "loose")
    loose.hand_in("=cmd", released())
    for source in (moodle, canvas, loose.submitted):
        options = ["--course", str(room.course), "--jobs", "1", "--lesson", LESSON]
        assert command.main([str(source), *options]) == 0
    people = room.folder / "students.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    class_list.main([str(people), "--course", str(room.course)])
    return room


@pytest.fixture(scope="module")
def given_back(graded) -> Path:
    assert feedback.main(["--course", str(graded.course)]) == 1  # for =cmd there is no way
    (folder,) = (graded.course / "reports" / "give_back").iterdir()
    return folder


def test_moodle_finds_everybody_who_came_through_it(given_back):
    files = files_in(given_back, "moodle.zip")
    found = {moodle_finds(name): text for name, text in files.items()}
    page = f"{LESSON}.html"
    assert set(found) == {(n, "assignsubmission", "file", page) for n in ("4711", "4712")}
    assert "Anna Müller_4711_assignsubmission_file_" in next(iter(files))
    assert "notes.txt" in found["4712", "assignsubmission", "file", page]
    assert "12</strong> of 14 points" in found["4711", "assignsubmission", "file", page]


def test_canvas_finds_who_came_through_it(given_back):
    files = files_in(given_back, "canvas.zip")
    assert list(files) == [f"evesmith_LATE_21_9001_{LESSON}.html"]
    assert canvas_finds(next(iter(files))) == ("21", "9001")


def test_the_list_for_mail_holds_whole_addresses_and_no_formula(given_back, graded):
    (anna,) = rows(given_back, "mail.csv")
    assert (anna["email"], anna["points"], anna["max_points"]) == ("anna@example.org", "12", "14")
    assert Path(anna["page"]) == graded.course / "reports" / "Anna Müller" / f"{LESSON}.html"
    assert Path(anna["page"]).exists()
    told = {row["student"]: row for row in rows(given_back, "comments.csv")}
    assert told["'=cmd"]["name"] == "'=1+1 X"
    assert told["Anna Müller"]["comment"].startswith("12 of 14 points. compose: 2 of 2. slope:")
    assert "d_power: 0 of 2 (" in told["Anna Müller"]["comment"]


def test_it_says_what_it_wrote_and_who_is_left(graded, capsys):
    assert feedback.main(["--course", str(graded.course), "--lesson", LESSON]) == 1
    said = capsys.readouterr().out
    assert f"{LESSON}_moodle.zip: 2 pages" in said and f"{LESSON}_canvas.zip: 1 pages" in said
    assert f"=cmd/{LESSON}" in said


def test_what_was_given_back_before_stays_and_the_same_is_the_same(graded, given_back):
    before = {path.name: path.read_bytes() for path in given_back.iterdir()}
    feedback.main(["--course", str(graded.course)])
    folders = sorted((graded.course / "reports" / "give_back").iterdir())
    assert len(folders) > 1 and given_back in folders
    assert before == {path.name: path.read_bytes() for path in given_back.iterdir()}
    assert before == {path.name: path.read_bytes() for path in folders[-1].iterdir()}


def test_a_name_like_the_folders_is_no_trap(tmp_path):
    """The folder is made whole under another name first; what is in its place stays."""
    page = tmp_path / "page.html"
    page.write_text("<p>")
    (tmp_path / "give_back").mkdir()
    kept = tmp_path / "give_back" / "2026-11-24 12.00.00"
    kept.write_text("mine")
    with GiveBack(tmp_path, {"ada": ("Ada", "ada@example.org")}) as files:
        files.add(record("ada"), page)
        lines = files.close(datetime(2026, 11, 24, 12))
    assert kept.read_text() == "mine"
    assert lines[0].endswith("2026-11-24 12.00.00 2")
    assert sorted(p.name for p in kept.parent.iterdir()) == [kept.name, f"{kept.name} 2"]


def test_who_waits_for_a_mark_is_left_out_and_an_end_on_the_way_leaves_nothing(tmp_path):
    waits = Score("essay", 0.0, 4.0, OPEN, "", OPEN, by_person=True)
    page = tmp_path / "page.html"
    page.write_text("<p>")
    with GiveBack(tmp_path, {}) as files:
        files.add(record("bob", waits), page)
        assert files.close(datetime.now()) == [f"Left out, marks by hand are missing: bob/{LESSON}"]
    with pytest.raises(FileNotFoundError), GiveBack(tmp_path, {}) as files:
        files.add(record("ada"), tmp_path / "gone.html")
    assert not (tmp_path / "give_back").exists()


def record(student: str, *scores: Score) -> Record:
    return Record(student, LESSON, [Score("slope", 1.0, 2.0, "factor", "Off by 2."), *scores])


@given(st.text(max_size=40).filter(lambda name: "/" not in name), st.integers(0, 10**9))
def test_any_name_leads_back_to_its_number(name, number):
    folder = moodles_name(f"{name}_{number}_assignsubmission_file_/")
    assert moodle_finds(f"{folder}/page.html") == (
        str(number),
        "assignsubmission",
        "file",
        "page.html",
    )
    assert not re.search(r'[/\\:*?"<>|\x00-\x1f]', folder) and not folder.startswith((".", "~"))
    start = canvas_name(f"{name}_{number}_77_")
    assert canvas_finds(f"{start}{LESSON}.html") == (str(number), "77")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("ada@example.org", True),
        ("o'brien@example.org", True),
        ("ada.lovelace+grading@math.example.org", True),
        ("=ada@example.org", False),
        ("+ada@example.org", False),
        ("@example.org", False),
        ("ada@example.org, eve@example.org", False),
        ("ada@example.org\nBcc: eve@example.org", False),
        ("ada", False),
        ("", False),
    ],
)
def test_an_address_is_one_and_whole(text, right):
    assert is_address(text) is right
