#| let knobs = nine_number_network()
#| let x = nine_number_example()[0]
#| let y = nine_number_example()[1]
#| let digits = data.load_digits()
#| let reader = data.load_reader()
#| let met = digits.pixels[~digits.is_test]
#| let unseen = digits.pixels[digits.is_test]
#| let one_left = np.pad(unseen.reshape(-1, 8, 8)[:, :, 1:], ((0, 0), (0, 0), (0, 1))).reshape(-1, 64)
#| let share_read = lambda ink: np.mean(mlp_forward(reader.snapshots[20],
#|     standardize(met, ink)[1])[1].argmax(axis=1) == digits.label[digits.is_test])
#| let grid = np.array([[0, 0], [0, 1], [1, 0], [1, 1.]])  # two switches
#| let differ = np.array([[0], [1], [1], [0.]])  # whether they differ

# %% [markdown]
# # Predictions: what a network computes
#
# **You are here:** **00 predictions** → [01 the chain rule](../01_chain_rule/01_chain_rule.ipynb) → [02 nested machines](../02_nested_machines/02_nested_machines.ipynb) → [03 gas pedal](../03_gas_pedal/03_gas_pedal.ipynb) → [04 one neuron](../04_single_neuron/04_single_neuron.ipynb) → [05 layers](../05_layers/05_layers.ipynb) → [06 weight updates](../06_weight_updates/06_weight_updates.ipynb) → [07 deep networks](../07_deep_networks/07_deep_networks.ipynb) → [08 your own engine](../08_your_own_engine/08_your_own_engine.ipynb)
#
# A neural network takes numbers in and gives a number out: its prediction. What happens in between? Multiplying, adding, and one bent curve. In this lesson you compute all of it, by hand and in code.
#
# Then you try to make a network better by turning its knobs. You will find that you lack one piece of information about each knob. The rest of the course is about that piece.
#| claims A2 B1

# %% [markdown]
# | part | minutes | afterwards you can |
# |---|---|---|
# | 0. A network that works | 5–7 | say what a network sees, and where its numbers sit |
# | Warm-up | 4–6 | say whether you want the refresher first |
# | 1. Nine numbers and an answer | 6–8 | follow a number through a network |
# | 2. One neuron | 20–33 | compute a neuron by hand and in code |
# | 3. Why the bend is there | 6–8 | say what the bend of a neuron is for |
# | 4. A layer at a time | 10–14 | write the forward pass of a network |
# | 5. The loss, and nine knobs | 8–11 | put a number on a miss, and turn the knobs of a network |
# | 6. Find the bug, and exit | 4–8 | catch weights that were read the wrong way |
#
# You need to know Python functions, numpy arrays, and what a slope is.
#
# Before each figure you commit a prediction and say how sure you are. Guess freely: people see more in an experiment after they have guessed its outcome, even when the guess was wrong. What you commit stays in the file `predictions.json` beside this notebook and goes nowhere else.
#
# A notebook is a column of *cells*: text, code, questions. **Shift+Enter** runs the framed cell and goes on to the next: no click is needed. A grey line with ●●● holds a question: run it too, and never mind its code.
#
# Back after a break? Choose **Run > Run All Cells**: your answers come back. Until then, figures and questions say “Error displaying widget”.

# %%
import numpy as np
from chainrule import ask, check, confirm, explain, predict, reveal, waits_for
from chainrule.data import load_reader
from chainrule.explorables import DigitReader, NineKnobs

### BEGIN ANSWER
from chainrule.questions import answer

### END ANSWER

# %% [markdown]
# ## 0. A network that works (5–7 minutes)
#
# Below is a pad of 8 × 8 squares. What you draw becomes 64 numbers: how much ink each square has. They enter a network, which multiplies, adds and bends them with 2410 numbers of its own. Ten numbers come out, one for each digit. The largest is the answer.
#
# The network has learned from 1437 digits that people wrote by hand. Of 360 others, which it has never met, it reads nearly all.
#| claims A5
#| given  8 × 8 squares
#| 64 numbers  <-  unseen.shape[1]
#| 2410 numbers  <-  sum(numbers.size for numbers in reader.snapshots[20].values())
#| from 1437 digits  <-  len(met)
#| Of 360 others  <-  len(unseen)
#| it reads nearly all  <-  share_read(unseen) > 0.95

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "one_square",
    "about 1 in 5",
    "Each of the 64 inputs has weights of its own. One square further left, the same ink meets "
    "other weights, and nobody taught this network that a moved 3 is still a 3.",
    {
        "nearly all": "For your eye the pictures are the same. But each square is an input of "
        "its own, and now other squares have the ink.",
        "about half": "Yes, it suffers, and more than that.",
    },
    recall="A network reads nearly all of 360 handwritten digits that it has never met, each on "
    "8 × 8 squares. Now each picture is pushed one square to the left. How many does it still read?",
)
### END ANSWER
predict(
    "one_square",
    "Take the 360 digits that it has never met, and push each picture one square to the left. "
    "How many does it still read?",
    ["nearly all", "about half", "about 1 in 5"],
)
#| given  64 inputs ; moved 3 ; still a 3 ; 360 handwritten digits ; 8 × 8 squares ; the 360 digits
#| about 1 in 5  <-  1, round(1 / share_read(one_left))

# %% [markdown]
# Draw a digit, as large as it gets. Is it read? Then press *Push left*.

# %%
reader = load_reader()
DigitReader(*reader, controls=["pad", "push", "weights"], after="one_square")

# %%
reveal("one_square")

