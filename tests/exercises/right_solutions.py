"""Right solutions that do not look like the reference: every exercise must accept them.

At least two for each exercise of the course, as learners write them: with local names, in other
order, with math or machines in place of numpy.
"""

import functools
import itertools
import math
import operator

import numpy as np
from chainrule.machines import cos, cube, exp, sin, square


def compose_with_def(f, g):
    def both(x):
        middle = g(x)
        return f(middle)

    return both


class Composed:
    def __init__(self, *functions):
        self.functions = functions

    def __call__(self, x):
        return functools.reduce(lambda value, function: function(value), self.functions, x)


def slope_two_steps(f, x, h=1e-5):
    right, left = f(x + h), f(x - h)
    run = (x + h) - (x - h)
    return (right - left) / run


def slope_mean_of_sides(f, x, h=1e-5):
    forward = (f(x + h) - f(x)) / h
    backward = (f(x) - f(x - h)) / h
    return 0.5 * (forward + backward)


def chain_rule_in_steps(df, g, dg, x):
    u = g(x)
    dy_du = df(u)
    du_dx = dg(x)
    return du_dx * dy_du


def power_expanded(x):
    return 1215 * x**4 + 1620 * x**3 + 810 * x**2 + 180 * x + 15


def sin_square_by_imaginary_part(x):
    return 2 * x * (np.exp(1j * x * x)).real


def triple_in_steps(x):
    u = square(x)
    v = sin(u)
    dy_dv, dv_du, du_dx = exp(v), cos(u), 2 * x
    return dy_dv * dv_du * du_dx


RIGHT = {
    "compose": [
        lambda f, g: lambda x: f(g(x)),
        compose_with_def,
        lambda f, g: Composed(g, f),
        lambda f, g: functools.partial(lambda inner, outer, x: outer(inner(x)), g, f),
    ],
    "slope": [
        lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / (2 * h),
        lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / 2 / h,
        lambda f, x, h=1e-6: 0.5 * f(x + h) / h - 0.5 * f(x - h) / h,
        slope_two_steps,
        slope_mean_of_sides,
    ],
    "chain_rule": [
        lambda df, g, dg, x: dg(x) * df(g(x)),
        chain_rule_in_steps,
        lambda df, g, dg, x: math.prod([df(g(x)), dg(x)]),
    ],
    "d_power": [
        lambda x: 15 * (3 * x + 1) ** 4,
        lambda x: 15 * square(square(3 * x + 1)),
        lambda x: 3 * (5 * math.pow(1 + 3 * x, 4)),
        lambda x: 15 * (3 * x + 1) * cube(3 * x + 1),
        power_expanded,
    ],
    "d_sin_square": [
        lambda x: 2 * x * math.cos(x * x),
        lambda x: np.cos(np.square(x)) * (x + x),
        lambda x: cos(square(x)) * 2 * x,
        sin_square_by_imaginary_part,
    ],
    "d_triple": [
        lambda x: math.exp(math.sin(x * x)) * math.cos(x * x) * 2 * x,
        lambda x: 2 * x * np.cos(x**2) * np.e ** np.sin(x**2),
        triple_in_steps,
    ],
}


# --- lesson 04: a single neuron -------------------------------------------------------------------


def squash(z):
    return 1 / (1 + np.exp(-z))


def dsigmoid_by_quotient(z):
    decay = np.exp(-z)
    return decay / (1 + decay) ** 2


def local_grads_one_by_one(x, w, b, y):
    grads = {}
    z = x * w + b
    a = squash(z)
    grads["dz_dx"], grads["dz_dw"], grads["dz_db"] = w, x, 1
    grads["da_dz"] = a - a**2
    grads["dL_da"] = -2 * (y - a)
    return grads


def neuron_grads_link_by_link(x, w, b, y):
    a = 1 / (1 + math.exp(-(w * x + b)))
    dL_da, da_dz, dz_dw, dz_db = 2 * (a - y), a * (1 - a), x, 1
    dL_dz = dL_da * da_dz
    return dL_dz * dz_dw, dL_dz * dz_db


def neuron_grads_vec_in_a_loop(x, w, b, y):
    z = b
    for weight, value in zip(w, x, strict=True):
        z += weight * value
    a = 1 / (1 + math.exp(-z))
    dL_dz = 2 * (a - y) * a * (1 - a)
    return np.array([dL_dz * value for value in x]), dL_dz


def neuron_grads_vec_stacked(x, w, b, y):
    """The bias as a weight of an input that is always 1."""
    inputs = np.append(x, 1.0)
    a = squash(np.append(w, b) @ inputs)
    gradient = 2 * (a - y) * a * (1 - a) * inputs
    return gradient[:-1], gradient[-1]


def numerical_grad_in_place_on_a_copy(f, v, h=1e-5):
    v = np.array(v, dtype=float)
    gradient = np.zeros_like(v)
    for index in np.ndindex(*v.shape):
        old = v[index]
        v[index] = old + h
        right = f(v)
        v[index] = old - h
        left = f(v)
        v[index] = old
        gradient[index] = (right - left) / (2 * h)
    return gradient


