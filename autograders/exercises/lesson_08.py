"""Lesson 08, your own engine: six exercises and the ways in which they go wrong.

What stands in for a neighbour while one is judged (a node, an operation, an engine for `fit`) holds
no formula of an exercise: its slopes are measured, by a step into the imaginary direction (Squire
and Trapp 1998), and its gradients come from a system of equations. Evidence marks such as [M7] are
those of the course design's list of studies and threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import numpy as np
from chainrule.probing import Probe, steps

from autograders.backprop import Value, backward, fit, power, topological_order, unbroadcast
from autograders.exercises.drawing import Random, array, between, digits, signed
from autograders.exercises.exercise import Exercise, Misconception

LESSON = "08_your_own_engine"
EXACT = 1e-11
"""Tolerance of sums and products, which an honest program may form in any order."""
TRAINED = 1e-9
"""… and of a few training steps."""

Array = np.ndarray

_GRAPH = """
import numpy as np

class Told(TypeError):
    pass

def entries(node, name):
    found = getattr(node, name, ())
    if hasattr(found, "__iter__") and not isinstance(found, str):
        return list(found)
    if isinstance(found, str):
        raise Told(f"{name} is a text: a Value is made of its number, its parents, its slopes, and "
                   "only then a name")
    if found is None:
        raise Told(f"{name} is None, where a tuple is due")
    raise Told(f"{name} is a {type(found).__name__}: a tuple of one is written (…,), one of two "
               "(…, …)")

def nodes_of(root):
    nodes, met = [root], {id(root)}
    for node in nodes:
        for parent in entries(node, "parents"):
            if parent is node:
                raise Told("a node stands among its own parents: it is the new Value that keeps "
                           "the two")
            if id(parent) not in met and len(nodes) < 500:
                met.add(id(parent))
                nodes.append(parent)
    return nodes

def answers(nodes):
    place = {id(node): k for k, node in enumerate(nodes)}
    table = np.eye(len(nodes))
    for k, node in enumerate(nodes):
        for parent, slope in zip(entries(node, "parents"), entries(node, "slopes")):
            if not isinstance(slope, (int, float, np.number)):
                raise Told(f"a slope is a {type(slope).__name__}, and no number")
            table[place[id(parent)], k] -= slope
    return np.linalg.solve(table, np.eye(len(nodes))[0]).tolist()
"""
"""All routes of a graph at once, by one system of equations."""

_TOWARDS = (
    _GRAPH
    + """
def slope(root, leaf):
    nodes = nodes_of(root)
    found = [k for k, node in enumerate(nodes) if node is leaf]
    return answers(nodes)[found[0]] if found else 0.0

def state(made, operand):
    if not hasattr(made, "parents"):
        what = "nothing" if made is None else f"a {type(made).__name__}"
        raise Told(f"{what} came back, where a new Value is due: is there a return?")
    nodes, parents, slopes = nodes_of(made), entries(made, "parents"), entries(made, "slopes")
    if made is operand:
        return "the operand itself"
    if not parents:
        return "without parents"
    if not all(hasattr(p, "data") and hasattr(p, "parents") for p in nodes):
        return "a parent is no Value"
    if all(node is not operand for node in nodes):
        return "not made from the operand"
    if len(parents) != len(slopes):
        return f"parents: {len(parents)}, slopes: {len(slopes)}"
    if made.grad is None or made.grad != 0:
        return f"{made.grad} in .grad"
    return "written to .grad" if operand.grad else "fine"
"""
)
"""How fast a graph says that a node answers to another, over all routes, however it was built."""

_MEASURED = """
class Value:
    def __init__(self, data, parents=(), slopes=(), made_by=""):
        self.data, self.grad = float(data), 0.0
        self.parents, self.slopes, self.made_by = parents, slopes, made_by

def operation(f):
    def result(*operands):
        nodes = [o if isinstance(o, Value) else Value(o) for o in operands]
        numbers = [node.data for node in nodes]
        slopes = []
        for place in range(len(numbers)):
            nudged = [t + 1e-30j * (k == place) for k, t in enumerate(numbers)]
            slopes.append(f(*nudged).imag / 1e-30)
        return Value(f(*numbers), tuple(nodes), tuple(slopes))
    return result

