"""Looks for answers in code that can be imported: calls all it finds with an exercise's inputs.

`search` runs in the student's process, which has nothing of the tests: it needs only its own text,
numpy and the student package.
"""

import contextlib
import functools
import types

STRANGERS = ("anywidget", "builtins", "ipywidgets", "traitlets")
"""Homes of methods that figures inherit: they know nothing of an exercise."""


def search(package, questions):
    """Ways to right answers below `package`: {exercise: [path, …]}.

    questions: {exercise: (names of its parameters, [(args, kwargs, right), …])}.
    """
    import io
    import warnings

    found = {}
    with contextlib.ExitStack() as held:
        held.enter_context(contextlib.redirect_stdout(io.StringIO()))
        held.enter_context(warnings.catch_warnings())
        held.enter_context(nobody_looking())
        warnings.simplefilter("ignore")
        callables = everything_callable(package)
        for exercise, (names, cases) in questions.items():
            asked = [case for case in map(with_due, cases) if case[2]]
            for path, thing in callables.items():
                ways = right_ways(thing, names, asked)
                if ways:
                    found.setdefault(exercise, []).append(f"{path}{ways[0]}")
    return found


@contextlib.contextmanager
def nobody_looking():
    """Nothing is made ready for a page: IPython draws no error that arises while something is
    shown, and a widget gets neither a line to a browser nor the traits of its script and style,
    for which a class is made each time. All this lasts longer than what is searched for."""
    import sys
    from unittest.mock import patch

    import anywidget
    import ipywidgets

    def without_script(widget, *args, **kwargs):
        super(anywidget.AnyWidget, widget).__init__(*args, **kwargs)

    shells = sys.modules.get("IPython.core.interactiveshell")
    with contextlib.ExitStack() as held:
        if shells is not None:
            nothing = patch.object(shells.InteractiveShell, "showtraceback", lambda *a, **k: None)
            held.enter_context(nothing)
        held.enter_context(patch.object(ipywidgets.Widget, "open", lambda widget: None))
        held.enter_context(patch.object(anywidget.AnyWidget, "__init__", without_script))
        yield


def everything_callable(package):
    """Functions, methods and classes of a package by their path, private ones included."""
    import importlib
    import pkgutil
    import sys

    known = {package.__name__: package}
    known.update({n: m for n, m in sys.modules.items() if n.startswith(package.__name__ + ".")})
    for folder in [m for m in known.values() if hasattr(m, "__path__")]:
        for module in pkgutil.walk_packages(folder.__path__, folder.__name__ + "."):
            try:
                known[module.name] = importlib.import_module(module.name)
            except BaseException:  # what cannot be imported cannot be called
                continue
    modules = list(known.values())
    found, seen = {}, set()

    def add(path, thing, depth):
        if id(thing) in seen or depth > 4:
            return
        seen.add(id(thing))
        if isinstance(thing, dict):
            inner = thing.items()
        elif isinstance(thing, (list, tuple)):
            inner = enumerate(thing)
        elif isinstance(thing, type):
            if not thing.__module__.startswith(package.__name__.split(".")[0]):
                return
            found[path] = thing
            inner = vars(thing).items()
        elif callable(thing):
            home = getattr(thing, "__module__", None) or package.__name__
            if isinstance(home, str) and home.startswith(package.__name__.split(".")[0]):
                found[path] = thing
            inner = getattr(thing, "__dict__", {}).items()
        elif type(thing).__module__.startswith(package.__name__.split(".")[0]):
            inner = getattr(thing, "__dict__", {}).items()
        else:
            return
        for name, part in list(inner):
            if not str(name).startswith("__"):
                add(f"{path}.{name}", part, depth + 1)

    for module in modules:
        for name, thing in list(vars(module).items()):
            if not name.startswith("__"):
                add(f"{module.__name__}.{name}", thing, 0)
    return found


