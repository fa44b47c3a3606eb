"""Errors of Python and numpy that come now and then, in a learner's words.

`explaining` reads them after the usual ones.
"""

from __future__ import annotations

from chainrule.checking.crashes.matching import Entry

RARER: list[Entry] = [
    (
        ("ValueError",),
        r"could not broadcast input array from shape (.+) into shape (.+)",
        "it puts an array of shape {0[1]} into a place of shape {0[2]}",
    ),
    (
        ("ValueError",),
        r"non-broadcastable output operand with shape (.+) doesn't match the broadcast shape (.+)",
        "it adds to an array of shape {0[1]} something that would make it one of shape {0[2]}: "
        "what stands on the left of += keeps its shape",
    ),
    (
        ("ValueError",),
        r"operands could not be broadcast together with remapped shapes|einstein sum|einsum",
        "the letters of einsum do not fit the shapes: one letter for each axis, and one size for "
        "each letter",
    ),
    (
        ("ValueError",),
        r"all the input array dimensions except|all (?:the )?input arrays must have (?:the )?same",
        "it joins arrays whose shapes do not fit side by side",
    ),
    (
        ("ValueError",),
        r"zero-dimensional arrays cannot be concatenated",
        "it joins single numbers as if they were arrays: make a list of them first",
    ),
    (
        ("ValueError",),
        r"distances must match the length",
        "np.gradient was handed another number of places than of values: it takes the column to "
        "measure along, one place for each value, and makes the steps itself",
    ),
    (
        ("ValueError",),
        r"distances must be either scalars or 1d|too small to calculate a numerical gradient",
        "np.gradient measures along one column with two values or more",
    ),
    (
        ("ValueError",),
        r"^shape-mismatch for sum",
        "the axes over which it adds products have different sizes",
    ),
    (
        ("ValueError",),
        r"^cannot convert float (?:NaN|infinity) to integer",
        "it makes a whole number of nan or of something infinite",
    ),
    (
        ("TypeError", "ValueError"),
        r"unsupported format string passed|Unknown format code",
        "it writes an array, or something else that is no single number, as a text with a format "
        "(and no text is due: give the numbers back)",
    ),
    (
        ("ValueError",),
        r"^diag requires|^Input must be 1- or 2-d",
        "it asks for the diagonal of something that is no table",
    ),
    (
        ("TypeError",),
        r"'(?:str|dict|NoneType|function)' object cannot be interpreted as an integer",
        "it counts with something that is no whole number: range takes one, such as len(…)",
    ),
    (
        ("TypeError",),
        r"^expected a sequence of integers or a single integer",
        "a shape takes whole numbers",
    ),
    (
        ("TypeError",),
        r"must be (?:a string or a )?real number, not '?(?:tuple|list)'?",
        "a pair or a list stands where one number is needed: a function that returns two things "
        "needs two names before the =",
    ),
    (
        ("TypeError",),
        r"must be (?:a string or a )?real number, not '?(dict|str)'?",
        "something of type {0[1]} stands where one number is needed: of a dict take one entry, in "
        "square brackets, by its name in quotes",
    ),
    (
        ("TypeError",),
        r"real number, not '?NoneType|argument 0 of type NoneType",
        "it calculates with None: a function that it uses does not return anything",
    ),
    (
        ("TypeError",),
        r"bad operand type for (?:unary .|abs\(\)): '(?:dict|str|list|tuple)'"
        r"|argument 0 of type dict|ufunc '\w+' not supported for the input types|add\.reduce",
        "it calculates with a text, a list, a tuple or a dict as if it were a number: take its "
        "entries one at a time (taking a dict apart gives the names of its entries alone)",
    ),
    (
        ("TypeError",),
        r"'dict_(?:items|keys|values)' object is not subscriptable",
        "it numbers the entries of a dict: an entry is asked for in square brackets after the dict "
        "itself, by its name in quotes",
    ),
    (
        ("TypeError",),
        r"'(?:tuple|str)' object does not support item assignment",
        "it writes into a tuple or a text, which cannot be changed: a list or an array can",
    ),
    (
        ("TypeError",),
        r"'out' must be an array|return arrays must be of ArrayType",
        "a function of numpy's was handed one thing too many, and takes it for the place of its "
        "answer",
    ),
    (
        ("TypeError",),
        r"takes at most \d+ argument|expected at most \d+ argument|missing required argument",
        "a call gives other arguments than the function takes: compare the two brackets",
    ),
    (
        ("TypeError",),
        r"'numpy\.ndarray' object is not an iterator",
        "next takes what gives one thing after the other, and not an array: take its entry by "
        "place, or a for loop",
    ),
    (
        ("AttributeError",),
        r"module '([\w.]+)' has no attribute '(\w+)'",
        "{0[1]} has nothing called {0[2]}: check the spelling",
    ),
]
