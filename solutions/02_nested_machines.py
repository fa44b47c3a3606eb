#| let belt = [lambda t: 3*t, np.square, np.sin]
#| let rates = [lambda t: 3.0, lambda t: 2*t, np.cos]
#| let v = run_machines(0.4, belt)  # values
#| let r = local_rates(0.4, belt, rates)
#| let s = backward_sweep(r)  # sensitivities
#| let swapped = [np.square, lambda t: 3*t, np.sin]
#| let swapped_v = run_machines(0.4, swapped)
#| let swapped_r = local_rates(0.4, swapped, [lambda t: 2*t, lambda t: 3.0, np.cos])
#| let knobs = nine_number_network()
#| let x = nine_number_example()[0]
#| let y = nine_number_example()[1]
#| let per_w = np.prod(four_factors(knobs, x, y, 0, 0))  # the loss, per unit of the first weight
#| let loss_at = lambda w: mlp_loss(
#|     {**knobs, "W1": np.array([[w, -0.5], [0.8, 0.2]])}, x[None], y[None])

# %% [markdown]
# # Nested machines
#
# **You are here:** [00 predictions](../00_predictions/00_predictions.ipynb) → [01 the chain rule](../01_chain_rule/01_chain_rule.ipynb) → **02 nested machines** → [03 gas pedal](../03_gas_pedal/03_gas_pedal.ipynb) → [04 one neuron](../04_single_neuron/04_single_neuron.ipynb) → [05 layers](../05_layers/05_layers.ipynb) → [06 weight updates](../06_weight_updates/06_weight_updates.ipynb) → [07 deep networks](../07_deep_networks/07_deep_networks.ipynb) → [08 your own engine](../08_your_own_engine/08_your_own_engine.ipynb)
#
# So far two or three machines stood in a row. A network is a long row of them.
#
# In this lesson you write the two walks along such a row: the forward pass with values, then the backward pass with rates. The second one is the heart of backpropagation. At the end you send it through the network with nine knobs, from its loss back to one of its weights.
#| claims B4 B9

# %% [markdown]
# | part | minutes | afterwards you can |
# |---|---|---|
# | Warm-up | 3–5 | recall the chain rule |
# | 1. A belt of machines | 10–14 | run a chain of machines and keep every value |
# | 2. Every machine has its own rate | 12–17 | read a machine's rate at the number it received |
# | 3. One number for the whole belt | 8–13 | multiply the rates, by hand and in code |
# | 4. Backwards, in one sweep | 17–25 | find how the output reacts to every value on the way |
# | 5. Predict without running | 8–11 | tell how the output moves for a small nudge |
# | 6. The network on the belt | 7–10 | say which way one weight of a network should go |
# | 7. Find the bug, and exit | 9–15 | spot rates that were read at the wrong place |
#
# You need the chain rule from lesson 01, and lists and `for` loops. As before, commit a prediction ahead of each figure.
#
# Back after a break? Choose **Run > Run All Cells**: your answers come back. Until then, figures and questions say “Error displaying widget”.
#| given  lesson 01

# %%
from chainrule import ask, check, confirm, explain, predict, reveal, waits_for
from chainrule.explorables import ConveyorBelt
from chainrule.machines import cos, plus, sigmoid, sin, square, times

### BEGIN ANSWER
from chainrule.questions import answer

### END ANSWER

# %% [markdown]
# ## Warm-up: what do you still know? (3–5 minutes)
#
# From memory, please. Looking things up later is fine, but trying to remember is what makes it stay.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_power",
    15,
    "The fifth power receives 1 and has the slope 5 there; the inside grows 3 times as fast as x: "
    "5 · 3 = 15.",
)
### END ANSWER
ask("warm_power", "What is the slope of (3x + 1)⁵ at x = 0?")
#| given  (3x + 1)⁵ at x = 0
#| receives 1 and has the slope 5 there  <-  3*0+1, 5*(3*0+1)**4
#| 5 · 3 = 15  <-  5, 3, d_power(0)
#| 15  <-  d_power(0)
#| grows 3 times  <-  3

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_receives",
    "at the value that the outer machine receives",
    "The outer machine never sees x. It receives what the inner one made of it, and there its "
    "slope counts.",
    {
        "at x": "That is right only where the inner machine happens to hand x on unchanged.",
        "at the output": "The output is what the outer machine produces. Its slope belongs to what "
        "comes in.",
    },
)
### END ANSWER
ask(
    "warm_receives",
    "Two machines in a row: where is the slope of the outer one read?",
    ["at x", "at the output", "at the value that the outer machine receives"],
)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_loss",
    "the prediction and the target",
    "The loss is (a − y)²: how far the prediction a is from the target y.",
    {
        "the weights alone": "Weights act on the prediction, and the loss sees only that.",
        "the input and the weights": "They make the prediction. The loss needs one thing more to "
        "compare it with.",
    },
)
### END ANSWER
ask(
    "warm_loss",
    "A network made a prediction. What does the loss compare?",
    ["the weights alone", "the input and the weights", "the prediction and the target"],
)
#| given  (a − y)²

# %%
from chainrule import again

again("01_chain_rule")

# %% [markdown]
# ## 1. A belt of machines (10–14 minutes)
#
# A first machine $g$ takes $x$ and makes $y$. A second machine $f$ takes $y$ and makes $z$:
#
# $$x \;\xrightarrow{\;g\;}\; y = g(x) \;\xrightarrow{\;f\;}\; z = f(y) = f(g(x))$$
#
# ($x$, $y$ and $z$ are only names for three values here: this $y$ is no target, and this $z$ no weighted sum.)
#
# Put more machines behind them and you have a conveyor belt. One number travels along it. Each machine receives what the one before made, and hands its own result on.
#
# The belt of this lesson: times 3, then square, then sine. In front of the machines and between them lie the values $v_0 = x$, $v_1$, $v_2$, and at the end the output $v_3$.
#| claims B4 B5 A4
#| given  times 3 ; $v_0 = x$, $v_1$, $v_2$, and at the end the output $v_3$
#| $$x \;\xrightarrow{\;g\;}\; y = g(x) \;\xrightarrow{\;f\;}\; z = f(y) = f(g(x))$$
#|     <-  same(compose(np.sin, np.square), lambda x: run_machines(x, [np.square, np.sin])[-1])

