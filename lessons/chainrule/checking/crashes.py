"""Python's error messages in a learner's words.

Each entry of `_TRANSLATIONS` reads one family of messages (patterns fit Python 3.11–3.14 and
numpy 2) and gives a clause that goes on from "d_power stops: …".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from chainrule.checking.rarer_errors import RARER
from chainrule.checking.text import one_line

Translation = Callable[["re.Match | _Nameless"], str]

_FUNCTIONS = (
    r"(?:function|method|builtin_function_or_method|numpy\.ufunc|ufunc|Machine|Landscape|Watched)"
)
_MODULES = {"np": "import numpy as np", "numpy": "import numpy", "math": "import math"}
_NUMPYS = {
    *("e", "prod", "cumprod", "cumsum", "power", "sign", "matmul", "sinh", "cosh"),
    *("exp", "sin", "cos", "sqrt", "log", "tanh", "mean", "std", "zeros", "zeros_like", "ones"),
    *(
        "array",
        "arange",
        "dot",
        "outer",
        "where",
        "maximum",
        "argmax",
        "concatenate",
        "random",
        "pi",
    ),
}
_MACHINES = {"sin", "cos", "exp", "square", "cube", "double"}


TOLD = "Told"
"""Class of the errors that a check's own lines raise: their text is a clause for the learner."""


def explain_crash(error: str, message: str, quote: bool = True, itself: bool = False) -> str:
    """One clause for an exception of class `error` with the text `message`.

    With `quote=False` nothing of the message is repeated (at hidden inputs its text, which the
    learner's own code can write, could carry an input out). `itself`: the function had called
    itself when the error arose.
    """
    text = one_line(message)
    if error == TOLD and quote:
        return text
    if itself and error in _WITHOUT_END:
        return _WITHOUT_END[error]
    for classes, pattern, translation in _TRANSLATIONS:
        match = re.search(pattern, text) if error in classes else None
        if match:
            return translation(match if quote else _Nameless())
    for classes, pattern, clause in RARER:
        match = re.search(pattern, text) if error in classes else None
        if match:
            return clause.format(match if quote else _Nameless())
    if not quote:
        return "an error that is none of the usual ones"
    return f"{error}: {text}" if text else error


def as_every_python_says(message: str) -> str:
    """The text of an error without what Python 3.14 says around that of the ones before it."""
    return re.sub(r"^cannot use .+ as a (?:dict key|set element) \((.+)\)$", r"\1", message)


class _Nameless:
    """A match that tells none of what it matched."""

    def __getitem__(self, group: int | str) -> str:
        return "…"


def _unknown_name(match: re.Match | _Nameless) -> str:
    name = match[1]
    if name in _MODULES:
        return f"it uses {name}, which is not there yet: run {_MODULES[name]} in a cell above"
    if name in _NUMPYS:
        imported = ", or run the cell that imports it, if the lesson has one" * (name in _MACHINES)
        return f"it uses {name}, which is not there: numpy's is np.{name}{imported}"
    if name in _MACHINES:
        return (
            f"it uses {name}, which is not there: run the import cell at the top first, and where "
            f"that brings no {name}, do without it"
        )
    return (
        f"it uses the name {name}, which stands for nothing here: take the names in the brackets "
        "after def, or give it a value first (where the word itself is meant, as for a key, it "
        "stands in quotes)"
    )


def _missing_entry(match: re.Match | _Nameless) -> str:
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


def _other_shape(match: re.Match | _Nameless) -> str:
    if isinstance(match, _Nameless):
        return "an array of another shape is handed over than a function expects"
    return f"{match[1]} has the shape {match[2]} there, where {match[3]} is expected{match[4]}"


def _with_article(what: str) -> str:
    return f"a {what}" if what in ("list", "tuple", "dict", "set", "str", "text") else what


def _inner_sizes(match: re.Match | _Nameless) -> str:
    return (
        f"your inner sizes are {match[1]} and {match[2]}, and a product with @ needs them equal: "
        "a row of what stands on the left meets a column of what stands on the right"
    )


def _out_of_bounds(match: re.Match | _Nameless) -> str:
    return (
        f"it asks for place {match[1]} along an axis of {match[3]} (axis {match[2]}), "
        f"{_places_of(match[3])}: is it the right index, in the right order, of the right array?"
    )


