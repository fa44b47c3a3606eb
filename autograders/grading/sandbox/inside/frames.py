"""Length-limited messages over a socket: four bytes of length, then JSON."""

import json
import re
import socket
import struct
import time

MAX_FRAME = 16 * 2**20
"""Bytes of the longest message; more is a broken or hostile partner."""
MAX_PARTS = 500_000
"""Brackets and commas in one: `{"":0},` 8 bytes at a time becomes gigabytes of objects."""

_HEADER = struct.Struct(">I")
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character (a lone surrogate): Python has such text, but no file can hold it."""
_MAYBE_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""How JSON writes half a character, or one of the two halves of an emoji."""


class FrameError(Exception):
    """The partner is gone (`closed`), too slow (`late`), or speaks nonsense (`broken`)."""


def send(sock: socket.socket, message: object) -> None:
    """Send one message; FrameError when it is too long or nobody listens."""
    body = json.dumps(message, separators=(",", ":")).encode()
    if len(body) > MAX_FRAME:
        raise FrameError("broken")
    try:
        sock.sendall(_HEADER.pack(len(body)) + body)
    except TimeoutError as late:
        raise FrameError("late") from late
    except OSError as gone:
        raise FrameError("closed") from gone


def receive(sock: socket.socket, deadline: float | None = None) -> object:
    """The next message, by `deadline` (time.monotonic seconds) if one is given."""
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


def _exactly(sock: socket.socket, count: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise FrameError("late")
        sock.settimeout(left)
        try:
            part = sock.recv(min(count - len(parts), 2**20))
        except TimeoutError as late:
            raise FrameError("late") from late
        except OSError as gone:
            raise FrameError("closed") from gone
        if not part:
            raise FrameError("closed")
        parts += part
    return bytes(parts)