# %% [markdown]
# Move the slider *hidden neuron*. The 64 weights of that neuron lie down on the pad: ink on a square with + raises its sum, ink on a square with − lowers it. So this is all that one neuron looks for: a pattern of places.
#
# Now draw a digit that the network reads wrongly. Which of its 2410 numbers would you turn, which way, and how far? Looking does not tell. In lesson 06 you train such a network yourself, from numbers drawn by chance, and what tells each number its way is what this course is about. It begins small: with nine numbers.
#| claims A2 B1
#| given  lesson 06
#| The 64 weights  <-  reader.snapshots[20]['W1'].shape[0]
#| 2410 numbers  <-  sum(numbers.size for numbers in reader.snapshots[20].values())
#| nine numbers  <-  sum(numbers.size for numbers in knobs.values()) == 9

# %% [markdown]
# ## Warm-up: is this course for you, today? (4–6 minutes)
#
# ### Four quick questions
#
# They are about what the course takes for granted. If two of them feel strange, read the refresher at the end of this lesson first, in fifteen minutes: [slopes](#Slopes), [products](#Products), [shapes](#Shapes).

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "test_slope",
    3,
    "It climbs by 6 while x grows by 2: 6/2 = 3.",
)
### END ANSWER
ask("test_slope", "A straight line goes through the points (0, 1) and (2, 7). What is its slope?")
#| given  (0, 1) and (2, 7)
#| 3  <-  (7-1)/(2-0)
#| by 6 while x grows by 2: 6/2 = 3  <-  7-1, 2-0, 7-1, 2-0, (7-1)/(2-0)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "test_product",
    11,
    "1·3 + 2·4 = 11: `@` multiplies the pairs and adds up. With `*` you would get the two "
    "products themselves.",
)
### END ANSWER
ask("test_product", "`x = np.array([1, 2])` and `w = np.array([3, 4])`. What is `x @ w`?")
#| given  `x = np.array([1, 2])` and `w = np.array([3, 4])`
#| 11  <-  np.dot((1,2),(3,4))
#| 1·3 + 2·4 = 11  <-  1,3,2,4,np.dot((1,2),(3,4))

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "test_shapes",
    "(5, 2)",
    "The inner ends, 3 and 3, match and disappear; the outer ends stay.",
    {
        "(3, 3)": "These are the inner ends: they have to match, and then they disappear.",
        "it is an error": "It would be one if the inner ends were different.",
    },
)
### END ANSWER
ask(
    "test_shapes",
    "`X` has the shape (5, 3) and `W` the shape (3, 2). What is the shape of `X @ W`?",
    ["(5, 2)", "(3, 3)", "(2, 5)", "it is an error"],
)
#| given  (3, 3) ; (2, 5) ; 3 and 3 ; (5, 3) ; (3, 2)
#| (5, 2)  <-  (np.ones((5,3)) @ np.ones((3,2))).shape

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "test_function",
    "10",
    "`b` was given, so its default is not used: 5 · 2 = 10.",
    {"15": "That uses the default of `b`, but the call gives `b` a value of its own."},
)
### END ANSWER
ask(
    "test_function",
    "`def f(a, b=3): return a * b`. What does `f(5, b=2)` return?",
    ["10", "15", "it prints 10 and returns nothing"],
)
#| given  `def f(a, b=3): return a * b` ; `f(5, b=2)` ; it prints 10 and returns nothing
#| 10  <-  5*2
#| 15  <-  5*3
#| 5 · 2 = 10  <-  5,2,5*2

# %% [markdown]
# ## 1. Nine numbers and an answer (6–8 minutes)
#
# Here is a whole network, drawn. Two inputs on the left. Two *neurons* in the middle, the **hidden layer**. One neuron on the right, the **output**. Every line carries a **weight**, every neuron has a **bias**: six weights and three biases are nine numbers.
#
# ![A network. The inputs 1 and −1 lead to hidden 1 with the weights 0.3 and 0.8 and the bias 0.1, and to hidden 2 with the weights −0.5 and 0.2 and the bias −0.2. The hidden neurons lead to the output with the weights 1.2 and −0.7 and the bias 0.3.](nine_numbers.svg)
#| claims A5
#| six weights and three biases are nine numbers
#|     <-  [sum(v.size for k, v in knobs.items() if k[0] == kind) for kind in 'Wb'] == [6, 3]
#| inputs 1 and −1  <-  x
#| hidden 1 with the weights 0.3 and 0.8 and the bias 0.1  <-  1, *knobs['W1'][:,0], knobs['b1'][0]
#| hidden 2 with the weights −0.5 and 0.2 and the bias −0.2
#|     <-  2, *knobs['W1'][:,1], knobs['b1'][1]
#| output with the weights 1.2 and −0.7 and the bias 0.3  <-  *knobs['W2'][:,0], knobs['b2'][0]

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "nearer",
    "nearer to 1",
    "The output is 0.641. The positive weight from hidden 1 and the bias outweigh the negative "
    "weight from hidden 2.",
    recall="An output neuron has the weighted sum z = 0.58. It sends it through σ. Is the output "
    "nearer to 0 or nearer to 1?",
)
### END ANSWER
predict(
    "nearer",
    "Every output of such a network lies between 0 and 1. With these inputs and these nine "
    "numbers, is it nearer to 0 or nearer to 1?",
    ["nearer to 0", "nearer to 1"],
)
#| given  nearer to 0 ; nearer to 1 ; between 0 and 1 ; hidden 1 and the bias ; from hidden 2
#| The output is 0.641  <-  forward(x, **knobs)[1][0]
#| z = 0.58  <-  forward(x, **knobs)[0] @ knobs['W2'] + knobs['b2']