Value.__add__ = Value.__radd__ = operation(lambda a, b: a + b)
Value.__mul__ = Value.__rmul__ = operation(lambda a, b: a * b)
Value.__sub__ = operation(lambda a, b: a - b)
Value.__rsub__ = operation(lambda a, b: b - a)
Value.__neg__ = operation(lambda a: -a)
Value.__truediv__ = operation(lambda a, b: a / b)
Value.__rtruediv__ = operation(lambda a, b: b / a)
"""
"""Values whose operations work, with slopes that are measured."""


# --- 08.1 Value ---------------------------------------------------------------------------------

Operation = Callable[[Any, Any], Any]


def _wrapped(a: Value, b: Value | float) -> Value:
    return b if isinstance(b, Value) else type(a)(b)


def _made(data: Callable, parents: Callable, slopes: Callable) -> Operation:
    """An operation from functions of its two operands."""

    def operation(a: Value, b: Value | float) -> Value:
        b = _wrapped(a, b)
        return type(a)(data(a, b), parents(a, b), slopes(a, b))

    return operation


def _both(a: Value, b: Value) -> tuple[Value, Value]:
    return a, b


def _sum(a: Value, b: Value) -> float:
    return a.data + b.data


def _product(a: Value, b: Value) -> float:
    return a.data * b.data


def _ones(a: Value, b: Value) -> tuple[float, float]:
    return 1.0, 1.0


def _own(a: Value, b: Value) -> tuple[float, float]:
    return a.data, b.data


def _others(a: Value, b: Value) -> tuple[float, float]:
    return b.data, a.data


def _nothing(a: Value, b: Value) -> tuple:
    return ()


def _plus(parents: Callable = _both, slopes: Callable = _ones) -> Operation:
    return _made(_sum, parents, slopes)


def _times(parents: Callable = _both, slopes: Callable = _others) -> Operation:
    return _made(_product, parents, slopes)


def _engine(
    add: Operation | None = None, mul: Operation | None = None, **members: Any
) -> type[Value]:
    """The class of the lesson with other operations, or other members."""
    names = {"__add__": add or _plus(), "__mul__": mul or _times(), **members}
    return type("Value", (Value,), names)


def _first(a: Value, b: Value) -> tuple:
    return (a,)


def _second(a: Value, b: Value) -> tuple:
    return (b,)


def _copies(a: Value, b: Value) -> tuple:
    return type(a)(a.data), type(a)(b.data)


def _once(a: Value, b: Value) -> tuple:
    """A set of parents, when it happens to keep their order."""
    return tuple(dict.fromkeys((a, b)))


def _once_turned(a: Value, b: Value) -> tuple:
    return tuple(dict.fromkeys((b, a)))


def _unwrapped(data: Callable, slopes: Callable) -> Operation:
    return lambda a, b: type(a)(data(a, b), (a, b), slopes(a, b))


def _number_as_parent(data: Callable, slopes: Callable) -> Operation:
    def operation(a: Value, b: Value | float) -> Value:
        wrapped, parents = _wrapped(a, b), cast(tuple[Value, Value], (a, b))
        return type(a)(data(a, wrapped), parents, slopes(a, wrapped))

    return operation


def _in_itself(data: Callable, slopes: Callable) -> Operation:
    """Changes the left operand in place of making a new Value."""

    def operation(a: Value, b: Value | float) -> Value:
        b = _wrapped(a, b)
        a.data, a.parents, a.slopes = data(a, b), (a, b), slopes(a, b)
        return a

    return operation


def _early(a: Value, b: Value | float) -> Value:
    """Writes gradients on the way forward."""
    b = _wrapped(a, b)
    a.grad, b.grad = a.grad + b.data, b.grad + a.data
    return _times()(a, b)


_STEPS = (
    "a, b, twin = Value(x), Value(y), Value(x)",
    "c = a {} b",
    "d = a {} a",
    "e = a {} y",
    "f = c {} b",
)
_READ = (
    *("state(c, a)", "c.data", "slope(c, a)", "slope(c, b)"),
    *("state(d, a)", "slope(d, a)"),
    *("state(e, a)", "e.data", "slope(e, a)"),
    "slope(f, b)",
    "len({a, twin})",
)


def _value_probes(numbers: Iterable[tuple[float, float]]) -> list[Probe]:
    """Sums, then products: of two Values, of one with itself, and of one with a plain number."""
    probes = []
    for (part, sign), (x, y) in zip((("sums", "+"), ("products", "*")), numbers, strict=True):
        lines = tuple(line.format(sign) for line in _STEPS)
        made = steps("Value", lines, _READ, given=(_TOWARDS,), x=x, y=y)
        probes.append(Probe(made.args, made.kwargs, part=part))
    return probes


def _draw_values(random: Random) -> list[Probe]:
    return _value_probes([(signed(random, 0.6, 2.9), signed(random, 0.4, 2.7)) for _ in range(2)])


def _measured_value(probe: Probe) -> list[str]:
    x, y, product = probe.kwargs["x"], probe.kwargs["y"], probe.part == "products"

    def f(a: float, b: float) -> float:
        return a * b if product else a + b

    def moved(change: Callable[[float], float]) -> str:
        return digits((change(0.01) - change(-0.01)) / 2)

    sign = "·" if product else "+"
    new = (
        "what comes back is a new Value that remembers a, with a slope for each parent and 0 in "
        ".grad, and a itself stays as it was"
    )
    both = f"{digits(x)} {sign} ({digits(y)}) is {digits(f(x, y))}"
    left = moved(lambda h: f(x + h, y))
    return [
        *(new, both, f"a nudge of a by 0.01 moves a {sign} b by {left}"),
        f"a nudge of b by 0.01 moves a {sign} b by {moved(lambda h: f(x, y + h))}",
        *(new, f"a nudge of a by 0.01 moves a {sign} a by {moved(lambda h: f(x + h, x + h))}"),
        *(new, both, f"a nudge of a by 0.01 moves a {sign} y by {left}"),
        f"a nudge of b by 0.01 moves a {sign} b {sign} b by "
        f"{moved(lambda h: f(f(x, y + h), y + h))}",
        "a and twin are two nodes, though they hold the same number",
    ]


VALUE = Exercise(
    name="Value",
    lesson=LESSON,
    number="08.1",
    points=3,
    reference=Value,
    # The product has more decimals than anyone would round to.
    visible=tuple(_value_probes([(1.7, -0.6), (-0.83, 2.37)])),
    draw=_draw_values,
    driver="call_class",
    tolerance=EXACT,
    parts={"sums": 1, "products": 2},
    misconceptions=(
        Misconception(
            "own-slopes",
            "In a product the slope towards a factor is not that factor's own value: nudge one "
            "factor, and look at which number magnifies the nudge.",
            _engine(mul=_times(slopes=_own)),
            "[R5]",
        ),
        Misconception(
            "product-as-sum",
            "A product does not pass a nudge on unchanged; look at what magnifies it on the way.",
            _engine(mul=_times(slopes=_ones)),
        ),
        Misconception(
            "sum-as-product",
            "A sum passes a nudge on as it is; the numbers play no part in its slopes.",
            _engine(add=_plus(slopes=_others)),
        ),
        Misconception(
            "values-as-slopes",
            "You stored the values of the two; a slope says how fast the sum moves when one of "
            "them does.",
            _engine(add=_plus(slopes=_own)),
        ),
        Misconception(
            "values-everywhere",
            "Both operations store the values as slopes; a slope says how fast the result moves "
            "when one operand does.",
            _engine(add=_plus(slopes=_own), mul=_times(slopes=_own)),
        ),
        Misconception(
            "result-as-slope",
            "You stored the product as its own slopes; ask how much it moves when one factor moves "
            "by 1.",
            _engine(mul=_times(slopes=lambda a, b: (a.data * b.data,) * 2)),
        ),
        Misconception(
            "one-parent",
            "Only the left operand is remembered; the right one made the result as well.",
            _engine(_plus(_first, lambda a, b: (1.0,)), _times(_first, lambda a, b: (b.data,))),
        ),
        Misconception(
            "one-parent-sum",
            "Your sum remembers its left operand only; the right one is a parent, too.",
            _engine(_plus(_first, lambda a, b: (1.0,))),
        ),
        Misconception(
            "one-parent-product",
            "Your product remembers its left operand only; the right one is a parent, too.",
            _engine(mul=_times(_first, lambda a, b: (b.data,))),
        ),
        Misconception(
            "right-operand-only",
            "Only the right operand is remembered; the left one, self, made the result as well.",
            _engine(_plus(_second, lambda a, b: (1.0,)), _times(_second, lambda a, b: (a.data,))),
        ),
        Misconception(
            "set-of-parents",
            "A set holds the same parent once and keeps no order, so in a + a one of the two is "
            "lost: a tuple keeps both.",
            _engine(_plus(_once), _times(_once)),
            "karpathy/micrograd #64, #115",
        ),
        Misconception(
            "set-of-parents-turned",
            "A set keeps no order and holds the same parent once, so slopes and parents no longer "
            "belong together: use a tuple.",
            _engine(_plus(_once_turned), _times(_once_turned)),
            "karpathy/micrograd #64, #115",
        ),
        Misconception(
            "forgets",
            "The result remembers neither its parents nor its slopes.",
            _engine(_plus(_nothing, _nothing), _times(_nothing, _nothing)),
        ),
        Misconception(
            "sum-forgets",
            "Your sum remembers neither its parents nor its slopes.",
            _engine(_plus(_nothing, _nothing)),
        ),
        Misconception(
            "product-forgets",
            "Your product remembers neither its parents nor its slopes.",
            _engine(mul=_times(_nothing, _nothing)),
        ),
        Misconception(
            "no-slopes",
            "The parents are remembered, but not how fast the result answers to each of them.",
            _engine(_plus(slopes=_nothing), _times(slopes=_nothing)),
        ),
        Misconception(
            "grad-in-slopes",
            "The slopes are all 0: .grad has no part in them, because nothing has come back yet "
            "when a node is made.",
            _engine(
                _plus(slopes=lambda a, b: (a.grad, b.grad)),
                _times(slopes=lambda a, b: (b.data * a.grad, a.data * b.grad)),
            ),
            "[M21]",
        ),
        Misconception(
            "copies",
            "The parents are copies of the operands: what is handed back would never reach the "
            "real ones.",
            _engine(_plus(_copies), _times(_copies)),
        ),
        Misconception(
            "grown-parents",
            "The parents of an operand stand among the result's own: a node remembers the two that "
            "it was made of, and they remember theirs.",
            _engine(
                _plus(lambda a, b: (*a.parents, a, b), lambda a, b: (*a.slopes, *_ones(a, b))),
                _times(lambda a, b: (*a.parents, a, b), lambda a, b: (*a.slopes, *_others(a, b))),
            ),
        ),
        Misconception(
            "no-wrap",
            "A plain number as the other operand stops it: make a Value of it first.",
            _engine(_unwrapped(_sum, _ones), _unwrapped(_product, _others)),
        ),
        Misconception(
            "no-wrap-sum",
            "A plain number as the other operand stops your sum: make a Value of it first.",
            _engine(_unwrapped(_sum, _ones)),
        ),
        Misconception(
            "no-wrap-product",
            "A plain number as the other operand stops your product: make a Value of it first.",
            _engine(mul=_unwrapped(_product, _others)),
        ),
        Misconception(
            "number-as-parent",
            "A plain number stands among the parents, and a sweep could not go through it: make a "
            "Value of it, or leave it out.",
            _engine(_number_as_parent(_sum, _ones), _number_as_parent(_product, _others)),
        ),
        Misconception(
            "numbers-as-parents",
            "The parents are the Values themselves, and you stored the numbers that they hold.",
            _engine(_plus(_own), _times(_own)),
        ),
        Misconception(
            "plain-number",
            "A plain number came back: the result is a Value, with its parents and slopes.",
            _engine(lambda a, b: _sum(a, _wrapped(a, b)), lambda a, b: _product(a, _wrapped(a, b))),
        ),
        Misconception(
            "in-itself",
            "You changed the left operand and gave it back; make a new Value, because the old one "
            "is still needed.",
            _engine(_in_itself(_sum, _ones), _in_itself(_product, _others)),
        ),
        Misconception(
            "early-gradients",
            "You wrote to .grad in the forward pass; store the slopes, gradients come with the "
            "sweep.",
            _engine(mul=_early),
        ),
        Misconception(
            "equal-numbers",
            "Two nodes with the same number are taken for one: leave out __eq__ and __hash__, a "
            "node is itself and no other.",
            _engine(
                __eq__=lambda a, b: isinstance(b, Value) and a.data == b.data,
                __hash__=lambda a: hash(a.data),
            ),
        ),
        Misconception(
            "no-hash",
            "With an __eq__ of your own a Value can stand in no set, and the next exercises need "
            "that: leave __eq__ out.",
            _engine(__eq__=lambda a, b: isinstance(b, Value) and a.data == b.data, __hash__=None),
        ),
    ),
    see="“What a number remembers”",
    hints=(
        "take a = 3 and b = 5, nudge a by 0.1, then b: how far does the result move each time?",
        "“What a number remembers” lists three things that a new number keeps: which of them does "
        "yours lack, or have wrong?",
    ),
    measure=_measured_value,
)


# --- 08.2 power ---------------------------------------------------------------------------------


def _power(
    slope: Callable[[float, float], float],
    data: Callable[[float, float], float] = lambda t, n: t**n,
) -> Callable:
    """A wrong `power` from its value and its slope, functions of the number and the exponent."""

    def answer(v: Value, n: float) -> Value:
        return Value(data(v.data, n), (v,), (slope(v.data, n),))

    return answer


def _slope(t: float, n: float) -> float:
    return power(Value(t), n).slopes[0]


_RAISED = (
    ("v = Value(x)", "p = power(v, n)"),
    ("state(p, v)", "p.data", "slope(p, v)", "v.data"),
)


def _power_probe(x: float, n: int) -> Probe:
    given = (_TOWARDS, _MEASURED)
    return steps("power", *_RAISED, given=given, instead=("Value",), x=x, n=n)


def _draw_powers(random: Random) -> list[Probe]:
    return [
        _power_probe(between(random, 1.2, 2.9), 3),
        _power_probe(-between(random, 0.5, 2.6), -1),
        # Where the slope is below 0: a slope of the number's size shows.
        _power_probe(-between(random, 0.6, 1.7), int(random.choice([2, 4]))),
        _power_probe(between(random, 0.6, 1.7), 5),
    ]


def _measured_power(probe: Probe) -> list[str]:
    x, n = probe.kwargs["x"], probe.kwargs["n"]
    nudged = ((x + 1e-4) ** n - (x - 1e-4) ** n) / 2e-4
    return [
        "what comes back is a new Value that remembers v, with a slope for each parent, and .grad "
        "is still 0",
        f"{digits(x)} to the power {digits(n)} is {digits(x**n)}",
        f"nudging v says {digits(nudged)}",
        f"v still has to hold {digits(x)}",
    ]


POWER = Exercise(
    name="power",
    lesson=LESSON,
    number="08.2",
    points=1,
    reference=power,
    visible=(_power_probe(1.7, 3), _power_probe(2.3, -1), _power_probe(-0.8, 2)),
    draw=_draw_powers,
    driver="call_class",
    tolerance=EXACT,
    misconceptions=(
        Misconception(
            "power-kept",
            "The exponent does not stay as it is: it drops by one.",
            _power(lambda t, n: n * t**n),
            "[R9]",
        ),
        Misconception(
            "no-factor",
            "The old exponent comes down as a factor; yours is missing.",
            _power(lambda t, n: t ** (n - 1)),
            "[R9]",
        ),
        Misconception(
            "new-exponent-as-factor",
            "The factor is the old exponent, and yours is the new one.",
            _power(lambda t, n: (n - 1) * t ** (n - 1)),
        ),
        Misconception(
            "exponent-raised",
            "The exponent goes down by one, and yours goes up.",
            _power(lambda t, n: n * t ** (n + 1)),
        ),
        Misconception(
            "exponent-brackets",
            "Python takes the power first and subtracts last: the lower exponent needs brackets.",
            _power(lambda t, n: n * t**n - 1),
        ),
        Misconception(
            "exponential",
            "That is how the result answers to the exponent; here the base moves, and the exponent "
            "is fixed.",
            _power(lambda t, n: t**n * np.log(abs(t))),
            "[R4]",
        ),
        Misconception(
            "value-as-slope",
            "You stored the value as its own slope; that holds for eˣ only.",
            _power(lambda t, n: t**n),
            "[R4]",
        ),
        Misconception(
            "input-as-slope",
            "You stored the number itself; a slope says how fast its power answers to it.",
            _power(lambda t, n: t),
        ),
        Misconception(
            "at-output",
            "The slope is read at what the power received, not at what it gave.",
            _power(lambda t, n: _slope(t**n, n)),
            "[M7]",
        ),
        Misconception(
            "times",
            "That multiplies by n; a power multiplies the number by itself.",
            _power(lambda t, n: float(n), lambda t, n: t * n),
        ),
        Misconception(
            "slope-of-a-product",
            "The exponent alone is the slope of a product with n; a power is steeper where its "
            "number is larger.",
            _power(lambda t, n: float(n)),
        ),
        Misconception(
            "square",
            "Your slope is right for the square alone: work it out for any n.",
            _power(lambda t, n: 2 * t),
        ),
        Misconception(
            "exponent-times-number",
            "The exponent times the number is right for the square alone: try a cube, and look at "
            "what is left of it when one of its factors moves.",
            _power(lambda t, n: n * t),
        ),
        Misconception(
            "sign",
            "The sign of the slope is turned.",
            _power(lambda t, n: -_slope(t, n)),
        ),
        Misconception(
            "grad-used",
            "A local slope knows nothing of gradients: when a node is made, nothing has come back "
            "yet.",
            lambda v, n: Value(v.data**n, (v,), (_slope(v.data, n) * v.grad,)),
            "[M21]",
        ),
        Misconception(
            "forgets",
            "The result remembers neither its parent nor its slope.",
            lambda v, n: Value(v.data**n),
        ),
        Misconception(
            "no-slope",
            "The parent is remembered, but not how fast the result answers to it.",
            lambda v, n: Value(v.data**n, (v,)),
        ),
        Misconception(
            "copy",
            "The parent is a copy of v: what is handed back would never reach the real one.",
            lambda v, n: Value(v.data**n, (Value(v.data),), (_slope(v.data, n),)),
        ),
        Misconception(
            "exponent-as-parent",
            "The exponent is a plain number that stays fixed; it is no parent.",
            lambda v, n: Value(v.data**n, (v, n), (_slope(v.data, n), 0.0)),
        ),
        Misconception(
            "plain-number",
            "A plain number came back: the result is a Value, with its parent and its slope.",
            lambda v, n: v.data**n,
        ),
        Misconception(
            "power-of-slope",
            "The slope stands where the value belongs: data is the power itself.",
            _power(_slope, _slope),
        ),
    ),
    see="“One more machine”",
    hints=(
        "take v = 3 and n = 2: which slope do you know from lesson 01, and what does your line "
        "give?",
        "“One more machine” says at which number a slope is read: which one stands in your line?",
    ),
    measure=_measured_power,
)


# --- 08.3 topological_order ---------------------------------------------------------------------

Plan = Sequence[tuple[int, ...]]
"""A graph: for every node the places of its parents, which all stand before it; the last is the
root."""

_NODES = """
class Value:
    def __init__(self, data, parents=(), slopes=(), made_by=""):
        self.data, self.grad, self.made_by = float(data), 0.0, made_by
        self.parents, self.slopes = tuple(parents), tuple(slopes)

