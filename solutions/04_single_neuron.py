#| let sketch = local_grads(1.5, -.8, .3, 1)
#| let grads = neuron_grads(1.5, -.8, .3, 1)
#| let a = sigmoid(-0.9)
#| let da = dsigmoid(-0.9)
#| let loss_at = lambda w: squared_error(sigmoid(w*1.5 + .3), 1)

# %% [markdown]
# # A single neuron
#
# **You are here:** [00 predictions](../00_predictions/00_predictions.ipynb) → [01 the chain rule](../01_chain_rule/01_chain_rule.ipynb) → [02 nested machines](../02_nested_machines/02_nested_machines.ipynb) → [03 gas pedal](../03_gas_pedal/03_gas_pedal.ipynb) → **04 one neuron** → [05 layers](../05_layers/05_layers.ipynb) → [06 weight updates](../06_weight_updates/06_weight_updates.ipynb) → [07 deep networks](../07_deep_networks/07_deep_networks.ipynb) → [08 your own engine](../08_your_own_engine/08_your_own_engine.ipynb)
#
# A neuron weighs its input, adds a bias and squashes the sum. When its prediction is off, its weight should change. Which way, and how strongly?
#
# In this lesson you find the answer as a product of three small slopes. (What was a machine's *rate* on the belt and on the road is called its *slope* in a neuron: there it is read off a curve.) Then you learn to distrust your own formula, and to check it.
#| claims A12 B14

# %% [markdown]
# | part | minutes | afterwards you can |
# |---|---|---|
# | Warm-up | 3–4 | recall rates, units and why a chain keeps its values |
# | 1. Three links in a row | 7–9 | tell from a picture which way a weight should go |
# | 2. The slope of each link | 20–29 | write the five local slopes of a neuron |
# | 3. Multiply | 13–18 | find the gradient of the loss with respect to weight and bias |
# | 4. Sure, and wrong | 6–8 | recognise a saturated neuron by its numbers |
# | 5. Many inputs, one δ | 13–18 | do the same for any number of inputs |
# | 6. Check every gradient | 9–13 | check any gradient by nudging |
# | 7. Two bugs from the wild | 3–4 | find a wrong gradient |
# | 8. Real penguins, and exit | 7–11 | take a step with the gradients of real data |
#
# You need the chain rule, numpy arrays, and three derivatives from school:
#
# $$(t^2)' = 2t \qquad (e^{-t})' = -e^{-t} \qquad \left(\frac{1}{t}\right)' = -\frac{1}{t^2}$$
#
# Back after a break? Choose **Run > Run All Cells**: your answers come back. Until then, figures and questions say “Error displaying widget”.
#| let known = [(np.square, lambda t: 2*t), (lambda u: np.exp(-u), lambda t: -np.exp(-t)),
#|     (lambda u: 1/u, lambda t: -1/t**2)]
#| $$(t^2)' = 2t \qquad (e^{-t})' = -e^{-t} \qquad \left(\frac{1}{t}\right)' = -\frac{1}{t^2}$$
#|     <-  all(same(lambda t: slope(f, t), df) for f, df in known)

# %%
import numpy as np
from chainrule import ask, check, confirm, explain, predict, reveal, waits_for
from chainrule.explorables import NeuronGraph, NeuronMicroscope
from chainrule.machines import sigmoid

### BEGIN ANSWER
from chainrule.questions import answer

### END ANSWER

# %% [markdown]
# ## Warm-up: what do you still know? (3–4 minutes)
#
# From memory, please. The last cell asks again what you once got wrong although you were sure.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "neuron_units",
    "km/h per %",
    "The rpm cancel: what one rate puts out is what the other takes in.",
    {
        "rpm per %": "That is the second rate alone; the first one turns rpm into km/h.",
        "km/h per rpm, plus rpm per %": "Rates in different units cannot be added. They multiply.",
    },
)
### END ANSWER
ask(
    "neuron_units",
    "Speed answers to the engine with dv/dr, in km/h per rpm. The engine answers to the pedal with "
    "dr/dp, in rpm per %. What is the unit of dv/dr · dr/dp?",
    ["km/h per %", "rpm per %", "km/h per rpm, plus rpm per %"],
)
#| claims A15

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "neuron_keep_values",
    "each slope is read at a value from the forward pass",
    "A machine's slope depends on what it received, so what each one received has to be kept.",
    {
        "to print them": "Printing is nice to have, but no slope needs it.",
        "the slopes are made by adding them up": "Values are not added to slopes: they tell where "
        "a slope is read.",
    },
)
### END ANSWER
ask(
    "neuron_keep_values",
    "Before the backward walk along a chain comes the forward pass. Why are all its values kept?",
    [
        "to print them",
        "the slopes are made by adding them up",
        "each slope is read at a value from the forward pass",
    ],
)
#| claims A16

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer("neuron_three_rates", 1, "Linked rates multiply: 2 · 5 · 0.1 = 1.")
### END ANSWER
ask(
    "neuron_three_rates",
    "Three linked machines have the local rates 2, 5 and 0.1. How fast does the last value move, "
    "compared with the first?",
)
#| given  2, 5 and 0.1
#| 2 · 5 · 0.1 = 1  <-  2, 5, 0.1, overall_rate([2, 5, 0.1])
#| 1  <-  2*5*0.1

# %%
from chainrule import again

again("03_gas_pedal")

# %% [markdown]
# ## 1. Three links in a row (7–9 minutes)
#
# Take a neuron with a single input $x$. From its weight to its loss there are three machines:
#
# $$w \;\xrightarrow{\;w \cdot x + b\;}\; z \;\xrightarrow{\;\sigma\;}\; a \;\xrightarrow{\;(a - y)^2\;}\; L$$
#
# - $z = w \cdot x + b$ is the *pre-activation*: the weighted input plus the bias.
# - $a = \sigma(z)$, with $\sigma(z) = 1/(1 + e^{-z})$, is the *activation*; the function σ itself is the *activation function*. Here it is also the prediction, between 0 and 1.
# - $L = (a - y)^2$ is the *loss*: how far the prediction is from the target $y$.
#
# The chain starts at the weight, not at the input. Data are given, and $x$ and $y$ stay as they are. What we may turn is $w$ and $b$.
#
# So nudge $w$. How much does $L$ change, compared with the nudge? This slope, $dL/dw$, is called **the gradient of the loss with respect to the weight**.
#| claims A10 A14 B11 B14
#| given  $$w \;\xrightarrow{\;w \cdot x + b\;}\; z \;\xrightarrow{\;\sigma\;}\; a \;\xrightarrow{\;(a - y)^2\;}\; L$$
#| $z = w \cdot x + b$  <-  same(lambda w: weighted_sum([1.5], [w], .3), lambda w: w*1.5 + .3)
#| $a = \sigma(z)$, with $\sigma(z) = 1/(1 + e^{-z})$
#|     <-  same(sigmoid, lambda z: 1/(1 + np.exp(-z)))
#| $L = (a - y)^2$  <-  same(lambda a: squared_error(a, .4), lambda a: (a - .4)**2)
#| between 0 and 1  <-  tuple(np.round((sigmoid(-30.), sigmoid(30.))))

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "raise_w",
    "it rises",
    "The input is negative, so z falls when w rises. Then a falls, moves further from the target, "
    "and the loss rises: the gradient of the loss with respect to the weight is positive.",
    {
        "it falls": "Follow the nudge: first to z, then to a, then to the gap between a and y. What "
        "does a negative input do to it?",
        "it stays the same": "It would, if the input were zero: then the weight had no say.",
    },
)
### END ANSWER
predict(
    "raise_w",
    "A neuron with w = 0.8 and b = 0.3 receives x = −1.5 and predicts a = 0.289. The target is "
    "y = 1: too low. You raise w a little. What does the loss do?",
    ["it rises", "it falls", "it stays the same"],
)
#| given  w = 0.8 and b = 0.3 ; x = −1.5 ; y = 1
#| a = 0.289  <-  sigmoid(0.8*-1.5 + 0.3)

