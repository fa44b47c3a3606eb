#| let v = run_machines(0.4, [lambda t: 3*t, np.square, np.sin])
#| let r = local_rates(0.4, [lambda t: 3*t, np.square, np.sin], [lambda t: 3.0, lambda t: 2*t, np.cos])
#| let s = backward_sweep(r)
#| let net = nine_number_network()
#| let x = nine_number_example()[0]
#| let y = nine_number_example()[1]
#| let four = four_factors(net, x, y, 0, 0)
#| let a1 = forward(x, **net)[0]
#| let a2 = forward(x, **net)[1][0]
#| let grid = four_points()[0]
#| let differ = four_points()[1]
#| let nodes = lambda: {k: np.vectorize(Value, otypes=[object])(w) for k, w in net.items()}
#| let out = lambda P, x: value_sigmoid(sum(P['W2'][:, 0]*[value_sigmoid(
#|     sum(P['W1'][:, j]*x, P['b1'][j])) for j in (0, 1)], P['b2'][0]))
#| let as_model = lambda P: type('Model', (), {'__call__': lambda model, x: out(P, x),
#|     'parameters': lambda model: [p for w in P.values() for p in w.ravel()]})()
#| let swing = never_reset(as_model(nodes()), grid, differ[:, 0], 5., 200)
#| let P = nodes()
#| let root = (out(P, x) - 1)**2
#| let edges_to = lambda node, leaf: 0 if node is leaf else min(
#|     [1 + edges_to(parent, leaf) for parent in node.parents], default=99)

# %% [markdown]
# # Your own engine
#
# **You are here:** [00 predictions](../00_predictions/00_predictions.ipynb) → [01 the chain rule](../01_chain_rule/01_chain_rule.ipynb) → [02 nested machines](../02_nested_machines/02_nested_machines.ipynb) → [03 gas pedal](../03_gas_pedal/03_gas_pedal.ipynb) → [04 one neuron](../04_single_neuron/04_single_neuron.ipynb) → [05 layers](../05_layers/05_layers.ipynb) → [06 weight updates](../06_weight_updates/06_weight_updates.ipynb) → [07 deep networks](../07_deep_networks/07_deep_networks.ipynb) → **08 your own engine**
#
# You worked out the way back for networks made of layers. Change the formula, and you would have to work it out anew.
#
# Nobody does that any more. One writes a formula in Python, and a small program finds its gradients. In this lesson you write that program. It serves every formula built of operations whose slopes it knows. Then you look back over all nine lessons.
#| claims A1 A18 A24

# %% [markdown]
# | part | minutes | afterwards you can |
# |---|---|---|
# | Warm-up | 4–5 | recall what gradients cost, and where one adds |
# | 1. A number with a past | 20–30 | let a calculation keep what the way back needs |
# | 2. In which order? | 16–22 | say when a number may hand on |
# | 3. Backwards | 15–21 | differentiate a formula by program |
# | 4. A training loop | 14–21 | train a network with your own engine |
# | 5. From numbers to arrays | 4–6 | find your engine again in a large one |
# | 6. Looking back | 9–12 | explain backpropagation |
# | 7. Exit | 3–5 | sweep through a graph by hand |
#
# The first number is for quick readers, the second for careful ones. Two good places to stop are marked, and an appendix has one more exercise. You need lessons 05 and 06. Of classes in Python you need no more than is shown.
#
# Back after a break? Choose **Run > Run All Cells**: your answers come back. Until then, figures and questions say “Error displaying widget”.
#| given  lessons 05 and 06

# %%
import numpy as np
from chainrule import ask, check, confirm, explain, predict, reveal, waits_for
from chainrule.explorables import GraphStepper

### BEGIN ANSWER
from chainrule.questions import answer

### END ANSWER

# %% [markdown]
# ## Warm-up: what do you still know? (4–5 minutes)
#
# From memory, please.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_price",
    "2000 and 3",
    "Two forward passes for each number. Backpropagation goes forward once, and its way back costs "
    "about as much as two more, whether there are 1000 numbers or a million.",
    {
        "2000 and 1000": "One sweep finds all 1000 gradients. It does not begin anew for each.",
        "1000 and 3": "Both ways: that makes two passes for each number.",
    },
)
### END ANSWER
ask(
    "warm_price",
    "A network has 1000 numbers. How many forward passes do all gradients cost, first by nudging "
    "each number both ways, then by backpropagation?",
    ["2000 and 1000", "1000 and 3", "2000 and 3"],
)
#| given  1000 numbers ; 2000 and 1000 ; 1000 and 3 ; all 1000 gradients
#| 2000 and 3  <-  2*1000, 1 + 2

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_vanish",
    "at every layer: weight times slope is below 1",
    "Many such factors in a row make a tiny product. That is why start weights and bends matter.",
    {
        "at the input, where the data are small": "The input is one factor, and only the last one.",
        "in rounding: computers keep few digits": "Gradients are kept with some 16 digits, "
        "however small they are.",
    },
)
### END ANSWER
ask(
    "warm_vanish",
    "In a deep network the gradients of the first layers can come out a million times smaller than "
    "those of the last one. Where is it lost?",
    [
        "at the input, where the data are small",
        "at every layer: weight times slope is below 1",
        "in rounding: computers keep few digits",
    ],
)
#| given  is below 1 ; some 16 digits

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "warm_add_multiply",
    "multiply along a route, add between routes",
    "A nudge is magnified by one machine after the other. Where it travels by two routes, both "
    "effects arrive.",
    {
        "add along a route, multiply between routes": "The other way round. Two magnifiers in a "
        "row, 3 and 2, magnify by 6.",
        "multiply everywhere": "Two routes are two ways to the same end: both effects arrive.",
    },
)
### END ANSWER
ask(
    "warm_add_multiply",
    "Slopes on the way to the loss: where does one multiply them, where does one add?",
    [
        "add along a route, multiply between routes",
        "multiply along a route, add between routes",
        "multiply everywhere",
    ],
)
#| 3 and 2, magnify by 6  <-  3, 2, 3*2

# %%
from chainrule import again

again("07_deep_networks")