def grown(plan, data, slopes, leaves={}):
    nodes = [leaves.get(k) or Value(number) for k, number in enumerate(data)]
    for node, parents, local in zip(nodes, plan, slopes):
        node.parents, node.slopes = tuple(nodes[k] for k in parents), tuple(local)
    return nodes
"""

_FACTS = """
class Told(TypeError):
    pass

def report(order, nodes):
    if not isinstance(order, (list, tuple)):
        raise Told(f"topological_order gave back a {type(order).__name__}, and no list")
    strange = [entry for entry in order if not hasattr(entry, "parents")]
    if strange:
        raise Told(f"the list holds a {type(strange[0]).__name__} where a node is due: list the "
                   "nodes themselves, each on its own")
    place = {}
    for k, node in enumerate(order):
        place.setdefault(id(node), k)
    early = lost = 0
    for node in order:
        for parent in getattr(node, "parents", ()):
            early += place.get(id(parent), -1) > place[id(node)]
            lost += id(parent) not in place
    found = sum(id(node) in place for node in nodes)
    faults = [
        f"{found} of {len(nodes)} nodes" * (found < len(nodes)),
        f"{len(order) - len(place)} twice" * (len(place) < len(order)),
        f"{len(place) - found} of another graph" * (found < len(place)),
        f"{early} before a parent" * (early > 0),
        f"{lost} without a parent" * (lost > 0),
        "root not last" * (not order or order[-1] is not nodes[top]),
    ]
    return ", ".join(filter(None, faults)) or "fine"

def look(nodes):
    return [(id(n), n.data, n.grad, list(map(id, n.parents)), list(n.slopes)) for n in nodes]

nodes = grown(plan, data, slopes)
root, before = nodes[top], look(nodes)
later = grown(plan, data, slopes, {k: nodes[k] for k, parents in enumerate(plan) if not parents})
next_root = later[top]
"""
"""The second graph is built on the same leaves, as the next training step's is."""

_ORDERED = (
    ("order = topological_order(root)", "next_order = topological_order(next_root)"),
    ("report(order, nodes)", "report(next_order, later)", "look(nodes) == before"),
)


def _order_probe(plan: Plan, data: Sequence[float], part: str) -> Probe:
    """The first number is the probe's own; the others belong to the graph."""
    # The nodes are listed in an order that is not safe, so that their list is no answer.
    listed = sorted(range(len(plan)), key=lambda k: (k % 2, k))
    place = {k: new for new, k in enumerate(listed)}
    mixed = [tuple(place[parent] for parent in plan[k]) for k in listed]
    numbers = ", ".join("x" if k == 0 else repr(data[k]) for k in listed)
    slopes = [[1.0] * len(parents) for parents in mixed]
    graph = f"plan, data, slopes, top = {mixed!r}, [{numbers}], {slopes!r}, {place[len(plan) - 1]}"
    given = (_NODES, graph, _FACTS)
    probe = steps("topological_order", *_ORDERED, given=given, instead=("Value",), x=data[0])
    return Probe(probe.args, probe.kwargs, part=part)


def _spread(random: Random, plan: Plan, alike: int) -> list[float]:
    """Numbers for the nodes, `alike` of the later ones equal to others: nodes are not numbers."""
    data = [signed(random, 0.5, 3.0) for _ in plan]
    for place in random.choice(np.arange(1, len(plan)), alike, replace=False):
        data[int(place)] = data[int(place) - 1]
    return data


def _tree(random: Random) -> Plan:
    """Every node has one user: two pairs of inputs, joined at different heights."""
    first = [(), (), (), (), (0, 1), (2, 4), (3, 5), (6,)]
    second = [(), (), (), (), (0, 1), (2,), (5, 3), (4, 6)]
    third = [(), (), (), (), (2, 3), (4,), (1, 0), (6, 5)]
    return (first, second, third)[int(random.integers(3))]


def _shared(random: Random, inner: int) -> Plan:
    """A shortcut and a long way to the same node, in either order of the parents."""
    while True:
        plan: list[tuple[int, ...]] = [(), (), ()]
        for place in range(3, 3 + inner):
            near = place - 1 if random.random() < 0.6 else int(random.integers(place))
            pair = [near, int(random.integers(place))]
            random.shuffle(pair)
            plan.append(tuple(int(k) for k in pair))
        used = {k for parents in plan for k in parents}
        if len(used) == len(plan) - 1 and any(a == b for a, b in plan[3:]):
            return plan


_WITH_SHORTCUTS: tuple[Plan, ...] = (
    [(), (), (), (0, 2), (3, 1), (2, 3), (5, 5), (0, 6), (7, 4)],
    [(), (), (), (1, 2), (3, 1), (0, 1), (5, 5), (1, 6), (7, 4)],
    [(), (), (), (0, 2), (3, 3), (3, 1), (0, 5), (6, 0), (7, 4)],
    [(), (), (), (0, 1), (2, 3), (1, 4), (4, 4), (5, 6), (7, 0)],
    [(), (), (), (1, 2), (0, 3), (3, 3), (4, 1), (1, 6), (5, 7)],
    [(), (), (), (1, 0), (2, 2), (0, 4), (5, 0), (6, 0), (3, 7)],
    [(), (), (), (1, 2), (0, 3), (4, 4), (4, 5), (3, 6), (7, 5)],
    [(), (), (), (2, 0), (3, 3), (1, 3), (5, 0), (0, 6), (4, 7)],
)
"""Graphs at which an order by levels, one as the nodes are met, and one by the length of the way on
which each was first met are all wrong, each in another number of places, from whichever parent one
begins; the last is the visible one."""


