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

from autograders.backprop import (
    Value,
    backward,
    drag,
    drpm_dpedal,
    dspeed_dpedal,
    dspeed_drpm,
    linear_backward,
    minibatches,
    mlp_backward,
    mlp_loss,
    power,
    relu_backward,
    rpm,
    sgd_step,
    sigmoid_backward,
    speed,
    topological_order,
    train_step,
)


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


# --- 03 the gas pedal -----------------------------------------------------------------------------


def engine_rate_in_steps(p):
    u = -p / 40
    du_dp = -1 / 40
    dr_du = -5200 * exp(u)
    return dr_du * du_dp


def gearbox_rate_in_steps(r, gear):
    wheel_turns_per_rpm = 1 / gear / 3.9
    metres_per_turn = math.pi * 0.64
    return wheel_turns_per_rpm * metres_per_turn * 60 / 1000


def pedal_rate_in_steps(p, gear):
    r = rpm(p)
    dr_dp = drpm_dpedal(p)
    dv_dr = dspeed_drpm(r, gear)
    return dv_dr * dr_dp


def drag_rate_in_steps(p, gear):
    r = rpm(p)
    v = speed(r, gear)
    u = v / 3.6
    dD_du = 3 * 0.5 * 1.2 * 0.66 * u**2 / 1000
    return dD_du * 1 / 3.6 * dspeed_drpm(r, gear) * drpm_dpedal(p)


def drag_rate_in_kmh(p, gear):
    """Drag as a function of km/h, which hides the change of unit in a constant."""
    v = speed(rpm(p), gear)
    dD_dv = 3 * 0.000396 * v**2 / 3.6**3
    return dD_dv * dspeed_dpedal(p, gear)


def rates_by_neighbours(p, r, v):
    """What np.gradient does, line by line: the two neighbours' slopes, weighted by distance."""

    def rate(y, x):
        steps, slopes = np.diff(x), np.diff(y) / np.diff(x)
        rates = [slopes[0]]
        for i in range(len(steps) - 1):
            before, after = steps[i], steps[i + 1]
            rates.append((slopes[i] * after + slopes[i + 1] * before) / (before + after))
        return np.array([*rates, slopes[-1]])

    return rate(v, p), rate(v, r) * rate(r, p)


def rates_as_lists(p, r, v):
    direct = np.gradient(v, p)
    product = [a * b for a, b in zip(np.gradient(v, r), np.gradient(r, p), strict=True)]
    return [direct.tolist(), product]


RIGHT |= {
    "drpm_dpedal": [
        lambda p: 130 * np.exp(-p / 40),
        lambda p: 5200 / 40 * exp(-p / 40),
        lambda p: (6000 - rpm(p)) / 40,
        engine_rate_in_steps,
    ],
    "dspeed_drpm": [
        lambda r, gear: 0.06 * np.pi * 0.64 / (3.9 * gear),
        lambda r, gear: speed(r, gear) / r,
        lambda r, gear: speed(r + 1, gear) - speed(r, gear),
        lambda r, gear: (speed(r + 1e-5, gear) - speed(r - 1e-5, gear)) / 2e-5,
        gearbox_rate_in_steps,
    ],
    "dspeed_dpedal": [
        lambda p, gear: drpm_dpedal(p) * dspeed_drpm(rpm(p), gear),
        lambda p, gear: dspeed_drpm(0, gear) * drpm_dpedal(p),
        lambda p, gear: 130 * math.exp(-p / 40) * 0.06 * math.pi * 0.64 / (3.9 * gear),
        pedal_rate_in_steps,
    ],
    "ddrag_dpedal": [
        drag_rate_in_steps,
        drag_rate_in_kmh,
        lambda p, gear: (
            3 * drag(speed(rpm(p), gear) / 3.6) / speed(rpm(p), gear) * dspeed_dpedal(p, gear)
        ),
    ],
    "rates_from_log": [
        lambda p, r, v: (np.gradient(v, p), np.gradient(v, r) * np.gradient(r, p)),
        rates_by_neighbours,
        rates_as_lists,
    ],
}


# --- 00 predictions -------------------------------------------------------------------------------


def weighted_sum_in_a_loop(x, w, b):
    z = b
    for weight, value in zip(w, x, strict=True):
        z += weight * value
    return z


def sigmoid_by_branches(z):
    z = np.asarray(z, dtype=float)
    result = np.empty(z.shape)
    right = z >= 0
    result[right] = 1 / (1 + np.exp(-z[right]))
    grown = np.exp(z[~right])
    result[~right] = grown / (1 + grown)
    return result


def logistic(z):
    return 1 / (1 + np.exp(-z))


def neuron_in_steps(x, w, b):
    products = w * x
    total = products.sum()
    z = total + b
    return 1 / (1 + math.exp(-z))


