"""How the tests are dealt out to several processes, and in which order they run."""

import pytest

from . import ROOT

#: What takes longest begins first, so that no process is left alone with it at the end. Tests in a
#: JupyterLab belong to it as well.
LONG = (
    "tests/launch/test_binder_launch.py",
    "tests/site/test_in_browser.py",
    "tests/exercises/test_exercises.py",
    "tests/authoring/test_course.py",
    "tests/authoring/test_processors.py",
    "tests/authoring/test_other_tools.py",
)


def deal(items: list[pytest.Item]) -> None:
    """Order the tests, and say which of them several processes must leave together.

    A test with a browser that fails is tried once more: a Chromium that waits for a processor now
    and then misses a frame or a key. What failed at the first try is shown at the end all the same,
    and a run allows but three of them (`addopts` in pyproject.toml). All other tests have one try.

    Tests with a browser come last. Without one, a file stays together, or in it what is tested of
    one exercise, whose tables and mutants are made once a process; with one, only tests that
    share a fixture of their module do, and the others are dealt out by function. Tests in the
    JupyterLab of all tests stay together, so that but one is started, and loaded once.
    """
    places = {item: item.path.relative_to(ROOT).as_posix() for item in items}
    fixtures = {item: _fixtures(item) for item in items}
    browser = {item for item in items if "browser_type" in fixtures[item]}
    sharing = {places[item] for item in browser if "module" in fixtures[item].values()}
    for item in items:
        if item in browser:
            item.add_marker(pytest.mark.flaky(reruns=1))
        group = f"{'browser' if item in browser else 'plain'} {places[item]}"
        if "lab" in fixtures[item]:
            group = "browser JupyterLab"
        elif item in browser and places[item] not in sharing:
            group += f" {item.originalname}"
        elif item not in browser and (exercise := _exercise(item)):
            group += f" {exercise}"
        item.add_marker(pytest.mark.xdist_group(group))

    def is_long(item: pytest.Item) -> bool:
        return places[item] in LONG or "start_lab" in fixtures[item]

    items.sort(key=lambda item: (item in browser, not is_long(item)))


def refuse_lost_groups(session: pytest.Session) -> None:
    """Stop when pytest-xdist does not see the groups: it marks them in the tests' names."""
    grouped = getattr(session.config.option, "loadgroup", False)
    if grouped and not all("@" in item.nodeid for item in session.items):
        raise pytest.UsageError("pytest-xdist loses the groups of tests: install requirements.txt")


def _exercise(item: pytest.Item) -> str:
    """The exercise that a test is given, if any."""
    given = getattr(item, "callspec", None)
    return getattr(given.params.get("exercise"), "name", "") if given else ""


def _fixtures(item: pytest.Item) -> dict[str, str]:
    """The names of the fixtures that a test uses, each with its scope."""
    info = getattr(item, "_fixtureinfo", None)
    known = info.name2fixturedefs if info else {}
    return {
        name: known[name][-1].scope for name in getattr(item, "fixturenames", ()) if known.get(name)
    }
