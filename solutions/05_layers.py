#| let net = nine_number_network()
#| let x = nine_number_example()[0]
#| let y = nine_number_example()[1]
#| let X1 = x[None]
#| let Y1 = y[None]
#| let grads = mlp_backward(net, X1, Y1)
#| let a1 = forward(x, **net)[0]
#| let a2 = forward(x, **net)[1][0]
#| let gap = 2*(a2 - 1)  # how the loss answers to the prediction
#| let bend2 = a2*(1 - a2)
#| let bend1 = a1*(1 - a1)
#| let route = lambda i, j: np.prod(four_factors(net, x, y, 0, j)[:3])*net['W1'][i, j]
#| let with_w = lambda name, i, value: {k: np.where(
#|     (np.arange(v.size).reshape(v.shape) == i) & (k == name), value, v) for k, v in net.items()}

# %% [markdown]
# # Layers
#
# **You are here:** [00 predictions](../00_predictions/00_predictions.ipynb) → [01 the chain rule](../01_chain_rule/01_chain_rule.ipynb) → [02 nested machines](../02_nested_machines/02_nested_machines.ipynb) → [03 gas pedal](../03_gas_pedal/03_gas_pedal.ipynb) → [04 one neuron](../04_single_neuron/04_single_neuron.ipynb) → **05 layers** → [06 weight updates](../06_weight_updates/06_weight_updates.ipynb) → [07 deep networks](../07_deep_networks/07_deep_networks.ipynb) → [08 your own engine](../08_your_own_engine/08_your_own_engine.ipynb)
#
# You can find both gradients of a single neuron. In a network neurons stand side by side and one behind the other, and most of them never meet the loss. How does the loss answer to a weight deep inside?
#
# In this lesson you answer that for every weight and bias at once. At the end the whole way back is five lines of your own.
#| claims A12 B11

# %% [markdown]
# | part | minutes | afterwards you can |
# |---|---|---|
# | Warm-up | 3–5 | recall the links of a neuron |
# | 1. One input, two routes | 8–11 | follow a nudge along every route |
# | 2. Every route at once | 13–18 | count routes, and not walk them all |
# | 3. Four factors, nine answers | 12–18 | write the gradient of any weight as a product |
# | 4. A batch at once | 12–17 | send many examples forward together |
# | 5. Through the weights | 11–17 | take a layer's gradients with arrays |
# | 6. The whole way back | 18–27 | write backpropagation, and say what it is |
# | 7. A bug, and exit | 9–11 | see how far a wrong slope reaches |
#
# The first number is for quick readers, the second for careful ones. There are two good places to stop. You need lesson 04, and from lesson 00 how arrays are multiplied with `@`.
#
# Back after a break? Choose **Run > Run All Cells**: your answers come back. Until then, figures and questions say “Error displaying widget”.
#| given  lesson 04 ; lesson 00

# %%
import numpy as np
from chainrule import ask, check, confirm, explain, predict, reveal, waits_for
from chainrule.explorables import RouteTracer, ShapeWorkbench
from chainrule.machines import sigmoid

### BEGIN ANSWER
from chainrule.questions import answer

### END ANSWER

# %% [markdown]
# ## Warm-up: what do you still know? (3–5 minutes)
#
# From memory, please.

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer("layers_three_links", -0.3, "Linked slopes multiply: −0.5 · 0.2 · 3 = −0.3.")
### END ANSWER
ask(
    "layers_three_links",
    "A neuron: the loss answers to a with −0.5, a answers to z with 0.2, and z answers to the "
    "weight with 3. What is the gradient of the loss with respect to the weight?",
)
#| claims A15
#| given  with −0.5 ; with 0.2 ; with 3
#| −0.3  <-  -0.5*0.2*3
#| −0.5 · 0.2 · 3 = −0.3  <-  -0.5, 0.2, 3, -0.5*0.2*3

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "layers_last_link",
    "the weight",
    "When x moves, the weight multiplies it on its way to z. This is what a neuron hands back to "
    "the one in front of it.",
    {
        "x itself": "That is the last link when the weight moves.",
        "1": "That is the last link when the bias moves.",
    },
)
### END ANSWER
ask(
    "layers_last_link",
    "For the gradient of the loss with respect to the neuron's input x, what is the last link, "
    "from x to z?",
    ["x itself", "1", "the weight"],
)
#| given  1

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "layers_delta",
    "the gradient of the loss with respect to z",
    "All weights of the neuron share it; each multiplies it by its own input.",
    {
        "the gap between prediction and target": "The gap is one part of it. σ stands between.",
        "the gradient of the loss with respect to a": "One link further back: past σ.",
    },
)
### END ANSWER
ask(
    "layers_delta",
    "What did lesson 04 call δ?",
    [
        "the gap between prediction and target",
        "the gradient of the loss with respect to a",
        "the gradient of the loss with respect to z",
    ],
)
#| given  lesson 04

# %%
from chainrule import again

again("04_single_neuron")

# %% [markdown]
# ## 1. One input, two routes (8–11 minutes)
#
# Lesson 02 put one weight of the network with nine numbers on a belt, and left two things open: an input has two routes to the loss, and nine knobs should not need nine belts.
#
# Here is that network once more, from the inside out. The input layer hands on the input itself. The hidden layer turns it into two activations, the output turns both into the prediction, and the loss compares that with the target:
#
# $$x \;\longrightarrow\; a_1 = \sigma(z_1) \;\longrightarrow\; a_2 = \sigma(z_2) \;\longrightarrow\; L = (a_2 - y)^2$$
#
# From now on $a_1$ is a whole layer. With $x = (1, -1)$ and $y = 1$ it is $(0.4013, 0.2891)$; the prediction $a_2$ is 0.6409, and the loss is 0.1290. Each layer is a function of the one before it, so the loss is one nested function: of the inputs, and of all nine numbers.
#| claims A7 A8 A9 A11 B2 B9 B10
#| given  $x = (1, -1)$ and $y = 1$ ; Lesson 02 ; $a_1$ is a whole ; $a_2$ is
#| $$x \;\longrightarrow\; a_1 = \sigma(z_1) \;\longrightarrow\; a_2 = \sigma(z_2) \;\longrightarrow\; L = (a_2 - y)^2$$
#|     <-  abs((a2 - 1)**2 - mlp_loss(net, X1, Y1)) < 1e-12
#| $(0.4013, 0.2891)$  <-  tuple(a1)
#| 0.6409  <-  a2
#| 0.1290  <-  mlp_loss(net, X1, Y1)