# %% [markdown]
# Every machine is also a magnifier. Nudge what it receives, and its result moves by its **local rate** times that nudge. A rate is the slope of one machine; we say *rate* on the belt and on the road, and *slope* where a curve is drawn. A rate of 3 makes the nudge three times as large, a rate of 0.5 halves it, and a negative rate turns it round.
#| claims A14
#| given  rate of 3 ; 0.5 halves

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "magnifier",
    "×3",
    "It magnifies by 3 whatever it receives. The square receives 1.2 and magnifies by 2 · 1.2 = "
    "2.4. The sine receives 1.44, near the top of its hill, and shrinks the nudge to 0.13 of it.",
    {
        "square": "Close. Squaring magnifies more and more for larger inputs, but here it receives "
        "only 1.2.",
        "sin": "The sine is flat near the top of its hill, and that is where it works here.",
    },
)
### END ANSWER
predict(
    "magnifier",
    "The belt runs at x = 0.4: times 3, then square, then sin. Which machine magnifies a small "
    "nudge most?",
    ["×3", "square", "sin"],
)
#| claims A14
#| given  ×3 ; at x = 0.4: times 3
#| by 3 whatever  <-  slope(lambda t: 3*t, 0.4)
#| receives 1.2 and magnifies by 2 · 1.2 = 2.4  <-  v[1], 2, v[1], r[1]
#| receives 1.44  <-  v[2]
#| 0.13 of it  <-  r[2]
#| only 1.2  <-  v[1]

# %% [markdown]
# Press **Run the belt** and follow the token. The fan above each machine is its magnifier.
#
# 1. Slide `x` up, step by step. Which of the three rates change, and which one never does?
# 2. Find the `x` at which the square magnifies exactly as much as ×3.
#| given  as ×3

# %%
ConveyorBelt(["triple", "square", "sin"], x=0.4, sweeps=False, after="magnifier")
#| claims B4

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("magnifier")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "equal_rates",
    0.5,
    "There the square receives 1.5, and its rate is 2 · 1.5 = 3.",
)
### END ANSWER
ask("equal_rates", "At which x does the square magnify exactly as much as ×3?")
#| given  as ×3
#| 0.5  <-  1.5/3
#| receives 1.5  <-  3*0.5
#| 2 · 1.5 = 3  <-  2, 1.5, slope(np.square, 1.5)

# %% [markdown]
# ### The values of one run
#
# At $x = 0.4$ these numbers lie on the belt:
#
# | place | value |
# |---|---|
# | $v_0$, in front of ×3 | 0.4 |
# | $v_1$, in front of the square | 3 · 0.4 = 1.2 |
# | $v_2$, in front of the sine | 1.2² = 1.44 |
# | $v_3$, the output | sin 1.44 = 0.9915 |
#
# Three machines, four values. Keep them all: you are going to need each one, not the last alone.
#| claims A16
#| given  $x = 0.4$ ; ×3 | 0.4 ; $v_0$ ; $v_1$ ; $v_2$ ; $v_3$
#| 3 · 0.4 = 1.2  <-  3, 0.4, v[1]
#| 1.2² = 1.44  <-  1.2, 2, v[2]
#| sin 1.44 = 0.9915  <-  1.44, v[3]

# %% [markdown]
# ### Exercise 02.1 · run_machines (2 points)
#
# Write the forward pass, for any list of machines. A machine is a function of one number; the first one in the list runs first.
#| claims B4


# %% answer run_machines
def run_machines(x, machines):
    """Return every value on the belt, from x itself to the output.

    x: float.
    machines: list of functions of one number, in the order in which
    they run. The list may be empty.
    Returns a list of numbers, one longer than the list of machines.

    Example: run_machines(0.4, [times(3), square, sin]) gives a list
    of four numbers; the first is 0.4.
    """
    ### BEGIN SOLUTION
    values = [x]
    for machine in machines:
        values.append(machine(values[-1]))
    return values
    ### END SOLUTION


# %% check run_machines

# %% [markdown]
# ## 2. Every machine has its own rate (12–17 minutes)
#
# What does a machine need to know to tell its rate? Only the number that it receives. It need not know $x$, nor which machines stand before it or behind it.
#
# | machine | receives | its slope function | its rate there |
# |---|---|---|---|
# | times 3 | 0.4 | 3 | 3 |
# | square | 1.2 | $2t$ | 2 · 1.2 = 2.4 |
# | sin | 1.44 | $\cos t$ | cos 1.44 = 0.1304 |
#
# So one hard derivative, of $\sin((3x)^2)$, falls apart into three easy ones. The price: somebody must have kept what each machine received. That is why the forward pass comes first.
#| claims A14 A16
#| times 3 | 0.4 | 3 | 3  <-  3, 0.4, slope(lambda t: 3*t, 0.4), slope(lambda t: 3*t, 0.4)
#| square | 1.2 | $2t$ | 2 · 1.2 = 2.4  <-  1.2, 2, 2, v[1], r[1]
#| sin | 1.44 | $\cos t$ | cos 1.44 = 0.1304  <-  v[2], v[2], r[2]
#| $\sin((3x)^2)$  <-  same(lambda x: run_machines(x, belt)[-1], lambda x: np.sin((3*x)**2))

# %% [markdown]
# ### Exercise 02.2 · local_rates (3 points)
#
# Every machine now comes with its slope function: `rates[i]` belongs to `machines[i]`. Return what each of them gives at the place where its machine works. Your own `run_machines` may help.
#| claims A14 A16


