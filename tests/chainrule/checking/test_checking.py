"""`check`: which exercise is meant, what is said, and how it looks in every place it is run."""

import json
import os
import re
import subprocess
import sys
import textwrap
import warnings
from functools import partial

import nbformat
import numpy as np
import pytest
from chainrule.checking import CheckFailed, check, forget_tries
from chainrule.checking.table_files import FOLDER, tables
from chainrule.checking.tables import Table
from chainrule.machines import double
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.validator import Validator

from autograders.exercises import exercises_of

MISTAKE = "You forgot the factor 3: the inside grows three times as fast as x."
WRONG = """
from chainrule import check
def d_power(x):
    return 5 * (3 * x + 1) ** 4
check(d_power)
"""


@pytest.fixture(scope="module")
def written_table():
    """Lesson 01's table as it stands in its file."""
    exercises = {e.name: e.table().to_json() for e in exercises_of("01_chain_rule")}
    lesson = {"lesson": "01_chain_rule", "exercises": exercises}
    return json.dumps(lesson, sort_keys=True, ensure_ascii=False)


@pytest.fixture
def folder(written_table, tmp_path, monkeypatch):
    """A folder with lesson 01's table, and `check` told to use it."""
    (tmp_path / "01_chain_rule.json").write_text(written_table, encoding="utf-8")
    monkeypatch.setenv(FOLDER, str(tmp_path))
    forget_tries()
    return tmp_path


def said(function):
    with pytest.raises(CheckFailed) as failed:
        check(function)
    return str(failed.value)


def d_power(x):
    return 15 * (3 * x + 1) ** 4


def d_triple(x):
    return 5 * (3 * x + 1) ** 4


def wrong_power(x):
    return 5 * (3 * x + 1) ** 4


wrong_power.__name__ = "d_power"


def test_a_right_function_prints_one_line(folder, capsys):
    assert check(d_power) is None
    assert capsys.readouterr().out == (
        "d_power works: 4 of 4 checks pass. Grading tries other inputs, too.\n"
    )


def test_a_wrong_one_raises_the_sentence(folder, capsys):
    assert said(wrong_power).startswith(MISTAKE)
    assert capsys.readouterr().out == ""
    assert issubclass(CheckFailed, AssertionError)


def test_the_same_mistake_again_brings_hints(folder):
    other = partial(lambda factor, x: factor * x, 2.0)
    other.__name__ = "d_power"
    hints = tables()["d_power"].hints
    sentences = [said(wrong_power) for _ in range(4)]
    assert sentences[0].endswith(".)")
    assert sentences[1] == f"{sentences[0]} Hint: {hints[0]}"
    assert sentences[2] == f"{sentences[0]} Hint: {hints[1]}"
    assert sentences[3] == sentences[2]
    assert "Hint" not in said(other)
    assert said(wrong_power) == sentences[0]
    check(d_power)
    assert said(wrong_power) == sentences[0]


def test_a_crash_or_an_empty_function_gets_no_hint(folder):
    def crashing(x):
        return x(2)

    def empty(x):
        raise NotImplementedError

    for function in (crashing, empty):
        function.__name__ = "d_power"
        assert len({said(function) for _ in range(4)}) == 1


def cell(source, **names):
    """What a check says of the d_power that these lines define, in a notebook with these names."""
    notebook = {"check": check, "np": np, **names}
    with pytest.raises(CheckFailed) as failed:
        exec(compile(f"{source}\ncheck(d_power)", "cell", "exec"), notebook)
    return str(failed.value)


def test_a_value_from_another_cell_is_told(folder):
    said = cell("def d_power(x): return 5 * u**4 * 3", u=4)
    assert said.endswith(
        "It takes u from outside the function: work with what the brackets after def hand over."
    )
    several = cell("def d_power(x): return f(x) * w[0] + u", f=double, w=np.ones(2), u=0.5)
    assert "It takes f, w and u from outside the function" in several
    nested = cell("def d_power(x): return [u + k for k in (x, 2.5)][0]", u=0.5)
    assert "It takes u from outside the function" in nested


