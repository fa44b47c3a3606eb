"""Routes, sweeps and what an entry collects: node holds their JavaScript to `backprop`."""

from functools import reduce

import numpy as np

from autograders.backprop import layers, networks

from .against_python import needs_node, node_agrees

SLOPES = (0.5, -0.6, 1.2, 0.8, -1.4, 0.7, 1.5, -0.4, 0.9, -0.8, 1.3)

# The three arrays of lesson 05: two examples, three inputs, two neurons.
LESSON = {
    "X": [[1, 2, -1], [3, 0, 2]],
    "W": [[1, -1], [2, 0], [0, 3]],
    "dZ": [[0.5, -1], [1, 2]],
}


def _nine(params: networks.Params, x: np.ndarray, y: float) -> dict:
    """One example's gradients of the loss, with respect to the nine numbers and both inputs."""
    wanted = networks.mlp_backward(params, x[None], np.array([[y]]))
    gradients = {
        f"{name}{''.join(f'[{place}]' for place in at)}": float(values[at])
        for name, values in wanted.items()
        for at in np.ndindex(values.shape)
    }
    a1, a2 = networks.forward(x, **params)
    dZ2 = layers.sigmoid_backward(2 * (a2 - y)[None], a2[None])
    dZ1 = layers.sigmoid_backward(dZ2 @ params["W2"].T, a1[None])
    inputs = (dZ1 @ params["W1"].T)[0]
    weights = [(i, j) for i in range(2) for j in range(2)]
    return {
        "params": {name: values.tolist() for name, values in params.items()},
        "x": x.tolist(),
        "y": y,
        "gradients": {**gradients, "x1": float(inputs[0]), "x2": float(inputs[1])},
        "factors": {
            f"W1[{i}][{j}]": networks.four_factors(params, x, np.array([y]), i, j)
            for i, j in weights
        },
    }


def _deep(depth: int) -> dict:
    """The output's answer to the input of linear layers of three, by products of matrices."""
    shapes = [(1, 3), *[(3, 3)] * (depth - 1), (3, 1)]
    slopes = [SLOPES[k % len(SLOPES)] for k in range(sum(a * b for a, b in shapes))]
    ends = np.cumsum([a * b for a, b in shapes])[:-1]
    matrices = [
        np.reshape(part, shape)
        for part, shape in zip(np.split(np.array(slopes), ends), shapes, strict=True)
    ]
    return {"depth": depth, "edges": slopes, "sum": float(reduce(np.matmul, matrices)[0, 0])}


def _layer(arrays: dict) -> dict:
    X, W, dZ = (np.array(arrays[name], dtype=float) for name in ("X", "W", "dZ"))
    dX, dW, db = layers.linear_backward(dZ, X, W)
    Z = layers.layer_forward(X, W, np.zeros(W.shape[1]))
    targets = {"Z": Z, "dW": dW, "dX": dX, "db": db[None]}
    plain = {name: values.tolist() for name, values in (("X", X), ("W", W), ("dZ", dZ))}
    return {
        "arrays": plain,
        "targets": {name: values.tolist() for name, values in targets.items()},
    }


def golden() -> dict:
    rng = np.random.default_rng(5)
    nine = networks.nine_number_network()
    drawn = [
        {name: np.round(rng.uniform(-3, 3, values.shape), 2) for name, values in nine.items()}
        for _ in range(4)
    ]
    sizes = [(2, 3, 2), (3, 3, 3), (4, 2, 3), (1, 3, 4), (3, 1, 2)]
    return {
        "nines": [
            _nine(params, np.array(x), y)
            for params in (nine, *drawn)
            for x, y in (((1.0, -1.0), 1.0), ((0.3, 2.9), 0.25))
        ],
        "deeps": [_deep(depth) for depth in range(1, 7)],
        "layers": [
            _layer(LESSON),
            *(
                _layer(
                    {
                        "X": rng.uniform(-2, 2, (N, D)).tolist(),
                        "W": rng.uniform(-2, 2, (D, H)).tolist(),
                        "dZ": rng.uniform(-2, 2, (N, H)).tolist(),
                    }
                )
                for N, D, H in sizes
            ),
        ],
    }


@needs_node
def test_javascript_agrees_with_the_reference(tmp_path):
    node_agrees("routes.test.mjs", golden(), tmp_path)


def test_the_numbers_of_the_lesson():
    """What the golden file has is what the lesson prints."""
    numbers = golden()
    nine = numbers["nines"][0]["gradients"]
    assert round(nine["x1"], 4) == -0.0262 and round(nine["W1[0][0]"], 4) == -0.0477
    assert round(nine["b2[0]"], 4) == -0.1653
    assert np.round(numbers["nines"][0]["factors"]["W1[0][0]"], 4).tolist() == [
        *(-0.7182, 0.2762),
        *(0.2403, 1.0),
    ]
    lesson = numbers["layers"][0]["targets"]
    assert lesson["dW"] == [[3.5, 5], [1, -2], [1.5, 5]]
    assert lesson["dX"] == [[1.5, 1, -3], [-1, 2, 6]] and lesson["db"] == [[1.5, 1]]