# %% [markdown]
# ### Factor by factor
#
# A **route** leads from a number to the loss, through one neuron of each layer. Along a route slopes multiply, as on the belt. Input 1 has a route through either hidden neuron. Here are their factors, from the loss backwards:
#
# | factor | through hidden 1 | through hidden 2 |
# |---|---|---|
# | answer of the loss to the prediction | −0.7182 | −0.7182 |
# | slope of σ in the output | 0.2301 | 0.2301 |
# | weight to the output | 1.2 | −0.7 |
# | slope of σ in the hidden neuron | 0.2403 | 0.2055 |
# | weight from input 1 | 0.3 | −0.5 |
# | **product of the route** | **−0.0143** | **−0.0119** |
#
# A nudge of the input runs along both routes at once, and the loss feels both: −0.0143 + (−0.0119) = −0.0262. Between routes slopes add.
#| claims A17 A22
#| given  Input 1 has ; from input 1 | 0.3 | −0.5 | ; through hidden 1 | through hidden 2
#| the prediction | −0.7182 | −0.7182 |  <-  gap, gap
#| in the output | 0.2301 | 0.2301 |  <-  bend2, bend2
#| | 1.2 | −0.7 |  <-  net['W2'].ravel()
#| | 0.2403 | 0.2055 |  <-  bend1
#| | **−0.0143** | **−0.0119** |  <-  route(0, 0), route(0, 1)
#| −0.0143 + (−0.0119) = −0.0262  <-  route(0, 0), route(0, 1), route(0, 0) + route(0, 1)

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "no_effect",
    "yes, and both routes stay strong",
    "With +0.84 in place of −0.7 the routes carry −0.0089 and +0.0089. They add up to nothing: a "
    "small nudge of the input arrives twice, with opposite signs, and the loss stays.",
    {
        "no, only if every route is dead": "Two numbers can add up to zero without being zero.",
        "no, the stronger route always wins": "Routes do not compete: their products add.",
    },
)
### END ANSWER
predict(
    "no_effect",
    "Can an input have two strong routes to the loss, and a nudge of it no effect at all?",
    [
        "no, only if every route is dead",
        "yes, and both routes stay strong",
        "no, the stronger route always wins",
    ],
)
#| claims A22
#| let turned = with_w('W2', 1, 0.84)
#| let turned_factors = lambda j: np.prod(four_factors(turned, x, y, 0, j)[:3])*net['W1'][0, j]
#| +0.84 in place of −0.7  <-  0.84, net['W2'][1, 0]
#| −0.0089 and +0.0089  <-  turned_factors(0), turned_factors(1)

# %% [markdown]
# Each neuron is drawn as two values, $z$ and $a$, with its slope of σ between them. Turn the weight −0.7, hidden 2 to output, up slowly. Watch the two products, their sum, and what a nudge measures.
#| given  −0.7, hidden 2

# %%
RouteTracer(
    "nine",
    start="x1",
    controls=["routes", "W2[1][0]", "nudge"],
    walked=2,
    after="no_effect",
)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "where_nothing",
    "near 0.84",
    "There the second route undoes the first one. No slope is zero, only the sum is.",
    {
        "at 0": "At 0 the second route is dead, but the first one still carries its product.",
        "near 1.2": "There both weights to the output are alike, but the other factors differ.",
    },
)
### END ANSWER
ask(
    "where_nothing",
    "At which of these weights does a nudge of input 1 move the loss least?",
    ["at 0", "near 0.84", "near 1.2"],
)
#| claims A22
#| given  input 1 ; near 1.2 ; at 0 ; At 0
#| near 0.84  <-  -1.2*bend1[0]*.3/(bend1[1]*-.5)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("no_effect")

# %% [markdown]
# ### You know this rule
#
# Take a rectangle whose sides $p = 3x$ and $q = x + 1$ both grow with $x$. Its area is $p \cdot q$, so $x$ has two routes to it. (In this lesson $p$ and $q$ are just two factors.)
#
# At $x = 2$ the sides are $p = 6$ and $q = 3$. Through $p$: it grows 3 times as fast as $x$, and the area answers to $p$ with the other side, 3. That makes $3 \cdot 3 = 9$. Through $q$: $1 \cdot 6 = 6$. Together 15. School calls it the product rule.
#| claims A17
#| given  $p = 3x$ and $q = x + 1$
#| At $x = 2$ the sides are $p = 6$ and $q = 3$  <-  2, 3*2, 2 + 1
#| grows 3 times  <-  slope(lambda t: 3*t, 2)
#| the other side, 3  <-  2 + 1
#| $3 \cdot 3 = 9$  <-  3, 2 + 1, 9
#| $1 \cdot 6 = 6$  <-  slope(lambda t: t + 1, 2), 3*2, 6
#| Together 15  <-  slope(lambda t: 3*t*(t + 1), 2)

# %% [markdown]
# ### Exercise 05.1 · two_route_grad (1 point)
#
# Now with another product, $x^2 \cdot \sin x$, for every $x$. Remember that the slope of $\sin$ is $\cos$; numpy has both, `np.sin` and `np.cos`.
#| claims A17
#| given  $x^2 \cdot \sin x$


# %% answer two_route_grad
#| claims A17
def two_route_grad(x):
    """Return the derivative of f(x) = p · q, where p = x² and q = sin x.

    x: a float (or a whole number); x reaches f by two routes,
    one through p and one through q. The exact slope is asked,
    not a measured or rounded one.
    Returns a float.

    Example: at x = 2 the slope measured by a nudge is about 1.97.
    """
    ### BEGIN SOLUTION
    p, q = x**2, np.sin(x)
    through_p = 2 * x * q
    through_q = np.cos(x) * p
    return through_p + through_q
    ### END SOLUTION


# %% check two_route_grad

# %% [markdown]
# ## 2. Every route at once (13–18 minutes)
#
# ### Walk every route
#
# First a network without bends and biases, so that a route has no factors but its weights. It has two inputs, two hidden neurons and one output:
#
# `W1 = [[2, −1], [3, 5]]` and `W2 = [[4], [−2]]`
#
# Code counts from zero, the drawings count from one. Row `i` of `W1` holds the weights that leave input `i`, column `j` those that arrive at hidden neuron `j`. In code's count, from input 1 to output 0:
#
# | route | product |
# |---|---|
# | through hidden 0: `W1[1, 0]`, then `W2[0, 0]` | 3 · 4 = 12 |
# | through hidden 1: `W1[1, 1]`, then `W2[1, 0]` | 5 · (−2) = −10 |
#
# Raise that input by 1, and the output rises by 12 − 10 = 2.
#| claims A17
#| given  `W1 = [[2, −1], [3, 5]]` and `W2 = [[4], [−2]]` ; from input 1 to output 0 ; hidden 0: `W1[1, 0]`, then `W2[0, 0]` ; hidden 1: `W1[1, 1]`, then `W2[1, 0]` ; by 1, and
#| 3 · 4 = 12  <-  3, 4, 3*4
#| 5 · (−2) = −10  <-  5, -2, 5*-2
#| by 12 − 10 = 2  <-  12, 10, route_gradient(np.array([[2, -1], [3, 5]]), np.array([[4], [-2]]), 1, 0)

# %% [markdown]
# ### Exercise 05.2 · route_gradient (2 points)
#
# The same for any such network, any input and any output.
#| claims A17


# %% answer route_gradient
#| claims A17
def route_gradient(W1, W2, i, k):
    """Return how output k answers to input i, in a network without bends or biases.

    W1: array (D, H), W2: array (H, K): W1[i, j] leads from input i
    to hidden neuron j, W2[j, k] from there to output k. Both stay as
    they are.
    i, k: which input, which output, counted from 0.
    For one input and one output there is one route for every hidden
    neuron: one loop, over the hidden neurons, is enough.
    Returns a float.

    Example: W1 = [[2, 3]], W2 = [[10], [100]], i = 0, k = 0 give 320.0.
    """
    ### BEGIN SOLUTION
    total = 0.0
    for j in range(W1.shape[1]):
        total += W1[i, j] * W2[j, k]
    return float(total)
    ### END SOLUTION


