"""Three ways to train one network, run by the learner's own functions, their work counted.

Work is counted in *example-runs*: one example, once forward through the network. A sweep back is
taken for two forward passes, so a gradient by backpropagation costs three.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

Params = Mapping[str, np.ndarray]
Batches = Callable[..., Iterable[tuple[np.ndarray, np.ndarray]]]
Step = Callable[[Params, np.ndarray, np.ndarray, float], tuple[Params, float]]
Forward = Callable[[Params, np.ndarray], tuple[np.ndarray, np.ndarray]]

A_SWEEP = 3
"""Forward passes that one gradient by backpropagation costs: its own, and two for the way back."""


@dataclass(frozen=True)
class Run:
    """How far one way has come: its numbers, its steps (or tries), and what was paid for them."""

    params: Params
    steps: int
    passes: int
    example_runs: int


class _Spent(Exception):
    """The next forward pass would cost more than is left."""


@dataclass
class _Meter:
    most: int | None
    passes: int = 0
    example_runs: int = 0

    def pay(self, rows: int, passes: int = 1) -> None:
        """Count forward passes over so many rows; raises _Spent when they cannot be paid."""
        if self.most is not None and self.example_runs + passes * rows > self.most:
            raise _Spent
        self.passes += passes
        self.example_runs += passes * rows


@dataclass(frozen=True)
class Race:
    """One network, one set of examples, and what may be spent: `steps`, or example-runs `spend`.

    start: parameters W1, b1, W2, b2; X (N, D) and Y (N, K). Every way begins at `start`, draws from
    a generator of the same seed, and takes its steps with batches of `rows` and the learning rate
    `lr`. Nothing that comes in is changed.
    """

    start: Params
    X: np.ndarray
    Y: np.ndarray
    steps: int | None = None
    spend: int | None = None
    lr: float = 1.0
    rows: int = 32
    seed: int = 0

    def __post_init__(self) -> None:
        if self.steps is None and self.spend is None:
            raise ValueError("Race needs an end: steps or spend")

    def by_backprop(self, train_step: Step, minibatches: Batches) -> Run:
        """Training steps by `train_step(params, X, Y, lr)`, which returns new numbers and the loss.

        Each is charged with one gradient; its loss needs no forward pass of its own.
        """

        def way(meter: _Meter) -> Iterator[Params]:
            params = self.start
            for X, Y in self._batches(minibatches):
                meter.pay(len(X), A_SWEEP)
                params, _ = train_step(params, X, Y, self.lr)
                yield params

        return self._run(way)

    def by_nudging(
        self, mlp_forward: Forward, numerical_grad: Callable[..., np.ndarray], minibatches: Batches
    ) -> Run:
        """The same steps, but every slope is measured by `numerical_grad(f, v)`."""

        def way(meter: _Meter) -> Iterator[Params]:
            params = self.start
            for X, Y in self._batches(minibatches):
                slopes = {
                    name: numerical_grad(
                        _loss_of(name, params, X, Y, meter, mlp_forward), params[name]
                    )
                    for name in params
                }
                params = {name: params[name] - self.lr * slopes[name] for name in params}
                yield params

        return self._run(way)

    def by_trying(self, mlp_forward: Forward, size: float) -> Run:
        """Turn all numbers by normal amounts of spread `size`; keep what lowers the loss of X."""

        def way(meter: _Meter) -> Iterator[Params]:
            rng = np.random.default_rng(self.seed)
            params = self.start
            loss = _loss(params, self.X, self.Y, meter, mlp_forward)
            while True:
                tried = {
                    name: value + rng.normal(0, size, np.shape(value))
                    for name, value in params.items()
                }
                new = _loss(tried, self.X, self.Y, meter, mlp_forward)
                if new < loss:
                    params, loss = tried, new
                yield params

        return self._run(way)

    def _run(self, way: Callable[[_Meter], Iterator[Params]]) -> Run:
        meter, params, done = _Meter(self.spend), self.start, 0
        with contextlib.suppress(_Spent):  # what counts is the last step that was paid for
            for reached in way(meter):
                params, done = reached, done + 1
                if done == self.steps:
                    break
        return Run(params, done, meter.passes, meter.example_runs)

    def _batches(self, minibatches: Batches) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        rng = np.random.default_rng(self.seed)
        while True:
            yield from minibatches(self.X, self.Y, self.rows, rng)


def _loss(
    params: Params, X: np.ndarray, Y: np.ndarray, meter: _Meter, mlp_forward: Forward
) -> float:
    meter.pay(len(X))
    return float(np.sum((mlp_forward(params, X)[1] - Y) ** 2) / len(X))


def _loss_of(
    name: str, params: Params, X: np.ndarray, Y: np.ndarray, meter: _Meter, mlp_forward: Forward
) -> Callable[[np.ndarray], float]:
    """The loss as a function of one of the arrays."""
    return lambda value: _loss({**params, name: value}, X, Y, meter, mlp_forward)
