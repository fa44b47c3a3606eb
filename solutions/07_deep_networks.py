#| let ten = lambda w: deep_chain_grads([w]*10, 1.0, 0.0)
#| let apart = lambda w: abs(ten(w)[-1]/ten(w)[0])  # how much smaller the first gradient is than the last
#| let settled = lambda w: run_machines(1.0, [lambda a: sigmoid(w*a)]*10)[-2:]  # the last two activations
#| let two = deep_chain_grads([2, -1.5], 0.5, 1)
#| let a1 = sigmoid(2*0.5)
#| let a2 = sigmoid(-1.5*a1)
#| let digits = data.load_digits()
#| let shares = lambda name: [100*share for share in kept_shares(name)]  # least, mean, most, in percent
#| let start_grads = lengths_at_start(digit_table(digits.pixels, digits.label), 4, 'sigmoid')
#| let cost = race()  # example-runs to 94 %: least, mean, most

# %% [markdown]
# # Deep networks
#
# **You are here:** [00 predictions](../00_predictions/00_predictions.ipynb) → [01 the chain rule](../01_chain_rule/01_chain_rule.ipynb) → [02 nested machines](../02_nested_machines/02_nested_machines.ipynb) → [03 gas pedal](../03_gas_pedal/03_gas_pedal.ipynb) → [04 one neuron](../04_single_neuron/04_single_neuron.ipynb) → [05 layers](../05_layers/05_layers.ipynb) → [06 weight updates](../06_weight_updates/06_weight_updates.ipynb) → **07 deep networks** → [08 your own engine](../08_your_own_engine/08_your_own_engine.ipynb)
#
# Your network of lesson 06 has one hidden layer. Pile up more of them, and the way back gets long. What becomes of the gradients on it?
#
# And there is a debt to pay. Lesson 06 left a race open: finding gradients by the chain rule, against blind trying, with 2410 numbers. At the end you count what each of them costs.
#| claims A23 A24
#| given  lesson 06 ; Lesson 06
#| with 2410 numbers  <-  sum(v.size for v in init_mlp(64, 32, 10, np.random.default_rng(0)).values())

# %% [markdown]
# | part | minutes | afterwards you can |
# |---|---|---|
# | Warm-up | 3–4 | recall slopes, the way back, and its price |
# | 1. A long chain | 14–18 | follow a gradient through many layers |
# | 2. Four hidden layers | 5–7 | see from the gradients which layer learns |
# | 3. Start and bend | 19–26 | choose start weights and a bend for a deep network |
# | 4. Cut off | 4–6 | say what a layer is worth that gets no gradient |
# | 5. Any depth | 17–24 | write the way back for any number of layers |
# | 6. The price of a gradient | 15–20 | say what it costs to do without the chain rule |
# | 7. Exit | 3–4 | work it out by hand |
#
# The first number is for quick readers, the second for careful ones. Two good places to stop are marked. A side road at the end is for those with time left; nothing needs it. You need lessons 05 and 06; what you have not written there is lent to you.
#
# Back after a break? Choose **Run > Run All Cells**: your answers come back. Until then, figures and questions say “Error displaying widget”.
#| given  lessons 05 and 06

# %%
import numpy as np
from chainrule import ask, bring, check, explain, predict, reveal, waits_for
from chainrule.data import load_digits
from chainrule.explorables import CostRuler, DepthLab
from chainrule.machines import sigmoid

### BEGIN ANSWER
from chainrule.questions import answer

### END ANSWER

# %% tags=["varies"]
mlp_forward = bring("05_layers", "mlp_forward")
sigmoid_backward = bring("05_layers", "sigmoid_backward")
linear_backward = bring("05_layers", "linear_backward")

# %% tags=["varies"]
numerical_grad = bring("04_single_neuron", "numerical_grad")
minibatches = bring("06_weight_updates", "minibatches")
train_step = bring("06_weight_updates", "train_step")

# %% [markdown]
# ## Warm-up: what do you still know? (3–4 minutes)
#
# From memory, please. The last cell asks again what you once got wrong although you were sure.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_steepest",
    "0.25",
    "a · (1 − a) is largest at a = 0.5: 0.5 · 0.5 = 0.25. There z is 0. Everywhere else σ is "
    "flatter.",
    {
        "0.5": "That is the height of σ at z = 0. How steep is it there?",
        "1": "That would be as steep as no bend at all.",
    },
)
### END ANSWER
ask(
    "warm_steepest",
    "The slope of σ is a · (1 − a). How large can it get?",
    ["0.25", "0.5", "1"],
)
#| given  σ is a · (1 − a) ; a · (1 − a) is largest at a = 0.5 ; There z is 0 ; at z = 0 ; 1
#| 0.25  <-  max(dsigmoid(np.linspace(-3, 3, 601)))
#| 0.5  <-  sigmoid(0)
#| 0.5 · 0.5 = 0.25  <-  .5, .5, dsigmoid(0)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_hidden_delta",
    "−0.06",
    "What arrives is the weight times the δ behind it, 3 · (−0.1) = −0.3. Past its own bend it is "
    "−0.3 · 0.2 = −0.06.",
    {
        "−0.3": "That has arrived at its activation. Its own bend is still to be passed.",
        "−0.02": "Between this neuron and the next lies a weight.",
    },
)
### END ANSWER
ask(
    "warm_hidden_delta",
    "A hidden neuron feeds a single neuron, over the weight 3. The δ there is −0.1. The slope of σ "
    "in the hidden neuron itself is 0.2. What is its own δ?",
    ["−0.3", "−0.02", "−0.06"],
)
#| given  weight 3. ; there is −0.1 ; itself is 0.2
#| −0.3  <-  3*-.1
#| −0.02  <-  .2*-.1
#| −0.06  <-  3*-.1*.2
#| 3 · (−0.1) = −0.3  <-  3, -.1, 3*-.1
#| −0.3 · 0.2 = −0.06  <-  -.3, .2, -.3*.2

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_nudges",
    18,
    "Each number is nudged up once and down once, and the network runs each time. Remember that "
    "18: you will need its bigger sister.",
)
### END ANSWER
ask(
    "warm_nudges",
    "To measure all slopes of the network with nine numbers by nudging, each number to both "
    "sides: how many forward passes is that?",
)
#| 18  <-  2*sum(v.size for v in nine_number_network().values())

# %%
from chainrule import again

again("06_weight_updates")

# %% [markdown]
# ## 1. A long chain (14–18 minutes)
#
# Begin with the simplest deep network: one neuron in each layer, and no bias.
#
# $$x \;\longrightarrow\; a_1 = \sigma(w_1 \cdot x) \;\longrightarrow\; a_2 = \sigma(w_2 \cdot a_1) \;\longrightarrow\; \dots \;\longrightarrow\; L = (a_n - y)^2$$
#
# Here each $a$ is a single number again. It is lesson 02's row of machines: values go forward, and from the loss back one sweep finds all gradients.
#| claims B10
#| given  lesson 02
#| $$x \;\longrightarrow\; a_1 = \sigma(w_1 \cdot x) \;\longrightarrow\; a_2 = \sigma(w_2 \cdot a_1) \;\longrightarrow\; \dots \;\longrightarrow\; L = (a_n - y)^2$$
#|     <-  abs(slope(lambda w: (sigmoid(-1.5*sigmoid(w*.5)) - 1)**2, 2) - two[0]) < 1e-8

