"""A deep network trained by the learner's own gradients, epoch by epoch."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from chainrule.waiting import DoesNotFit

Layers = Sequence[tuple[np.ndarray, np.ndarray]]
Batch = tuple[np.ndarray, np.ndarray]


def epochs_of(
    deep_backward: Callable[[Layers, np.ndarray, np.ndarray], Layers],
    layers: Layers,
    batches: Callable[[], Iterable[Batch]],
    epochs: int,
    lr: float,
) -> Iterator[tuple[int, Layers]]:
    """Train by steps against the gradient, and yield (epoch, layers), 0 and the start first.

    layers: pairs of W (D, H) and b (H,). `deep_backward(layers, X, Y)` returns a pair of gradients
    for each; `batches()` gives the batches of one epoch, pairs of X (N, D) and Y (N, K). The layers
    that come in stay as they are. Raises DoesNotFit when the gradients do not fit the layers.
    """
    yield 0, layers
    for epoch in range(1, epochs + 1):
        for X, Y in batches():
            layers = _moved(layers, deep_backward(layers, X, Y), lr)
        yield epoch, layers


def _moved(layers: Layers, grads: Layers, lr: float) -> Layers:
    if len(grads) != len(layers):
        raise DoesNotFit(f"{len(grads)} pairs of gradients for {len(layers)} layers")
    moved = []
    for place, ((W, b), (dW, db)) in enumerate(zip(layers, grads, strict=True)):
        for name, value, gradient in (("dW", W, dW), ("db", b, db)):
            if np.shape(gradient) != np.shape(value):
                raise DoesNotFit(
                    f"{name} of layer {place} has the shape {np.shape(gradient)}, "
                    f"not {np.shape(value)}"
                )
        moved.append((W - lr * dW, b - lr * db))
    return moved