# %% [markdown]
# Each of the three small curves belongs to one link, and its tangent shows the link's slope where the neuron stands. The large curve is $L$ against $w$. It has a single tangent, and its slope is the product of the three.
#
# 1. Drag the point on the large curve, and watch all three small tangents.
# 2. Press **c** and make the nudge smaller. Does the measured slope meet the product?
# 3. Drag the target $y$ to the other side of $a$. Which of the three slopes changes its sign?
# 4. Set $x$ to 0. What becomes of $dL/dw$, and what of $dL/db$?
#| claims A10 A14 A16
#| given  Set $x$ to 0

# %%
NeuronMicroscope(w=0.8, x=-1.5, after="raise_w")

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("raise_w")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "target_crosses",
    "dL/da",
    "It asks whether raising a helps or hurts, and that depends on the side on which the target "
    "lies. The other two links know nothing of the target.",
    {
        "da/dz": "σ rises everywhere: its slope is never negative, wherever the target is.",
        "dz/dw": "This slope is x, and x did not move.",
    },
)
### END ANSWER
ask(
    "target_crosses",
    "The target moves from above a to below a. Which slope changes its sign?",
    ["dL/da", "da/dz", "dz/dw"],
)
#| claims A10

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "no_input",
    "dL/dw alone",
    "With no input the weight has no say: w · 0 is 0 for every w. The bias is added all the same, "
    "so it still moves z.",
    {
        "dL/db alone": "The bias moves z one for one, whatever the input is.",
        "both": "The bias is added to z, with or without an input.",
        "neither": "Look at the large curve for that input: is it flat?",
    },
)
### END ANSWER
ask(
    "no_input",
    "At x = 0, which gradient is zero?",
    ["dL/dw alone", "dL/db alone", "both", "neither"],
)
#| claims B11
#| given  x = 0
#| w · 0 is 0  <-  0, -0.8*0

# %% [markdown]
# ## 2. The slope of each link (20–29 minutes)
#
# A link need not know where it stands in the chain. It needs what it received, and nothing else. That is why a long chain can be taken apart: one small slope at a time.
#
# ### Two forms of one slope
#
# The middle link is $\sigma(z) = \dfrac{1}{1 + e^{-z}}$. It is a small chain itself: one machine makes $e^{-z}$ and adds 1, the next takes one over it. The chain rule gives
#
# $$\frac{da}{dz} = -\frac{1}{(1 + e^{-z})^2} \cdot \left(-e^{-z}\right) = \frac{e^{-z}}{(1 + e^{-z})^2}$$
#
# In there, $\dfrac{1}{1 + e^{-z}}$ is just $a$, and what is left, $\dfrac{e^{-z}}{1 + e^{-z}}$, is $1 - a$. So the same slope is also
#
# $$\frac{da}{dz} = a\,(1 - a)$$
#
# Both forms give the same number. The long one starts from $z$; the short one starts from the *output* $a$, which the forward pass has left for you.
#
# By hand: at $z = 0$ the output is $a = 0.5$, and the slope is $0.5 \cdot 0.5 = 0.25$. It is nowhere steeper.
#| claims A14 A16
#| given  adds 1 ; $1 - a$
#| $\sigma(z) = \dfrac{1}{1 + e^{-z}}$  <-  same(sigmoid, lambda z: 1/(1 + np.exp(-z)))
#| $$\frac{da}{dz} = -\frac{1}{(1 + e^{-z})^2} \cdot \left(-e^{-z}\right) = \frac{e^{-z}}{(1 + e^{-z})^2}$$
#|     <-  same(dsigmoid, lambda z: np.exp(-z)/(1 + np.exp(-z))**2)
#| $$\frac{da}{dz} = a\,(1 - a)$$  <-  same(dsigmoid, lambda z: sigmoid(z)*(1 - sigmoid(z)))
#| at $z = 0$ the output is $a = 0.5$, and the slope is $0.5 \cdot 0.5 = 0.25$
#|     <-  0, sigmoid(0), .5, .5, dsigmoid(0)
#| $\dfrac{1}{1 + e^{-z}}$  <-  same(sigmoid, lambda z: 1/(1 + np.exp(-z)))
#| $\dfrac{e^{-z}}{1 + e^{-z}}$
#|     <-  same(lambda z: 1 - sigmoid(z), lambda z: np.exp(-z)/(1 + np.exp(-z)))

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "impossible_slope",
    "σ never falls, so no slope of it is negative",
    "The short form needs the output a. With z in its place, even the sign can be wrong.",
    {
        "its size should be larger": "It should be tiny there, and positive.",
        "one cannot tell without a computer": "A look at the curve will do: does it ever fall?",
    },
)
### END ANSWER
ask(
    "impossible_slope",
    "Somebody works out the slope of σ at z = 3 with z(1 − z) and gets −6. How can you tell at "
    "once that this is wrong?",
    [
        "its size should be larger",
        "σ never falls, so no slope of it is negative",
        "one cannot tell without a computer",
    ],
)
#| at z = 3 with z(1 − z) and gets −6  <-  3, 1, 3*(1-3)

# %% [markdown]
# ### Exercise 04.1 · dsigmoid (2 points)
#
# The slope of σ, given the pre-activation $z$: one number, or a whole array of them. The function `sigmoid` takes both, and yours should too.
#| claims A16


