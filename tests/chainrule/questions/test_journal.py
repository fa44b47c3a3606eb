"""Predictions are kept: written whole, never lost, first come first kept, watched."""

import errno
import json
import multiprocessing
import os
import socket
import stat
from pathlib import Path

import pytest
from chainrule import journal, keeping
from chainrule.journal import Entry, Journal


@pytest.fixture
def book(tmp_path) -> Journal:
    return Journal(tmp_path)


def kept(folder) -> list[dict]:
    return json.loads((folder / "predictions.json").read_text("utf-8"))["entries"]


def test_an_entry_survives_the_kernel(tmp_path):
    entry = Entry("order", "−0.309, the product", 4, question="Wie groß?", choices=["a", "b"])
    Journal(tmp_path).commit(entry)
    assert Journal(tmp_path).entry("order") == entry


def test_nothing_is_written_before_the_first_commitment(book, tmp_path):
    assert book.entries() == {} and not book.is_settled("order")
    assert list(tmp_path.iterdir()) == []


def test_the_first_commitment_stands(book):
    book.commit(Entry("order", "18", 4))
    assert book.commit(Entry("order", "36", 1)).answer == "18"
    assert book.commit(Entry("order", skipped=True)).answer == "18"


def test_a_skipped_question_may_still_be_answered(book):
    book.commit(Entry("order", skipped=True))
    assert book.is_settled("order")
    book.commit(Entry("order", "18", 4))
    assert book.entry("order").answer == "18"


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"entries": {}}',
        b'{"entries": [{"name": 3}]}',
        b'{"entries": [{"name": "a", "confidence": "high"}]}',
        b'{"entries": [{"name": "a", "confidence": 99}]}',
        b'{"entries": [{"name": "a", "answer": ["b"]}]}',
        b'{"entries": [{"name": "a", "choices": "b"}]}',
        b"[" * 100_000,
        b'{"entries": [<<<<<<< HEAD',
    ],
)
def test_a_broken_file_is_kept_aside_and_said(tmp_path, capsys, broken):
    (tmp_path / "predictions.json").write_bytes(broken)
    book = Journal(tmp_path)
    assert book.entries() == {}
    assert (tmp_path / "predictions.json.bad").read_bytes() == broken
    assert len(capsys.readouterr().out.splitlines()) == 1
    book.commit(Entry("order", "18", 4))
    assert Journal(tmp_path).entry("order").answer == "18"


def test_a_second_broken_file_does_not_replace_the_first(tmp_path):
    for number in range(3):
        (tmp_path / "predictions.json").write_text(f"broken {number}")
        Journal(tmp_path).entries()
    texts = {path.read_text() for path in tmp_path.glob("predictions.json.bad*")}
    assert texts == {"broken 0", "broken 1", "broken 2"}


def test_unknown_keys_and_a_byte_order_mark_do_no_harm(tmp_path):
    text = '{"entries": [{"name": "order", "answer": "18", "from_the_future": 1}], "more": 2}'
    (tmp_path / "predictions.json").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert Journal(tmp_path).entry("order").answer == "18"


def test_a_write_that_fails_half_way_leaves_the_old_file(book, tmp_path, monkeypatch, capsys):
    book.commit(Entry("one", "1", 3))
    before = (tmp_path / "predictions.json").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    book.commit(Entry("two", "2", 3))
    book.commit(Entry("three", "3", 3))
    assert (tmp_path / "predictions.json").read_bytes() == before
    assert not list(tmp_path.glob(".predictions-*"))
    assert set(book.entries()) == {"one", "two", "three"}, "this kernel still knows them"
    assert len(capsys.readouterr().out.splitlines()) == 1, "said once, not at every question"
    monkeypatch.undo()
    book.commit(Entry("four", "4", 3))
    assert [entry["name"] for entry in kept(tmp_path)] == ["one", "two", "three", "four"]


def test_a_folder_that_is_gone_is_no_crash(tmp_path, capsys):
    book = Journal(tmp_path / "gone")
    book.commit(Entry("order", "18", 4))
    assert book.is_settled("order")
    assert "could not be written" in capsys.readouterr().out


