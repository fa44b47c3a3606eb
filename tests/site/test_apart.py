"""Whatever a learner's cell does to the process that runs it, the lesson comes to its end."""

import os
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import nbformat
import pytest
from chainrule.site import apart
from chainrule.site.apart import run_lessons
from chainrule.site.stage import Failed, Printed, SiteError, _let_go, allowed

from ..support import PATIENCE

#: Cells that take the process down with them or never end, and what is said of each.
FATAL = {
    "import os; os._exit(0)": "ends Python",
    "import os, signal; os.kill(os.getpid(), signal.SIGTERM)": "ends Python",
    "import os; os.closerange(3, 1000)": "ends Python",
    "import ctypes; ctypes.string_at(0)": "ends Python",
    "import time\nwhile True:\n    try:\n        time.sleep(1)\n    except BaseException: pass": (
        "takes more than 6 seconds and cannot be interrupted"
    ),
    "hoard = []\nwhile True: hoard.append(bytes(1 << 22))": "fills the memory and keeps it",
}
#: Cells that fail or flood, with the process unhurt.
ALONE = {
    "quit()": "fails with SystemExit",
    "import sys; sys.exit('done')": "fails with SystemExit: done",
    "def f(n): return f(n + 1)\nf(0)": "fails with RecursionError",
    "def fill(kept):\n    while True: kept.append(bytes(1 << 22))\nfill([])": (
        "fails with MemoryError"
    ),
    "import numpy as np; np.ones(10**13)": "fails with MemoryError: Unable to allocate",
    "while True: print('flood')": "takes more than 4 seconds and was stopped",
}
HARMLESS = (
    "import os; os.system('yes | head -n 100000'); os.write(2, b'mine')",
    "import os\nif os.fork() == 0: fork = 1",
    "import threading; threading.Thread(target=threading.Event().wait).start()",
    "import sys; sys.stdout = sys.stderr = None",
)


def lesson_of(folder: Path, codes: list[str]) -> Path:
    """A lesson with these cells, named like its new folder."""
    folder.mkdir()
    cells = [nbformat.v4.new_code_cell(code) for code in codes]
    path = folder / f"{folder.name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each cell of such a lesson shows, by its code; and what came to this terminal."""
    codes = [*FATAL, *ALONE, *HARMLESS, "print('the end')"]
    path = lesson_of(tmp_path_factory.mktemp("fatal") / "00_small", codes)
    (found,) = run_lessons([path], patience=4, grace=2)
    return {code: one.pieces for code, one in zip(codes, found, strict=True)}


@pytest.mark.parametrize("code", [*FATAL, *ALONE])
def test_the_cell_alone_is_missing(shown, code):
    (piece,) = shown[code]
    assert isinstance(piece, Failed)
    assert piece.why.startswith({**FATAL, **ALONE}[code])


def test_a_circle_of_errors_lets_its_memory_go():
    """An error may be its own cause in the end."""

    class Kept:
        pass

    def fail():
        kept = Kept()
        seen.append(weakref.ref(kept))
        raise ValueError

    seen = []
    caught = []
    for _ in range(2):
        try:
            fail()
        except ValueError as error:
            caught.append(error)
    caught[0].__cause__, caught[1].__cause__ = caught[1], caught[0]
    _let_go(caught[0])
    assert [one() for one in seen] == [None, None]


def test_what_stands_below_is_shown(shown):
    assert shown["print('the end')"] == [Printed("the end\n")]
    assert all(not isinstance(piece, Failed) for code in HARMLESS for piece in shown[code])


@pytest.mark.parametrize(
    ("tags", "nbgrader", "part_of_the_lesson"),
    [
        (["raises-exception"], {}, True),
        ([], {}, False),
        (["fill-in", "raises-exception"], {}, False),
        (["raises-exception"], {"solution": True}, False),
    ],
)
def test_an_error_is_part_of_the_lesson_where_the_author_lets_it(
    tags, nbgrader, part_of_the_lesson
):
    """Where a learner writes, the tag is there for Run All; a page names the error."""
    metadata = {"tags": tags, "nbgrader": nbgrader}
    assert allowed(nbformat.v4.new_code_cell("1 / 0", metadata=metadata)) == part_of_the_lesson