# %% answer dsigmoid
def dsigmoid(z):
    """Return the slope of the sigmoid at the pre-activation z.

    z: float, or an array of any shape.
    Returns a float, or an array of the same shape.

    Example: dsigmoid(0.7) gives one positive float,
    dsigmoid(np.array([-2.0, 0.4])) gives an array of two of them.
    """
    ### BEGIN SOLUTION
    a = sigmoid(z)
    return a * (1 - a)
    ### END SOLUTION


# %% check dsigmoid

# %% [markdown]
# ### Five cards
#
# Five quantities can move, and there is a card for each. A card looks at one link only: this one moves, how does the next answer?
#
# | card | what moves | what answers | the link |
# |---|---|---|---|
# | `dL_da` | the activation | the loss | $L = (a - y)^2$ |
# | `da_dz` | the pre-activation | the activation | $a = \sigma(z)$ |
# | `dz_dw` | the weight | the pre-activation | $z = w \cdot x + b$ |
# | `dz_db` | the bias | the pre-activation | $z = w \cdot x + b$ |
# | `dz_dx` | the input | the pre-activation | $z = w \cdot x + b$ |
#
# Many books put a ½ before the loss, $\tfrac12 (a - y)^2$, so that the 2 cancels in the slope. This course does not.
#| claims A14 B11
#| given  $a = \sigma(z)$ ; $\tfrac12 (a - y)^2$
#| $L = (a - y)^2$  <-  same(lambda a: squared_error(a, .4), lambda a: (a - .4)**2)
#| $z = w \cdot x + b$  <-  same(lambda w: weighted_sum([1.5], [w], .3), lambda w: w*1.5 + .3)
#| the 2 cancels  <-  2

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "one_step_of_w",
    2,
    "4 · 2 + 1 = 9, and 9 − 7 = 2. Whatever w does, its input multiplies it.",
)
### END ANSWER
ask(
    "one_step_of_w",
    "With x = 2, w = 3 and b = 1 the pre-activation is z = 7. Raise w to 4. By how much does z "
    "rise?",
)
#| claims A14
#| given  x = 2, w = 3 and b = 1 ; Raise w to 4
#| z = 7  <-  weighted_sum([2], [3], 1)
#| 2  <-  4*2 - 3*2
#| 4 · 2 + 1 = 9, and 9 − 7 = 2  <-  4, 2, 1, 4*2+1, 9, 7, 9-7

# %% [markdown]
# ### Exercise 04.2 · local_grads (5 points)
#
# Fill in all five cards for a neuron with one input. Every card is worth a point of its own. Begin with the forward pass: two of the slopes are read at what it produces.
#| claims A14 A16 B11


# %% answer local_grads
#| claims A16
def local_grads(x, w, b, y):
    """Return the five local slopes of a neuron with loss (a − y)².

    x, w, b, y: floats: input, weight, bias, target.
    Returns a dict of five floats with the keys "dL_da", "da_dz",
    "dz_dw", "dz_db" and "dz_dx".

    Example: local_grads(1.5, -0.8, 0.3, 1.0)["dL_da"] is one
    negative float, ["da_dz"] is a positive one.
    """
    ### BEGIN SOLUTION
    z = w * x + b
    a = sigmoid(z)
    return {
        "dL_da": 2 * (a - y),
        "da_dz": a * (1 - a),
        "dz_dw": x,
        "dz_db": 1.0,
        "dz_dx": w,
    }
    ### END SOLUTION


# %% check local_grads

# %% [markdown]
# > **Good place to stop.** You have all the parts. Next you put them together. When you come back, choose **Run > Run All Cells**; your answers are still there.

# %% [markdown]
# ## 3. Multiply (13–18 minutes)
#
# On the road you multiplied four linked rates. From the loss of a neuron back to its weight there are three:
#
# $$\frac{dL}{dw} = \frac{dL}{da} \cdot \frac{da}{dz} \cdot \frac{dz}{dw}$$
#
# For the bias the first two factors are the same; only the last link is another one.
#| claims A15
#| $$\frac{dL}{dw} = \frac{dL}{da} \cdot \frac{da}{dz} \cdot \frac{dz}{dw}$$
#|     <-  abs(np.prod([sketch[k] for k in ('dL_da', 'da_dz', 'dz_dw')]) - slope(loss_at, -.8)) < 1e-8

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "larger_gradient",
    "the weight's",
    "The first two factors are common to both. The last link of the weight is its input, 1.5, and "
    "that of the bias is 1: the weight's gradient is 1.5 times the other.",
    {
        "the bias's": "The bias moves z one for one. How far does z move when the weight does?",
        "both are equal": "They would be at the input 1. Here the last links differ.",
    },
)
### END ANSWER
predict(
    "larger_gradient",
    "A neuron with one input has x = 1.5, and neither of its gradients is zero. Which of the two "
    "gradients is larger in size, the weight's or the bias's?",
    ["the weight's", "the bias's", "both are equal"],
)
#| given  x = 1.5
#| its input, 1.5, and that of the bias is 1  <-  sketch['dz_dw'], sketch['dz_db']
#| is 1.5 times the other  <-  grads[0] / grads[1]
#| at the input 1  <-  1

# %% [markdown]
# ### A worked example: $x = 1.5$, $w = -0.8$, $b = 0.3$, $y = 1$
#
# | step | value |
# |---|---|
# | **Run forward: the sum** | $z = -0.8 \cdot 1.5 + 0.3 = -0.9$ |
# | **Run forward: the prediction** | $a = \sigma(-0.9) = 0.28905$ |
# | **Run forward: the loss** | $L = (0.28905 - 1)^2 = 0.50545$ |
# | **Slope of the loss** | $dL/da = 2 \cdot (0.28905 - 1) = -1.42190$ |
# | **Slope of σ** | $da/dz = 0.28905 \cdot (1 - 0.28905) = 0.20550$ |
# | **The first two, multiplied** | $dL/dz = -1.42190 \cdot 0.20550 = -0.29220$ |
# | **The last link, once for each** | the next cell |
# | **Check against a measurement** | the next cell |
#| claims A15 A16 B11
#| given  $x = 1.5$, $w = -0.8$, $b = 0.3$, $y = 1$
#| $z = -0.8 \cdot 1.5 + 0.3 = -0.9$  <-  -0.8, 1.5, 0.3, weighted_sum([1.5], [-.8], .3)
#| $a = \sigma(-0.9) = 0.28905$  <-  -0.9, a
#| $L = (0.28905 - 1)^2 = 0.50545$  <-  a, 1, 2, squared_error(a, 1)
#| $dL/da = 2 \cdot (0.28905 - 1) = -1.42190$  <-  2, a, 1, sketch['dL_da']
#| $da/dz = 0.28905 \cdot (1 - 0.28905) = 0.20550$  <-  a, 1, a, da
#| $dL/dz = -1.42190 \cdot 0.20550 = -0.29220$  <-  2*(a-1), da, 2*(a-1)*da