def _with_shortcuts(random: Random) -> Plan:
    plan = _WITH_SHORTCUTS[int(random.integers(len(_WITH_SHORTCUTS) - 1))]
    return [parents[::-1] for parents in plan] if random.random() < 0.5 else plan


def _draw_orders(random: Random) -> list[Probe]:
    one, other, tree = _shared(random, 4), _with_shortcuts(random), _tree(random)
    return [
        _order_probe(tree, _spread(random, tree, 2), "a tree"),
        _order_probe(one, _spread(random, one, 2), "shared nodes"),
        _order_probe(other, _spread(random, other, 3), "shared nodes"),
    ]


def _depth_first(
    *,
    before: bool = False,
    again: bool = False,
    key: Callable = id,
    parents: Callable = lambda node: node.parents,
    keep: Callable = lambda node, root: True,
    turned: bool = False,
    listed: Callable = lambda node: node,
) -> Callable:
    """A wrong `topological_order`: the right walk but for what is said here.

    before: nodes are listed when they are met; again: whoever was met is not remembered.
    """

    def answer(root: Value) -> list:
        order: list = []
        seen: set = set()

        def visit(node: Value) -> None:
            if not again:
                if key(node) in seen:
                    return
                seen.add(key(node))
            if before and keep(node, root):
                order.append(listed(node))
            for parent in parents(node):
                visit(parent)
            if not before and keep(node, root):
                order.append(listed(node))

        visit(root)
        return order[::-1] if turned else order

    return answer


def _level_by_level(root: Value, turned: bool = True) -> list:
    found = [root]
    for node in found:
        found.extend(p for p in dict.fromkeys(node.parents) if all(p is not q for q in found))
    return found[::-1] if turned else found


def _marks(root: Value) -> list:
    """Marks the nodes themselves, so that the leaves are taken for done at the next call."""
    order = []

    def visit(node: Any) -> None:
        if getattr(node, "met", False):
            return
        node.met = True
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(root)
    return order


def _loses_parents(root: Value) -> list:
    order = topological_order(root)
    for node in order:
        node.parents = ()
    return order


def _measured_order(probe: Probe) -> str:
    plan = next(line for line in probe.kwargs["given"] if line.startswith("plan"))
    count = plan.split("], [")[0].count("(")
    return (
        f"this graph has {count} nodes, and each belongs into a new list once, after all its "
        "parents, the root last"
    )


ORDER = Exercise(
    name="topological_order",
    lesson=LESSON,
    number="08.3",
    points=3,
    reference=topological_order,
    visible=(
        _order_probe(
            [(), (), (), (0, 1), (3,), (2, 4)], [1.4, 0.8, 0.8, 2.2, -1.7, -1.7], "a tree"
        ),
        _order_probe(
            [(), (), (), (0, 1), (3, 3), (3, 2), (4, 5), (6, 3)],
            [1.4, 0.8, 0.8, 2.2, 4.4, 3.0, 3.0, 0.6],
            "shared nodes",
        ),
        _order_probe(
            _WITH_SHORTCUTS[-1],
            [0.7, 1.9, 1.9, -2.1, 2.6, 2.6, 0.9, 1.1, -0.5],
            "shared nodes",
        ),
    ),
    draw=_draw_orders,
    driver="call_class",
    parts={"a tree": 1, "shared nodes": 2},
    misconceptions=(
        Misconception(
            "preorder",
            "A node was listed when it was met; turning the list round does not make up for it: "
            "list a node after all its parents.",
            _depth_first(before=True, turned=True),
            "[M15]",
        ),
        Misconception(
            "as-met",
            "A node was listed when it was met, before its parents: list it after them.",
            _depth_first(before=True),
            "[M15]",
        ),
        Misconception(
            "duplicates",
            "A shared node stands there more than once: remember whom you have met.",
            _depth_first(again=True),
            "[M15]",
        ),
        Misconception(
            "duplicates-as-met",
            "Nodes were listed when they were met, and shared ones more than once: remember whom "
            "you have met, and list a node after its parents.",
            _depth_first(again=True, before=True),
        ),
        Misconception(
            "level-by-level",
            "Level by level is not enough: where there is a shortcut, a node comes too early.",
            _level_by_level,
            "[M15]",
        ),
        Misconception(
            "levels-from-the-root",
            "You listed level by level from the root; inputs come first, and no node before its "
            "parents.",
            lambda root: _level_by_level(root, turned=False),
        ),
        Misconception(
            "by-value",
            "Two different nodes with the same number were taken for one: compare the nodes "
            "themselves, not their data.",
            _depth_first(key=lambda node: node.data),
        ),
        Misconception(
            "root-first",
            "The list is back to front: inputs first, root last.",
            _depth_first(turned=True),
        ),
        Misconception(
            "no-root",
            "The root itself is missing; it belongs to its graph, at the end.",
            _depth_first(keep=lambda node, root: node is not root),
        ),
        Misconception(
            "no-leaves",
            "The inputs are missing; they are nodes as well, and theirs are the gradients that you "
            "want.",
            _depth_first(keep=lambda node, root: bool(node.parents)),
        ),
        Misconception(
            "leaves-only",
            "Only the inputs are listed; every node on the way belongs there, too.",
            _depth_first(keep=lambda node, root: not node.parents),
        ),
        Misconception(
            "parents-only",
            "You listed the root's own parents and stopped there: they have parents as well.",
            lambda root: [*root.parents, root],
        ),
        Misconception(
            "root-alone",
            "Only the root is listed: go on to its parents, and to theirs, and see that what each "
            "call finds comes into one list.",
            lambda root: [root],
        ),
        Misconception(
            "first-parent",
            "You followed the first parent of each node only: go through all of them.",
            _depth_first(parents=lambda node: node.parents[:1]),
        ),
        Misconception(
            "last-parent",
            "You followed the last parent of each node only: go through all of them.",
            _depth_first(parents=lambda node: node.parents[-1:]),
        ),
        Misconception(
            "numbers",
            "Your list holds the numbers; it has to hold the nodes themselves.",
            _depth_first(listed=lambda node: node.data),
        ),
        Misconception(
            "by-size",
            "You sorted the nodes by their numbers; a parent can be larger than what is made of "
            "it.",
            lambda root: sorted(topological_order(root), key=lambda node: node.data),
        ),
        Misconception(
            "marks",
            "At the next call the leaves count as done already: keep those whom you have met in a "
            "set made inside the function, not on the nodes, outside, or in the def line.",
            _marks,
        ),
        Misconception(
            "loses-parents",
            "You changed the graph on the way: leave each node's parents as they are.",
            _loses_parents,
        ),
        Misconception(
            "empty",
            "Your list is empty: see that the walk begins, and that it appends each node, the root "
            "too.",
            lambda root: [],
        ),
        Misconception(
            "nothing",
            "Nothing came back: end the function with return and your list.",
            lambda root: None,
        ),
    ),
    see="“A safe order”",
    hints=(
        "draw c = a + a and d = c + a, and write the list that your code makes beside it: who "
        "stands before a parent, who is there twice?",
        "“A safe order” has two rules, one about how often and one about when: which of them does "
        "your list break?",
    ),
    measure=_measured_order,
)


# --- 08.4 backward ------------------------------------------------------------------------------

_SWEPT = """
nodes = grown(plan, data, slopes)
root = nodes[-1]

def topological_order(root):
    wanted, order = {id(root)}, []
    for node in reversed(nodes):
        if id(node) in wanted:
            order.append(node)
            wanted.update(map(id, node.parents))
    return order[::-1]

def look():
    return [(n.data, list(map(id, n.parents)), list(n.slopes)) for n in nodes]

before = look()
"""

_SWEEP = (
    ("backward(root)",),
    ("[node.grad for node in nodes]", "look() == before"),
)


def _sweep_probe(
    plan: Plan, data: Sequence[float], slopes: Sequence[Sequence[float]], part: str
) -> Probe:
    first, *others = data
    graph = f"plan, data, slopes = {list(plan)!r}, [x, *{others!r}], {list(slopes)!r}"
    probe = steps(
        "backward",
        *_SWEEP,
        given=(_NODES, graph, _SWEPT),
        instead=("topological_order", "Value"),
        x=first,
    )
    return Probe(probe.args, probe.kwargs, part=part)


def _gradients(plan: Plan, slopes: Sequence[Sequence[float]]) -> list[float]:
    """What `backward` writes, for a plan: the inverse of a triangular table."""
    table = np.zeros((len(plan), len(plan)))
    for row, (parents, local) in enumerate(zip(plan, slopes, strict=True)):
        for k, slope in zip(parents, local, strict=True):
            table[row, k] += slope
    return np.linalg.inv(np.eye(len(plan)) - table)[-1].tolist()


def _drawn_sweep(random: Random, plan_of: Callable[[], Plan], trap: Callable | None) -> Probe:
    """A graph in which the sweep `trap` goes wrong; None: in which each node has one user."""
    while True:
        plan = plan_of()
        slopes = [[signed(random, 0.4, 1.9) for _ in parents] for parents in plan]
        sizes = np.abs(_gradients(plan, slopes))
        wrong = trap is None or _is_wrong(trap, plan, slopes)
        if wrong and sizes.min() > 0.1 and sizes.max() < 90:
            part = "several routes" if trap else "one route"
            return _sweep_probe(plan, _spread(random, plan, 0), slopes, part)