def forward_in_steps(x, W1, b1, W2, b2):
    z1 = x @ W1 + b1
    a1 = logistic(z1)
    z2 = a1 @ W2 + b2
    return a1, logistic(z2)


def forward_neuron_by_neuron(x, W1, b1, W2, b2):
    def layer(values, W, b):
        return [neuron_in_steps(np.array(values), W[:, j], b[j]) for j in range(np.shape(W)[1])]

    a1 = layer(x, W1, b1)
    return a1, layer(a1, W2, b2)


RIGHT |= {
    "weighted_sum": [
        weighted_sum_in_a_loop,
        lambda x, w, b: np.dot(w, x) + b,
        lambda x, w, b: float(np.array(x) @ np.array(w)) + b,
        lambda x, w, b: sum(wi * xi for wi, xi in zip(w, x, strict=True)) + b,
        lambda x, w, b: np.sum(np.multiply(x, w)) + b,
    ],
    "sigmoid": [
        logistic,
        sigmoid_by_branches,
        lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500))),
        lambda z: (1 + np.exp(-np.asarray(z, float))) ** -1,
        lambda z: 0.5 * (1 + np.tanh(np.asarray(z) / 2)),
    ],
    "neuron": [
        neuron_in_steps,
        lambda x, w, b: logistic(np.dot(w, x) + b),
        lambda x, w, b: logistic(weighted_sum_in_a_loop(x, w, b)),
    ],
    "forward": [
        forward_in_steps,
        forward_neuron_by_neuron,
        lambda x, W1, b1, W2, b2: [
            logistic(W1.T @ x + b1),
            logistic(W2.T @ logistic(W1.T @ x + b1) + b2),
        ],
        lambda x, W1, b1, W2, b2: (
            a1 := logistic(np.dot(x, W1) + b1),
            logistic(np.dot(a1, W2) + b2),
        ),
    ],
    "squared_error": [
        lambda a, y: (a - y) ** 2,
        lambda a, y: (y - a) * (y - a),
        lambda a, y: abs(a - y) ** 2,
        lambda a, y: np.square(a - y),
        lambda a, y: a * a - 2 * a * y + y * y,
    ],
}


# --- 05 layers ------------------------------------------------------------------------------------


def two_routes_in_steps(x):
    u, v = x * x, math.sin(x)
    du_dx, dv_dx = 2 * x, math.cos(x)
    return du_dx * v + dv_dx * u


def routes_in_a_loop(W1, W2, i, k):
    total = 0
    for j in range(W1.shape[1]):
        total += W1[i][j] * W2[j][k]
    return total


def mlp_forward_row_by_row(params, X):
    A1, A2 = [], []
    for row in X:
        a1 = logistic(row @ params["W1"] + params["b1"])
        A1.append(a1)
        A2.append(logistic(a1 @ params["W2"] + params["b2"]))
    return A1, A2


def mlp_forward_neuron_by_neuron(params, X):
    def layer(rows, W, b):
        out = np.zeros((len(rows), len(b)))
        for n in range(len(rows)):
            for j in range(len(b)):
                z = b[j]
                for i in range(len(W)):
                    z += rows[n, i] * W[i, j]
                out[n, j] = 1 / (1 + math.exp(-z))
        return out

    A1 = layer(X, params["W1"], params["b1"])
    return A1, layer(A1, params["W2"], params["b2"])


def sigmoid_backward_entry_by_entry(dA, A):
    dZ = np.zeros(A.shape)
    for place in np.ndindex(A.shape):
        dZ[place] = dA[place] * A[place] * (1 - A[place])
    return dZ


def sigmoid_backward_on_a_copy(dA, A):
    dZ = dA.copy()
    dZ *= A
    dZ *= 1 - A
    return dZ


def sigmoid_backward_by_z(dA, A):
    z = np.log(A / (1 - A))
    return dA * np.exp(-z) / (1 + np.exp(-z)) ** 2


def linear_backward_example_by_example(dZ, X, W):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n in range(len(X)):
        dX[n] = W @ dZ[n]
        dW += np.outer(X[n], dZ[n])
        db += dZ[n]
    return dX, dW, db


def linear_backward_by_loops(dZ, X, W):
    (N, D), H = X.shape, W.shape[1]
    dX = [[sum(dZ[n, h] * W[d, h] for h in range(H)) for d in range(D)] for n in range(N)]
    dW = [[sum(X[n, d] * dZ[n, h] for n in range(N)) for h in range(H)] for d in range(D)]
    return dX, dW, [sum(dZ[n, h] for n in range(N)) for h in range(H)]


def mlp_backward_in_one_go(params, X, Y):
    A1 = logistic(X @ params["W1"] + params["b1"])
    A2 = logistic(A1 @ params["W2"] + params["b2"])
    dZ2 = 2 * (A2 - Y) / X.shape[0] * A2 * (1 - A2)
    dZ1 = (dZ2 @ params["W2"].T) * A1 * (1 - A1)
    return {
        "b2": dZ2.sum(0),
        "W2": A1.T.dot(dZ2),
        "b1": dZ1.sum(0),
        "W1": X.T.dot(dZ1),
    }


