"""Lesson 05, layers: six exercises and the ways in which they go wrong.

Evidence marks such as [M7] are those of the course design's list of studies and threads.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
from chainrule.probing import Probe

from autograders.backprop import (
    layer_forward,
    linear_backward,
    mlp_backward,
    mlp_forward,
    mlp_loss,
    numerical_grad,
    route_gradient,
    sigmoid,
    sigmoid_backward,
    slope,
    two_route_grad,
)
from autograders.exercises.drawing import Random, array, between, digits
from autograders.exercises.exercise import Exercise, Misconception

LESSON = "05_layers"
EXACT = 1e-12
"""Tolerance of a single slope where the exact one is asked: no finite difference comes so close."""
SUMMED = 1e-11
"""… and of gradients that are sums, in which an honest program may add up in any order."""
SMALL = (1e-3, 1e5)
TINY = (1e-5, 1e5)
"""Sizes of right values: of one slope, and of the gradients of a whole network."""

Array = np.ndarray
Params = dict[str, np.ndarray]


# --- 05.1 two_route_grad ------------------------------------------------------------------------


def _product(x: float) -> float:
    return x**2 * np.sin(x)


def _balanced(x: float) -> bool:
    """Do both routes count, and neither nearly undoes the other?"""
    through_u, through_v = 2 * x * np.sin(x), x**2 * np.cos(x)
    small, large = sorted(map(abs, (through_u, through_v)))
    return small > 0.02 * large and abs(through_u + through_v) > 0.1 * large


def _point(random: Random, low: float, high: float, sign: int = 0) -> Probe:
    while True:
        x = between(random, low, high) * (sign or int(random.choice([-1, 1])))
        if _balanced(x):
            return Probe((x,))


def _draw_points(random: Random) -> list[Probe]:
    return [
        _point(random, 0.4, 1.4),
        _point(random, 1.6, 4.4, -1),
        Probe((int(random.choice([2, 3, 5])),)),
        # So far out that round-off spoils every measured slope.
        *(_point(random, 60, 90) for _ in range(4)),
    ]


def _measured_point(probe: Probe) -> str:
    x = float(probe.args[0])
    through_p = slope(lambda t: t**2 * np.sin(x), x)
    through_q = slope(lambda t: x**2 * np.sin(t), x)
    return (
        f"the slope measured there is {digits(slope(_product, x))}, with q held still "
        f"{digits(through_p)}, and with p held still {digits(through_q)}"
    )


TWO_ROUTE_GRAD = Exercise(
    name="two_route_grad",
    lesson=LESSON,
    number="05.1",
    points=1,
    reference=two_route_grad,
    visible=(Probe((1.1,)), Probe((0.6,)), Probe((-2.3,)), Probe((4,)), Probe((6.8,))),
    draw=_draw_points,
    tolerance=EXACT,
    sizes=SMALL,
    misconceptions=(
        Misconception(
            "one-route",
            "Only the route through p is here; x also reaches the product through q.",
            lambda x: 2 * x * np.sin(x),
            "[M11]",
        ),
        Misconception(
            "other-route",
            "Only the route through q is here; x also reaches the product through p.",
            lambda x: x**2 * np.cos(x),
            "[M11]",
        ),
        Misconception(
            "side-by-side",
            "Your two routes came back side by side: x moves both at once, so their effects add up "
            "to one number.",
            lambda x: (2 * x * np.sin(x), x**2 * np.cos(x)),
        ),
        Misconception(
            "multiplied",
            "You multiplied the two routes: slopes multiply within a route, and routes add.",
            lambda x: (2 * x * np.sin(x)) * (x**2 * np.cos(x)),
            whole=True,
        ),
        Misconception(
            "product-of-slopes",
            "The slope of a product is not the product of the two slopes: while one factor moves, "
            "the other one's value scales what happens.",
            lambda x: 2 * x * np.cos(x),
            "[R5]",
            whole=True,
        ),
        Misconception(
            "averaged",
            "Both effects happen at once, so they add; nothing is averaged.",
            lambda x: two_route_grad(x) / 2,
        ),
        Misconception(
            "local-only",
            "Both routes stop before the product: how fast the product answers to p, and how fast "
            "to q, is missing.",
            lambda x: 2 * x + np.cos(x),
            whole=True,
        ),
        Misconception(
            "minus",
            "The two routes are there, but one of them comes in with the wrong sign.",
            lambda x: 2 * x * np.sin(x) - x**2 * np.cos(x),
            "[R4]",
        ),
        Misconception(
            "minus-other",
            "The sign of the route through p is turned; both routes count as they are, and add.",
            lambda x: x**2 * np.cos(x) - 2 * x * np.sin(x),
            "[R4]",
        ),
        Misconception(
            "own-value",
            "In a product each route is scaled by the other factor's value; you took its own.",
            lambda x: 2 * x * x**2 + np.cos(x) * np.sin(x),
            "[R5]",
            whole=True,
        ),
        Misconception(
            "slope-kept",
            "Each factor met the other one's slope twice over: on one route only that route's "
            "factor moves, and the other stands still.",
            lambda x: 2 * x * np.cos(x) + x**2 * np.sin(x),
            whole=True,
        ),
        Misconception(
            "one-route-twice",
            "You counted the route through p twice; the other one goes through q.",
            lambda x: 2 * (2 * x * np.sin(x)),
        ),
        Misconception(
            "value",
            "That is the product's value itself; asked is how fast it answers to x.",
            _product,
            whole=True,
        ),
        Misconception(
            "square-as-line",
            "On the route through p, the slope of p = x² is off: it is not x.",
            lambda x: x * np.sin(x) + x**2 * np.cos(x),
        ),
        Misconception(
            "square-constant",
            "On the route through p, the slope of p = x² is off: it changes with x.",
            lambda x: 2 * np.sin(x) + x**2 * np.cos(x),
        ),
        Misconception(
            "square-twice",
            "On the route through p, the slope of p = x² is off: when the exponent comes down, it "
            "drops by one.",
            lambda x: 2 * x**2 * np.sin(x) + x**2 * np.cos(x),
        ),
        Misconception(
            "sine-as-its-slope",
            "On the route through q, the slope of q = sin x is off: you took the sine itself.",
            lambda x: 2 * x * np.sin(x) + x**2 * np.sin(x),
        ),
        Misconception(
            "sine-turned",
            "On the route through q, the slope of q = sin x is off: you took the sine, turned.",
            lambda x: 2 * x * np.sin(x) - x**2 * np.sin(x),
        ),
        Misconception(
            "slope-on-both-routes",
            "On the route through p only p moves: there the sine stands still, as a value, and "
            "you took its slope on both routes.",
            lambda x: 2 * x * np.cos(x) + x**2 * np.cos(x),
        ),
        Misconception(
            "quotient",
            "That is the rule for a fraction; here p and q are multiplied, and nothing is divided.",
            lambda x: (2 * x * np.sin(x) - x**2 * np.cos(x)) / np.sin(x) ** 2,
            whole=True,
        ),
        Misconception(
            "cosine-of-square",
            "On the route through q, the slope of the sine is read at x², but q receives x itself.",
            lambda x: 2 * x * np.sin(x) + x**2 * np.cos(x**2),
        ),
        Misconception(
            "nested",
            "You sent p into q, one after the other; here x feeds p and q side by side, and their "
            "product is taken.",
            lambda x: 2 * x * np.cos(x**2),
            whole=True,
        ),
        Misconception(
            "square-kept",
            "On the route through p you left p as it is; what belongs there is how fast p answers "
            "to x.",
            lambda x: x**2 * np.sin(x) + x**2 * np.cos(x),
        ),
        Misconception(
            "slope-for-value",
            "On the route through q only q moves: there the square stands still, as a value, and "
            "you took its slope on both routes.",
            lambda x: 2 * x * np.sin(x) + 2 * x * np.cos(x),
        ),
        Misconception(
            "local-and-value",
            "The route through p stops before the product: how fast the product answers to p is "
            "missing.",
            lambda x: 2 * x + x**2 * np.cos(x),
        ),
        Misconception(
            "local-and-value-other",
            "The route through q stops before the product: how fast the product answers to q is "
            "missing.",
            lambda x: 2 * x * np.sin(x) + np.cos(x),
        ),
        Misconception(
            "sine-of-square",
            "You read the sine and its slope at x², but q receives x itself.",
            lambda x: 2 * x * np.sin(x**2) + x**2 * np.cos(x**2),
        ),
        Misconception(
            "strongest",
            "You kept the larger of the two routes; a nudge of x runs along both, so they add.",
            lambda x: max(2 * x * np.sin(x), x**2 * np.cos(x)),
            whole=True,
        ),
        Misconception(
            "measured",
            "Your number is nearly right but not exactly: it looks measured or rounded, and here "
            "the exact slope is wanted.",
            lambda x: slope(_product, float(x)),
            close=True,
        ),
    ),
    see="“Factor by factor”",
    hints=(
        "let only p move and hold q still: how fast does the product answer? Then the other way "
        "round.",
        "write down every factor along each route, as “Factor by factor” does: how many routes "
        "lead from x to the product, and how many factors has each?",
    ),
    measure=_measured_point,
)


# --- 05.2 route_gradient ------------------------------------------------------------------------


def _routes(W1: Array, W2: Array, i: int, k: int) -> Array:
    """What each route from x_i to out_k contributes."""
    return W1[i] * W2[:, k]


def _straight_net(
    random: Random, shape: tuple[int, int, int], i: int, k: int, decimals: int = 2
) -> Probe:
    D, H, K = shape
    while True:
        W1 = array(random, (D, H), 0.2, 2.6, decimals)
        W2 = array(random, (H, K), 0.2, 2.6, decimals)
        routes = _routes(W1, W2, i, k)
        if routes.min() < -0.1 and routes.max() > 0.1 and abs(routes.sum()) > 0.2:
            return Probe((W1, W2, i, k))


def _draw_straight_nets(random: Random) -> list[Probe]:
    return [
        _straight_net(random, (3, 2, 4), 2, 1),
        _straight_net(random, (2, 4, 3), 0, 2),
        # More decimals than anyone would round to.
        _straight_net(random, (5, 3, 2), 1, 0, decimals=5),
        _straight_net(random, (3, 3, 3), 2, 0),
    ]


def _measured_route(probe: Probe) -> str:
    W1, W2, i, k = probe.args
    step = np.eye(len(W1))[i]
    moved, alone = (step @ W1 @ W2)[k], (step @ W1[:, :1] @ W2[:1])[k]
    return (
        f"raising input {i} by 1 moves output {k} by {digits(float(moved))}, and by "
        f"{digits(float(alone))} where hidden neuron 0 alone is connected"
    )


ROUTE_GRADIENT = Exercise(
    name="route_gradient",
    lesson=LESSON,
    number="05.2",
    points=2,
    reference=route_gradient,
    visible=(
        Probe(
            (
                np.array([[0.7, -1.2], [2.3, 0.4], [-0.6, 1.5]]),
                np.array([[1.4, 0.8, 0.3, 2.1], [0.9, 1.6, -0.7, 0.5]]),
                2,
                1,
            )
        ),
        Probe(
            (
                np.array([[0.8, -1.4, 2.2, 0.5], [1.3, 0.6, -0.9, 1.7]]),
                np.array([[1.2, -0.4, 0.9], [0.7, 2.3, 1.5], [-1.6, 0.8, -0.3], [0.6, 1.1, -2.4]]),
                0,
                2,
            )
        ),
        Probe(
            (
                np.array(
                    [
                        [0.61803, -1.27324, 0.36788],
                        [1.64493, -0.56419, 2.23607],
                        [-0.91597, 1.20206, 0.44721],
                        [2.50663, 0.28209, -1.77245],
                        [-0.34657, 1.84776, 0.76537],
                    ]
                ),
                np.array([[1.31607, -0.83462], [0.42331, 1.90211], [-1.11803, 0.58579]]),
                1,
                0,
            )
        ),
        Probe(
            (
                np.array([[0.3, 1.7, -0.5], [1.2, -2.1, 0.9], [0.8, -0.4, 1.6]]),
                np.array([[1.1, -0.6, 2.4], [1.9, 0.7, -1.3], [0.2, -1.8, 1.4]]),
                2,
                0,
            )
        ),
    ),
    draw=_draw_straight_nets,
    tolerance=SUMMED,
    misconceptions=(
        Misconception(
            "one-route",
            "Only the route through the first hidden neuron is counted; every hidden neuron is on "
            "a route of its own.",
            lambda W1, W2, i, k: float(W1[i, 0] * W2[0, k]),
            "[M11]",
        ),
        Misconception(
            "last-route",
            "Only the route through the last hidden neuron is left: each turn of a loop has to add "
            "to what is there, not to replace it.",
            lambda W1, W2, i, k: float(W1[i, -1] * W2[-1, k]),
        ),
        Misconception(
            "skips-last",
            "The route through the last hidden neuron is missing.",
            lambda W1, W2, i, k: float(_routes(W1, W2, i, k)[:-1].sum()),
        ),
        Misconception(
            "skips-first",
            "The route through the first hidden neuron is missing: counting starts at 0.",
            lambda W1, W2, i, k: float(_routes(W1, W2, i, k)[1:].sum()),
        ),
        Misconception(
            "sum-then-multiply",
            "Each route multiplies its own two weights; you multiplied the totals, which also "
            "counts routes that do not exist.",
            lambda W1, W2, i, k: float(W1[i].sum() * W2[:, k].sum()),
            "[R5]",
        ),
        Misconception(
            "product-of-all",
            "You multiplied the routes together; routes add.",
            lambda W1, W2, i, k: float(np.prod(_routes(W1, W2, i, k))),
        ),
        Misconception(
            "strongest",
            "You kept the strongest route; the weaker ones count too.",
            lambda W1, W2, i, k: float(max(_routes(W1, W2, i, k), key=abs)),
        ),
        Misconception(
            "largest",
            "You kept the largest route; all of them count, the negative ones, too.",
            lambda W1, W2, i, k: float(max(_routes(W1, W2, i, k))),
        ),
        Misconception(
            "sizes-only",
            "You added the sizes of the routes; a route with a negative product pulls the other "
            "way, so keep the signs.",
            lambda W1, W2, i, k: float(abs(_routes(W1, W2, i, k)).sum()),
        ),
        Misconception(
            "over-inputs",
            "Your loop runs over the inputs; for one input and one output there is one route for "
            "every hidden neuron.",
            lambda W1, W2, i, k: float(sum(W1[i, j] * W2[j, k] for j in range(len(W1)))),
        ),
        Misconception(
            "over-outputs",
            "Your loop runs over the outputs; for one input and one output there is one route for "
            "every hidden neuron.",
            lambda W1, W2, i, k: float(sum(W1[i, j] * W2[j, k] for j in range(W2.shape[1]))),
        ),
        Misconception(
            "wrong-index",
            "Your routes begin at the wrong place: what leaves input i stands in row i of W1.",
            lambda W1, W2, i, k: float(sum(W1[j, i] * W2[j, k] for j in range(W1.shape[1]))),
            "[M10]",
        ),
        Misconception(
            "wrong-index-at-once",
            "Your routes begin at the wrong place: what leaves input i stands in one row of W1, "
            "not in one column.",
            lambda W1, W2, i, k: float(W1[:, i] @ W2[:, k]),
            "[M10]",
        ),
        Misconception(
            "wrong-end",
            "Your routes end at the wrong place: what arrives at output k stands in column k of "
            "W2.",
            lambda W1, W2, i, k: float(sum(W1[i, j] * W2[k, j] for j in range(W1.shape[1]))),
            "[M10]",
        ),
        Misconception(
            "ends-at-i",
            "Your routes end at the output with the number i; they end at output k.",
            lambda W1, W2, i, k: float((W1 @ W2)[i, i]),
            "[M10]",
        ),
        Misconception(
            "squashed",
            "You sent the sum through σ; nothing bends in this network, so the routes' sum is it.",
            lambda W1, W2, i, k: float(sigmoid(W1[i] @ W2[:, k])),
        ),
        Misconception(
            "two-routes",
            "You wrote down the routes through the first two hidden neurons; how many there are "
            "differs from network to network, so let a loop or a product go through all.",
            lambda W1, W2, i, k: float(_routes(W1, W2, i, k)[:2].sum()),
        ),
        Misconception(
            "ends-swapped",
            "The places of i and k are swapped: the route leaves input i and arrives at output k.",
            lambda W1, W2, i, k: float((W1 @ W2)[k, i]),
            "[M10]",
        ),
        Misconception(
            "counted-from-one",
            "Your routes belong to the neighbours of input i and output k: both are counted "
            "from 0.",
            lambda W1, W2, i, k: float((W1 @ W2)[i - 1, k - 1]),
        ),
        Misconception(
            "averaged",
            "Every route adds its effect in full: nothing is averaged over the hidden neurons.",
            lambda W1, W2, i, k: float(np.mean(_routes(W1, W2, i, k))),
            "[M26]",
        ),
        Misconception(
            "all-outputs",
            "You added up the routes to every output; only those that arrive at output k count.",
            lambda W1, W2, i, k: float((W1[i] @ W2).sum()),
        ),
        Misconception(
            "all-inputs",
            "You added up the routes from every input; only those that leave input i count.",
            lambda W1, W2, i, k: float((W1 @ W2[:, k]).sum()),
        ),
        Misconception(
            "every-pair",
            "You added up the routes between all inputs and all outputs; asked is one input and "
            "one output.",
            lambda W1, W2, i, k: float((W1 @ W2).sum()),
        ),
        Misconception(
            "row-of-answers",
            "Your answer holds a number for every output; asked is the one for output k.",
            lambda W1, W2, i, k: W1[i] @ W2,
        ),
        Misconception(
            "column-of-answers",
            "Your answer holds a number for every input; asked is the one for input i.",
            lambda W1, W2, i, k: W1 @ W2[:, k],
        ),
        Misconception(
            "begins-with-one",
            "Your sum does not begin with 0, so it holds 1 more than the routes bring.",
            lambda W1, W2, i, k: float(1 + W1[i] @ W2[:, k]),
        ),
        Misconception(
            "cut-off-routes",
            "Each route was cut off to a whole number before it was added: int() and // do that.",
            lambda W1, W2, i, k: float(np.trunc(_routes(W1, W2, i, k)).sum()),
        ),
        Misconception(
            "squashed-on-the-way",
            "You sent the weights of the first layer through σ; nothing bends in this network.",
            lambda W1, W2, i, k: float(sigmoid(W1[i]) @ W2[:, k]),
        ),
        Misconception(
            "whole-table",
            "Your table holds the answer for every input and every output; asked is the one number "
            "for input i and output k.",
            lambda W1, W2, i, k: W1 @ W2,
        ),
        Misconception(
            "one-by-one",
            "The routes came back one by one; a nudge takes all of them, so they add up to one "
            "number.",
            _routes,
        ),
        Misconception(
            "weights-added",
            "Along a route the two weights multiply; you added them.",
            lambda W1, W2, i, k: float((W1[i] + W2[:, k]).sum()),
        ),
    ),
    see="“Walk every route”",
    hints=(
        "draw the network of the smallest check with its weights at the edges, and put your finger "
        "on input i: over which edges can it walk to output k?",
        "“Walk every route” has a line for each route: which index changes from line to line, and "
        "which two stay?",
    ),
    measure=_measured_route,
)


# --- networks for the exercises 05.3 and 05.6 ---------------------------------------------------


def _network(random: Random, D: int, H: int, K: int) -> Params:
    return {
        "W1": array(random, (D, H), 0.2, 1.3),
        "b1": array(random, (H,), 0.1, 0.9),
        "W2": array(random, (H, K), 0.2, 1.4),
        "b2": array(random, (K,), 0.1, 0.9),
    }


def _batch(random: Random, params: Params, rows: int) -> Array:
    """Rows at which no neuron is so sure that its slope is lost."""
    while True:
        X = array(random, (rows, len(params["W1"])), 0.2, 2.4)
        if abs(layer_forward(X, params["W1"], params["b1"])).max() < 4:
            return X


_TALL = {
    "W1": np.array([[0.4, -0.7, 0.9, 0.2], [1.1, 0.6, -0.3, -0.8], [-0.5, 0.9, 0.7, 1.2]]),
    "b1": np.array([0.3, -0.8, 0.6, -0.2]),
    "W2": np.array([[1.3, -0.4], [-0.9, 0.7], [0.6, 1.1], [-0.3, -1.2]]),
    "b2": np.array([0.5, -0.6]),
}
_SQUARE = {
    "W1": np.array([[0.4, -0.7, 0.2], [1.1, 0.6, -0.3], [-0.5, 0.9, 0.8]]),
    "b1": np.array([0.3, -0.8, 0.6]),
    "W2": np.array([[1.3, -0.4, 0.7], [-0.9, 0.8, 0.2], [0.6, -0.5, 1.2]]),
    "b2": np.array([0.5, -0.6, 0.4]),
}
_NARROW = {
    "W1": np.array([[0.6, -0.9, 0.3], [-0.4, 0.8, 1.2]]),
    "b1": np.array([0.2, -0.5, 0.7]),
    "W2": np.array([[1.1], [-0.7], [0.9]]),
    "b2": np.array([-0.3]),
}
_FIVE = np.array([[0.5, -1.2, 1.9], [1.4, 0.3, -0.7], [-0.8, 2.1, 0.6], [0.9, -0.4, 1.3]])
_FIVE = np.vstack([_FIVE, [-1.6, 0.7, -0.2]])
_THREE = np.array([[0.5, -1.2, 1.9], [1.4, 0.3, -0.7], [-0.8, 2.1, 0.6]])
_FOUR = np.array([[0.7, -1.5], [-0.9, 0.4], [1.8, 1.2], [-0.3, -2.2]])


# --- 05.3 mlp_forward ---------------------------------------------------------------------------


def _layers(make: Callable) -> Callable:
    """A wrong `mlp_forward` from a function of the four arrays (as W1, b1, W2, b2) and X."""

    def answer(params: Params, X: Array) -> object:
        return make(SimpleNamespace(**params), X)

    return answer


def _through(p: SimpleNamespace, A1: Array) -> tuple[Array, Array]:
    return A1, sigmoid(A1 @ p.W2 + p.b2)


def _hidden(p: SimpleNamespace, X: Array) -> Array:
    return sigmoid(X @ p.W1 + p.b1)


def _both(p: SimpleNamespace, X: Array) -> tuple[Array, Array]:
    return _through(p, _hidden(p, X))


def _sums(p: SimpleNamespace, X: Array) -> tuple[Array, Array]:
    Z1 = X @ p.W1 + p.b1
    return Z1, sigmoid(Z1) @ p.W2 + p.b2


def _shared_out(Z: Array) -> Array:
    """What makes of the sums of each row positive numbers that add up to 1."""
    grown = np.exp(Z)
    return grown / grown.sum(axis=1, keepdims=True)


def _unbracketed(p: SimpleNamespace, X: Array) -> tuple[Array, Array]:
    """Both layers with a σ that divides too early."""
    A1 = 1 / 1 + np.exp(-(X @ p.W1 + p.b1))
    return A1, 1 / 1 + np.exp(-(A1 @ p.W2 + p.b2))


def _one_vector(p: SimpleNamespace, X: Array) -> tuple[Array, Array]:
    A1, A2 = _through(p, _hidden(p, X[0]))
    return A1, A2


def _draw_forward(random: Random) -> list[Probe]:
    def probe(rows: int, *sizes: int) -> Probe:
        params = _network(random, *sizes)
        return Probe((params, _batch(random, params, rows)))

    return [probe(5, 3, 4, 2), probe(3, 3, 3, 3), probe(1, 2, 3, 4)]


def _measured_activations(probe: Probe) -> str:
    A1, A2 = mlp_forward(*probe.args)
    return (
        f"one neuron at a time, the first example's first activations are {digits(A1[0, 0])} in A1 "
        f"and {digits(A2[0, 0])} in A2"
    )


MLP_FORWARD = Exercise(
    name="mlp_forward",
    lesson=LESSON,
    number="05.3",
    points=2,
    reference=mlp_forward,
    visible=(
        Probe((_TALL, _FIVE)),
        Probe((_SQUARE, _THREE)),
        Probe(
            (
                {
                    "W1": np.array([[0.6, -0.9, 0.3], [-0.4, 0.8, 1.2]]),
                    "b1": np.array([0.2, -0.5, 0.7]),
                    "W2": np.array(
                        [[1.1, -0.6, 0.4, 0.9], [-0.7, 1.3, 0.2, -0.8], [0.5, 0.3, -1.2, 0.7]]
                    ),
                    "b2": np.array([-0.3, 0.6, 0.8, -0.4]),
                },
                np.array([[0.7, -1.5]]),
            )
        ),
    ),
    draw=_draw_forward,
    tolerance=SUMMED,
    sizes=SMALL,
    parts={"A1": 1, "A2": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "transposed",
            "W1 has a row for every input and a column for every neuron, so it needs no transpose; "
            "square arrays hide this.",
            _layers(lambda p, X: _through(p, sigmoid(X @ p.W1.T + p.b1))),
            "[M12][M13]",
        ),
        Misconception(
            "swapped",
            "Rows of X are examples, so X comes first in the product.",
            _layers(lambda p, X: _through(p, sigmoid(p.W1 @ X + p.b1))),
            "[M13]",
        ),
        Misconception(
            "no-bias",
            "Both biases are missing.",
            _layers(lambda p, X: (sigmoid(X @ p.W1), sigmoid(sigmoid(X @ p.W1) @ p.W2))),
            "[M7]",
        ),
        Misconception(
            "no-hidden-bias",
            "The bias of the hidden layer is missing.",
            _layers(lambda p, X: _through(p, sigmoid(X @ p.W1))),
            "[M7]",
        ),
        Misconception(
            "no-output-bias",
            "The bias of the output layer is missing.",
            _layers(lambda p, X: (_hidden(p, X), sigmoid(_hidden(p, X) @ p.W2))),
            "[M7]",
        ),
        Misconception(
            "bias-outside",
            "You added the biases after the squashing; a bias is part of z, so it goes inside σ.",
            _layers(
                lambda p, X: (
                    sigmoid(X @ p.W1) + p.b1,
                    sigmoid((sigmoid(X @ p.W1) + p.b1) @ p.W2) + p.b2,
                )
            ),
        ),
        Misconception(
            "bias-per-row",
            "Each neuron has a bias, not each example: b1 belongs to the columns.",
            _layers(lambda p, X: _through(p, sigmoid(X @ p.W1 + p.b1[:, None]))),
            "[M22]",
        ),
        Misconception(
            "linear-hidden",
            "The hidden layer lost its σ, so two layers do no more than one.",
            _layers(lambda p, X: _through(p, X @ p.W1 + p.b1)),
        ),
        Misconception(
            "linear-output",
            "The output is not squashed: your A2 still holds the weighted sums.",
            _layers(lambda p, X: (_hidden(p, X), _hidden(p, X) @ p.W2 + p.b2)),
        ),
        Misconception(
            "no-squashing",
            "No layer went through σ: without it two layers do no more than one.",
            _layers(
                lambda p, X: (X @ p.W1 + p.b1, (X @ p.W1 + p.b1) @ p.W2 + p.b2),
            ),
        ),
        Misconception(
            "sums-returned",
            "You returned the weighted sums of both layers; asked are the activations, what comes "
            "out of σ.",
            _layers(_sums),
        ),
        Misconception(
            "hidden-sums-returned",
            "The first of your two answers holds the weighted sums of the hidden layer; asked is "
            "what comes out of σ.",
            _layers(lambda p, X: (X @ p.W1 + p.b1, _both(p, X)[1])),
        ),
        Misconception(
            "falling",
            "Your σ falls as z grows: check the sign inside the exponential.",
            _layers(
                lambda p, X: (
                    sigmoid(-(X @ p.W1 + p.b1)),
                    sigmoid(-(sigmoid(-(X @ p.W1 + p.b1)) @ p.W2 + p.b2)),
                )
            ),
        ),
        Misconception(
            "sigma-brackets",
            "Your activations go above 1: Python divides before it adds, so in σ what stands below "
            "the line needs brackets.",
            _layers(_unbracketed),
        ),
        Misconception(
            "no-hidden-sigma-for-output",
            "A1 is right, but your A2 was made of the hidden layer's weighted sums before its "
            "bias and σ; what the output receives is A1.",
            _layers(lambda p, X: (_hidden(p, X), sigmoid(X @ p.W1 @ p.W2 + p.b2))),
        ),
        Misconception(
            "divided-by-rows",
            "You divided by the number of examples; in the forward pass nothing is averaged, each "
            "row goes through on its own.",
            _layers(
                lambda p, X: (
                    sigmoid(X @ p.W1 / len(X) + p.b1),
                    sigmoid(sigmoid(X @ p.W1 / len(X) + p.b1) @ p.W2 / len(X) + p.b2),
                )
            ),
        ),
        Misconception(
            "output-bias-outside",
            "You added the output's bias after the squashing; a bias is part of z, so it goes "
            "inside σ.",
            _layers(lambda p, X: (_hidden(p, X), sigmoid(_hidden(p, X) @ p.W2) + p.b2)),
        ),
        Misconception(
            "output-bias-taken-away",
            "You took the output's bias away; it is added to the weighted sum.",
            _layers(lambda p, X: (_hidden(p, X), sigmoid(_hidden(p, X) @ p.W2 - p.b2))),
        ),
        Misconception(
            "softmax-throughout",
            "In both layers your activations share out a total of 1 in each row; here every neuron "
            "goes through σ on its own.",
            _layers(
                lambda p, X: (
                    _shared_out(X @ p.W1 + p.b1),
                    _shared_out(_shared_out(X @ p.W1 + p.b1) @ p.W2 + p.b2),
                )
            ),
        ),
        Misconception(
            "relu-throughout",
            "Both your layers bend with ReLU; this network uses σ, from 0 to 1.",
            _layers(
                lambda p, X: (
                    np.maximum(0, X @ p.W1 + p.b1),
                    np.maximum(0, np.maximum(0, X @ p.W1 + p.b1) @ p.W2 + p.b2),
                )
            ),
        ),
        Misconception(
            "biases-summed",
            "You added each layer's biases up to one number; every neuron has a bias of its own.",
            _layers(
                lambda p, X: (
                    sigmoid(X @ p.W1 + p.b1.sum()),
                    sigmoid(sigmoid(X @ p.W1 + p.b1.sum()) @ p.W2 + p.b2.sum()),
                )
            ),
        ),
        Misconception(
            "biases-multiplied",
            "You multiplied the weighted sums by the biases; a bias is added.",
            _layers(
                lambda p, X: (
                    sigmoid(X @ p.W1 * p.b1),
                    sigmoid(sigmoid(X @ p.W1 * p.b1) @ p.W2 * p.b2),
                )
            ),
        ),
        Misconception(
            "last-example",
            "Only the last row is left: in a loop over the rows, keep what each of them gives.",
            _layers(lambda p, X: tuple(A[-1] for A in _both(p, X))),
        ),
        Misconception(
            "batch-averaged",
            "You averaged over the examples; a batch keeps all its rows.",
            _layers(lambda p, X: tuple(A.mean(axis=0) for A in _both(p, X))),
        ),
        Misconception(
            "tanh",
            "Both layers bend with tanh; this network uses σ, from 0 to 1.",
            _layers(
                lambda p, X: (
                    np.tanh(X @ p.W1 + p.b1),
                    np.tanh(np.tanh(X @ p.W1 + p.b1) @ p.W2 + p.b2),
                )
            ),
        ),
        Misconception(
            "tanh-hidden",
            "Your hidden layer bends with tanh; this network uses σ in both layers.",
            _layers(lambda p, X: _through(p, np.tanh(X @ p.W1 + p.b1))),
        ),
        Misconception(
            "hidden-bias-outside",
            "You added the hidden layer's biases after the squashing; a bias is part of z, so it "
            "goes inside σ.",
            _layers(lambda p, X: _through(p, sigmoid(X @ p.W1) + p.b1)),
        ),
        Misconception(
            "relu",
            "Your hidden layer bends with ReLU; this network uses σ in both layers.",
            _layers(lambda p, X: _through(p, np.maximum(0, X @ p.W1 + p.b1))),
        ),
        Misconception(
            "softmax",
            "Your outputs share out a total of 1 in each row; here every output goes through σ on "
            "its own.",
            _layers(lambda p, X: (_hidden(p, X), _shared_out(_hidden(p, X) @ p.W2 + p.b2))),
        ),
        Misconception(
            "bias-taken-away",
            "You took the biases away; they are added to the weighted sums.",
            _layers(
                lambda p, X: (
                    sigmoid(X @ p.W1 - p.b1),
                    sigmoid(sigmoid(X @ p.W1 - p.b1) @ p.W2 - p.b2),
                )
            ),
        ),
        Misconception(
            "slopes",
            "You returned the slopes of σ; asked are the activations, how high σ is.",
            _layers(lambda p, X: tuple(A * (1 - A) for A in _both(p, X))),
        ),
        Misconception(
            "sums-passed-on",
            "Your output layer read the weighted sums of the hidden layer; what it receives is "
            "what comes out of the hidden layer's σ.",
            _layers(lambda p, X: (_hidden(p, X), sigmoid((X @ p.W1 + p.b1) @ p.W2 + p.b2))),
        ),
        Misconception(
            "skips-hidden",
            "Your output layer read X; what it receives is what the hidden layer puts out.",
            _layers(lambda p, X: (_hidden(p, X), sigmoid(X @ p.W2 + p.b2))),
        ),
        Misconception(
            "same-layer-twice",
            "Both layers used W1 and b1; the output layer has weights and biases of its own.",
            _layers(lambda p, X: (_hidden(p, X), sigmoid(_hidden(p, X) @ p.W1 + p.b1))),
        ),
        Misconception(
            "output-alone",
            "Return both activations: the way back needs the hidden ones, too.",
            _layers(lambda p, X: _both(p, X)[1]),
        ),
        Misconception(
            "back-to-front",
            "The two came back in the other order: hidden first, then output.",
            _layers(lambda p, X: _both(p, X)[::-1]),
        ),
        Misconception(
            "squashed-twice",
            "The output went through σ twice.",
            _layers(lambda p, X: (_hidden(p, X), sigmoid(_both(p, X)[1]))),
            "[M24]",
        ),
        Misconception(
            "hidden-squashed-twice",
            "The hidden layer went through σ twice.",
            _layers(lambda p, X: _through(p, sigmoid(_hidden(p, X)))),
            "[M24]",
        ),
        Misconception(
            "first-example",
            "Only the first row went through; a batch keeps all its rows.",
            _layers(_one_vector),
        ),
        Misconception(
            "turned-around",
            "Your answers have a column for every example; here rows are examples, in what comes "
            "in and in what goes out.",
            _layers(lambda p, X: tuple(A.T for A in _both(p, X))),
            "[M13]",
        ),
    ),
    see="“Rows are examples”",
    all_wrong="Both are wrong, so look at A1 first: A2 is made from it.",
    hints=(
        "write the shape of every array beside its name, and read the product from left to right: "
        "which two sizes must meet?",
        "take one example alone, as in lesson 00, and one hidden neuron: is its activation the "
        "number in your A1?",
    ),
    measure=_measured_activations,
)


# --- 05.4 sigmoid_backward ----------------------------------------------------------------------


def _activations(random: Random, shape: tuple[int, int]) -> Array:
    """Strictly between 0 and 1, so that every honest form of the slope works."""
    while True:
        A = np.round(random.uniform(0.06, 0.94, shape), 3)
        # At one half a height and what is left above it are the same.
        if len(np.unique(A)) == A.size and np.all(abs(A - 0.5) > 0.04):
            return A


def _arrivals(random: Random, shape: tuple[int, int]) -> Array:
    """Gradients as they arrive in a batch, some of them larger than 1."""
    while True:
        dA = array(random, shape, 0.05, 2.6, decimals=3)
        if abs(dA).max() > 1.6:
            return dA


def _draw_arrivals(random: Random) -> list[Probe]:
    shapes = ((2, 3), (3, 3), (4, 2), (1, 3))
    return [Probe((_arrivals(random, shape), _activations(random, shape))) for shape in shapes]


def _measured_arrival(probe: Probe) -> list[str]:
    """For every entry of A how far a nudge of its z gets."""
    dA, A = probe.args
    return [_measured_at(dA, A, index) for index in np.ndindex(A.shape)]


def _measured_at(dA: Array, A: Array, index: tuple[int, ...]) -> str:
    rate = slope(lambda t: float(sigmoid(t)), float(np.log(A[index] / (1 - A[index]))))
    place = f"A[{', '.join(map(str, index))}]"
    return (
        f"a nudge of the z behind {place} moves it {digits(rate)} times as much, and dA says that "
        f"the loss moves {digits(dA[index])} times as much as that"
    )


SIGMOID_BACKWARD = Exercise(
    name="sigmoid_backward",
    lesson=LESSON,
    number="05.4",
    points=2,
    reference=sigmoid_backward,
    visible=(
        Probe(
            (
                np.array([[0.5, -1.7, 0.4], [2.2, 0.3, -0.7]]),
                np.array([[0.2, 0.7, 0.6], [0.9, 0.4, 0.3]]),
            )
        ),
        Probe(
            (
                np.array([[0.52, -1.31, 0.847], [2.24, 0.36, -0.73], [-0.18, 1.66, 0.91]]),
                np.array([[0.217, 0.7, 0.43], [0.92, 0.385, 0.64], [0.311, 0.804, 0.138]]),
            )
        ),
        Probe(
            (
                np.array([[-0.623, 1.41], [0.087, -2.15], [1.234, 0.561], [-0.342, 0.916]]),
                np.array([[0.312, 0.874], [0.653, 0.229], [0.781, 0.417], [0.145, 0.938]]),
            )
        ),
        Probe((np.array([[1.873, -0.264, 0.591]]), np.array([[0.137, 0.842, 0.371]]))),
    ),
    draw=_draw_arrivals,
    tolerance=SUMMED,
    sizes=SMALL,
    misconceptions=(
        Misconception(
            "no-upstream",
            "That is σ's own slope alone; it has to meet what arrives from the loss, dA.",
            lambda dA, A: A * (1 - A),
            "[M21]",
        ),
        Misconception(
            "unchanged",
            "What arrived came back unchanged; on its way to Z it has to pass σ.",
            lambda dA, A: dA * 1.0,
            whole=True,
        ),
        Misconception(
            "slope-of-upstream",
            "You built the slope of σ from dA, the gradient that arrives; it is built from the "
            "activation A.",
            lambda dA, A: dA * (1 - dA),
            "[M6]",
        ),
        Misconception(
            "places-swapped",
            "In your slope of σ stands dA where A is due, or the two arguments changed places: the "
            "slope is built from A alone, and dA is what it meets.",
            lambda dA, A: A * dA * (1 - dA),
            "[M6]",
        ),
        Misconception(
            "squash-again",
            "A has been through σ already; do not squash it again.",
            lambda dA, A: dA * sigmoid(A) * (1 - sigmoid(A)),
            "[M24]",
        ),
        Misconception(
            "slope-on-z",
            "You went back to the weighted sums, and built the short form of σ's slope from them; "
            "it is built from the activations A.",
            lambda dA, A: dA * np.log(A / (1 - A)) * (1 - np.log(A / (1 - A))),
            "[M6]",
        ),
        Misconception(
            "steepest",
            "You took σ as steep everywhere as it is at z = 0; how steep it is depends on A.",
            lambda dA, A: dA * 0.25,
        ),
        Misconception(
            "gap",
            "You took A away from what arrives; dA comes from the loss and passes as it is.",
            lambda dA, A: (dA - A) * A * (1 - A),
        ),
        Misconception(
            "cut-to-whole-numbers",
            "Your dZ holds whole numbers alone: an array made with dtype=int, or from int(), cuts "
            "off what comes after the point.",
            lambda dA, A: np.trunc(dA * A * (1 - A)),
        ),
        Misconception(
            "matmul",
            "Each entry passes σ on its own, so multiply entry by entry, not with @.",
            lambda dA, A: dA @ (A * (1 - A)),
            "[M9]",
        ),
        Misconception(
            "added",
            "You added the two slopes; along a route they multiply.",
            lambda dA, A: dA + A * (1 - A),
            whole=True,
        ),
        Misconception(
            "tanh",
            "That is the slope of tanh; σ has another one.",
            lambda dA, A: dA * (1 - A**2),
        ),
        Misconception(
            "one-minus",
            "You kept only what is left above A; the height A is a factor of the slope, too.",
            lambda dA, A: dA * (1 - A),
            "[M6]",
        ),
        Misconception(
            "only-height",
            "You multiplied by the height of σ; its slope has a second factor.",
            lambda dA, A: dA * A,
        ),
        Misconception(
            "squared-height",
            "Both your factors are the height; one of them is what is left above it.",
            lambda dA, A: dA * A**2,
        ),
        Misconception(
            "plus",
            "A sign is off inside: σ is never steeper than a quarter, and yours is.",
            lambda dA, A: dA * A * (1 + A),
        ),
        Misconception(
            "negative",
            "Your slope of σ is negative, and σ always rises: it does not turn the sign of what "
            "arrives.",
            lambda dA, A: -dA * A * (1 - A),
        ),
        Misconception(
            "height-twice",
            "The height of σ came in twice; its slope has it once, and once what is left above it.",
            lambda dA, A: dA * A**2 * (1 - A),
        ),
        Misconception(
            "left-twice",
            "What is left above A came in twice; the slope of σ has it once, and once the height.",
            lambda dA, A: dA * A * (1 - A) ** 2,
        ),
        Misconception(
            "slope-squared",
            "The slope of σ came in twice; what arrives passes σ once.",
            lambda dA, A: dA * (A * (1 - A)) ** 2,
        ),
        Misconception(
            "sizes-only",
            "You lost the signs of what arrives: dA says which way each entry should move.",
            lambda dA, A: abs(dA) * A * (1 - A),
        ),
        Misconception(
            "cut-at-zero",
            "You cut off what is negative; a gradient may have either sign.",
            lambda dA, A: np.maximum(dA, 0) * A * (1 - A),
        ),
        Misconception(
            "brackets-of-the-slope",
            "What arrives met the height alone, and its square was taken away as it is: the whole "
            "slope of σ needs brackets.",
            lambda dA, A: dA * A - A**2,
            whole=True,
        ),
        Misconception(
            "taken-away",
            "You took the slope of σ away from what arrives; along a route they multiply.",
            lambda dA, A: dA - A * (1 - A),
            whole=True,
        ),
        Misconception(
            "arrives-twice",
            "What arrives came in twice, or squared; it passes σ once, as it is.",
            lambda dA, A: dA**2 * A * (1 - A),
        ),
        Misconception(
            "arrival-squashed",
            "You sent what arrives through σ; only its slope belongs here, and dA passes as it is.",
            lambda dA, A: sigmoid(dA) * A * (1 - A),
        ),
        Misconception(
            "one-minus-square",
            "You took what is left of A² to 1; what belongs there is what is left of A itself.",
            lambda dA, A: dA * A * (1 - A**2),
        ),
        Misconception(
            "first-row-only",
            "You stopped after the first row: look at how far the return is indented.",
            lambda dA, A: np.vstack([(dA * A * (1 - A))[:1], np.zeros((len(A) - 1, A.shape[1]))]),
        ),
        Misconception(
            "first-arrival",
            "Every row met what arrives at the first example; each row of A has its own row of dA.",
            lambda dA, A: dA[0] * A * (1 - A),
        ),
        Misconception(
            "brackets",
            "Python multiplied first and subtracted last: what is left above A needs brackets.",
            lambda dA, A: dA * A * 1 - A,
            whole=True,
        ),
        Misconception(
            "collapsed",
            "Every entry has its own slope: dZ has the shape of A, nothing is added up here.",
            lambda dA, A: float((dA * A * (1 - A)).sum()),
        ),
        Misconception(
            "column-sums",
            "You added up over the examples; σ acts on every entry alone, so dZ has the shape "
            "of A.",
            lambda dA, A: (dA * A * (1 - A)).sum(axis=0),
        ),
        Misconception(
            "averaged",
            "You divided by the number of examples; what arrives in dA holds the mean already.",
            lambda dA, A: dA * A * (1 - A) / len(A),
            "[M26]",
        ),
        Misconception(
            "divided",
            "On the way back slopes multiply as well; you divided by the slope.",
            lambda dA, A: dA / (A * (1 - A)),
            whole=True,
        ),
        Misconception(
            "divided-inside",
            "You divided the height by what is left above it; in the slope of σ the two multiply.",
            lambda dA, A: dA * A / (1 - A),
            whole=True,
        ),
        Misconception(
            "divided-inside-other-way",
            "You divided what is left above A by the height; in the slope of σ the two multiply.",
            lambda dA, A: dA * (1 - A) / A,
            whole=True,
        ),
        Misconception(
            "clipped",
            "You cut off what is larger than 1; a gradient may have any size.",
            lambda dA, A: np.clip(dA, -1, 1) * A * (1 - A),
        ),
    ),
    see="“Each entry alone”",
    hints=(
        "take one entry of A and the same entry of dA, and work it out by hand: what does σ's "
        "slope make of what arrives?",
        "lesson 04 had two forms for the slope of σ: which of them begins with the output?",
    ),
    measure=_measured_arrival,
)


# --- 05.5 linear_backward -----------------------------------------------------------------------

Backward = tuple[Array, Array, Array]


def _part(**wrong: Callable) -> Callable:
    """`linear_backward` with other entries dX, dW or db: functions of dZ, X and W."""

    def answer(dZ: Array, X: Array, W: Array) -> tuple:
        right = dict(zip(("dX", "dW", "db"), linear_backward(dZ, X, W), strict=True))
        return tuple({**right, **{key: make(dZ, X, W) for key, make in wrong.items()}}.values())

    return answer


def _linear_probe(random: Random, N: int, D: int, H: int, decimals: int = 2) -> Probe:
    while True:
        dZ = array(random, (N, H), 0.02, 0.9, decimals + 1)
        X = array(random, (N, D), 0.2, 2.6, decimals)
        W = array(random, (D, H), 0.2, 2.2, decimals)
        if min(abs(entry).min() for entry in linear_backward(dZ, X, W)) > 0.02:
            return Probe((dZ, X, W))


def _draw_linear(random: Random) -> list[Probe]:
    return [
        _linear_probe(random, 3, 4, 2),
        # More decimals than anyone would round to.
        _linear_probe(random, 4, 2, 3, decimals=6),
        _linear_probe(random, 3, 3, 3),
        _linear_probe(random, 5, 3, 2),
    ]


def _measured_linear(probe: Probe) -> str:
    dZ, X, W = probe.args
    dX, dW, db = linear_backward(dZ, X, W)
    return (
        f"nudges measure {digits(dX[0, 0])} for dX[0, 0], {digits(dW[0, 0])} for dW[0, 0] and "
        f"{digits(db[0])} for db[0]"
    )


LINEAR_BACKWARD = Exercise(
    name="linear_backward",
    lesson=LESSON,
    number="05.5",
    points=3,
    reference=linear_backward,
    visible=(
        Probe(
            (
                np.array([[0.15, -0.62], [0.34, 0.47], [-0.26, 0.81]]),
                np.array([[1.2, 2.3, -0.7, 0.4], [0.5, -1.6, 2.1, 0.8], [-0.9, 0.3, -0.4, 1.7]]),
                np.array([[0.7, -1.3], [0.2, 1.1], [-0.8, 0.6], [1.4, 0.5]]),
            )
        ),
        Probe(
            (
                np.array([[0.3, -0.7, 0.2], [0.9, 0.45, -0.5], [-0.6, 0.8, 0.35]]),
                np.array([[1.3, -0.4, 2.1], [0.7, 1.9, -0.6], [-1.2, 0.3, 0.8]]),
                np.array([[0.9, -0.2, 0.4], [1.5, 0.6, -1.1], [-0.3, 1.7, 0.25]]),
            )
        ),
        Probe(
            (
                np.array(
                    [
                        [0.0361803, -0.1127324, 0.2367879],
                        [0.1644934, 0.0564189, -0.3223607],
                        [-0.0915966, 0.4202057, 0.1447214],
                        [0.2506628, -0.1282095, 0.0772454],
                    ]
                ),
                np.array([[1.31607, -0.83462], [0.42331, 1.90211], [-1.11803, 0.5858], [0.7, 2.2]]),
                np.array([[0.61803, -1.27324, 0.36788], [1.64493, 0.56419, -2.13607]]),
            )
        ),
    ),
    draw=_draw_linear,
    tolerance=SUMMED,
    sizes=SMALL,
    parts={"dX": 1, "dW": 1, "db": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "dw-transposed",
            "In dW rows and columns changed places: it has the shape of W, a row for every input.",
            _part(dW=lambda dZ, X, W: dZ.T @ X),
            "[M12][M13]",
        ),
        Misconception(
            "dx-no-transpose",
            "In dX, on the way back an input collects its row of W, not a column; only a square W "
            "lets this run.",
            _part(dX=lambda dZ, X, W: dZ @ W),
            "[M14]",
        ),
        Misconception(
            "dx-turned",
            "In dX rows and columns changed places: it has the shape of X, a row for every "
            "example.",
            _part(dX=lambda dZ, X, W: W @ dZ.T),
            "[M12]",
        ),
        Misconception(
            "db-per-example",
            "In db, every example pushes the same bias: add the pushes up over the batch.",
            _part(db=lambda dZ, X, W: dZ),
            "[M6]",
        ),
        Misconception(
            "db-one-number",
            "In db, every neuron has a bias of its own: add up over the examples only.",
            _part(db=lambda dZ, X, W: dZ.sum()),
            "[M6]",
        ),
        Misconception(
            "db-wrong-axis",
            "In db you added up over the neurons; add up over the examples.",
            _part(db=lambda dZ, X, W: dZ.sum(axis=1)),
            "[M27]",
        ),
        Misconception(
            "db-kept-axis",
            "Your db has one axis too many: b has the shape (H,), and so has its gradient.",
            _part(db=lambda dZ, X, W: dZ.sum(axis=0, keepdims=True)),
            "[M22] dlsyscourse/hw2 #8",
        ),
        Misconception(
            "db-averaged",
            "In db you averaged over the examples; the mean is inside dZ already, so add up.",
            _part(db=lambda dZ, X, W: dZ.mean(axis=0)),
            "[M26]",
        ),
        Misconception(
            "db-ones",
            "Your db holds how fast z answers to its bias; what arrives in dZ has to meet it.",
            _part(db=lambda dZ, X, W: np.ones(W.shape[1])),
        ),
        Misconception(
            "db-first-example",
            "In db only the first example counted; every example pushes the same bias.",
            _part(db=lambda dZ, X, W: dZ[0]),
        ),
        Misconception(
            "db-last-example",
            "In db only the last example is left: in a loop over the examples, add to what is "
            "there.",
            _part(db=lambda dZ, X, W: dZ[-1]),
        ),
        Misconception(
            "db-zero",
            "Your db is 0, but a bias moves its z one for one.",
            _part(db=lambda dZ, X, W: np.zeros(W.shape[1])),
        ),
        Misconception(
            "db-without-last",
            "In db the last example is missing: look how far the loop goes.",
            _part(db=lambda dZ, X, W: dZ[:-1].sum(axis=0)),
        ),
        Misconception(
            "db-without-first",
            "In db the first example is missing: places are counted from 0.",
            _part(db=lambda dZ, X, W: dZ[1:].sum(axis=0)),
        ),
        Misconception(
            "dx-last-neuron",
            "In dX only the last neuron is left: in a loop over the neurons, add to what is there.",
            _part(dX=lambda dZ, X, W: np.outer(dZ[:, -1], W[:, -1])),
        ),
        Misconception(
            "dx-first-neuron",
            "In dX only the first neuron counted; an input feeds them all, and collects from each.",
            _part(dX=lambda dZ, X, W: np.outer(dZ[:, 0], W[:, 0])),
        ),
        Misconception(
            "db-from-weights",
            "Your db adds up the weights; what pushes a bias is what arrives in dZ.",
            _part(db=lambda dZ, X, W: W.sum(axis=0)),
        ),
        Misconception(
            "db-from-dw",
            "Your db adds up dW; there each entry has met an input already, and a bias meets none.",
            _part(db=lambda dZ, X, W: (X.T @ dZ).sum(axis=0)),
        ),
        Misconception(
            "mean-again",
            "You averaged again; the mean over the batch is inside dZ already.",
            _part(
                dW=lambda dZ, X, W: X.T @ dZ / len(X),
                db=lambda dZ, X, W: dZ.mean(axis=0),
            ),
            "[M26]",
        ),
        Misconception(
            "dw-averaged",
            "In dW you averaged over the examples; the mean is inside dZ already.",
            _part(dW=lambda dZ, X, W: X.T @ dZ / len(X)),
            "[M26]",
        ),
        Misconception(
            "dx-uses-x",
            "In dX, what z answers with when X moves are the weights, not X itself.",
            _part(dX=lambda dZ, X, W: X * dZ.sum(axis=1, keepdims=True)),
            "[M14]",
        ),
        Misconception(
            "dw-uses-w",
            "In dW, what z answers with when W moves is the layer's input X, not W itself.",
            _part(dW=lambda dZ, X, W: W * dZ.sum(axis=0)),
            "[M14]",
        ),
        Misconception(
            "dw-no-transpose",
            "In dW the two inner sizes are no examples: examples are what is added up over, so "
            "they have to meet in the product.",
            _part(dW=lambda dZ, X, W: X @ dZ),
            "[M12]",
        ),
        Misconception(
            "reshaped",
            "You used reshape to turn arrays; it pours the numbers in their old order into a new "
            "shape, and only a transpose makes columns of rows.",
            _part(
                dX=lambda dZ, X, W: dZ @ W.reshape(W.shape[::-1]),
                dW=lambda dZ, X, W: X.reshape(X.shape[::-1]) @ dZ,
            ),
        ),
        Misconception(
            "dx-reshaped",
            "In dX you used reshape to turn W; it pours the numbers in their old order into a new "
            "shape, and only a transpose makes columns of rows.",
            _part(dX=lambda dZ, X, W: dZ @ W.reshape(W.shape[::-1])),
        ),
        Misconception(
            "dw-reshaped",
            "In dW you used reshape to turn X; it pours the numbers in their old order into a new "
            "shape, and only a transpose makes columns of rows.",
            _part(dW=lambda dZ, X, W: X.reshape(X.shape[::-1]) @ dZ),
        ),
        Misconception(
            "dw-without-first",
            "In dW the first example is missing: places are counted from 0.",
            _part(dW=lambda dZ, X, W: X[1:].T @ dZ[1:]),
        ),
        Misconception(
            "dw-without-last",
            "In dW the last example is missing: look how far the loop goes.",
            _part(dW=lambda dZ, X, W: X[:-1].T @ dZ[:-1]),
        ),
        Misconception(
            "dx-through-dw",
            "In dX you went back through dW; what z answers with when X moves are the weights.",
            _part(dX=lambda dZ, X, W: dZ @ (X.T @ dZ).T),
        ),
        Misconception(
            "dx-totals",
            "In dX you multiplied the totals of both rows; each neuron's dZ meets its own weight, "
            "and then the products add up.",
            _part(dX=lambda dZ, X, W: np.outer(dZ.sum(axis=1), W.sum(axis=1))),
            "[R5]",
        ),
        Misconception(
            "order",
            "The first two changed places: return dX, dW, db in this order.",
            lambda dZ, X, W: (X.T @ dZ, dZ @ W.T, dZ.sum(axis=0)),
        ),
        Misconception(
            "bias-first",
            "The three came back in another order: return dX, dW, db.",
            lambda dZ, X, W: (X.T @ dZ, dZ.sum(axis=0), dZ @ W.T),
        ),
        Misconception(
            "without-dx",
            "One answer is missing, dX: the layer below needs it to go on with the way back.",
            lambda dZ, X, W: (X.T @ dZ, dZ.sum(axis=0)),
        ),
        Misconception(
            "first-example",
            "In dW and db only the first example counted; the others push the same weights.",
            _part(dW=lambda dZ, X, W: np.outer(X[0], dZ[0]), db=lambda dZ, X, W: dZ[0]),
        ),
        Misconception(
            "dw-first-example",
            "In dW only the first example counted; the others push the same weights as well.",
            _part(dW=lambda dZ, X, W: np.outer(X[0], dZ[0])),
        ),
        Misconception(
            "dw-last-example",
            "In dW only the last example is left: in a loop over the examples, add to what is "
            "there, for all of them push the same weights.",
            _part(dW=lambda dZ, X, W: np.outer(X[-1], dZ[-1])),
        ),
        Misconception(
            "stepped",
            "You took dW away from the weights already; asked is the gradient alone.",
            _part(dW=lambda dZ, X, W: W - X.T @ dZ),
        ),
        Misconception(
            "outer-of-sums",
            "In dW you added the examples up first and multiplied then; each example multiplies "
            "its own input with what arrives at its own z.",
            _part(dW=lambda dZ, X, W: np.outer(X.sum(axis=0), dZ.sum(axis=0))),
            "[R5]",
        ),
        Misconception(
            "dx-averaged",
            "In dX each row belongs to one example alone; nothing is averaged there.",
            _part(dX=lambda dZ, X, W: dZ @ W.T / len(X)),
            "[M26]",
        ),
        Misconception(
            "dx-weights-alone",
            "In dX the weights alone are left; what arrives in dZ has to meet them.",
            _part(dX=lambda dZ, X, W: np.tile(W.sum(axis=1), (len(X), 1))),
        ),
    ),
    see="“Where the transpose comes from”",
    hints=(
        "write the shapes of dZ, X and W side by side, and below them the shape that the answer "
        "needs: which axis has to disappear?",
        "work out a single entry as “Where the transpose comes from” does: which numbers of dZ "
        "does it meet, one for every neuron or one for every example?",
    ),
    measure=_measured_linear,
)


# --- 05.6 mlp_backward --------------------------------------------------------------------------


def _swept(make: Callable) -> Callable:
    """A wrong `mlp_backward` from a function of one namespace: the four arrays, X, Y, and every
    array on the way (A1, A2, dA2, dZ2, dA1, dZ1)."""

    def answer(params: Params, X: Array, Y: Array) -> object:
        A1, A2 = mlp_forward(params, X)
        dA2 = 2 * (A2 - Y) / len(X)
        dZ2 = dA2 * A2 * (1 - A2)
        dA1 = dZ2 @ params["W2"].T
        dZ1 = dA1 * A1 * (1 - A1)
        more = {"A1": A1, "A2": A2, "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
        return make(SimpleNamespace(**params, X=X, Y=Y, **more))

    return answer


def _collected(n: SimpleNamespace) -> Params:
    return {
        "W1": n.X.T @ n.dZ1,
        "b1": n.dZ1.sum(axis=0),
        "W2": n.A1.T @ n.dZ2,
        "b2": n.dZ2.sum(axis=0),
    }


def _other_dZ2(make: Callable) -> Callable:
    """A wrong dZ2, used rightly all the way down."""

    def wrong(n: SimpleNamespace) -> Params:
        n.dZ2 = make(n)
        n.dZ1 = (n.dZ2 @ n.W2.T) * n.A1 * (1 - n.A1)
        return _collected(n)

    return _swept(wrong)


def _other_dZ1(make: Callable) -> Callable:
    def wrong(n: SimpleNamespace) -> Params:
        n.dZ1 = make(n)
        return _collected(n)

    return _swept(wrong)


def _other_entries(**makes: Callable) -> Callable:
    return _swept(lambda n: {**_collected(n), **{key: make(n) for key, make in makes.items()}})


def _turned_slopes(n: SimpleNamespace) -> Params:
    """In both layers the slope of σ is built from what arrives."""
    n.dZ2 = n.A2 * n.dA2 * (1 - n.dA2)
    n.dA1 = n.dZ2 @ n.W2.T
    n.dZ1 = n.A1 * n.dA1 * (1 - n.dA1)
    return _collected(n)


def _without_slopes(n: SimpleNamespace) -> Params:
    n.dZ2 = n.dA2
    n.dZ1 = n.dZ2 @ n.W2.T
    return _collected(n)


def _squashed_again(n: SimpleNamespace) -> Params:
    n.dZ2 = n.dA2 * sigmoid(n.A2) * (1 - sigmoid(n.A2))
    n.dZ1 = (n.dZ2 @ n.W2.T) * sigmoid(n.A1) * (1 - sigmoid(n.A1))
    return _collected(n)


def _of_one_example(n: SimpleNamespace, place: int) -> Params:
    """The gradients of one example's own loss, which knows no mean."""
    row = [place]
    alone = {"X": n.X[row], "A1": n.A1[row]}
    return _collected(
        SimpleNamespace(dZ1=n.dZ1[row] * len(n.X), dZ2=n.dZ2[row] * len(n.X), **alone)
    )


