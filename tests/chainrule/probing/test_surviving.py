"""A check in a live kernel: the kernel outlives the function, and is afterwards what it was."""

import builtins
import decimal
import gc
import os
import random
import signal
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from chainrule.checking.crashes import explain_crash
from chainrule.probing import Outcome, Probe, run_probes, surviving
from chainrule.probing.surviving import EndsPython, in_a_live_kernel, kernel_kept
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows knows neither fork nor these signals"
)
GROUP = os.getpgrp() if hasattr(os, "getpgrp") else 1

LOOP = "stopping the event loop of this notebook"
RIGHT = "return 15 * (3 * x + 1) ** 4"
#: How a function would take the kernel down → what of it the check says.
DEADLY = {
    "import os; os._exit(0)": "at `import os; os._exit(0)`: os._exit would end Python",
    "_exit(0)": "at `_exit(0)`: os._exit would end Python",  # imported in a cell above
    f"try: os._exit(0)\n    except BaseException: pass\n    {RIGHT}": "os._exit would end Python",
    "os.abort()": "os.abort would end Python",
    "os.kill(os.getpid(), signal.SIGKILL)": "os.kill would end Python",
    "os.kill(0, signal.SIGTERM)": "os.kill would end Python",
    "signal.raise_signal(signal.SIGSEGV)": "signal.raise_signal would end Python",
    "os.execl(sys.executable, 'python')": "os.execv would end Python",
    "sys.exit()": "it leaves Python (exit or quit)",
    "quit()": "it leaves Python (exit or quit)",
    "sys.setrecursionlimit(10**9); return max(map(d_power, [x]))": "it calls itself without end",
    f"signal.alarm(1); {RIGHT}": "d_power works",
    f"os.fork(); {RIGHT}": "d_power works",
    "os.closerange(3, 99)": "os.closerange over what this notebook itself has open would end",
    "for n in range(3, 99): os.close(n)": "os.close on what this notebook itself has open would",
    "os.dup2(0, min(surviving._open_files()))": "os.dup2 in place of what this notebook itself has",
    f"os.close(os.open(os.devnull, os.O_RDONLY)); {RIGHT}": "d_power works",
    "asyncio.get_event_loop().stop()": f"{LOOP} would end Python",
    "asyncio.get_event_loop().close()": "Cannot close a running event loop",
    f"loop = asyncio.get_event_loop(); loop.call_soon(loop.stop); {RIGHT}": "d_power works",
    f"asyncio.new_event_loop().close(); {RIGHT}": "d_power works",
    "ioloop.IOLoop.current().stop()": f"{LOOP} would end Python",
    "ioloop.IOLoop.current().close(all_fds=True)": f"{LOOP} would end Python",
    "get_ipython().kernel.do_shutdown(True)": "ending the kernel of this notebook would end Python",
    "app().close()": "ending the kernel of this notebook would end Python",
    "app().context.destroy(0)": "ending the kernel of this notebook would end Python",
    "app().shell_socket.close()": "closing what the kernel hears through would end Python",
    "app().kernel.shell_stream.close()": "closing what the kernel hears through would end Python",
    f"zmq.Context().destroy(); {RIGHT}": "d_power works",
    "threading.Thread(target=os._exit, args=(0,)).start(); time.sleep(0.1)": "os._exit would end",
    f"sys.stdout.close(); {RIGHT}": "d_power works",
    f"signal.signal(signal.SIGINT, signal.SIG_IGN); {RIGHT}": "d_power works",
}
if sys.platform == "linux":  # the others do not tell how much a process holds
    DEADLY["a = []\n    while True: a.append('x' * 10**7)"] = "more memory than it can get"


def test_a_kernel_outlives_whatever_is_tried_in_it(tmp_path):
    above = (
        "import asyncio, os, signal, sys, threading, time, zmq\nfrom os import _exit\n"
        "from ipykernel.kernelapp import IPKernelApp\nfrom tornado import ioloop\n"
        "from chainrule import check\nfrom chainrule.probing import surviving\n"
        "app = IPKernelApp.instance\nkept = 5"
    )
    cells = [above]
    for body in DEADLY:
        cells += [f"def d_power(x):\n    {body}", "check(d_power)"]
    cells += ["time.sleep(1.1); print(kept, signal.getsignal(signal.SIGINT).__name__)"]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    place = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, resources=place, allow_errors=True, kernel_name="python3").execute()

    def said(cell):
        words = [part.get("evalue") or part.get("text") for part in cell.outputs]
        words += [part.data["text/plain"] for part in cell.outputs if "data" in part]
        return " ".join(" ".join(filter(None, words)).split())

    for cell, (body, sentence) in zip(notebook.cells[2::2], DEADLY.items(), strict=False):
        assert sentence in said(cell), body
    assert said(notebook.cells[-1]) == "5 default_int_handler"


def test_where_no_notebook_would_be_lost_an_end_is_an_end():
    """As in the grader's own process, whose walls stand elsewhere."""
    assert not in_a_live_kernel()
    before = os._exit
    with kernel_kept(max, live=False) as stopped:
        assert os._exit is before
    assert stopped == []


