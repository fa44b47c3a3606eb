#| let sin_square = compose(np.sin, np.square)
#| let nine = np.array([.3, .8, .1, -.5, .2, -.2, 1.2, -.7, .3])  # knobs 1 to 9 of lesson 00
#| let nine_loss = lambda k: squared_error(
#|     neuron([neuron((1, -1), k[:2], k[2]), neuron((1, -1), k[3:5], k[5])], k[6:8], k[8]), 1)
#| let nine_slopes = np.array([
#|     slope(lambda v: nine_loss(np.where(np.arange(9) == i, v, nine)), nine[i]) for i in range(9)])

# %% [markdown]
# # The chain rule
#
# **You are here:** [00 predictions](../00_predictions/00_predictions.ipynb) → **01 the chain rule** → [02 nested machines](../02_nested_machines/02_nested_machines.ipynb) → [03 gas pedal](../03_gas_pedal/03_gas_pedal.ipynb) → [04 one neuron](../04_single_neuron/04_single_neuron.ipynb) → [05 layers](../05_layers/05_layers.ipynb) → [06 weight updates](../06_weight_updates/06_weight_updates.ipynb) → [07 deep networks](../07_deep_networks/07_deep_networks.ipynb) → [08 your own engine](../08_your_own_engine/08_your_own_engine.ipynb)
#
# A neural network makes a prediction, and the prediction is off. It then changes its weights a little, and the next prediction is better. How does it know which way to change each weight?
#
# The answer is called *backpropagation*. The engine inside it is one rule of calculus, the **chain rule**. In this lesson you build that engine and put it to the test. The lessons after this one put it to work, first on a single neuron, in the end on whole networks.
#| claims A1 B1 B2

# %% [markdown]
# | part | minutes | afterwards you can |
# |---|---|---|
# | Warm-up | 4–6 | recall three facts about networks |
# | 1. Which machine runs first? | 10–15 | tell the inner from the outer function, and compose them in code |
# | 2. A slope under the microscope | 14–21 | measure a slope, and take a first step with it |
# | 3. Two machines in a row | 22–35 | write the chain rule, apply it, and explain it |
# | 4. Three machines in a row | 9–16 | follow the rule through a longer chain |
# | 5. Find the bug, and exit | 8–13 | catch a wrong derivative with a measured slope |
#
# You need to know Python functions, and four derivatives from school. The letter $t$ stands for whatever a machine receives:
#
# $$(t^n)' = n\,t^{n-1} \qquad (\sin t)' = \cos t \qquad (e^t)' = e^t \qquad (at+b)' = a$$
#
# Before each figure you commit a prediction and say how sure you are. Guess freely: people see more in an experiment after they have guessed its outcome, even when the guess was wrong. What you commit stays in the file `predictions.json` beside this notebook and goes nowhere else.
#
# A notebook is a column of *cells*: text, code, questions. **Shift+Enter** runs the framed cell and goes on to the next: no click is needed. A grey line with ●●● holds a question: run it too, and never mind its code.
#
# Back after a break? Choose **Run > Run All Cells**: your answers come back. Until then, figures and questions say “Error displaying widget”.
#| let known = [(lambda u: u**4, lambda t: 4*t**3), (np.sin, np.cos), (np.exp, np.exp),
#|     (lambda u: 3*u + 1, lambda t: 3 + 0*t)]
#| given  The letter $t$
#| $$(t^n)' = n\,t^{n-1} \qquad (\sin t)' = \cos t \qquad (e^t)' = e^t \qquad (at+b)' = a$$
#|     <-  all(same(lambda t: slope(f, t), df) for f, df in known)

# %%
from chainrule import ask, check, confirm, explain, predict, reveal, waits_for
from chainrule.explorables import SlopeMicroscope, ThreeNumberLines
from chainrule.machines import cos, double, exp, sin, square

### BEGIN ANSWER
from chainrule.questions import answer

### END ANSWER

# %% [markdown]
# ## Warm-up: what do you know already? (4–6 minutes)
#
# Three quick questions about networks. Answer from memory; each question says what it needs.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "input_layer",
    "the input as it is",
    "The input layer computes nothing: it passes the input on. Computing begins in the layer after "
    "it.",
)
### END ANSWER
ask(
    "input_layer",
    "A network has an input layer, a hidden layer and an output layer. "
    "What does the hidden layer receive?",
    [
        "weighted sums of the inputs",
        "the input as it is",
        "activations of the inputs",
    ],
)
#| claims A7

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "no_activation",
    "its two layers do no more than one",
    "A straight-line step after a straight-line step is a straight-line step again.",
    {
        "nothing changes": "Without the bend of the activation function, the hidden layer is only a "
        "straight-line step.",
        "it gives 0 for every input": "The weighted sums are still there, and so is the output.",
    },
)
### END ANSWER
ask(
    "no_activation",
    "A neuron takes a weighted sum and sends it through a bent curve, its activation function. "
    "What happens to a network when the hidden layer loses this curve?",
    ["nothing changes", "its two layers do no more than one", "it gives 0 for every input"],
)
#| given  0

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer("weighted_sum", 3, "2·3 + (−1)·4 + 1 = 3.")
### END ANSWER
ask("weighted_sum", "Weights w = (2, −1), input x = (3, 4), bias b = 1. What is z = w·x + b?")
#| given  w = (2, −1), input x = (3, 4), bias b = 1
#| 3  <-  np.dot((2, -1), (3, 4)) + 1
#| 2·3 + (−1)·4 + 1 = 3  <-  2, 3, -1, 4, 1, np.dot((2, -1), (3, 4)) + 1

