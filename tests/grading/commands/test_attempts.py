"""--attempt: of several uploads of one student in a download, which one counts."""

import zipfile

import classroom
import pytest
from classroom import LESSON, answered, bytes_of, released, totals

from autograders.grading.commands import grade as command
from autograders.grading.commands import report as reporting
from autograders.grading.referee.jobs import Failure

TOLD = "You handed this in more than once. This is the attempt that earned the most points."
HALF = answered({}, {"compose": classroom.right_answers()["compose"]})
UPLOADS = {
    # right, then half, then nothing
    f"ada_1_11_{LESSON}.ipynb": bytes_of(answered({})),
    f"ada_1_12_{LESSON}-1.ipynb": bytes_of(HALF),
    f"ada_1_13_{LESSON}-2.ipynb": bytes_of(released()),
    # broken, then nothing, then as little
    f"bob_2_21_{LESSON}.ipynb": b"{",
    f"bob_2_22_{LESSON}-1.ipynb": bytes_of(released()),
    f"bob_2_23_{LESSON}-2.ipynb": bytes_of(released()),
    f"eve_3_31_{LESSON}.ipynb": bytes_of(HALF),
}


@pytest.fixture
def run(tmp_path, walls, capsys):
    room = classroom.begun_classroom(tmp_path)
    with zipfile.ZipFile(tmp_path / "canvas.zip", "w") as archive:
        for name, content in UPLOADS.items():
            archive.writestr(name, content)

    def grade(*options: str) -> tuple[int, str]:
        words = [str(tmp_path / "canvas.zip"), "--course", str(room.course), "--jobs", "1"]
        return command.main([*words, *options]), capsys.readouterr().out

    return room, grade


def page(room, student: str) -> str:
    return (room.course / "reports" / student / f"{LESSON}.html").read_text(encoding="utf-8")


def test_the_best_attempt_counts_and_the_page_says_so(run):
    room, grade = run
    out = room.course / "reports"
    assert grade()[0] == 0
    assert totals(out) == {"ada": 0.0, "bob": 0.0, "eve": 2.0}
    assert TOLD not in page(room, "ada")

    code, said = grade("--attempt", "best")
    assert code == 0 and totals(out) == {"ada": 14.0, "bob": 0.0, "eve": 2.0}
    best = f"because ada_1_11_{LESSON}.ipynb earns the most points, or as many and is newer"
    for name in (f"ada_1_12_{LESSON}-1.ipynb", f"ada_1_13_{LESSON}-2.ipynb"):
        assert f"Left out: ada/{LESSON}: not {name}, {best}" in said
    assert f"not bob_2_22_{LESSON}-1.ipynb, because bob_2_23_{LESSON}-2.ipynb earns" in said
    assert TOLD in page(room, "ada") and TOLD not in page(room, "eve")

    # the same again is known, and report keeps the sentence
    code, said = grade("--attempt", "best")
    assert code == 0 and "3 of 3 were graded before" in said
    assert reporting.report_on(room.course) == 0 and TOLD in page(room, "ada")


def test_where_the_grader_fails_the_newest_counts(run, monkeypatch):
    room, grade = run
    monkeypatch.setattr(
        "autograders.grading.commands.attempts.outcome", lambda _: Failure("a fault of ours")
    )
    code, said = grade("--attempt", "best")
    assert code == 0 and totals(room.course / "reports")["ada"] == 0.0
    assert f"because ada_1_13_{LESSON}-2.ipynb is newer" in said


EARLIER = f"ada/{LESSON}: what an earlier run graded earns more, and counts"


def zip_file(folder, name, **content) -> str:
    with zipfile.ZipFile(folder / name, "w") as archive:
        for student, notebook in content.items():
            archive.writestr(f"{student}_1_11_{LESSON}.ipynb", notebook)
    return str(folder / name)


def test_the_best_of_several_downloads_counts_whichever_came_first(tmp_path, walls, capsys):
    room = classroom.begun_classroom(tmp_path)
    right, half, nothing = (bytes_of(work) for work in (answered({}), HALF, released()))
    downloads = [
        zip_file(tmp_path, "first.zip", ada=right, bob=nothing, eve=half),
        zip_file(tmp_path, "second.zip", ada=half, bob=half, eve=b"{"),
        zip_file(tmp_path, "third.zip", ada=nothing, bob=half, eve=half),
    ]
    expected = [(14.0, 0.0, 2.0), (14.0, 2.0, 2.0), (14.0, 2.0, 2.0)]
    for download, points in zip(downloads, expected, strict=True):
        words = [download, "--course", str(room.course), "--jobs", "1", "--attempt", "best"]
        assert command.main(words) == 0
        said = capsys.readouterr().out
        assert tuple(totals(room.course / "reports").values()) == points
        assert (EARLIER in said) == (download != downloads[0])
    assert TOLD in page(room, "ada") and TOLD not in page(room, "bob")
    held = room.submitted / "ada" / LESSON / f"{LESSON}.ipynb"
    assert held.read_bytes() == right

    # without the option the newest counts, as ever
    assert command.main([downloads[2], "--course", str(room.course), "--jobs", "1"]) == 0
    assert totals(room.course / "reports")["ada"] == 0.0
