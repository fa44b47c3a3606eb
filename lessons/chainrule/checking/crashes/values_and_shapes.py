"""Numbers out of range, places and attributes that are not there, shapes, and what stops a run."""

from __future__ import annotations

from chainrule.checking.crashes.matching import FUNCTIONS, NOTHING, Entry, Match, Nameless


def _missing_entry(match: Match) -> str:
    if match[3] == "0":
        return "it asks for an entry of an array that has none, as when a list is empty"
    return _out_of_bounds(match)


_KINDS = {
    "ndarray": "an array",
    "int": "a single number",
    "float": "a single number",
    "int64": "a single number",
    "float64": "a single number",
    "str": "a text",
    "list": "a list",
    "dict": "a dict",
    "set": "a set",
}


def _in_words(kind: str) -> str:
    return _KINDS.get(kind, f"a thing of type {kind}")


def _other_shape(match: Match) -> str:
    if isinstance(match, Nameless):
        return "an array of another shape is handed over than a function expects"
    return f"{match[1]} has the shape {match[2]} there, where {match[3]} is expected{match[4]}"


def _inner_sizes(left: str, right: str) -> str:
    return (
        f"your inner sizes are {left} and {right}, and a product with @ needs them equal: "
        "a row of what stands on the left meets a column of what stands on the right"
    )


def _out_of_bounds(match: Match) -> str:
    return (
        f"it asks for place {match[1]} along an axis of {match[3]} (axis {match[2]}), "
        f"{_places_of(match[3])}: is it the right index, in the right order, of the right array?"
    )


def _places_of(size: str) -> str:
    if size == "1":
        return "whose only place is 0"
    last = str(int(size) - 1) if size.isdigit() else "one less"
    return f"whose places are 0 to {last}"


