"""What passed its check is kept for the learner: written whole, never lost, heard by no grader."""

import errno
import json
import multiprocessing
import os
from pathlib import Path

import pytest
from chainrule import cells, check, journal, keeping, passes
from chainrule.checking.check import CheckFailed
from chainrule.checking.table_files import tables

from ..support.kernel import new_kernel

ROOT = Path(__file__).resolve().parents[2]
FIRST, SECOND = list(tables())[:2]


@pytest.fixture
def lesson(tmp_path):
    folder = tmp_path / "04_single_neuron"
    folder.mkdir()
    new_kernel(folder)
    return folder


def kept(folder) -> list[str]:
    return json.loads((folder / "passed.json").read_text("utf-8"))["passed"]


def passed() -> set[str]:
    return {
        name
        for exercises in passes.of_all_lessons().values()
        for name, done in exercises.items()
        if done
    }


def test_a_pass_is_kept_beside_the_lesson_and_seen_from_the_next(lesson, tmp_path):
    passes.note(FIRST)
    passes.note(FIRST)
    assert kept(lesson) == [FIRST]
    (tmp_path / "05_layers").mkdir()
    new_kernel(tmp_path / "05_layers")
    passes.note(SECOND)
    assert passed() == {FIRST, SECOND}
    assert kept(tmp_path / "05_layers") == [SECOND]


def test_every_exercise_stands_in_its_lesson(lesson):
    found = passes.of_all_lessons()
    assert {(lesson, name) for lesson, names in found.items() for name in names} == {
        (table.lesson, name) for name, table in tables().items()
    }
    order = [tables()[name].number for names in found.values() for name in names]
    assert order == sorted(order)
    assert not passed()


def test_nothing_is_written_before_something_passes(lesson):
    passes.of_all_lessons()
    assert list(lesson.iterdir()) == []


def test_who_deletes_the_file_is_forgotten_by_the_next_kernel(lesson, monkeypatch):
    passes.note(FIRST)
    (lesson / "passed.json").unlink()
    monkeypatch.setattr(passes, "_own", {})
    assert not passed()


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[]", b'{"passed": "abc"}', b'{"passed": [1]}', b"[" * 99_999, b"\xff"]
)
def test_a_broken_file_is_kept_aside_and_said(lesson, capsys, broken):
    (lesson / "passed.json").write_bytes(broken)
    passes.note(FIRST)
    assert (lesson / "passed.json.bad").read_bytes() == broken
    assert kept(lesson) == [FIRST]
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_full_disk_is_said_once_and_this_kernel_still_knows(lesson, monkeypatch, capsys):
    passes.note(FIRST)
    before = (lesson / "passed.json").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    passes.note(SECOND)
    passes.note(SECOND)
    assert (lesson / "passed.json").read_bytes() == before
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert passed() == {FIRST, SECOND}


def note_many(folder: str, names: list[str]) -> None:
    journal.open_in(folder)
    for name in names:
        passes.note(name)


def test_two_kernels_lose_nothing(lesson):
    start = multiprocessing.get_context("spawn" if os.name == "nt" else "fork")
    every = [[f"{who}-{number}" for number in range(15)] for who in range(3)]
    kernels = [start.Process(target=note_many, args=(str(lesson), names)) for names in every]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
    assert set(kept(lesson)) == {name for names in every for name in names}


def test_where_no_file_can_be_locked_it_is_kept_all_the_same(lesson, monkeypatch):
    monkeypatch.setattr(keeping, "flock", None)
    monkeypatch.setattr(keeping, "msvcrt", None, raising=False)
    passes.note(FIRST)
    assert kept(lesson) == [FIRST]


# ------------------------------------------------------------------ who notes, and who does not


def weighted_sum(x, w, b):
    """As lesson 00 asks for it."""
    return float(sum(one * other for one, other in zip(x, w, strict=True)) + b)


@pytest.mark.parametrize("in_a_notebook", [True, False])
def test_a_check_notes_in_a_notebook_alone(lesson, monkeypatch, in_a_notebook):
    monkeypatch.setattr(cells, "shell", lambda: object() if in_a_notebook else None)
    monkeypatch.setattr(cells, "ran_through", lambda name, fn: True)
    monkeypatch.setattr(cells, "say_success", lambda sentence: None)
    check(weighted_sum)
    assert passed() == ({"weighted_sum"} if in_a_notebook else set())


def test_a_failed_check_notes_nothing(lesson, monkeypatch):
    def weighted_sum(x, w, b):
        return 0.0

    monkeypatch.setattr(cells, "shell", lambda: object())
    monkeypatch.setattr(cells, "ran_through", lambda name, fn: True)
    with pytest.raises(CheckFailed):
        check(weighted_sum)
    assert not passed()


def test_no_grader_reads_what_passed():
    """It is a learner's own note, which anybody may write: no grade may hang on it."""
    modules = sorted((ROOT / "autograders").rglob("*.py"))
    assert modules
    reading = [
        path.name
        for path in modules
        if any(
            word in path.read_text("utf-8")
            for word in ("passed.json", "chainrule.passes", "import passes", "certificates")
        )
    ]
    assert reading == []


def test_a_broken_record_that_cannot_be_moved_is_left_alone(lesson, monkeypatch, capsys):
    path = lesson / passes.FILE_NAME
    path.write_text("<<<<<<< HEAD", "utf-8")

    def refuse(self, other):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(type(path), "rename", refuse)
    passes.note("slope")
    assert path.read_text("utf-8") == "<<<<<<< HEAD"
    assert "could not be written" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with a name")
def test_a_pipe_of_that_name_is_one_line_and_stays(lesson, capsys):
    """To open it would wait for ever."""
    os.mkfifo(lesson / passes.FILE_NAME)
    passes.note(FIRST)
    passes.note(SECOND)
    assert passed() == {FIRST, SECOND}
    (line,) = capsys.readouterr().out.splitlines()
    assert "could not be written (it is a pipe and no file)" in line
    assert (lesson / passes.FILE_NAME).is_fifo()


def test_what_only_another_user_may_read_is_not_written_over(lesson, monkeypatch, capsys):
    passes.note(FIRST)
    monkeypatch.setattr(passes, "_own", {})

    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as other_user:
        other_user.setattr(keeping, "read_plain", refuse)
        passes.note(SECOND)
        assert passed() == {SECOND}
    assert kept(lesson) == [FIRST]
    assert "could not be written (Permission denied)" in capsys.readouterr().out
