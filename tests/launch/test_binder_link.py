"""The launch link: made from a git remote, written in one place, leading to a lesson."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACE = "/lab/tree/lessons/01_chain_rule/01_chain_rule.ipynb"


def load(path: Path):
    spec = importlib.util.spec_from_file_location("binder_link_here", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def binder_link():
    return load(ROOT / "binder/binder_link.py")


@pytest.mark.parametrize(
    ("remote", "source"),
    [
        ("https://github.com/ada/course.git", "gh/ada/course"),
        ("https://user:secret@github.com/ada/course", "gh/ada/course"),
        ("git@github.com:ada/course.git", "gh/ada/course"),
        ("ssh://git@github.com/ada/course.git", "gh/ada/course"),
        ("https://gitlab.com/group/sub/course.git", "gl/group%2Fsub%2Fcourse"),
        (
            "git@git.school.example:ada/course.git",
            "git/https%3A%2F%2Fgit.school.example%2Fada%2Fcourse",
        ),
    ],
)
def test_the_link_of_a_remote(binder_link, remote, source):
    link = binder_link.binder_link(remote, "v1.0", PLACE)
    assert link == f"https://mybinder.org/v2/{source}/v1.0?urlpath={PLACE[1:]}"


@pytest.mark.parametrize(
    ("launch", "archive"),
    [
        ("", ""),
        ("gh/ada/course/v1.0", "https://github.com/ada/course/archive/v1.0.zip"),
        ("gh/ada/course/new%2Fidea", "https://github.com/ada/course/archive/new/idea.zip"),
        (
            "gl/group%2Fsub%2Fcourse/new%2Fidea",
            "https://gitlab.com/group/sub/course/-/archive/new/idea/course-new-idea.zip",
        ),
        ("git/https%3A%2F%2Fgit.school.example%2Fada%2Fc/main", "git+https://git.school.example/ada/c@main"),
    ],
)  # fmt: skip
def test_pip_installs_what_the_link_launches(binder_link, launch, archive):
    address = binder_link.install_address(launch and f"https://mybinder.org/v2/{launch}")
    assert address == (archive and f"{archive}#subdirectory=lessons")


@pytest.mark.parametrize("remote", ["/srv/course", "C:\\course", "../course", ""])
def test_a_remote_that_binder_cannot_reach(binder_link, remote):
    with pytest.raises(ValueError, match="must be public on a server"):
        binder_link.binder_link(remote, "main", PLACE)


def test_the_readme_names_the_repository_once_and_its_link_leads_to_a_lesson(binder_link):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (link,) = binder_link.LINK.findall(readme)
    parts = urlsplit(link)
    assert re.fullmatch(r"/v2/(gh/[^/]+/[^/]+|gl/[^/]+|git/[^/]+)/[^/]+", parts.path)
    (place,) = parse_qs(parts.query)["urlpath"]
    assert place.startswith("lab/tree/")
    assert (ROOT / place.removeprefix("lab/tree/")).is_file()
    owner = parts.path.split("/")[3]
    assert readme.count(owner) == 1, f"{owner} stands in the README more than once"


@pytest.fixture
def clone(tmp_path) -> Path:
    """A repository with the README, the scripts and one lesson, and no remote."""
    course = tmp_path / "course"
    (course / "lessons/01_chain_rule").mkdir(parents=True)
    lesson = "lessons/01_chain_rule/01_chain_rule.ipynb"
    shutil.copy(ROOT / lesson, course / lesson)
    (course / "binder").mkdir()
    for name in (
        "README.md",
        "lessons/__main__.py",
        "binder/course_env.py",
        "binder/binder_link.py",
    ):
        shutil.copy(ROOT / name, course / name)
    subprocess.run(["git", "init", "-q", "-b", "trunk", course], check=True)
    author = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    commit = ["commit", "-q", "--allow-empty", "-m", "first"]
    subprocess.run(["git", "-C", course, *author, *commit], check=True)
    return course


def ask(course: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "lessons", "--binder", *arguments],
        cwd=course,
        capture_output=True,
        encoding="utf-8",
    )


def test_without_a_remote_one_line_says_what_to_do(clone):
    answer = ask(clone)
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "There is no git remote `origin` here: push the course to a public repository first."
    ]


def test_the_command_prints_the_link_and_writes_it_when_told(clone):
    remote = "https://ada:secret@github.com/ada/course.git"
    subprocess.run(["git", "-C", clone, "remote", "add", "origin", remote], check=True)
    before = (clone / "README.md").read_text(encoding="utf-8")
    lesson = clone / "lessons/01_chain_rule/01_chain_rule.ipynb"
    unpublished = lesson.read_text(encoding="utf-8")

    shown = ask(clone)
    link = f"https://mybinder.org/v2/gh/ada/course/trunk?urlpath={PLACE[1:]}"
    assert shown.stdout.splitlines()[0] == link
    assert "secret" not in shown.stdout
    assert (clone / "README.md").read_text(encoding="utf-8") == before
    assert lesson.read_text(encoding="utf-8") == unpublished

    written = ask(clone, "v1.0", "--write")
    assert written.returncode == 0, written.stderr
    after = (clone / "README.md").read_text(encoding="utf-8")
    assert "gh/ada/course/v1.0" in after
    link_pattern = load(clone / "binder/binder_link.py").LINK
    assert link_pattern.sub("", after) == link_pattern.sub("", before)

    archive = "https://github.com/ada/course/archive/v1.0.zip#subdirectory=lessons"
    published = lesson.read_text(encoding="utf-8")
    old = json.loads(unpublished)["cells"]
    (changed,) = (new for new in json.loads(published)["cells"] if new not in old)
    assert f"# %pip install {archive}\n" in changed["source"]
    again = ask(clone, "v1.0", "--write")
    assert "0 notebooks" in again.stdout and lesson.read_text(encoding="utf-8") == published


def test_the_lessons_install_what_the_readme_launches(binder_link):
    """After a change of the link by hand: `python3 autograders build`."""
    notebooks = [path for pattern in binder_link.NOTEBOOKS for path in ROOT.glob(pattern)]
    assert notebooks
    for path in notebooks:
        lines = binder_link.INSTALL.findall(path.read_text(encoding="utf-8"))
        assert lines == [binder_link.install_line()], path.name