def _is_wrong(sweep: Callable, plan: Plan, slopes: Sequence[Sequence[float]]) -> bool:
    nodes: list[Value] = []
    for parents, local in zip(plan, slopes, strict=True):
        nodes.append(Value(1.0, [nodes[k] for k in parents], local))
    sweep(nodes[-1])
    apart = np.abs(np.array([node.grad for node in nodes]) - _gradients(plan, slopes))
    return bool(apart.max() > 0.1)


def _draw_sweeps(random: Random) -> list[Probe]:
    return [
        _drawn_sweep(random, lambda: _tree(random), None),
        _drawn_sweep(random, lambda: _shared(random, 4), _discovery),
        _drawn_sweep(random, lambda: _shared(random, 5), _one_sweep(order=_levels)),
    ]


def _one_sweep(
    *,
    hand: Callable = lambda p, s, v: p.grad + s * v.grad,
    seed: Callable = lambda root: 1.0,
    order: Callable = lambda root: reversed(topological_order(root)),
    parents: Callable = lambda v: list(zip(v.parents, v.slopes, strict=False)),
    after: Callable = lambda v, root: None,
    before: Callable = lambda v, root: None,
) -> Callable:
    """A wrong `backward`: the right sweep but for what is said here. `hand` gives a parent's new
    gradient; `before` and `after` are done to each node."""

    def answer(root: Value) -> None:
        root.grad = seed(root)
        for v in order(root):
            before(v, root)
            for p, s in parents(v):
                p.grad = hand(p, s, v)
            after(v, root)

    return answer


def _recursion(root: Value, first: bool = True) -> None:
    if first:
        root.grad = 1.0
    for p, s in zip(root.parents, root.slopes, strict=True):
        p.grad += s * root.grad
    for p in root.parents:
        _recursion(p, first=False)


def _recursion_at_once(root: Value, first: bool = True) -> None:
    """Hands on to one parent, and on from there at once, before the next one gets its part."""
    if first:
        root.grad = 1.0
    for p, s in zip(root.parents, root.slopes, strict=True):
        p.grad += s * root.grad
        _recursion_at_once(p, first=False)


def _discovery(root: Value) -> None:
    root.grad = 1.0
    seen: set[int] = set()

    def visit(v: Value) -> None:
        if id(v) in seen:
            return
        seen.add(id(v))
        for p, s in zip(v.parents, v.slopes, strict=True):
            p.grad += s * v.grad
        for p in v.parents:
            visit(p)

    visit(root)


def _levels(root: Value) -> list:
    return _level_by_level(root, turned=False)


def _wipe(v: Value, root: Value) -> None:
    v.grad = 0.0


def _wipe_inner(v: Value, root: Value) -> None:
    if v.parents:
        v.grad = 0.0


def _seed_again(v: Value, root: Value) -> None:
    v.grad = 1.0


def _root_after(root: Value) -> None:
    for v in reversed(topological_order(root)):
        for p, s in zip(v.parents, v.slopes, strict=True):
            p.grad += s * v.grad
    root.grad = 1.0


def _returned_only(root: Value) -> dict:
    grads = {id(v): 0.0 for v in topological_order(root)}
    grads[id(root)] = 1.0
    return grads


def _leaves_only(root: Value) -> None:
    backward(root)
    for v in topological_order(root):
        if v.parents and v is not root:
            v.grad = 0.0


def _averaged(root: Value) -> None:
    uses: dict[int, int] = {}
    for v in topological_order(root):
        for p in v.parents:
            uses[id(p)] = uses.get(id(p), 0) + 1
    _one_sweep(hand=lambda p, s, v: p.grad + s * v.grad / uses[id(p)])(root)


def _pile_up(root: Value) -> None:
    root.grad = 1.0
    for v in reversed(topological_order(root)):
        handed = v.grad
        for p, s in zip(v.parents, v.slopes, strict=True):
            handed = s * handed
            p.grad += handed


def _steps_by_gradient(root: Value) -> None:
    backward(root)
    for v in topological_order(root):
        v.data -= v.grad


def _measured_sweep(probe: Probe) -> list:
    graph = next(line for line in probe.kwargs["given"] if line.startswith("plan"))
    names: dict[str, Any] = {}
    exec(graph, {"x": probe.kwargs["x"]}, names)
    right = _gradients(names["plan"], names["slopes"])
    found = [
        f"following every route from the root to node {k} gives {digits(g)}"
        for k, g in enumerate(right[:-1])
    ]
    return [[*found, "the root answers to itself with 1"], "a sweep writes to .grad alone"]


BACKWARD = Exercise(
    name="backward",
    lesson=LESSON,
    number="08.4",
    points=4,
    reference=backward,
    visible=(
        _sweep_probe(
            [(), (), (), (0, 1), (3,), (2, 4)],
            [1.4, -0.8, 0.5, 2.2, 3.1, -1.7],
            [[], [], [], [2.0, -1.5], [0.7], [-0.6, 1.3]],
            "one route",
        ),
        _sweep_probe(
            [(), (), (), (2, 1), (3, 0), (3, 3), (5, 4)],
            [1.3, 0.6, -0.9, 1.1, 0.7, -1.4, 1.8],
            [[], [], [], [1.6, 0.5], [-0.7, 1.1], [1.4, 1.3], [-1.5, 0.8]],
            "several routes",
        ),
        _sweep_probe(
            [(), (), (), (1, 2), (0, 3), (4, 4), (5, 2), (3, 6)],
            [0.9, 1.6, -1.1, 0.4, 2.7, 1.2, -0.7, 3.3],
            [[], [], [], [0.9, -1.6], [1.1, 0.7], [1.3, 0.5], [-0.8, 1.9], [1.5, 0.6]],
            "several routes",
        ),
    ),
    draw=_draw_sweeps,
    driver="call_class",
    tolerance=EXACT,
    parts={"one route": 1, "several routes": 3},
    misconceptions=(
        Misconception(
            "overwrite",
            "What a node gets by a second route overwrote the first: between routes gradients add.",
            _one_sweep(hand=lambda p, s, v: s * v.grad),
            "[M15] karpathy/micrograd #2",
        ),
        Misconception(
            "recursion",
            "A shared node handed on before everything had arrived, and then again: go through the "
            "nodes once, in the safe order backwards.",
            _recursion,
            "[M15] karpathy/micrograd #21 #67 #81",
        ),
        Misconception(
            "recursion-at-once",
            "Each call hands on the whole gradient that has gathered so far, so a part of it "
            "travels twice: go through the nodes once, in the safe order backwards.",
            _recursion_at_once,
            "[M15]",
        ),
        Misconception(
            "discovery",
            "A node handed on when it was met, before its second part had come.",
            _discovery,
            "[M15]",
        ),
        Misconception(
            "levels",
            "Level by level from the root a node can hand on before the part by the longer route "
            "has come: use the safe order.",
            _one_sweep(order=_levels),
            "[M15]",
        ),
        Misconception(
            "all-zero",
            "All gradients are still 0: how does the root answer to itself? Write that into its "
            ".grad first, then all others into theirs, and leave them there.",
            _one_sweep(seed=lambda root: 0.0),
            "[M15]",
        ),
        Misconception(
            "seed-last",
            "The root handed nothing back: its own gradient has to be there first, it takes part "
            "in the loop, each node hands on its own gradient, and what it hands on is added to "
            "the .grad of the parent.",
            _root_after,
        ),
        Misconception(
            "seed-with-value",
            "You began with the root's value; what counts is how the root answers to itself.",
            _one_sweep(seed=lambda root: root.data),
        ),
        Misconception(
            "seed-everywhere",
            "Every node was set to 1; that holds for the root alone.",
            _one_sweep(before=_seed_again),
        ),
        Misconception(
            "forwards",
            "Only the root's own parents got something: go through all nodes, from the root back "
            "to the inputs.",
            _one_sweep(order=topological_order),
        ),
        Misconception(
            "wiped-after",
            "You set gradients back to 0 after they were handed on; they are what is asked for.",
            _one_sweep(after=_wipe_inner),
        ),
        Misconception(
            "inner-wiped",
            "The gradients of the nodes in between are gone: leave them where they arrived.",
            _leaves_only,
        ),
        Misconception(
            "slope-alone",
            "You added the local slope alone; it has to meet the gradient that arrived.",
            _one_sweep(hand=lambda p, s, v: p.grad + s),
            "[M21]",
        ),
        Misconception(
            "gradient-alone",
            "The gradient was handed on unchanged: the local slope is missing.",
            _one_sweep(hand=lambda p, s, v: p.grad + v.grad),
        ),
        Misconception(
            "added",
            "Along a route slopes multiply; you added slope and gradient.",
            _one_sweep(hand=lambda p, s, v: p.grad + s + v.grad),
        ),
        Misconception(
            "multiplied-on",
            "You multiplied what was there by what arrives; between routes gradients add.",
            _one_sweep(hand=lambda p, s, v: (p.grad or 1.0) * s * v.grad),
        ),
        Misconception(
            "parents-value",
            "You multiplied by the parent's value; the stored slope belongs there.",
            _one_sweep(hand=lambda p, s, v: p.grad + p.data * v.grad),
        ),
        Misconception(
            "value-as-gradient",
            "You multiplied the slope by the node's value; its gradient belongs there.",
            _one_sweep(hand=lambda p, s, v: p.grad + s * v.data),
        ),
        Misconception(
            "subtracted",
            "You took the parts away; they add up.",
            _one_sweep(hand=lambda p, s, v: p.grad - s * v.grad),
        ),
        Misconception(
            "first-parent",
            "Only the first parent of each node got something: go through all of them.",
            _one_sweep(parents=lambda v: list(zip(v.parents, v.slopes, strict=True))[:1]),
        ),
        Misconception(
            "last-parent",
            "Only the last parent of each node got something: the line that adds belongs inside "
            "the inner loop.",
            _one_sweep(parents=lambda v: list(zip(v.parents, v.slopes, strict=True))[-1:]),
        ),
        Misconception(
            "first-slope",
            "Every parent got the first slope of its node: each has its own.",
            _one_sweep(parents=lambda v: [(p, v.slopes[0]) for p in v.parents]),
        ),
        Misconception(
            "all-slopes",
            "Every parent got all slopes of its node: each has its own, so go through both side "
            "by side.",
            _one_sweep(parents=lambda v: [(p, s) for p in v.parents for s in v.slopes]),
        ),
        Misconception(
            "first-place",
            "A parent that stands twice got the first of its slopes twice: index finds the first "
            "place only, so go through both side by side.",
            _one_sweep(
                parents=lambda v: [(p, v.slopes[list(v.parents).index(p)]) for p in v.parents]
            ),
        ),
        Misconception(
            "slopes-pile-up",
            "The second parent of a node got the first one's slope as well: each part is made anew "
            "from the node's own gradient.",
            _pile_up,
        ),
        Misconception(
            "turned-slopes",
            "The slopes met the wrong parents: they stand in the same order.",
            _one_sweep(parents=lambda v: list(zip(v.parents, v.slopes[::-1], strict=True))),
        ),
        Misconception(
            "same-parent-once",
            "A parent that stands twice got its part once: go through the parents as they are "
            "listed.",
            _one_sweep(parents=lambda v: list(dict(zip(v.parents, v.slopes, strict=True)).items())),
        ),
        Misconception(
            "averaged",
            "You shared a gradient out among the users of a node; between routes gradients add.",
            _averaged,
        ),
        Misconception(
            "moved",
            "The gradients are right, but data changed too: a sweep finds gradients, and a "
            "training step comes later.",
            _steps_by_gradient,
        ),
    ),
    see="“The sweep”",
    hints=(
        "take c = a + a and d = c + c on paper and go through your lines: what stands in each "
        ".grad after each of them?",
        "“The sweep” says what comes first, who hands back next, and what happens where two parts "
        "meet: which of the three does your code not do?",
    ),
    measure=_measured_sweep,
)


