"""A Binder launch, emulated: the image's files and packages, mybinder's flags, the link's path.

What is real: the content that repo2docker would send, a fresh environment from
`binder/requirements.txt`, `postBuild`, JupyterLab with the settings that postBuild put in place.
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

import pytest

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = getattr(sys, "_base_executable", sys.executable)
OFFLINE = "COURSE_TESTS_OFFLINE"
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Binder's images are Linux"),
    pytest.mark.skipif(bool(os.environ.get(OFFLINE)), reason=f"{OFFLINE} is set"),
]


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> tuple[Path, Path]:
    """The home folder and the Python prefix of a built image."""
    from repo2docker.buildpacks import PythonBuildPack

    home = tmp_path_factory.mktemp("binder") / "home"
    prefix = home.parent / "environment"
    unpack(PythonBuildPack(base_image="docker.io/library/buildpack-deps:24.04"), home)
    subprocess.run([SYSTEM_PYTHON, "-m", "venv", prefix], check=True)
    # --no-compile: Python compiles what it meets; a third of the packages is never met here.
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    run_in(home, prefix, [prefix / "bin/python", *install, "-r", "binder/requirements.txt"])
    run_in(home, prefix, ["binder/postBuild"])
    return home, prefix


def unpack(pack, home: Path) -> None:
    """Put what repo2docker sends to its engine into `home`."""
    sent = []

    class Engine:
        def build(self, fileobj, **_):
            sent.append(fileobj.read())
            return iter(())

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


def image_variables(prefix: Path) -> dict[str, str]:
    path = os.pathsep.join([str(prefix / "bin"), os.environ["PATH"]])
    variables = {**os.environ, "NB_PYTHON_PREFIX": str(prefix), "PATH": path}
    variables.pop("VIRTUAL_ENV", None)
    return variables


def run_in(home: Path, prefix: Path, command: list) -> None:
    done = subprocess.run(
        command,
        cwd=home,
        env=image_variables(prefix),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, f"{command[0]}:\n{done.stdout[-3000:]}"


@pytest.fixture(scope="module")
def binder(image, start_lab):
    """The image's JupyterLab, started with the flags that mybinder.org gives it."""
    home, prefix = image
    base_url = "/user/ada-course-x1y2z3/"
    flags = [
        f"--{app}.{flag}"
        for app in ("NotebookApp", "ServerApp")
        for flag in (
            f"base_url={base_url}",
            "token=a-token-for-the-tests",
            "trust_xheaders=True",
            "allow_origin=*",
            "allow_origin_pat=.*",
        )
        if (app, flag.split("=")[0]) != ("ServerApp", "base_url")  # start_lab gives this one
    ]
    return start_lab(
        home,
        python=prefix / "bin/python",
        arguments=flags,
        base_url=base_url,
        settings=False,
        variables=image_variables(prefix),
    )


def place_in_the_launch_link() -> str:
    """Where the README's launch link leads, below JupyterLab's base address."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    link = re.search(r"https://mybinder\.org/v2/[^)\s]+", readme).group()
    (place,) = parse_qs(urlsplit(link).query)["urlpath"]
    return place


# With the browser's tests, in one process with the next one: the image is made once.
@pytest.mark.usefixtures("browser_type")
def test_the_image_has_no_answer(image):
    home, prefix = image
    assert not [name for name in ("solutions", "autograders", "tests") if (home / name).exists()]
    asked = subprocess.run([prefix / "bin/python", "-c", "import autograders"], cwd="/")
    assert asked.returncode != 0


def test_a_launch_opens_the_lesson_and_its_figure_answers(binder, page, open_address, tmp_path):
    lesson = open_address(binder, place_in_the_launch_link())
    lesson.run(lesson.index("from chainrule import"))

    lesson.run(lesson.index('NineKnobs("watch", after='))
    figure = lesson.cell('NineKnobs("watch", after=')
    figure.get_by_role("button", name="Open it without predicting").click()
    slider = figure.locator("[role=slider]").first
    before = slider.get_attribute("aria-valuenow")
    slider.press("ArrowLeft")
    page.wait_for_function(
        "([node, before]) => node.getAttribute('aria-valuenow') !== before",
        arg=[slider.element_handle(), before],
    )

    page.screenshot(path=tmp_path / "launch.png")
    assert lesson.errors() == []
    assert lesson.trouble == []
    assert lesson.outside == [], "the page asked another machine"
    assert page.get_by_role("button", name="Validate").is_visible()
    assert page.get_by_role("menuitem", name="Nbgrader").count() == 0
    assert page.locator(".Toastify__toast").count() == 0, "a pop-up is in the way"
    assert page.locator(".jp-Toolbar.jp-cell-toolbar, .jp-cell-menu").count() == 0
