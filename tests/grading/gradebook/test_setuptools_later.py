"""What no command needs is not loaded when it starts, and is there once it is asked for."""

ASKED = """
import sys, zipfile, pathlib
for name in ("setuptools", "pkg_resources", "matplotlib", "chainrule.explorables"):
    assert name not in sys.modules, name
from autograders.grading.reports.own_words import Asked
assert Asked("receives").one_way.startswith("The outer machine never sees x")
assert "chainrule.explorables" not in sys.modules
from nbgrader import utils
place = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(place / "a.zip", "w") as archive:
    archive.writestr("b.txt", "c")
utils.unzip(str(place / "a.zip"), str(place / "out"), create_own_folder=False)
assert (place / "out" / "b.txt").read_text() == "c" and "setuptools" in sys.modules
"""


def test_setuptools_and_the_figures_come_when_they_are_asked_for(tmp_path, after_grade):
    (tmp_path / "out").mkdir()
    code, said = after_grade(ASKED, str(tmp_path))
    assert code == 0, said[-2000:]
