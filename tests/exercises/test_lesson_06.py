"""Lesson 06's references against loops of their own, the rules for its probes, and what its checks
say to slips that learners make."""

import inspect
from functools import cache

import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.probing import run_probes
from seeds import visible_and_hidden
from sentences import clauses_of, gives_away

from autograders import backprop
from autograders.exercises.lesson_06 import EXERCISES as LESSON

BY_NAME = {exercise.name: exercise for exercise in LESSON}
SEEDS = visible_and_hidden(4)


@cache
def probes_of(name, seed):
    return BY_NAME[name].probes(seed)


@cache
def table_of(name, seed):
    return BY_NAME[name].table(seed)


def said_about(name, function, seed=None):
    table = table_of(name, seed)
    return diagnose(run_probes(function, table.driver, table.probes), table)


def written(source):
    """The last function of a learner's cell, with names of its own around it."""
    names: dict = {"np": np}
    exec(source, names)
    return list(names.values())[-1]


def test_the_lesson_is_worth_fifteen_points():
    assert {e.name: e.points for e in LESSON} == {
        "sgd_step": 2,
        "standardize": 2,
        "train_step": 3,
        "minibatches": 3,
        "accuracy": 1,
        "train": 4,
    }


# --- independent oracles --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_a_step_goes_number_by_number_against_the_slope(seed):
    for probe in probes_of("sgd_step", seed):
        params, grads, lr = probe.args
        found = BY_NAME["sgd_step"].reference(params, grads, lr)
        for key in params:
            pairs = zip(params[key].ravel(), grads[key].ravel(), strict=True)
            assert found[key].ravel() == pytest.approx([p - lr * g for p, g in pairs], rel=1e-14)
            assert found[key].shape == params[key].shape