def mlp_backward_with_einsum(params, X, Y):
    A1, A2 = mlp_forward_row_by_row(params, X)
    A1, A2 = np.array(A1), np.array(A2)
    dZ2 = (A2 - Y) * (A2 - A2**2) * 2 / len(Y)
    dZ1 = np.einsum("nk,hk->nh", dZ2, params["W2"]) * (A1 - A1**2)
    return dict(
        W1=np.einsum("nd,nh->dh", X, dZ1),
        b1=np.einsum("nh->h", dZ1),
        W2=np.einsum("nh,nk->hk", A1, dZ2),
        b2=np.einsum("nk->k", dZ2),
    )


def mlp_backward_example_by_example(params, X, Y):
    grads = {name: np.zeros(np.shape(value)) for name, value in params.items()}
    for x, y in zip(X, Y, strict=True):
        a1 = logistic(x @ params["W1"] + params["b1"])
        a2 = logistic(a1 @ params["W2"] + params["b2"])
        delta2 = 2 * (a2 - y) * a2 * (1 - a2)
        delta1 = params["W2"] @ delta2 * a1 * (1 - a1)
        for name, part in (
            ("W2", np.outer(a1, delta2)),
            ("b2", delta2),
            ("W1", np.outer(x, delta1)),
            ("b1", delta1),
        ):
            grads[name] += part / len(X)
    return grads


def mlp_backward_of_parts(params, X, Y):
    A1, A2 = mlp_forward_neuron_by_neuron(params, X)
    dZ2 = sigmoid_backward_on_a_copy(2 / len(X) * (A2 - Y), A2)
    dA1, dW2, db2 = linear_backward_example_by_example(dZ2, A1, params["W2"])
    dZ1 = sigmoid_backward_on_a_copy(dA1, A1)
    _, dW1, db1 = linear_backward_by_loops(dZ1, X, params["W1"])
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


RIGHT |= {
    "two_route_grad": [
        two_routes_in_steps,
        lambda x: x * (2 * np.sin(x) + x * np.cos(x)),
        lambda x: sum(slope * other for slope, other in ((2 * x, sin(x)), (cos(x), square(x)))),
        lambda x: np.dot([2 * x, np.cos(x)], [np.sin(x), x**2]),
    ],
    "route_gradient": [
        routes_in_a_loop,
        lambda W1, W2, i, k: (W1 @ W2)[i, k],
        lambda W1, W2, i, k: W1[i] @ W2[:, k],
        lambda W1, W2, i, k: np.sum(W1[i, :] * W2.T[k]),
        lambda W1, W2, i, k: np.einsum("j,j", W1[i], W2[:, k]),
        lambda W1, W2, i, k: sum([a * b for a, b in zip(W1[i], W2[:, k], strict=True)]),
    ],
    "mlp_forward": [
        mlp_forward_row_by_row,
        mlp_forward_neuron_by_neuron,
        lambda params, X: [
            A1 := logistic(np.einsum("nd,dh->nh", X, params["W1"]) + params["b1"]),
            logistic(np.dot(A1, params["W2"]) + params["b2"]),
        ],
        lambda params, X: (
            A1 := logistic(params["W1"].T @ X.T + params["b1"][:, None]).T,
            logistic(A1 @ params["W2"] + params["b2"].reshape(1, -1)),
        ),
    ],
    "sigmoid_backward": [
        sigmoid_backward_entry_by_entry,
        sigmoid_backward_on_a_copy,
        sigmoid_backward_by_z,
        lambda dA, A: dA * (A - A**2),
        lambda dA, A: np.multiply(dA, np.multiply(A, np.subtract(1, A))),
        lambda dA, A: [
            [d * a * (1 - a) for d, a in zip(above, row, strict=True)]
            for above, row in zip(dA, A, strict=True)
        ],
    ],
    "linear_backward": [
        linear_backward_example_by_example,
        linear_backward_by_loops,
        lambda dZ, X, W: [(W @ dZ.T).T, (dZ.T @ X).T, np.ones(len(X)) @ dZ],
        lambda dZ, X, W: (
            np.einsum("nh,dh->nd", dZ, W),
            np.einsum("nd,nh->dh", X, dZ),
            np.einsum("nh->h", dZ),
        ),
        lambda dZ, X, W: (np.dot(dZ, W.transpose()), np.dot(np.transpose(X), dZ), sum(dZ)),
    ],
    "mlp_backward": [
        mlp_backward_in_one_go,
        mlp_backward_with_einsum,
        mlp_backward_example_by_example,
        mlp_backward_of_parts,
    ],
}


# --- 06 weight updates ----------------------------------------------------------------------------


def sgd_step_by_copies(params, grads, lr):
    new = {}
    for name, gradient in grads.items():
        new[name] = params[name].copy()
        new[name] -= lr * gradient
    return new


