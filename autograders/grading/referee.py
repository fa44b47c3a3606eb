"""One submission judged: its cells run in the student's process, the test cells here.

The order keeps hidden inputs in: first all of the student's cells run and their outputs are taken,
while each test cell's names are looked up at its place; then every exercise is tried at its visible
probes; only then do the test cells run, and what the student's code says from then on is not
repeated. A child that ends costs what it was doing: a fresh one runs the cells again and goes on.
"""

import ast
import builtins
import contextlib
import ctypes
import hashlib
import io
import math
import re
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

import chainrule.checking
import numpy as np
from chainrule.checking.diagnosing import diagnose
from chainrule.machines import Machine
from nbformat import NotebookNode

from autograders.exercises import EXERCISES
from autograders.exercises.ready import ready_for
from autograders.grading import judging, merging
from autograders.grading.heard import Heard, error_output
from autograders.grading.inside.parcels import Refused
from autograders.grading.proxies import Conversation, Proxy
from autograders.grading.stand_ins import Refusal, StudentError, Use
from autograders.grading.zygote import GRACE_SECONDS, SandboxFailed, Student, StudentGone, Zygote

WARM_MODULES = ("numpy", "chainrule", "chainrule.checking", "chainrule.explorables")
"""What every lesson imports; the warm process does it once for a whole class."""
CELL_SECONDS = 8.0
"""What one of the student's cells may take."""
SUBMISSION_SECONDS = 26.0
"""What a whole submission may take; tests after that are not reached."""
TEST_SECONDS = 20.0
"""What one test cell may take, should an answer's size make it run on and on."""
NEAR_FLAG = "wrong by hardly more than the tolerance; a second draw of inputs decided"
FLAKY_FLAG = "does not give the same answer to the same input twice"
MESSAGE_CHARACTERS = 600


class OutOfTime(Exception):
    """The submission's time is used up."""


@dataclass
class Score:
    """What one test cell gave.

    For the instructor alone: `answers`, what an answer that is wrong without a name gives at the
    visible inputs; `seen_right`, that a wrong answer is right at all of these; `flags`, what was
    odd about the judging.
    """

    grade_id: str
    points: float
    max_points: float
    diagnosis: str
    message: str
    status: str = "graded"
    answers: list[str] = field(default_factory=list)
    seen_right: bool = False
    flags: list[str] = field(default_factory=list)


@dataclass
class Result:
    """A whole submission: a score for every test cell, and the student's own outputs."""

    scores: dict[str, Score]
    outputs: dict[int, list[dict]] = field(default_factory=dict)
    counts: dict[int, int | None] = field(default_factory=dict)
    children: int = 0
    seconds: float = 0.0
    peak: int = 0

    def to_json(self) -> dict:
        """Plain data, for another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Result":
        """The inverse of to_json."""
        scores = {name: Score(**score) for name, score in data["scores"].items()}
        outputs = {int(index): outputs for index, outputs in data["outputs"].items()}
        counts = {int(index): count for index, count in data["counts"].items()}
        return cls(**{**data, "scores": scores, "outputs": outputs, "counts": counts})


def seed_of(seed: int | str, student: str, lesson: str) -> int:
    """The seed of one student's hidden probes: nobody shares inputs, everybody can be redone."""
    text = f"{seed}/{lesson}/{student}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1


def refuse(notebook: NotebookNode, reason: str, diagnosis: str, status: str) -> Result:
    """Every test cell 0, with the reason: the file cannot be graded."""
    tests = [cell for cell in notebook.cells if merging.is_test(cell)]
    return Result(
        {_name(c): Score(_name(c), 0.0, _max(c), diagnosis, reason, status) for c in tests}
    )


def evaluate(notebook: NotebookNode, seed: int, zygote: Zygote) -> Result:
    """Judge a merged notebook; every one of its test cells has a score in the result."""
    return _Trial(notebook, seed, zygote).run()


