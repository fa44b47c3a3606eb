"""Run a lesson's source in a fresh kernel, and save what came out so that it never changes.

Two runs of the same source give the same bytes: times, addresses, process numbers, widget views
and version notes are left out, and the kernel gets the same surroundings everywhere. The kernel
works in a folder of its own, so nothing that a lesson writes lands in the course.
"""

from __future__ import annotations

import base64
import copy
import json
import os
import re
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograders.authoring.course import AuthorError
from autograders.authoring.source import Source, nbgrader_of

#: The longest that one cell of a solution may take, in seconds.
CELL_TIMEOUT = 60
START_TIMEOUT = 120

#: A cell with this tag shows what differs from run to run (a timing); its output is not saved.
VARIES = "varies"

#: Representations that mean nothing without a running kernel.
_LIVE_ONLY = {"application/vnd.jupyter.widget-view+json", "application/javascript"}

_RECORDED = "application/vnd.chainrule.recorded+json"
#: Runs after the last cell, unsaved: hands over what the lesson's questions noted.
_ASK_FOR_RECORDED = f"""
import sys
from IPython.display import display
questions = sys.modules.get("chainrule.questions")
noted = questions.recorded() if questions else {{"questions": {{}}, "blanks": {{}}}}
display({{{_RECORDED!r}: noted}}, raw=True)
"""

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_KERNEL_FILE = re.compile(r"\S*ipykernel_\d+\S*\.py")
#: How chainrule.waiting begins, unless the cell waits for a prediction, which nobody commits here.
_WAITS = re.compile(r"This cell (needs |waits for your (?!prediction))")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def run_solution(
    source: Source, folders: list[Path], timeout: int | None = None
) -> tuple[NotebookNode, dict[str, Any]]:
    """Run the source; returns the solution notebook and what its questions noted.

    `folders` come first on the kernel's import path. What the questions noted is
    `{"questions": {name: …}, "blanks": {name: value}}`, from `chainrule.questions.recorded()`.
    Raises `AuthorError` when a cell fails, writes to stderr, or does not earn its points.
    """
    notebook = copy.deepcopy(source.notebook)
    hook = nbformat.v4.new_code_cell(_ASK_FOR_RECORDED)
    notebook.cells.append(hook)
    execute(notebook, source, folders, timeout or CELL_TIMEOUT)
    notebook.cells.pop()
    notebook.metadata = copy.deepcopy(source.notebook.metadata)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            normalise(cell)
    problems = [
        *_stderr(source, notebook),
        *_waiting(source, notebook),
        *_points_not_earned(source, notebook),
    ]
    if problems:
        raise AuthorError(*problems)
    return notebook, _noted(hook)


def execute(notebook: NotebookNode, source: Source, folders: list[Path], timeout: int) -> None:
    """Run all cells in a fresh kernel. Raises `AuthorError` that names the cell which failed."""
    with tempfile.TemporaryDirectory(prefix="solution-") as name:
        folder = Path(name).resolve()
        work = folder / "work"
        work.mkdir()
        running = [0]
        client = NotebookClient(
            notebook,
            kernel_manager_class=_ThisPython,
            timeout=timeout,
            startup_timeout=START_TIMEOUT,
            coalesce_streams=True,
            record_timing=False,
            store_widget_state=False,
            shutdown_kernel="immediate",
            extra_arguments=["--log-level=ERROR"],
            on_cell_start=lambda cell, cell_index: running.__setitem__(0, cell_index),
            resources={"metadata": {"path": str(work)}},
        )
        try:
            client.execute(env=surroundings(folder, folders))
        except CellExecutionError as error:
            if running[0] == len(source.lines):  # the unsaved cell: one of the lesson's questions
                raise AuthorError(f"{source.shown}: {_first_line(error)}") from None
            raise AuthorError(f"{_place(source, running[0])}: {_said(error)}") from None
        except CellTimeoutError:
            raise AuthorError(
                f"{_place(source, running[0])}: takes longer than {timeout} s; make it faster"
            ) from None
        except DeadKernelError:
            raise AuthorError(f"{_place(source, running[0])}: the kernel died in it") from None


def surroundings(folder: Path, folders: list[Path]) -> dict[str, str]:
    """The environment variables of the kernel: the same answers on every machine and run.

    Byte code it keeps or not, as this process does: a library that nobody has compiled yet would
    otherwise be compiled again for each lesson.
    """
    settings = folder / "settings"
    settings.mkdir(exist_ok=True)
    (settings / "matplotlibrc").write_text("", encoding="utf-8")
    own = {
        "PYTHONPATH": os.pathsep.join(str(path) for path in folders),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "IPYTHONDIR": str(settings / "ipython"),
        "MATPLOTLIBRC": str(settings / "matplotlibrc"),
        "NO_COLOR": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TZ": "UTC",
    }
    left_out = {
        "PYTHONSTARTUP",
        "MPLBACKEND",
        "NBGRADER_EXECUTION",
        "NBGRADER_VALIDATING",
        "CHAINRULE_CHECKS",
    }
    return {key: value for key, value in os.environ.items() if key not in left_out} | own