def numerical_grad_with_two_copies(f, v, h=1e-5):
    slopes = []
    for place in range(v.size):
        right, left = v.astype(float), v.astype(float)
        right.flat[place] += h
        left.flat[place] -= h
        slopes.append((f(right) - f(left)) / (2 * h))
    return np.reshape(slopes, v.shape)


def numerical_grad_by_unit_nudges(f, v, h=1e-5):
    nudges = h * np.eye(v.size).reshape(v.size, *v.shape)
    return np.array([(f(v + e) - f(v - e)) / 2 / h for e in nudges]).reshape(v.shape)


RIGHT |= {
    "dsigmoid": [
        lambda z: squash(z) * (1 - squash(z)),
        lambda z: squash(z) - squash(z) ** 2,
        dsigmoid_by_quotient,
        lambda z: np.exp(-z) * squash(z) ** 2,
        lambda z: 0.25 / np.cosh(z / 2) ** 2,
    ],
    "local_grads": [
        local_grads_one_by_one,
        lambda x, w, b, y: {
            "dL_da": 2 * (squash(w * x + b) - y),
            "da_dz": squash(w * x + b) * squash(-w * x - b),
            "dz_dw": x,
            "dz_db": 1,
            "dz_dx": w,
        },
    ],
    "neuron_grads": [
        neuron_grads_link_by_link,
        lambda x, w, b, y: tuple(
            -2 * (y - squash(w * x + b)) * dsigmoid_by_quotient(w * x + b) * last for last in (x, 1)
        ),
    ],
    "neuron_grads_vec": [
        neuron_grads_vec_in_a_loop,
        neuron_grads_vec_stacked,
        lambda x, w, b, y: [
            2 * (squash(w @ x + b) - y) * dsigmoid_by_quotient(w @ x + b) * last for last in (x, 1)
        ],
    ],
    "numerical_grad": [
        numerical_grad_in_place_on_a_copy,
        numerical_grad_with_two_copies,
        numerical_grad_by_unit_nudges,
    ],
}

# --- lesson 02 ------------------------------------------------------------------------------------


def run_machines_one_by_one(x, machines):
    values = [x]
    value = x
    for i in range(len(machines)):
        value = machines[i](value)
        values = [*values, value]
    return values


def local_rates_on_the_way(x, machines, rates):
    found = []
    for machine, rate in zip(machines, rates, strict=True):
        found.append(rate(x))
        x = machine(x)
    return found


def local_rates_into_an_array(x, machines, rates):
    found = np.zeros(len(rates))
    for i in range(len(rates)):
        found[i] = rates[i](run_in_a_row(x, machines[:i]))
    return found


def run_in_a_row(x, machines):
    return functools.reduce(lambda value, machine: machine(value), machines, x)


def sweep_from_the_front(rates):
    found = [1.0]
    for rate in rates[::-1]:
        found.insert(0, found[0] * rate)
    return found


def sweep_by_index(rates):
    found = [1.0] * (len(rates) + 1)
    for i in range(len(rates) - 1, -1, -1):
        found[i] = found[i + 1] * rates[i]
    return found


def sweep_recursively(rates):
    if not rates:
        return [1.0]
    behind = sweep_recursively(rates[1:])
    return [rates[0] * behind[0], *behind]


def predict_change_link_by_link(x, dx, machines, rates):
    change = dx
    for machine, rate in zip(machines, rates, strict=True):
        change = rate(x) * change
        x = machine(x)
    return change


RIGHT |= {
    "run_machines": [
        run_machines_one_by_one,
        lambda x, machines: list(itertools.accumulate(machines, lambda v, m: m(v), initial=x)),
        lambda x, machines: [run_in_a_row(x, machines[:i]) for i in range(len(machines) + 1)],
        lambda x, machines: np.array(
            [run_in_a_row(x, machines[:i]) for i in range(len(machines) + 1)]
        ),
    ],
    "local_rates": [
        local_rates_on_the_way,
        local_rates_into_an_array,
        lambda x, machines, rates: [
            rate(value)
            for rate, value in zip(rates, run_machines_one_by_one(x, machines), strict=False)
        ],
    ],
    "overall_rate": [
        lambda rates: math.prod(rates),
        lambda rates: float(np.prod(rates)),
        lambda rates: functools.reduce(operator.mul, rates, 1),
        lambda rates: rates[0] * math.prod(rates[1:]) if len(rates) > 0 else 1,
    ],
    "backward_sweep": [
        sweep_from_the_front,
        sweep_by_index,
        sweep_recursively,
        lambda rates: [*itertools.accumulate(rates[::-1], operator.mul, initial=1.0)][::-1],
        lambda rates: np.cumprod([1.0, *rates[::-1]])[::-1],
    ],
    "predict_change": [
        predict_change_link_by_link,
        lambda x, dx, machines, rates: dx * math.prod(local_rates_on_the_way(x, machines, rates)),
        lambda x, dx, machines, rates: (
            sweep_recursively(local_rates_into_an_array(x, machines, rates).tolist())[0] * dx
        ),
    ],
}
