"""The student's process: a warm one that forks a child a submission, and what the child does.

Started by `zygote.py` as `python -S student.py SETTINGS`, mostly inside a sandbox, with a
socket as its standard input. Over it come one-byte orders: `f` (with both ends of a socket: fork a
child that serves the first), `m` (tell what the child has spent), `i` (tell it that its time is
over) and `k` (kill it, and say how it ended). No submission's text passes through this process, so
that a child finds nothing of others in its memory.
"""

import array
import builtins
import contextlib
import fcntl
import gc
import importlib
import importlib.util
import json
import os
import random
import select
import signal
import socket
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from functools import partial

SEED = 2
"""Of whatever a notebook draws without a seed of its own: graded again, it draws the same."""
SETTINGS = json.loads(sys.argv[1])
sys.path[:0] = SETTINGS["path"]
os.environ.update(SETTINGS["environment"])

import bounds  # noqa: E402
import confine  # noqa: E402
import frames  # noqa: E402
import kernel  # noqa: E402
import leftovers  # noqa: E402
import meter  # noqa: E402
import parcels  # noqa: E402
import sweeping  # noqa: E402
from chainrule import bringing  # noqa: E402
from chainrule.probing import Outcome, Probe, run_probes  # noqa: E402
from chainrule.probing.plain import NotPlain  # noqa: E402


def put_figures_away() -> None:
    """Let `chainrule.explorables` be the figures in `figures/`, which compute nothing."""
    name = "chainrule.explorables"
    found = importlib.util.find_spec("figures")
    assert found is not None and found.origin is not None  # it lies beside this file
    spec = importlib.util.spec_from_file_location(
        name, found.origin, submodule_search_locations=[os.path.dirname(found.origin)]
    )
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


def main() -> None:
    """Warm up, then fork a child for each order until the other side closes."""
    orders = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    put_figures_away()
    warm(SETTINGS["modules"])
    notebook = kernel.Notebook()
    notebook.rehearse()
    seccomp = confine.seccomp_library() if SETTINGS["seccomp"] else None
    gc.collect()
    gc.freeze()
    orders.sendall(json.dumps({"ready": os.getpid(), "threads": threads_left()}).encode())
    child: int | None = None
    watch: leftovers.Watch | None = None
    spent: meter.Meter | None = None
    scratch = excess = ""
    referees_end = ended_for_memory = 0
    while True:
        if child and watch and spent and not excess:
            excess = watched(orders, child, watch, spent)
        order, ends, *_ = socket.recv_fds(orders, 1, 2)
        if order == b"f":
            scratch = tempfile.mkdtemp(prefix="lesson-", dir=SETTINGS["scratch"])
            excess = ""
            child = os.fork()
            if not child:
                orders.close()
                be_a_student(notebook, ends[0], scratch, seccomp)
            os.close(ends[0])
            watch = leftovers.Watch(child, scratch, SETTINGS["files"])
            spent, referees_end = meter.Meter(child, partial(is_unread, ends[1])), ends[1]
            ended_for_memory = processes_ended_for_memory()
            continue
        if order == b"m" and spent:
            orders.sendall(json.dumps(spent.read()).encode())
            continue
        if order == b"i" and child:
            os.kill(child, kernel.OVER)
            continue
        if child:
            ended = {**end(child), "excess": excess}
            ended["out_of_memory"] = processes_ended_for_memory() > ended_for_memory
            os.close(referees_end)
            clean = sweeping.sweep(scratch)
            child = None
            if order:
                orders.sendall(json.dumps(ended).encode())
            if not clean:  # a fresh process has an empty disk for the next student
                return
        if not order:
            return


def watched(orders: socket.socket, child: int, watch: leftovers.Watch, spent: meter.Meter) -> str:
    """Wait for the next order; a child that takes too much until then is killed. Why it was."""
    while not select.select([orders], [], [], leftovers.INTERVAL)[0]:
        spent.look()
        excess = watch.excess()
        if excess:
            kill(child)
            return excess
    return ""


def is_unread(end_of_socket: int) -> bool:
    """Has something come to this end that nobody has read? (Nothing is read here.)"""
    waiting = array.array("i", [0])
    try:
        fcntl.ioctl(end_of_socket, termios.FIONREAD, waiting)
    except OSError:
        return False
    return waiting[0] > 0