def test_a_start_that_fails_is_one_line(tmp_path):
    (tmp_path / "00_small.ipynb").write_text("{}")
    with pytest.raises(SiteError) as said:
        run_lessons([tmp_path / "00_small.ipynb"])
    assert "00_small.ipynb" in str(said.value) and "\n" not in str(said.value)


@pytest.mark.parametrize("divides", [True, False] if apart.DIVIDES else [False])
def test_a_lesson_knows_nothing_of_another(tmp_path, monkeypatch, divides):
    """Also where the processes of all lessons come from one that has loaded the libraries."""
    monkeypatch.setattr(apart, "DIVIDES", divides)
    monkeypatch.setenv("SAID_LATE", "heard")
    look = (
        "import os, math, numpy\n"
        "print(os.getpid(), os.getppid(), os.environ['SAID_LATE'], math.pi, numpy.pi,"
        " [name for name in ('mine', 'helpers') if name in globals()])"
    )
    spoil = "import math, numpy; math.pi = 4; numpy.pi = 4; mine = 1; import helpers"
    paths = [lesson_of(tmp_path / name, [look, spoil, look]) for name in ("00_one", "01_two")]
    for path in paths:
        (path.parent / "helpers.py").write_text(f"mine = {path.stem!r}")
    first, second = run_lessons(paths)
    processes = {os.getpid()}
    parents = set()
    for shown in (first, second):
        (before,), (), (after,) = (one.pieces for one in shown)
        process, parent, *rest = before.text.split()
        assert rest == ["heard", "3.141592653589793", "3.141592653589793", "[]"]
        assert after.text.split()[2:] == ["heard", "4", "4", "['mine',", "'helpers']"]
        processes.add(process)
        parents.add(int(parent))
    assert len(processes) == 3
    assert len(parents) == 1 and (parents == {os.getpid()}) == (not divides)


@pytest.mark.parametrize("divides", [True, False] if apart.DIVIDES else [False])
def test_a_lesson_goes_on_without_what_ended_it(tmp_path, monkeypatch, divides):
    monkeypatch.setattr(apart, "DIVIDES", divides)
    path = lesson_of(tmp_path / "00_small", ["import os; os._exit(0)", "print('the end')"])
    (found,) = run_lessons([path])
    assert [one.pieces for one in found] == [[Failed("ends Python")], [Printed("the end\n")]]


def test_what_ends_all_lessons_at_once_is_one_line(tmp_path):
    if not apart.DIVIDES:
        pytest.skip("each process comes from this one, which a cell would end")
    path = lesson_of(tmp_path / "00_small", ["import os; os.kill(os.getppid(), 9)"])
    with pytest.raises(SiteError, match=r"Python ended$"):
        run_lessons([path])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_an_interrupt_leaves_no_process(tmp_path):
    note = tmp_path / "note"
    cell = (
        "import os, pathlib, time\n"
        f"pathlib.Path({str(note)!r}).write_text(f'{{os.getpid()}} {{os.getppid()}} all')\n"
        "while True:\n    try:\n        time.sleep(1)\n    except BaseException: pass"
    )
    path = lesson_of(tmp_path / "00_small", [cell])
    code = (
        "import pathlib, sys; from chainrule.site.apart import run_lessons; "
        "run_lessons([pathlib.Path(sys.argv[1])], patience=100_000)"
    )
    export = subprocess.Popen([sys.executable, "-c", code, str(path)], stderr=subprocess.PIPE)
    while not (note.exists() and note.read_text().endswith("all")):
        assert export.poll() is None, export.stderr.read()
        time.sleep(0.05)
    export.send_signal(signal.SIGINT)
    try:
        _, said = export.communicate(timeout=PATIENCE / 1000)
    finally:
        export.kill()
    assert said.rstrip().endswith(b"KeyboardInterrupt")
    for process in note.read_text().split()[:2]:
        with pytest.raises(ProcessLookupError):
            os.kill(int(process), 0)
