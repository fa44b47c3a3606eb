"""Steps, batches, scaling and the training loop."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from autograders import backprop


def draw(shape=(6, 3, 4, 2), seed=0):
    N, D, H, K = shape
    rng = np.random.default_rng(seed)
    params = {"W1": rng.normal(size=(D, H)), "b1": rng.normal(size=H)}
    params |= {"W2": rng.normal(size=(H, K)), "b2": rng.normal(size=K)}
    return params, rng.normal(size=(N, D)), rng.uniform(0.1, 0.9, (N, K))


def loss(params, X, Y):
    hidden = 1 / (1 + anp.exp(-(anp.dot(X, params["W1"]) + params["b1"])))
    outputs = 1 / (1 + anp.exp(-(anp.dot(hidden, params["W2"]) + params["b2"])))
    return anp.mean(anp.sum((outputs - Y) ** 2, axis=1))


def test_sgd_step_goes_against_the_gradient_in_new_arrays():
    params = {"W": np.array([[1.5, -2.0], [0.5, 3.0]]), "b": np.array([0.25, -0.5])}
    grads = {"b": np.array([1.0, -2.0]), "W": np.array([[0.5, 4.0], [-1.0, 0.25]])}
    before = {name: array.copy() for name, array in params.items()}
    after = backprop.sgd_step(params, grads, 0.5)
    np.testing.assert_array_equal(after["W"], [[1.25, -4.0], [1.0, 2.875]])
    np.testing.assert_array_equal(after["b"], [-0.25, 0.5])
    unmoved = backprop.sgd_step(params, grads, 0.0)
    for name, array in params.items():
        np.testing.assert_array_equal(array, before[name])
        np.testing.assert_array_equal(unmoved[name], array)
        assert not np.shares_memory(unmoved[name], array)


def test_sgd_step_refuses_gradients_of_something_else():
    params = {"W": np.ones((3, 2)), "b": np.ones(2)}
    with pytest.raises(ValueError, match=r"params has \['W', 'b'\], but grads has \['W'\]"):
        backprop.sgd_step(params, {"W": np.ones((3, 2))}, 0.1)
    with pytest.raises(ValueError, match=r"grads\['W'\] has shape \(2,\), expected \(3, 2\)"):
        backprop.sgd_step(params, {"W": np.ones(2), "b": np.ones(2)}, 0.1)


def test_train_step_uses_the_gradients_of_the_old_parameters_alone():
    params, X, Y = draw()
    before = {name: array.copy() for name, array in params.items()}
    after, loss_before = backprop.train_step(params, X, Y, 5.0)
    np.testing.assert_allclose(loss_before, loss(params, X, Y), rtol=1e-9)
    for name, gradient in grad(loss)(params, X, Y).items():
        np.testing.assert_allclose(after[name], params[name] - 5.0 * gradient, rtol=1e-9)
        np.testing.assert_array_equal(params[name], before[name])


def test_a_small_step_lowers_the_loss_by_lr_times_the_squared_gradient():
    params, X, Y = draw()
    squared = sum(float(np.sum(g**2)) for g in grad(loss)(params, X, Y).values())
    after, before = backprop.train_step(params, X, Y, 1e-5)
    np.testing.assert_allclose(before - loss(after, X, Y), 1e-5 * squared, rtol=1e-3)


@given(st.integers(2, 9), st.integers(1, 6), st.integers(1, 5), st.integers(0, 99))
def test_standardize_makes_training_columns_mean_zero_and_spread_one(rows, others, columns, seed):
    rng = np.random.default_rng(seed)
    X, other = rng.normal(3, 20, (rows, columns)), rng.normal(3, 20, (others, columns))
    A, B = backprop.standardize(X, other)
    np.testing.assert_allclose(A.sum(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose((A**2).sum(axis=0) / rows, 1, rtol=1e-9)
    assert B.shape == other.shape
    # Undone with two training rows, whose images are known: the map is one line for both tables.
    gain = (A[1] - A[0]) / (X[1] - X[0])
    np.testing.assert_allclose(B, A[0] + gain * (other - X[0]), rtol=1e-6, atol=1e-9)


def test_a_constant_column_becomes_zero_whatever_it_holds():
    X = np.array([[0.1, 4.0, 0.0], [0.1, 7.0, 0.0], [0.1, 1.0, 0.0]])  # the mean of 0.1s is not 0.1
    A, B = backprop.standardize(X, np.array([[0.1, 4.0, 5.0], [9.0, 4.0, 0.0]]))
    np.testing.assert_array_equal(A[:, [0, 2]], 0.0)
    np.testing.assert_array_equal(B, 0.0)
    np.testing.assert_array_equal(X[:, 1], [4.0, 7.0, 1.0])


def test_standardize_refuses_tables_with_other_columns():
    with pytest.raises(ValueError, match=r"X_other has shape \(4, 1\), expected \(4, 3\)"):
        backprop.standardize(np.ones((5, 3)), np.ones((4, 1)))
    with pytest.raises(ValueError, match=r"X_train has shape \(5,\), expected \(N, D\)"):
        backprop.standardize(np.ones(5), np.ones((4, 5)))


@given(st.integers(1, 30), st.integers(1, 35), st.integers(0, 99))
def test_minibatches_cover_every_row_once_and_keep_pairs(rows, batch_size, seed):
    X = np.arange(2.0 * rows).reshape(rows, 2)
    Y = -X[:, :1]
    batches = list(backprop.minibatches(X, Y, batch_size, np.random.default_rng(seed)))
    sizes = [len(X_batch) for X_batch, _ in batches]
    assert sizes[:-1] == [batch_size] * (len(sizes) - 1)
    assert 1 <= sizes[-1] <= batch_size
    seen_X, seen_Y = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    np.testing.assert_array_equal(seen_X[np.argsort(seen_X[:, 0])], X)
    np.testing.assert_array_equal(seen_Y, -seen_X[:, :1])


def test_minibatches_keep_duplicate_rows_apart():
    X = np.array([[2.0], [2.0], [2.0], [5.0]])
    Y = np.array([[1.0], [3.0], [4.0], [6.0]])
    batches = list(backprop.minibatches(X, Y, 3, np.random.default_rng(0)))
    assert sorted(np.concatenate([Y_batch for _, Y_batch in batches]).ravel()) == [1, 3, 4, 6]


def test_minibatches_shuffle_anew_each_epoch_and_repeat_with_the_seed():
    X = np.arange(50.0)[:, None]

    def epoch(rng):
        return np.concatenate([b for b, _ in backprop.minibatches(X, X, 8, rng)]).ravel().tolist()

    rng = np.random.default_rng(4)
    first, second = epoch(rng), epoch(rng)
    assert len({tuple(first), tuple(second), tuple(X.ravel())}) == 3
    assert epoch(np.random.default_rng(4)) == first


def test_minibatches_refuse_unpaired_rows_before_the_first_batch():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="X has 5 rows, but Y has 4"):
        backprop.minibatches(np.ones((5, 2)), np.ones((4, 1)), 2, rng)
    with pytest.raises(ValueError, match="batch_size is 0"):
        backprop.minibatches(np.ones((5, 2)), np.ones((5, 1)), 0, rng)
    assert len(list(backprop.minibatches(np.ones((5, 2)), np.ones((5, 1)), 1, rng))) == 5


def test_accuracy_counts_rows_whose_largest_output_is_the_label():
    A2 = np.array([[0.1, 0.8, 0.3], [0.9, 0.2, 0.1], [0.2, 0.3, 0.4], [0.6, 0.7, 0.1], [0.4] * 3])
    assert backprop.accuracy(A2, np.array([1, 0, 2, 0, 0])) == 0.8  # a tie goes to the first
    assert backprop.accuracy(A2, np.array([1, 2, 1, 0, 1])) == 0.2
    assert type(backprop.accuracy(A2, [1, 0, 2, 0, 0])) is float


def test_accuracy_refuses_labels_that_would_broadcast():
    with pytest.raises(ValueError, match=r"labels has shape \(4, 1\), expected \(4,\)"):
        backprop.accuracy(np.ones((4, 3)), np.ones((4, 1)))


def test_initial_weights_are_random_with_variance_one_over_fan_in():
    params = backprop.init_mlp(400, 250, 90, np.random.default_rng(0))
    assert {name: array.shape for name, array in params.items()} == {
        "W1": (400, 250),
        "b1": (250,),
        "W2": (250, 90),
        "b2": (90,),
    }
    for name, fan_in in (("W1", 400), ("W2", 250)):
        np.testing.assert_allclose(params[name].std() * fan_in**0.5, 1, rtol=0.02)
        assert abs(params[name].mean()) * fan_in**0.5 < 0.02
    assert not params["b1"].any() and not params["b2"].any()


def rings(seed, rows=240):
    """Points inside or outside a circle: no straight line tells them apart."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (rows, 2))
    labels = (np.hypot(X[:, 0], X[:, 1]) > 0.75).astype(int)
    return X, np.eye(2)[labels], labels


