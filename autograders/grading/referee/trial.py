"""One submission judged: its cells run in the student's process, the test cells here.

The order keeps hidden inputs in: first all of the student's cells run and their outputs are taken,
while each test cell's names are looked up at its place; then every exercise is tried at its visible
probes; only then do the test cells run, and what the student's code says from then on is not
repeated. A child that ends costs what it was doing: a fresh one runs the cells again and goes on.

Time is what the student's process spends, never what the clock on the wall says. Cells and tests
have budgets of their own, each exercise one, so that what is slow costs its own exercise alone; and
a cell that uses a function that did not end before has to be quick.
"""

import contextlib
import re
import time
from collections.abc import Iterator
from functools import cached_property

import chainrule.checking
from chainrule.checking.diagnosing import diagnose
from chainrule.probing import Outcome
from nbformat import NotebookNode

from autograders.exercises import EXERCISES
from autograders.exercises.ready import ready_for
from autograders.grading.notebooks.cells import (
    defined_functions,
    is_answer,
    is_marked_by_hand,
    is_released,
    is_test,
    name_of,
    names_used,
    worth,
)
from autograders.grading.notebooks.for_show import cells_for_show
from autograders.grading.notebooks.heard import Heard, error_output
from autograders.grading.notebooks.merging import without_shows
from autograders.grading.notebooks.results import Result, Score
from autograders.grading.referee import judging
from autograders.grading.referee.conversation import EXERCISE_SECONDS, Allowance, Conversation
from autograders.grading.referee.lesson_tests import (
    Names,
    clamped,
    is_of_the_test,
    partial,
    run_test,
)
from autograders.grading.referee.proxies import Proxy
from autograders.grading.referee.stand_ins import Refusal, StudentError
from autograders.grading.referee.stopped_cells import (
    NO_MODULE,
    advice,
    left_without,
    unknown_names,
)
from autograders.grading.sandbox.inside.parcels import Refused
from autograders.grading.sandbox.zygote import (
    SandboxFailed,
    Student,
    StudentGone,
    Zygote,
)
from autograders.grading.text import one_line, readable

CELL_SECONDS = 8.0
"""What one of the student's cells may take, of processor time and sleep."""
CELLS_SECONDS = 20.0
"""What all cells may take; those below have QUICK_SECONDS each then."""
MORE_SECONDS = 5.0
"""What they may take then in all; after that no cells of the student's own run but the answers."""
QUICK_SECONDS = 0.5
"""What a cell may take that uses a function that did not end before."""
SUBMISSION_SECONDS = 150.0
"""What a whole submission may take; one with tests after that is not graded."""
NEAR_FLAG = "wrong by hardly more than the tolerance; a second draw of inputs decided"
FLAKY_FLAG = "does not give the same answer to the same input twice"
MESSAGE_CHARACTERS = 600
USED_UP = "This cell did not run: the cells above have used up the time of a whole notebook."


class OutOfTime(RuntimeError):
    """A submission has used up all its time before the last test, and so has no score."""


def evaluate(notebook: NotebookNode, seed: int, zygote: Zygote, times: float = 1.0) -> Result:
    """Judge a merged notebook; every one of its test cells has a score in the result.

    times: how often it may take each of the seconds in this module.

    Raises OutOfTime, in one line, when its tests are not reached, and SandboxFailed.
    """
    return _Trial(notebook, seed, zygote, times).run()