# %% answer local_rates
#| claims A14 A16
def local_rates(x, machines, rates):
    """Return each machine's rate, read at the value that it received.

    x: float.
    machines: list of functions of one number, in running order.
    rates: list of functions, as many; rates[i] is the derivative of
    machines[i].
    Returns a list of floats, one for each machine.

    Example: the belt of this lesson gives a list of three positive
    numbers.
    """
    ### BEGIN SOLUTION
    values = run_machines(x, machines)
    return [rate(values[i]) for i, rate in enumerate(rates)]
    ### END SOLUTION


# %% check local_rates

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "swap",
    "it changes: the machines receive other values",
    "The square now receives 0.4 and its rate drops to 0.8. The sine receives 0.48, far from the "
    "top, and its rate climbs to 0.887. The product is 0.8 · 3 · 0.887 = 2.129.",
    {
        "it stays 0.94: the factors can be multiplied in any order": "They can, if they are the "
        "same factors. But two of the three are not.",
        "it stays 0.94: the same machines give the same output": "The output changes too: "
        "(3x)² is not 3x².",
    },
)
### END ANSWER
predict(
    "swap",
    "The whole belt at x = 0.4 magnifies a nudge by 0.94. Now the first two machines change "
    "places: square, then times 3, then sin. What happens to the overall rate?",
    [
        "it stays 0.94: the factors can be multiplied in any order",
        "it stays 0.94: the same machines give the same output",
        "it changes: the machines receive other values",
    ],
)
#| claims B5
#| given  (3x)² is not 3x² ; times 3
#| receives 0.4 and its rate drops to 0.8  <-  0.4, swapped_r[0]
#| receives 0.48  <-  swapped_v[2]
#| climbs to 0.887  <-  swapped_r[2]
#| 0.8 · 3 · 0.887 = 2.129  <-  swapped_r[0], 3, swapped_r[2], overall_rate(swapped_r)
#| it stays 0.94  <-  s[0]
#| at x = 0.4 magnifies a nudge by 0.94  <-  0.4, s[0]

# %% [markdown]
# Now swap the first two: drag one to the place of the other, or focus it and press **Alt+→**. Compare the rate of the square before and after. Then try an order of your own, with other machines from the row below the belt.
#| claims B5

# %%
ConveyorBelt(["triple", "square", "sin"], x=0.4, sweeps=False, after="swap")
#| claims A14

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("swap")

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "needs_to_know",
    "It needs the number that it receives, and its own slope function. It need not know x, nor the "
    "other machines, nor what happens to its result.",
)
### END ANSWER
explain(
    "needs_to_know",
    "You are the sine on a belt. What do you need to know to report your rate, and what not? "
    "Use the word “receive”.",
    use_word="receive",
)
#| claims A14

# %% [markdown]
# > **Good place to stop.** When you come back, choose **Run > Run All Cells**; your answers are still there.

# %% [markdown]
# ## 3. One number for the whole belt (8–13 minutes)
#
# A nudge of $x$ passes all magnifiers, one after the other. So the overall rate is the product of the local rates. That is the chain rule again, with one factor for each machine:
#
# $$\frac{dv_3}{dv_0} = \frac{dv_3}{dv_2} \cdot \frac{dv_2}{dv_1} \cdot \frac{dv_1}{dv_0}$$
#
# For two machines it is the old $\dfrac{dz}{dx} = \dfrac{dz}{dy} \cdot \dfrac{dy}{dx}$.
#
# And with no machine at all? Then the output *is* the input, and a nudge comes out as large as it went in. The rate of an empty belt is 1.
#| claims B6 A17
#| $$\frac{dv_3}{dv_0} = \frac{dv_3}{dv_2} \cdot \frac{dv_2}{dv_1} \cdot \frac{dv_1}{dv_0}$$
#|     <-  same(lambda x: overall_rate(local_rates(x, belt, rates)), lambda x: slope(lambda t: np.sin(9*t*t), x))
#| $\dfrac{dz}{dx} = \dfrac{dz}{dy} \cdot \dfrac{dy}{dx}$
#|     <-  same(lambda x: chain_rule(np.exp, np.sin, np.cos, x), lambda x: slope(compose(np.exp, np.sin), x))
#| empty belt is 1  <-  overall_rate([])

# %% [markdown]
# ### A worked example: the belt at $x = 0.4$
#
# | step | value |
# |---|---|
# | **Run forward, keep every value** | 0.4, 1.2, 1.44, 0.9915 |
# | **Read each rate where its machine works** | 3, 2.4, 0.1304 |
# | **Multiply** | 3 · 2.4 · 0.1304 = 0.939 |
# | **Check against a measurement** | the next cell |
#| claims A17 B6
#| given  $x = 0.4$
#| 0.4, 1.2, 1.44, 0.9915  <-  v
#| 3, 2.4, 0.1304  <-  r
#| 3 · 2.4 · 0.1304 = 0.939  <-  *r, s[0]

# %%
with waits_for("run_machines"):
    belt, h = [times(3), square, sin], 1e-5
    right, left = run_machines(0.4 + h, belt)[-1], run_machines(0.4 - h, belt)[-1]
    print("measured:", round((right - left) / (2 * h), 4))

# %% [markdown]
# ### Your turn, with two blanks: square, then + 1, then 1/t, at $x = 2$
#
# Every number here can be worked out by hand.
#| given  then + 1, then 1/t, at $x = 2$

