#| let knobs = nine_number_network()
#| let grid = four_points()[0]
#| let differ = four_points()[1]
#| let pulls = mlp_backward(knobs, grid, differ)  # the game's gradients, before any step
#| let cars = data.load_cars()
#| let x = (cars.weight_lb - cars.weight_lb.mean()) / cars.weight_lb.std()
#| let y = (cars.mpg - cars.mpg.mean()) / cars.mpg.std()
#| let slope_of_w = line_gradient(0, 0, x, y)[0]
#| let heavy = cars.weight_lb / 1000
#| let walk = line_descent(heavy, cars.mpg, 0.085, 100)
#| let steep = line_curvatures(heavy)
#| let floor = np.mean((np.polyval(np.polyfit(heavy, cars.mpg, 1), heavy) - cars.mpg)**2)
#| let digits = data.load_digits()
#| let read = lambda seed=0, epochs=20, kept=None, **how: digit_run(digits.pixels, digits.label,
#|     digits.is_test if kept is None else kept, seed=seed, epochs=epochs, **how).accuracy[epochs]
#| let mixed = [digit_run(digits.pixels, digits.label, digits.is_test, seed=s) for s in range(5)]
#| let span = lambda epoch: (min(run.accuracy[epoch] for run in mixed),
#|     max(run.accuracy[epoch] for run in mixed))
#| let strangers = [read(seed=s, kept=digits.in_last_fifth) for s in range(3)]
#| let stale = [read(seed=s, epochs=10, step=stale_step) for s in range(3)]

# %% [markdown]
# # Weight updates
#
# **You are here:** [00 predictions](../00_predictions/00_predictions.ipynb) → [01 the chain rule](../01_chain_rule/01_chain_rule.ipynb) → [02 nested machines](../02_nested_machines/02_nested_machines.ipynb) → [03 gas pedal](../03_gas_pedal/03_gas_pedal.ipynb) → [04 one neuron](../04_single_neuron/04_single_neuron.ipynb) → [05 layers](../05_layers/05_layers.ipynb) → **06 weight updates** → [07 deep networks](../07_deep_networks/07_deep_networks.ipynb) → [08 your own engine](../08_your_own_engine/08_your_own_engine.ipynb)
#
# You have every gradient of a network, from one sweep. Now you use them, again and again: find the gradients, take a step, find them anew, take the next.
#
# First you play the nine knobs of lesson 00 again, this time with gradients. Then your network learns to read handwriting, yours too.
#| claims A2 A19
#| given  lesson 00

# %% [markdown]
# | part | minutes | afterwards you can |
# |---|---|---|
# | Warm-up | 3–4 | recall routes, shapes and the way back |
# | 1. A reader that has learned nothing | 4–5 | say what an untrained network knows |
# | 2. The game, with arrows | 13–18 | move every number by its gradient |
# | 3. How long a step? | 14–18 | tell a step that is too long, and scale data |
# | 4. One training step | 9–13 | write a training step, and test it |
# | 5. A few rows at a time | 11–16 | cut data into mini-batches |
# | 6. Ten digits | 15–22 | train a network and measure how well it reads |
# | 7. Inside | 4–5 | look into a trained network |
# | 8. Is the gradient right? Is the number? | 6–9 | doubt a good result, and test it |
# | 9. Exit | 3–5 | work a step by hand |
#
# The first number is for quick readers, the second for careful ones. Two good places to stop are marked, and an appendix is for those with time left. You need lesson 05; what you have not written there is lent to you.
#
# Back after a break? Choose **Run > Run All Cells**: your answers come back. Until then, figures and questions say “Error displaying widget”.
#| given  lesson 05

# %%
import numpy as np
from chainrule import ask, bring, check, explain, predict, reveal, waits_for
from chainrule.data import load_digits
from chainrule.explorables import DescentLab, DigitReader, KnobDescent
from chainrule.pictures import show_digits

### BEGIN ANSWER
from chainrule.questions import answer

### END ANSWER

# %% tags=["varies"]
mlp_forward = bring("05_layers", "mlp_forward")
mlp_backward = bring("05_layers", "mlp_backward")

# %% [markdown]
# ## Warm-up: what do you still know? (3–4 minutes)
#
# From memory, please. The last cell asks again what you once got wrong although you were sure.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_two_routes",
    "−0.3",
    "Along a route one multiplies, between routes one adds: 0.2 + (−0.5) = −0.3.",
    {
        "−0.1": "That is the product. Factors on one route multiply; two routes are two ways.",
        "−0.5": "The weaker route counts as well.",
    },
)
### END ANSWER
ask(
    "warm_two_routes",
    "An input reaches the loss by two routes. Their products are 0.2 and −0.5. What is the "
    "gradient of the loss with respect to the input?",
    ["−0.1", "−0.3", "−0.5"],
)
#| given  products are 0.2 and −0.5
#| 0.2 + (−0.5) = −0.3  <-  .2, -.5, .2 - .5
#| −0.3  <-  .2 - .5
#| −0.1  <-  .2*-.5
#| −0.5  <-  min(.2, -.5)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_shape",
    "(64, 10)",
    "The shape of W itself: 64 inputs, 10 neurons. The 32 rows are added up on the way.",
    {
        "(32, 10)": "That is the shape of dZ: a row for every example.",
        "(10, 64)": "Close. W has a row for every input.",
    },
)
### END ANSWER
ask(
    "warm_shape",
    "A layer received X of shape (32, 64), and dZ has the shape (32, 10). Which shape has dW, the "
    "gradient of the loss with respect to W?",
    ["(32, 10)", "(64, 10)", "(10, 64)"],
)
#| given  (32, 64) ; shape (32, 10) ; (10, 64)
#| let shapes = linear_backward(np.ones((32, 10)), np.ones((32, 64)), np.ones((64, 10)))
#| (64, 10)  <-  shapes[1].shape
#| 64 inputs, 10 neurons. The 32 rows  <-  64, 10, 32
#| (32, 10)  <-  32, 10

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_row",
    "the row of W that belongs to it",
    "Forward a neuron collects a column of W; on the way back an input collects its row.",
    {
        "a column of W": "A column belongs to a neuron. It is what the neuron collects going "
        "forward.",
        "all of W": "Most of these weights lead from other inputs.",
    },
)
### END ANSWER
ask(
    "warm_row",
    "On the way back, which weights does one input of a layer collect?",
    ["a column of W", "the row of W that belongs to it", "all of W"],
)

# %%
from chainrule import again

again("05_layers")

# %% [markdown]
# ## 1. A reader that has learned nothing (4–5 minutes)
#
# Here are 1797 handwritten digits. Each is a square of 8 × 8 pixels, so 64 numbers from 0 (no ink) to 16.
#| 1797 handwritten digits  <-  len(digits)
#| 8 × 8 pixels, so 64 numbers  <-  8, 8, digits.pixels.shape[1]
#| from 0 (no ink) to 16  <-  digits.pixels.min(), digits.pixels.max()

# %%
digits = load_digits()
show_digits(digits.pixels[:20], digits.label[:20])

