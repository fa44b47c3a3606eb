"""Make the course's own Python environment, `.venv`, with the standard library alone.

`python3 lessons`, `python3 tests` and `python3 autograders` all come through here:

    run("-m", "pytest")      the environment's Python with these arguments, from the course folder
    enter(__file__)          carry the calling `__main__.py` over into the environment
    prepare()                only make the environment ready; gives the path of its Python

The first start installs `requirements.txt` (in a class's copy without it, the learners' part:
`binder/requirements.txt` and `lessons`); later starts compare a stamp and need no network.
This file must be readable by Python 3.6, so that an old Python is told so in one line.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

WINDOWS = os.name == "nt"
OLDEST = (3, 11)
NEWEST_KNOWN = (3, 14)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"

# A change in one of these files means that the packages have to be installed again.
INSTALLED_FROM = (
    "requirements.txt",
    "pyproject.toml",
    "lessons/pyproject.toml",
    "binder/requirements.txt",
)

# Where Jupyter looks for each settings file, below the environment's folder.
SETTINGS = {
    "overrides.json": "share/jupyter/lab/settings",
    "page_config.json": "etc/jupyter/labconfig",
    "jupyter_server_config.json": "etc/jupyter",
    "nbgrader_config.py": "etc/jupyter",
}

STAMP = "course-ready"
UNFINISHED = "course-unfinished"
LOG = "course-set-up.log"
LONGEST_WINDOWS_PATH = 100  # the longest path inside the environment has about 155 characters


# ------------------------------------------------------------------ what the scripts call


def run(*arguments):
    """Run the environment's Python with `arguments` from the course folder; gives its exit code.

    On Linux and macOS this process becomes that Python, so that Ctrl-C and kill reach it.
    """
    python = prepare()
    os.chdir(str(ROOT))
    return _become([str(python), *arguments])


def enter(main_file):
    """Return at once when running in the course's environment, else start again inside it.

    `main_file` is the `__file__` of a folder's `__main__.py`. The working folder stays as it is.
    """
    python = prepare()
    if _running_inside():
        os.environ.update(_activated())
        return
    sys.exit(_become([str(python), str(Path(main_file).resolve().parent), *sys.argv[1:]]))


def prepare():
    """Make `.venv` ready when it is not, and give the path of its Python."""
    refuse_old_python()
    if not _is_ready():
        with _one_at_a_time():
            if not _is_ready():  # another terminal may have finished it meanwhile
                _set_up()
    _copy_settings()
    return venv_python()


def venv_python(windows=WINDOWS):
    """The path of the environment's Python."""
    return VENV / ("Scripts/python.exe" if windows else "bin/python")


# ------------------------------------------------------------------ is it ready?


def _is_ready():
    try:
        stamp = (VENV / STAMP).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    return stamp == _stamp_text(_version_of_environment())


def _stamp_text(version):
    """What the finished environment was made from: its place, its Python, the lists."""
    digest = hashlib.sha256()
    for name in INSTALLED_FROM:
        digest.update((ROOT / name).read_bytes() if (ROOT / name).exists() else b"-")
    return "\n".join([str(ROOT), version, digest.hexdigest(), ""])


def _version_of_environment():
    """The environment's Python version, like "3.12"; empty when that Python does not start."""
    if _running_inside():
        return "{}.{}".format(*sys.version_info[:2])
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(venv_python()), "-I", "-S", "-c", question],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.decode().strip() if answer.returncode == 0 else ""


def _running_inside():
    return Path(sys.prefix).resolve() == VENV.resolve()


def refuse_old_python():
    if sys.version_info[:2] >= OLDEST:
        return
    advice = "install a newer one from python.org"
    for minor in range(NEWEST_KNOWN[1], OLDEST[1] - 1, -1):
        newer = f"python3.{minor}"
        if shutil.which(newer) and _version_is_new_enough(newer):
            advice = f"run it with {newer}, which is installed"
            break
    sys.exit(
        "The course needs Python {}.{} or newer, and this is {}.{}: {}.".format(
            *OLDEST, *sys.version_info[:2], advice
        )
    )


def _version_is_new_enough(python):
    """Whether this command really starts a Python (a pyenv shim may be an empty promise)."""
    test = f"import sys; sys.exit(sys.version_info[:2] < {OLDEST!r})"
    return _succeeds([python, "-c", test])


# ------------------------------------------------------------------ setting up


