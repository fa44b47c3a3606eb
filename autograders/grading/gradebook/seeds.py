"""The private seed of a course's hidden probes, recorded so that every grading can be repeated."""

import secrets
from pathlib import Path

FILE = "grading_seed.txt"


class EmptySeed(ValueError):
    """The file of the seed holds none."""


def recorded_seed(folder: Path) -> str:
    """The seed in `folder`; drawn and written down at the first use."""
    path = folder / FILE
    try:
        seed = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        seed = str(secrets.randbits(62))
        try:
            with open(path, "x", encoding="utf-8") as file:
                file.write(seed + "\n")
        except FileExistsError:  # another run was faster
            return recorded_seed(folder)
    if not seed:
        raise EmptySeed(f"{path}: the file is empty; write a number into it, or delete it")
    return seed