# %% [markdown]
# ### Back along the chain
#
# Two neurons, $w_1 = 2$ and $w_2 = -1.5$, with $x = 0.5$ and $y = 1$. Forward, $z_1$ is 1 and $a_1$ is 0.7311; $z_2$ is −1.0966 and $a_2$ is 0.2504. Now back:
#
# | what | how | number |
# |---|---|---|
# | the loss answers to $a_2$ | 2 · (0.2504 − 1) | −1.4992 |
# | δ of neuron 2 | −1.4992 · 0.1877, its slope of σ | −0.2814 |
# | gradient with respect to $w_2$ | −0.2814 · 0.7311, what neuron 2 received | −0.2057 |
# | handed back to $a_1$ | −0.2814 · (−1.5), over $w_2$ | 0.4221 |
# | δ of neuron 1 | 0.4221 · 0.1966, its slope of σ | 0.0830 |
# | gradient with respect to $w_1$ | 0.0830 · 0.5, what neuron 1 received | 0.0415 |
#
# Three kinds of lines come round again: past the bend, to the weight, over the weight.
#| claims A17 B10
#| let gap = 2*(a2 - 1)
#| let d2 = gap*a2*(1 - a2)
#| let d1 = -1.5*d2*a1*(1 - a1)
#| given  $w_1 = 2$ and $w_2 = -1.5$, with $x = 0.5$ and $y = 1$ ; $a_2$ | ; δ of neuron 2 | ; $w_2$ | ; what neuron 2 received ; back to $a_1$ | ; over $w_2$ | ; δ of neuron 1 | ; $w_1$ | ; what neuron 1 received
#| $z_1$ is 1 and $a_1$ is 0.7311  <-  1, 2*.5, 1, a1
#| $z_2$ is −1.0966 and $a_2$ is 0.2504  <-  2, -1.5*a1, 2, a2
#| 2 · (0.2504 − 1) | −1.4992  <-  2, a2, 1, gap
#| −1.4992 · 0.1877  <-  gap, a2*(1 - a2)
#| | −0.2814 |  <-  d2
#| −0.2814 · 0.7311  <-  d2, a1
#| | −0.2057 |  <-  two[1]
#| −0.2814 · (−1.5)  <-  d2, -1.5
#| 0.4221 |  <-  -1.5*d2
#| 0.4221 · 0.1966  <-  -1.5*d2, a1*(1 - a1)
#| | 0.0830 |  <-  d1
#| 0.0830 · 0.5  <-  d1, .5
#| | 0.0415 |  <-  two[0]

# %% [markdown]
# ### Exercise 07.1 · deep_chain_grads (2 points)
#
# The same for a row of any length.
#| claims A17 B10


# %% answer deep_chain_grads
#| claims A17 B10
def deep_chain_grads(ws, x, y):
    """Return the gradients with respect to every weight of a chain of neurons.

    ws: the weights, first neuron first (two or more); no biases. The first
    neuron receives x, every other one what the neuron before it puts out:
    z = w · received, a = σ(z). The loss is (a − y)², with the last a.
    ws stays as it is.
    The exact gradients are asked, not measured or rounded ones.
    Returns a list of floats, as long as ws, first weight first.

    Example: two weights give a list of two floats.
    """
    ### BEGIN SOLUTION
    activations = [x]
    for w in ws:
        activations.append(sigmoid(w * activations[-1]))
    grads = []
    dL_da = 2 * (activations[-1] - y)
    for n in reversed(range(len(ws))):
        a = activations[n + 1]
        dL_dz = dL_da * a * (1 - a)
        grads.append(float(dL_dz * activations[n]))
        dL_da = dL_dz * ws[n]
    return grads[::-1]
    ### END SOLUTION


# %% check deep_chain_grads

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "ten_neurons",
    "less than a hundred-thousandth of it",
    "3.7e-07 beside 0.195: about 530 000 times smaller. Every neuron multiplies by its slope of "
    "σ, at most 0.25, and many small factors make a tiny product.",
    {
        "a tenth of it": "Ten neurons do not divide by ten. Each of them multiplies.",
        "a thousandth of it": "That would be a factor of a half for each neuron. How steep is σ "
        "at best?",
    },
)
### END ANSWER
predict(
    "ten_neurons",
    "Ten neurons in a row, all weights 1, x = 1 and y = 0. How large is the gradient with respect "
    "to the *first* weight, compared with the last one's?",
    ["a tenth of it", "a thousandth of it", "less than a hundred-thousandth of it"],
)
#| claims A17
#| given  all weights 1, x = 1 and y = 0
#| 3.7e-07 beside 0.195  <-  ten(1.)[0], ten(1.)[-1]
#| about 530 000 times smaller  <-  round(apart(1.)/1000, -1), 0
#| at most 0.25  <-  dsigmoid(0)

# %% [markdown]
# The bars lie on a ruler where each mark is ten times the one before. Change the number of neurons, and watch how the ends of the bars line up.

# %%
DepthLab("chain", controls=["depth"], after="ten_neurons")
#| claims A17

# %%
with waits_for("deep_chain_grads", after="ten_neurons"):
    mine = deep_chain_grads([1.0] * 10, 1.0, 0.0)
    print("with respect to the first weight:", f"{mine[0]:.3g}")
    print("with respect to the last weight: ", f"{mine[-1]:.3g}")
reveal("ten_neurons")
#| claims A17

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "straight_line",
    "each step back multiplies by about the same factor",
    "Here by about 0.23: the weight 1 times a slope of σ a little below 0.25. On such a ruler "
    "equal factors are equal steps.",
    {
        "each step back takes away about the same amount": "Then the bars would bend on this "
        "ruler. What do equal distances mean on it?",
        "the gradients are rounded": "They are exact to many digits, the tiny ones, too.",
    },
)
### END ANSWER
ask(
    "straight_line",
    "Why do the ends of the bars lie close to a straight line?",
    [
        "each step back takes away about the same amount",
        "each step back multiplies by about the same factor",
        "the gradients are rounded",
    ],
)
#| claims A17
#| given  weight 1 times
#| about 0.23  <-  np.mean([a/b for a, b in zip(ten(1.)[1:], ten(1.)[2:])])
#| below 0.25  <-  dsigmoid(0)

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "find_w",
    "about −4",
    "There the first gradient is only 38 times smaller than the last; anything from −3.6 to −5.8 "
    "stays within 50. With 4 it is 12 billion times smaller. So the way back is not doomed.",
    {
        "about 2": "A little better than 1, but still far away. Each factor is the weight times "
        "the slope, and the slope gets smaller when z moves away from 0.",
        "about 4": "So it seems: 4 · 0.25 = 1. But with this weight z is near 4, and σ is flat "
        "there.",
        "none: the slope of σ is never above 0.25": "The slope is only one half of each factor. "
        "The weight is the other.",
    },
)
### END ANSWER
predict(
    "find_w",
    "Ten neurons again, one weight w for all of them. Which w keeps the first gradient within a "
    "factor of 50 of the last?",
    [
        "none: the slope of σ is never above 0.25",
        "about 2",
        "about 4",
        "about −4",
    ],
)
#| claims A17
#| given  about 2 ; about 4 ; factor of 50 ; within 50 ; than 1, but ; above 0.25 ; moves away from 0
#| about −4  <-  -4
#| only 38 times  <-  apart(-4.)
#| from −3.6 to −5.8  <-  max(w for w in np.arange(-60, 0)/10 if apart(w) <= 50), min(w for w in np.arange(-60, 0)/10 if apart(w) <= 50)
#| With 4 it is 12 billion  <-  4, apart(4.)/1e9
#| 4 · 0.25 = 1  <-  4, .25, 1
#| z is near 4  <-  4*settled(4.)[-1]

