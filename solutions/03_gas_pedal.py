#| let rate = dspeed_dpedal(20, 1.4)  # km/h per % at 20 %, in third gear

# %% [markdown]
# # The gas pedal
#
# **You are here:** [00 predictions](../00_predictions/00_predictions.ipynb) → [01 the chain rule](../01_chain_rule/01_chain_rule.ipynb) → [02 nested machines](../02_nested_machines/02_nested_machines.ipynb) → **03 gas pedal** → [04 one neuron](../04_single_neuron/04_single_neuron.ipynb) → [05 layers](../05_layers/05_layers.ipynb) → [06 weight updates](../06_weight_updates/06_weight_updates.ipynb) → [07 deep networks](../07_deep_networks/07_deep_networks.ipynb) → [08 your own engine](../08_your_own_engine/08_your_own_engine.ipynb)
#
# You press the gas pedal a little deeper. How much faster does the car go? Between your foot and the road stand machines in a row: the pedal sets the engine's revs, and the revs set the speed.
#
# In this lesson every number has a unit. Units are a strict referee: join two rates in the wrong way, and what comes out is a unit that makes no sense. You will need that referee less and less. At the end you link four rates in a row, as many as lie between a weight deep inside a small network and its loss.
#| claims B7

# %% [markdown]
# | part | minutes | afterwards you can |
# |---|---|---|
# | Warm-up | 3–4 | recall the backward walk |
# | 1. One pedal, three dials | 8–11 | say what the unit of a rate tells you |
# | 2. Two rates, one for each machine | 13–20 | work out the rates of engine and gearbox |
# | 3. One rate for the whole way | 11–16 | link the two, and tell a local rate from an average |
# | 4. Four links | 14–21 | follow a chain of four rates and check it by its units |
# | 5. The rule in a drive log | 8–11 | measure rates in logged data, and say what spoils them |
# | 6. Find the bug, and exit | 6–9 | find a slip by its unit |
#
# You need the chain rule, the derivative $(e^t)' = e^t$, and numpy arrays.
#
# Back after a break? Choose **Run > Run All Cells**: your answers come back. Until then, figures and questions say “Error displaying widget”.
#| $(e^t)' = e^t$  <-  same(lambda t: slope(np.exp, t), np.exp)

# %%
import numpy as np
from chainrule import ask, check, confirm, explain, predict, reveal, waits_for
from chainrule.explorables import Dashboard

### BEGIN ANSWER
from chainrule.questions import answer

### END ANSWER

# %% [markdown]
# ## Warm-up: what do you still know? (3–4 minutes)
#
# From memory, please. The last cell asks once more what you got wrong in the lesson before although you were sure.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "pedal_sweep",
    "(1, 0.5, 0.1, 1)",
    "Start with 1 at the end and multiply on the way back: 0.1, then 0.1 · 5 = 0.5, "
    "then 0.5 · 2 = 1.",
    {
        "(2, 10, 1, 1)": "These are the products from the front, one place too early. From the "
        "front, how each value reacts to the input would be (1, 2, 10, 1).",
        "(2, 5, 0.1, 1)": "These are the local rates, not yet multiplied.",
    },
)
### END ANSWER
ask(
    "pedal_sweep",
    "Three machines in a row have the rates 2, 5 and 0.1. "
    "How does the output react to each of the four values, from the input to the output itself?",
    ["(2, 5, 0.1, 1)", "(2, 10, 1, 1)", "(1, 0.5, 0.1, 1)"],
)
#| given  (2, 10, 1, 1) ; (2, 5, 0.1, 1) ; the rates 2, 5 and 0.1
#| would be (1, 2, 10, 1)  <-  1, 2, 2*5, 2*5*0.1
#| (1, 0.5, 0.1, 1)  <-  backward_sweep([2, 5, 0.1])
#| Start with 1 at the end and multiply on the way back: 0.1, then 0.1 · 5 = 0.5, then 0.5 · 2 = 1
#|     <-  1, 0.1, 0.1, 5, 0.5, 0.5, 2, 1

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "pedal_keep_values",
    "each rate is read at the value that its machine received",
    "Without the values on the way nobody would know where to read the rates.",
    {
        "their sum is the output": "Nothing is added up along a chain: each machine works on what "
        "the one before produced.",
        "they are compared with the target": "Only the last value meets the target.",
    },
)
### END ANSWER
ask(
    "pedal_keep_values",
    "In the forward pass through a chain you keep every value in between. What for?",
    [
        "their sum is the output",
        "each rate is read at the value that its machine received",
        "they are compared with the target",
    ],
)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "pedal_decay",
    "−e^(−x/10) / 10",
    "The exponential is its own slope, at the value that it receives. "
    "What it receives, −x/10, has the slope −1/10.",
    {
        "e^(−x/10)": "That is the outer slope alone. The exponent has a slope too.",
        "−10 · e^(−x/10)": "The exponent moves ten times as slowly as x, not ten times as fast.",
        "−x/10 · e^(−x/10 − 1)": "That is the power rule. An exponential keeps its exponent.",
    },
)
### END ANSWER
ask(
    "pedal_decay",
    "What is the derivative of e^(−x/10)?",
    ["e^(−x/10)", "−e^(−x/10) / 10", "−10 · e^(−x/10)", "−x/10 · e^(−x/10 − 1)"],
)
#| given  e^(−x/10) ; −10 · e^(−x/10) ; −x/10 · e^(−x/10 − 1) ; −x/10
#| −1/10  <-  abs(slope(lambda x: -x/10, 1.0) + 0.1) < 1e-9
#| −e^(−x/10) / 10
#|     <-  same(lambda x: slope(lambda t: np.exp(-t/10), x), lambda x: -np.exp(-x/10)/10)