# %% jupyter={"source_hidden": true}
# The last link, and a measurement: run this cell (Shift+Enter)
def loss_at(w, b):
    return (sigmoid(w * 1.5 + b) - 1) ** 2


h, dL_dz = 1e-5, -0.29220
with waits_for(after="larger_gradient"):
    for_w = (loss_at(-0.8 + h, 0.3) - loss_at(-0.8 - h, 0.3)) / (2 * h)
    for_b = (loss_at(-0.8, 0.3 + h) - loss_at(-0.8, 0.3 - h)) / (2 * h)
    print(f"dL/dw = dL/dz · dz/dw = {dL_dz:.5f} · 1.5 = {dL_dz * 1.5:.5f}, measured {for_w:.5f}")
    print(f"dL/db = dL/dz · dz/db = {dL_dz:.5f} · 1 = {dL_dz * 1:.5f}, measured {for_b:.5f}")
reveal("larger_gradient")

# %% [markdown]
# ### Your turn, with one blank: $x = 2$, $w = 0.5$, $b = -1$, $y = 0$
#
# These numbers work out by hand. The middle factor is missing.
#| given  $x = 2$, $w = 0.5$, $b = -1$, $y = 0$

# %%
z = 0.5 * 2 - 1
a = sigmoid(z)
dL_da = 2 * (a - 0)
da_dz = ...  # the slope of σ, from its output a
dz_dw = 2
### BEGIN ANSWER
da_dz = a * (1 - a)
### END ANSWER
confirm("slope_of_sigma", da_dz, hint="How high is a, and what is left above it?")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "rule_loss_slope",
    "the power rule, for the square of the gap",
    "One link alone, so no chain yet. The chain rule comes in when all three are multiplied: "
    "1 · 0.25 · 2 = 0.5.",
    {
        "the chain rule, for the whole neuron": "Not yet: this line looks at the last link alone.",
        "the slope of σ": "That is the line after it.",
    },
)
### END ANSWER
ask(
    "rule_loss_slope",
    "Which rule did the line `dL_da = 2 * (a - 0)` use?",
    [
        "the chain rule, for the whole neuron",
        "the power rule, for the square of the gap",
        "the slope of σ",
    ],
)
#| claims A15
#| given  `dL_da = 2 * (a - 0)`
#| 1 · 0.25 · 2 = 0.5
#|     <-  local_grads(2, .5, -1, 0)['dL_da'], dsigmoid(0), 2, neuron_grads(2, .5, -1, 0)[0]

# %% [markdown]
# ### Hand it back
#
# In a network the input of a neuron is often the output of another one. That one will ask: how does the loss answer to *my* output? So a neuron also works out $dL/dx$. The first two factors are the ones you know; the last link is another one.
#| claims A14 B12

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
from chainrule import order_lines

### BEGIN ANSWER
answer(
    "hand_back_lines",
    [
        "z = w * x + b",
        "a = sigmoid(z)",
        ("dL_da = 2 * (a - y)", "da_dz = a * (1 - a)"),
        "dL_dz = dL_da * da_dz",
        "return dL_dz * w",
    ],
    "Forward first. Then one slope for each link, multiplied, and at the end the link from the "
    "input to z: when x moves, the weight multiplies it.",
    {
        "dL_da = 2 * (y - a)": "When a rises above the target, the loss rises with it. Which sign "
        "must this slope have then?",
        "da_dz = z * (1 - z)": "The short form starts from the output of σ.",
        "dL_dz = dL_da + da_dz": "These two slopes are linked. What do linked slopes do?",
        "return dL_dz * x": "This would be the answer for the weight. Here the input moves.",
    },
)
### END ANSWER
order_lines(
    "hand_back_lines",
    "Choose one line of each pair, and put the lines in order: the body of a function that returns "
    "the gradient of the loss with respect to the input.",
    [
        ("dL_dz = dL_da + da_dz", "dL_dz = dL_da * da_dz"),
        "a = sigmoid(z)",
        ("return dL_dz * x", "return dL_dz * w"),
        ("dL_da = 2 * (a - y)", "dL_da = 2 * (y - a)"),
        "z = w * x + b",
        ("da_dz = z * (1 - z)", "da_dz = a * (1 - a)"),
    ],
)
#| claims A15 B12
#| given  dL_da = 2 * (a - y) ; dL_da = 2 * (y - a) ; da_dz = a * (1 - a) ; da_dz = z * (1 - z)

# %% [markdown]
# ### Exercise 04.3 · neuron_grads (3 points)
#
# Both gradients of a neuron with one input: of the loss with respect to the weight, and of the loss with respect to the bias. Exact, please: no nudging here.
#| claims A15 B11


# %% answer neuron_grads
#| claims A15 B11
def neuron_grads(x, w, b, y):
    """Return the gradients of the loss (a − y)² for weight and bias.

    x, w, b, y: floats: input, weight, bias, target.
    Returns two floats: dL_dw, dL_db.

    Example: neuron_grads(1.5, -0.8, 0.3, 1.0) gives a pair of
    negative floats; both are in the worked example.
    """
    ### BEGIN SOLUTION
    a = sigmoid(w * x + b)
    dL_dz = 2 * (a - y) * a * (1 - a)
    return dL_dz * x, dL_dz
    ### END SOLUTION


# %% check neuron_grads

# %% [markdown]
# ### Multiply swaps, a sum hands on
#
# Look at the last links side by side. In the product $w \cdot x$ the weight's slope is the input, and the input's slope is the weight: **multiply swaps**. In the sum each part has the slope 1: **a sum hands on** what comes back as it is. With these two you can walk back through $z = w \cdot x + b$ without any formula.
#| given  slope 1
#| $z = w \cdot x + b$  <-  same(lambda w: weighted_sum([1.5], [w], .3), lambda w: w*1.5 + .3)