# %% [markdown]
# Beside each bar stands its factor, the weight times the slope of σ, and the product of all factors from the loss back. Find a good w.

# %%
DepthLab("chain", controls=["w"], after="find_w")
#| claims A17

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("find_w")

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "why_minus_four",
    "Each step back multiplies by w times the slope of σ. With w = 4 every activation is near 1 "
    "and z is near 4, where σ is flat: 4 · 0.019 = 0.08. With w = −4 a large activation makes a "
    "small one next, so z stays near −1, where σ is steep: −4 · 0.2 = −0.8.",
)
### END ANSWER
explain(
    "why_minus_four",
    "Take two weights w of the same size, one positive and one negative. What does the sign do to "
    "z along the chain, and so to the gradients? Use the word “slope”.",
    use_word="slope",
)
#| claims A17
#| given  With w = 4 every activation is near 1 ; With w = −4
#| z is near 4, where  <-  4*settled(4.)[-1]
#| 4 · 0.019 = 0.08  <-  4, dsigmoid(4*settled(4.)[0]), 4*dsigmoid(4*settled(4.)[0])
#| stays near −1, where  <-  np.mean(np.array(settled(-4.))*-4)
#| −4 · 0.2 = −0.8  <-  -4, np.mean([dsigmoid(-4*a) for a in settled(-4.)]), -.8

# %% [markdown]
# Each step back multiplies by $w \cdot \sigma'$. Much below 1, and the gradient **vanishes**; much above 1, and it **explodes**. For a gradient to reach the first layer, this factor must stay near 1, and for that $z$ must stay where the bend is steep.
#| given  $w \cdot \sigma'$ ; below 1 ; above 1 ; near 1

# %% [markdown]
# ## 2. Four hidden layers (5–7 minutes)
#
# Now with real layers: the digits of lesson 06, 64 inputs, 10 outputs. In place of one hidden layer there are four, each with 32 neurons of the kind you know. The start weights are drawn as before, with the spread $\sqrt{1/\text{inputs}}$, and the training is the same, for 15 epochs.
#| given  lesson 06 ; each with 32 ; 15 epochs ; $\sqrt{1/\text{inputs}}$
#| 64 inputs, 10 outputs  <-  digits.pixels.shape[1], len(set(digits.label))

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "four_layers",
    "hardly better than chance",
    "Below 20 % in every run of ours, and chance alone is right in 10 % of all cases. The code is "
    "the same and the gradients are right, but the first layers hardly move.",
    {
        "about 97 %": "That is what everybody hopes for. More layers can say more, but they have "
        "to be trained.",
        "about 80 %": "The layers are there, but the gradients have to get to them.",
    },
)
### END ANSWER
predict(
    "four_layers",
    "With one hidden layer the network reads 96 or 97 % of the test digits. How well does it read "
    "with four, after 15 epochs?",
    ["about 97 %", "about 80 %", "hardly better than chance"],
)
#| claims A21
#| given  about 97 % ; about 80 % ; 15 epochs ; in 10 % of all
#| reads 96 or 97 %  <-  np.round(shares('sigmoid 1')[0]), np.round(shares('sigmoid 1')[2])
#| Below 20 %  <-  20 if shares('sigmoid 4')[2] < 20 else None

# %% [markdown]
# An orange bar for each layer says how large the gradients of its weights are, all together; a blue one how much its activations differ. Look at the orange ones before you press **Train** (or t). Then try one and two hidden layers.

# %%
DepthLab("net", depth=4, controls=["train", "depth"], after="four_layers")
#| claims A21 A24

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("four_layers")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "layer_factor",
    "about 0.2",
    "Close to what the chain of part 1 said. A neuron adds up over 32 routes now, but with these "
    "start weights the whole sum weighs about as much as a single weight of size 1.",
    {
        "about 0.9": "Then four layers would lose a third, and nobody would notice.",
        "about 0.5": "Read the line below the bars: four hidden layers, before training.",
    },
)
### END ANSWER
ask(
    "layer_factor",
    "Four hidden layers, *before* any training (choose Reset). From one layer to the one in front "
    "of it, by about what factor does the gradient shrink?",
    ["about 0.9", "about 0.5", "about 0.2"],
)
#| claims A24
#| given  part 1 ; about 0.9 ; about 0.5 ; size 1 ; 32 routes
#| about 0.2  <-  np.mean([a/b for a, b in zip(start_grads[1:], start_grads[2:])])

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "is_it_wrong",
    "no: they may be right, and tiny",
    "Every nudge would agree with them. The loss of the network with four layers hardly answers "
    "to its first layer, as long as the layers behind are as they are.",
    {
        "yes: the network does not learn": "What would a gradient check say? It compares with "
        "nudges.",
        "yes: those of the first layer should be as large as the others": "Nothing says that "
        "gradients are alike in size. They say how the loss answers.",
    },
)
### END ANSWER
ask(
    "is_it_wrong",
    "Suppose a network does not learn. Must its gradients be wrong?",
    [
        "yes: the network does not learn",
        "yes: those of the first layer should be as large as the others",
        "no: they may be right, and tiny",
    ],
)
#| claims A24

# %% [markdown]
# ## 3. Start and bend (19–26 minutes)
#
# The factor of each layer has two halves, weights and slopes. Begin with the weights. The four hidden layers stay, σ stays, the training stays. Only the start weights change: each is multiplied by 4.
#| given  by 4

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "start_weights",
    "above 90 %",
    "93 to 95 %, with the very same network. 4 · 0.25 would be 1. Some neurons are saturated, so it "
    "is less, but enough gets through. And as in the chain, weights of both signs keep most z where "
    "σ is steep. But it is a repair, not a cure: with eight hidden layers and ×4 it is a matter of "
    "luck, between 18 and 91 % in five runs of ours.",
    {
        "no more than before": "The gradient shrank to about a fifth at each layer. "
        "What does a weight four times as large do to that?",
        "about 50 %": "It helps more than that.",
    },
)
### END ANSWER
predict(
    "start_weights",
    "Four hidden layers, start weights times 4. How many test digits are read after 15 epochs?",
    ["no more than before", "about 50 %", "above 90 %"],
)
#| claims A24
#| given  about 50 % ; times 4 ; 15 epochs ; above 90 % ; eight hidden layers and ×4
#| between 18 and 91 % in five  <-  shares('sigmoid 8 times 4')[0], shares('sigmoid 8 times 4')[2]
#| 93 to 95 %  <-  shares('sigmoid 4 times 4')[0], shares('sigmoid 4 times 4')[2]
#| 4 · 0.25 would be 1  <-  4, .25, 1

# %% [markdown]
# Set the start weights to ×4. Look at the bars, and at the line below them; then train.
#| given  ×4

# %%
DepthLab("net", depth=4, controls=["train", "start"], after="start_weights")
#| claims A24

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("start_weights")

# %% [markdown]
# Now the other half, the bend.
#
# **tanh** looks like σ, but goes from −1 to 1, and its slope at 0 is 1, not 0.25. **ReLU** is simpler still: $\max(0, z)$.
#| given  from −1 to 1
#| slope at 0 is 1, not 0.25  <-  0, slope(np.tanh, 0), dsigmoid(0)
#| $\max(0, z)$  <-  same(relu, lambda z: np.maximum(0, z))

