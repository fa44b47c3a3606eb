"""Lesson 06, weight updates: six exercises and the ways in which they go wrong.

Evidence marks such as [M7] are those of the course design's list of studies and threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import numpy as np
from chainrule.probing import Probe, run_probes, steps

from autograders import backprop
from autograders.backprop import (
    accuracy,
    minibatches,
    mlp_loss,
    sgd_step,
    standardize,
    train,
    train_step,
)
from autograders.exercises.drawing import Random, array, between, digits
from autograders.exercises.exercise import Exercise, Misconception

LESSON = "06_weight_updates"
EXACT = 1e-11
"""Tolerance of sums, which an honest program may add up in any order."""
GUARDED = 1e-6
"""… and of a division that an honest program may guard with a tiny number below the line."""
TINY = (1e-5, 1e5)
"""Sizes of right values where gradients of a whole network are among them."""

Array = np.ndarray
Params = dict[str, np.ndarray]
Batch = tuple[Array, Array]
Generator = np.random.Generator


# --- 06.1 sgd_step ------------------------------------------------------------------------------


def _each(make: Callable) -> Callable:
    """A wrong `sgd_step` from what becomes of one entry: a function of p, g and lr."""

    def answer(params: Params, grads: Params, lr: float) -> Params:
        return {key: make(params[key], grads[key], lr) for key in params}

    return answer


def _only(kind: str) -> Callable:
    """Moves the weights alone ("w"), or the biases alone ("b")."""

    def answer(params: Params, grads: Params, lr: float) -> Params:
        moved = sgd_step(params, grads, lr)
        return {key: moved[key] if key[0].lower() == kind else params[key] for key in params}

    return answer


def _in_place(params: Params, grads: Params, lr: float) -> Params:
    for key in params:
        params[key] -= lr * grads[key]
    return params


def _last_key_only(params: Params, grads: Params, lr: float) -> Params:
    *_, last = params
    return {last: params[last] - lr * grads[last]}


def _step_probe(random: Random, shapes: dict[str, tuple[int, ...]], lr: float) -> Probe:
    while True:
        params = {key: array(random, shape, 0.2, 2.6) for key, shape in shapes.items()}
        # Gradients have more digits than anyone would round to.
        grads = {key: array(random, shape, 0.1, 2.4, 7) for key, shape in shapes.items()}
        if min(abs(entry).min() for entry in sgd_step(params, grads, lr).values()) > 0.02:
            return Probe((params, grads, lr))


def _two_layers(D: int, H: int, K: int) -> dict[str, tuple[int, ...]]:
    return {"W1": (D, H), "b1": (H,), "W2": (H, K), "b2": (K,)}


def _draw_steps(random: Random) -> list[Probe]:
    return [
        _step_probe(random, {"w": (3,), "b": (2,)}, between(random, 0.1, 0.4)),
        _step_probe(random, _two_layers(2, 3, 2), between(random, 0.05, 0.6)),
        _step_probe(random, _two_layers(3, 2, 2), between(random, 2.1, 4.8)),
    ]


def _measured_step(probe: Probe) -> str:
    params, grads, lr = probe.args
    key = next(iter(params))
    (p, *_), (g, *_) = params[key].ravel(), grads[key].ravel()
    return (
        f"the first number in {key}, {digits(p)}, has the gradient {digits(g)}: after the step of "
        f"size {digits(abs(lr * g))} it is {digits(p - lr * g)}"
    )


SGD_STEP = Exercise(
    name="sgd_step",
    lesson=LESSON,
    number="06.1",
    points=2,
    reference=sgd_step,
    visible=(
        Probe(
            (
                {"w": np.array([0.7, -1.2, 2.3]), "b": np.array([0.4, -0.9])},
                {"w": np.array([0.2, -0.6, 1.7]), "b": np.array([1.6, -2.2])},
                0.3,
            )
        ),
        Probe(
            (
                {
                    "W1": np.array([[0.3, -0.5, 1.4], [0.8, 0.2, -0.7]]),
                    "b1": np.array([0.1, -0.2, 0.6]),
                    "W2": np.array([[1.2, 0.9], [-0.7, 0.4], [1.6, -1.1]]),
                    "b2": np.array([0.3, -0.8]),
                },
                {
                    "W1": np.array(
                        [[0.1234567, -0.2361803, 0.6180339], [-0.4142135, 0.7320508, 0.3678794]]
                    ),
                    "b1": np.array([0.2718281, -0.5772156, 0.9159655]),
                    "W2": np.array(
                        [[0.6931471, -0.3010299], [1.2020569, 0.1428571], [-0.8346268, 0.5641895]]
                    ),
                    "b2": np.array([-1.7724538, 0.4342944]),
                },
                0.45,
            )
        ),
        Probe(
            (
                {
                    "W1": np.array([[0.6, -1.3], [2.2, 0.7], [-0.4, 1.5]]),
                    "b1": np.array([0.9, -0.3]),
                    "W2": np.array([[1.7], [-2.1]]),
                    "b2": np.array([0.8]),
                },
                {
                    "W1": np.array([[0.31, -0.57], [0.27, 0.14], [-0.66, 0.19]]),
                    "b1": np.array([0.42, -0.35]),
                    "W2": np.array([[0.23], [-0.71]]),
                    "b2": np.array([1.25]),
                },
                2.5,
            )
        ),
    ),
    draw=_draw_steps,
    tolerance=EXACT,
    misconceptions=(
        Misconception(
            "uphill",
            "You stepped with the gradient, and that is uphill; go against it.",
            _each(lambda p, g, lr: p + lr * g),
            "[M2]",
        ),
        Misconception(
            "own-rate",
            "You stepped with a learning rate of your own, 0.1; the one to use is handed in.",
            _each(lambda p, g, lr: p - 0.1 * g),
        ),
        Misconception(
            "no-lr",
            "The learning rate is missing: you took the whole gradient as the step.",
            _each(lambda p, g, lr: p - g),
        ),
        Misconception(
            "weights-only",
            "The biases never moved; they learn too.",
            _only("w"),
            "[M7]",
        ),
        Misconception(
            "biases-only",
            "Only the biases moved; the weights learn too.",
            _only("b"),
        ),
        Misconception(
            "first-key-only",
            "Only the first entry moved: go through all of them.",
            lambda params, grads, lr: {
                key: params[key] - lr * grads[key] if place == 0 else params[key]
                for place, key in enumerate(params)
            },
        ),
        Misconception(
            "last-key-only",
            "Only the last entry came back: collect every entry before you return.",
            _last_key_only,
        ),
        Misconception(
            "first-key-alone",
            "Only the first entry came back: the return belongs after the loop.",
            lambda params, grads, lr: {
                key: params[key] - lr * grads[key] for key in list(params)[:1]
            },
        ),
        Misconception(
            "nothing-moved",
            "Nothing moved: the numbers that came in came back.",
            _each(lambda p, g, lr: p * 1.0),
        ),
        Misconception(
            "gradient-only",
            "You returned the step, not where each number stands after it.",
            _each(lambda p, g, lr: -lr * g),
        ),
        Misconception(
            "scaled-gradient",
            "You returned the gradients times the learning rate, not where each number stands "
            "after the step.",
            _each(lambda p, g, lr: lr * g),
        ),
        Misconception(
            "times-weight",
            "The step does not scale with the number's own size: it is made of learning rate and "
            "gradient alone.",
            _each(lambda p, g, lr: p * (1 - lr * g)),
        ),
        Misconception(
            "decay",
            "You shrank each number by the learning rate as well; only the gradient takes part in "
            "the step.",
            _each(lambda p, g, lr: p - lr * (p + g)),
        ),
        Misconception(
            "rate-on-number",
            "Your learning rate scales the numbers; it belongs to the gradient, and together they "
            "are the step.",
            _each(lambda p, g, lr: lr * p - g),
        ),
        Misconception(
            "rate-on-both",
            "You took the difference first and scaled all of it; the learning rate scales the "
            "gradient alone.",
            _each(lambda p, g, lr: lr * (p - g)),
        ),
        Misconception(
            "sign-only",
            "You kept only the direction; where the slope is large, the step is large.",
            _each(lambda p, g, lr: p - lr * np.sign(g)),
        ),
        Misconception(
            "size-only",
            "You lost the sign of the gradient: a negative slope means that the number should "
            "grow.",
            _each(lambda p, g, lr: p - lr * abs(g)),
        ),
        Misconception(
            "divided",
            "You divided by the learning rate; then the smaller it is, the longer the step.",
            _each(lambda p, g, lr: p - g / lr),
        ),
        Misconception(
            "rate-subtracted",
            "You took the learning rate itself away; it scales the gradient, and that is the step.",
            _each(lambda p, g, lr: p - g - lr),
        ),
        Misconception(
            "swapped",
            "Numbers and gradients changed places: start from the numbers and take a step away.",
            _each(lambda p, g, lr: g - lr * p),
        ),
        Misconception(
            "gradient-first",
            "The subtraction is the wrong way round: start from the numbers, then take the step "
            "away.",
            _each(lambda p, g, lr: lr * g - p),
        ),
        Misconception(
            "mean-gradient",
            "All numbers of an entry took the same step; each one goes by its own slope.",
            _each(lambda p, g, lr: p - lr * np.mean(g)),
        ),
        Misconception(
            "twice",
            "The step was taken twice.",
            _each(lambda p, g, lr: p - 2 * lr * g),
            "[M23]",
        ),
        Misconception(
            "in-place",
            "The values are right, but you changed the caller's own dict or arrays: make new ones, "
            "because the old ones are still needed.",
            _in_place,
        ),
    ),
    see="“Against the slope”",
    hints=(
        "take one number, 0.7, with the gradient 2 and the learning rate 0.1: where should it be "
        "after the step, and where does your line put it?",
        "“Against the slope” says which way to go and how far: which of the two does your line not "
        "do?",
    ),
    measure=_measured_step,
)


# --- 06.2 standardize ---------------------------------------------------------------------------

Tables = tuple[Array, Array]


def _guarded(spread: Array) -> Array:
    """A spread to divide by: a column that never changes has none."""
    return np.where(spread == 0, 1, spread)


def _with(center: Callable, spread: Callable) -> Callable:
    """A wrong `standardize` from what is subtracted and what is divided by, functions of the
    training rows."""

    def answer(X_train: Array, X_other: Array) -> Tables:
        m, s = center(X_train), _guarded(spread(X_train))
        return (X_train - m) / s, (X_other - m) / s

    return answer


def _mean(X: Array) -> Array:
    return X.mean(axis=0)


def _std(X: Array) -> Array:
    return X.std(axis=0)


def _own_stats(X_train: Array, X_other: Array) -> Tables:
    return tuple((X - _mean(X)) / _guarded(_std(X)) for X in (X_train, X_other))


def _own_means(X_train: Array, X_other: Array) -> Tables:
    s = _guarded(_std(X_train))
    return (X_train - _mean(X_train)) / s, (X_other - _mean(X_other)) / s


def _leak(X_train: Array, X_other: Array) -> Tables:
    both = np.vstack([X_train, X_other])
    return tuple((X - _mean(both)) / _guarded(_std(both)) for X in (X_train, X_other))


def _other_stats(X_train: Array, X_other: Array) -> Tables:
    return tuple((X - _mean(X_other)) / _guarded(_std(X_other)) for X in (X_train, X_other))


def _rowwise(X: Array) -> Array:
    return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)


def _no_guard(X_train: Array, X_other: Array) -> Tables:
    m, s = _mean(X_train), _std(X_train)
    return (X_train - m) / s, (X_other - m) / s


def _no_brackets(X_train: Array, X_other: Array) -> Tables:
    shift = _mean(X_train) / _guarded(_std(X_train))
    return X_train - shift, X_other - shift


def _changed_tables(X_train: Array, X_other: Array) -> Tables:
    m, s = _mean(X_train), _guarded(_std(X_train))
    for X in (X_train, X_other):
        X -= m
        X /= s
    return X_train, X_other


def _tables_probe(random: Random, rows: int, others: int, columns: int, constant: int) -> Probe:
    """One column never changes, in both tables, and has a value that a mean keeps exactly."""
    while True:
        scale = 10.0 ** random.integers(0, 2, columns)
        X = np.round(random.uniform(0.3, 4.8, (rows + others, columns)) * scale, 2)
        # Something close to its column's mean, so that rounding shows.
        X[0, (constant + 1) % columns] = round(float(X[1:rows, (constant + 1) % columns].mean()), 2)
        X[:, constant] = random.choice([2.5, 3.5, 4.5, 6.5])
        first, second = standardize(X[:rows], X[rows:])
        ordinary = np.delete(np.vstack([first, second]), constant, axis=1)
        near = abs(ordinary)
        # An entry of a few hundredths, which six decimals do not hold to one part in a million.
        if near.min() > 2e-3 and near.min() < 0.09 and X[:rows].std(axis=0).max() > 0.5:
            return Probe((X[:rows], X[rows:]))


def _draw_tables(random: Random) -> list[Probe]:
    return [
        _tables_probe(random, 4, 2, 3, 2),
        _tables_probe(random, 5, 3, 4, 0),
        _tables_probe(random, 6, 2, 3, 1),
    ]


def _ruled(spread: Callable[[Array], Array]) -> Callable:
    """A `standardize` with another spread, made of the training rows moved to mean 0."""

    def answer(X_train: Array, X_other: Array) -> tuple[Array, Array]:
        mean = X_train.mean(axis=0)
        size = spread(X_train - mean)
        size[size == 0] = 1
        return (X_train - mean) / size, (X_other - mean) / size

    return answer


def _measured_tables(probe: Probe) -> list[str]:
    """For every entry of both tables, how its column lies in the training rows."""
    X_train, X_other = probe.args
    return [
        f"there stood {digits(entry)}, and column {column} of the training rows has mean "
        f"{digits(mean)} and spread {digits(spread)}"
        for X in (X_train, X_other)
        for row in X
        for column, (entry, mean, spread) in enumerate(
            zip(row, _mean(X_train), _std(X_train), strict=True)
        )
    ]


STANDARDIZE = Exercise(
    name="standardize",
    lesson=LESSON,
    number="06.2",
    points=2,
    reference=standardize,
    visible=(
        Probe(
            (
                np.array([[1.5, 12.0, 4.5], [3.2, 31.0, 4.5], [5.4, 26.0, 4.5], [6.1, 17.0, 4.5]]),
                np.array([[2.2, 41.0, 4.5], [4.1, 5.0, 4.5]]),
            )
        ),
        Probe(
            (
                np.array(
                    [
                        [2.5, 0.21, -2.3, 31.0],
                        [2.5, 0.48, 3.4, 12.0],
                        [2.5, 1.26, 1.5, 27.0],
                        [2.5, 0.669, -0.6, 8.0],
                        [2.5, 0.87, 0.8, 19.0],
                    ]
                ),
                np.array(
                    [[2.5, 0.72, 0.6, 22.0], [2.5, -0.39, 2.2, 40.0], [2.5, 0.99, -1.4, 15.0]]
                ),
            )
        ),
    ),
    draw=_draw_tables,
    tolerance=GUARDED,
    # A column that never changes becomes 0, which is no number of ordinary size.
    limits=("answer",),
    misconceptions=(
        Misconception(
            "own-stats",
            "The second table was scaled with its own mean and spread; use those of the training "
            "rows, the only ones you know in advance.",
            _own_stats,
        ),
        Misconception(
            "own-means",
            "The second table was moved by its own mean; use the mean of the training rows, as for "
            "the spread.",
            _own_means,
        ),
        Misconception(
            "leak",
            "Mean and spread were taken over both tables together: the test rows were looked at "
            "before the test.",
            _leak,
            "scikit-learn's page on common pitfalls",
        ),
        Misconception(
            "other-stats",
            "Mean and spread are those of the second table; take them from the training rows.",
            _other_stats,
        ),
        Misconception(
            "global-spread",
            "The mean is each column's own, but the spread is one for the whole table; each "
            "column has its own unit.",
            lambda X_train, X_other: tuple(
                (X - X_train.mean(axis=0)) / X_train.std() for X in (X_train, X_other)
            ),
        ),
        Misconception(
            "length-for-spread",
            "You divided by the length of each column, the root of a sum; the spread is the root "
            "of a mean.",
            _ruled(lambda moved: np.sqrt((moved**2).sum(axis=0))),
        ),
        Misconception(
            "mean-distance",
            "You divided by the mean distance from the mean; asked is np.std, the root of the mean "
            "square.",
            _ruled(lambda moved: abs(moved).mean(axis=0)),
        ),
        Misconception(
            "global-stats",
            "You took one mean and one spread for the whole table; each column has its own unit.",
            lambda X_train, X_other: tuple(
                (X - X_train.mean()) / X_train.std() for X in (X_train, X_other)
            ),
        ),
        Misconception(
            "nan-column",
            "A column that never changes has spread 0, and you divided by it; its entries should "
            "become 0.",
            _no_guard,
        ),
        Misconception(
            "constant-kept",
            "A column that never changes kept its value; it should become 0.",
            lambda X_train, X_other: tuple(
                np.where(_std(X_train) == 0, X, scaled)
                for X, scaled in zip((X_train, X_other), standardize(X_train, X_other), strict=True)
            ),
        ),
        Misconception(
            "constant-to-one",
            "A column that never changes became 1; it should become 0.",
            lambda X_train, X_other: tuple(
                np.where(_std(X_train) == 0, 1.0, scaled)
                for scaled in standardize(X_train, X_other)
            ),
        ),
        Misconception(
            "constant-dropped",
            "You left out the column that never changes; keep it in its place, with zeros.",
            lambda X_train, X_other: tuple(
                scaled[:, _std(X_train) > 0] for scaled in standardize(X_train, X_other)
            ),
        ),
        Misconception(
            "no-centre",
            "The spread is right, but the columns are not moved: their mean has to become 0.",
            _with(lambda X: 0, _std),
        ),
        Misconception(
            "no-scale",
            "The mean is right, but the columns keep their old spread; it has to become 1.",
            _with(_mean, lambda X: np.ones(X.shape[1])),
        ),
        Misconception(
            "sample-spread",
            "Your spread divides by one row less; here it is np.std as it stands.",
            _with(_mean, lambda X: X.std(axis=0, ddof=1)),
            "the default of pandas",
        ),
        Misconception(
            "variance",
            "You divided by the variance; the spread is its square root.",
            _with(_mean, lambda X: X.var(axis=0)),
        ),
        Misconception(
            "row-wise",
            "You went along the rows; a row is one example, and its columns have different units.",
            lambda X_train, X_other: (_rowwise(X_train), _rowwise(X_other)),
        ),
        Misconception(
            "min-max",
            "You squeezed each column between 0 and 1; asked are mean 0 and spread 1.",
            _with(lambda X: X.min(axis=0), lambda X: np.ptp(X, axis=0)),
        ),
        Misconception(
            "by-range",
            "You divided by the distance from the smallest to the largest entry; asked is np.std.",
            _with(_mean, lambda X: np.ptp(X, axis=0)),
        ),
        Misconception(
            "by-largest",
            "You divided by the largest entry; asked are mean 0 and spread 1.",
            _with(lambda X: 0, lambda X: abs(X).max(axis=0)),
        ),
        Misconception(
            "median",
            "You moved each column by its median; asked is the mean.",
            _with(lambda X: np.median(X, axis=0), _std),
        ),
        Misconception(
            "no-brackets",
            "Python divides before it subtracts: the difference needs brackets.",
            _no_brackets,
        ),
        Misconception(
            "multiplied",
            "You multiplied by the spread; to make it 1, divide.",
            lambda X_train, X_other: tuple(
                (X - _mean(X_train)) * _std(X_train) for X in (X_train, X_other)
            ),
        ),
        Misconception(
            "train-only",
            "The second table came back as it was; it has to be measured with the same ruler.",
            lambda X_train, X_other: (standardize(X_train, X_other)[0], X_other),
        ),
        Misconception(
            "first-table-alone",
            "Return both tables, the training rows first: the second is scaled with the same "
            "numbers.",
            lambda X_train, X_other: standardize(X_train, X_other)[0],
        ),
        Misconception(
            "back-to-front",
            "The two tables came back in the other order: training rows first.",
            lambda X_train, X_other: standardize(X_train, X_other)[::-1],
        ),
        Misconception(
            "in-place",
            "The values are right, but you changed the caller's own tables: make new ones.",
            _changed_tables,
        ),
    ),
    see="“One ruler for both tables”",
    hints=(
        "take one column of the smallest check: write down its mean and its np.std, and scale its "
        "first entry by hand.",
        "“One ruler for both tables” asks what you may know before the test: where does each of "
        "your numbers come from?",
    ),
    measure=_measured_tables,
)


# --- 06.3 train_step ----------------------------------------------------------------------------


def _network(random: Random, D: int, H: int, K: int) -> Params:
    sizes = _two_layers(D, H, K)
    return {key: array(random, shape, 0.1, 1.3) for key, shape in sizes.items()}


def _training_probe(random: Random, rows: int, *sizes: int) -> Probe:
    while True:
        params = _network(random, *sizes)
        X = array(random, (rows, sizes[0]), 0.2, 2.4)
        Y = np.round(random.uniform(0.04, 0.96, (rows, sizes[-1])), 2)
        # A long step, so that whoever looks at the loss before deciding is found out.
        lr = between(random, 3.1, 7.9)
        if abs(backprop.layer_forward(X, params["W1"], params["b1"])).max() < 4:
            return Probe((params, X, Y, lr))


def _draw_training(random: Random) -> list[Probe]:
    return [
        _training_probe(random, 5, 3, 2, 2),
        _training_probe(random, 4, 2, 3, 1),
        _training_probe(random, 6, 2, 4, 3),
    ]


def _lend_the_step(probe: Probe) -> dict:
    params, X, Y, lr = probe.args
    grads = backprop.mlp_backward(params, X, Y)
    return {
        "mlp_forward": [((params, X), backprop.mlp_forward(params, X))],
        "mlp_loss": [((params, X, Y), backprop.mlp_loss(params, X, Y))],
        "mlp_backward": [((params, X, Y), grads)],
        "sgd_step": [((params, grads, lr), backprop.sgd_step(params, grads, lr))],
    }


def _stepped(make: Callable) -> Callable:
    """A wrong `train_step` from a function of one namespace: params, X, Y, lr, grads, new, loss."""

    def answer(params: Params, X: Array, Y: Array, lr: float) -> object:
        grads = backprop.mlp_backward(params, X, Y)
        more = {
            "grads": grads,
            "new": backprop.sgd_step(params, grads, lr),
            "loss": backprop.mlp_loss(params, X, Y),
        }
        return make(SimpleNamespace(params=params, X=X, Y=Y, lr=lr, **more))

    return answer


def _stale(n: SimpleNamespace) -> tuple[Params, float]:
    """Moves W2 first, and sends the error back through the new one."""
    A1, A2 = backprop.mlp_forward(n.params, n.X)
    dZ2 = backprop.sigmoid_backward(2 * (A2 - n.Y) / len(n.X), A2)
    dZ1 = backprop.sigmoid_backward(dZ2 @ n.new["W2"].T, A1)
    _, dW1, db1 = backprop.linear_backward(dZ1, n.X, n.params["W1"])
    first = {"W1": n.params["W1"] - n.lr * dW1, "b1": n.params["b1"] - n.lr * db1}
    return {**n.new, **first}, n.loss


def _row_by_row(n: SimpleNamespace) -> tuple[Params, float]:
    params = n.params
    for x, y in zip(n.X, n.Y, strict=True):
        params = backprop.sgd_step(params, backprop.mlp_backward(params, x[None], y[None]), n.lr)
    return params, n.loss


def _layer_by_layer(n: SimpleNamespace) -> tuple[Params, float]:
    """Moves the output layer, then works the gradients out again for the hidden layer."""
    half = {**n.params, "W2": n.new["W2"], "b2": n.new["b2"]}
    again = backprop.sgd_step(half, backprop.mlp_backward(half, n.X, n.Y), n.lr)
    return {**half, "W1": again["W1"], "b1": again["b1"]}, n.loss


def _two_steps(n: SimpleNamespace) -> tuple[Params, float]:
    return backprop.sgd_step(n.new, backprop.mlp_backward(n.new, n.X, n.Y), n.lr), n.loss


def _step_in_place(n: SimpleNamespace) -> tuple[Params, float]:
    for key in n.params:
        n.params[key] -= n.lr * n.grads[key]
    return n.params, n.loss


def _only_if_better(n: SimpleNamespace) -> tuple[Params, float]:
    lr = n.lr
    while (
        backprop.mlp_loss(backprop.sgd_step(n.params, n.grads, lr), n.X, n.Y) > n.loss - 1e-3 * lr
    ):
        lr /= 2
    return backprop.sgd_step(n.params, n.grads, lr / 2), n.loss


def _measured_training(probe: Probe) -> str:
    new, loss = train_step(*probe.args)
    return (
        f"before the step the loss is {digits(loss)}, and new_params has W1[0, 0] = "
        f"{digits(new['W1'][0, 0])} and W2[0, 0] = {digits(new['W2'][0, 0])}"
    )


TRAIN_STEP = Exercise(
    name="train_step",
    lesson=LESSON,
    number="06.3",
    points=3,
    reference=train_step,
    visible=(
        Probe(
            (
                {
                    "W1": np.array([[0.4, -0.7], [1.1, 0.6], [-0.5, 0.9]]),
                    "b1": np.array([0.3, -0.8]),
                    "W2": np.array([[1.3, -0.4], [-0.9, 0.7]]),
                    "b2": np.array([0.5, -0.6]),
                },
                np.array(
                    [
                        [0.5, -1.2, 1.9],
                        [1.4, 0.3, -0.7],
                        [-0.8, 2.1, 0.6],
                        [0.9, -0.4, 1.3],
                        [-1.6, 0.7, -0.2],
                    ]
                ),
                np.array([[0.9, 0.15], [0.2, 0.85], [0.75, 0.6], [0.1, 0.3], [0.95, 0.4]]),
                3.5,
            )
        ),
        Probe(
            (
                {
                    "W1": np.array([[0.6, -0.9, 0.3], [-0.4, 0.8, 1.2]]),
                    "b1": np.array([0.2, -0.5, 0.7]),
                    "W2": np.array([[1.1], [-0.7], [0.9]]),
                    "b2": np.array([-0.3]),
                },
                np.array([[0.7, -1.5], [-0.9, 0.4], [1.8, 1.2], [-0.3, -2.2]]),
                np.array([[0.9], [0.2], [0.75], [0.1]]),
                6.5,
            )
        ),
    ),
    draw=_draw_training,
    lend=_lend_the_step,
    tolerance=EXACT,
    sizes=TINY,
    parts={"new_params": 2, "loss": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "stale-mix",
            "The new W2 moved first, and the gradient went back through it; work out every "
            "gradient with the old numbers, then move all.",
            _stepped(_stale),
            "[M8][M9] data-science-from-scratch #31, Toy-Neural-Network-JS #72, "
            "mnist-neural-network #1",
        ),
        Misconception(
            "layer-by-layer",
            "After W2 and b2 had moved you worked out new gradients for W1 and b1; all of them "
            "belong to the old numbers.",
            _stepped(_layer_by_layer),
            "[M8]",
        ),
        Misconception(
            "loss-after",
            "You reported the loss after the step; report the one before it, which the gradients "
            "belong to.",
            _stepped(lambda n: (n.new, backprop.mlp_loss(n.new, n.X, n.Y))),
        ),
        Misconception(
            "uphill",
            "The step goes along the gradient, and that is uphill.",
            _stepped(lambda n: (backprop.sgd_step(n.params, n.grads, -n.lr), n.loss)),
            "[M2]",
        ),
        Misconception(
            "gradients-of-the-new",
            "The gradients were taken after a step already; they belong to the numbers that came "
            "in.",
            _stepped(
                lambda n: (
                    backprop.sgd_step(n.params, backprop.mlp_backward(n.new, n.X, n.Y), n.lr),
                    n.loss,
                )
            ),
        ),
        Misconception(
            "sgd-places-swapped",
            "Numbers and gradients changed places in the step: the numbers move, and the gradients "
            "say how.",
            _stepped(lambda n: (backprop.sgd_step(n.grads, n.params, n.lr), n.loss)),
        ),
        Misconception(
            "two-steps",
            "You took two training steps, one after the other; asked is one.",
            _stepped(_two_steps),
            "[M23]",
        ),
        Misconception(
            "applied-twice",
            "The same gradients were applied twice.",
            _stepped(lambda n: (backprop.sgd_step(n.new, n.grads, n.lr), n.loss)),
            "[M23]",
        ),
        Misconception(
            "last-layer-only",
            "Only the last layer moved; the gradient has to reach the first one, too.",
            _stepped(
                lambda n: ({**n.params, "W2": n.new["W2"], "b2": n.new["b2"]}, n.loss),
            ),
        ),
        Misconception(
            "weights-only",
            "The biases did not move; they learn too.",
            _stepped(
                lambda n: ({**n.new, "b1": n.params["b1"], "b2": n.params["b2"]}, n.loss),
            ),
            "[M7]",
        ),
        Misconception(
            "row-by-row",
            "You took a step after every row; a training step moves once, for the whole batch.",
            _stepped(_row_by_row),
        ),
        Misconception(
            "first-row-only",
            "The gradients are those of the first row alone; a training step is for the whole "
            "batch.",
            _stepped(
                lambda n: (
                    backprop.sgd_step(
                        n.params, backprop.mlp_backward(n.params, n.X[:1], n.Y[:1]), n.lr
                    ),
                    n.loss,
                )
            ),
        ),
        Misconception(
            "loss-of-sum",
            "Your loss is the sum over the examples; it is their mean.",
            _stepped(lambda n: (n.new, n.loss * len(n.X))),
            "[M26]",
        ),
        Misconception(
            "loss-over-entries",
            "Your loss is divided by the number of outputs as well; it is a mean over examples of "
            "a sum over outputs.",
            _stepped(lambda n: (n.new, n.loss / n.Y.shape[1])),
            "[M26]",
        ),
        Misconception(
            "loss-mean-again",
            "Your loss is divided by the number of rows once more; it is a mean over them already.",
            _stepped(lambda n: (n.new, n.loss / len(n.X))),
            "[M26]",
        ),
        Misconception(
            "loss-root",
            "You returned the root of the loss; asked is the loss itself.",
            _stepped(lambda n: (n.new, float(np.sqrt(n.loss)))),
        ),
        Misconception(
            "returns-gradients",
            "The gradients came back, not the numbers after the step.",
            _stepped(lambda n: (n.grads, n.loss)),
        ),
        Misconception(
            "gradients-for-loss",
            "The gradients came back where the loss is due.",
            _stepped(lambda n: (n.new, n.grads)),
        ),
        Misconception(
            "nothing-moved",
            "The old numbers came back: keep what the step gives you.",
            _stepped(lambda n: (n.params, n.loss)),
        ),
        Misconception(
            "no-lr",
            "The learning rate that was handed in is not used.",
            _stepped(lambda n: (backprop.sgd_step(n.params, n.grads, 1.0), n.loss)),
        ),
        Misconception(
            "own-lr",
            "You stepped with a learning rate of your own, 0.1; the one to use is handed in.",
            _stepped(lambda n: (backprop.sgd_step(n.params, n.grads, 0.1), n.loss)),
        ),
        Misconception(
            "times-rows",
            "Your step is too long, by the number of rows: the gradients are means over them, and "
            "nothing has to make up for that.",
            _stepped(lambda n: (backprop.sgd_step(n.params, n.grads, n.lr * len(n.X)), n.loss)),
            "[M26]",
        ),
        Misconception(
            "last-row-only",
            "The gradients are those of the last row alone; a training step is for the whole "
            "batch.",
            _stepped(
                lambda n: (
                    backprop.sgd_step(
                        n.params, backprop.mlp_backward(n.params, n.X[-1:], n.Y[-1:]), n.lr
                    ),
                    n.loss,
                )
            ),
        ),
        Misconception(
            "averaged-again",
            "You divided the step by the number of rows; the mean is inside the gradients already.",
            _stepped(lambda n: (backprop.sgd_step(n.params, n.grads, n.lr / len(n.X)), n.loss)),
            "[M26]",
        ),
        Misconception(
            "only-if-better",
            "Your step is shorter than the learning rate says; here it has that length, whether "
            "the loss falls or not.",
            _stepped(_only_if_better),
        ),
        Misconception(
            "weights-alone",
            "Return two things: the numbers after the step, and the loss before it.",
            _stepped(lambda n: n.new),
        ),
        Misconception(
            "loss-alone",
            "Only the loss came back; the numbers after the step come first.",
            _stepped(lambda n: n.loss),
        ),
        Misconception(
            "back-to-front",
            "The two came back in the other order: first the numbers after the step, then the "
            "loss.",
            _stepped(lambda n: (n.loss, n.new)),
        ),
        Misconception(
            "in-place",
            "You changed the caller's own dict or arrays: make new ones, because the old ones are "
            "still needed.",
            _stepped(_step_in_place),
        ),
    ),
    see="“Three things in order”",
    hints=(
        "write behind every line which numbers it uses, the old ones or the new ones: which lines "
        "may use the new ones?",
        "“Three things in order” names them: which of them does your code do with numbers that "
        "have moved already?",
    ),
    measure=_measured_training,
)


# --- 06.4 minibatches ---------------------------------------------------------------------------

_FACTS = """
import itertools
import numpy as np
many = number_of_rows >= 20

