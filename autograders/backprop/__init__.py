"""The shared reference of the course: from slopes to backpropagation, in plain numpy.

| module              | concept                                                      | lessons |
| ------------------- | ------------------------------------------------------------ | ------- |
| `slopes`            | composition, central difference, the chain rule              | 01      |
| `chains`            | machines in a row: values forward, sensitivities backward    | 02      |
| `car`               | pedal → rpm → speed → drag: four linked rates with units     | 03      |
| `single_neuron`     | weighted sum, sigmoid, squared error and their gradients     | 00, 04  |
| `gradient_checking` | gradients by nudging, and how far two gradients are apart    | 04      |
| `routes`            | along a route multiply, between routes add; counting them    | 05, 07  |
| `layers`            | linear, sigmoid and ReLU layers forward and backward         | 05, 07  |
| `networks`          | the two-layer network: forward, loss, backpropagation        | 00, 05  |
| `training`          | steps, mini-batches, scaling, accuracy, the training loop    | 06      |
| `straight_line`     | one neuron without its bend: a loss that can be drawn        | 06      |
| `runs`              | whole trainings whose outcome a lesson tells                 | 06      |
| `deep`              | vanishing gradients, initialisation, clipping, what it costs | 07      |
| `depth_runs`        | whole trainings of deep networks, and the race to a gradient | 07      |
| `autodiff`          | an engine that differentiates any expression; broadcasting   | 08      |

A function that answers an exercise bears its name. Functions return new values and leave their
arguments alone, but for the engine, whose purpose is to write gradients into a graph, and `fit`.
A shape that numpy would silently broadcast into a wrong result raises a ValueError of one line.
"""

# ruff: noqa: F401 - this file is the flat surface, one import per module.

from autograders.backprop.autodiff import (
    Network,
    Value,
    backward,
    fit,
    never_reset,
    power,
    topological_order,
    unbroadcast,
    value_exp,
    value_relu,
    value_sigmoid,
    value_sin,
    value_tanh,
)
from autograders.backprop.car import (
    GEAR_RATIOS,
    ddrag_dpedal,
    drag,
    drag_rates,
    drpm_dpedal,
    dspeed_dpedal,
    dspeed_drpm,
    rates_from_log,
    rpm,
    speed,
)
from autograders.backprop.chains import (
    backward_sweep,
    local_rates,
    overall_rate,
    predict_change,
    run_machines,
)
from autograders.backprop.deep import (
    clip_by_norm,
    cost_in_forward_passes,
    deep_backward,
    deep_chain_grads,
    deep_forward,
    he_init,
    max_shrink,
)
from autograders.backprop.depth_runs import (
    BlindWalk,
    DigitTable,
    blind_tries,
    deep_accuracy,
    digit_table,
    gradient_lengths,
    keep_runs,
    kept_runs,
    kept_shares,
    lengths_at_start,
    measure_all,
    net_gradients,
    net_outputs,
    nudged_beside_backprop,
    nudged_grads,
    race,
    start_layers,
    steps_to_goal,
    weights_that_keep,
)
from autograders.backprop.gradient_checking import (
    numerical_grad,
    relative_error,
)
from autograders.backprop.layers import (
    layer_forward,
    linear_backward,
    relu,
    relu_backward,
    sigmoid_backward,
)
from autograders.backprop.networks import (
    forward,
    four_factors,
    mlp_backward,
    mlp_forward,
    mlp_loss,
    nine_number_example,
    nine_number_network,
)
from autograders.backprop.routes import (
    count_routes,
    route_gradient,
    two_route_grad,
)
from autograders.backprop.runs import (
    DigitRun,
    Game,
    blind_run,
    digit_accuracies,
    digit_run,
    four_points,
    game_run,
    grads_without_hidden_slope,
    stale_grads,
    stale_step,
    step_without_hidden_slope,
)
from autograders.backprop.single_neuron import (
    dsigmoid,
    local_grads,
    neuron,
    neuron_grads,
    neuron_grads_vec,
    sigmoid,
    squared_error,
    weighted_sum,
)
from autograders.backprop.slopes import (
    chain_rule,
    compose,
    d_power,
    d_sin_square,
    d_triple,
    slope,
)
from autograders.backprop.straight_line import (
    line_curvatures,
    line_descent,
    line_gradient,
    line_loss,
)
from autograders.backprop.training import (
    accuracy,
    init_mlp,
    minibatches,
    one_hot,
    sgd_step,
    standardize,
    train,
    train_step,
)
