"""ipykernel's own kernel without its sockets, so that cells run as they do in Jupyter.

Magics, top-level await, rich display, tracebacks and `input()` are the stock classes' own; only
`Session.send` is replaced, so that a message goes to a function and not to a port.
"""

import asyncio
import contextlib
import io
import logging
import re
import signal
import sys
import threading
import types
from collections.abc import Callable

sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]  # half of the start, for nobody

import IPython.core.pylabtools as pylabtools  # noqa: E402
from ipykernel.ipkernel import IPythonKernel  # noqa: E402
from ipykernel.zmqshell import ZMQInteractiveShell  # noqa: E402
from jupyter_client.session import Session  # noqa: E402
from tornado.ioloop import IOLoop  # noqa: E402
from traitlets.config import Config  # noqa: E402

KEPT_MESSAGES = {"stream", "display_data", "execute_result", "error", "clear_output"}
KEPT_FORMATS = {"text/plain": 20_000, "image/png": 2_000_000, "image/svg+xml": 500_000}
"""What of an output is shown again, and how much of it: no HTML, no script, no widget. Of a picture
more would be none."""
SVG = "image/svg+xml"
_DRAWING = re.compile(r"<svg\b.*</svg>", re.DOTALL)
_select_figure_formats = pylabtools.select_figure_formats
CELL_TEXT = 20_000
"""Characters that one cell may print; the rest is dropped with a note."""


def _select_with_a_picture(shell, formats, **options):
    """Whatever formats a notebook asks for, a figure is a picture, too: of SVG, none is shown that
    the course did not draw."""
    _select_figure_formats(shell, {*formats, "png"}, **options)


pylabtools.select_figure_formats = _select_with_a_picture  # before matplotlib's backend takes it


class TimeLimit(KeyboardInterrupt):
    """The cell ran longer than it may."""


OVER = signal.SIGUSR1
"""What the warm process sends at the end of a request's time; no timer of a student's sends it."""


class Limit:
    """Ends what runs when the warm process says, by a signal, that its time is over.

    names: the notebook's names, by which its own functions are known.
    """

    def __init__(self, names: dict) -> None:
        self._names = names
        self._minded = self._held = 0
        self._kind: type[BaseException] = KeyboardInterrupt
        self._waiting: type[BaseException] | None = None
        self.over: list[str] | None = None
        """Once it was over: the notebook's functions that were running, the innermost first."""

    def begin(self) -> None:
        """Hear the signal from now on; no timer of an earlier request goes on."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(OVER, self._is_over)

    @contextlib.contextmanager
    def minded(self, kind: type[BaseException] = KeyboardInterrupt):
        """Raise `kind` in the block when its time is over, and swallow it at its end."""
        self.over = None
        before, self._kind = self._kind, kind
        self.begin()  # anew: the student's code may have put its own in place
        try:
            self._minded += 1
            try:
                yield
            finally:
                self._minded -= 1
        except kind:
            if self.over is None:
                raise
        finally:
            self._kind = before
            if not self._minded:
                signal.setitimer(signal.ITIMER_REAL, 0)

    @contextlib.contextmanager
    def held(self):
        """Let the block end first, if the time is over meanwhile: half a message is none."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        if self._waiting and not self._held:
            kind, self._waiting = self._waiting, None
            raise kind

    def told(self) -> list | None:
        """What the referee is told when the time was over."""
        return None if self.over is None else ["late", self.over]

    def _is_over(self, number: int, frame: types.FrameType | None) -> None:
        if not self._minded:
            return  # it was done just now
        self.over = []
        while frame is not None:
            if frame.f_globals is self._names and not frame.f_code.co_name.startswith("<"):
                self.over.append(frame.f_code.co_name[:80])
            frame = frame.f_back
        self.over = list(dict.fromkeys(self.over))[:20]
        if self._held:
            self._waiting = self._kind
        else:
            raise self._kind


class _Session(Session):
    deliver: Callable[[dict], None] = staticmethod(lambda message: None)

    def send(self, stream, msg_or_type, content=None, parent=None, *others, **more):
        kind = msg_or_type["msg_type"] if isinstance(msg_or_type, dict) else msg_or_type
        if kind in KEPT_MESSAGES:
            if isinstance(msg_or_type, dict):
                content = msg_or_type["content"]
            type(self).deliver({"kind": kind, "content": content or {}})
        return msg_or_type