class Told(TypeError):
    pass

def tables():
    X = np.arange(1.0, number_of_rows + 1)[:, None] * [1.0, 0.5]
    return X, X[:, :1] * [10.0, 20.0, 30.0]

def lists(pair):
    wide = [[np.shape(rows)[-1:] for rows in one] for one in pair if isinstance(one, (list, tuple))]
    return len(wide) == 2 and set(wide[0]) == {(2,)} and set(wide[1]) == {(3,)}

def first(batches):
    if batches is None:
        raise Told("minibatches gave nothing: yield the batches, or return a list of them")
    if isinstance(batches, (tuple, list)) and len(batches) == 2 and lists(batches):
        raise Told("two lists came back, of X and of Y: each X_batch has to stand in one pair "
                   "with its Y_batch")
    if isinstance(batches, tuple) and len(batches) == 2 and np.ndim(batches[0]) == 2:
        raise Told("one pair came back, and so one batch: a return inside the loop ends it")
    found = []
    for batch in itertools.islice(batches, number_of_rows + 2):
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            raise Told("each batch has to be a pair: some rows of X, and their rows of Y")
        X_batch, Y_batch = map(np.asarray, batch)
        if X_batch.ndim != 2 or Y_batch.ndim != 2 or len(X_batch) != len(Y_batch):
            raise Told("a batch has to hold as many rows of Y as of X, in two-axis arrays")
        if (X_batch.shape[1], Y_batch.shape[1]) == (3, 2):
            raise Told("X and Y changed places: a batch is rows of X, and then rows of Y")
        found.append((X_batch.tolist(), Y_batch.tolist()))
    return found