# %% [markdown]
# Were you sure of something in the last lesson, and wrong? Then you are asked once more:

# %%
from chainrule import again

again("00_predictions")

# %% [markdown]
# ## 1. Which machine runs first? (10–15 minutes)
#
# Think of a function as a machine: a number goes in, a number comes out. Now put two machines in a row. The second one receives what the first one produces.
#| claims A4

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "order",
    "18",
    "The brackets decide: `g(3)` is worked out first and gives 9, then `f` doubles the 9. So "
    "`f(g(x))` is read from the inside out: what stands inside runs first and receives x, what "
    "stands outside runs last and receives whatever the first one produced.",
    {
        "36": "36 comes out when the machines run in the other order, doubling first.",
        "54": "54 is 6 · 9: both machines worked on the 3, and the results were multiplied.",
        "15": "15 is 6 + 9: both machines worked on the 3, and the results were added.",
    },
)
### END ANSWER
predict(
    "order",
    "`f` doubles its input, `g` squares it. What is `f(g(3))`?",
    ["15", "18", "36", "54"],
)
#| given  on the 3 ; `f(g(3))`
#| 18  <-  2 * 3**2
#| `g(3)` is worked out first and gives 9  <-  3, 3**2
#| doubles the 9  <-  3**2
#| 36  <-  (2*3)**2
#| 36 comes out  <-  (2*3)**2
#| 54  <-  2*3 * 3**2
#| 54 is 6 · 9  <-  2*3 * 3**2, 2*3, 3**2
#| 15  <-  2*3 + 3**2
#| 15 is 6 + 9  <-  2*3 + 3**2, 2*3, 3**2

# %%
f, g = double, square
with waits_for(after="order"):
    print("f(g(3)):", f(g(3)), "  g(f(3)):", g(f(3)), "  product:", f(3) * g(3))
reveal("order")

# %% [markdown]
# ### Inner and outer
#
# In $f(g(x))$, $g$ is called the **inner** function and $f$ the **outer** one. Name the value in the middle $u$:
#
# $$x \;\xrightarrow{\;g\;}\; u = g(x) \;\xrightarrow{\;f\;}\; y = f(u) = f(g(x))$$
#
# The whole thing is again one function of $x$: the **composition** of $f$ and $g$, written $f \circ g$. In the last lesson $y$ was the target. For machines in a row it is the usual name of the last value.
#
# Composing is not multiplying. From the same two parts, sine and square, you can make three different functions:
#| claims B5 A4
#| $$x \;\xrightarrow{\;g\;}\; u = g(x) \;\xrightarrow{\;f\;}\; y = f(u) = f(g(x))$$
#|     <-  same(sin_square, lambda x: np.sin(np.square(x)))

# %% jupyter={"source_hidden": true}
# Picture: run this cell (Shift+Enter)
from chainrule.pictures import compare_curves

three = {
    "sin(x²)": lambda x: sin(square(x)),  # square first, then sine
    "(sin x)²": lambda x: square(sin(x)),  # sine first, then square
    "sin(x) · x²": lambda x: sin(x) * square(x),  # both work on x, then multiply
}
in_words = (
    "sin(x²) swings between −1 and 1, faster away from 0. "
    "(sin x)² is a row of hills from 0 up to 1. "
    "sin(x) · x² climbs from about −4 on the left to about 4 on the right."
)
compare_curves(three, -2.5, 2.5, in_words)
#| given  faster away from 0
#| let shown = np.linspace(-2.5, 2.5, 999)
#| let ends = lambda y: np.round([y.min(), y.max()], 3)
#| swings between −1 and 1  <-  ends(np.sin(shown**2))
#| hills from 0 up to 1  <-  ends(np.sin(shown)**2)
#| about −4 on the left to about 4 on the right
#|     <-  np.round([np.sin(-2.3)*2.3**2, np.sin(2.3)*2.3**2])

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "never_negative",
    "(sin x)²",
    "Its last machine is the square, and a square is never negative.",
    {
        "sin(x²)": "Here the sine runs last, and a sine can be negative.",
        "sin(x) · x²": "Just left of 0 the sine is negative, so the product with x² is negative.",
    },
)
### END ANSWER
ask(
    "never_negative",
    "Which of the three is never negative, and can you tell why without the picture?",
    ["sin(x²)", "(sin x)²", "sin(x) · x²"],
)
#| Just left of 0 the sine is negative, so the product with x² is negative
#|     <-  np.sin(-.2) < 0 and np.sin(-.2) * .04 < 0

# %% [markdown]
# ### A function that returns a function
#
# In Python a function can make another function and give it back. The inner one remembers what the outer one was given. The short form for a function of one line is `lambda`: `lambda t: t + 3` is a function that adds 3 to its input.
#| given  `lambda t: t + 3`
#| adds 3 to its input  <-  (lambda t: t + 3)(5) - 5


