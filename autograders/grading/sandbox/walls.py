"""The walls around the student's process: which there are here, and how they stand.

Three layers, each probed before use: bubblewrap (own mounts, processes, network and users),
Landlock with seccomp (a kernel's own refusals, for which no privilege is needed), resource
limits. What can be seen inside is made of one list: Python, the packages that a student installs,
and `inside/`.
"""

import csv
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import chainrule
from packaging.requirements import Requirement

from autograders.grading.conditions import ORDINARY, Conditions

INSIDE = Path(__file__).parent / "inside"
STUDENTS_DISTRIBUTIONS = (
    "chainrule",
    "ipykernel",
    "numpy",
    "matplotlib",
    "ipywidgets",
    "anywidget",
)
HIDDEN_PARTS = ("explorables", "ready", "site")
"""Folders of the student package that compute what exercises ask for. `inside/figures` stands for
the first one; of the second, a child gets what the lesson being graded may bring."""
SCRATCH_BYTES = 64 * 2**20
FILES_THAT_FILL_IT = 4
"""A single file may be a quarter of that."""
SYSTEM_FOLDERS = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/lib",
    "/lib64",
    "/usr/share/zoneinfo",
)
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts")
PROCESSES = 160
"""Processes and threads of one sandbox, where its users are its own (see confine.py); `bounds.py`
has what a submission is told of."""
VARIABLES = {"MALLOC_ARENA_MAX": "2", "PYTHONHASHSEED": "0"}
"""Variables at the start of a student's process, which are all that it has. Of the memory that may
be mapped, the C library would set 64 MB aside for each thread. A set of names has the same order in
every process, so that an answer which rests on it is the same answer again."""
ALONE = ("-s", "-P", "-S", "-B")
"""Python as with -I, which would be deaf to PYTHONHASHSEED."""
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/proc/self", "/proc/cpuinfo")
HIDDEN_FOLDERS = ("/usr/lib/python3/dist-packages", "/usr/local/lib/python3/dist-packages")


_OWN_EVERYTHING = (
    *("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv"),
    *("--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--hostname", "lesson"),
)
"""Own mounts, processes, network, users; nobody's rights; gone with the process that started it."""


class NoSandbox(RuntimeError):
    """The machine offers less protection than was asked for; the message says what to do."""


@dataclass(frozen=True)
class Sandbox:
    """Which layers protect this run, and what it allows beyond the ordinary."""

    bubblewrap: str | None
    landlock: bool
    seccomp: bool
    off: tuple[str, ...] = field(default=())
    conditions: Conditions = ORDINARY

    @property
    def walls(self) -> bool:
        """Is a student's process kept from the instructor's files at all?"""
        return bool(self.bubblewrap) or (self.landlock and self.seccomp)

    def line(self) -> str:
        """One line for the instructor: what protects this run and what does not."""
        names = {"bubblewrap": self.bubblewrap, "Landlock": self.landlock, "seccomp": self.seccomp}
        on = [name for name, there in names.items() if there] + ["resource limits"]
        line = f"Sandbox: {' + '.join(on)}"
        return f"{line}; not available here: {', '.join(self.off)}" if self.off else f"{line}."


@lru_cache
def probe() -> Sandbox:
    """Find out, by trying, which layers this machine grants."""
    if sys.platform != "linux":
        return Sandbox(None, False, False, ("bubblewrap", "Landlock", "seccomp"))
    from autograders.grading.sandbox.inside import confine

    bubblewrap = shutil.which("bwrap")
    if bubblewrap and not _works(bubblewrap):
        bubblewrap = None
    landlock = confine.landlock_version() > 0
    seccomp = confine.seccomp_library() is not None
    found = {"bubblewrap": bubblewrap, "Landlock": landlock, "seccomp": seccomp}
    off = tuple(name for name, there in found.items() if not there)
    return Sandbox(bubblewrap, landlock, seccomp, off)


