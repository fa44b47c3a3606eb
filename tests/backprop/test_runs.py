"""Trainings that lessons tell of: their numbers, and that they hold on every processor."""

import numpy as np
import pytest
from chainrule import data
from hypothesis import given, settings
from hypothesis import strategies as st

from autograders import backprop
from autograders.backprop import runs


@pytest.fixture(scope="module")
def digits():
    return data.load_digits()


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# --- the game -------------------------------------------------------------------------------------


def test_the_game_is_won_by_steps_in_these_numbers():
    assert [backprop.game_run(lr).steps for lr in (1, 5, 10)] == [1089, 219, 132]
    stuck = backprop.game_run(30, 3000)
    assert stuck.steps is None and round(stuck.losses[-1], 3) == 0.125
    assert round(stuck.losses[0], 3) == 0.284
    assert len(backprop.game_run(5, 7).losses) == 8 and backprop.game_run(5, 7).steps is None


@pytest.mark.parametrize("nearly", [1 - 1e-9, 1 + 1e-9, 1 + 3e-12, 1 - 2e-13])
def test_rounding_changes_no_step_of_the_game_up_to_a_rate_of_ten(nearly):
    """A processor that adds in another order differs by less than this."""
    assert [backprop.game_run(lr * nearly).steps for lr in (1, 5, 10)] == [1089, 219, 132]
    assert round(backprop.game_run(30 * nearly, 3000).losses[-1], 3) == 0.125


def test_a_step_of_the_game_is_one_of_plain_gradient_descent():
    W1, b1 = np.array([[0.3, -0.5], [0.8, 0.2]]), np.array([0.1, -0.2])
    W2, b2 = np.array([1.2, -0.7]), 0.3
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([0, 1, 1, 0.0])
    losses = []
    for _ in range(4):
        a1 = sigmoid(X @ W1 + b1)
        a2 = sigmoid(a1 @ W2 + b2)
        losses.append(np.mean((a2 - y) ** 2))
        behind = 2 * (a2 - y) * a2 * (1 - a2)
        hidden = np.outer(behind, W2) * a1 * (1 - a1)
        W2, b2 = W2 - 5 * a1.T @ behind / 4, b2 - 5 * behind.mean()
        W1, b1 = W1 - 5 * X.T @ hidden / 4, b1 - 5 * hidden.mean(axis=0)
    np.testing.assert_allclose(backprop.game_run(5).losses[:4], losses, rtol=1e-9)
    uphill = backprop.game_run(5, 50, uphill=True).losses
    assert list(uphill) == sorted(uphill) and uphill[-1] > 0.49


def test_blind_tries_keep_what_helps_and_often_never_arrive():
    tries = [backprop.blind_run(0.5, seed, 3000) for seed in range(31)]
    for game in tries:
        assert list(game.losses) == sorted(game.losses, reverse=True)
    arrived = sorted(game.steps for game in tries if game.steps is not None)
    assert 0.25 <= 1 - len(arrived) / 31 <= 0.4
    assert 200 < np.median(arrived) < 400
    assert backprop.blind_run(0.5, 3, 3000) is tries[3], "played once"


@pytest.mark.parametrize("seed", [0, 3])
def test_blind_tries_are_made_one_after_the_other(seed):
    """Many are worked out at once; the game is that of a plain loop."""
    rng = np.random.default_rng(seed)
    W1, b1 = np.array([[0.3, -0.5], [0.8, 0.2]]), np.array([0.1, -0.2])
    W2, b2 = np.array([1.2, -0.7]), 0.3
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([0, 1, 1, 0.0])
    losses, best = [], np.inf
    tried = (W1, b1, W2, b2)
    for _ in range(300):
        loss = np.mean((sigmoid(sigmoid(X @ tried[0] + tried[1]) @ tried[2] + tried[3]) - y) ** 2)
        if loss < best:
            best, kept = loss, tried
        losses.append(best)
        tried = tuple(value + rng.normal(0, 0.5, np.shape(value)) for value in kept)
    game = backprop.blind_run(0.5, seed, 299)
    assert len(set(game.losses)) > 5
    np.testing.assert_allclose(game.losses, losses[: len(game.losses)], rtol=1e-9)
    assert len(game.losses) == 300 or game.steps is not None