def _set_up():
    print(f"Setting up the course in {VENV}", flush=True)
    print("This happens once and takes a few minutes.", flush=True)
    try:
        damaged = not _can_be_completed()
        again = damaged and _running_inside()  # nobody can saw off the branch that he sits on
        if damaged and not again:
            _create()
        (VENV / UNFINISHED).write_text("The set-up was interrupted if this file stays.\n")
        _install(again)
        _copy_settings()
        stamp = VENV / STAMP
        stamp.write_text(_stamp_text(_version_of_environment()), encoding="utf-8")
        (VENV / UNFINISHED).unlink()
    except KeyboardInterrupt:
        _end_progress()
        print("Set-up interrupted. The same command starts it again.", file=sys.stderr)
        sys.exit(130)
    except PermissionError as error:
        _end_progress()
        sys.exit(
            f"The course cannot write to {error.filename or ROOT}: "
            "copy the course folder to a place of your own and run the same command there."
        )
    except OSError as error:
        _end_progress()
        sys.exit(f"The set-up could not be finished: {error}. Then run the same command again.")
    print("The course is ready.", flush=True)


def _can_be_completed():
    """Whether installing into the `.venv` that is there will give a sound environment."""
    if not VENV.exists():
        return False
    if not VENV.is_dir() or (
        any(VENV.iterdir())
        and not (VENV / "pyvenv.cfg").exists()
        and not (VENV / UNFINISHED).exists()
    ):
        sys.exit(
            f"{VENV} is not a virtual environment: rename it, then run the same command again."
        )
    version = _version_of_environment()
    if not version or tuple(int(part) for part in version.split(".")) < OLDEST:
        return False
    if (VENV / UNFINISHED).exists():
        return False  # pip may believe in packages of which only a part was written
    try:
        made_for, made_with = (VENV / STAMP).read_text(encoding="utf-8").splitlines()[:2]
    except (OSError, ValueError):
        return True  # made by hand: install what is missing
    return (made_for, made_with) == (str(ROOT), version)  # else it was moved, or Python replaced


def _create():
    """Make an empty environment, with or without pip in it."""
    import venv

    links = not WINDOWS
    # A module of it: Debian may leave the empty folder, which can be imported, too.
    if _imports(sys.executable, "ensurepip._uninstall"):
        try:
            venv.create(str(VENV), with_pip=True, clear=True, symlinks=links)
            return
        except (subprocess.CalledProcessError, SystemExit):  # SystemExit: Debian's own venv
            print("This Python could not put pip into the environment; trying another way.")
    if not (_imports(sys.executable, "pip._internal") or shutil.which("uv")):
        sys.exit(
            "This Python cannot make a virtual environment: run `sudo apt install python3-venv` "
            "(Debian, Ubuntu) or install uv, then run the same command again."
        )
    venv.create(str(VENV), with_pip=False, clear=True, symlinks=links)


def _installer(again):
    """The command that installs packages into the environment."""
    python = str(venv_python())
    if _imports(python, "pip._internal"):
        pip = [python, "-m", "pip"]
    elif shutil.which("uv"):
        return ["uv", "pip", "install", "--python", python] + ["--reinstall"] * again
    else:  # allowed on an externally managed Python, because the target is not that Python
        pip = [sys.executable, "-m", "pip", "--python", python]
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    return [*pip, "install", *quiet] + ["--force-reinstall"] * again


def _install(again):
    """Install the packages, showing progress; one clear line when it fails."""
    environment = _activated()
    for name in ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONPATH"):
        environment.pop(name, None)
    log = VENV / LOG
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_installer(again), *_what_to_install()],
            cwd=str(ROOT),
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _show_progress(process, log)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode:
        sys.exit(_why_it_failed(log.read_text(encoding="utf-8", errors="replace"), log))


def _what_to_install():
    """The whole list, or the learners' part where a class was given lessons/ and binder/ alone."""
    if (ROOT / "requirements.txt").exists():
        return ["-r", "requirements.txt"]
    return ["-r", "binder/requirements.txt", "-e", "./lessons"]


