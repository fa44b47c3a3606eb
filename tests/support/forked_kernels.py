"""Kernels forked from a process that has imported already what every IPython kernel imports.

    with forking():
        NotebookClient(notebook, …).execute()

Most of a kernel's work before its first cell is to import IPython, ipykernel, numpy and matplotlib.
One process does it for all kernels of the same Python and the same surroundings, and forks one for
each: a new process, with its own variables, working folder and import path. The course's package is
not among what they inherit, because tests build with packages of their own. Where Linux's way to
watch a process is not to be had, or something is asked that a fork cannot give, a kernel starts as
ever. Tests of how a kernel starts, or what it finds then, do without.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from unittest import mock

#: What each kernel may have as it likes: nothing that is imported before the fork reads these but
#: MATPLOTLIBRC, whose file is read again.
APPLIED = {"PYTHONPATH", "MATPLOTLIBRC", "IPYTHONDIR", "PYTEST_CURRENT_TEST", "TZ"}
APPLIED |= {"JPY_PARENT_PID", "JPY_SESSION_NAME", "PATH"}
LAUNCHER = "ipykernel_launcher"
#: Not matplotlib_inline, which has to find a kernel when it is imported.
LIBRARIES = (
    *("ipykernel.kernelapp", "ipykernel.debugger", "tornado.platform.asyncio", "psutil"),
    *("IPython.core.debugger", "IPython.core.completerlib", "IPython.core.oinspect"),
    *("IPython.core.logger", "IPython.extensions.storemagic", "sqlite3"),
    *("matplotlib.backends.backend_agg", "matplotlib.pyplot", "numpy.random"),
    *("psygnal", "ipywidgets"),
)
#: These two as well, so that each kernel runs them when it asks for them; their parts stay.
IMPORTED_AGAIN = ("ipywidgets", "ipywidgets.widgets")
LONGEST_REQUEST = 100_000  # bytes
LONGEST_START = 120  # seconds, the imports included
INLINE = "module://matplotlib_inline.backend_inline"


@contextlib.contextmanager
def forking() -> Iterator[None]:
    """Meanwhile jupyter_client forks the kernels that it starts in this process."""
    from jupyter_client.provisioning import local_provisioner

    start = local_provisioner.launch_kernel

    def fork_or_start(command, **wishes):
        return _fork(command, **wishes) or start(command, **wishes)

    with mock.patch.object(local_provisioner, "launch_kernel", fork_or_start):
        yield


class ForkedKernel:
    """What jupyter_client asks of a kernel's `subprocess.Popen`. How it ended is not known."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._watch: int | None = os.pidfd_open(pid)

    def wait(self, timeout: float | None = None) -> int:
        if self._watch is not None:
            ends = select.poll()
            ends.register(self._watch, select.POLLIN)
            if not ends.poll(timeout and timeout * 1000):
                raise subprocess.TimeoutExpired("a forked kernel", timeout or 0)
            os.close(self._watch)
            self._watch = None
        return 0

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def send_signal(self, number: int) -> None:
        """Reached only when its whole group could not be had: nothing is said when it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._watch, number)


# ------------------------------------------------------------------ who asks

_sources: dict[tuple, tuple[socket.socket, subprocess.Popen]] = {}


def _fork(command, cwd=None, env=None, independent=False, **others) -> ForkedKernel | None:
    """The kernel that this command starts, or nothing when it is no plain kernel of IPython's."""
    if others or independent or LAUNCHER not in command or not hasattr(os, "pidfd_open"):
        return None
    env = dict(os.environ if env is None else env)
    place = command.index(LAUNCHER) + 1
    *python, module = command[: place - 1]
    request = {"arguments": command[place:], "cwd": os.path.abspath(cwd or "."), "env": env}
    message = json.dumps(request).encode()
    if module != "-m" or not set(python[1:]) <= {"-P"} or len(message) > LONGEST_REQUEST:
        return None
    asked = _source(python, env)
    asked.send(message)
    pid = asked.recv(20)
    if not pid:
        raise RuntimeError(f"the process that forks kernels of {python} has ended")
    return ForkedKernel(int(pid))


def _source(python: list[str], env: dict[str, str]) -> socket.socket:
    """Where to ask for kernels of this Python in these surroundings."""
    fixed = {name: value for name, value in env.items() if name not in APPLIED}
    key = (*python, *sorted(fixed.items()))
    if key not in _sources:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(LONGEST_START)
        with theirs:
            process = subprocess.Popen(
                [*python, __file__, str(theirs.fileno())],
                env={**fixed, "MPLBACKEND": fixed.get("MPLBACKEND") or INLINE},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        _sources[key] = ours, process
    return _sources[key][0]


@atexit.register
def _end() -> None:
    for asked, process in _sources.values():
        asked.shutdown(socket.SHUT_RDWR)  # for whoever else may hold it, too
        asked.close()
        process.wait()
    _sources.clear()


# ------------------------------------------------------------------ who is asked


def _serve(asker: socket.socket) -> None:
    """Fork a kernel for each request, until whoever asks has ended; so end all kernels then."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # with it a kernel ends; ipykernel reads it now
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # or the debugger's import warns, unasked
    before = set(os.environ)
    for library in LIBRARIES:
        importlib.import_module(library)
    set_by_imports = {name: os.environ[name] for name in os.environ.keys() - before}
    for package in IMPORTED_AGAIN:
        del sys.modules[package]
    gc.collect()
    gc.freeze()
    while message := asker.recv(LONGEST_REQUEST):
        if not os.fork():
            os.setsid()  # before anybody may end it, with its group
            asker.send(str(os.getpid()).encode())
            asker.close()
            _become_a_kernel(**json.loads(message), set_by_imports=set_by_imports)
            return
        _reap()
    _reap()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become_a_kernel(
    arguments: list[str], cwd: str, env: dict[str, str], set_by_imports: dict[str, str]
) -> None:
    """What `python -m ipykernel_launcher` does, with the imports done."""
    import matplotlib
    import numpy as np

    os.chdir(cwd)
    backend, parent = os.environ["MPLBACKEND"], os.environ["JPY_PARENT_PID"]
    os.environ.clear()
    os.environ.update(env | set_by_imports, JPY_PARENT_PID=parent)
    time.tzset()
    matplotlib.rc_file(matplotlib.matplotlib_fname())
    matplotlib.rcParams["backend"] = backend
    np.random.seed()
    # Before all else the working folder would come, which the launcher takes out again.
    sys.path[:0] = [path for path in env.get("PYTHONPATH", "").split(os.pathsep) if path]
    sys.argv[1:] = arguments
    runpy.run_module(LAUNCHER, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]
    _serve(socket.socket(fileno=int(sys.argv[1])))
