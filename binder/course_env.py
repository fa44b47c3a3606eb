"""Make the course's own Python environment, `.venv`, with the standard library alone.

`python3 lessons`, `python3 tests` and `python3 autograders` all come through here:

    run("-m", "pytest", part="tests")   the environment's Python, from the course folder
    enter(__file__, part="autograders")  carry the calling `__main__.py` over into the environment
    prepare(part="lessons")              only make it ready; gives the path of its Python

A learner needs less than an instructor, who needs less than an author; so the environment grows by
parts. The first start of a command installs what it needs (PARTS) and leaves a stamp for it, also
for the smaller parts inside; later starts compare the stamp and need no network.
This file must be readable by Python 3.6, so that an old Python is told so in one line.

    python3 binder/course_env.py [lessons | autograders | tests]     only set up; lessons by default
"""

import ast
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WINDOWS = os.name == "nt"
OLDEST = (3, 11)
NEWEST_KNOWN = (3, 14)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"

# What each part installs, and from which files: when one of them changes, it installs again.
# The order is from small to large, and each part holds all parts before it.
PARTS = {
    "lessons": (
        ("binder/requirements.txt", "lessons/pyproject.toml"),
        ("-r", "binder/requirements.txt", "-e", "./lessons[site]"),
    ),
    "autograders": (
        ("binder/requirements.txt", "lessons/pyproject.toml", "pyproject.toml"),
        ("-r", "binder/requirements.txt", "-e", "./lessons[site]", "-e", "."),
    ),
    "tests": (
        ("binder/requirements.txt", "lessons/pyproject.toml", "pyproject.toml", "requirements.txt"),
        ("-r", "requirements.txt"),
    ),
}

# What must come out of `.venv` (or out of the course) before a part is called ready. To import
# leaves byte code: a student's process in the grader reads these, and keeps none of its own.
IMPORTS = {
    "lessons": (
        *("jupyterlab", "notebook", "ipywidgets", "anywidget", "numpy", "matplotlib"),
        *("nbgrader", "chainrule"),
    ),
    "autograders": (
        *("IPython.core.completerlib", "IPython.core.pylabtools", "ipykernel.debugger"),
        *("ipykernel.zmqshell", "matplotlib.pyplot", "matplotlib_inline.backend_inline"),
        *("numpy.random", "stack_data", "PIL.PngImagePlugin", "pygments.formatters.terminal256"),
        *("tornado.platform.asyncio",),
    ),
    "tests": ("pytest",),
}

