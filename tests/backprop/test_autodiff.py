"""The engine: gradients against `autograd`, order against its definition, and its rules."""

import math
import operator

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from autograders import backprop
from autograders.backprop import (
    Network,
    Value,
    backward,
    power,
    topological_order,
    unbroadcast,
    value_exp,
    value_relu,
    value_sigmoid,
    value_sin,
    value_tanh,
)


def gradients(expression, *numbers):
    """Run an expression in the engine and return (result, gradients of the inputs)."""
    inputs = [Value(number) for number in numbers]
    result = expression(*inputs)
    backward(result)
    return result.data, [value.grad for value in inputs]


# name: (in the engine, in autograd); the gradient from above is never 1, every input is used
EXPRESSIONS = {
    "add, multiply": (lambda a, b: a * b + a, None),
    "same twice": (lambda a, b: (a + a) * (b * b), None),
    "plain numbers right": (lambda a, b: (a * 3 + 2) * (b - 5) / 4, None),
    "plain numbers left": (lambda a, b: (5 - a) * (3 * b) + 2 / b + (7 + a), None),
    "divide, subtract": (lambda a, b: (a - b) / (a * b) - (-a), None),
    "powers": (lambda a, b: (a**3 - b**-2) * 1.7 + (a * a) ** 0.5, None),
    "exp": (lambda a, b: b * value_exp(a * b), lambda a, b: b * anp.exp(a * b)),
    "sin": (lambda a, b: b * value_sin(a * b), lambda a, b: b * anp.sin(a * b)),
    "tanh": (lambda a, b: b * value_tanh(a * b), lambda a, b: b * anp.tanh(a * b)),
    "sigmoid": (lambda a, b: b * value_sigmoid(a - b), lambda a, b: b / (1 + anp.exp(b - a))),
    "relu": (lambda a, b: b * value_relu(a - b), lambda a, b: b * anp.maximum(a - b, 0)),
}


@pytest.mark.parametrize("a, b", [(1.3, -0.7), (-2.4, 0.6), (2.4, 2.1)])
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_every_operation_has_the_value_and_gradients_of_autograd(name, a, b):
    engine, plain = EXPRESSIONS[name]
    plain = plain or engine
    value, answer = gradients(engine, a, b)
    np.testing.assert_allclose(value, plain(a, b), rtol=1e-12)
    np.testing.assert_allclose(answer, [grad(plain, i)(a, b) for i in (0, 1)], rtol=1e-9)


BINARY = [operator.add, operator.sub, operator.mul]
CURVES = {"sin": value_sin, "tanh": value_tanh, "sigmoid": value_sigmoid}
UNARY = list(CURVES)
PLAIN = {"sin": anp.sin, "tanh": anp.tanh, "sigmoid": lambda t: 1 / (1 + anp.exp(-t))}


@given(
    st.lists(
        st.tuples(st.sampled_from(BINARY + UNARY), st.integers(0, 50), st.integers(0, 50)),
        min_size=1,
        max_size=10,
    ),
    st.floats(-1.5, 1.5),
    st.floats(-1.5, 1.5),
)
def test_random_graphs_with_shared_nodes_equal_autograd(recipe, a, b):
    def build(first, second, unary):
        nodes = [first, second]
        for operation, i, j in recipe:
            left, right = nodes[i % len(nodes)], nodes[j % len(nodes)]
            if callable(operation):
                nodes.append(operation(left, right))
            else:
                nodes.append(unary(operation, left * right))
        result = nodes[-1]
        for node in nodes[:-1]:
            result = result + node * 0.3
        return value_tanh(result) if isinstance(result, Value) else anp.tanh(result)

    _, answer = gradients(
        lambda first, second: build(first, second, lambda name, t: CURVES[name](t)), a, b
    )
    expected = grad(lambda v: build(v[0], v[1], lambda name, t: PLAIN[name](t)))(anp.array([a, b]))
    np.testing.assert_allclose(answer, expected, rtol=1e-9, atol=1e-12)