# %% [markdown]
# ## 1. A number with a past (20–30 minutes)
#
# The belt of lesson 02 made $\sin((3x)^2)$ out of $x = 0.4$: first 1.2, then 1.44, then 0.9915. Then you walked back.
#
# A program has to do this for a formula that it has never seen. Python computes a formula one operation at a time, and forgets how it came to a result: 1.44 is a number like any other. So let us make numbers that take notes while the formula is computed.
#| given  lesson 02 ; $\sin((3x)^2)$ out of $x = 0.4$ ; 1.44 is a number
#| first 1.2, then 1.44, then 0.9915  <-  v[1:]

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "remember",
    "the notes do not tell",
    "As a sum the 4 answers to the first 2 with 1, as a product with 2. So each number must have "
    "noted, besides its value and what it was made of, a slope for each of these. (The name of the "
    "operation would do as well: then the slope is worked out on the way back. The whole formula "
    "would be too much: what is before can be asked of those before.)",
    {
        "5": "So it is if the 4 is the sum of 2 and 2. Could it be anything else?",
        "10": "So it is if the 4 is the product of 2 and 2. Could it be anything else?",
    },
    recall="A formula was computed, and each number noted its value and which numbers it was made "
    "of. A 4 was made of 2 and 2, and the last value answers to the 4 with 5. How does the last "
    "value answer to the first 2?",
)
### END ANSWER
predict(
    "remember",
    "A formula has been computed, and each number has noted its value and which numbers it was "
    "made of. A 4 was made of 2 and 2, and the last value answers to the 4 with 5. How does the "
    "last value answer to the first 2?",
    ["5", "10", "the notes do not tell"],
)
#| claims A1
#| given  A 4 was made of 2 and 2, and the last value answers to the 4 with 5 ; answer to the first 2 ; the 4 answers to the first 2
#| given  the sum of 2 and 2 ; the product of 2 and 2 ; if the 4
#| with 1, as a product with 2  <-  slope(lambda t: t + 2, 2), slope(lambda t: t*2, 2)
#| 10  <-  5*slope(lambda t: t*2, 2)
#| 5  <-  5*slope(lambda t: t + 2, 2)

# %% [markdown]
# Here is the belt once more, drawn as a **graph**: each number is a node, and an edge leads from it to the number that was made of it.

# %%
GraphStepper(example="belt", after="remember")
#| claims A1

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "edge_slopes",
    "how fast each number answers to the one it was made of",
    "3, 2.4 and 0.1304 are the rates of lesson 02. They are all that a walk back needs: nobody has "
    "to know any more that a square or a sine was there.",
    {
        "how fast the output answers to each number": "Not yet. That takes all edges behind a "
        "number; an edge knows only its own two ends.",
        "how far each number was nudged": "Nothing was nudged. An edge says how much a nudge would "
        "be magnified.",
    },
)
### END ANSWER
ask(
    "edge_slopes",
    "What do the numbers on the edges say?",
    [
        "how fast the output answers to each number",
        "how fast each number answers to the one it was made of",
        "how far each number was nudged",
    ],
)
#| given  lesson 02
#| 3, 2.4 and 0.1304  <-  r

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("remember")

# %% [markdown]
# ### What a number remembers
#
# A **node** is a number with a past. It has five attributes:
#
# | attribute | what it holds |
# |---|---|
# | `data` | the number itself |
# | `parents` | the nodes that it was made of |
# | `slopes` | for each parent, in the same order, the local slope: how fast this node answers to it |
# | `grad` | how fast the last value answers to this node; 0 until something comes back |
# | `made_by` | a name for the drawing |
#
# Keep two words apart. A **local slope** lies on an edge and is known at once. A **gradient** belongs to a node: it is that of the last value, and comes later.
#
# A node without parents is a **leaf**: it was given, not computed. The last value is the **root**.
#| given  0 until

# %% [markdown]
# ### A sine, written out
#
# Below, `sin` takes a node and makes a new one. Its number is the sine of what it received. It has one parent, and so one local slope: the cosine of what it received.
#
# With an operation of two numbers there are two of each. Say $a = 5$ and $b = 2$. The difference $a - b$ is a node with the number 3 and the parents $a$ and $b$.
#| given  $a = 5$ and $b = 2$
#| number 3  <-  5 - 2

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "slopes_of_difference",
    "1 and −1",
    "Raise a, and the difference rises as much. Raise b, and it falls as much.",
    {
        "5 and −2": "These are the numbers. A local slope says how fast the result moves.",
        "1 and 1": "Raise b a little. Which way does a − b go?",
    },
)
### END ANSWER
ask(
    "slopes_of_difference",
    "Which local slopes does the node a − b note down, for a and for b?",
    ["5 and −2", "1 and 1", "1 and −1"],
)
#| given  5 and −2 ; 1 and 1
#| 1 and −1  <-  slope(lambda t: t - 2, 5), slope(lambda t: 5 - t, 2)


# %%
def sin(v):
    return Value(np.sin(v.data), (v,), (np.cos(v.data),), "sin")


# %% [markdown]
# ### Exercise 08.1 · Value (3 points)
#
# The class is given, but for sum and product. Python calls `a.__add__(b)` when it meets `a + b`, and `a.__mul__(b)` when it meets `a * b`.
#
# In both, `self` is what stands on the left, `other` what stands on the right. `other` may be a plain number, as in `a + 2`. Only nodes can be parents, so make a node of it first.
#| given  `a + 2`


# %% answer Value
class Value:
    """A number that remembers how it was made.

    data: the number; parents: the Values that it was made from;
    slopes: for each parent, in the same order, how fast the new number
    answers to it (its local slope); made_by: a short name, for pictures.
    .grad is 0.0 until a sweep writes to it.
    """

    def __init__(self, data, parents=(), slopes=(), made_by=""):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes
        self.made_by = made_by

    def __add__(self, other):
        """Returns a new Value: self + other, with parents and local slopes.

        other: a Value or a plain number; make a Value of a plain number first.

        Example: (Value(2) + 3).data is the float 5.0.
        """
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")
        ### END SOLUTION

    def __mul__(self, other):
        """Returns a new Value: self · other, with parents and local slopes.

        other: a Value or a plain number, as in __add__.
        """
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), "*")
        ### END SOLUTION

    # The rest is given: it is made of + and * (and of power, exercise 08.2).
    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __pow__(self, n):
        return power(self, n)

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __repr__(self):
        return f"Value({self.data:.4g})"


# %% check Value

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "a_plus_a",
    2,
    "Both edges lead to the same a, each with the slope 1: a nudge of a arrives twice. The two "
    "edges are two routes.",
)
### END ANSWER
ask("a_plus_a", "b = a + a. How fast does b answer to a?")
#| 2  <-  slope(lambda t: t + t, 3)
#| slope 1  <-  slope(lambda t: t + 3, 3)

# %% [markdown]
# ### One more machine
#
# Whatever machine you add, you answer two questions once: what does it make, and how fast does it answer to what it received? Nobody asks again which formulas it will be used in.
#
# Often the answer to the second question can be read from the first. For $e^t$ the slope is the value itself. For σ it was $a \cdot (1 - a)$, with its own output $a$.
#| For $e^t$ the slope is the value itself  <-  same(lambda t: slope(np.exp, t), np.exp)
#| $a \cdot (1 - a)$  <-  same(dsigmoid, lambda t: sigmoid(t)*(1 - sigmoid(t)))

# %% [markdown]
# ### Your turn, with one blank
#
# In lesson 05, hidden 1 put out 0.4013.
#| given  lesson 05, hidden 1
#| 0.4013  <-  a1[0]

# %%
a = 0.4013
slope_of_sigmoid = ...  # which number does a node made by σ note down?
### BEGIN ANSWER
slope_of_sigmoid = a * (1 - a)
### END ANSWER
confirm("sigmoid_slope", slope_of_sigmoid, hint="No z is needed: a is enough.")

# %% [markdown]
# ### Exercise 08.2 · power (1 point)
#
# A node to a power that stays fixed. The slope is the one of lesson 01, read at what the power received.
#| given  lesson 01


