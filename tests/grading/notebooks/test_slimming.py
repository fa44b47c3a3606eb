"""A notebook that is large through its outputs is read without them, within bounds."""

import io
import json
import resource
import subprocess
import sys

import pytest
from classroom import answered, bytes_of, released

from autograders.grading.notebooks import reading, slimming
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.notebooks.slimming import TooMuch, without_outputs

AWKWARD = {
    "brackets in strings": ["]", "[[[", "}{", 'a "quoted" ]'],
    "backslashes": ["\\", "\\\\", '\\"]', "\\\\]"],
    "nested": [{"outputs": [[1, {"outputs": []}]]}],
    "the key in a string": ['"outputs": [1, 2'],
}


def printed(lines):
    return {"output_type": "stream", "name": "stdout", "text": lines}


def plain(notebook):
    return json.loads(bytes_of(notebook))


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("kind", AWKWARD)
@pytest.mark.parametrize("piece", [1, 7, 64, slimming.PIECE])
def test_all_but_the_outputs_is_kept_letter_by_letter(kind, indent, piece, monkeypatch):
    monkeypatch.setattr(slimming, "PIECE", piece)
    cells = [
        {"cell_type": "code", "source": ["x = ']'\n", 'print("outputs: [")'], "outputs": []},
        {"cell_type": "markdown", "source": '"outputs": [ stays', "outputs": []},
    ]
    for cell in cells:
        cell["outputs"] = [printed(AWKWARD[kind]), {"data": AWKWARD[kind]}]
    whole = {"cells": cells, "metadata": {"outputs": "no list"}, "nbformat": 4}
    slim = json.loads(without_outputs(io.BytesIO(json.dumps(whole, indent=indent).encode()), 10**6))
    for cell in cells:
        cell["outputs"] = []
    assert slim == whole


def test_a_notebook_of_thirty_megabytes_of_printed_lines_gives_its_answers(tmp_path):
    line = "epoch {0}: loss 0.{0}, accuracy on what it has not seen 0.{0}, step length 0.{0}\n"
    lines = [line.format(number) for number in range(340_000)]
    whole = plain(answered({}))
    first = next(cell for cell in whole["cells"] if cell["cell_type"] == "code")
    first["outputs"] = [printed(lines)]
    path = tmp_path / "01_chain_rule.ipynb"
    path.write_text(json.dumps(whole))
    assert path.stat().st_size > 1.4 * reading.MAX_BYTES
    found = [cell.source for cell in reading.read(path).cells]
    assert found == [cell.source for cell in reading.parse(bytes_of(answered({}))).cells]


def test_what_is_large_without_its_outputs_is_still_refused(tmp_path):
    whole = plain(released())
    whole["cells"][0]["source"] = "x" * (reading.MAX_BYTES + 1)
    path = tmp_path / "01_chain_rule.ipynb"
    path.write_text(json.dumps(whole))
    with pytest.raises(Unreadable, match="larger than 20 MB without its outputs"):
        reading.read(path)


def test_brackets_without_end_are_refused(monkeypatch):
    assert slimming.MOST_SKIPPED_PARTS <= 5_000_000  # which take some seconds
    monkeypatch.setattr(slimming, "MOST_SKIPPED_PARTS", 40_000)
    with pytest.raises(TooMuch):
        without_outputs(io.BytesIO(b'{"outputs": [' + b"[" * 50_000), 10**6)


MEASURED = """
import resource, sys
from pathlib import Path
from autograders.grading.notebooks import reading
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    reading.content(Path(sys.argv[1]))
except reading.Unreadable:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("end", [b'"]}]}]}', b""], ids=["whole", "cut off"])
def test_memory_does_not_grow_with_the_outputs(end, tmp_path):
    path = tmp_path / "long.ipynb"
    with open(path, "wb") as file:
        file.write(b'{"cells": [{"cell_type": "code", "source": "", "outputs": [{"text": ["')
        for _ in range(60):  # twice what may be held
            file.write(b"one string of many megabytes " * 36_000)
        file.write(end)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True
    )
    assert resource.getpagesize() and int(done.stdout) < 3 * reading.MAX_BYTES // 2**20