def test_a_value_remembers_how_it_was_made():
    a, b = Value(2.5), Value(-4)
    total, product, cube = a + b, a * b, a**3
    assert (a.data, a.grad, a.parents, a.slopes, a.made_by) == (2.5, 0.0, (), (), "")
    assert type(b.data) is float
    assert (total.parents, total.slopes, total.made_by) == ((a, b), (1.0, 1.0), "+")
    assert (product.parents, product.slopes, product.made_by) == ((a, b), (-4.0, 2.5), "*")
    assert (cube.parents, cube.slopes, cube.made_by) == ((a,), (18.75,), "**3")
    curves = (value_exp, value_sin, value_tanh, value_sigmoid, value_relu)
    assert [curve(a).made_by for curve in curves] == ["exp", "sin", "tanh", "σ", "relu"]
    assert (a + a).parents == (a, a)
    assert repr(a) == "Value(data=2.5, grad=0)"
    assert Value(2.5) != Value(2.5) and len({a, Value(2.5)}) == 2


def test_plain_numbers_stand_on_either_side():
    assert gradients(lambda x: np.float64(3) * x - np.float64(1), 2.0) == (5.0, [3.0])
    value, answer = gradients(lambda x: value_exp(value_sin(x**2)), 1.3)
    np.testing.assert_allclose(value, math.exp(math.sin(1.69)), rtol=1e-12)
    expected = math.exp(math.sin(1.69)) * math.cos(1.69) * 2.6
    np.testing.assert_allclose(answer, [expected], rtol=1e-12)


def test_relu_and_powers_at_exactly_zero():
    assert gradients(lambda x: value_relu(x) * 5, 0.0) == (0.0, [0.0])
    assert gradients(lambda x: x**0 * 5, 0.0) == (5.0, [0.0])
    assert gradients(lambda x: x**1 * 5, 0.0) == (0.0, [5.0])
    assert gradients(lambda x: x**2 * 5, 0.0) == (0.0, [0.0])
    with pytest.raises(ZeroDivisionError):
        power(Value(0.0), 0.5)


def test_sigmoid_never_overflows():
    assert value_sigmoid(Value(-1000.0)).data == 0.0
    assert value_sigmoid(Value(1000.0)).data == 1.0


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: Value("2"), TypeError, "a Value holds one real number, not str"),
        (lambda: Value(1j), TypeError, "not complex"),
        (lambda: Value(np.ones(2)), TypeError, "not ndarray"),
        (lambda: Value(2.0) + "2", TypeError, "not str"),
        (lambda: Value(2.0) ** Value(2.0), TypeError, "the exponent is a plain number"),
        (lambda: Value(-0.3) ** 1.5, ValueError, r"-0.3 to the power 1.5 is not a real number"),
        (lambda: Value(-2.0) ** 0.5, ValueError, r"-2 to the power 0.5 is not a real number"),
    ],
)
def test_what_is_not_a_number_is_refused_in_one_line(call, error, sentence):
    with pytest.raises(error, match=sentence) as refusal:
        call()
    assert "\n" not in str(refusal.value)


def test_uses_of_the_same_node_add_up():
    assert gradients(lambda a: a + a, 3.0) == (6.0, [2.0])
    assert gradients(lambda a: a * a, 3.0) == (9.0, [6.0])

    def diamond(a):
        b = a + a
        return b + b

    assert gradients(diamond, 3.0) == (12.0, [4.0])


def test_a_node_waits_for_its_longer_path():
    # b is reached directly and through two more nodes: walking too early loses a share.
    def shortcut(a):
        b = a * 2
        c = b * 3
        return (c * c) * b

    a = 0.7
    np.testing.assert_allclose(gradients(shortcut, a)[1], [3 * 72 * a**2], rtol=1e-12)


