"""Two rings: points that no straight line parts, and where a model draws its line."""

import numpy as np
import pytest
from chainrule.pictures import show_boundaries
from chainrule.rings import (
    INNER,
    LINES,
    OUTER,
    REACH,
    grid,
    outputs_on_grid,
    share_right,
    two_rings,
)
from chainrule.waiting import DoesNotFit

from autograders.backprop import Network, fit


def test_the_rings_are_where_they_are_said_to_be_and_the_same_each_time():
    X, y = two_rings()
    assert X.shape == (32, 2) and y.shape == (32,) and y.sum() == 12
    radii = np.hypot(*X.T)
    assert abs(radii[y == 1] - INNER).max() < 0.35 and abs(radii[y == 0] - OUTER).max() < 0.35
    assert abs(X).max() < REACH
    assert np.array_equal(X, two_rings()[0]) and not np.array_equal(X, two_rings(seed=1)[0])
    more, targets = two_rings(points=400, seed=1)
    assert len(more) == len(targets) == 400 and targets.mean() == 150 / 400
    with pytest.raises(ValueError, match="8 points at least, not 7"):
        two_rings(points=7)


def test_no_straight_line_parts_them():
    X, y = two_rings()
    for angle in np.linspace(0, np.pi, 60, endpoint=False):
        along = X @ [np.cos(angle), np.sin(angle)]
        for edge in along:
            share = np.mean((along > edge) == (y > 0.5))
            assert max(share, 1 - share) < 0.85


@pytest.mark.parametrize("seed", [0, 3])
def test_the_engine_parts_them_in_thirty_steps_and_a_neuron_does_not(seed):
    X, y = two_rings()
    model = Network([2, 6, 1], np.random.default_rng(seed))
    fit(model, X, y, 6, 30)
    assert share_right(model, X, y) == 1
    assert share_right(model, *two_rings(points=400, seed=1)) > 0.99
    neuron = Network([2, 1], np.random.default_rng(seed))
    fit(neuron, X, y, 4, 60)
    assert share_right(neuron, X, y) == 20 / 32


def test_a_grid_has_a_row_for_each_height():
    found = outputs_on_grid(lambda x: x[0] + 10 * x[1])
    assert found.shape == (LINES, LINES)
    assert found[0, -1] == pytest.approx(REACH - 10 * REACH)
    assert found[-1, 0] == pytest.approx(10 * REACH - REACH)
    assert grid()[0] == -REACH and grid()[-1] == REACH


def test_boundaries_are_drawn_beside_each_other():
    X, y = two_rings()
    disc = outputs_on_grid(lambda x: 1.0 if x[0] ** 2 + x[1] ** 2 < 2 else 0.0)
    flat = np.full((LINES, LINES), 0.4)
    picture = show_boundaries(X, y, {"start": flat, "30 steps": disc}, "A ring in a ring.")
    assert repr(picture) == "A ring in a ring."
    shown = picture._repr_html_()
    for text in ("start", "30 steps", "y = 1", "y = 0", "output = 0.5"):
        assert f">{text}</text>" in shown
    assert (
        shown.count("LineCollection") + shown.count("ContourSet") + shown.count("PathCollection")
        > 2
    )
    alone = show_boundaries(X, y, {"start": flat}, "told").svg
    with_line = show_boundaries(X, y, {"start": disc}, "told").svg
    assert len(with_line) > len(alone) + 200, "the line is drawn where it runs"


@pytest.mark.parametrize(
    ("points", "targets", "snapshots", "said"),
    [
        (np.ones((4, 3)), np.ones(4), {"a": np.ones((3, 3))}, "not (N, 2)"),
        (np.ones((4, 2)), np.ones(5), {"a": np.ones((3, 3))}, "not (N, 2)"),
        (np.ones((4, 2)), np.ones(4), {}, "0 snapshots"),
        (np.ones((4, 2)), np.ones(4), dict.fromkeys("abcde", np.ones((3, 3))), "5 snapshots"),
        (np.ones((4, 2)), np.ones(4), {"a": np.ones((3, 4))}, "not (n, n)"),
    ],
)
def test_what_cannot_be_drawn_is_said(points, targets, snapshots, said):
    with pytest.raises(DoesNotFit) as refusal:
        show_boundaries(points, targets, snapshots, "told")
    assert said in str(refusal.value)


def test_the_plane_is_shaded_where_the_output_is_above_a_half():
    X, y = two_rings()
    below, above = np.full((LINES, LINES), 0.4), np.full((LINES, LINES), 0.6)

    def shades(outputs):
        return show_boundaries(X, y, {"now": outputs}, "told").svg.count("fill-opacity: 0.15")

    half = np.where(grid()[:, None] > 0, above, below)
    assert shades(above) == shades(half) == shades(below) + 1