@pytest.mark.parametrize("seed", SEEDS)
def test_training_columns_get_mean_0_and_spread_1_and_the_others_the_same_ruler(seed):
    for probe in probes_of("standardize", seed):
        X_train, X_other = probe.args
        A, B = BY_NAME["standardize"].reference(X_train, X_other)
        (constant,) = np.flatnonzero(np.ptp(X_train, axis=0) == 0)
        assert not A[:, constant].any() and not B[:, constant].any()
        assert len(set(X_other[:, constant]) | set(X_train[:, constant])) == 1
        for j in set(range(X_train.shape[1])) - {constant}:
            assert A[:, j].mean() == pytest.approx(0, abs=1e-12)
            assert A[:, j] @ A[:, j] == pytest.approx(len(A), rel=1e-12)
            line = np.polyfit(X_train[:, j], A[:, j], 1)
            assert B[:, j] == pytest.approx(np.polyval(line, X_other[:, j]), rel=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_loss_falls_by_what_the_gradient_promises(seed):
    """Along a tiny step the loss changes by minus lr times the squared length of the gradient."""
    for probe in probes_of("train_step", seed):
        params, X, Y, lr = probe.args
        new, loss = BY_NAME["train_step"].reference(params, X, Y, lr)
        assert loss == pytest.approx(loss_by_hand(params, X, Y), rel=1e-12)
        squared = sum(((new[key] - params[key]) ** 2).sum() for key in params) / lr**2
        small = {key: params[key] + 1e-6 / lr * (new[key] - params[key]) for key in params}
        fall = loss - loss_by_hand(small, X, Y)
        assert fall == pytest.approx(1e-6 * squared, rel=1e-3)


def loss_by_hand(params, X, Y):
    total = 0.0
    for x, y in zip(X, Y, strict=True):
        a1 = 1 / (1 + np.exp(-(params["W1"].T @ x + params["b1"])))
        a2 = 1 / (1 + np.exp(-(params["W2"].T @ a1 + params["b2"])))
        total += sum((a2 - y) ** 2)
    return total / len(X)


@pytest.mark.parametrize("seed", SEEDS)
def test_accuracy_counts_rows(seed):
    for probe in probes_of("accuracy", seed):
        A2, labels = probe.args
        hits = [max(range(len(row)), key=row.__getitem__) for row in A2.tolist()] == labels
        assert BY_NAME["accuracy"].reference(A2, labels) == pytest.approx(sum(hits) / len(A2))


# --- the rules for probes -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_steps_are_asked_for_other_names_too_and_one_is_long(seed):
    probes = probes_of("sgd_step", seed)
    assert {tuple(p.args[0]) for p in probes} == {("w", "b"), ("W1", "b1", "W2", "b2")}
    assert max(p.args[2] for p in probes) > 2
    for probe in probes_of("train_step", seed):
        params, X, Y, lr = probe.args
        assert lr > 3 and not np.isin(Y, (0, 1)).any()
        assert X.shape[0] != X.shape[1] != params["W1"].shape[1]
    assert any(p.args[2].shape[1] > 1 for p in probes_of("train_step", seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_batches_include_ten_rows_in_fours(seed):
    sizes = {
        (p.kwargs["number_of_rows"], p.kwargs["batch_size"]) for p in probes_of("minibatches", seed)
    }
    assert (10, 4) in sizes
    assert any(rows >= 20 and rows % size for rows, size in sizes)
    assert any(rows < size for rows, size in sizes)


@pytest.mark.parametrize("seed", SEEDS)
def test_accuracy_is_asked_where_winners_are_small_where_rows_are_as_many_as_outputs_and_level(
    seed,
):
    probes = probes_of("accuracy", seed)
    assert any(p.args[0].shape[0] == p.args[0].shape[1] for p in probes)
    assert any(p.args[0].shape == (7, 3) and p.args[0].max() < 0.5 for p in probes)
    level = [
        (labels[n], row.tolist().index(row.max()))
        for A2, labels in (p.args for p in probes)
        for n, row in enumerate(A2)
        if np.count_nonzero(row == row.max()) > 1
    ]
    assert len(level) >= 2
    assert all(label == first for label, first in level), "ties must not cancel out"
    for A2, labels in (p.args for p in probes):
        assert labels.dtype.kind == "i"
        assert len(set(np.bincount(labels, minlength=A2.shape[1]))) > 1


# --- what learners really write -------------------------------------------------------------------


def rounded(value, decimals):
    if isinstance(value, dict):
        return {key: rounded(item, decimals) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(rounded(item, decimals) for item in value)
    return np.round(value, decimals)


@pytest.mark.parametrize("name", ["sgd_step", "standardize", "train_step", "accuracy"])
@pytest.mark.parametrize("decimals", [2, 3, 4, 6])
def test_a_rounded_answer_earns_nothing(name, decimals):
    reference = BY_NAME[name].reference
    found = said_about(name, lambda *args: rounded(reference(*args), decimals))
    assert found.kind != "right"
    assert found.share == 0


def test_a_slip_further_up_costs_nothing_in_the_training_step():
    step = written(
        "def mlp_loss(params, X, Y): return 5.0\n"
        "def mlp_backward(params, X, Y): return params\n"
        "def sgd_step(params, grads, lr): return grads\n"
        "def train_step(params, X, Y, lr):\n"
        "    grads = mlp_backward(params, X, Y)\n"
        "    return sgd_step(params, grads, lr), mlp_loss(params, X, Y)\n"
    )
    for seed in (None, 2):
        assert said_about("train_step", step, seed).kind == "right"


LOOP = """
def minibatches(X, Y, batch_size, rng):
    raise AssertionError("the learner's own")
def train_step(params, X, Y, lr):
    return params, 0.0
def train(params, X, Y, epochs, lr, batch_size, rng):
    history = []
    for epoch in range(epochs):
        for X_batch, Y_batch in minibatches(X, Y, batch_size, rng):
            params, loss = train_step(params, X_batch, Y_batch, lr)
        history.append(mlp_loss(params, X, Y))
    return params, history
"""


def test_a_loop_is_judged_for_itself_and_its_neighbours_are_back_afterwards():
    train = written(LOOP)
    for seed in (None, 2):
        assert said_about("train", train, seed).kind == "right"
    assert train.__globals__["train_step"]({}, 1, 2, 3) == ({}, 0.0)
    assert "mlp_loss" not in train.__globals__


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("params, loss = train_step", "train_step", "thrown away"),
        ("params, loss = train_step", "params = train_step", "two names before the ="),
        ("batch_size, rng):\n            ", "rng, batch_size):\n            ", "in this order"),
        ("range(epochs)", "range(epochs - 1)", "one epoch less"),
        ("mlp_loss(params, X, Y)", "loss", "the loss of its batch before the step"),
        ("    return params, history", "        return params, history", "a return inside"),
        ("    return params, history", "    return params", "Return two things"),
        ("    return params, history", "    pass", "weights is nothing (None)"),
    ],
)
def test_loops_that_go_wrong_are_told_what(old, new, said):
    head, tail = LOOP.split("def train(")
    changed = tail.replace(old, new)
    assert changed != tail
    found = said_about("train", written(f"{head}def train({changed}"))
    assert found.kind != "right"
    assert said in found.message


def test_batches_that_never_end_are_cut_off_and_facts_are_named():
    endless = written(
        "def minibatches(X, Y, batch_size, rng):\n"
        "    while True:\n"
        "        yield X[:batch_size], Y[:batch_size]\n"
    )
    assert "sizes has 12 values instead of 3" in said_about("minibatches", endless).message

    apart = written(
        "def minibatches(X, Y, batch_size, rng):\n"
        "    rng.shuffle(X)\n"
        "    rng.shuffle(Y)\n"
        "    for s in range(0, len(X), batch_size):\n"
        "        yield X[s:s + batch_size], Y[s:s + batch_size]\n"
    )
    assert said_about("minibatches", apart).message == (
        "Up to sizes all is right; the first difference is rows, where pairs_kept is False. With "
        "minibatches(X, Y, 4, rng) for 10 rows, every row of X has to come once, beside its own "
        "row of Y, and both tables stay as they are."
    )


BATCHES = """
def minibatches(X, Y, batch_size, rng):
    order = rng.permutation(len(X))
    starts = {starts}
    return [(X[order[k : {stop}]], Y[order[k : {stop}]]) for k in starts]
"""


@pytest.mark.parametrize(
    ("starts", "stop", "name"),
    [
        (
            "[0, *range(len(X) % batch_size or batch_size, len(X), batch_size)]",
            "k + batch_size",
            "",
        ),
        (
            "range(0, len(X) // batch_size * batch_size + 1, batch_size)",
            "k + batch_size",
            "empty-last",
        ),
        ("range(-(-len(X) // batch_size))", "k + batch_size", "one-row-on"),
    ],
)
def test_batches_that_are_cut_at_other_places_are_told(starts, stop, name):
    for seed in SEEDS:
        found = said_about("minibatches", written(BATCHES.format(starts=starts, stop=stop)), seed)
        assert found.kind != "right"
        assert not name or found.name == name


def test_the_smaller_batch_comes_last():
    """Once the sizes were looked at sorted, so that it could come first."""
    first = written(
        "def minibatches(X, Y, batch_size, rng):\n"
        "    order, rest = rng.permutation(len(X)), len(X) % batch_size\n"
        "    starts = [*([0] if rest else []), *range(rest, len(X), batch_size)]\n"
        "    for k in starts:\n"
        "        rows = order[k : rest if k < rest else k + batch_size]\n"
        "        yield X[rows], Y[rows]\n"
    )
    for seed in SEEDS:
        assert said_about("minibatches", first, seed).name == "rest-first"


@pytest.mark.parametrize("order", ["len(X) - 1", "np.arange(1, len(X))"])
def test_a_row_that_never_comes_is_told_whichever_it_is(order):
    """A sentence that blamed the first place once met who had left out the last."""
    short = written(
        BATCHES.format(starts="range(0, len(X), batch_size)", stop="k + batch_size").replace(
            "permutation(len(X))", f"permutation({order})"
        )
    )
    for seed in SEEDS:
        found = said_about("minibatches", short, seed)
        assert found.kind != "right" and "counting starts" not in found.message
        assert found.kind != "misconception" or found.name == "starts-at-one"


def test_batches_of_x_and_of_y_in_two_lists_are_told_without_a_class_of_errors():
    apart = written(
        "def minibatches(X, Y, batch_size, rng):\n"
        "    order = rng.permutation(len(X))\n"
        "    cuts = range(batch_size, len(X), batch_size)\n"
        "    return np.split(X[order], cuts), np.split(Y[order], cuts)\n"
    )
    message = said_about("minibatches", apart).message
    assert "two lists came back, of X and of Y" in message and "Error" not in message
    two = written(
        BATCHES.format(starts="range(0, len(X) - batch_size, batch_size)", stop="k + batch_size")
    )
    assert "two lists came back" not in said_about("minibatches", two).message


def test_a_loop_that_leaves_out_a_row_is_not_taken_for_another_mistake():
    for rows in ("range(len(y) - 1)", "range(1, len(y))"):
        source = (
            f"def accuracy(A, y):\n    return sum(A[n].argmax() == y[n] for n in {rows}) / len(y)"
        )
        for seed in SEEDS:
            assert said_about("accuracy", written(source), seed).kind == "unknown"


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ("sgd_step(grads, params, lr), loss", "sgd-places-swapped"),
        (
            "sgd_step(params, mlp_backward(sgd_step(params, grads, lr), X, Y), lr), loss",
            "gradients-of-the-new",
        ),
        ("sgd_step(params, grads, lr), loss / len(X)", "loss-mean-again"),
    ],
)
def test_slips_in_a_training_step_have_their_names(wrong, name):
    names = {n: getattr(backprop, n) for n in ("sgd_step", "mlp_backward", "mlp_loss")}
    exec(
        "def train_step(params, X, Y, lr):\n"
        "    loss, grads = mlp_loss(params, X, Y), mlp_backward(params, X, Y)\n"
        f"    return {wrong}\n",
        names,
    )
    for seed in SEEDS:
        assert said_about("train_step", names["train_step"], seed).name == name


