"""Length-limited messages over a socket: four bytes of length, then JSON."""

import json
import re
import socket
import struct
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

Deadline = float | Callable[[], float]
"""In time.monotonic seconds; or a function that says how many seconds to wait before it is asked
again, 0 when it is too late."""
MAX_FRAME = 16 * 2**20
"""Bytes of the longest message; more is a broken or hostile partner."""
MAX_PARTS = 500_000
"""Brackets and commas in one: `{"":0},` 8 bytes at a time becomes gigabytes of objects."""

_T = TypeVar("_T")
_HEADER = struct.Struct(">I")
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character (a lone surrogate): Python has such text, but no file can hold it."""
_MAYBE_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""How JSON writes half a character, or one of the two halves of an emoji."""


class FrameError(Exception):
    """The partner is gone (`closed`), too slow (`late`), or speaks nonsense (`broken`)."""


def send(sock: socket.socket, message: object, deadline: Deadline | None = None) -> None:
    """Send one message; FrameError when it is too long or nobody listens."""
    body = json.dumps(message, separators=(",", ":")).encode()
    if len(body) > MAX_FRAME:
        raise FrameError("broken")
    rest = memoryview(_HEADER.pack(len(body)) + body)
    while rest:
        rest = rest[_in_time(sock, partial(sock.send, rest), deadline) :]


def receive(sock: socket.socket, deadline: Deadline | None = None) -> object:
    """The next message, by `deadline` if one is given."""
    (length,) = _HEADER.unpack(_exactly(sock, _HEADER.size, deadline))
    if length > MAX_FRAME:
        raise FrameError("broken")
    body = _exactly(sock, length, deadline)
    if sum(map(body.count, (b"{", b"[", b","))) > MAX_PARTS:
        raise FrameError("broken")
    try:
        message = json.loads(body.decode())
        return _whole(message) if _MAYBE_HALF.search(body) else message
    except (ValueError, RecursionError) as nonsense:
        raise FrameError("broken") from nonsense


def _whole(message: object) -> object:
    """The same message with a replacement character for each half one."""
    if isinstance(message, str):
        return _HALF.sub("\N{REPLACEMENT CHARACTER}", message)
    if isinstance(message, list):
        return [_whole(item) for item in message]
    if isinstance(message, dict):
        return {_whole(key): _whole(value) for key, value in message.items()}
    return message


def _exactly(sock: socket.socket, count: int, deadline: Deadline | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = _in_time(sock, partial(sock.recv, min(count - len(parts), 2**20)), deadline)
        if not part:
            raise FrameError("closed")
        parts += part
    return bytes(parts)


def _in_time(sock: socket.socket, do: Callable[[], _T], deadline: Deadline | None) -> _T:
    """What a call of the socket gives, tried again until the deadline."""
    while True:
        if deadline is None:
            left = None
        else:
            left = deadline() if callable(deadline) else deadline - time.monotonic()
            if left <= 0:
                raise FrameError("late")
        sock.settimeout(left)
        try:
            return do()
        except TimeoutError:
            continue
        except OSError as gone:
            raise FrameError("closed") from gone