# %% answer power
def power(v, n):
    """Return a new Value: v to the power n, with its parent and its local slope.

    v: a Value. n: a plain number that stays fixed, such as 2, 3 or −1
    (not another Value). Calculate with v.data: v ** n would call power again.
    Returns a Value: a number with its parents and slopes, not a float.

    Example: power(Value(3), 2) has the data 9.0.
    """
    ### BEGIN SOLUTION
    return Value(v.data**n, (v,), (n * v.data ** (n - 1),), f"**{n}")
    ### END SOLUTION


# %% check power

# %% [markdown]
# Sum, product and power make most of the rest: $v^{-1}$ is $1/v$, and so your class can divide, too. Three more machines, each in the same form:
#| $v^{-1}$ is $1/v$  <-  same(lambda t: t**-1., lambda t: 1/t)


# %%
def exp(v):
    result = np.exp(v.data)
    return Value(result, (v,), (result,), "exp")


def sigmoid(v):
    result = 1 / (1 + np.exp(-v.data))
    return Value(result, (v,), (result * (1 - result),), "σ")


def tanh(v):
    result = np.tanh(v.data)
    return Value(result, (v,), (1 - result**2,), "tanh")


# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "long_route",
    "10",
    "Every sum and every difference is a node of its own. Two of the ten edges are σ, two are "
    "products, one is the square. The other five carry a 1 and change nothing.",
    {
        "4": "These were four steps of your own choice. The engine knows only its operations.",
        "30": "That is about the number of all nodes. One route passes a part of them.",
    },
)
### END ANSWER
predict(
    "long_route",
    "In lesson 05 four factors led from the loss to the weight 0.3, far inside the network. Now "
    "the engine computes the same loss, one operation at a time. How many edges lie between the "
    "loss and the weight 0.3?",
    ["4", "10", "30"],
)
#| claims A1
#| given  lesson 05 ; weight 0.3 ; 4 ; carry a 1
#| 10  <-  edges_to(root, P['W1'][0, 0])
#| 30  <-  10*round(len(topological_order(root))/10)

# %% [markdown]
# The network with nine numbers, on its example $x = (1, -1)$ with the target 1, computed by *your* nodes. Follow the route from the loss back to `W1[0][0]`. Where are the four factors?
#| given  $x = (1, -1)$ with the target 1 ; `W1[0][0]`


# %%
def weighted_sum(inputs, weights, bias):
    return sum((w * x for w, x in zip(weights, inputs)), bias)


def neuron(inputs, weights, bias):
    return sigmoid(weighted_sum(inputs, weights, bias))


class Knobs:
    """The network with nine numbers, each of them a node."""

    def __init__(self):
        self.W1 = [[Value(0.3), Value(-0.5)], [Value(0.8), Value(0.2)]]
        self.b1 = [Value(0.1), Value(-0.2)]
        self.W2 = [[Value(1.2)], [Value(-0.7)]]
        self.b2 = [Value(0.3)]

    def __call__(self, x):
        for W, b in ((self.W1, self.b1), (self.W2, self.b2)):
            x = [neuron(x, column, bias) for column, bias in zip(zip(*W), b)]
        return x[0]

    def parameters(self):
        return [p for row in [*self.W1, self.b1, *self.W2, self.b2] for p in row]


# %%
from IPython.display import display

with waits_for("Value", "power"):
    knobs = Knobs()
    loss, names = power(knobs([1, -1]) - 1, 2), vars(knobs)
    display(GraphStepper(loss, names=names, after="long_route"))
#| claims A1 A18

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("long_route")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "second_factor",
    "0.230 and 1.2",
    "The slope of σ in the output, then the weight to the output: 0.23015 · 1.2 = 0.2762.",
    {
        "0.240 and 1": "These two lie further back: the bend of hidden 1, and its input.",
        "−0.718 and 1": "That is the answer of the loss to the prediction, the first factor.",
    },
)
### END ANSWER
ask(
    "second_factor",
    "The second of the four factors was 0.2762. Which edges of the route, apart from ones, make "
    "it?",
    ["−0.718 and 1", "0.230 and 1.2", "0.240 and 1"],
)
#| claims A1
#| given  0.240 and 1 ; −0.718 and 1 ; of hidden 1
#| 0.23015 · 1.2 = 0.2762  <-  a2*(1 - a2), 1.2, four[1]
#| was 0.2762  <-  four[1]
#| 0.230 and 1.2  <-  a2*(1 - a2), 1.2
#| 0.240 and  <-  a1[0]*(1 - a1[0])
#| −0.718 and  <-  four[0]

# %% [markdown]
# > **Good place to stop.** Your numbers remember. Now somebody has to go back.

# %% [markdown]
# ## 2. In which order? (16–22 minutes)
#
# Going back looks simple. The root answers to itself with 1. Each node hands to its parents the gradient that it holds, times the local slope. Each parent adds what arrives and does the same. Four lines of Python:
#
# ```python
# def at_once(node):
#     for parent, slope in zip(node.parents, node.slopes):
#         parent.grad += slope * node.grad
#         at_once(parent)
# ```
#| given  itself with 1

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "diamond",
    "6",
    "b hands on twice: first 1, of which a gets 1 + 1 = 2, and then all it holds by then, 2, of "
    "which a gets 4 more. The first part has been counted twice. Of the three ways in the menu one "
    "is right: a node hands on only the part that has just arrived.",
    {
        "4": "So it should be. Follow the lines with a pencil: what does b hold when it hands on "
        "for the second time?",
        "8": "It would be 8 if b held 2 both times that it hands on.",
    },
)
### END ANSWER
predict(
    "diamond",
    "a = 3, b = a + a, c = b + b. So c is 4a, and answers to a with 4. All gradients are 0, then "
    "c.grad is set to 1, and `at_once(c)` runs. What does a.grad hold afterwards?",
    ["4", "6", "8"],
)
#| given  a = 3 ; set to 1 ; gradients are 0
#| c is 4a, and answers to a with 4  <-  4, slope(lambda t: t + t + t + t, 3)
#| first 1, of which a gets 1 + 1 = 2, and then all it holds by then, 2, of which a gets 4
#|     <-  1, 1, 1, 2, 2, 2 + 2
#| 6  <-  (1 + 1) + (2 + 2)
#| 4  <-  slope(lambda t: t + t + t + t, 3)
#| held 2 both  <-  2
#| be 8 if  <-  2*(2 + 2)
#| 8  <-  2*(2 + 2)

# %% [markdown]
# Go through it step by step. The menu offers two other ways.

# %%
GraphStepper(
    example="diamond",
    mode="sabotage",
    order="at_once",
    controls=["step", "order:at_once,each_listing,part"],
    after="diamond",
)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("diamond")