def test_two_slips_are_not_blamed_where_a_value_comes_from_outside(folder):
    slips = "def d_power(x): return -(3 * x + 1) ** 4 * {}"
    assert "two slips" in cell(slips.format("5 * (3 * x + 1)"))
    said = cell(slips.format("k * (3 * x + 1)"), k=5)
    assert said.startswith("Your numbers are not the right ones. It takes k from outside")


def test_tools_known_mistakes_and_arguments_are_no_values_from_outside(folder):
    for source, names in (
        ("def d_power(x): return np.exp(x) + double(x) + helper(x)", {"helper": abs}),
        ("def d_power(x):\n u = 3 * x\n return u * len('abc')", {"u": 4}),
        ("def d_power(x): return k * (3 * x + 1) ** 4", {"k": 5}),  # known by name
    ):
        assert "from outside" not in cell(source, double=double, **names)


# --- which exercise is meant ----------------------------------------------------------------------


def run_cell(source, **names):
    exec(compile(source, "cell", "exec"), {"check": check, **names})


def test_the_name_in_the_cell_decides(folder, capsys):
    run_cell("check(d_power)", d_power=lambda x: 15 * (3 * x + 1) ** 4)
    assert capsys.readouterr().out.startswith("d_power works")
    with pytest.raises(CheckFailed):
        run_cell("check(d_triple)", d_triple=d_power, d_power=d_power)
    with pytest.raises(CheckFailed):
        run_cell("d_triple = d_power\ncheck(d_triple)", d_power=d_power)


def test_what_is_no_exercise_is_told(folder):
    assert "There is no exercise called rename_me" in said(lambda_named("rename_me"))
    assert "write its name without brackets" in said(3.5)
    with pytest.raises(CheckFailed, match="d_power is no function any more"):
        run_cell("check(d_power)", d_power=3.5)


def lambda_named(name):
    def function(x):
        return x

    function.__name__ = name
    return function


def test_a_table_that_cannot_be_read_is_told_in_one_line(folder):
    path = folder / "01_chain_rule.json"
    for broken in (
        "{",
        '{"lesson": 1}',
        '{"exercises": {"d_power": {}}}',
        '{"exercises": 3}',
        "[]",
    ):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(ValueError, match=r"01_chain_rule\.json is no check table"):
            tables()
        assert "\n" not in said(d_power)
        assert "cannot be read" in said(d_power)


def test_a_table_is_read_again_when_it_changes(folder, capsys):
    check(d_power)
    path = folder / "01_chain_rule.json"
    path.write_text(path.read_text(encoding="utf-8").replace("works:", "is right:"), "utf-8")
    check(d_power)
    assert "d_power is right" in capsys.readouterr().out


@pytest.mark.parametrize("exercise", exercises_of("01_chain_rule"), ids=lambda e: e.name)
@pytest.mark.parametrize("seed", [None, 5])
def test_tables_survive_json(exercise, seed):
    table = exercise.table(seed)
    assert Table.from_json(json.loads(json.dumps(table.to_json()))) == table


def test_tables_hold_no_code(folder):
    text = (folder / "01_chain_rule.json").read_text(encoding="utf-8")
    assert not any(code in text for code in ("lambda", "np.", "math.", "return ", "**"))


# --- how it looks -------------------------------------------------------------------------------


def test_plain_python_shows_the_sentence_alone(folder):
    run = subprocess.run(
        [sys.executable, "-c", WRONG], capture_output=True, text=True, encoding="utf-8"
    )
    assert run.returncode == 1
    assert run.stderr.startswith(MISTAKE)
    assert len(run.stderr.splitlines()) == 1


def test_other_errors_of_plain_python_keep_their_traceback(folder):
    source = WRONG.replace(
        "check(d_power)", "try: check(d_power)\nexcept AssertionError: pass\n1/0"
    )
    run = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert "Traceback" in run.stderr
    assert "ZeroDivisionError" in run.stderr