def test_one_hot_puts_a_one_in_the_label_s_column():
    Y = backprop.one_hot(np.array([2, 0, 3, 3]), 4)
    assert Y.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1]]
    assert Y.dtype == float
    with pytest.raises(ValueError, match="labels holds 4, expected 0 to 3"):
        backprop.one_hot(np.array([2, 4]), 4)
    with pytest.raises(ValueError, match=r"labels has shape \(2, 1\), expected \(N,\)"):
        backprop.one_hot(np.array([[2], [1]]), 4)


def start(hidden=5, seed=3):
    return backprop.init_mlp(2, hidden, 2, np.random.default_rng(seed))


@pytest.mark.parametrize("seed", [0, 1])
def test_train_learns_what_no_line_can(seed):
    X, Y, _ = rings(seed)
    before, first = (X.copy(), Y.copy()), start(12)
    kept = {name: value.copy() for name, value in first.items()}
    rng = np.random.default_rng(seed)
    params, history = backprop.train(first, X, Y, 150, 2.0, 16, rng)
    assert len(history) == 150
    assert history[-1] < 0.2 * history[0]
    np.testing.assert_allclose(history[-1], loss(params, X, Y), rtol=1e-9)
    X_new, _, labels_new = rings(seed + 100)
    assert backprop.accuracy(backprop.mlp_forward(params, X_new)[1], labels_new) > 0.9
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(Y, before[1])
    for name, value in first.items():
        np.testing.assert_array_equal(value, kept[name])