# %% [markdown]
# ## 4. Sure, and wrong (6–8 minutes)
#
# Now a neuron that is sure, and wrong: the target is $y = 0$, and the neuron has $x = 3$, $w = 4$, $b = 0$.
#| given  $y = 0$, and the neuron has $x = 3$, $w = 4$, $b = 0$

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "saturated",
    "almost zero",
    "The gap is large, but its slope dL/da is multiplied by that of σ, and σ is flat there: its "
    "slope is 0.000006. The product is 2 · 0.000006 · 3, which is 0.00004. So a wrong prediction is "
    "not enough to learn from: what the loss tells must also get back through σ.",
    {
        "large, because the gap is large": "The gap makes one of three factors, and the one beside "
        "it is almost zero.",
        "of middle size": "The two outer factors are; but look at the one between them.",
    },
    recall="A neuron predicts a = 0.999994 where y = 0 is right. The loss is 0.99999, as bad as "
    "it gets. How large is the gradient of the loss with respect to the weight?",
)
### END ANSWER
predict(
    "saturated",
    "It predicts a = 0.999994 where y = 0 is right. The loss is 0.99999, as bad as it gets. How "
    "large is the gradient of the loss with respect to the weight?",
    ["large, because the gap is large", "of middle size", "almost zero"],
)
#| given  y = 0
#| a = 0.999994  <-  sigmoid(12)
#| 0.99999, as bad as it gets  <-  squared_error(sigmoid(12), 0)
#| 0.000006  <-  dsigmoid(12)
#| 2 · 0.000006 · 3, which is 0.00004
#|     <-  local_grads(3, 4, 0, 0)['dL_da'], dsigmoid(12), 3, neuron_grads(3, 4, 0, 0)[0]

# %% [markdown]
# Drag `w` down along the large curve, slowly. Where does the neuron wake up: at which `w` does the middle slope first come above 0.1?
#| given  above 0.1

# %%
NeuronMicroscope(w=4, b=0, x=3, y=0, after="saturated")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "wakes_up",
    "near 0.7",
    "There z is 3 · 0.7 = 2.1. For all larger weights the neuron sleeps: it began at z = 12.",
    {
        "near 3": "There the slope is still below a thousandth.",
        "near 0.01": "There σ is nearly as steep as it can be. Come down more slowly.",
    },
)
### END ANSWER
ask(
    "wakes_up",
    "At which w does the middle slope come above 0.1?",
    ["near 3", "near 0.7", "near 0.01"],
)
#| given  0.1 ; near 3 ; near 0.01
#| near 0.7  <-  round(np.log((1 + np.sqrt(0.6))/(1 - np.sqrt(0.6)))/3, 1)
#| 3 · 0.7 = 2.1  <-  3, 0.7, 3*0.7
#| z = 12  <-  3*4

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("saturated")

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "sure_neuron",
    "A sure neuron stands where σ is flat, so the middle factor, da/dz, is almost zero. The slope "
    "of the loss follows the gap, and the last one is the input: whatever they are, the product is "
    "almost zero together with the one in the middle.",
)
### END ANSWER
explain(
    "sure_neuron",
    "A neuron is sure: its activation is near 0, or near 1. Say of each of the three factors what "
    "that does to it, and then of their product. Use the word “flat”.",
    use_word="flat",
)
#| claims A24
#| given  near 0, or near 1

# %% [markdown]
# ### Saturated
#
# A neuron whose $z$ lies far out, where σ is flat, is called **saturated**: for $z$ beyond about ±4 the slope of σ is less than 0.02, and the microscope marks that as *flat*.
#
# Such neurons surprise many who use networks. Andrej Karpathy called backpropagation a *leaky abstraction* for such reasons: it works by itself until it does not, and then only those who know the factors find out why (“Yes you should understand backprop”, 2016).
#
# What keeps neurons awake when their training begins: small weights, and inputs of ordinary size. Then $z$ is near zero, where σ is steepest.
#| claims A24
#| given  2016
#| for $z$ beyond about ±4  <-  round(np.log((1 + np.sqrt(0.92))/(1 - np.sqrt(0.92))))
#| less than 0.02  <-  (0.02,)

# %% [markdown]
# > **Good place to stop.** One input is done. Next: as many as you like.

# %% [markdown]
# ## 5. Many inputs, one δ (13–18 minutes)
#
# A neuron with several inputs has a weight for each, but still a single sum: $z = w_1 x_1 + w_2 x_2 + \dots + b$. So it has one $z$, one $a$, and one slope $dL/dz$. Books call it $\delta$ (“delta”), and some the neuron's *error*. Here it is δ; $a - y$ is the *gap*, and $dL/da$ the *slope of the loss*.
#| $z = w_1 x_1 + w_2 x_2 + \dots + b$
#|     <-  same(lambda t: weighted_sum([t, 2], [3, t], 1), lambda t: 3*t + 2*t + 1)

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "strongest_weight",
    "the second",
    "All three share δ = −0.25, and each multiplies it by its own input: the second by −2, which "
    "makes 0.5, the third by 0.5, which makes only −0.125. How large a weight is does not count "
    "for its own gradient.",
    {
        "the third": "It is the largest weight in size. But multiply swaps: the gradient of a "
        "weight takes the input, and this input is 0.5.",
        "all three alike": "They share δ. From z to a weight there is one more link, and it is "
        "another one for each.",
    },
)
### END ANSWER
predict(
    "strongest_weight",
    "A neuron has the inputs 1, −2 and 0.5 and the weights 1, 0.5 and −2. You may move one of the "
    "three weights, by a little. Which one changes the loss most?",
    ["the first", "the second", "the third", "all three alike"],
)
#| given  1, −2 and 0.5 ; 1, 0.5 and −2 ; this input is 0.5
#| δ = −0.25  <-  neuron_grads_vec([1, -2, .5], [1, .5, -2], 1, 1)[1]
#| the second by −2, which makes 0.5
#|     <-  -2, neuron_grads_vec([1, -2, .5], [1, .5, -2], 1, 1)[0][1]
#| the third by 0.5, which makes only −0.125
#|     <-  .5, neuron_grads_vec([1, -2, .5], [1, .5, -2], 1, 1)[0][2]

# %% [markdown]
# Follow the loss back, one step at a time. Then drag a weight, and an input: whose gradients change?

# %%
NeuronGraph(
    x=[1, -2, 0.5],
    w=[1, 0.5, -2],
    b=1,
    y=1,
    controls=["turn", "back"],
    after="strongest_weight",
)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("strongest_weight")

