"""What a student's code leaves in its folder is gone before the next student's begins."""

import json
import os

import pytest
from classroom import answered, with_cell

from autograders.grading.referee import jobs, trial
from autograders.grading.referee.jobs import Job
from autograders.grading.sandbox.inside.sweeping import sweep


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "scratch"
    made.mkdir()
    return made


def test_a_tree_deeper_than_any_recursion_goes(folder):
    here = os.open(folder, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    assert sweep(str(folder))
    assert not folder.exists()


def test_folders_that_may_not_be_listed_go(folder):
    (folder / "w" / "x").mkdir(parents=True)
    (folder / "w" / "x" / "file").write_text("1")
    (folder / "up-1").write_text("a name of the sweeper's own")
    (folder / "up-2" / "full").mkdir(parents=True)
    for path in (folder / "w" / "x", folder / "w", folder):
        path.chmod(0o300)
    assert sweep(str(folder))


def test_links_are_removed_not_followed(folder, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kept").write_text("1")
    (folder / "to a folder").symlink_to(tmp_path / "mine")
    (folder / "to a file").symlink_to(tmp_path / "mine" / "kept")
    os.mkfifo(folder / "a pipe")
    (folder / "inner").mkdir()
    (folder / "inner" / "to a folder").symlink_to(tmp_path / "mine")
    assert sweep(str(folder))
    assert (tmp_path / "mine" / "kept").read_text() == "1"


def test_what_cannot_be_removed_is_told(folder, monkeypatch):
    (folder / "stays").write_text("1")

    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(os, "unlink", refuse)
    assert not sweep(str(folder))


LITTER = """
import os
for name in range(300):
    os.mkdir("d"); os.chdir("d")
os.chdir(os.environ["HOME"])
os.mkdir("full")
with open("full/file", "wb") as file:
    try:
        while True: file.write(bytes(1 << 20))
    except OSError: pass
os.chmod("full", 0o300)
os.chmod(".", 0o300)
"""
ROOM = 'with open("mine", "wb") as file: print(file.write(bytes(1 << 20)))'


def test_the_next_student_has_an_empty_disk(zygote, template):
    def judged(work):
        return trial.evaluate(template.merge(work), 1, zygote)

    judged(with_cell(answered({}), LITTER))
    after = judged(with_cell(answered({}), "import os; print(os.listdir('.'))\n" + ROOM))
    assert after.outputs[0][0]["text"] == "[]\n1048576\n"


def test_slow_answers_do_not_add_up_for_ever(monkeypatch, zygote, template):
    monkeypatch.setattr(trial, "SUBMISSION_SECONDS", 2.0)
    slow = "import time\ndef {0}(*a, **k):\n    time.sleep(0.9)\n    return 0.125"
    work = answered({name: slow.format(name) for name in ("compose", "chain_rule", "d_power")})
    with pytest.raises(trial.OutOfTime, match="its code has used 2 seconds before the last test"):
        trial.evaluate(template.merge(work), 1, zygote)


def test_a_sandbox_that_cannot_be_swept_is_replaced(walls, template, own_zygotes):
    job = Job(json.dumps(template.merge(answered({}))), 1)
    first = jobs.zygote(job)
    first.close()
    assert "result" in jobs.evaluate_job(job)
    assert jobs.zygote(job) is not first
