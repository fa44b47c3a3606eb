"""Names that are not there, calls that do not fit, and things of the wrong kind."""

from __future__ import annotations

from chainrule.checking.crashes.matching import FUNCTIONS, NOTHING, Entry, Match

_MODULES = {"np": "import numpy as np", "numpy": "import numpy", "math": "import math"}

_NUMPYS = {
    *("e", "pi", "exp", "log", "sin", "cos", "tanh", "sinh", "cosh", "sqrt", "power", "sign"),
    *("mean", "std", "prod", "cumprod", "cumsum", "dot", "outer", "matmul", "where", "maximum"),
    *("array", "arange", "zeros", "zeros_like", "ones", "argmax", "concatenate", "random"),
}

_MACHINES = {"sin", "cos", "exp", "square", "cube", "double"}


def _unknown_name(match: Match) -> str:
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


def _with_article(what: str) -> str:
    return f"a {what}" if what in ("list", "tuple", "dict", "set", "str", "text") else what


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

_ONE_AT_A_TIME = (
    "a whole array stands where one number is needed (float() and the functions of math take one "
    "number at a time): if it should be one number by then, a sum may be missing, and for a whole "
    "array take numpy's, such as np.exp"
)

NAMES_AND_CALLS: list[Entry] = [
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
        "a call leaves out an argument: compare the brackets of the call and of its def",
    ),
    (
        ("TypeError",),
        r"^(?:normal|uniform|zeros|ones|full|random|integers|reshape)\(\) takes .*positional",
        "a function of numpy's gets more than it takes: a shape goes in as one thing, in "
        "brackets of its own",
    ),
    (
        ("TypeError",),
        r"^Cannot interpret '.*' as a data type",
        "a function of numpy's gets a second number where none belongs: a shape goes in as one "
        "thing, in brackets of its own",
    ),
    (
        ("TypeError",),
        r"takes (?:no|.* positional) arguments?\b|unexpected keyword argument|multiple values",
        "a call gives other arguments than its def takes: compare the two brackets",
    ),
    (
        ("TypeError",),
        rf"(?:list|tuple) indices must be integers or slices, not '?{FUNCTIONS}'?",
        "it asks a list for an entry by a function, and a list counts its places: a loop over "
        "a list runs through its entries, one over range(len(…)) through their places",
    ),
    (("TypeError",), rf"bad operand type for.*'{FUNCTIONS}'", _VALUE_OF_FUNCTION),
    (
        ("TypeError",),
        r"only integer scalar arrays can be converted to a scalar index",
        "it counts up to a whole array, or asks a list for an entry by one: range and a list's "
        "square brackets take one whole number, such as len(…)",
    ),
    (
        ("TypeError",),
        r"reduce\(\) of empty iterable",
        "reduce has nothing to start from when the list is empty: hand it the value to begin "
        "with, too",
    ),
    (
        ("ValueError",),
        r"zip\(\) argument \d+ is (?:longer|shorter) than",
        "it pairs two lists of different lengths with zip(…, strict=True): count what stands "
        "in each, and leave out what has no partner",
    ),
    (
        ("ValueError",),
        r"incompatible dimensions for cross product",
        "np.cross is another product, one of arrows in space: numbers that belong together in "
        "pairs are multiplied with *",
    ),
    (
        ("ValueError",),
        r"could not convert string to float|invalid literal for int",
        "it takes a text for a number",
    ),
    (
        ("TypeError",),
        r"ufunc '(?!bitwise)\w+' not supported for the input|resolved dtypes are not compatible",
        "numpy is handed something that holds no numbers, such as a text",
    ),
    (
        ("TypeError",),
        r"dispatcher for __array_function__ did not return an iterable",
        "a function of numpy's that joins several arrays is handed a single number",
    ),
    (
        ("ValueError",),
        r"[Ii]ntegers to negative integer powers",
        "an array of whole numbers cannot take a negative power, which would give fractions: "
        "make floats of them first",
    ),
    (
        ("ValueError",),
        r"is not in list|x not in list",
        "it looks in a list for something that is not there",
    ),
    (
        ("ValueError",),
        r"too small to calculate a numerical gradient",
        "np.gradient compares neighbours, and is handed too few numbers for that",
    ),
    (
        ("TypeError",),
        r"'(?:float|int|numpy\.\w+)' object is not reversible",
        "it turns a single number round as if it were several",
    ),
    (
        ("AttributeError",),
        r"'(?:list|tuple|str|numpy\.ndarray)' object has no attribute '(?:length|len)'",
        "how many entries there are is told by len(…), which stands in front",
    ),
    (
        ("RuntimeError",),
        r"^the ready-made (\S+) is put away here",
        lambda m: f"the ready-made {m[1]} is put away here: write it yourself",
    ),
    (("TypeError",), r"'NoneType' object is not callable", NOTHING),
    (
        ("TypeError",),
        r"unsupported operand.*'NoneType'|bad operand.*'NoneType'",
        NOTHING,
    ),
    (
        ("TypeError",),
        r"'NoneType' object (?:is not|does not)|argument of type 'NoneType'",
        "it looks inside None: something that it uses does not return anything (reverse(), "
        "sort(), shuffle() and append() do not)",
    ),
    (
        ("TypeError",),
        r"'numpy\.ndarray' object is not callable",
        "it puts round brackets after an array as if the array were a function: leave them out "
        "(X.T has none), write * between the array and the bracket, or take square ones for an "
        "entry",
    ),
    (
        ("TypeError",),
        r"'(?:float|int|complex|numpy\.\w+)' object is not callable",
        _MULTIPLY_SIGN,
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
        "it multiplies two texts: taking a dict apart, or a loop over it, gives the names of "
        "its entries and not the entries",
    ),
    (
        ("TypeError",),
        r"'numpy\.random\S*Generator' object is not callable",
        "it calls rng itself: numbers are drawn by its methods (rng.normal, rng.permutation)",
    ),
    (
        ("TypeError",),
        r"'(?:\w+\.)*(\w+)' object is not callable",
        lambda m: f"it calls something that is no function (its type is {m[1]})",
    ),
    (
        ("TypeError",),
        r"unsupported operand.*\*\* or pow.*'Value'",
        "it takes the power of a whole Value: calculate with its .data",
    ),
    (
        ("TypeError",),
        r"unsupported operand.*'Value'",
        "it calculates with a whole Value where one of its numbers is meant (and two lists "
        "that are gone through side by side take zip)",
    ),
    (
        ("TypeError",),
        r"float\(\) argument must be .* not 'Value'",
        "a number is due, and a whole Value came: take its .data, or leave it as it is",
    ),
    (
        ("TypeError",),
        r"(?:float|int)\(\) argument must be .* not 'NoneType'",
        "a number is due, and None came: something that it uses has no return",
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
        "a Value cannot stand in a set: leave out the __eq__ of its class",
    ),
    (
        ("AttributeError",),
        r"'(?:float|int|numpy\.\w+)' object has no attribute '(data|grad|parents|slopes)'",
        lambda m: f"it asks a plain number for .{m[1]}, where a Value is due",
    ),
    (
        ("AttributeError",),
        r"'Value' object has no attribute 'backward'",
        "backward is a function of its own here: backward(loss)",
    ),
    (
        ("AttributeError",),
        r"has no attribute 'zero_grad'",
        "the model has no zero_grad: set the gradients back yourself",
    ),
    (("TypeError",), rf"unsupported operand.*'{FUNCTIONS}'", _VALUE_OF_FUNCTION),
    (("TypeError",), rf"of type {FUNCTIONS} which has no", _VALUE_OF_FUNCTION),
    (("TypeError",), rf"not '?{FUNCTIONS}'?", _VALUE_OF_FUNCTION),
    (
        ("TypeError",),
        r"unsupported operand type\(s\) for \^",
        "in Python ^ is not a power: write **",
    ),
    (
        ("TypeError",),
        r"unsupported operand.*'dict'",
        "it calculates with a whole dict: take its entries one at a time",
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
        "it looks up a name in a pair: what a function returns as two things needs two names "
        "before the =",
    ),
    (
        ("TypeError",),
        r"list indices must be integers or slices, not str",
        "it looks up a name in a list, and a list has places, counted from 0: what is looked "
        "up by its name stands in a dict",
    ),
    (
        ("TypeError",),
        r"unhashable type: '(?:numpy\.ndarray|list|dict)'",
        "it takes an array or a list for a name, or makes a set of such: between the braces of "
        "a dict every value has its name before it, with a colon",
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
        "it treats a dict as if it were a list: a dict gets its entries by name, as in "
        "d[name] = value",
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
        "it calculates with a text: a loop over a dict, or taking one apart, gives the names "
        "of its entries and not the entries",
    ),
    (
        ("ValueError",),
        r"does not have enough dimensions",
        "it puts @ between an array and something that is none, such as a single number or a "
        "function: @ takes two arrays",
    ),
    (
        ("TypeError",),
        r"can only concatenate (?:list|tuple) \(not \"NoneType\"\)",
        "it adds None to a list: something that it uses does not return anything",
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
        "it calculates with several values in brackets as if they were one number: is there a "
        "comma too many, or does a function that it uses give back more than one (each then "
        "takes a name of its own)?",
    ),
    (
        ("TypeError",),
        r"can't multiply sequence|concatenate|(?:bad|unsupported) operand.*'(?:str|list)'",
        _AS_A_NUMBER,
    ),
    (
        ("TypeError",),
        r"only (?:length-1|size-1|0-dimensional) arrays",
        _ONE_AT_A_TIME,
    ),
    (
        ("TypeError",),
        r"'(?:float|int|numpy\.\w+)' object is not subscriptable",
        "it looks for entries inside a single number",
    ),
    (
        ("TypeError",),
        r"'(?:float|int|numpy\.\w+)' object is not iterable|iteration over a 0-d array",
        "it goes through a single number as if it were several: is a loop needed there at all "
        "(counting takes range(…), and a list takes one number more with append)?",
    ),
    (
        ("TypeError",),
        rf"'{FUNCTIONS}' object is not (?:iterable|reversible)",
        "it goes through a function itself: call it first, with round brackets",
    ),
    (
        ("TypeError",),
        rf"'{FUNCTIONS}' object is not subscriptable",
        "it puts square brackets after a function: calling one takes round brackets",
    ),
    (
        ("TypeError",),
        r"unsupported operand type\(s\) for @",
        "@ stands between two single numbers, and it is for arrays: write *",
    ),
    (
        ("TypeError",),
        r"numpy\.ndarray doesn't define __round__",
        "round() takes one number (and here nothing is to be rounded)",
    ),
    (
        ("TypeError",),
        r"'(?:float|int|numpy\.\w+)' object does not support item assignment",
        "it puts something into a place of a single number, which has no places",
    ),
    (
        ("ValueError",),
        r"diff requires input that is at least one dimensional",
        "it takes the differences between the entries of a single number, which has none",
    ),
    (
        ("TypeError",),
        r"ufunc 'bitwise_xor' not supported",
        "in Python ^ is not a power: write **",
    ),
    (
        ("TypeError",),
        r"object of type '(?:float|int|numpy\.\w+)' has no len\(\)|len\(\) of unsized object",
        "it asks for the length of a single number",
    ),
    (
        ("TypeError",),
        r"^invalid number of arguments",
        "a function of numpy's was handed more columns than it can measure along",
    ),
    (
        ("TypeError",),
        r"argument must be a string or a real number, not|^type \w+ doesn't define __round__",
        _NO_NUMBER,
    ),
    (
        ("RecursionError",),
        r"",
        "a function calls itself without end",
    ),
    (("ZeroDivisionError",), r"", "it divides by zero"),
]
