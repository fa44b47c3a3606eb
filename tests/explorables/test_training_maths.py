"""The descent lab and the digit reader: node holds their JavaScript to numpy's numbers."""

import itertools

import numpy as np
import pytest
from autograd import grad
from autograd import numpy as anp
from chainrule.data import load_cars

from autograders.backprop import networks

from .against_python import needs_node, node_agrees


def _cars() -> np.ndarray:
    cars = load_cars()
    return np.column_stack([cars.weight_lb, cars.mpg]).astype(float)


def _columns(units: str) -> np.ndarray:
    """(392, 2): x and y as the figure has them in these units."""
    cars = _cars()
    if units == "own":
        return cars / [1000, 1]
    return (cars - cars.mean(axis=0)) / cars.std(axis=0)


def _line(xs: np.ndarray, ys: np.ndarray, w: float, b: float) -> dict:
    design = np.column_stack([xs, np.ones_like(xs)])
    off = design @ [w, b] - ys
    return {
        "xs": xs.tolist(),
        "ys": ys.tolist(),
        "w": w,
        "b": b,
        "loss": float(np.mean(off**2)),
        "gradient": (2 * design.T @ off / len(xs)).tolist(),
        "bottom": np.linalg.lstsq(design, ys, rcond=None)[0].tolist(),
        "curvature": np.linalg.eigvalsh(2 * design.T @ design / len(xs)).tolist(),
    }


def _walk(units: str, lr: float, steps: int) -> dict:
    xs, ys = _columns(units).T
    place = np.zeros(2)
    for _ in range(steps):
        place = place - lr * np.array(_line(xs, ys, *place)["gradient"])
    loss = _line(xs, ys, *place)["loss"]
    return {"units": units, "lr": lr, "steps": steps, "loss": loss, "place": place.tolist()}


def _network(rng: np.random.Generator, sizes: list[int]) -> dict:
    x = rng.normal(size=sizes[0])
    layers, all_values = [], [x.tolist()]
    for before, after in itertools.pairwise(sizes):
        W, b = rng.normal(size=(before, after)), rng.normal(size=after)
        x = 1 / (1 + np.exp(-(x @ W + b)))
        layers.append({"W": W.tolist(), "b": b.tolist()})
        all_values.append(x.tolist())
    return {"layers": layers, "x": all_values[0], "all": all_values}


GAME_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
GAME_Y = np.array([[0], [1], [1], [0]], dtype=float)


def _game_loss(params: dict) -> float:
    hidden = 1 / (1 + anp.exp(-(anp.dot(GAME_X, params["W1"]) + params["b1"])))
    out = 1 / (1 + anp.exp(-(anp.dot(hidden, params["W2"]) + params["b2"])))
    return anp.mean((out - GAME_Y) ** 2)


def _as_lists(params: dict) -> dict:
    return {name: np.asarray(array).tolist() for name, array in params.items()}


def _game(params: dict) -> dict:
    """The gradient by automatic differentiation, which shares no code with the figure."""
    return {"params": _as_lists(params), "gradient": _as_lists(grad(_game_loss)(params))}


def golden() -> dict:
    rng = np.random.default_rng(6)
    lines = [
        _line(rng.normal(size=count), rng.normal(size=count), *rng.normal(size=2))
        for count in (3, 5, 17, 40)
    ]
    lines += [_line(*_columns(units).T, -0.4, 1.5) for units in ("standard", "own")]
    return {
        "cars": _cars().tolist(),
        "lines": lines,
        "walks": [
            *(_walk("standard", lr, 12) for lr in (0.1, 0.5, 0.9, 1.1)),
            _walk("own", 0.0856, 100),
        ],
        "games": [
            _game(networks.nine_number_network()),
            *(
                _game({n: rng.normal(size=a.shape) for n, a in nine.items()})
                for nine in [networks.nine_number_network()] * 3
            ),
        ],
        "wins": [[1, 1089], [5, 219], [10, 132]],
        "networks": [_network(rng, sizes) for sizes in ([3, 5, 2], [4, 2], [2, 3, 4, 3])],
    }


@needs_node
def test_javascript_agrees_with_numpy(tmp_path):
    node_agrees("training.test.mjs", golden(), tmp_path)


def test_the_numbers_that_the_lesson_promises():
    """One step of 0.5 lands on the bottom; in the cars' own units one direction is 154 times
    steeper, and 100 steps of 0.0856 have not arrived."""
    standard = _walk("standard", 0.5, 1)
    assert standard["loss"] == pytest.approx(0.3074, abs=5e-5)
    assert _walk("standard", 0.5, 9)["loss"] == pytest.approx(standard["loss"])
    xs, ys = _columns("own").T
    least, most = _line(xs, ys, 0.0, 0.0)["curvature"]
    assert (most / least, 2 / most) == pytest.approx((153.7, 0.0951), rel=1e-3)
    assert _walk("own", 0.0856, 100)["loss"] == pytest.approx(32.6, abs=0.05)
