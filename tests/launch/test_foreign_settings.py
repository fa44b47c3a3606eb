"""Nothing of another Jupyter, Python or pip decides how the course is set up or started.

Each test plays one learner's computer on the small course, or on the bootstrap's own functions.
"""

import ast
import contextlib
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from jupyter_client import BlockingKernelClient

sys.path.insert(0, str(Path(__file__).parent))
from small_course import make_course, write_lab
from test_set_up import (
    SYSTEM_PYTHON,
    clean_variables,
    load_bootstrap,
    odd_settings_of_pip,
    posix_only,
    start,
    variables_of_a_little_pip,
    variables_of_our_pip,
)

from ..support import PATIENCE

ROOT = Path(__file__).resolve().parents[2]

# A "jupyterlab" that says what reached it.
TELL_ALL = """
import json, os, random, sys
print("TOLD", json.dumps([sys.argv[1:], dict(os.environ), sys.path, random.__file__]))
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A small course that is set up, whose JupyterLab tells everything."""
    folder = make_course(tmp_path_factory.mktemp("of-others") / "course")
    write_lab(folder, TELL_ALL)
    first = start(folder, **variables_of_our_pip(folder.parent))
    assert first.returncode == 0, first.stdout + first.stderr
    return folder


@pytest.fixture
def quick(tmp_path) -> dict[str, str]:
    return variables_of_our_pip(tmp_path)


def told(answer: subprocess.CompletedProcess) -> tuple[list, dict, list, str]:
    assert answer.returncode == 0, answer.stdout + answer.stderr
    (line,) = (line for line in answer.stdout.splitlines() if line.startswith("TOLD "))
    return tuple(json.loads(line.removeprefix("TOLD ")))


@pytest.fixture
def opened(course, monkeypatch) -> Callable[..., list[str]]:
    """`opened(word, …)`: what JupyterLab would be told after `python lessons word …`.

    The command itself, in this process: nothing is started, and a line that ends it is raised.
    """
    bootstrap = load_bootstrap(course)
    asked = []
    monkeypatch.setattr(bootstrap, "run", lambda *words, **how: asked.append(words) or 0)
    monkeypatch.setitem(sys.modules, "course_env", bootstrap)
    command = load_command(course, monkeypatch)

    def told_to_jupyterlab(*words: str) -> list[str]:
        assert command.main(list(words)) == 0
        dash, module, name, *arguments = asked.pop()
        assert (dash, module, name) == ("-P", "-m", "jupyterlab")
        return arguments

    return told_to_jupyterlab


def load_command(course: Path, monkeypatch) -> ModuleType:
    """The course's `lessons/__main__.py` as a module."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec = importlib.util.spec_from_file_location("start_here", course / "lessons/__main__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ------------------------------------------------------------------ the start


def test_no_setting_of_another_jupyter_or_python_reaches_the_server(course):
    foreign = {
        "JUPYTER_TOKEN": "abc",
        "JUPYTER_PATH": "/foreign/share",
        "JUPYTER_CONFIG_DIR": "/foreign/config",
        "JUPYTER_CONFIG_PATH": "/foreign/more",
        "JUPYTER_PREFER_ENV_PATH": "0",
        "JUPYTERLAB_DIR": "/foreign/lab",
        "JUPYTERLAB_SETTINGS_DIR": "/foreign/settings",
        "IPYTHONDIR": "/foreign/ipython",
        "MPLCONFIGDIR": "/foreign/matplotlib",
        "MATPLOTLIBRC": "/foreign/matplotlibrc",
        "MPLBACKEND": "TkAgg",
        "PYTHONPATH": "/foreign/python",
        "PYTHONSTARTUP": "/foreign/startup.py",
        "PYTHONWARNINGS": "error::FutureWarning",
    }
    _, variables, path, _ = told(start(course, **foreign))
    reached = {name: value for name, value in variables.items() if "/foreign/" in value}
    assert reached == {}
    assert not [place for place in path if place.startswith("/foreign/")]
    assert not {"JUPYTER_TOKEN", "PYTHONWARNINGS", "MPLBACKEND"} & variables.keys()
    assert variables["JUPYTER_PREFER_ENV_PATH"] == variables["PYTHONNOUSERSITE"] == "1"
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        assert Path(variables[name]).is_relative_to(course / ".venv"), name


def test_a_network_and_a_language_of_the_user_still_count(course):
    kept = {"HTTPS_PROXY": "http://proxy:8080", "SSL_CERT_FILE": "/ca.pem", "LANG": "de_DE.UTF-8"}
    _, variables, _, _ = told(start(course, **kept))
    assert {name: variables[name] for name in kept} == kept


def test_folder_and_address_are_said_unless_the_user_says_them(course):
    arguments = told(start(course))[0]
    assert f"--ServerApp.root_dir={course}" in arguments
    assert "--ServerApp.base_url=/" in arguments and "--ip=127.0.0.1" in arguments
    own = ["--notebook-dir=/mine", "--ServerApp.base_url=/x/", "--ip", "::1"]
    arguments = told(start(course, *own))[0]
    assert arguments[-4:] == own
    others = " ".join(arguments[:-4])
    assert "root_dir" not in others and "base_url" not in others and "--ip" not in others


@pytest.mark.parametrize(
    "secret", [(), ("--IdentityProvider.token=abc",), ("--ServerApp.token", "abc")]
)
def test_the_address_is_printed_whoever_chose_the_token(opened, secret):
    """Jupyter prints it as critical with its own token, and as information with the user's."""
    (level,) = (one for one in opened(*secret) if one.startswith("--log-level"))
    assert level == ("--log-level=INFO" if secret else "--log-level=ERROR")