@pytest.fixture
def own_main(monkeypatch):
    """IPython puts a module of its own in the place of `__main__`, which new processes look at."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def test_ipython_shows_the_sentence_alone(folder, own_main):
    from IPython.core.interactiveshell import InteractiveShell

    shown = []
    shell = InteractiveShell()
    shell._showtraceback = lambda kind, value, lines: shown.append(lines)
    assert not shell.run_cell(WRONG).success
    (lines,) = shown
    assert " ".join(lines).startswith(MISTAKE)
    assert not any("Traceback" in line or "File" in line for line in lines)


@pytest.fixture
def shell(folder, own_main):
    """An IPython of this process, with an empty history of inputs and what it displays."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    shell._showtraceback = lambda kind, value, lines: print(" ".join(lines))

    def run(source):
        with capture_output() as captured:
            shell.run_cell(source, store_history=True)
        return captured

    yield run
    shell.reset()
    InteractiveShell.clear_instance()


def displayed(captured):
    (shown,) = captured.outputs
    return shown.data["text/plain"]


IMPORTS = "from chainrule import check"
RIGHT = "def d_power(x):\n    return 15 * (3 * x + 1) ** 4"
EARLIER = "This would judge your earlier d_power: the cell that defines it now did not run through."


def test_a_notebook_shows_success_with_a_mark_and_the_same_words(shell):
    shell(IMPORTS)
    shell(RIGHT)
    done = shell("check(d_power)")
    assert displayed(done) == "d_power works: 4 of 4 checks pass. Grading tries other inputs, too."
    assert re.sub(r"<[^>]+>", "", done.outputs[0].data["text/html"]) == f"✓{displayed(done)}"


@pytest.mark.parametrize(
    "broken",
    [
        "def d_power(x):\n    return 15 * (3 * x + 1 ** 4",
        "def d_power(x):\n    return 3\n   return 4",
        "missing\ndef d_power(x):\n    return 3",
        "def d_power(x=missing):\n    return 3",
    ],
)
def test_an_earlier_function_is_not_judged_for_a_cell_that_failed(shell, broken):
    shell(IMPORTS)
    shell(RIGHT)
    shell(broken)
    failed = shell("check(d_power)")
    assert failed.outputs == []
    assert failed.stdout.split() == EARLIER.split()
    shell(RIGHT)
    assert displayed(shell("check(d_power)")).startswith("d_power works")


@pytest.mark.parametrize(
    "cells",
    [
        [RIGHT, "# d_power is right"],
        [RIGHT.replace("d_power", "mine"), "def d_power(x):\n    return 3", "d_power = mine"],
        ["def d_power(x):\n    return 3", f"%%time\n{RIGHT}"],
        [
            "def kept(f):\n    def inner(x):\n        return f(x)\n    return inner",
            f"@kept\n{RIGHT}",
        ],
        ["def d_power(x):\n    return 15 * (3 * x + 1 ** 4", RIGHT],
        ["if True:\n    " + RIGHT.replace("\n", "\n    ")],
        [f"{RIGHT}\n\n", "d_power(1)", "d_power(", "print('def d_power')"],
    ],
)
def test_a_function_that_its_newest_cell_made_is_judged(shell, cells):
    for source in [IMPORTS, *cells]:
        shell(source)
    assert displayed(shell("check(d_power)")).startswith("d_power works")


@pytest.fixture
def settings_come_back():
    """What a session sets for its whole process is taken back afterwards."""
    with np.errstate(), np.printoptions(), warnings.catch_warnings():
        yield


#: What overflows, divides by zero and warns on its way, and gives a right answer all the same.
NOISY = f"""
import warnings
import numpy as np
def d_power(x):
    warnings.warn("mind the step", UserWarning)
    np.exp(np.array([1e9])), np.array([1.0]) / np.array([0.0]), np.log(np.array([-1.0]))
{RIGHT.partition(chr(10))[2]}"""
#: Sessions that somebody's own settings, start-up files or cells have made.
SESSIONS = {
    "numpy raises": "import numpy; numpy.seterr(all='raise')",
    "numpy prints": "import numpy; numpy.set_printoptions(precision=1, sign='+', threshold=1)",
    "warnings are errors": "import warnings; warnings.simplefilter('error')",
    "no history": "get_ipython().history_manager.enabled = False",
    "every expression is shown": "get_ipython().ast_node_interactivity = 'all'",
    "verbose errors": "%xmode Verbose",
    "short errors": "%xmode Minimal",
    "modules are loaded again": "%load_ext autoreload\n%autoreload 2",
    "everything of numpy": "from math import *\nfrom numpy import *",
    "built-in names in use": "sum = len = abs = max = range = float = print = slope = 3",
}