# %%
from chainrule import again

again("02_nested_machines")

# %% [markdown]
# ## 1. One pedal, three dials (8–11 minutes)
#
# First a toy in whole numbers: a pedal drives a crank, and the crank a wheel. One more % of pedal brings 3 turns of the crank. One turn of the crank rolls the wheel 2 m on.
#| given  3 turns ; rolls the wheel 2 m

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "toy_wheels",
    6,
    "3 turns per %, each worth 2 m: 3 · 2 = 6 m per %. The turns cancel.",
)
### END ANSWER
ask("toy_wheels", "How many metres does one more % of pedal bring?")
#| given  3 turns per %, each worth 2 m
#| 3 · 2 = 6  <-  3, 2, 3*2
#| 6  <-  3*2

# %% [markdown]
# ### The car
#
# The same with a real car, whose rates are neither whole nor constant.
#
# Two machines in a row, and every value has its unit:
#
# $$p \;\xrightarrow{\;\text{engine}\;}\; r \;\xrightarrow{\;\text{gearbox}\;}\; v$$
#
# - $p$ is the **pedal**, in % of the way down;
# - $r$ is the speed of the **engine**, in turns per minute (rpm), its *revs*;
# - $v$ is the **speed** of the car, in km/h.
#
# (In lesson 02 $v_0$, $v_1$ … were the values on the belt; here $v$ is the speed alone.)
#
# Our car is a simple one. The pedal alone sets the revs, uphill or down. And you always wait until the car has settled: we ask how fast it goes in the end, not how soon.
#| claims B7
#| given  lesson 02 ; $v_0$ ; $v_1$
#| given  $$p \;\xrightarrow{\;\text{engine}\;}\; r \;\xrightarrow{\;\text{gearbox}\;}\; v$$

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "best_gear",
    "in fifth gear",
    "The engine gains the same revs in every gear. In fifth gear the wheels turn most for each "
    "turn of the engine, so the speed gains most.",
    {
        "in first gear": "First gear pulls hardest, and the car gets going soonest. But there the "
        "wheels turn least for each turn of the engine.",
        "the same in every gear": "The engine does not notice the gear here, but the wheels do.",
    },
    recall="The car of lesson 03 drives with the pedal at 20 %. You press 1 % more. In which "
    "gear does the speed gain most?",
)
### END ANSWER
predict(
    "best_gear",
    "The pedal is at 20 %. You press 1 % more. In which gear does the speed gain most?",
    ["in first gear", "in fifth gear", "the same in every gear"],
)
#| given  20 % ; 1 % more

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "deeper_pedal",
    "less than at 20 %",
    "The engine comes closer to its limit and has fewer revs left to gain. In third gear "
    "at 60 % the next percent adds about 0.6 km/h, at 20 % about 1.7.",
    {
        "more than at 20 %": "The car is faster there, but each further push brings less.",
        "the same": "It would be the same if the engine's curve were a straight line. It bends.",
    },
    recall="The car of lesson 03 stays in one gear. Does one more percent of pedal add more "
    "speed at 60 % than at 20 %, or less?",
)
### END ANSWER
predict(
    "deeper_pedal",
    "Now the pedal is at 60 %, in the same gear as before. Does one more percent add more speed "
    "than at 20 %, or less?",
    ["more than at 20 %", "less than at 20 %", "the same"],
)
#| given  60 % ; 20 %
#| let next_percent = lambda p: speed(rpm(p + 1), 1.4) - speed(rpm(p), 1.4)
#| at 60 % the next percent adds about 0.6 km/h, at 20 % about 1.7
#|     <-  60, next_percent(60), 20, next_percent(20)

# %% [markdown]
# 1. Leave the pedal at 20 % and go through the gears, with the lever or with the keys 1 to 5. Watch both rates on the cards.
# 2. Go back to third gear and move the pedal from 20 % to 60 %. Which card changes, and which does not?
# 3. Go back to 20 % and put the two cards together: choose *multiply*, then *add*.
#
# (The drag dial has its turn in part 4. The strip shows what you did in the last 20 seconds; in it the car has settled at once.)
#| claims B7 B8
#| given  20 % ; 60 % ; keys 1 to 5 ; part 4 ; last 20 seconds

# %%
Dashboard(pushes=False, after="deeper_pedal")

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("best_gear")
reveal("deeper_pedal")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "third_gear",
    1.742,
    "78.85 rpm per % times 0.02209 km/h per rpm makes 1.742 km/h per %.",
)
### END ANSWER
ask(
    "third_gear",
    "Third gear, pedal at 20 %: what is the product of the two rates, in km/h per %?",
)
#| given  20 %
#| 1.742  <-  rate
#| 78.85 rpm per % times 0.02209 km/h per rpm makes 1.742 km/h per %
#|     <-  drpm_dpedal(20), dspeed_drpm(2846, 1.4), rate

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "no_sum",
    "km/h per rpm and rpm per % are different kinds of things",
    "You cannot add a length to a weight either. Multiplied, the two make sense: the rpm cancel.",
    {
        "one of the two is much larger": "Numbers of very different size can be added. Numbers of "
        "different units cannot.",
        "rates can never be added": "Two rates of the same unit can: later, where two ways lead to "
        "one place. Here one machine stands behind the other.",
    },
)
### END ANSWER
ask(
    "no_sum",
    "Why does the dashboard refuse to add the two cards?",
    [
        "one of the two is much larger",
        "km/h per rpm and rpm per % are different kinds of things",
        "rates can never be added",
    ],
)
#| claims B8

