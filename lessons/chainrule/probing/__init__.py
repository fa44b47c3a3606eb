"""Trying a function: inputs go to it, and what happened comes back as plain data.

Nothing here judges. The same code runs beside the learner's function in a notebook and in the
grader's sandbox, so this wing knows neither checks nor questions: `plain` (values as data),
`lending` (right helpers for a while), `surroundings` (the names that they stand behind),
`objects` and `drivers` (how a function, a class, an iterator is used), `probes` (what is tried,
what came of it), `nothing` (what the code of a function tells that gave None), `whereabouts` (the
line at which one stopped), `run_probes` (the trying itself).
"""

from chainrule.probing.probes import IN_PLACE, REMARKS, Outcome, Probe, steps
from chainrule.probing.run_probes import run_probes

__all__ = ["IN_PLACE", "REMARKS", "Outcome", "Probe", "run_probes", "steps"]