# %%
def adder(n):
    def add(t):
        return t + n

    return add  # the function itself: no brackets


add_3 = adder(3)
print("add_3(10):", add_3(10), "  adder(5)(10):", adder(5)(10))

# %% [markdown]
# ### Exercise 01.1 · compose (2 points)
#
# Write the machine that builds machines: `compose(f, g)` returns a new function, which feeds its input to `g` and hands the result to `f`.
#
# Replace the line `raise NotImplementedError` by your own, run the cell, then run the check below it. You may try as often as you like.
#| claims B5


# %% answer compose
def compose(f, g):
    """Return the composition of f and g, in which g acts first.

    f, g: functions of one number.
    Returns a function of one number. Neither f nor g runs before
    that function is called.

    Example: compose(sin, square) gives a function,
    compose(sin, square)(2.0) gives a float.
    """
    ### BEGIN SOLUTION
    return lambda x: f(g(x))
    ### END SOLUTION


# %% check compose

# %% [markdown]
# ## 2. A slope under the microscope (14–21 minutes)
#
# A **slope** says how fast a machine's output moves when its input moves: change of output per change of input. To measure it at $x$, step a little to both sides:
#
# $$\text{slope} \approx \frac{f(x+h) - f(x-h)}{2h}$$
#
# This is the *central difference*, and $h$ is the step. By hand, for the cube at $x = 2$ with the large step $h = 1$: $(27 - 1)/2 = 13$. School says $3x^2 = 12$. That is near, and not equal.
#
# You need this tool for networks, too. There the input is one weight and the output is the loss, and the slope says how fast the loss changes when you change that weight.
#| claims A12
#| given  at $x = 2$ with the large step $h = 1$
#| $$\text{slope} \approx \frac{f(x+h) - f(x-h)}{2h}$$
#|     <-  same(lambda x: slope(np.sin, x, .01), lambda x: (np.sin(x+.01)-np.sin(x-.01))/.02)
#| $(27 - 1)/2 = 13$  <-  (2+1)**3, (2-1)**3, 2, slope(lambda t: t**3, 2, 1)
#| $3x^2 = 12$  <-  3, 2, 3*2**2

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "smaller_h",
    "better at first, then worse",
    "At first the curve looks straighter and straighter. But a computer keeps only about 16 "
    "digits of a number: when both heights agree in almost all of them, little is left of their "
    "difference. Near x = 1, at last, `x + h` and `x` are the same number to the computer, the "
    "heights are equal, and the measured slope is 0. For numbers around one, a step of 1e-5 is a "
    "good compromise.",
    {
        "always better": "That is what mathematics promises: with infinitely many digits it "
        "would be so.",
        "always worse": "With a large step the curve bends between the two points, so smaller "
        "does help for a while.",
    },
)
### END ANSWER
predict(
    "smaller_h",
    "You measure a slope with a smaller and smaller step h, from 1 down to 1e-17, "
    "that is 0.00000000000000001. How good is the measurement?",
    ["always better", "better at first, then worse", "always worse"],
)
#| given  from 1 down to ; x = 1
#| 16 digits  <-  round(-np.log10(np.finfo(float).eps))
#| the measured slope is 0  <-  slope(np.sin, 1.0, 1e-17)
#| given  a step of 1e-5
#| 1e-17, that is 0.00000000000000001  <-  1e-17, 1e-17

# %% [markdown]
# Zoom into the curve until it looks straight. Then make `h` smaller, step by step, all the way down to $10^{-17}$, and watch the measured slope.
#| given  $10^{-17}$

# %%
SlopeMicroscope(after="smaller_h")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer("wall", 0, "The two points have fallen together: no height is left to divide.")
### END ANSWER
ask("wall", "Which slope does the microscope measure at x = 1 with h = 1e-17?")
#| given  x = 1
#| 1e-17  <-  1e-17
#| 0  <-  slope(np.sin, 1.0, 1e-17)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
with waits_for(after="smaller_h"):
    print("Is 1 + 1e-17 still 1?", 1 + 1e-17 == 1)
reveal("smaller_h")

# %% [markdown]
# ### Exercise 01.2 · slope (2 points)
#
# Put the central difference into code. The default step is $10^{-5}$, in Python `1e-5`. Whoever calls your function may choose another one.
#| $10^{-5}$, in Python `1e-5`  <-  1e-5 == 10**-5


# %% answer slope
def slope(f, x, h=1e-5):
    """Return the slope of f at x, by a central difference with step h.

    f: function that takes a float and returns a float.
    x: float, where to measure.
    h: float, the step to each side, in the unit of x.
    Returns a float: units of f(x) per unit of x.

    Example: slope(square, 3.0) gives one float, close to what
    school says.
    """
    ### BEGIN SOLUTION
    return (f(x + h) - f(x - h)) / (2 * h)
    ### END SOLUTION


# %% check slope