# --- wrong gradients ------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 999))
def test_wrong_gradients_are_wrong_in_the_way_that_they_say(seed):
    rng = np.random.default_rng(seed)
    P = {"W1": rng.normal(size=(3, 4)), "b1": rng.normal(size=4)}
    P |= {"W2": rng.normal(size=(4, 2)), "b2": rng.normal(size=2)}
    X, Y = rng.normal(size=(5, 3)), rng.uniform(0.1, 0.9, (5, 2))
    A1 = sigmoid(X @ P["W1"] + P["b1"])
    A2 = sigmoid(A1 @ P["W2"] + P["b2"])
    dZ2 = np.einsum("nk,nk,nk->nk", 2 * (A2 - Y) / 5, A2, 1 - A2)
    new_W2 = P["W2"] - 0.8 * np.einsum("nh,nk->hk", A1, dZ2)
    stale_dZ1 = np.einsum("nk,hk,nh,nh->nh", dZ2, new_W2, A1, 1 - A1)
    flat_dZ1 = np.einsum("nk,hk->nh", dZ2, P["W2"])
    for found, dZ1 in (
        (backprop.stale_grads(P, X, Y, 0.8), stale_dZ1),
        (backprop.grads_without_hidden_slope(P, X, Y), flat_dZ1),
    ):
        np.testing.assert_allclose(found["W1"], np.einsum("nd,nh->dh", X, dZ1), rtol=1e-9)
        np.testing.assert_allclose(found["b1"], dZ1.sum(axis=0), rtol=1e-9)
        right = backprop.mlp_backward(P, X, Y)
        assert all(np.array_equal(found[name], right[name]) for name in ("W2", "b2"))
    after, loss = backprop.stale_step(P, X, Y, 0.8)
    np.testing.assert_allclose(after["W2"], new_W2, rtol=1e-9)
    np.testing.assert_allclose(after["b1"], P["b1"] - 0.8 * stale_dZ1.sum(axis=0), rtol=1e-9)
    assert loss == backprop.mlp_loss(P, X, Y)


def test_a_gradient_check_sees_the_stale_weights_at_once():
    (X, Y), P = backprop.four_points(), backprop.nine_number_network()
    right = backprop.mlp_backward(P, X, Y)
    stale = backprop.stale_grads(P, X, Y, 1.0)
    assert round(backprop.relative_error(stale["W1"], right["W1"]), 2) == 0.02
    flat = backprop.grads_without_hidden_slope(P, X, Y)
    assert round(backprop.relative_error(flat["W1"], right["W1"]), 1) == 0.7


# --- digits ---------------------------------------------------------------------------------------


def accuracies(digits, seeds, epoch, kept=None, **how):
    kept = digits.is_test if kept is None else kept
    return backprop.digit_accuracies(digits.pixels, digits.label, kept, seeds, epoch, **how)