# %% [markdown]
# Whoever hands on each part as it arrives, and no more, walks every route alone, and lesson 05 counted what that costs. A sweep visits each node once.
#| given  lesson 05

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "who_is_next",
    "c, and b has to wait",
    "c was made of b, so another part is still to come to b. Whoever hands on before all has "
    "arrived hands on too little, or has to do it again. A node may hand on when every node that "
    "was made of it has done so.",
    {
        "b, and c has to wait": "What would b hand on? Is everything there that is to come?",
        "either of them": "Look at c: what was it made of?",
    },
)
### END ANSWER
predict(
    "who_is_next",
    "a = 2, b = 3 · a, c = b + a, d = b · c. The root d has handed on, so b and c hold something. "
    "Each node hands on once. Who may be next?",
    ["b, and c has to wait", "c, and b has to wait", "either of them"],
)
#| given  a = 2, b = 3 · a

# %% [markdown]
# Now *you* are the engine. Begin with **Put 1 at the end**. Then press a node, and it hands on what it holds, times the slope, to each of its parents. Sweep from d to a. Then start again and try another order.
#| given  **Put 1 at the end**

# %%
GraphStepper(
    example="shortcut",
    mode="you",
    controls=["seed", "queue", "judge"],
    after="who_is_next",
)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("who_is_next")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "left_over",
    30,
    "b hands on the 8 that came from d, and a gets 8 · 3 = 24. From c come 6 · 1 = 6 more: 30. "
    "What c gives to b stays there; the right gradient is 48.",
)
### END ANSWER
ask(
    "left_over",
    "In the order d, then b, then c, each once: which gradient does a end with?",
)
#| 30  <-  8*3 + 6
#| hands on the 8  <-  2*3 + 2
#| 8 · 3 = 24  <-  8, 3, 8*3
#| 6 · 1 = 6 more: 30  <-  6, 1, 6, 24 + 6
#| gradient is 48  <-  slope(lambda t: 3*t*(3*t + t), 2)

# %% [markdown]
# ### A safe order
#
# In the drawing you saw who has to wait for whom. An engine has only the notes, and they say what a node was made of, not what was made of it.
#
# The trick is to think forwards. Write the nodes into a list so that each stands *after all its parents*. Read from the end, all that was made of a node then comes before the node itself. The root is last in the list, and first on the way back. Such a list is a **topological order**.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "which_list",
    "q, p, r, s, t",
    "r was made of p and q, s of r and p, t of s and q: each comes after all its parents. With p "
    "and q exchanged it would do as well.",
    {
        "p, r, q, s, t": "r was made of p and q, but q comes later.",
        "t, s, r, q, p": "This is the order of the way back.",
    },
)
### END ANSWER
ask(
    "which_list",
    "r = p · q, s = r + p, t = s · q. In which list does each node stand after all its parents?",
    ["p, r, q, s, t", "q, p, r, s, t", "t, s, r, q, p"],
)
#| given  r = p · q, s = r + p, t = s · q

# %% [markdown]
# ### A function that calls itself
#
# How does one get from the root to all nodes? With a function that does its work for one node and calls itself for each parent. This one prints a family tree:


# %%
def family(node, indent=""):
    print(f"{indent}{node.made_by or 'leaf'}: {node.data}")
    for parent in node.parents:
        family(parent, indent + "    ")


with waits_for("Value"):
    a = Value(2.0)
    b = a + a
    family(b * a)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "listed_once",
    "by remembering the nodes themselves that were met",
    "Two nodes may well hold the same number, and yet be two. Python's `is` asks whether it is the "
    "same node, and so does `id(node)`.",
    {
        "by remembering the numbers that were met": "Two weights may both be 0.5.",
        "by leaving out the leaves": "They belong to it: theirs are the gradients one wants.",
    },
)
### END ANSWER
ask(
    "listed_once",
    "In this tree the leaf stands three times. How can a list come to hold every node once?",
    [
        "by remembering the numbers that were met",
        "by remembering the nodes themselves that were met",
        "by leaving out the leaves",
    ],
)
#| given  both be 0.5

# %% [markdown]
# ### Exercise 08.3 · topological_order (3 points)
#
# Every node once, each after all its parents, the root last.


# %% answer topological_order
def topological_order(root):
    """Return a list of every node that root was made from, in a safe order.

    Safe: each node once, after all its parents; root stands last. Leaves
    belong to it. Any such order is right. The same node is the same object:
    two nodes may hold the same number. The graph itself stays as it is
    (no marks on its nodes).
    A function that calls itself is fine. Python stops it at about 1000 calls
    within each other; no graph of this lesson is that deep.
    Returns a new list at each call.

    Example: for root = Value(2.0) + Value(3.0) a list of three nodes.
    """
    ### BEGIN SOLUTION
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order
    ### END SOLUTION


# %% check topological_order

# %% [markdown]
# ## 3. Backwards (15–21 minutes)
#
# ### The sweep
#
# All is there: the notes, and the order. On the belt of lesson 02 the sweep went 1, 0.1304, 0.3130, 0.9391, one number after the other. It began with 1, since the last value answers to itself with 1.
#
# On a graph it is the same, but with forks. Go through the safe order from its end. What a node holds when its turn comes is its whole gradient. To each parent it hands slope · gradient, and what arrives there adds up.
#| claims A18
#| given  lesson 02 ; to itself with 1
#| 1, 0.1304, 0.3130, 0.9391  <-  s[::-1]
#| began with 1  <-  s[-1]

# %% [markdown]
# ### Exercise 08.4 · backward (4 points)
#
# Use your `topological_order`. This function needs to know no operation: the notes are enough.


# %% answer backward
def backward(root):
    """Work out how root answers to every node of its graph.

    The graph is new: every .grad in it is still 0.0, as the constructor
    made it. After the call each node's .grad holds the gradient of root with
    respect to it, root's own included. data, parents and slopes stay as they are.
    topological_order(root) gives the nodes in a safe order (it is lent while
    this is checked; you may do without it).
    Returns nothing.

    Example: after backward(root), root.grad is the float 1.0.
    """
    ### BEGIN SOLUTION
    root.grad = 1.0
    for node in reversed(topological_order(root)):
        for parent, slope in zip(node.parents, node.slopes):
            parent.grad += slope * node.grad
    ### END SOLUTION


# %% check backward

# %% [markdown]
# ### A formula of your own
#
# Now a test that nobody has prepared. Type a formula of your own, as wild as you like, with the letters `x` and `w` as often as you please. It may use + − * / and brackets, fixed powers such as `x**3`, and `sin`, `cos`, `exp`, `log`, `sqrt`, `tanh`, `sigmoid`. Your engine finds both gradients, and a nudge is the judge.
#| claims A18
#| given  `x**3`

# %%
from chainrule.formula import compare_with_nudges, graph_of

my_formula = "sin(x * w) / (1 + exp(x - w**2))"  # put your own formula here
numbers = {"x": 1.3, "w": -0.7}

with waits_for("Value", "power", "topological_order", "backward"):
    display(compare_with_nudges(my_formula, numbers, Value, power, backward))
#| given  sin(x * w) / (1 + exp(x - w**2))
#| claims A1 A18

