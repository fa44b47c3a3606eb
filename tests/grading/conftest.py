"""What the grading tests share: one warm process for all of them, and one class for both roads."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode

sys.path.insert(0, str(Path(__file__).parent))

import classroom
from stock import Stock

from autograders.exercises.exercise import Exercise
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.release import Template
from autograders.grading.notebooks.results import Result, Score
from autograders.grading.referee import trial
from autograders.grading.sandbox import walls as sandbox
from autograders.grading.sandbox import warm
from autograders.grading.sandbox.zygote import Zygote
from tests.support.loaded_python import LoadedPython


@pytest.fixture(scope="session")
def compiled(made_once) -> None:
    """The libraries' byte code lies beside them, where alone a student's process looks for it: it
    keeps none itself, and each of a hundred would compile what is missing again."""
    imports = runpy.run_path(str(classroom.ROOT / "binder/course_env.py"))["IMPORTS"]
    libraries = ", ".join(["anywidget", *imports["autograders"]])
    elsewhere = ("PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")
    variables = {name: value for name, value in os.environ.items() if name not in elsewhere}
    command = [sys.executable, "-c", f"import {libraries}"]
    made_once("compiled", lambda: subprocess.run(command, check=True, env=variables))


@pytest.fixture(scope="session")
def walls(compiled) -> sandbox.Sandbox:
    """The sandbox of this machine; the tests of hostile students need a real one."""
    found = sandbox.probe()
    if not found.walls:
        pytest.skip(f"no sandbox on this machine ({found.line()})")
    return found


@pytest.fixture(scope="session")
def after_grade() -> Iterator[Callable[..., tuple[int, str]]]:
    """Run a program in a Python that has read in what `grade` needs, and nothing else."""
    python = LoadedPython("autograders.grading.commands.grade")

    def run(program: str, *arguments: str) -> tuple[int, str]:
        return python.run(
            program, *arguments, folder=classroom.ROOT, environment=os.environ, seconds=300
        )

    yield run
    python.close()


@pytest.fixture(scope="session", autouse=True)
def stock() -> Iterator[Stock]:
    """Warm student processes, for a command that runs in this process as well."""
    kept = Stock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warm, "Zygote", kept.take)
        yield kept
        kept.open = False
        warm.close_zygotes()
    kept.close()


@pytest.fixture
def own_zygotes(stock: Stock) -> Iterator[None]:
    """For what starts or ends a student's process: none of an earlier test, none for a later."""
    stock.open = False
    warm.close_zygotes()
    yield
    warm.close_zygotes()
    stock.open = True


@pytest.fixture(scope="session")
def zygote(walls: sandbox.Sandbox, stock: Stock) -> Iterator[Zygote]:
    """One warm student process; every submission is a fork of it."""
    ready = stock.take(walls, warm.MODULES)
    yield ready
    ready.close()


@pytest.fixture
def drawing(walls: sandbox.Sandbox, stock: Stock) -> Iterator[Zygote]:
    """A warm process that has read matplotlib in, as a run takes for a notebook that draws: each
    fork of another one spends a second on that."""
    ready = stock.take(walls, (*warm.MODULES, *warm.DRAWING_MODULES))
    yield ready
    ready.close()


@pytest.fixture(scope="session")
def template() -> Template:
    """Lesson 01 with its hidden tests, straight from the solution."""
    return classroom.template()


@pytest.fixture(scope="session", autouse=True)
def tables_made_once() -> Iterator[None]:
    """An exercise's table at one seed is made once a process: most tests grade with the same."""
    made, make = {}, Exercise.table

    def table(self, seed=None):
        key = (id(self), seed)
        if key not in made:
            made[key] = (self, make(self, seed))  # kept alive, so that no other gets its id
        return made[key][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Exercise, "table", table)
        yield


@pytest.fixture
def open_alone(page, tmp_path) -> Iterator[Callable]:
    """Open a page's text from a file with the network cut; it must ask for nothing, ever."""
    path = tmp_path / "page.html"
    requests, trouble = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))

    def asks_for_nothing() -> None:
        assert (requests, trouble) == ([path.as_uri()], [])

    def open_text(text: str, scheme: str = "light"):
        path.write_text(text, encoding="utf-8")
        page.emulate_media(color_scheme=scheme)
        page.context.set_offline(True)
        page.goto(path.as_uri())
        asks_for_nothing()
        return page

    yield open_text
    asks_for_nothing()


@pytest.fixture
def grade(zygote: Zygote, template: Template) -> Callable[..., dict[str, Score]]:
    """Grade a notebook, or the bytes of a file, as the command does; scores by exercise."""

    def scores(work: NotebookNode | bytes, seed: int = 1) -> dict[str, Score]:
        return result(zygote, template, work, seed).scores

    return scores


@pytest.fixture
def result_of(zygote: Zygote, template: Template) -> Callable[..., Result]:
    """The whole result of a notebook."""
    return lambda work, seed=1: result(zygote, template, work, seed)


def result(zygote: Zygote, template: Template, work: NotebookNode | bytes, seed: int) -> Result:
    content = work if isinstance(work, bytes) else classroom.bytes_of(work)
    return trial.evaluate(template.merge(reading.parse(content)), seed, zygote)