# %% [markdown]
# ### One δ for all weights
#
# Another neuron, by hand: $x = (2, -1, 0.5)$, $w = (0.5, 2, 2)$, $b = 0$, $y = 1$. Forward: $z = 1 - 2 + 1 + 0 = 0$ and $a = 0.5$. Backward, up to $z$: $\delta = 2 \cdot (0.5 - 1) \cdot 0.25 = -0.25$. From there each weight has a link of its own:
#
# | of the loss with respect to | $\delta$ | own link | gradient |
# |---|---|---|---|
# | $w_1$ | −0.25 | 2 | −0.5 |
# | $w_2$ | −0.25 | −1 | 0.25 |
# | $w_3$ | −0.25 | 0.5 | −0.125 |
# | $b$ | −0.25 | 1 (always) | −0.25 |
#
# Together the slopes for all weights form an array, the gradient of the loss with respect to the weights. It has the same shape as the weights: one entry each.
#| claims A12 B11
#| given  $x = (2, -1, 0.5)$, $w = (0.5, 2, 2)$, $b = 0$, $y = 1$ ; $w_1$ ; $w_2$ ; $w_3$
#| let three = neuron_grads_vec([2, -1, .5], [.5, 2, 2], 0, 1)
#| $z = 1 - 2 + 1 + 0 = 0$  <-  2*.5, 1*2, .5*2, 0, weighted_sum([2, -1, .5], [.5, 2, 2], 0)
#| $a = 0.5$  <-  sigmoid(0)
#| $\delta = 2 \cdot (0.5 - 1) \cdot 0.25 = -0.25$  <-  2, .5, 1, dsigmoid(0), three[1]
#| | −0.25 | 2 | −0.5 |  <-  -.25, 2, three[0][0]
#| | −0.25 | −1 | 0.25 |  <-  -.25, -1, three[0][1]
#| | −0.25 | 0.5 | −0.125 |  <-  -.25, .5, three[0][2]
#| | −0.25 | 1 (always) | −0.25 |  <-  -.25, 1, three[1]

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "shape_of_gradient",
    "z is one number, dL_dw has shape (5,)",
    "The products are added up to one z. But every weight has its own slope.",
    {
        "both are one number": "One number cannot tell the weights apart: each may need another "
        "change.",
        "both have shape (5,)": "The neuron adds its weighted inputs up: there is a single z.",
    },
)
### END ANSWER
ask(
    "shape_of_gradient",
    "A neuron has x and w of shape (5,). What are z and dL_dw?",
    ["both are one number", "both have shape (5,)", "z is one number, dL_dw has shape (5,)"],
)
#| given  shape (5,) ; (5,)

# %% [markdown]
# ### Exercise 04.4 · neuron_grads_vec (3 points)
#
# The same two gradients for a neuron with any number of inputs. In numpy, `w @ x` multiplies entry by entry and adds up.
#| claims A12 B11


# %% answer neuron_grads_vec
#| claims A12 B11
def neuron_grads_vec(x, w, b, y):
    """Return the gradients of the loss (a − y)² for all weights and the bias.

    x, w: arrays of shape (D,): inputs and weights; b, y: floats.
    Returns dL_dw, an array of shape (D,), and dL_db, a float.

    Example: x and w of shape (3,) give an array of three numbers,
    and one float.
    """
    ### BEGIN SOLUTION
    a = sigmoid(w @ x + b)
    delta = 2 * (a - y) * a * (1 - a)
    return delta * x, delta
    ### END SOLUTION


# %% check neuron_grads_vec

# %% [markdown]
# ### Your function in the picture
#
# The orange numbers of the weights and the bias are your own function's now. Move weights and bias against them: press the button until the loss is below 0.03. From 0.25 that takes 4 presses.
#| given  below 0.03
#| let after_step = lambda v: v - .5 * np.append(*neuron_grads_vec(np.array([1, -2, .5]), v[:3], v[3], 1))
#| let after_three = after_step(after_step(after_step(np.array([1, .5, -2, 1]))))
#| let loss_there = lambda v: squared_error(neuron(np.array([1, -2, .5]), v[:3], v[3]), 1)
#| From 0.25 that takes 4 presses
#|     <-  loss_there(np.array([1, .5, -2, 1])), 4*(loss_there(after_step(after_three)) < .03 < loss_there(after_three))

# %%
from IPython.display import display

with waits_for("neuron_grads_vec"):
    graph = NeuronGraph(
        neuron_grads_vec,
        x=[1, -2, 0.5],
        w=[1, 0.5, -2],
        b=1,
        y=1,
        back=5,
        after="strongest_weight",
    )
    display(graph)

# %% [markdown]
# ## 6. Check every gradient (9–13 minutes)
#
# ### Never trust, always check
#
# A wrong gradient does not crash. The network may even learn a little, only badly, and nobody knows why. So compare each gradient with one that needs no formula: a nudge.
#
# $$\frac{dL}{dw} \approx \frac{L(w + h) - L(w - h)}{2h}$$
#
# With many weights, nudge one entry, leave all others as they are, and put it back before the next. For $f(v) = v_1 \cdot v_2$ at $v = (2, 3)$ with $h = 0.1$: the first entry gives $(2.1 \cdot 3 - 1.9 \cdot 3)/0.2 = 3$, the second $(2 \cdot 3.1 - 2 \cdot 2.9)/0.2 = 2$. So the gradient is $(3, 2)$.
#
# Why not always do it like this? It runs the whole network twice for every weight. To check, that is fine. To train, it is far too slow, as you will measure in a later lesson.
#| claims A12
#| given  For $f(v) = v_1 \cdot v_2$ at $v = (2, 3)$ with $h = 0.1$
#| $$\frac{dL}{dw} \approx \frac{L(w + h) - L(w - h)}{2h}$$
#|     <-  abs((loss_at(-.8 + 1e-5) - loss_at(-.8 - 1e-5))/2e-5 - grads[0]) < 1e-8
#| $(2.1 \cdot 3 - 1.9 \cdot 3)/0.2 = 3$  <-  2.1, 3, 1.9, 3, 0.2, (2.1*3 - 1.9*3)/.2
#| $(2 \cdot 3.1 - 2 \cdot 2.9)/0.2 = 2$  <-  2, 3.1, 2, 2.9, 0.2, (2*3.1 - 2*2.9)/.2
#| the gradient is $(3, 2)$
#|     <-  tuple(np.round(numerical_grad(lambda v: v[0]*v[1], np.array([2., 3.])), 6))

# %% [markdown]
# ### Exercise 04.5 · numerical_grad (3 points)
#
# The nudged gradient for any function of an array. Two traps: the caller still needs `v` unchanged, and an array of whole numbers cannot hold a small nudge. The loop `for i in np.ndindex(v.shape)` visits every entry `v[i]`, in arrays with one axis or two.
#| claims A12


# %% answer numerical_grad
#| claims A12
def numerical_grad(f, v, h=1e-5):
    """Return the gradient of f at v, by central differences with step h.

    f: function that takes an array like v and returns a float.
    v: array with one axis or two, of floats or of whole numbers;
       it stays as it is.
    Returns an array of floats, of the same shape as v.

    Example: v of shape (2, 3) gives an array of shape (2, 3).
    """
    ### BEGIN SOLUTION
    v = np.array(v, dtype=float)
    gradient = np.zeros_like(v)
    for i in np.ndindex(v.shape):
        nudge = np.zeros_like(v)
        nudge[i] = h
        gradient[i] = (f(v + nudge) - f(v - nudge)) / (2 * h)
    return gradient
    ### END SOLUTION