# %%
values = [2, 4, 5, 0.2]  # x, after the square, after + 1, the output
rate_of_square, rate_of_plus = 2 * 2, 1
rate_of_reciprocal = ...  # the slope of 1/t is −1/t²: read it at what 1/t receives
overall = ...
### BEGIN ANSWER
rate_of_reciprocal = -1 / 5**2
overall = rate_of_square * rate_of_plus * rate_of_reciprocal
### END ANSWER
confirm("rate_of_reciprocal", rate_of_reciprocal, hint="1/t receives 5, not 2.")
confirm("overall", overall, hint="A factor each. Is the line above right?")
#| given  1/t
#| receives 5, not 2  <-  2**2 + 1, 2

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "rule_plus",
    "a straight machine has the same rate everywhere",
    "+ 1 moves everything up by the same amount, so a nudge comes out as it went in: rate 1, "
    "whatever it receives.",
    {
        "the derivative of a constant is 0": "That would be a machine that always gives 1. This one "
        "adds 1 to what it receives.",
        "the chain rule": "The chain rule links rates. This line gives one machine's own.",
    },
)
### END ANSWER
ask(
    "rule_plus",
    "Which rule gave the rate of + 1, `rate_of_plus = 1`?",
    [
        "the chain rule",
        "the derivative of a constant is 0",
        "a straight machine has the same rate everywhere",
    ],
)
#| given  + 1 moves ; always gives 1 ; adds 1
#| rate 1  <-  slope(lambda t: t + 1, 4.0)
#| constant is 0  <-  slope(lambda t: 1.0, 4.0)
#| the rate of + 1, `rate_of_plus = 1`  <-  1, slope(lambda t: t + 1, 4.0)

# %% [markdown]
# ### Exercise 02.3 · overall_rate (2 points)
#
# Turn the local rates into the rate of the whole belt. Think of the belt without machines, too.
#| claims A17


# %% answer overall_rate
def overall_rate(rates):
    """Return how fast the output moves, per unit of the input.

    rates: list of floats, the local rates along the belt. It may be empty.
    Returns one float.

    Example: overall_rate([3.0, 2.4, 0.1304]) gives one float; you know
    its first three decimals.
    """
    ### BEGIN SOLUTION
    product = 1.0
    for rate in rates:
        product *= rate
    return product
    ### END SOLUTION


# %% check overall_rate

# %% [markdown]
# ## 4. Backwards, in one sweep (17–25 minutes)
#
# The three rates 3, 2.4 and 0.1304 can be multiplied from either end. Both ends lead to the same overall rate, but on the way each answers another question.
#
# **From the left:** how does each value react to $x$? In front of ×3: 1. Then 3, then 3 · 2.4 = 7.2, and at the output 0.9391.
#
# **From the right:** how does the output react to each value? These numbers are the **sensitivities** of the output. The output moves exactly as itself: 1. In front of the sine: 0.1304 · 1 = 0.1304.
#| claims A17
#| 3, 2.4 and 0.1304  <-  r
#| ×3: 1. Then 3, then 3 · 2.4 = 7.2, and at the output 0.9391  <-  3, 1, 3, 3, r[1], 3*r[1], s[0]
#| itself: 1  <-  s[3]
#| 0.1304 · 1 = 0.1304  <-  r[2], 1, s[2]

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "one_step_back",
    "4 · 0.5 = 2",
    "That machine makes the nudge 4 times as large, and half of what it makes arrives at the "
    "output. Each step back takes the sensitivity just found, and multiplies it by one local rate.",
    {
        "4": "That is the local rate: it says what arrives behind this machine. The last one is "
        "still to come.",
        "4 + 0.5 = 4.5": "The last machine works on what this one made of the nudge. Linked rates "
        "multiply.",
        "10 · 0.5 = 5": "10 is a value. Rates multiply rates.",
    },
)
### END ANSWER
predict(
    "one_step_back",
    "In front of a belt's last machine, the sensitivity of the output is 0.5. The machine before "
    "it has the local rate 4 and produces 10. What is the sensitivity in front of that one?",
    ["4", "4 + 0.5 = 4.5", "4 · 0.5 = 2", "10 · 0.5 = 5"],
)
#| claims A17
#| given  output is 0.5. ; the local rate 4 and produces 10 ; 10 is a value
#| makes the nudge 4 times as large  <-  4
#| 4 + 0.5 = 4.5  <-  4, 0.5, 4.5
#| 4 · 0.5 = 2  <-  4, 0.5, backward_sweep([4, 0.5])[0]
#| 10 · 0.5 = 5  <-  10, 0.5, 5
#| 4  <-  4

# %% [markdown]
# Press **One machine back** four times: the first press puts the 1 at the output. Look at the row *output per value*, and say each time which two numbers make the new one. Then move `x` and watch the whole row follow.
#| puts the 1  <-  s[3]

# %%
ConveyorBelt(["triple", "square", "sin"], x=0.4, after="one_step_back")
#| claims A17

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("one_step_back")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "belt_off",
    "those in front of it: of x, and behind ×3 and the square",
    "A machine that does not answer has the rate 0, and each of these products has it as a factor. "
    "Behind it the output still answers: the sine now receives 1, and its rate is cos 1 = 0.5403.",
    {
        "all four, and the output's own too": "What stands behind *always 1* can still be nudged. "
        "Does the output answer to that?",
        "only that of x: the others are nearer to the output": "Follow a nudge of v₂, in front of "
        "*always 1*. How much of it gets through?",
    },
)
### END ANSWER
ask(
    "belt_off",
    "Now let a belt come off. Click the square to mark it, and add *always 1* behind it: a machine "
    "that gives 1 whatever it receives. Press *Sweep back*. Which sensitivities become 0?",
    [
        "all four, and the output's own too",
        "those in front of it: of x, and behind ×3 and the square",
        "only that of x: the others are nearer to the output",
    ],
)
#| claims A14 A17
#| let off = [lambda t: 3*t, np.square, lambda t: 1.0, np.sin]
#| let off_r = local_rates(0.4, off, [lambda t: 3.0, lambda t: 2*t, lambda t: 0.0, np.cos])
#| given  *always 1* ; ×3 and the square ; gives 1 whatever ; v₂, in front
#| has the rate 0  <-  slope(lambda t: 1.0, 2)
#| become 0  <-  max(abs(s) for s in backward_sweep(off_r)[:3])
#| receives 1, and its rate is cos 1 = 0.5403  <-  run_machines(0.4, off)[3], 1, off_r[3]

