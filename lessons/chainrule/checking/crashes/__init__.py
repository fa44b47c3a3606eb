"""Errors of Python and numpy in a learner's words.

`explaining` finds the sentence for one. The sentences lie in tables with an entry for each family
of messages: `names_and_calls`, `values_and_shapes`, and `rarer` for what comes now and then.
"""

from chainrule.checking.crashes.explaining import TOLD, as_every_python_says, explain_crash

__all__ = ["TOLD", "as_every_python_says", "explain_crash"]