class _Trial:
    """The evaluation of one submission."""

    def __init__(self, notebook: NotebookNode, seed: int, zygote: Zygote, times: float) -> None:
        self.times = times
        self.cells, self.seed, self.zygote = notebook.cells, seed, zygote
        self.tests = [i for i, cell in enumerate(self.cells) if is_test(cell)]
        self.test_of = {name_of(self.cells[i]): i for i in self.tests}
        self.scores: dict[str, Score] = {}
        self.result = Result(self.scores)
        self.deadly: dict[int, str] = {}
        self.seen: dict[int, dict[str, dict]] = {}
        self.tried: dict[tuple[int, str], Proxy] = {}
        self.slow_cells: set[int] = set()
        self.slow_names: set[str] = set()
        self.allowances = {index: Allowance(times * EXERCISE_SECONDS) for index in self.tests}
        self.spent = 0.0
        self.heard = Heard()
        self.names = Names(self.cells)
        by_hand = any(map(is_marked_by_hand, self.cells))
        shows = self.names.of_the_course(pictures=not by_hand)
        self.sources = [
            without_shows(cell.source, shows)
            if cell.cell_type == "code" and is_released(cell)
            else cell.source
            for cell in self.cells
        ]
        for place in cells_for_show(self.cells):
            self.sources[place] = ""
        self.started = time.monotonic()

    def run(self) -> Result:
        chainrule.checking.forget_tries()  # hints count one learner's tries, not a class's
        with judging.sitting(self.seed) as self.sitting:
            try:
                self.conversation = self.fresh_child()
                self.look_ahead()
                self.conversation.visible = False
                for index in self.tests:
                    self.scores[name_of(self.cells[index])] = self.judge(index)
            finally:
                self.leave()
        self.result.seconds = time.monotonic() - self.started
        return self.result

    # -------------------------------------------------------------- the student's cells
    def fresh_child(self) -> Conversation:
        """A child that has run the student's cells, except those that ended an earlier one."""
        while True:
            self.stop_when_late()
            self.student = self.zygote.fork()
            self.for_cells = self.times * CELLS_SECONDS
            conversation = Conversation(self.student, self.times)
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

    def lend_earlier_lessons(self) -> None:
        """Hand over what `bring` may give in this lesson: nothing that it asks for itself."""
        names = [name_of(self.cells[index]) for index in self.tests]
        lesson = next((EXERCISES[name].lesson for name in names if name in EXERCISES), "")
        try:
            self.student.ask(["bring", lesson, ready_for(lesson)], CELL_SECONDS)
        except StudentGone as gone:  # none of the student's code has run yet
            raise SandboxFailed(f"a child of the sandbox {gone}") from gone

    def run_cell(self, index: int, source: str) -> None:
        if not source.strip():
            return
        outputs: list[dict] = []
        seconds = self.seconds_of(index)
        if not seconds:
            self.result.outputs.setdefault(index, [error_output("Stopped", USED_UP)])
            return
        try:
            kind, reply = self.student.ask(
                ["run", source], seconds, lambda message: self.heard.take(outputs, message)
            )[:2]
        except StudentGone as gone:
            self.result.outputs[index] = [*outputs, error_output("Stopped", f"This cell {gone}.")]
            raise
        finally:
            self.for_cells -= self.student.spent
            self.spent += self.student.spent
        if kind == "ran" and isinstance(reply, dict) and isinstance(reply.get("late"), list):
            self.slow_cells.add(index)
            within = [name for name in reply["late"] if name in self.own_names]
            self.slow_names |= {*within[-1:]}  # what these call may have ended, each time
        if index not in self.result.outputs:
            self.result.outputs[index] = outputs
            count = reply.get("count") if kind == "ran" and isinstance(reply, dict) else None
            self.result.counts[index] = count if isinstance(count, int) else None

    def seconds_of(self, index: int) -> float:
        """What a cell may take: none when all is used up, but ours and answers are always run."""
        cell = self.cells[index]
        used_up = self.for_cells < -self.times * MORE_SECONDS
        if used_up and not (is_released(cell) or is_answer(cell)):
            return 0.0
        if index in self.slow_cells or self.slow_names & names_used(cell.source):
            return self.times * QUICK_SECONDS
        most = max(self.for_cells, self.times * QUICK_SECONDS)
        return min(self.times * CELL_SECONDS, most)

    @cached_property
    def own_names(self) -> set[str]:
        """The functions that the notebook defines, as its text says."""
        return {name for cell in self.cells for name in defined_functions(cell.source)}

    def look_up(self, index: int) -> None:
        """What the names of a test cell stand for at its place in the notebook."""
        asked = ["look", self.names.asked(index)]
        kind, seen = self.student.ask(asked, self.times * CELL_SECONDS)[:2]
        parcels = seen if kind == "seen" and isinstance(seen, dict) else {}
        self.seen[index] = {str(name): parcel for name, parcel in parcels.items()}

    def look_ahead(self) -> None:
        """Try each exercise at its visible probes before any hidden input goes in."""
        for index in self.tests:
            for name in sorted(EXERCISES.keys() & self.seen[index].keys()):
                with self.on_the_account_of(index):
                    proxy = self.value(index, name)
                    if isinstance(proxy, Proxy):
                        proxy.look_ahead(EXERCISES[name].driver, EXERCISES[name].probes())
                        self.tried[index, name] = proxy
                self.replace_if_gone()

    # -------------------------------------------------------------- the test cells
    def judge(self, index: int) -> Score:
        """Run one test cell here; its score."""
        self.replace_if_gone()
        with self.on_the_account_of(index):
            return self.tested(index)

    @contextlib.contextmanager
    def on_the_account_of(self, index: int) -> Iterator[None]:
        """What the student's process does in the block is what a test cell's exercise takes."""
        self.stop_when_late()
        allowance = self.conversation.allowance = self.allowances[index]
        before = allowance.left
        try:
            yield
        finally:
            self.spent += before - allowance.left

    def tested(self, index: int) -> Score:
        cell = self.cells[index]
        before = len(self.sitting.verdicts)
        asked = {name: self.value(index, name) for name in self.seen[index]}
        namespace = self.names.namespace
        namespace.update(asked)
        try:
            value, failure, printed = run_test(cell.source, namespace, self.times)
        finally:
            for name in asked:
                namespace.pop(name, None)
        verdicts = self.sitting.verdicts[before:]
        score = self.score(cell, verdicts, value, failure, printed)
        if verdicts and score.points < score.max_points:
            self.note_answers(index, score)
        if score.points < score.max_points:
            self.note_what_stopped(index, score)
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

    def note_what_stopped(self, index: int, score: Score) -> None:
        """Where a cell above stopped with an error and left a name without a value, say that."""
        name, proxy = score.grade_id, self.tried.get((index, score.grade_id))
        outcomes: list[Outcome] = []
        known = proxy is not None and not proxy.gone and name in EXERCISES
        if proxy is not None and known and score.diagnosis == "crashed":
            table = judging.visible_table(name)
            outcomes = proxy.__run_probes__(table.driver, table.probes)  # they are known by now
        elif score.diagnosis == "missing":
            outcomes = [Outcome("crashed", "", "NameError", f"name '{name}' is not defined")]
        unknowns = list(unknown_names(outcomes))
        above = self.cells[:index] if unknowns else []  # as at the test's place; mostly nobody asks
        without = left_without(above, self.result.outputs)
        for unknown in unknowns:
            if stopped := without.get(unknown):
                score.because = stopped.error
                score.message = readable(stopped.said(name, unknown))[:MESSAGE_CHARACTERS]
                return
        inside = next((o for o in outcomes if o.error == NO_MODULE), None)
        if inside:
            score.because = f"{NO_MODULE}: {one_line(inside.message)}"[:200]
            score.message = f"{score.message}{advice(score.because)}"[:MESSAGE_CHARACTERS]

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
        name, most = name_of(cell), worth(cell)
        check_alone = isinstance(failure, chainrule.checking.CheckFailed) and verdicts
        if failure is not None and not check_alone:
            return self.failed(cell, failure)
        if verdicts:
            points = sum(verdict.points for verdict in verdicts)
            message = "\n".join(verdict.message for verdict in verdicts)
            diagnosis = next((v.diagnosis for v in verdicts if v.diagnosis != "right"), "right")
            flags = [NEAR_FLAG] if any(verdict.near for verdict in verdicts) else []
            return Score(name, clamped(points, most), most, diagnosis, message, flags=flags)
        given = partial(value)
        if given is None:
            return Score(name, most, most, "right", printed.strip() or "All tests pass.")
        points = clamped(given, most)
        diagnosis = "right" if points == most else "partly"
        message = printed.strip() or f"{points:g} of {most:g} points."
        return Score(name, points, most, diagnosis, message)

    def failed(self, cell: NotebookNode, failure: Exception) -> Score:
        """0 for a test that raised, with a sentence that shows nothing of the test."""
        if isinstance(failure, StudentGone):
            return self.zero(cell, self.why_gone(cell, failure), "graded", "gone")
        if isinstance(failure, NameError) and not hasattr(failure, "of_the_student"):
            return self.zero(cell, self.why_missing(failure.name), "graded", "missing")
        if isinstance(failure, AssertionError) and not hasattr(failure, "of_the_student"):
            # A library's text, such as numpy.testing's, shows the expected values.
            text = str(failure).strip() if is_of_the_test(failure) else ""
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

    def why_gone(self, cell: NotebookNode, gone: StudentGone) -> str:
        """What ended a function, which one it was, and in which of the student's it was then."""
        name = name_of(cell)
        which = f"Your function {name}" if name in EXERCISES else "Your function"
        told = self.tried.get((self.test_of[name], name))
        inner = [other for other in (told.within if told else ()) if other in self.own_names]
        where = f" It was in {inner[0]} then." if inner and inner[0] != name else ""
        return f"{which} {gone}.{where}"

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
        return Score(
            name_of(cell),
            0.0,
            worth(cell),
            diagnosis,
            readable(message)[:MESSAGE_CHARACTERS],
            status,
        )

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
        most = self.times * SUBMISSION_SECONDS
        if self.spent > most:
            raise OutOfTime(
                f"its code has used {most:g} seconds before the last test was "
                "reached, and would again: look at what is slow in it"
            )