@pytest.mark.parametrize("seed", SEEDS)
def test_batches_of_the_same_rows_in_another_order_are_seen(seed):
    inside = written(
        "def minibatches(X, Y, batch_size, rng):\n"
        "    for s in range(0, len(X), batch_size):\n"
        "        rows = s + rng.permutation(len(X[s:s + batch_size]))\n"
        "        yield X[rows], Y[rows]\n"
    )
    found = said_about("minibatches", inside, seed)
    assert found.name == "shuffled-inside" and found.share == pytest.approx(2 / 3)


def test_what_is_counted_is_told_with_the_rows_that_it_was_counted_at():
    short = written(
        "def minibatches(X, Y, batch_size, rng):\n"
        "    order = rng.permutation(len(X))\n"
        "    for s in range(0, len(X) - 1, batch_size):\n"
        "        yield X[order[s:s + batch_size]], Y[order[s:s + batch_size]]\n"
    )
    assert said_about("minibatches", short).message == (
        "With your minibatches, sizes has 7 values instead of 8. With minibatches(X, Y, 6, rng) "
        "for 43 rows, 43 rows in batches of 6 make 8 batches, of the sizes 6, 6, 6, 6, 6, "
        "6, 6, 1."
    )
    turned = written(
        "def minibatches(X, Y, batch_size, rng):\n"
        "    for s in range(0, len(X), batch_size):\n"
        "        yield Y[s:s + batch_size], X[s:s + batch_size]\n"
    )
    assert "X and Y changed places" in said_about("minibatches", turned).message
    once = written(
        "def minibatches(X, Y, batch_size, rng):\n"
        "    rows = rng.permutation(len(X))[:batch_size]\n"
        "    return X[rows], Y[rows]\n"
    )
    assert "a return inside the loop ends it" in said_about("minibatches", once).message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Y_batch, lr", "Y_batch, batch_size", "takes the learning rate 0.26, and yours has 4"),
        ("X_batch, Y_batch, lr", "X_batch, X_batch, lr", "whose Y begins with 0.49, and yours has"),
        ("(X, Y, b", "(X[1:], Y, b", "called with the four that came in (1 in this record; 2: oth"),
        ("_batch", "", "give the rows of a batch names of their own"),
        ("minibatches(X, Y, batch_size, rng)", "zip(X, Y)", "gives 18, but 2 epochs of 3 batches"),
        ("append(mlp_loss(params, X, Y))", "append(mlp_loss)", "whose entry 0 is a function"),
    ],
)
def test_a_record_says_in_words_which_step_and_what_of_it(old, new, said):
    head, tail = LOOP.split("def train(")
    changed = tail.replace(old, new)
    assert changed != tail
    message = said_about("train", written(f"{head}def train({changed}")).message
    assert said in message and "two(" not in message