# %% check route_gradient

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "how_many_routes",
    "81",
    "At each of the four layers a route chooses one of three neurons: 3 · 3 · 3 · 3 = 81.",
    {
        "12": "That is the number of neurons. A route passes four of them, and may choose anew "
        "in each layer.",
        "34": "A good guess at the number of lines. Routes are far more: they share lines.",
        "243": "That would be one layer more.",
    },
)
### END ANSWER
predict(
    "how_many_routes",
    "One input, four hidden layers of three neurons each, one output. Every neuron is joined with "
    "all neurons of the next layer. How many routes lead from the input to the output?",
    ["12", "34", "81", "243"],
)
#| given  34
#| 81  <-  count_routes([1, 3, 3, 3, 3, 1])
#| 12  <-  4*3
#| 243  <-  3**5
#| 3 · 3 · 3 · 3 = 81  <-  3, 3, 3, 3, 3**4

# %% [markdown]
# Walk a few routes, then all of them. The table counts one multiplication for each slope on a route, the starting 1 included, as in lesson 02. Then add layers.
#| given  starting 1 ; lesson 02

# %%
RouteTracer(
    "deep",
    depth=4,
    controls=["routes", "counts", "depth"],
    after="how_many_routes",
)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("how_many_routes")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "walking_six",
    5103,
    "729 routes with 7 multiplications each. Every further layer makes it more than three times as "
    "many: 6, 27, 108, 405, 1458, 5103.",
)
### END ANSWER
ask(
    "walking_six",
    "How many multiplications does it take to walk every route through six hidden layers?",
)
#| claims A17
#| 5103  <-  7*3**6
#| 729 routes with 7 multiplications  <-  count_routes([1, 3, 3, 3, 3, 3, 3, 1]), 6 + 1
#| 6, 27, 108, 405, 1458, 5103  <-  [(n + 1)*3**n for n in range(1, 7)]

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "merged_six",
    "51",
    "Six for a single layer, and nine for each further one: 6 + 5 · 9 = 51. A layer more costs "
    "nine more, not three times as many.",
    {
        "2551": "That would be half. But the end of a route is shared by hundreds of others.",
        "729": "One for each route is still too many: no route has to be looked at alone.",
    },
    recall="A network with six hidden layers of three neurons has 729 routes, and walking them "
    "all takes 5103 multiplications. Many of these routes end alike. Suppose each common end is "
    "worked out only once. How many multiplications are left?",
)
### END ANSWER
predict(
    "merged_six",
    "Many of the routes through these six layers end alike. Suppose each common end is worked out "
    "only once. How many multiplications are left of those that you have just counted?",
    ["2551", "729", "51"],
)
#| claims A17
#| given  2551
#| 729  <-  3**6
#| 5103  <-  7*3**6
#| 51  <-  6 + 5*9
#| 6 + 5 · 9 = 51  <-  6, 5, 9, 51

# %% [markdown]
# Merge one step at a time, first from the end, later from the start. Which routes does a number at a neuron stand for?

# %%
RouteTracer(
    "deep",
    depth=6,
    controls=["merge", "end", "counts"],
    after="merged_six",
)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("merged_six")

# %% jupyter={"source_hidden": true}
# In your own words: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "why_merge",
    "All routes through a neuron go on alike behind it, so that part is a common factor: "
    "a · c + b · c = (a + b) · c. Add first, multiply once. No route is left out.",
)
### END ANSWER
explain(
    "why_merge",
    "Merging looks at no route alone, and yet nothing is lost. Why? Use the word “common”.",
    use_word="common",
)

# %% [markdown]
# ### What a neuron has to know
#
# After merging, one number stands at each neuron: how the loss answers to it, over all routes behind it. Taken at the neuron's $z$, that is the **δ** of lesson 04, the gradient of the loss with respect to $z$.
#
# So a hidden neuron does not need the map. It asks the neurons it feeds for their δ, multiplies each by the weight in between, adds up, and multiplies by its own slope of σ. In this way what went wrong at the output reaches every neuron, however deep inside it lies.
#| claims A21 B12
#| given  lesson 04

# %% [markdown]
# ## 3. Four factors, nine answers (12–18 minutes)
#
# Now to the weights. The weight 0.3, from input 1 to hidden 1, has a single route. Four factors lead from the loss to it; $a_1$ and $z_1$ are here those of hidden 1 alone:
#
# $$\frac{dL}{dw} = \frac{dL}{da_2} \cdot \frac{da_2}{da_1} \cdot \frac{da_1}{dz_1} \cdot \frac{dz_1}{dw}$$
#
# | factor | the answer of | number |
# |---|---|---|
# | $dL/da_2$ | the loss to the prediction | −0.7182 |
# | $da_2/da_1$ | the prediction to hidden 1 | 0.2762 |
# | $da_1/dz_1$ | hidden 1 to its own $z$ | 0.2403 |
# | $dz_1/dw$ | that $z$ to the weight | 1 |
#
# So the gradient of the loss with respect to this weight is −0.7182 · 0.2762 · 0.2403 · 1 = −0.0477. The belt of lesson 02 gave the same number.
#| claims A15 B12 B10
#| given  $a_1$ and $z_1$ are here those of hidden 1 alone: ; The weight 0.3, from input 1 to hidden 1 ; $dL/da_2$ ; $da_2/da_1$ ; $da_1/dz_1$ ; $dz_1/dw$ ; to hidden 1 | ; hidden 1 to its ; lesson 02
#| let four = four_factors(net, x, y, 0, 0)
#| $$\frac{dL}{dw} = \frac{dL}{da_2} \cdot \frac{da_2}{da_1} \cdot \frac{da_1}{dz_1} \cdot \frac{dz_1}{dw}$$
#|     <-  abs(np.prod(four) - slope(lambda t: mlp_loss(with_w('W1', 0, t), X1, Y1), .3)) < 1e-8
#| −0.7182 |  <-  four[0]
#| 0.2762 |  <-  four[1]
#| 0.2403 |  <-  four[2]
#| | 1 |  <-  four[3]
#| −0.7182 · 0.2762 · 0.2403 · 1 = −0.0477  <-  four, np.prod(four)

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "itself_a_chain",
    "the second, 0.2762",
    "Between hidden 1 and the prediction lie a weight and a bend: 0.23015 · 1.2 = 0.2762.",
    {
        "the first, −0.7182": "Only the square of the gap lies there.",
        "the third, 0.2403": "Only σ lies between the hidden neuron's z and its a.",
    },
)
### END ANSWER
ask(
    "itself_a_chain",
    "One of the four factors is a chain of two slopes itself. Which one?",
    ["the first, −0.7182", "the second, 0.2762", "the third, 0.2403"],
)
#| claims A15
#| given  hidden 1
#| the first, −0.7182  <-  four[0]
#| the second, 0.2762  <-  four[1]
#| the third, 0.2403  <-  four[2]
#| 0.23015 · 1.2 = 0.2762  <-  bend2, 1.2, four[1]

# %% [markdown]
# ### Your turn, with one blank
#
# The weight 0.8 leads from input 2 to hidden 1. Input 2 is −1.
#| given  The weight 0.8 leads from input 2 to hidden 1. Input 2 is −1.

# %%
dz1_dw = ...  # how the z of hidden 1 answers to this weight
### BEGIN ANSWER
dz1_dw = -1
### END ANSWER
confirm("second_input", dz1_dw, hint="What is this weight multiplied by?")

# %% [markdown]
# ### Your turn, with two blanks
#
# The weight 0.2 leads from input 2 to hidden 2. The route goes on over the weight −0.7.
#| given  The weight 0.2 leads from input 2 to hidden 2 ; the weight −0.7

