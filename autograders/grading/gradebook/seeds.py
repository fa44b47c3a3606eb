"""The private seed of a course's hidden probes, recorded so that every grading can be repeated."""

import hashlib
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


def seed_of(seed: int | str, student: str, lesson: str) -> int:
    """The seed of one student's hidden probes: nobody shares inputs, everybody can be redone."""
    text = f"{seed}/{lesson}/{student}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1