# %% [markdown]
# ### One step for all nine knobs
#
# In lesson 00 you turned nine knobs by trial and error. What you lacked was one number for each: which way, and how strongly. That number is a slope, and you have just written the tool that measures it.
#
# The cell below has the same network and the same target. For each knob it makes a function that turns this knob alone, and measures the slope of the loss. Then it moves all nine knobs at once, each by the size of its slope, to the side where the loss falls.
#| given  lesson 00

# %%
import numpy as np
from chainrule.machines import sigmoid

knobs = np.array([0.3, 0.8, 0.1, -0.5, 0.2, -0.2, 1.2, -0.7, 0.3])  # knobs 1 to 9


def network_loss(k):
    x1, x2, target = 1, -1, 1
    hidden_1 = sigmoid(k[0] * x1 + k[1] * x2 + k[2])
    hidden_2 = sigmoid(k[3] * x1 + k[4] * x2 + k[5])
    a = sigmoid(k[6] * hidden_1 + k[7] * hidden_2 + k[8])
    return (a - target) ** 2


def turning(i):
    """The loss as a function of knob i alone; the others stay where they are."""

    def loss(value):
        turned = knobs.copy()
        turned[i] = value
        return network_loss(turned)

    return loss


with waits_for("slope"):
    slopes = np.array([slope(turning(i), knobs[i]) for i in range(9)])
    for i in range(9):
        print(f"knob {i + 1} at {knobs[i]:4.1f}: slope {slopes[i]:6.3f}")
    print(f"loss before the step: {network_loss(knobs):.3f}")
    print(f"loss after the step:  {network_loss(knobs - slopes):.3f}")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "knob_nine",
    "turn it up",
    "The slope is negative: the loss falls while this knob rises. That is why the step takes the "
    "slopes away from the knobs: minus a negative number goes up.",
    {
        "turn it down": "Down is the way in which the loss rises here.",
        "leave it": "Its slope is the largest of all nine in size: no other knob moves the loss as "
        "much.",
    },
)
### END ANSWER
ask(
    "knob_nine",
    "Knob 9, the bias of the output, has the slope −0.165. Which way do you turn it to lower the "
    "loss?",
    ["turn it down", "leave it", "turn it up"],
)
#| the largest of all nine in size  <-  np.argmax(np.abs(nine_slopes)) == 8
#| Knob 9  <-  1 + np.argmax(np.abs(nine_slopes))
#| −0.165  <-  nine_slopes[8]

# %% [markdown]
# The loss falls from 0.129 to 0.091 in one step, without a single guess. It cost 18 predictions, two for each of nine knobs. For a network with 2410 numbers one step would cost 4820.
#
# The chain rule gets the same slopes far cheaper. Here it comes, first with two machines.
#| from 0.129 to 0.091  <-  nine_loss(nine), nine_loss(nine - nine_slopes)
#| 18 predictions  <-  2 * len(nine)
#| 2410 numbers one step would cost 4820
#|     <-  sum(v.size for v in init_mlp(64, 32, 10, np.random.default_rng(0)).values()), 2 * 2410

# %% [markdown]
# > **Good place to stop.** When you come back, choose **Run > Run All Cells**; your answers are still there.

# %% [markdown]
# ## 3. Two machines in a row (22–35 minutes)
#
# Take $y = \sin(x^2)$ near $x = 1.3$. The square receives 1.3 and turns it into $u = 1.69$. The sine receives 1.69. Both slopes can be measured:
#
# - the square moves 2.6 times as fast as its input at 1.3;
# - the sine moves −0.119 times as fast as its input at 1.69. The minus says that it falls while its input rises.
#| claims A4 B3
#| given  near $x = 1.3$
#| receives 1.3 and turns it into $u = 1.69$  <-  1.3, 1.3**2
#| receives 1.69  <-  1.3**2
#| 2.6 times as fast as its input at 1.3  <-  slope(np.square, 1.3), 1.3
#| −0.119 times as fast as its input at 1.69  <-  slope(np.sin, 1.69), 1.69
#| $y = \sin(x^2)$  <-  same(sin_square, lambda x: np.sin(x**2))

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "linked_rates",
    "−0.309",
    "Near 1.3 the square makes a small nudge of x 2.6 times as large. The sine takes what the "
    "square made of it, and multiplies that by −0.119. Together that is the product, −0.309.",
    {
        "2.48": "That is the sum. Twice as fast, and then three times as fast again, is six times as "
        "fast, not five. Linked rates multiply.",
        "2.6": "The sine still works on what the square produced.",
        "−0.119": "The sine's input is u, and u moves 2.6 times as fast as x.",
    },
)
### END ANSWER
predict(
    "linked_rates",
    "At x = 1.3 the square moves 2.6 times as fast as its input. The sine moves −0.119 times as "
    "fast as its own input, which is what the square gives. How fast does y = sin(x²) move, "
    "compared with x?",
    ["2.48", "−0.309", "2.6", "−0.119"],
)
#| given  Near 1.3 the square ; At x = 1.3 the square ; sin(x²)
#| −0.309  <-  d_sin_square(1.3)
#| 2.48  <-  2*1.3 + np.cos(1.69)
#| 2.6  <-  2*1.3
#| −0.119  <-  np.cos(1.69)