# %% [markdown]
# ### Both ways side by side
#
# | place | value | from the left: it, per $x$ | from the right: output, per it |
# |---|---|---|---|
# | $v_0 = x$ | 0.4 | 1 | 3 · 0.31302 = 0.9391 |
# | $v_1$ | 1.2 | 3 | 2.4 · 0.1304 = 0.3130 |
# | $v_2$ | 1.44 | 7.2 | 0.1304 · 1 = 0.1304 |
# | $v_3$, output | 0.9915 | 0.9391 | 1 |
#
# Read the last column upwards. One trip back fills it whole.
#
# ### Why backwards?
#
# Both columns take the same number of multiplications. They differ in the question that they answer: the left one tells how *one* input moves every value, the right one how every value moves *one* output.
#
# A network has many knobs, at different places of the belt, and a single loss at its end. All the knobs ask the question on the right. From the left you would have to walk once for each knob; the sweep from the right answers all of them in one walk.
#| claims A17 A16
#| $v_0 = x$ | 0.4 | 1 | 3 · 0.31302 = 0.9391  <-  0, v[0], 1, 3, s[1], s[0]
#| $v_1$ | 1.2 | 3 | 2.4 · 0.1304 = 0.3130  <-  1, v[1], 3, r[1], s[2], s[1]
#| $v_2$ | 1.44 | 7.2 | 0.1304 · 1 = 0.1304  <-  2, v[2], 3*2.4, r[2], 1, s[2]
#| $v_3$, output | 0.9915 | 0.9391 | 1  <-  3, v[3], s[0], s[3]

# %% [markdown]
# ### Your turn, with two blanks: sweep back by hand
#
# The belt from before: square, + 1, 1/t, at $x = 2$, with the rates 4, 1 and −0.04.
#| given  square, + 1, 1/t, at $x = 2$
#| let hand_r = local_rates(2, [np.square, lambda t: t + 1, lambda t: 1/t],
#|     [lambda t: 2*t, lambda t: 1.0, lambda t: -1/t**2])
#| 4, 1 and −0.04  <-  hand_r

# %%
at_output = 1
before_reciprocal = -0.04 * at_output
before_plus = ...
before_square = ...
### BEGIN ANSWER
before_plus = 1 * before_reciprocal
before_square = 4 * before_plus
### END ANSWER
confirm("before_plus", before_plus, hint="One rate times the line above.")
confirm(
    "before_square",
    before_square,
    hint="Rate times the line above. Is that one right?",
)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "rule_sweep",
    "the chain rule, once",
    "It links one machine with everything behind it. What is behind it is one number already: the "
    "sensitivity just found.",
    {
        "the chain rule, three times": "Three times is the whole sweep. Each line does one step of "
        "it.",
        "the product rule": "The product rule is for two functions that are multiplied. These "
        "machines are nested.",
    },
)
### END ANSWER
ask(
    "rule_sweep",
    "Which rule did your line for `before_square` use?",
    ["the chain rule, once", "the chain rule, three times", "the product rule"],
)

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "how_many",
    "20",
    "One for each machine: every step uses the number that the step before has found. Starting "
    "anew for every value does the same multiplications again and again.",
    {
        "210, like the other way": "Each sensitivity contains the one behind it. The sweep never "
        "multiplies a rate a second time.",
        "105, half of it": "It saves much more than half.",
    },
)
### END ANSWER
predict(
    "how_many",
    "A belt of 20 machines. For each value, you could multiply all the rates to its right: 210 "
    "multiplications in total. How many does one sweep from the output back to x need?",
    ["20", "105, half of it", "210, like the other way"],
)
#| claims A17
#| given  belt of 20 machines
#| 20  <-  20
#| 210, like  <-  sum(range(21))
#| 105, half  <-  sum(range(21))/2
#| right: 210 multiplications  <-  sum(range(21))

# %% [markdown]
# ### Four lines to order
#
# The walk from the *left* in Python: how each value reacts to $x$, for a list `rates` of any length. The four lines are there; three of them come with a wrong twin. `s[-1]` is the last entry of the list `s`, and `s[::-1]` is the list back to front.
#| claims A17
#| given  `s[-1]` ; `s[::-1]`

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
from chainrule import order_lines

### BEGIN ANSWER
answer(
    "left_lines",
    [
        "s = [1.0]",
        "for r in rates:",
        "    s.append(r * s[-1])",
        "return s",
    ],
    "x reacts to itself with 1. Then each machine stretches what has come so far, from the first "
    "machine to the last, and the list is in the order of the belt already.",
    {
        "s = [0.0]": "This seed is a factor of everything that follows. How does x move when x "
        "moves by some amount?",
        "for r in reversed(rates):": "A nudge of x meets the first machine first. From which end "
        "must the loop come?",
        "    s.append(r + s[-1])": "A nudge that meets a machine is magnified. Is that a sum?",
    },
)
### END ANSWER
order_lines(
    "left_lines",
    "Choose one line of each pair, and put the four lines in order.",
    [
        ("    s.append(r * s[-1])", "    s.append(r + s[-1])"),
        "return s",
        ("s = [0.0]", "s = [1.0]"),
        ("for r in reversed(rates):", "for r in rates:"),
    ],
)
#| claims A17
#| given  s = [0.0] ; s.append(r * s[-1]) ; s.append(r + s[-1])
#| reacts to itself with 1  <-  backward_sweep([])[-1]
#| s = [1.0]  <-  backward_sweep([])[0]

# %% [markdown]
# ### Exercise 02.4 · backward_sweep (3 points)
#
# Now the walk from the right, as a function: what changes when you start at the output? Two points are for the right numbers, and one more when it takes no more multiplications than it needs: they are counted.
#| claims A17


# %% answer backward_sweep
#| claims A17
def backward_sweep(rates):
    """Return how the output reacts to every value on the belt.

    rates: list of floats, the local rates from the first machine to the last.
    Returns a list of floats, one longer than rates: first the sensitivity of
    the output to x, last its sensitivity to itself.

    Example: backward_sweep([3.0, 2.4, 0.1304]) gives a list of four
    positive numbers; they are in the table above.
    """
    ### BEGIN SOLUTION
    sensitivities = [1.0]
    for rate in reversed(rates):
        sensitivities.append(rate * sensitivities[-1])
    return sensitivities[::-1]
    ### END SOLUTION


