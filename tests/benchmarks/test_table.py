"""The benchmark's table: its numbers and words, the README that quotes it, failures.

Nothing is measured here but that a slow line is slow.
"""

import gc
import inspect
import re
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from chainrule import questions  # noqa: F401, it has figures as well
from chainrule.explorables import CourseWidget

sys.path.append(str(Path(__file__).resolve().parent))

import measure
from measured import binder, headless, latency, machine, parts, redraws
from measured.lines import Line, number, oftener, slower
from measured.parts import PARTS, Part
from measured.slow_line import slow_line
from measured.table import (
    BEGIN,
    END,
    HEADLINES,
    QUOTED,
    Outcome,
    headlines,
    markdown,
    put_into,
    written,
)

README = (measure.ROOT / "tests/README.md").read_text("utf-8")
FRONT_PAGE = (measure.ROOT / "README.md").read_text("utf-8")
FAILED = Outcome(PARTS[1], failure="no network |\nhere")
DONE = Outcome(PARTS[0], (Line("Fresh machine to first figure", "s", (3.0, 1.0, 2.0), "so"),))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((0, "0"), (0.0528, "0.053"), (0.0996, "0.10"), (0.997, "1.0"), (7.44, "7.4")),
        *((16.7, "17"), (99.7, "100"), (118.4, "118"), (999.6, "1000"), (23512, "23500")),
    ],
)
def test_a_number_has_the_digits_that_count(value, text):
    assert number(value) == text


def test_a_line_tells_median_and_spread():
    line = Line("wait", "ms", (30.0, 10.0, 12.0, 11.0))
    assert (line.value, line.spread) == ("12 ms", "10 to 30")
    assert Line("size", "MB", (5.0,)).spread == ""
    assert Line("size", "MB", (5.0, 5.0)).spread == "5.0"
    assert Line("count", "", (5.0,)).value == "5.0"


@pytest.mark.parametrize("samples", [(), (1.0, float("nan"))])
def test_a_line_without_a_figure_is_none(samples):
    with pytest.raises(ValueError, match="wait: no figure"):
        Line("wait", "ms", samples)


def test_what_stands_beside_says_how_many_times_as_good_this_is():
    others = {"`interact`": (90.0, 100.0, 120.0), "ipympl": (50.0,)}
    assert slower((9.0, 10.0, 30.0), others) == "`interact` 10×; ipympl 5.0×"
    assert slower((10.0,), others, "ms").startswith("`interact` 100 ms (90 to 120), 10×; ipympl 50")
    assert oftener((40.0,), {"ipympl": (4.0, 5.0)}, "a second") == (
        "ipympl 4.5 a second (4.0 to 5.0), 8.9×"
    )


def test_a_failed_part_is_told_and_the_others_stand():
    rows = [line for line in markdown("A machine.", [DONE, FAILED]).splitlines() if "|" in line]
    assert rows[2] == "| Fresh machine to first figure | 2.0 s | 1.0 to 3.0 | 3 | so |"
    assert rows[3] == f"| {PARTS[1].shows[0]} | not measured: no network / here |  |  |  |"


def test_every_row_of_the_table_has_as_many_cells_as_its_head():
    table = markdown("A machine.", [DONE, FAILED])
    assert {row.count("|") for row in table.splitlines() if row.startswith("|")} == {6}


# ------------------------------------------------------------------ the README


def test_the_table_takes_its_place_and_nothing_else_changes(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_bytes(f"before\r\n{BEGIN}\nold\n{END}\nafter ×\n".encode())
    put_into(readme, "new")
    assert readme.read_bytes() == f"before\r\n{BEGIN}\n\nnew\n\n{END}\nafter ×\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    "text", ["nothing", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}", f"{BEGIN}{END}{END}"]
)
def test_a_readme_without_a_place_stays_as_it_is(tmp_path, text):
    readme = tmp_path / "README.md"
    readme.write_text(text)
    with pytest.raises(ValueError, match=r"README\.md should hold"):
        put_into(readme, "new")
    assert readme.read_text() == text