def test_train_repeats_with_the_generator_s_state_and_differs_without():
    X, Y, _ = rings(0, 40)
    rng = np.random.default_rng
    runs = [backprop.train(start(), X, Y, 3, 0.5, 7, rng(seed))[1] for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2]
    used = rng(3)
    backprop.train(start(), X, Y, 3, 0.5, 7, used)
    assert backprop.train(start(), X, Y, 3, 0.5, 7, used)[1] != runs[0], "it goes on drawing"


def test_train_goes_through_all_batches_of_an_epoch_in_the_generator_s_order():
    X, Y, _ = rings(0, 20)
    rng, expected = np.random.default_rng(8), []
    params = start()
    for _ in range(3):
        order = rng.permutation(20)
        for rows in (order[:6], order[6:12], order[12:18], order[18:]):
            gradient = grad(loss)(params, X[rows], Y[rows])
            params = {name: params[name] - 0.7 * gradient[name] for name in params}
        expected.append(loss(params, X, Y))
    found, history = backprop.train(start(), X, Y, 3, 0.7, 6, np.random.default_rng(8))
    np.testing.assert_allclose(history, expected, rtol=1e-9)
    for name, value in params.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-8)


def test_no_epoch_leaves_everything_as_it_was():
    X, Y, _ = rings(0, 20)
    first = start()
    assert backprop.train(first, X, Y, 0, 0.7, 6, np.random.default_rng(8)) == (first, [])


def test_train_refuses_labels_in_place_of_one_column_per_class():
    with pytest.raises(ValueError, match=r"Y has shape \(20,\), expected \(N, K\)"):
        backprop.train(start(), np.ones((20, 2)), np.ones(20), 1, 0.1, 5, np.random.default_rng(0))