# %% [markdown]
# Change the formula and the numbers, and run the cell again. Nobody worked out a derivative for it: neither you nor Python. Your engine has never heard of your formula. It met one operation at a time, and each had left its slope. That is how the chain rule drives backpropagation, whatever the formula.
#| claims A1

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "overwrite",
    "where no node is used twice",
    "There a single part arrives at each node, and = does as well as +=. Where two arrive, the "
    "later one wipes out the earlier one.",
    {
        "in none": "Take the belt: how many parts arrive at each of its nodes?",
        "where all slopes are positive": "Two positive parts have to be added as well.",
    },
)
### END ANSWER
predict(
    "overwrite",
    "Somebody writes = in place of += in the sweep. In which formulas are all gradients right all "
    "the same?",
    ["in none", "where all slopes are positive", "where no node is used twice"],
)

# %% [markdown]
# Your sweep over your formula, recorded as it ran: **Step** shows what your code wrote, one hand-over after the other.
#
# Then choose *another order or rule*, tick *= in place of +=*, and go to the end. Which of your gradients survive? Try other formulas, too.

# %%
with waits_for("Value", "power", "topological_order", "backward"):
    root, letters = graph_of(my_formula, numbers, Value, power)
    chosen = {"backward": backward, "controls": ["mode", "step", "rule", "judge"]}
    display(GraphStepper(root, names=letters, **chosen, after="overwrite"))
#| claims A18

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("overwrite")

# %% [markdown]
# ### Two old acquaintances
#
# What took you whole lessons, your engine finds in passing: the slope of $e^{\sin(x^2)}$ at $x = 1$, and all nine gradients of the network. For these you have a second opinion: your arrays of lesson 05, or lent ones if you have not written them.
#| claims A18
#| given  $e^{\sin(x^2)}$ at $x = 1$ ; lesson 05

# %% tags=["varies"]
from chainrule import bring

mlp_backward = bring("05_layers", "mlp_backward")

# %%
with waits_for("Value", "power", "topological_order", "backward"):
    x = Value(1.0)
    backward(exp(sin(power(x, 2))))
    print("slope of exp(sin(x²)) at 1:", round(x.grad, 3))

    knobs = Knobs()
    backward(power(knobs([1, -1]) - 1, 2))
    data_of = np.vectorize(lambda v: v.data)
    grad_of = np.vectorize(lambda v: v.grad)
    params = {name: data_of(nodes) for name, nodes in vars(knobs).items()}
    arrays = mlp_backward(params, np.array([[1.0, -1.0]]), np.array([[1.0]]))
    for name, nodes in vars(knobs).items():
        same = np.allclose(grad_of(nodes), arrays[name], rtol=0, atol=1e-15)
        print(f"{name}: {np.round(grad_of(nodes), 4).tolist()}")
        print(f"    the same in arrays, to 15 decimals: {same}")
#| claims A18

# %% [markdown]
# > **Good place to stop.** You have an engine. Next you drive it.

# %% [markdown]
# ## 4. A training loop (14–21 minutes)
#
# First a single number. $w$ begins at 0, and the loss is $(w - 3)^2$. With gradient descent as in lesson 06 and the learning rate 0.1, $w$ goes 0, 0.6, 1.08, 1.464 and on towards 3.
#
# With the engine it takes three lines in a loop: build the loss, sweep back, move.
#
# ```python
# for step in range(16):
#     loss = power(w - 3, 2)
#     backward(loss)
#     w.data -= 0.1 * w.grad
# ```
#| let walk = [3 - 3*0.8**n for n in range(4)]
#| given  for step in range(16): ; loss = power(w - 3, 2) ; w.data -= 0.1 * w.grad ; $w$ begins at 0, and the loss is $(w - 3)^2$ ; lesson 06 ; rate 0.1, ; towards 3
#| goes 0, 0.6, 1.08, 1.464  <-  walk

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "never_reset",
    "past 3 and back, again and again",
    "Each step builds a new loss, but w is the old node, and its grad still holds the old slopes. "
    "The new one is added to them. So w is pushed on after it has passed 3, like a swing. In the "
    "game of lesson 00 the loss goes 0.284, 0.251, 0.277, 0.289, 0.256 and so on, and stays between "
    "0.24 and 0.30. (A sweep that wipes all gradients first is safe from this, but see below.)",
    {
        "to 3, as in lesson 06": "Look for the line where a gradient begins anew.",
        "away from 3, faster and faster": "The steps do get longer at first. But what sign has the "
        "slope behind 3?",
    },
)
### END ANSWER
predict(
    "never_reset",
    "w = Value(0.0), and then these lines run. Where does w go?",
    [
        "to 3, as in lesson 06",
        "past 3 and back, again and again",
        "away from 3, faster and faster",
    ],
)
#| given  to 3, as in lesson 06 ; past 3 and back ; away from 3 ; behind 3 ; passed 3 ; lesson 00 ; w = Value(0.0)
#| 0.284, 0.251, 0.277, 0.289, 0.256  <-  swing[:5]
#| between 0.24 and 0.30  <-  .24 < min(swing) and max(swing) < .3

# %%
needed = ("Value", "power", "topological_order", "backward")
with waits_for(*needed, after="never_reset"):
    w, rows = Value(0.0), []
    for step in range(16):
        loss = power(w - 3, 2)
        backward(loss)
        rows.append((step, w.data, 2 * (w.data - 3), w.grad))
        w.data -= 0.1 * w.grad
    print(" step      w   its slope   w.grad")
    for row in rows:
        print("{:5} {:6.2f} {:11.2f} {:8.2f}".format(*row))
reveal("never_reset")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "gathered",
    "w.grad holds all slopes so far, added up",
    "When w has just passed 3, −6 − 4.8 − 2.64 + 0.05 = −13.39: the three old slopes outweigh the "
    "new one by far. Only when the positive ones have made up for them does w turn round.",
    {
        "the learning rate is too large": "0.1 is small enough: with it, lesson 06's way goes "
        "straight to 3.",
        "the sweep found a wrong slope": "Compare the column “its slope”: 2 · (w − 3) is right.",
    },
)
### END ANSWER
ask(
    "gathered",
    "In some lines of the table `its slope` and `w.grad` differ in sign. Why?",
    [
        "the learning rate is too large",
        "the sweep found a wrong slope",
        "w.grad holds all slopes so far, added up",
    ],
)
#| let slopes = [-6, -4.8, -2.64, 0.048]  # at 0, 0.6, 1.68 and 3.024
#| let places = [3 + slope/2 for slope in slopes]
#| −6 − 4.8 − 2.64 + 0.05 = −13.39
#|     <-  (-6, 4.8, 2.64, .05, sum(slopes)) if np.allclose(
#|         np.diff(places), -.1*np.cumsum(slopes)[:3]) else None
#| given  w has just passed 3 ; 0.1 is small ; lesson 06's way ; straight to 3
#| 2 · (w − 3)  <-  same(lambda w: slope(lambda t: (t - 3)**2, w), lambda w: 2*(w - 3))

# %% [markdown]
# ### A loop around the engine
#
# Gradients gather in `grad`, from sweep to sweep. Sometimes this is just what one wants: two losses may share a weight, and then their gradients add. PyTorch does it, too. So whoever writes a training loop sets the gradients of all weights and biases back to 0, once in every training step.
#
# A network for this lesson has two methods: `model(x)` computes the output for one example, `model.parameters()` lists the nodes that may move. The loss is the mean of the squared gaps over all examples.
#| given  back to 0,

