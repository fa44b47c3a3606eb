"""An emulated Binder: what the image costs to make, its size, and the wait for the first figure.

The base is an environment with the versions of JupyterLab and its neighbours that repo2docker has
frozen into its own image; tests/launch/binder_image.py says what else is real. JupyterLab is held
on one core, as a small place in the cloud is.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support.jupyterlab import launch_lab

from .hand import ROOT, browser, module_at, repeat, say, scratch
from .lines import Line
from .starting import first_figure

image = module_at(ROOT / "tests/launch/binder_image.py", "binder_image")


def measure(quick: bool) -> list[Line]:
    with scratch() as folder:
        home, prefix = folder / "home", folder / "environment"
        image.send_home(home)
        make_base(home, prefix)
        sizes, pip, post_build = [], [], []
        for number in range(runs := 1 if quick else 2):
            if number + 1 < runs:
                shutil.copytree(prefix, folder / "base", symlinks=True)
            before = files_below(home, prefix)
            pip.append(seconds(lambda: image.install_requirements(home, prefix, "--no-cache-dir")))
            post_build.append(seconds(lambda: image.post_build(home, prefix)))
            sizes.append(added(before, files_below(home, prefix)) / 1e6)
            say(f"image: pip {pip[-1]:.1f} s, postBuild {post_build[-1]:.1f} s, {sizes[-1]:.0f} MB")
            if number + 1 < runs:
                shutil.rmtree(prefix)
                (folder / "base").rename(prefix)
        with browser() as started:
            waits = repeat(
                1 if quick else 5,
                "Binder's JupyterLab to first figure, s",
                lambda: one_launch(started, home, prefix),
            )
    return [
        Line("Binder, emulated: image started to first figure", "s", tuple(waits)),
        Line("Binder: image layer over the base", "MB", tuple(sizes)),
        Line("Binder: pip, once an image", "s", tuple(pip)),
        Line("Binder: postBuild, once a commit", "s", tuple(post_build)),
    ]


def make_base(home: Path, prefix: Path) -> None:
    """The environment that repo2docker's own image starts from, without its conda."""
    image.new_environment(prefix)
    packages = frozen_packages()
    image.install(home, prefix, *packages)
    say(f"base image: {', '.join(packages)}")


def frozen_packages() -> list[str]:
    """The packages that repo2docker names for this Python, in the versions that it froze."""
    (package,) = importlib.util.find_spec("repo2docker").submodule_search_locations
    frozen = Path(package) / "buildpacks/conda"
    stem = f"environment.py-{sys.version_info.major}.{sys.version_info.minor}"
    named = re.findall(r"^- ([\w-]+)==", (frozen / f"{stem}.yml").read_text(), re.M)
    lock = (frozen / f"{stem}-linux-64.lock").read_text()
    pins = []
    for name in named:
        version = re.search(rf"/{re.escape(name)}-([\d.]+)-[^/]+#", lock)[1]
        pins.append(f"{name.removesuffix('-singleuser')}=={version}")  # conda's name for a part
    return pins


def files_below(*folders: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of change of every file; a link counts as the link."""
    return {
        path: (told.st_size, told.st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*")
        if not (path.is_dir() and not path.is_symlink())
        for told in [path.lstat()]
    }


def added(before: dict, after: dict) -> int:
    """Bytes in files that are new or changed: what a layer of an image holds."""
    return sum(told[0] for path, told in after.items() if before.get(path) != told)


def one_launch(started, home: Path, prefix: Path) -> float:
    """Seconds from the start of the image's JupyterLab to the answer of the linked lesson."""
    with scratch() as private:
        began = time.monotonic()
        with one_core():
            server = launch_lab(home, private, **image.launch_options(prefix))
        try:
            say(f"Binder's JupyterLab answers after {time.monotonic() - began:.1f} s")
            return first_figure(started, server, image.place_in_the_launch_link(), began)
        finally:
            server.stop()


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """What is started in here stays on one core, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def seconds(act: Callable[[], None]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began