@pytest.mark.parametrize(
    ("file", "text", "level"),
    [
        ("jupyter_server_config.py", "c.IdentityProvider.token = 'abc'\n", "INFO"),
        ("jupyter_server_config.d/own.json", '{"ServerApp": {"password": "argon2:x"}}', "INFO"),
        (
            "jupyter_lab_config.py",
            "if c:\n    c.PasswordIdentityProvider.hashed_password='x'",
            "INFO",
        ),
        ("jupyter_server_config.py", "# c.IdentityProvider.token = 'abc'\nc.a = 1\n", "ERROR"),
        ("jupyter_server_config.json", '{"ServerApp": {"ip": "::1"}}', "ERROR"),
        ("readme.txt", "token = abc", "ERROR"),
    ],
)
def test_the_address_is_printed_if_the_administrator_chose_the_token(
    tmp_path, monkeypatch, file, text, level
):
    settings = tmp_path / "etc/jupyter" / file
    settings.parent.mkdir(parents=True)
    settings.write_text(text)
    module = load_command(ROOT, monkeypatch)
    folders = [tmp_path / "nowhere", tmp_path / "etc/jupyter"]
    monkeypatch.setattr(module, "folders_of_the_whole_computer", lambda: folders)
    assert f"--log-level={level}" in module.server_options("/lab", [])