# %% [markdown]
# ### A gate
#
# ReLU lets a positive $z$ through as it is, and makes 0 of the rest. So its slope is 1 or 0: a gate that is open or shut. On the way back a gradient passes an open gate unchanged, whatever its sign, and a shut one not at all. What decides is the $z$ of the forward pass.
#
# Four neurons: 3, −2, 0.5 and −1 arrive. Their $z$ were 0.7, 4, −0.3 and −2. So 3 and −2 go on, and the other two become 0. At exactly $z = 0$ the gate counts as shut: a convention, and books differ.
#| given  3, −2, 0.5 and −1 arrive ; 0.7, 4, −0.3 and −2 ; makes 0 ; $z = 0$ the gate
#| slope is 1 or 0  <-  relu_backward(np.array([1., 1.]), np.array([2., -2.]))
#| 3 and −2 go on, and the other two become 0  <-  relu_backward(np.array([3, -2, .5]), np.array([.7, 4, -.3]))

# %% [markdown]
# ### Exercise 07.2 · relu_backward (2 points)
#
# Past ReLU, for a whole layer and a whole batch. It takes the place of your `sigmoid_backward`.
#| claims A17


# %% answer relu_backward
#| claims A17
def relu_backward(dA, Z):
    """Return dZ, the gradient of the loss with respect to Z, where A = ReLU(Z).

    dA: the gradient of the loss with respect to A, as it arrives from the
    loss; Z: the weighted sums. Both have the shape (N, H), always two axes.
    Where Z is exactly 0 the gate counts as shut. dA and Z stay as they are.
    Returns an array (N, H): ReLU acts on each entry alone.

    Example: where Z is 2.5 what arrives goes on unchanged, where it is −2.5
    nothing does.
    """
    ### BEGIN SOLUTION
    return np.where(Z > 0, dA, 0.0)
    ### END SOLUTION


# %% check relu_backward

# %% [markdown]
# ### The right start
#
# A neuron adds up its inputs, each times a weight. The more inputs, the larger the sum. Sums of random numbers grow with the root of their count, so weights with the spread $\sqrt{1/\text{inputs}}$ keep $z$ as large as the inputs are. That was our start so far.
#
# ReLU shuts about half of the gates, so only half as much arrives at the next layer. A 2 makes up for it: the spread $\sqrt{2/\text{inputs}}$. With 8 inputs that is $\sqrt{2/8} = 0.5$. The rule is Kaiming He's.
#
# And why random, around 0? Neurons of one layer that start with equal weights, coming in and going out, get equal gradients, and stay equal for ever. Once the weights differ, the biases may all start at 0.
#| given  around 0 ; start at 0 ; A 2 makes ; With 8 inputs ; $\sqrt{1/\text{inputs}}$ ; $\sqrt{2/\text{inputs}}$
#| $\sqrt{2/8} = 0.5$  <-  2, 8, np.sqrt(2/8)

# %% [markdown]
# ### Exercise 07.3 · he_init (2 points)
#
# The start of one layer. numpy's generator draws normal numbers with `rng.normal(mean, spread, shape)`.
#| given  `rng.normal(mean, spread, shape)`


# %% answer he_init
def he_init(fan_in, fan_out, rng):
    """Return start weights W and biases b of a layer with ReLU.

    fan_in: how many numbers each neuron receives; fan_out: how many
    neurons the layer has; rng: numpy's generator, from which W is drawn
    (rng.normal(mean, spread, shape), or any other way of drawing).
    Returns W (fan_in, fan_out): mean 0, spread (np.std) as the text says,
    nothing cut off; and b (fan_out,): zeros. In this order.

    Example: he_init(64, 32, rng) gives an array W of shape (64, 32).
    """
    ### BEGIN SOLUTION
    W = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    return W, np.zeros(fan_out)
    ### END SOLUTION


# %% check he_init

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "three_bends",
    "tanh and ReLU",
    "tanh reads about 95 %, ReLU around 90 %, and σ is at chance. Near 0 tanh has four times the slope of σ, and an open "
    "gate has the slope 1, so that most of the gradient arrives.",
    {
        "all three": "σ was in trouble with four hidden layers. With eight the product is longer.",
        "ReLU alone": "How steep is tanh near 0?",
        "none of them": "Look at the slopes once more: 0.25, 1, and 1 or 0.",
    },
)
### END ANSWER
predict(
    "three_bends",
    "Eight hidden layers, each bend with its usual start weights. Which of them learn to read?",
    ["all three", "ReLU alone", "tanh and ReLU", "none of them"],
)
#| claims A24
#| given  Near 0 ; near 0
#| about 95 %  <-  5*np.round(shares('tanh 8')[1]/5)
#| around 90 %  <-  10*np.round(shares('relu 8')[1]/10)
#| slope 1, so  <-  relu_backward(np.ones(1), np.ones(1))
#| 0.25, 1, and 1 or 0  <-  dsigmoid(0), slope(np.tanh, 0), 1, 0

# %% [markdown]
# Compare the bars of the three before you train. Training takes a few seconds for each bend.

# %%
DepthLab("net", depth=8, controls=["train", "activation"], after="three_bends")
#| claims A24

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("three_bends")

# %% [markdown]
# ### Three patients
#
# Three networks that do not learn, each known by a few numbers only. What is wrong with each?

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "patient_1",
    "saturated: the start weights are too large",
    "All activations are next to 0 or 1. There a · (1 − a) is almost nothing, so the gradient dies "
    "in this very layer.",
    {
        "all gates are shut": "A shut gate puts out 0, never 0.999. This is σ.",
        "too many layers of σ": "In that case σ would be in its steep part, with activations around "
        "0.5.",
    },
)
### END ANSWER
ask(
    "patient_1",
    "Hidden activations: 0.999, 0.0004, 0.998, 0.999, 0.001. Norm of the gradients of the layer: "
    "0.00003.",
    [
        "too many layers of σ",
        "all gates are shut",
        "saturated: the start weights are too large",
    ],
)
#| claims A24
#| given  0.999, 0.0004, 0.998, 0.999, 0.001 ; 0.00003 ; a · (1 − a) ; to 0 or 1 ; puts out 0, never 0.999 ; around 0.5

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "patient_2",
    "all gates are shut",
    "Where z is never positive, ReLU puts out 0 and lets nothing back. Exactly 0, not merely a "
    "little: so no step ever moves these weights again.",
    {
        "saturated: the start weights are too large": "Saturated neurons let a little through. "
        "Here it is exactly 0.",
        "too many layers of σ": "σ never has the slope 0, only a small one.",
    },
)
### END ANSWER
ask(
    "patient_2",
    "The z of hidden layer 2, over all pictures: from −7.1 to −0.2. Gradients of this layer and "
    "of the one in front of it: exactly 0.",
    [
        "too many layers of σ",
        "all gates are shut",
        "saturated: the start weights are too large",
    ],
)
#| claims A24
#| given  hidden layer 2 ; from −7.1 to −0.2 ; exactly 0 ; slope 0 ; puts out 0 ; Exactly 0

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "patient_3",
    "too many layers of σ",
    "Each layer passes on about a quarter, evenly. Nothing is saturated and nothing is shut: there "
    "are just too many small factors.",
    {
        "saturated: the start weights are too large": "Then the activations would be near 0 and 1.",
        "all gates are shut": "Then the numbers would be exactly 0.",
    },
)
### END ANSWER
ask(
    "patient_3",
    "Norms of the gradients, from the first layer to the last: 0.0002, 0.0009, 0.004, 0.016, 0.07. "
    "Activations between 0.3 and 0.7.",
    [
        "too many layers of σ",
        "all gates are shut",
        "saturated: the start weights are too large",
    ],
)
#| claims A24
#| given  0.0002, 0.0009, 0.004, 0.016, 0.07 ; between 0.3 and 0.7 ; near 0 and 1 ; exactly 0