# %% [markdown]
# ### Exercise 08.5 · fit (3 points)
#
# The loop for a whole network: the loss of all examples, its gradients, the step. Python's `sum` adds nodes, too.


# %% answer fit
def fit(model, xs, ys, lr, steps):
    """Train a model with the engine, all examples in every step.

    model(x): the model's output for one example x, a Value.
    model.parameters(): a list of its weights and biases, the Values
    themselves; move p.data of each. It has no other methods (no zero_grad:
    set p.grad of each back to 0.0 yourself, in every step).
    xs: a list of examples, ys: a list of as many targets (plain numbers).
    Both lists stay as they are.
    The loss is the mean over the examples of (output − target)²; its
    gradients come from backward(loss). One step moves each p.data against
    its gradient, as long as lr says.
    Returns a list with one float for each step: the loss before that step.

    Example: with steps=10 a list of ten losses.
    """
    ### BEGIN SOLUTION
    history = []
    for step in range(steps):
        loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys)) / len(xs)
        for p in model.parameters():
            p.grad = 0.0
        backward(loss)
        for p in model.parameters():
            p.data -= lr * p.grad
        history.append(loss.data)
    return history
    ### END SOLUTION


# %% check fit

# %% [markdown]
# A network, written with your nodes. Its hidden neurons bend with tanh, its output with σ.


# %%
class Network:
    """Inputs, hidden neurons (tanh), one output (σ): Network([2, 6, 1], rng)."""

    def __init__(self, sizes, rng):
        def new_neuron(inputs):
            return [Value(w) for w in rng.normal(0, 1, inputs)], Value(0.0)

        self.layers = [
            [new_neuron(inputs) for _ in range(neurons)]
            for inputs, neurons in zip(sizes, sizes[1:])
        ]

    def __call__(self, x):
        for layer in self.layers:
            squash = sigmoid if layer is self.layers[-1] else tanh
            x = [squash(weighted_sum(x, weights, bias)) for weights, bias in layer]
        return x[0]

    def parameters(self):
        neurons = [neuron for layer in self.layers for neuron in layer]
        return [p for weights, bias in neurons for p in [*weights, bias]]


# %% [markdown]
# ### Two rings
#
# The points below lie on two rings. A network is to put out 1 for the inner ring and 0 for the outer one.
#| given  put out 1 for the inner ring and 0 for the outer

# %%
from chainrule.pictures import show_boundaries
from chainrule.rings import outputs_on_grid, two_rings

X_rings, y_rings = two_rings()
told = (
    "Points on an inner and an outer ring, and the line where the output is 0.5; "
    "the plane is shaded where it is above."
)

with waits_for("Value", "power", "topological_order", "backward", "fit"):
    alone = Network([2, 1], np.random.default_rng(0))
    fit(alone, X_rings, y_rings, 6, 30)
    right = sum((alone(x).data > 0.5) == y for x, y in zip(X_rings, y_rings))
    print(f"one neuron, 30 steps: {right} of {len(X_rings)} right")
    drawn = {"one neuron": outputs_on_grid(alone)}
    display(show_boundaries(X_rings, y_rings, drawn, told))
#| given  output is 0.5;

# %% [markdown]
# Do you miss the line? This neuron says less than 0.5 everywhere, and so it is right for the 20 outer points of 32. It has no better choice: a single neuron cuts the plane along a straight line, and no straight line gets more of these points right. Now six hidden neurons stand in front of it.
#| let rings = __import__('chainrule.rings', fromlist=['two_rings']).two_rings()
#| let best_line = max(np.sum((np.array(rings[0]) @ [np.cos(t), np.sin(t)] > c) == rings[1])
#|     for t in np.linspace(0, 2*np.pi, 181) for c in np.linspace(-3, 3, 121))
#| let alone = Network([2, 1], np.random.default_rng(0))
#| let alone_right = (fit(alone, *rings, 6., 30), [alone(p).data for p in rings[0]])[1]
#| less than 0.5 everywhere  <-  max(alone_right) < .5
#| 20 outer points of 32  <-  best_line, len(rings[1])

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "ring_line",
    "it closes around the inner ring",
    "Each hidden neuron adds a bend, and the output puts the bends together. Nobody drew this "
    "curve. It came from 25 numbers, each moved 40 times a little against its gradient. (Begin "
    "with other chance weights, and it gets there by another way.)",
    {
        "it stays straight, but lies better": "That was all one neuron could do. What did the "
        "bend in the hidden layer serve for, in lesson 00?",
        "it bends into an open arc": "So it looks after 10 steps. Then the arc closes.",
    },
)
### END ANSWER
predict(
    "ring_line",
    "Network([2, 6, 1]) learns the same points. What becomes of the line where it says 0.5?",
    [
        "it stays straight, but lies better",
        "it bends into an open arc",
        "it closes around the inner ring",
    ],
)
#| given  says 0.5 ; lesson 00 ; Network([2, 6, 1]) ; 40 times ; after 10 steps
#| 25 numbers  <-  6*(2 + 1) + (6 + 1)

# %%
needed = ("Value", "power", "topological_order", "backward", "fit")
with waits_for(*needed, after="ring_line"):
    model, boundaries, losses = Network([2, 6, 1], np.random.default_rng(1)), {}, []
    for steps in (0, 10, 10, 20):
        losses += fit(model, X_rings, y_rings, 6, steps)
        boundaries[f"after {len(losses)} steps"] = outputs_on_grid(model)
    right = sum((model(x).data > 0.5) == y for x, y in zip(X_rings, y_rings))
    print(f"six hidden neurons: {right} of {len(X_rings)} right")
    display(show_boundaries(X_rings, y_rings, boundaries, told))
reveal("ring_line")

# %% [markdown]
# Look at what did that: a class, `power`, an order, a sweep, a loop. All of it is yours. The same loop plays the game of lesson 00, and takes the same steps as your arrays in lesson 06. Now you can see, too, what became of the plane in which its four points lie:
#| given  lesson 00 ; lesson 06

