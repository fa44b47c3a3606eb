"""Which package Python in the browser takes from where: Pyodide's lock file, with the course in it.

A lock is `{"info": …, "packages": {name: {"version", "file_name", "sha256", "depends", "imports",
…}}}`. A kernel that meets `import numpy` looks the name up in "imports" and loads "file_name",
which lies beside the lock or is an address.
"""

import ast
import hashlib
import json
import re
import shutil
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterable
from email.parser import HeaderParser
from pathlib import Path

# Brought by the page itself, as an extension of JupyterLab.
OF_THE_PAGE = {"jupyterlab-widgets", "widgetsnbextension"}
PATIENCE = 60  # seconds


def normal(name: str) -> str:
    """A package's name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(lock: dict, names: Iterable[str]) -> list[str]:
    """The packages of the lock that these names need, themselves included, sorted."""
    found: set[str] = set()
    waiting = [normal(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name not in found and name in lock["packages"]:
            found.add(name)
            waiting += [normal(one) for one in lock["packages"][name]["depends"]]
    return sorted(found)


def is_pure(lock: dict, name: str) -> bool:
    """Whether a package is Python alone, so that the package index has the very same."""
    return lock["packages"][name]["file_name"].endswith("-none-any.whl")


def add_wheels(lock: dict, wheels: Iterable[Path], folder: Path) -> None:
    """Copy wheels into the folder of the lock and enter them, in place of what was there."""
    for wheel in wheels:
        shutil.copy(wheel, folder)
        entry = _entry(wheel)
        before = lock["packages"].get(entry["name"], {})
        known = {key: before[key] for key in ("imports", "depends") if key in before}
        lock["packages"][entry["name"]] = {**entry, **known}


def _entry(wheel: Path) -> dict:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (about,) = (name for name in names if name.count("/") == 1 and name.endswith("/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(about).decode("utf-8"))
    needs = [one for one in metadata.get_all("Requires-Dist", []) if ";" not in one]
    depends = {normal(re.match(r"[\w.-]+", one)[0]) for one in needs} - OF_THE_PAGE
    roots = {name.split("/")[0] for name in names if name.count("/") == 1}
    return {
        "name": normal(metadata["Name"]),
        "version": metadata["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(root for root in roots if root.isidentifier()),
        "depends": sorted(depends),
        "unvendored_tests": False,
    }


def missing_imports(lock: dict, lessons: Path) -> list[str]:
    """What the lessons and their package import, and neither Python nor the lock has."""
    known = {name for package in lock["packages"].values() for name in package["imports"]}
    return sorted(imports_of(lessons) - known - set(sys.stdlib_module_names))


def imports_of(lessons: Path) -> set[str]:
    """The first names of all that the lessons' code and their package import."""
    texts = [
        path.read_text("utf-8")
        for path in lessons.glob("chainrule/**/*.py")
        if "site" not in path.relative_to(lessons).parts
    ]
    for notebook in lessons.glob("[0-9][0-9]_*/*.ipynb"):
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        texts += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    found: set[str] = set()
    for text in texts:
        try:
            tree = ast.parse(text)
        except SyntaxError:  # somebody's own work, with a magic or half written
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.add(node.module.split(".")[0])
    return found


def fetch_compiled(lock: dict, names: Iterable[str], base: str, folder: Path) -> list[str]:
    """Fetch the packages that do not lie in the folder; gives those that could not be had.

    These, and all others of the lock, get their address below `base` as their file name.
    """
    left_out: list[str] = []
    for name in names:
        entry = lock["packages"][name]
        if not (folder / entry["file_name"]).exists() and not (
            not left_out and _fetch(base + entry["file_name"], entry, folder)
        ):
            left_out.append(name)  # after one failure, the others are not waited for
    for entry in lock["packages"].values():
        if not (folder / entry["file_name"]).exists():
            entry["file_name"] = base + entry["file_name"]
    return left_out


def _fetch(address: str, entry: dict, folder: Path) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            content = answer.read()
    except (OSError, urllib.error.URLError):
        return False
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        return False
    (folder / entry["file_name"]).write_bytes(content)
    return True