def _hidden_sums(n: SimpleNamespace) -> Array:
    return n.X @ n.W1 + n.b1


def _nudged(params: Params, X: Array, Y: Array) -> Params:
    def loss_with(name: str) -> Callable:
        return lambda entry: mlp_loss({**params, name: entry}, X, Y)

    return {name: numerical_grad(loss_with(name), entry) for name, entry in params.items()}


def _as_if_measured(params: Params, X: Array, Y: Array) -> Params:
    """As far off as a nudge may be, but to the last digit the same on every processor."""
    return {name: entry * (1 + 3e-7) for name, entry in mlp_backward(params, X, Y).items()}


def _backward_probe(random: Random, rows: int, *sizes: int) -> Probe:
    while True:
        params = _network(random, *sizes)
        X = _batch(random, params, rows)
        Y = np.round(random.uniform(0.04, 0.96, (rows, sizes[-1])), 2)
        A2 = mlp_forward(params, X)[1]
        grads = mlp_backward(params, X, Y)
        clear = min(abs(entry).min() for entry in grads.values()) > 2e-5
        if clear and abs(A2 - Y).min() > 0.05:
            return Probe((params, X, Y))


def _draw_backward(random: Random) -> list[Probe]:
    return [
        _backward_probe(random, 5, 3, 4, 2),
        _backward_probe(random, 3, 3, 3, 3),
        _backward_probe(random, 4, 2, 3, 1),
    ]