def processes_ended_for_memory() -> int:
    """How many the system has ended so far because memory was short; 0 where it does not tell."""
    try:
        with open("/proc/vmstat") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("oom_kill ")), 0)
    except (OSError, ValueError):
        return 0


def warm(modules: list[str]) -> None:
    """Import once what lessons import, so that no submission pays for it."""
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def threads_left() -> int:
    """Threads of this process, once those that are about to end have ended (a list of fonts is
    made under the eye of one)."""
    count = 1
    for _ in range(60):
        count = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1
        if count == 1:
            break
        time.sleep(0.05)
    return count


def kill(child: int) -> None:
    """Kill the child and all that it started."""
    for way in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            way(child, signal.SIGKILL)


def end(child: int) -> dict:
    """Kill the child and all that it started; how it had ended, and what it used."""
    kill(child)
    _, status, used = os.wait4(child, 0)
    return {
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "peak": used.ru_maxrss * 1024,
    }


def be_a_student(notebook, end_of_socket: int, scratch: str, seccomp) -> None:
    """The forked child: confine itself, then serve the referee's requests until it closes."""
    code = 1
    try:
        try:
            confine_itself(end_of_socket, scratch, seccomp)
            notebook.open()
        except Exception as error:  # no line of the student's has run yet: this is our trouble
            words = f"{type(error).__name__}: {error}"
            tell(end_of_socket, ["failed", words])
            raise
        Desk(notebook, socket.socket(fileno=3)).serve()
        code = 0
    finally:
        os._exit(code)


def tell(end_of_socket: int, message: list) -> None:
    """Send it by whichever of its numbers the way to the referee has by now."""
    for number in (end_of_socket, 3):
        with contextlib.suppress(OSError, frames.FrameError):
            frames.send(socket.socket(fileno=os.dup(number)), message)
            return


def confine_itself(end_of_socket: int, scratch: str, seccomp) -> None:
    """Give up what a student's code may not have; the way to the referee is file number 3."""
    os.setsid()
    os.chdir(scratch)
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    tempfile.tempdir = scratch
    sys.path.append(scratch)  # last, so that a file written here shadows nothing
    null = os.open(os.devnull, os.O_RDWR)  # its own: flags of a shared one would stay
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.dup2(end_of_socket, 3)
    os.closerange(4, 4096)
    os.set_inheritable(3, False)
    random.seed(SEED)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(SEED)
    memory = SETTINGS["memory"] or confine.MEMORY
    confine.limit_resources(SETTINGS["processes"], memory, SETTINGS["time"], SETTINGS["file_size"])
    bounds.limit_threads()
    bounds.limit_files(partial(leftovers.entries, scratch))
    if SETTINGS["landlock"]:
        confine.restrict_files(SETTINGS["readable"], SETTINGS["listable"], [scratch])
    if seccomp:
        confine.refuse_calls(seccomp)