@pytest.fixture(scope="module")
def real_server(tmp_path_factory):
    """JupyterLab itself, started by the course's command on a computer that is full of settings.

    The ports that Jupyter takes first are busy, matplotlib is told to open windows where there is
    no screen, and to keep its files where none can be. Gives the bootstrap, and a list of all lines
    that were printed, which has the address and may still grow.
    """
    home = tmp_path_factory.mktemp("full-of-settings")
    (home / ".jupyter").mkdir()
    foreign = (
        "c.ServerApp.root_dir = '/nonexistent'\n"
        "c.ServerApp.contents_manager_class = 'nowhere.Nothing'\n"
        "c.ServerApp.base_url = '/elsewhere/'\n"
        "c.IdentityProvider.token = 'abc'\n"
    )
    for name in ("jupyter_server_config.py", "jupyter_lab_config.py", "jupyter_notebook_config.py"):
        (home / ".jupyter" / name).write_text(foreign)
    module = load_bootstrap(ROOT)
    if not module._is_ready("lessons"):
        pytest.skip("this course was not set up by its own command")
    variables = {name: value for name, value in os.environ.items() if name not in SCREENS}
    variables |= {"HOME": str(home), "USERPROFILE": str(home), "JUPYTER_TOKEN": "abc"}
    variables |= {"MPLBACKEND": "TkAgg", "MPLCONFIGDIR": str(home / ".jupyter" / name / "folder")}
    with contextlib.ExitStack() as ends:
        for port in TAKEN_FIRST:
            busy = ends.enter_context(socket.socket())
            with contextlib.suppress(OSError):  # then somebody else has it
                busy.bind(("127.0.0.1", port))
                busy.listen()
        process = subprocess.Popen(
            [SYSTEM_PYTHON, "lessons", "01", "--no-browser"],
            cwd=ROOT,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        said, ready = [], threading.Event()
        reader = threading.Thread(target=_listen, args=(process.stdout, said, ready), daemon=True)
        reader.start()
        try:
            assert ready.wait(PATIENCE / 1000)
            yield module, said
        finally:
            process.terminate()
            process.wait()
            reader.join()
            process.stdout.close()


#: The ports that Jupyter tries one after the other when nobody names one, the first of them.
TAKEN_FIRST = (8888, 8889, 8890)
SCREENS = {"DISPLAY", "WAYLAND_DISPLAY"}


def _listen(printed, said: list[str], ready: threading.Event) -> None:
    """Keep every line; ready when there is an address, or when no more can come."""
    for line in printed:
        said.append(line)
        if "http://" in line:
            ready.set()
    ready.set()


def answered(request: str | urllib.request.Request):
    """What a server says that has just printed its address: it may take a moment to listen."""
    end = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            return urllib.request.urlopen(request)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_the_real_server_serves_the_course_and_prints_one_address(real_server):
    """The course's options and variables, on JupyterLab itself; and somebody answers there."""
    _, said = real_server
    (address,) = (line.strip() for line in said if "http" in line)
    place = r"http://127\.0\.0\.1:(\d+)/lab/tree/lessons/01_chain_rule/01_chain_rule\.ipynb\?token="
    found = re.match(place, address)
    assert found and "token=abc" not in address, "".join(said)
    assert int(found[1]) not in TAKEN_FIRST
    with answered(address) as answer:
        assert answer.status == 200 and b"01_chain_rule" in answer.read()
    assert len([line for line in said if "http" in line]) == 1, "".join(said)


#: What a learner's first cells do, and a picture: the widget's view, then the drawn plot.
FIRST_CELLS = """
from chainrule.explorables import SlopeMicroscope
display(SlopeMicroscope())
import matplotlib, matplotlib.pyplot as plt
plt.plot([0, 1], [0, 2])
plt.show()
print(matplotlib.get_backend(), matplotlib.get_configdir())
"""


def wait_for_kernel(client: BlockingKernelClient) -> None:
    """Wait for its first answer: on a busy computer, one that is not there yet counts as dead."""
    end = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            return client.wait_for_ready(PATIENCE / 1000)
        except RuntimeError:
            if time.monotonic() > end:
                raise


def test_a_kernel_of_the_real_server_draws_whatever_matplotlib_was_told(real_server):
    module, said = real_server
    address = urllib.parse.urlsplit(next(line for line in said if "http" in line).strip())
    kernels = f"http://{address.netloc}/api/kernels?{address.query}"
    body = json.dumps({"name": "python3", "path": "lessons/01_chain_rule"}).encode()
    with answered(urllib.request.Request(kernels, body)) as answer:
        kernel = json.load(answer)["id"]
    runtime = Path(module._activated()["JUPYTER_RUNTIME_DIR"])
    client = BlockingKernelClient(connection_file=str(runtime / f"kernel-{kernel}.json"))
    client.load_connection_file()
    client.start_channels()
    outputs = []
    try:
        wait_for_kernel(client)
        client.execute_interactive(
            FIRST_CELLS, output_hook=outputs.append, timeout=PATIENCE / 1000, allow_stdin=False
        )
    finally:
        client.stop_channels()
    shown = [output["content"] for output in outputs if output["msg_type"] != "status"]
    drawn = [kind for content in shown for kind in content.get("data", {})]
    printed = "".join(content.get("text", "") for content in shown)
    assert "application/vnd.jupyter.widget-view+json" in drawn and "image/png" in drawn, shown
    assert not [
        content for content in shown if "ename" in content or content.get("name") == "stderr"
    ]
    backend, folder = printed.strip().split(maxsplit=1)
    assert backend.endswith("inline") and Path(folder) == module._own_folder() / "matplotlib"


@pytest.mark.parametrize("name", ["random.py", "lessons/subprocess.py", "lessons/pathlib.py"])
def test_a_file_named_like_a_library_s_stops_nothing(course, name):
    (course / name).write_text("raise ImportError('a learner\\'s file')\n")
    try:
        assert not told(start(course))[3].startswith(str(course / "random.py"))
    finally:
        (course / name).unlink()


#: What a Python takes from the folder that it is to start, before the first line of ours: 3.11 all
#: of these, 3.12 the first three, later ones the first two.
TAKEN_BY_PYTHON = {
    *("importlib", "types", "warnings", "collections", "contextlib", "functools", "keyword"),
    *("operator", "reprlib"),
}


@pytest.mark.parametrize("script", ["lessons", "tests", "autograders"])
def test_files_named_like_all_of_python_s_stop_no_command(course, quick, script):
    """Started without `site`, which would load some of them before, and so hide a mistake."""
    folder = course / script
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / script / "__main__.py", folder)
    like_python_s = sys.stdlib_module_names - TAKEN_BY_PYTHON - {"__main__"}
    files = [folder / f"{name}.py" for name in like_python_s]
    for file in files:
        file.write_text("raise ImportError('a learner's file')\n")
    words = {"lessons": ["2"], "tests": ["--help"], "autograders": ["--help"]}[script]
    try:
        done = subprocess.run(
            [SYSTEM_PYTHON, "-S", script, *words],
            cwd=course,
            env=clean_variables(**quick),
            capture_output=True,
            encoding="utf-8",
            timeout=180,
        )
    finally:
        for file in files:
            file.unlink()
    assert done.returncode == 0, done.stderr
    assert {"lessons": "TOLD", "tests": "--quick", "autograders": "grade DIR"}[
        script
    ] in done.stdout