# %% [markdown]
# ### Rates have units
#
# The unit of a rate is the unit of what comes out, **per** the unit of what goes in. For the whole way from the pedal to the speed:
#
# $$\frac{dv}{dp} = \frac{dv}{dr} \cdot \frac{dr}{dp} \qquad\qquad \frac{\text{km/h}}{\%} = \frac{\text{km/h}}{\cancel{\text{rpm}}} \cdot \frac{\cancel{\text{rpm}}}{\%}$$
#
# This is $dz/dx = dz/dy \cdot dy/dx$ in the letters of the car. What is on top in the one rate and below in the next cancels. (How quickly you press does not count: a rate compares two changes, not their pace.) When the units do not cancel to what was asked, something is wrong before you have worked out a single number.
#| claims B6 B8
#| $$\frac{dv}{dp} = \frac{dv}{dr} \cdot \frac{dr}{dp} \qquad\qquad \frac{\text{km/h}}{\%} = \frac{\text{km/h}}{\cancel{\text{rpm}}} \cdot \frac{\cancel{\text{rpm}}}{\%}$$
#|     <-  same(lambda p: dspeed_dpedal(p, 1.4), lambda p: slope(lambda q: speed(rpm(q), 1.4), p))
#| $dz/dx = dz/dy \cdot dy/dx$
#|     <-  same(lambda x: chain_rule(np.exp, np.sin, np.cos, x), lambda x: slope(compose(np.exp, np.sin), x))

# %% [markdown]
# ## 2. Two rates, one for each machine (13–20 minutes)
#
# Here is the car as code. The engine idles at 800 rpm. Pressing the pedal brings up to 5200 rpm more, at first quickly, then less and less.
#| idles at 800 rpm  <-  rpm(0)
#| up to 5200 rpm more  <-  rpm(1e9) - 800


# %%
def rpm(p):
    """The engine: pedal in %, result in rpm."""
    return 800 + 5200 * (1 - np.exp(-p / 40))


def speed(r, ratio):
    """Gearbox and wheels: engine in rpm, the gear's ratio, result in km/h."""
    return r * 0.06 * np.pi * 0.64 / (3.9 * ratio)


r = rpm(20)
print(f"20 %, third gear (ratio 1.4): {r:.0f} rpm, {speed(r, 1.4):.1f} km/h")

# %% [markdown]
# ### Your turn, with two blanks: another engine
#
# To warm up, a smaller engine: $r = 900 + 3000\,(1 - e^{-p/30})$ at $p = 30$. Name what the exponential receives, as in lesson 01, and fill in the dots.
#| given  $r = 900 + 3000\,(1 - e^{-p/30})$ at $p = 30$ ; lesson 01

# %%
p = 30
t = -p / 30  # what the exponential receives
dr_dt = -3000 * np.exp(t)  # the exponential stands behind a minus
dt_dp = ...  # how fast does t move, compared with p?
dr_dp = ...
### BEGIN ANSWER
dt_dp = -1 / 30
dr_dp = dr_dt * dt_dp
### END ANSWER
confirm("dt_dp", dt_dp, hint="Press 1 % more: how does t = −p/30 move?")
confirm("dr_dp", dr_dp, hint="Link the two rates. Is the line above right?")
#| given  1 % more ; 30 ; t = −p/30

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "idle_gone",
    "it does not move with the pedal, so its slope is 0",
    "A rate sees changes only. Whatever stays where it is adds nothing.",
    {
        "it is small beside the 3000": "Small or large makes no difference. Does it move?",
        "it was cancelled by the 1 in the bracket": "Nothing cancels here. Ask of each part alone: "
        "does it move with the pedal?",
    },
)
### END ANSWER
ask(
    "idle_gone",
    "The engine idles at 900 rpm, but the 900 appears nowhere in the rate. Why?",
    [
        "it is small beside the 3000",
        "it does not move with the pedal, so its slope is 0",
        "it was cancelled by the 1 in the bracket",
    ],
)
#| given  900 ; 3000 ; the 1 in the bracket
#| its slope is 0  <-  slope(lambda p: 900.0, 30)

# %% [markdown]
# ### Exercise 03.1 · drpm_dpedal (2 points)
#
# The rate of our engine, $r(p) = 800 + 5200\,(1 - e^{-p/40})$, for every pedal position: how many rpm does the next % bring? Half of the points are for arrays: with `np.exp` they come for free.
#| claims B8
#| $r(p) = 800 + 5200\,(1 - e^{-p/40})$  <-  same(rpm, lambda p: 800 + 5200*(1 - np.exp(-p/40)))


# %% answer drpm_dpedal
def drpm_dpedal(p):
    """Return dr/dp, the rate of the engine at pedal p.

    p: float in %, or an array of them.
    Returns a float in rpm per %, or an array of the same shape.

    Example: drpm_dpedal(20) gives one positive float, and
    drpm_dpedal(60) gives a smaller one.
    """
    ### BEGIN SOLUTION
    return 5200 / 40 * np.exp(-p / 40)
    ### END SOLUTION


# %% check drpm_dpedal

# %% [markdown]
# ### From engine turns to km/h
#
# Between engine and road the turns pass a chain of their own:
#
# | part | what it makes of one turn |
# |---|---|
# | gearbox, ratio $G$ | turn $1/G$ times |
# | final drive | turn $1/3.9$ times as often again |
# | wheel, diameter 0.64 m | roll $\pi \cdot 0.64 = 2.01$ m with every turn |
# | clock | 1 m per minute is 0.06 km/h |
#
# $$v = r \cdot \frac{0.06 \cdot \pi \cdot 0.64}{3.9 \cdot G}$$
#
# A low gear has a high ratio: first gear has the ratio 3.6, fifth gear 0.8.
#| given  | gearbox, ratio $G$ | turn $1/G$ times |
#| given  | final drive | turn $1/3.9$ times as often again |
#| | wheel, diameter 0.64 m | roll $\pi \cdot 0.64 = 2.01$ m with every turn |
#|     <-  0.64, 0.64, np.pi*0.64
#| | clock | 1 m per minute is 0.06 km/h |  <-  1, 60/1000
#| $$v = r \cdot \frac{0.06 \cdot \pi \cdot 0.64}{3.9 \cdot G}$$
#|     <-  same(lambda r: speed(r, 1.4), lambda r: r*0.06*np.pi*0.64/(3.9*1.4))
#| first gear has the ratio 3.6, fifth gear 0.8  <-  GEAR_RATIOS[0], GEAR_RATIOS[4]