def test_everything_stands_again_after_an_error():
    import asyncio

    import zmq
    from tornado.platform.asyncio import BaseAsyncIOLoop

    names = {"_exit": os._exit}  # of a notebook that imported it
    exec("def own():\n    _exit(0)", names)

    def standing():
        loop, stream = asyncio.BaseEventLoop, zmq.eventloop.zmqstream.ZMQStream
        of_classes = loop.stop, BaseAsyncIOLoop.close, zmq.Socket.close, stream.close
        own = "close" in vars(zmq.Socket), "do_shutdown" in vars(zmq.Context)
        ways = os._exit, names["_exit"], os.kill, os.close, signal.raise_signal
        return *ways, *of_classes, own, sys.setrecursionlimit

    before, limit = standing(), sys.getrecursionlimit()
    with pytest.raises(EndsPython, match="_exit"), kernel_kept(names["own"], live=True) as stopped:
        names["own"]()
    assert stopped == ["os._exit"]
    assert (standing(), sys.getrecursionlimit()) == (before, limit)


@pytest.mark.parametrize(
    ("name", "given", "ends"),
    [
        ("_exit", lambda: (0,), True),
        ("execv", lambda: ("/bin/true", []), True),
        ("kill", lambda: (os.getpid(), signal.SIGTERM), True),
        ("kill", lambda: (-GROUP, signal.SIGKILL), True),
        ("killpg", lambda: (GROUP, signal.SIGKILL), True),
        ("raise_signal", lambda: (signal.SIGABRT,), True),
        ("kill", lambda: (os.getpid(), 0), False),  # only asks whether it is there
        ("kill", lambda: (os.getpid(), signal.SIGINT), False),  # an interrupt, as by the button
        ("kill", lambda: (os.getpid(), signal.SIGCHLD), False),
        ("kill", lambda: (os.getpid(), 5000), False),  # the call itself refuses it
        ("kill", lambda: (os.getppid(), signal.SIGTERM), False),  # another process
        ("killpg", lambda: (GROUP + 1, signal.SIGTERM), False),
    ],
)
def test_only_what_ends_this_process_is_barred(name, given, ends):
    assert surviving._is_the_end(name, given()) is ends


def test_a_fork_of_another_thread_or_process_may_end():
    """multiprocessing ends its processes so; the check must not keep them."""
    with kernel_kept(max, live=True) as stopped:
        child = os.fork()
        if not child:
            os._exit(7)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert stopped == []


def test_the_sentence_names_the_call():
    assert explain_crash("EndsPython", "os.abort") == (
        "os.abort would end Python, and with it all that this notebook has in memory: "
        "return a value instead"
    )


# --- what outlives the call ---------------------------------------------------------------------


def folder(tmp_path):
    os.chdir(tmp_path)


def variables(tmp_path):
    os.environ.clear()


def built_in_names(tmp_path):
    del builtins.len, builtins.isinstance, builtins.BaseException, builtins.next
    builtins.sum = builtins.extra = 3


def modules_path(tmp_path):
    sys.path = [str(tmp_path)]
    sys.stdin = None


def handlers(tmp_path):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.alarm(1000)


def printing(tmp_path):
    np.set_printoptions(precision=2, suppress=True)


def chance(tmp_path):
    np.random.seed(0)
    random.seed(0)


def style(tmp_path):
    plt.style.use("dark_background")
    plt.switch_backend("svg")


def floating_errors(tmp_path):
    np.seterr(all="raise")


def loaded_modules(tmp_path):
    sys.modules.pop("numpy")


def decimals_and_rubbish(tmp_path):
    decimal.getcontext().prec = 2
    gc.disable()


LASTING = (
    *(folder, variables, built_in_names, modules_path, handlers, printing, chance, style),
    *(floating_errors, loaded_modules, decimals_and_rubbish),
)


def state():
    """What a notebook relies on."""
    names = {name: value for name, value in vars(builtins).items() if name != "_"}
    return {
        "folder": os.getcwd(),
        "variables": dict(os.environ),
        "names": names,
        "path": (id(sys.path), list(sys.path), sys.stdin),
        "signals": {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGALRM)},
        "timer": signal.getitimer(signal.ITIMER_REAL),
        "printing": np.get_printoptions(),
        "chance": (random.getstate(), np.random.get_state()[1].tolist()),
        "style": dict(matplotlib.rcParams.copy()),
        "floating errors": np.geterr(),
        "numpy": sys.modules.get("numpy"),
        "decimals and rubbish": (decimal.getcontext().prec, gc.isenabled()),
    }


@pytest.mark.parametrize("change", LASTING, ids=lambda change: change.__name__)
def test_nothing_that_a_function_changes_outlives_its_check(change, tmp_path, monkeypatch):
    def function(x):
        change(tmp_path)
        return x

    plt.get_backend()  # chosen from now on
    before = state()
    monkeypatch.setitem(run_probes.__globals__, "in_a_live_kernel", lambda: True)
    probes = [Probe((2.0,)), Probe((3.0,))]
    assert run_probes(function, "call", probes) == [Outcome("value", value=n) for n in (2.0, 3.0)]
    assert state() == before


def test_a_crash_leaves_nothing_behind_either(tmp_path, monkeypatch):
    def function(x):
        os.chdir(tmp_path)
        raise ValueError("no")

    before = os.getcwd()
    monkeypatch.setitem(run_probes.__globals__, "in_a_live_kernel", lambda: True)
    (outcome,) = run_probes(function, "call", [Probe((2.0,))])
    assert (outcome.error, os.getcwd()) == ("ValueError", before)