# %%
dL_da2, da1_dz1, dz1_dw = -0.7182, 0.2055, -1
da2_da1 = ...  # a chain of two: the slope of σ in the output is 0.2301
dL_dw = ...
### BEGIN ANSWER
da2_da1 = 0.2301 * -0.7
dL_dw = dL_da2 * da2_da1 * da1_dz1 * dz1_dw
### END ANSWER
confirm("over_hidden_2", da2_da1, hint="Which weight leads on from hidden 2?")
confirm("deep_gradient", dL_dw, hint="One factor for every link.")
#| given  hidden 2
#| claims A15

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "shared_factors",
    3,
    "Up to the z of hidden 1 the two routes are the same, and these three factors make its δ. Only "
    "the last link is each weight's own.",
)
### END ANSWER
ask(
    "shared_factors",
    "The weights 0.3 and 0.8 both lead to hidden 1. How many of their four factors do they share?",
)
#| claims A15 A22
#| given  hidden 1 ; 0.3 and 0.8
#| 3  <-  sum(a == b for a, b in zip(four_factors(net, x, y, 0, 0), four_factors(net, x, y, 1, 0)))

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "how_many_sweeps",
    "1 from the loss, 9 from the numbers",
    "A sweep from the loss leaves at every place how the loss answers to it, so one is enough. A "
    "sweep that begins at one of the nine says what this one number moves, and the next needs a "
    "sweep of its own. There is one loss and there are many numbers: that is why backwards.",
    {
        "1 from either end": "What begins at one number knows nothing of the other eight.",
        "9 from either end": "A sweep from the loss passes every number's place on its way.",
        "9 from the loss, 1 from the numbers": "The other way round: where is there only one?",
    },
    recall="The common ends of all routes through the network with nine numbers can be merged "
    "from the loss, or from the other end, the number that is nudged. How many sweeps are needed "
    "for all nine gradients?",
)
### END ANSWER
predict(
    "how_many_sweeps",
    "Merging may begin at the loss, or at the other end, at the number that is nudged. How many "
    "sweeps are needed for all nine gradients?",
    [
        "1 from either end",
        "9 from the loss, 1 from the numbers",
        "1 from the loss, 9 from the numbers",
        "9 from either end",
    ],
)
#| claims A18
#| given  1 from either end ; 9 from the loss, 1 from the numbers ; 9 from either end
#| 1 from the loss, 9 from the numbers  <-  1, sum(v.size for v in net.values())

# %% [markdown]
# Each number of the network has a plug at its place. Merge from the loss, step by step, and count the gradients that are found. Take it apart, choose the other end, and count again.

# %%
RouteTracer(
    "nine",
    start="all",
    controls=["merge", "end", "counts"],
    after="how_many_sweeps",
)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("how_many_sweeps")

# %% [markdown]
# ### Nine answers
#
# Lesson 00 asked: which of the nine numbers should change, in which direction, and by how much? Here is the answer. The gradients of the loss with respect to …
#
# | | weight from the first | weight from the second | bias |
# |---|---|---|---|
# | **into hidden 1** | −0.0477 | 0.0477 | −0.0477 |
# | **into hidden 2** | 0.0238 | −0.0238 | 0.0238 |
# | **into the output** | −0.0663 | −0.0478 | −0.1653 |
#
# The last column holds the three δ: the link of a bias is 1.
#| claims A12 A18 A22 B11
#| given  Lesson 00 ; into hidden 1 ; into hidden 2 ; a bias is 1
#| | −0.0477 | 0.0477 | −0.0477 |  <-  grads['W1'][:, 0], grads['b1'][0]
#| | 0.0238 | −0.0238 | 0.0238 |  <-  grads['W1'][:, 1], grads['b1'][1]
#| | −0.0663 | −0.0478 | −0.1653 |  <-  grads['W2'], grads['b2']

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "strongest_number",
    "the bias of the output, and up",
    "−0.1653 is the largest in size. It is negative: the loss falls when this bias rises.",
    {
        "the bias of the output, and down": "Its gradient is negative. What does the loss do when "
        "the bias rises?",
        "the weight 1.2, and up": "The direction is right. But another number counts for more.",
    },
)
### END ANSWER
ask(
    "strongest_number",
    "Which number moves the loss most, and which way should it go?",
    [
        "the bias of the output, and down",
        "the bias of the output, and up",
        "the weight 1.2, and up",
    ],
)
#| claims A22 B11
#| given  weight 1.2
#| −0.1653  <-  grads['b2'][0]

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "move_all",
    "it falls, but not to 0",
    "From 0.129 to 0.091, by nearly a third. Every number went the way in which the loss falls, "
    "and those that count for more went further. In lesson 00 you turned nine knobs and guessed. "
    "Now one sweep gave nine answers, and the network got better at once.",
    {
        "it rises": "Each number alone goes the way in which the loss falls; so do all together, "
        "as long as the steps are small.",
        "it stays about the same": "Nine small changes, all in the right direction, add up.",
        "it falls to 0": "A gradient tells the direction from here. It does not know the goal.",
    },
    recall="The network with nine numbers has the loss 0.129. Subtract from each of the nine "
    "numbers its own gradient, once, all nine at the same time. What becomes of the loss?",
)
### END ANSWER
predict(
    "move_all",
    "The loss is 0.129. Subtract from each of the nine numbers its own gradient, once, all nine at "
    "the same time. What becomes of the loss?",
    ["it rises", "it stays about the same", "it falls, but not to 0", "it falls to 0"],
)
#| claims A12
#| let moved = mlp_loss({k: net[k] - grads[k] for k in net}, X1, Y1)
#| given  it falls to 0 ; it falls, but not to 0 ; lesson 00
#| The loss is 0.129  <-  mlp_loss(net, X1, Y1)
#| has the loss 0.129  <-  mlp_loss(net, X1, Y1)
#| From 0.129 to 0.091  <-  mlp_loss(net, X1, Y1), moved

# %%
hidden_1 = sigmoid(0.3477 * 1 + 0.7523 * (-1) + 0.1477)  # 0.3477 is 0.3 − (−0.0477)
hidden_2 = sigmoid(-0.5238 * 1 + 0.2238 * (-1) - 0.2238)
prediction = sigmoid(1.2663 * hidden_1 - 0.6522 * hidden_2 + 0.4653)
with waits_for(after="move_all"):
    print("loss after the step:", round((prediction - 1) ** 2, 3))
reveal("move_all")
#| claims A12

# %% [markdown]
# To move all numbers like this is a **training step**; lesson 06 takes one after the other.
#| claims B2
#| given  lesson 06

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "weight_zero",
    "3",
    "The three numbers that lead into hidden 1: their only route crosses that weight. Its own "
    "gradient is not among them: it stays at −0.095, for its last link is the activation of hidden "
    "1. δ travels through a weight; the weight itself can still be moved.",
    {
        "1": "Its own is not even among them: what is the last link of that weight?",
        "4": "Three of these four are right. Does the weight's own route cross it, or end there?",
        "9": "The other numbers have routes that do not cross it.",
    },
    recall="In the network with nine numbers, the weight from hidden 1 to the output is set from "
    "1.2 to 0. How many of the nine gradients become 0?",
)
### END ANSWER
predict(
    "weight_zero",
    "Set the weight 1.2, from hidden 1 to the output, to 0. How many of the nine gradients become "
    "0?",
    ["1", "3", "4", "9"],
)
#| claims A21 A22
#| let cut = mlp_backward(with_w('W2', 0, 0.0), X1, Y1)
#| given  weight 1.2, from hidden 1 ; set from 1.2 ; hidden 1. ; hidden ; 1 ; to 0. ; become 0 ; 4 ; 9 ; into hidden 1
#| 3  <-  sum(np.sum(v == 0) for v in cut.values())
#| −0.095  <-  cut['W2'][0, 0]

