"""What `python3 tests` chooses: the whole suite, or with --quick what an edit can break first."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Collects the tests that pytest finds with each of these lists of words; tells of each test whether
# it wants a browser, and how often it is tried again.
COLLECT = """
import json, sys, pytest

class Listing:
    def pytest_collection_finish(self, session):
        again = lambda item: sum(mark.kwargs["reruns"] for mark in item.iter_markers("flaky"))
        browser = lambda item: "browser_type" in item.fixturenames
        self.found = {item.nodeid: [browser(item), again(item)] for item in session.items}

def collect(words):
    listing = Listing()
    code = pytest.main([*words, "--collect-only", "-qq", "--no-header"], plugins=[listing])
    return [int(code), listing.found]

answers = [collect(words) for words in json.loads(sys.argv[1])]
print("\\n" + json.dumps(answers))
"""


@pytest.fixture(scope="module")
def command():
    """tests/__main__.py as a module."""
    spec = importlib.util.spec_from_file_location("tests_command", ROOT / "tests/__main__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def started(command, monkeypatch) -> list:
    """What the command hands over to the environment's Python."""
    calls = []
    monkeypatch.setattr(command, "run", lambda *words, **how: calls.append((words, how)) or 0)
    return calls


Found = dict[str, tuple[bool, int]]


@pytest.fixture(scope="module")
def collected(command) -> dict[str, Found]:
    """The tests of some places: whether each wants a browser, and how often it is tried again.

    All are asked of one process, which loads what it collects once.
    """
    places = {
        "quick": command.QUICK,
        "pages": ["tests/site", "tests/accessibility"],
        "no trainings": ["tests/backprop", *(f"--ignore={place}" for place in command.TRAININGS)],
    }
    asked = [sys.executable, "-c", COLLECT, json.dumps(list(places.values()))]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    answers = json.loads(done.stdout.splitlines()[-1])
    assert [code for code, _ in answers] == [0] * len(places), done.stdout[-2000:]
    return {name: found for name, (_, found) in zip(places, answers, strict=True)}


def test_quick_chooses_the_tests_without_a_browser_that_an_author_needs(command, collected):
    found = collected["quick"]
    assert {tuple(how) for how in found.values()} == {(False, 0)}, "one try, and no browser"
    for place in command.QUICK:
        assert any(name.startswith(place) for name in found), f"{place} holds no test"
    for needed in (
        "every_derived_file",
        "misconception",
        "mutants",
        "states_facts",
        "ruff",
        "javascript",
    ):
        assert any(needed in name for name in found), f"no test of {needed}"


def test_quick_leaves_out_the_trainings_alone(command, collected):
    there = {name for name in collected["quick"] if name.startswith("tests/backprop/")}
    left = set(collected["no trainings"])
    missing = there - left
    assert missing and all(name.startswith(tuple(command.TRAININGS)) for name in missing)
    for place in command.TRAININGS:
        assert any(name.startswith(place) for name in missing), f"{place} holds no test"
        assert not any(name.startswith(place) for name in left)


def test_a_second_try_is_for_tests_with_a_browser_alone(collected):
    assert {tuple(how) for how in collected["pages"].values()} == {(False, 0), (True, 1)}


def test_quick_takes_more_arguments_of_pytest(command, started):
    assert command.main(["--quick", "-x"]) == 0
    ((words, how),) = started
    assert words[:2] == ("-m", "pytest") and words[-1] == "-x"
    assert set(command.QUICK) <= set(words) and "--quick" not in words
    ignored = {word.removeprefix("--ignore=") for word in words if word.startswith("--ignore=")}
    assert ignored == set(command.TRAININGS), "nothing else is left out"
    assert how["part"] == "tests"
    assert how["variables"] == command.KEEP_BYTE_CODE | command.ONE_THREAD | command.FEW_DRAWS


def test_the_whole_suite_and_a_part_of_it(command, started):
    command.main([])
    command.main(["tests/launch", "-k", "pip"])
    (whole, how), (part, _) = started
    assert how["variables"] == command.KEEP_BYTE_CODE | command.ONE_THREAD, "all draws"
    assert whole == ("-m", "pytest", *command.WHOLE_SUITE)
    assert part == ("-m", "pytest", "tests/launch", "-k", "pip")


def test_byte_code_is_kept_away_from_the_sources(command, started):
    command.main([])
    ((_, how),) = started
    assert how["variables"]["PYTHONDONTWRITEBYTECODE"] == ""
    assert Path(how["variables"]["PYTHONPYCACHEPREFIX"]).is_relative_to(ROOT / ".venv")


def test_help_tells_both_ways(command, capsys, started):
    assert command.main(["--help"]) == 0
    told = capsys.readouterr().out
    assert "python3 tests --quick" in told and started == []