# %% check numerical_grad

# %% [markdown]
# ### Check your own
#
# How far are two gradients apart? Compare their difference with their size:
#
# $$\text{relative error} = \frac{|g - n|}{|g| + |n|}$$
#
# Here $|\dots|$ is the size of an array: the root of the sum of its squares. Below $10^{-6}$ all is well. Above $10^{-3}$ there is a bug, unless both gradients are next to nothing: then round-off is as large as they are. In between, look twice.
#| claims A12
#| given  Below $10^{-6}$ ; Above $10^{-3}$
#| $$\text{relative error} = \frac{|g - n|}{|g| + |n|}$$
#|     <-  abs(relative_error(np.array([3., 4.]), np.array([0., 0.])) - 1) < 1e-12


# %% tags=["varies"]
def relative_error(g, n):
    g, n = np.asarray(g), np.asarray(n)
    return np.linalg.norm(g - n) / (np.linalg.norm(g) + np.linalg.norm(n))


def loss_of_v(v):  # v holds the weight and the bias
    return (sigmoid(v[0] * 1.5 + v[1]) - 1) ** 2


with waits_for("neuron_grads", "numerical_grad"):
    measured = numerical_grad(loss_of_v, np.array([-0.8, 0.3]))
    off = relative_error(neuron_grads(1.5, -0.8, 0.3, 1), measured)
    print(f"04.3: relative error {off:.0e}")

# %% [markdown]
# ## 7. Two bugs from the wild (3–4 minutes)
#
# Both slips stood in public: the first in a program that somebody [asked about](https://datascience.stackexchange.com/questions/20139/gradients-for-bias-terms-in-backpropagation), the second in the formulas of a [notebook](https://github.com/dennybritz/nn-from-scratch/issues/11). Here they are in code of our own. Neither of them crashes.
#| claims A24
#| given  questions/20139 ; issues/11


# %%
def bug_one(x, w, b, y):
    slope_of_loss = 2 * (sigmoid(w * x + b) - y)
    delta = slope_of_loss * (1 - slope_of_loss)
    return delta * x, delta


def bug_two(x, w, b, y):
    a = sigmoid(w * x + b)
    delta = a * (1 - a) * 2 * (y - a)
    return delta * x, delta


with waits_for("numerical_grad"):
    measured = numerical_grad(loss_of_v, np.array([-0.8, 0.3]))
    print("measured: ", np.round(measured, 4))
    for bug in (bug_one, bug_two):
        found = np.array(bug(1.5, -0.8, 0.3, 1))
        off = relative_error(found, measured)
        print(f"{bug.__name__:9}:", np.round(found, 4), f" off by {off:.2f}")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "slip_one",
    "the shortcut for the slope of σ was applied to the slope of the loss",
    "a(1 − a) is built from the activation. The same shape with another slope in it, s(1 − s), "
    "means nothing.",
    {
        "the loss was differentiated wrongly": "Its slope, the first line, is right.",
        "the last link is missing": "It is there: delta is multiplied by x.",
    },
)
### END ANSWER
ask(
    "slip_one",
    "What went wrong in `bug_one`?",
    [
        "the loss was differentiated wrongly",
        "the shortcut for the slope of σ was applied to the slope of the loss",
        "the last link is missing",
    ],
)
#| given  s(1 − s) ; a(1 − a)

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "slip_three",
    "The sign is flipped, because the gap was taken as target minus prediction. Its numbers point "
    "downhill, so a program that adds them to the weights learns well: two flipped signs cancel. "
    "Subtract them, as one should with a gradient, and the loss goes up.",
)
### END ANSWER
explain(
    "slip_three",
    "`bug_two` has the right size and the wrong sign. Some programs with it learn all the same. "
    "What must they do with the numbers?",
)


# %% [markdown]
# ## 8. Real penguins (4–6 minutes)
#
# Now real data. 274 penguins, measured in Antarctica, are Adelies (target 0) or Gentoos (target 1). A neuron is to tell them apart by two measurements: how deep the bill is, and how long the flipper.
#
# In raw millimetres one step would saturate it. So count from the average, in steps of ordinary size: the average bill is 17 mm deep, the average flipper 202 mm long. The first bird, an Adelie, gets $x$ = ((18.7 − 17)/2 = 0.85, (181 − 202)/15 = −1.4).
#
# With all weights 0 the neuron says $a = 0.5$ to each bird. For this one $\delta = 2 \cdot (0.5 - 0) \cdot 0.25 = 0.25$, so its gradients are 0.2125 and −0.35. The gradient points uphill, so this bird asks for less weight on the bill and more on the flipper.
#| claims A12
#| is 17 mm deep  <-  np.mean(birds.bill_depth_mm[kept])
#| flipper 202 mm  <-  np.mean(birds.flipper_length_mm[kept])
#| given  target 0 ; target 1 ; With all weights 0
#| let birds = data.load_penguins()
#| let kept = birds.measured & (birds.species != 'Chinstrap')
#| let scaled = np.column_stack(
#|     [(birds.bill_depth_mm[kept] - 17)/2, (birds.flipper_length_mm[kept] - 202)/15])
#| let gentoo = (birds.species[kept] == 'Gentoo')*1.0
#| let delta = 0.5*(0.5 - gentoo)  # at zero weights
#| let moved = sigmoid(-scaled @ np.mean(delta[:, None]*scaled, axis=0) - np.mean(delta))
#| 274 penguins  <-  np.sum(kept)
#| (18.7 − 17)/2 = 0.85  <-  birds.bill_depth_mm[0], 17, 2, (18.7 - 17)/2
#| (181 − 202)/15 = −1.4  <-  birds.flipper_length_mm[0], 202, 15, (181 - 202)/15
#| $\delta = 2 \cdot (0.5 - 0) \cdot 0.25 = 0.25$
#|     <-  2, sigmoid(0), 0, dsigmoid(0), neuron_grads_vec([0.85, -1.4], [0, 0], 0, 0)[1]
#| $a = 0.5$  <-  sigmoid(0)
#| 0.2125 and −0.35  <-  tuple(neuron_grads_vec([0.85, -1.4], [0, 0], 0, 0)[0])

# %%
from chainrule import load_penguins
from chainrule.pictures import show_groups
from IPython.display import display

birds = load_penguins()
birds = birds.select(birds.measured & (birds.species != "Chinstrap"))
depth, length = birds.bill_depth_mm, birds.flipper_length_mm
X = np.column_stack([(depth - 17) / 2, (length - 202) / 15])
Y = (birds.species == "Gentoo").astype(float)
print(len(X), "penguins, the first:", np.round(X[0], 2), "target", Y[0])