# %% [markdown]
# Here the sweep is done: the second line of each plug is its gradient. Turn the weight 1.2 down to 0.
#| given  the weight 1.2 down to 0

# %%
RouteTracer(
    "nine",
    start="all",
    controls=["W2[0][0]"],
    merged=5,
    after="weight_zero",
)

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("weight_zero")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "ten_outputs",
    10,
    "One through each output. So with several outputs the four factors are one route, and the "
    "gradient is the sum over all of them.",
)
### END ANSWER
ask(
    "ten_outputs",
    "A network with one hidden layer has ten outputs, and the loss adds up their squared gaps. How "
    "many routes lead from a weight of the first layer to the loss?",
)
#| claims A22 A15
#| 10  <-  10

# %% [markdown]
# > **Good place to stop.** You know what has to be computed. What follows makes arrays do it. When you come back, choose **Run > Run All Cells**.

# %% [markdown]
# ## 4. A batch at once (12–17 minutes)
#
# ### Rows are examples
#
# Many examples can go through a network together. Each is a row of `X`; row $n$ of every array belongs to example $n$. A layer does for all rows what it did for one: `X @ W + b`.
#| claims A8

# %%
X = np.array([[1.0, 2.0, -1.0], [3.0, 0.0, 2.0]])  # two examples with three inputs
W = np.array([[1.0, -1.0], [2.0, 0.0], [0.0, 3.0]])  # three inputs, two neurons
b = np.array([0.5, -0.5])
print(X @ W + b)

# %% [markdown]
# By hand, the first example and the first neuron: $1 \cdot 1 + 2 \cdot 2 + (-1) \cdot 0 + 0.5 = 5.5$. The bias is added to every row.
#
# With several rows and outputs there are many gaps. The loss is from now on the **mean over the rows of the sum over the outputs** of $(a - y)^2$.
#| given  $(a - y)^2$
#| let B_X = np.array([[1, 2, -1], [3, 0, 2.]])
#| let B_W = np.array([[1, -1], [2, 0], [0, 3.]])
#| let B_dZ = np.array([[0.5, -1], [1, 2]])
#| let B_back = linear_backward(B_dZ, B_X, B_W)
#| $1 \cdot 1 + 2 \cdot 2 + (-1) \cdot 0 + 0.5 = 5.5$
#|     <-  1, 1, 2, 2, -1, 0, 0.5, (B_X @ B_W + [.5, -.5])[0, 0]

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "shape_of_A1",
    "(32, 16)",
    "A row for each example, a column for each neuron. The 64 inputs meet and disappear.",
    {
        "(64, 16)": "That is the shape of the weights.",
        "(16, 32)": "Rows are examples here: they stay rows.",
        "(32, 64)": "That is what the layer receives.",
    },
)
### END ANSWER
ask(
    "shape_of_A1",
    "`X` has the shape (32, 64), `W1` has (64, 16). What is the shape of the hidden layer's "
    "activations, `A1`?",
    ["(16, 32)", "(32, 64)", "(64, 16)", "(32, 16)"],
)
#| claims A8
#| given  (16, 32) ; (32, 64) ; (64, 16) ; 64 inputs
#| (32, 16)  <-  (np.ones((32, 64)) @ np.ones((64, 16))).shape

# %% [markdown]
# ### Exercise 05.3 · mlp_forward (2 points)
#
# The forward pass of a network with one hidden layer, for a whole batch. The four arrays come in a dict: `params["W1"]` is the first of them. Return both activations: the way back needs them.
#| claims A8 A9


# %% answer mlp_forward
#| claims A8 A9
def mlp_forward(params, X):
    """Return the activations of both layers for a whole batch.

    X: array (N, D), a row for every example; always two axes, also for
    one example. params: dict with W1 (D, H), b1 (H,), W2 (H, K), b2 (K,).
    Both layers squash with σ (sigmoid). Keep all digits.
    params and X stay as they are.
    Returns A1 (N, H) and A2 (N, K), in this order.

    Example: X of shape (32, 64) and W1 of shape (64, 16) give
    an A1 of shape (32, 16).
    """
    ### BEGIN SOLUTION
    A1 = sigmoid(X @ params["W1"] + params["b1"])
    A2 = sigmoid(A1 @ params["W2"] + params["b2"])
    return A1, A2
    ### END SOLUTION


# %% check mlp_forward

# %%
params = {
    "W1": np.array([[0.3, -0.5], [0.8, 0.2]]),
    "b1": np.array([0.1, -0.2]),
    "W2": np.array([[1.2], [-0.7]]),
    "b2": np.array([0.3]),
}


def mlp_loss(params, X, Y):
    A2 = mlp_forward(params, X)[1]
    return np.sum((A2 - Y) ** 2) / len(X)


with waits_for("mlp_forward"):
    switches = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    differ = np.array([[0], [1], [1], [0]])
    print("loss of the game:", round(mlp_loss(params, switches, differ), 3))
#| claims A9 A11

# %% [markdown]
# ### Each entry alone
#
# Now back. In code `dZ` is short for $dL/dZ$, the gradient of the loss with respect to $Z$, and `dA`, `dW`, `db` are named alike. (In lesson 01 `dx` was a nudge; these are gradients.) Each has the shape of what it belongs to.
#
# `dZ` holds the δ of every neuron for every example, and one thing more: the loss is a mean, so the $1/N$ of the mean has arrived in it, too.
#
# The first station is σ. Each activation was made of its own $z$ alone, so on the way back each entry meets its own slope alone. Say 3 arrives at a neuron with the activation 0.5, and −1 at one with 0.2. The slopes of σ are $0.5 \cdot 0.5 = 0.25$ and $0.2 \cdot 0.8 = 0.16$, so 0.75 and −0.16 go on.
#| claims A21
#| given  $dL/dZ$ ; lesson 01 ; $1/N$ ; Say 3 arrives at a neuron with the activation 0.5, and −1 at one with 0.2
#| $0.5 \cdot 0.5 = 0.25$  <-  0.5, 0.5, 0.25
#| $0.2 \cdot 0.8 = 0.16$  <-  0.2, 0.8, 0.16
#| 0.75 and −0.16  <-  sigmoid_backward(np.array([[3, -1.]]), np.array([[.5, .2]]))

# %% [markdown]
# ### Exercise 05.4 · sigmoid_backward (2 points)
#
# Past σ, for a whole layer and a whole batch: what arrives is `dA`, what goes on is `dZ`.
#| claims A21


# %% answer sigmoid_backward
#| claims A21
def sigmoid_backward(dA, A):
    """Return dZ, the gradient of the loss with respect to Z, where A = σ(Z).

    dA: the gradient of the loss with respect to A, as it arrives from
    the loss; A: the activations, saved in the forward pass, each
    between 0 and 1. Both have the shape (N, H), always two axes.
    dA and A stay as they are.
    Returns an array (N, H): σ acts on each entry alone.

    Example: dA and A of shape (32, 16) give a dZ of shape (32, 16).
    """
    ### BEGIN SOLUTION
    return dA * A * (1 - A)
    ### END SOLUTION


