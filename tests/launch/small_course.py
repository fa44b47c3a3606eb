"""A course whose packages are files beside it, to play the bootstrap on without a network.

Two of the packages call themselves jupyterlab and pytest and print what they were started with.
This file travels into the course as well: there it is the build backend that makes editable
packages of the folders `lessons` and `.`, as hatchling does for the real course.
"""

import shutil
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TELL = "import os, sys\nprint('{}', sys.prefix)\nprint('ARGUMENTS', *sys.argv[1:])\n"
TELL_BYTE_CODE = "print('BYTE CODE', *map(os.environ.get, {}))\n".format(
    ("PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")
)
BESIDE_THE_LAB = ("notebook", "ipywidgets", "anywidget", "numpy", "matplotlib", "nbgrader")
FOR_A_STUDENTS_PROCESS = (
    *("IPython/core/completerlib", "IPython/core/pylabtools", "ipykernel/debugger"),
    *("ipykernel/zmqshell", "matplotlib/pyplot", "matplotlib_inline/backend_inline"),
    *("numpy/random", "stack_data", "PIL/PngImagePlugin", "pygments/formatters/terminal256"),
    *("tornado/platform/asyncio",),
)
PROJECT = """
[build-system]
requires = []
build-backend = "small_course"
backend-path = ["."]
[project]
name = "{}"
"""


def make_course(folder: Path) -> Path:
    """A course folder with the real bootstrap and scripts, two empty lessons, small packages."""
    (folder / "binder").mkdir(parents=True)
    for source in (ROOT / "binder").glob("*"):
        if source.suffix in (".py", ".json"):
            shutil.copy(source, folder / "binder")
    for lesson in ("01_first", "02_second"):
        (folder / "lessons" / lesson).mkdir(parents=True)
        (folder / "lessons" / lesson / f"{lesson}.ipynb").write_text("{}")
    for scripts in ("lessons", "tests"):
        (folder / scripts).mkdir(exist_ok=True)
        shutil.copy(ROOT / scripts / "__main__.py", folder / scripts)
    for place, name in ((folder / "lessons", "chainrule"), (folder, "chainrule_autograders")):
        (place / "pyproject.toml").write_text(PROJECT.format(name))
        shutil.copy(__file__, place / "small_course.py")
    (folder / "lessons/chainrule/checks").mkdir(parents=True)
    for lesson in ("01_first", "02_second"):
        (folder / f"lessons/chainrule/checks/{lesson}.json").write_text("{}")
    (folder / "lessons/chainrule/__init__.py").touch()
    lab = write_lab(folder, TELL.format("LAB"))
    tests = write_wheel(folder, "pytest", program("pytest", TELL.format("PYTEST") + TELL_BYTE_CODE))
    (folder / "binder/requirements.txt").write_text(f"./{lab}\n")
    (folder / "requirements.txt").write_text(f"./{lab}\n./{tests}\n-e ./lessons\n-e .\n")
    return folder


def write_lab(folder: Path, code: str) -> str:
    """A wheel of a JupyterLab that runs this code, and of all that a set-up tries to import."""
    beside = {f"{name}/__init__.py": "" for name in BESIDE_THE_LAB}
    beside |= {f"{name}.py": "" for name in FOR_A_STUDENTS_PROCESS}
    return write_wheel(folder, "jupyterlab", {**program("jupyterlab", code), **beside})


def program(name: str, code: str) -> dict[str, str]:
    """The files of a package that runs this code as `python -m name`."""
    return {f"{name}/__init__.py": "", f"{name}/__main__.py": code}


def write_wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """Make a wheel of these files in a folder; gives its file name."""
    about = f"{name}-1.0.dist-info"
    told = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nProvides-Extra: site\n"
    kind = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {**files, f"{about}/METADATA": told, f"{about}/WHEEL": kind}
    names = [*files, f"{about}/RECORD"]
    files[f"{about}/RECORD"] = "".join(f"{one},,\n" for one in names)
    wheel = f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(folder / wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return wheel


def build_editable(wheel_directory: str, config_settings=None, metadata_directory=None) -> str:
    """PEP 660: a wheel that puts the current folder on the import path."""
    name = tomllib.loads(Path("pyproject.toml").read_text())["project"]["name"]
    return write_wheel(Path(wheel_directory), name, {f"{name}.pth": str(Path.cwd())})