# %% [markdown]
# A network of the kind you know is to read them. It has 64 inputs, 32 hidden neurons, 10 outputs, one for each digit. The output with the largest activation is what the network says.
#
# That makes 2410 weights and biases. To begin with, the weights are small numbers drawn by chance, and the biases are 0.
#| claims A2
#| let untrained = init_mlp(64, 32, 10, np.random.default_rng(3))
#| given  biases are 0
#| has 64 inputs, 32 hidden neurons, 10 outputs
#|     <-  untrained['W1'].shape[0], untrained['W1'].shape[1], untrained['W2'].shape[1]
#| 2410 weights and biases  <-  sum(value.size for value in untrained.values())

# %%
rng = np.random.default_rng(3)
start = {
    "W1": rng.normal(0, np.sqrt(1 / 64), (64, 32)),
    "b1": np.zeros(32),
    "W2": rng.normal(0, np.sqrt(1 / 32), (32, 10)),
    "b2": np.zeros(10),
}

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "untrained",
    "about 1 in 10",
    "Some output is always the largest, and with ten of them chance alone is right about once in "
    "ten. A reader has to beat that.",
    {
        "never": "It cannot avoid being right now and then: it has to say one of ten digits.",
        "about 1 in 2": "That would be chance with two answers. Here there are ten.",
    },
    recall="A network is to tell ten digits apart. Its weights were drawn by chance, and it has "
    "learned nothing yet. How often is it right?",
)
### END ANSWER
predict(
    "untrained",
    "How often is this network right, with weights drawn by chance?",
    ["never", "about 1 in 10", "about 1 in 2"],
)
#| about 1 in 10  <-  1, round(1/np.mean([run.accuracy[0] for run in mixed]), -1)
#| given  about 1 in 2

# %% [markdown]
# Draw a digit on the pad, as large as it gets. What does the network say, and how sure is it? Draw a few more.

# %%
DigitReader({0: start}, controls=["pad"], after="untrained")
#| claims A2

# %%
said = mlp_forward(start, digits.pixels)[1].argmax(axis=1)
with waits_for(after="untrained"):
    print(f"right: {np.mean(said == digits.label):.0%}")
reveal("untrained")

# %% [markdown]
# At the end of part 6 the same 2410 numbers read digits. All that happens in between is that the numbers move, and each one finds its way by its gradient.
#| given  part 6 ; same 2410 numbers

# %% [markdown]
# ## 2. The game, with arrows (13–18 minutes)
#
# Begin small, with the nine knobs of lesson 00. Four points, a loss of 0.284, and the goal is a loss below 0.01. You turned the knobs by hand. What was missing was: which way, and how strongly does the loss answer?
#
# That is what a gradient says, for every number at once.
#| claims A13
#| given  lesson 00 ; below 0.01
#| loss of 0.284  <-  game_run(5.).losses[0]

# %% [markdown]
# ### Against the slope
#
# A positive gradient says: raise this number, and the loss rises. So lower it. A negative one says: raise it. Either way, go *against* the gradient.
#
# And how far? In proportion to the gradient, times a factor that you choose, the **learning rate** $\eta$ (“lr” in code). For every number $p$ of the network:
#
# $$p_\text{new} = p - \eta \cdot \frac{dL}{dp}$$
#
# With $p = 3$, the gradient 2 and the learning rate 0.05, the change is $-0.05 \cdot 2 = -0.1$, and $p$ becomes 2.9. With the gradient −4 it becomes 3.2.
#
# The learning rate is no slope. It belongs to nobody's derivative; it says how far you dare to go.
#| claims A13 A19 A20
#| given  With $p = 3$, the gradient 2 and the learning rate 0.05 ; gradient −4
#| $$p_\text{new} = p - \eta \cdot \frac{dL}{dp}$$
#|     <-  np.allclose(sgd_step({'p': np.array([3.])}, {'p': np.array([7.])}, .1)['p'], 3 - .1*7)
#| $-0.05 \cdot 2 = -0.1$, and $p$ becomes 2.9  <-  -.05, 2, -.05*2, 3 - .05*2
#| becomes 3.2  <-  3 + .05*4

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "one_change",
    "−0.2",
    "0.1 · 2 is the length; the gradient is positive, so the step goes down.",
    {
        "+0.2": "Raise it, and the loss rises: that is what a positive gradient says.",
        "−2": "That is the whole gradient. The learning rate shortens it.",
    },
)
### END ANSWER
ask(
    "one_change",
    "The gradient of the loss with respect to a weight is +2, and the learning rate is 0.1. By how "
    "much does the weight change in one step?",
    ["+0.2", "−0.2", "−2"],
)
#| claims A19
#| given  is +2, and the learning rate is 0.1 ; −2
#| 0.1 · 2  <-  .1, 2
#| −0.2  <-  -.1*2
#| +0.2  <-  .1*2

# %% [markdown]
# ### Exercise 06.1 · sgd_step (2 points)
#
# One step for a whole network. Parameters and gradients come as two dicts with the same names.
#| claims A19


# %% answer sgd_step
#| claims A19
def sgd_step(params, grads, lr):
    """Return the parameters after one step against the gradient.

    params, grads: dicts of arrays with the same names and shapes, such as
    W1, b1, W2, b2, or any others: {"w": …, "b": …}. The step is taken for
    every name.
    lr: the learning rate, a float.
    Returns a new dict with new arrays; params and grads stay as they are.

    Example: {"w": np.array([0.5, 2.0])} with the gradients
    {"w": np.array([2.0, -1.0])} and lr 0.1 gives {"w": array([0.3, 2.1])}.
    """
    ### BEGIN SOLUTION
    return {name: params[name] - lr * grads[name] for name in params}
    ### END SOLUTION


# %% check sgd_step

# %% [markdown]
# ### The four points, and your own step
#
# A **training step** is: find all gradients, then move every number. The cell below puts your two functions together: the gradients come from lesson 05, the step from the exercise above.
#| claims A19
#| given  lesson 05

# %%
X_game = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
Y_game = np.array([[0], [1], [1], [0.0]])


def my_step(params, lr):
    return sgd_step(params, mlp_backward(params, X_game, Y_game), lr)


# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "game_steps",
    "about 200",
    "219. Each of them is small; together they reach what is hard to reach by hand.",
    {
        "about 20": "It would be, if the landscape sloped evenly. For most of the way it is almost "
        "flat.",
        "about 20 000": "The steps find the way themselves, so they need far fewer.",
    },
    recall="The game of lesson 00 starts at a loss of 0.284. With a learning rate of 5, how many "
    "training steps until the loss is below 0.01?",
)
### END ANSWER
predict(
    "game_steps",
    "The game starts at a loss of 0.284. With a learning rate of 5, how many training steps until "
    "the loss is below 0.01?",
    ["about 20", "about 200", "about 20 000"],
)
#| given  about 20 ; about 20 000 ; learning rate of 5 ; below 0.01
#| loss of 0.284  <-  game_run(5.).losses[0]
#| 219  <-  game_run(5.).steps
#| about 200  <-  round(game_run(5.).steps, -2)

# %% [markdown]
# Every knob has an arrow now: the way its next step goes, and how far compared with the others.
#
# 1. Before any step: which arrow is the longest?
# 2. Press **Step** (or s) a few times, then **Run** (or r).
# 3. Choose *Start again*, tick *step with the gradient*, and run. Watch the loss.