# %% check sigmoid_backward

# %% [markdown]
# ## 5. Through the weights (11–17 minutes)
#
# The second station is `Z = X @ W + b`. Take the two examples from above, and say that this has arrived at the two neurons:
#
# `dZ = [[0.5, −1], [1, 2]]`
#
# Forward, a neuron collects a *column* of `W`: all the weights that arrive at it, each multiplied by its input.
#| given  `dZ = [[0.5, −1], [1, 2]]`

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "collects_back",
    "a row of W",
    "Its nudge goes out over all the weights that leave it, and these stand in its row. Forward a "
    "neuron collects a column, back an input collects a row. That is the whole transpose.",
    {
        "a column of W, too": "A column holds what arrives at one neuron. Which weights leave "
        "one input?",
        "all of W": "The weights of the other inputs are not on this input's routes.",
    },
)
### END ANSWER
predict(
    "collects_back",
    "On the way back: to find how the loss answers to one input of one example, along which "
    "weights do you collect?",
    ["a column of W, too", "a row of W", "all of W"],
)

# %% [markdown]
# Here is the layer, drawn once for each example. Choose an entry of `dX`, and see from where it collects. Then collect for `dW`: which numbers meet there, and how many products are added?

# %%
ShapeWorkbench("dX", controls=["dW", "dX", "db", "entry"], after="collects_back")

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("collects_back")

# %% [markdown]
# ### Where the transpose comes from
#
# One entry of each, by hand:
#
# - `dX`, example 1, input 2. Two weights leave this input, 2 and 0. Each carries back what arrived at its neuron: $0.5 \cdot 2 + (-1) \cdot 0 = 1$.
# - `dW`, from input 1 to neuron 2. This weight worked in both examples, so it has a route through each: its input there times what arrived there, $1 \cdot (-1) + 3 \cdot 2 = 5$.
# - `db`, neuron 1. A bias has the link 1 in every example: $0.5 + 1 = 1.5$.
#
# So every entry is a sum over routes. A product with `@` does all these sums at once, if rows and columns stand right. numpy's `.T` turns rows into columns.
#| claims A17 A22
#| given  `dX`, example 1, input 2 ; from input 1 to neuron 2 ; `db`, neuron 1 ; the link 1
#| this input, 2 and 0  <-  B_W[1]
#| $0.5 \cdot 2 + (-1) \cdot 0 = 1$  <-  .5, 2, -1, 0, B_back[0][0, 1]
#| $1 \cdot (-1) + 3 \cdot 2 = 5$  <-  1, -1, 3, 2, B_back[1][0, 1]
#| $0.5 + 1 = 1.5$  <-  .5, 1, B_back[2][0]

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "one_entry_dW",
    1.5,
    "Input 3 was −1 in the first example and 2 in the second: −1 · 0.5 + 2 · 1 = 1.5.",
)
### END ANSWER
ask(
    "one_entry_dW",
    "X = [[1, 2, −1], [3, 0, 2]] and dZ = [[0.5, −1], [1, 2]]. Work out the entry of dW from input "
    "3 to neuron 1.",
)
#| claims A22
#| given  X = [[1, 2, −1], [3, 0, 2]] and dZ = [[0.5, −1], [1, 2]] ; from input ; 3 to neuron 1 ; Input 3
#| 1.5  <-  B_back[1][2, 0]
#| −1 in the first example and 2 in  <-  B_X[0, 2], B_X[1, 2]
#| −1 · 0.5 + 2 · 1 = 1.5  <-  -1, .5, 2, 1, B_back[1][2, 0]

# %% [markdown]
# ### Exercise 05.5 · linear_backward (3 points)
#
# All three at once. Begin with the shapes: write those of `dZ`, `X` and `W` beside each other, and look for the product that has the shape of what you want. Then check one entry by hand, for shapes alone can lie: where all are square, every product fits.
#| claims A17 B11


# %% answer linear_backward
#| claims A17 B11
def linear_backward(dZ, X, W):
    """Return dX, dW and db of a layer with Z = X @ W + b.

    dZ: array (N, H), the gradient of the loss with respect to Z; it
    holds the 1/N of the mean already, so nothing is averaged here.
    X: array (N, D), what the layer received; W: array (D, H).
    Always two axes for these three. Nothing that comes in is changed.
    Returns dX (N, D), dW (D, H) and db, in this order. db has one axis,
    the shape (H,) of b, not (1, H).

    Example: dZ (32, 16) and X (32, 64) give a dW of shape (64, 16).
    """
    ### BEGIN SOLUTION
    dX = dZ @ W.T
    dW = X.T @ dZ
    db = dZ.sum(axis=0)
    return dX, dW, db
    ### END SOLUTION


# %% check linear_backward

# %% [markdown]
# > **Good place to stop.** You have both stations of the way back. What is left is to put them in a row.

# %% [markdown]
# ## 6. The whole way back (18–27 minutes)
#
# ### First the output alone
#
# Let your two functions work on the nine numbers, from the loss to the output's weights. The numbers are those of the map: −0.7182 arrives, the prediction is 0.6409, and the hidden activations are 0.4013 and 0.2891.
#| −0.7182 arrives  <-  gap
#| prediction is 0.6409  <-  a2
#| 0.4013 and 0.2891  <-  a1

# %%
with waits_for("sigmoid_backward", "linear_backward"):
    delta = sigmoid_backward(np.array([[-0.7182]]), np.array([[0.6409]]))
    weights = np.array([[1.2], [-0.7]])
    back = linear_backward(delta, np.array([[0.4013, 0.2891]]), weights)
    print("δ:", np.round(delta, 4), "  weights:", np.round(back[1].ravel(), 4))
    print("handed back to the hidden layer:", np.round(back[0], 4))
#| claims A18 A21

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "still_to_pass",
    "0.2403, its own slope of σ",
    "−0.1984 is the gradient with respect to its activation. Past its own bend it becomes δ: "
    "−0.1984 · 0.2403 = −0.0477.",
    {
        "0.2301, the slope of σ in the output": "That one is in already: it made the δ of the "
        "output.",
        "nothing: it is its δ already": "It belongs to the activation. What lies between that and "
        "its z?",
    },
)
### END ANSWER
ask(
    "still_to_pass",
    "−0.1984 was handed back to hidden 1. What must it be multiplied by to become the δ of hidden 1?",
    [
        "nothing: it is its δ already",
        "0.2301, the slope of σ in the output",
        "0.2403, its own slope of σ",
    ],
)
#| claims A21 B12
#| given  hidden 1
#| −0.1984 is  <-  gap*bend2*1.2
#| −0.1984 was  <-  gap*bend2*1.2
#| 0.2301, the slope  <-  bend2
#| 0.2403, its own  <-  bend1[0]
#| −0.1984 · 0.2403 = −0.0477  <-  gap*bend2*1.2, bend1[0], grads['b1'][0]

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
from chainrule import order_lines