# Of the user's pip and uv, what leads to an index and through a network still counts. Everything
# else (where to, which versions, from what) is the course's business.
KEPT_OF_PIP = {
    *("index-url", "extra-index-url", "no-index", "find-links", "trusted-host"),
    *("proxy", "cert", "client-cert", "keyring-provider", "use-feature", "use-deprecated"),
    *("timeout", "default-timeout", "retries", "resume-retries", "cache-dir", "no-cache-dir"),
}
KEPT_OF_UV = {
    *("INDEX", "DEFAULT_INDEX", "INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "INDEX_STRATEGY"),
    *("INSECURE_HOST", "NATIVE_TLS", "SYSTEM_CERTS", "KEYRING_PROVIDER", "HTTP_TIMEOUT"),
    *("HTTP_RETRIES", "CACHE_DIR", "NO_CACHE", "OFFLINE", "CONFIG_FILE", "LINK_MODE"),
}
# Of the user's Python, what would put other modules or another language in place of the course's.
DROPPED_OF_PYTHON = {
    *("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONUSERBASE", "PYTHONPLATLIBDIR"),
    *("PYTHONEXECUTABLE", "PYTHONINSPECT", "PYTHONOPTIMIZE", "PYTHONWARNINGS", "MATPLOTLIBRC"),
    "MPLBACKEND",  # one that opens windows ends in an error where there is no screen
}

# Where Jupyter looks for each settings file, below the environment's folder.
SETTINGS = {
    "overrides.json": "share/jupyter/lab/settings",
    "page_config.json": "etc/jupyter/labconfig",
    "jupyter_server_config.json": "etc/jupyter",
    "jupyter_server_config.py": "etc/jupyter",
    "nbgrader_config.py": "etc/jupyter",
    "ipython_kernel_config.py": "etc/ipython",
}
# What starts a kernel, as ipykernel leaves it there.
KERNEL = "share/jupyter/kernels/python3/kernel.json"

# What every start of a kernel takes; Python carries it out when it starts.
FIRST = "course_first.pth"
LOADED_FIRST = b"import pathlib, runpy\n"

STAMP = "course-ready-for-{}"
UNFINISHED = "course-unfinished"
LOG = "course-set-up.log"
LONGEST_WINDOWS_PATH = 100  # the longest path inside the environment has about 155 characters
# An older pip takes more than twice as long to work out which versions fit together.
FAST_PIP = 25


# ------------------------------------------------------------------ what the scripts call


def run(*arguments, **wishes):
    """Run the environment's Python with `arguments` from the course folder; gives its exit code.

    `part` names the part of the course that must be there ("lessons"), `variables` are added to
    the environment variables.

    On Linux and macOS this process becomes that Python, so that Ctrl-C and kill reach it.
    """
    python = prepare(wishes.get("part", "lessons"))
    os.chdir(str(ROOT))
    return _become([str(python), *arguments], wishes.get("variables"))


def enter(main_file, part):
    """Return at once when running in the course's environment, else start again inside it.

    `main_file` is the `__file__` of a folder's `__main__.py`. The working folder stays as it is.
    """
    python = prepare(part)
    foreign = "PYTHONPATH" in os.environ and not sys.flags.ignore_environment
    if _running_inside() and not foreign:
        variables = _activated()
        os.environ.clear()
        os.environ.update(variables)
        return
    sys.exit(_become([str(python), str(Path(main_file).resolve().parent), *sys.argv[1:]]))


def prepare(part="lessons"):
    """Make `.venv` ready for this part when it is not, and give the path of its Python."""
    refuse_old_python()
    _refuse_unfit_folder()
    _lead_to_the_course()
    if not _is_ready(part):
        with _one_at_a_time():
            if not _is_ready(part):  # another terminal may have finished it meanwhile
                _set_up(part)
    try:
        _copy_settings()
        start_kernels_with_the_library(VENV)
        _load_first_what_a_kernel_starts_with()
    except OSError as error:  # a shared environment that only a teacher may write to
        why = error.strerror or error
        print(f"(New settings of the course could not be put into {VENV}: {why}.)", flush=True)
    return venv_python()


def venv_python(windows=WINDOWS):
    """The path of the environment's Python."""
    return VENV / ("Scripts/python.exe" if windows else "bin/python")


# ------------------------------------------------------------------ is it ready?


def _is_ready(part):
    """Whether this part was installed, with the lists of today; no larger one is in the making."""
    stamp = _stamp(part)
    if not stamp or (VENV / UNFINISHED).exists():
        return False
    return stamp == _stamp_text(part, _version_of_environment())


def _stamp(part):
    """The text of a part's stamp; empty when there is none."""
    try:
        return (VENV / STAMP.format(part)).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _stamp_text(part, version):
    """What a finished part was made from: its place, its Python, the lists."""
    digest = hashlib.sha256()
    for name in PARTS[part][0]:
        digest.update((ROOT / name).read_bytes() if (ROOT / name).exists() else b"-")
    return "\n".join([str(ROOT), version, digest.hexdigest(), ""])


def _write_stamps(part):
    """Note that this part is there, and with it all smaller ones."""
    version = _version_of_environment()
    for inside in PARTS:
        text = _stamp_text(inside, version)
        (VENV / STAMP.format(inside)).write_text(text, encoding="utf-8")
        if inside == part:
            break


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


def _refuse_unfit_folder():
    """End with one line where no environment can be."""
    for sign in (os.pathsep, "\n", "\r"):
        if sign in str(VENV):
            sys.exit(
                f"A folder with {sign!r} in its name cannot hold the course: "
                f"rename it, then run the same command again ({str(ROOT)!r})."
            )
    if _runs_no_programs(VENV if VENV.exists() else ROOT):
        sys.exit(
            f"No program may run from the drive of {ROOT} (it is mounted with noexec), and the "
            "course's Python has to: move the course folder to another drive, such as your home "
            "folder's, then run the same command again there."
        )
    owner = _other_owner()
    if owner:
        sys.exit(
            f"{VENV} belongs to the course in {owner}: start the course there, or remove "
            f"{VENV.name} here (it is a link), then run the same command again."
        )


def _runs_no_programs(place):
    """Whether this drive is mounted so that no compiled code on it is ever loaded (Linux tells)."""
    forbidden = getattr(os, "ST_NOEXEC", 0)
    try:
        return bool(forbidden and os.statvfs(str(place)).f_flag & forbidden)
    except OSError:  # what else is wrong there is told by whoever needs the folder
        return False


def _other_owner():
    """The folder of another course whose environment `.venv` is; None when it is our own.

    A copy or a moved folder is our own: the other place has no environment, or one of its own.
    """
    for part in PARTS:
        place = _stamp(part).partition("\n")[0]
        if place and place != str(ROOT):
            with contextlib.suppress(OSError):
                if (Path(place) / VENV.name).samefile(str(VENV)):
                    return place
    return None


def refuse_old_python():
    """End with one line when this Python is too old."""
    _let_any_text_be_printed()
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


def _set_up(part):
    if _is_addition(part):
        print(f"Adding what `python3 {part}` needs to {VENV}; this happens once.", flush=True)
    else:
        print(f"Setting up the course in {VENV}", flush=True)
        print("This happens once and takes a few minutes.", flush=True)
    try:
        damaged = not _can_be_completed()
        again = damaged and _running_inside()  # nobody can saw off the branch that he sits on
        if damaged and not again:
            _create()
        (VENV / UNFINISHED).write_text(
            "The set-up was interrupted if this file stays.\n", encoding="utf-8"
        )
        _install(part, again)
        if _what_cannot_be_imported(part):
            _end_progress()
            print("Not all of it can be imported; installing once more.", flush=True)
            again = _running_inside()
            if not again:
                _create()
                (VENV / UNFINISHED).touch()
            _install(part, again)
            missing = _what_cannot_be_imported(part)
            if missing:
                sys.exit(f"The set-up could not be finished: {missing}.")
        _copy_settings()
        _write_stamps(part)
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
    except (OSError, ValueError) as error:
        _end_progress()
        sys.exit(f"The set-up could not be finished: {error}. Then run the same command again.")
    print("The course is ready.", flush=True)


def _is_addition(part):
    """Whether a smaller part is ready, so that only the rest of this one has to come."""
    return not _stamp(part) and _is_ready(next(iter(PARTS)))


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
    stamps = [_stamp(part) for part in PARTS if _stamp(part)]  # none: made by hand
    # With another place or version in it, it was moved, or Python was replaced.
    return all(stamp.splitlines()[:2] == [str(ROOT), version] for stamp in stamps)


def _create():
    """Make an empty environment, with or without pip in it."""
    if VENV.is_symlink():  # to make it anew would empty a folder that is somewhere else
        sys.exit(
            f"{VENV} is a link, and what it leads to is no sound environment of this course: "
            "remove the link, then run the same command again."
        )
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
        pip = [python, "-P", "-m", "pip"]  # no file of the learner's is a part of it
    elif shutil.which("uv"):
        return ["uv", "pip", "install", "--python", python] + ["--reinstall"] * again
    else:  # allowed on an externally managed Python, because the target is not that Python
        pip = [sys.executable, "-P", "-m", "pip", "--python", python]
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    # Python compiles what it meets, and most of the packages it never meets.
    compiled_later = not os.environ.get("PYTHONDONTWRITEBYTECODE")
    return (
        [*pip, "install", *quiet]
        + ["--no-compile"] * compiled_later
        + ["--force-reinstall"] * again
    )


def _renew_pip(environment):
    """Fetch a fast pip in place of the old one that came with Python; without it, all goes on."""
    versions = [path.name.split("-")[1].split(".")[0] for path in _installed_packages("pip-*")]
    if not versions or not versions[0].isdigit() or int(versions[0]) >= FAST_PIP:
        return
    command = [*_installer(False), "--quiet", "--retries", "1", "--upgrade", "pip"]
    with contextlib.suppress(OSError):
        subprocess.call(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


def _install(part, again):
    """Install the packages, showing progress; one clear line when it fails."""
    environment = _for_the_installer(_activated())
    if not again:
        _renew_pip(environment)
    log = VENV / LOG
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_installer(again), *PARTS[part][1]],
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
    _lead_to_the_course()


def _lead_to_the_course():
    """Let the environment find the course's packages by the way from it to them.

    The installer leaves their full path in a file, which Python reads in the locale's encoding: in
    a folder with other letters it would not even start where the locale does not know them.
    """
    if VENV.is_symlink():  # from elsewhere, the way is another one
        return
    for note in _in_packages("*.pth"):
        with contextlib.suppress(OSError, ValueError):
            place = note.read_text(encoding="utf-8-sig").strip()
            if place in (str(ROOT), str(ROOT / "lessons")):
                way = os.path.relpath(place, str(note.parent))
                draft = note.with_name(note.name + ".draft")
                draft.write_text(way + "\n", encoding="utf-8")
                os.replace(str(draft), str(note))


def _for_the_installer(variables):
    """The variables with the user's index, proxy and certificates, and no other wish of pip or uv.

    pip's settings lie in files, too, of which `pip config list` knows all. To drop a variable would
    uncover the file below it; so what counts is said in variables, and no file is read.
    """
    command = _installer(False)
    if command[0] == sys.executable:  # its pip may be the user's own
        variables.pop("PYTHONNOUSERSITE", None)
    variables = dict(variables, NO_COLOR="1")  # what it says is read
    variables.pop("FORCE_COLOR", None)
    kept = {
        name: value
        for name, value in variables.items()
        if not name.startswith(("PIP_", "UV_")) or name[3:] in KEPT_OF_UV
    }
    if command[0] == "uv":
        return kept
    asking = {
        name: value
        for name, value in variables.items()
        if name[4:].lower().replace("_", "-") in KEPT_OF_PIP or not name.startswith("PIP_")
    }
    if "PIP_CONFIG_FILE" in variables:
        asking["PIP_CONFIG_FILE"] = variables["PIP_CONFIG_FILE"]
    # Wishes for another command that would make this one look into one file alone, or be silent.
    for option in ("USER", "SITE", "GLOBAL", "ISOLATED", "QUIET", "VERBOSE"):
        asking["PIP_" + option] = "0"
    listing = subprocess.run(
        [*command[: command.index("install")], "--disable-pip-version-check", "config", "list"],
        env=dict(asking, PYTHONUTF8="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if listing.returncode:  # a file that pip cannot read either: let pip itself say so
        return dict(kept, PIP_USER="0")
    kept.update(_kept_of_pip(listing.stdout.decode("utf-8", "replace")))
    return dict(kept, PIP_CONFIG_FILE=os.devnull)


def _kept_of_pip(listing):
    """pip's variables for what counts in the lines of `pip config list`.

    A line is like `global.index-url='https://…'`. Of the sections, "global" is the weakest and
    ":env:" (variables) the strongest; those of other commands do not count.
    """
    sections: dict = {"global": {}, "install": {}, ":env:": {}}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        section, _, option = name.strip().partition(".")
        option = option.replace("_", "-")
        if section in sections and option in KEPT_OF_PIP:
            with contextlib.suppress(ValueError, SyntaxError):
                sections[section][option] = " ".join(str(ast.literal_eval(value)).split())
    found = dict(sections["global"], **sections["install"])
    found.update(sections[":env:"])
    return {"PIP_" + option.upper().replace("-", "_"): value for option, value in found.items()}


def _what_cannot_be_imported(part):
    """One phrase about the first module that does not come out of `.venv`; empty when all do."""
    wanted: list = []
    for inside in PARTS:
        wanted += IMPORTS[inside]
        if inside == part:
            break
    question = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n"
        "        print(name, importlib.import_module(name).__file__, sep='|')\n"
        "    except BaseException as error:\n"
        "        why = ' '.join(str(error).split())\n"
        "        sys.exit('%s|%s: %s' % (name, type(error).__name__, why))\n"
    )
    answer = subprocess.run(
        # -I: neither a folder nor a variable of the user's adds modules
        [str(venv_python()), "-I", "-X", "utf8", "-c", question, *wanted],
        cwd=str(ROOT),
        env=_activated(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    if answer.returncode:
        said = answer.stderr.decode("utf-8", "replace").strip().splitlines() or ["Python|ended"]
        name, _, why = said[-1].partition("|")
        return f"{name} was installed and cannot be imported ({why[:200]})"
    ours = (str(VENV.resolve()) + os.sep, str(ROOT / "lessons") + os.sep)
    for line in answer.stdout.decode("utf-8", "replace").splitlines():
        name, separated, place = line.partition("|")
        if separated and name in wanted and not str(Path(place).resolve()).startswith(ours):
            return f"{name} comes from {place} and not from {VENV}"
    return ""


def _why_it_failed(text, log):
    """One line for a failed installation, from what pip or uv said."""
    if "No space left" in text or "not enough space" in text:
        why = "the disk is full; free about 1 GB"
    elif "not yet valid" in text or "certificate has expired" in text:
        today = time.strftime("%Y-%m-%d")
        why = f"the index's certificate is not valid today, {today}; set this computer's clock"
    elif "ssl module in Python is not available" in text or "ssl module is not available" in text:
        why = "this Python was built without ssl; install Python from python.org"
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
        why = _complaint(text)[:200] or "the installer stopped"
    return f"The packages could not be installed: {why}, then run the same command again ({log})."


def _complaint(text):
    """What the installer complained about first; a heading is passed over for what it says."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for place, line in enumerate(lines):
        if line.lower().startswith("error"):
            if line.lower().rstrip(":") in ("error", "error: exception") and place + 1 < len(lines):
                return lines[-1]  # a traceback follows, whose last line tells
            return line
    return ""


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
        _replace(target, wanted)


def start_kernels_with_the_library(environment):
    """Let no file beside a notebook, such as `types.py`, keep its kernel from starting.

    Python puts the working folder first in its list of places, for a kernel the notebook's: `-P`
    says that it does not. `environment` is the folder of a Python environment.
    """
    file = Path(environment) / KERNEL
    try:
        kernel = json.loads(file.read_text(encoding="utf-8"))
        command = kernel["argv"]
        if "-m" not in command or "-P" in command:
            return
        command.insert(command.index("-m"), "-P")
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return  # another kernel than ipykernel's
    _replace(file, json.dumps(kernel, indent=1).encode("utf-8"))


def _load_first_what_a_kernel_starts_with():
    """The same for kernels that another program starts in its own way, as VS Code does.

    Without `-P`, what Python and ipykernel take before the working folder is put aside would come
    from there: so the environment's Python loads it, before it looks into any working folder.
    """
    for packages in _in_packages(""):
        file = packages / FIRST
        if not file.exists() or file.read_bytes() != LOADED_FIRST:
            _replace(file, LOADED_FIRST)


def _replace(target, content):
    """Write a file whole or not at all."""
    draft = target.with_name(target.name + ".draft")
    draft.write_bytes(content)
    os.replace(str(draft), str(target))


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
            print(f"\r  {now}, {time.time() - began:.0f} s".ljust(79), end="", flush=True)
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
            installed = len(_installed_packages())
            if installed >= total:  # the last ones are still being written and compiled
                return f"finishing: {total} packages"
            return f"installing packages: {installed} of {total}"
    found = sum(line.startswith("Collecting ") for line in lines)
    return f"collecting packages: {found}" if found else "looking for packages"


def _installed_packages(name="*"):
    """The folders in which installed packages say what they are."""
    return _in_packages(name + ".dist-info")


def _in_packages(name):
    """The files and folders of this name (with *) that lie beside the installed packages."""
    return [
        *VENV.glob("lib/python*/site-packages/" + name),
        *(VENV.glob("Lib/site-packages/" + name) if WINDOWS else ()),
    ]


def _end_progress():
    if sys.stdout.isatty():
        print("\r".ljust(80) + "\r", end="", flush=True)


# ------------------------------------------------------------------ processes


def _activated():
    """The environment variables that an activated `.venv` has, and nothing of another Jupyter.

    Settings, kernels, extensions and start-up files that the user has for other work would decide
    which folder is served, which Python runs, how a figure looks. So Jupyter, IPython and
    matplotlib get folders of the course's own.
    """
    variables = _without_paths_of_python(os.environ)
    for name in list(variables):
        if name.startswith("JUPYTER") and name != "JUPYTER_ALLOW_INSECURE_WRITES":
            del variables[name]
    own = _own_folder()
    variables["JUPYTER_CONFIG_DIR"] = str(own / "config")
    variables["JUPYTER_DATA_DIR"] = str(own / "data")
    variables["JUPYTER_RUNTIME_DIR"] = str(own / "runtime")
    variables["JUPYTER_PREFER_ENV_PATH"] = "1"
    variables["IPYTHONDIR"] = str(own / "ipython")
    variables["MPLCONFIGDIR"] = str(own / "matplotlib")
    variables["PYTHONNOUSERSITE"] = "1"
    if os.path.expanduser("~") == "~":  # a container's user whom nobody has given a home
        variables["HOME"] = str(own)
    variables["VIRTUAL_ENV"] = str(VENV)
    programs = str(venv_python().parent)
    path = variables.get("PATH", "").split(os.pathsep)
    if path[0] != programs:  # nbgrader looks for alembic there
        others = [place for place in path if place != programs]
        variables["PATH"] = os.pathsep.join([programs, *others])
    if WINDOWS:
        # Python 3.11 there reads the editable packages' paths in a legacy encoding otherwise,
        # and fails on a folder with an umlaut.
        variables["PYTHONUTF8"] = "1"
    return variables


def _without_paths_of_python(variables):
    return {name: value for name, value in variables.items() if name not in DROPPED_OF_PYTHON}


def _own_folder():
    """Where this user's Jupyter of the course keeps settings, kernels' addresses, caches.

    In `.venv`; where that is read-only, in the folder for temporary files.
    """
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    own = VENV / ("jupyter-" + user)
    if VENV.is_dir() and _is_made_and_mine(own):
        return own
    temporary = Path(tempfile.gettempdir()) / ("chain-rule-course-" + user)
    if _is_made_and_mine(temporary):
        return temporary
    return Path(tempfile.mkdtemp(prefix="chain-rule-course-"))


def _is_made_and_mine(folder):
    """Whether this folder is there now, and this user's own to write in."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        mine = WINDOWS or folder.stat().st_uid == os.getuid()
    except OSError:
        return False
    return mine and not folder.is_symlink() and os.access(str(folder), os.W_OK)


def _become(command, variables=None):
    """Run `command` in place of this process (Windows: as a child); gives its exit code."""
    sys.stdout.flush()
    environment = dict(_activated(), **(variables or {}))
    if WINDOWS:
        try:
            return subprocess.call(command, env=environment)
        except KeyboardInterrupt:
            return 130
    os.execve(command[0], command, environment)


def _let_any_text_be_printed():
    """A terminal that lacks a sign (an old encoding, a folder's umlaut) gets its number instead.

    Where there is no terminal, nor anything else to print to, nothing is printed.
    """
    if sys.stdout is None:  # started by a click, say
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _imports(python, module):
    return _succeeds([str(python), "-P", "-c", "import " + module])


def _succeeds(command):
    try:
        return (
            subprocess.call(
                command,
                env=_without_paths_of_python(os.environ),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            == 0
        )
    except OSError:
        return False


@contextlib.contextmanager
def _one_at_a_time():
    """Let only one set-up work on this folder; the system frees the lock when we end."""
    with open(__file__, "rb") as lock:
        try:
            if sys.platform == "win32":
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
    wanted = sys.argv[1:] or ["lessons"]
    if len(wanted) > 1 or wanted[0] not in PARTS:
        sys.exit("Name one part of the course: {}.".format(", ".join(PARTS)))
    prepare(wanted[0])
    print(f"The course's Python is {venv_python()}")
