"""Cells that wait for an exercise say so in one line, and hide nothing else."""

import numpy as np
import pytest
from chainrule import waits_for
from chainrule.pictures import compare_columns


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


@pytest.mark.parametrize("given", [[1.0], [1.0, 2.0, 3.0], 5.0])
def test_another_number_of_values_is_told(capsys, given):
    def slope():
        return given

    with waits_for("slope"):
        _direct, _product = slope()
    assert "gives back another number of values" in one_line(capsys)


def test_a_column_that_cannot_be_drawn_is_told(capsys):
    with waits_for("slope"):
        compare_columns(np.arange(3), {"direct": [1, 2]}, "told", "x", "y")
    assert "does not fit: the column 'direct' has the shape (2,), not (3,)" in one_line(capsys)


def test_a_library_s_own_error_of_the_stub_s_family_is_told_as_it_is(capsys):
    def slope():
        raise NotImplementedError("not for complex numbers")

    with waits_for("slope"):
        slope()
    assert "slope, which stops with NotImplementedError: not for complex" in capsys.readouterr().out
