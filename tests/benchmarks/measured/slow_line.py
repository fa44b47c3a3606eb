"""A TCP proxy on the loopback that holds everything back, as a far-away server does."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator


class SlowLine:
    """Passes on to the port `target`, half of `round_trip` (milliseconds) later each way.

    `round_trip` may be changed at any time: a page can be loaded quickly and used slowly.
    """

    def __init__(self, target: int):
        self.target, self.round_trip = target, 0.0
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        if not started.wait(10):
            raise RuntimeError("the slow line did not start")

    def close(self) -> None:
        """Hang up, whatever is still on the way."""
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)

    def _run(self, started: threading.Event) -> None:
        async def serve() -> None:
            self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
            server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            started.set()
            await self._closing.wait()
            server.close()

        asyncio.run(serve())

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # the line is being closed
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(self._carry(reader, back), self._carry(there, writer))

    def _due(self) -> float:
        return self._loop.time() + self.round_trip / 2000

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Pass bytes on, each piece late, in order and without a queue's limit."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, piece = await pieces.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                if not piece:
                    break
                target.write(piece)
                await target.drain()
            target.close()

        delivery = asyncio.create_task(deliver())
        with contextlib.suppress(ConnectionError):  # the browser leaves when it likes
            while piece := await source.read(65536):
                pieces.put_nowait((self._due(), piece))
        pieces.put_nowait((self._due(), b""))
        with contextlib.suppress(ConnectionError):
            await delivery


@contextlib.contextmanager
def slow_line(target: int) -> Iterator[SlowLine]:
    """A line to the port `target`, closed afterwards."""
    line = SlowLine(target)
    try:
        yield line
    finally:
        line.close()
