"""Networks, chains, neurons and the car: node holds their JavaScript to `backprop`'s numbers."""

import itertools

import numpy as np
from chainrule.explorables import digits

from autograders.backprop import car, chains, networks, single_neuron

from .against_python import needs_node, node_agrees

# Value and rate, written out here: the golden numbers share no code with the figures.
MACHINES = {
    "triple": (lambda t: t + t + t, lambda t: 3.0),
    "add_one": (lambda t: 1 + t, lambda t: 1.0),
    "square": (np.square, lambda t: t + t),
    "sin": (np.sin, np.cos),
    "cos": (np.cos, lambda t: -np.sin(t)),
    "exp": (np.exp, np.exp),
    "sigmoid": (single_neuron.sigmoid, single_neuron.dsigmoid),
    "reciprocal": (lambda t: 1 / t, lambda t: -np.power(t, -2.0)),
    "always_one": (lambda t: np.power(t, 0.0), lambda t: 0.0),
}
BUMP = {"W1": [[4, 4], [0, 0]], "b1": [6, -6], "W2": [[8], [-8]], "b2": [-4]}
NUMBERS = (0.0, 0.4, 1.2, 1.44, 0.99145, 0.31304, -0.3, 2846.04, 1e-6, -0.001, 12.0, 1e7, 1000.0)


def _chain(names, x, dx=0.01):
    machines, rates = zip(*(MACHINES[name] for name in names), strict=True) if names else ((), ())
    local = chains.local_rates(x, machines, rates)
    return {
        "names": names,
        "x": x,
        "dx": dx,
        "values": [float(value) for value in chains.run_machines(x, machines)],
        "rates": local,
        "sensitivities": chains.backward_sweep(local),
        "overall": chains.overall_rate(local),
        "predicted": chains.predict_change(x, dx, machines, rates),
    }


def _network(params, x, y, squash, hidden):
    params = {name: np.array(values, dtype=float) for name, values in params.items()}
    x = np.array(x, dtype=float)
    z1 = x @ params["W1"] + params["b1"] if hidden else np.array([])
    a1 = single_neuron.sigmoid(z1) if squash else z1
    z2 = float(((a1 if hidden else x) @ params["W2"] + params["b2"])[0])
    a2 = float(single_neuron.sigmoid(z2))
    if squash and hidden:
        reference_a1, reference_a2 = networks.forward(x, **params)
        assert np.allclose(a1, reference_a1) and np.isclose(a2, reference_a2[0])
    return {
        "params": {name: values.tolist() for name, values in params.items()},
        "x": x.tolist(),
        "y": y,
        "squash": squash,
        "hidden": hidden,
        "z1": z1.tolist(),
        "a1": a1.tolist(),
        "z2": z2,
        "a2": a2,
        "loss": single_neuron.squared_error(a2, y),
    }


def _game(params):
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    Y = np.array([[0], [1], [1], [0]], dtype=float)
    arrays = {name: np.array(values, dtype=float) for name, values in params.items()}
    plain = {name: values.tolist() for name, values in arrays.items()}
    return {"params": plain, "loss": networks.mlp_loss(arrays, X, Y)}


def _neuron(x, w, b, y):
    z = w * x + b
    a = float(single_neuron.sigmoid(z))
    local = single_neuron.local_grads(x, w, b, y)
    dL_dw, dL_db = single_neuron.neuron_grads(x, w, b, y)
    return {
        "state": {"x": x, "w": w, "b": b, "y": y},
        "z": z,
        "a": a,
        "L": single_neuron.squared_error(a, y),
        "local": local,
        "dL_dw": dL_dw,
        "dL_db": dL_db,
        "dL_dx": local["dL_da"] * local["da_dz"] * local["dz_dx"],
    }


def _drive(p, ratio):
    r = car.rpm(p)
    v = car.speed(r, ratio)
    dD_du, du_dv, dv_dr, dr_dp = car.drag_rates(p, ratio)
    return {
        "p": p,
        "ratio": ratio,
        "rpm": r,
        "speed": v,
        "drag": car.drag(v / 3.6),
        "dD_du": dD_du,
        "du_dv": du_dv,
        "dv_dr": dv_dr,
        "dr_dp": dr_dp,
        "dv_dp": car.dspeed_dpedal(p, ratio),
        "dD_dp": car.ddrag_dpedal(p, ratio),
    }


def golden() -> dict:
    rng = np.random.default_rng(4)
    nine = {name: values.tolist() for name, values in networks.nine_number_network().items()}
    drawn = [
        {name: np.round(rng.uniform(-8, 8, np.shape(nine[name])), 1).tolist() for name in nine}
        for _ in range(4)
    ]
    nets = [nine, BUMP, *drawn]
    three = ["triple", "square", "sin"]
    return {
        "machines": [
            {"name": name, "t": t, "f": float(f(np.float64(t))), "df": float(df(np.float64(t)))}
            for name, (f, df) in MACHINES.items()
            for t in (-2.9, -0.7, 0.05, 0.4, 1.3, 3.0)
        ],
        "chains": [
            *(_chain(list(names), 0.4) for names in itertools.permutations(three)),
            *(_chain(list(pair), 0.7) for pair in itertools.product(MACHINES, repeat=2)),
            _chain([], 2.0),
            _chain(["sigmoid", "exp", "cos", "add_one", "reciprocal"], -1.3),
        ],
        "networks": [
            _network(params, x, y, squash, hidden)
            for params in nets
            for x, y in (((1, -1), 1.0), ((0.3, 5.9), 0.25))
            for squash in (True, False)
            for hidden in (True, False)
        ],
        "games": [_game(params) for params in nets],
        "neurons": [
            _neuron(x, w, b, y)
            for x, w, b, y in (
                (1.5, -0.8, 0.3, 1.0),
                (3.0, 4.0, 0.0, 0.0),
                *(
                    tuple(np.round(rng.uniform([-4, -6, -6, 0], [4, 6, 6, 1]), 2))
                    for _ in range(40)
                ),
            )
        ],
        "sigmoids": [
            {
                "z": z,
                "sigma": float(single_neuron.sigmoid(z)),
                "slope": float(single_neuron.dsigmoid(z)),
            }
            for z in (-700.0, -40.0, -12.0, -0.9, 0.0, 2.0, 12.0, 40.0, 700.0)
        ],
        "gears": list(car.GEAR_RATIOS),
        "car": [_drive(p, ratio) for p in (0.0, 20.0, 60.0, 100.0) for ratio in car.GEAR_RATIOS],
        "digits": [
            {
                "value": value,
                "neat": digits.neat(value),
                "fixed": digits.fixed(value),
                "grouped": digits.grouped(value),
            }
            for value in NUMBERS
        ],
    }


@needs_node
def test_javascript_agrees_with_the_reference(tmp_path):
    node_agrees("graph.test.mjs", golden(), tmp_path, default=float)


def test_the_numbers_of_the_lessons():
    """The one set of numbers that runs through the course, as the golden file has it."""
    numbers = golden()
    net = numbers["networks"][0]
    assert np.round([*net["z1"], net["z2"]], 4).tolist() == [-0.4, -0.9, 0.5792]
    assert np.round([*net["a1"], net["a2"], net["loss"]], 4).tolist() == [
        *(0.4013, 0.2891),
        *(0.6409, 0.1290),
    ]
    neuron = numbers["neurons"][0]
    assert round(neuron["dL_dw"], 4) == -0.4383 and round(neuron["dL_db"], 4) == -0.2922
