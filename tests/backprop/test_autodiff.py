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
from autograders.backprop import MLP, Layer, Neuron, Value, topological_order, unbroadcast


def gradients(expression, *numbers):
    """Run an expression in the engine and return (result, gradients of the inputs)."""
    inputs = [Value(number) for number in numbers]
    result = expression(*inputs)
    result.backward()
    return result.data, [value.grad for value in inputs]


# name: (in the engine, in autograd); the gradient from above is never 1, every input is used
EXPRESSIONS = {
    "add, multiply": (lambda a, b: a * b + a, None),
    "same twice": (lambda a, b: (a + a) * (b * b), None),
    "plain numbers right": (lambda a, b: (a * 3 + 2) * (b - 5) / 4, None),
    "plain numbers left": (lambda a, b: (5 - a) * (3 * b) + 2 / b + (7 + a), None),
    "divide, subtract": (lambda a, b: (a - b) / (a * b) - (-a), None),
    "powers": (lambda a, b: (a**3 - b**-2) * 1.7 + (a * a) ** 0.5, None),
    "exp": (lambda a, b: b * (a * b).exp(), lambda a, b: b * anp.exp(a * b)),
    "sin": (lambda a, b: b * (a * b).sin(), lambda a, b: b * anp.sin(a * b)),
    "tanh": (lambda a, b: b * (a * b).tanh(), lambda a, b: b * anp.tanh(a * b)),
    "sigmoid": (lambda a, b: b * (a - b).sigmoid(), lambda a, b: b / (1 + anp.exp(b - a))),
    "relu": (lambda a, b: b * (a - b).relu(), lambda a, b: b * anp.maximum(a - b, 0)),
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
UNARY = ["sin", "tanh", "sigmoid"]
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
        return result.tanh() if isinstance(result, Value) else anp.tanh(result)

    _, answer = gradients(
        lambda first, second: build(first, second, lambda name, t: getattr(t, name)()), a, b
    )
    expected = grad(lambda v: build(v[0], v[1], lambda name, t: PLAIN[name](t)))(anp.array([a, b]))
    np.testing.assert_allclose(answer, expected, rtol=1e-9, atol=1e-12)


def test_a_value_remembers_how_it_was_made():
    a, b = Value(2.5), Value(-4)
    total, product, power = a + b, a * b, a**3
    assert (a.data, a.grad, a._prev, a._op) == (2.5, 0.0, (), "")
    assert type(b.data) is float
    assert (total._prev, total._op) == ((a, b), "+")
    assert (product._prev, product._op) == ((a, b), "*")
    assert (power._prev, power._op) == ((a,), "**3")
    assert [getattr(a, op)()._op for op in ("exp", "sin", "tanh", "sigmoid", "relu")] == [
        "exp",
        "sin",
        "tanh",
        "sigmoid",
        "relu",
    ]
    assert (a + a)._prev == (a, a)
    assert repr(a) == "Value(data=2.5, grad=0)"
    assert Value(2.5) != Value(2.5) and len({a, Value(2.5)}) == 2


def test_numpy_functions_and_numbers_meet_the_engine_halfway():
    value, answer = gradients(lambda x: np.exp(np.sin(x**2)), 1.3)
    np.testing.assert_allclose(value, math.exp(math.sin(1.69)), rtol=1e-12)
    expected = math.exp(math.sin(1.69)) * math.cos(1.69) * 2.6
    np.testing.assert_allclose(answer, [expected], rtol=1e-12)
    assert gradients(lambda x: np.float64(3) * x - np.float64(1), 2.0) == (5.0, [3.0])


def test_relu_and_powers_at_exactly_zero():
    assert gradients(lambda x: x.relu() * 5, 0.0) == (0.0, [0.0])
    assert gradients(lambda x: x**0 * 5, 0.0) == (5.0, [0.0])
    assert gradients(lambda x: x**1 * 5, 0.0) == (0.0, [5.0])
    assert gradients(lambda x: x**2 * 5, 0.0) == (0.0, [0.0])
    root = Value(0.0) ** 0.5
    assert root.data == 0.0
    with pytest.raises(ZeroDivisionError):
        root.backward()


def test_sigmoid_never_overflows():
    assert Value(-1000.0).sigmoid().data == 0.0
    assert Value(1000.0).sigmoid().data == 1.0


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
        (lambda: Neuron(3)([1.0, 2.0]), ValueError, "has 3 weights, but got 2 inputs"),
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
    c.backward()
    assert (a.grad, b.grad, c.grad) == (13.0, 2.0, 1.0)
    c.backward()
    assert (a.grad, b.grad, c.grad) == (26.0, 2.0, 1.0)
    b.backward()  # from another root over the same leaf
    assert (a.grad, b.grad) == (32.0, 1.0)


def test_a_leaf_is_its_own_derivative():
    a = Value(3.0)
    a.backward()
    assert a.grad == 1.0
    a.backward()
    assert a.grad == 2.0  # as every leaf, it gathers


def test_backward_hands_back_each_node_once():
    a = Value(2.0)
    b = a * 3
    c = b * b + b
    calls = []
    hand_back = b._backward
    b._backward = lambda: calls.append(1) or hand_back()
    c.backward()
    assert len(calls) == 1


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=25))
def test_order_lists_every_node_once_between_its_parents_and_its_users(recipe):
    nodes = [Value(1.0), Value(1.0)]  # equal numbers, different nodes
    for i, j in recipe:
        nodes.append(nodes[i % len(nodes)] * nodes[j % len(nodes)])
    root = nodes[-1]
    ancestors, waiting = {root}, [root]
    while waiting:
        new = set(waiting.pop()._prev) - ancestors
        ancestors |= new
        waiting.extend(new)
    order = topological_order(root)
    assert len(order) == len(ancestors) and set(order) == ancestors
    place = {node: index for index, node in enumerate(order)}
    assert all(place[parent] < place[node] for node in order for parent in node._prev)
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
    node.backward()
    assert x.grad == 1.0


