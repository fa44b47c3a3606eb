"""`python3 lessons [NN]` sets the course up when needed and opens that lesson in JupyterLab.

python3 lessons 01                the lesson to open (default: the first)
python3 lessons 01 --no-browser   print the address instead of opening a browser
python3 lessons 01 --notebook     in Notebook 7: one page with nothing but the lesson
python3 lessons --binder          print the Binder link of this repository; --write: into the README
python3 lessons --site OUT        the lessons as web pages in the folder OUT: no kernel, no network

Every other argument goes to JupyterLab.
"""

import sys

# Started as a folder, Python looks for modules in `lessons` first. A file of the learner's there
# may be called like one of the library's; so this folder goes away, and `binder` comes last.
if __name__ == "__main__":
    del sys.path[0]

import os
import re
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "binder"))
import course_env

LESSONS = Path(__file__).resolve().parent


#: JupyterLab's options that stand alone. After any other `--option`, the next word is its value.
ALONE = {
    *("--no-browser", "--notebook", "--binder", "--write", "--allow-root", "--debug", "-y"),
    *("--autoreload", "--dev-mode", "--core-mode", "--collaborative", "--splice-source"),
    *("--show-config", "--show-config-json", "--generate-config", "--version", "--no-mathjax"),
    *("--expose-app-in-browser", "--extensions-in-dev-mode", "--skip-dev-build"),
}
SECRETS = re.compile(r"--[\w.]*(token|password)", re.IGNORECASE)
#: A line of a settings file that sets one; in Python, a line that is not commented out.
SETS_A_SECRET = re.compile(
    r"^[^#\n]*(token|password)\w*[\"']?\s*[=:]", re.IGNORECASE | re.MULTILINE
)


def lesson_folders():
    """The folders `NN_name`, in order; the course's own before those of a learner."""
    folders = (f for f in LESSONS.iterdir() if f.name[:2].isdigit() and f.is_dir())
    return sorted(folders, key=lambda folder: (not is_ours(folder), folder.name))


def notebook_in(folder):
    """The lesson in this folder; None where it has none of the folder's name."""
    notebook = folder / (folder.name + ".ipynb")
    if notebook.exists() and not notebook.is_file():  # to open a pipe would wait for ever
        sys.exit(
            f"lessons/{folder.name}/{notebook.name} is no file: "
            "rename it or take it away, then start again."
        )
    return notebook if notebook.exists() else None


def is_ours(folder):
    """Whether this folder is a lesson of the course, which has a table of checks for it."""
    return (LESSONS / "chainrule/checks" / (folder.name + ".json")).exists()


def all_lessons():
    """The names of the lessons that exist, in order: folders `NN_name` with `NN_name.ipynb`."""
    return [
        folder.name for folder in lesson_folders() if (folder / (folder.name + ".ipynb")).is_file()
    ]


def pick_lesson(wanted):
    """The lesson that `wanted` ("1", "01" or "01_chain_rule") means; ends with one line if none.

    A shell that completes words makes a path of it: `lessons/01_chain_rule/`, or the notebook's.
    """
    name = re.sub(r"\.ipynb$", "", Path(wanted.strip()).name)
    for folder in lesson_folders():
        if name in (folder.name, folder.name[:2], folder.name[:2].lstrip("0") or "0"):
            if notebook_in(folder):
                return folder.name
            refuse_renamed(folder)
    known = ", ".join(all_lessons()) or "none yet"
    sys.exit(f"There is no lesson {wanted}. There are: {known}.")


def first_lesson():
    """The lesson that opens when none is named."""
    for folder in lesson_folders():
        if notebook_in(folder):
            return folder.name
        if is_ours(folder):
            refuse_renamed(folder)
    sys.exit("There are no lessons yet: run `python3 autograders build`.")


def refuse_renamed(folder):
    """End with one line when the folder holds a notebook that is not called like it."""
    for notebook in sorted(folder.glob("*.ipynb")):
        sys.exit(
            f"The folder lessons/{folder.name} holds {notebook.name}: "
            f"call it {folder.name}.ipynb, as the course knows it, then start again."
        )


def sort_arguments(arguments):
    """The words that name a lesson, and the options with their values, each in their order."""
    lessons: list[str] = []
    options: list[str] = []
    value = False
    for word in arguments:
        if value or word.startswith("-"):
            # `--site=OUT` is meant like `--site OUT`
            options += word.split("=", 1) if word.startswith("--site=") else [word]
            value = not value and word not in ALONE and "=" not in word
        else:
            lessons.append(word)
    return lessons, options


