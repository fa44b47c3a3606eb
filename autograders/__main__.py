"""`python3 autograders COMMAND`: make the lessons, or grade what students hand in.

  python3 autograders build [NN ...] [--check]   solutions, lessons and check tables
  python3 autograders new NN_name                the source and exercises of a new lesson
  python3 autograders class LIST.csv             who is in the class
  python3 autograders grade DIR ...              DIR/<student>/<lesson>/<lesson>.ipynb
  python3 autograders report                     pages and tables of what nbgrader has graded
  python3 autograders feedback                   pages to give back: Moodle, Canvas, mail
  python3 autograders formgrader                 nbgrader's formgrader, in the browser

`python3 autograders COMMAND --help` says more. The first start sets the course up.
Exit codes: 0 done, 1 something to mend or to look at, 2 wrong arguments.
"""

import sys

# Started as a folder, Python looks for modules in `autograders` first; a file there may be called
# like one of the library's.
if __name__ == "__main__":
    del sys.path[0]

from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMANDS = {
    "build": "autograders.authoring.command",
    "new": "autograders.authoring.new",
    "class": "autograders.grading.commands.class_list",
    "grade": "autograders.grading.commands.grade",
    "report": "autograders.grading.commands.report",
    "feedback": "autograders.grading.commands.feedback",
    "formgrader": "autograders.grading.commands.formgrader",
}


def main(arguments):
    """Carry out the command; gives the exit code."""
    if arguments[:1] in ([], ["-h"], ["--help"]):
        print(__doc__)
        return 0 if arguments else 2
    command = arguments.pop(0)
    if command not in COMMANDS:
        known = ", ".join(COMMANDS)
        print(f"There is no command {command!r}; there are: {known}.", file=sys.stderr)
        return 2
    if command == "grade":
        import_module("autograders.grading.commands.early").start(arguments)
    return import_module(COMMANDS[command]).main(arguments)


if __name__ == "__main__":
    # Run as a folder, Python puts the folder itself on the import path; the course belongs there,
    # and comes last: a file in it may be called like a module of the library.
    sys.path[:] = [
        entry for entry in sys.path if entry != str(HERE) and Path(entry or ".").resolve() != HERE
    ] + [str(HERE.parent), str(HERE.parent / "binder")]
    import course_env

    course_env.enter(__file__, part="autograders")
    sys.exit(main(sys.argv[1:]))