# %% [markdown]
# ### Exercise 03.2 · dspeed_drpm (2 points)
#
# The rate of gearbox and wheels: how many km/h does one more rpm bring?
#| claims B8


# %% answer dspeed_drpm
def dspeed_drpm(r, ratio):
    """Return dv/dr, the rate of gearbox and wheels at r rpm.

    r: float in rpm. ratio: float, the ratio of the gear.
    Returns a float in km/h per rpm.

    Example: dspeed_drpm(2000, 1.4) gives one small positive float,
    and dspeed_drpm(4000, 1.4) gives the same.
    """
    ### BEGIN SOLUTION
    return 0.06 * np.pi * 0.64 / (3.9 * ratio)
    ### END SOLUTION


# %% check dspeed_drpm

# %% [markdown]
# > **Good place to stop.** When you come back, choose **Run > Run All Cells**; your answers are still there.

# %% [markdown]
# ## 3. One rate for the whole way (11–16 minutes)
#
# ### A worked example: 20 % pedal in third gear
#
# | step | value |
# |---|---|
# | **Run forward, keep the value in between** | $r = 2846$ rpm |
# | **Engine's rate, at what the engine receives** | at $p = 20$ %: $dr/dp = 78.85$ rpm per % |
# | **Gearbox's rate, at what the gearbox receives** | at these rpm: $dv/dr = 0.02209$ km/h per rpm |
# | **Multiply, and see the rpm cancel** | $dv/dp = 0.02209 \cdot 78.85 = 1.742$ km/h per % |
#
# So the next % of pedal should add about 1.742 km/h. Does it?
#| claims B6 B8
#| given  20 % pedal in third gear ; at $p = 20$ %
#| $r = 2846$ rpm  <-  rpm(20)
#| $dr/dp = 78.85$ rpm per %  <-  drpm_dpedal(20)
#| $dv/dr = 0.02209$ km/h per rpm  <-  dspeed_drpm(2846, 1.4)
#| about 1.742 km/h  <-  rate
#| $dv/dp = 0.02209 \cdot 78.85 = 1.742$ km/h per %
#|     <-  dspeed_drpm(2846, 1.4), drpm_dpedal(20), rate

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "really",
    "a little less",
    "It is +1.721 km/h. The rate is right at the start of the push. On the way the engine's curve "
    "flattens, and the rate falls.",
    {
        "exactly that": "It would be exact if the curve between pedal and speed were a straight "
        "line.",
        "a little more": "It would be more if the curve bent upwards. This one flattens.",
    },
    recall="At 20 % of pedal the rate of the car of lesson 03 is 1.742 km/h per %. You press 1 % "
    "more. What does the speed really gain?",
)
### END ANSWER
predict(
    "really",
    "The rate at the start is 1.742 km/h per %. You press 1 % more, from 20 % to 21 %. "
    "What does the speed really gain?",
    ["exactly that", "a little less", "a little more"],
)
#| given  1 % more ; 20 % to 21 % ; lesson 03 ; 20 % of pedal
#| 1.742 km/h per %  <-  rate
#| +1.721 km/h  <-  speed(rpm(21), 1.4) - speed(rpm(20), 1.4)

# %%
with waits_for(after="really"):
    print("really:", round(speed(rpm(21), 1.4) - speed(rpm(20), 1.4), 3), "km/h")
reveal("really")

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "local_rate",
    "A rate is local: it belongs to the place where it was read. It predicts a small push well, "
    "and the longer the push, the more the curve has bent away from it.",
)
### END ANSWER
explain(
    "local_rate",
    "Why does the prediction miss, and what would you do to make it better? Use the word “local”.",
    use_word="local",
)

# %% [markdown]
# ### Exercise 03.3 · dspeed_dpedal (3 points)
#
# The rate of the whole way. Use your `drpm_dpedal` and `dspeed_drpm`, and `rpm`, which says what the gearbox receives.
#
# Should one of your two rates still be wrong, you can earn these points all the same: while this function is checked, right ones stand behind those names.
#| claims B6 B8


# %% answer dspeed_dpedal
#| claims B8
def dspeed_dpedal(p, ratio):
    """Return dv/dp, the rate from pedal to speed, at pedal p.

    p: float in %. ratio: float, the ratio of the gear.
    Returns a float in km/h per %.

    Example: dspeed_dpedal(20, 1.4) gives one positive float; you
    know its first digits.
    """
    ### BEGIN SOLUTION
    return dspeed_drpm(rpm(p), ratio) * drpm_dpedal(p)
    ### END SOLUTION