def test_accuracy_shows_every_row_of_the_smallest_input():
    late = said_about("accuracy", lambda A2, y: float((A2.argmax(axis=1) == y)[1:].sum() / len(y)))
    assert late.message.endswith(
        "but the largest outputs of its rows are outputs 1, 0, 2, the labels 1, 0, 1, so 2 of 3 "
        "rows are hits."
    )


def test_a_table_that_begins_rightly_is_met_at_its_first_wrong_entry():
    def last_column_lost(X_train, X_other):
        A, B = backprop.standardize(X_train, X_other)
        A[:, -1], B[:, -1] = 0, 0
        return A, B

    said = said_about("standardize", last_column_lost).message
    assert "gives 0 at [0, 3] of the first of its answers, but there stood 31, and column 3" in said


def test_a_guard_that_lifts_small_spreads_is_seen_before_grading():
    def lifted(X_train, X_other):
        mean, spread = X_train.mean(axis=0), np.maximum(X_train.std(axis=0), 1)
        return (X_train - mean) / spread, (X_other - mean) / spread

    assert all(said_about("standardize", lifted, seed).kind != "right" for seed in SEEDS)


def test_tied_outputs_may_be_counted_by_their_height_too():
    by_height = lambda A2, labels: (A2[np.arange(len(A2)), labels] == A2.max(axis=1)).mean()  # noqa: E731
    for seed in SEEDS:
        assert said_about("accuracy", by_height, seed).kind == "right"


