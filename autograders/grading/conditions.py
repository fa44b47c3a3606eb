"""What a run allows beyond the ordinary: more time, more memory, packages besides the course's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Conditions:
    """time: every limit of seconds is so many times as long; memory: MB that a submission's process
    may take (None: the ordinary limit); packages: installed ones that it may import, too."""

    time: float = 1.0
    memory: int | None = None
    packages: tuple[str, ...] = ()

    def __str__(self) -> str:
        """What decides results; nothing where all is ordinary."""
        return "" if self == ORDINARY else f"{self.time:g} {self.memory} {sorted(self.packages)}"


ORDINARY = Conditions()