def rows_of(batches):
    return [pair for X_batch, Y_batch in batches for pair in zip(X_batch, Y_batch)]

def order_of(batches):
    return [x[0] for x, _ in rows_of(batches)]

def together(batches):
    full = [X_batch for X_batch, _ in batches if len(X_batch) == batch_size]
    return {frozenset([x[0] for x in X_batch]) for X_batch in full}

def neighbours(seen):
    return sum([abs(p - q) == 1 for p, q in zip(seen, seen[1:])]) > 0.6 * len(seen)

def facts_about(minibatches):
    def epoch(rng):
        return first(minibatches(*tables(), batch_size, rng))

    X, Y = tables()
    batches = first(minibatches(X, Y, batch_size, np.random.default_rng(seed)))
    unchanged = np.array_equal(X, tables()[0]) and np.array_equal(Y, tables()[1])
    again = np.random.default_rng(seed)
    one, other = epoch(again), epoch(again)
    seen, same_seed, next_epoch = order_of(batches), order_of(one), order_of(other)
    other_seed = order_of(epoch(np.random.default_rng(seed + 1)))
    kept = [[10 * x[0], 20 * x[0], 30 * x[0]] == y for x, y in rows_of(batches)]
    sizes = [len(X_batch) for X_batch, _ in batches]
    rows = {
        "each_row_once": sorted(seen) == tables()[0][:, 0].tolist(),
        "pairs_kept": all(kept),
        "X_and_Y_unchanged": bool(unchanged),
    }
    order = {
        "changed": not (many and seen == sorted(seen)),
        "rows_mixed": not (many and neighbours(seen)),
        "other_rows_together_at_each_epoch": not (many and together(one) & together(other)),
        "new_at_each_epoch": not (many and next_epoch == same_seed),
        "comes_from_rng": not many or (same_seed == seen and other_seed != seen),
    }
    return sizes, rows, order