def _places_of(size: str) -> str:
    if size == "1":
        return "whose only place is 0"
    last = str(int(size) - 1) if size.isdigit() else "one less"
    return f"whose places are 0 to {last}"


_MULTIPLY_SIGN = (
    "it puts brackets after a number as if the number were a function: write * between a number "
    "and a bracket, call a function only once, and where a function is to be handed over, give "
    "the function itself"
)
_VALUE_OF_FUNCTION = (
    "it calculates with a function itself: give the function an input in brackets and calculate "
    "with what comes out"
)
_AS_A_NUMBER = (
    "it calculates with a text or a list as if it were a number: take one entry of it, or, where "
    "all are meant, make an array of the list with np.array (a loop over a dict, or taking one "
    "apart, gives the names of its entries)"
)
_NO_NUMBER = (
    "it takes for a number what is none: is it one entry of it, or a result, that is meant?"
)
_NOTHING = (
    "it calculates with None: a function that it uses does not return anything, or None was given "
    "to a name"
)
_ONE_AT_A_TIME = (
    "a whole array stands where one number is needed (float() and the functions of math take one "
    "number at a time): if it should be one number by then, a sum may be missing, and for a whole "
    "array take numpy's, such as np.exp"
)
_STOPS = "a function that calls itself needs a case in which it stops"
_WITHOUT_END = {
    "RecursionError": "it calls itself without end: its own name, used inside, means the very "
    "function that you are writing",
    "IndexError": f"it calls itself until there is no entry left to take: {_STOPS}",
    "OverflowError": f"it calls itself until a number is too big for the computer: {_STOPS}",
}
"""What is said when the function had called itself, in place of what the error alone tells."""