# %%
KnobDescent(my_step, controls=["gradients", "direction"], after="game_steps")
#| claims A2 A13 A20

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("game_steps")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "longest_arrow",
    "the bias of the output",
    "It sits next to the loss. The gradients of the first-layer weights are more than ten times "
    "smaller; why they shrink on the way back is lesson 07.",
    {
        "a weight into hidden 1": "Start again, and compare the orange numbers.",
        "a weight into the output": "Close, but one number is nearer still to the loss.",
    },
)
### END ANSWER
ask(
    "longest_arrow",
    "Before any step, which knob has the longest arrow?",
    ["a weight into hidden 1", "a weight into the output", "the bias of the output"],
)
#| claims A13
#| given  hidden 1 ; lesson 07
#| more than ten times  <-  pulls['b2'][0] > 10*abs(pulls['W1']).max()

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "two_arrows",
    "neither: they ask for different examples",
    "Lesson 05 looked at one example, and it wants a larger output. Here the gradient is the mean "
    "over four, and two of those want a smaller one.",
    {
        "lesson 05": "Its sign was checked by a nudge.",
        "the game": "Its step goes against a positive gradient, so down. That is right.",
    },
)
### END ANSWER
ask(
    "two_arrows",
    "Lesson 05 sent the bias of the output up: its gradient was −0.165. Here the same bias, with "
    "the same nine numbers, has the gradient +0.080 and goes down. Which one is wrong?",
    ["lesson 05", "the game", "neither: they ask for different examples"],
)
#| claims A13
#| given  Lesson 05 ; lesson 05
#| −0.165  <-  mlp_backward(knobs, nine_number_example()[0][None], nine_number_example()[1][None])['b2'][0]
#| +0.080  <-  pulls['b2'][0]

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "uphill",
    "it climbs: a step along the gradient goes up",
    "The gradient points to where the loss rises. Against it the same steps go down.",
    {
        "it falls, but more slowly": "Start again with the switch on, and look at the first ten "
        "steps.",
        "it stays where it is": "The knobs do move. Which way does the loss go?",
    },
)
### END ANSWER
ask(
    "uphill",
    "What does the loss do with *step with the gradient*?",
    [
        "it falls, but more slowly",
        "it stays where it is",
        "it climbs: a step along the gradient goes up",
    ],
)
#| claims A20

# %% [markdown]
# ### Honestly counted
#
# Your steps beat a person at the knobs. Do they beat blind trying by a computer? Count forward passes. A sweep back costs about as much as two of them, so a training step costs three.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "price_of_the_game",
    657,
    "219 steps, and each costs three: 3 · 219 = 657.",
    {"219": "So many steps. Each of them goes forward and back."},
)
### END ANSWER
ask(
    "price_of_the_game",
    "How many forward passes did your way to a loss below 0.01 cost, with the learning rate 5?",
)
#| given  below 0.01 ; learning rate 5
#| 657  <-  3*game_run(5.).steps
#| 219 steps, and  <-  game_run(5.).steps
#| 3 · 219 = 657  <-  3, game_run(5.).steps, 3*game_run(5.).steps
#| 219  <-  game_run(5.).steps

# %% [markdown]
# A program that turns all nine knobs by chance, and keeps what helps, needs about 260 to 410 tries, depending on how far it turns them. A try costs one forward pass. And it may never arrive: 8 to 12 of 31 runs did not. So with nine numbers blind trying is no worse. With 2410? Keep the question; lesson 07 runs that race.
#| let blind = {size: [blind_run(size, seed).steps for seed in range(31)] for size in (.2, .7, 1.)}
#| let arrived = [np.median([n for n in runs if n]) for runs in blind.values()]
#| let lost = [sum(n is None for n in runs) for runs in blind.values()]
#| given  lesson 07 ; With 2410
#| 260 to 410 tries  <-  np.floor(min(arrived)/10)*10, np.floor(max(arrived)/10)*10
#| 8 to 12 of 31 runs  <-  min(lost), max(lost), 31

# %% [markdown]
# ## 3. How long a step? (14–18 minutes)
#
# To *see* a loss, take one with two numbers only. Here $x$ is the weight of a car, and the target $y$ is how many miles it goes on a gallon, for 392 cars. One neuron without its bend predicts $w \cdot x + b$. The loss is the mean over the cars of $(w \cdot x + b - y)^2$: a landscape over $w$ and $b$.
#
# Both columns are counted from their mean, in steps of their own *spread*: how far the cars usually lie from the mean (`np.std`).
#| 392 cars  <-  len(cars)
#| $(w \cdot x + b - y)^2$
#|     <-  abs(line_loss(.3, .2, x, y) - np.mean((.3*x + .2 - y)**2)) < 1e-12
#| given  predicts $w \cdot x + b$

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "lr_ten",
    "it never settles",
    "Each step leaps over the lowest place and lands just as high on the other side, for ever.",
    {
        "it falls ten times as fast": "A longer step helps as long as it does not leap over the "
        "lowest place.",
        "it falls as fast as before": "The steps are ten times as long, so the walk is another.",
    },
    recall="A straight line is fitted to 392 cars, with both numbers standardized. With the "
    "learning rate 0.1 the loss falls smoothly. What does it do with 1.0?",
)
### END ANSWER
predict(
    "lr_ten",
    "With the learning rate 0.1 the loss falls smoothly. What does it do with 1.0?",
    ["it falls as fast as before", "it falls ten times as fast", "it never settles"],
)
#| claims A20
#| given  rate 0.1 ; with 1.0 ; 392 cars
#| it never settles  <-  np.allclose(
#|     [line_loss(*place, x, y) for place in line_descent(x, y, 1.0, 20)], 1)

# %% [markdown]
# 1. Press **50 steps**. Then drag the learning rate slowly to 1.0, and beyond: the whole walk follows.
# 2. Choose *Back to the start*. Which learning rate brings the walk down in *one* step?
#| given  **50 steps** ; to 1.0

# %%
DescentLab(controls=["lr", "steps"], after="lr_ten")
#| claims A20

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("lr_ten")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "one_jump",
    "0.5",
    "Half of the learning rate that leaps to the other side at the same height: it stops in the "
    "middle, where the loss is lowest.",
    {
        "0.1": "It goes the right way, but a fifth of the way.",
        "0.9": "It leaps over, and comes back in ever shorter leaps.",
        "1.1": "With this one every step lands higher than the one before.",
    },
)
### END ANSWER
ask(
    "one_jump",
    "Which learning rate lands at the lowest loss in a single step?",
    ["0.1", "0.5", "0.9", "1.1"],
)
#| given  0.1 ; 0.9 ; 1.1
#| 0.5  <-  1/line_curvatures(x)[1]
#| a fifth of the way  <-  abs(.1*line_curvatures(x)[1] - 1/5) < 1e-9

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "own_units",
    "no, it is still far away",
    "After 100 steps the loss is 33, and 18.7 would be the lowest. Across, the valley is 154 times "
    "as steep as along. Across, a longer step would leap; along, this one hardly moves.",
    {
        "yes, long ago": "It is down in the valley soon. The lowest place of the valley is far "
        "along.",
        "yes, just about": "Look at where the walk stands after 100 steps, and where the cross is.",
    },
    recall="A straight line is to tell the miles a gallon of 392 cars from their weight, in "
    "units of 1000 lb. A learning rate above 0.095 climbs, so take 0.085, nearly as long as it "
    "may be. Has the walk arrived after 100 steps?",
)
### END ANSWER
predict(
    "own_units",
    "The same cars in their own units, 1000 lb and miles a gallon. A learning rate above 0.095 "
    "climbs, so take 0.085, nearly as long as it may be. Has the walk arrived after 100 steps?",
    ["yes, long ago", "yes, just about", "no, it is still far away"],
)
#| given  1000 lb ; 392 cars ; take 0.085 ; after 100 steps ; After 100 steps
#| above 0.095 climbs  <-  2/steep[1]
#| the loss is 33  <-  line_loss(*walk[-1], heavy, cars.mpg)
#| 18.7 would be  <-  floor
#| 154 times as steep  <-  steep[1]/steep[0]