# %% check backward_sweep

# %%
from math import prod

from chainrule.counting import multiplications


def each_anew(rates):
    return [prod(rates[i:]) for i in range(len(rates) + 1)]


with waits_for("backward_sweep", after="how_many"):
    for n in (20, 1000):
        rates = [1.01] * n
        print(n, "machines, one sweep:", multiplications(backward_sweep, rates))
        print(n, "machines, each anew:", multiplications(each_anew, rates))
reveal("how_many")
#| claims A17

# %% [markdown]
# > **Good place to stop.** The sweep is yours. What follows puts it to use.

# %% [markdown]
# ## 5. Predict without running (8–11 minutes)
#
# A rate is a promise about small nudges: so much change of output per unit of $x$. Multiply it by the size of the nudge, and you have predicted the change. Nothing needs to run again.
#
# For our belt at $x = 0.4$ and the nudge $dx = 0.001$: the prediction is 0.9391 · 0.001 = 0.00094. Running the belt at 0.401 gives a change of 0.00091. Near, but not the same, because the belt bends.
#| claims B6
#| given  $x = 0.4$ ; $dx = 0.001$
#| 0.9391 · 0.001 = 0.00094  <-  s[0], 0.001, predict_change(0.4, 0.001, belt, rates)
#| at 0.401 gives a change of 0.00091  <-  0.4 + 0.001, run_machines(0.401, belt)[-1] - v[-1]

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "half_nudge",
    "to about a quarter",
    "With dx = 0.02 the prediction is 0.0104 too large, with dx = 0.01 only 0.0025. Half the nudge "
    "meets half as much of the bend, and multiplies it by half as much.",
    {
        "not at all": "The belt bends, and a shorter nudge meets less of the bend.",
        "to half": "The predicted change itself halves. The miss shrinks faster.",
    },
)
### END ANSWER
predict(
    "half_nudge",
    "You halve a small nudge, from 0.02 to 0.01. How does the miss shrink, the difference between "
    "the predicted and the real change?",
    ["not at all", "to half", "to about a quarter"],
)
#| let miss = lambda dx: s[0]*dx - (run_machines(0.4 + dx, belt)[-1] - v[-1])
#| given  from 0.02 to 0.01
#| to about a quarter  <-  3.8 < miss(0.02)/miss(0.01) < 4.4
#| With dx = 0.02 the prediction is 0.0104 too large, with dx = 0.01 only 0.0025
#|     <-  0.02, miss(0.02), 0.01, miss(0.01)

# %%
belt = ["triple", "square", "sin"]
ConveyorBelt(belt, x=0.4, nudge=True, dx=0.02, after="half_nudge")
#| claims B6

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("half_nudge")

# %% [markdown]
# ### Exercise 02.5 · predict_change (2 points)
#
# Predict how far the output moves when `x` becomes `x + dx`, from the rates at `x` alone. The machines must not run at `x + dx`: the check watches them. Your `local_rates` and `overall_rate` may help.


# %% answer predict_change
def predict_change(x, dx, machines, rates):
    """Return the predicted change of the output when x becomes x + dx.

    x, dx: floats, the input and its nudge.
    machines, rates: lists of functions; rates[i] is the derivative of
    machines[i].
    Returns one float, in the unit of the output.

    Example: the belt of this lesson at 0.4, with the nudge 0.001, gives
    one small positive float.
    """
    ### BEGIN SOLUTION
    return overall_rate(local_rates(x, machines, rates)) * dx
    ### END SOLUTION


# %% check predict_change

# %% [markdown]
# ## 6. The network on the belt (7–10 minutes)
#
# Here is the network with nine knobs of lesson 00. Its input is (1, −1), the target is 1, it predicts 0.6409, and the loss is 0.1290.
#
# Hold eight knobs still and turn one: the weight $w = 0.3$ from the first input to the first hidden neuron. Everything from $w$ to the loss then stands on one belt. So the loss is one long nested function of this weight, and likewise of any other.
#| claims A11 B9 A4
#| given  lesson 00
#| (1, −1)  <-  tuple(x)
#| target is 1  <-  y[0]
#| predicts 0.6409  <-  forward(x, **knobs)[1][0]
#| loss is 0.1290  <-  (forward(x, **knobs)[1][0] - 1)**2
#| $w = 0.3$  <-  knobs['W1'][0, 0]

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "which_way",
    "it falls",
    "Every machine up to the prediction rises with what it receives. So the prediction comes up, "
    "nearer to 1. The first line of the list says it in a number: loss per w is −0.0477. (Your "
    "list begins with another one? Then one of your three functions is not right yet; its check "
    "says which.)",
    {
        "it rises": "More weight makes the prediction larger here, and it was too small.",
        "nobody can tell without running the network": "The direction can be told from the signs "
        "of the rates alone. How much, the sweep tells.",
    },
)
### END ANSWER
predict(
    "which_way",
    "The prediction 0.6409 is too small, the target is 1. On its way to the prediction, w is "
    "multiplied by the input 1 and later by the weight 1.2, and σ rises everywhere. You turn w up "
    "a little. What does the loss do?",
    ["it falls", "it rises", "nobody can tell without running the network"],
)
#| claims A11
#| nearer to 1  <-  y[0]
#| w is −0.0477  <-  per_w
#| prediction 0.6409  <-  forward(x, **knobs)[1][0]
#| target is 1  <-  y[0]
#| input 1 and  <-  x[0]
#| weight 1.2  <-  knobs['W2'][0, 0]

# %% [markdown]
# Build two of the belt's machines yourself. Both are of the kind *plus*, and add what the belt meets there: the first one what the second input ($-1$, with the weight 0.8) and the bias 0.1 bring to the hidden neuron's sum; the other one stands in front of the square and takes the target away.
#| given  ($-1$, with the weight 0.8) and the bias 0.1

