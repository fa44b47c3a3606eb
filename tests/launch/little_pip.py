"""A pip of one page, for tests of the set-up that are not about pip.

The real one works for more than a second each time. This one knows the words that the set-up says,
and no other: it lists no settings, and installs the small course's wheels and editable folders
(small_course.py). Like the real one, it leaves alone what it believes to be there, and installs
nothing of a list of which something cannot be found.
"""

import argparse
import shutil
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

PACKAGES = Path(sysconfig.get_path("purelib"))


def write_little_pip(folder: Path) -> Path:
    """Make a package of this file in a folder, for `python -m pip`; gives its place."""
    pip = folder / "pip"
    (pip / "_internal").mkdir(parents=True)
    shutil.copy(__file__, pip / "__main__.py")
    for package in (pip, pip / "_internal"):
        (package / "__init__.py").touch()
    return pip


def asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for word in ("--disable-pip-version-check", "--no-input", "--no-compile", "--force-reinstall"):
        parser.add_argument(word, action="store_true")
    parser.add_argument("--progress-bar")
    parser.add_argument("-r", action="append", default=[], dest="lists")
    parser.add_argument("-e", action="append", default=[], dest="editable")
    return parser.parse_args(words)


def listed(file: str) -> list[list[str]]:
    """The words of each line that wants something."""
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def install(words: list[str]) -> None:
    wish = asked(words)
    lines = [line for file in wish.lists for line in listed(file)]
    lines += [["-e", place] for place in wish.editable]
    for line in lines:
        if line[0] != "-e" and not Path(line[0]).is_file():
            sys.exit(f"ERROR: No matching distribution found for {line[0]}")
    for line in lines:
        if line[0] == "-e":
            install_editable(Path(line[1].partition("[")[0]))
        else:
            install_wheel(Path(line[0]), wish.force_reinstall)


def install_wheel(wheel: Path, again: bool) -> None:
    name, version = wheel.name.split("-")[:2]
    if again or not (PACKAGES / f"{name}-{version}.dist-info").exists():
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(PACKAGES)


def install_editable(place: Path) -> None:
    name = tomllib.loads((place / "pyproject.toml").read_text())["project"]["name"]
    (PACKAGES / f"{name}-1.0.dist-info").mkdir(exist_ok=True)
    (PACKAGES / f"{name}.pth").write_text(str(place.resolve()), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "install":
        install(sys.argv[2:])
    elif sys.argv[-2:] != ["config", "list"]:
        sys.exit(f"ERROR: unknown command {sys.argv[1:]}")