### BEGIN ANSWER
answer(
    "three_in_a_row",
    [
        "d3 = 2 * (a3 - y) * a3 * (1 - a3)",
        "d2 = d3 * w3 * a2 * (1 - a2)",
        "d1 = d2 * w2 * a1 * (1 - a1)",
        "return d1 * x, d2 * a1, d3 * a2",
    ],
    "Each δ is made of the one behind it: over the weight in between, then past the neuron's own "
    "bend. At the end each weight multiplies its neuron's δ by what it received.",
    {
        "d2 = d3 * w2 * a2 * (1 - a2)": "Which weight lies between the second and the third "
        "neuron?",
        "return d1 * x, d2 * a2, d3 * a3": "A weight multiplies what its neuron received, not what "
        "it puts out.",
    },
)
### END ANSWER
order_lines(
    "three_in_a_row",
    "Three neurons in a row, one example: x, then a1, a2, a3, with the weights w1, w2, w3. The "
    "forward pass is done. Choose one line of each pair and order them: the gradients with respect "
    "to the three weights. d1 to d3 stand for the three δ.",
    [
        "d1 = d2 * w2 * a1 * (1 - a1)",
        ("return d1 * x, d2 * a2, d3 * a3", "return d1 * x, d2 * a1, d3 * a2"),
        ("d2 = d3 * w3 * a2 * (1 - a2)", "d2 = d3 * w2 * a2 * (1 - a2)"),
        "d3 = 2 * (a3 - y) * a3 * (1 - a3)",
    ],
)
#| claims B10 B12
#| given  d1 = d2 * w2 * a1 * (1 - a1) ; return d1 * x, d2 * a2, d3 * a3 ; return d1 * x, d2 * a1, d3 * a2 ; d2 = d3 * w3 * a2 * (1 - a2) ; d2 = d3 * w2 * a2 * (1 - a2) ; d3 = 2 * (a3 - y) * a3 * (1 - a3) ; x, then a1, a2, a3, with ; w1, w2, w3. ; d1 to d3

# %% [markdown]
# ### Exercise 05.6 · mlp_backward (5 points)
#
# Now with layers and a batch. Use your own functions of this lesson: one forward pass, then station by station from the loss to the first layer. Ask at each: what arrives here, and what did it receive in the forward pass?
#
# Where it begins, mind the mean: each gap counts only with $1/N$.
#| claims A18 A21 B10 B11 B12
#| given  $1/N$


# %% answer mlp_backward
#| claims A18 B11 B13
def mlp_backward(params, X, Y):
    """Return the gradients of the loss with respect to all parameters.

    params: dict with W1 (D, H), b1 (H,), W2 (H, K), b2 (K,).
    X: array (N, D), a row for every example; Y: array (N, K), the targets.
    The loss is a mean over the N rows of the sum over the K outputs
    of (A2 − Y)². Use mlp_forward, sigmoid_backward and linear_backward.
    The exact gradients are asked, not measured or rounded ones.
    params, X and Y stay as they are.
    Returns a dict with the same names and shapes as params.

    Example: with W1 of shape (64, 16), the entry "W1" has the
    shape (64, 16), too.
    """
    ### BEGIN SOLUTION
    A1, A2 = mlp_forward(params, X)
    dZ2 = sigmoid_backward(2 * (A2 - Y) / len(X), A2)
    dA1, dW2, db2 = linear_backward(dZ2, A1, params["W2"])
    dZ1 = sigmoid_backward(dA1, A1)
    _, dW1, db1 = linear_backward(dZ1, X, params["W1"])
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
    ### END SOLUTION


# %% check mlp_backward

# %% [markdown]
# ### Two judges
#
# The first judge is a nudge: your own `numerical_grad`, if you have written it in lesson 04. It runs the network 18 times for nine gradients; your sweep went back once.
#| claims A18
#| given  lesson 04
#| 18 times  <-  2*sum(v.size for v in net.values())


# %%
from chainrule import bring

numerical_grad = bring("04_single_neuron", "numerical_grad")


def relative_error(g, n):  # as in lesson 04
    return np.linalg.norm(g - n) / (np.linalg.norm(g) + np.linalg.norm(n))


def nudged(name, params, X, Y):
    def loss_of(v):
        return mlp_loss({**params, name: v}, X, Y)

    return numerical_grad(loss_of, params[name])


# %%
X1, Y1 = np.array([[1.0, -1.0]]), np.array([[1.0]])

with waits_for("mlp_forward", "mlp_backward"):
    mine = mlp_backward(params, X1, Y1)
    for name in params:
        off = relative_error(mine[name], nudged(name, params, X1, Y1))
        print(f"{name}: relative error below 1e-6: {off < 1e-6}")
#| claims A18 A22

# %% [markdown]
# The second judge is the map. It walks every route alone and adds up. At each plug a ✓ or a ✗ says whether your gradient agrees with its sum.
#| claims A18

# %%
from IPython.display import display

with waits_for("mlp_forward", "mlp_backward"):
    mine = mlp_backward(params, X1, Y1)
    own = RouteTracer(
        "nine",
        start="all",
        controls=["routes"],
        mine=mine,
        after="move_all",
    )
    display(own)
#| claims A18 A22

# %% [markdown]
# ### It has a name
#
# What you wrote is **backpropagation**: all gradients of the loss, with respect to every weight and bias, by the chain rule, in one sweep from the loss back. The chain rule is its engine: each line of yours multiplies local slopes along routes, or adds routes up. The rest is keeping the values of the forward pass.
#| claims A1 B13 B2

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "which_is_backprop",
    "finding all gradients in one sweep from the loss back",
    "It finds the gradients and moves nothing. The step, and the repetition, are what one does "
    "with them.",
    {
        "moving every weight against its gradient": "That is the training step. It needs the "
        "gradients, however they were found.",
        "repeating steps until the loss is small": "That is training.",
    },
)
### END ANSWER
ask(
    "which_is_backprop",
    "Which of these is backpropagation?",
    [
        "moving every weight against its gradient",
        "finding all gradients in one sweep from the loss back",
        "repeating steps until the loss is small",
    ],
)
#| claims A1 B13

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "wrong_phrase",
    "the gradient of the weight with respect to the loss",
    "The loss answers, the weight is what moves: of the loss, with respect to the weight.",
    {
        "the gradient of the loss with respect to the weight": "This is how it should be said.",
        "δ, the gradient of the loss with respect to z": "This is right: δ belongs to z.",
    },
)
### END ANSWER
ask(
    "wrong_phrase",
    "Which phrase is wrong?",
    [
        "the gradient of the loss with respect to the weight",
        "δ, the gradient of the loss with respect to z",
        "the gradient of the weight with respect to the loss",
    ],
)
#| claims A12

# %% [markdown]
# ## 7. A bug that makes no noise (5–6 minutes)
#
# Somebody wrote `mlp_backward` and made one slip: at the σ of the hidden layer they handed over `A2` where `A1` belongs. With a single output numpy stretches the shapes, and nothing crashes.

# %% jupyter={"source_hidden": true}
# Prediction: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "bug_reach",
    "6",
    "All that lies behind that station: the four weights and two biases of the hidden layer. What "
    "the output needs was found before.",
    {
        "2": "The two δ of the hidden layer are wrong. How many numbers multiply them?",
        "3": "These three were found before the sweep came to the slip.",
        "9": "The sweep begins at the loss. What had it found before the slip?",
    },
)
### END ANSWER
predict(
    "bug_reach",
    "How many of the nine gradients come out wrong?",
    ["2", "3", "6", "9"],
)
#| claims A21
#| let wrong = {k: v/bend1*bend2 for k, v in grads.items() if k in ('W1', 'b1')}
#| given  2 ; 3
#| 6  <-  sum(np.sum(abs(wrong[k] - grads[k]) > 1e-4) for k in wrong)
#| 9  <-  sum(v.size for v in net.values())