# %% [markdown]
# Press *Next step* and watch one product after the other arrive. Each neuron first collects its sum `z`, then bends it into `a`. Every `a` travels on.
#| claims A8 A9

# %%
NineKnobs("watch", after="nearer")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "z_of_hidden_1",
    -0.1,
    "0.3 · 2 + 0.8 · (−1) + 0.1 = −0.1: both inputs are weighted, added up, and the bias is added.",
    {
        "−0.2": "−0.2 is the sum before the bias: one step is missing.",
        "−0.4": "−0.4 is z for the 1 of the figure; here x₁ is 2.",
    },
)
### END ANSWER
ask(
    "z_of_hidden_1",
    "Suppose x₁ were 2 in place of 1, and all else as in the figure. Which z would hidden 1 have?",
)
#| given  hidden 1 ; x₁ were 2 in place of 1 ; the 1 of the figure ; x₁ is 2
#| −0.1  <-  weighted_sum((2,-1),(.3,.8),.1)
#| −0.2 is the sum before the bias  <-  weighted_sum((2,-1),(.3,.8),0)
#| −0.2  <-  weighted_sum((2,-1),(.3,.8),0)
#| −0.4 is z  <-  weighted_sum((1,-1),(.3,.8),.1)
#| −0.4  <-  weighted_sum((1,-1),(.3,.8),.1)
#| 0.3 · 2 + 0.8 · (−1) + 0.1 = −0.1  <-  .3,2,.8,-1,.1,weighted_sum((2,-1),(.3,.8),.1)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("nearer")

# %% [markdown]
# ### The question of this course
#
# Suppose the truth is 1, and the network says something else. Then its nine numbers are not good enough. **Which of them should change, in which direction, and by how much?**
#
# Nobody can say by looking. First you need to know exactly what the numbers do.
#| claims A2 B1
#| the truth is 1  <-  y[0]

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "input_layer_puts_out",
    "the numbers 1 and −1 themselves",
    "The output of the input layer is the input itself. Nothing is computed there.",
    {
        "two weighted sums": "Weighted sums are made where the lines arrive, in the next layer.",
        "two activations": "Only neurons bend what they have summed, and an input is no neuron.",
    },
)
### END ANSWER
ask(
    "input_layer_puts_out",
    "Look at the figure once more. What does the input layer, on the left, put out?",
    ["two weighted sums", "two activations", "the numbers 1 and −1 themselves"],
)
#| claims A7
#| the numbers 1 and −1 themselves  <-  x

# %% [markdown]
# ## 2. One neuron (20–33 minutes)
#
# A neuron does two things, one after the other.
#
# 1. **Weigh and add.** Each input is multiplied by its own weight. The products are added up, and the bias on top: $z = w \cdot x + b$.
# 2. **Squash.** The sum goes through a bent curve, the **activation function**. What comes out is the neuron's **activation**: $a = \sigma(z)$.
#
# A weight says how strongly an input counts, and in which direction. The bias says how easily the neuron's output gets high.
#| claims A5
#| $z = w \cdot x + b$  <-  abs(weighted_sum((2,-1),(3,4),1) - (2*3-1*4+1)) < 1e-12
#| $a = \sigma(z)$  <-  same(lambda t: neuron((t,),(2.,),.5), lambda t: sigmoid(2*t+.5))

# %% [markdown]
# ### A neuron by hand
#
# Three inputs $x = (1, 2, -1)$, weights $w = (0.5, -0.3, 0.8)$, bias $b = 0.7$.
#
# | step | value |
# |---|---|
# | **Multiply the pairs** | $0.5,\ -0.6,\ -0.8$ |
# | **Add up** | $-0.9$ |
# | **Add the bias** | $z = -0.9 + 0.7 = -0.2$ |
# | **Squash** | $a = \sigma(-0.2) = 0.450$ |
#
# The first three steps are the weighted sum. Put them into code.
#| given  $x = (1, 2, -1)$ ; $w = (0.5, -0.3, 0.8)$ ; $b = 0.7$
#| $0.5,\ -0.6,\ -0.8$  <-  np.multiply((1,2,-1),(.5,-.3,.8))
#| $-0.9$  <-  np.dot((1,2,-1),(.5,-.3,.8))
#| $z = -0.9 + 0.7 = -0.2$  <-  -.9,.7,weighted_sum((1,2,-1),(.5,-.3,.8),.7)
#| $a = \sigma(-0.2) = 0.450$  <-  -.2,neuron((1,2,-1),(.5,-.3,.8),.7)

# %% [markdown]
# ### Exercise 00.1 · weighted_sum (2 points)
#
# Replace the line `raise NotImplementedError` by your own, run the cell, then run the check below it. You may try as often as you like. Should a cell run on and on, stop it with ■ in the toolbar above.


# %% answer weighted_sum
def weighted_sum(x, w, b):
    """Return z, the weighted sum of a neuron, with its bias.

    x, w: arrays or plain lists of the same length D, inputs and weights;
        D may be 1. Do not change them.
    b: float, the bias.
    Returns a float.

    Example: weighted_sum([2, 5], [0.5, 1.5], -1.0) gives one
    positive float.
    """
    ### BEGIN SOLUTION
    return float(np.dot(w, x) + b)
    ### END SOLUTION


# %% check weighted_sum