@pytest.mark.usefixtures("settings_come_back")
@pytest.mark.parametrize("session", SESSIONS)
def test_whatever_a_session_has_set_the_verdict_is_the_same(shell, session):
    shell(SESSIONS[session])
    shell(IMPORTS)
    shell(WRONG.partition("check(")[0])
    failed = shell("check(d_power)")
    assert " ".join(failed.stdout.split()).startswith(MISTAKE)
    assert "Traceback" not in failed.stdout and failed.stderr == ""
    shell(NOISY)
    done = shell("%%time\ncheck(d_power)")
    assert displayed(done).startswith("d_power works: 4 of 4")
    assert done.stderr == ""


def test_a_history_that_was_cleared_is_no_failed_cell(shell):
    shell(IMPORTS)
    shell(RIGHT)
    shell("%reset -f in")
    assert displayed(shell("check(d_power)")).startswith("d_power works")


def test_check_itself_comes_back_with_the_first_cell(shell):
    shell(IMPORTS)
    shell(RIGHT)
    shell("check = [check(d_power)]")
    assert "not callable" in shell("check(d_power)").stdout
    shell(IMPORTS)
    assert displayed(shell("check(d_power)")).startswith("d_power works")


def test_quit_in_an_answer_ends_the_try_and_not_the_notebook(shell):
    """In a notebook `quit()` only asks for the end, which comes when the cell is done."""
    from IPython import get_ipython

    asked = []
    get_ipython().ask_exit = lambda: asked.append("kernel")
    shell(IMPORTS)
    shell("def d_power(x):\n    quit()\n    return 15 * (3 * x + 1) ** 4")
    assert "it leaves Python (exit or quit)" in " ".join(shell("check(d_power)").stdout.split())
    assert asked == []
    shell("quit()")
    assert asked == ["kernel"]


def test_what_is_not_written_stops_no_learner_but_is_an_error_for_nbgrader(shell, monkeypatch):
    sentence = "d_power is not written yet: replace the line raise NotImplementedError."
    shell(IMPORTS)
    shell("def d_power(x):\n    raise NotImplementedError")
    assert displayed(shell("check(d_power)")) == sentence
    for variable in ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING"):
        with monkeypatch.context() as environment:
            environment.setenv(variable, "1")
            assert " ".join(shell("check(d_power)").stdout.split()) == sentence


def test_jupyter_and_validate_show_the_sentence_alone(folder, tmp_path):
    sources = textwrap.dedent(WRONG).strip().rsplit("\n", 1)
    marks = {"grade_id": "d_power", "grade": True, "solution": False, "locked": True, "points": 2}
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    notebook.cells[-1].metadata["nbgrader"] = {**marks, "schema_version": 3, "task": False}
    path = tmp_path / "lesson.ipynb"
    nbformat.write(notebook, path)

    NotebookClient(notebook, allow_errors=True, kernel_name="python3").execute()
    (output,) = notebook.cells[-1].outputs
    assert output.ename == "CheckFailed"
    assert output.evalue.startswith(MISTAKE)
    assert " ".join(output.traceback) == output.evalue

    validator = Validator()
    result = validator.validate(str(path))
    (failed,) = result["failed"]
    assert failed["raw_error"].replace("\n", " ") == output.evalue
    # `nbgrader validate` cuts long lines with three dots; none of ours is cut.
    assert "..." not in validator._indent(failed["raw_error"])


def test_checking_loads_neither_widgets_nor_the_answer_key():
    source = (
        "import sys, chainrule; chainrule.check; "
        "print(sorted({'ipywidgets', 'anywidget', 'autograders'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, env=dict(os.environ)
    )
    assert run.stdout.strip() == "[]", run.stderr
