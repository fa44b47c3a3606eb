"""Where an exercise asks for the exact slope, one that is measured with a fixed step never passes.

The hidden inputs lie far apart: a step that is narrow enough at one of them drowns in round-off at
another. What may pass, because its values are as good as exact ones: a complex step, a step scaled
to each input, and stencils of six points and more.
"""

import zlib

import numpy as np
import pytest
from chainrule.checking.comparing import compare
from seeds import WEEKLY

from autograders import backprop
from autograders.backprop import rpm, sigmoid, squared_error
from autograders.exercises import EXERCISES, lesson_01, lesson_03, lesson_05

DRAWS = 200 if WEEKLY else 40
FEW_DRAWS = {"mlp_backward": 12 if WEEKLY else 4}
"""A whole network has many entries, each measured: a few networks say as much."""


def forward(f, at, h):
    return (f(at + h) - f(at)) / h


def central(f, at, h):
    return (f(at + h) - f(at - h)) / (2 * h)


def four_points(f, at, h):
    return (4 * central(f, at, h) - central(f, at, 2 * h)) / 3


STENCILS = {
    **{f"forward {h:g}": (forward, h) for h in (1e-5, 1e-8)},
    **{f"central {h:g}": (central, h) for h in (1e-3, 1e-5, 1e-6)},
    **{f"four points {h:g}": (four_points, h) for h in (1e-2, 1e-3, 1e-4)},
}


def of_x(f):
    return lambda slope: lambda x: slope(f, float(x))


def of_array(f):
    return lambda slope: lambda x: slope(f, np.asarray(x, float))


def along_the_pedal(f):
    return lambda slope: lambda p, gear: slope(lambda t: f(t, gear), float(p))


def rates_on_the_belt(slope):
    def rates(x, machines, _):
        received = backprop.run_machines(x, machines)[:-1]
        return [slope(m, float(v)) for m, v in zip(machines, received, strict=True)]

    return rates


def loss(x, w, b, y):
    return squared_error(sigmoid(float(np.dot(w, x)) + b), y)


def links(slope):
    def local(x, w, b, y):
        z = w * x + b
        by_a = slope(lambda a: squared_error(a, y), float(sigmoid(z)))
        by_z = slope(lambda t: float(sigmoid(t)), z)
        return {"dL_da": by_a, "da_dz": by_z, "dz_dw": x, "dz_db": 1.0, "dz_dx": w}

    return local


def nudges(slope):
    def gradients(x, w, b, y):
        return slope(lambda t: loss(x, t, b, y), float(w)), slope(lambda t: loss(x, w, t, y), b)

    return gradients


def nudges_of_vectors(slope):
    def gradients(x, w, b, y):
        along = [
            slope(lambda t, e=e: loss(x, w + (t - w @ e) * e, b, y), float(w @ e))
            for e in np.eye(w.size)
        ]
        return np.array(along), slope(lambda t: loss(x, w, t, y), b)

    return gradients


def nudges_of_a_network(slope):
    def one(params, name, place, t):
        moved = params[name].copy()
        moved[place] = t
        return {**params, name: moved}

    def gradients(params, X, Y):
        return {
            name: np.array(
                [
                    slope(
                        lambda t, name=name, place=place: backprop.mlp_loss(
                            one(params, name, place, t), X, Y
                        ),
                        entry[place],
                    )
                    for place in np.ndindex(entry.shape)
                ]
            ).reshape(entry.shape)
            for name, entry in params.items()
        }

    return gradients


MEASURED = {
    "d_power": of_x(lesson_01._power),
    "d_sin_square": of_x(lesson_01._sin_square),
    "d_triple": of_x(lesson_01._triple),
    "local_rates": rates_on_the_belt,
    "drpm_dpedal": of_array(rpm),
    "dspeed_dpedal": along_the_pedal(lesson_03._speed_at),
    "ddrag_dpedal": along_the_pedal(lesson_03._drag_at),
    "dsigmoid": of_array(sigmoid),
    "local_grads": links,
    "neuron_grads": nudges,
    "neuron_grads_vec": nudges_of_vectors,
    "two_route_grad": of_x(lesson_05._product),
    "mlp_backward": nudges_of_a_network,
}


def draws(exercise):
    """Hidden inputs as they are drawn, before they are vetted (which keeps nearly all)."""
    for seed in range(FEW_DRAWS.get(exercise.name, DRAWS)):
        random = np.random.default_rng([seed, zlib.crc32(exercise.name.encode())])
        yield [(probe, exercise.reference(*probe.args)) for probe in exercise.draw(random)]


def passes(exercise, function, drawn):
    return all(
        compare(function(*probe.args), right, exercise.tolerance) is None for probe, right in drawn
    )


@pytest.mark.parametrize("name", MEASURED)
def test_no_fixed_step_passes_at_any_of_many_draws(name):
    exercise = EXERCISES[name]
    ways = {
        way: MEASURED[name](lambda f, at, s=stencil, h=h: s(f, at, h))
        for way, (stencil, h) in STENCILS.items()
    }
    with np.errstate(all="ignore"):
        for seed, drawn in enumerate(draws(exercise)):
            assert passes(exercise, exercise.reference, drawn)
            found = [way for way, function in ways.items() if passes(exercise, function, drawn)]
            assert found == [], seed


def test_a_complex_step_may_pass():
    exercise = EXERCISES["d_power"]

    def complex_step(x):
        return (lesson_01._power(x + 1e-200j)).imag / 1e-200

    assert all(passes(exercise, complex_step, drawn) for drawn in draws(exercise))