# %% [markdown]
# ### Squash: the sigmoid
#
# The activation function of this course is the **sigmoid**, written with the Greek letter sigma:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# In words: above the line stands 1. Below it stands 1 plus e to the power of *minus* z. Far to the left that denominator is huge, so the curve is near 0. Far to the right it is nearly 1, so the curve is near 1. At $z = 0$ the height is $1/2$.
#| given  above the line stands 1 ; stands 1 plus e
#| $$\sigma(z) = \frac{1}{1 + e^{-z}}$$  <-  same(sigmoid, lambda z: 1/(1+np.exp(-z)))
#| near 0  <-  round(float(sigmoid(-8)))
#| nearly 1, so the curve is near 1  <-  round(1+np.exp(-8)), round(float(sigmoid(8)))
#| $z = 0$ the height is $1/2$  <-  0,1,1/sigmoid(0)

# %% jupyter={"source_hidden": true}
# Picture: run this cell (Shift+Enter)
from chainrule.machines import sigmoid as s_curve
from chainrule.pictures import compare_curves

in_words = (
    "An S-shaped curve climbs from 0 on the left to 1 on the right. "
    "It is steepest in the middle, where it passes through a half at 0."
)
compare_curves({"σ(z)": s_curve}, -6, 6, in_words, along="z")
#| from 0 on the left to 1 on the right  <-  round(float(sigmoid(-6))), round(float(sigmoid(6)))
#| a half at 0  <-  float(sigmoid(0)) == 0.5

# %% [markdown]
# ### Exercise 00.2 · sigmoid (3 points)
#
# One function for a single number and for whole arrays: numpy's `np.exp` takes both. Far from zero it must still give numbers, 0.0 at −1000 and 1.0 at 1000. A warning about an overflow does no harm there; `nan` would.
#| 0.0 at −1000 and 1.0 at 1000  <-  sigmoid(-1000.),-1000,sigmoid(1000.),1000


# %% answer sigmoid
def sigmoid(z):
    """Return the sigmoid of z.

    z: a number (int or float), or array of any shape.
    Returns a float for a number, and an array of the same shape for an
    array; every value lies between 0 and 1.

    Example: sigmoid(np.array([-1.0, 2.0])) gives an array of
    shape (2,), its first entry below a half.
    """
    ### BEGIN SOLUTION
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))
    ### END SOLUTION


# %% check sigmoid

# %% [markdown]
# ### Your turn, with one blank
#
# A neuron with two inputs. The dots wait for the third step.

# %%
x, w, b = np.array([2.0, -1.0]), np.array([0.4, 1.1]), 0.9
products = w * x  # multiply the pairs: 0.8 and -1.1
total = np.sum(products)  # add up: -0.3
z = ...  # add the bias
### BEGIN ANSWER
z = total + b
### END ANSWER
confirm("z_with_bias", z, hint="The bias is added once, to the total.")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "bias_shift",
    "z grows by 1, whatever the inputs are",
    "The bias stands outside the products. No input scales it, and neither does a weight.",
    {
        "z grows by the sum of the inputs": "The inputs meet the weights, and the bias comes after.",
        "z doubles": "Only adding happens to the bias. It shifts z and scales nothing.",
    },
)
### END ANSWER
ask(
    "bias_shift",
    "Somebody raises the bias by 1. What happens to z?",
    [
        "z grows by the sum of the inputs",
        "z grows by 1, whatever the inputs are",
        "z doubles",
    ],
)
#| given  raises the bias by 1
#| z grows by 1, whatever the inputs are
#|     <-  all(abs(weighted_sum(x, (.4,1.1), 1.9) - weighted_sum(x, (.4,1.1), .9) - 1) < 1e-12 for x in ((2,-1), (5,3)))

# %% [markdown]
# ### Your turn, with two blanks
#
# Now the last two steps are yours: the same weights, other inputs.

# %%
x = np.array([-2.0, 0.5])
total = np.sum(w * x)
z = ...  # add the bias
a = ...  # squash: use your own sigmoid
### BEGIN ANSWER
z = total + b
a = sigmoid(z)
### END ANSWER
confirm("z_again", z, hint="The bias is the b of the cell above.")
confirm("a_of_neuron", a, hint="Send z through the sigmoid.")

# %% [markdown]
# ### Exercise 00.3 · neuron (2 points)
#
# A whole neuron, made of the two functions that you have.
#| claims A5


# %% answer neuron
def neuron(x, w, b):
    """Return the activation a of a neuron.

    x, w: arrays of shape (D,), inputs and weights.
    b: float, the bias.
    Returns a float between 0 and 1.

    Example: neuron(np.array([2.0]), np.array([0.5]), -3.0) gives
    one float below a half.
    """
    ### BEGIN SOLUTION
    return float(sigmoid(weighted_sum(x, w, b)))
    ### END SOLUTION


# %% check neuron

# %% [markdown]
# > **Good place to stop.** When you come back, choose **Run > Run All Cells**; your answers are still there.

# %% [markdown]
# ## 3. Why the bend is there (6–8 minutes)
#
# Why does a neuron squash its sum at all? Weighing and adding already mixes the inputs. Take the bend out of the hidden layer and see what is lost.
#| claims A5

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "no_bend",
    "only a single S, or a flat line",
    "Without σ the hidden layer is a straight-line step, and the output's weighted sum is another "
    "one. Two straight-line steps make one: z of the output is a straight line, and one σ makes "
    "one S of it (a flat line where z does not change with that input).",
    {
        "an S, a bump or a dip": "A bump needs something that climbs and falls again. A straight "
        "line does not.",
        "only straight lines, steep ones too": "The output neuron still has its own σ.",
    },
    recall="A network with two hidden neurons loses their σ, and its output keeps its own. One "
    "input sweeps from left to right, the weights and biases may be any. Which curves can the "
    "output draw?",
)
### END ANSWER
predict(
    "no_bend",
    "The hidden neurons lose their σ, the output keeps its own. One input sweeps from left to "
    "right, the knobs may stand anywhere. Which curves can the output draw?",
    [
        "an S, a bump or a dip",
        "only a single S, or a flat line",
        "only straight lines, steep ones too",
    ],
)