def test_the_readme_quotes_the_whole_table():
    firsts = [row.split("|")[1].strip() for row in _rows_of_the_readme()]
    wanted = [start for one in PARTS if not one.optional for start in one.shows]
    missing = [start for start in wanted if not any(first.startswith(start) for first in firsts)]
    assert missing == [], "run `python3 tests/benchmarks --write`"
    assert "not measured" not in written(README)
    for one in PARTS:
        assert one.optional or f"- {one.title}. {one.means}" in written(README)


def test_the_front_page_quotes_the_table():
    quoted = written(FRONT_PAGE, HEADLINES)
    assert quoted == headlines(written(README)), "run `python3 tests/benchmarks --write`"
    assert len(quoted.splitlines()) == 4 + len(QUOTED)


def test_the_readme_says_when_and_on_what_machine():
    told = written(README).splitlines()[0]
    pattern = (
        r"Measured on 20\d\d-\d\d-\d\d: \d+ cores \(.+\), \d+ GB of memory, .+, "
        r"Python 3\.\d+\.\d+, Chromium [\d.]+.*\."
    )
    assert re.fullmatch(pattern, told), told


def test_what_the_readme_says_of_figures_is_in_its_table():
    """The sentence above the table: a figure answers in about one frame, wherever the server is."""
    assert "in about one frame" in README.split("## Measured")[1].split(BEGIN)[0]
    waits = [row.split("|")[2] for row in _rows_of_the_readme() if row.startswith("| Latency")]
    assert len(waits) == 3
    assert all(float(wait.split()[0]) < 2 * 16.7 for wait in waits), waits


def _rows_of_the_readme() -> list[str]:
    return [row for row in written(README).splitlines() if row.startswith("| ")][2:]


# ------------------------------------------------------------------ the parts


@pytest.mark.parametrize("one", PARTS, ids=lambda one: one.name)
def test_each_part_has_its_function(one):
    assert list(inspect.signature(one.measurer()).parameters) == ["quick"]
    assert one.limit > 0 and one.shows and one.means.endswith(".")


def test_each_round_trip_compares_the_course_figure_with_the_others():
    waits = {"course figure": 10.0, "`interact`": 200.0, "ipympl": 100.0}
    found = {
        (far, name): latency.Answers([wait], [1000 / wait])
        for far in latency.ROUND_TRIPS
        for name, wait in waits.items()
    }
    lines = list(latency.lines_of(found))
    assert tuple(line.what for line in lines) == parts.part("latency").shows
    assert lines[0].beside == "`interact` 200 ms, 20×; ipympl 100 ms, 10×"
    assert lines[-1].value == "100 a second"
    assert lines[-1].beside == "`interact` 5.0 a second, 20×; ipympl 10 a second, 10×"


def test_every_kind_of_figure_has_its_cell():
    kinds = {
        kind.__name__ for kind in CourseWidget.__subclasses__() if "chainrule" in kind.__module__
    }
    assert kinds == set(headless.KINDS)
    told = {start.removeprefix("Headless cell, ") for start in parts.part("headless").shows}
    assert told == {*kinds, headless.OTHER}


@pytest.mark.parametrize("kind", headless.KINDS)
def test_the_cell_makes_its_figure(kind):
    names = {one.__name__: one for one in CourseWidget.__subclasses__()}
    assert type(eval(headless.KINDS[kind], names)).__name__ == kind


def test_the_machine_is_told_by_its_class():
    assert re.fullmatch(r"\d+ GB", machine.memory())
    assert machine.processor() and machine.system()
    assert machine.plain("Intel(R) Xeon(R) CPU E5-2690 v4 @ 2.60GHz") == "Intel Xeon E5-2690 v4"


def test_a_layer_holds_what_is_new_or_changed(tmp_path):
    for name in ("kept", "changed", "gone"):
        (tmp_path / name).write_bytes(b"12345")
    before = binder.files_below(tmp_path)
    (tmp_path / "changed").write_bytes(b"1234567")
    (tmp_path / "gone").unlink()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/new").write_bytes(b"123")
    assert binder.added(before, binder.files_below(tmp_path)) == 7 + 3