def test_neuron_is_tanh_of_its_weighted_sum_and_the_last_layer_is_linear():
    neuron = Neuron(3, rng=np.random.default_rng(1))
    neuron.b.data = 0.25
    x = [0.4, -1.2, 2.0]
    z = sum(w.data * xi for w, xi in zip(neuron.w, x, strict=True)) + 0.25
    np.testing.assert_allclose(neuron(x).data, math.tanh(z), rtol=1e-12)
    neuron.linear = True
    np.testing.assert_allclose(neuron(x).data, z, rtol=1e-12)


def test_layers_and_networks_hand_out_every_parameter_once():
    rng = np.random.default_rng(2)
    assert len(Neuron(3, rng=rng).parameters()) == 4
    layer = Layer(3, 5, rng=rng)
    assert len(set(layer.parameters())) == 20
    assert len(layer([0.1, 0.2, 0.3])) == 5
    model = MLP(2, [8, 3], rng)
    assert len(set(model.parameters())) == 2 * 8 + 8 + 8 * 3 + 3
    assert len(model([0.5, -0.5])) == 3
    assert isinstance(MLP(2, [8, 1], rng)([0.5, -0.5]), Value)
    assert [neuron.linear for lay in MLP(2, [2, 2, 1], rng).layers for neuron in lay.neurons] == [
        *[False] * 4,
        True,
    ]


def test_weights_start_different_with_variance_one_over_inputs_and_biases_at_zero():
    layer = Layer(100, 60, rng=np.random.default_rng(3))
    weights = np.array([[w.data for w in neuron.w] for neuron in layer.neurons])
    assert len(set(weights.ravel())) == 6000
    np.testing.assert_allclose(weights.std() * 10, 1, rtol=0.03)
    assert abs(weights.mean()) < 0.005
    assert all(neuron.b.data == 0.0 for neuron in layer.neurons)
    # Without a generator every network is another one; with one it can be repeated.
    first, second = (MLP(2, [2, 1]).parameters()[0].data for _ in range(2))
    assert first != second
    same = {MLP(2, [2, 1], np.random.default_rng(5)).parameters()[0].data for _ in range(2)}
    assert len(same) == 1
    for unseeded in (lambda: Neuron(2).w[0].data, lambda: Layer(2, 1).neurons[0].w[0].data):
        assert unseeded() != unseeded()


def test_engine_and_arrays_agree_on_the_same_network():
    params = backprop.nine_number_network()
    x, y = backprop.nine_number_example()
    nodes = {name: np.vectorize(Value)(array) for name, array in params.items()}
    hidden = np.array([z.sigmoid() for z in x @ nodes["W1"] + nodes["b1"]])
    (output,) = hidden @ nodes["W2"] + nodes["b2"]
    loss = (output.sigmoid() - y[0]) ** 2
    loss.backward()
    expected = backprop.mlp_backward(params, x[None], y[None])
    for name, values in nodes.items():
        engine = np.vectorize(lambda value: value.grad)(values)
        np.testing.assert_allclose(engine, expected[name], rtol=0, atol=2e-15)


def test_zero_grad_resets_every_parameter():
    model = MLP(2, [3, 1], np.random.default_rng(0))
    model([0.4, -0.9]).backward()
    once = [p.grad for p in model.parameters()]
    assert any(once)
    model([0.4, -0.9]).backward()
    np.testing.assert_allclose([p.grad for p in model.parameters()], 2 * np.array(once))
    model.zero_grad()
    assert all(p.grad == 0.0 for p in model.parameters())
    for part in (model.layers[0], model.layers[0].neurons[0]):
        part.parameters()[0].grad = 1.0
        part.zero_grad()
        assert part.parameters()[0].grad == 0.0


def test_fit_follows_gradient_descent_on_the_mean_squared_error():
    X = np.array([[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8]])
    y = np.array([0.4, -0.6, 0.9])
    model = MLP(2, [3, 1], np.random.default_rng(0))
    start = anp.array([p.data for p in model.parameters()])

    def loss(v):
        W1, W2 = v[:9].reshape(3, 3), v[9:]
        hidden = anp.tanh(anp.dot(X, W1[:, :2].T) + W1[:, 2])
        return anp.mean((anp.dot(hidden, W2[:3]) + W2[3] - y) ** 2)

    expected = []
    for _ in range(4):
        expected.append(loss(start))
        start = start - 0.3 * grad(loss)(start)
    history = backprop.fit(model, X, y, lr=0.3, steps=4)
    np.testing.assert_allclose(history, expected, rtol=1e-9)
    np.testing.assert_allclose([p.data for p in model.parameters()], start, rtol=1e-9)


def test_fit_refuses_examples_without_a_target():
    with pytest.raises(ValueError):
        backprop.fit(MLP(2, [1]), [[1.0, 2.0], [2.0, 3.0]], [1.0], lr=0.1, steps=1)


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