# %% [markdown]
# 1. Before you turn a knob, say which way the output will go. First knob 9, up. Then knob 6, up: why does it go the other way? Put them back with *The nine numbers*.
# 2. Press *Set a bump*: with σ in the hidden layer the output climbs and falls again.
# 3. Untick *σ in the hidden layer*. Press *The nine numbers*, then turn any knobs. Can you get the bump back?
#
# Two things in this figure you may leave alone for now: the target with its loss $L$, which part 5 is about, and the box *hidden layer*, which takes the two hidden neurons away altogether.
#| given  knob 9 ; knob 6 ; part 5

# %%
NineKnobs("curve", after="no_bend")

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("no_bend")

# %% [markdown]
# ### The same in arrays
#
# Our nine numbers, without the bend in the hidden layer. Python counts from 0: column 0 of `W1` holds the weights into hidden 1, column 1 those into hidden 2.
#| given  from 0 ; column 0 ; hidden 1, column 1 ; hidden 2

# %%
x, y = np.array([1.0, -1.0]), 1.0
W1, b1 = np.array([[0.3, -0.5], [0.8, 0.2]]), np.array([0.1, -0.2])
W2, b2 = np.array([[1.2], [-0.7]]), np.array([0.3])
weights, bias = W1 @ W2, b1 @ W2 + b2  # the two layers, multiplied together
with waits_for(after="no_bend"):
    print("two layers:", (x @ W1 + b1) @ W2 + b2)
    print("one neuron:", x @ weights + bias)
    print("            weights", weights.ravel(), " bias", bias)
    print("The two agree at every other input, too.")

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "straight_straight",
    "Each step only multiplies what comes in by fixed numbers and shifts it. Doing that twice is "
    "again multiplying by fixed numbers and shifting, so one straight step can do the same.",
)
### END ANSWER
explain("straight_straight", "What do two straight steps in a row make, and why?")
#| claims A5

# %% [markdown]
# ## 4. A layer at a time (10–14 minutes)
#
# All neurons of a layer read the same inputs. So a layer can do its sums at once: `x @ W1 + b1` holds one $z$ for each hidden neuron.
#
# ### Who receives what
#
# | layer | receives | puts out |
# |---|---|---|
# | input | the input $x$ | $x$ itself, also called $a_0$ |
# | hidden | $x$ | $a_1$: weighted sums of $x$, squashed |
# | output | $a_1$ | $a_2$: weighted sums of $a_1$, squashed |
#
# Each layer reads what the one before puts out, and nothing else. The last one puts out the prediction.
#| claims A7 A8 A9 B9
#| given  $a_0$ ; $a_1$ ; $a_2$

# %% [markdown]
# ### Shapes as dominoes
#
# In this course the weights are stored as (inputs, neurons). Lay the shapes side by side like dominoes. Where two ends touch, they must match, and then they disappear:
#
# $$(2,)\ @\ (2, 3) \;\to\; (3,)$$
#
# Two inputs meet three neurons: three sums. With `W1 @ x` the dominoes are $(2, 3)$ and $(2,)$; the touching ends 3 and 2 do not match, and numpy stops. When a layer has as many neurons as inputs, they do match, and nothing warns you.
#| given  $(2, 3)$ ; $(2,)$ ; 3 and 2
#| $$(2,)\ @\ (2, 3) \;\to\; (3,)$$  <-  (np.ones(2) @ np.ones((2,3))).shape == (3,)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "domino",
    "(2,)",
    "(3,) @ (3, 4) leaves (4,) for the hidden layer, and (4,) @ (4, 2) leaves (2,).",
    {
        "(4,)": "That is the hidden layer's output. The output layer goes on from there.",
        "(3, 2)": "The 3 has disappeared where the input met the hidden layer's weights.",
    },
)
### END ANSWER
ask(
    "domino",
    "`x` has the shape (3,), `W1` (3, 4) and `W2` (4, 2). What is the shape of the prediction?",
    ["(2,)", "(4,)", "(3, 2)"],
)
#| given  (4,) ; (3, 2) ; The 3 has ; (3,) ; (3, 4) ; (4, 2)
#| (3,) @ (3, 4) leaves (4,)  <-  (np.ones(3) @ np.ones((3,4))).shape == (4,)
#| (4,) @ (4, 2) leaves (2,)  <-  (np.ones(4) @ np.ones((4,2))).shape == (2,)
#| (2,)  <-  (np.ones(4) @ np.ones((4,2))).shape

# %% [markdown]
# ### A layer by hand
#
# The hidden layer of our network, at $x = (1, -1)$, both sums at once:
#
# | step | hidden 1 | hidden 2 |
# |---|---|---|
# | **Multiply the pairs** | $0.3,\ -0.8$ | $-0.5,\ -0.2$ |
# | **Add up, add the bias** | $z = -0.4$ | $z = -0.9$ |
# | **Squash** | $a = 0.401$ | $a = 0.289$ |
#
# The output layer does the same with $a_1$ in place of $x$. Mind the name: $a_1$ is what the whole hidden layer puts out, here both 0.401 and 0.289.
#| given  hidden 1 | hidden 2 ; $a_1$
#| here both 0.401 and 0.289  <-  forward(x, **knobs)[0]
#| $x = (1, -1)$  <-  x
#| $0.3,\ -0.8$  <-  .3*1,.8*-1
#| $-0.5,\ -0.2$  <-  -.5*1,.2*-1
#| $z = -0.4$  <-  weighted_sum((1,-1),(.3,.8),.1)
#| $z = -0.9$  <-  weighted_sum((1,-1),(-.5,.2),-.2)
#| $a = 0.401$  <-  neuron((1,-1),(.3,.8),.1)
#| $a = 0.289$  <-  neuron((1,-1),(-.5,.2),-.2)