# %% [markdown]
# > **Good place to stop.** You know what happens to a gradient on a long way back, and what helps. When you come back, choose **Run > Run All Cells**; your answers are still there.

# %% [markdown]
# ## 4. Cut off (4–6 minutes)
#
# How much does it matter that the gradient reaches *every* layer? Cut it off, and see. Take three hidden layers of tanh, which read about 97 %. Now no hidden layer gets a gradient any more: they keep the weights that chance gave them. Only the output layer learns.
#
# In lesson 06 a network with *no* hidden layer read about 95 %.
#| given  lesson 06
#| about 97 %  <-  shares('tanh 3 cut 0')[1]
#| about 95 %  <-  shares('no hidden layer')[1]

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "cut",
    "fewer than with no hidden layer at all",
    "Two thirds to four fifths of them, far below 95 %. Layers that cannot learn are worse than "
    "none: each garbles by chance what it gets, and the output layer has to read through them all.",
    {
        "more, for it has three layers more": "They are there, but nothing ever told them what "
        "they are there for.",
        "as many: what does not learn changes nothing": "It changes the picture on its way to the "
        "output: three times, at random.",
    },
)
### END ANSWER
predict(
    "cut",
    "Three hidden layers that get no gradient, and an output layer that learns. How many digits "
    "does it read, compared with the 95 % of no hidden layer at all?",
    [
        "more, for it has three layers more",
        "as many: what does not learn changes nothing",
        "fewer than with no hidden layer at all",
    ],
)
#| claims A21
#| given  95 %
#| far below 95 %  <-  shares('no hidden layer')[1]

# %% [markdown]
# Train it as it stands. Then cut off only two layers, one, none. Finally, set the hidden layers to 0.
#| given  to 0

# %%
DepthLab(
    "net",
    depth=3,
    activation="tanh",
    cut=3,
    controls=["train", "cut", "depth"],
    after="cut",
)
#| claims A21

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("cut")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "each_cut",
    "the more layers are cut off, the fewer digits",
    "97 % with none cut off, about 90 with one, 78 to 87 with two, below 80 with all three. Every "
    "layer that the gradient reaches mends a part of what chance did.",
    {
        "it hardly matters, as long as the last hidden layer learns": "Compare one layer cut off "
        "with two.",
        "one layer cut off is as bad as three": "Train with one, and look at the accuracy.",
    },
)
### END ANSWER
ask(
    "each_cut",
    "Three layers cut off, two, one, none. What did you see?",
    [
        "one layer cut off is as bad as three",
        "it hardly matters, as long as the last hidden layer learns",
        "the more layers are cut off, the fewer digits",
    ],
)
#| claims A21
#| 97 % with none cut off, about 90 with one  <-  shares('tanh 3 cut 0')[1], 10*np.round(shares('tanh 3 cut 1')[1]/10)
#| 78 to 87 with two  <-  (78, 87) if 78 < shares('tanh 3 cut 2')[0] < shares('tanh 3 cut 2')[2] < 87 else None
#| below 80 with all three  <-  80 if shares('tanh 3 cut 3')[2] < 80 else None

# %% [markdown]
# ## 5. Any depth (17–24 minutes)
#
# Your `mlp_backward` knows two layers by name. Now write one for as many as you like. A deep network is a list of layers, each a pair `(W, b)`. All hidden layers have ReLU, the output has σ. Forward it is a loop, and this one keeps what the way back needs: layer number $n$, counted from 0, received `As[n]`, and summed it up to `Zs[n]`.
#| given  `(W, b)` ; number $n$, counted from 0 ; `As[n]` ; `Zs[n]`


# %%
def deep_forward(layers, X):
    """Return Zs, what each layer summed, and As, X and what each layer put out."""
    Zs, As = [], [X]
    for layer, (W, b) in enumerate(layers):
        Zs.append(As[-1] @ W + b)
        last = layer == len(layers) - 1
        As.append(sigmoid(Zs[-1]) if last else np.maximum(Zs[-1], 0))
    return Zs, As


# %% [markdown]
# ### Any depth in one loop
#
# Now back, by hand. Take one example and one neuron in each layer, two hidden ones and the output. The forward pass has left what each received and its $z$; the output's δ is 0.5:
#
# | | received | weight | $z$ | gate | δ | gradient of its weight |
# |---|---|---|---|---|---|---|
# | output | 0.8 | 3 | | | 0.5 | 0.5 · 0.8 = 0.4 |
# | hidden 2 | 0.6 | −2 | 0.8 | open | 0.5 · 3 = 1.5 | 1.5 · 0.6 = 0.9 |
# | hidden 1 | 2 | 0.5 | 0.6 | open | 1.5 · (−2) = −3 | −3 · 2 = −6 |
#
# Read it downwards. Each line needs the δ of the line above and that line's weight. Negative or not, −3 passes: the gate asks for $z$ alone. The gradient of each bias is the δ itself.
#| claims A17 A21 B10
#| given  hidden 2 ; hidden 1 ; δ is 0.5 ; | 0.8 | 3 | | | 0.5 | ; | 0.6 | −2 | 0.8 | ; | 2 | 0.5 | 0.6 |
#| 0.5 · 0.8 = 0.4  <-  .5, .8, .5*.8
#| 0.5 · 3 = 1.5  <-  .5, 3, relu_backward(.5*3, np.array(.8))
#| 1.5 · 0.6 = 0.9  <-  1.5, .6, 1.5*.6
#| 1.5 · (−2) = −3  <-  1.5, -2, relu_backward(1.5*-2, np.array(.6))
#| −3 · 2 = −6  <-  -3, 2, -3*2
#| or not, −3 passes  <-  -3

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "which_gate",
    "where the z of hidden layer 3 is positive",
    "What arrives at the activations of layer 3 must pass layer 3's own bend. The weights it came "
    "over are layer 4's.",
    {
        "where the z of hidden layer 4 is positive": "That gate has been passed already: it made "
        "the δ of layer 4.",
        "where what arrives is positive": "The gate asks for z alone.",
    },
)
### END ANSWER
ask(
    "which_gate",
    "Many layers. The δ of hidden layer 4 has gone back over layer 4's weights to hidden layer 3. "
    "Which gate comes now?",
    [
        "where the z of hidden layer 4 is positive",
        "where what arrives is positive",
        "where the z of hidden layer 3 is positive",
    ],
)
#| claims A21
#| given  hidden layer 4 ; layer 4's ; hidden layer 3 ; layer 3 ; layer 3's ; of layer 4

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "what_travels",
    "the gradient with respect to what the layer received",
    "One array, a row for each example. For the layer in front it is the gradient with respect to "
    "its activations. All else stays where it was found.",
    {
        "dW and db of the layer": "These two are finished: they stay in the list of answers.",
        "all gradients found so far": "They are kept, but no further layer looks at them.",
    },
)
### END ANSWER
ask(
    "what_travels",
    "When the loop goes on to the layer in front, what does it have to carry along?",
    [
        "all gradients found so far",
        "dW and db of the layer",
        "the gradient with respect to what the layer received",
    ],
)
#| claims A21

# %% [markdown]
# ### Exercise 07.4 · deep_backward (5 points)
#
# Use your `relu_backward`, and `sigmoid_backward` and `linear_backward` of lesson 05. The loss is as ever the mean over the rows of the sum over the outputs.
#| claims A17 A21 B10
#| given  lesson 05


