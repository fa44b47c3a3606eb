"""Our part of `nbgrader autograde`: read as data, merge, run in the sandbox, judge in the referee.

nbgrader's own converter, database, late penalties, feedback and export stay as they are;
`autograders/nbgrader_config.py` puts these classes in.
"""

from functools import cache
from logging import Logger
from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograders.grading.gradebook.book import template_of
from autograders.grading.gradebook.deadlines import (
    clocks,
    read_deadlines,
    set_deadline,
    settle,
)
from autograders.grading.gradebook.extensions import by_id
from autograders.grading.gradebook.seeds import recorded_seed, seed_of
from autograders.grading.notebooks.outputs import insert
from autograders.grading.notebooks.reading import Unreadable, read
from autograders.grading.notebooks.results import UNREADABLE, refuse
from autograders.grading.referee.jobs import Failure, Job, evaluate_job, outcome
from autograders.grading.sandbox import walls

REFUSED = "chainrule_refused"
"""Notebook metadata: why a file could not be read; its test cells all score 0 with this reason."""


class NotJudged(RuntimeError):
    """A notebook has no score, which is the grader's fault; nbgrader goes on with the others."""


class SubmissionExporter(NotebookExporter):
    """Reads what a student handed in, whatever is wrong with the file."""

    def from_filename(self, filename, resources=None, **kw):
        """Clean data instead of the file; a broken one becomes an empty notebook with a reason."""
        if not (self.parent and self.parent._sanitizing):
            return super().from_filename(filename, resources=resources, **kw)
        try:
            notebook = read(Path(filename))
        except Unreadable as error:
            self.log.warning("%s: %s", filename, error)
            notebook = new_notebook(metadata={REFUSED: str(error)})
        return self.from_notebook_node(notebook, resources=resources, **kw)


class Merge(NbGraderPreprocessor):
    """Put the student's answers into the released lesson, with our tests in it."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        about = resources["nbgrader"]
        course = self.parent.parent.coursedir
        folder = course.format_path(course.release_directory, ".", about["assignment"])
        release = Path(folder) / f"{about['notebook']}.ipynb"
        with Gradebook(about["db_url"]) as gradebook:
            _settle(gradebook, course, about["assignment"], about["student"])
            template = template_of(release, about["assignment"], about["notebook"], gradebook)
        merged = template.merge(nb)
        if REFUSED in nb.metadata:
            merged.metadata[REFUSED] = nb.metadata[REFUSED]
        return merged, resources


def _settle(gradebook: Gradebook, course: CourseDirectory, lesson: str, student: str) -> None:
    """The deadline, the extension and the time of a submission, as `grade` has them."""
    deadlines = by_id(read_deadlines(Path(course.root)), gradebook)
    zone = clocks(deadlines, str(course.config.Exchange.get("timezone", "")))
    set_deadline(gradebook, lesson, deadlines)
    folder = course.format_path(course.submitted_directory, student, lesson)
    settle(gradebook, lesson, student, deadlines, Path(folder), zone)


class Execute(NbGraderPreprocessor):
    """Run the student's cells in the sandbox and the test cells in the referee."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        about = resources["nbgrader"]
        reason = nb.metadata.pop(REFUSED, None)
        if reason:
            return insert(nb, refuse(nb, reason, UNREADABLE, "refused")), resources
        _tell_of_the_walls(self.log)
        seed = recorded_seed(Path(self.parent.parent.coursedir.root))
        own_seed = seed_of(seed, about["student"], about["assignment"])
        result = outcome(evaluate_job(Job.of(nb, own_seed)))
        if isinstance(result, Failure):
            raise NotJudged(f"{about['student']}: not graded, the grader's fault: {result.reason}")
        for score in result.scores.values():
            self.log.info("%s: %g of %g", score.grade_id, score.points, score.max_points)
        return insert(nb, result), resources


@cache
def _tell_of_the_walls(log: Logger) -> None:
    """What protects this run, once; NoSandbox where nothing does."""
    log.info(walls.chosen().line())