# %% [markdown]
# Press **50 steps** twice, and look where the walk goes. Then try a slightly longer step.
#| given  **50 steps**

# %%
DescentLab(units="own", lr=0.085, controls=["lr", "steps"], after="own_units")

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("own_units")

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "valley",
    "Across the valley the slope is steep, and a long step leaps over. Along it the slope is "
    "small, and a short step creeps. There is one learning rate for both, so the steep direction "
    "decides. Measured in spreads, both directions are equally steep: the valley is a bowl.",
)
### END ANSWER
explain(
    "valley",
    "A long valley: what learning rate would you like across it, and what along it? Use the word "
    "“steep”.",
    use_word="steep",
)

# %% [markdown]
# ### One ruler for both tables
#
# So before training, every column of the data is moved to mean 0 and scaled to spread 1. That made the valley into the bowl of the first figure.
#
# A column of training rows: 1, 2, 6. Its mean is 3. Its spread is $\sqrt{(4 + 1 + 9)/3} = 2.16$. It becomes −0.93, −0.46, 1.39.
#
# Later a new row comes with 9. Use the *same* ruler: $(9 - 3)/2.16 = 2.78$. A mean of its own would need other new rows, and would change with them.
#| let ruled = standardize(np.array([[1.], [2.], [6.]]), np.array([[9.]]))
#| given  to mean 0 and scaled to spread 1 ; rows: 1, 2, 6 ; with 9
#| mean is 3  <-  np.mean([1, 2, 6])
#| $\sqrt{(4 + 1 + 9)/3} = 2.16$  <-  (1-3)**2, (2-3)**2, (6-3)**2, 3, np.std([1, 2, 6])
#| −0.93, −0.46, 1.39  <-  ruled[0]
#| $(9 - 3)/2.16 = 2.78$  <-  9, 3, np.std([1, 2, 6]), ruled[1]

# %% [markdown]
# ### Exercise 06.2 · standardize (2 points)
#
# Scale two tables with the ruler of the first. Beware of a column that never changes, such as the corner of a picture that nobody ever inks: its spread is 0.
#| given  spread is 0


# %% answer standardize
def standardize(X_train, X_other):
    """Return both tables, each column moved and scaled by the training rows.

    X_train: array (N, D), X_other: array (M, D). For each column: take the
    mean and the spread (np.std) of X_train, and use them for both tables.
    A column that never changes becomes 0, in both tables; how you avoid
    dividing by 0 is up to you, as long as no other column changes by it.
    The tables that come in stay as they are.
    Returns two arrays, A (N, D) and B (M, D), in this order.

    Example: the training column 1, 3, 5 becomes −1.2247, 0, 1.2247.
    """
    ### BEGIN SOLUTION
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0)
    spread = np.where(spread == 0, 1, spread)
    return (X_train - mean) / spread, (X_other - mean) / spread
    ### END SOLUTION


# %% check standardize

# %% [markdown]
# > **Good place to stop.** You can take a step, and you know how long it may be. When you come back, choose **Run > Run All Cells**; your answers are still there.

# %% [markdown]
# ## 4. One training step (9–13 minutes)
#
# ### Three things in order
#
# A training step finds the loss, then all gradients, then moves. All three use the *old* numbers. Nothing moves until the last gradient is there.
#
# In the landscape of the cars, from $w = 0$ and $b = 0$, with the learning rate 0.1:
#
# | what | value | found at |
# |---|---|---|
# | loss | 1.000 | the old numbers |
# | gradients of the loss with respect to $w$ and $b$ | 1.664 and 0 | the old numbers |
# | new $w$ and $b$ | −0.166 and 0 | |
#
# The step reports the loss 1.000. The loss at the new place, 0.751, is the next step's business.
#| claims A19
#| given  from $w = 0$ and $b = 0$, with the learning rate 0.1
#| loss | 1.000  <-  line_loss(0, 0, x, y)
#| 1.664 and 0  <-  slope_of_w, round(line_gradient(0, 0, x, y)[1], 12)
#| −0.166 and 0  <-  -.1*slope_of_w, 0
#| reports the loss 1.000  <-  line_loss(0, 0, x, y)
#| new place, 0.751  <-  line_loss(-.1*slope_of_w, 0, x, y)

# %% [markdown]
# A network's loss is, as in lesson 05, the mean over the rows of the sum over the outputs:
#| given  lesson 05


# %%
def mlp_loss(params, X, Y):
    A2 = mlp_forward(params, X)[1]
    return float(np.sum((A2 - Y) ** 2) / len(X))


# %% [markdown]
# ### Exercise 06.3 · train_step (3 points)
#
# One training step of a network, from what you have: `mlp_loss`, `mlp_backward`, and your `sgd_step`. The loss is the one above, a mean over the rows of the sum over the outputs.
#| claims A19


# %% answer train_step
#| claims A19
def train_step(params, X, Y, lr):
    """Return the parameters after one training step, and the loss before it.

    params: dict with W1, b1, W2, b2; X: array (N, D), Y: array (N, K).
    The loss (mlp_loss) is a mean over rows of the sum over outputs.
    All gradients are taken at the old parameters, before anything moves;
    then one step of lr is taken, as long as lr says.
    params, X and Y stay as they are: return new params.
    Returns new_params (a dict) and loss (a float), in this order.

    Example: new_params, loss = train_step(params, X, Y, 0.5)
    """
    ### BEGIN SOLUTION
    loss = mlp_loss(params, X, Y)
    grads = mlp_backward(params, X, Y)
    return sgd_step(params, grads, lr), loss
    ### END SOLUTION


# %% check train_step

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "which_part",
    "the step with sgd_step",
    "Backpropagation finds the gradients and moves nothing. What uses them is called the "
    "optimizer; this one is gradient descent.",
    {
        "mlp_backward": "It finds the gradients. After it every number is where it was.",
        "mlp_loss": "It measures. Nothing moves.",
    },
)
### END ANSWER
ask(
    "which_part",
    "In your training step, which part is the optimizer: the one that uses the gradients?",
    ["mlp_loss", "mlp_backward", "the step with sgd_step"],
)
#| claims A19