# %% [markdown]
# Nudge `x` and watch the nudge travel: `dx` at the top becomes `du` in the middle and `dy` at the bottom. The hollow ring behind the upper arrow is no value: it is the handle that changes `dx`. In the figure `dx` is a nudge that you can see; in the formulas further down it has shrunk to nothing.
#
# 1. Halve the nudge until `dx` is below 0.001. Compare the measured dy/dx with what you predicted.
# 2. Tick *read the outer slope at x*, or press **g**. The dashed *ghost* is what you would predict if you read the sine's slope at `x` instead of at `u`. Move `x` and watch how far it misses.
# 3. Somewhere between 0.5 and 1.5 the ghost meets the truth. Find the place.
#| claims A4 B6
#| given  between 0.5 and 1.5 ; below 0.001

# %%
ThreeNumberLines(after="linked_rates")

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("linked_rates")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "ghost_meets",
    1,
    "1² = 1: only there does the sine receive the very number that x is, so it makes no "
    "difference where you read.",
)
### END ANSWER
ask("ghost_meets", "At which x between 0.5 and 1.5 does the ghost meet the truth?")
#| given  between 0.5 and 1.5
#| 1² = 1  <-  1, 2, 1**2
#| 1  <-  1**2

# %% [markdown]
# ### The rule, three times
#
# **In words.** The slope of a chain is the product of its slopes: the outer slope, *read at the value that the outer machine receives*, times the inner slope.
#
# **In symbols.** With Leibniz's fractions, for $x \to u \to y$:
#
# $$\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx}$$
#
# **In code.** `dy_dx = dy_du * du_dx`
#
# Some books call the three values $x$, $y$, $z$ and write $dz/dx = dz/dy \cdot dy/dx$. It is the same rule.
#
# Why a product? The nudge `du` that the square puts out is the very nudge that the sine takes in. It is the same number in both fractions, so it cancels. For measured nudges that holds exactly, unless `du` is 0; the slopes are what the fractions settle on when the nudges shrink.
#
# Where sine and square both work on $x$ and are multiplied, $\sin(x) \cdot x^2$, the product rule holds: slope times value, twice, and added. At 1.3 that gives 2.957. In the chain $\sin(x^2)$ one machine feeds the other: two slopes are multiplied, and nothing is added.
#| claims A3 A4 B3 B6
#| given  unless `du` is 0 ; $\sin(x) \cdot x^2$ ; $\sin(x^2)$
#| At 1.3 that gives 2.957  <-  1.3, slope(lambda x: np.sin(x)*x**2, 1.3)
#| $$\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx}$$
#|     <-  same(lambda x: chain_rule(np.cos, np.square, lambda t: 2*t, x), lambda x: slope(sin_square, x))
#| $dz/dx = dz/dy \cdot dy/dx$
#|     <-  same(lambda x: chain_rule(np.exp, np.sin, np.cos, x), lambda x: slope(compose(np.exp, np.sin), x))

# %% [markdown]
# ### A worked example: $\sin(x^2)$ at $x = 1.3$
#
# | step | value |
# |---|---|
# | **Run forward, keep the middle value** | $u = 1.3^2 = 1.69$ |
# | **Inner slope, at what the square receives** | $du/dx = 2 \cdot 1.3 = 2.6$ |
# | **Outer slope, at what the sine receives** | $dy/du = \cos 1.69 = -0.11892$ |
# | **Multiply** | $dy/dx = -0.11892 \cdot 2.6 = -0.3092$ |
# | **Check against a measurement** | the next cell |
#| claims A3 B6
#| given  at $x = 1.3$
#| $\sin(x^2)$  <-  same(sin_square, lambda x: np.sin(x**2))
#| $u = 1.3^2 = 1.69$  <-  1.3, 2, 1.3**2
#| $du/dx = 2 \cdot 1.3 = 2.6$  <-  2, 1.3, 2*1.3
#| $dy/du = \cos 1.69 = -0.11892$  <-  1.69, np.cos(1.69)
#| $dy/dx = -0.11892 \cdot 2.6 = -0.3092$  <-  np.cos(1.69), 2*1.3, d_sin_square(1.3)

# %%
with waits_for("slope"):
    print("measured:", round(slope(lambda x: sin(square(x)), 1.3), 4))

# %% [markdown]
# ### Exercise 01.3 · chain_rule (3 points)
#
# Write the rule once and for all machines. You get three functions: the slope of the outer machine, the inner machine, and the slope of the inner machine.
#| claims A3 B3


# %% answer chain_rule
#| claims A3
def chain_rule(df, g, dg, x):
    """Return the slope of the composition f(g(x)) at x.

    df: function, the derivative of the outer machine f.
    g, dg: functions, the inner machine and its derivative.
    x: float.
    Returns a float: units of f per unit of x.

    Example: chain_rule(cos, square, double, 1.3) gives one negative float.
    """
    ### BEGIN SOLUTION
    return df(g(x)) * dg(x)
    ### END SOLUTION


# %% check chain_rule

# %% [markdown]
# ### Your turn, with one blank: $(3x + 1)^5$ at $x = 1$
#
# Fill in the dots. The lines above them show the plan.
#| given  $(3x + 1)^5$ at $x = 1$