def commit_many(folder: str, who: int) -> None:
    book = Journal(folder)
    for number in range(20):
        book.commit(Entry(f"{who}-{number}", str(number), 3))


def test_a_journal_that_is_a_link_is_written_where_it_leads(tmp_path):
    """A learner keeps it in a folder that is copied elsewhere."""
    (tmp_path / "cloud").mkdir()
    kept = tmp_path / "cloud/mine.json"
    kept.write_text('{"entries": []}')
    link = tmp_path / "predictions.json"
    try:
        link.symlink_to(kept)
    except OSError:
        pytest.skip("no links may be made here")
    Journal(tmp_path).commit(Entry("wall", "18"))
    assert link.is_symlink() and "wall" in kept.read_text("utf-8")
    assert Journal(tmp_path).entry("wall").answer == "18"


def test_half_a_character_does_no_harm(tmp_path):
    """A text that a page cut in the middle of an emoji."""
    text = "half \ud83d, whole \U0001f600, \u2028 and \0"
    Journal(tmp_path).commit(Entry("wall", text))
    assert Journal(tmp_path).entry("wall").answer == text


def test_several_kernels_lose_nothing(tmp_path):
    start = multiprocessing.get_context("spawn" if os.name == "nt" else "fork")
    kernels = [start.Process(target=commit_many, args=(str(tmp_path), who)) for who in range(4)]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
    names = {entry["name"] for entry in kept(tmp_path)}
    assert names == {f"{who}-{number}" for who in range(4) for number in range(20)}
    assert not list(tmp_path.glob("*.bad*"))


def test_where_no_file_can_be_locked_a_journal_is_kept_all_the_same(tmp_path, monkeypatch):
    """Python in a browser (Pyodide) has the one kernel, and no locks."""
    monkeypatch.setattr(keeping, "flock", None)
    monkeypatch.setattr(keeping, "msvcrt", None, raising=False)
    Journal(tmp_path).commit(Entry("order", "18", 5))
    assert [entry["name"] for entry in kept(tmp_path)] == ["order"]


@pytest.mark.skipif(keeping.flock is None, reason="this system has no flock that could refuse")
def test_a_network_drive_without_locks_keeps_the_predictions(tmp_path, monkeypatch, capsys):
    def refuse(*args):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(keeping, "flock", refuse)
    book = Journal(tmp_path)
    book.commit(Entry("order", "18", 5))
    assert book.is_on_disk("order") and [entry["name"] for entry in kept(tmp_path)] == ["order"]
    assert capsys.readouterr().out == ""


def test_who_deletes_the_file_begins_anew(book, tmp_path):
    book.commit(Entry("order", "18", 4))
    book.commit(Entry("wall", "3", 2))
    (tmp_path / "predictions.json").unlink()
    assert not book.is_settled("order") and book.entries() == {}
    book.commit(Entry("third", "1", 1))
    assert [entry["name"] for entry in kept(tmp_path)] == ["third"]


def test_an_entry_knows_whether_it_lies_on_the_disk(book, tmp_path, monkeypatch, capsys):
    book.commit(Entry("order", "18", 4))
    assert book.is_on_disk("order")

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keeping.tempfile, "mkstemp", full)
    book.commit(Entry("wall", "3", 2))
    assert book.is_settled("wall") and not book.is_on_disk("wall")
    assert "No space left" in capsys.readouterr().out


def test_a_broken_file_that_cannot_be_moved_is_left_alone(book, tmp_path, monkeypatch, capsys):
    path = tmp_path / "predictions.json"
    path.write_text("<<<<<<< HEAD", "utf-8")

    def refuse(self, other):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(type(path), "rename", refuse)
    book.commit(Entry("order", "18", 4))
    assert book.is_settled("order") and not book.is_on_disk("order")
    assert path.read_text("utf-8") == "<<<<<<< HEAD", "a learner's file is never overwritten"
    said = capsys.readouterr().out
    assert said.count("nor set aside") == 1