def sgd_step_entry_by_entry(params, grads, lr):
    new = {}
    for name in params:
        new[name] = np.zeros(params[name].shape)
        for place in np.ndindex(params[name].shape):
            new[name][place] = params[name][place] - lr * grads[name][place]
    return new


def standardize_column_by_column(X_train, X_other):
    A, B = np.zeros(X_train.shape), np.zeros(X_other.shape)
    for j in range(X_train.shape[1]):
        column = X_train[:, j]
        mean, spread = column.mean(), np.std(column)
        if spread > 0:
            A[:, j] = (column - mean) / spread
            B[:, j] = (X_other[:, j] - mean) / spread
    return A, B


def standardize_and_mend(X_train, X_other):
    m, s = X_train.mean(0), X_train.std(0)
    return np.nan_to_num((X_train - m) / s), np.nan_to_num((X_other - m) / s)


def standardize_with_lists(X_train, X_other):
    columns = list(zip(*X_train.tolist(), strict=True))
    means = [sum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]

    def scaled(table):
        return [
            [
                (value - mean) / spread
                for value, mean, spread in zip(row, means, spreads, strict=True)
            ]
            for row in table.tolist()
        ]

    return scaled(X_train), scaled(X_other)


def loss_by_hand(params, X, Y):
    A2 = mlp_forward_row_by_row(params, X)[1]
    return sum(sum((a - y) ** 2) for a, y in zip(A2, Y, strict=True)) / len(X)


def train_step_in_one_go(params, X, Y, lr):
    before = loss_by_hand(params, X, Y)
    grads = mlp_backward_with_einsum(params, X, Y)
    return {name: value - lr * grads[name] for name, value in params.items()}, before


def train_step_from_the_end(params, X, Y, lr):
    new = {name: value.copy() for name, value in params.items()}
    for name, gradient in mlp_backward_example_by_example(params, X, Y).items():
        new[name] -= lr * gradient
    return [new, np.float64(loss_by_hand(params, X, Y))]


def train_step_of_parts(params, X, Y, lr):
    loss = mlp_loss(params, X, Y)
    grads = mlp_backward(params, X, Y)
    return sgd_step(params, grads, lr), loss


def minibatches_shuffled_indices(X, Y, batch_size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], Y[rows]


def minibatches_by_choice(X, Y, batch_size, rng):
    order = rng.choice(len(X), size=len(X), replace=False)
    batches = []
    while len(order):
        rows, order = order[:batch_size], order[batch_size:]
        batches.append((X[rows], Y[rows]))
    return batches


def minibatches_sorted_by_chance(X, Y, batch_size, rng):
    order = np.argsort(rng.random(len(X)))
    cuts = range(batch_size, len(X), batch_size)
    return zip(np.split(X[order], cuts), np.split(Y[order], cuts), strict=True)


def minibatches_drawn_one_by_one(X, Y, batch_size, rng):
    left, X_batch, Y_batch = list(range(len(X))), [], []
    while left:
        row = left.pop(int(rng.integers(len(left))))
        X_batch.append(X[row])
        Y_batch.append(Y[row])
        if len(X_batch) == batch_size or not left:
            yield np.array(X_batch), np.array(Y_batch)
            X_batch, Y_batch = [], []


def minibatches_of_a_copy(X, Y, batch_size, rng):
    both = np.hstack([X, Y])
    rng.shuffle(both)
    for start in range(0, len(both), batch_size):
        part = both[start : start + batch_size]
        yield part[:, : X.shape[1]], part[:, X.shape[1] :]


def accuracy_by_counting(A2, labels):
    hits = 0
    for outputs, label in zip(A2, labels, strict=True):
        best = 0
        for k in range(len(outputs)):
            if outputs[k] > outputs[best]:
                best = k
        hits += best == label
    return hits / len(labels)


def train_with_lists(params, X, Y, epochs, lr, batch_size, rng):
    history = []
    while len(history) < epochs:
        batches = list(minibatches(X, Y, batch_size, rng))
        for i in range(len(batches)):
            params = train_step(params, batches[i][0], batches[i][1], lr)[0]
        history += [mlp_loss(params, X, Y)]
    return [params, history]


def train_by_keywords(params, X, Y, epochs, lr, batch_size, rng):
    new, history = dict(params), np.zeros(epochs)
    for epoch in range(epochs):
        for X_batch, Y_batch in minibatches(X=X, Y=Y, batch_size=batch_size, rng=rng):
            new, _ = train_step(params=new, X=X_batch, Y=Y_batch, lr=lr)
        history[epoch] = mlp_loss(params=new, X=X, Y=Y)
    return new, history


def train_with_a_loss_by_hand(params, X, Y, epochs, lr, batch_size, rng):
    history = []
    for _ in range(epochs):
        for batch in minibatches(X, Y, batch_size, rng):
            params, _ = train_step(params, *batch, lr)
        history.append(loss_by_hand(params, X, Y))
    return params, history