# %% check dspeed_dpedal

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "average_or_local",
    "1.74 · 5 km/h",
    "The average tells how the car came to be where it is, idling included. What a push does from "
    "here, only the rate here can tell.",
    {
        "3.14 · 5 km/h": "The average still counts the first percents, when the engine gained "
        "most, and even the speed at idle, when no pedal was pressed at all.",
        "right between the two": "They answer two questions. Only one of them is about the push.",
    },
    recall="The car of lesson 03 does 62.9 km/h at 20 % of pedal: 3.14 km/h per % on average. "
    "Its rate there is 1.74 km/h per %. You press 5 % more. What comes nearest to the gain?",
)
### END ANSWER
predict(
    "average_or_local",
    "At 20 % the car does 62.9 km/h: 62.9 / 20 = 3.14 km/h per % on average. "
    "The rate there is 1.74 km/h per %. You press 5 % more. What comes nearest to the gain?",
    ["3.14 · 5 km/h", "1.74 · 5 km/h", "right between the two"],
)
#| 20 % the car does 62.9 km/h  <-  20, speed(rpm(20), 1.4)
#| 62.9 / 20 = 3.14 km/h per %  <-  62.9, 20, speed(rpm(20), 1.4)/20
#| given  5 % more ; · 5 km/h ; lesson 03
#| 62.9 km/h at 20 %  <-  speed(rpm(20), 1.4), 20
#| 1.74 km/h per %  <-  rate
#| 1.74  <-  rate
#| 3.14  <-  speed(rpm(20), 1.4)/20

# %%
with waits_for(after="average_or_local"):
    for push in (1, 5, 20):
        real = speed(rpm(20 + push), 1.4) - speed(rpm(20), 1.4)
        rate, average = 1.74 * push, 3.14 * push
        guesses = f"rate {rate:.1f}, average {average:.1f}"
        print(f"+{push} %: {guesses}, really {real:.1f}")
reveal("average_or_local")
#| claims B8

# %% [markdown]
# ## 4. Four links (14–21 minutes)
#
# Air pushes back, and the engine must pay for it. Two more machines lead there:
#
# $$p \;\to\; r \;\to\; v \;\to\; u \;\to\; D$$
#
# - $u = v/3.6$ is the same speed in m/s, as physics likes it: 1 m/s is 3.6 km/h;
# - $D = \frac12 \cdot 1.2 \cdot 0.66 \cdot u^3 / 1000$ is the power that the air takes, in kW. Here 1.2 kg/m³ is the density of air, 0.66 m² the car's *drag area* (2.2 m² of front, times 0.30 for its shape), and the 1000 turns W into kW.
#| claims A15
#| given  $$p \;\to\; r \;\to\; v \;\to\; u \;\to\; D$$ ; $u = v/3.6$ ; 1.2 kg/m³ ; 0.66 m² ; 1000
#| (2.2 m² of front, times 0.30 for its shape)  <-  0.66/0.30, 2, 0.66/2.2
#| 1 m/s is 3.6 km/h  <-  1, 3.6
#| $D = \frac12 \cdot 1.2 \cdot 0.66 \cdot u^3 / 1000$
#|     <-  same(drag, lambda u: 0.5*1.2*0.66*u**3/1000)


# %%
def drag(u):
    """The air: speed in m/s, result in kW."""
    return 0.5 * 1.2 * 0.66 * u**3 / 1000


print("20 %, third gear:", round(drag(speed(rpm(20), 1.4) / 3.6), 2), "kW")

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "twice_as_fast",
    "8 times",
    "The speed comes in three times as a factor: 2 · 2 · 2 = 8. That is why fast driving costs so "
    "much.",
    {
        "2 times": "That would be so if the drag grew in a straight line.",
        "4 times": "The force of the air grows like that, with the square. Its power has the speed "
        "as a factor once more.",
    },
)
### END ANSWER
predict(
    "twice_as_fast",
    "A car goes twice as fast. How much more power does the air take?",
    ["2 times", "4 times", "8 times"],
)
#| given  twice ; 4 times ; 2 times
#| 2 · 2 · 2 = 8  <-  2, 2, 2, 8
#| 8 times  <-  2**3

# %% [markdown]
# The dashboard again, now with all four cards. Choose *multiply* and watch three units cancel. Then choose **Push**, which is new here: it moves the pedal down by the nudge, and under the cards stands what the rate predicted and what really came. Look at the miss. Is the prediction for the drag too large, as it was for the speed?
#| claims A15 B8

# %%
Dashboard(links=4, after="twice_as_fast")

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("twice_as_fast")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "drag_miss",
    "too small: there the curve from pedal to drag bends upwards",
    "Predicted are +0.1754 kW, and it really is +0.178 kW. A local rate misses to the one side or "
    "to the other, depending on how the curve bends.",
    {
        "too large, as always": "Rates are not always too large. Push once at 20 % and look.",
        "exact: four links are enough": "More links do not make a rate exact. It stays local.",
    },
)
### END ANSWER
ask(
    "drag_miss",
    "Third gear, pedal at 20 %, all four links, a push of 1 %: how is the prediction for the drag?",
    [
        "too large, as always",
        "too small: there the curve from pedal to drag bends upwards",
        "exact: four links are enough",
    ],
)
#| given  20 % ; 1 %
#| +0.1754 kW, and it really is +0.178 kW
#|     <-  ddrag_dpedal(20, 1.4), drag(speed(rpm(21), 1.4)/3.6) - drag(speed(rpm(20), 1.4)/3.6)

# %% [markdown]
# ### Your turn, with two blanks: 40 % pedal in fourth gear
#
# Fourth gear has the ratio 1.0. Three links are there. The drag's own rate and the product are yours.
#| claims A15
#| given  40 % pedal in fourth gear
#| the ratio 1.0  <-  GEAR_RATIOS[3]

