"""A Binder launch, emulated (binder_image.py says what is real), opened by the README's link."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import binder_image

from ..support.notebook import keep_cells

FIGURE = 'NineKnobs("curve", after='
#: What stays of the lesson: a whole one is met in tests/journeys.
CELLS = ("# Predictions: what a network computes", "from chainrule import", FIGURE)
OFFLINE = "COURSE_TESTS_OFFLINE"
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Binder's images are Linux"),
    pytest.mark.skipif(bool(os.environ.get(OFFLINE)), reason=f"{OFFLINE} is set"),
]


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> tuple[Path, Path]:
    """The home folder and the Python prefix of a built image."""
    home = tmp_path_factory.mktemp("binder") / "home"
    prefix = home.parent / "environment"
    binder_image.send_home(home)
    binder_image.new_environment(prefix)
    # Python compiles what it meets; a third of the packages is never met here. Whether all fit
    # together is asked elsewhere (test_resolution.py).
    binder_image.install_requirements(home, prefix, "--no-compile", "--no-warn-conflicts")
    binder_image.post_build(home, prefix)
    return home, prefix


@pytest.fixture(scope="module")
def binder(image, start_lab):
    """The image's JupyterLab, started with the flags that mybinder.org gives it."""
    home, prefix = image
    return start_lab(home, **binder_image.launch_options(prefix))


# With the browser's tests, in one process with the next one: the image is made once.
@pytest.mark.usefixtures("browser_type")
def test_the_image_has_no_answer(image):
    home, prefix = image
    assert not [name for name in ("solutions", "autograders", "tests") if (home / name).exists()]
    asked = subprocess.run([prefix / "bin/python", "-c", "import autograders"], cwd="/")
    assert asked.returncode != 0


def test_a_launch_opens_the_lesson_and_its_figure_answers(binder, page, open_address, tmp_path):
    place = binder_image.place_in_the_launch_link()
    keep_cells(binder.root / place.removeprefix("lab/tree/"), CELLS)
    lesson = open_address(binder, place)
    lesson.run(lesson.index("from chainrule import"))
    lesson.wake(FIGURE)

    page.screenshot(path=tmp_path / "launch.png")
    assert lesson.errors() == []
    assert lesson.trouble == []
    assert lesson.outside == [], "the page asked another machine"
    assert page.get_by_role("button", name="Validate").is_visible()
    assert page.get_by_role("menuitem", name="Nbgrader").count() == 0
    assert page.locator(".Toastify__toast").count() == 0, "a pop-up is in the way"
    assert page.locator(".jp-Toolbar.jp-cell-toolbar, .jp-cell-menu").count() == 0
