"""Loose notebooks from a learning management system: whose, of which lesson, which of several."""

import csv
import io
import os
import shutil
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import classroom
import pytest
from classroom import LESSON, answered, bytes_of, released
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograders.grading.commands import grade as command
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.submissions.archives import File
from autograders.grading.submissions.finding import hand_ins
from autograders.grading.submissions.folders import NothingHandedIn
from autograders.grading.submissions.naming import BadPattern, Naming
from autograders.grading.submissions.uploads import collect, student_name, told_apart

OTHER = "02_nested_machines"
KNOWN = [LESSON, OTHER]
WORK = bytes_of(released())
DRAWS = 40 if os.environ.get("COURSE_TESTS_MANY_SEEDS") else 15
"""The weekly run draws more."""


def folder_of(root: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def archive_of(root: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(root / "uploads.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return root / "uploads.zip"


def found(source: Path, lessons=(LESSON,), pattern: str | None = None) -> dict[str, bytes]:
    collection = collect(source, list(lessons), KNOWN, pattern)
    return {upload.key: upload.content() for upload in collection.uploads}


@pytest.mark.parametrize("make", [folder_of, archive_of])
@pytest.mark.parametrize(
    ("name", "student"),
    [
        (f"Ada Lovelace_4711_assignsubmission_file_/{LESSON}.ipynb", "Ada Lovelace"),
        ("Ada Lovelace_4711_assignsubmission_file/homework.ipynb", "Ada Lovelace"),
        (f"Ada Lovelace_4711_assignsubmission_file_{LESSON}.ipynb", "Ada Lovelace"),
        (f"lovelaceada_123_456_{LESSON}.ipynb", "lovelaceada"),
        (f"lovelaceada_LATE_123_456_{LESSON}-3.ipynb", "lovelaceada"),
        (f"HW1_al123_attempt_2026-01-02-03-04-05_{LESSON}.ipynb", "al123"),
        (f"ada/{LESSON}/{LESSON}.ipynb", "ada"),
        (f"ada_{LESSON}.ipynb", "ada"),
        (f"{LESSON}_ada.ipynb", "ada"),
        ("ada/my work (2).ipynb", "ada"),
        (f"class of 2026/ada-{LESSON}.ipynb", "ada"),
    ],
)
def test_the_usual_names_tell_whose_it_is(make, name, student, tmp_path):
    assert found(make(tmp_path, {name: WORK})) == {f"{student}/{LESSON}": WORK}


def test_a_folder_for_each_student_counts_more_than_what_the_file_is_called(tmp_path):
    files = {f"hw/{who}/notebooks/my_{LESSON}.ipynb": WORK for who in ("ada", "bob")}
    assert set(found(archive_of(tmp_path, files))) == {f"ada/{LESSON}", f"bob/{LESSON}"}


def test_the_lesson_is_told_by_name_by_content_or_by_the_instructor(tmp_path):
    files = {
        "ada_1_2_01-chain-rule.ipynb": b"{}",
        "bob_1_3_homework.ipynb": WORK,
        "cyd_1_4_02_Nested_Machines.ipynb": b"{}",
        "dan_1_5_empty.ipynb": b"{}",
    }
    source = folder_of(tmp_path, files)
    collection = collect(source, KNOWN, KNOWN)
    keys = {upload.key for upload in collection.uploads}
    assert keys == {f"ada/{LESSON}", f"bob/{LESSON}", f"cyd/{OTHER}"}
    assert any("dan_1_5" in remark and "--lesson" in remark for remark in collection.remarks)
    assert set(found(source)) == {f"ada/{LESSON}", f"bob/{LESSON}", f"dan/{LESSON}"}


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (f"ada_1_9_{LESSON}.ipynb", f"ada_1_10_{LESSON}.ipynb"),
        (f"ada_1_9_{LESSON}.ipynb", f"ada_1_9_{LESSON}-1.ipynb"),
        (f"ada_{LESSON} (9).ipynb", f"ada_{LESSON} (10).ipynb"),
        (
            f"H_ada_attempt_2026-01-02-03-04-05_{LESSON}.ipynb",
            f"H_ada_attempt_2026-01-02-11-00-00_{LESSON}.ipynb",
        ),
    ],
)
def test_of_several_uploads_the_newest_counts_and_a_line_says_so(older, newer, tmp_path):
    source = folder_of(tmp_path, {older: b"old", newer: b"new"})
    collection = collect(source, [LESSON], KNOWN)
    assert [upload.content() for upload in collection.uploads] == [b"new"]
    (remark,) = collection.remarks
    assert older in remark
    assert newer in remark
    assert "\n" not in remark


def test_a_time_in_the_name_is_when_it_was_handed_in(tmp_path):
    name = f"H_ada_attempt_2026-01-02-03-04-05_{LESSON}.ipynb"
    (upload,) = collect(folder_of(tmp_path, {name: WORK}), [LESSON], KNOWN, zone=UTC).uploads
    assert upload.when() == datetime(2026, 1, 2, 3, 4, 5)


def test_two_people_of_one_name_are_kept_apart(tmp_path):
    files = {f"Kim Lee_{n}_assignsubmission_file_/{LESSON}.ipynb": WORK for n in (7, 8)}
    collection = collect(folder_of(tmp_path, files), [LESSON], KNOWN)
    assert [u.student for u in collection.uploads] == ["Kim Lee-7", "Kim Lee-8"]
    assert collection.remarks == []  # nobody is left out
    assert told_apart(collection.uploads) == [
        "Kim Lee: the name is there more than once, so here it is Kim Lee-7, Kim Lee-8"
    ]


@pytest.mark.parametrize("line", ["/", "_/", "_"])
def test_an_online_text_beside_the_file_is_the_same_persons(line, tmp_path):
    """Moodle in folders, in its older spelling, and without folders."""
    who = "Anna Müller_4711_assignsubmission_"
    files = {
        f"{who}file{line}{LESSON}.ipynb": WORK,
        f"{who}onlinetext{line}onlinetext.html": b"<p>See file.</p>",
        f"{who}comments{line}comments.html": b"",
        f"Cy Lee_4713_assignsubmission_onlinetext{line}onlinetext.html": b"<p>Hello</p>",
    }
    collection = collect(archive_of(tmp_path, files), [LESSON], KNOWN)
    people = {upload.student: upload for upload in collection.uploads}
    assert set(people) == {"Anna Müller", "Cy Lee"}
    assert people["Anna Müller"].content() == WORK
    with pytest.raises(Unreadable, match=r"no notebook but .*onlinetext\.html"):
        people["Cy Lee"].content()
    assert people["Cy Lee"].number == "4713"


def test_an_own_pattern(tmp_path):
    source = folder_of(tmp_path, {f"g3__{LESSON}__ada@x.org.ipynb": WORK, "notes.ipynb": b"{}"})
    pattern = r"g\d__(?P<lesson>LESSON)__(?P<student>\w+)@.*\.ipynb"
    collection = collect(source, [LESSON], KNOWN, pattern)
    assert [upload.key for upload in collection.uploads] == [f"ada/{LESSON}"]
    assert any(remark.startswith("notes.ipynb: ") for remark in collection.remarks)
    for wrong in ("(?P<student>", r".*\.ipynb"):
        with pytest.raises(BadPattern, match=r"^--pattern: [^\n]*$"):
            collect(source, [LESSON], KNOWN, wrong)


# ------------------------------------------------------------------ names that students choose
IMITATIONS = (
    "Zoe_7_assignsubmission_file_{}",
    "zoe_1_99_{}",
    "zoe_LATE_1_99_{}",
    "HW_zoe_attempt_2099-01-01-01-01-01_{}",
    f"zoe_{LESSON}_{{}}",
    f"{LESSON}_zoe_{{}}",
    f"{LESSON} (99) {{}}",
)
FOLDERS = ("", *(f"{text.format('')}/" for text in IMITATIONS), f"zoe/{LESSON}/", "zoe/", "../")
OWN = {  # what a system writes of two students, and whether a student's folders can follow
    "Moodle, in folders": ("{}_1_assignsubmission_file_/", "{}_2_assignsubmission_file_/", True),
    "Moodle, flat": ("{}_1_assignsubmission_file_", "{}_2_assignsubmission_file_", False),
    "Canvas": ("{}_1_11_", "{}_2_22_", False),
    "Canvas, late": ("{}_LATE_1_11_", "{}_2_22_", False),
    "Blackboard": (*["HW_{}_attempt_2026-01-02-03-04-05_"] * 2, False),
    "nbgrader": (f"{{}}/{LESSON}/", f"{{}}/{LESSON}/", False),
    "a folder each": ("{}/", "{}/", True),
}
texts = st.sampled_from(IMITATIONS) | st.text(
    st.characters(exclude_characters="/\\\0{}", exclude_categories=["Cs"]), max_size=12
).map(lambda text: text + "{}")


@pytest.mark.parametrize("system", OWN)
@pytest.mark.parametrize("wrapper", ["", "class of 2026/", f"{LESSON}/"])
@given(data=st.data())
@settings(max_examples=DRAWS, deadline=None, database=None)
def test_no_text_of_a_student_decides_whose_an_upload_is(system, wrapper, data):
    mal, zoe, folders = OWN[system]
    names = data.draw(st.lists(texts, min_size=1, max_size=3))
    inside = data.draw(st.lists(st.sampled_from(FOLDERS), max_size=3)) if folders else []
    chosen = "".join(inside) + "".join(text.format("") for text in names) + "x(99).ipynb"
    files = [f"{wrapper}{mal.format('mal')}{chosen}", f"{wrapper}{zoe.format('zoe')}{LESSON}.ipynb"]
    files = [File(name, Path()) for name in files]
    naming = Naming(files, KNOWN)
    told = [naming.whose(file) for file in files]
    assert [match and match["student"] for match in told] == ["mal", "zoe"], files[0].name
    other = File(f"{files[0].name}.pdf", Path())
    assert Naming([*files, other], KNOWN).whose(other)["student"] == "mal"


@pytest.mark.parametrize(
    "files",
    [
        {
            f"Zoe Li_7_assignsubmission_file_/{LESSON}.ipynb": "Zoe Li",
            f"Mal_9_assignsubmission_file_/{LESSON}.ipynb": "",
            f"Mal_9_assignsubmission_file_/Zoe Li_7_assignsubmission_file_/{LESSON}(9).ipynb": (
                "Mal"
            ),
        },
        {
            f"Lab_anna_attempt_2026-01-01-10-10-11_{LESSON}.ipynb": "anna",
            "Lab_mal_attempt_2026-01-01-10-10-10_x_anna_attempt_2027-01-01-10-10-10_"
            f"{LESSON}.ipynb": "mal",
        },
        {
            f"anna/{LESSON}.ipynb": "anna",
            f"mal/{LESSON}.ipynb": "",
            f"mal/anna/{LESSON}/{LESSON}(3).ipynb": "mal",
        },
        {"anna/notes.pdf": "anna", f"mal/anna/{LESSON}.ipynb": "mal"},
        {f"Zoe/{LESSON}.ipynb": "Zoe", f"mal/Zoe_7_assignsubmission_file_/{LESSON}.ipynb": "mal"},
        {  # each handed in the whole unpacked course
            f"anna/lessons/{LESSON}/{LESSON}.ipynb": "anna",
            f"mal/lessons/{LESSON}/{LESSON}.ipynb": "mal",
        },
        {  # an instructor's folders around
            f"A/Zoe_7_assignsubmission_file_/{LESSON}.ipynb": "Zoe",
            f"B/Mal_9_assignsubmission_file_/Zoe_7_assignsubmission_file_/{LESSON}.ipynb": "Mal",
        },
        {  # two people whose names or numbers look like one
            f"Zoe_7_assignsubmission_file_/{LESSON}.ipynb": "Zoe-7_",
            f"Zoe_8_assignsubmission_file_/{LESSON}.ipynb": "Zoe-8",
            f"Zoe-7_9_assignsubmission_file_/{LESSON} (99).ipynb": "Zoe-7",
        },
        {f"HW_x_b_attempt_2026-01-01-10-10-11_{LESSON}.ipynb": "b",
         f"HW_y_b_attempt_2027-01-01-10-10-11_{LESSON}.ipynb": ""},
    ],
)  # fmt: skip
def test_nobody_replaces_somebody_elses_upload(files, tmp_path):
    source = folder_of(tmp_path, {name: name.encode() for name in files})
    collection = collect(source, [LESSON], KNOWN)
    given_to = {upload.student: upload for upload in collection.uploads}
    assert set(given_to) == {student for student in files.values() if student}
    for name, student in files.items():
        if not student:
            assert any(name in remark for remark in collection.remarks)
        elif name.endswith(".ipynb"):
            assert given_to[student].content() == name.encode()
        else:
            assert "no notebook" in given_to[student].wrong


def test_a_folder_inside_an_upload_does_not_hide_the_other_uploads(tmp_path):
    """Somebody hands in a folder, so that the own one looks like nbgrader's layout."""
    moodle = [f"{who}_assignsubmission_file_" for who in ("Zoe_7", "Mal_9")]
    for number, (zoe, mal) in enumerate([moodle, ("zoe", "mal")]):
        source = tmp_path / str(number)
        folder_of(source, {f"{mal}/{LESSON}/{LESSON}.ipynb": WORK, f"{zoe}/{LESSON}.ipynb": WORK})
        if zoe in moodle:  # there, even where most hand in such a folder
            folder_of(source, {f"{mal.replace('Mal', 'Moe')}/{LESSON}/{LESSON}.ipynb": WORK})
        uploads, remarks = hand_ins(source, [LESSON], KNOWN)
        more = {"Moe"} if zoe in moodle else set()
        assert {upload.student for upload in uploads} == {mal[:3], zoe[:3]} | more
        assert remarks == []
    folder_of(source, {f"eve/{LESSON}/{LESSON}.ipynb": WORK})
    submissions, remarks = hand_ins(source, [LESSON], KNOWN)
    assert [submission.student for submission in submissions] == ["eve", "mal"]
    assert remarks == [f"zoe: it has notebooks, but no folder named {LESSON}"]


# ------------------------------------------------------------------ hostile uploads
def test_paths_out_of_a_zip_are_left_out_and_nothing_is_written(tmp_path):
    names = ["../ada_", "/tmp/bob_", "x/../../cyd_", "C:\\dan_", "..\\eve_"]
    files = {f"{name}{LESSON}.ipynb": WORK for name in names}
    source = archive_of(tmp_path, {**files, f"fay_{LESSON}.ipynb": WORK})
    before = sorted(tmp_path.parent.rglob("*"))
    collection = collect(source, [LESSON], KNOWN)
    assert [upload.student for upload in collection.uploads] == ["fay"]
    assert sum("leads out" in remark for remark in collection.remarks) == len(names)
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_endless_names_in_a_zip_are_left_out(tmp_path):
    names = [
        part * (60_000 // len(part)) for part in ("_1_assignsubmission_file_.", "a_1_2_/", ".")
    ]
    files = {f"{name}.ipynb": WORK for name in names}
    source = archive_of(tmp_path, {**files, f"fay_{LESSON}.ipynb": WORK})
    collection = collect(source, [LESSON], KNOWN)
    assert [upload.student for upload in collection.uploads] == ["fay"]
    assert sum("more than 400 characters" in remark for remark in collection.remarks) == 3


def test_a_bomb_is_refused_whatever_its_header_says(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 10_000)
    source = archive_of(tmp_path, {f"ada_{LESSON}.ipynb": b"0" * 5_000_000})
    with pytest.raises(Unreadable, match="larger than"):
        found(source)
    lied = bytearray(source.read_bytes())
    size = (5_000_000).to_bytes(4, "little")
    while size in lied:
        at = lied.index(size)
        lied[at : at + 4] = (50).to_bytes(4, "little")
    source = tmp_path / "lied.zip"
    source.write_bytes(lied)
    with pytest.raises(Unreadable):
        found(source)


def test_links_and_encrypted_or_damaged_members_are_refused_with_a_reason(tmp_path):
    link = zipfile.ZipInfo(f"ada_{LESSON}.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    secret, broken = zipfile.ZipInfo(f"bob_{LESSON}.ipynb"), f"cyd_{LESSON}.ipynb"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr(secret, WORK)
        archive.writestr(broken, b"here is the damage " * 40)
    made = content.getvalue().replace(b"here is the damage", b"HERE is the damage", 1)
    at = made.index(b"PK\x01\x02", made.index(b"PK\x01\x02") + 4)
    made = made[: at + 8] + b"\x01\x00" + made[at + 10 :]
    (tmp_path / "uploads.zip").write_bytes(made)
    uploads = collect(tmp_path / "uploads.zip", [LESSON], KNOWN).uploads
    assert [upload.student for upload in uploads] == ["ada", "bob", "cyd"]
    for upload, reason in zip(uploads, ("link", "encrypted", "damaged"), strict=True):
        with pytest.raises(Unreadable, match=reason):
            upload.content()


def test_links_in_a_folder_are_not_followed(tmp_path):
    secret = folder_of(tmp_path / "elsewhere", {f"eve_{LESSON}.ipynb": b"secret"})
    source = folder_of(tmp_path / "in", {f"ada_{LESSON}.ipynb": WORK})
    (source / f"bob_{LESSON}.ipynb").symlink_to(secret / f"eve_{LESSON}.ipynb")
    (source / "more").symlink_to(secret)
    collection = collect(source, [LESSON], KNOWN)
    ada, bob = collection.uploads
    assert ada.content() == WORK
    with pytest.raises(Unreadable, match="link"):
        bob.content()
    assert collection.remarks == ["more: a link to a folder"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc", "etc"),
        ("..", ""),
        ("a/b\\c", "a b c"),
        ("\x1b[31mada\n", "[31mada"),
        ("Zoe\u0301", "Zoé"),
        ("x" * 500, "x" * 100),
        ("永" * 90, "永" * 66),
    ],
)
def test_a_student_name_is_a_harmless_folder_name(text, name):
    assert student_name(text) == name


def test_what_is_no_zip_and_what_is_empty_is_said_in_one_line(tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(archive_of(tmp_path, {f"ada_{LESSON}.ipynb": WORK}).read_bytes()[:-9])
    empty = archive_of(tmp_path, {"readme.txt": b"hello"})
    for source, said in ((empty, "holds no notebook"), (broken, "no")):
        with pytest.raises(NothingHandedIn, match=said) as caught:
            collect(source, [LESSON], KNOWN)
        assert "\n" not in str(caught.value)


def zipped(root: Path, names: list[tuple[bytes, int]]) -> Path:
    """A zip file whose members have these bytes as names, and these flags."""
    plain = {f"{number:03}".ljust(len(name), "_"): name for number, (name, _) in enumerate(names)}
    data = archive_of(root, dict.fromkeys(plain, WORK)).read_bytes()
    for (ours, theirs), (_, flags) in zip(plain.items(), names, strict=True):
        data = data.replace(ours.encode(), theirs)
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            start = data.rindex(mark, 0, data.index(theirs)) if mark[2] == 3 else None
            start = data.rindex(mark, 0, data.rindex(theirs)) if start is None else start
            data = data[: start + place] + flags.to_bytes(2, "little") + data[start + place + 2 :]
    (root / "made.zip").write_bytes(data)
    return root / "made.zip"


def test_names_in_any_encoding_name_the_student(tmp_path):
    ending = f"_{LESSON}.ipynb"
    names = [
        (f"Zoë{ending}".encode(), 0x800),
        (f"Jürgen{ending}".encode(), 0),  # UTF-8 that does not say so
        (f"Søren{ending}".encode("cp865"), 0),  # an old code page: readable, if not right
    ]
    students = [u.student for u in collect(zipped(tmp_path, names), [LESSON], KNOWN).uploads]
    assert len(students) == 3
    assert {"Zoë", "Jürgen"} < set(students)


def test_of_a_name_twice_in_a_zip_the_last_counts(tmp_path):
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive, pytest.warns(UserWarning):
        for content in (b"first", b"last"):
            archive.writestr(f"ada_{LESSON}.ipynb", content)
    assert found(tmp_path / "twice.zip") == {f"ada/{LESSON}": b"last"}
    (remark,) = collect(tmp_path / "twice.zip", [LESSON], KNOWN).remarks
    assert "more than once" in remark


def test_names_that_differ_in_case_only_lose_nobody(tmp_path):
    files = {f"{who}_{LESSON}.ipynb": who.encode() for who in ("ada", "ADA", "Ada")}
    collection = collect(archive_of(tmp_path, files), [LESSON], KNOWN)
    students = [upload.student for upload in collection.uploads]
    assert len({student.casefold() for student in students}) == 3
    assert sorted(upload.content() for upload in collection.uploads) == [b"ADA", b"Ada", b"ada"]
    assert collection.remarks == []
    assert len(told_apart(collection.uploads)) == 2


def test_who_hands_in_something_else_beside_a_notebook_is_graded_on_the_notebook(tmp_path):
    files = {
        f"Ada L_1_assignsubmission_file_/{LESSON}.ipynb": WORK,
        "Ada L_1_assignsubmission_file_/notes.pdf": b"%PDF",
        "Ada L_2_assignsubmission_file_/notes.pdf": b"%PDF",
        "instructions.txt": b"hand in a notebook",
    }
    collection = collect(archive_of(tmp_path, files), [LESSON], KNOWN)
    assert [(u.student, bool(u.wrong)) for u in collection.uploads] == [
        ("Ada L-1", False),
        ("Ada L-2", True),
    ]
    assert any("2 in all" in r and "instructions.txt" in r for r in collection.remarks)


# ------------------------------------------------------------------ the command
def test_a_zip_of_uploads_is_graded_and_stays_as_it_is(tmp_path, capsys, walls):
    room = classroom.begun_classroom(tmp_path / "course")
    files = {
        f"Ada L_1_assignsubmission_file_/{LESSON}.ipynb": bytes_of(answered({})),
        "Bob M_2_assignsubmission_file_/final FINAL.ipynb": WORK,
        "Cyd N_3_assignsubmission_file_/notes.txt": b"sorry",
    }
    source = archive_of(tmp_path, files)
    before = (source.read_bytes(), source.stat().st_mtime_ns)
    out = tmp_path / "out"
    arguments = [str(source), "--course", str(room.course), "--report", str(out), "--jobs", "1"]
    assert command.main(arguments) == 0
    said, silent = capsys.readouterr()
    assert "Grading:" not in silent  # the bar is for a terminal
    reason = (
        f"You handed in no notebook but notes.txt. Hand in the notebook itself, {LESSON}.ipynb."
    )
    assert f"Not readable, 0 points:\n  Cyd N/{LESSON}: {reason}" in said
    assert f"{LESSON}: 3 graded" in said
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    points = dict.fromkeys((row["student"] for row in rows), 0.0)
    for row in rows:
        points[row["student"]] += float(row["points"])
    assert points == {"Ada L": 14, "Bob M": 0, "Cyd N": 0}
    statuses = {row["status"] for row in rows if row["student"] == "Cyd N"}
    assert statuses == {f"not readable, 0 points: {reason}"}
    assert reason in (out / "report.html").read_text(encoding="utf-8")
    assert reason in (out / "Cyd N" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before
    with open(tmp_path / "students.csv", "w", encoding="utf-8") as file:
        file.write("id,first_name,last_name,email\nDan O,Dan,O,dan@x.org\n")
    assert exported(room, tmp_path) == {"Ada L": 14, "Bob M": 0, "Cyd N": 0, "Dan O": 0}


def exported(room: classroom.Classroom, folder: Path) -> dict[str, float]:
    """What nbgrader exports, after the class list is imported: silent students are in it."""
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as gradebook:
        with open(folder / "students.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                gradebook.update_or_create_student(row.pop("id"), **row)
        CsvExportPlugin(to=str(folder / "export.csv")).export(gradebook)
    with open(folder / "export.csv", encoding="utf-8", newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def state_of(folder: Path) -> dict[str, tuple]:
    """Every file's content, times and rights."""
    about = {}
    for path in sorted(folder.rglob("*")):
        facts = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        about[str(path)] = (content, facts.st_mtime_ns, facts.st_mode, facts.st_size)
    return about


def test_a_folder_of_odd_uploads_is_graded_and_stays_as_it_is(tmp_path, capsys, walls):
    room = classroom.begun_classroom(tmp_path / "course")
    source = tmp_path / "in"
    files = {
        "Ada L_1_assignsubmission_file_/homework.zip": b"PK\x05\x06" + b"\0" * 18,
        "Bob M_2_assignsubmission_file_/chain.pdf": b"%PDF-1.7",
        "=1+1_3_assignsubmission_file_/\x1b[31m\nLeft out: nobody.ipynb": WORK,
        f"{'永' * 60} é_4_assignsubmission_file_/{LESSON}.ipynb": WORK,
        "report.html_5_assignsubmission_file_/x.ipynb": WORK,
    }
    folder_of(source, files)
    folder_of(source, {f"untold {number}.ipynb": WORK for number in range(45)})
    (source / "Eve P_6_assignsubmission_file_").mkdir()
    (source / f"Fay Q_7_assignsubmission_file_{LESSON}.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(source / f"Gus R_8_assignsubmission_file_{LESSON}.ipynb")
    before = state_of(source)
    out = tmp_path / "out"
    arguments = [str(source), "--course", str(room.course), "--report", str(out), "--jobs", "1"]
    assert command.main(arguments) == 0
    assert state_of(source) == before
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert not any(line.startswith("Left out: nobody") for line in said.splitlines())
    assert f"and 5 more in {out / 'left_out.txt'}" in said
    assert "untold 44.ipynb" in (out / "left_out.txt").read_text()
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        statuses = {row["student"]: row["status"] for row in csv.DictReader(file)}
    assert len(statuses) == 8
    for who, why in {
        "Ada L": "no notebook but homework.zip",
        "Bob M": "no notebook but chain.pdf",
        "Eve P": "an empty folder",
        "Fay Q": "a link or protected",
        "Gus R": "not an ordinary file",
    }.items():
        assert statuses[who].startswith("not readable, 0 points: "), who
        assert why in statuses[who]
    assert statuses["'=1+1"] == statuses["report.html"] == "graded"
    assert (out / "report.html").is_file()
    assert (out / "report.html_" / f"{LESSON}.html").is_file()


# ------------------------------------------------------------------ lessons given for students


@pytest.mark.parametrize("zipped", [False, True])
def test_one_students_lessons_are_no_class(tmp_path, zipped):
    for lesson in KNOWN:
        path = tmp_path / "handed_in/anna" / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"{}")
    source, said = tmp_path / "handed_in/anna", f"give the folder above it, {tmp_path}/handed_in"
    if zipped:
        source = Path(shutil.make_archive(str(tmp_path / "anna"), "zip", source))
        said = "unpack it into a folder that has the student's name, and give the folder above that"
    with pytest.raises(NothingHandedIn) as refused:
        collect(source, KNOWN, KNOWN)
    assert str(refused.value) == f"{source}: holds lessons, not students; {said}"


def test_a_lesson_among_students_is_left_out_by_name(tmp_path):
    for student in ("anna", "ben", LESSON):
        (tmp_path / student).mkdir()
        (tmp_path / student / f"{LESSON}.ipynb").write_bytes(b"{}")
    found = collect(tmp_path, KNOWN, KNOWN)
    assert [upload.student for upload in found.uploads] == ["anna", "ben"]
    assert any(f"{LESSON} is a lesson, no student" in remark for remark in found.remarks)


@pytest.mark.parametrize("own", ["lessons", "solutions", "."])
def test_the_courses_own_folders_are_no_class(tmp_path, own, capsys):
    room = classroom.begun_classroom(tmp_path)
    assert command.main([str(tmp_path / own), "--course", str(room.course)]) == 2
    said = capsys.readouterr().err
    assert "is the course's own; give the folder that holds what was handed in" in said
    assert said.count("\n") == 1
