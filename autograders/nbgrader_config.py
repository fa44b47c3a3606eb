"""Makes this folder an ordinary nbgrader course over ../solutions and ../lessons.

Works from this folder as it is, and from any other with `--course-dir` or JUPYTER_CONFIG_PATH set
to it. nbgrader runs this file several times a command, so it only sets values.
"""

import os
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
if (HERE / "__init__.py").exists() and str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))
# nbgrader starts `alembic` by name when it makes a gradebook.
scripts = str(Path(sys.executable).parent)
if scripts not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = scripts + os.pathsep + os.environ.get("PATH", "")

from autograders.authoring.making import CODE_STUB, GENERATE_ASSIGNMENT  # noqa: E402

# nbgrader's own database code makes SQLAlchemy warn at every submission.
warnings.filterwarnings("ignore", message="Object of type <Submitted", category=Warning)

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (Jupyter gives it)

c.CourseDirectory.root = str(HERE)
c.CourseDirectory.course_id = "chain_rule"
c.CourseDirectory.source_directory = "../solutions"
c.CourseDirectory.release_directory = "../lessons"
c.Exchange.root = str(HERE / "exchange")

# solution -> lesson
c.ClearSolutions.code_stub = CODE_STUB
c.GenerateAssignment.preprocessors = GENERATE_ASSIGNMENT

# submission -> score: read and merged as data, run in a sandbox, judged in the referee
c.Autograde.exporter_class = "autograders.grading.gradebook.autograde.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    "autograders.grading.gradebook.autograde.Merge",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "autograders.grading.gradebook.autograde.Execute",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# late -> penalty: as deadlines.toml says, or nbgrader's own penalty_method
c.AssignLatePenalties.plugin_class = "autograders.grading.gradebook.late.LatePolicy"

# score -> feedback: the mistake's sentence, no hidden test, no script of a submission's
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.GenerateFeedback.exporter_class = "autograders.grading.gradebook.feedback.FeedbackExporter"
c.HTMLExporter.sanitize_html = True
# formgrader's own template does not heed that: what it makes of a text goes through this
c.HTMLExporter.filters = {"strip_files_prefix": "autograders.grading.gradebook.shown.harmless_html"}