def answers_of(thing, names, args, kwargs):
    """What calling `thing` with these inputs, or with some of them, gives: {way: numbers}."""
    found = {}

    def note(way, call):
        try:
            value = call()
            if callable(value) and "at" in kwargs:
                value = [value(point) for point in kwargs["at"]]
            found[way] = numbers(value)
            return value
        except BaseException:  # any refusal is as good as any other
            return None

    if fits(thing, len(args), tuple(kwargs)):
        note("(*args)", lambda: thing(*args, **kwargs))
    for index, one in enumerate(args) if (kwargs or len(args) > 1) and fits(thing, 1) else ():
        note(f"(args[{index}])", lambda one=one: thing(one))
    if isinstance(thing, type):
        taken = {settled(thing, name): value for name, value in zip(names, args, strict=False)}
        made = None
        for chosen in (taken, *({name: taken[name]} for name in taken if len(taken) > 1)):
            if may_take(thing, chosen):
                made = made or note("(**args)", lambda chosen=chosen: thing(**chosen))
        own = [part for part in thing.__mro__ if not part.__module__.startswith(STRANGERS)]
        for name in {name: 0 for part in own for name in vars(part)} if made is not None else ():
            if name.startswith("__"):
                continue
            value = note(f"(**args).{name}", lambda name=name: getattr(made, name))
            if callable(value):
                note(f"(**args).{name}()", value)
                note(f"(**args).{name}(args[0])", lambda value=value: value(args[0]))
    return found


def fits(thing, count, names=()):
    """Can a call with so many arguments, and with others by these names, begin? Of a function of
    Python's that is known without calling it."""
    return not isinstance(thing, types.FunctionType) or _fits(thing, count, names)


@functools.cache
def _fits(function, count, names):
    import inspect

    signature = inspect.signature(function, follow_wrapped=False)
    try:
        signature.bind(*range(count), **dict.fromkeys(names))
    except TypeError:
        return False
    return True


def settled(kind, name):
    """The setting of a class that a parameter of this name is likely to be: pedal for p."""
    settings = [*getattr(kind, "settings", ()), name]
    return next(one for one in settings if one == name or (len(name) == 1 and one[0] == name))


def may_take(kind, names):
    """A figure refuses a setting that it does not have, whatever its value, in the end."""
    import inspect

    if not hasattr(kind, "settings"):
        return True
    known = {*inspect.signature(kind).parameters, *kind.class_trait_names()}
    for more in ("dropped", "functions"):  # a stand-in takes these, too
        known.update(getattr(kind, more, ()))
    return known.issuperset(names)


def numbers(value, depth=0):
    """All numbers in a value, in order, flat."""
    import numpy as np

    if isinstance(value, (bool, str, bytes)) or value is None or depth > 5:
        return []
    if isinstance(value, (int, float, np.number)):
        return [float(value)]
    if isinstance(value, np.ndarray):
        return [float(v) for v in value.ravel()[:50]] if value.dtype.kind in "iuf" else []
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [number for item in value[:50] for number in numbers(item, depth + 1)]
    return []


def same(a, b):
    import math

    return math.isclose(a, b, rel_tol=1e-7, abs_tol=1e-12)


def with_due(case):
    """A case with the numbers of its right value that tell something: none of its inputs'."""
    args, kwargs, value = case
    plain = [*numbers((args, kwargs)), 0.0, 1.0, -1.0, 2.0]  # these tell nothing
    due = [n for n in numbers(value) if not any(same(n, other) for other in plain)]
    return args, kwargs, due


def right_ways(thing, names, cases):
    """Ways of asking `thing` that give a number of the right answer in two cases or more, and in
    every one to which they answer with a number at all. cases: as `with_due` gives them."""
    right, wrong = {}, set()
    for args, kwargs, due in cases:
        for way, given in answers_of(thing, names, args, kwargs).items():
            if any(same(n, one) for n in given for one in due):
                right[way] = right.get(way, 0) + 1
            elif given:
                wrong.add(way)
        if wrong and not right:
            break
    return [way for way, times in right.items() if times > 1 and way not in wrong]
