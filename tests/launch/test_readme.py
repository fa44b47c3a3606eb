"""What the README says is there, is there."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_starts_something_that_exists():
    started = set(re.findall(r"\b(?:python3|py) (\w[\w/.-]*)", README))
    assert started >= {"lessons", "tests", "autograders"}
    for name in started:
        script = ROOT / name if name.endswith(".py") else ROOT / name / "__main__.py"
        assert script.is_file(), f"python3 {name}"


def test_every_path_in_the_text_exists():
    made_later = {".venv", "course.zip", "predictions.json", "students.csv", "my_function"}
    for path in re.findall(r"`((?:lessons|solutions|autograders|binder|tests)/[\w/.-]*)`", README):
        if "NN" in path or re.search(r"grades\.csv|gradebook|grading_seed|reports|submitted", path):
            continue
        assert path in made_later or (ROOT / path).exists(), path


def test_every_link_to_a_file_leads_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_table_of_derived_files_is_the_one_that_build_prints():
    command = [sys.executable, "-m", "autograders", "build", "--help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    rows = [line.strip() for line in told.stdout.splitlines() if line.lstrip().startswith("| `")]
    assert rows
    for row in rows:
        left = re.sub(r"[`| ]", "", row)
        assert any(re.sub(r"[`| ]", "", line) == left for line in README.splitlines()), row


def test_each_lesson_that_exists_is_said_to_be_there():
    finished = README.split("Finished so far:")[1].split("\n\n")[0]
    for lesson in (ROOT / "lessons").glob("[0-9][0-9]_*/*.ipynb"):
        assert f"lesson {lesson.stem[:2]}" in finished, f"{lesson.stem} is missing in the README"