# %% [markdown]
# ### Exercise 00.4 · forward (3 points)
#
# The **forward pass**: from the input through the hidden layer to the prediction. Return both activations; on the way back, in a later lesson, both are needed.
#| claims A8 A9


# %% answer forward
#| claims A8 A9
def forward(x, W1, b1, W2, b2):
    """Return the activations a1 and a2 of a two-layer network.

    x: array (D,), the input.
    W1, b1: arrays (D, H) and (H,), weights and biases of the hidden layer.
    W2, b2: arrays (H, K) and (K,), weights and biases of the output layer.
    Returns two arrays: a1 of shape (H,) and a2 of shape (K,).

    Example: D = 4, H = 3 and K = 2 give two arrays, of the
    shapes (3,) and (2,), all entries between 0 and 1.
    """
    ### BEGIN SOLUTION
    a1 = sigmoid(x @ W1 + b1)
    a2 = sigmoid(a1 @ W2 + b2)
    return a1, a2
    ### END SOLUTION


# %% check forward

# %% [markdown]
# > **Good place to stop.** You can predict. What follows asks how good a prediction is.

# %% [markdown]
# ## 5. The loss, and nine knobs (8–11 minutes)
#
# ### How wrong is it?
#
# Put a number on the miss. Take the gap between the prediction $a$ and the truth $y$, the **target**, and square it:
#
# $$L = (a - y)^2$$
#
# This is the **loss**. For our network $L = (0.6409 - 1)^2 = 0.1290$. A perfect prediction has the loss 0, misses on either side count alike, and a miss twice as large costs four times as much.
#| claims A6 A10
#| $$L = (a - y)^2$$  <-  same(lambda a: squared_error(a, .25), lambda a: (a-.25)**2)
#| $L = (0.6409 - 1)^2 = 0.1290$
#|     <-  forward(x, **knobs)[1][0], 1, 2, mlp_loss(knobs, x[None], y[None])
#| the loss 0  <-  squared_error(1,1)
#| a miss twice as large costs four times as much
#|     <-  abs(squared_error(.5,.1) - 4*squared_error(.3,.1)) < 1e-12

# %% [markdown]
# ### Exercise 00.5 · squared_error (1 point)
#
# The loss of one prediction.
#| claims A10


# %% answer squared_error
def squared_error(a, y):
    """Return the loss of one prediction.

    a: float, the prediction.
    y: float, the target.
    Returns a float.

    Example: squared_error(0.2, 0.9) gives one positive float.
    """
    ### BEGIN SOLUTION
    return float((a - y) ** 2)
    ### END SOLUTION


# %% check squared_error

# %% [markdown]
# ### One nested function
#
# Your functions now reach from the nine numbers to the loss. Read the last line from the inside out: the forward pass, which sums, squashes, sums and squashes, then the comparison with the target. With $x$ and $y$ held fixed, the loss is **one function of all nine numbers**.
#| claims A11 B9 A10

# %%
with waits_for("sigmoid", "forward", "squared_error"):
    print("a1 and a2:", forward(x, W1, b1, W2, b2))
    print("the loss: ", squared_error(forward(x, W1, b1, W2, b2)[1][0], y))

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "one_knob",
    "no, several have to change together",
    "No knob alone gets below 0.24. What one knob can win depends on where the others stand, so "
    "you go round and round.",
    {
        "yes, one well-chosen knob is enough": "The knobs share their work: each one's effect "
        "passes through others.",
    },
    recall="In the game of lesson 00 the loss of four points starts at 0.284, and the goal is a "
    "loss below 0.01. Can a single one of the nine knobs reach it while the other eight stay where "
    "they are?",
)
### END ANSWER
predict(
    "one_knob",
    "Now a game: four points, one loss, nine knobs. The loss starts at 0.284, the goal is a loss "
    "below 0.01. Can a single knob reach it while the other eight stay where they are?",
    ["yes, one well-chosen knob is enough", "no, several have to change together"],
)
#| given  below 0.01 ; lesson 00
#| let turned = lambda name, i, t: mlp_loss(
#|     {k: np.where(np.arange(v.size).reshape(v.shape) == i, t, v) if k == name else v
#|         for k, v in knobs.items()}, grid, differ)
#| let best_turned = min(turned(name, i, t) for name, w in knobs.items()
#|     for i in range(w.size) for t in np.linspace(-8, 8, 161))
#| below 0.24  <-  best_turned > 0.24
#| starts at 0.284  <-  mlp_loss(knobs, grid, differ)

# %% [markdown]
# Each point is an input with its own target; the loss of the game is the mean of their four losses. Turn the knobs, with the mouse or with the keys: **1** to **9** pick a knob, the arrows turn it. Stop after three minutes, or when you are bored.
#| claims A2
#| given  **1** to **9**

# %%
NineKnobs("game", after="one_knob")

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("one_knob")

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "what_would_help",
    "For each knob: which way to turn it, and how strongly the loss answers. That is a slope, one "
    "for each knob.",
)
### END ANSWER
explain(
    "what_would_help",
    "How many tries did the counter show, and how far did the loss fall? Which information about "
    "each knob would have saved you most of the tries?",
)
#| claims A2 B1