# %%
with waits_for("Value", "power", "topological_order", "backward", "fit"):
    game, points, targets = Knobs(), [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    plane = {"before": outputs_on_grid(game)}
    history = fit(game, points, targets, 5, 225)
    plane["after 225 steps"] = outputs_on_grid(game)
    steps = next((n for n, loss in enumerate(history) if loss < 0.01), "over 225")
    print(f"from {history[0]:.3f} to below 0.01: {steps} steps")
    told = (
        "Four points. Before, all of them lie where the output is above 0.5; "
        "afterwards a slanting band above 0.5 holds (0, 1) and (1, 0) alone."
    )
    display(show_boundaries(points, targets, plane, told))
#| let played = nodes()
#| let said_before = [out(nodes(), p).data for p in grid]
#| let said_after = (fit(as_model(played), [list(p) for p in grid], list(differ[:, 0]), 5., 225), [out(played, p).data for p in grid])[1]
#| all of them lie where the output is above 0.5  <-  min(said_before) > .5
#| above 0.5 holds (0, 1) and (1, 0) alone
#|     <-  [s > .5 for s in said_after] == [False, True, True, False] and grid.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]

# %% [markdown]
# ## 5. From numbers to arrays (4–6 minutes)
#
# Your engine makes a node of every number. One digit in the network of lesson 06 would make more than 9000 nodes, and Python would visit each. With arrays the forward pass is two products with `@`. So in large engines a node holds a whole array.
#
# Local slopes cannot be stored then. A layer with 64 inputs and 32 neurons makes 1024 numbers out of 32 rows, and each would need a slope for each of the 2048 weights: about 2 million, most of them 0.
#| given  lesson 06
#| more than 9000 nodes  <-  32*(64 + 64 + 1) + 10*(32 + 32 + 1) + 2410 + 64*32 > 9000
#| 64 inputs and 32 neurons makes 1024 numbers out of 32 rows  <-  64, 32, 32*32, 32
#| 2048 weights: about 2 million  <-  64*32, 32*32*64*32//10**6
#| most of them 0  <-  np.mean(np.kron(np.eye(3), np.ones((3, 1))) == 0) > .5

# %% [markdown]
# So a large engine notes a **rule** in place of slopes: a function that receives the gradient with respect to the result and returns those with respect to the parents. You have written such rules. For a layer it is your `linear_backward` of lesson 05, for a bend `sigmoid_backward`.
#
# Many small engines do so, too, and keep a function inside each node that remembers the values from the place where it was made. Such a function is called a *closure*. If you meet one in an engine's code, read it as: these are the slopes.
#
# | yours | in PyTorch |
# |---|---|
# | `w = Value(2.0)` | `w = torch.tensor(2.0, requires_grad=True)` |
# | `w.data`, `w.grad` | the same names; `w.grad` is `None` before the first sweep |
# | `parents` and `slopes` | `grad_fn`, with a rule in place of the slopes |
# | `backward(loss)` | `loss.backward()` |
# | `p.grad = 0.0` for all | `optimizer.zero_grad()` |
# | `p.data -= lr * p.grad` for all | `optimizer.step()` |
#| given  lesson 05 ; `w = Value(2.0)` ; `w = torch.tensor(2.0, requires_grad=True)` ; `p.grad = 0.0`

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "which_call",
    "optimizer.zero_grad()",
    "Without it the gradients of all steps gather, and the numbers swing as your w did.",
    {
        "optimizer.step()": "Without it nothing would move, and the loss would stay.",
        "loss.backward()": "Without it there would be no gradients, and nothing would move.",
    },
)
### END ANSWER
ask(
    "which_call",
    "Somebody trains a network with PyTorch. The formula is right, but the loss swings up and down "
    "and does not settle, even with a small learning rate. Which line may be missing?",
    ["loss.backward()", "optimizer.zero_grad()", "optimizer.step()"],
)

# %% [markdown]
# ## 6. Looking back (9–12 minutes)
#
# ### To yourself, in lesson 00
#
# There you turned nine knobs by hand, and wrote down what you would have liked to know about each. Your words still stand in that notebook, and now you have the answer. Write it to yourself, as you were then.
#| claims A24
#| given  lesson 00

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "to_yourself",
    "(1) The loss is one nested function of all weights and biases: each operation works on what "
    "others have made. (2) Each operation has a local slope for each thing that it received: how "
    "fast its result answers. (3) Along a route from a weight to the loss these slopes multiply. "
    "(4) Where several routes lead there, their products add up. (5) One sweep from the loss back "
    "does this for all weights at once, and then each knows which way to go, and how strongly the "
    "loss answers.",
)
### END ANSWER
explain(
    "to_yourself",
    "Explain backpropagation to yourself of lesson 00, in five sentences: one on composition, one "
    "on the local slope, one on the product along a route, one on the sum over routes, and one on "
    "the single sweep back.",
    use_word="route",
)
#| claims A24
#| given  lesson 00 ; (1) ; (2) ; (3) ; (4) ; (5)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "insight",
    "how each single weight acts on the loss",
    "Which way, and how strongly, over all routes, for the numbers as they are now. That a dead "
    "neuron cannot learn, or that a layer far back learns slowly, can be read from it.",
    {
        "which weights are best": "It says where downhill is from here, not where the lowest place "
        "lies.",
        "why the network gave this answer to a person": "It knows of numbers and slopes only. What "
        "they mean to somebody is another question.",
    },
)
### END ANSWER
ask(
    "insight",
    "What do you see in a network, once you have all its gradients?",
    [
        "which weights are best",
        "how each single weight acts on the loss",
        "why the network gave this answer to a person",
    ],
)
#| claims A24

# %% [markdown]
# ### How sure, and how right?
#
# Before each figure you said how sure you were, from 1 to 5. Here is what became of it, over all lessons whose notebooks lie beside this one. Whoever knows what they know is right more often where they are surer. Is that so with you?
#| given  from 1 to 5

# %% tags=["varies"]
from chainrule import looking_back

looking_back()

# %% [markdown]
# If you were sure and wrong in some places, those are the ones worth a second visit: what one is sure of, one does not look up.
#
# The next cell makes a page that you can print, with the exercises that passed their checks and with your predictions. It is no grade.
#
# Does your instructor ask for your answers in your own words? In a new cell, run `from chainrule import my_answers` and then `my_answers()`. It writes those of this lesson into the file `my_answers.json` beside this notebook, for you to read, change and hand in. The same works in every lesson.

# %%
from chainrule import certificate

my_name = ...  # your name, in quotes

if my_name is not ...:
    display(certificate(my_name))

# %% [markdown]
# ### Where to go next
#
# - **Build the same on arrays.** Give `Value` an array, and each operation a rule. The exercise in the appendix is what you then need first.
# - **Read an engine.** [micrograd](https://github.com/karpathy/micrograd) by Andrej Karpathy is as small as yours, with closures. In the documentation of [JAX](https://docs.jax.dev/), “Autodidax” builds the core of a large engine step by step.
# - **Use one.** PyTorch's [tutorial on autograd](https://docs.pytorch.org/tutorials/beginner/basics/autogradqs_tutorial.html): now you know what happens behind each of its lines.
# - **Read on.** Michael Nielsen, *Neural Networks and Deep Learning* (neuralnetworksanddeeplearning.com), chapter 2, tells backpropagation with other symbols. Simon Prince, [Understanding Deep Learning](https://udlbook.github.io/udlbook/), goes from chapter 7 as far as today's networks.
# - **Where it comes from.** The paper that made it known: Rumelhart, Hinton and Williams, [Learning representations by back-propagating errors](https://doi.org/10.1038/323533a0), Nature 323, 1986. The idea is older, and wider than networks: Baydin and others, [Automatic differentiation in machine learning: a survey](https://jmlr.org/papers/v18/17-468.html), 2018.
#| given  chapter 2, tells ; chapter 7 as ; https://doi.org/10.1038/323533a0 ; Nature 323, 1986 ; https://jmlr.org/papers/v18/17-468.html ; 2018

