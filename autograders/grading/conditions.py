"""What a run allows beyond the ordinary: more time, memory and room, packages of one's own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Conditions:
    """time: every limit of seconds is so many times as long; memory: MB that a submission's process
    may take (None: the ordinary limit); packages: installed ones that it may import, too; scratch:
    MB of files that it may write (None: the ordinary limit)."""

    time: float = 1.0
    memory: int | None = None
    packages: tuple[str, ...] = ()
    scratch: int | None = None

    def __str__(self) -> str:
        """What decides results; nothing where all is ordinary."""
        if self == ORDINARY:
            return ""
        room = f" {self.scratch} MB" if self.scratch else ""
        return f"{self.time:g} {self.memory} {sorted(self.packages)}{room}"


ORDINARY = Conditions()