def _lend_the_way_back(probe: Probe) -> dict:
    """The parts that the sweep is built of, right at what it hands to them."""
    params, X, Y = probe.args
    A1, A2 = mlp_forward(params, X)
    dA2 = 2 * (A2 - Y) / len(X)
    dZ2 = sigmoid_backward(dA2, A2)
    output = linear_backward(dZ2, A1, params["W2"])
    dZ1 = sigmoid_backward(output[0], A1)
    return {
        "mlp_forward": [((params, X), (A1, A2))],
        "sigmoid_backward": [((dA2, A2), dZ2), ((output[0], A1), dZ1)],
        "linear_backward": [
            ((dZ2, A1, params["W2"]), output),
            ((dZ1, X, params["W1"]), linear_backward(dZ1, X, params["W1"])),
        ],
    }


def _measured_backward(probe: Probe) -> str:
    grads = _nudged(*probe.args)
    # In the order in which the answer is shown.
    firsts = [f"{digits(grads[key].flat[0])} for {key}" for key in ("W1", "b1", "W2", "b2")]
    return f"nudges of the first entries measure {', '.join(firsts)}"


MLP_BACKWARD = Exercise(
    name="mlp_backward",
    lesson=LESSON,
    number="05.6",
    points=5,
    reference=mlp_backward,
    visible=(
        Probe(
            (
                _TALL,
                _FIVE,
                np.array([[0.9, 0.15], [0.2, 0.85], [0.75, 0.6], [0.1, 0.3], [0.95, 0.4]]),
            )
        ),
        Probe(
            (
                _SQUARE,
                _THREE,
                np.array([[0.95, 0.1, 0.2], [0.3, 0.9, 0.05], [0.15, 0.25, 0.85]]),
            )
        ),
        Probe((_NARROW, _FOUR, np.array([[0.9], [0.2], [0.75], [0.1]]))),
    ),
    draw=_draw_backward,
    lend=_lend_the_way_back,
    tolerance=SUMMED,
    sizes=TINY,
    parts={"W2": 1, "b2": 1, "W1": 2, "b1": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "sum-for-mean",
            "All gradients are too large, by the number of examples: the loss is a mean over them.",
            _other_dZ2(lambda n: n.dZ2 * len(n.X)),
            "[M26][M27]",
        ),
        Misconception(
            "mean-twice",
            "All gradients are too small, by the number of examples: you took the mean twice.",
            _other_dZ2(lambda n: n.dZ2 / len(n.X)),
            "[M26]",
        ),
        Misconception(
            "columns-for-rows",
            "You divided by the number of inputs; the loss is a mean over examples, and these are "
            "the rows of X.",
            _other_dZ2(lambda n: n.dZ2 * len(n.X) / n.X.shape[1]),
            "[M26]",
        ),
        Misconception(
            "inputs-as-well",
            "You divided by the number of all entries of X; the loss is a mean over examples, and "
            "these are its rows.",
            _other_dZ2(lambda n: n.dZ2 / n.X.shape[1]),
            "[M26]",
        ),
        Misconception(
            "mean-over-entries",
            "You also divided by the number of outputs: the loss is a mean over examples, but a "
            "sum over outputs.",
            _other_dZ2(lambda n: n.dZ2 / n.Y.shape[1]),
            "[M26] PyTorch's MSELoss does divide",
        ),
        Misconception(
            "outputs-for-rows",
            "You divided by the number of outputs in place of the number of examples: the loss is "
            "a mean over examples, but a sum over outputs.",
            _other_dZ2(lambda n: n.dZ2 * len(n.X) / n.Y.shape[1]),
            "[M26]",
        ),
        Misconception(
            "flipped-sign",
            "All gradients have the right size and the wrong sign: the gap is prediction minus "
            "target, in this order.",
            _other_dZ2(lambda n: -n.dZ2),
            "[M3]",
        ),
        Misconception(
            "half",
            "All gradients are exactly half: the 2 from the square is missing, or divided away.",
            _other_dZ2(lambda n: n.dZ2 / 2),
            "[M5]",
        ),
        Misconception(
            "no-output-slope",
            "The slope of σ at the output is missing: the gradient has to pass back through σ "
            "there, too.",
            _other_dZ2(lambda n: n.dA2),
            "[M4][M20b]",
        ),
        Misconception(
            "multiplied-by-rows",
            "You multiplied the gap by the number of examples; the loss is a mean over them, so "
            "the more there are, the less each one counts.",
            _other_dZ2(lambda n: n.dZ2 * len(n.X) ** 2),
            "[M26]",
        ),
        Misconception(
            "no-slopes",
            "No σ is on your way back: in both layers the gradient has to pass its slope.",
            _swept(_without_slopes),
            "[M20b]",
        ),
        Misconception(
            "loss-number",
            "You began with the loss, one number for the whole batch; each output of each example "
            "has its own answer to begin with.",
            _other_dZ2(lambda n: np.sum((n.A2 - n.Y) ** 2) / len(n.X) * n.A2 * (1 - n.A2)),
        ),
        Misconception(
            "gaps-as-one",
            "You averaged all gaps into one number; every output of every example sends its own "
            "gap back.",
            _other_dZ2(lambda n: 2 * np.mean(n.A2 - n.Y) * n.A2 * (1 - n.A2)),
        ),
        Misconception(
            "output-places-swapped",
            "At the output the two arguments of sigmoid_backward changed places: the slope is "
            "built from A2, and meets what arrives.",
            _other_dZ2(lambda n: n.A2 * n.dA2 * (1 - n.dA2)),
        ),
        Misconception(
            "hidden-places-swapped",
            "In the hidden layer the two arguments of sigmoid_backward changed places: the slope "
            "is built from A1, and meets what arrives.",
            _other_dZ1(lambda n: n.A1 * n.dA1 * (1 - n.dA1)),
        ),
        Misconception(
            "squashed-again",
            "In both layers the activations went through σ again before the slope was taken: they "
            "have been through it already.",
            _swept(_squashed_again),
            "[M24]",
        ),
        Misconception(
            "bias-before-sigma",
            "The gradients of the biases were added up before the gradient passed σ; a bias is "
            "part of z, so it meets what arrives there.",
            _other_entries(b1=lambda n: n.dA1.sum(axis=0), b2=lambda n: n.dA2.sum(axis=0)),
        ),
        Misconception(
            "bias-first-example",
            "In the gradients of the biases only the first example counted; all of them push the "
            "same bias.",
            _other_entries(b1=lambda n: n.dZ1[0], b2=lambda n: n.dZ2[0]),
        ),
        Misconception(
            "last-example",
            "Only the last example is left: in a loop over the examples, add each one's gradients "
            "to what is there (and the loss is a mean over them).",
            _swept(lambda n: _of_one_example(n, -1)),
        ),
        Misconception(
            "first-example",
            "Only the first example counted: all of them push the same weights, and the loss is "
            "the mean over all.",
            _swept(lambda n: _of_one_example(n, 0)),
        ),
        Misconception(
            "loss-itself",
            "You began with the squared gaps, the loss itself; the way back begins with how fast "
            "it answers to A2.",
            _other_dZ2(lambda n: (n.A2 - n.Y) ** 2 / len(n.X) * n.A2 * (1 - n.A2)),
        ),
        Misconception(
            "gap-squared",
            "The gap is squared where it starts the way back; how fast the loss answers to A2 "
            "grows with the gap itself.",
            _other_dZ2(lambda n: 2 * (n.A2 - n.Y) ** 2 / len(n.X) * n.A2 * (1 - n.A2)),
        ),
        Misconception(
            "output-slope-squared",
            "At the output the slope of σ came in twice; the gradient passes that σ once.",
            _other_dZ2(lambda n: n.dZ2 * n.A2 * (1 - n.A2)),
        ),
        Misconception(
            "hidden-slope-squared",
            "In the hidden layer the slope of σ came in twice; the gradient passes that σ once.",
            _other_dZ1(lambda n: n.dZ1 * n.A1 * (1 - n.A1)),
        ),
        Misconception(
            "output-height",
            "At the output you multiplied by the height of σ; its slope has a second factor.",
            _other_dZ2(lambda n: n.dA2 * n.A2),
            "[M6]",
        ),
        Misconception(
            "no-hidden-slope",
            "W2 and b2 are right, W1 and b1 are not: the slope of σ in the hidden layer is "
            "missing.",
            _other_dZ1(lambda n: n.dA1),
            "[M20b]",
        ),
        Misconception(
            "slope-of-wrong-layer",
            "In the hidden layer you used the output layer's slope of σ; with one output numpy "
            "stretches it without a word.",
            _other_dZ1(lambda n: n.dA1 * n.A2 * (1 - n.A2)),
            "[M10]",
        ),
        Misconception(
            "slope-on-z",
            "In the hidden layer the short form of σ's slope got the weighted sums; it needs the "
            "activation A1.",
            _other_dZ1(lambda n: n.dA1 * _hidden_sums(n) * (1 - _hidden_sums(n))),
            "[M7]",
        ),
        Misconception(
            "hidden-height",
            "In the hidden layer you multiplied by the height of σ; its slope has a second factor.",
            _other_dZ1(lambda n: n.dA1 * n.A1),
            "[M6]",
        ),
        Misconception(
            "error-of-a1",
            "In the hidden layer the slope of σ has two factors: you kept what is left above A1 "
            "and lost the height.",
            _other_dZ1(lambda n: n.dA1 * (1 - n.A1)),
            "[M6]",
        ),
        Misconception(
            "forward-weights",
            "The gradient went back through W2 as it stands; on the way back a hidden neuron "
            "collects its row of W2, not a column.",
            _other_dZ1(lambda n: (n.dZ2 @ n.W2) * n.A1 * (1 - n.A1)),
            "[M12]",
        ),
        Misconception(
            "weights-reshaped",
            "On the way back you used reshape to turn W2; it pours the numbers in their old order "
            "into a new shape, and only a transpose makes columns of rows.",
            _other_dZ1(lambda n: (n.dZ2 @ n.W2.reshape(n.W2.shape[::-1])) * n.A1 * (1 - n.A1)),
        ),
        Misconception(
            "w1-on-the-way-back",
            "The gradient has to go back through the weights that the values came through: W2, "
            "not W1.",
            _other_dZ1(lambda n: (n.dZ2 @ n.W1.T) * n.A1 * (1 - n.A1)),
            "[M10]",
        ),
        Misconception(
            "skips-output-sigma",
            "W2 and b2 are right, but what you sent on to the hidden layer had not passed the "
            "output's σ.",
            _other_dZ1(lambda n: (n.dA2 @ n.W2.T) * n.A1 * (1 - n.A1)),
            "[M20b]",
        ),
        Misconception(
            "slope-twice",
            "On the way to the hidden layer the output's slope of σ came in a second time; it is "
            "in dZ2 already.",
            _other_dZ1(
                lambda n: ((n.dZ2 * n.A2 * (1 - n.A2)) @ n.W2.T) * n.A1 * (1 - n.A1),
            ),
        ),
        Misconception(
            "mean-again-below",
            "W1 and b1 were averaged again; the mean over the batch came in with dZ2.",
            _other_dZ1(lambda n: n.dZ1 / len(n.X)),
            "[M26]",
        ),
        Misconception(
            "inputs-for-w2",
            "The gradient of W2 is built from X; what the output layer received is A1.",
            _other_entries(W2=lambda n: n.X.T @ n.dZ2),
            "[M14]",
        ),
        Misconception(
            "hidden-for-w1",
            "The gradient of W1 is built from A1; what the hidden layer received is X.",
            _other_entries(W1=lambda n: n.A1.T @ n.dZ1),
            "[M14]",
        ),
        Misconception(
            "weights-turned",
            "In the gradients of both weights rows and columns changed places; each has the shape "
            "of its weights.",
            _other_entries(W1=lambda n: n.dZ1.T @ n.X, W2=lambda n: n.dZ2.T @ n.A1),
            "[M12]",
        ),
        Misconception(
            "no-bias-grads",
            "The gradients of both biases are 0, but a bias moves its z one for one.",
            _other_entries(
                b1=lambda n: np.zeros_like(n.b1),
                b2=lambda n: np.zeros_like(n.b2),
            ),
            "[M7]",
        ),
        Misconception(
            "bias-means",
            "In the gradients of the biases you averaged over the examples; the mean is inside "
            "dZ2 already, so add up.",
            _other_entries(
                b1=lambda n: n.dZ1.mean(axis=0),
                b2=lambda n: n.dZ2.mean(axis=0),
            ),
            "[M26]",
        ),
        Misconception(
            "bias-per-example",
            "The gradients of the biases have a row for every example; all examples push the same "
            "bias, so add up over them.",
            _other_entries(b1=lambda n: n.dZ1, b2=lambda n: n.dZ2),
            "[M6]",
        ),
        Misconception(
            "bias-kept-axis",
            "The gradients of the biases have one axis too many: each has the shape of its bias.",
            _other_entries(
                b1=lambda n: n.dZ1.sum(axis=0, keepdims=True),
                b2=lambda n: n.dZ2.sum(axis=0, keepdims=True),
            ),
            "[M22] dlsyscourse/hw2 #8",
        ),
        Misconception(
            "other-names",
            "The names are not those of params: the gradient of W1 stands under W1, and so on.",
            _swept(lambda n: {f"d{key}": entry for key, entry in _collected(n).items()}),
        ),
        Misconception(
            "weight-means",
            "In the gradients of the weights you averaged over the examples again; the mean came "
            "in with dZ2.",
            _other_entries(
                W1=lambda n: n.X.T @ n.dZ1 / len(n.X),
                W2=lambda n: n.A1.T @ n.dZ2 / len(n.X),
            ),
            "[M26]",
        ),
        Misconception(
            "gap-size",
            "You lost the sign of the gap: it says which way the output should move.",
            _other_dZ2(lambda n: 2 * abs(n.A2 - n.Y) / len(n.X) * n.A2 * (1 - n.A2)),
        ),
        Misconception(
            "output-one-minus",
            "At the output you kept only what is left above A2; the height is a factor of σ's "
            "slope, too.",
            _other_dZ2(lambda n: n.dA2 * (1 - n.A2)),
            "[M6]",
        ),
        Misconception(
            "brackets",
            "At the output Python multiplied first and subtracted last: what is left above A2 "
            "needs brackets.",
            _other_dZ2(lambda n: n.dA2 * n.A2 * 1 - n.A2),
        ),
        Misconception(
            "hidden-brackets",
            "In the hidden layer Python multiplied first and subtracted last: what is left above "
            "A1 needs brackets.",
            _other_dZ1(lambda n: n.dA1 * n.A1 * 1 - n.A1),
        ),
        Misconception(
            "gap-brackets",
            "Python divided before it subtracted: the gap needs brackets before it is divided by "
            "the number of examples.",
            _other_dZ2(lambda n: 2 * (n.A2 - n.Y / len(n.X)) * n.A2 * (1 - n.A2)),
        ),
        Misconception(
            "places-swapped",
            "In both calls of sigmoid_backward its two arguments changed places, or the slope of σ "
            "is built from what arrives: it is built from A2, and from A1.",
            _swept(_turned_slopes),
        ),
        Misconception(
            "tanh-slopes",
            "Your slopes are those of tanh; this network uses σ.",
            _swept(
                lambda n: _collected(
                    SimpleNamespace(
                        X=n.X,
                        A1=n.A1,
                        dZ2=n.dA2 * (1 - n.A2**2),
                        dZ1=((n.dA2 * (1 - n.A2**2)) @ n.W2.T) * (1 - n.A1**2),
                    )
                )
            ),
        ),
        Misconception(
            "gap-averaged",
            "You averaged the gaps over the examples first; each example sends its own gap back.",
            _other_dZ2(lambda n: 2 * (n.A2 - n.Y).mean(axis=0) * n.A2 * (1 - n.A2)),
            "[R5]",
        ),
        Misconception(
            "bias-one-number",
            "The gradients of the biases are one number each; every neuron has a bias of its own, "
            "so add up over the examples only.",
            _other_entries(b1=lambda n: n.dZ1.sum(), b2=lambda n: n.dZ2.sum()),
            "[M6]",
        ),
        Misconception(
            "names-swapped",
            "The two layers changed places: what you found for W2 and b2 stands under W1 and b1.",
            _swept(
                lambda n: dict(
                    zip(("W2", "b2", "W1", "b1"), _collected(n).values(), strict=True),
                )
            ),
        ),
        Misconception(
            "stepped",
            "You took a step already; asked are the gradients alone.",
            _swept(
                lambda n: {
                    key: getattr(n, key) - gradient for key, gradient in _collected(n).items()
                }
            ),
            "[M2]",
        ),
        Misconception(
            "measured",
            "Your numbers are nearly right but not exactly: they look measured or rounded, and "
            "here the exact gradients are wanted.",
            _as_if_measured,
            close=True,
        ),
    ),
    see="“The whole way back”",
    all_wrong="None of the four is right, so look first at what they have in common: the forward "
    "pass, and the line in which the way back begins, at the loss and at the output's σ.",
    hints=(
        "take one layer alone: what arrived at it in the forward pass, and what arrives at it from "
        "the loss?",
        "lay your lines beside the map of the network, from the loss to the input: is there a line "
        "for every σ, and one for every layer's weights?",
    ),
    measure=_measured_backward,
)

EXERCISES = (
    TWO_ROUTE_GRAD,
    ROUTE_GRADIENT,
    MLP_FORWARD,
    SIGMOID_BACKWARD,
    LINEAR_BACKWARD,
    MLP_BACKWARD,
)