# --- 08.5 fit -----------------------------------------------------------------------------------

_ENGINE = """
Value.__pow__ = operation(lambda a, n: a ** (n.real if isinstance(n, complex) else n))

def power(v, n):
    return v ** n

def backward(root):
    if not isinstance(root, Value):
        raise Told(f"backward takes the loss, a Value, not a {type(root).__name__}")
    nodes = nodes_of(root)
    for node, grad in zip(nodes, answers(nodes)):
        node.grad = grad + (0.0 if len(node.parents) else node.grad)

class Model:
    def __init__(self, numbers):
        self.numbers = [Value(t) for t in numbers]

    def __call__(self, x):
        if any(isinstance(entry, (list, tuple)) for entry in x):
            raise Told("the model takes one example at a time")
        w, v, b, u = self.numbers
        return (w * x[0] + v * x[1] + b) * u

    def parameters(self):
        return list(self.numbers)

model = Model(numbers)
kept = model.parameters()

came_in = repr((xs, ys))

def with_weights(history):
    stay = repr((xs, ys)) == came_in
    return history if stay else {"xs and ys, changed": history}, [p.data for p in kept]
"""
"""A model, and an engine that finds all gradients by one system of equations."""

_TRAINED = (("answer = fit(model, xs, ys, lr, n_steps)",), ("history", "weights"))


def _fit_probe(
    numbers: Sequence[float],
    xs: Sequence[Sequence[float]],
    ys: Sequence[float],
    lr: float,
    n_steps: int,
) -> Probe:
    data = f"numbers, xs, ys = {list(numbers)!r}, {[list(x) for x in xs]!r}, {list(ys)!r}"
    return steps(
        "fit",
        *_TRAINED,
        given=(_GRAPH, _MEASURED, data, _ENGINE),
        after=("history, weights = with_weights(answer)",),
        shown=f"fit(model, xs, ys, {digits(lr)}, {n_steps}) with {len(xs)} examples",
        instead=("Value", "power", "backward"),
        lr=lr,
        n_steps=n_steps,
    )


def _drawn_numbers(random: Random, examples: int) -> tuple[list, list, list]:
    """The numbers of a model, examples for it, and their targets."""

    def number(low: float, high: float) -> float:
        return signed(random, low, high)

    numbers = [number(0.3, 1.2) for _ in range(4)]
    xs = [[number(0.3, 1.6), number(0.3, 1.6)] for _ in range(examples)]
    return numbers, xs, [number(0.2, 1.4) for _ in range(examples)]


def _losses(numbers: list, xs: list, ys: list, lr: float, steps: int) -> list[float]:
    """The losses in front of so many steps with (w·x₀ + v·x₁ + b)·u, the probes' model."""
    p, X, y = np.array(numbers), np.array([[*x, 1.0] for x in xs]), np.array(ys)
    found = []
    for _ in range(steps):
        inner = X @ p[:3]
        gap = inner * p[3] - y
        found.append(float(np.mean(gap**2)))
        p = p - lr * 2 * np.append(p[3] * gap @ X, gap @ inner) / len(y)
    return found


def _rising(random: Random, examples: int, steps: int) -> Probe:
    """Steps so long that the loss rises after the first: whoever stops then is noticed."""
    while True:
        drawn = _drawn_numbers(random, examples)
        for lr in (0.25, 0.35, 0.5, 0.7, 1.0):
            first, second, *_, last = _losses(*drawn, lr, steps)
            if 1.1 * first < second and 0.05 < last < 30:
                return _fit_probe(*drawn, lr, steps)


def _draw_fits(random: Random) -> list[Probe]:
    falling = _fit_probe(*_drawn_numbers(random, 3), between(random, 0.04, 0.12), 2)
    return [falling, _rising(random, 2, 3)]


def _training(  # noqa: C901
    *,
    reset: str = "each",
    move: Callable = lambda p, lr: p.data - lr * p.grad,
    loss_of: Callable | None = None,
    pairs: Callable = lambda xs, ys: list(zip(xs, ys, strict=True)),
    count: Callable = lambda steps: steps,
    noted: str = "before",
    moved: Callable = lambda parameters: parameters,
    per_example: bool = False,
    returned: Callable = lambda history: history,
    swept: Callable = lambda loss, examples: loss,
    rate: Callable = lambda lr, examples: lr,
) -> Callable:
    """A wrong `fit`: the right loop but for what is said here."""

    def mean(model: Any, examples: list) -> Any:
        return sum((model(x) - y) * (model(x) - y) for x, y in examples) / len(examples)

    def answer(model: Any, xs: list, ys: list, lr: float, steps: int) -> Any:
        history: list = []
        for _ in range(count(steps)):
            examples = pairs(xs, ys)
            groups = [[example] for example in examples] if per_example else [examples]
            found = mean(model, examples)
            for group in groups:
                loss = (loss_of or mean)(model, group)
                if reset == "each":
                    for p in model.parameters():
                        p.grad = 0.0
                if swept is not None:
                    backward(swept(loss, group))
                for p in moved(model.parameters()):
                    p.data = move(p, rate(lr, group))
                if noted == "each":
                    history.append(loss.data)
            if noted == "before":
                history.append((loss if not per_example else found).data)
            elif noted == "after":
                history.append(mean(model, examples).data)
            elif noted == "last":
                history.append(loss.data)
            elif noted == "node":
                history.append(loss)
            elif noted == "sum":
                history.append(loss.data * len(examples))
            elif noted == "right":
                history.append(found.data)
        if noted == "at the end":
            history.append(mean(model, pairs(xs, ys)).data)
        return returned(history)

    return answer


def _gaps(of: Callable, mean: bool = True) -> Callable:
    """A loss from what is added for one example, a function of output and target."""

    def loss(model: Any, examples: list) -> Any:
        total = sum(of(model(x), y) for x, y in examples)
        return total / len(examples) if mean else total

    return loss


def _squared(a: Any, y: float) -> Any:
    return (a - y) * (a - y)


def _sweep_anew(model: Any, loss: Any) -> None:
    """Gradients of this loss alone in the model's numbers."""
    for p in model.parameters():
        p.grad = 0.0
    backward(loss)


def _step(model: Any, lr: float) -> None:
    for p in model.parameters():
        p.data = p.data - lr * p.grad


def _loss_once(model: Any, xs: list, ys: list, lr: float, steps: int) -> list:
    loss = _gaps(_squared)(model, list(zip(xs, ys, strict=True)))
    history = []
    for _ in range(steps):
        _sweep_anew(model, loss)
        _step(model, lr)
        history.append(loss.data)
    return history


def _targets_made_nodes(model: Any, xs: list, ys: list, lr: float, steps: int) -> list:
    for place, y in enumerate(ys):
        ys[place] = Value(y)
    return _training()(model, xs, ys, lr, steps)


def _in_between(model: Any, xs: list, ys: list, lr: float, steps: int) -> list:
    """Moves one number, sweeps again, moves the next: not all by gradients of the same place."""
    history = []
    for _ in range(steps):
        first = None
        for k in range(len(model.parameters())):
            loss = _gaps(_squared)(model, list(zip(xs, ys, strict=True)))
            first = loss.data if first is None else first
            _sweep_anew(model, loss)
            p = model.parameters()[k]
            p.data = p.data - lr * p.grad
        history.append(first)
    return history


def _every_pair(model: Any, examples: list) -> Any:
    return sum(_squared(model(x), y) for x, _ in examples for _, y in examples) / len(examples)


def _carried_over(model: Any, xs: list, ys: list, lr: float, steps: int) -> list:
    history: list = []
    loss: Any = 0.0
    for _ in range(steps):
        gaps: Any = sum((_squared(model(x), y) for x, y in zip(xs, ys, strict=True)), loss)
        loss = gaps / len(xs)
        _sweep_anew(model, loss)
        _step(model, lr)
        history.append(loss.data)
    return history