# %%
u = 3 * 1 + 1  # run forward: what the fifth power receives
outer_slope = 5 * u**4  # read at u
inner_slope = ...  # how fast does 3x + 1 move, compared with x?
### BEGIN ANSWER
inner_slope = 3
### END ANSWER
confirm("inner_slope", inner_slope, hint="Move x by 1. How far does 3x + 1 move?")
#| given  3x + 1 ; Move x by 1

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "rule_power",
    "the power rule, read at u",
    "5u⁴ is the slope of the fifth power alone, at the value it receives. The chain rule only "
    "comes in when the two slopes are multiplied: 1280 · 3 = 3840.",
    {
        "the chain rule": "Not yet: this line looks at one machine alone.",
        "the slope of a straight line": "That one gave the inner slope.",
    },
)
### END ANSWER
ask(
    "rule_power",
    "Which rule did the line `outer_slope = 5 * u**4` use?",
    ["the chain rule", "the power rule, read at u", "the slope of a straight line"],
)
#| 5u⁴  <-  same(lambda u: slope(lambda t: t**5, u), lambda u: 5*u**4)
#| 1280 · 3 = 3840  <-  5*4**4, 3, d_power(1)
#| `outer_slope = 5 * u**4`  <-  same(lambda u: slope(lambda t: t**5, u), lambda u: 5*u**4)

# %% [markdown]
# ### Exercise 01.4 · d_power (2 points)
#
# Now for every `x`: the exact derivative of $(3x + 1)^5$, as a formula. No measuring and no rounding here: the check compares to about twelve digits.
#| claims B3
#| given  $(3x + 1)^5$


# %% answer d_power
def d_power(x):
    """Return the derivative of (3x + 1)⁵ at x.

    x: float. Returns a float.

    Example: d_power(0.5) gives one positive float.
    """
    ### BEGIN SOLUTION
    u = 3 * x + 1
    return 5 * u**4 * 3
    ### END SOLUTION


# %% check d_power

# %% [markdown]
# ### Exercise 01.5 · d_sin_square (2 points)
#
# The worked example, for every `x`: the exact derivative of $\sin(x^2)$. The machines `sin`, `cos`, `exp` and `square` are ready to use.
#| claims B3
#| given  $\sin(x^2)$


# %% answer d_sin_square
def d_sin_square(x):
    """Return the derivative of sin(x²) at x.

    x: float. Returns a float.

    Example: d_sin_square(1.3) gives one negative float; you know
    its first four decimals.
    """
    ### BEGIN SOLUTION
    u = square(x)
    return cos(u) * 2 * x
    ### END SOLUTION


# %% check d_sin_square

# %% [markdown]
# > **Good place to stop.** You have the rule. What follows makes it longer, and breaks it.

# %% [markdown]
# ## 4. Three machines in a row (9–16 minutes)
#
# A longer chain has one more factor for every machine. Look at $y = \dfrac{1}{(3x+1)^2}$ at $x = 1$. The number runs through three machines, and each slope is read at what *that* machine receives. The last machine, $1/t$, is $t^n$ with $n = -1$:
#
# | machine | receives | produces | its slope there |
# |---|---|---|---|
# | $3t + 1$ | $x = 1$ | $u = 4$ | $du/dx = 3$ |
# | $t^2$ | $u = 4$ | $v = 16$ | $dv/du = 2 \cdot 4 = 8$ |
# | $1/t$ | $v = 16$ | $y = 1/16$ | $dy/dv = -1/16^2 = -1/256$ |
#
# $$\frac{dy}{dx} = \frac{dy}{dv} \cdot \frac{dv}{du} \cdot \frac{du}{dx} = -\frac{1}{256} \cdot 8 \cdot 3 = -\frac{24}{256} = -0.09375$$
#| claims B3
#| $n = -1$  <-  same(lambda t: 1/t, lambda t: t**-1.0)
#| given  $y = \dfrac{1}{(3x+1)^2}$ at $x = 1$ ; $3t + 1$ ; $x = 1$ ; $t^2$ ; $1/t$
#| $u = 4$  <-  3*1 + 1
#| $du/dx = 3$  <-  slope(lambda t: 3*t+1, 1)
#| $v = 16$  <-  4**2
#| $dv/du = 2 \cdot 4 = 8$  <-  2, 4, slope(np.square, 4)
#| $y = 1/16$  <-  1, 4**2
#| $dy/dv = -1/16^2 = -1/256$  <-  -1, 4**2, 2, -1, 16**2
#| $$\frac{dy}{dx} = \frac{dy}{dv} \cdot \frac{dv}{du} \cdot \frac{du}{dx} = -\frac{1}{256} \cdot 8 \cdot 3 = -\frac{24}{256} = -0.09375$$
#|     <-  -24/256 == -0.09375 == -1/256*8*3 and abs(slope(lambda x: 1/(3*x+1)**2, 1) + 0.09375) < 1e-8

# %% [markdown]
# ### Your turn, with two blanks: $(3x^2 + 1)^3$ at $x = 2$
#
# The machines: square, then $3t + 1$, then cube.
#| given  $(3x^2 + 1)^3$ at $x = 2$ ; $3t + 1$