class _Shell(ZMQInteractiveShell):
    def enable_gui(self, gui=None):
        """There is no window to open in here."""


class _Kernel(IPythonKernel):
    shell_class = _Shell
    debugger_class = None  # type: ignore[assignment]  # none is offered


class _Stream(io.TextIOBase):
    """stdout or stderr of a cell: one message a flush, and a limit a cell."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, name: str, number: int) -> None:
        self._name, self._number, self._left = name, number, CELL_TEXT
        self._parts: list[str] = []

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._number

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
            if self._left <= 0:
                self._parts.append("\n… the rest of this output is left out\n")
        return len(text)

    def flush(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        if text:
            _Session.deliver({"kind": "stream", "content": {"name": self._name, "text": text}})

    def next_cell(self) -> None:
        self.flush()
        self._left = CELL_TEXT


class Notebook:
    """The ready kernel of one submission: run cells, look names up."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.hist_file = ":memory:"
        config.HistoryManager.enabled = False
        log = logging.getLogger("student")
        log.setLevel(logging.CRITICAL)
        self.kernel = _Kernel.instance(session=_Session(key=b""), config=config, log=log)
        assert self.kernel.shell is not None  # `shell_class` says which
        self.shell = self.kernel.shell
        self.names = self.shell.user_ns
        self.limit = Limit(self.names)

    def rehearse(self) -> None:
        """Word one error for nobody (before the fork): at its first one IPython looks through the
        files of all modules and mixes its colours, which is most of what an unwritten answer
        costs."""
        try:
            raise NotImplementedError
        except NotImplementedError:
            self.shell.InteractiveTB.structured_traceback(*sys.exc_info())

    def open(self) -> None:
        """Take over stdout and stderr and start the event loop (after the fork)."""
        sys.stdout, sys.stderr = _Stream("stdout", 1), _Stream("stderr", 2)
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)

        async def settle() -> None:
            self.kernel.io_loop = IOLoop.current()
            self.kernel.shell_channel_thread = types.SimpleNamespace(
                parent_thread=threading.current_thread()
            )

        self.loop.run_until_complete(settle())
        self.limit.begin()

    def run(self, source: str, deliver: Callable[[dict], None]) -> dict:
        """Run one cell; its outputs go to `deliver`. The reply, shortened."""
        _Session.deliver = staticmethod(lambda message: deliver(_shortened(message)))
        assert self.kernel.session is not None  # given above
        self.kernel.set_parent(
            [], self.kernel.session.msg("execute_request", {"code": source}), "shell"
        )
        reply: dict = {"status": "error", "ename": TimeLimit.__name__}
        try:
            with self.limit.minded(TimeLimit):
                reply = self.loop.run_until_complete(self._execute(source))
        except KeyboardInterrupt as interrupt:
            reply = {"status": "error", "ename": type(interrupt).__name__}
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, _Stream):
                stream.next_cell()
        return {
            "status": str(reply.get("status")),
            "error": str(reply.get("ename", ""))[:80],
            "count": reply.get("execution_count"),
            "late": self.limit.over,
        }

    async def _execute(self, source: str) -> dict:
        return await self.kernel.do_execute(
            source, silent=False, store_history=True, allow_stdin=False, cell_meta={}, cell_id=None
        )


def _kept(data: dict) -> dict:
    """The formats of an output that are shown again; a drawing inside HTML is one, too."""
    shown = data.get("text/html")
    if isinstance(shown, str) and (drawing := _DRAWING.search(shown[: KEPT_FORMATS[SVG] + 1000])):
        data = {SVG: drawing[0], **data}
    kept = {kind: data[kind] for kind in KEPT_FORMATS if isinstance(data.get(kind), str)}
    if "text/plain" in kept:
        kept["text/plain"] = kept["text/plain"][: KEPT_FORMATS["text/plain"]]
    return {kind: text for kind, text in kept.items() if len(text) <= KEPT_FORMATS[kind]}


def _shortened(message: dict) -> dict:
    content = message["content"]
    if message["kind"] in ("display_data", "execute_result"):
        data = _kept(content.get("data", {}))
        content = {"data": data, "execution_count": content.get("execution_count")}
    elif message["kind"] == "error":
        content = {
            "ename": str(content.get("ename"))[:80],
            "evalue": str(content.get("evalue"))[:300],
            "traceback": [str(line)[:2000] for line in content.get("traceback", [])][:20],
        }
    return {"kind": message["kind"], "content": content}
