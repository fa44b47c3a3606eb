"""Judging a function: is it right, and if not, which mistake is it, in one sentence?

`check` asks for a learner in a notebook, the grader asks at hidden inputs; both go through
`diagnosing`, which compares (`comparing`, `ratios`) what came of the probes with a table of values
(`case`; `tables`, `table_files`), looks for the first wrong part (`links`) and for values of other
cells (`strays`), and finds the words (`wording`, `crashes`, `text`). This wing builds on `probing`
and knows no questions and no figures.
"""

from chainrule.checking.check import CheckFailed, check, forget_tries
from chainrule.checking.tables import Mistake, Table

__all__ = ["CheckFailed", "Mistake", "Table", "check", "forget_tries"]