def address(lesson, app="lab/tree"):
    """Where the server shows the lesson: in JupyterLab, or in Notebook 7 ("notebooks")."""
    return f"/{app}/lessons/{lesson}/{lesson}.ipynb"


def make_site(arguments):
    """Write the static site; its launch links lead where the README's Binder badge leads."""
    if len(arguments) != 2 or arguments[0] != "--site" or arguments[1].startswith("-"):
        sys.exit("Name a folder for the site, and nothing else: python3 lessons --site OUT")
    out = Path(arguments[1]).resolve()
    course_env.refuse_old_python()
    from binder_link import published

    options = ["--lessons", str(LESSONS)]
    launch = published()
    if launch:
        options += ["--binder", launch]
    else:
        print("(The pages have no Binder links yet: the README names no repository.)")
    sys.stdout.flush()
    return course_env.run("-P", "-m", "chainrule.site", str(out), *options)


def folders_of_the_whole_computer():
    """Where Jupyter reads the settings that a computer's administrator has made for everybody."""
    if os.name == "nt":
        return [Path(os.environ.get("PROGRAMDATA", "C:\\ProgramData"), "jupyter")]
    return [Path("/usr/local/etc/jupyter"), Path("/etc/jupyter")]


def administrator_chose_a_secret():
    """Whether a settings file for everybody sets a token or a password for Jupyter's server."""
    for folder in folders_of_the_whole_computer():
        for file in sorted(folder.glob("jupyter_*config*")) + sorted(folder.glob("*.d/*.json")):
            try:
                text = file.read_text("utf-8", "replace") if file.is_file() else ""
            except OSError:  # one that only Jupyter's own user may read sets nothing here
                continue
            if SETS_A_SECRET.search(text):
                return True
    return False


def server_options(place, wishes):
    """What JupyterLab is told beside the user's `wishes`; `place` is the page that it opens.

    What the course relies on is said here, because this wins over every settings file.
    """
    # Warnings are Jupyter's own affairs ("not trusted", pings). Errors are shown. The address is
    # shown, too, unless somebody chose a token or a password: then it counts as information.
    chosen = any(SECRETS.match(word) for word in wishes) or administrator_chose_a_secret()
    level = "INFO" if chosen else "ERROR"
    options = [
        *(f"--log-level={level}", f"--LabApp.log_level={level}"),
        f"--LabApp.default_url={place}",
        "--ServerApp.answer_yes=True",  # one Ctrl+C ends it, without a question
    ]
    said = {
        "--ip": "--ip=127.0.0.1",  # for "localhost", Jupyter prints every address twice
        "--notebook-dir": f"--ServerApp.root_dir={course_env.ROOT}",
        "--ServerApp.base_url": "--ServerApp.base_url=/",
    }
    also = {"--ip": ("--ServerApp.ip",), "--notebook-dir": ("--ServerApp.root_dir",)}
    for name, option in said.items():
        if not any(word.split("=")[0] in (name, *also.get(name, ())) for word in wishes):
            options.append(option)
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in a container
        options.append("--allow-root")
    return options


def main(arguments):
    if "--help" in arguments or "-h" in arguments:
        print(__doc__)
        return 0
    wanted, rest = sort_arguments(arguments)
    if "--binder" in arguments:  # behind it, a word is a version and no lesson
        behind = arguments[arguments.index("--binder") + 1 :]
        rest += [word for word in wanted if word in behind]
        wanted = [word for word in wanted if word not in behind]
    if len(wanted) > 1:
        sys.exit(f"Name one lesson, and not {len(wanted)}: {' '.join(wanted)}.")
    lesson = pick_lesson(wanted[0]) if wanted else first_lesson()
    if "--binder" in rest:
        rest.remove("--binder")
        course_env.refuse_old_python()
        from binder_link import show

        return show(address(lesson), rest) or 0
    if "--site" in rest:
        return make_site(rest)
    app = "lab/tree"
    if "--notebook" in rest:
        rest.remove("--notebook")
        app = "notebooks"
    course_env.prepare()
    print("Jupyter is starting. To stop it later: press Ctrl+C in this window.")
    if "--no-browser" not in rest:
        print("Your browser opens the lesson. If it does not:")
    print("Open the last address below in your browser.", flush=True)
    options = server_options(address(lesson, app), rest)
    # -P: the folder of the course is no place for modules, a learner's files lie there
    return course_env.run("-P", "-m", "jupyterlab", *options, *rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