RIGHT |= {
    "sgd_step": [
        sgd_step_by_copies,
        sgd_step_entry_by_entry,
        lambda params, grads, lr: {name: params[name] - lr * grads[name] for name in params},
        lambda params, grads, lr: {key: params[key] - grads[key] * lr for key in grads},
        lambda params, grads, lr: {
            name: np.subtract(value, np.multiply(lr, grads[name])) for name, value in params.items()
        },
    ],
    "standardize": [
        standardize_column_by_column,
        standardize_and_mend,
        standardize_with_lists,
        lambda X_train, X_other: [
            (X - X_train.mean(axis=0)) / (X_train.std(axis=0) + 1e-8) for X in (X_train, X_other)
        ],
        lambda X_train, X_other: tuple(
            (X - np.mean(X_train, 0))
            / np.where(np.ptp(X_train, 0) == 0, np.inf, np.std(X_train, 0))
            for X in (X_train, X_other)
        ),
    ],
    "train_step": [
        train_step_in_one_go,
        train_step_from_the_end,
        train_step_of_parts,
    ],
    "minibatches": [
        minibatches_shuffled_indices,
        minibatches_by_choice,
        minibatches_sorted_by_chance,
        minibatches_drawn_one_by_one,
        minibatches_of_a_copy,
    ],
    "accuracy": [
        accuracy_by_counting,
        lambda A2, labels: (A2.argmax(axis=1) == labels).mean(),
        lambda A2, labels: np.mean(
            [np.argmax(row) == k for row, k in zip(A2, labels, strict=True)]
        ),
        lambda A2, labels: np.count_nonzero(np.argmax(A2, -1) == labels) / A2.shape[0],
        lambda A2, labels: np.bincount(A2.argmax(1) == labels, minlength=2)[1] / len(labels),
    ],
    "train": [
        train_with_lists,
        train_by_keywords,
        train_with_a_loss_by_hand,
    ],
}


# --- lesson 07: deep networks ---------------------------------------------------------------------


def chain_with_saved_slopes(ws, x, y):
    received, slopes = [], []
    a = x
    for w in ws:
        received.append(a)
        a = 1 / (1 + math.exp(-w * a))
        slopes.append(a - a**2)
    signal, grads = 2 * (a - y), []
    for w, got, s in zip(reversed(ws), reversed(received), reversed(slopes), strict=True):
        signal *= s
        grads.insert(0, signal * got)
        signal *= w
    return grads


def chain_every_weight_anew(ws, x, y):
    """Slow, and right: no cost is promised."""
    found = []
    for place in range(len(ws)):
        a, da = x, None
        for n, w in enumerate(ws):
            da = a if n == place else (None if da is None else da * w)
            a = squash(w * a)
            da = None if da is None else da * a * (1 - a)
        found.append(2 * (a - y) * da)
    return found


def chain_as_array(ws, x, y):
    a = np.empty(len(ws) + 1)
    a[0] = x
    for n, w in enumerate(ws):
        a[n + 1] = squash(w * a[n])
    dz = np.empty(len(ws))
    dz[-1] = 2 * (a[-1] - y) * a[-1] * (1 - a[-1])
    for n in range(len(ws) - 2, -1, -1):
        dz[n] = dz[n + 1] * ws[n + 1] * a[n + 1] * (1 - a[n + 1])
    return dz * a[:-1]


def chain_by_recursion(ws, x, y):
    def back(n, a):
        if n == len(ws):
            return 2 * (a - y), []
        out = squash(ws[n] * a)
        arrives, behind = back(n + 1, out)
        dz = arrives * out * (1 - out)
        return dz * ws[n], [dz * a, *behind]

    return tuple(back(0, x)[1])


def gate_in_place(dA, Z):
    dZ = dA.copy()
    dZ[Z <= 0] = 0
    return dZ


def gate_entry_by_entry(dA, Z):
    return [
        [d if z > 0 else 0.0 for d, z in zip(row, sums, strict=True)]
        for row, sums in zip(dA, Z, strict=True)
    ]


def gate_by_loops(dA, Z):
    dZ = np.zeros_like(dA)
    for n in range(Z.shape[0]):
        for h in range(Z.shape[1]):
            if Z[n, h] > 0:
                dZ[n, h] = dA[n, h]
    return dZ


def start_one_by_one(fan_in, fan_out, rng):
    spread = math.sqrt(2 / fan_in)
    W = [[rng.normal(0, spread) for _ in range(fan_out)] for _ in range(fan_in)]
    return np.array(W), [0.0] * fan_out


def start_evenly(fan_in, fan_out, rng):
    """Evenly between two ends, whose spread is the one asked for (He's uniform start)."""
    end = math.sqrt(6 / fan_in)
    return [rng.uniform(-end, end, size=(fan_in, fan_out)), np.zeros((fan_out,))]