VALUES_AND_SHAPES: list[Entry] = [
    (
        ("OverflowError",),
        r"math range error|Numerical result out of range|Result too large",
        "a number grew too big for the computer: Python's powers and math stop there, np.exp "
        "gives inf and goes on",
    ),
    (("OverflowError",), r"", "a number grew too big for the computer"),
    (
        ("ValueError",),  # Python 3.14 says what it expected
        r"math domain error|^expected (?:a (?:positive|nonneg|noninteger|finite|number)|argument)",
        "a math function got an impossible input",
    ),
    (
        ("IndexError",),
        r"arrays used as indices must be of integer",
        "it asks for entries by an array whose numbers are not whole: that array has to hold "
        "places, not values",
    ),
    (
        ("IndexError", "TypeError"),
        r"only integers, slices|indices must be integers or slices, not (?:float|numpy\.float\d+)",
        "it asks an array or a list for an entry by a number that is not whole, or by a name: "
        "a loop over x runs through x's own numbers, a loop over range(len(x)) through their "
        "places, and names are for a dict (does a call have its arguments in another order "
        "than its def?)",
    ),
    (
        ("TypeError",),
        r"indices must be integers or slices, not (tuple|list|numpy\.ndarray)",
        "it asks a list for an entry by something that is no single whole number: a list takes "
        "one place at a time, and a loop over a list runs through its entries, not their places",
    ),
    (
        ("IndexError",),
        r"too many indices for array",
        "it asks an array for an entry by more places than its shape has",
    ),
    (
        ("IndexError",),
        r"invalid index to scalar variable",
        "it looks for entries inside a single number",
    ),
    (
        ("IndexError",),
        r"list assignment index out of range",
        "it writes to a place that the list does not have yet: a list grows with append",
    ),
    (
        ("IndexError",),
        r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        _missing_entry,
    ),
    (
        ("AxisError",),
        r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
        lambda m: (
            f"it goes along axis {m[1]}, and the array there has {m[2]} "
            f"{'axis' if m[2] == '1' else 'axes'}, counted from 0"
        ),
    ),
    (
        ("IndexError",),
        r"",
        "it asks for an entry that is not there: places are counted from 0 and end one below "
        "the length, and how long a thing is can be different at every call (an empty list has "
        "none)",
    ),
    (("KeyError",), r"^(.*)$", lambda m: f"it asks a dict for the key {m[1]}, which it lacks"),
    (
        ("AttributeError",),
        rf"'{FUNCTIONS}' object has no attribute '(\w+)'",
        lambda m: f"it asks a function for .{m[1]}: give it an input in brackets first",
    ),
    (
        ("AttributeError",),
        r"'Value' object has no attribute '(\w+)'",
        lambda m: (
            f"it asks a Value for .{m[1]}, which it does not have: is it spelt so, and does "
            f"__init__ write it to self.{m[1]}?"
        ),
    ),
    (
        ("TypeError",),
        r"bad operand type for abs\(\): 'Value'",
        "abs knows no Value: use what a Value knows, such as + − * and **",
    ),
    (
        ("AttributeError",),
        r"'NoneType' object has no attribute '(append|extend|insert|sort|reverse|update|add)'",
        lambda m: (
            f"it asks None for .{m[1]}(), which changes things in place and gives back None: "
            "leave out a name and = before it, or the name holds None from then on"
        ),
    ),
    (
        ("AttributeError",),
        r"'NoneType' object has no attribute",
        NOTHING.replace("calculates with", "uses"),
    ),
    (
        ("AttributeError",),
        r"'(?:list|tuple)' object has no attribute '(dot|sum|mean|T|shape|size|reshape|astype)'",
        lambda m: f"it asks a plain list for .{m[1]}: make an array of it first, with np.array",
    ),
    (
        ("AttributeError",),
        r"'(?:float|int|numpy\.\w+)' object has no attribute '(append|insert|extend|reverse)'",
        lambda m: f"it asks a number or an array for .{m[1]}, which only a list has: begin with []",
    ),
    (
        ("AttributeError",),
        r"'(?:\w+\.)*(\w+)' object has no attribute '(\w+)'",
        lambda m: (
            f"it asks for .{m[2]} of {_in_words(m[1])}, which has none: is it the thing that you "
            "mean, and are the arguments of the call in the order of its def?"
        ),
    ),
    (
        ("AttributeError",),
        r"module '(\w+)' has no attribute '(\w+)'",
        lambda m: f"{m[1]} has nothing called {m[2]}: check the spelling",
    ),
    (
        ("ValueError",),
        r"Output operand \d+ has a mismatch",
        "a product with @ has another shape than the array that is to hold it: give it a name "
        "of its own",
    ),
    (
        ("ValueError",),
        r"^(\w+) has shape (\(.*?\)), expected (\(.*?\))(.*)$",
        _other_shape,
    ),
    (
        ("ValueError",),
        r"array split does not result in an equal division",
        "np.split makes equal parts only, and these are as many that do not come out even: cut "
        "with slices",
    ),
    (
        ("ValueError",),
        r"size (\d+) is different from (\d+)",
        # Of @ numpy names the right-hand size first.
        lambda m: _inner_sizes(m[2], m[1]),
    ),
    (
        ("ValueError",),
        r"not aligned: (\d+) \(dim \d+\) != (\d+)",
        lambda m: _inner_sizes(m[1], m[2]),
    ),
    (
        ("ValueError",),
        r"could not be broadcast together with shapes (.+?)(?: *$| with)",
        lambda m: f"shapes that do not fit are combined entry by entry: {m[1]}",
    ),
    (
        ("ValueError",),
        r"could not be broadcast together with remapped shapes",
        "one letter of an einsum stands for sides of different lengths",
    ),
    (
        ("UFuncTypeError", "_UFuncOutputCastingError", "UFuncOutputCastingError"),
        r"from dtype\('float\d+'\) to dtype\('u?int\d+'\)",
        "an array of whole numbers cannot take a fraction: work on a copy made of floats",
    ),
    (
        ("ValueError",),
        r"setting an array element with a sequence\.?$",
        "it puts a whole array into a place where one number belongs",
    ),
    (
        ("ValueError",),
        r"inhomogeneous shape|setting an array element with a sequence",
        "it takes several things of different shapes for one array, as when one name holds a "
        "pair (a pair needs two names), or when a list of arrays is meant to be an array: take "
        "them one by one, and give several back with a comma between",
    ),
    (
        ("ValueError",),
        r"either both or neither of x and y",
        "np.where takes three things: a question, what to take where it is true, and what to "
        "take where it is not",
    ),
    (
        ("ValueError",),
        r"axis remapping",
        "np.broadcast_to copies an array into a larger shape, never into a smaller one",
    ),
    (
        ("ValueError",),
        r"cannot reshape array of size (\d+) into shape (\(.*?\))",
        lambda m: (
            f"it puts {m[1]} number{'' if m[1] == '1' else 's'} into the shape {m[2]}: reshape "
            "moves numbers and adds none up, so there have to be as many places as numbers"
        ),
    ),
    (
        ("ValueError",),
        r"truth value of an array",
        "if, and, or, while, min or max asks one yes-or-no of a whole array: ask of one "
        "number, or entry by entry, as np.where does",
    ),
    (
        ("TypeError",),
        r"cannot unpack non-iterable (\w+)",
        lambda m: f"it takes one thing apart into several names, and it is a single {m[1]}",
    ),
    (
        ("ValueError",),
        r"unpack",
        "it takes something apart into more names, or fewer, than it has parts (a loop over a "
        "dict gives its names alone, over its .items() pairs; two lists side by side take zip)",
    ),
    (
        ("LinAlgError",),
        r"must be square",
        "it asks numpy.linalg for what only a square array has, such as an inverse",
    ),
    (
        ("TypeError",),
        r"'tuple' object cannot be interpreted as an integer",
        "it counts up to a whole shape: range takes one of its numbers, such as shape[0]",
    ),
    (
        ("TypeError",),
        r"'(?:list|numpy\.ndarray)' object cannot be interpreted as an integer",
        "a whole list or array stands where a whole number is due: range takes one number, "
        "such as len(…), and axis takes one, or a tuple of them",
    ),
    (
        ("TypeError",),
        r"'(?:float|numpy\.float64)' object cannot be interpreted as an integer",
        "it counts with a number that is not whole: dividing with // keeps it whole",
    ),
    (
        ("TypeError",),
        r"append\(\) takes exactly one argument",
        ("append takes one thing: several go in together as a pair, in brackets of their own"),
    ),
    (
        ("ValueError",),
        r"(?:arg|iterable argument) is (?:an )?empty(?: sequence)?|zero-size array to reduction",
        "it asks for the largest or the smallest of no numbers at all",
    ),
    (
        ("ModuleNotFoundError", "ImportError"),
        r"'?([\w.]+)'?$",
        lambda m: f"it imports {m[1]}, which is not there: this exercise needs numpy at most",
    ),
    (("AssertionError",), r"", "an assert of your own does not hold"),
    (
        ("NotImplementedError",),
        r"^([\w.<>]+) is not written yet$",
        lambda m: f"it uses {m[1]}, which is not written yet",
    ),
    (
        ("SystemExit",),
        r"",
        "it leaves Python (exit or quit): return a value, or raise an error, instead",
    ),
    (
        ("EndsPython",),
        r"^(.+)$",
        lambda m: (
            f"{m[1]} would end Python, and with it all that this notebook has in memory: return a "
            "value instead"
        ),
    ),
    (
        ("KeyboardInterrupt", "TimeoutError"),
        r"",
        "it was stopped before it came to an end: is there a loop that never ends?",
    ),
    (
        ("StdinNotImplementedError", "EOFError"),
        r"",
        "it waits for somebody to type (input): work with what stands in the brackets",
    ),
    (
        ("MemoryError",),
        r"",
        "it asks for more memory than it can get: is there a loop that never ends, or an array "
        "far too large?",
    ),
    (
        ("StopIteration", "GeneratorExit"),
        r"",
        "it takes more from an iterator than it has",
    ),
]