# %%
from_elsewhere = ...  # what the second input and the bias add to x·w
from_target = ...  # what the machine in front of the square adds to the prediction
### BEGIN ANSWER
from_elsewhere = 0.8 * -1 + 0.1
from_target = -1
### END ANSWER
confirm("from_elsewhere", from_elsewhere, hint="Weight times input, plus the bias.")
confirm("from_target", from_target, hint="Prediction minus target: what is added?")

# %% [markdown]
# The whole belt, from $w$ to the loss (open the cell below to see its machines):

# %% jupyter={"source_hidden": true}
# The whole belt: run this cell (Shift+Enter)
second = sigmoid(-0.5 * 1 + 0.2 * -1 - 0.2)  # what the second hidden neuron gives
network = [
    times(1),  # the first input
    plus(-0.7),  # the second input and the bias: 0.8 · (−1) + 0.1
    sigmoid,  # the first hidden neuron
    times(1.2),  # its weight to the output
    plus(-0.7 * second + 0.3),  # the second hidden neuron and the bias
    sigmoid,  # the prediction
    plus(-1),  # minus the target
    square,  # the loss
]
#| claims A11 B9

# %%
names = ["w", "x·w", "z", "a", "1.2·a", "z2", "a2", "a2−y", "loss"]
with waits_for("run_machines", "local_rates", "backward_sweep", after="which_way"):
    values = run_machines(0.3, network)
    slopes = [machine.derivative() for machine in network]
    back = backward_sweep(local_rates(0.3, network, slopes))
    for i, name in enumerate(names):
        print(f"{name:6}{values[i]:9.4f}   loss per {name:6}{back[i]:9.4f}")
reveal("which_way")
#| claims A11 B9 A17

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "loss_change",
    -0.00477,
    "Rate times nudge: −0.0477 · 0.1 = −0.00477. Running the network with w = 0.4 gives −0.00474.",
)
### END ANSWER
ask(
    "loss_change",
    "The list begins with the loss per w. By how much should the loss change when w goes from 0.3 "
    "to 0.4?",
)
#| claims A11
#| given  from 0.3 to 0.4
#| −0.0477 · 0.1 = −0.00477  <-  per_w, 0.1, per_w*0.1
#| w = 0.4 gives −0.00474  <-  0.3 + 0.1, loss_at(0.4) - loss_at(0.3)

# %% [markdown]
# What stands in its first line is **the gradient of the loss with respect to the weight** $w$. One sweep from the loss back to the weight has found it, with one simple rate from each machine. Doing this for every weight and bias of a network is called *backpropagation*.
#
# On the belt we said *sensitivity*: how the output reacts to one value. For a loss and a weight the word is *gradient*, from here on.
#| claims A11 A17

# %% [markdown]
# ### What the chain has spared you
#
# Written out as one formula, the loss of this weight is
#
# $$L(w) = \big(\sigma(1.2\,\sigma(w - 0.7) + 0.0977) - 1\big)^2$$
#
# and its derivative, found in one go, is
#
# $$2\,\big(\sigma(\dots) - 1\big) \cdot \sigma(\dots)\,\big(1 - \sigma(\dots)\big) \cdot 1.2 \cdot \sigma(w - 0.7)\,\big(1 - \sigma(w - 0.7)\big)$$
#
# where the dots stand for $1.2\,\sigma(w - 0.7) + 0.0977$, three times over. Every further layer puts such a formula inside itself once more. The sweep never writes it: it meets one machine at a time, and works nothing out twice.
#| let c = -0.7*sigmoid(-0.9) + 0.3
#| given  1.2 ; 2 ; 0.7
#| $$L(w) = \big(\sigma(1.2\,\sigma(w - 0.7) + 0.0977) - 1\big)^2$$
#|     <-  same(loss_at, lambda w: (sigmoid(1.2*sigmoid(w - 0.7) + c) - 1)**2)
#| $$2\,\big(\sigma(\dots) - 1\big) \cdot \sigma(\dots)\,\big(1 - \sigma(\dots)\big) \cdot 1.2 \cdot \sigma(w - 0.7)\,\big(1 - \sigma(w - 0.7)\big)$$
#|     <-  same(lambda w: slope(loss_at, w), lambda w: 2*(sigmoid(1.2*sigmoid(w - 0.7) + c) - 1)
#|     *dsigmoid(1.2*sigmoid(w - 0.7) + c)*1.2*dsigmoid(w - 0.7))
#| $1.2\,\sigma(w - 0.7) + 0.0977$  <-  1.2, 0.7, c

# %% [markdown]
# Two things are still open. A weight has one route to the loss here, but the input $x$ has two, through either hidden neuron, and then routes add up. And nine knobs should not need nine belts. Lesson 05 takes care of both.
#| claims A11 A17
#| given  Lesson 05

# %% [markdown]
# ## 7. Find the bug (5–9 minutes)
#
# Another learner has written `local_rates` in one line, and tried it on belts made of ×3 and + 1: all was fine. On our belt the overall rate should be 0.9391, as measured. Run the cell and see.
#| claims A16
#| given  ×3 and + 1
#| should be 0.9391  <-  slope(lambda x: np.sin(9*x*x), 0.4)


# %%
def claimed_rates(x, machines, rates):
    return [rate(x) for rate in rates]


with waits_for("overall_rate"):
    belt = [times(3), square, sin]
    slopes = [machine.derivative() for machine in belt]
    claimed = claimed_rates(0.4, belt, slopes)
    print("their product:", round(overall_rate(claimed), 4), " the rates:", claimed)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "bug_rates",
    "every slope is read at x",
    "The square and the sine never see x = 0.4: they receive 1.2 and 1.44. With straight machines "
    "the slip cannot be seen, because their slope is the same everywhere.",
    {
        "the rates are in the wrong order": "The order is fine, and a product would not mind.",
        "the slopes should be added": "Linked rates multiply. The slip is inside the list.",
    },
)
### END ANSWER
ask(
    "bug_rates",
    "What went wrong in `claimed_rates`?",
    ["the rates are in the wrong order", "every slope is read at x", "the slopes should be added"],
)
#| given  x = 0.4
#| receive 1.2 and 1.44  <-  v[1], v[2]