def start_by_signs(fan_in, fan_out, rng):
    return rng.choice([-1, 1], (fan_in, fan_out)) * (2 / fan_in) ** 0.5, np.zeros(fan_out, int)


def deep_with_given_parts(layers, X, Y):
    zs, received = [], [X]
    for n, (W, b) in enumerate(layers):
        zs.append(received[-1] @ W + b)
        is_last = n == len(layers) - 1
        received.append(squash(zs[-1]) if is_last else np.maximum(zs[-1], 0))
    out = received.pop()
    dZ = sigmoid_backward(2 * (out - Y) / len(X), out)
    grads = []
    for n in range(len(layers) - 1, -1, -1):
        dX, dW, db = linear_backward(dZ, received[n], layers[n][0])
        grads.append((dW, db))
        if n:
            dZ = relu_backward(dX, zs[n - 1])
    grads.reverse()
    return grads


def deep_gates_from_activations(layers, X, Y):
    """A gate is open where its activation is above 0; pairs as lists."""
    *hidden, (W_last, b_last) = layers
    kept, a = [], X
    for W, b in hidden:
        out = (a @ W + b).clip(min=0)
        kept.append((a, out, W))
        a = out
    y = squash(a @ W_last + b_last)
    d = (y - Y) * 2 * y * (1 - y) / X.shape[0]
    grads = [[a.T.dot(d), np.sum(d, axis=0)]]
    d = d.dot(W_last.T)
    for before, out, W in reversed(kept):
        d = d * (out > 0)
        grads.insert(0, [before.T.dot(d), np.sum(d, axis=0)])
        d = d.dot(W.T)
    return grads


def deep_by_einsum(layers, X, Y):
    As = [X]
    for place, (W, b) in enumerate(layers, 1):
        Z = np.einsum("nd,dh->nh", As[-1], W) + b
        As.append(np.where(Z > 0, Z, 0) if place < len(layers) else squash(Z))
    grads, dA = {}, 2 * (As[-1] - Y) / len(Y)
    for place in reversed(range(len(layers))):
        A = As[place + 1]
        dZ = dA * (A * (1 - A) if place == len(layers) - 1 else np.sign(A))
        grads[place] = np.einsum("nd,nh->dh", As[place], dZ), np.einsum("nh->h", dZ)
        dA = np.einsum("nh,dh->nd", dZ, layers[place][0])
    return [grads[place] for place in range(len(layers))]


def deep_by_recursion(layers, X, Y):
    def back(received, rest):
        (W, b), *behind = rest
        Z = received @ W + b
        if behind:
            arrives, found = back(np.maximum(Z, 0), behind)
            dZ = relu_backward(arrives, Z)
        else:
            A, found = squash(Z), []
            dZ = sigmoid_backward(2 / len(X) * (A - Y), A)
        return dZ @ W.T, [(received.T @ dZ, dZ.sum(0)), *found]

    return back(X, list(layers))[1]


def deep_row_by_row(layers, X, Y):
    total = [[np.zeros_like(W), np.zeros_like(b)] for W, b in layers]
    for x, y in zip(X, Y, strict=True):
        one = deep_gates_from_activations(layers, x[None], y[None])
        for kept, (dW, db) in zip(total, one, strict=True):
            kept[0] += dW / len(X)
            kept[1] += db / len(X)
    return total


def cost_by_dict(n_params, method):
    counts = {"nudging one side": 1 + n_params, "nudging both sides": n_params * 2}
    counts["backprop"] = 1 + 2
    if method in counts:
        return counts[method]
    raise ValueError("choose one of " + ", ".join(counts))


def cost_by_match(n_params, method):
    match method:
        case "nudging one side":
            return n_params + 1
        case "nudging both sides":
            return n_params + n_params
        case "backprop":
            return 3.0
        case _:
            raise ValueError


def cost_of_own_kind(n_params, method):
    try:
        return {"nudging one side": n_params + 1, "nudging both sides": 2 * n_params}[method]
    except KeyError:
        if method != "backprop":
            raise ValueError(method) from None
        return np.int64(3)


def clip_joined(grads, max_norm):
    together = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
    if together <= max_norm:
        return grads
    return {name: g / together * max_norm for name, g in grads.items()}


def clip_with_guard(grads, max_norm):
    """As libraries write it: a little is added, so that 0 divides nothing."""
    total = math.sqrt(sum(float((g * g).sum()) for g in grads.values()))
    factor = min(1.0, max_norm / (total + 1e-6))
    return {name: g * factor for name, g in grads.items()}


def clip_in_loops(grads, max_norm):
    squares = 0
    for g in grads.values():
        for entry in g.flat:
            squares += entry**2
    length = squares**0.5
    clipped = {}
    for name in grads:
        clipped[name] = grads[name].copy()
        if length > max_norm:
            clipped[name] *= max_norm / length
    return clipped


