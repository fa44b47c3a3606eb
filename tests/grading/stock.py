"""Warm student processes that tests hand on to each other, as a run does from notebook to notebook.

A submission is judged in a fork of such a process, so that nothing of it is left there. What a fork
can see and may do is told when the process starts; only who asks for the very same is given it.
"""

import json
import select
import socket
from collections.abc import Sequence

from autograders.grading.sandbox import walls
from autograders.grading.sandbox.zygote import Student, Zygote

ROOM = 4
"""Processes that wait to be asked for: each holds about 60 MB."""


class Stock:
    """Living processes that nobody uses, by all that was said when they started."""

    def __init__(self) -> None:
        self._idle: dict[str, list[dict]] = {}
        self.open = True  # else each is started anew, and ends when it is closed

    def take(self, sandbox: walls.Sandbox, modules: Sequence[str] = ()) -> Zygote:
        """One that waits here, or a new one; to close it gives it back."""
        if not self.open or not sandbox.bubblewrap:  # without it, each has a folder of its own
            return Zygote(sandbox, tuple(modules))
        return _Lent(self, sandbox, tuple(modules))

    def find(self, key: str) -> dict | None:
        """What such a process consists of, if there is one that still lives."""
        while waiting := self._idle.get(key):
            parts = waiting.pop()
            if is_quiet(parts):
                return parts
            as_it_was(parts).close()
        return None

    def give_back(self, key: str, parts: dict) -> bool:
        """Keep it, unless there is no more room, or it is not as it should be."""
        if not (self.open and is_quiet(parts)) or sum(map(len, self._idle.values())) >= ROOM:
            return False
        self._idle.setdefault(key, []).append(parts)
        return True

    def close(self) -> None:
        """End all that wait; who gives one back from now on ends it."""
        self.open = False
        for waiting in self._idle.values():
            while waiting:
                as_it_was(waiting.pop()).close()


def is_quiet(parts: dict) -> bool:
    """Is it ready, and does it live, with nothing to say?"""
    if not parts["_ready"] or parts["_process"].poll() is not None:
        return False
    return not select.select([parts["_orders"]], [], [], 0)[0]


def as_it_was(parts: dict) -> Zygote:
    """The process in the product's own hands."""
    zygote = Zygote.__new__(Zygote)
    vars(zygote).update(parts)
    return zygote


class _Lent(Zygote):
    """A process of the stock in the hands of one test; another gets it by another object."""

    def __init__(self, stock: Stock, sandbox: walls.Sandbox, modules: tuple[str, ...]) -> None:
        built = walls.build_walls(sandbox)
        told = (built.command, built.settings, built.student, modules)
        self._key = json.dumps([*told, walls.interpreter(), walls.VARIABLES], sort_keys=True)
        self._stock, self._last, self._over = stock, None, False
        if parts := stock.find(self._key):
            vars(self).update(parts)
        else:
            super().__init__(sandbox, modules)

    def fork(self) -> Student:
        self._last = super().fork()
        return self._last

    def close(self) -> None:
        if self._over:
            return
        self._over = True
        own = ("_stock", "_key", "_last", "_over")
        parts = {name: part for name, part in vars(self).items() if name not in own}
        left = self._last is not None and self._last.ended is None
        if left or not self._stock.give_back(self._key, parts):
            super().close()
            return
        self._orders = socket.socket()  # what is asked of this object from now on fails
        self._orders.close()
        self._ready = False