def test_two_calls_of_backward_add_the_same_to_leaves_and_restart_inner_nodes():
    a = Value(3.0)
    b = a * a
    c = b * 2 + a
    backward(c)
    assert (a.grad, b.grad, c.grad) == (13.0, 2.0, 1.0)
    backward(c)
    assert (a.grad, b.grad, c.grad) == (26.0, 2.0, 1.0)
    backward(b)  # from another root over the same leaf
    assert (a.grad, b.grad) == (32.0, 1.0)


def test_a_leaf_is_its_own_derivative():
    a = Value(3.0)
    backward(a)
    assert a.grad == 1.0
    backward(a)
    assert a.grad == 2.0  # as every leaf, it gathers


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=25))
def test_order_lists_every_node_once_between_its_parents_and_its_users(recipe):
    nodes = [Value(1.0), Value(1.0)]  # equal numbers, different nodes
    for i, j in recipe:
        nodes.append(nodes[i % len(nodes)] * nodes[j % len(nodes)])
    root = nodes[-1]
    ancestors, waiting = {root}, [root]
    while waiting:
        new = set(waiting.pop().parents) - ancestors
        ancestors |= new
        waiting.extend(new)
    order = topological_order(root)
    assert len(order) == len(ancestors) and set(order) == ancestors
    place = {node: index for index, node in enumerate(order)}
    assert all(place[parent] < place[node] for node in order for parent in node.parents)
    assert order[-1] is root


def test_order_is_that_of_writing():
    a, b, c = Value(1.5), Value(2.5), Value(3.5)
    left, right = a * b, b * c
    root = left + right
    assert topological_order(root) == [a, b, left, c, right, root]


def test_a_chain_of_three_thousand_nodes_is_no_problem():
    x = Value(0.5)
    node = x
    for _ in range(3000):
        node = node + 0.001
    assert len(topological_order(node)) == 6001
    backward(node)
    assert x.grad == 1.0


def test_a_network_squashes_its_layers_and_hands_out_every_number_once():
    model = Network([3, 4, 2, 1], np.random.default_rng(2))
    assert len(set(model.parameters())) == 3 * 4 + 4 + 4 * 2 + 2 + 2 + 1
    values = x = np.array([0.4, -1.2, 2.0])
    for layer in model.layers:
        W = np.array([[w.data for w in weights] for weights, _ in layer])
        z = W @ values + [bias.data for _, bias in layer]
        values = 1 / (1 + np.exp(-z)) if layer is model.layers[-1] else np.tanh(z)
    np.testing.assert_allclose(model(x).data, values[0], rtol=1e-12)
    with pytest.raises(ValueError):
        model([0.4, -1.2])


def test_weights_are_drawn_in_order_with_spread_one_and_biases_start_at_zero():
    model = Network([100, 60, 1], np.random.default_rng(3))
    (first, *_), _ = model.layers
    weights = np.array([[w.data for w in row] for row, _ in model.layers[0]])
    np.testing.assert_allclose(weights.std(), 1, rtol=0.03)
    drawn = np.random.default_rng(3).normal(0, 1, 100)
    assert [w.data for w in first[0]] == drawn.tolist()
    assert all(bias.data == 0.0 for layer in model.layers for _, bias in layer)


def test_engine_and_arrays_agree_on_the_same_network():
    params = backprop.nine_number_network()
    x, y = backprop.nine_number_example()
    nodes = {name: np.vectorize(Value)(array) for name, array in params.items()}
    hidden = np.array([value_sigmoid(z) for z in x @ nodes["W1"] + nodes["b1"]])
    (output,) = hidden @ nodes["W2"] + nodes["b2"]
    loss = (value_sigmoid(output) - y[0]) ** 2
    backward(loss)
    expected = backprop.mlp_backward(params, x[None], y[None])
    for name, values in nodes.items():
        engine = np.vectorize(lambda value: value.grad)(values)
        np.testing.assert_allclose(engine, expected[name], rtol=0, atol=2e-15)


EXAMPLES = np.array([[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8]])
TARGETS = np.array([0.4, 0.6, 0.9])


