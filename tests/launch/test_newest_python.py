"""What the newest Python that the course names would refuse or say, found on any Python.

Each rule is about something that is gone, deprecated or another thing since Python 3.12, 3.13 or
3.14. The wording of errors is guarded where it is translated (test_crashes.py).
"""

import ast
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("lessons", "binder", "autograders", "solutions", "tests")

#: Gone or deprecated: name → since when.
GONE = {
    **dict.fromkeys(("ast.Num", "ast.Str", "ast.Bytes", "ast.NameConstant"), "gone in 3.14"),
    "ast.Ellipsis": "gone in 3.14",
    **dict.fromkeys(("pkgutil.find_loader", "pkgutil.get_loader"), "gone in 3.14"),
    **dict.fromkeys(("importlib.find_loader", "imp.load_source"), "gone in 3.12"),
    "asyncio.get_event_loop": "raises in 3.14 where no loop runs",
    **dict.fromkeys(
        ("asyncio.iscoroutinefunction", "asyncio.set_event_loop_policy"), "deprecated in 3.14"
    ),
    **dict.fromkeys(("datetime.utcnow", "datetime.utcfromtimestamp"), "deprecated in 3.12"),
    **dict.fromkeys(("datetime.datetime.utcnow",), "deprecated in 3.12"),
    "codecs.open": "deprecated in 3.14",
    "locale.getdefaultlocale": "deprecated, to go in 3.15",
    "typing.ByteString": "gone in 3.14",
}
#: What starts a process another way since 3.14 (Linux: "forkserver"), unless a way is named.
STARTS_A_PROCESS = {
    *("multiprocessing.Process", "multiprocessing.Pool", "multiprocessing.Manager"),
    *("concurrent.futures.ProcessPoolExecutor", "futures.ProcessPoolExecutor"),
    "ProcessPoolExecutor",
}
#: Without one of these words in it, a file has nothing that a rule is about, and is not parsed.
LAST_NAMES = {name.rpartition(".")[2] for name in (*GONE, *STARTS_A_PROCESS)}
MENTIONED = re.compile(rf"\b({'|'.join(sorted(LAST_NAMES))}|extract|extractall|finally)\b")


def remarks(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and reason of everything in this code that a rule is about."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _dotted(node) in GONE:
            yield node.lineno, f"{_dotted(node)}: {GONE[_dotted(node)]}"
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in GONE:
                    yield node.lineno, f"{name}: {GONE[name]}"
        if isinstance(node, ast.Call):
            name, named = _dotted(node.func), {word.arg for word in node.keywords}
            if name in STARTS_A_PROCESS and "mp_context" not in named:
                yield node.lineno, f"{name}: name how it starts (get_context)"
            unpacks = name.endswith((".extractall", ".extract")) and "tar" in ast.unparse(node.func)
            if unpacks and "filter" not in named:
                yield node.lineno, f"{name}: what a tar file may write changed in 3.14: say filter="
        if isinstance(node, ast.Try):
            for inside in _of_this_block(node.finalbody, loops=True):
                yield inside.lineno, "it leaves a finally block: a SyntaxWarning in 3.14"


def _dotted(node: ast.AST) -> str:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return ".".join([node.id, *names]) if isinstance(node, ast.Name) else "." + ".".join(names)


def _of_this_block(body: list[ast.stmt], loops: bool) -> Iterator[ast.stmt]:
    """Statements that leave the block: return, and break or continue of a loop around it."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if isinstance(node, ast.Return) or (loops and isinstance(node, ast.Break | ast.Continue)):
            yield node
        own_loop = isinstance(node, ast.For | ast.While)
        for part in ("body", "orelse", "finalbody"):
            yield from _of_this_block(getattr(node, part, []), loops and not own_loop)
        for handler in getattr(node, "handlers", []):
            yield from _of_this_block(handler.body, loops)


def our_code() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def test_nothing_of_ours_is_gone_or_another_thing_on_the_newest_python():
    files = our_code()
    assert len(files) > 200
    found = [
        f"{path.relative_to(ROOT)}:{line} {why}"
        for path in files
        if path != Path(__file__)
        for text in [path.read_text("utf-8")]
        if MENTIONED.search(text)
        for line, why in remarks(ast.parse(text, str(path)))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "isinstance(node, ast.Str)",
        "from ast import Num",
        "loop = asyncio.get_event_loop()",
        "multiprocessing.Process(target=f).start()",
        "with ProcessPoolExecutor(2) as pool: pass",
        "tar.extractall(out)",
        "now = datetime.datetime.utcnow()",
        "def f():\n  try: g()\n  finally: return 1",
        "for x in y:\n  try: g()\n  finally:\n    if x: continue",
    ],
)
def test_each_rule_finds_what_it_is_about(code):
    assert MENTIONED.search(code)
    assert len(list(remarks(ast.parse(code)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "multiprocessing.get_context('spawn').Process(target=f)",
        "ProcessPoolExecutor(2, mp_context=context)",
        "tar.extractall(out, filter='data')",
        "zipfile.ZipFile(file).extractall(out)",
        "try: g()\nfinally:\n  for x in y: break",
        "try: g()\nfinally:\n  def f(): return 1",
    ],
)
def test_no_rule_is_about_what_stays(code):
    assert list(remarks(ast.parse(code))) == []


def newest() -> tuple[int, int]:
    """The newest Python that the bootstrap looks for."""
    place = ROOT / "binder/course_env.py"
    spec = importlib.util.spec_from_file_location("course_env_for_versions", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.NEWEST_KNOWN


def test_the_newest_python_is_one_for_which_the_lists_are_resolved():
    cases = (ROOT / "tests/launch/test_resolution.py").read_text("utf-8")
    versions = {tuple(map(int, found.split("."))) for found in re.findall(r'"(3\.\d+)"', cases)}
    assert max(versions) == newest()


def test_the_newest_python_reads_every_file_without_a_warning():
    python = shutil.which("python{}.{}".format(*newest()))
    if not python:
        pytest.skip("python{}.{} is not installed".format(*newest()))
    code = (
        "import sys, warnings; warnings.simplefilter('error')\n"
        "for name in sys.argv[1:]: compile(open(name, encoding='utf-8').read(), name, 'exec')"
    )
    done = subprocess.run([python, "-c", code, *map(str, our_code())], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