def test_a_run_is_the_loop_of_the_lesson(digits):
    """Two epochs, written out without the reference's layers and steps."""
    few = digits.select(slice(0, 300))
    kept = few.row % 3 == 0
    found = backprop.digit_run(few.pixels, few.label, kept, epochs=2, hidden=7, lr=0.6, seed=5)
    X, Y = few.pixels[~kept], np.eye(10)[few.label[~kept]]
    m, s = X.mean(axis=0), X.std(axis=0)
    s[np.ptp(X, axis=0) == 0] = np.inf
    X, rng = (X - m) / s, np.random.default_rng(5)
    W1, W2 = rng.normal(0, 1 / 8, (64, 7)), rng.normal(0, 7**-0.5, (7, 10))
    b1, b2 = np.zeros(7), np.zeros(10)
    for _ in range(2):
        order = rng.permutation(200)
        for begin in range(0, 200, 32):
            x, y = X[order[begin : begin + 32]], Y[order[begin : begin + 32]]
            a1 = sigmoid(x @ W1 + b1)
            a2 = sigmoid(a1 @ W2 + b2)
            d2 = 2 * (a2 - y) / len(x) * a2 * (1 - a2)
            d1 = d2 @ W2.T * a1 * (1 - a1)
            W2, b2 = W2 - 0.6 * a1.T @ d2, b2 - 0.6 * d2.sum(axis=0)
            W1, b1 = W1 - 0.6 * x.T @ d1, b1 - 0.6 * d1.sum(axis=0)
    np.testing.assert_allclose(found.params[2]["W1"], W1, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(found.params[2]["b2"], b2, rtol=1e-7, atol=1e-9)
    outputs = sigmoid(sigmoid((few.pixels[kept] - m) / s @ W1 + b1) @ W2 + b2)
    wrong = outputs.argmax(axis=1) != few.label[kept]
    assert found.accuracy[2] == pytest.approx(1 - wrong.mean())
    assert list(found.missed) == few.row[kept][wrong].tolist()
    assert set(found.accuracy) == {0, 1, 2}


def test_a_run_is_trained_once_whoever_loads_the_table(digits):
    again = data.load_digits()
    first = backprop.digit_run(digits.pixels, digits.label, digits.is_test, epochs=1)
    assert backprop.digit_run(again.pixels, again.label, again.is_test, epochs=1) is first
    assert backprop.digit_run(again.pixels, again.label, again.in_last_fifth, epochs=1) is not first
    assert (
        backprop.digit_run(again.pixels, again.label, again.is_test, epochs=1, seed=1) is not first
    )


def test_digits_are_read_as_well_as_the_lesson_says(digits):
    """Ranges over ten seeds, to whole percents."""
    told = {0: (0.05, 0.11, 0.20), 1: (0.71, 0.75, 0.79), 5: (0.93, 0.94, 0.96)}
    told |= {10: (0.95, 0.96, 0.97), 20: (0.965, 0.97, 0.975)}
    for epoch, shares in told.items():
        found = accuracies(digits, 10, epoch, epochs=20)
        assert found == pytest.approx(shares, abs=0.0051), epoch


def test_other_hands_are_read_less_well(digits):
    low, mean, high = accuracies(digits, 5, 20, digits.in_last_fifth)
    assert round(mean, 2) == 0.90 and 0.885 < low < high < 0.915


def test_wrong_gradients_read_digits_as_well_or_nearly(digits):
    right = accuracies(digits, 4, 10)[1]
    stale = accuracies(digits, 4, 10, step=backprop.stale_step)[1]
    flat = accuracies(digits, 4, 10, step=backprop.step_without_hidden_slope)[1]
    assert (round(right, 2), round(stale, 2), round(flat, 2)) == (0.96, 0.96, 0.95)


def test_pictures_and_targets_shuffled_apart_teach_a_constant_guess(digits):
    found = [
        backprop.digit_run(
            digits.pixels, digits.label, digits.is_test, epochs=10, seed=seed, pairs=False
        )
        for seed in range(4)
    ]
    assert all(round(run.loss[10], 2) == 0.90 for run in found)
    assert all(run.accuracy[10] < 0.15 for run in found)


def test_the_hidden_layer_earns_its_keep(digits):
    ten = [accuracies(digits, 4, 20, hidden=hidden)[1] for hidden in (0, 32)]
    two = [accuracies(digits, 4, 20, hidden=hidden, even_or_odd=True)[1] for hidden in (0, 16)]
    assert [round(100 * share) for share in (*ten, *two)] == [95, 97, 93, 97]


def test_batches_and_scaling_after_five_epochs(digits):
    sizes = [accuracies(digits, 3, 5, batch_size=size)[1] for size in (1437, 32, 8)]
    assert sizes[0] < 0.45 and [round(100 * share) for share in sizes[1:]] == [94, 96]
    assert 0.7 < accuracies(digits, 2, 5, scaled=False)[1] < 0.9
    rates = [accuracies(digits, 2, 5, lr=lr)[1] for lr in (0.01, 0.1, 0.3, 1, 10)]
    assert rates[:4] == sorted(rates[:4]) and rates[4] < 0.3


def test_rounding_changes_no_whole_percent(digits):
    """A processor that adds in another order differs by less than this."""
    nearly = np.where(digits.row[:, None] % 2, 1 + 1e-12, 1 - 3e-13) * digits.pixels
    one, other = (
        backprop.digit_run(pixels, digits.label, digits.is_test)
        for pixels in (digits.pixels, nearly)
    )
    assert one is not other
    for epoch, share in one.accuracy.items():
        assert abs(share - other.accuracy[epoch]) < 0.002
        assert round(one.loss[epoch], 3) == round(other.loss[epoch], 3)


def test_labels_of_another_length_are_refused(digits):
    with pytest.raises(ValueError, match=r"label has shape \(3,\), expected \(1797,\)"):
        backprop.digit_run(digits.pixels, digits.label[:3], digits.is_test)


def test_the_epochs_that_are_kept_are_those_of_the_lesson():
    assert runs.EPOCHS_KEPT == (0, 1, 2, 3, 5, 10, 20, 30)