# %%
u = 2**2  # the square receives x = 2
v = 3 * u + 1
du_dx, dv_du = 2 * 2, 3
dy_dv = ...  # the slope of the cube: 3 times the square of what it receives
dy_dx = ...
### BEGIN ANSWER
dy_dv = 3 * v**2
dy_dx = dy_dv * dv_du * du_dx
### END ANSWER
confirm("dy_dv", dy_dv, hint="The cube receives v.")
confirm("dy_dx", dy_dx, hint="One factor for every machine.")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "rule_three",
    "the chain rule, twice",
    "Once to link square and line, once more to link that pair with the cube: 507 · 3 · 4 = 6084.",
    {
        "the chain rule, once": "Once links two machines. Here are three.",
        "the product rule": "The product rule is for two functions of x that are multiplied. "
        "Here each machine works on what the one before produced.",
    },
)
### END ANSWER
ask(
    "rule_three",
    "Which rule did your last line, the one for `dy_dx`, use?",
    ["the product rule", "the chain rule, once", "the chain rule, twice"],
)
#| 507 · 3 · 4 = 6084  <-  3*13**2, 3, 2*2, slope(lambda x: (3*x**2+1)**3, 2)

# %% [markdown]
# Without the rule you would multiply $(3x^2 + 1)^3$ out first and then take each slope: $162x^5 + 108x^3 + 18x$. At 2 that is 6084, too, with more work and no machine left in sight. And $e^{\sin(x^2)}$ cannot be multiplied out at all.
#| given  $(3x^2 + 1)^3$ ; $e^{\sin(x^2)}$
#| $162x^5 + 108x^3 + 18x$
#|     <-  same(lambda x: 162*x**5 + 108*x**3 + 18*x, lambda x: slope(lambda t: (3*t**2+1)**3, x))
#| At 2 that is 6084  <-  2, 162*2**5 + 108*2**3 + 18*2

# %% [markdown]
# ### Exercise 01.6 · d_triple (3 points)
#
# The exact derivative of $e^{\sin(x^2)}$: square, then sine, then exponential.
#| claims B3
#| given  $e^{\sin(x^2)}$


# %% answer d_triple
def d_triple(x):
    """Return the derivative of exp(sin(x²)) at x.

    x: float. Returns a float.

    Example: d_triple(1.0) gives one positive float.
    """
    ### BEGIN SOLUTION
    u = square(x)
    v = sin(u)
    return exp(v) * cos(u) * 2 * x
    ### END SOLUTION


# %% check d_triple

# %% [markdown]
# ## 5. Find the bug (5–8 minutes)
#
# Another learner differentiated $e^{\sin(x^2)}$ and got `claimed`. There is one slip in it, and it is a common one. Find it with your own tool: measure.
#| claims A3
#| given  $e^{\sin(x^2)}$


# %%
def claimed(x):
    return exp(sin(square(x))) * cos(square(x) * 2 * x)


def chain(x):
    return exp(sin(square(x)))


with waits_for("slope"):
    for x in (0.5, 1.3, 1.0):
        print(f"at {x}: claimed {claimed(x):.3f}, measured {slope(chain, x):.3f}")

# %% [markdown]
# At 0.5 the two agree, and at 1.3 nearly. At 1.0 not even the sign is right. One point proves little: compare at several.
#| At 0.5 the two agree  <-  abs(np.exp(np.sin(0.25))*np.cos(0.25*2*0.5) - d_triple(0.5)) < 1e-12
#| at 1.3 nearly  <-  abs(np.exp(np.sin(1.69))*np.cos(1.69*2.6) - d_triple(1.3)) < 0.02
#| At 1.0 not even the sign is right  <-  np.exp(np.sin(1))*np.cos(2) * d_triple(1) < 0

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "slip",
    "the inner slope got inside the cosine",
    "The cosine is the slope of the sine, and the sine receives x². The factor 2x belongs "
    "outside, as one of the three factors. At 0.5 nobody notices, because 2x is 1 there.",
    {
        "the exponential should be differentiated to something else": "The exponential is its "
        "own slope: that factor is fine.",
        "the slopes should be added": "Linked slopes multiply.",
    },
)
### END ANSWER
ask(
    "slip",
    "What went wrong in `claimed`?",
    [
        "the exponential should be differentiated to something else",
        "the inner slope got inside the cosine",
        "the slopes should be added",
    ],
)
#| given  x² ; 2x
#| At 0.5 nobody notices, because 2x is 1  <-  .5, 2, 2*.5

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "tell_them",
    "Your 2x slipped inside the cosine. The cosine is read at what the sine receives, and that "
    "is x². The slope of the square, 2x, is a factor of its own outside.",
)
### END ANSWER
explain("tell_them", "Tell the learner in one or two sentences what happened and how to mend it.")
#| given  2x ; x²


# %%
def mended(x):
    return ...  # the learner's line without the slip


### BEGIN ANSWER
def mended(x):
    return exp(sin(square(x))) * cos(square(x)) * 2 * x


### END ANSWER
confirm("mended_slope", mended(1.0), hint="See the measured slope at 1.0.")
#| given  1.0