class Desk:
    """Where the referee's requests arrive, one at a time."""

    def __init__(self, notebook, referee: socket.socket) -> None:
        self.notebook, self.referee = notebook, referee
        self.shelf = parcels.Shelf()
        self.moments: dict[int, dict] = {}

    def serve(self) -> None:
        """Answer requests until the referee closes the line."""
        self.answers: dict[str, Callable[..., list]] = {
            "run": self.run,
            "look": self.look,
            "probe": self.probe,
            "call": self.call,
            "do": self.do,
            "bring": self.bring,
        }
        frames.send(self.referee, ["ready"])
        while True:
            try:
                request, *details = frames.receive(self.referee)
            except frames.FrameError:
                return
            self.notebook.limit.over = None
            self.say(self.answers[request](*details))

    def say(self, answer: list) -> None:
        try:
            frames.send(self.referee, answer)
        except frames.FrameError as error:
            if str(error) != "broken":
                raise
            frames.send(self.referee, ["refused", "the answer is too large"])

    def run(self, source: str) -> list:
        """Run a cell; its outputs go ahead of the reply."""
        reply = self.notebook.run(source, lambda message: self.tell(["output", message]))
        return ["ran", reply]

    def tell(self, message: list) -> None:
        """Send a message whole, also when the time is over meanwhile."""
        with self.notebook.limit.held():
            frames.send(self.referee, message)

    def hear(self) -> list:
        """The next message, whole."""
        with self.notebook.limit.held():
            return frames.receive(self.referee)

    def bring(self, lesson: str, ready: dict) -> list:
        """Let `chainrule.bring` give these functions of earlier lessons, and no others."""
        bringing.hand_over(lesson, ready)
        return ["ready", sorted(ready)]

    def look(self, names: list[str]) -> list:
        """What these names of the notebook stand for now."""
        moment = dict(self.notebook.names)
        known = {name: moment[name] for name in names if name in moment}
        return ["seen", {name: self.pack(value, moment) for name, value in known.items()}]

    def pack(self, value: object, moment: dict) -> dict:
        """A parcel; what is in it will find the notebook's names as they were at this moment."""
        before = len(self.shelf.kept)
        parcel = parcels.pack(value, self.shelf, objects=True)
        self.moments.update(dict.fromkeys(range(before, len(self.shelf.kept)), moment))
        return parcel

    @contextlib.contextmanager
    def back_at(self, number: int | None) -> Iterator[dict]:
        """The notebook's names as they were where this was looked up, for one call of it.

        Tests run after the last cell; a cell below a test must not change what the test sees.
        """
        names, now = self.notebook.names, dict(self.notebook.names)
        moment = now if number is None else self.moments.get(number, now)
        names.clear()
        names.update(moment)
        try:
            yield moment
        finally:
            names.clear()
            names.update(now)

    def probe(self, number: int, driver: str, probes: list) -> list:
        """Run all probes of one exercise beside the student's function."""
        questions = [Probe.from_json(probe) for probe in probes]
        limit = self.notebook.limit
        with self.back_at(number), limit.minded():
            outcomes = run_probes(self.shelf.get(number), driver, questions)
        return limit.told() or ["outcomes", [told(outcome) for outcome in outcomes]]

    def call(self, number: int, arguments: list, keywords: dict) -> list:
        """One ordinary call; functions among the arguments call back."""
        try:
            args = [self.open(parcel) for parcel in arguments]
            kwargs = {key: self.open(parcel) for key, parcel in keywords.items()}
            with self.back_at(number) as moment, self.notebook.limit.minded():
                answer = self.shelf.get(number)(*args, **kwargs)
            return self.notebook.limit.told() or ["answer", self.pack(answer, moment)]
        except BaseException as error:
            late = self.notebook.limit.told()
            return late or ["raised", type(error).__name__[:60], text_of(error)]

    def do(self, operation: str, operands: list) -> list:
        """What is no call: read an object that stays here, or calculate with it."""
        own = next((parcel["yours"] for parcel in operands if "yours" in parcel), None)
        try:
            values = [self.open(parcel) for parcel in operands]
            with self.back_at(own) as moment, self.notebook.limit.minded():
                answer = parcels.OPERATIONS[operation](*values)
            return self.notebook.limit.told() or ["answer", self.pack(answer, moment)]
        except BaseException as error:
            late = self.notebook.limit.told()
            return late or ["raised", type(error).__name__[:60], text_of(error)]

    def open(self, parcel: dict) -> object:
        """The value of a parcel of the referee's."""
        return parcels.unpack(parcel, self.call_back, self.shelf)

    def call_back(self, parcel: dict):
        """A function of the referee's that the student's function may call."""
        number = parcel["function"]

        def function(*args, **kwargs):
            moment = dict(self.notebook.names)
            given = [self.pack(value, moment) for value in args]
            named = {key: self.pack(value, moment) for key, value in kwargs.items()}
            self.tell(["call back", number, given, named])
            kind, *details = self.hear()
            while kind in self.answers:  # the referee's function uses one of the student's
                self.say(self.answers[kind](*details))
                kind, *details = self.hear()
            if kind == "raised":
                error = getattr(builtins, details[0], RuntimeError)
                raise error(details[1])
            return self.open(details[0])

        function.__name__ = str(parcel.get("name"))
        return function


def told(outcome: Outcome) -> dict:
    """An outcome as JSON; an answer too odd to travel is told as such."""
    try:
        return outcome.to_json()
    except NotPlain as error:
        return Outcome("not_plain", message=str(error)[:300]).to_json()


def text_of(error: BaseException) -> str:
    """An exception's text, which the student's code may have made unprintable."""
    try:
        return str(error)[:300]
    except BaseException:
        return ""


if __name__ == "__main__":
    main()
