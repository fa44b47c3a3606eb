"""Cells that wait for an exercise say so in one line, and hide nothing else."""

import pytest
from chainrule import waits_for


def slope_unfinished(*_):
    raise NotImplementedError


def test_what_is_ready_runs(capsys):
    with waits_for("slope"):
        print(6.0)
    assert capsys.readouterr().out == "6.0\n"


def one_line(capsys) -> str:
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and said.startswith("This cell waits for your slope, which ")
    return said


def test_not_written_yet(capsys):
    with waits_for("slope"):
        slope_unfinished()
    assert "is not written yet" in one_line(capsys)


def test_not_defined_yet(capsys):
    with waits_for("slope"):
        slope(3)  # noqa: F821
    assert "is not defined yet" in one_line(capsys)


def test_gives_nothing_back(capsys):
    def slope(x):
        x + 1

    with waits_for("slope"):
        round(slope(1), 3)
    assert "gives nothing back" in one_line(capsys)


def test_crashes_inside(capsys):
    def slope(x):
        return x / 0

    with waits_for("slope"):
        slope(1)
    assert "ZeroDivisionError" in one_line(capsys)


def test_other_errors_are_not_hidden():
    with pytest.raises(ZeroDivisionError), waits_for("slope"):
        1 / 0  # noqa: B018
    with pytest.raises(NameError), waits_for("slope"):
        another  # noqa: B018, F821


def test_of_several_functions_the_missing_one_is_named(capsys):
    def rates():
        raise NotImplementedError

    def sweep(rate):
        return rate / 0

    with waits_for("rates", "sweep"):
        sweep(rates())
    with waits_for("rates", "sweep"):
        sweep(1)
    with waits_for("rates", "another"):
        another()  # noqa: F821
    said = capsys.readouterr().out.splitlines()
    assert [line.split(" ")[5].rstrip(",") for line in said] == ["rates", "sweep", "another"]