# %% [markdown]
# ### In your own words
#
# The heart of this lesson in one sentence.

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "receives",
    "The outer machine never sees x: it receives u = g(x), so the slope that counts is the one "
    "it has there.",
)
### END ANSWER
explain(
    "receives",
    "Why is the outer slope not read at x? Use the word “receives”.",
    use_word="receives",
)

# %% [markdown]
# ## Exit ticket (3–5 minutes)
#
# Two black boxes, $g$ and $f$. Nobody knows their formulas, but each was measured at three places:
#
# | input of $g$ | $g$ gives | slope of $g$ there |
# |---|---|---|
# | 1 | 3 | 2 |
# | 2 | 5 | 1.5 |
# | 3 | 1 | −4 |
#
# | input of $f$ | slope of $f$ there |
# |---|---|
# | 1 | 0.5 |
# | 2 | 7 |
# | 3 | −1.5 |
#
# What is the slope of $f(g(x))$? Answer from the tables, without running anything.
#| claims B6
#| given  | 1 | 3 | 2 | ; | 2 | 5 | 1.5 | ; | 3 | 1 | −4 | ; | 1 | 0.5 | ; | 2 | 7 | ; | 3 | −1.5 |

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_1",
    "−3",
    "f receives g(1) = 3 and has the slope −1.5 there: −1.5 · 2 = −3.",
    {
        "1": "That is 0.5 · 2: the slope of f was read at x = 1, but f receives 3.",
        "0.5": "That is −1.5 + 2: linked slopes multiply.",
    },
)
### END ANSWER
ask("exit_1", "The slope of f(g(x)) at x = 1?", ["−3", "0.5", "1", "the tables do not say"])
#| given  f(g(x)) at x = 1 ; f receives g(1) = 3 ; the slope −1.5 there ; That is 0.5 · 2
#| given  at x = 1, but f receives 3 ; That is −1.5 + 2
#| −1.5 · 2 = −3  <-  -1.5, 2, -1.5*2
#| −3  <-  -1.5*2
#| 1  <-  0.5*2
#| 0.5  <-  -1.5+2

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_2",
    "the tables do not say",
    "f receives g(2) = 5, and nobody measured f at 5. Slopes of f at other places are of no use.",
    {
        "10.5": "That is 7 · 1.5: the slope of f was read at x = 2, but f receives 5.",
        "7.5": "That is 5 · 1.5: 5 is a value, and slopes multiply slopes.",
        "1.5": "That is the slope of g alone.",
    },
)
### END ANSWER
ask("exit_2", "The slope of f(g(x)) at x = 2?", ["1.5", "7.5", "10.5", "the tables do not say"])
#| given  f(g(x)) at x = 2 ; f receives g(2) = 5, and nobody measured f at 5 ; That is 7 · 1.5
#| given  at x = 2, but f receives 5 ; That is 5 · 1.5: 5 is a value ; 1.5
#| 10.5  <-  7*1.5
#| 7.5  <-  5*1.5

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_3",
    "−2",
    "f receives g(3) = 1 and has the slope 0.5 there: 0.5 · (−4) = −2.",
    {
        "6": "That is −1.5 · (−4): the slope of f was read at x = 3, but f receives 1.",
        "−3.5": "That is 0.5 + (−4): linked slopes multiply.",
    },
)
### END ANSWER
ask("exit_3", "The slope of f(g(x)) at x = 3?", ["−3.5", "−2", "6", "the tables do not say"])
#| given  f(g(x)) at x = 3 ; f receives g(3) = 1 ; the slope 0.5 there ; That is −1.5 · (−4)
#| given  at x = 3, but f receives 1 ; That is 0.5 + (−4)
#| 0.5 · (−4) = −2  <-  0.5, -4, 0.5*-4
#| −2  <-  0.5*-4
#| 6  <-  -1.5*-4
#| −3.5  <-  0.5-4

# %% [markdown]
# ## Summary card
#
# - **Composing:** in $f(g(x))$ the inner machine $g$ runs first. Composing is not multiplying.
# - **Measuring a slope:** the central difference with a step near $10^{-5}$. A smaller step is not always better: round-off wins in the end.
# - **A step:** move each knob against its slope, and the loss falls. Measuring all slopes takes two predictions per knob.
# - **Chain rule:** $\dfrac{dy}{dx} = \dfrac{dy}{du} \cdot \dfrac{du}{dx}$. Read the outer slope at $u$, the value that the outer machine receives.
# - **Longer chains:** one factor for every machine, each read at what that machine receives.
# - **Never trust a derivative** that you have not compared with a measured slope, at more than one point.
#
# **Next: 02 · [Nested machines](../02_nested_machines/02_nested_machines.ipynb).** Chains of any length, and a way to walk them backwards that gives all slopes in one sweep. That sweep is where backpropagation begins. Save this notebook (Ctrl+S), and press **Validate** in the toolbar to see all six checks at once.
#| claims A3 B6
#| given  $10^{-5}$
#| $\dfrac{dy}{dx} = \dfrac{dy}{du} \cdot \dfrac{du}{dx}$
#|     <-  same(lambda x: chain_rule(np.cos, np.square, lambda t: 2*t, x), lambda x: slope(sin_square, x))