"""
"""What is known of the batches: facts, so that any way of drawing an order is right. Of an order
they are asked where chance cannot answer, from twenty rows on."""


def _batches_probe(number_of_rows: int, batch_size: int, seed: int) -> Probe:
    return steps(
        "minibatches",
        ("sizes, rows, order = facts_about(minibatches)",),
        ("sizes", "rows", "order"),
        given=(_FACTS,),
        shown=f"minibatches(X, Y, {batch_size}, rng) for {number_of_rows} rows",
        number_of_rows=number_of_rows,
        batch_size=batch_size,
        seed=seed,
    )


def _draw_batches(random: Random) -> list[Probe]:
    def seed() -> int:
        return int(random.integers(100, 10_000))

    return [
        # Where equal pieces would be 4, 3 and 3.
        _batches_probe(10, 4, seed()),
        _batches_probe(int(random.choice([41, 47, 53])), int(random.choice([6, 9])), seed()),
        _batches_probe(48, int(random.choice([6, 8])), seed()),
        _batches_probe(9, int(random.integers(20, 60)), seed()),
    ]


def _cut(X: Array, Y: Array, batch_size: int) -> list[Batch]:
    starts = range(0, len(X), batch_size)
    return [(X[start : start + batch_size], Y[start : start + batch_size]) for start in starts]


def _drawn(make: Callable) -> Callable:
    """A wrong `minibatches` from what it does with rows in a drawn order: X, Y, batch_size, rng."""

    def answer(X: Array, Y: Array, batch_size: int, rng: Generator) -> list[Batch]:
        order = rng.permutation(len(X))
        return make(X[order], Y[order], batch_size, rng)

    return answer


def _ordered(make: Callable) -> Callable:
    """A wrong `minibatches` from the indices it takes: a function of how many, and rng."""

    def answer(X: Array, Y: Array, batch_size: int, rng: Generator) -> list[Batch]:
        order = make(len(X), rng)
        return _cut(X[order], Y[order], batch_size)

    return answer


def _shuffled_apart(X: Array, Y: Array, batch_size: int, rng: Generator) -> list[Batch]:
    return _cut(X[rng.permutation(len(X))], Y[rng.permutation(len(X))], batch_size)


def _inputs_alone(X: Array, Y: Array, batch_size: int, rng: Generator) -> list[Batch]:
    return _cut(X[rng.permutation(len(X))], Y, batch_size)


def _batches_shuffled(X: Array, Y: Array, batch_size: int, rng: Generator) -> list[Batch]:
    batches = _cut(X, Y, batch_size)
    return [batches[place] for place in rng.permutation(len(batches))]


def _shuffled_inside(X: Array, Y: Array, batch_size: int, rng: Generator) -> list[Batch]:
    orders = [(x, y, rng.permutation(len(x))) for x, y in _cut(X, Y, batch_size)]
    return [(x[order], y[order]) for x, y, order in orders]


def _shuffled_in_place(X: Array, Y: Array, batch_size: int, rng: Generator) -> list[Batch]:
    order = rng.permutation(len(X))
    X[:], Y[:] = X[order], Y[order]
    return [(x.copy(), y.copy()) for x, y in _cut(X, Y, batch_size)]


def _drawn_each_time(X: Array, Y: Array, batch_size: int, rng: Generator) -> Iterator[Batch]:
    """A fresh choice for every batch: rows may come in several batches, or in none."""
    for start in range(0, len(X), batch_size):
        rows = rng.choice(len(X), min(batch_size, len(X) - start), replace=False)
        yield X[rows], Y[rows]


def _rest_first(X: Array, Y: Array, size: int, rng: Generator) -> list[Batch]:
    rest = len(X) % size
    first = [(X[:rest], Y[:rest])] if rest else []
    return [*first, *_cut(X[rest:], Y[rest:], size)]


def _measured_batches(probe: Probe) -> list[str]:
    """A clause for each of the three that are read: sizes, rows, order."""
    rows, size = probe.kwargs["number_of_rows"], probe.kwargs["batch_size"]
    sizes = [min(size, rows - start) for start in range(0, rows, size)]
    cut = f"{len(sizes)} batches, of the sizes {', '.join(map(str, sizes))}"
    return [
        f"{rows} rows in batches of {size} make {cut if len(sizes) > 1 else 'one batch'}",
        "every row of X has to come once, beside its own row of Y, and both tables stay as they "
        "are",
        "the single rows have to come in an order that rng draws, a new one at each epoch",
    ]


MINIBATCHES = Exercise(
    name="minibatches",
    lesson=LESSON,
    number="06.4",
    points=3,
    reference=minibatches,
    visible=(
        _batches_probe(10, 4, 5),
        _batches_probe(43, 6, 7),
        _batches_probe(48, 12, 8),
        _batches_probe(9, 50, 3),
    ),
    draw=_draw_batches,
    driver="call_class",
    parts={"sizes": 1, "rows": 1, "order": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "unpaired",
            "Rows of X came with rows of Y that are not theirs, so there is nothing to learn from "
            "them; use one order for both.",
            _shuffled_apart,
        ),
        Misconception(
            "no-shuffle",
            "The rows came in their old order; let rng shuffle them.",
            lambda X, Y, batch_size, rng: _cut(X, Y, batch_size),
        ),
        Misconception(
            "drops-rest",
            "The last, smaller batch is thrown away.",
            _drawn(lambda X, Y, size, rng: _cut(X, Y, size)[: len(X) // size]),
        ),
        Misconception(
            "with-replacement",
            "Some rows came twice and others never: draw without putting back.",
            _ordered(lambda rows, rng: rng.integers(0, rows, rows)),
        ),
        Misconception(
            "whole-batch",
            "All rows came in one batch; cut it into pieces of batch_size rows.",
            _drawn(lambda X, Y, size, rng: [(X, Y)]),
        ),
        Misconception(
            "pieces",
            "You cut into batch_size pieces; each piece has batch_size rows.",
            _drawn(
                lambda X, Y, size, rng: [
                    (X[rows], Y[rows]) for rows in np.array_split(np.arange(len(X)), size)
                ]
            ),
        ),
        Misconception(
            "pieces-with-rows",
            "Your rows were cut into batch_size pieces; each piece has batch_size rows.",
            _drawn(
                lambda X, Y, size, rng: [
                    (X[rows], Y[rows])
                    for rows in np.array_split(np.arange(len(X)), size)
                    if len(rows)
                ]
            ),
        ),
        Misconception(
            "even-pieces",
            "You made the batches equally long; each has batch_size rows, and the last one what is "
            "left.",
            _drawn(
                lambda X, Y, size, rng: [
                    (X[rows], Y[rows])
                    for rows in np.array_split(np.arange(len(X)), -(-len(X) // size))
                ]
            ),
        ),
        Misconception(
            "first-only",
            "Only the first batch came out: a return inside the loop ends it, a yield goes on.",
            _drawn(lambda X, Y, size, rng: _cut(X, Y, size)[:1]),
        ),
        Misconception(
            "last-only",
            "Only the last batch came out: collect every batch, or yield it inside the loop.",
            _drawn(lambda X, Y, size, rng: _cut(X, Y, size)[-1:]),
        ),
        Misconception(
            "own-generator",
            "Every epoch has the same order: draw a new one at each call, from the rng that is "
            "handed in (a generator of your own with a fixed seed repeats itself).",
            _ordered(lambda rows, rng: np.random.default_rng(0).permutation(rows)),
        ),
        Misconception(
            "unseeded",
            "The order does not come from the rng that is handed in, so no run can be repeated.",
            _ordered(lambda rows, rng: np.random.default_rng().permutation(rows)),
        ),
        Misconception(
            "one-by-one",
            "Your batches hold one row each, whatever batch_size says.",
            _drawn(lambda X, Y, size, rng: _cut(X, Y, 1)),
        ),
        Misconception(
            "empty-last",
            "Where the rows come out even, an empty batch follows the last one: stop when no rows "
            "are left.",
            _drawn(
                lambda X, Y, size, rng: [
                    (X[k * size : (k + 1) * size], Y[k * size : (k + 1) * size])
                    for k in range(len(X) // size + 1)
                ]
            ),
        ),
        Misconception(
            "rest-first",
            "The smaller batch comes first; cut full ones from the start, and what is left comes "
            "last.",
            _drawn(_rest_first),
        ),
        Misconception(
            "one-row-on",
            "Your batches overlap: each begins one row after the one before, not where that ended.",
            _drawn(
                lambda X, Y, size, rng: [
                    (X[k : k + size], Y[k : k + size]) for k in range(-(-len(X) // size))
                ]
            ),
        ),
        Misconception(
            "one-row-less",
            "Your batches are one row too short: a slice stops before its end.",
            _drawn(
                lambda X, Y, size, rng: [
                    (X[start : start + size - 1], Y[start : start + size - 1])
                    for start in range(0, len(X), size)
                ]
            ),
        ),
        Misconception(
            "overlapping",
            "Your batches overlap: the next one begins where the last one ended, not one row "
            "further on.",
            _drawn(
                lambda X, Y, size, rng: [
                    (X[start : start + size], Y[start : start + size]) for start in range(len(X))
                ]
            ),
        ),
        Misconception(
            "batches-shuffled",
            "The same rows always stand together: shuffle rows, not batches.",
            _batches_shuffled,
        ),
        Misconception(
            "shuffled-inside",
            "The same rows always make up a batch, and only inside it they are shuffled: draw one "
            "order of all rows, and cut that.",
            _shuffled_inside,
        ),
        Misconception(
            "starts-at-one",
            "One row never comes: an order of all rows has as many places as there are rows, and "
            "the first of them is 0.",
            _drawn(lambda X, Y, size, rng: _cut(X[1:], Y[1:], size)),
        ),
        Misconception(
            "reversed",
            "The order is only turned around; let rng draw one.",
            _ordered(lambda rows, rng: np.arange(rows)[::-1]),
        ),
        Misconception(
            "drawn-each-time",
            "Each batch was drawn from all rows again, so some rows came twice and others never: "
            "draw one order for the whole epoch.",
            _drawn_each_time,
        ),
        Misconception(
            "in-place",
            "You shuffled the caller's own X and Y; leave them as they are and take the rows in "
            "another order.",
            _shuffled_in_place,
        ),
    ),
    see="“Every row once”",
    hints=(
        "take ten rows and batches of four on paper: which row numbers stand in which batch, and "
        "how long is the last one?",
        "“Every row once” draws one order and cuts it: where do the rows of X and those of Y get "
        "theirs?",
    ),
    measure=_measured_batches,
)


# --- 06.5 accuracy ------------------------------------------------------------------------------


def _hits(A2: Array, labels: Array) -> Array:
    return A2.argmax(axis=1) == labels


def _outputs(random: Random, labels: Array, K: int, hit: Array, top: float) -> Array:
    """Outputs whose largest is at the label where `hit` says so; the largest is below `top`."""
    A2 = array(random, (len(labels), K), 0.02, 0.3, 3)
    for row, (label, good) in enumerate(zip(labels, hit, strict=True)):
        A2[row] = abs(A2[row])
        place = label if good else random.choice([k for k in range(K) if k != label])
        A2[row, place] = round(float(random.uniform(0.32, top)), 3)
    return A2


def _accuracy_probe(random: Random, N: int, K: int, top: float, tied: int = 0) -> Probe:
    while True:
        labels = random.integers(0, K, N)
        hit = random.random(N) < 0.6
        A2 = _outputs(random, labels, K, hit, top)
        counts = np.bincount(labels, minlength=K)
        if not 0.2 < hit.mean() < 0.9 or len(set(counts.tolist())) == 1:
            continue
        # A hit at either end, so that a loop that leaves one of them out shows.
        if not tied and not (hit[0] and hit[-1]):
            continue
        # A tie counts for its first output: in rows that are right now, another one draws level.
        level = [n for n in range(N) if hit[n] and labels[n] < K - 1][:tied]
        for row in level:
            A2[row, -1] = A2[row].max()
        # The largest of all is in no first row, where its place in the table could be a label.
        if len(level) == tied and A2.argmax() >= K:
            return Probe((A2, labels))


def _draw_accuracy(random: Random) -> list[Probe]:
    return [
        _accuracy_probe(random, 7, 3, 0.47),
        _accuracy_probe(random, 4, 4, 0.93),
        _accuracy_probe(random, 11, 2, 0.95, tied=2),
        _accuracy_probe(random, 13, 4, 0.8),
    ]


def _measured_accuracy(probe: Probe) -> str:
    A2, labels = probe.args
    winners, due = (", ".join(map(str, row)) for row in (A2.argmax(axis=1), labels))
    return (
        f"the largest outputs of its rows are outputs {winners}, the labels {due}, so "
        f"{_hits(A2, labels).sum()} of {len(labels)} rows are hits"
    )


ACCURACY = Exercise(
    name="accuracy",
    lesson=LESSON,
    number="06.5",
    points=1,
    reference=accuracy,
    visible=(
        Probe(
            (
                np.array(
                    [
                        [0.12, 0.41, 0.33],
                        [0.46, 0.22, 0.11],
                        [0.21, 0.34, 0.44],
                        [0.36, 0.47, 0.13],
                        [0.31, 0.24, 0.45],
                        [0.43, 0.16, 0.37],
                        [0.15, 0.38, 0.27],
                    ]
                ),
                np.array([1, 0, 2, 0, 2, 2, 1]),
            )
        ),
        Probe(
            (
                np.array([[0.17, 0.84, 0.31], [0.92, 0.23, 0.62], [0.26, 0.35, 0.43]]),
                np.array([1, 0, 1]),
            )
        ),
        Probe(
            (
                np.array(
                    [
                        [0.24, 0.13],
                        [0.35, 0.48],
                        [0.62, 0.62],
                        [0.71, 0.14],
                        [0.22, 0.81],
                        [0.57, 0.57],
                        [0.36, 0.27],
                        [0.18, 0.54],
                        [0.91, 0.72],
                        [0.64, 0.25],
                        [0.33, 0.76],
                    ]
                ),
                np.array([0, 1, 0, 0, 0, 0, 1, 1, 0, 1, 1]),
            )
        ),
    ),
    draw=_draw_accuracy,
    misconceptions=(
        Misconception(
            "wrong-axis",
            "You looked for the largest output down the columns; a row is one example, so look "
            "along it.",
            lambda A2, labels: float((A2.argmax(axis=0) == labels).mean()),
        ),
        Misconception(
            "no-hits",
            "Your accuracy is 0 everywhere, though some rows are right: count the rows whose "
            "largest output stands at the label, one row at a time, and divide with /.",
            lambda A2, labels: 0.0,
        ),
        Misconception(
            "count",
            "That is the number of hits; divide it by the number of rows.",
            lambda A2, labels: float(_hits(A2, labels).sum()),
        ),
        Misconception(
            "by-outputs",
            "You divided the hits by the number of outputs; divide by the number of rows.",
            lambda A2, labels: float(_hits(A2, labels).sum() / A2.shape[1]),
        ),
        Misconception(
            "by-entries",
            "You divided the hits by the number of all entries; divide by the number of rows.",
            lambda A2, labels: float(_hits(A2, labels).sum() / A2.size),
        ),
        Misconception(
            "threshold",
            "Nobody asks for more than a half: the largest output of a row wins, even if it is "
            "0.4.",
            lambda A2, labels: float(((A2 > 0.5).sum(axis=1) == 1).mean()),
        ),
        Misconception(
            "label-over-half",
            "You asked whether the output at the label is above a half; asked is whether it is the "
            "largest of its row.",
            lambda A2, labels: float((A2[np.arange(len(labels)), labels] > 0.5).mean()),
        ),
        Misconception(
            "error-rate",
            "That is the share of mistakes; accuracy is the share of hits.",
            lambda A2, labels: float((~_hits(A2, labels)).mean()),
        ),
        Misconception(
            "confidence",
            "That is the average output at the right class, not the share of right answers.",
            lambda A2, labels: float(A2[np.arange(len(labels)), labels].mean()),
        ),
        Misconception(
            "average-winner",
            "That is the average of the largest outputs; whether they stand at the label is not "
            "asked anywhere.",
            lambda A2, labels: float(A2.max(axis=1).mean()),
        ),
        Misconception(
            "hits",
            "One entry for each row came back; accuracy is one number.",
            lambda A2, labels: _hits(A2, labels) * 1.0,
        ),
        Misconception(
            "percent",
            "That is in percent; a fraction lies between 0 and 1.",
            lambda A2, labels: 100 * accuracy(A2, labels),
        ),
        Misconception(
            "every-output",
            "You counted single outputs on the right side of a half; a row is right or wrong as a "
            "whole.",
            lambda A2, labels: float(
                ((A2 > 0.5) == (np.arange(A2.shape[1]) == labels[:, None])).mean()
            ),
        ),
        Misconception(
            "smallest",
            "You took the smallest output of each row; the largest one is the answer.",
            lambda A2, labels: float((A2.argmin(axis=1) == labels).mean()),
        ),
        Misconception(
            "last-of-a-tie",
            "Where two outputs are level, you took the last one; the first one counts.",
            lambda A2, labels: float(
                (A2.shape[1] - 1 - A2[:, ::-1].argmax(axis=1) == labels).mean()
            ),
        ),
    ),
    see="“The largest output wins”",
    hints=(
        "go through the rows of the smallest check with a pencil: which output is the largest, and "
        "what does the label say?",
        "“The largest output wins” counts something and divides by something: which two numbers "
        "are they in your code?",
    ),
    measure=_measured_accuracy,
)


# --- 06.6 train ---------------------------------------------------------------------------------

_RECORD = """
import numpy as np