# --- no sentence gives the answer away ------------------------------------------------------------


def everything_said(exercise):
    yield from (known.message for known in exercise.misconceptions)
    yield from exercise.hints
    yield from (exercise.success, exercise.see)
    yield exercise.all_wrong
    yield from clauses_of(exercise.table().measured)


SOLUTIONS = {
    "sgd_step": "def f(params, grads, lr, k):\n    return params[k] - lr * grads[k]",
    "standardize": "def f(X, mean, spread):\n    return (X - mean) / spread",
    "train_step": "def f(params, grads, lr):\n    return sgd_step(params, grads, lr)",
    "accuracy": "def f(A2, labels):\n    return np.mean(np.argmax(A2, axis=1) == labels)",
}


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_no_sentence_holds_the_formula(exercise):
    sources = [SOLUTIONS.get(exercise.name), inspect.getsource(exercise.reference)]
    for sentence in everything_said(exercise):
        assert "path" not in sentence.lower(), sentence
        for source in filter(None, sources):
            assert not gives_away(sentence, source), sentence


def test_the_trained_network_is_the_reference_of_lesson_05():
    """The loop's own reference, with real neighbours: the loss falls."""
    random = np.random.default_rng(4)
    X, Y = random.normal(size=(12, 3)), random.uniform(0.1, 0.9, (12, 2))
    params = backprop.init_mlp(3, 4, 2, random)
    before = backprop.mlp_loss(params, X, Y)
    _, history = backprop.train(params, X, Y, 15, 1.0, 5, random)
    assert len(history) == 15 and history[-1] < before


LOOP_OVER_SOME_NUMBER = """
def train(params, X, Y, epochs, lr, batch_size, rng):
    history = []
    for epoch in range({count}):
        for X_batch, Y_batch in minibatches(X, Y, batch_size, rng):
            params, _ = train_step(params, X_batch, Y_batch, lr)
        history.append(mlp_loss(params, X, Y))
    return params, history
"""


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", ["epochs", "batch_size", "-(-len(X) // batch_size)"])
def test_epochs_batches_and_batch_size_cannot_stand_for_each_other(count, seed):
    """A loop over range(batch_size) once passed, where each probe had as many epochs."""
    helpers = ("minibatches", "train_step", "mlp_loss")
    names = {"np": np, **{name: getattr(backprop, name) for name in helpers}}
    exec(LOOP_OVER_SOME_NUMBER.format(count=count), names)
    found = said_about("train", names["train"], seed)
    assert (found.kind == "right") is (count == "epochs"), found.message