def clip_by_larger(grads, max_norm):
    length = np.sqrt(sum(np.vdot(g, g) for g in grads.values()))
    return {name: max_norm * g / max(length, max_norm) for name, g in grads.items()}


RIGHT |= {
    "deep_chain_grads": [
        chain_with_saved_slopes,
        chain_every_weight_anew,
        chain_as_array,
        chain_by_recursion,
    ],
    "relu_backward": [
        lambda dA, Z: np.where(Z > 0, dA, 0),
        lambda dA, Z: dA * (Z > 0).astype(float),
        lambda dA, Z: dA * np.heaviside(Z, 0),
        lambda dA, Z: dA * np.sign(np.maximum(Z, 0)),
        gate_in_place,
        gate_entry_by_entry,
        gate_by_loops,
    ],
    "he_init": [
        lambda n, m, rng: (rng.standard_normal((n, m)) * np.sqrt(2 / n), np.zeros(m)),
        lambda n, m, rng: (rng.normal(size=(m, n)).T * (2 / n) ** 0.5, np.zeros(m)),
        lambda n, m, rng: (rng.normal(0, (2 / n) ** 0.5, n * m).reshape(n, m), [0] * m),
        start_one_by_one,
        start_evenly,
        start_by_signs,
    ],
    "deep_backward": [
        deep_with_given_parts,
        deep_gates_from_activations,
        deep_by_einsum,
        deep_by_recursion,
        deep_row_by_row,
    ],
    "cost_in_forward_passes": [cost_by_dict, cost_by_match, cost_of_own_kind],
    "clip_by_norm": [clip_joined, clip_with_guard, clip_in_loops, clip_by_larger],
}


class ValueOfParts(Value):
    """Numbers beside Values are left out of the parents; lists in place of tuples."""

    def __add__(self, other):
        if isinstance(other, Value):
            return ValueOfParts(self.data + other.data, [self, other], [1, 1])
        return ValueOfParts(self.data + other, [self], [1])

    def __mul__(self, other):
        if not isinstance(other, Value):
            return ValueOfParts(other * self.data, (self,), (float(other),))
        made = ValueOfParts(self.data * other.data)
        made.parents = (self, other)
        made.slopes = (other.data, self.data)
        return made