def _why_it_failed(text, log):
    """One line for a failed installation, from what pip or uv said."""
    if "No space left" in text or "not enough space" in text:
        why = "the disk is full; free about 1 GB"
    elif any(
        sign in text
        for sign in (
            "NewConnectionError",
            "ConnectTimeout",
            "ReadTimeout",
            "ProxyError",
            "SSLError",
            "name resolution",
            "dns error",
            "error sending request",
            "Connection refused",
            "(from versions: none)",  # what pip says when it gave up silently
        )
    ):
        why = "the package index cannot be reached; check the network"
    elif WINDOWS and len(str(ROOT)) > LONGEST_WINDOWS_PATH:
        why = "the path of the course folder is too long for Windows; move the folder up"
    else:
        errors = [line.strip() for line in text.splitlines() if line.lower().startswith("error")]
        why = errors[0][:200] if errors else "the installer stopped"
    return f"The packages could not be installed: {why}, then run the same command again ({log})."


def _copy_settings():
    """Put the Jupyter settings in place; they change with the course, not with the packages."""
    for name, folder in SETTINGS.items():
        source, target = ROOT / "binder" / name, VENV / folder / name
        if not source.exists():
            continue
        wanted = source.read_bytes()
        if target.exists() and target.read_bytes() == wanted:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(wanted)


# ------------------------------------------------------------------ showing progress


def _show_progress(process, log):
    """Tell what the installer is doing until it ends: one changing line, or a few on a log."""
    terminal = sys.stdout.isatty()
    pause = 0.3 if terminal else 10
    began, said = time.time(), ""
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=pause)
        now = _progress(log.read_text(encoding="utf-8", errors="replace"))
        if terminal:
            print(f"\r  {now} · {time.time() - began:.0f} s".ljust(79), end="", flush=True)
        elif now != said and process.poll() is None:
            print(f"  {now}", flush=True)
        said = now
    _end_progress()


def _progress(text):
    """Where the installation stands, from the installer's log."""
    lines = text.splitlines()
    for line in reversed(lines):
        if line.startswith("Installing collected packages: "):
            total = line.count(",") + 1
            installed = _installed_packages()
            if installed >= total:  # the last ones are still being written and compiled
                return f"finishing: {total} packages"
            return f"installing packages: {installed} of {total}"
    found = sum(line.startswith("Collecting ") for line in lines)
    return f"collecting packages: {found}" if found else "looking for packages"


def _installed_packages():
    return sum(1 for _ in VENV.glob("lib/python*/site-packages/*.dist-info")) or sum(
        1 for _ in VENV.glob("Lib/site-packages/*.dist-info")
    )


def _end_progress():
    if sys.stdout.isatty():
        print("\r".ljust(80) + "\r", end="", flush=True)


# ------------------------------------------------------------------ processes


def _activated():
    """The environment variables that an activated `.venv` has."""
    variables = dict(os.environ)
    variables.pop("PYTHONHOME", None)
    variables["VIRTUAL_ENV"] = str(VENV)
    programs = str(venv_python().parent)
    path = variables.get("PATH", "").split(os.pathsep)
    if programs not in path:  # nbgrader looks for alembic there
        variables["PATH"] = os.pathsep.join([programs, *path])
    if WINDOWS:
        # Python 3.11 there reads the editable packages' paths in a legacy encoding otherwise,
        # and fails on a folder with an umlaut.
        variables["PYTHONUTF8"] = "1"
    return variables


def _become(command):
    """Run `command` in place of this process (Windows: as a child); gives its exit code."""
    sys.stdout.flush()
    if WINDOWS:
        try:
            return subprocess.call(command, env=_activated())
        except KeyboardInterrupt:
            return 130
    os.execve(command[0], command, _activated())


def _imports(python, module):
    return _succeeds([str(python), "-c", "import " + module])


def _succeeds(command):
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


@contextlib.contextmanager
def _one_at_a_time():
    """Let only one set-up work on this folder; the system frees the lock when we end."""
    with open(__file__, "rb") as lock:
        try:
            if WINDOWS:
                import msvcrt

                lock.seek(1 << 30)  # a place behind the text, so that nobody's reading is blocked
                take = _retrying(lambda: msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1))
            else:
                import fcntl

                take = _retrying(lambda: fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB))
            take()
        except _NoLocks:
            print(
                "This file system knows no locks: do not start the course twice while it sets up."
            )
        yield


class _NoLocks(Exception):
    """The file system cannot lock a file."""


def _retrying(attempt):
    def take():
        said = False
        while True:
            try:
                return attempt()
            except (BlockingIOError, PermissionError):
                if not said:
                    print("The course is being set up in another window; waiting for it.")
                    sys.stdout.flush()
                said = True
                time.sleep(0.5)
            except OSError as error:
                raise _NoLocks from error

    return take


if __name__ == "__main__":
    prepare()
    print(f"The course's Python is {venv_python()}")
