"""A notebook under another name, in another zip file, or beside an empty one."""

import io
import zipfile

import pytest
from classroom import LESSON, answered, bytes_of, new_classroom, released

from autograders.grading.notebooks import reading
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.submissions.folders import find, left_out
from autograders.grading.submissions.uploads import collect

WORK = bytes_of(answered({}))
KNOWN = [LESSON, "02_other"]


def zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


DISGUISES = {
    f"{LESSON}.ipynb.txt": WORK,
    f"{LESSON}.json": WORK,
    f"{LESSON}": WORK,
    f"{LESSON}.ipynb.json": b"\xef\xbb\xbf" + WORK,
    "homework.zip": zipped({"mine/work.ipynb": WORK, "__MACOSX/mine/._work.ipynb": b"x"}),
    "two.zip": zipped({f"{LESSON}.ipynb": WORK, "old.ipynb": bytes_of(released())}),
}
NONE = {
    "notes.txt": b"{ not a notebook }",
    "other.json": b'{"cells": [{"cell_type": "code", "source": "x"}]}',
    "two.zip": zipped({"a.ipynb": WORK, "b.ipynb": WORK}),
    "inner.zip": zipped({"inner.zip": zipped({f"{LESSON}.ipynb": WORK})}),
    "broken.zip": DISGUISES["homework.zip"][:-30],
    "bomb.zip": zipped({f"{LESSON}.ipynb": b"[" * 30_000_000}),
    "out.zip": zipped({f"../../{LESSON}.txt": WORK}),
}


def folder(tmp_path, files):
    room = new_classroom(tmp_path)
    place = room.submitted / "ada" / LESSON
    place.mkdir(parents=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
    return room.submitted


@pytest.mark.parametrize("name", DISGUISES)
def test_a_notebook_in_a_folder_is_told_by_what_is_in_it(name, tmp_path):
    source = folder(tmp_path, {name: DISGUISES[name], "timestamp.txt": b"2026-01-01 00:00:00 UTC"})
    (submission,) = find(source, [LESSON])
    assert reading.parse(submission.content()) == reading.parse(WORK)
    assert submission.changed() > 0


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_notebook_of_the_lesson_keeps_its_reason(name, tmp_path):
    (submission,) = find(folder(tmp_path, {name: NONE[name]}), [LESSON])
    with pytest.raises(Unreadable, match="You handed in no notebook but"):
        submission.content()


def test_two_that_may_be_meant_are_not_guessed_between(tmp_path):
    source = folder(tmp_path, {"a.txt": WORK, "b.json": bytes_of(released())})
    with pytest.raises(Unreadable, match="no notebook but"):
        find(source, [LESSON])[0].content()


@pytest.mark.parametrize("name", DISGUISES)
def test_a_notebook_among_uploads_is_told_by_what_is_in_it(name, tmp_path):
    source = tmp_path / "all.zip"
    files = {f"Eva_2_assignsubmission_file_/{LESSON}.ipynb": bytes_of(released())}
    source.write_bytes(zipped({**files, f"Ada_1_assignsubmission_file_/{name}": DISGUISES[name]}))
    uploads = {u.student: u for u in collect(source, [LESSON], KNOWN).uploads}
    assert uploads["Ada"].number == "1"
    assert reading.parse(uploads["Ada"].content()) == reading.parse(WORK)


@pytest.mark.parametrize("name", NONE)
def test_among_uploads_the_others_keep_their_reason(name, tmp_path):
    source = tmp_path / "all.zip"
    files = {f"Eva_2_assignsubmission_file_/{LESSON}.ipynb": bytes_of(released())}
    source.write_bytes(zipped({**files, f"Ada_1_assignsubmission_file_/{name}": NONE[name]}))
    uploads = {u.student: u for u in collect(source, [LESSON], KNOWN).uploads}
    with pytest.raises(Unreadable, match="You handed in no notebook but"):
        uploads["Ada"].content()


def test_a_finished_copy_beside_an_untouched_notebook_is_said(tmp_path):
    copy = f"{LESSON}-Copy1.ipynb"
    source = folder(tmp_path, {f"{LESSON}.ipynb": bytes_of(released()), copy: WORK})
    (line,) = left_out(source, [LESSON], KNOWN)
    assert line == (
        f"ada/{LESSON}: {copy}, in which 6 exercises are written; {LESSON}.ipynb, which counts, "
        "has none"
    )


def test_an_emptier_copy_is_not_worth_a_line(tmp_path):
    files = {f"{LESSON}.ipynb": WORK, f"{LESSON}-Copy1.ipynb": bytes_of(released())}
    assert list(left_out(folder(tmp_path, files), [LESSON], KNOWN)) == []