# %% [markdown]
# ## 5. A few rows at a time (11–16 minutes)
#
# A gradient over all rows is the mean of what each row wants. A few rows drawn by chance want nearly the same, and cost far less.
#
# The extreme is one single row a step. In the landscape of the cars: one car, one step, then the next car.
#| claims A20

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "noise",
    "at many steps it rises, but on the whole it goes down",
    "A single car pulls the line towards itself, whatever the others want. What all cars have in "
    "common adds up, and the rest cancels out.",
    {
        "it falls at every step": "It does when all cars have their say. One car alone may pull "
        "the wrong way.",
        "it goes nowhere": "Every car knows a little of the truth, and they agree on most of it.",
    },
    recall="A straight line is fitted to 392 cars by steps from one car at a time, with the "
    "learning rate 0.03. What does the loss over all 392 cars do?",
)
### END ANSWER
predict(
    "noise",
    "Steps from one car at a time, with the learning rate 0.03. What does the loss over all 392 cars do?",
    [
        "it falls at every step",
        "at many steps it rises, but on the whole it goes down",
        "it goes nowhere",
    ],
)
#| claims A20
#| given  rate 0.03 ; to 392 cars ; all 392 cars

# %% [markdown]
# Press **50 steps**. Then choose 8, 64 and all 392 cars a step. What changes?
#| given  **50 steps** ; choose 8, 64 and all 392

# %%
DescentLab(batch=1, lr=0.03, controls=["steps", "batch"], after="noise")
#| claims A20

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("noise")

# %% [markdown]
# ### Every row once
#
# The usual way lies between: **mini-batches**. Draw *one* order of all rows and cut it into pieces. When every row has had its turn, an **epoch** is over, and a new order is drawn.
#
# Ten rows in batches of 4. A drawn order is 7 2 9 0 5 1 8 3 6 4, so the batches are
#
# $$(7,\, 2,\, 9,\, 0) \qquad (5,\, 1,\, 8,\, 3) \qquad (6,\, 4)$$
#
# The last one holds what is left. With row 7 of X goes row 7 of Y: a picture keeps its own target.
#| let order = [7, 2, 9, 0, 5, 1, 8, 3, 6, 4]
#| given  batches of 4 ; row 7 of X goes row 7 of Y
#| order is 7 2 9 0 5 1 8 3 6 4  <-  order if sorted(order) == list(range(10)) else None
#| $$(7,\, 2,\, 9,\, 0) \qquad (5,\, 1,\, 8,\, 3) \qquad (6,\, 4)$$
#|     <-  [*order[0:4], *order[4:8], *order[8:12]]

# %% [markdown]
# ### Exercise 06.4 · minibatches (3 points)
#
# Make the batches of one epoch. numpy's generator draws an order: `rng.permutation(10)` gives the numbers 0 to 9, shuffled, and `X[[7, 2]]` takes two rows of an array.
#| given  `rng.permutation(10)` ; 0 to 9 ; `X[[7, 2]]`


