"""Chains of machines: values run forward, sensitivities sweep backward.

Lesson 02. A chain is a list of functions, run from left to right. Each one has a rate (its
derivative), and a rate is read at the value that its machine received. The backward sweep is
backpropagation on the simplest graph there is: a line (Linnainmaa 1970, reverse accumulation).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Machine = Callable[[float], float]


def run_machines(x: float, machines: Sequence[Machine]) -> list[float]:
    """Return every value on the way: [x, m₁(x), m₂(m₁(x)), …], one more than there are machines."""
    values = [x]
    for machine in machines:
        values.append(machine(values[-1]))
    return values


def local_rates(x: float, machines: Sequence[Machine], rates: Sequence[Machine]) -> list[float]:
    """Return each machine's own rate, read at the value it received.

    `rates[i]` is the derivative of `machines[i]`. Raises ValueError if their numbers differ.
    """
    if len(machines) != len(rates):
        raise ValueError(f"{len(machines)} machines but {len(rates)} rates: each machine needs one")
    received = run_machines(x, machines)[:-1]
    return [float(rate(value)) for rate, value in zip(rates, received, strict=True)]


def overall_rate(rates: Sequence[float]) -> float:
    """Return how fast the output moves per unit of input: the product of the local rates.

    Without any machine the output is the input, so its rate is 1.
    """
    product = 1.0
    for rate in rates:
        product *= rate
    return product


def backward_sweep(rates: Sequence[float]) -> list[float]:
    """Return how the output reacts to every value: [dvₙ/dv₀, dvₙ/dv₁, …, dvₙ/dvₙ].

    One multiplication per rate: each sensitivity is the local rate times the sensitivity behind
    it. The last entry, the output with respect to itself, is 1.
    """
    sensitivities = [1.0]
    for rate in reversed(rates):
        sensitivities.append(rate * sensitivities[-1])
    return sensitivities[::-1]


def predict_change(
    x: float, dx: float, machines: Sequence[Machine], rates: Sequence[Machine]
) -> float:
    """Predict the output's change when x becomes x + dx, without running the chain there.

    The overall rate at x times dx: right to first order, so off by about dx² (Taylor).
    """
    return overall_rate(local_rates(x, machines, rates)) * dx