groups = {"Adelie": X[Y == 0], "Gentoo": X[Y == 1]}
axes = "bill depth, scaled", "flipper length, scaled"
told = "Two clouds: Adelies with deep bills and short flippers, Gentoos not."
display(show_groups(groups, told, *axes))

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "one_step",
    "lower",
    "It falls from 0.25 to 0.167. The gradient points uphill, so a step against it goes down, if "
    "the step is not too large. Before, there was no boundary at all: half for every bird. Now all "
    "274 birds lie on their side of it, as the line in the picture shows. These two species are "
    "easy to tell apart.",
    {
        "higher": "That would be a step along the gradient.",
        "the same": "Only where the gradient is zero does a small step change next to nothing.",
    },
    recall="A neuron is to tell two kinds of penguins apart. All its weights are zero, and the "
    "loss, averaged over the birds, is 0.25. Average the gradients of all birds, and subtract "
    "them from the weights, once. The loss is then …",
)
### END ANSWER
predict(
    "one_step",
    "All weights are zero, and the loss, averaged over the birds, is 0.25. Average the gradients "
    "of all birds, and subtract them from the weights, once. The loss is then …",
    ["lower", "the same", "higher"],
)
#| 0.25  <-  squared_error(sigmoid(0), 0)
#| 0.167  <-  np.mean((moved - gentoo)**2)
#| 274 birds lie on their side of it  <-  np.sum((moved > 0.5) == (gentoo > 0.5))


# %%
def average_loss(w, b):
    return np.mean((sigmoid(X @ w + b) - Y) ** 2)


with waits_for("neuron_grads_vec", after="one_step"):
    w, b = np.zeros(2), 0.0
    pairs = [neuron_grads_vec(x, w, b, y) for x, y in zip(X, Y, strict=True)]
    dL_dw = np.mean([pair[0] for pair in pairs], axis=0)
    dL_db = np.mean([pair[1] for pair in pairs])
    print("loss before:", round(average_loss(w, b), 3))
    w, b = w - dL_dw, b - dL_db
    print("loss after: ", round(average_loss(w, b), 3))
    print("right side of 0.5:", np.sum((sigmoid(X @ w + b) > 0.5) == (Y > 0.5)))
    told = "The two clouds, and between them the line where the neuron says half."
    display(show_groups(groups, told, *axes, boundary=(w, b)))
reveal("one_step")

# %% [markdown]
# What to do with the gradient, step after step, is lesson 06; here you only needed to know that it is right.
#| given  lesson 06

# %% [markdown]
# ## Exit ticket (3–5 minutes)
#
# A neuron has made its forward pass. Here is what it left behind:
#
# | $x$ | $w$ | $z$ | $a$ | $y$ |
# |---|---|---|---|---|
# | −0.5 | 3 | 1.386 | 0.8 | 0.3 |
#
# All gradients follow from these numbers, without a computer. One of the numbers is not needed.
#| let exit_grads = neuron_grads(-.5, 3, np.log(4) + 1.5, .3)
#| | −0.5 | 3 | 1.386 | 0.8 | 0.3 |  <-  -0.5, 3, np.log(4), sigmoid(np.log(4)), 0.3

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_bias",
    0.16,
    "2 · (0.8 − 0.3) = 1, then 0.8 · 0.2 = 0.16, and the bias moves z one for one: "
    "1 · 0.16 · 1 = 0.16.",
)
### END ANSWER
ask("exit_bias", "What is the gradient of the loss with respect to the bias?")
#| 2 · (0.8 − 0.3) = 1  <-  2, .8, .3, 2*(.8-.3)
#| 0.8 · 0.2 = 0.16  <-  .8, .2, .8*.2
#| 1 · 0.16 · 1 = 0.16  <-  1, .16, 1, exit_grads[1]
#| 0.16  <-  exit_grads[1]

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_weight",
    "−0.08",
    "The same two factors as for the bias, and then the input: 0.16 · (−0.5) = −0.08.",
    {
        "0.48": "That is 0.16 · 3: the weight's own link is its input, not the weight.",
        "−0.5": "The slope of σ is missing.",
        "0.267": "Here z went into the short form in place of a.",
    },
)
### END ANSWER
ask(
    "exit_weight",
    "And with respect to the weight?",
    ["−0.5", "−0.08", "0.267", "0.48"],
)
#| given  That is 0.16 · 3
#| −0.08  <-  exit_grads[0]
#| 0.16 · (−0.5) = −0.08  <-  .16, -.5, .16*-.5
#| 0.48  <-  0.16*3
#| −0.5  <-  1*-.5
#| 0.267  <-  1*1.386*(1-1.386)*-.5

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_input",
    "0.48",
    "When the input moves, the weight multiplies it: 0.16 · 3 = 0.48. This is what the neuron "
    "hands back.",
    {
        "−0.08": "That is the one for the weight.",
        "0.16": "That is the one for the bias: the last link of the input is the weight.",
    },
)
### END ANSWER
ask("exit_input", "And with respect to the input?", ["−0.08", "0.16", "0.48"])
#| claims B12
#| given  0.16
#| 0.48  <-  0.16*3
#| 0.16 · 3 = 0.48  <-  .16, 3, .16*3
#| −0.08  <-  0.16*-.5

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_spare",
    "z",
    "With a at hand the slope of σ is a(1 − a). So z need not be kept.",
    {
        "w": "The gradient with respect to the input needs it.",
        "y": "Without the target there is no gap.",
        "x": "The gradient with respect to the weight needs it.",
    },
)
### END ANSWER
ask("exit_spare", "Which of the numbers was not needed?", ["z", "x", "w", "y"])
#| given  a(1 − a)

# %% [markdown]
# ## Summary card
#
# - **Three links, three slopes:** how the loss answers to the prediction, how σ answers to $z$, how $z$ answers to the weight. Each is read at values of the forward pass.
# - **Multiply** them: the gradient of the loss with respect to the weight. For the bias the last link is always one, for the input it is the weight.
# - **Several inputs:** one $\delta = dL/dz$ for all; each weight multiplies it by its own input. The gradient has the shape of the weights.
# - **Saturated:** where σ is flat the product dies, however wrong the prediction is.
# - **Never trust, always check:** compare a gradient with nudges. A relative error below $10^{-6}$ is fine.
#
# **Next: 05 · [Layers](../05_layers/05_layers.ipynb).** Neurons side by side and one behind the other. A fourth factor joins the chain, routes add up, and the whole is called backpropagation. Save this notebook (Ctrl+S), and press **Validate** in the toolbar to see all five checks at once.
#
# Back to [03 · Gas pedal](../03_gas_pedal/03_gas_pedal.ipynb).
#| claims A15 A24 B11
#| given  $\delta = dL/dz$ ; $10^{-6}$