# %% [markdown]
# ## 6. Find the bug (2–4 minutes)
#
# Somebody works out $z$ of hidden 2 and gets 0.4. The figure said −0.9. There is one slip.
#| hidden 2 and gets 0.4  <-  2, np.dot(knobs['W1'][1], (1,-1)) + knobs['b1'][1]
#| said −0.9  <-  weighted_sum((1,-1),(-.5,.2),-.2)


# %%
def claimed(x, W1, b1):
    weights = W1[1]  # of hidden 2, counting from 0
    return weights @ x + b1[1]


print("claimed:", round(claimed(x, W1, b1), 2), "  all weights:", W1.tolist())

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "row_or_column",
    "it mistook a row of W1 for a column",
    "Row 1 holds the weights that leave input 2. The weights that arrive at hidden 2 stand below "
    "each other, in column 1. `W1 @ x` makes the same slip for all neurons at once.",
    {
        "the bias is the wrong one": "`b1[1]` is the bias of hidden 2: that part is fine.",
        "the σ is missing": "Here z is wanted, before any squashing.",
    },
)
### END ANSWER
ask(
    "row_or_column",
    "What went wrong in `claimed`?",
    ["the bias is the wrong one", "it mistook a row of W1 for a column", "the σ is missing"],
)
#| given  Row 1 holds ; leave input 2 ; at hidden 2 ; column 1
#| `b1[1]` is the bias of hidden 2  <-  knobs['b1'][1] == -0.2


# %%
def mended(x, W1, b1):
    return ...  # the sum of `claimed`, with the right weights


### BEGIN ANSWER
def mended(x, W1, b1):
    return W1[:, 1] @ x + b1[1]


### END ANSWER
confirm("mended_z", mended(x, W1, b1), hint="W1[:, 0] is the first column of W1.")
#| given  W1[:, 0]

# %% [markdown]
# ## Exit ticket (2–4 minutes)
#
# From memory and by hand, without running anything.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_neuron",
    0.5,
    "1.5 · 2 + (−2) · 1 − 0.5 = 0.5. It is positive, so the activation is above a half.",
)
### END ANSWER
ask("exit_neuron", "Weights w = (1.5, −2), input x = (2, 1), bias b = −0.5. What is z?")
#| given  w = (1.5, −2), input x = (2, 1), bias b = −0.5
#| 0.5  <-  weighted_sum((2,1),(1.5,-2),-.5)
#| 1.5 · 2 + (−2) · 1 − 0.5 = 0.5  <-  1.5,2,-2,1,.5,.5

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_loss",
    0.49,
    "The gap is 0.7, and 0.7² = 0.49.",
    {
        "0.7": "0.7 is the gap; the loss is its square.",
        "−0.7": "−0.7 is the prediction minus the target; the loss is its square.",
    },
)
### END ANSWER
ask("exit_loss", "A network predicts 0.3, the target is 1. What is the loss?")
#| given  predicts 0.3, the target is 1
#| 0.49  <-  squared_error(.3,1)
#| The gap is 0.7  <-  abs(.3-1)
#| 0.7 is the gap  <-  abs(.3-1)
#| −0.7 is the prediction minus  <-  .3-1
#| 0.7  <-  abs(.3-1)
#| −0.7  <-  .3-1
#| 0.7² = 0.49  <-  .7,2,.7**2

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_tries",
    4820,
    "Two for each number, and then you have moved each of them once. Trying gets hopeless quickly "
    "as networks grow; in lesson 07 you will measure how quickly.",
    {
        "2410": "2410 is one for each number, but each is tried higher and lower.",
        "9640": "9640 is four for each number; higher and lower are two.",
    },
)
### END ANSWER
ask(
    "exit_tries",
    "In lesson 06 a network with 2410 numbers learns to read digits. You try each number a bit "
    "higher and a bit lower, once. How many predictions is that?",
)
#| claims A2
#| given  lesson 07 ; lesson 06
#| 4820  <-  2*2410
#| 2410 is one for each  <-  2410
#| 9640 is four for each  <-  4*2410
#| 9640  <-  4*2410
#| 2410  <-  2410
#| 2410 numbers  <-  sum(v.size for v in init_mlp(64, 32, 10, np.random.default_rng(0)).values())

# %% [markdown]
# ## Summary card
#
# - **A neuron** weighs, adds and squashes: $z = w \cdot x + b$, then $a = \sigma(z)$.
# - **The bend** in the hidden layer is needed: two straight steps in a row are one straight step.
# - **A layer** reads what the layer before puts out. The input layer passes on the input itself.
# - **The loss** $L = (a - y)^2$ compares the prediction with the target. It is one nested function of all weights and biases.
# - **Trying** one knob tells you little about the next, and a large network has thousands. For each knob you want to know which way, and how strongly.
#
# **Next: 01 · [The chain rule](../01_chain_rule/01_chain_rule.ipynb).** There you write the tool that measures this for every knob, and take the first step with it. Then comes the rule that gets the same numbers cheaper. Save this notebook (Ctrl+S), and press **Validate** in the toolbar to see all five checks at once.
#| claims A2 A6 A11 B1
#| $z = w \cdot x + b$  <-  abs(weighted_sum((2,-1),(3,4),1) - 3) < 1e-12
#| $a = \sigma(z)$  <-  same(lambda t: neuron((t,),(1.,),0.), sigmoid)
#| $L = (a - y)^2$  <-  same(lambda a: squared_error(a, .25), lambda a: (a-.25)**2)