# %% jupyter={"source_hidden": true}
# The slip on the map: run this cell (Shift+Enter)
with waits_for("mlp_forward", "mlp_backward"):
    A1, A2 = mlp_forward(params, X1)
    stretched = A2 * (1 - A2) / (A1 * (1 - A1))  # the wrong slope in place of the right one
    found = mlp_backward(params, X1, Y1)
    slip = {**found, "W1": found["W1"] * stretched, "b1": found["b1"] * stretched[0]}
    display(RouteTracer("nine", start="all", controls=[], mine=slip, after="bug_reach"))

# %% jupyter={"source_hidden": true}
# What happens: run this cell (Shift+Enter)
reveal("bug_reach")

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "how_wrong",
    "it is a bug: far above 0.001",
    "Round-off is some million times smaller. A network may even learn with such numbers, so that "
    "nobody notices.",
    {
        "it is round-off: all signs are right": "Right signs prove little. How large is the "
        "relative error of a right formula?",
        "it cannot be told without another example": "One example is enough to see this one.",
    },
)
### END ANSWER
ask(
    "how_wrong",
    "One of these gradients is −0.0457 where −0.0477 is right, and the relative error of W1 is "
    "0.033. What do you make of it?",
    [
        "it is round-off: all signs are right",
        "it is a bug: far above 0.001",
        "it cannot be told without another example",
    ],
)
#| given  0.001
#| −0.0457 where −0.0477  <-  wrong['W1'][0, 0], grads['W1'][0, 0]
#| 0.033  <-  relative_error(wrong['W1'], grads['W1'])

# %% [markdown]
# ### One sweep, many answers
#
# Lesson 00 spoke of a network with 2410 numbers. Your function does not mind: one sweep finds 2410 gradients. Only the checking takes its time, with 4820 forward passes.
#| claims A18
#| given  Lesson 00
#| with 2410 numbers  <-  sum(v.size for v in init_mlp(64, 32, 10, np.random.default_rng(0)).values())
#| finds 2410 gradients  <-  64*32 + 32 + 32*10 + 10
#| 4820 forward  <-  2*2410

# %%
rng = np.random.default_rng(5)
large = {"W1": rng.normal(size=(64, 32)) / 8, "b1": rng.normal(size=32)}
large |= {"W2": rng.normal(size=(32, 10)) / 6, "b2": rng.normal(size=10)}
X5, Y5 = rng.normal(size=(5, 64)), rng.random((5, 10))

with waits_for("mlp_forward", "mlp_backward"):
    mine = mlp_backward(large, X5, Y5)
    for name in large:
        off = relative_error(mine[name], nudged(name, large, X5, Y5))
        print(f"{name}: {mine[name].size:4} gradients, below 1e-6: {off < 1e-6}")
#| claims A18 A21

# %% [markdown]
# ## Exit ticket (4–5 minutes)
#
# A network with two inputs, two hidden neurons and one output has run forward:
#
# | $x$ | $a_1$ | weights to the output | $a_2$ | $y$ |
# |---|---|---|---|---|
# | (0.5, −2) | (0.5, 0.8) | (2, −1) | 0.6 | 1 |
#
# Everything below follows from these numbers, by hand.
#| given  $a_1$ ; $a_2$ ; | (0.5, −2) | (0.5, 0.8) | (2, −1) | 0.6 | 1 |

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_delta",
    -0.192,
    "2 · (0.6 − 1) = −0.8, the slope of σ is 0.6 · 0.4 = 0.24, and −0.8 · 0.24 = −0.192.",
)
### END ANSWER
ask("exit_delta", "What is the δ of the output?")
#| −0.192  <-  2*(.6-1)*.6*.4
#| 2 · (0.6 − 1) = −0.8  <-  2, .6, 1, 2*(.6-1)
#| 0.6 · 0.4 = 0.24  <-  .6, .4, .6*.4
#| −0.8 · 0.24 = −0.192  <-  -.8, .24, -.8*.24

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_output_weight",
    -0.096,
    "δ times what came in over this weight: −0.192 · 0.5 = −0.096.",
)
### END ANSWER
ask(
    "exit_output_weight",
    "What is the gradient of the loss with respect to the weight from hidden 1 to the output?",
)
#| given  hidden 1
#| −0.096  <-  -.192*.5
#| −0.192 · 0.5 = −0.096  <-  -.192, .5, -.192*.5

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_deep_weight",
    "0.192",
    "The δ of hidden 1 is −0.192 · 2 · 0.25 = −0.096, and input 2 is −2: 0.192.",
    {
        "−0.048": "This is the one for input 1.",
        "0.768": "The slope of σ in the hidden neuron, 0.5 · 0.5, is missing.",
        "−0.096": "That is the δ of hidden 1. The last link is missing.",
    },
)
### END ANSWER
ask(
    "exit_deep_weight",
    "And with respect to the weight from input 2 to hidden 1?",
    ["−0.048", "−0.096", "0.192", "0.768"],
)
#| claims A15 A22
#| given  input 2 to hidden 1 ; input 1 ; of hidden 1 ; The δ of hidden 1
#| 0.192  <-  -.192*2*.25*-2
#| −0.192 · 2 · 0.25 = −0.096, and input 2 is −2: 0.192  <-  -.192, 2, .25, -.192*2*.25, 2, -2, .192
#| −0.048  <-  -.192*2*.25*.5
#| 0.768  <-  -.192*2*-2
#| −0.096  <-  -.192*2*.25
#| 0.5 · 0.5  <-  .5, .5

# %% jupyter={"source_hidden": true}
# Question: run this cell (Shift+Enter)
### BEGIN ANSWER
answer(
    "exit_unknown_weights",
    "those with respect to the inputs",
    "Only there does a route cross a first-layer weight. Those weights made z, but no route back to "
    "their own gradients crosses them: each ends at its weight.",
    {
        "those with respect to the weights of the first layer": "You have just worked one out. Did "
        "you need its weight?",
        "those with respect to the hidden biases": "Their last link is 1.",
    },
)
### END ANSWER
ask(
    "exit_unknown_weights",
    "Nobody told you the weights of the first layer. Which gradients would need them?",
    [
        "those with respect to the weights of the first layer",
        "those with respect to the inputs",
        "those with respect to the hidden biases",
    ],
)
#| claims A22
#| given  link is 1

# %% [markdown]
# ## Summary card
#
# - **Along a route multiply, between routes add.** Strong routes can undo each other.
# - **Merge from the loss:** each common end is worked out once, and one sweep finds every gradient. That is why backwards.
# - **Four factors** make one route from the loss to a weight of the first layer; the first three are its neuron's δ.
# - **δ of a hidden neuron:** its own slope of σ, times the sum of weight times δ over all that it feeds.
# - **With arrays** every entry is a sum over routes: forward a neuron collects a column of `W`, back an input collects a row.
# - **Backpropagation** is all of this: every gradient of the loss, by the chain rule, in one sweep back. It moves nothing.
#
# **Next: 06 · [Weight updates](../06_weight_updates/06_weight_updates.ipynb).** What to do with the gradients, step after step, until the network reads digits. What happens when layers pile up, and what it would cost to do without, waits for lesson 07; how a program finds the gradients of any formula, for lesson 08. Save this notebook (Ctrl+S), and press **Validate** in the toolbar to see all six checks at once.
#
# Back to [04 · A single neuron](../04_single_neuron/04_single_neuron.ipynb).
#| claims A1 A18 A21 B13
#| given  lesson 07 ; lesson 08