_TRANSLATIONS: list[tuple[tuple[str, ...], str, Translation]] = [
    (("NameError", "UnboundLocalError"), r"name '(\w+)' is not defined", _unknown_name),
    (
        ("UnboundLocalError", "NameError"),
        r"(?:local|free) variable '(\w+)'",
        lambda m: (
            f"it uses {m[1]} before {m[1]} has a value: a name that gets its value inside a "
            "function is that function's own, so give it a value first (a sum begins with 0, a "
            "list with []), or the result another name"
        ),
    ),
    (
        ("TypeError",),
        r"^the machine (.+) was fed (.+), not a number",
        lambda m: f"the machine {m[1]} was fed {_with_article(m[2])}, and a machine takes a number",
    ),
    (
        ("TypeError",),
        r"^the function of arrays was fed (.+), not an array of shape (.+)",
        lambda m: f"f was fed {m[1]}, and here f takes the whole array, of shape {m[2]}, each time",
    ),
    (
        ("TypeError",),
        r"^the function of arrays was fed (.+), not an array",
        lambda m: f"f was fed {m[1]}, and here f takes an array of numbers, all of them at once",
    ),
    (
        ("TypeError",),
        r"missing \d+ required .*argument",
        lambda m: "a call leaves out an argument: compare the brackets of the call and of its def",
    ),
    (
        ("TypeError",),
        r"^(?:normal|uniform|zeros|ones|full|random|integers|reshape)\(\) takes .*positional",
        lambda m: (
            "a function of numpy's gets more than it takes: a shape goes in as one thing, in "
            "brackets of its own"
        ),
    ),
    (
        ("TypeError",),
        r"^Cannot interpret '.*' as a data type",
        lambda m: (
            "a function of numpy's gets a second number where none belongs: a shape goes in as one "
            "thing, in brackets of its own"
        ),
    ),
    (
        ("TypeError",),
        r"takes (?:no|.* positional) arguments?\b|unexpected keyword argument|multiple values",
        lambda m: "a call gives other arguments than its def takes: compare the two brackets",
    ),
    (
        ("TypeError",),
        rf"(?:list|tuple) indices must be integers or slices, not '?{_FUNCTIONS}'?",
        lambda m: (
            "it asks a list for an entry by a function, and a list counts its places: a loop over "
            "a list runs through its entries, one over range(len(…)) through their places"
        ),
    ),
    (("TypeError",), rf"bad operand type for.*'{_FUNCTIONS}'", lambda m: _VALUE_OF_FUNCTION),
    (
        ("TypeError",),
        r"only integer scalar arrays can be converted to a scalar index",
        lambda m: (
            "it counts up to a whole array, or asks a list for an entry by one: range and a list's "
            "square brackets take one whole number, such as len(…)"
        ),
    ),
    (
        ("TypeError",),
        r"reduce\(\) of empty iterable",
        lambda m: (
            "reduce has nothing to start from when the list is empty: hand it the value to begin "
            "with, too"
        ),
    ),
    (
        ("ValueError",),
        r"zip\(\) argument \d+ is (?:longer|shorter) than",
        lambda m: (
            "it pairs two lists of different lengths with zip(…, strict=True): count what stands "
            "in each, and leave out what has no partner"
        ),
    ),
    (
        ("ValueError",),
        r"incompatible dimensions for cross product",
        lambda m: (
            "np.cross is another product, one of arrows in space: numbers that belong together in "
            "pairs are multiplied with *"
        ),
    ),
    (
        ("ValueError",),
        r"could not convert string to float|invalid literal for int",
        lambda m: "it takes a text for a number",
    ),
    (
        ("TypeError",),
        r"ufunc '(?!bitwise)\w+' not supported for the input|resolved dtypes are not compatible",
        lambda m: "numpy is handed something that holds no numbers, such as a text",
    ),
    (
        ("TypeError",),
        r"dispatcher for __array_function__ did not return an iterable",
        lambda m: "a function of numpy's that joins several arrays is handed a single number",
    ),
    (
        ("ValueError",),
        r"[Ii]ntegers to negative integer powers",
        lambda m: (
            "an array of whole numbers cannot take a negative power, which would give fractions: "
            "make floats of them first"
        ),
    ),
    (
        ("ValueError",),
        r"is not in list|x not in list",
        lambda m: "it looks in a list for something that is not there",
    ),
    (
        ("ValueError",),
        r"too small to calculate a numerical gradient",
        lambda m: "np.gradient compares neighbours, and is handed too few numbers for that",
    ),
    (
        ("TypeError",),
        r"'(?:float|int|numpy\.\w+)' object is not reversible",
        lambda m: "it turns a single number round as if it were several",
    ),
    (
        ("AttributeError",),
        r"'(?:list|tuple|str|numpy\.ndarray)' object has no attribute '(?:length|len)'",
        lambda m: "how many entries there are is told by len(…), which stands in front",
    ),
    (
        ("AttributeError",),
        r"'NoneType' object has no attribute '(?:append|extend|insert)'",
        lambda m: (
            "it puts something into None: append() changes the list itself and gives nothing back, "
            "so no = stands in front of it"
        ),
    ),
    (
        ("RuntimeError",),
        r"^the ready-made (\S+) is put away here",
        lambda m: f"the ready-made {m[1]} is put away here: write it yourself",
    ),
    (("TypeError",), r"'NoneType' object is not callable", lambda m: _NOTHING),
    (
        ("TypeError",),
        r"unsupported operand.*'NoneType'|bad operand.*'NoneType'",
        lambda m: _NOTHING,
    ),
    (
        ("TypeError",),
        r"'NoneType' object (?:is not|does not)|argument of type 'NoneType'",
        lambda m: (
            "it looks inside None: something that it uses does not return anything (reverse(), "
            "sort(), shuffle() and append() do not)"
        ),
    ),
    (
        ("TypeError",),
        r"'numpy\.ndarray' object is not callable",
        lambda m: (
            "it puts round brackets after an array as if the array were a function: leave them out "
            "(X.T has none), write * between the array and the bracket, or take square ones for an "
            "entry"
        ),
    ),
    (
        ("TypeError",),
        r"'(?:float|int|complex|numpy\.\w+)' object is not callable",
        lambda m: _MULTIPLY_SIGN,
    ),
    (
        ("TypeError",),
        r"'(dict|list|tuple)' object is not callable",
        lambda m: (
            f"it calls something that is no function (its type is {m[1]}): an entry is asked for "
            "in square brackets"
        ),
    ),
    (
        ("TypeError",),
        r"can't multiply sequence by non-int of type 'str'",
        lambda m: (
            "it multiplies two texts: taking a dict apart, or a loop over it, gives the names of "
            "its entries and not the entries"
        ),
    ),
    (
        ("TypeError",),
        r"'numpy\.random\S*Generator' object is not callable",
        lambda m: (
            "it calls rng itself: numbers are drawn by its methods (rng.normal, rng.permutation)"
        ),
    ),
    (
        ("TypeError",),
        r"'(?:\w+\.)*(\w+)' object is not callable",
        lambda m: f"it calls something that is no function (its type is {m[1]})",
    ),
    (
        ("TypeError",),
        r"unsupported operand.*\*\* or pow.*'Value'",
        lambda m: "it takes the power of a whole Value: calculate with its .data",
    ),
    (
        ("TypeError",),
        r"unsupported operand.*'Value'",
        lambda m: (
            "it calculates with a whole Value where one of its numbers is meant (and two lists "
            "that are gone through side by side take zip)"
        ),
    ),
    (
        ("TypeError",),
        r"float\(\) argument must be .* not 'Value'",
        lambda m: "a number is due, and a whole Value came: take its .data, or leave it as it is",
    ),
    (
        ("TypeError",),
        r"(?:float|int)\(\) argument must be .* not 'NoneType'",
        lambda m: "a number is due, and None came: something that it uses has no return",
    ),
    (
        ("TypeError",),
        r"(?:float|int)\(\) argument must be .* not '(list|tuple|dict|set)'",
        lambda m: f"one number is due, and a whole {m[1]} came: take its entries one at a time",
    ),
    (
        ("TypeError",),
        r"'[<>]=?' not supported between instances of '(\w+)' and '\1'",
        lambda m: f"it compares or sorts things of type {m[1]}, which have no order of size",
    ),
    (
        ("TypeError",),
        r"'[<>]=?' not supported between instances of '(\w+)' and '(\w+)'",
        lambda m: (
            f"it compares a thing of type {m[1]} with one of type {m[2]}: compare numbers with "
            "numbers, such as a len(…)"
        ),
    ),
    (
        ("TypeError",),
        r"unhashable type: 'Value'",
        lambda m: "a Value cannot stand in a set: leave out the __eq__ of its class",
    ),
    (
        ("AttributeError",),
        r"'(?:float|int|numpy\.\w+)' object has no attribute '(data|grad|parents|slopes)'",
        lambda m: f"it asks a plain number for .{m[1]}, where a Value is due",
    ),
    (
        ("AttributeError",),
        r"'Value' object has no attribute 'backward'",
        lambda m: "backward is a function of its own here: backward(loss)",
    ),
    (
        ("AttributeError",),
        r"has no attribute 'zero_grad'",
        lambda m: "the model has no zero_grad: set the gradients back yourself",
    ),
    (("TypeError",), rf"unsupported operand.*'{_FUNCTIONS}'", lambda m: _VALUE_OF_FUNCTION),
    (("TypeError",), rf"of type {_FUNCTIONS} which has no", lambda m: _VALUE_OF_FUNCTION),
    (("TypeError",), rf"not '?{_FUNCTIONS}'?", lambda m: _VALUE_OF_FUNCTION),
    (
        ("TypeError",),
        r"unsupported operand type\(s\) for \^",
        lambda m: "in Python ^ is not a power: write **",
    ),
    (
        ("TypeError",),
        r"unsupported operand.*'dict'",
        lambda m: "it calculates with a whole dict: take its entries one at a time",
    ),
    (
        ("TypeError",),
        r"unsupported operand.*'dict_(keys|values|items)'",
        lambda m: (
            f"it calculates with .{m[1]}() of a dict as a whole: go through them one at a time, "
            "with a loop"
        ),
    ),
    (
        ("TypeError",),
        r"tuple indices must be integers or slices, not str",
        lambda m: (
            "it looks up a name in a pair: what a function returns as two things needs two names "
            "before the ="
        ),
    ),
    (
        ("TypeError",),
        r"list indices must be integers or slices, not str",
        lambda m: (
            "it looks up a name in a list, and a list has places, counted from 0: what is looked "
            "up by its name stands in a dict"
        ),
    ),
    (
        ("TypeError",),
        r"unhashable type: '(?:numpy\.ndarray|list|dict)'",
        lambda m: (
            "it takes an array or a list for a name, or makes a set of such: between the braces of "
            "a dict every value has its name before it, with a colon"
        ),
    ),
    (
        ("AttributeError",),
        r"'(tuple)' object has no attribute '(\w+)'|'(list)' object has no attribute "
        r"'(data|grad|parents|slopes)'",
        lambda m: (
            f"it asks a {m[1] or m[3]} for .{m[2] or m[4]}: ask its entries, one after the other"
        ),
    ),
    (
        ("AttributeError",),
        r"'dict' object has no attribute '(?:append|add|extend|insert)'",
        lambda m: (
            "it treats a dict as if it were a list: a dict gets its entries by name, as in "
            "d[name] = value"
        ),
    ),
    (
        ("AttributeError",),
        r"'dict' object has no attribute '(\w+)'",
        lambda m: (
            f"it asks a dict for .{m[1]}: an entry is asked for in square brackets, by its name in "
            "quotes"
        ),
    ),
    (
        ("UFuncTypeError", "_UFuncNoLoopError", "UFuncNoLoopError", "_UFuncBinaryResolutionError"),
        r"<U\d+|StrDType|<class 'str'>",
        lambda m: (
            "it calculates with a text: a loop over a dict, or taking one apart, gives the names "
            "of its entries and not the entries"
        ),
    ),
    (
        ("ValueError",),
        r"does not have enough dimensions",
        lambda m: (
            "it puts @ between an array and something that is none, such as a single number or a "
            "function: @ takes two arrays"
        ),
    ),
    (
        ("TypeError",),
        r"can only concatenate (?:list|tuple) \(not \"NoneType\"\)",
        lambda m: "it adds None to a list: something that it uses does not return anything",
    ),
    (
        ("TypeError",),
        r"can only concatenate (list|tuple) \(not \"(?!list|tuple)(\w+)\"\)",
        lambda m: (
            f"with + it joins a {m[1]} and a single thing (its type is {m[2]}): + joins two of one "
            "kind, so put the single thing in brackets of the same kind, or append it"
        ),
    ),
    (
        ("TypeError",),
        r"(?:bad|unsupported) operand.*'tuple'",
        lambda m: (
            "it calculates with several values in brackets as if they were one number: is there a "
            "comma too many, or does a function that it uses give back more than one (each then "
            "takes a name of its own)?"
        ),
    ),
    (
        ("TypeError",),
        r"can't multiply sequence|concatenate|(?:bad|unsupported) operand.*'(?:str|list)'",
        lambda m: _AS_A_NUMBER,
    ),
    (
        ("TypeError",),
        r"only (?:length-1|size-1|0-dimensional) arrays",
        lambda m: _ONE_AT_A_TIME,
    ),
    (
        ("TypeError",),
        r"'(?:float|int|numpy\.\w+)' object is not subscriptable",
        lambda m: "it looks for entries inside a single number",
    ),
    (
        ("TypeError",),
        r"'(?:float|int|numpy\.\w+)' object is not iterable|iteration over a 0-d array",
        lambda m: (
            "it goes through a single number as if it were several: is a loop needed there at all "
            "(counting takes range(…), and a list takes one number more with append)?"
        ),
    ),
    (
        ("TypeError",),
        rf"'{_FUNCTIONS}' object is not (?:iterable|reversible)",
        lambda m: "it goes through a function itself: call it first, with round brackets",
    ),
    (
        ("TypeError",),
        rf"'{_FUNCTIONS}' object is not subscriptable",
        lambda m: "it puts square brackets after a function: calling one takes round brackets",
    ),
    (
        ("TypeError",),
        r"unsupported operand type\(s\) for @",
        lambda m: "@ stands between two single numbers, and it is for arrays: write *",
    ),
    (
        ("TypeError",),
        r"numpy\.ndarray doesn't define __round__",
        lambda m: "round() takes one number (and here nothing is to be rounded)",
    ),
    (
        ("TypeError",),
        r"'(?:float|int|numpy\.\w+)' object does not support item assignment",
        lambda m: "it puts something into a place of a single number, which has no places",
    ),
    (
        ("ValueError",),
        r"diff requires input that is at least one dimensional",
        lambda m: "it takes the differences between the entries of a single number, which has none",
    ),
    (
        ("TypeError",),
        r"ufunc 'bitwise_xor' not supported",
        lambda m: "in Python ^ is not a power: write **",
    ),
    (
        ("TypeError",),
        r"object of type '(?:float|int|numpy\.\w+)' has no len\(\)|len\(\) of unsized object",
        lambda m: "it asks for the length of a single number",
    ),
    (
        ("TypeError",),
        r"^invalid number of arguments",
        lambda m: "a function of numpy's was handed more columns than it can measure along",
    ),
    (
        ("TypeError",),
        r"must be real number, not|argument must be a string or a real number, not|"
        r"^type \w+ doesn't define __round__",
        lambda m: _NO_NUMBER,
    ),
    (
        ("RecursionError",),
        r"",
        lambda m: "a function calls itself without end",
    ),
    (("ZeroDivisionError",), r"", lambda m: "it divides by zero"),
    (
        ("OverflowError",),
        r"math range error|Numerical result out of range|Result too large",
        lambda m: (
            "a number grew too big for the computer: Python's powers and math stop there, np.exp "
            "gives inf and goes on"
        ),
    ),
    (("OverflowError",), r"", lambda m: "a number grew too big for the computer"),
    (
        ("ValueError",),  # Python 3.14 says what it expected
        r"math domain error|^expected (?:a (?:positive|nonneg|noninteger|finite|number)|argument)",
        lambda m: "a math function got an impossible input",
    ),
    (
        ("IndexError",),
        r"arrays used as indices must be of integer",
        lambda m: (
            "it asks for entries by an array whose numbers are not whole: that array has to hold "
            "places, not values"
        ),
    ),
    (
        ("IndexError", "TypeError"),
        r"only integers, slices|indices must be integers or slices, not (?:float|numpy\.float\d+)",
        lambda m: (
            "it asks an array or a list for an entry by a number that is not whole, or by a name: "
            "a loop over x runs through x's own numbers, a loop over range(len(x)) through their "
            "places, and names are for a dict (does a call have its arguments in another order "
            "than its def?)"
        ),
    ),
    (
        ("TypeError",),
        r"indices must be integers or slices, not (tuple|list|numpy\.ndarray)",
        lambda m: (
            "it asks a list for an entry by something that is no single whole number: a list takes "
            "one place at a time, and a loop over a list runs through its entries, not their places"
        ),
    ),
    (
        ("IndexError",),
        r"too many indices for array",
        lambda m: "it asks an array for an entry by more places than its shape has",
    ),
    (
        ("IndexError",),
        r"invalid index to scalar variable",
        lambda m: "it looks for entries inside a single number",
    ),
    (
        ("IndexError",),
        r"list assignment index out of range",
        lambda m: "it writes to a place that the list does not have yet: a list grows with append",
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
        lambda m: (
            "it asks for an entry that is not there: places are counted from 0 and end one below "
            "the length, and how long a thing is can be different at every call (an empty list has "
            "none)"
        ),
    ),
    (("KeyError",), r"^(.*)$", lambda m: f"it asks a dict for the key {m[1]}, which it lacks"),
    (
        ("AttributeError",),
        rf"'{_FUNCTIONS}' object has no attribute '(\w+)'",
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
        lambda m: "abs knows no Value: use what a Value knows, such as + − * and **",
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
        lambda m: _NOTHING.replace("calculates with", "uses"),
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
        lambda m: (
            "a product with @ has another shape than the array that is to hold it: give it a name "
            "of its own"
        ),
    ),
    (
        ("ValueError",),
        r"^(\w+) has shape (\(.*?\)), expected (\(.*?\))(.*)$",
        lambda m: _other_shape(m),
    ),
    (
        ("ValueError",),
        r"array split does not result in an equal division",
        lambda m: (
            "np.split makes equal parts only, and these are as many that do not come out even: cut "
            "with slices"
        ),
    ),
    (
        ("ValueError",),
        r"size (\d+) is different from (\d+)",
        lambda m: _inner_sizes(m),
    ),
    (
        ("ValueError",),
        r"not aligned: (\d+) \(dim \d+\) != (\d+)",
        lambda m: _inner_sizes(m),
    ),
    (
        ("ValueError",),
        r"could not be broadcast together with shapes (.+?)(?: *$| with)",
        lambda m: f"shapes that do not fit are combined entry by entry: {m[1]}",
    ),
    (
        ("ValueError",),
        r"could not be broadcast together with remapped shapes",
        lambda m: "one letter of an einsum stands for sides of different lengths",
    ),
    (
        ("UFuncTypeError", "_UFuncOutputCastingError", "UFuncOutputCastingError"),
        r"from dtype\('float\d+'\) to dtype\('u?int\d+'\)",
        lambda m: "an array of whole numbers cannot take a fraction: work on a copy made of floats",
    ),
    (
        ("ValueError",),
        r"setting an array element with a sequence\.?$",
        lambda m: "it puts a whole array into a place where one number belongs",
    ),
    (
        ("ValueError",),
        r"inhomogeneous shape|setting an array element with a sequence",
        lambda m: (
            "it takes several things of different shapes for one array, as when one name holds a "
            "pair (a pair needs two names), or when a list of arrays is meant to be an array: take "
            "them one by one, and give several back with a comma between"
        ),
    ),
    (
        ("ValueError",),
        r"either both or neither of x and y",
        lambda m: (
            "np.where takes three things: a question, what to take where it is true, and what to "
            "take where it is not"
        ),
    ),
    (
        ("ValueError",),
        r"axis remapping",
        lambda m: "np.broadcast_to copies an array into a larger shape, never into a smaller one",
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
        lambda m: (
            "if, and, or, while, min or max asks one yes-or-no of a whole array: ask of one "
            "number, or entry by entry, as np.where does"
        ),
    ),
    (
        ("TypeError",),
        r"cannot unpack non-iterable (\w+)",
        lambda m: f"it takes one thing apart into several names, and it is a single {m[1]}",
    ),
    (
        ("ValueError",),
        r"unpack",
        lambda m: (
            "it takes something apart into more names, or fewer, than it has parts (a loop over a "
            "dict gives its names alone, over its .items() pairs; two lists side by side take zip)"
        ),
    ),
    (
        ("LinAlgError",),
        r"must be square",
        lambda m: "it asks numpy.linalg for what only a square array has, such as an inverse",
    ),
    (
        ("TypeError",),
        r"'tuple' object cannot be interpreted as an integer",
        lambda m: "it counts up to a whole shape: range takes one of its numbers, such as shape[0]",
    ),
    (
        ("TypeError",),
        r"'(?:list|numpy\.ndarray)' object cannot be interpreted as an integer",
        lambda m: (
            "a whole list or array stands where a whole number is due: range takes one number, "
            "such as len(…), and axis takes one, or a tuple of them"
        ),
    ),
    (
        ("TypeError",),
        r"'(?:float|numpy\.float64)' object cannot be interpreted as an integer",
        lambda m: "it counts with a number that is not whole: dividing with // keeps it whole",
    ),
    (
        ("TypeError",),
        r"append\(\) takes exactly one argument",
        lambda m: (
            "append takes one thing: several go in together as a pair, in brackets of their own"
        ),
    ),
    (
        ("ValueError",),
        r"(?:arg|iterable argument) is (?:an )?empty(?: sequence)?|zero-size array to reduction",
        lambda m: "it asks for the largest or the smallest of no numbers at all",
    ),
    (
        ("ModuleNotFoundError", "ImportError"),
        r"'?([\w.]+)'?$",
        lambda m: f"it imports {m[1]}, which is not there: this exercise needs numpy at most",
    ),
    (("AssertionError",), r"", lambda m: "an assert of your own does not hold"),
    (
        ("NotImplementedError",),
        r"^([\w.<>]+) is not written yet$",
        lambda m: f"it uses {m[1]}, which is not written yet",
    ),
    (
        ("SystemExit",),
        r"",
        lambda m: "it leaves Python (exit or quit): return a value, or raise an error, instead",
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
        lambda m: "it was stopped before it came to an end: is there a loop that never ends?",
    ),
    (
        ("StdinNotImplementedError", "EOFError"),
        r"",
        lambda m: "it waits for somebody to type (input): work with what stands in the brackets",
    ),
    (
        ("MemoryError",),
        r"",
        lambda m: (
            "it asks for more memory than it can get: is there a loop that never ends, or an array "
            "far too large?"
        ),
    ),
    (
        ("StopIteration", "GeneratorExit"),
        r"",
        lambda m: "it takes more from an iterator than it has",
    ),
]