def chosen(unprotected: bool = False) -> Sandbox:
    """The sandbox of this machine; NoSandbox unless it keeps students out or `unprotected` is set.

    An instructor's own test (a container without walls) sets the environment variable
    CHAINRULE_UNPROTECTED=1 instead of the argument.
    """
    sandbox = probe()
    if not hasattr(os, "fork"):
        raise NoSandbox(
            "Grading needs Linux (or macOS, for people you trust); on Windows, use WSL."
        )
    if sandbox.walls or unprotected or os.environ.get("CHAINRULE_UNPROTECTED") == "1":
        return sandbox
    raise NoSandbox(
        "Nothing on this machine keeps a student's code from your files: install bubblewrap, or "
        "grade on Linux 5.13 or newer with libseccomp. To grade people you trust without walls, "
        "add --unprotected (or set CHAINRULE_UNPROTECTED=1)."
    )


def _works(bubblewrap: str) -> bool:
    """Does it grant what is asked of it further down, on this kernel and in this container?"""
    mounts = ["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]
    command = [bubblewrap, *_OWN_EVERYTHING, *mounts, "--size", "65536", "--tmpfs", "/tmp", "true"]
    try:
        return subprocess.run(command, capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


# ------------------------------------------------------------------ what can be seen inside
@lru_cache
def student_packages(more: tuple[str, ...] = ()) -> tuple[Path, ...]:
    """The installed files and folders that a student's requirements bring, and no others; and
    those of the distributions that the instructor adds.

    The answer key, nbgrader, and packages that differentiate by themselves are not among them; the
    student package itself is in `parts_of_chainrule`.
    """
    names, waiting, entries = set(), [*STUDENTS_DISTRIBUTIONS, *more], set()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in names:
            continue
        names.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # an optional part that this machine does without
        for text in distribution.requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
        if name != "chainrule":
            entries |= {_top_entry(distribution, first) for first in _first_parts(distribution)}
    return tuple(sorted(entry for entry in entries if entry))


@lru_cache
def parts_of_chainrule() -> dict[str, Path]:
    """The student package's files and folders that are shown, by their place in it.

    Whatever computes an answer stays out, and compiled files, which may be older than their source.
    """
    home = Path(chainrule.__file__).parent
    names = [p.name for p in home.iterdir() if p.name not in (*HIDDEN_PARTS, "__pycache__")]
    return {name: home / name for name in sorted(names)}


def _first_parts(distribution: importlib.metadata.Distribution) -> set[str]:
    """What the paths of its files begin with; its list of thousands is read as plain text."""
    if record := distribution.read_text("RECORD"):
        return {row[0].partition("/")[0] for row in csv.reader(record.splitlines()) if row}
    return {file.parts[0] for file in distribution.files or ()}


def _top_entry(distribution: importlib.metadata.Distribution, first: str) -> Path | None:
    """The entry of site-packages of that name (None for scripts, data and path hooks)."""
    if first in ("..", "__pycache__") or first.endswith(".pth"):
        return None
    entry = Path(str(distribution.locate_file(first)))
    return entry if entry.exists() else None


def python_folders() -> list[str]:
    """Where the interpreter's standard library lives (a virtual environment has none)."""
    base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    base |= {"installed_base": sys.base_prefix, "installed_platbase": sys.base_exec_prefix}
    folders = {sysconfig.get_path(kind, vars=base) for kind in ("stdlib", "platstdlib")}
    return sorted(os.path.realpath(path) for path in folders)


def interpreter() -> str:
    """The real interpreter, outside any virtual environment."""
    return os.path.realpath(sys.executable)


@dataclass(frozen=True)
class Walls:
    """How to start a student's process: the command's prefix, and its settings."""

    command: list[str]
    settings: dict
    student: str
    home: str | None = None


def build_walls(sandbox: Sandbox) -> Walls:
    """The command line and settings of a student's process in this sandbox."""
    return _with_bubblewrap(sandbox) if sandbox.bubblewrap else _without_bubblewrap(sandbox)


def _with_bubblewrap(sandbox: Sandbox) -> Walls:
    mounts: list[tuple[str, ...]]
    mounts = [("--ro-bind", path, path) for path in _system() if os.path.exists(path)]
    mounts += [("--tmpfs", path) for path in _other_packages()]
    packages = student_packages(sandbox.conditions.packages)
    mounts += [("--ro-bind", str(entry), f"/packages/{entry.name}") for entry in packages]
    parts = parts_of_chainrule().items()
    mounts += [("--ro-bind", str(path), f"/packages/chainrule/{name}") for name, path in parts]
    mounts += [("--ro-bind", str(INSIDE), "/grader"), ("--proc", "/proc"), ("--dev", "/dev")]
    room = str(_scratch(sandbox))
    mounts += [("--size", room, "--tmpfs", "/tmp"), ("--remount-ro", "/")]
    command = [
        str(sandbox.bubblewrap),
        *_OWN_EVERYTHING,
        *(word for mount in mounts for word in mount),
        *(word for pair in VARIABLES.items() for word in ("--setenv", *pair)),
        *("--chdir", "/tmp"),
    ]
    readable = [*_system(), "/packages", "/grader", *DEVICES]
    settings = {"path": ["/grader", "/packages"], "scratch": "/tmp"}
    return Walls(command, _settings(sandbox, settings, readable, []), "/grader/student.py")


def _without_bubblewrap(sandbox: Sandbox) -> Walls:
    home = tempfile.mkdtemp(prefix="grading-")
    package, parts = Path(chainrule.__file__).parent, parts_of_chainrule().values()
    packages = student_packages(sandbox.conditions.packages)
    entries = [*packages, *parts]
    folders = sorted({str(package.parent), *(str(entry.parent) for entry in packages)})
    names = {str(part.parent) for part in parts}
    readable = [*_system_without_packages(), *map(str, entries), str(INSIDE), *DEVICES]
    settings = {"path": [str(INSIDE), *folders], "scratch": home}
    inside = _settings(sandbox, settings, readable, [*folders, *names, *python_folders()])
    return Walls([], inside, str(INSIDE / "student.py"), home)


def _scratch(sandbox: Sandbox) -> int:
    """Bytes of all files that a submission may write."""
    megabytes = sandbox.conditions.scratch
    return megabytes * 2**20 if megabytes else SCRATCH_BYTES


def _settings(sandbox: Sandbox, settings: dict, readable: list[str], listable: list[str]) -> dict:
    one_thread = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        **settings,
        "readable": readable,
        "listable": listable,
        "landlock": sandbox.landlock,
        "seccomp": sandbox.seccomp,
        "processes": PROCESSES if sandbox.bubblewrap else None,
        "memory": sandbox.conditions.memory and sandbox.conditions.memory * 2**20,
        "time": sandbox.conditions.time,
        "files": None if sandbox.bubblewrap else _scratch(sandbox),
        "file_size": _scratch(sandbox) // FILES_THAT_FILL_IT,
        "environment": {
            **dict.fromkeys(one_thread, "1"),
            "LANG": "C.UTF-8",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "NBGRADER_EXECUTION": "autograde",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    }


def _system() -> list[str]:
    """Interpreter, standard library and shared libraries (Debian links /lib to /usr/lib)."""
    base = os.path.realpath(sys.base_prefix)
    own = [] if base == "/usr" else [base]
    return [*own, interpreter(), *python_folders(), *SYSTEM_FOLDERS, *SYSTEM_FILES]


def _system_without_packages() -> list[str]:
    """The same, where folders of packages cannot be covered: entry by entry around them.

    Landlock only grants, and what it grants holds for everything below.
    """
    hidden = set(_other_packages())
    shown = [path for path in _system() if path != os.path.realpath(sys.base_prefix)]
    library = Path(os.path.realpath(sys.base_prefix)) / "lib"
    return [
        entry
        for path in [*shown, *map(str, library.glob("lib*.so*"))]
        for entry in _around(Path(path), hidden)
    ]


def _around(path: Path, hidden: set[str]) -> list[str]:
    """`path` itself, or what lies in it except the hidden folders."""
    real = os.path.realpath(path)
    if real in hidden:
        return []
    if not any(folder.startswith(real + os.sep) for folder in hidden):
        return [real]
    return [entry for child in Path(real).iterdir() for entry in _around(child, hidden)]


def _other_packages() -> list[str]:
    """Folders of packages inside what is shown, to be covered."""
    own = {Path(folder) / name for folder in python_folders() for name in ("site-packages",)}
    version = "{}.{}".format(*platform.python_version_tuple())
    base = Path(os.path.realpath(sys.base_prefix))
    own |= {base / "lib" / f"python{version}" / "site-packages", *map(Path, HIDDEN_FOLDERS)}
    own.add(Path(f"/usr/local/lib/python{version}/dist-packages"))
    return [str(folder) for folder in sorted(own) if folder.is_dir()]