def test_watchers_hear_of_commitments_and_skips_until_they_stop(book):
    heard = []
    stop = book.on_commit("order", heard.append)
    book.commit(Entry("another", "1", 3))
    book.commit(Entry("order", skipped=True))
    assert [entry.skipped for entry in heard] == [True]
    stop()
    stop()
    book.commit(Entry("order", "18", 4))
    assert len(heard) == 1


def test_misses_are_told_from_lucky_hits(book):
    for name, confidence, right in [
        ("sure and wrong", 4, False),
        ("unsure and wrong", 3, False),
        ("unsure and right", 2, True),
        ("sure and right", 5, True),
    ]:
        book.commit(Entry(name, "x", confidence))
        book.mark(name, right)
    book.commit(Entry("skipped", skipped=True))
    book.mark("skipped", False)
    assert [entry.name for entry in book.confident_misses()] == ["sure and wrong"]
    assert [e.name for e in book.entries().values() if e.lucky_hit] == ["unsure and right"]
    assert book.entry("skipped").right is None


def test_a_change_of_directory_does_not_move_the_journal(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(journal, "_open", None)
    journal.current()
    monkeypatch.chdir(tmp_path / "elsewhere")
    journal.current().commit(Entry("order", "18", 4))
    assert kept(tmp_path)[0]["name"] == "order"


def test_the_journal_of_another_lesson_stands_beside(tmp_path, monkeypatch):
    for lesson in ("00_predictions", "01_chain_rule"):
        (tmp_path / lesson).mkdir()
    monkeypatch.setattr(journal, "_open", Journal(tmp_path / "01_chain_rule"))
    Journal(tmp_path / "00_predictions").commit(Entry("seen", "1", 3))
    assert journal.of_lesson("00_predictions").is_settled("seen")
    assert not journal.is_settled("seen")


# ------------------------------------------------------------------ what is no file, or not ours


def put_something_else(path, kind) -> None:
    """A pipe, a folder, a device or a socket of this name."""
    if kind == "folder":
        path.mkdir()
    elif os.name == "nt":
        pytest.skip("Windows has no such things with a name in a folder")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to(os.devnull)
    else:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "socket"])
def test_what_is_no_file_is_never_opened_nor_replaced(tmp_path, monkeypatch, capsys, kind):
    monkeypatch.chdir(tmp_path)  # a socket's whole path may be too long
    put_something_else(Path("predictions.json"), kind)
    before = os.stat("predictions.json").st_mode
    book = Journal(tmp_path)
    assert book.entries() == {}
    book.commit(Entry("order", "18", 4))
    assert book.entry("order").answer == "18" and not book.is_on_disk("order")
    (line,) = capsys.readouterr().out.splitlines()
    assert f"could not be read (it is a {kind} and no file)" in line and "this kernel stops" in line
    assert os.stat("predictions.json").st_mode == before
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode) or os.name == "nt"


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "socket"])
def test_what_is_no_lock_keeps_nothing_from_being_written(tmp_path, monkeypatch, capsys, kind):
    monkeypatch.chdir(tmp_path)
    put_something_else(Path(".predictions.lock"), kind)
    Journal(tmp_path).commit(Entry("order", "18", 4))
    assert [entry["name"] for entry in kept(tmp_path)] == ["order"]
    assert capsys.readouterr().out == ""


def test_a_file_that_only_another_user_may_read_is_not_written_over(tmp_path, monkeypatch, capsys):
    """Once started with sudo, say: the folder is the learner's, and the file is not."""
    Journal(tmp_path).commit(Entry("one", "1", 3))
    before = (tmp_path / "predictions.json").read_bytes()

    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied")

    book = Journal(tmp_path)
    with monkeypatch.context() as other_user:
        other_user.setattr(keeping, "read_plain", refuse)
        book.commit(Entry("two", "2", 3))
        book.commit(Entry("three", "3", 3))
        assert set(book.entries()) == {"two", "three"}
    assert (tmp_path / "predictions.json").read_bytes() == before
    assert len(capsys.readouterr().out.splitlines()) == 1
    book.commit(Entry("four", "4", 3))  # it may be read again
    assert [entry["name"] for entry in kept(tmp_path)] == ["one", "two", "three", "four"]
