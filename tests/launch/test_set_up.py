"""The bootstrap, played for real on a small course (small_course.py).

Nothing here needs a network, and `PIP_NO_INDEX` makes sure that none is used.
"""

import ast
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import little_pip
from small_course import FOR_A_STUDENTS_PROCESS, make_course

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = getattr(sys, "_base_executable", sys.executable)
posix_only = pytest.mark.skipif(os.name == "nt", reason="uses POSIX signals or shell scripts")

# Most of a set-up is ensurepip writing the same pip again. It does so once; with this module on the
# import path, other environments get a pip by a link.
LINKED_PIP = """
import os, sysconfig, venv

def link_pip(self, context):
    places = {"base": context.env_dir, "platbase": context.env_dir}
    packages = sysconfig.get_path("purelib", "venv", places)
    os.symlink(os.environ["COURSE_TESTS_PIP"], os.path.join(packages, "pip"))

venv.EnvBuilder._setup_pip = link_pip
"""


def clean_variables(**more: str) -> dict[str, str]:
    """The environment of somebody who has just opened a terminal."""
    # Byte code beside the files: in a folder of its own, the one linked pip would be compiled again
    # for each of the many environments.
    left_out = ("VIRTUAL_ENV", "PYTHONPYCACHEPREFIX")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "PIP_NO_INDEX": "1", "PYTHONIOENCODING": "utf-8", **more}


def variables_of_our_pip(folder: Path) -> dict[str, str]:
    """Variables with which a new environment gets the pip of these tests by a link, where there is
    one; `folder` is for a module."""
    pip = Path(sysconfig.get_path("purelib"), "pip")
    return _variables_of_a_linked_pip(pip, folder) if pip.is_dir() else {}


def variables_of_a_little_pip(folder: Path) -> dict[str, str]:
    """The same with the pip of little_pip.py."""
    return _variables_of_a_linked_pip(little_pip.write_little_pip(folder), folder)


def _variables_of_a_linked_pip(pip: Path, folder: Path) -> dict[str, str]:
    if os.name == "nt":  # no links there
        return {}
    path = folder / "import"
    path.mkdir()
    (path / "sitecustomize.py").write_text(LINKED_PIP)
    return {"PYTHONPATH": str(path), "COURSE_TESTS_PIP": str(pip)}


def start(
    course: Path,
    *arguments: str,
    python: str = SYSTEM_PYTHON,
    script: str = "lessons",
    **variables: str,
):
    """Run `python lessons …` in the course; gives the finished process with its text."""
    return subprocess.run(
        [python, script, *arguments],
        cwd=course,
        env=clean_variables(**variables),
        capture_output=True,
        encoding="utf-8",
        timeout=180,
    )


def odd_settings_of_pip(folder: Path) -> dict[str, str]:
    """Variables of a user who has told pip, there and in a file, to install otherwise."""
    settings = folder / "pip.conf"
    settings.write_text(
        "[global]\nno-index = true\n"
        f"[install]\nuser = true\nrequire-hashes = true\ntarget = {folder / 'elsewhere'}\n"
    )
    more = {"PIP_CONFIG_FILE": str(settings), "PIP_NO_DEPS": "1", "PIP_DRY_RUN": "1"}
    return {**more, "PIP_ROOT": str(folder / "root"), "PIP_CONSTRAINT": "/missing"}


