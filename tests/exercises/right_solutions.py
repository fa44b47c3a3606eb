"""Right solutions that do not look like the reference: every exercise must accept them.

At least two for each exercise of the course, as learners write them: with local names, in other
order, with math or machines in place of numpy.
"""

import functools
import math

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