def _name(cell: NotebookNode) -> str:
    return cell.metadata["nbgrader"]["grade_id"]


def _max(cell: NotebookNode) -> float:
    return float(cell.metadata["nbgrader"].get("points", 0))


class _Trial:
    """The evaluation of one submission."""

    def __init__(self, notebook: NotebookNode, seed: int, zygote: Zygote) -> None:
        self.cells, self.seed, self.zygote = notebook.cells, seed, zygote
        self.tests = [i for i, cell in enumerate(self.cells) if merging.is_test(cell)]
        self.scores: dict[str, Score] = {}
        self.result = Result(self.scores)
        self.deadly: dict[int, str] = {}
        self.seen: dict[int, dict[str, dict]] = {}
        self.tried: dict[tuple[int, str], Proxy] = {}
        self.heard = Heard()
        self.names = _Names(self.cells)
        shows = self.names.of_the_course()
        self.sources = [
            merging.without_shows(cell.source, shows) if merging.is_released(cell) else cell.source
            for cell in self.cells
        ]
        self.started = time.monotonic()

    def run(self) -> Result:
        chainrule.checking.forget_tries()  # hints count one learner's tries, not a class's
        with judging.sitting(self.seed) as self.sitting:
            try:
                self.conversation = self.fresh_child()
                self.look_ahead()
                self.conversation.visible = False
                for index in self.tests:
                    self.stop_when_late()
                    cell = self.cells[index]
                    self.scores[_name(cell)] = self.judge(index)
            except OutOfTime:
                pass  # what is not judged by now gets its reason below
            finally:
                self.leave()
        for index in self.tests:  # fail closed: no test cell is without a score
            cell = self.cells[index]
            late = "The time that a notebook may take was used up before this test."
            self.scores.setdefault(_name(cell), self.zero(cell, late, "not_reached"))
        self.result.seconds = time.monotonic() - self.started
        return self.result

    # -------------------------------------------------------------- the student's cells
    def fresh_child(self) -> Conversation:
        """A child that has run the student's cells, except those that ended an earlier one."""
        while self.left() > 0:
            self.result.children += 1
            self.student = self.zygote.fork()
            conversation = Conversation(self.student, self.started + SUBMISSION_SECONDS)
            self.lend_earlier_lessons()
            try:
                for index, cell in enumerate(self.cells):
                    if index in self.deadly:
                        self.seen[index] = {}
                    elif index in self.tests:
                        self.look_up(index)
                    elif cell.cell_type == "code":
                        self.run_cell(index, self.sources[index])
                return conversation
            except StudentGone as gone:
                self.deadly[index] = str(gone)
                self.leave()
        raise OutOfTime

    def lend_earlier_lessons(self) -> None:
        """Hand over what `bring` may give in this lesson: nothing that it asks for itself."""
        names = [_name(self.cells[index]) for index in self.tests]
        lesson = next((EXERCISES[name].lesson for name in names if name in EXERCISES), "")
        try:
            self.student.ask(["bring", lesson, ready_for(lesson)], CELL_SECONDS)
        except StudentGone as gone:  # none of the student's code has run yet
            raise SandboxFailed(f"a child of the sandbox {gone}") from gone

    def run_cell(self, index: int, source: str) -> None:
        if not source.strip():
            return
        outputs: list[dict] = []
        left = max(self.left() - GRACE_SECONDS, 0.5)
        seconds = min(CELL_SECONDS, left)
        try:
            kind, reply = self.student.ask(
                ["run", source, seconds],
                seconds + GRACE_SECONDS,
                lambda message: self.heard.take(outputs, message),
            )[:2]
        except StudentGone as gone:
            self.result.outputs[index] = [*outputs, error_output("Stopped", f"This cell {gone}.")]
            raise
        if index not in self.result.outputs:
            self.result.outputs[index] = outputs
            count = reply.get("count") if kind == "ran" and isinstance(reply, dict) else None
            self.result.counts[index] = count if isinstance(count, int) else None

    def look_up(self, index: int) -> None:
        """What the names of a test cell stand for at its place in the notebook."""
        kind, seen = self.student.ask(["look", self.names.asked(index)], CELL_SECONDS)[:2]
        parcels = seen if kind == "seen" and isinstance(seen, dict) else {}
        self.seen[index] = {str(name): parcel for name, parcel in parcels.items()}

    def look_ahead(self) -> None:
        """Try each exercise at its visible probes before any hidden input goes in."""
        for index in self.tests:
            self.stop_when_late()
            for name in EXERCISES.keys() & self.seen[index].keys():
                proxy = self.value(index, name)
                if isinstance(proxy, Proxy):
                    proxy.look_ahead(EXERCISES[name].driver, EXERCISES[name].probes())
                    self.tried[index, name] = proxy
                    self.replace_if_gone()

    # -------------------------------------------------------------- the test cells
    def judge(self, index: int) -> Score:
        """Run one test cell here; its score."""
        cell = self.cells[index]
        self.replace_if_gone()
        before = len(self.sitting.verdicts)
        asked = {name: self.value(index, name) for name in self.seen[index]}
        namespace = self.names.namespace
        namespace.update(asked)
        try:
            value, failure, printed = _run_test(cell.source, namespace)
        finally:
            for name in asked:
                namespace.pop(name, None)
        verdicts = self.sitting.verdicts[before:]
        score = self.score(cell, verdicts, value, failure, printed)
        if verdicts and score.points < score.max_points:
            self.note_answers(index, score)
        return score

    def note_answers(self, index: int, score: Score) -> None:
        """Add to a wrong answer's score what the instructor wants to know of it."""
        proxy = self.tried.get((index, score.grade_id))
        if proxy is None or proxy.gone:
            return
        table = judging.visible_table(score.grade_id)
        outcomes = proxy.__run_probes__(table.driver, table.probes)  # they are known by now
        seen = diagnose(outcomes, table)
        score.seen_right = seen.kind == "right"
        if score.diagnosis == "unknown" and "\n" not in score.message:
            score.message = judging.told_by_the_visible(score.message, score.grade_id, seen)
        if score.diagnosis in judging.WITHOUT_A_NAME:
            score.answers = [judging.written(outcome) for outcome in outcomes]
        with contextlib.suppress(StudentGone):  # a fresh child goes on, as after any other end
            again = proxy.ask_again(table.driver, table.probes)
            if list(map(judging.written, again)) != list(map(judging.written, outcomes)):
                score.flags.append(FLAKY_FLAG)

    def value(self, index: int, name: str) -> object:
        """What a name of the student's stands for in a test cell."""
        value = self.conversation.value(self.seen[index][name], name, self.names.use(name))
        tried = self.tried.get((index, name))
        return tried.renewed(value) if tried and isinstance(value, Proxy) else value

    def score(
        self,
        cell: NotebookNode,
        verdicts: list[judging.Verdict],
        value: object,
        failure: Exception | None,
        printed: str,
    ) -> Score:
        """A cell with `grade` scores what it says; any other like nbgrader, but fail closed."""
        name, most = _name(cell), _max(cell)
        check_alone = isinstance(failure, chainrule.checking.CheckFailed) and verdicts
        if failure is not None and not check_alone:
            return self.failed(cell, failure)
        if verdicts:
            points = sum(verdict.points for verdict in verdicts)
            message = "\n".join(verdict.message for verdict in verdicts)
            diagnosis = next((v.diagnosis for v in verdicts if v.diagnosis != "right"), "right")
            flags = [NEAR_FLAG] if any(verdict.near for verdict in verdicts) else []
            return Score(name, _clamped(points, most), most, diagnosis, message, flags=flags)
        points = _partial(value)
        if points is None:
            return Score(name, most, most, "right", printed.strip() or "All tests pass.")
        points = _clamped(points, most)
        diagnosis = "right" if points == most else "partly"
        message = printed.strip() or f"{points:g} of {most:g} points."
        return Score(name, points, most, diagnosis, message)

    def failed(self, cell: NotebookNode, failure: Exception) -> Score:
        """0 for a test that raised, with a sentence that shows nothing of the test."""
        if isinstance(failure, StudentGone):
            return self.zero(cell, f"Your function {failure}.", "graded", "gone")
        if isinstance(failure, NameError) and not hasattr(failure, "of_the_student"):
            return self.zero(cell, self.why_missing(failure.name), "graded", "missing")
        if isinstance(failure, AssertionError) and not hasattr(failure, "of_the_student"):
            # A library's text, such as numpy.testing's, shows the expected values.
            text = str(failure).strip() if _is_of_the_test(failure) else ""
            text = text or "A test does not pass."
            return self.zero(cell, text, "graded", "assertion")
        if isinstance(failure, Refusal):
            return self.zero(cell, str(failure), "graded", "form")
        if isinstance(failure, TimeoutError | MemoryError):
            return self.zero(cell, "The answer is too large to be tested.", "graded", "too_large")
        if isinstance(failure, (StudentError, Refused)) or hasattr(failure, "of_the_student"):
            kind = type(failure).__name__
            kind = "an error of its own" if isinstance(failure, StudentError) else kind
            return self.zero(cell, f"Your function stops with {kind}.", "graded", "crashed")
        kind = type(failure).__name__
        return self.zero(cell, f"The test stops with {kind} on your answer.", "graded", "crashed")

    def why_missing(self, name: str | None) -> str:
        """Why a name that a test needs is not there: its cell failed, or is gone."""
        for index, cell in enumerate(self.cells):
            if re.search(rf"^\s*(def|class)\s+{re.escape(name or '')}\b", cell.source, re.M):
                errors = [o for o in self.result.outputs.get(index, []) if "ename" in o]
                if errors:
                    what = f"{errors[-1]['ename']}: {errors[-1]['evalue']}".splitlines()[0]
                    return f"{name} is not there: the cell that defines it stops with {what[:200]}"
        return f"{name} is not defined when this test runs: its cell is missing or stands below it."

    def zero(self, cell: NotebookNode, message: str, status: str, diagnosis: str = "none") -> Score:
        return Score(_name(cell), 0.0, _max(cell), diagnosis, _one_text(message), status)

    # -------------------------------------------------------------- children
    def replace_if_gone(self) -> None:
        """Where a child ended, a fresh one goes on; it runs the same cells first."""
        if self.student.gone:
            self.leave()
            before, self.conversation = self.conversation, self.fresh_child()
            self.conversation.said, self.conversation.visible = before.said, before.visible

    def leave(self) -> None:
        student: Student | None = getattr(self, "student", None)
        if student is not None:
            ended = student.end()
            self.result.peak = max(self.result.peak, ended.peak)

    def stop_when_late(self) -> None:
        if self.left() <= 0:
            raise OutOfTime

    def left(self) -> float:
        return SUBMISSION_SECONDS - (time.monotonic() - self.started)