# %% [markdown]
# ## 7. Exit ticket (3–5 minutes)
#
# By hand, please: $p = 2$, $q = -3$, $r = p \cdot q$, $s = r + p$, $u = r \cdot s$.
#| given  $p = 2$, $q = -3$, $r = p \cdot q$, $s = r + p$, $u = r \cdot s$

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_two_parts",
    "−10",
    "r = −6 and s = −4. From u comes s, which is −4. From s comes r · 1 = −6. Together −10.",
    {
        "−4": "Only what comes from u directly. What comes by way of s?",
        "−6": "Only what comes by way of s. u was made of r directly, too.",
    },
)
### END ANSWER
ask(
    "exit_two_parts",
    "What is the gradient of u with respect to r?",
    ["−4", "−6", "−10"],
)
#| claims A18
#| r = −6 and s = −4  <-  2*-3, 2*-3 + 2
#| which is −4  <-  2*-3 + 2
#| r · 1 = −6. Together −10  <-  1, -6, -4 - 6
#| −10  <-  -4 - 6
#| −4  <-  -4
#| −6  <-  -6

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_leaf",
    24,
    "By way of r: −10 · (−3) = 30. By way of s: −6 · 1 = −6. Together 24.",
    {"30": "By way of r. Was p used anywhere else?"},
)
### END ANSWER
ask("exit_leaf", "And with respect to p?")
#| claims A18
#| 24  <-  slope(lambda p: p*-3*(p*-3 + p), 2)
#| −10 · (−3) = 30  <-  -10, -3, 30
#| −6 · 1 = −6  <-  -6, 1, -6
#| 30  <-  -10*-3

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_gathers",
    5,
    "2 + (−1) + 4 = 5: nobody set it back in between.",
    {"4": "That would be so if each sweep began with 0 in w.grad."},
)
### END ANSWER
ask(
    "exit_gathers",
    "In three training steps the slope of the loss at w is 2, then −1, then 4. Gradients gather, "
    "and nothing is set back. What does w.grad hold at the end?",
)
#| given  at w is 2, then −1, then 4 ; with 0 in
#| 5  <-  2 - 1 + 4
#| 2 + (−1) + 4 = 5  <-  2, -1, 4, 2 - 1 + 4
#| 4  <-  4

# %% [markdown]
# ## Summary card
#
# - **A node** keeps its number, its parents, and a local slope for each. An operation is taught once, with its value and its slopes.
# - **A safe order** lists every node once, after all its parents. Backwards, each node has its whole gradient when its turn comes.
# - **The sweep** begins with 1 at the last value. Each node hands slope · gradient to each parent, and what arrives adds up.
# - **Gradients gather** from sweep to sweep: set them back in every training step.
# - **Large engines** hold arrays, and note a rule where yours notes slopes.
# - **Backpropagation** is the chain rule, once through the graph from the loss back: slopes multiply along a route and add over routes, for every weight at once.
#
# This was the last lesson. Save this notebook (Ctrl+S), and press **Validate** in the toolbar to see all six checks at once.
#
# Back to [07 · Deep networks](../07_deep_networks/07_deep_networks.ipynb), or once more to the beginning, [00 · Predictions](../00_predictions/00_predictions.ipynb).
#| claims A1 A18 A24
#| given  begins with 1

# %% [markdown]
# ## Appendix: one more exercise
#
# About ten minutes, for whoever wants to go on to arrays.
#
# ### Copies add up
#
# When numpy adds `b` of the shape (3,) to an array of the shape (2, 3), it copies `b` for each of the two rows. One number of `b` then stands in two places of the result, and so it has two routes to whatever follows. Its gradient is the sum of those of its copies.
#
# You know this: in lesson 05 `db` was the sum of `dZ` over its rows.
#| given  (3,) ; (2, 3) ; lesson 05

# %% [markdown]
# numpy compares shapes from the right. An axis that is missing in front is added, and an axis of length 1 is stretched. Going back, each of these is summed:
#
# | shape of the operand | copied to | its gradient |
# |---|---|---|
# | (3,) | (2, 3) | summed over the first axis |
# | (2, 1) | (2, 3) | summed over the second axis, which stays with length 1 |
# | () | (2, 3) | summed over both |
#
# With the gradient `[[1, 2, 4], [8, 16, 32]]` for the result, the operand of shape (3,) has `[9, 18, 36]`.
#| given  (3,) ; (2, 3) ; (2, 1) ; () ; length 1 ; `[[1, 2, 4], [8, 16, 32]]`
#| has `[9, 18, 36]`  <-  np.array([[1, 2, 4], [8, 16, 32]]).sum(axis=0)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "two_by_one",
    "[[7], [56]]",
    "1 + 2 + 4 = 7 and 8 + 16 + 32 = 56, in the shape (2, 1) of the operand itself.",
    {
        "[7, 56]": "The right sums, but the shape (2,) is not that of the operand.",
        "[[63]]": "Here everything was added up. Only copies of the same number add.",
    },
)
### END ANSWER
ask(
    "two_by_one",
    "The result has the gradient [[1, 2, 4], [8, 16, 32]]. Which gradient has an operand of the "
    "shape (2, 1)?",
    ["[7, 56]", "[[7], [56]]", "[[63]]"],
)
#| given  [[1, 2, 4], [8, 16, 32]] ; (2, 1) ; (2,)
#| 1 + 2 + 4 = 7 and 8 + 16 + 32 = 56  <-  1, 2, 4, 7, 8, 16, 32, 8 + 16 + 32
#| [[7], [56]]  <-  np.array([[1, 2, 4], [8, 16, 32]]).sum(axis=1)
#| [7, 56]  <-  np.array([[1, 2, 4], [8, 16, 32]]).sum(axis=1)
#| [[63]]  <-  np.array([[1, 2, 4], [8, 16, 32]]).sum()

# %% [markdown]
# ### Exercise 08.6 · unbroadcast (2 points)
#
# Any number of copied axes, in front and in between.


# %% answer unbroadcast
def unbroadcast(grad, shape):
    """Return grad, summed to the shape that an operand had before numpy copied it.

    grad: array, the gradient with respect to the copied (broadcast) operand.
    shape: a tuple, the operand's own shape, for example (3,), (2, 1) or ().
    numpy compares shapes from the right: it puts new axes in front, and
    stretches axes of length 1. grad stays as it is.
    Returns an array of exactly that shape.

    Example: a grad of shape (32, 16) and the shape (16,) give shape (16,).
    """
    ### BEGIN SOLUTION
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad
    ### END SOLUTION


# %% check unbroadcast

# %% [markdown]
# One more thing, on depth. Your `topological_order` may call itself for each parent. Python stops such calls at about 1000 within each other, so a formula such as `x = x + 0.001`, repeated 3000 times, ends in a `RecursionError`. Large engines keep a list of the nodes that are still to be visited, and have no such limit.
#
# This was the last lesson. Save this notebook before you go (Ctrl+S). Once more from the beginning: [00 · Predictions](../00_predictions/00_predictions.ipynb).
#| given  about 1000 within ; `x = x + 0.001`, repeated 3000 times