# %% answer minibatches
def minibatches(X, Y, batch_size, rng):
    """Return the batches of one epoch, each a pair (X_batch, Y_batch).

    X: array (N, D), Y: array (N, K); row n of Y belongs to row n of X.
    Every row comes once, in an order drawn from rng (numpy's generator;
    rng.permutation, rng.shuffle or another of its methods), rows of X and Y
    together.
    Each batch has batch_size rows; the last one has what is left.
    X and Y themselves stay in their order.
    Returns a list of pairs, or yields them one after the other.

    Example: ten rows in batches of four make batches of 4, 4 and 2 rows.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], Y[rows]
    ### END SOLUTION


# %% check minibatches

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "steps_an_epoch",
    45,
    "44 batches of 32 are 1408 rows. The 29 that are left make one more.",
)
### END ANSWER
ask(
    "steps_an_epoch",
    "1437 rows are cut into batches of 32. How many training steps make an epoch?",
)
#| given  batches of 32
#| 1437 rows  <-  np.sum(~digits.is_test)
#| 45  <-  -(-1437//32)
#| 44 batches of 32 are 1408 rows. The 29  <-  1437//32, 32, 44*32, 1437 - 44*32

# %% [markdown]
# ## 6. Ten digits (15–22 minutes)
#
# Back to the handwriting. Every fifth digit of the file is kept for testing: 360 of them. The network never learns from these. The other 1437 are for training, and the ruler for scaling comes from them alone.
#
# Ten outputs need ten targets. For a 3, the target row is 1 at place 3 and 0 at the others:
#
# $$(0,\, 0,\, 0,\, 1,\, 0,\, 0,\, 0,\, 0,\, 0,\, 0)$$
#
# With such rows the loss adds up ten squared gaps for each picture.
#| claims A2
#| given  For a 3
#| 360 of them  <-  np.sum(digits.is_test)
#| other 1437  <-  np.sum(~digits.is_test)
#| 1 at place 3 and 0 at the others  <-  one_hot([3], 10)[0, 3], 3, one_hot([3], 10)[0, 4]
#| $$(0,\, 0,\, 0,\, 1,\, 0,\, 0,\, 0,\, 0,\, 0,\, 0)$$  <-  one_hot([3], 10)

# %%
test = digits.is_test
ink_train, ink_test = digits.pixels[~test], digits.pixels[test]
Y_train, labels_test = np.eye(10)[digits.label[~test]], digits.label[test]

with waits_for("standardize"):
    X_train, X_test = standardize(ink_train, ink_test)
    print("rows for training and for testing:", len(X_train), len(X_test))
    print("the target row of a", digits.label[3], "is", Y_train[2].astype(int))

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "always_a_tenth",
    0.9,
    "Nine gaps of 0.1 and one of 0.9: 9 · 0.01 + 0.81 = 0.9. Remember it: a network whose loss "
    "stays near 0.9 has learned nothing about the pictures.",
)
### END ANSWER
ask(
    "always_a_tenth",
    "A network says 0.1 at all ten outputs, for whatever picture. What is its loss?",
)
#| given  says 0.1
#| 9 · 0.01 + 0.81 = 0.9  <-  9, .1**2, .9**2, np.sum((.1 - one_hot([3], 10))**2)
#| 0.9  <-  np.sum((.1 - one_hot([3], 10))**2)
#| gaps of 0.1 and one of 0.9  <-  .1, 1 - .1

# %% [markdown]
# ### The largest output wins
#
# The loss is for the gradients. People want to know how many are read right. Take three rows of outputs, for a problem with three classes:
#
# | outputs | largest at | label | right? |
# |---|---|---|---|
# | (0.1, 0.7, 0.3) | 1 | 1 | yes |
# | (0.4, 0.2, 0.3) | 0 | 0 | yes, even below a half |
# | (0.2, 0.8, 0.9) | 2 | 1 | no |
#
# Two of three are right: the **accuracy** is $2/3 \approx 0.67$.
#| let three = np.array([[.1, .7, .3], [.4, .2, .3], [.2, .8, .9]])
#| (0.1, 0.7, 0.3) | 1 | 1  <-  *three[0], np.argmax(three[0]), 1
#| (0.4, 0.2, 0.3) | 0 | 0  <-  *three[1], np.argmax(three[1]), 0
#| (0.2, 0.8, 0.9) | 2 | 1  <-  *three[2], np.argmax(three[2]), 1
#| $2/3 \approx 0.67$  <-  2, 3, accuracy(three, np.array([1, 0, 1]))

# %% [markdown]
# ### Exercise 06.5 · accuracy (1 point)
#
# The share of rows that are read right.


# %% answer accuracy
def accuracy(A2, labels):
    """Return the share of rows whose largest output stands at the label.

    A2: array (N, K) of outputs; labels: array (N,) of whole numbers 0 … K − 1.
    Both stay as they are.
    The largest output wins, even if it is below a half. Where two outputs
    of a row are level, the first one counts.
    Returns a float between 0 and 1.

    Example: A2 = [[0.1, 0.4, 0.3], [0.2, 0.6, 0.7]] and labels = [1, 0] give 0.5.
    """
    ### BEGIN SOLUTION
    return float(np.mean(A2.argmax(axis=1) == labels))
    ### END SOLUTION


# %% check accuracy

# %% [markdown]
# ### Epoch after epoch
#
# Training is two loops, one inside the other. The outer one counts epochs. The inner one goes through the batches of this epoch, drawn anew, one training step each. Every step starts from the numbers that the step before has left.
#
# For 3 epochs of ten rows in batches of 4 that makes $3 \cdot 3 = 9$ steps, but only 3 entries in the history: the loss over all rows, once after each epoch.
#| claims A19 A20
#| given  For 3 epochs ; batches of 4
#| $3 \cdot 3 = 9$ steps, but only 3 entries  <-  3, -(-10//4), 3*-(-10//4), 3

# %% [markdown]
# ### Exercise 06.6 · train (4 points)
#
# The whole training, from your `minibatches` and `train_step`, with `mlp_loss` for the history.
#| claims A19


# %% answer train
#| claims A19 A20
def train(params, X, Y, epochs, lr, batch_size, rng):
    """Train a network, and return its parameters and the history of its loss.

    params: dict to start from; X: array (N, D), Y: array (N, K). All three
    stay as they are.
    In each of the epochs: get the batches from
    minibatches(X, Y, batch_size, rng), take one
    train_step(params, X_batch, Y_batch, lr) for every batch, each from
    the parameters that the one before returned,
    then note mlp_loss(params, X, Y), the loss over all rows.
    All epochs are run, and the last parameters count, not the best.
    Returns params (a dict) and history (a list of floats, one for each epoch).

    Example: params, history = train(params, X, Y, 20, 1.0, 32, rng)
    """
    ### BEGIN SOLUTION
    history = []
    for _ in range(epochs):
        for X_batch, Y_batch in minibatches(X, Y, batch_size, rng):
            params, _ = train_step(params, X_batch, Y_batch, lr)
        history.append(mlp_loss(params, X, Y))
    return params, history
    ### END SOLUTION


# %% check train

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "first_epoch",
    "about 75 %",
    "One look at every picture, 45 steps, and it reads 70 to 79 % of pictures that it has never "
    "seen.",
    {
        "about 25 %": "Better than chance, but 45 steps do more than that.",
        "about 50 %": "Good guess. The first steps are the ones that win most.",
        "about 95 %": "It gets there, but not within one epoch.",
    },
    recall="A network of 2410 numbers learns to read digits, with the learning rate 1 and "
    "batches of 32. How many of the test digits are read right after *one* epoch?",
)
### END ANSWER
predict(
    "first_epoch",
    "The 2410 numbers, learning rate 1, batches of 32. How many of the test digits are read right "
    "after *one* epoch?",
    ["about 25 %", "about 50 %", "about 75 %", "about 95 %"],
)
#| claims A20
#| given  about 25 % ; about 50 % ; about 95 % ; The 2410 numbers, learning rate 1, batches of 32
#| given  network of 2410 numbers ; learning rate 1 and batches of 32
#| about 75 %  <-  100*np.round(np.mean(span(1))/.05)*.05
#| 45 steps, and it reads 70 to 79 %
#|     <-  (45, 70, 79) if .70 <= span(1)[0] and span(1)[1] < .795 else None
#| but 45 steps  <-  -(-1437//32)

# %%
from chainrule.snapshots import keep_snapshots

kept = {0: start}

with waits_for("X_train", "train", "accuracy", after="first_epoch"):
    rng = np.random.default_rng(1)

    def go_on(params, epochs):
        return train(params, X_train, Y_train, epochs, 1.0, 32, rng)

    kept = keep_snapshots(go_on, start, [1, 2, 3, 5, 10, 20])
    trained = kept[20]
    for epoch, params in kept.items():
        right = accuracy(mlp_forward(params, X_test)[1], labels_test)
        print(f"after {epoch:2} epochs: {right:.0%} of the test digits")
    print("target of 95 % reached:", right >= 0.95)
reveal("first_epoch")
#| claims A2 A20

# %% [markdown]
# From chance to 96 or 97 %, in a few seconds, and no line of the program knows what a 7 looks like.
#
# The small batches did it. With all 1437 rows in each step, five epochs are five steps, and they bring it to about 36 %. Five epochs in batches of 32 bring it to 93 % or more.
#
# Does the hidden layer earn its place? Without it, the ten output neurons alone reach about 95 %.
#| claims A2
#| given  a 7
#| 96 or 97 %  <-  np.round(100*span(20)[0]), np.round(100*span(20)[1])
#| all 1437 rows  <-  np.sum(~digits.is_test)
#| about 36 %  <-  100*np.mean([read(seed=s, epochs=5, batch_size=1437) for s in range(4)])
#| batches of 32 bring it to 93 %  <-  32, np.floor(100*span(5)[0])
#| reach about 95 %  <-  100*read(hidden=0)

# %% [markdown]
# > **Good place to stop.** Your network reads. What is left: what it looks at, and how far you may trust it. When you come back, choose **Run > Run All Cells**.

# %% [markdown]
# ## 7. Inside (4–5 minutes)
#
# Each of the 32 hidden neurons has 64 weights, one for every pixel. Put them back into the square, and you see which ink raises its $z$ (blue) and which lowers it (orange).
#
# The pixel in the top left corner has never been inked, in any training picture. Scaled, it is 0 in every row. But it has its weights like every other pixel, one into each hidden neuron.
#| 32 hidden neurons has 64 weights  <-  untrained['W1'].shape[::-1]
#| it is 0 in every row  <-  abs(standardize(digits.pixels[~digits.is_test], digits.pixels)[0][:, 0]).max()

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "inside",
    "not at all: they are still what chance made them",
    "The last factor of their gradients is the input, and this input is 0 in every row. So the "
    "gradient is 0, and no step ever moves them. Where there is ink, the weights moved.",
    {
        "they went to 0, since the pixel is useless": "A weight goes only where its gradient "
        "sends it. What is the last factor of this one?",
        "they changed like the weights of other pixels": "They would, if this pixel ever had "
        "something to say.",
    },
    recall="In the pictures of digits, a corner pixel is never inked. How have its 32 weights in "
    "a network of 2410 numbers changed, after 20 epochs of training?",
)
### END ANSWER
predict(
    "inside",
    "How have the 32 weights of this corner pixel changed, after 20 epochs of training?",
    [
        "they changed like the weights of other pixels",
        "not at all: they are still what chance made them",
        "they went to 0, since the pixel is useless",
    ],
)
#| given  32 weights ; after 20 epochs ; went to 0 ; network of 2410 numbers
#| input is 0 in every row. So the gradient is 0
#|     <-  0, abs(mlp_backward(untrained, np.array([[0.] + 63*[1.]]), one_hot([3], 10))['W1'][0]).max()

# %%
scale, missed = (ink_train.mean(axis=0), ink_train.std(axis=0)), None

with waits_for("trained"):
    said = mlp_forward(trained, X_test)[1].argmax(axis=1)
    wrong = said != labels_test
    missed = ink_test[wrong], labels_test[wrong], said[wrong]

# %% [markdown]
# 1. Draw digits: large, in the middle, with a thick line. How many of ten does your network read?
# 2. Load digits that it misses. Would you have read them?
# 3. Go through the epochs, and watch the weights.

# %%
DigitReader(kept, scale, missed, after="inside")
#| claims A2

# %%
with waits_for("trained", after="inside"):
    change = np.abs(trained["W1"] - start["W1"]).mean(axis=1).reshape(8, 8)
    print("how far the weights moved, mean of 32, for each pixel:")
    print(np.round(change, 1))
reveal("inside")

# %% [markdown]
# Did you look for little digits among the pictures? A hidden neuron need not stand for anything that has a name. Much of what you see is still the chance of the start. Patches of one colour are what training made of it.

# %% [markdown]
# ## 8. Is the gradient right? Is the number? (6–9 minutes)
#
# What your network reads, it really reads. Now break the gradient on purpose, and see what is left of it.
#
# The slip is an old one; three public programs had it. On the way back the program moves W2 first. Then it sends $\delta$ back through the *new* W2, which it should not: all gradients belong to the old numbers.

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "stale",
    "as good as the right one",
    "Both are near 96 %. The direction is a little wrong, and that is enough to learn. So a good "
    "accuracy does not prove a gradient.",
    {
        "near chance": "The slip is small: one step moves W2 only a little.",
        "clearly worse": "So one would hope! It would make such slips easy to find.",
    },
    recall="A program trains the digit reader for 10 epochs, but sends the signal back through "
    "the *new* weights W2. How many test digits does it read, compared with the right gradient?",
)
### END ANSWER
predict(
    "stale",
    "The same network, trained for 10 epochs with this slip. How many test digits does it read, "
    "compared with the right gradient?",
    ["near chance", "clearly worse", "as good as the right one"],
)
#| given  for 10 epochs
#| near 96 %  <-  100*np.mean(stale)


# %%
def broken_grads(params, X, Y, lr, slip):
    grads = mlp_backward(params, X, Y)
    A1, A2 = mlp_forward(params, X)
    W2, slope = params["W2"], A1 * (1 - A1)
    if slip == "W2 moved first":
        W2 = W2 - lr * grads["W2"]
    if slip == "no hidden slope":
        slope = 1
    dZ1 = 2 * (A2 - Y) / len(X) * A2 * (1 - A2) @ W2.T * slope
    return {**grads, "W1": X.T @ dZ1, "b1": dZ1.sum(axis=0)}


def broken_step(params, X, Y, lr):
    grads = broken_grads(params, X, Y, lr, "W2 moved first")
    return sgd_step(params, grads, lr), mlp_loss(params, X, Y)


# %%
from chainrule.snapshots import with_other


def read_with(step):
    other = with_other(train, train_step=step)  # your train, with this step in it
    rng = np.random.default_rng(2)
    params, _ = other(start, X_train, Y_train, 10, 1.0, 32, rng)
    return accuracy(mlp_forward(params, X_test)[1], labels_test)


needed = ("X_train", "train", "train_step", "sgd_step", "accuracy")
with waits_for(*needed, after="stale"):
    print(f"right gradient: {read_with(train_step):.0%}")
    print(f"W2 moved first: {read_with(broken_step):.0%}")
reveal("stale")

# %% [markdown]
# And a much larger slip: leave out the slope of σ in the hidden layer. Then put all three beside each other: how well it reads, and how far the gradient with respect to W1 is from the right one, on the four points of the game.

# %%
nine = {
    "W1": np.array([[0.3, -0.5], [0.8, 0.2]]),
    "b1": np.array([0.1, -0.2]),
    "W2": np.array([[1.2], [-0.7]]),
    "b2": np.array([0.3]),
}


def without_slope(params, X, Y, lr):
    grads = broken_grads(params, X, Y, lr, "no hidden slope")
    return sgd_step(params, grads, lr), mlp_loss(params, X, Y)


with waits_for("X_train", "train", "sgd_step", "accuracy", after="stale"):
    print(f"no hidden slope: {read_with(without_slope):.0%}")
    right = mlp_backward(nine, X_game, Y_game)["W1"]
    for slip in ("W2 moved first", "no hidden slope"):
        wrong = broken_grads(nine, X_game, Y_game, 1.0, slip)["W1"]
        apart, length = wrong - right, np.linalg.norm(wrong) + np.linalg.norm(right)
        print(f"{slip}: relative error {np.linalg.norm(apart) / length:.1g}")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "what_proves",
    "the gradient check",
    "A relative error of 0.02 is thousands of times more than the 0.000001 that is allowed. The "
    "check asks for the gradient itself; accuracy only asks whether things get better.",
    {
        "the accuracy after training": "You have just seen two wrong gradients with a fine "
        "accuracy.",
        "a loss that falls": "It falls for any direction that goes roughly downhill.",
    },
)
### END ANSWER
ask(
    "what_proves",
    "What shows that a gradient is right?",
    ["the accuracy after training", "a loss that falls", "the gradient check"],
)
#| error of 0.02  <-  relative_error(stale_grads(knobs, grid, differ, 1.)['W1'], pulls['W1'])
#| given  0.000001

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "apart",
    "near 0.9, with an accuracy near chance",
    "No picture has its own target any more. The best that is left is to say 0.1 everywhere. "
    "Learning forgives a crooked gradient, but not the wrong targets.",
    {
        "as before: the rows are all still there": "They are, but a 7 may stand beside the target "
        "of a 2.",
        "it explodes": "Nothing grows: the steps are as long as ever.",
    },
)
### END ANSWER
ask(
    "apart",
    "Another slip: the rows of X and of Y are shuffled, each on its own, before every epoch. "
    "What does the loss over the training rows do?",
    [
        "as before: the rows are all still there",
        "near 0.9, with an accuracy near chance",
        "it explodes",
    ],
)
#| let scrambled = digit_run(digits.pixels, digits.label, digits.is_test, epochs=5, pairs=False)
#| given  a 7 may stand ; a 2
#| near 0.9  <-  scrambled.loss[5]
#| 0.1 everywhere  <-  np.mean(one_hot(digits.label, 10))

# %% [markdown]
# ### Other hands
#
# And the number itself? The 1797 digits were written by 13 people, one after the other in the file. Every fifth digit was kept for testing. So the network has met each hand that it is tested on.
#
# Now test on the *last* fifth of the file instead. Most of it was written by people whose digits the network has never seen.
#| 1797 digits  <-  len(digits)
#| given  by 13 people

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "other_hands",
    "about 90 %",
    "89 to 91 %: three times as many mistakes. The first number was true, but it answered another "
    "question: how well does it read people it knows?",
    {
        "about 97 %, as before": "Digits are digits, but hands differ, and it has learned hands.",
        "about 50 %": "Not so bad. Most of what makes a 7 is the same in every hand.",
    },
    recall="Your network of lesson 06 reads about 97 % of the test digits. Then it is tested on "
    "digits that strangers wrote. How many are read right?",
)
### END ANSWER
predict(
    "other_hands",
    "The same training, but tested on strangers. How many digits are read right?",
    ["about 97 %, as before", "about 90 %", "about 50 %"],
)
#| given  about 97 % ; about 50 % ; a 7
#| about 90 %  <-  100*np.round(np.mean(strangers), 2)
#| 89 to 91 %
#|     <-  (89, 91) if .885 <= min(strangers) and max(strangers) < .915 else None
#| three times as many mistakes
#|     <-  2.5 < (1 - np.mean(strangers))/(1 - np.mean(span(20))) < 3.5

# %%
last = digits.in_last_fifth

with waits_for("standardize", "train", "accuracy", after="other_hands"):
    X_most, X_last = standardize(digits.pixels[~last], digits.pixels[last])
    Y_most, rng = np.eye(10)[digits.label[~last]], np.random.default_rng(2)
    params, history = train(start, X_most, Y_most, 20, 1.0, 32, rng)
    right = accuracy(mlp_forward(params, X_last)[1], digits.label[last])
    print(f"read right, most of it by strangers: {right:.0%}")
reveal("other_hands")

# %% [markdown]
# ## 9. Exit ticket (3–5 minutes)
#
# By hand, please.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer("exit_step", 1.3, "0.7 − 0.2 · (−3) = 1.3: against a negative gradient is up.")
### END ANSWER
ask(
    "exit_step",
    "A weight is 0.7, the gradient of the loss with respect to it is −3, the learning rate is 0.2. "
    "Where is the weight after the step?",
)
#| claims A19
#| given  is 0.7 ; is −3 ; rate is 0.2
#| 0.7 − 0.2 · (−3) = 1.3  <-  .7, .2, -3, .7 - .2*-3
#| 1.3  <-  .7 - .2*-3

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_ruler",
    "those of the training rows",
    "The network has learned to read numbers on that ruler.",
    {
        "those of the new picture's own pixels": "Then every picture would be measured otherwise.",
        "those of all pictures together": "Then what you test on has had its say in training.",
    },
)
### END ANSWER
ask(
    "exit_ruler",
    "A new picture is to be read. By which mean and spread is each of its pixels scaled?",
    [
        "those of the new picture's own pixels",
        "those of the training rows",
        "those of all pictures together",
    ],
)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_curve",
    "the learning rate is too large",
    "The steps leap over the low place, and each lands higher.",
    {
        "the learning rate is too small": "Then it would fall, but creep.",
        "the batches are too small": "They make the loss jitter on its way down.",
    },
)
### END ANSWER
ask(
    "exit_curve",
    "With all rows in each step, a loss goes 1.0, 1.3, 1.7, 2.4. The gradient is checked. What is "
    "the first thing to suspect?",
    [
        "the learning rate is too small",
        "the learning rate is too large",
        "the batches are too small",
    ],
)
#| claims A20
#| 1.0, 1.3, 1.7, 2.4
#|     <-  [line_loss(*place, x, y) for place in line_descent(x, y, 1.1, 3)]

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_order",
    "with the old numbers, all of them",
    "The gradients belong to the place where the loss was found. Then all numbers move at once.",
    {
        "W2 first, then W1 with the new W2": "That is the slip that reads digits and fails the "
        "check.",
        "the order does not matter": "It does not matter which is found first, but all come before "
        "anything moves.",
    },
)
### END ANSWER
ask(
    "exit_order",
    "With which numbers are the gradients of one training step found?",
    [
        "W2 first, then W1 with the new W2",
        "with the old numbers, all of them",
        "the order does not matter",
    ],
)
#| claims A19

# %% [markdown]
# ## Summary card
#
# - **A step:** every number moves against its gradient, by the learning rate times the gradient. This is what the optimizer does; backpropagation only delivers the gradients.
# - **How long?** Too short creeps, too long leaps and climbs. In a valley the steep direction decides.
# - **Scale** every column to mean 0 and spread 1, with the ruler of the training rows.
# - **A training step:** loss, gradients, move, all with the old numbers. **An epoch:** every row once, in mini-batches.
# - **Accuracy does not prove a gradient**; the check does. And a test answers only for data like the test rows.
#
# **Next: 07 · [Deep networks](../07_deep_networks/07_deep_networks.ipynb).** More layers: what becomes of $\delta$ on a long way back, and what the race against blind trying looks like with 2410 numbers. Save this notebook (Ctrl+S), and press **Validate** in the toolbar to see all six checks at once.
#
# Back to [05 · Layers](../05_layers/05_layers.ipynb).
#| claims A2 A19 A20
#| given  mean 0 and spread 1 ; 2410 numbers

# %% [markdown]
# ## Appendix: two more looks at the step
#
# Eight minutes, for those with time left.

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "lr_thirty",
    "it never arrives",
    "The first step throws the loss up to 0.46, and later it sticks at 0.125: the output is "
    "saturated, and there is no slope left to follow.",
    {
        "about 45": "So the pattern says, but every pattern of this kind ends somewhere.",
        "about 100": "From 5 to 10 the gain was smaller already. There is a worse thing than slow.",
    },
    recall="In the game of lesson 00, the learning rate 1 needs 1089 steps, 5 needs 219, and 10 "
    "needs 132. How many does 30 need?",
)
### END ANSWER
predict(
    "lr_thirty",
    "Back to the game. The learning rate 1 needs 1089 steps, 5 needs 219, and 10 needs 132. How "
    "many does 30 need?",
    ["about 45", "about 100", "it never arrives"],
)
#| claims A20
#| given  lesson 00 ; about 45 ; about 100 ; 30 need ; From 5 to 10
#| rate 1 needs 1089 steps, 5 needs 219, and 10 needs 132
#|     <-  1, game_run(1.).steps, 5, game_run(5.).steps, 10, game_run(10.).steps
#| up to 0.46  <-  game_run(30.).losses[1]
#| sticks at 0.125  <-  game_run(30.).losses[-1]
#| it never arrives  <-  game_run(30.).steps is None

# %%
KnobDescent(my_step, lr=30.0, controls=["lr"], after="lr_thirty")
#| claims A20

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("lr_thirty")

# %% [markdown]
# ### A gradient promises
#
# At the start $w$ is 0. Is the gradient of the loss with respect to $w$ there −1.664 or +1.664? It is +1.664: heavy cars go fewer miles, so $w$ should become negative. The gradient with respect to $b$ is 0.
#
# A step with the learning rate 0.1 moves $w$ by −0.1664. If the slope stayed as it is, the loss would change by $1.664 \cdot (-0.1664) = -0.277$. It really changes by −0.249, because the slope gets flatter on the way. A gradient is exact where you stand. The longer the step, the less it is worth.
#| claims A13
#| At the start $w$ is 0  <-  0
#| −1.664 or +1.664? It is +1.664  <-  -slope_of_w, slope_of_w, slope_of_w
#| with respect to $b$ is 0  <-  round(line_gradient(0, 0, x, y)[1], 12)
#| rate 0.1 moves $w$ by −0.1664  <-  .1, -.1*slope_of_w
#| $1.664 \cdot (-0.1664) = -0.277$  <-  slope_of_w, -.1*slope_of_w, -.1*slope_of_w**2
#| changes by −0.249  <-  line_loss(-.1*slope_of_w, 0, x, y) - line_loss(0, 0, x, y)

# %% [markdown]
# **Next: 07 · [Deep networks](../07_deep_networks/07_deep_networks.ipynb).** Save this notebook before you go (Ctrl+S).