# %%
u = speed(rpm(40), 1.0) / 3.6  # run forward: what the drag receives, in m/s
dr_dp, dv_dr, du_dv = 47.82, 0.03093, 1 / 3.6
dD_du = ...  # kW per m/s; the drag is 0.000396 * u**3
dD_dp = ...  # kW per %
### BEGIN ANSWER
dD_du = 3 * 0.000396 * u**2
dD_dp = dD_du * du_dv * dv_dr * dr_dp
### END ANSWER
confirm("dD_du", dD_du, hint="The slope of u³; the 0.000396 stays in front.")
confirm("dD_dp", dD_dp, hint="A factor from each link. Is the first right?")
#| given  The slope of u³
#| 0.000396 stays in front  <-  drag(1.0)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "unit_as_link",
    "yes: m/s per km/h",
    "A change of unit is a machine like any other. Leave its rate out, and the units no longer "
    "cancel.",
    {
        "no: it is a plain number": "A plain number has no unit, but here km/h go in and m/s come "
        "out.",
        "yes: km/h per m/s": "That is the unit of 3.6. Of one km/h it makes less than one m/s.",
    },
)
### END ANSWER
ask(
    "unit_as_link",
    "The link from v to u has the rate 1/3.6. Does this number have a unit?",
    ["no: it is a plain number", "yes: m/s per km/h", "yes: km/h per m/s"],
)
#| given  3.6 ; 1/3.6

# %% [markdown]
# ### Exercise 03.4 · ddrag_dpedal (3 points)
#
# All four links, for every pedal position and gear. Run forward first, so that you know what each machine receives. All the functions above are yours to use, and here too right ones stand in for them while you are checked.
#| claims A15


# %% answer ddrag_dpedal
#| claims A15
def ddrag_dpedal(p, ratio):
    """Return dD/dp, the rate from the pedal to the power of the drag.

    p: float in %. ratio: float, the ratio of the gear.
    Returns a float in kW per %.

    Example: ddrag_dpedal(40, 1.0) gives one positive float; you
    know its first digits.
    """
    ### BEGIN SOLUTION
    r = rpm(p)
    u = speed(r, ratio) / 3.6
    dD_du = 3 * 0.5 * 1.2 * 0.66 * u**2 / 1000
    return dD_du * (1 / 3.6) * dspeed_drpm(r, ratio) * drpm_dpedal(p)
    ### END SOLUTION


# %% check ddrag_dpedal

# %% [markdown]
# ### The same four links in a network
#
# You have just done what a network does for a weight $w$ in its hidden layer. To find how the loss $L$ changes when that weight changes, the gradient of the loss with respect to the weight, it links four rates as well:
#
# | the car | the network | for the weight of lesson 02 |
# |---|---|---|
# | $\dfrac{dD}{du}$ | $\dfrac{dL}{d\,\text{output}}$ | −0.7182 |
# | $\dfrac{du}{dv}$ | $\dfrac{d\,\text{output}}{d\,\text{hidden output}}$ | 0.2762 |
# | $\dfrac{dv}{dr}$ | $\dfrac{d\,\text{hidden output}}{d\,\text{hidden input}}$ | 0.2403 |
# | $\dfrac{dr}{dp}$ | $\dfrac{d\,\text{hidden input}}{dw}$ | 1 |
#
# Multiplied they give −0.0477, the number that your sweep found there.
#
# Each rate on the right is local: it is read at a value of the forward pass. (Books write ∂ for these d, as a sign that all other weights stay as they are.) One of them, from the hidden output to the output, is a short chain itself. And there are no units any more to warn you of a slip. Lesson 05 takes that up.
#| claims A15 B14
#| given  | $\dfrac{dD}{du}$ | $\dfrac{dL}{d\,\text{output}}$ | ; lesson 02
#| given  | $\dfrac{du}{dv}$ | $\dfrac{d\,\text{output}}{d\,\text{hidden output}}$ |
#| given  | $\dfrac{dv}{dr}$ | $\dfrac{d\,\text{hidden output}}{d\,\text{hidden input}}$ |
#| given  | $\dfrac{dr}{dp}$ | $\dfrac{d\,\text{hidden input}}{dw}$ |
#| let four = four_factors(nine_number_network(), *nine_number_example(), 0, 0)
#| −0.7182 |  <-  four[0]
#| 0.2762 |  <-  four[1]
#| 0.2403 |  <-  four[2]
#| 1 |  <-  four[3]
#| −0.0477  <-  np.prod(four)

# %% [markdown]
# > **Good place to stop.** You have linked four rates. What follows looks for the rule in logged data.

# %% [markdown]
# ## 5. The rule in a drive log (8–11 minutes)
#
# Somebody pressed the pedal slowly from 0 to 80 % in third gear and logged 60 lines, at uneven moments: pedal, revs and speed, rounded to a whole rpm and a hundredth of a km/h. (The drive is simulated, with a little slip of the tyres.) A log holds no formula. Does the chain rule hold in it?
#| claims B6
#| given  to a whole rpm and a hundredth of a km/h
#| let p = data.load_drive_log(60).pedal_percent
#| let r = data.load_drive_log(60).engine_rpm
#| let measured = lambda g: rates_from_log(g.pedal_percent, g.engine_rpm, g.speed_kmh)
#| let coarse = measured(data.load_drive_log(60))  # speed per pedal: directly, and as a product
#| let fine = measured(data.load_drive_log(400))
#| let off = lambda both: 100 * abs(both[0] / both[1] - 1)  # in %
#| 60 lines  <-  len(data.load_drive_log(60))
#| from 0 to 80 %  <-  p[0], p[-1]

# %%
from chainrule import load_drive_log

log = load_drive_log(60)
for i in range(4):
    p, r, v = log.pedal_percent[i], log.engine_rpm[i], log.speed_kmh[i]
    print(f"pedal {p:.2f} %   engine {r:.0f} rpm   speed {v:.2f} km/h")

