"""Binder's image, made here: what repo2docker sends, a fresh environment, `postBuild`.

What is real: the content that repo2docker would send to its engine, an environment with
`binder/requirements.txt`, `postBuild`, the flags that mybinder.org gives to JupyterLab.
What is not: conda's Python underneath, the image's transport, the proxy in front of it.
"""

import io
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = getattr(sys, "_base_executable", sys.executable)
BASE_URL = "/user/ada-course-x1y2z3/"

#: What mybinder.org adds to the command line; the base address of ServerApp comes from the caller.
FLAGS = [
    f"--{app}.{flag}"
    for app in ("NotebookApp", "ServerApp")
    for flag in (
        f"base_url={BASE_URL}",
        "token=a-token-for-the-tests",
        "trust_xheaders=True",
        "allow_origin=*",
        "allow_origin_pat=.*",
    )
    if (app, flag.split("=")[0]) != ("ServerApp", "base_url")
]


def send_home(home: Path) -> None:
    """Put what repo2docker sends to its engine into the folder `home`."""
    from repo2docker.buildpacks import PythonBuildPack

    sent = []

    class Engine:
        def build(self, fileobj, **_):
            sent.append(fileobj.read())
            return iter(())

    pack = PythonBuildPack(base_image="docker.io/library/buildpack-deps:24.04")
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        pack.platform = "linux/amd64"
        user = {"NB_UID": "1000", "NB_USER": "jovyan"}
        list(pack.build(Engine(), "image", 0, user, [], {}, platform="linux/amd64"))
    finally:
        os.chdir(before)
    with tarfile.open(fileobj=io.BytesIO(sent[0])) as archive:
        for member in archive.getmembers():
            if member.isfile() and member.name.startswith("src/"):
                path = home / member.name.removeprefix("src/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.extractfile(member).read())
                path.chmod(member.mode)


def new_environment(prefix: Path) -> None:
    """An empty environment at `prefix`, with a pip of today as in conda's base.

    uv puts it there; Python's own `venv` brings an older one, and takes twenty times as long.
    """
    uv = [sys.executable, "-m", "uv", "venv", "--quiet", "--seed", "--no-python-downloads"]
    subprocess.run([*uv, "--python", SYSTEM_PYTHON, prefix], check=True)


def install(home: Path, prefix: Path, *what: str) -> None:
    """Let the image's pip install `what`, as the step of the image's recipe does."""
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run_in(home, prefix, [prefix / "bin/python", *pip, *what])


def install_requirements(home: Path, prefix: Path, *options: str) -> None:
    install(home, prefix, *options, "-r", "binder/requirements.txt")


def post_build(home: Path, prefix: Path) -> None:
    run_in(home, prefix, ["binder/postBuild"])


def variables(prefix: Path) -> dict[str, str]:
    """The environment variables that a program in the image sees."""
    path = os.pathsep.join([str(prefix / "bin"), os.environ["PATH"]])
    inside = {**os.environ, "NB_PYTHON_PREFIX": str(prefix), "PATH": path}
    inside.pop("VIRTUAL_ENV", None)
    return inside


def run_in(home: Path, prefix: Path, command: list) -> None:
    """Run a command in the image; RuntimeError with the end of what it said when it fails."""
    done = subprocess.run(
        command,
        cwd=home,
        env=variables(prefix),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed in the image:\n{done.stdout[-3000:]}")


def launch_options(prefix: Path) -> dict:
    """What `launch_lab` needs for JupyterLab to start as on mybinder.org."""
    return {
        "python": prefix / "bin/python",
        "arguments": FLAGS,
        "base_url": BASE_URL,
        "settings": False,
        "variables": variables(prefix),
    }


def place_in_the_launch_link() -> str:
    """Where the README's launch link leads, below JupyterLab's base address."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    link = re.search(r"https://mybinder\.org/v2/[^)\s]+", readme).group()
    (place,) = parse_qs(urlsplit(link).query)["urlpath"]
    return place
