"""A deep network trained by the gradients of a function that is handed in."""

import numpy as np
import pytest
from chainrule.deep_training import epochs_of
from chainrule.waiting import DoesNotFit


def layers_of(rng):
    return [(rng.normal(size=(3, 4)), rng.normal(size=4)), (rng.normal(size=(4, 2)), np.ones(2))]


def test_every_batch_moves_every_layer_against_its_gradient():
    start = layers_of(np.random.default_rng(1))
    before = [(W.copy(), b.copy()) for W, b in start]
    rows = []

    def deep_backward(layers, X, Y):
        rows.append((len(X), len(Y)))
        return [(0 * W + 2.0, 0 * b - 3.0) for W, b in layers]

    def batches():
        yield np.ones((5, 3)), np.ones((5, 2))
        yield np.ones((2, 3)), np.ones((2, 2))

    seen = list(epochs_of(deep_backward, start, batches, epochs=3, lr=0.1))
    assert [epoch for epoch, _ in seen] == [0, 1, 2, 3]
    assert seen[0][1] is start and rows == [(5, 5), (2, 2)] * 3
    for steps, (_, layers) in zip((0, 2, 4, 6), seen, strict=True):
        for (W, b), (first_W, first_b) in zip(layers, before, strict=True):
            np.testing.assert_allclose(W, first_W - steps * 0.2)
            np.testing.assert_allclose(b, first_b + steps * 0.3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda grads: grads[:1], "1 pairs of gradients for 2 layers"),
        (lambda grads: [grads[1], grads[0]], r"dW of layer 0 has the shape \(4, 2\), not \(3, 4\)"),
        (lambda grads: [(W, b[:1]) for W, b in grads], r"db of layer 0 has the shape \(1,\)"),
    ],
)
def test_gradients_that_do_not_fit_are_named(change, said):
    start = layers_of(np.random.default_rng(2))
    one = [(np.ones((5, 3)), np.ones((5, 2)))]
    with pytest.raises(DoesNotFit, match=said):
        list(epochs_of(lambda layers, X, Y: change(layers), start, lambda: one, 1, 0.1))
