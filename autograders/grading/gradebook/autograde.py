"""Our part of `nbgrader autograde`: read as data, merge, run in the sandbox, judge in the referee.

nbgrader's own converter, database, late penalties, feedback and export stay as they are;
`autograders/nbgrader_config.py` puts these classes in.
"""

import atexit
from functools import lru_cache
from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograders.grading import referee, sandbox
from autograders.grading.outputs import insert
from autograders.grading.reading import Unreadable, read
from autograders.grading.seeds import recorded_seed
from autograders.grading.template import Template
from autograders.grading.zygote import SandboxFailed, Zygote

REFUSED = "chainrule_refused"
"""Notebook metadata: why a file could not be read; its test cells all score 0 with this reason."""


class SubmissionExporter(NotebookExporter):
    """Reads what a student handed in, whatever is wrong with the file."""

    def from_filename(self, filename, resources=None, **kw):
        """Clean data instead of the file; a broken one becomes an empty notebook with a reason."""
        if not self.parent._sanitizing:
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
            template = Template.of(release, about["assignment"], about["notebook"], gradebook)
        merged = template.merge(nb)
        if REFUSED in nb.metadata:
            merged.metadata[REFUSED] = nb.metadata[REFUSED]
        return merged, resources


class Execute(NbGraderPreprocessor):
    """Run the student's cells in the sandbox and the test cells in the referee."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        about = resources["nbgrader"]
        reason = nb.metadata.pop(REFUSED, None)
        if reason:
            return insert(nb, referee.refuse(nb, reason, "unreadable", "refused")), resources
        seed = recorded_seed(Path(self.parent.parent.coursedir.root))
        own_seed = referee.seed_of(seed, about["student"], about["assignment"])
        for last in (False, True):
            try:
                result = referee.evaluate(nb, own_seed, _zygote(self.log))
                break
            except SandboxFailed as error:
                _zygote.cache_clear()
                if last:
                    raise
                self.log.warning("%s: once more", error)
        for score in result.scores.values():
            self.log.info("%s: %g of %g", score.grade_id, score.points, score.max_points)
        return insert(nb, result), resources


@lru_cache
def _zygote(log) -> Zygote:
    walls = sandbox.chosen()
    log.info(walls.line())
    zygote = Zygote(walls, referee.WARM_MODULES)
    atexit.register(zygote.close)
    return zygote
