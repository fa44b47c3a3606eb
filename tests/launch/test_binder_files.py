"""The rules that Binder's builder has, held on the files themselves and through the builder."""

import io
import json
import os
import re
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINDER = ROOT / "binder"
NB_USER = {"NB_UID": "1000", "NB_USER": "jovyan"}


def wanted(requirements: Path) -> dict[str, str]:
    """The packages of a list with their ranges, without comments and local paths."""
    lines = [line.split("#")[0].strip() for line in requirements.read_text().splitlines()]
    found = [re.fullmatch(r"([\w.-]+)(.*)", line) for line in lines if not line.startswith("-")]
    return {match[1]: match[2] for match in found if match}


@pytest.fixture(scope="module")
def build_pack():
    """repo2docker's reading of this repository."""
    if sys.platform == "win32":
        pytest.skip("repo2docker does not run on Windows")
    from repo2docker.buildpacks import PythonBuildPack

    before = Path.cwd()
    os.chdir(ROOT)
    pack = PythonBuildPack(base_image="docker.io/library/buildpack-deps:24.04")
    pack.platform = "linux/amd64"
    yield pack
    os.chdir(before)


def test_binder_installs_the_packages_before_it_copies_the_course(build_pack):
    """Otherwise every commit would install everything again."""
    assert build_pack.detect()
    dockerfile = build_pack.render(NB_USER)
    install = dockerfile.index('pip install --no-cache-dir -r "binder/requirements.txt"')
    assert install < dockerfile.index("\nCOPY --chown=1000:1000 src/ ")
    assert "binder/postBuild" in dockerfile


def test_binder_uses_the_python_that_is_written_down(build_pack):
    assert build_pack.python_version == "3.12"
    assert (BINDER / "runtime.txt").read_text().strip() == "python-3.12"


def test_the_image_holds_the_lessons_and_no_answer(build_pack):
    """What the builder would send, without sending it."""
    sent = []

    class Engine:
        def build(self, fileobj, **_):
            sent.append(fileobj.read())
            return iter(())

    list(build_pack.build(Engine(), "image", 0, NB_USER, [], {}, platform="linux/amd64"))
    with tarfile.open(fileobj=io.BytesIO(sent[0])) as archive:
        names = archive.getnames()
    course = [name.removeprefix("src/") for name in names if name.startswith("src/")]
    assert "lessons/chainrule/__init__.py" in course
    assert "binder/postBuild" in course
    unwanted = ("solutions", "autograders", "tests", ".git/", ".venv")
    assert [name for name in course if name.startswith(unwanted)] == []


def test_binder_s_list_is_self_contained_and_part_of_the_whole():
    lines = (BINDER / "requirements.txt").read_text().splitlines()
    assert [line for line in lines if line.startswith(("-", ".", "/"))] == []
    everything = wanted(ROOT / "requirements.txt")
    for package, versions in wanted(BINDER / "requirements.txt").items():
        assert everything.get(package) == versions, f"{package} differs from requirements.txt"


def test_every_range_ends_below_a_next_version():
    for package, versions in wanted(ROOT / "requirements.txt").items():
        assert re.match(r">=[\d.]+,<\d+", versions), f"{package}{versions} in requirements.txt"


def test_requirements_end_with_the_two_packages_of_the_course():
    assert (ROOT / "requirements.txt").read_text().splitlines()[-2:] == ["-e ./lessons", "-e ."]


def test_the_package_s_own_needs_agree_with_the_list():
    import tomllib

    everything = wanted(ROOT / "requirements.txt")
    for file in ("pyproject.toml", "lessons/pyproject.toml"):
        for line in tomllib.loads((ROOT / file).read_text())["project"]["dependencies"]:
            package, versions = re.fullmatch(r"([\w.-]+)(.*)", line).groups()
            assert everything.get(package) == versions, f"{line} of {file} against requirements.txt"


def test_post_build_is_a_program():
    script = BINDER / "postBuild"
    assert os.name == "nt" or os.access(script, os.X_OK)
    text = script.read_bytes()
    assert text.startswith(b"#!/usr/bin/env bash\n") and b"\r" not in text
    assert b"set -euo pipefail" in text


def test_settings_are_quiet_for_learners():
    read = {path.name: json.loads(path.read_text()) for path in BINDER.glob("*.json")}
    news = read["overrides.json"]["@jupyterlab/apputils-extension:notification"]
    assert news == {"fetchNews": "false", "checkForUpdates": False}
    hidden = read["page_config.json"]["disabledExtensions"]
    assert all(hidden.values())
    assert {name.split(":")[1] for name in hidden if name.startswith("@jupyter/nbgrader")} == {
        "create-assignment",
        "formgrader",
        "assignment-list",
        "course-list",
        "menu",
    }


def test_there_is_one_binder_folder():
    assert not (ROOT / ".binder").exists()
    assert not (ROOT / "Dockerfile").exists()