class ValueMerged(Value):
    """The same parent twice is written once, with the sum of both slopes."""

    def __add__(self, other):
        if self is other:
            return ValueMerged(2 * self.data, (self,), (2.0,))
        other = other if isinstance(other, Value) else ValueMerged(other)
        return ValueMerged(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        if self is other:
            return ValueMerged(self.data**2, (self,), (2 * self.data,))
        other = other if isinstance(other, Value) else ValueMerged(other)
        return ValueMerged(self.data * other.data, (other, self), (self.data, other.data))


class ValueInSlots:
    """Nothing but its five attributes fits into a node; the operations are functions around it."""

    __slots__ = ("data", "grad", "made_by", "parents", "slopes")

    def __init__(self, data, parents=(), slopes=(), made_by=""):
        self.data, self.grad, self.made_by = float(data), 0.0, made_by
        self.parents, self.slopes = list(parents), list(slopes)

    def __add__(self, other):
        other = as_node(other)
        return ValueInSlots(sum((self.data, other.data)), (self, other), np.ones(2), "+")

    def __mul__(self, other):
        pair = (self, as_node(other))
        numbers = [node.data for node in pair]
        return ValueInSlots(math.prod(numbers), pair, reversed(numbers), "*")


def as_node(other):
    return ValueInSlots(other) if isinstance(other, (int, float)) else other


def power_as_product(v, n):
    product = v
    for _ in range(abs(n) - 1):
        product = product * v
    return product if n > 0 else 1 / product


def power_by_cases(v, n):
    if n == 1:
        slope = 1.0
    elif n == 2:
        slope = 2 * v.data
    else:
        slope = n * math.pow(v.data, n - 1)
    return Value(math.pow(v.data, n), [v], [slope])


def power_by_its_value(v, n):
    made = Value(v.data**n, parents=(v,), made_by="power")
    made.slopes = [n * made.data / v.data]
    return made


def order_by_recursion(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order


def order_without_sets(root, order=None):
    order = [] if order is None else order
    for parent in root.parents:
        if not any(parent is other for other in order):
            order_without_sets(parent, order)
    order.append(root)
    return order


def order_by_counting_users(root):
    users, nodes, todo = {id(root): 0}, [root], [root]
    while todo:
        for parent in todo.pop().parents:
            if id(parent) not in users:
                users[id(parent)] = 0
                nodes.append(parent)
                todo.append(parent)
            users[id(parent)] += 1
    backwards, ready = [], [root]
    while ready:
        node = ready.pop()
        backwards.append(node)
        for parent in node.parents:
            users[id(parent)] -= 1
            if users[id(parent)] == 0:
                ready.append(parent)
    return tuple(backwards[::-1])


def order_by_trying_again(root):
    """Quadratic: whoever has all parents in the list may join it."""
    nodes = [root]
    for node in nodes:
        nodes.extend(parent for parent in dict.fromkeys(node.parents) if parent not in nodes)
    order = []
    while len(order) < len(nodes):
        for node in nodes:
            if node not in order and all(parent in order for parent in node.parents):
                order.append(node)
    return order


def order_of_late_users(root):
    """Everyone moves to the back again whenever a further user is met."""
    order = [root]
    for node in order:
        for parent in node.parents:
            order.append(parent)
    return list(dict.fromkeys(order[::-1]))


def backward_as_in_micrograd(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    root.grad = 1
    for node in order[::-1]:
        for k in range(len(node.parents)):
            node.parents[k].grad += node.slopes[k] * node.grad


def backward_that_wipes_first(root):
    nodes = topological_order(root)
    for node in nodes:
        node.grad = 0.0
    root.grad = 1.0
    while nodes:
        node = nodes.pop()
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad = parent.grad + node.grad * slope


def backward_in_a_dict(root):
    got = {id(root): 1.0}
    for node in reversed(topological_order(root)):
        gradient = got.get(id(node), 0.0)
        node.grad = node.grad + gradient if not node.parents else gradient
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            got[id(parent)] = got.get(id(parent), 0.0) + slope * gradient
    return got


def backward_along_every_route(root):
    def send(node, gradient):
        node.grad += gradient
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            send(parent, slope * gradient)

    send(root, 1.0)


def backward_asking_the_users(root):
    """From the users' side: each node collects from whoever was made of it."""
    order = topological_order(root)
    root.grad = 1.0
    for place in range(len(order) - 2, -1, -1):
        node = order[place]
        node.grad = sum(
            slope * user.grad
            for user in order[place + 1 :]
            for parent, slope in zip(user.parents, user.slopes, strict=True)
            if parent is node
        )


def fit_with_a_loop(model, xs, ys, lr, steps):
    history = []
    while len(history) < steps:
        loss = Value(0.0)
        for i in range(len(xs)):
            gap = model(xs[i]) - ys[i]
            loss = loss + gap * gap * (1 / len(xs))
        backward(loss)
        history.append(loss.data)
        for p in model.parameters():
            p.data = p.data - lr * p.grad
            p.grad = 0.0
    return history


def fit_example_by_example(model, xs, ys, lr, steps):
    history = np.zeros(steps)
    for step in range(steps):
        for p in model.parameters():
            p.grad = 0.0
        for x, y in zip(xs, ys, strict=True):
            loss = power(y - model(x), 2)
            history[step] += loss.data / len(xs)
            backward(loss)
        for p in model.parameters():
            p.data -= lr / len(ys) * p.grad
    return history


def fit_of_sums(model, xs, ys, lr, steps):
    losses, parameters = [], model.parameters()
    for _ in range(steps):
        for p in parameters:
            p.grad = 0
        outputs = [model(x) for x in xs]
        total = sum((a - y) ** 2 for a, y in zip(outputs, ys, strict=True)) / len(ys)
        backward(total)
        losses += [float(total.data)]
        for p in parameters:
            p.data += -lr * p.grad
    return tuple(losses)


def unbroadcast_axis_by_axis(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


def unbroadcast_by_reshape(grad, shape):
    full = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    axes = tuple(k for k in range(grad.ndim) if full[k] == 1 and grad.shape[k] > 1)
    return np.reshape(np.sum(grad, axis=axes), shape)


def unbroadcast_entry_by_entry(grad, shape):
    found = np.zeros(shape)
    owner = np.broadcast_to(np.arange(found.size).reshape(shape), grad.shape)
    np.add.at(found.reshape(-1), owner.ravel(), grad.ravel())
    return found


RIGHT |= {
    "Value": [ValueOfParts, ValueMerged, ValueInSlots],
    "power": [
        power_as_product,
        power_by_cases,
        power_by_its_value,
        lambda v, n: Value(v.data**n, (v,), (n * v.data ** (n - 1),), f"**{n}"),
    ],
    "topological_order": [
        order_by_recursion,
        order_without_sets,
        order_by_counting_users,
        order_by_trying_again,
        order_of_late_users,
    ],
    "backward": [
        backward_as_in_micrograd,
        backward_that_wipes_first,
        backward_in_a_dict,
        backward_along_every_route,
        backward_asking_the_users,
    ],
    "fit": [fit_with_a_loop, fit_example_by_example, fit_of_sums],
    "unbroadcast": [
        unbroadcast_axis_by_axis,
        unbroadcast_by_reshape,
        unbroadcast_entry_by_entry,
        lambda grad, shape: (
            float(grad.sum()) if not shape else unbroadcast_axis_by_axis(grad, shape)
        ),
    ],
}