class Told(TypeError):
    pass

params, X, Y = {key: np.array(value) for key, value in states[0].items()}, np.array(X), np.array(Y)
rng = np.random.default_rng(5)
all_X, all_Y, the_rng, the_size, the_states = X, Y, rng, batch_size, states
came_in = {key: value.copy() for key, value in params.items()}
calls_of_train_step, epochs_begun = [], []

def place_of(params):
    for place, state in enumerate(the_states, 1):
        if np.array_equal(params["W1"], state["W1"]):
            return float(place)
    return 99.0

def minibatches(X, Y, batch_size, rng):
    if np.ndim(batch_size) or not hasattr(rng, "permutation"):
        raise Told("minibatches takes X, Y, batch_size and rng, in this order")
    all_rows = np.array_equal(X, all_X) and np.array_equal(Y, all_Y)
    asked = [not all_rows, batch_size != the_size, rng is not the_rng]
    epochs_begun.append(2.0 + asked.index(True) if any(asked) else 1.0)
    rows = np.roll(np.arange(len(all_X)), len(epochs_begun))
    pieces = [rows[start : start + the_size] for start in range(0, len(rows), the_size)]
    return iter([(all_X[piece], all_Y[piece]) for piece in pieces])

def train_step(params, X, Y, lr):
    if isinstance(params, tuple):
        raise Told("params is a pair: what train_step returns needs two names before the =")
    if not isinstance(params, dict) or np.ndim(lr):
        raise Told("train_step takes params, X, Y and lr, in this order")
    place = place_of(params)
    x, y = float(np.ravel(X)[0]), float(np.ravel(Y)[0])
    asked = epochs_begun[-1] if epochs_begun else 5.0
    calls_of_train_step.append([place, x, y, float(lr), float(len(X)), asked])
    state = the_states[min(int(place), len(the_states) - 1)]
    return {key: np.array(value) for key, value in state.items()}, 40.25 + len(calls_of_train_step)