# %% answer deep_backward
#| claims A17 A21 B10
def deep_backward(layers, X, Y):
    """Return the gradients of the loss with respect to all weights and biases.

    layers: a list of pairs (W, b), one for each layer, the one nearest to
    the input first; one layer or more. Hidden layers bend with ReLU, the
    last layer with σ. X: array (N, D), a row for every example; Y: (N, K).
    The loss is a mean over the N rows of the sum over the K outputs of
    (A − Y)², where A is what the last layer puts out.
    Use deep_forward, sigmoid_backward, relu_backward, linear_backward.
    The exact gradients are asked. layers, X and Y stay as they are.
    Returns a list of pairs (dW, db), in the order of layers.

    Example: with three layers the list holds three pairs; the first dW has
    the shape of the first W.
    """
    ### BEGIN SOLUTION
    Zs, As = deep_forward(layers, X)
    dZ = sigmoid_backward(2 * (As[-1] - Y) / len(X), As[-1])
    grads = []
    for layer in reversed(range(len(layers))):
        dA, dW, db = linear_backward(dZ, As[layer], layers[layer][0])
        grads.append((dW, db))
        if layer > 0:
            dZ = relu_backward(dA, Zs[layer - 1])
    return grads[::-1]
    ### END SOLUTION


# %% check deep_backward

# %% [markdown]
# ### Two judges
#
# First the nudges, on a small network of three layers. Then a deep one learns to read, with your start and your gradients: four hidden layers of ReLU.
#| claims A21
#| given  three layers

# %%
rng = np.random.default_rng(4)
X_five, Y_five = rng.normal(size=(5, 3)), rng.random((5, 2))
small = [(rng.normal(size=s), rng.random(s[1])) for s in [(3, 4), (4, 3), (3, 2)]]


def nudged_weights(layer):
    def loss_of(W):
        layers = [*small[:layer], (W, small[layer][1]), *small[layer + 1 :]]
        return np.sum((deep_forward(layers, X_five)[1][-1] - Y_five) ** 2) / 5

    return numerical_grad(loss_of, small[layer][0])


with waits_for("relu_backward", "deep_backward"):
    for layer, (dW, _) in enumerate(deep_backward(small, X_five, Y_five)):
        measured = nudged_weights(layer)
        apart = np.linalg.norm(dW - measured) / np.linalg.norm(measured)
        print(f"layer {layer}: agrees with nudges: {apart < 1e-6}")
#| claims A21

# %%
from chainrule.deep_training import epochs_of

digits = load_digits()
test, ink = digits.is_test, digits.pixels
mean, spread = ink[~test].mean(axis=0), ink[~test].std(axis=0)
X_all = (ink - mean) / np.where(spread == 0, 1, spread)
X_train, Y_train = X_all[~test], np.eye(10)[digits.label[~test]]
X_test, labels_test = X_all[test], digits.label[test]

with waits_for("relu_backward", "he_init", "deep_backward"):
    rng = np.random.default_rng(1)
    sizes = [(64, 32), (32, 32), (32, 32), (32, 32), (32, 10)]
    layers = [he_init(*size, rng) for size in sizes]

    def batches():
        return minibatches(X_train, Y_train, 32, rng)

    course = epochs_of(deep_backward, layers, batches, epochs=15, lr=0.1)
    for epoch, layers in course:
        if epoch in (0, 1, 5, 15):
            said = deep_forward(layers, X_test)[1][-1].argmax(axis=1)
            print(f"after {epoch:2} epochs: {np.mean(said == labels_test):.0%}")
#| claims A21 A24

# %% [markdown]
# Now send your function into the figure. *Ask mine* (or m) lets Python run it on the network that is shown, at any depth; ticks beside the bars show what it found.
#| claims A21

# %%
from IPython.display import display

with waits_for("relu_backward", "deep_backward"):
    deep_backward(small, X_five, Y_five)  # is it written?
    own = DepthLab(mine=deep_backward, controls=["depth"], after="three_bends")
    display(own)
#| claims A21

# %% [markdown]
# > **Good place to stop.** You can train a network of any depth. What is left: what all this would cost without the chain rule. When you come back, choose **Run > Run All Cells**.

# %% [markdown]
# ## 6. The price of a gradient (15–20 minutes)
#
# ### Counting forward passes
#
# A clock says something else on every computer. So count forward passes; each ends in one loss.
#
# - **Backprop**: going forward a layer makes one product with `@`, going back it makes two, `dW` and `dX`. So a way back counts as two forward passes, and with the forward pass before it that makes three. (At most: the lowest `dX` is needed by nobody.)
# - **Nudging both sides** runs the network twice for each number, and compares these two losses.
# - **Nudging one side** runs it once for each number, and once without any nudge, to compare with.
#
# For the network with nine numbers that makes 3, 18 and 10.
#| claims A23
#| given  nine numbers
#| 3, 18 and 10  <-  [cost_in_forward_passes(9, m) for m in ('backprop', 'nudging both sides', 'nudging one side')]

# %% [markdown]
# ### Exercise 07.5 · cost_in_forward_passes (2 points)
#
# For any number of numbers, weights and biases together. Any other way than these three is refused with a `ValueError`.
#| claims A23


# %% answer cost_in_forward_passes
#| claims A23
def cost_in_forward_passes(n_params, method):
    """Return how many forward passes one gradient costs.

    n_params: how many numbers (weights and biases) the network has.
    method: "nudging one side": each number is raised a little, and the loss
    compared with the one before; "nudging both sides": each is raised and
    lowered, and these two losses are compared; "backprop": one sweep.
    A loss costs a forward pass, also the one without any nudge where a
    method needs it. Going back through a network counts as two.
    Raises ValueError for any other method.

    Returns a whole number (a float such as 3.0 is right as well).

    Example: cost_in_forward_passes(10, "nudging one side") gives 11.
    """
    ### BEGIN SOLUTION
    if method == "nudging one side":
        return n_params + 1
    if method == "nudging both sides":
        return 2 * n_params
    if method == "backprop":
        return 3
    raise ValueError(f"no method {method!r}")
    ### END SOLUTION


# %% check cost_in_forward_passes

# %%
with waits_for("cost_in_forward_passes"):
    for method in ("nudging both sides", "nudging one side", "backprop"):
        print(method, "of 2410 numbers:", cost_in_forward_passes(2410, method))
#| claims A23

# %% [markdown]
# ### Two steps, two ways
#
# Take two training steps on the digits, with 32 rows each: once your `train_step` of lesson 06, whose gradients come from one sweep; and once each of the 2410 numbers is nudged to both sides.
#| given  32 rows ; lesson 06
#| the 2410 numbers  <-  sum(v.size for v in init_mlp(64, 32, 10, np.random.default_rng(0)).values())

# %%
from chainrule.race import Race

rng = np.random.default_rng(3)
start = {
    "W1": rng.normal(0, np.sqrt(1 / 64), (64, 32)),
    "b1": np.zeros(32),
    "W2": rng.normal(0, np.sqrt(1 / 32), (32, 10)),
    "b2": np.zeros(10),
}
two = Race(start, X_train, Y_train, steps=2)
swept = two.by_backprop(train_step, minibatches)
nudged = two.by_nudging(mlp_forward, numerical_grad, minibatches)
apart = max(np.abs(swept.params[k] - nudged.params[k]).max() for k in start)
print("forward passes:", swept.passes, "and", nudged.passes)
print("the 2410 numbers agree to nine decimals:", apart < 1e-9)
#| claims A23

