"""The flat surface: every exercise has its reference, everything public is there and documented."""

import importlib
import inspect
import pkgutil

import pytest

from autograders import backprop

EXERCISES = {
    "00": "weighted_sum sigmoid neuron forward squared_error",
    "01": "compose slope chain_rule d_power d_sin_square d_triple",
    "02": "run_machines local_rates overall_rate backward_sweep predict_change",
    "03": "drpm_dpedal dspeed_drpm dspeed_dpedal ddrag_dpedal rates_from_log",
    "04": "dsigmoid local_grads neuron_grads neuron_grads_vec numerical_grad",
    "05": "two_route_grad route_gradient mlp_forward sigmoid_backward linear_backward mlp_backward",
    "06": "sgd_step train_step standardize minibatches accuracy train",
    "07": "deep_chain_grads max_shrink relu_backward he_init cost_in_forward_passes count_routes "
    "clip_by_norm",
    "08": "Value power topological_order backward fit unbroadcast",
}
HELPERS = {"shapes"}  # modules that serve the others and teach nothing
MODULES = [module.name for module in pkgutil.iter_modules(backprop.__path__)]


def public_objects(module):
    """What a module defines itself, under a name without an underscore."""
    for name, thing in vars(module).items():
        if not name.startswith("_") and getattr(thing, "__module__", None) == module.__name__:
            yield name, thing


@pytest.mark.parametrize("lesson", EXERCISES)
def test_every_exercise_has_its_reference(lesson):
    missing = [n for n in EXERCISES[lesson].split() if not callable(getattr(backprop, n, None))]
    assert missing == []


@pytest.mark.parametrize("name", sorted(set(MODULES) - HELPERS))
def test_everything_a_module_offers_is_on_the_surface_and_documented(name):
    module = importlib.import_module(f"autograders.backprop.{name}")
    offered = dict(public_objects(module))
    assert offered, "an empty module"
    for key, thing in offered.items():
        assert getattr(backprop, key) is thing
        assert inspect.getdoc(thing), f"{key} has no docstring"
        if inspect.isfunction(thing):
            hints = {**thing.__annotations__}
            assert set(inspect.signature(thing).parameters) | {"return"} == set(hints), key


def test_the_table_of_modules_is_complete():
    rows = [line for line in backprop.__doc__.splitlines() if line.startswith("| `")]
    assert {row.split("`")[1] for row in rows} == set(MODULES) - HELPERS