def _last_sweep_alone(model: Any, xs: list, ys: list, lr: float, steps: int) -> list:
    history = []
    for _ in range(steps):
        total = 0.0
        for x, y in zip(xs, ys, strict=True):
            part = _squared(model(x), y) / len(xs)
            _sweep_anew(model, part)
            total += part.data
        _step(model, lr)
        history.append(total)
    return history


def _one_behind(model: Any, xs: list, ys: list, lr: float, steps: int) -> list:
    history = []
    for _ in range(steps):
        _step(model, lr)
        loss = _gaps(_squared)(model, list(zip(xs, ys, strict=True)))
        _sweep_anew(model, loss)
        history.append(loss.data)
    return history


def _fading_rate(model: Any, xs: list, ys: list, lr: float, steps: int) -> list[float]:
    each = [_training()(model, xs, ys, lr / (step + 1), 1) for step in range(steps)]
    return [loss for history in each for loss in history]


def _stopped_early(model: Any, xs: list, ys: list, lr: float, steps: int) -> list[float]:
    history: list[float] = []
    while len(history) < steps and (len(history) < 2 or history[-1] <= history[-2]):
        history += _training()(model, xs, ys, lr, 1)
    return history


def _measured_fit(probe: Probe) -> list:
    run = _run_of(probe)
    first, second, *later = run["history"]
    told = [
        f"history begins with the loss of the model as it comes, {digits(first)} by hand",
        f"the second entry of history is the loss of the model after one step, {digits(second)}",
        *[
            f"the loss of the model after {n} steps, which comes next in history, is {digits(loss)}"
            for n, loss in enumerate(later, 2)
        ],
    ]
    steps_taken = probe.kwargs["n_steps"]
    moved = [
        f"after {steps_taken} steps weights has {digits(w)} at place {k}"
        for k, w in enumerate(run["weights"])
    ]
    return [told, moved]


def _run_of(probe: Probe) -> dict[str, list[float]]:
    (outcome,) = FIT.run(fit, [probe])
    return outcome.value


FIT = Exercise(
    name="fit",
    lesson=LESSON,
    number="08.5",
    points=3,
    reference=fit,
    visible=(
        _fit_probe(
            [0.5, -0.7, 0.3, 0.9],
            [[0.6, 1.1], [-0.8, 0.4], [1.3, -0.5]],
            [0.7, -0.4, 1.2],
            0.7,  # so long that the loss falls and then rises: whoever stops early is noticed
            4,
        ),
        _fit_probe(
            [-0.4, 0.8, -0.6, 1.1],
            [[1.2, 0.5], [0.4, -1.3], [-0.9, 0.7], [-0.3, -0.6]],
            [-0.8, 0.5, 0.9, 0.3],
            0.07,
            3,
        ),
    ),
    draw=_draw_fits,
    driver="call_class",
    tolerance=TRAINED,
    parts={"history": 1, "weights": 2},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "no-reset",
            "Old gradients are still in .grad, and the new ones are added to them: set every "
            "p.grad back in each step.",
            _training(reset="never"),
            "[M23][M15] IBM/aihwkit #446",
        ),
        Misconception(
            "uphill",
            "The step goes along the gradient, and that is uphill: go against it.",
            _training(move=lambda p, lr: p.data + lr * p.grad),
            "[M2]",
        ),
        Misconception(
            "never-moved",
            "The model's numbers never moved: sweep before you step, change p.data itself, and "
            "keep the gradients until the step is done.",
            _training(move=lambda p, lr: p.data),
        ),
        Misconception(
            "sum-not-mean",
            "Your loss is a sum, so it grows with the number of examples: take the mean.",
            _training(loss_of=_gaps(_squared, mean=False)),
            "[M26]",
        ),
        Misconception(
            "sweep-of-the-sum",
            "You noted the mean, but swept from the sum: the gradients are those of a larger loss.",
            _training(loss_of=_gaps(_squared, mean=False), noted="right"),
            "[M26]",
        ),
        Misconception(
            "in-place",
            "The steps are right, but the lists xs and ys are other ones now: whoever called fit "
            "still needs them as they came.",
            _targets_made_nodes,
        ),
        Misconception(
            "sum-noted",
            "The steps are right, but you noted the sum; history holds the mean.",
            _training(noted="sum"),
        ),
        Misconception(
            "divided-twice",
            "You divided by the number of examples twice.",
            _training(loss_of=lambda model, ex: _gaps(_squared)(model, ex) / len(ex)),
        ),
        Misconception(
            "rate-divided",
            "You divided the step by the number of examples again; the mean is in the loss "
            "already.",
            _training(rate=lambda lr, examples: lr / len(examples)),
        ),
        Misconception(
            "halved",
            "You halved the loss; the mean of the squares is asked.",
            _training(loss_of=lambda model, ex: _gaps(_squared)(model, ex) * 0.5),
        ),
        Misconception(
            "not-squared",
            "The gaps are not squared, so they cancel out.",
            _training(loss_of=_gaps(lambda a, y: a - y)),
        ),
        Misconception(
            "square-of-the-mean",
            "You took the mean of the gaps first, where they cancel out; square each gap, then "
            "take the mean.",
            _training(
                loss_of=lambda model, ex: _squared(_gaps(lambda a, y: a - y)(model, ex), 0.0)
            ),
        ),
        Misconception(
            "no-target",
            "The targets have no part in your loss: square the gap between output and target.",
            _training(loss_of=_gaps(lambda a, y: a * a)),
        ),
        Misconception(
            "last-example",
            "Only the last example is in the loss: add them all up before the sweep.",
            _training(pairs=lambda xs, ys: [(xs[-1], ys[-1])]),
        ),
        Misconception(
            "first-example",
            "Only the first example is in the loss: add them all up before the sweep.",
            _training(pairs=lambda xs, ys: [(xs[0], ys[0])]),
        ),
        Misconception(
            "last-example-divided",
            "Only the last example is left in the loss, and it was divided by their number: in the "
            "loop over the examples, add to a sum.",
            _training(loss_of=lambda model, ex: _squared(model(ex[-1][0]), ex[-1][1]) / len(ex)),
        ),
        Misconception(
            "every-pair",
            "Every output was compared with every target: go through both lists side by side.",
            _training(loss_of=_every_pair),
        ),
        Misconception(
            "loss-carried-over",
            "The loss of the step before is still in your sum: begin the sum anew in every step.",
            _carried_over,
        ),
        Misconception(
            "last-sweep-alone",
            "The gradients were set back before each example, so those of the last one alone are "
            "left: set them back once in a step.",
            _last_sweep_alone,
        ),
        Misconception(
            "last-step-missing",
            "You moved at the beginning of a step, by the gradients of the one before, so the last "
            "gradients move nothing: sweep first, and then move.",
            _one_behind,
        ),
        Misconception(
            "step-per-example",
            "You took a step after each example; one step uses all of them.",
            _training(per_example=True),
        ),
        Misconception(
            "step-per-example-noted",
            "You took a step after each example and noted its loss; one step uses all examples, "
            "and history has one entry for it.",
            _training(per_example=True, noted="each"),
        ),
        Misconception(
            "step-per-example-last-noted",
            "You took a step after each example and noted the last one's loss; one step uses all "
            "examples, and history holds their mean.",
            _training(per_example=True, noted="last"),
        ),
        Misconception(
            "loss-once",
            "The loss was worked out once, in front of the loop: it belongs into every step, for "
            "the numbers have moved.",
            _loss_once,
        ),
        Misconception(
            "loss-after",
            "Your history holds the loss after each step; the one before it is asked for.",
            _training(noted="after"),
        ),
        Misconception(
            "history-at-end",
            "Your history has one entry, the last loss: note the loss in every step.",
            _training(noted="at the end"),
        ),
        Misconception(
            "history-empty",
            "Your history is empty: append the loss in every step.",
            _training(noted="never"),
        ),
        Misconception(
            "last-loss",
            "A single loss came back; a list with one for each step is asked for.",
            _training(returned=lambda history: history[-1]),
        ),
        Misconception(
            "history-of-values",
            "Your history holds Values; append the number, loss.data.",
            _training(noted="node"),
        ),
        Misconception(
            "nothing",
            "Nothing came back: end the function with return and the history.",
            _training(returned=lambda history: None),
        ),
        Misconception(
            "one-parameter",
            "Only the first of the model's numbers moved: go through all of them.",
            _training(moved=lambda parameters: parameters[:1]),
        ),
        Misconception(
            "last-parameter",
            "Only the last of the model's numbers moved: the step belongs inside the loop over "
            "them.",
            _training(moved=lambda parameters: parameters[-1:]),
        ),
        Misconception(
            "one-step",
            "One step only: the loop is missing, or the return stands inside it.",
            _training(count=lambda steps: 1),
        ),
        Misconception(
            "one-step-less",
            "You took one step less than was asked for.",
            _training(count=lambda steps: steps - 1),
        ),
        Misconception(
            "early-stop",
            "You stopped when the loss rose; go on for as many steps as were asked for.",
            _stopped_early,
        ),
        Misconception(
            "one-step-more",
            "You took one step more than was asked for.",
            _training(count=lambda steps: steps + 1),
        ),
        Misconception(
            "no-lr",
            "The learning rate is not used: it scales the gradient to the step.",
            _training(rate=lambda lr, examples: 1.0),
        ),
        Misconception(
            "fading-rate",
            "Your learning rate gets smaller from step to step; it stays as it was handed in.",
            _fading_rate,
        ),
        Misconception(
            "gradient-as-value",
            "You put the step where the number belongs: move p.data by it.",
            _training(move=lambda p, lr: -lr * p.grad),
        ),
        Misconception(
            "sign-only",
            "You kept only the direction; where the slope is large, the step is large.",
            _training(move=lambda p, lr: p.data - lr * float(np.sign(p.grad))),
        ),
        Misconception(
            "times-value",
            "The step does not scale with the number's own size: it is made of learning rate and "
            "gradient alone.",
            _training(move=lambda p, lr: p.data - lr * p.grad * p.data),
        ),
        Misconception(
            "one-after-the-other",
            "You swept again before each number moved; all move by the gradients of one sweep.",
            _in_between,
        ),
    ),
    see="“A loop around the engine”",
    hints=(
        "write down for two steps what happens in which order: what stands in one p.grad after "
        "each line?",
        "“A loop around the engine” has things that happen once a step and things that happen for "
        "each example or each number: which of your lines stands in the wrong loop?",
    ),
    measure=_measured_fit,
)