def mlp_loss(params, X, Y):
    place = place_of(params)
    if np.array_equal(X, all_X) and place < 99:
        return losses[int(place) - 1]
    return 70.5 + float(np.ravel(X)[0])

def two(answer):
    pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    return answer if pair else (answer, None)

def beside(came, weights):
    stays = list(came) == list(came_in)
    stays = stays and all(np.array_equal(came[key], came_in[key]) for key in came_in)
    return weights if stays else {"params, changed": weights}
"""
"""The neighbours of `train`, as a record: who was called with what. `train_step` goes from one
given state of the network to the next, `mlp_loss` knows the loss of each, so no formula is here."""

_CALLED = ("answer = train(params, X, Y, epochs, lr, batch_size, rng)",)
_TAKEN = (
    "weights, history = two(answer)",
    "weights = beside(params, weights)",
    "number_of_steps = len(calls_of_train_step)",
)


def _loop_probe(
    random: Random, epochs: int, batches: int, batch_size: int, sizes: tuple[int, int, int]
) -> Probe:
    """A loop whose last loss is not its lowest: stopping early, or keeping the best, shows.

    Give it epochs, batches and a batch size that differ, so that none can stand for another.
    """
    D, H, K = sizes
    rows = (batches - 1) * batch_size + 1  # the last batch is a single row
    X, Y = array(random, (rows, D), 0.2, 2.4), np.round(random.uniform(0.05, 0.95, (rows, K)), 2)
    while True:
        states = [_network(random, D, H, K) for _ in range(2 * epochs * batches + 2)]
        # Without the last digits, so that every processor writes the same text.
        losses = [float(f"{mlp_loss(state, X, Y):.13g}") for state in states]
        after = [losses[(epoch + 1) * batches] for epoch in range(epochs)]
        rises = epochs < 3 or after[1] > after[0] + 0.01
        if rises and min(after) < after[-1] - 0.01 and len(np.unique(np.round(after, 2))) == epochs:
            break
    lr = between(random, 0.2, 0.9)
    data = {
        "X": X.tolist(),
        "Y": Y.tolist(),
        "batch_size": batch_size,
        "states": [{key: value.tolist() for key, value in state.items()} for state in states],
        "losses": losses,
    }
    given = [f"{name} = {value!r}" for name, value in data.items()]
    return steps(
        "train",
        _CALLED,
        ("number_of_steps", "calls_of_train_step", "weights", "history"),
        given=(*given, _RECORD),
        after=_TAKEN,
        shown=f"train(params, X, Y, {epochs}, {digits(lr)}, {batch_size}, rng) for {rows} rows",
        instead=("minibatches", "train_step", "mlp_loss"),
        epochs=epochs,
        lr=lr,
    )


def _draw_loops(random: Random) -> list[Probe]:
    return [
        _loop_probe(random, 3, 2, 4, (2, 3, 1)),
        _loop_probe(random, 2, 3, 5, (3, 2, 2)),
    ]


_OF_BATCHES: dict[str, Callable[[list[float]], float]] = {
    "mean of batches": np.mean,
    "sum of batches": np.sum,
}


def _loop(  # noqa: C901
    *,
    keep: bool = True,
    restart: bool = False,
    once: bool = False,
    first_only: bool = False,
    last_only: bool = False,
    times: int = 1,
    batches: str = "each epoch",
    rows: Callable[..., Batch] = lambda x, y, X, Y: (x, y),
    rate: Callable[[float], float] = lambda lr: lr,
    noted: str = "after",
    returned: Callable = lambda start, last, history: (last, history),
    best: bool = False,
    early: bool = False,
    size: Callable[[int], int] = lambda batch_size: batch_size,
    own_rng: bool = False,
) -> Callable:
    """A wrong `train`: the right loop but for what is said here."""

    def answer(
        params: Params,
        X: Array,
        Y: Array,
        epochs: int,
        lr: float,
        batch_size: int,
        rng: Generator,
    ) -> object:
        start, history = params, []
        rng = np.random.default_rng(0) if own_rng else rng
        fixed = list(minibatches(X, Y, size(batch_size), rng)) if batches == "once" else None
        for _ in range(1 if once else epochs):
            if noted == "before":
                history.append(mlp_loss(params, X, Y))
            params = start if restart else params
            found = []
            epoch = fixed or list(minibatches(X, Y, size(batch_size), rng))
            if first_only or last_only:
                epoch = epoch[:1] if first_only else epoch[-1:]
            for x, y in epoch:
                x, y = rows(x, y, X, Y)
                for _ in range(times):
                    new, loss = train_step(params, x, y, rate(lr))
                    params = new if keep else params
                found.append(loss)
                if noted == "each batch":
                    history.append(mlp_loss(params, X, Y))
                if noted == "each batch alone":
                    history.append(mlp_loss(params, x, y))
                if noted == "each step":
                    history.append(loss)
            if noted == "after":
                history.append(mlp_loss(params, X, Y))
            elif noted in _OF_BATCHES:
                history.append(float(_OF_BATCHES[noted](found)))
            elif noted == "last step":
                history.append(found[-1])
            elif noted == "last batch":
                history.append(mlp_loss(params, x, y))
            if early and len(history) > 1 and history[-1] > history[-2]:
                break
        if noted == "at the end":
            history.append(mlp_loss(params, X, Y))
        return returned(start, new if not keep else params, history)

    return answer


def _kept_per_epoch(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    history = []
    for _ in range(epochs):
        for x, y in minibatches(X, Y, batch_size, rng):
            new, _ = train_step(params, x, y, lr)
        params = new
        history.append(mlp_loss(params, X, Y))
    return params, history


def _loops_swapped(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    history = []
    for x, y in minibatches(X, Y, batch_size, rng):
        for _ in range(epochs):
            params, _ = train_step(params, x, y, lr)
        history.append(mlp_loss(params, X, Y))
    return params, history


def _other_count(more: int) -> Callable:
    def answer(
        params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
    ) -> tuple[Params, list[float]]:
        return _loop()(params, X, Y, epochs + more, lr, batch_size, rng)

    return answer


def _used_up(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    history = []
    batches = iter(minibatches(X, Y, batch_size, rng))
    for _ in range(epochs):
        for x, y in batches:
            params, _ = train_step(params, x, y, lr)
        history.append(mlp_loss(params, X, Y))
    return params, history


def _no_batches(noted: str) -> Callable:
    def answer(
        params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
    ) -> tuple[Params, list[float]]:
        history = []
        for _ in range(epochs):
            params, loss = train_step(params, X, Y, lr)
            history.append(loss if noted == "before" else mlp_loss(params, X, Y))
        return params, history

    return answer


def _divided_history(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    params, history = _loop()(params, X, Y, epochs, lr, batch_size, rng)
    return params, [loss / len(X) for loss in history]


def _into_the_given_dict(start: Params, last: Params, history: list[float]) -> tuple:
    start.update(last)
    return start, history


def _names_reused(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    history = []
    for _ in range(epochs):
        for X, Y in minibatches(X, Y, batch_size, rng):  # noqa: B020
            params, _ = train_step(params, X, Y, lr)
        history.append(mlp_loss(params, X, Y))
    return params, history


def _loss_of_the_first(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    last, _ = _loop()(params, X, Y, epochs, lr, batch_size, rng)
    return last, [mlp_loss(params, X, Y)] * epochs


def _weighed_losses(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    history = []
    for _ in range(epochs):
        total = 0.0
        for x, y in minibatches(X, Y, batch_size, rng):
            params, loss = train_step(params, x, y, lr)
            total += loss * len(x)
        history.append(total / len(X))
    return params, history


def _fading_rate(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    history = []
    for _ in range(epochs):
        for x, y in minibatches(X, Y, batch_size, rng):
            params, _ = train_step(params, x, y, lr)
        history.append(mlp_loss(params, X, Y))
        lr = 0.9 * lr
    return params, history


def _first_and_after(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    before = mlp_loss(params, X, Y)
    params, history = _loop()(params, X, Y, epochs, lr, batch_size, rng)
    return params, [before, *history]


def _own_steps(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    """Works the step out itself; `history` then comes from numbers that nobody expects."""
    history = []
    for _ in range(epochs):
        for x, y in minibatches(X, Y, batch_size, rng):
            params = backprop.sgd_step(params, backprop.mlp_backward(params, x, y), lr)
        history.append(mlp_loss(params, X, Y))
    return params, history


def _own_batches(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    history = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            stop = start + batch_size
            params, _ = train_step(params, X[start:stop], Y[start:stop], lr)
        history.append(mlp_loss(params, X, Y))
    return params, history


def _best_kept(
    params: Params, X: Array, Y: Array, epochs: int, lr: float, batch_size: int, rng: Generator
) -> tuple[Params, list[float]]:
    best, history = params, []
    for _ in range(epochs):
        for x, y in minibatches(X, Y, batch_size, rng):
            params, _ = train_step(params, x, y, lr)
        history.append(mlp_loss(params, X, Y))
        if history[-1] == min(history):
            best = params
    return best, history


def _measured_loop(probe: Probe) -> list[str | list[str]]:
    """A clause for each that is read: how many steps, every number of every step, the weights at
    the end, every entry of the history."""
    (outcome,) = run_probes(train, "call_class", [probe])
    due, epochs = outcome.value, probe.kwargs["epochs"]
    steps_in_all = due["number_of_steps"]
    batches = steps_in_all // epochs
    return [
        f"{epochs} epochs of {batches} batches make {steps_in_all} calls of train_step",
        [
            f"step {step} of {steps_in_all} (epoch {1 + (step - 1) // batches}) {clause}"
            for step, call in enumerate(due["calls_of_train_step"], 1)
            for clause in _clauses_of_step(step, *call)
        ],
        f"the weights that come back have to be those that step {steps_in_all} returned",
        [
            f"after epoch {epoch} the loss over all rows is {digits(loss)}"
            for epoch, loss in enumerate(due["history"], 1)
        ],
    ]


def _clauses_of_step(
    step: int, place: float, x: float, y: float, lr: float, rows: float, asked: float
) -> list[str]:
    before = f"what step {step - 1} returned" if step > 1 else "the params that came in"
    return [
        f"starts from {before} ({place:.0f} in this record, where 1 is what came in and 99 what no "
        "step returned)",
        f"gets a batch whose X begins with {digits(x)}",
        f"gets a batch whose Y begins with {digits(y)}",
        f"takes the learning rate {digits(lr)}",
        f"gets a batch of {rows:.0f} row{'' if rows == 1 else 's'}",
        "gets its batch from minibatches(X, Y, batch_size, rng), called with the four that came in "
        f"({asked:.0f} in this record; 2: other X or Y, 3: another batch_size, 4: another rng, 5: "
        "not called)",
    ]


_VISIBLE_LOOPS = np.random.default_rng(66)

TRAIN = Exercise(
    name="train",
    lesson=LESSON,
    number="06.6",
    points=4,
    reference=train,
    visible=(
        _loop_probe(_VISIBLE_LOOPS, 2, 3, 4, (2, 2, 1)),
        _loop_probe(_VISIBLE_LOOPS, 3, 2, 4, (2, 3, 2)),
    ),
    draw=_draw_loops,
    driver="call_class",
    tolerance=EXACT,
    parts={"calls_of_train_step": 2, "weights": 1, "history": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "frozen",
            "Every step starts from the same numbers: keep what train_step returns.",
            _loop(keep=False),
        ),
        Misconception(
            "thrown-away",
            "What train_step returns is thrown away, so nothing is learned: keep it, and go on "
            "from it.",
            _loop(keep=False, returned=lambda start, last, history: (start, history)),
        ),
        Misconception(
            "kept-per-epoch",
            "Within an epoch every step starts from the same numbers: keep what train_step returns "
            "after each batch.",
            _kept_per_epoch,
        ),
        Misconception(
            "one-epoch-less",
            "You ran one epoch less than was asked for.",
            _other_count(-1),
        ),
        Misconception(
            "one-epoch-more",
            "You ran one epoch more than was asked for.",
            _other_count(1),
        ),
        Misconception(
            "used-up",
            "From the second epoch on there was no batch left: a generator gives its items once, "
            "so call minibatches in each epoch.",
            _used_up,
        ),
        Misconception(
            "names-reused",
            "X and Y stand for a batch after your inner loop has begun, and all rows are lost: "
            "give the rows of a batch names of their own.",
            _names_reused,
        ),
        Misconception(
            "loss-of-the-first",
            "Your history holds the loss of the first numbers again and again; take that of the "
            "newest.",
            _loss_of_the_first,
        ),
        Misconception(
            "weighed-batch-losses",
            "You put the history together from what the training steps returned, losses before "
            "their step; take the loss over all rows after the epoch.",
            _weighed_losses,
        ),
        Misconception(
            "no-batches",
            "You took a step with all rows at once, once an epoch; let minibatches give you a few "
            "rows at a time.",
            _no_batches("after"),
        ),
        Misconception(
            "no-batches-loss-before",
            "You took one step an epoch with all rows, and noted the loss before it; take a step "
            "for every batch, and the loss after the epoch.",
            _no_batches("before"),
        ),
        Misconception(
            "history-divided",
            "You divided the loss by the number of rows; it is a mean over them already.",
            _divided_history,
        ),
        Misconception(
            "fading-rate",
            "You changed the learning rate on the way; it stays as it was handed in.",
            _fading_rate,
        ),
        Misconception(
            "restart",
            "Every epoch starts from the first numbers again; go on from where the last one ended.",
            _loop(restart=True),
        ),
        Misconception(
            "one-epoch",
            "Only one epoch was run: the loop over the epochs is missing, or a return inside "
            "ends it.",
            _loop(once=True),
        ),
        Misconception(
            "early-return",
            "You came back after the first batch: the return belongs after both loops.",
            _loop(first_only=True, once=True),
        ),
        Misconception(
            "same-batch",
            "Only the first batch of each epoch was used.",
            _loop(first_only=True),
        ),
        Misconception(
            "last-batch",
            "Only the last batch of each epoch was used: the training step belongs inside the "
            "inner loop.",
            _loop(last_only=True),
        ),
        Misconception(
            "whole-data",
            "Each training step got all rows; hand it the batch.",
            _loop(rows=lambda x, y, X, Y: (X, Y)),
        ),
        Misconception(
            "same-order",
            "The batches were made once, so every epoch has the same order: call minibatches in "
            "each epoch.",
            _loop(batches="once"),
        ),
        Misconception(
            "history-per-batch",
            "Your history has an entry for every batch; one for each epoch is asked for.",
            _loop(noted="each batch"),
        ),
        Misconception(
            "history-per-step",
            "Your history holds what every single training step returned; asked is one entry for "
            "each epoch, the loss over all rows.",
            _loop(noted="each step"),
        ),
        Misconception(
            "history-before",
            "Your history holds the loss before each epoch; take it after.",
            _loop(noted="before"),
        ),
        Misconception(
            "history-at-end",
            "Your history has one entry; take the loss after every epoch.",
            _loop(noted="at the end"),
        ),
        Misconception(
            "history-empty",
            "Your history is empty: append the loss after every epoch.",
            _loop(noted="never"),
        ),
        Misconception(
            "history-with-start",
            "Your history begins with the loss before any step; its first entry is the loss after "
            "the first epoch.",
            _first_and_after,
        ),
        Misconception(
            "batch-loss",
            "You noted the mean of what the training steps returned, losses of batches before "
            "their step; take the loss over all rows after the epoch.",
            _loop(noted="mean of batches"),
        ),
        Misconception(
            "summed-batch-losses",
            "You noted the sum of what the training steps returned, losses of batches before their "
            "step; take the loss over all rows after the epoch.",
            _loop(noted="sum of batches"),
        ),
        Misconception(
            "loops-swapped",
            "Your two loops changed places: each batch was used for several steps in a row; all "
            "batches come once, and then all of them again.",
            _loops_swapped,
        ),
        Misconception(
            "last-step-loss",
            "You noted what the last training step returned, the loss of its batch before the "
            "step; take the loss over all rows after the epoch.",
            _loop(noted="last step"),
        ),
        Misconception(
            "last-batch-loss",
            "You noted the loss of the last batch alone; take the loss over all rows.",
            _loop(noted="last batch"),
        ),
        Misconception(
            "twice",
            "Each batch was used for two steps.",
            _loop(times=2),
            "[M23]",
        ),
        Misconception(
            "pairs-swapped",
            "X and Y of the batch changed places.",
            _loop(rows=lambda x, y, X, Y: (y, x)),
        ),
        Misconception(
            "all-targets",
            "The rows of the batch met all targets: Y has to come from the batch, too.",
            _loop(rows=lambda x, y, X, Y: (x, Y)),
        ),
        Misconception(
            "own-rng",
            "You made a generator of your own; take the rng that is handed in.",
            _loop(own_rng=True),
        ),
        Misconception(
            "own-lr",
            "The learning rate that was handed in is not used.",
            _loop(rate=lambda lr: 1.0),
        ),
        Misconception(
            "rate-per-row",
            "You divided the learning rate by the batch size; the mean over the batch is inside "
            "the gradients already.",
            lambda params, X, Y, epochs, lr, batch_size, rng: _loop()(
                params, X, Y, epochs, lr / batch_size, batch_size, rng
            ),
        ),
        Misconception(
            "history-of-batches",
            "Your history holds the loss of every batch after its step; one entry for each epoch "
            "is asked for, the loss over all rows.",
            _loop(noted="each batch alone"),
        ),
        Misconception(
            "own-size",
            "The batch size that was handed in is not used.",
            _loop(size=lambda batch_size: 32),
        ),
        Misconception(
            "own-batches",
            "You cut the rows yourself, in their old order; let minibatches do it.",
            _own_batches,
        ),
        Misconception(
            "own-steps",
            "You worked out the steps yourself; let train_step do it, which is checked already.",
            _own_steps,
        ),
        Misconception(
            "early-stop",
            "You stopped when the loss rose; go on for as many epochs as were asked for.",
            _loop(early=True),
        ),
        Misconception(
            "best-kept",
            "You returned the numbers with the lowest loss; asked are those after the last step.",
            _best_kept,
        ),
        Misconception(
            "old-weights",
            "The first numbers came back: return those after the last step.",
            _loop(returned=lambda start, last, history: (start, history)),
        ),
        Misconception(
            "in-place",
            "The steps are right, but they changed the dict that came in, which whoever called "
            "train still needs: work with a dict of your own.",
            _loop(returned=_into_the_given_dict),
        ),
        Misconception(
            "weights-alone",
            "Return two things: the numbers after the last step, and the history.",
            _loop(returned=lambda start, last, history: last),
        ),
        Misconception(
            "history-alone",
            "Only the history came back; the numbers after the last step come first.",
            _loop(returned=lambda start, last, history: (history, None)),
        ),
        Misconception(
            "last-loss-alone",
            "One loss came back where the history is due: a list with an entry for every epoch.",
            _loop(returned=lambda start, last, history: (last, history[-1])),
        ),
        Misconception(
            "back-to-front",
            "The two came back in the other order: first the numbers, then the history.",
            _loop(returned=lambda start, last, history: (history, last)),
        ),
    ),
    see="“Epoch after epoch”",
    hints=(
        "write down for two epochs of three batches who is called when: how many calls of "
        "minibatches, how many of train_step?",
        "“Epoch after epoch” has two loops, one inside the other: which of your lines stand in "
        "which of them?",
    ),
    measure=_measured_loop,
)

EXERCISES = (SGD_STEP, STANDARDIZE, TRAIN_STEP, MINIBATCHES, ACCURACY, TRAIN)
