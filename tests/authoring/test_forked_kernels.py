"""A forked kernel is like one that was started, in all that a notebook can see."""

import json
import os

import nbformat
import pytest
from jupyter_client.provisioning import local_provisioner
from nbclient import NotebookClient

LOOK = """
import json, os, signal, sys, threading
import matplotlib, matplotlib.pyplot
matplotlib.pyplot.plot([1, 2])
talks = get_ipython().kernel.comm_manager.targets
before = sorted(talks)
import ipywidgets
print(json.dumps({
    "path": sys.path,
    "flags": sys.flags,
    "arguments": [sys.argv[0], *sys.argv[3:]],
    "folder": os.getcwd(),
    "variables": {name: os.environ[name] for name in os.environ if name != "JPY_PARENT_PID"},
    "ends with its parent": os.environ["JPY_PARENT_PID"] == str(os.getppid()),
    "leads its group": os.getpid() == os.getpgid(0) == os.getsid(0),
    "interrupted by": signal.getsignal(signal.SIGINT).__name__,
    "threads": sorted(type(thread).__name__ for thread in threading.enumerate()),
    "program": sys.modules["__main__"].__dict__ is globals(),
    "backend": matplotlib.get_backend(),
    "drawn with": dict(matplotlib.rcParams),
    "widgets": [before, sorted(talks), *(name for name in dir(ipywidgets) if name[0].isupper())],
    "modules": sorted(name for name in sys.modules if name.startswith(("chainrule", "autogra"))),
}, default=str))
"""


@pytest.fixture
def surroundings(tmp_path):
    """Where a kernel works, and variables that it reads early."""
    settings, packages = tmp_path / "matplotlibrc", tmp_path / "packages"
    settings.write_text("figure.figsize: 3, 2\nlines.linewidth: 7\n")
    packages.mkdir()
    (tmp_path / "work").mkdir()
    own = {"PYTHONPATH": str(packages), "MATPLOTLIBRC": str(settings), "TZ": "Asia/Tokyo"}
    return tmp_path / "work", {**os.environ, **own, "PYTHONHASHSEED": "5", "MPLBACKEND": ""}


def look(folder, variables) -> tuple[dict, dict]:
    """What a kernel sees, and what it shows of a picture and of the time."""
    cells = [nbformat.v4.new_code_cell(LOOK), nbformat.v4.new_code_cell("import time; time.tzname")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        shutdown_kernel="immediate",
    )
    client.execute(env=dict(variables))
    seen, picture = cells[0].outputs
    return json.loads(seen.text), {**picture.data, **cells[1].outputs[0].data}


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="no kernel is forked here")
def test_a_notebook_sees_no_difference(surroundings, forked_kernels, monkeypatch):
    started = look(*surroundings)
    monkeypatch.setattr(local_provisioner, "launch_kernel", None)  # nothing else is started
    with forked_kernels():
        forked = look(*surroundings)
    assert forked == started