# --- 08.6 unbroadcast ---------------------------------------------------------------------------

Shape = tuple[int, ...]


def _extra_axes(grad: Array, shape: Shape) -> Array:
    """The first half of the work: new axes in front are gone."""
    return unbroadcast(grad, grad.shape[grad.ndim - len(shape) :])


def _stretched(shape: Shape) -> tuple[int, ...]:
    return tuple(axis for axis, size in enumerate(shape) if size == 1)


def _first_copies(grad: Array, shape: Shape) -> Array:
    for _ in range(grad.ndim - len(shape)):
        grad = grad[0]
    return grad[tuple(slice(0, size) for size in shape)]


def _last_copies(grad: Array, shape: Shape) -> Array:
    for _ in range(grad.ndim - len(shape)):
        grad = grad[-1]
    return grad[tuple(slice(-1, None) if size == 1 else slice(None) for size in shape)]


def _from_the_back(grad: Array, shape: Shape) -> Array:
    for _ in range(grad.ndim - len(shape)):
        grad = grad.sum(axis=-1)
    stretched = tuple(a for a in _stretched(shape) if a < grad.ndim and grad.shape[a] != 1)
    return grad.sum(axis=stretched, keepdims=True) if stretched else grad


def _length_for_axis(grad: Array, shape: Shape) -> Array:
    grad = _extra_axes(grad, shape)
    for length in shape:
        if length == 1:
            grad = grad.sum(axis=length, keepdims=True)
    return grad


def _no_keepdims(grad: Array, shape: Shape) -> Array:
    return _extra_axes(grad, shape).sum(axis=_stretched(shape))


def _one_extra_axis(grad: Array, shape: Shape) -> Array:
    if grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    if grad.ndim > len(shape):
        return grad
    return grad.sum(axis=_stretched(shape), keepdims=True)


def _one_or_the_other(grad: Array, shape: Shape) -> Array:
    if grad.ndim > len(shape):
        return _extra_axes(grad, shape)
    return grad.sum(axis=_stretched(shape), keepdims=True)


def _averaged_copies(grad: Array, shape: Shape) -> Array:
    return unbroadcast(grad, shape) * (np.prod(shape) / grad.size)


def _reshaped(grad: Array, shape: Shape) -> Array:
    return np.resize(grad, shape)


def _stretched_first(grad: Array, shape: Shape) -> Array:
    """Looks for axes of length 1 among those of grad as it came, new ones in front included."""
    found = grad.sum(axis=tuple(a for a in _stretched(shape) if a < grad.ndim), keepdims=True)
    while found.ndim > len(shape):
        found = found.sum(axis=0)
    return found


def _spread_over(shape: Shape, total: float) -> Array:
    return np.full(shape, total)


def _drawn_grad(random: Random, full: Shape, shape: Shape) -> Probe:
    while True:
        grad = array(random, full, 0.2, 2.8)
        if np.abs(unbroadcast(grad, shape)).min() > 0.1:
            return Probe((grad, shape))


def _draw_grads(random: Random) -> list[Probe]:
    n = int(random.integers(2, 5))
    return [
        _drawn_grad(random, (n, 3), (3,)),
        _drawn_grad(random, (3, n), (3, 1)),
        _drawn_grad(random, (3, 3), (3,)),
        _drawn_grad(random, (3, 3), (3, 1)),
        _drawn_grad(random, (2, 3, n), (3, 1)),
        _drawn_grad(random, (2, 2, 3), (3,)),
        _drawn_grad(random, (n, 3), (1, 3)),
        _drawn_grad(random, (2, n), ()),
        _drawn_grad(random, (n, 2), (n, 2)),
    ]


def _measured_grad(probe: Probe) -> str | None:
    grad, shape = probe.args
    copies = grad.size // int(np.prod(shape))
    if copies == 1:
        return "the shapes agree, so nothing was copied"
    first = unbroadcast(grad, shape).ravel()[0]
    return (
        f"numpy made {copies} copies of each entry, and a nudge of the first entry of the operand "
        f"moves the loss by {digits(first)} times the nudge"
    )


_VISIBLE_GRADS = np.random.default_rng(86)

UNBROADCAST = Exercise(
    name="unbroadcast",
    lesson=LESSON,
    number="08.6",
    points=2,
    reference=unbroadcast,
    visible=(
        Probe((np.array([[0.5, -1.2, 0.7], [1.4, 0.3, -0.9]]), (3,))),
        Probe((np.array([[0.8, -0.3, 1.1], [-0.6, 1.7, 0.4]]), (2, 1))),
        Probe((np.array([[1.3, -0.4], [0.9, 0.6]]), (2,))),
        Probe((np.array([[0.7, 1.6], [-1.1, 0.2]]), (2, 1))),
        _drawn_grad(_VISIBLE_GRADS, (2, 3, 2), (3, 1)),
        _drawn_grad(_VISIBLE_GRADS, (2, 3, 2), (2,)),
        Probe((np.array([[0.4, -1.3, 0.9], [1.1, 0.2, -0.5]]), (1, 3))),
        Probe((np.array([[0.6, -0.2, 1.5]]), ())),
        Probe((np.array([[0.4, -1.7, 0.6], [1.2, 0.8, -0.5]]), (2, 3))),
    ),
    draw=_draw_grads,
    tolerance=EXACT,
    misconceptions=(
        Misconception(
            "mean",
            "Every copy moved the loss for itself, so their parts add up; do not average them.",
            _averaged_copies,
            "[M26]",
        ),
        Misconception(
            "first-copy",
            "You kept only the first copy's gradient; all copies have a part.",
            _first_copies,
        ),
        Misconception(
            "last-copy",
            "You kept only the last copy's gradient; all copies have a part.",
            _last_copies,
        ),
        Misconception(
            "wrong-axis",
            "New axes stand in front, and you summed those at the end.",
            _from_the_back,
            "[M27]",
        ),
        Misconception(
            "length-for-axis",
            "You took the length of an axis for its place, and they differ: places are counted "
            "from 0.",
            _length_for_axis,
            "[M27]",
        ),
        Misconception(
            "no-keepdims",
            "Axes of length 1 are gone: the shape must be the operand's, and they belong to it.",
            _no_keepdims,
            "[M22]",
        ),
        Misconception(
            "unchanged",
            "The gradient still has the shape of the copies; bring it back to the operand's.",
            lambda grad, shape: grad,
            "[M22]",
        ),
        Misconception(
            "total",
            "Everything was added into every entry; only copies of the same entry add up.",
            lambda grad, shape: (
                grad if grad.shape == tuple(shape) else _spread_over(shape, grad.sum())
            ),
        ),
        Misconception(
            "total-always",
            "You added up all entries, also where nothing was copied.",
            lambda grad, shape: grad.sum(),
        ),
        Misconception(
            "extra-axes-only",
            "You summed the new axes in front; an axis that was stretched from length 1 holds "
            "copies, too.",
            _extra_axes,
        ),
        Misconception(
            "stretched-only",
            "You summed the stretched axes; a new axis in front holds copies, too.",
            lambda grad, shape: grad.sum(axis=_stretched(shape), keepdims=True),
        ),
        Misconception(
            "one-or-the-other",
            "New axes and stretched ones can come together; you took care of one kind only.",
            _one_or_the_other,
        ),
        Misconception(
            "one-extra-axis",
            "One new axis in front is summed, and there can be more of them.",
            _one_extra_axis,
        ),
        Misconception(
            "reshaped",
            "Reshaping takes the first entries or puts them elsewhere; copies have to be summed.",
            _reshaped,
            "[M22]",
        ),
        Misconception(
            "sign",
            "The sign is turned: copies add up, as they are.",
            lambda grad, shape: -unbroadcast(grad, shape),
        ),
        Misconception(
            "largest",
            "You kept the largest part; all of them add up.",
            lambda grad, shape: _folded(grad, shape, np.max),
        ),
        Misconception(
            "wrong-stretched-axes",
            "You looked for the axes of length 1 while new ones still stood in front: those move "
            "all places.",
            _stretched_first,
            "[M27]",
        ),
        Misconception(
            "shape-kept-with-ones",
            "The copies are added, but new axes are still there with length 1: they do not belong "
            "to the operand.",
            lambda grad, shape: unbroadcast(grad, (1,) * (grad.ndim - len(shape)) + tuple(shape)),
            "[M22]",
        ),
    ),
    see="“Copies add up”",
    hints=(
        "write the two shapes below each other, flush right: which axes are new, and which were "
        "stretched?",
        "“Copies add up” sums over two kinds of axes: which of them does your code not sum, and "
        "which shape is left?",
    ),
    measure=_measured_grad,
)


def _folded(grad: Array, shape: Shape, how: Callable) -> Array:
    """Copies put together by another rule than the sum."""
    extra = tuple(range(grad.ndim - len(shape)))
    grad = how(grad, axis=extra) if extra else grad
    stretched = _stretched(shape)
    return how(grad, axis=stretched, keepdims=True) if stretched else grad


EXERCISES = (VALUE, POWER, ORDER, BACKWARD, FIT, UNBROADCAST)
