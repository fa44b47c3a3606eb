"""A lesson from its first to its last cell: the solution, run without anybody looking.

The kernel is there before the clock starts. Processor time is the kernel's own.
"""

import shutil
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from .hand import ROOT, say, scratch
from .lines import Line

CLOCK = "import time; print(time.process_time())"


def measure(quick: bool) -> list[Line]:
    lines, whole = [], []
    for notebook in sorted((ROOT / "solutions").glob("[0-9][0-9]_*/*.ipynb")):
        walls, cpus = [], []
        for _ in range(1 if quick else 3):
            cells, wall, cpu = run_lesson(notebook)
            walls.append(wall)
            cpus.append(cpu)
        say(f"lesson {notebook.stem}: {min(walls):.1f} s, processor {min(cpus):.1f} s")
        what = f"Lesson {notebook.stem[:2]} headless, {cells} code cells"
        processor = Line("processor", "s", tuple(cpus))
        beside = f"processor {processor.value}"
        lines.append(Line(what, "s", tuple(walls), beside))
        whole.append(walls)
    sums = tuple(sum(run) / 60 for run in zip(*whole, strict=True))
    return [*lines, Line(f"All {len(whole)} lessons headless, one after the other", "min", sums)]


def run_lesson(path: Path) -> tuple[int, float, float]:
    """Code cells, wall and processor seconds of one run, in a copy of the lesson's folder."""
    with scratch() as folder:
        place = folder / path.parent.name
        shutil.copytree(path.parent, place, ignore=shutil.ignore_patterns("predictions.json*"))
        notebook = nbformat.read(path, as_version=4)
        lesson = [cell for cell in notebook.cells if cell.cell_type == "code"]
        clock = nbformat.v4.new_code_cell(CLOCK)
        notebook.cells = [clock, *lesson, nbformat.v4.new_code_cell(CLOCK)]
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            timeout=300,
            extra_arguments=["--log-level=40"],
            resources={"metadata": {"path": str(place)}},
        )
        with client.setup_kernel():
            client.execute_cell(notebook.cells[0], 0)
            began = time.monotonic()
            for number, cell in enumerate(lesson, 1):
                client.execute_cell(cell, number)
            wall = time.monotonic() - began
            client.execute_cell(notebook.cells[-1], len(lesson) + 1)
    first, last = (float(notebook.cells[end].outputs[0].text) for end in (0, -1))
    return len(lesson), wall, last - first