# %%
mended_square = ...  # the rate of the square, read where it belongs
mended_sine = ...  # the rate of the sine, with cos
### BEGIN ANSWER
mended_square = 2 * 1.2
mended_sine = cos(1.44)
### END ANSWER
confirm("mended_square", mended_square, hint="What does the square receive?")
confirm("mended_sine", mended_sine, hint="What does the sine receive?")

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "tell_why",
    "You read every slope at x. A machine further down receives another number: read its slope "
    "there. You did not notice because straight machines have one slope everywhere.",
)
### END ANSWER
explain(
    "tell_why",
    "Tell the learner in one or two sentences what happened, and why the belts of ×3 and + 1 "
    "did not show it.",
)
#| given  ×3 and + 1

# %% [markdown]
# ### In your own words
#
# On the belt at $x = 0.4$ the sweep finds the number 0.3130 in front of the square.
#| given  $x = 0.4$
#| number 0.3130  <-  s[1]

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "in_words",
    "When the value in front of the square, 1.2, moves by a small amount, the output moves by "
    "0.3130 times that amount.",
)
### END ANSWER
explain(
    "in_words",
    "What does the number 0.3130 say? Use the word “output”.",
    use_word="output",
)
#| square, 1.2  <-  v[1]
#| 0.3130 times  <-  s[1]
#| number 0.3130  <-  s[1]

# %% [markdown]
# ## Exit ticket (4–6 minutes)
#
# The second question needs a conveyor; the next cell has one. Click a machine to mark it: **Take off** removes the marked machine, and a new one goes behind it.

# %%
ConveyorBelt(["triple", "square", "sin"], x=0.4, after="one_step_back")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_sweep",
    "−6, −1.5, −3, 1",
    "From the right: 1, then −3 · 1 = −3, then 0.5 · (−3) = −1.5, then 4 · (−1.5) = −6.",
    {
        "1, 4, 2, −6": "That is multiplied from the left: how each value reacts to x.",
        "1, −3, −1.5, −6": "Right numbers, back to front: the first place belongs to x.",
        "4, 0.5, −3, 1": "These are the local rates. Each needs all that is to its right, too.",
    },
)
### END ANSWER
ask(
    "exit_sweep",
    "A belt has the local rates 4, 0.5 and −3. What are the sensitivities of the output, from x to "
    "the output itself?",
    ["1, 4, 2, −6", "4, 0.5, −3, 1", "−6, −1.5, −3, 1", "1, −3, −1.5, −6"],
)
#| given  4, 0.5, −3, 1 ; 4, 0.5 and −3
#| −6, −1.5, −3, 1  <-  backward_sweep([4, .5, -3])
#| 1, then −3 · 1 = −3, then 0.5 · (−3) = −1.5, then 4 · (−1.5) = −6
#|     <-  1, -3, 1, -3*1, .5, -3, .5*-3, 4, -1.5, 4*-1.5
#| 1, 4, 2, −6  <-  1, 4, 4*.5, 4*.5*-3
#| 1, −3, −1.5, −6  <-  tuple(backward_sweep([4, .5, -3])[::-1])

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_conveyor",
    0.2955,
    "Behind exp come σ and the square, with the rates 0.2283 and 1.294: their product counts.",
)
### END ANSWER
ask(
    "exit_conveyor",
    "Put exp, then σ, then square on the belt, set x = −0.5, and sweep back. How does the output "
    "react to the value after exp?",
)
#| given  x = −0.5
#| let exit_r = local_rates(-0.5, [np.exp, sigmoid, np.square],
#|     [np.exp, dsigmoid, lambda t: 2*t])
#| 0.2955  <-  backward_sweep(exit_r)[1]
#| 0.2283 and 1.294  <-  exit_r[1:]

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_missing",
    "no: bent machines receive other values, and have other rates there",
    "The rates belong to the values of one run. Another x means another forward pass.",
    {
        "yes: the rates belong to the machines": "Only a straight machine carries its rate with it "
        "wherever it works.",
        "yes: multiply the old rate by 0.5/0.4": "The rate is not proportional to x.",
    },
)
### END ANSWER
ask(
    "exit_missing",
    "Somebody tells you the local rates of an unknown belt at x = 0.4. Do you know its overall "
    "rate at x = 0.5, too?",
    [
        "yes: the rates belong to the machines",
        "yes: multiply the old rate by 0.5/0.4",
        "no: bent machines receive other values, and have other rates there",
    ],
)
#| given  0.5/0.4 ; at x = 0.4 ; at x = 0.5

# %% [markdown]
# ## Summary card
#
# - **Forward pass:** each machine receives what the one before produced. Keep every value.
# - **Local rate:** a machine's slope, read at what it received. It needs to know nothing else.
# - **Overall rate:** the product of the local rates; 1 for an empty belt.
# - **Backward sweep:** start with 1 at the output, walk back, multiply by one local rate at each machine. It gives the sensitivity of the output to *every* value, with one multiplication per machine.
# - **Prediction:** overall rate times nudge, good for small nudges.
# - **A network** is such a belt for each of its weights, and the sweep from the loss gives the gradient of the loss with respect to that weight.
#
# **Next: 03 · [Gas pedal](../03_gas_pedal/03_gas_pedal.ipynb).** Rates with units, a real chain from your foot to the road, and a drive log to measure the chain rule on. Save this notebook (Ctrl+S), and press **Validate** in the toolbar to see all five checks at once.
#
# Back to [01 · The chain rule](../01_chain_rule/01_chain_rule.ipynb).
#| claims A17 B9
#| 1 for an empty  <-  overall_rate([])
#| start with 1  <-  backward_sweep([])[0]