# %% [markdown]
# ### A rate for every line
#
# Change over change, to both neighbours. For the third line: from the second to it the engine gains $(1188 - 1031)/(3.10 - 1.82) = 122.66$ rpm per %, from it to the fourth $(1406 - 1188)/(4.96 - 3.10) = 117.20$. The rate *at* the line lies between the two. The second line is nearer, so its slope counts more: $(1.86 \cdot 122.66 + 1.28 \cdot 117.20)/3.14 = 120.43$. Each slope gets the *other* step as its weight.
#
# `np.gradient(y, x)` does this for every line of a column `y`, measured **along** a column `x`. It gives back as many rates as there are lines; the first and the last have one neighbour only.
#| given  from the second to it ; to the fourth
#| $(1188 - 1031)/(3.10 - 1.82) = 122.66$  <-  r[2], r[1], p[2], p[1], (r[2]-r[1])/(p[2]-p[1])
#| $(1406 - 1188)/(4.96 - 3.10) = 117.20$  <-  r[3], r[2], p[3], p[2], (r[3]-r[2])/(p[3]-p[2])
#| $(1.86 \cdot 122.66 + 1.28 \cdot 117.20)/3.14 = 120.43$
#|     <-  p[3]-p[2], (r[2]-r[1])/(p[2]-p[1]), p[2]-p[1], (r[3]-r[2])/(p[3]-p[2]), p[3]-p[1], np.gradient(r, p)[2]

# %% [markdown]
# ### Exercise 03.5 · rates_from_log (2 points)
#
# Measure the rate from pedal to speed twice: directly, and as the product of two other measured rates. Each of the two earns a point.
#| claims B6 B8


# %% answer rates_from_log
def rates_from_log(p, r, v):
    """Return dv/dp for every line of a log, measured in two ways.

    p, r, v: arrays of shape (N,), in %, rpm and km/h; p and r increase
    from line to line, the steps may be uneven.
    Returns two arrays of shape (N,), in km/h per %: (direct, product),
    where product links the measured rates of gearbox and engine.

    Example: the log of this lesson gives two arrays of positive floats
    that are close to each other, but not the same.
    """
    ### BEGIN SOLUTION
    direct = np.gradient(v, p)
    product = np.gradient(v, r) * np.gradient(r, p)
    return direct, product
    ### END SOLUTION


# %% check rates_from_log

# %%
from chainrule.pictures import compare_columns
from IPython.display import display

told = (
    "Both rates fall from about 2.7 km/h per % at pedal 0 to about 0.3 at 80 %. "
    "The dashes of the product lie on the line of the direct rates: "
    "they differ by at most 0.2 %."
)
with waits_for("rates_from_log"):
    p, r, v = log.pedal_percent, log.engine_rpm, log.speed_kmh
    direct, product = rates_from_log(p, r, v)
    rates = {"direct": direct, "product": product}
    display(compare_columns(p, rates, told, "pedal, %", "km/h per %"))
#| at most 0.2 %  <-  off(coarse).max()
#| fall from about 2.7 km/h per % at pedal 0 to about 0.3 at 80 %
#|     <-  coarse[0][0], 0, coarse[0][-1], 80

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "finer_log",
    "worse",
    "With 60 lines they differ by at most 0.2 %, with 400 lines by up to 12 %. The rule is the "
    "same. But from line to line the engine now gains only a few rpm, and rounding to a whole rpm "
    "spoils them. You met this in lesson 01, when the step of a measured slope became too small: "
    "finer is not always better.",
    {
        "better": "That would be so without rounding. But shorter steps leave less change to "
        "measure, and the rounding stays as large as it was.",
        "just as well": "What is rounded away is the same in both logs, but the steps are not.",
    },
    recall="From the log of a drive you can take a rate directly, or multiply the rates of its "
    "two links: both lie on top of each other. Suppose that drive was logged at 400 lines instead "
    "of 60. How will the two agree then?",
)
### END ANSWER
predict(
    "finer_log",
    "Direct rates and products lie on top of each other. Suppose the same drive was logged "
    "at 400 lines instead of 60. How will the two agree then?",
    ["better", "just as well", "worse"],
)
#| given  in lesson 01 ; 400 lines instead of 60 ; With 60 lines ; with 400 lines
#| at most 0.2 %  <-  off(coarse).max()
#| by up to 12 %  <-  off(fine[::-1]).max()

# %% jupyter={"source_hidden": true}
# The finer log: run this cell (Shift+Enter)
fine = load_drive_log(400)
told = (
    "With 400 lines the product is at most about 1 % off up to pedal 30. Further "
    "right, where the engine gains little, it misses by more, once even by 12 %."
)
with waits_for("rates_from_log", after="finer_log"):
    p, r, v = fine.pedal_percent, fine.engine_rpm, fine.speed_kmh
    direct, product = rates_from_log(p, r, v)
    off = {"400 lines": 100 * (np.divide(product, direct) - 1)}
    display(compare_columns(p, off, told, "pedal, %", "product off by, %"))
reveal("finer_log")
#| given  With 400 lines ; 400 lines
#| at most about 1 % off up to pedal 30
#|     <-  off(fine[::-1])[data.load_drive_log(400).pedal_percent < 30].max(), 30
#| once even by 12 %  <-  off(fine[::-1]).max()

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "many_cars",
    "no: other things differ between cars as well",
    "Cars with large engines differ from others in much more than weight. The slopes say how cars "
    "differ, not what one car does when you change it. The chain rule needs machines: turn this, "
    "and that moves.",
    {
        "yes: the units cancel": "The units do cancel. That is needed, but it is not enough.",
        "yes, when there are enough cars": "More cars make the slopes more exact. They do not "
        "make a machine of a difference between cars.",
    },
)
### END ANSWER
ask(
    "many_cars",
    "In a table of many car models, heavier cars need more fuel, and cars with larger engines are "
    "heavier. You fit both slopes: litres per kilogram, and kilograms per litre of engine. "
    "Does their product tell how much more fuel your own car needs with a larger engine?",
    [
        "yes: the units cancel",
        "yes, when there are enough cars",
        "no: other things differ between cars as well",
    ],
)
#| claims B8