# %% [markdown]
# The same two steps, for 6 forward passes or for 9640. Now a race over the whole way.
#
# All start with the same 2410 numbers, and the goal is to read 94 % of the test digits. A forward pass over 1437 rows is more work than one over 32, so count **example-runs**: one example, once forward through the network.
#
# - *Backprop* takes training steps with batches of 32 rows and the learning rate 1. A step costs $3 \cdot 32 = 96$.
# - *Nudging* takes the very same steps, but measures all slopes, to both sides.
# - *Blind trying* turns all numbers a little by chance, with the best size of turn that we found. It looks at all 1437 rows, and keeps what lowers the loss. A try costs 1437.
#| claims A23
#| given  goal is to read 94 % ; over 32, so ; batches of 32 rows and the learning rate 1
#| for 6 forward passes or for 9640  <-  2*cost_in_forward_passes(2410, 'backprop'), 2*cost_in_forward_passes(2410, 'nudging both sides')
#| the same 2410 numbers  <-  64*32 + 32 + 32*10 + 10
#| pass over 1437 rows  <-  np.sum(~digits.is_test)
#| $3 \cdot 32 = 96$  <-  3, 32, 3*32
#| all 1437 rows  <-  np.sum(~digits.is_test)
#| costs 1437  <-  np.sum(~digits.is_test)

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "race_order",
    "backprop, blind trying, nudging",
    "To read 94 %, it took on average 17 thousand, 9 million and 27 million example-runs: blind "
    "trying some 500 times as many as backprop, nudging both sides 1607 times. Measuring every slope "
    "exactly costs more than blind trying: its first step alone costs 154 240 example-runs, as much "
    "as 107 blind tries. Nudging one side would halve the 27 million, and still cost more: "
    "exact slopes, measured one by one, lose against chance.",
    {
        "backprop, nudging, blind trying": "Exact slopes lead straight down, but each of them is "
        "paid for alone. A blind try turns all numbers for the price of one forward pass.",
        "blind trying, backprop, nudging": "With nine numbers it was no worse. With 2410 nearly "
        "every turn is a bad one.",
    },
)
### END ANSWER
predict(
    "race_order",
    "Who reaches 94 % with the fewest example-runs? Cheapest first.",
    [
        "backprop, nudging, blind trying",
        "backprop, blind trying, nudging",
        "blind trying, backprop, nudging",
    ],
)
#| claims A23
#| given  94 % ; nine numbers ; With 2410
#| 17 thousand, 9 million and 27 million  <-  cost['backprop'][1]/1e3, cost['blind'][1]/1e6, cost['nudging'][1]/1e6
#| the 27 million  <-  cost['nudging'][1]/1e6
#| some 500 times  <-  np.round(cost['blind'][1]/cost['backprop'][1], -2)
#| 1607 times  <-  np.round(4820/3)
#| costs 154 240 example-runs  <-  154, 240
#| as much as 107  <-  np.floor(4820*32/1437)

# %%
with waits_for(after="race_order"):
    for spend in (24_000, 240_000):
        race = Race(start, X_train, Y_train, spend=spend)
        runs = {
            "one sweep": race.by_backprop(train_step, minibatches),
            "nudges": race.by_nudging(mlp_forward, numerical_grad, minibatches),
            "chance": race.by_trying(mlp_forward, size=0.02),
        }
        print(f"with {spend} example-runs to spend:")
        for way, run in runs.items():
            said = mlp_forward(run.params, X_test)[1].argmax(axis=1)
            right = f"{np.mean(said == labels_test):.0%} of the test digits"
            print(f"  {way}: {run.steps} steps, {right}")
reveal("race_order")
#| claims A23

# %% [markdown]
# ### What the race says
#
# Above, all three first spent what backprop needs, then ten times as much. The rest of the race takes minutes, so it was run beforehand, from several starts; its averages stand with the answer. (Blind trying lowers the loss from its first tries on; reading comes later.)
#| claims A23

# %% [markdown]
# To be honest: at this size, trying is no nonsense. It is a matter of a minute or so, and it gets there. With nine numbers it was no worse than gradients. The more numbers there are, the rarer is a turn that suits them all.
#
# And how about really large networks?
#| claims A23
#| given  nine numbers

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "billion",
    "about 300 years",
    "317 years for one gradient, and training needs many thousands. The work of a nudge grows with "
    "the network, and so does the number of nudges.",
    {
        "about an hour": "That would be a few hundred times as long. How many nudges are there?",
        "about a week": "Two forward passes for each number, each of 5 seconds.",
    },
)
### END ANSWER
predict(
    "billion",
    "A network with a billion numbers, on a computer where a forward pass takes 5 seconds. "
    "Backprop finds all gradients in 15 seconds. How long does nudging both sides take?",
    ["about an hour", "about a week", "about 300 years"],
)
#| claims A23
#| given  about an hour ; of 5 seconds ; takes 5 seconds
#| in 15 seconds  <-  3*5
#| about 300 years  <-  np.round(2e9*5/(365.25*86400), -2)
#| 317 years  <-  2e9*5/(365.25*86400)

# %% [markdown]
# Slide the number of numbers. Where does each way pass the mark of a night, and where that of a life?

# %%
CostRuler(controls=["weights"], after="billion")
#| claims A23

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("billion")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "one_day",
    "about 3 million",
    "With ten times as many numbers each pass is ten times as long, and there are ten times as "
    "many: a hundred times in all. Networks with 3 million numbers are small today.",
    {
        "about 3 thousand": "There a gradient is measured in the blink of an eye.",
        "about 3 billion": "There it takes thousands of years.",
    },
)
### END ANSWER
ask(
    "one_day",
    "At how many numbers does a single gradient, by nudging both sides, take a day?",
    ["about 3 thousand", "about 3 million", "about 3 billion"],
)
#| claims A23
#| given  about 3 thousand ; about 3 billion ; with 3 million
#| about 3 million  <-  np.round(np.sqrt(86400/(2*5e-9))/1e6)

# %% [markdown]
# ### Why so cheap, and what it is paid with
#
# There is one loss and there are many numbers. A sweep from the loss carries the one answer past every number; a nudge starts at a number and serves only that one.
#
# The price is **memory**. Whoever only goes forward may forget a layer as soon as the next one is done. The way back needs every layer's activations again: each weight asks for what its neuron received.
#| claims A23 A24

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "memory",
    10560,
    "32 rows with 64 + 8 · 32 + 10 = 330 numbers each: 10 560. Going forward alone, two layers at "
    "a time are enough: 32 · (64 + 32) = 3072, however deep the network is.",
)
### END ANSWER
ask(
    "memory",
    "64 inputs, eight hidden layers of 32 neurons, 10 outputs, and 32 rows. For the way back the "
    "inputs and all activations are kept. How many numbers is that in all?",
)
#| claims A24
#| given  64 inputs ; of 32 neurons, 10 outputs, and 32 rows
#| 32 rows with 64 + 8 · 32 + 10 = 330 numbers each: 10 560  <-  32, 64, 8, 32, 10, 64 + 8*32 + 10, 10, 560
#| 32 · (64 + 32) = 3072  <-  32, 64, 32, 32*(64 + 32)
#| 10560  <-  32*(64 + 8*32 + 10)

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "infeasible",
    "… because every number would need forward passes of its own for each step: with 2410 numbers "
    "some 1600 times the work, with a billion 300 years for one gradient. The chain rule gets all "
    "of them in one sweep, at the price of three forward passes and the memory. Blind trying needs "
    "no gradient, but falls behind as the numbers grow.",
)
### END ANSWER
explain(
    "infeasible",
    "The text behind this course ends: “Without it, training deep neural networks would be "
    "computationally infeasible and ineffective.” Complete it: “… because …”. Use the word “passes”.",
    use_word="passes",
)
#| claims A23
#| with 2410 numbers some 1600  <-  2410, np.round(4820/3, -2)
#| 300 years  <-  np.round(2e9*5/(365.25*86400), -2)