class _Names:
    """Which names of a test cell are ours, and which are asked of the student's process.

    Ours are what locked cells and test cells bind, and what released cells import: a student who
    rebinds `check` or `np` changes nothing here.
    """

    def __init__(self, cells: list[NotebookNode]) -> None:
        self.namespace: dict[str, object] = {"__name__": "__main__", "__builtins__": builtins}
        self._cells = cells
        ours = [cell for cell in cells if cell.cell_type == "code" and merging.is_released(cell)]
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            for cell in ours:
                if not merging.is_test(cell):
                    self._prepare(cell)
        self._bound = {
            name for cell in ours if merging.is_test(cell) for name in _bound(_tree(cell.source))
        }

    def _prepare(self, cell: NotebookNode) -> None:
        """Imports of a released cell, all of a locked one."""
        tree = _tree(cell.source)
        locked = merging.is_locked(cell)
        for node in tree.body:
            if locked or isinstance(node, ast.Import | ast.ImportFrom):
                module = ast.Module([node], [])
                with contextlib.suppress(Exception):  # a locked cell may show what is not here
                    exec(compile(module, "<lesson>", "exec"), self.namespace)

    def of_the_course(self) -> set[str]:
        """Names of chainrule's functions and figures that the lesson imports."""
        return {
            name
            for name, value in self.namespace.items()
            if str(getattr(value, "__module__", "")).split(".")[0] == "chainrule"
            and not isinstance(value, Machine)
        }

    def use(self, name: str) -> Use:
        """How far a test may go with what a name of the student's stands for.

        Only what a cell is given out with is asked for: `np` of the student's own making is not.
        """
        found = (cell.metadata.get("asked_for", {}) for cell in self._cells)
        kind = next((names[name] for names in found if name in names), None)
        return {"class": Use.CALCULATE, None: Use.CALL}.get(kind, Use.READ)

    def asked(self, index: int) -> list[str]:
        """The names that a test cell reads and that only the student's notebook can bind."""
        tree = _tree(self._cells[index].source)
        read = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        own = self._bound | set(self.namespace) | _bound(tree)
        return sorted(name for name in read - own if not hasattr(builtins, name))


