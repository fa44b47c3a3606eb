"""Whatever a learner's cell does to the process that runs it, the lesson comes to its end."""

import weakref

import nbformat
import pytest
from chainrule.site.apart import run_lessons
from chainrule.site.stage import Failed, Printed, SiteError, _let_go

#: Cells that take the process down with them or never end, and what is said of each.
FATAL = {
    "import os; os._exit(0)": "ends Python",
    "import os, signal; os.kill(os.getpid(), signal.SIGTERM)": "ends Python",
    "import os; os.closerange(3, 1000)": "ends Python",
    "import ctypes; ctypes.string_at(0)": "ends Python",
    "import time\nwhile True:\n    try:\n        time.sleep(1)\n    except BaseException: pass": (
        "takes more than 9 seconds and cannot be interrupted"
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
    "while True: print('flood')": "takes more than 6 seconds and was stopped",
}
HARMLESS = (
    "import os; os.system('yes | head -n 100000'); os.write(2, b'mine')",
    "import os\nif os.fork() == 0: fork = 1",
    "import threading; threading.Thread(target=threading.Event().wait).start()",
    "import sys; sys.stdout = sys.stderr = None",
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each cell of such a lesson shows, by its code; and what came to this terminal."""
    folder = tmp_path_factory.mktemp("fatal") / "00_small"
    folder.mkdir()
    codes = [*FATAL, *ALONE, *HARMLESS, "print('the end')"]
    cells = [nbformat.v4.new_code_cell(code) for code in codes]
    path = folder / "00_small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    (found,) = run_lessons([path], patience=6, grace=3)
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


def test_a_start_that_fails_is_one_line(tmp_path):
    (tmp_path / "00_small.ipynb").write_text("{}")
    with pytest.raises(SiteError) as said:
        run_lessons([tmp_path / "00_small.ipynb"])
    assert "00_small.ipynb" in str(said.value) and "\n" not in str(said.value)