# %% [markdown]
# ## 7. Exit ticket (3–4 minutes)
#
# By hand, please.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_three",
    "1/64",
    "0.25 · 0.25 · 0.25, that is a quarter of a quarter of a quarter.",
    {
        "3/4": "Slopes in a row multiply.",
        "1/12": "A quarter of a quarter is a sixteenth, not an eighth.",
    },
)
### END ANSWER
ask(
    "exit_three",
    "On the way back a gradient passes three neurons of σ, and three weights of 1. What is the most "
    "that can be left of it?",
    ["3/4", "1/12", "1/64"],
)
#| claims A17
#| given  weights of 1 ; 3/4 ; 1/12
#| 1/64  <-  1, 1/.25**3
#| 0.25 · 0.25 · 0.25  <-  .25, .25, .25

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer("exit_gate", -2, "The gate is open, for z is positive. What arrives passes as it is.")
### END ANSWER
ask(
    "exit_gate",
    "At a ReLU neuron z was 0.3. On the way back −2 arrives at its activation. What goes on to its "
    "z?",
)
#| claims A17
#| given  was 0.3
#| −2  <-  relu_backward(np.array(-2.), np.array(.3))

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_repair",
    "larger start weights, or another bend",
    "Even shrinking, and nothing saturated: each layer's factor is too small. Its two halves are "
    "the weights and the slopes.",
    {
        "more epochs": "A gradient a thousand times too small needs a thousand times as many.",
        "smaller start weights": "Each layer's factor would be smaller still.",
    },
)
### END ANSWER
ask(
    "exit_repair",
    "A network of σ: the norms of its gradients, first layer first, are 0.0001, 0.001, 0.01, 0.1. "
    "All activations lie between 0.4 and 0.6. What helps?",
    ["more epochs", "smaller start weights", "larger start weights, or another bend"],
)
#| claims A24
#| given  0.0001, 0.001, 0.01, 0.1 ; between 0.4 and 0.6

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer("exit_passes", 1001, "One for each number, and one without a nudge to compare with.")
### END ANSWER
ask(
    "exit_passes",
    "A network has 1000 numbers. How many forward passes does one gradient cost by nudging one "
    "side?",
)
#| claims A23
#| given  1000 numbers
#| 1001  <-  cost_in_forward_passes(1000, 'nudging one side')

# %% [markdown]
# ## Summary card
#
# - **A long way back** multiplies by weight times slope at every layer. Below 1 the gradient vanishes, above 1 it explodes.
# - **What keeps it alive:** start weights that fit, and a bend whose slope is near 1. The gradients of each layer show where learning stops.
# - **Every layer needs its gradient.** Layers that get none do harm.
# - **Any depth is one loop:** past the bend, to the weights, over the weights to the layer in front.
# - **Backpropagation costs three forward passes**, however many numbers there are, and the memory for what was worked out on the way. Nudging costs two for *each* number.
#
# **Next: 08 · [Your own engine](../08_your_own_engine/08_your_own_engine.ipynb).** A program of yours that finds the gradients of any formula you type. Save this notebook (Ctrl+S), and press **Validate** in the toolbar to see all six checks at once. The side road below is for those with time left.
#
# Back to [06 · Weight updates](../06_weight_updates/06_weight_updates.ipynb).
#| claims A17 A21 A23 A24
#| given  Below 1 ; above 1 ; near 1

# %% [markdown]
# ## Appendix: a side road, when it grows
#
# Ten to fourteen minutes, for those with time left. Gradients can grow on the way back as well. Take 20 hidden layers of ReLU, all start weights twice as large as `he_init` makes them, and an output without σ.
#| given  20 hidden layers

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "twice_he",
    "far above a billion",
    "Above a thousand billion. Each layer makes everything twice as large, going forward and going "
    "back once more. With σ at the output the gradients may be next to nothing instead: the output "
    "is so far out that σ is flat there. One step along such a gradient throws all numbers far "
    "away.",
    {
        "near 1": "Twice, twenty times over, is a million. And that is only the forward pass.",
        "near 0": "What makes gradients small is a factor below 1. Here each factor is about 2.",
    },
)
### END ANSWER
predict(
    "twice_he",
    "How long is the gradient of the first layer?",
    ["near 0", "near 1", "far above a billion"],
)
#| given  near 1 ; near 0 ; a factor below 1 ; about 2

# %%
DepthLab(
    "net",
    depth=20,
    activation="relu",
    start=2,
    output="straight",
    controls=["output"],
    after="twice_he",
)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("twice_he")

# %% [markdown]
# ### Shrink all alike
#
# Many programs shorten a gradient that is too long. Its length is the root of the sum of all squares, over all entries of all arrays: 3, 4 and 12 have the length $\sqrt{9 + 16 + 144} = 13$.
#
# If 6.5 is the most that is allowed, all are multiplied by 6.5/13 = 0.5: they become 1.5, 2 and 6. The direction stays. Gradients that are short enough stay as they are.
#| given  3, 4 and 12 ; If 6.5
#| $\sqrt{9 + 16 + 144} = 13$  <-  9, 16, 144, np.sqrt(9 + 16 + 144)
#| 6.5/13 = 0.5  <-  6.5, 13, .5
#| become 1.5, 2 and 6  <-  list(clip_by_norm({'a': np.array([3., 4.]), 'b': np.array([12.])}, 6.5).values())[0], 6

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "each_alone",
    "the direction",
    "3, 4, 6.5 leads elsewhere than 3, 4, 12. And the direction is what the gradient knows.",
    {
        "nothing": "Compare the ratio of the last two numbers.",
        "the signs": "They stay.",
    },
)
### END ANSWER
ask(
    "each_alone",
    "Somebody cuts each entry alone down to 6.5: 3, 4, 12 becomes 3, 4, 6.5. What is lost?",
    ["nothing", "the signs", "the direction"],
)
#| given  to 6.5 ; 3, 4, 12 becomes 3, 4, 6.5 ; 3, 4, 6.5 leads ; than 3, 4, 12

# %% [markdown]
# ### Exercise 07.6 · clip_by_norm (2 points)
#
# For gradients in a dict, as `mlp_backward` returns them.


# %% answer clip_by_norm
def clip_by_norm(grads, max_norm):
    """Return the gradients, made shorter together where they are too long.

    grads: a dict of arrays. Their length is that of all entries of all
    arrays together: the root of the sum of the squares. If it is above
    max_norm, all entries shrink by the same factor, so that the length
    becomes max_norm; else they come back as they are (zeros, too).
    grads and its arrays stay as they are.
    Returns a dict with the same names.

    Example: {"w": np.array([3.0, 4.0])} has the length 5.
    """
    ### BEGIN SOLUTION
    length = np.sqrt(sum(np.sum(gradient**2) for gradient in grads.values()))
    factor = max_norm / length if length > max_norm else 1.0
    return {name: factor * gradient for name, gradient in grads.items()}
    ### END SOLUTION


# %% check clip_by_norm

# %% [markdown]
# **Next: 08 · [Your own engine](../08_your_own_engine/08_your_own_engine.ipynb).** Save this notebook before you go (Ctrl+S).