def _tree(source: str) -> ast.Module:
    return merging.syntax_tree(source) or ast.Module([], [])


def _bound(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names


def _run_test(source: str, namespace: dict) -> tuple[object, Exception | None, str]:
    """The last expression's value, what went wrong, and what was printed.

    A `check` that fails does not keep `grade`, further down, from giving partial credit.
    """
    printed, value, failed_check = io.StringIO(), None, None
    with (
        _time_limit(TEST_SECONDS),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        for node in _tree(source).body:
            try:
                if isinstance(node, ast.Expr):
                    code = compile(ast.Expression(node.value), "<test>", "eval")
                    value = eval(code, namespace)
                else:
                    exec(compile(ast.Module([node], []), "<test>", "exec"), namespace)
                    value = None
            except chainrule.checking.CheckFailed as failure:
                failed_check = failed_check or failure
            except Exception as failure:
                return None, failure, printed.getvalue()
    return value, failed_check, printed.getvalue()


def _is_of_the_test(failure: Exception) -> bool:
    """Was it raised by a line of the test cell, and not by something that the line calls?"""
    last = failure.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return last is not None and last.tb_frame.f_code.co_filename == "<test>"


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """TimeoutError in this thread after `seconds`."""
    if threading.current_thread() is not threading.main_thread():
        with _time_limit_of_a_thread(seconds):
            yield
        return

    def out_of_time(*_: object) -> None:
        raise TimeoutError("the test ran too long")

    before = signal.signal(signal.SIGALRM, out_of_time)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _time_limit_of_a_thread(seconds: float) -> Iterator[None]:
    """A cluster's worker runs its jobs beside its main thread, which no signal reaches."""
    running, guard = threading.get_ident(), threading.Lock()
    over = False

    def out_of_time() -> None:
        with guard:
            if not over:
                raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
                raise_in(ctypes.c_ulong(running), ctypes.py_object(TimeoutError))

    timer = threading.Timer(seconds, out_of_time)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with guard:
            over = True


def _partial(value: object) -> float | None:
    """Partial credit from a test cell's last expression; None means all of it."""
    if value is None or isinstance(value, bool | np.bool_):
        return None if value is None or value else 0.0
    if isinstance(value, int | float | np.integer | np.floating):
        return float(value)
    return None


def _clamped(points: float, most: float) -> float:
    points = points if math.isfinite(points) else 0.0
    return float(min(max(round(points, 6), 0.0), most))


def _one_text(message: str) -> str:
    return readable(message)[:MESSAGE_CHARACTERS]


def readable(text: str) -> str:
    """Text without control codes (a terminal obeys some of them)."""
    return "".join(c for c in text if c in "\n\t" or c.isprintable())
