"""The depth lab and the cost ruler: node holds their JavaScript to autograd's numbers."""

import itertools

import numpy as np
import pytest
from autograd import grad
from autograd import numpy as anp
from chainrule.data import load_digits
from chainrule.explorables import DepthLab

from .against_python import needs_node, node_agrees

CURVES = {
    "sigmoid": lambda Z: 1 / (1 + anp.exp(-Z)),
    "tanh": anp.tanh,
    "relu": lambda Z: anp.maximum(Z, 0) * 1.0,
    "straight": lambda Z: Z,
}
LR = {"sigmoid": 1.0, "tanh": 0.3, "relu": 0.1}


def _out(layers, X, hidden: str, last: str):
    for k, (W, b) in enumerate(layers):
        X = CURVES[hidden if k < len(layers) - 1 else last](anp.dot(X, W) + b)
    return X


def _loss(layers, X, Y, hidden: str, last: str):
    """The mean over the rows of the sum over the outputs."""
    return anp.sum((_out(layers, X, hidden, last) - Y) ** 2) / len(X)


def _random_layers(rng: np.random.Generator, sizes: list[int]) -> list:
    return [
        (rng.normal(size=(before, after)) / np.sqrt(before), rng.normal(size=after) / 3)
        for before, after in itertools.pairwise(sizes)
    ]


def _as_lists(layers) -> list[dict]:
    return [{"W": W.ravel().tolist(), "b": b.tolist()} for W, b in layers]


def _net(rng: np.random.Generator, hidden: str, last: str, sizes: list[int]) -> dict:
    layers = _random_layers(rng, sizes)
    X, Y = rng.normal(size=(7, sizes[0])), rng.normal(size=(7, sizes[-1]))
    out = _out(layers, X, hidden, last)
    return {
        "sizes": sizes,
        "hidden": hidden,
        "straight": last == "straight",
        "layers": _as_lists(layers),
        "X": X.ravel().tolist(),
        "Y": Y.ravel().tolist(),
        "out": out.ravel().tolist(),
        "gradients": _as_lists(grad(_loss)(layers, X, Y, hidden, last)),
        "accuracy": float(np.mean(out.argmax(axis=1) == Y.argmax(axis=1))),
    }


def _tables() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Training and test digits, scaled with the training rows; the right output is 1."""
    digits = load_digits()
    train = ~digits.is_test
    mean, spread = digits.pixels[train].mean(axis=0), digits.pixels[train].std(axis=0)
    X = (digits.pixels - mean) / np.where(spread > 0, spread, np.inf)
    Y = np.eye(10)[digits.label]
    return {"training": (X[train], Y[train]), "test": (X[~train], Y[~train])}


def _epoch(rng: np.random.Generator, hidden: str) -> dict:
    """One epoch of two hidden layers on the digits, in batches of 32, all numbers handed in."""
    tables = _tables()
    X, Y = tables["training"]
    layers = start = _random_layers(rng, [64, 32, 32, 10])
    order = rng.permutation(len(X))
    slopes = grad(_loss)
    for rows in np.array_split(order, range(32, len(X), 32)):
        moves = slopes(layers, X[rows], Y[rows], hidden, "sigmoid")
        layers = [
            (W - LR[hidden] * dW, b - LR[hidden] * db)
            for (W, b), (dW, db) in zip(layers, moves, strict=True)
        ]
    X, Y = tables["test"]
    said = _out(layers, X, hidden, "sigmoid").argmax(axis=1)
    return {
        "hidden": hidden,
        "lr": LR[hidden],
        "start": _as_lists(start),
        "order": order.tolist(),
        "end": _as_lists(layers),
        "accuracy": float(np.mean(said == Y.argmax(axis=1))),
    }


def _chain(depth: int, w: float, x: float, y: float) -> dict:
    def loss(ws):
        a = x
        for each in ws:
            a = 1 / (1 + anp.exp(-each * a))
        return (a - y) ** 2

    slopes = grad(loss)(np.full(depth, w))
    return {"depth": depth, "w": w, "x": x, "y": y, "gradients": slopes.tolist()}


def golden() -> dict:
    rng = np.random.default_rng(7)
    lab = DepthLab()
    (X, Y), (T, _) = _tables().values()
    return {
        "pixels": lab.pixels,
        "labels": lab.labels,
        "rows": {"first": X[:3].ravel().tolist(), "targets": Y[:3].ravel().tolist()},
        "counts": [len(X), len(T)],
        "sums": [float(np.abs(X).sum()), float(np.abs(T).sum())],
        "nets": [
            _net(rng, hidden, last, sizes)
            for hidden in ("sigmoid", "tanh", "relu")
            for last in ("sigmoid", "straight")
            for sizes in ([3, 5, 4, 2], [4, 3], [2, 6, 3, 5, 4])
        ],
        "epochs": [_epoch(rng, hidden) for hidden in LR],
        "chains": [
            _chain(*each)
            for each in (
                *((10, 1.0, 1.0, 0.0), (10, -4.0, 1.0, 0.0), (10, 4.0, 1.0, 0.0)),
                *((1, 0.7, -1.3, 0.8), (7, -1.7, 0.6, 0.9), (20, 2.5, -0.4, 0.3)),
            )
        ],
    }


@needs_node
def test_javascript_agrees_with_numpy(tmp_path):
    node_agrees("depth.test.mjs", golden(), tmp_path)


def test_the_numbers_that_the_lesson_promises():
    """Ten neurons: the first gradient is 530 000 times smaller; with w = −4 only 38 times."""
    first, *_, last = _chain(10, 1.0, 1.0, 0.0)["gradients"]
    assert (first, last) == pytest.approx((3.67e-7, 0.195), rel=2e-3)
    assert last / first == pytest.approx(532_000, rel=1e-3)
    first, *_, last = _chain(10, -4.0, 1.0, 0.0)["gradients"]
    assert abs(last / first) == pytest.approx(38, rel=0.02)
    assert abs(_chain(10, 4.0, 1.0, 0.0)["gradients"][0]) < 1e-11
