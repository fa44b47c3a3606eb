"""A large notebook read without its outputs, which the grader would throw away anyway.

The file goes through in pieces: what is kept is bounded, what is skipped is not held. Only the text
between the brackets of `"outputs": [ … ]` is left out, so nothing of what a student wrote is lost.
"""

import re
from typing import IO

PIECE = 2**18
MOST_READ = 500 * 2**20
"""Bytes of a file that are looked at in all."""
MOST_SKIPPED_PARTS = 4_000_000
"""Brackets in the outputs: each costs a moment."""

_OUTPUTS = re.compile(rb'"outputs"\s{0,40}:\s{0,40}\[')
_LONGEST_KEY = 100
_OUTSIDE = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
"""Whole strings and whatever stands between them, up to a bracket or a string that goes on."""
_IN_A_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)


class TooMuch(ValueError):
    """What is left without the outputs is more than there may be, or all of it is."""


def without_outputs(file: IO[bytes], most: int) -> bytes:
    """The JSON text of a notebook with every list of outputs empty; TooMuch beyond `most` bytes."""
    slim = _Slim(most)
    read = 0
    while piece := file.read(PIECE):
        read += len(piece)
        if read > MOST_READ:
            raise TooMuch
        slim.take(piece)
    return slim.end()


class _Slim:
    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: list[bytes] = []
        self._rest = b""
        self._depth = self._parts = 0
        self._in_string = False

    def take(self, piece: bytes) -> None:
        text, at = self._rest + piece, 0
        self._rest = b""
        while at < len(text):
            at = self._skip(text, at) if self._depth else self._keep(text, at)

    def end(self) -> bytes:
        self._add(self._rest if not self._depth else b"")
        return b"".join(self._kept)

    def _add(self, text: bytes) -> None:
        self._size += len(text)
        if self._size > self._most:
            raise TooMuch
        self._kept.append(text)

    def _keep(self, text: bytes, at: int) -> int:
        """Keep all up to the next list of outputs; a key may be cut at the end of the text."""
        if found := _OUTPUTS.search(text, at):
            self._add(text[at : found.end()])
            self._depth = 1
            return found.end()
        until = max(len(text) - _LONGEST_KEY, at)
        self._add(text[at:until])
        self._rest = text[until:]
        return len(text)

    def _skip(self, text: bytes, at: int) -> int:
        """Skip to the next bracket, or to the end of the text."""
        if self._in_string:
            at = self._match_end(_IN_A_STRING, text, at)
            if at == len(text) or text[at] != ord('"'):
                self._rest = text[at:]  # at most the backslash of something escaped
                return len(text)
            self._in_string = False
            return at + 1
        at = self._match_end(_OUTSIDE, text, at)
        if at == len(text):
            return at
        sign = text[at : at + 1]
        if sign == b'"':
            self._in_string = True
            return at + 1
        self._parts += 1
        if self._parts > MOST_SKIPPED_PARTS:
            raise TooMuch
        self._depth += 1 if sign in b"[{" else -1
        if not self._depth:
            self._add(b"]")
        return at + 1

    @staticmethod
    def _match_end(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
        found = pattern.match(text, at)
        return found.end() if found else at
