"""A JupyterLab that knows nothing of the user's own settings: starting, asking, stopping."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from . import PATIENCE, ROOT

TOKEN = "a-token-for-the-tests"
FORKED_KERNELS = str(Path(__file__).with_name("forked_kernels.py"))


@dataclass
class LabServer:
    """A running JupyterLab: its base address, its token, and the folder that it serves."""

    base: str
    token: str
    root: Path
    log: Path
    process: subprocess.Popen

    def address(self, place: str) -> str:
        """The full address of a place such as "lab/tree/lessons/…", with the token."""
        return f"{self.base}/{urllib.parse.quote(place)}?token={self.token}"

    def ask(self, place: str, method: str = "GET"):
        """What the server's own interface answers, e.g. `ask("api/sessions")`."""
        request = urllib.request.Request(
            f"{self.base}/{place}",
            method=method,
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def end_sessions(self) -> None:
        """Shut every kernel down, so that tests do not fill the memory."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def lonely_jupyter(folder: Path) -> dict[str, str]:
    """Environment variables that keep a Jupyter away from the user's own settings."""
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": "user-settings",
        "IPYTHONDIR": "ipython",
        "MPLCONFIGDIR": "matplotlib",
    }
    for place in places.values():
        (folder / place).mkdir(parents=True, exist_ok=True)
    return {**os.environ, **{name: str(folder / place) for name, place in places.items()}}


def without_yarn(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """The same with a `node` in front of all programs that says nothing: JupyterLab asks yarn for
    its settings whenever it starts, which is a quarter of its start and no test's matter.
    """
    node = folder / "programs" / "node"
    node.parent.mkdir(parents=True)
    node.write_text("#!/bin/sh\n", "utf-8")
    node.chmod(0o755)
    return {**environment, "PATH": os.pathsep.join([str(node.parent), environment["PATH"]])}


def save_when_told(overrides: Path) -> None:
    """Take autosave out of JupyterLab's settings."""
    settings = json.loads(overrides.read_text("utf-8"))
    settings["@jupyterlab/docmanager-extension:plugin"]["autosave"] = False
    overrides.write_text(json.dumps(settings), "utf-8")


def wait_for_answer(
    url: str, process: subprocess.Popen, log: Path, patience: float = PATIENCE / 1000
) -> None:
    """Wait until `url` answers, `patience` seconds; show the log's end when the server has died."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it lives and wants a token
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer:\n{log.read_text(errors='replace')[-3000:]}", pytrace=False)


def launch_lab(
    root: Path,
    private: Path,
    python: str | Path = sys.executable,
    arguments: tuple[str, ...] | list[str] = (),
    base_url: str = "/",
    settings: bool = True,
    for_tests: bool = False,
    variables: dict[str, str] | None = None,
) -> LabServer:
    """A JupyterLab on the folder `root`, answering; its own files go into the folder `private`.

    With `settings`, the course's Jupyter settings are given to it; else it has those of its own
    environment. `for_tests` makes it the server of many tests: its kernels start fast (see
    forked_kernels.py), and JupyterLab saves when it is told, never by itself in the midst of a
    test's own saving. Whoever launches it stops it.
    """
    environment = without_yarn(lonely_jupyter(private), private)
    programs = str(Path(python).parent)
    environment["PATH"] = os.pathsep.join([programs, environment["PATH"]])
    environment.update(variables or {})
    port = free_port()
    command = [
        *(str(python), "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
        *("--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}"),
        *(f"--ServerApp.base_url={base_url}", f"--IdentityProvider.token={TOKEN}"),
        "--LabApp.expose_app_in_browser=True",
    ]
    if settings:
        app_settings = private / "app-settings"
        app_settings.mkdir()
        for name in ("overrides.json", "page_config.json"):
            shutil.copy(ROOT / "binder" / name, app_settings)
        if for_tests:
            save_when_told(app_settings / "overrides.json")
        shutil.copy(ROOT / "binder/jupyter_server_config.json", private / "config")
        command.append(f"--LabApp.app_settings_dir={app_settings}")
        notebook_7 = {"app_settings_dir": str(app_settings), "expose_app_in_browser": True}
        config = json.dumps({"JupyterNotebookApp": notebook_7})  # no argument reaches it
        (private / "config/jupyter_notebook_config.json").write_text(config)
    if for_tests:
        told = f"import runpy\nrunpy.run_path({FORKED_KERNELS!r})['forking']().__enter__()\n"
        (private / "config/jupyter_server_config.py").write_text(told)
    log = private / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=root,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    base = f"http://127.0.0.1:{port}{base_url}".rstrip("/")
    server = LabServer(base, TOKEN, Path(root), log, process)
    try:
        wait_for_answer(f"{base}/api", process, log)
    except BaseException:
        server.stop()
        raise
    return server
