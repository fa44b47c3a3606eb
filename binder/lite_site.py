"""The course in JupyterLite: JupyterLab and Python inside the browser, from a folder of files.

`python3 lessons --lite OUT` calls `build`. The Python is Pyodide; its core comes through npm, and
`lite_lock` says where each package comes from. The tools that build the site run in an environment
of their own, which uv makes and keeps out of `.venv`.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import lite_lock

ROOT = Path(__file__).resolve().parent.parent

# These belong together: the kernel is made for one version of Pyodide.
PYODIDE = "314.0.6"
TOOLS = ("jupyterlite-core==0.8.6", "jupyterlite-pyodide-kernel==0.8.6", "jupyter-server>=2,<3")
WIDGETS = ("anywidget>=0.11,<0.12", "ipywidgets>=8.1,<9")
CDN = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"

CORE = ("pyodide.mjs", "pyodide.js", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
# What a running kernel asks for, what the lessons use besides, and what Pyodide has nothing of.
KERNEL = ("micropip", "ipython", "jedi")
BESIDES = ("numpy", "matplotlib", "typing-extensions")
NOT_PYODIDES = (*WIDGETS, "psygnal", "comm")


class LiteError(Exception):
    """Why the site cannot be built, in one line."""


def build(out: Path, base: str = CDN) -> None:
    """Write the site into the folder `out`, which must be new, empty, or such a site.

    `base` is the address at which Pyodide's compiled packages lie. Raises LiteError.
    """
    if out.exists() and any(out.iterdir()) and not (out / "jupyter-lite.json").exists():
        raise LiteError(f"{out} holds other files: name a new folder for the site")
    if not shutil.which("npm"):
        raise LiteError("npm is missing, which brings Python for the browser: install Node.js")
    if not find_spec("uv"):
        python = Path(sys.executable).as_posix()
        raise LiteError(f"uv is missing, which runs the tools: `{python} -m pip install uv`")
    with tempfile.TemporaryDirectory(prefix="lite-") as name:
        work = Path(name)
        site = work / "site"
        print("Python for the browser …", flush=True)
        _pyodide(work, site / "static/pyodide")
        print("Packages …", flush=True)
        left_out = _packages(work, site / "static/pyodide", base)
        _contents(site)
        print("JupyterLite …", flush=True)
        made = work / "out"
        tools = [word for tool in (*TOOLS, *WIDGETS) for word in ("--with", tool)]
        _run(
            *_uv("run", "--no-project", "--isolated", *tools, "--", "jupyter", "lite", "build"),
            *("--contents", "files", "--output-dir", str(made), "--no-sourcemaps"),
            *("--apps", "lab", "--apps", "notebooks", "--apps", "tree"),
            folder=site,
        )
        _move(made, out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    print(f"The site is in {out} ({size:.0f} MB). It needs a web server; a file cannot be opened.")
    if left_out:
        print(
            f"Not in it, because {base} could not be reached: {', '.join(left_out)}. "
            "A reader's browser fetches them from there."
        )
    print("No test of the course runs numpy and matplotlib in a browser: try a lesson yourself.")


def _pyodide(work: Path, target: Path) -> None:
    """Pyodide's core from npm: the interpreter, its standard library, its list of packages."""
    _run("npm", "pack", "--silent", f"pyodide@{PYODIDE}", folder=work)
    target.mkdir(parents=True)
    with tarfile.open(work / f"pyodide-{PYODIDE}.tgz") as archive:
        for name in (*CORE, LOCK):
            content = archive.extractfile(f"package/{name}")
            assert content is not None
            (target / name).write_bytes(content.read())


def _packages(work: Path, target: Path, base: str) -> list[str]:
    """Put every package that can be had beside Pyodide's core; gives the names of the others."""
    wheels = work / "wheels"
    _run(*_uv("build", "--wheel", "--quiet", "--out-dir", str(wheels), str(ROOT / "lessons")))
    lock = json.loads((target / LOCK).read_text("utf-8"))
    pure = [
        f"{name}=={lock['packages'][name]['version']}"
        for name in lite_lock.closure(lock, [*KERNEL, *BESIDES])
        if lite_lock.is_pure(lock, name)
    ]
    _run(
        *_uv("run", "--no-project", "--isolated", "--with", "pip", "--", "python", "-m", "pip"),
        *("download", "--quiet", "--disable-pip-version-check", "--no-deps"),
        *("--only-binary=:all:", "--platform=any", "--implementation=py", "--python-version=3.14"),
        *("--dest", str(wheels), *pure, *NOT_PYODIDES),
    )
    lite_lock.add_wheels(lock, sorted(wheels.glob("*.whl")), target)
    missing = lite_lock.missing_imports(lock, ROOT / "lessons")
    if missing:
        raise LiteError(f"Python for the browser has no {', '.join(missing)}")
    wanted = lite_lock.closure(lock, [*KERNEL, "comm", "chainrule"])
    left_out = lite_lock.fetch_compiled(lock, wanted, base, target)
    (target / LOCK).write_text(json.dumps(lock, sort_keys=True), encoding="utf-8")
    return left_out


def _contents(site: Path) -> None:
    """The lessons with their pictures, and the course's settings."""
    for lesson in sorted((ROOT / "lessons").glob("[0-9][0-9]_*")):
        ignored = shutil.ignore_patterns("predictions.json*", ".ipynb_checkpoints")
        shutil.copytree(lesson, site / "files" / lesson.name, ignore=ignored)
    for drawing in site.glob("files/**/*.svg"):  # JupyterLite shows none with other letters in it
        letters = drawing.read_text("utf-8").encode("ascii", "xmlcharrefreplace")
        drawing.write_bytes(letters)
    shutil.copy(ROOT / "binder/overrides.json", site)
    page = json.loads((ROOT / "binder/page_config.json").read_text("utf-8"))
    disabled = [name for name, off in page["disabledExtensions"].items() if off]
    config = {"appName": "The chain rule", "disabledExtensions": disabled}
    about = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
    (site / "jupyter-lite.json").write_text(json.dumps(about), encoding="utf-8")


def _move(made: Path, out: Path) -> None:
    """Put the finished site in place of an older one."""
    old = out.with_name(out.name + ".old")
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.exists():
        os.replace(out, old)
    shutil.move(str(made), str(out))
    shutil.rmtree(old, ignore_errors=True)


def _uv(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "uv", arguments[0], "--no-python-downloads", *arguments[1:]]


def _run(*command: str, folder: Path = ROOT) -> None:
    found = shutil.which(command[0])  # on Windows, npm is a script
    try:
        said = subprocess.run(
            [found or command[0], *command[1:]],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise LiteError(f"{command[0]} could not be started: {error}") from None
    if said.returncode:
        lines = [line.strip() for line in said.stdout.splitlines() if line.strip()]
        wrong = [line for line in lines if "error" in line.lower()] or lines or ["no reason given"]
        raise LiteError(f"{' '.join(command[:5])} … failed: {wrong[-1][:300]}")


def main(arguments: Sequence[str]) -> str:
    """Build into the folder `arguments[0]`; gives an error message, or "" when all went well."""
    try:
        build(Path(arguments[0]).resolve())
    except LiteError as error:
        return f"{error}."
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) or 0)