# %% [markdown]
# ## 6. Find the bug (3–5 minutes)
#
# Another learner wants to know how many **m/s** the next % of pedal adds. They know that 1 m/s is 3.6 km/h, and link that to the rate in km/h. Run it at 20 % pedal in third gear, beside a measurement.
#| claims B8
#| given  20 % pedal in third gear
#| 1 m/s is 3.6 km/h  <-  1, 3.6


# %%
def claimed(p, ratio):
    return dspeed_dpedal(p, ratio) * 3.6  # from km/h to m/s


with waits_for("dspeed_dpedal", "dspeed_drpm", "drpm_dpedal"):
    gain = (speed(rpm(20.5), 1.4) - speed(rpm(19.5), 1.4)) / 3.6
    print(f"claimed {claimed(20, 1.4):.3f} m/s per %, measured {gain:.3f}")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "units_bug",
    "3.6 has the unit km/h per m/s: then km/h do not cancel",
    "What is wanted is a rate in m/s per km/h, and that is 1/3.6.",
    {
        "the change of unit belongs inside the engine": "It stands at the end of the chain, and "
        "that is the right place.",
        "a change of unit should be added": "It is a link of the chain like the others: it "
        "multiplies.",
    },
)
### END ANSWER
ask(
    "units_bug",
    "What went wrong in `claimed`?",
    [
        "the change of unit belongs inside the engine",
        "a change of unit should be added",
        "3.6 has the unit km/h per m/s: then km/h do not cancel",
    ],
)
#| given  3.6 ; 1/3.6

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "tell_units",
    "Write the unit beside your 3.6: it is km/h per m/s, so your product ends in km/h times km/h, "
    "and nothing cancels. Turn it over, and the km/h cancel.",
)
### END ANSWER
explain(
    "tell_units",
    "Tell the learner in one or two sentences how the units alone could have warned them.",
)
#| given  3.6

# %%
mended = ...  # the right rate at 20 %, third gear, in m/s per %
### BEGIN ANSWER
mended = 1.742 / 3.6
### END ANSWER
confirm("mended", mended, hint="Start from 1.742 km/h per %, or look above.")
#| 1.742 km/h per %  <-  rate

# %% [markdown]
# ## Exit ticket (3–4 minutes)
#
# Another chain, nothing to run. You turn a **tap**. That raises the **pressure** in a pipe by 3 kPa per degree. The pressure drives a **flow**: 0.5 litres per minute for every kPa more. The flow fills a **tank**, whose level then climbs faster: by 4 mm per minute for every litre per minute more. All this holds as the tap stands now.
#| given  3 kPa per degree ; 0.5 litres per minute for every kPa
#| given  4 mm per minute for every litre per minute

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_tank",
    6,
    "3 · 0.5 · 4 = 6 mm per minute per degree: kPa and litres per minute cancel.",
)
### END ANSWER
ask(
    "exit_tank",
    "You turn the tap one degree further. How much faster does the level climb, in mm per minute?",
)
#| given  mm per minute
#| 6  <-  3*0.5*4
#| 3 · 0.5 · 4 = 6 mm per minute per degree  <-  3, 0.5, 4, 6

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_unit",
    "mm per minute, per kPa",
    "Flow per pressure, then level per flow: the litres per minute cancel.",
    {
        "mm per degree": "The tap is not in this part of the chain: it begins at the pressure.",
        "kPa per mm": "That is upside down: what comes out stands on top.",
    },
)
### END ANSWER
ask(
    "exit_unit",
    "Leave the tap out: multiply the last two rates only. What is the unit of that product?",
    ["mm per degree", "mm per minute, per kPa", "kPa per mm"],
)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_far",
    "only by measuring the rates again there",
    "The three rates are local. Each machine now receives another value, and nobody has said how "
    "its curve goes on.",
    {
        "the same product": "It would be the same if all three machines were straight lines. "
        "Pipes and pumps seldom are.",
        "the product, times the turn": "That is how far the local rates predict. Whether they "
        "still hold far away, they cannot tell.",
    },
)
### END ANSWER
ask(
    "exit_far",
    "Someone opens the tap all the way. How can you know the rate from tap to tank there?",
    [
        "the same product",
        "the product, times the turn",
        "only by measuring the rates again there",
    ],
)

# %% [markdown]
# ## Summary card
#
# - **A rate has a unit:** what comes out *per* what goes in.
# - **Linked rates multiply**, and the units in between cancel: $\dfrac{dv}{dp} = \dfrac{dv}{dr} \cdot \dfrac{dr}{dp}$. If the units do not cancel to what was asked, the rates were not linked.
# - **A change of unit is a link**, with a rate of its own.
# - **A rate is local.** It tells what the next small push does. An average tells how you came here.
# - **Four links** are no harder than two: one forward pass, each rate read at what its machine receives, all multiplied.
# - **In logged data** the rule holds up to what rounding has taken away.
#
# **Next: 04 · [A single neuron](../04_single_neuron/04_single_neuron.ipynb).** The same links inside one neuron: weighted sum, σ, loss. The pedal will be a weight. Save this notebook (Ctrl+S), and press **Validate** in the toolbar to see all five checks at once.
#| claims B6 B8 B14 A15
#| $\dfrac{dv}{dp} = \dfrac{dv}{dr} \cdot \dfrac{dr}{dp}$
#|     <-  same(lambda p: dspeed_dpedal(p, 1.4), lambda p: slope(lambda q: speed(rpm(q), 1.4), p))