# %% [markdown]
# ## Appendix: a refresher in fifteen minutes
#
# For whoever stumbled in the warm-up. Everybody else may skip it.
#
# ### Slopes
#
# The slope of a straight line says how far it climbs for each step to the right: change of output divided by change of input. Through $(0, 1)$ and $(2, 7)$: it climbs by 6 in 2 steps, so the slope is $6/2 = 3$. A falling line has a negative slope.
#
# A curve has a slope at each of its points: look so closely that the curve seems straight, and take the slope of that line. For $x^2$ it is $2x$: at $x = 3$ the curve climbs 6 times as fast as $x$ grows.
#| given  $(0, 1)$ ; $(2, 7)$ ; $x = 3$
#| by 6 in 2 steps  <-  7-1,2-0
#| $6/2 = 3$  <-  6,2,6/2
#| For $x^2$ it is $2x$  <-  same(lambda t: slope(np.square, t), lambda t: 2*t)
#| climbs 6 times  <-  slope(np.square, 3)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer("refresh_slope", -2, "From 8 down to 2 is −6, in 3 steps: −6/3 = −2.")
### END ANSWER
ask("refresh_slope", "A line goes through (1, 8) and (4, 2). What is its slope?")
#| given  (1, 8) and (4, 2)
#| −2  <-  (2-8)/(4-1)
#| From 8 down to 2 is −6, in 3 steps: −6/3 = −2  <-  8,2,2-8,4-1,-6,3,-6/3

# %% [markdown]
# Back to the [four quick questions](#Four-quick-questions), or on to [products](#Products).

# %% [markdown]
# ### Products
#
# For two arrays of the same length, `*` multiplies entry by entry: `np.array([1, 2]) * np.array([3, 4])` is `array([3, 8])`. The sign `@` goes on and adds up: `np.array([1, 2]) @ np.array([3, 4])` is `11`.
#
# With a table of numbers on the right, `@` does that for every column: `x @ W` gives one sum for each column of `W`.
#| `np.array([1, 2]) * np.array([3, 4])` is `array([3, 8])`
#|     <-  1,2,3,4,np.array([1,2])*np.array([3,4])
#| `np.array([1, 2]) @ np.array([3, 4])` is `11`  <-  1,2,3,4,np.array([1,2])@np.array([3,4])

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "refresh_product",
    "array([5, 1])",
    "First column: 2·1 + 3·1 = 5. Second column: 2·2 + 3·(−1) = 1.",
    {"array([8, −1])": "That takes the rows of `W`; with `x` in front, the columns count."},
)
### END ANSWER
ask(
    "refresh_product",
    "`x = np.array([2, 3])` and `W = np.array([[1, 2], [1, -1]])`. What is `x @ W`?",
    ["array([5, 1])", "array([8, −1])", "6"],
)
#| given  `x = np.array([2, 3])` and `W = np.array([[1, 2], [1, -1]])` ; 6
#| array([5, 1])  <-  np.array([2,3]) @ np.array([[1,2],[1,-1]])
#| array([8, −1])  <-  np.array([[1,2],[1,-1]]) @ np.array([2,3])
#| 2·1 + 3·1 = 5  <-  2,1,3,1,5
#| 2·2 + 3·(−1) = 1  <-  2,2,3,-1,1

# %% [markdown]
# Back to the [four quick questions](#Four-quick-questions), or on to [shapes](#Shapes).

# %% [markdown]
# ### Shapes
#
# The shape of an array counts its entries along each direction, rows first: two rows of three numbers have the shape $(2, 3)$. A plain row of two numbers has $(2,)$, with a comma because it is a tuple of one.
#
# For `A @ B` the last number of A's shape must be the first of B's; both disappear. `A + b` with one number for each column adds `b` to every row.
#| $(2, 3)$  <-  np.array([[1,2,3],[4,5,6]]).shape
#| $(2,)$  <-  np.array([1,2]).shape == (2,)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "refresh_shape",
    "it is an error",
    "The last number of the first shape is 4, the first number of the second is 2: they differ.",
)
### END ANSWER
ask(
    "refresh_shape",
    "`A` has the shape (2, 4). What is the shape of `A @ A`?",
    ["(2, 4)", "(4, 2)", "it is an error"],
)
#| given  first shape is 4 ; second is 2 ; (2, 4) ; (4, 2)

# %% [markdown]
# Back to the [four quick questions](#Four-quick-questions).

# %% [markdown]
# ## Symbols
#
# The symbols of the course, for reference.
#
# | symbol | in code | what it is |
# |---|---|---|
# | $x$ | `x`, `X` | input; `X` holds one example in each row |
# | $w$, $b$ | `w`, `b`, `W1`, `b1` | weight and bias |
# | $z$ | `z`, `Z1` | weighted sum with bias, before the activation function |
# | $\sigma$ | `sigmoid` | the activation function: a curve from 0 to 1 |
# | $a$ | `a`, `A1` | activation, what a neuron puts out |
# | $y$ | `y`, `Y` | target, the truth; for machines in a row, the last value |
# | $L$ | `L` | loss, $(a - y)^2$ |
# | $f(g(x))$ | `f(g(x))` | composition: `g` runs first |
# | $t$ | `t` | whatever a machine receives, as in “square, $t^2$” |
# | $u$, $v$ | `u`, `v` | values between two machines |
# | $dy/dx$ | `dy_dx` | slope of y with respect to x |
# | $dL/dw$ | `dL_dw`, `dW` | gradient of the loss with respect to the weight |
# | $\delta$ | `dZ` | gradient of the loss with respect to $z$ |
# | $\eta$ | `lr` | learning rate, how far each weight moves |
#
# **Next: 01 · [The chain rule](../01_chain_rule/01_chain_rule.ipynb)**
#| given  a curve from 0 to 1 ; $t^2$
#| $(a - y)^2$  <-  same(lambda a: squared_error(a, .25), lambda a: (a-.25)**2)