def test_the_base_of_the_image_is_what_repo2docker_froze():
    pytest.importorskip("repo2docker")
    pins = binder.frozen_packages()
    assert all(re.fullmatch(r"[\w-]+==\d[\d.]+", pin) for pin in pins), pins
    assert {"jupyterlab", "notebook", "jupyterhub"} <= {pin.split("==")[0] for pin in pins}


# ------------------------------------------------------------------ what goes wrong


def test_a_part_that_takes_too_long_is_ended_and_told():
    one = Part("lessons", "Lessons", ("Lesson",), "Never mind.", limit=0)
    assert measure.measure_apart(one, quick=True).failure == "it took more than 0 s"


def test_a_part_that_fails_leaves_its_reason(tmp_path, monkeypatch):
    def broken(quick: bool) -> list[Line]:
        raise pytest.fail.Exception("JupyterLab does not answer")

    monkeypatch.setattr(Part, "measurer", lambda self: broken)
    assert measure.measure_here(PARTS[0], tmp_path / "result", quick=True) == 0
    assert '"failure": "Failed: JupyterLab does not answer"' in (tmp_path / "result").read_text()


def test_a_table_with_a_failure_is_shown_and_not_written(monkeypatch, capsys):
    monkeypatch.setattr(measure, "description", lambda: "A machine.")
    monkeypatch.setattr(
        measure, "measure_apart", lambda one, quick: DONE if one == PARTS[0] else FAILED
    )
    monkeypatch.setattr(measure, "put_into", lambda *_: pytest.fail("it was written"))
    assert measure.main(["--write"]) == 1
    shown = capsys.readouterr()
    assert "| 2.0 s | 1.0 to 3.0 |" in shown.out
    assert "tests/README.md stays as it was" in shown.err


@pytest.mark.parametrize("half", [["--only", "site"], ["--quick"]])
def test_half_a_table_is_not_written(half, capsys):
    with pytest.raises(SystemExit):
        measure.parse(["--write", *half])
    assert "--write wants the whole table" in capsys.readouterr().err


def test_a_slow_line_is_late_and_keeps_the_order():
    sent = bytes(range(256)) * 400
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_echo, args=(server, len(sent)), daemon=True).start()
        with slow_line(server.getsockname()[1]) as line:
            line.round_trip = 60
            with socket.create_connection(("127.0.0.1", line.port), timeout=20) as caller:
                began = time.monotonic()
                caller.sendall(sent)
                back = b""
                while len(back) < len(sent):
                    back += caller.recv(65536)
                spent = time.monotonic() - began
    assert back == sent
    assert spent >= 0.06, "a late answer cannot come early"


def test_a_slow_line_hangs_up_without_a_word(caplog):
    with socket.create_server(("127.0.0.1", 0)) as server:
        with slow_line(server.getsockname()[1]) as line:
            line.round_trip = 5000
            caller = socket.create_connection(("127.0.0.1", line.port), timeout=20)
            caller.sendall(b"is anybody there?")
            server.accept()[0].close()
        caller.close()
    del line
    gc.collect()
    assert caplog.text == ""


def _echo(server: socket.socket, size: int) -> None:
    connection, _ = server.accept()
    with connection:
        for _ in iter(int, 1):
            piece = connection.recv(65536)
            connection.sendall(piece)
            size -= len(piece)
            if not size:
                return


# ------------------------------------------------------------------ redraws


def test_what_a_redraw_takes_is_told_as_a_part_of_a_frame():
    line = next(redraws.lines_of({"Dashboard": [5.0] * 19 + [50.0]}))
    assert (line.what, line.value) == ("Redraw, Dashboard", "5.0 ms CPU")
    assert line.beside == "95 %: 5.0 ms; 0.30 and 0.30 of a frame"
    assert redraws.ninety_fifth([float(value) for value in range(1, 101)]) == 95
    assert redraws.ninety_fifth([7.0]) == 7
