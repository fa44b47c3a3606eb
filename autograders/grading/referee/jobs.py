"""One notebook judged wherever it may be: in this process, in a pool's, or on another machine.

A job and its answer are plain data. This process's warm student process serves all of its jobs; a
sandbox, or a grader, that fails gets a second try, here for every road that leads to a verdict.
"""

import json
import re
import threading
from dataclasses import dataclass

import nbformat

from autograders.grading.conditions import ORDINARY, Conditions
from autograders.grading.notebooks.cells import is_marked_by_hand
from autograders.grading.notebooks.for_show import cells_for_show
from autograders.grading.notebooks.results import Result
from autograders.grading.referee import trial
from autograders.grading.sandbox import warm
from autograders.grading.sandbox.warm import close_zygotes
from autograders.grading.sandbox.zygote import SandboxFailed, Zygote
from autograders.grading.text import kind_and_text

__all__ = ["Failure", "Job", "close_zygotes", "evaluate_job", "outcome", "zygote"]

_one_at_a_time = threading.Lock()
"""A process judges one notebook at a time, also where a cluster's worker has several threads."""


@dataclass(frozen=True)
class Job:
    """One merged notebook to judge; draws: does it need matplotlib?"""

    notebook: str
    seed: int
    unprotected: bool = False
    conditions: Conditions = ORDINARY
    draws: bool = False

    @classmethod
    def of(
        cls,
        notebook: nbformat.NotebookNode,
        seed: int,
        unprotected: bool = False,
        conditions: Conditions = ORDINARY,
    ) -> "Job":
        """A job of plain data from a notebook."""
        plain = json.dumps(_without_attachments(notebook))
        return cls(plain, seed, unprotected, conditions, draws(notebook))


def _without_attachments(notebook: nbformat.NotebookNode) -> dict:
    """The same cells; pictures in an answer are for who marks it, and may be megabytes."""
    cells = [
        {key: cell[key] for key in cell if key != "attachments"} if "attachments" in cell else cell
        for cell in notebook.cells
    ]
    return {**notebook, "cells": cells}


def draws(notebook: nbformat.NotebookNode) -> bool:
    """Does it draw with matplotlib, as far as its text says?

    A lesson's own pictures are drawn where somebody looks at the notebook to mark it, and where
    they are handed to `display` in a cell that runs.
    """
    left_out = cells_for_show(notebook.cells)
    run = (cell for place, cell in enumerate(notebook.cells) if place not in left_out)
    code = "\n".join(cell.source for cell in run if cell.cell_type == "code")
    if re.search(r"^\s*(?:import|from) +matplotlib\b", code, re.MULTILINE):
        return True
    imported = re.findall(r"^from chainrule\.pictures import ([\w, ]+)$", code, re.MULTILINE)
    names = {name.strip() for found in imported for name in found.split(",")}
    call = "{}(" if any(map(is_marked_by_hand, notebook.cells)) else "display({}("
    return any(call.format(name) in code for name in names)


@dataclass(frozen=True)
class Failure:
    """The grader itself failed: never the student's fault, never a score."""

    reason: str


def evaluate_job(job: Job) -> dict:
    """Judge one job: {"result": …}, or {"failed": reason} when the sandbox, or the grader, fails
    twice, or the tests are not reached. No notebook, whatever is in it, ends the run for others."""
    notebook = nbformat.from_dict(json.loads(job.notebook))
    reason = "unknown"
    with _one_at_a_time:
        for _ in range(2):
            try:
                done = trial.evaluate(notebook, job.seed, zygote(job), job.conditions.time)
                return {"result": done.to_json()}
            except trial.OutOfTime as failure:  # it would be the same again
                return {"failed": str(failure)}
            except SandboxFailed as failure:
                reason = str(failure)
                close_zygotes()
            except Exception as failure:
                reason = f"the grader stops with {kind_and_text(failure)}"
                close_zygotes()
    return {"failed": reason}


def outcome(answer: dict) -> Result | Failure:
    """What `evaluate_job` has answered."""
    if "failed" in answer:
        return Failure(answer["failed"])
    return Result.from_json(answer["result"])


def zygote(job: Job) -> Zygote:
    """The warm student process that serves this job."""
    return warm.zygote(job.unprotected, job.conditions, job.draws)