def loss_of(v):
    """The loss of a network with sizes 2, 3, 1, from its numbers in the order of parameters()."""
    W1, W2 = v[:9].reshape(3, 3), v[9:]
    hidden = anp.tanh(anp.dot(EXAMPLES, W1[:, :2].T) + W1[:, 2])
    output = 1 / (1 + anp.exp(-(anp.dot(hidden, W2[:3]) + W2[3])))
    return anp.mean((output - TARGETS) ** 2)


@pytest.mark.parametrize("gathers", [False, True])
def test_fit_follows_gradient_descent_and_never_reset_adds_up_what_was_there(gathers):
    model = Network([2, 3, 1], np.random.default_rng(0))
    numbers = anp.array([p.data for p in model.parameters()])
    expected, gradient = [], 0.0
    for _ in range(4):
        expected.append(loss_of(numbers))
        gradient = grad(loss_of)(numbers) + (gradient if gathers else 0.0)
        numbers = numbers - 0.3 * gradient
    trainer = backprop.never_reset if gathers else backprop.fit
    history = trainer(model, EXAMPLES, TARGETS, lr=0.3, steps=4)
    np.testing.assert_allclose(history, expected, rtol=1e-9)
    np.testing.assert_allclose([p.data for p in model.parameters()], numbers, rtol=1e-9)


def test_fit_refuses_examples_without_a_target():
    model = Network([2, 1], np.random.default_rng(0))
    with pytest.raises(ValueError):
        backprop.fit(model, [[1.0, 2.0], [2.0, 3.0]], [1.0], lr=0.1, steps=1)


class Game:
    """The game of lesson 00: its nine numbers, as Values."""

    def __init__(self):
        params = backprop.nine_number_network()
        self.params = {name: np.vectorize(Value)(array) for name, array in params.items()}

    def __call__(self, x):
        P = self.params
        hidden = np.array([value_sigmoid(z) for z in np.array(x) @ P["W1"] + P["b1"]])
        (z,) = hidden @ P["W2"] + P["b2"]
        return value_sigmoid(z)

    def parameters(self):
        return [value for array in self.params.values() for value in array.ravel()]


def test_the_engine_plays_the_game_in_the_steps_of_the_arrays():
    X, Y = backprop.four_points()
    due = backprop.game_run(5.0).losses
    history = backprop.fit(Game(), X, Y[:, 0], 5.0, len(due))
    np.testing.assert_allclose(history, due, rtol=1e-8)
    assert len(due) - 1 == 219


def test_without_a_reset_the_game_swings():
    X, Y = backprop.four_points()
    history = backprop.never_reset(Game(), X, Y[:, 0], 5.0, 40)
    np.testing.assert_allclose(history[:5], [0.284, 0.251, 0.277, 0.289, 0.256], atol=6e-4)
    assert min(history) > 0.24 and max(history) < 0.3


shapes = st.lists(st.integers(1, 3), max_size=4)


@given(shapes, st.integers(0, 3), st.lists(st.booleans(), min_size=4, max_size=4))
def test_unbroadcast_is_the_gradient_of_broadcasting(full, dropped, squeezed):
    shape = tuple(1 if squeeze else size for size, squeeze in zip(full, squeezed, strict=False))[
        min(dropped, len(full)) :
    ]
    rng = np.random.default_rng(0)
    upstream = rng.normal(size=tuple(full))
    operand = rng.normal(size=shape)
    expected = grad(lambda v: anp.sum(upstream * (v + anp.zeros(tuple(full)))))(operand)
    answer = unbroadcast(upstream, shape)
    assert np.shape(answer) == shape
    np.testing.assert_allclose(answer, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("shape", [(2,), (3, 1), (1, 2, 3), (2, 2)])
def test_unbroadcast_refuses_shapes_that_cannot_have_been_broadcast(shape):
    with pytest.raises(ValueError):
        unbroadcast(np.ones((2, 3)), shape)
