"""A Python that has read its libraries in once, and forks for each program that a test runs.

    python = LoadedPython("nbgrader.apps")
    code, said = python.run("print(1)", folder=tmp_path, environment=os.environ)

nbgrader alone works for more than a second until it is there.
"""

import atexit
import json
import select
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

SERVE = """
import gc, importlib, json, os, sys

for name in sys.argv[1:]:
    importlib.import_module(name)
gc.collect()
gc.freeze()
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if not child:
        said = os.open(order["said"], os.O_WRONLY)
        for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), said, said)):
            os.dup2(file, number)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = ["-c", *order["arguments"]]
        exec(order["program"], {"__name__": "__main__"})
        sys.exit()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class LoadedPython:
    """Started at the first program; each is a fork of it, so that none sees what another did."""

    def __init__(self, *modules: str) -> None:
        self._modules = modules
        self._process: subprocess.Popen | None = None

    def run(
        self,
        program: str,
        *arguments: str,
        folder: Path,
        environment: Mapping[str, str],
        seconds: float = 500,
    ) -> tuple[int, str]:
        """The program's exit code, and all that it said.

        program: Python code; arguments: its sys.argv after the first. Raises TimeoutError when it
        takes longer than `seconds`.
        """
        process = self._started()
        assert process.stdin and process.stdout  # pipes were asked for
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as said:
            order = {"program": program, "arguments": arguments, "said": said.name}
            order |= {"folder": str(folder), "environment": dict(environment)}
            print(json.dumps(order), file=process.stdin, flush=True)
            if not select.select([process.stdout], [], [], seconds)[0]:
                self.close()
                raise TimeoutError(f"{arguments} took longer than {seconds} seconds")
            code = process.stdout.readline()
            return int(code), said.read()

    def _started(self) -> subprocess.Popen:
        if self._process is None:
            command = [sys.executable, "-c", SERVE, *self._modules]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            self._process = subprocess.Popen(command, text=True, **pipes)
            atexit.register(self.close)
        return self._process

    def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()  # its pipes, too