def normalise(cell: NotebookNode) -> None:
    """Take out of a cell's outputs whatever differs from run to run or needs a live kernel."""
    cell.metadata.pop("execution", None)
    kept: list[NotebookNode] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            output.text = _steady(output.text)
            if kept and kept[-1].output_type == "stream" and kept[-1].name == output.name:
                kept[-1].text += output.text
                continue
        elif output.output_type == "error":
            output.evalue = _steady(output.evalue)
            output.traceback = [_steady(_ANSI.sub("", line)) for line in output.traceback]
        else:
            output.data = NotebookNode(
                {kind: _steady_data(kind, data) for kind, data in output.data.items()}
            )
            for kind in _LIVE_ONLY & output.data.keys():
                del output.data[kind]
            output.metadata = NotebookNode(
                {kind: data for kind, data in output.metadata.items() if kind in output.data}
            )
            output.pop("transient", None)
            if not output.data:
                continue
        kept.append(output)
    cell.outputs = [] if VARIES in cell.metadata.get("tags", []) else kept


def steady_png(data: bytes) -> bytes:
    """A PNG without the chunks that name the program or the time it was made."""
    signature, rest = data[:8], data[8:]
    kept = [signature]
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        chunk, rest = rest[: length + 12], rest[length + 12 :]
        if chunk[4:8] not in (b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf"):
            kept.append(chunk)
    return b"".join(kept)


class _SpecOfThisPython(KernelSpecManager):
    """Every kernel is this Python; what a user has installed elsewhere is not asked."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3 (ipykernel)",
            language="python",
        )


class _ThisPython(AsyncKernelManager):
    def __init__(self, **settings: Any) -> None:
        settings["kernel_spec_manager"] = _SpecOfThisPython()
        super().__init__(**settings)


def _steady(text: str) -> str:
    """Text without addresses and the numbers of this run's kernel."""
    if "ipykernel_" in text:  # tried at each letter of a long word, the pattern costs seconds
        text = _KERNEL_FILE.sub("cell", text)
    return _ADDRESS.sub("", text)


def _steady_data(kind: str, data: Any) -> Any:
    if kind == "image/png":
        return base64.b64encode(steady_png(base64.b64decode(data))).decode() + "\n"
    return _steady(data) if isinstance(data, str) else data


def _stderr(source: Source, notebook: NotebookNode) -> list[str]:
    found = []
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                line = _ANSI.sub("", output.text).strip().split("\n")[0][:120]
                found.append(f"{source.place(index)}: writes to stderr: {line}")
                break
    return found


def _waiting(source: Source, notebook: NotebookNode) -> list[str]:
    """Cells that say, as to a learner, that an answer is missing or does not fit there."""
    found = []
    for index, cell in enumerate(notebook.cells):
        printed = [o.text for o in cell.get("outputs", []) if o.output_type == "stream"]
        lines = [line for text in printed for line in text.split("\n") if _WAITS.match(line)]
        found += [f"{source.place(index)}: {line[:300]}" for line in lines]
    return found


def _points_not_earned(source: Source, notebook: NotebookNode) -> list[str]:
    """Test cells whose score is not the full number of points, though the solution is right."""
    found = []
    for index, cell in enumerate(notebook.cells):
        data = nbgrader_of(cell)
        if not data.get("grade") or data.get("solution"):  # which a person marks
            continue
        results = [o for o in cell.outputs if o.output_type == "execute_result"]
        scores = [str(result.data.get("text/plain")) for result in results]
        if scores != [repr(float(data["points"]))]:
            said = "".join(o.text for o in cell.outputs if o.output_type == "stream")
            found.append(
                f"{source.place(index)}: the solution earns {', '.join(scores) or 'nothing'}, "
                f"not {float(data['points'])}: {' '.join(said.split())[:200]}"
            )
    return found


def _noted(hook: NotebookNode) -> dict[str, Any]:
    for output in hook.outputs:
        if output.output_type == "display_data" and _RECORDED in output.data:
            noted = output.data[_RECORDED]
            return json.loads(json.dumps(noted))
    raise AuthorError("the questions of the lesson could not be read from its kernel")


def _place(source: Source, index: int) -> str:
    """The place of a cell; of the whole source for the unsaved cell after the last one."""
    return source.place(index) if index < len(source.lines) else source.shown


def _said(error: CellExecutionError) -> str:
    """What a failing cell said, in one line; a failed check says a whole sentence."""
    said = _first_line(error)
    return said if error.ename == "CheckFailed" else f"{error.ename}: {said}"


def _first_line(error: CellExecutionError) -> str:
    return _ANSI.sub("", str(error.evalue or "")).strip().split("\n")[0][:300]
