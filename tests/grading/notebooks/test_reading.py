"""A submission is data: every odd file is read, every broken one gets its one-line reason."""

import json
import os

import classroom
import pytest
from classroom import answered, bytes_of, mark, place

from autograders.grading.notebooks import reading
from autograders.grading.notebooks.reading import Unreadable


def sources(notebook) -> list[str]:
    return [cell.source for cell in notebook.cells]


def as_format_3(content: bytes) -> bytes:
    cells = []
    for cell in json.loads(content)["cells"]:
        kind = cell["cell_type"]
        key = "input" if kind == "code" else "source"
        cells.append({"cell_type": kind, key: cell["source"], "metadata": cell["metadata"]})
    return json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [{"cells": cells}]}).encode()


def with_foreign_kernel(content: bytes) -> bytes:
    data = json.loads(content)
    data["metadata"] = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}
    data["nbformat"], data["unknown"] = 99, [1]
    return json.dumps(data).encode()


ODD = {
    "plain": lambda content: content,
    "byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "windows lines": lambda content: content.replace(b"\\n", b"\\r\\n"),
    "utf-16": lambda content: content.decode().encode("utf-16"),
    "utf-16 without mark": lambda content: content.decode().encode("utf-16-le"),
    "notebook format 3": as_format_3,
    "a foreign kernel and an unknown format": with_foreign_kernel,
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_files_are_read_as_they_were_meant(kind: str):
    notebook = answered({})
    read = reading.parse(ODD[kind](bytes_of(notebook)))
    assert sources(read) == sources(notebook)
    assert [mark(cell) for cell in read.cells] == [mark(cell) for cell in notebook.cells]


def test_latin_1_is_read():
    text = json.dumps({"cells": [{"cell_type": "code", "source": "x = 'é'"}]}, ensure_ascii=False)
    assert sources(reading.parse(text.encode("latin-1"))) == ["x = 'é'"]


def test_cells_keep_nothing_but_kind_text_and_grade_id():
    cell = classroom.new_code_cell("1", metadata={"tags": ["skip-execution"], "nbgrader": {"x": 1}})
    cell.metadata["nbgrader"] = {"grade_id": "compose", "points": 100, "solution": True}
    cell.outputs = [{"output_type": "stream", "name": "stdout", "text": "100"}]
    (read,) = reading.parse(json.dumps({"cells": [cell]}).encode()).cells
    assert read.metadata == {"nbgrader": {"grade_id": "compose"}}
    assert read.outputs == []


BROKEN = {
    "empty": (b"", "empty"),
    "blank": (b"  \n", "empty"),
    "cut off": (bytes_of(answered({}))[:900], "broken or cut off"),
    "text": (b"def compose(f, g): ...", "broken or cut off"),
    "merge conflict": (
        b'{\n<<<<<<< HEAD\n "cells": []\n=======\n "cells": [1]\n>>>>>>> theirs\n}',
        "unfinished merge",
    ),
    "a list": (b"[1, 2]", "no cells"),
    "no cells": (b'{"metadata": {}}', "no cells"),
    "nested deeply": (b"[" * 100_000, "nested too deeply"),
    "too many cells": (json.dumps({"cells": [{}] * 2001}).encode(), "more than 2000"),
    "a number of a million digits": (b'{"cells": ' + b"9" * 1_000_000 + b"}", "broken"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_files_get_one_line_to_the_student(kind: str):
    content, reason = BROKEN[kind]
    with pytest.raises(Unreadable, match=reason) as refused:
        reading.parse(content)
    assert "\n" not in str(refused.value)


def test_cells_of_the_wrong_kind_do_no_harm():
    cells = [None, 3, [], {}, {"cell_type": ["code"], "source": {"a": 1}, "metadata": 5}]
    cells += [{"cell_type": "code", "source": ["x\ud800", 7], "metadata": {"nbgrader": ["a"]}}]
    cells += [{"cell_type": "code", "source": "y", "metadata": {"nbgrader": {"grade_id": {}}}}]
    read = reading.parse(json.dumps({"cells": cells}).encode())
    assert sources(read) == ["", "", "x?", "y"]


def test_only_an_ordinary_file_is_opened(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(bytes_of(answered({})))
    link, pipe = tmp_path / "link.ipynb", tmp_path / "pipe.ipynb"
    link.symlink_to(secret)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path, tmp_path / "missing.ipynb"):
        with pytest.raises(Unreadable):
            reading.read(path)


def test_a_huge_file_is_refused_without_being_read(tmp_path):
    path = tmp_path / "huge.ipynb"
    with path.open("wb") as file:
        file.truncate(reading.MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="larger than 20 MB"):
        reading.read(path)


def test_a_place_in_the_lesson_is_found():
    assert mark(answered({}).cells[place(answered({}), "compose")]) == "compose"


def test_a_file_of_a_million_brackets_is_refused_before_it_is_read(monkeypatch):
    bomb = b'{"cells": [' + b'{"":0},' * 500_000 + b"{}]}"
    monkeypatch.setattr(json, "loads", lambda text: pytest.fail("the file was read"))
    with pytest.raises(Unreadable, match="too many parts"):
        reading.parse(bomb)
