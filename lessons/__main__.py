"""`python3 lessons [NN]` sets the course up when needed and opens that lesson in JupyterLab.

python3 lessons 01                the lesson to open (default: the first)
python3 lessons 01 --no-browser   print the address instead of opening a browser
python3 lessons 01 --notebook     in Notebook 7: one page with nothing but the lesson
python3 lessons --binder          print the Binder link of this repository; --write: into the README
python3 lessons --site OUT        the lessons as web pages in the folder OUT: no kernel, no network

Every other argument goes to JupyterLab.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "binder"))
import course_env

LESSONS = Path(__file__).resolve().parent


def all_lessons():
    """The names of the lessons that exist, in order: folders `NN_name` with `NN_name.ipynb`."""
    return sorted(
        folder.name
        for folder in LESSONS.iterdir()
        if folder.name[:2].isdigit() and (folder / (folder.name + ".ipynb")).exists()
    )


def pick_lesson(wanted):
    """The lesson that `wanted` ("1", "01" or "01_chain_rule") means; ends with one line if none."""
    names = all_lessons()
    for name in names:
        if wanted in (name, name[:2], name[:2].lstrip("0") or "0"):
            return name
    sys.exit(f"There is no lesson {wanted}. There are: {', '.join(names) or 'none yet'}.")


def first_lesson():
    """The lesson that opens when none is named."""
    for name in all_lessons():
        return name
    sys.exit("There are no lessons yet: run `python3 autograders build`.")


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
    return course_env.run("-m", "chainrule.site", str(out), *options)


def server_options(place, wishes):
    """What JupyterLab is told beside the user's `wishes`; `place` is the page that it opens."""
    options = [
        # Warnings are Jupyter's own affairs ("not trusted", pings). Errors are shown.
        *("--log-level=ERROR", "--LabApp.log_level=ERROR"),
        f"--LabApp.default_url={place}",
        "--ServerApp.answer_yes=True",  # one Ctrl+C ends it, without a question
    ]
    if not any(word.startswith(("--ip", "--ServerApp.ip")) for word in wishes):
        options.append("--ip=127.0.0.1")  # for "localhost", Jupyter prints every address twice
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in a container
        options.append("--allow-root")
    return options


def main(arguments):
    if "--help" in arguments or "-h" in arguments:
        print(__doc__)
        return 0
    wanted = [word for word in arguments[:1] if not word.startswith("-")]
    rest = arguments[len(wanted) :]
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
    return course_env.run("-m", "jupyterlab", *options, *rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