def test_a_kernel_of_another_program_starts_beside_a_learner_s_files(course, tmp_path):
    """VS Code starts the environment's Python in the lesson's folder, without `-P`."""
    for name in (*TAKEN_BY_PYTHON, "pathlib", "re", "enum", "fnmatch", "ntpath", "urllib"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('a learner's file')\n")
    assert told(start(course))
    command = [load_bootstrap(course).venv_python(), "-m", "jupyterlab"]
    done = subprocess.run(
        command, cwd=tmp_path, env=clean_variables(), capture_output=True, encoding="utf-8"
    )
    assert tmp_path.samefile(told(done)[2][0])


def test_a_file_beside_a_lesson_that_hides_a_library_is_named(tmp_path):
    (tmp_path / "numpy.py").write_text("x = 1\n")
    code = "import sys; sys.path.insert(0, ''); from chainrule import ask"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    last = answer.stderr.splitlines()[-1]
    assert last.startswith("ImportError: numpy.py beside this notebook is taken for the library")
    assert "rename it, then restart the kernel" in last


def test_a_folder_of_the_learner_s_is_listed_whatever_its_name(tmp_path):
    """Only the course's own folders are hidden, where they lie."""
    code = (
        "import asyncio, sys\n"
        "from traitlets.config import PyFileConfigLoader\n"
        "read = PyFileConfigLoader('jupyter_server_config.py', path=sys.argv[1]).load_config()\n"
        "files = read.ServerApp.contents_manager_class(root_dir=sys.argv[2])\n"
        "async def names(path):\n"
        "    return sorted(one['name'] for one in (await files.get(path))['content'])\n"
        "for path in ('', '/lessons', 'lessons/01_first'):\n"
        "    print(*asyncio.run(names(path)))\n"
    )
    for name in ("solutions", "tests", "notes", "lessons/solutions", "lessons/tests"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("lessons/chainrule", "lessons/01_first/binder", "lessons/01_first/chainrule"):
        (tmp_path / name).mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT / "binder"), str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == [
        "lessons notes",
        "01_first solutions tests",
        "binder chainrule",
    ], done.stderr


# ------------------------------------------------------------------ the set-up


LISTING = """\
:env:.no-input='1'
:env:.proxy='http://from-a-variable:1'
global.cert='/etc/ssl/our.pem'
global.proxy='http://from-a-file:1'
global.user='true'
global.require-hashes='true'
global.target='/elsewhere'
global.no_deps='true'
install.index-url='https://packages.example/simple'
install.find-links='\\n/one\\n/two'
install.constraint='/missing.txt'
download.index-url='https://wrong.example/simple'
"""


def test_of_pip_s_settings_index_network_and_certificate_count(course):
    assert load_bootstrap(course)._kept_of_pip(LISTING) == {
        "PIP_PROXY": "http://from-a-variable:1",
        "PIP_CERT": "/etc/ssl/our.pem",
        "PIP_INDEX_URL": "https://packages.example/simple",
        "PIP_FIND_LINKS": "/one /two",
    }


def test_pip_s_settings_are_read_from_files_and_variables(course, tmp_path, monkeypatch):
    """Asked of the environment's own pip."""
    settings = tmp_path / "pip.conf"
    settings.write_text(
        "[global]\nindex-url = https://packages.example/simple\nuser = true\nquiet = 1\n"
        "[install]\nno-deps = true\nrequire-hashes = true\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    monkeypatch.setenv("PIP_CONSTRAINT", "/missing.txt")
    monkeypatch.setenv("PIP_DRY_RUN", "1")
    monkeypatch.setenv("PIP_PROXY", "http://proxy:1")
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    module = load_bootstrap(course)
    variables = module._for_the_installer(module._activated())
    ours = {name: value for name, value in variables.items() if name.startswith("PIP_")}
    assert ours["PIP_INDEX_URL"] == "https://packages.example/simple"
    assert ours["PIP_PROXY"] == "http://proxy:1" and ours["PIP_CONFIG_FILE"] == os.devnull
    for name in ("PIP_USER", "PIP_NO_DEPS", "PIP_REQUIRE_HASHES", "PIP_CONSTRAINT", "PIP_DRY_RUN"):
        assert name not in ours


def test_of_uv_s_variables_the_index_counts(course, monkeypatch):
    module = load_bootstrap(course)
    monkeypatch.setattr(module, "_installer", lambda again: ["uv", "pip", "install"])
    wanted = {"UV_DEFAULT_INDEX": "https://packages.example/simple", "UV_TARGET": "/elsewhere"}
    variables = module._for_the_installer(wanted)
    variables.pop("NO_COLOR")
    assert variables == {"UV_DEFAULT_INDEX": "https://packages.example/simple"}


@posix_only
def test_a_set_up_succeeds_whatever_pip_is_told(quick, tmp_path):
    """Also while Python brings its pip: so is the course of the tests of the set-up made."""
    course = make_course(tmp_path / "course")
    answer = start(course, **odd_settings_of_pip(tmp_path), **quick)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"LAB {course / '.venv'}" in answer.stdout
    assert not (tmp_path / "elsewhere").exists() and not (tmp_path / "root").exists()


def test_what_was_installed_is_imported_before_it_is_called_ready(course, monkeypatch):
    module = load_bootstrap(course)
    assert module._what_cannot_be_imported("lessons") == ""
    package = next((course / ".venv").glob("**/site-packages/anywidget/__init__.py"))
    package.write_text("raise RuntimeError('half\\na package')")
    try:
        said = module._what_cannot_be_imported("lessons")
    finally:
        package.write_text("")
    assert said == ("anywidget was installed and cannot be imported (RuntimeError: half a package)")
    monkeypatch.setitem(module.IMPORTS, "lessons", ("json",))  # of the Python underneath
    assert module._what_cannot_be_imported("lessons").startswith("json comes from ")


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A course's bootstrap that makes and installs nothing, and writes down what it would do."""
    module = load_bootstrap(make_course(tmp_path / "course"))
    module.steps = []

    def create():
        module.steps.append("create")
        module.VENV.mkdir(exist_ok=True)

    monkeypatch.setattr(module, "_create", create)
    monkeypatch.setattr(module, "_install", lambda part, again: module.steps.append("install"))
    return module


def test_a_set_up_of_which_something_is_missing_is_made_anew_once(bare, monkeypatch, capsys):
    answers = ["numpy was installed and cannot be imported (ImportError: no)", ""]
    monkeypatch.setattr(bare, "_what_cannot_be_imported", lambda part: answers.pop(0))
    bare._set_up("lessons")
    assert bare.steps == ["create", "install", "create", "install"]
    assert "The course is ready." in capsys.readouterr().out
    assert not (bare.VENV / bare.UNFINISHED).exists()


def test_a_set_up_that_stays_incomplete_is_one_line_and_not_ready(bare, monkeypatch, capsys):
    said = "numpy was installed and cannot be imported (ImportError: no)"
    monkeypatch.setattr(bare, "_what_cannot_be_imported", lambda part: said)
    with pytest.raises(SystemExit) as stop:
        bare._set_up("lessons")
    assert str(stop.value) == f"The set-up could not be finished: {said}."
    assert "ready" not in capsys.readouterr().out and not bare._is_ready("lessons")


def test_a_heading_of_the_installer_is_passed_over(course):
    why = load_bootstrap(course)._why_it_failed
    text = "Collecting a\nERROR: Exception:\nTraceback\n  File\nOSError: [Errno 5] broken disk\n"
    assert "OSError: [Errno 5] broken disk" in why(text, "log")


@posix_only
def test_the_environment_of_another_folder_s_course_is_left_alone(course, tmp_path):
    """`.venv` is a link to it: made anew or pointed here, the other course would be lost."""
    other = make_course(tmp_path / "other")
    (other / ".venv").symlink_to(course / ".venv")
    before = {path: path.stat().st_mtime_ns for path in (course / ".venv").rglob("*")}
    answer = start(other)
    assert answer.returncode == 1 and answer.stdout == ""
    (line,) = answer.stderr.splitlines()
    assert f"belongs to the course in {course}" in line
    assert {path: path.stat().st_mtime_ns for path in (course / ".venv").rglob("*")} == before
    assert told(start(course))


@posix_only
def test_a_link_to_something_unsound_is_never_emptied(tmp_path):
    course = make_course(tmp_path / "course")
    (tmp_path / "old/bin").mkdir(parents=True)
    (tmp_path / "old/pyvenv.cfg").touch()
    (tmp_path / "old/keepsake").touch()
    (course / ".venv").symlink_to(tmp_path / "old")
    answer = start(course)
    assert answer.returncode == 1 and "is a link" in answer.stderr.splitlines()[-1]
    assert (tmp_path / "old/keepsake").exists()


# ------------------------------------------------------------------ every start ends in one line


@posix_only
@pytest.mark.parametrize(("name", "sign"), [("week 3: chain rule", ":"), ("chain\nrule", "\\n")])
def test_a_folder_that_can_hold_no_environment_is_one_line(tmp_path, name, sign):
    course = make_course(tmp_path / name)
    answer = start(course)
    assert answer.returncode == 1
    (line,) = answer.stderr.splitlines()
    assert f"'{sign}' in its name" in line and "rename it" in line


@posix_only
def test_a_drive_from_which_no_program_runs_is_one_line(course, monkeypatch):
    """A stick or a shared drive that is mounted with noexec: no library of it can be loaded."""
    module = load_bootstrap(course)
    asked = []

    def mounted(place):
        asked.append(place)
        return SimpleNamespace(f_flag=module.os.ST_NOEXEC | module.os.ST_NOSUID)

    monkeypatch.setattr(module.os, "statvfs", mounted)
    with pytest.raises(SystemExit) as stop:
        module.prepare()
    (line,) = str(stop.value).splitlines()
    assert str(course) in line and "noexec" in line and "move the course folder" in line
    assert asked == [str(course / ".venv")]
    plain = SimpleNamespace(f_flag=module.os.ST_NOSUID)
    monkeypatch.setattr(module.os, "statvfs", lambda place: plain)
    assert module.prepare() == module.venv_python()


@posix_only
def test_a_terminal_that_knows_little_and_a_strict_python_start_the_course(course):
    """TERM=dumb, Python's own safe path, and files that nobody else may read."""
    before = os.umask(0o077)
    try:
        arguments, variables, path, _ = told(start(course, TERM="dumb", PYTHONSAFEPATH="1"))
    finally:
        os.umask(before)
    assert any(one.endswith(".ipynb") for one in arguments if "default_url" in one)
    assert variables["TERM"] == "dumb"
    assert path[0] not in (
        "",
        str(course),
    )  # further on it may stand: instructors' part puts it there


@posix_only
def test_without_a_home_the_course_starts(course):
    """A home that cannot be made: everything has its place in `.venv`."""
    _, variables, _, _ = told(start(course, HOME="/proc/nobody"))
    for name in ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        assert not variables[name].startswith("/proc"), name


def test_a_read_only_environment_starts_with_the_settings_that_it_has(course, monkeypatch, capsys):
    module = load_bootstrap(course)

    def refuse():
        raise PermissionError(13, "Permission denied", str(module.VENV))

    monkeypatch.setattr(module, "_copy_settings", refuse)
    assert module.prepare() == module.venv_python()
    (line,) = capsys.readouterr().out.splitlines()
    assert "Permission denied" in line
    monkeypatch.setattr(module.os, "access", lambda path, how: Path(path).name.startswith("chain"))
    own = module._own_folder()
    assert not own.is_relative_to(module.VENV) and own.is_dir()


#: What a terminal, a link, a format string or a pattern takes for something of its own.
ODD_LETTERS = """Übung #1 100% $HOME [a-z] {b} (c) 'd' "e" & ~ 🙂 ∂L∕∂w 日本"""


@posix_only
@pytest.mark.parametrize("when", ["set-up", "later"])
def test_any_letters_in_a_folder_do_where_the_locale_knows_english_alone(tmp_path, quick, when):
    """Python reads the way to the course's packages in the locale's encoding."""
    course = make_course(tmp_path / ODD_LETTERS)
    pip = quick
    if when == "later":
        pip = variables_of_a_little_pip(tmp_path / "little")
        assert start(course, **pip).returncode == 0
    answer = start(course, LC_ALL="C", **pip)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"LAB {course / '.venv'}" in answer.stdout
    code = "import chainrule; print(chainrule.__file__)"
    python = [str(course / ".venv/bin/python"), "-P", "-c", code]
    found = subprocess.run(python, env={**os.environ, "LC_ALL": "C"}, capture_output=True)
    place = os.fsdecode(found.stdout).strip()
    assert Path(place) == course / "lessons/chainrule/__init__.py", found.stderr


def test_what_an_earlier_set_up_left_is_mended(course):
    """Its full paths, in an environment that is ready; another project's are left alone."""
    module = load_bootstrap(course)
    packages = next((course / ".venv").glob("**/site-packages"))
    own, other = packages / "own.pth", packages / "other.pth"
    own.write_text(str(course / "lessons"))
    other.write_text(str(course.parent))
    try:
        module.prepare()
        assert not Path(own.read_text().strip()).is_absolute()
        assert (packages / own.read_text().strip()).resolve() == course / "lessons"
        assert other.read_text() == str(course.parent)
    finally:
        own.unlink()
        other.unlink()


def test_a_terminal_without_the_signs_gets_all_lines(course, tmp_path):
    answer = start(course, PYTHONIOENCODING="ascii")
    assert answer.returncode == 0, answer.stderr
    code = (
        f"import sys; sys.path.insert(0, {str(course / 'binder')!r}); import course_env\n"
        "course_env.refuse_old_python(); print('Ünï ·')"
    )
    done = subprocess.run(
        [SYSTEM_PYTHON, "-c", code],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
    )
    assert done.stdout.split() == [b"\\xdcn\\xef", b"\\xb7"], done.stderr


def test_what_the_set_up_says_is_ascii():
    text = (ROOT / "binder/course_env.py").read_text("utf-8")
    words = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    spoken = [word for word in words if isinstance(word, str) and "https://…" not in word]
    assert [word for word in spoken if not word.isascii()] == []


@pytest.mark.parametrize(
    "words",
    [
        ("--no-browser", "2"),
        ("2", "--no-browser"),
        ("--port", "9999", "2"),
        ("--notebook", "--port=9999", "02_second"),
        ("lessons/02_second/", "--no-browser"),
        ("lessons/02_second/02_second.ipynb",),
        ("02 ",),
    ],
)
def test_the_order_of_words_does_not_matter(opened, words):
    arguments = opened(*words)
    (place,) = (one for one in arguments if "default_url" in one)
    assert place.endswith("lessons/02_second/02_second.ipynb")
    assert not [word for word in arguments if word.startswith(("2", "02", "lessons/"))]
    if "9999" in words:
        assert arguments[-2:] == ["--port", "9999"]


def test_two_lessons_are_one_line(course):
    answer = start(course, "1", "--no-browser", "2")
    assert answer.stderr.splitlines() == ["Name one lesson, and not 2: 1 2."]


def test_a_site_may_be_named_with_an_equals_sign(course, tmp_path):
    site = course / "lessons/chainrule/site"
    site.mkdir()
    (site / "__init__.py").touch()
    (site / "__main__.py").write_text("import sys; print('SITE', sys.argv[1:])")
    out = tmp_path / "my site"
    for words in ([f"--site={out}"], ["--site", str(out)]):
        assert f"SITE ['{out}', '--lessons'" in start(course, *words).stdout


def test_a_learner_s_own_folder_is_in_nobody_s_way(course, opened):
    """Whatever it is called and holds; when it is asked for by name, its notebook opens."""
    own = course / "lessons/01_a first try"
    own.mkdir()
    (own / "notes.ipynb").write_text("{}")
    try:
        for words in ((), ("1",), ("01",)):
            (place,) = (one for one in opened(*words) if "default_url" in one)
            assert place.endswith("/01_first.ipynb")
    finally:
        (own / "notes.ipynb").unlink()
        own.rmdir()


def test_a_renamed_notebook_is_named(course, opened):
    right = course / "lessons/01_first/01_first.ipynb"
    right.rename(right.with_name("01_first_anna.ipynb"))
    try:
        for words in ((), ("1",)):
            with pytest.raises(SystemExit) as stop:
                opened(*words)
            (line,) = str(stop.value).splitlines()
            assert "01_first_anna.ipynb" in line and "call it 01_first.ipynb" in line
        assert opened("2")
    finally:
        right.with_name("01_first_anna.ipynb").rename(right)


# ------------------------------------------------------------------ a computer that lacks something


@posix_only
def test_a_start_without_anything_to_print_to_is_a_start(course, tmp_path):
    """By a click, or from a program that has closed its output."""
    proof = tmp_path / "started"
    lab = next((course / ".venv").glob("**/site-packages/jupyterlab/__main__.py"))
    before = lab.read_text()
    lab.write_text(f"open({str(proof)!r}, 'w').close()\n")
    try:
        command = f'"{SYSTEM_PYTHON}" lessons 2 >&-'
        done = subprocess.run(
            ["sh", "-c", command], cwd=course, env=clean_variables(), stderr=subprocess.PIPE
        )
    finally:
        lab.write_text(before)
    assert done.returncode == 0 and proof.exists(), done.stderr.decode()


@posix_only
def test_a_user_without_a_home_gets_one(course, monkeypatch):
    """As a container's user is: neither a variable nor the list of users says where it is."""
    module = load_bootstrap(course)
    monkeypatch.setattr(module.os.path, "expanduser", lambda path: path)
    monkeypatch.delenv("HOME", raising=False)
    variables = module._activated()
    home = Path(variables["HOME"])
    assert home.is_dir() and home.is_relative_to(course / ".venv")
    monkeypatch.undo()
    assert module._activated().get("HOME") == os.environ.get("HOME")


def test_without_a_folder_for_temporary_files_the_course_starts(course, monkeypatch):
    module = load_bootstrap(course)

    def none():
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(module.tempfile, "gettempdir", none)
    assert module._own_folder().is_relative_to(course / ".venv")


def test_the_installer_is_asked_for_no_colours(course, monkeypatch):
    """What it says is read: with colours, no line of it begins with "ERROR"."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    module = load_bootstrap(course)
    for command in (module._installer(False), ["uv", "pip", "install"]):
        monkeypatch.setattr(module, "_installer", lambda again, command=command: command)
        variables = module._for_the_installer(module._activated())
        assert variables["NO_COLOR"] == "1" and "FORCE_COLOR" not in variables


@posix_only
@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_a_lesson_that_is_no_file_is_one_line(course, opened, kind):
    """JupyterLab would wait for a pipe, and open a folder that is none of the course's."""
    notebook = course / "lessons/02_second/02_second.ipynb"
    notebook.rename(course / "kept.ipynb")
    os.mkfifo(notebook) if kind == "pipe" else notebook.mkdir()
    try:
        answer = start(course, "2")
        assert answer.returncode == 1
        (line,) = answer.stderr.splitlines()
        assert line.startswith("lessons/02_second/02_second.ipynb is no file: ")
        with pytest.raises(SystemExit, match=r"^There is no lesson 7\. There are: 01_first\.$"):
            opened("7")
        assert opened("1")
    finally:
        notebook.unlink() if kind == "pipe" else notebook.rmdir()
        (course / "kept.ipynb").rename(notebook)


@posix_only
def test_a_course_is_one_and_the_same_through_a_link(course, tmp_path):
    """A home that is a link: what was set up by one name is ready by the other."""
    (tmp_path / "home").symlink_to(course.parent)
    answer = start(tmp_path / "home" / course.name)
    assert "Setting up" not in answer.stdout
    assert f"--ServerApp.root_dir={course}" in told(answer)[0]