def load_bootstrap(course: Path):
    """The course's course_env as a module of its own, to replace parts of it."""
    spec = importlib.util.spec_from_file_location(
        "course_env_here", course / "binder/course_env.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course in a path with spaces and umlauts, set up once, by a user with odd pip settings."""
    folder = make_course(tmp_path_factory.mktemp("bootstrap") / "Ünï course")
    odd = odd_settings_of_pip(folder.parent)
    odd |= {"PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1"}
    first = start(folder, "01", "--no-browser", **odd)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Setting up the course" in first.stdout
    assert f"LAB {folder / '.venv'}" in first.stdout
    assert not any((folder.parent / name).exists() for name in ("elsewhere", "root"))
    return folder


@pytest.fixture(scope="module")
def quick(tmp_path_factory) -> dict[str, str]:
    return variables_of_our_pip(tmp_path_factory.mktemp("our-pip"))


@pytest.fixture(scope="module")
def little(tmp_path_factory) -> dict[str, str]:
    """For tests of the set-up in which it does not matter what pip does."""
    return variables_of_a_little_pip(tmp_path_factory.mktemp("little-pip"))


def test_a_second_start_installs_nothing_and_opens_the_lesson(course):
    second = start(course, "2", "--no-browser", "--port=9999")
    assert second.returncode == 0
    assert "Setting up" not in second.stdout
    assert f"LAB {course / '.venv'}" in second.stdout
    told = next(line for line in second.stdout.splitlines() if line.startswith("ARGUMENTS"))
    assert "--LabApp.default_url=/lab/tree/lessons/02_second/02_second.ipynb" in told
    assert told.endswith("--no-browser --port=9999")
    if hasattr(os, "geteuid"):
        assert ("--allow-root" in told) == (os.geteuid() == 0)


def test_without_a_number_the_first_lesson_opens_in_notebook_7_when_told(course):
    told = start(course, "--notebook").stdout
    assert "--LabApp.default_url=/notebooks/lessons/01_first/01_first.ipynb" in told
    assert "--notebook" not in told


def test_an_unknown_lesson_is_one_line(course):
    answer = start(course, "7")
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == ["There is no lesson 7. There are: 01_first, 02_second."]


def test_settings_are_in_place_and_follow_the_course(course):
    for name, folder in load_bootstrap(course).SETTINGS.items():
        installed = course / ".venv" / folder / name
        assert installed.read_bytes() == (ROOT / "binder" / name).read_bytes()
        installed.write_text("{}")
    assert "Setting up" not in start(course).stdout
    for name, folder in load_bootstrap(course).SETTINGS.items():
        assert (course / ".venv" / folder / name).read_bytes() == (
            ROOT / "binder" / name
        ).read_bytes()


def test_changed_requirements_are_installed_into_the_same_environment(course):
    keepsake = course / ".venv/keepsake"
    keepsake.touch()
    with (course / "binder/requirements.txt").open("a") as file:
        file.write("# changed\n")
    changed = start(course)
    assert "Setting up" in changed.stdout and changed.returncode == 0
    assert keepsake.exists()
    assert "Setting up" not in start(course).stdout


def test_repair_also_works_with_the_python_that_is_being_repaired(course):
    module = load_bootstrap(course)
    (course / ".venv" / module.UNFINISHED).touch()
    next((course / ".venv").glob("**/site-packages/jupyterlab/__main__.py")).unlink()
    inside = str(course / ".venv" / module.venv_python().relative_to(module.VENV))
    repaired = start(course, python=inside)
    assert repaired.returncode == 0, repaired.stderr
    assert f"LAB {course / '.venv'}" in repaired.stdout
    assert "Setting up" not in start(course, python=inside).stdout


def test_an_interrupted_set_up_is_repaired(course, little):
    module = load_bootstrap(course)
    (course / ".venv" / module.UNFINISHED).touch()
    package = next((course / ".venv").glob("**/site-packages/jupyterlab/__main__.py"))
    package.unlink()  # pip still believes that it is there
    repaired = start(course, **little)
    assert repaired.returncode == 0, repaired.stderr
    assert "LAB" in repaired.stdout


def test_started_inside_another_active_environment(course, little, tmp_path):
    subprocess.run([SYSTEM_PYTHON, "-m", "venv", "--without-pip", tmp_path / "other"], check=True)
    module = load_bootstrap(course)
    python = tmp_path / "other" / module.venv_python().relative_to(module.VENV)
    shutil.rmtree(course / ".venv")
    answer = start(course, python=str(python), VIRTUAL_ENV=str(tmp_path / "other"), **little)
    assert answer.returncode == 0, answer.stderr
    assert f"LAB {course / '.venv'}" in answer.stdout


def test_enter_carries_a_script_over_and_keeps_the_working_folder(course, tmp_path):
    folder = course / "autograders"
    folder.mkdir(exist_ok=True)
    (folder / "__main__.py").write_text(
        "import os, sys\n"
        "here = os.path.dirname(os.path.abspath(__file__))\n"
        "sys.path.insert(0, os.path.join(here, '../binder'))\n"
        "import course_env\ncourse_env.enter(__file__, part='autograders')\n"
        "print(sys.prefix, os.getcwd(), sys.argv[1:], sep='|')\n",
        encoding="utf-8",
    )
    answer = subprocess.run(
        [SYSTEM_PYTHON, str(folder), "grade", "class one"],
        cwd=tmp_path,
        env=clean_variables(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    prefix, where, arguments = answer.stdout.splitlines()[-1].split("|")
    assert Path(prefix) == course / ".venv"
    assert Path(where).resolve() == tmp_path.resolve()
    assert arguments == "['grade', 'class one']"


def test_a_moved_course_is_set_up_again(course, little, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.copytree(course, moved, symlinks=True)
    answer = start(moved, **little)
    assert "Setting up" in answer.stdout
    assert f"LAB {moved / '.venv'}" in answer.stdout


@posix_only
def test_two_windows_at_once_set_up_once(quick, tmp_path):
    course = make_course(tmp_path / "course")
    both = [
        subprocess.Popen(
            [SYSTEM_PYTHON, "lessons"],
            cwd=course,
            env=clean_variables(**quick),
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=180)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("Setting up" in text for text in said) == 1
    assert all("LAB" in text for text in said)


@posix_only
def test_ctrl_c_during_set_up_is_one_line_and_can_be_resumed(quick, little, tmp_path):
    course = make_course(tmp_path / "course")
    wanted = course / "binder/requirements.txt"
    good = wanted.read_text()
    with socket.socket() as silent:  # an index that never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        wanted.write_text("no-such-package-for-the-test\n")
        process = subprocess.Popen(
            [SYSTEM_PYTHON, "lessons"],
            cwd=course,
            env={
                **clean_variables(PIP_CONFIG_FILE=os.devnull, **quick),
                "PIP_NO_INDEX": "0",
                "PIP_INDEX_URL": f"http://127.0.0.1:{port}/simple",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            # A test run in the background ignores Ctrl-C, and its children would, too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        silent.settimeout(120)
        asked, _ = silent.accept()  # now the installer waits for an answer
        with asked:
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.splitlines() == ["Set-up interrupted. The same command starts it again."]
    wanted.write_text(good)
    assert "LAB" in start(course, **little).stdout


def test_no_network_is_one_line(quick, tmp_path):
    course = make_course(tmp_path / "course")
    (course / "binder/requirements.txt").write_text("no-such-package-for-the-test\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    answer = start(
        course,
        PIP_NO_INDEX="0",
        PIP_CONFIG_FILE=os.devnull,
        PIP_RETRIES="1",
        PIP_INDEX_URL=f"http://127.0.0.1:{closed}/simple",
        **quick,
    )
    assert answer.returncode == 1
    (line,) = answer.stderr.splitlines()
    assert "the package index cannot be reached; check the network" in line


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full; free about 1 GB"),
        ("error: Failed to fetch\n  dns error: failed to lookup", "check the network"),
        ("ERROR: No matching distribution found for x>9\nmore", "No matching distribution found"),
        ("ERROR: Could not find a version … (from versions: none)", "check the network"),
        ("SSLError: certificate verify failed: certificate is not yet valid", "computer's clock"),
        ("SSLError: certificate verify failed: certificate has expired", "computer's clock"),
        ("the ssl module in Python is not available.\nSSLError", "was built without ssl"),
        ("", "the installer stopped"),
    ],
)
def test_what_an_installer_says_becomes_one_line(course, log, said):
    line = load_bootstrap(course)._why_it_failed(log, Path("set-up.log"))
    assert said in line and len(line.splitlines()) == 1 and "run the same command again" in line


# ------------------------------------------------------------------ machines that lack something


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A fresh course's bootstrap on a Python that says it has neither ensurepip nor pip."""
    module = load_bootstrap(make_course(tmp_path / "course"))
    missing = {(sys.executable, "ensurepip._uninstall"), (sys.executable, "pip._internal")}
    really = module._imports
    monkeypatch.setattr(
        module,
        "_imports",
        lambda python, name: (python, name) not in missing and really(python, name),
    )
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    module.missing = missing
    return module


def lab_is_installed(module) -> bool:
    return module._imports(module.venv_python(), "jupyterlab")


def test_neither_venv_nor_pip_nor_uv_is_one_line(bare):
    with pytest.raises(SystemExit) as stop:
        bare.prepare()
    assert "sudo apt install python3-venv" in str(stop.value)
    assert len(str(stop.value).splitlines()) == 1
    assert not bare.VENV.exists()


def test_pip_without_venv(bare):
    """Debian with python3-pip but no python3-venv."""
    bare.missing.remove((sys.executable, "pip._internal"))
    bare.prepare()
    assert lab_is_installed(bare)
    assert not bare._imports(bare.venv_python(), "pip")


@posix_only
def test_only_uv(bare, tmp_path, monkeypatch):
    programs = tmp_path / "programs"
    programs.mkdir()
    stand_in = programs / "uv"
    stand_in.write_text(
        '#!/bin/sh\necho "$@" >> "$0.calls"\n'
        f'python="$4"; shift 4; exec "$python" "{little_pip.__file__}" install "$@"\n'
    )
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(bare.shutil, "which", lambda name: str(stand_in) if name == "uv" else None)
    bare.prepare()
    assert lab_is_installed(bare)
    calls = (programs / "uv.calls").read_text().splitlines()
    what = "-r binder/requirements.txt -e ./lessons[site]"
    assert calls == [f"pip install --python {bare.venv_python()} {what}"]


def test_an_old_python_is_one_line(bare, monkeypatch):
    monkeypatch.setattr(bare.sys, "version_info", (3, 9, 1, "final", 0))
    with pytest.raises(SystemExit) as stop:
        bare.prepare()
    assert str(stop.value) == (
        "The course needs Python 3.11 or newer, and this is 3.9: "
        "install a newer one from python.org."
    )


def test_an_old_python_names_a_newer_one_that_is_there(bare, monkeypatch):
    monkeypatch.setattr(bare.shutil, "which", lambda name: name if name == "python3.12" else None)
    monkeypatch.setattr(bare, "_succeeds", lambda command: True)
    monkeypatch.setattr(bare.sys, "version_info", (3, 9, 1, "final", 0))
    with pytest.raises(SystemExit, match=r"run it with python3\.12, which is installed"):
        bare.prepare()


@pytest.mark.parametrize(
    "script",
    [
        "binder/course_env.py",
        "lessons/__main__.py",
        "tests/__main__.py",
        "autograders/__main__.py",
    ],
)
def test_an_old_python_can_read_what_it_meets_first(script):
    ast.parse((ROOT / script).read_text(encoding="utf-8"), script, feature_version=(3, 6))


def test_paths_on_windows_and_elsewhere(bare):
    assert bare.venv_python(windows=True) == bare.VENV / "Scripts/python.exe"
    assert bare.venv_python(windows=False) == bare.VENV / "bin/python"


def test_windows_gets_a_child_process_and_utf_8(bare, monkeypatch):
    calls = []
    monkeypatch.setattr(bare, "WINDOWS", True)
    monkeypatch.setattr(
        bare.subprocess, "call", lambda command, env: calls.append((command, env)) or 3
    )
    assert bare._become(["python", "-m", "jupyterlab"]) == 3
    ((command, variables),) = calls
    assert command == ["python", "-m", "jupyterlab"]
    assert variables["PYTHONUTF8"] == "1"


def test_a_long_path_on_windows_is_named(bare, monkeypatch):
    monkeypatch.setattr(bare, "WINDOWS", True)
    monkeypatch.setattr(bare, "ROOT", "C:\\" + "long\\" * 30)
    assert "too long for Windows" in bare._why_it_failed("ERROR: [Errno 2]", "log")


def test_a_folder_of_the_users_own_is_not_touched(bare):
    bare.VENV.mkdir()
    (bare.VENV / "thesis.txt").write_text("important")
    with pytest.raises(SystemExit, match="is not a virtual environment: rename it"):
        bare.prepare()
    assert (bare.VENV / "thesis.txt").read_text() == "important"


def test_a_folder_without_permission_is_one_line(bare, monkeypatch):
    def refuse():
        raise PermissionError(13, "Permission denied", str(bare.VENV))

    monkeypatch.setattr(bare, "_create", refuse)
    with pytest.raises(SystemExit, match="copy the course folder to a place of your own"):
        bare.prepare()


def test_another_python_version_makes_a_new_environment(bare, monkeypatch):
    bare.VENV.mkdir()
    (bare.VENV / "pyvenv.cfg").touch()
    monkeypatch.setattr(bare, "_version_of_environment", lambda: "3.12")
    stamp = bare.VENV / bare.STAMP.format("lessons")
    stamp.write_text(bare._stamp_text("lessons", "3.11"))
    assert not bare._is_ready("lessons") and not bare._can_be_completed()
    stamp.write_text(bare._stamp_text("lessons", "3.12"))
    assert bare._is_ready("lessons") and bare._can_be_completed()


# ------------------------------------------------------------------ the environment grows by parts


def installed_in(course: Path) -> set[str]:
    """The packages of the course's environment, without pip and what comes with it."""
    names = {path.name.split("-")[0] for path in (course / ".venv").glob("**/*.dist-info")}
    return names & {"jupyterlab", "pytest", "chainrule", "chainrule_autograders"}


@pytest.fixture(scope="module")
def grown_once(little, tmp_path_factory) -> tuple[Path, Path]:
    """The place of a course with the learners' part, and a copy of it that stays as it is."""
    course = make_course(tmp_path_factory.mktemp("grown") / "course")
    assert start(course, **little).returncode == 0
    kept = course.with_name("kept")
    shutil.copytree(course, kept, symlinks=True)
    return course, kept


@pytest.fixture
def grown(grown_once) -> Path:
    """A course of its own with the learners' part, always at the same place: at another one its
    environment would be made anew."""
    course, kept = grown_once
    shutil.rmtree(course)
    shutil.copytree(kept, course, symlinks=True)
    return course


def test_the_environment_grows_by_parts_and_never_installs_twice(grown, little):
    """A learner's start, then the tests', then each of them again, without anything to install."""
    assert installed_in(grown) == {"jupyterlab", "chainrule"}
    keepsake = grown / ".venv/keepsake"
    keepsake.touch()

    tested = start(grown, "tests/launch", "-q", script="tests", **little)
    assert tested.returncode == 0, tested.stderr
    (line,) = (line for line in tested.stdout.splitlines() if "Adding" in line)
    assert line.startswith("Adding what `python3 tests` needs to ") and "once" in line
    assert "Setting up" not in tested.stdout
    assert f"PYTEST {grown / '.venv'}" in tested.stdout
    assert "ARGUMENTS tests/launch -q" in tested.stdout
    assert f"BYTE CODE {grown / '.venv' / 'byte-code'}" in tested.stdout
    assert installed_in(grown) == {"jupyterlab", "pytest", "chainrule", "chainrule_autograders"}
    assert keepsake.exists()

    for script in ("lessons", "tests", "lessons"):
        again = start(grown, script=script)
        assert again.returncode == 0
        assert "Adding" not in again.stdout and "Setting up" not in again.stdout


def test_a_whole_environment_serves_learners_and_instructors(quick, tmp_path):
    course = make_course(tmp_path / "course")
    assert "Setting up" in start(course, script="tests", **quick).stdout
    module = load_bootstrap(course)
    assert all(module._is_ready(part) for part in ("lessons", "autograders", "tests"))


def test_instructors_get_their_part_without_the_tests(grown, monkeypatch):
    module = load_bootstrap(grown)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    module.prepare("autograders")
    assert installed_in(grown) == {"jupyterlab", "chainrule", "chainrule_autograders"}
    assert module._is_ready("lessons") and not module._is_ready("tests")
    (packages,) = (grown / ".venv").glob("**/site-packages")
    for name in FOR_A_STUDENTS_PROCESS:  # it keeps no byte code itself
        place = (packages / name).parent / "__pycache__"
        assert (place / f"{Path(name).name}.{sys.implementation.cache_tag}.pyc").exists(), name


def test_what_tests_need_may_change_without_a_learner_s_noticing(grown, little):
    assert start(grown, script="tests", **little).returncode == 0
    with (grown / "requirements.txt").open("a") as file:
        file.write("# changed\n")
    assert "Setting up" not in start(grown).stdout
    assert "Setting up" in start(grown, script="tests").stdout
    with (grown / "lessons/pyproject.toml").open("a") as file:
        file.write("# changed\n")
    module = load_bootstrap(grown)
    assert not any(module._is_ready(part) for part in module.PARTS)


def test_an_interrupted_addition_repairs_itself(grown, little):
    """pip may have replaced a package of the learners' part by half of another version."""
    good = (grown / "requirements.txt").read_text()
    (grown / "requirements.txt").write_text(good + "no-such-package-for-the-test\n")
    failed = start(grown, script="tests", **little)
    assert failed.returncode == 1 and "run the same command again" in failed.stderr
    package = next((grown / ".venv").glob("**/site-packages/jupyterlab/__main__.py"))
    package.unlink()
    repaired = start(grown, **little)
    assert "Setting up" in repaired.stdout and f"LAB {grown / '.venv'}" in repaired.stdout
    (grown / "requirements.txt").write_text(good)
    assert "PYTEST" in start(grown, script="tests", **little).stdout


def test_a_class_s_copy_has_all_that_the_lessons_need(little, tmp_path):
    """`lessons`, `binder` and nothing else."""
    course = make_course(tmp_path / "course")
    for name in ("requirements.txt", "pyproject.toml", "tests/__main__.py"):
        (course / name).unlink()
    started = start(course, **little)
    assert started.returncode == 0, started.stderr
    assert installed_in(course) == {"jupyterlab", "chainrule"}


def test_the_set_up_alone_names_its_parts(course):
    command = [SYSTEM_PYTHON, "binder/course_env.py"]
    how = {"cwd": course, "env": clean_variables(), "capture_output": True, "encoding": "utf-8"}
    done = subprocess.run(command, **how)
    assert done.returncode == 0 and "The course's Python is" in done.stdout
    wrong = subprocess.run([*command, "lesson"], **how)
    assert wrong.returncode == 1
    assert wrong.stderr.splitlines() == [
        "Name one part of the course: lessons, autograders, tests."
    ]


@pytest.mark.parametrize(("version", "renewed"), [("23.2.1", True), ("26.3", False)])
def test_an_old_pip_is_replaced_first(bare, monkeypatch, version, renewed):
    (bare.VENV / f"lib/python3.12/site-packages/pip-{version}.dist-info").mkdir(parents=True)
    calls = []
    monkeypatch.setattr(bare, "_imports", lambda python, name: True)
    monkeypatch.setattr(bare.subprocess, "call", lambda command, **how: calls.append(command) or 1)
    bare._renew_pip({})  # fails, and nothing is said
    assert bool(calls) == renewed
    assert all(command[-2:] == ["--upgrade", "pip"] for command in calls)


def test_packages_are_compiled_when_they_are_met(bare, monkeypatch):
    """Unless Python may not keep what it compiles: then each start would compile everything."""
    monkeypatch.setattr(bare, "_imports", lambda python, name: True)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    assert "--no-compile" in bare._installer(False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "--no-compile" not in bare._installer(False)


def test_progress_counts_packages(bare):
    assert bare._progress("") == "looking for packages"
    assert bare._progress("Collecting a\nCollecting b\n") == "collecting packages: 2"
    packages = bare.VENV / "lib/python3.12/site-packages"
    (packages / "a-1.dist-info").mkdir(parents=True)
    text = "Collecting a\nInstalling collected packages: a, b, c\n"
    assert bare._progress(text) == "installing packages: 1 of 3"
    for name in ("b", "c"):
        (packages / f"{name}-1.dist-info").mkdir()
    assert bare._progress(text) == "finishing: 3 packages"


def test_a_start_that_is_ready_only_starts_one_small_process(course, monkeypatch):
    """The second start reads a stamp and asks the environment's Python for its version."""
    assert start(course).returncode == 0
    module = load_bootstrap(course)
    started = []
    real = subprocess.run
    monkeypatch.setattr(
        module.subprocess,
        "run",
        lambda command, **how: started.append(command) or real(command, **how),
    )
    monkeypatch.setattr(module, "_set_up", None)
    before = time.time_ns()
    module.prepare()
    assert len(started) <= 1
    assert all(path.stat().st_mtime_ns < before for path in (course / ".venv").glob("course-*"))
