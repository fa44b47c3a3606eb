"""How many automatic mistakes slip through, and how many known ones are named? Prints a table.

    python tests/benchmarks/mutation_table.py [hidden seeds, default 5]

For every exercise: mutants of the reference's source; those that change no value (judged at freely
drawn inputs); of the others, how many are rejected at the visible probes and at the hidden ones of
every seed; how many of the rejected get a diagnosis that says more than "wrong" (a named mistake, a
factor, two slips, the first wrong link; a crash or a form told in words). And for the known
misconceptions: rejected, and named with their own sentence, visible and at every seed.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "exercises"))

from chainrule.checking.diagnosing import Diagnosis, diagnose
from chainrule.checking.tables import Table
from chainrule.probing import run_probes
from mutants import changes_values, mutants_of

from autograders.exercises import EXERCISES, Exercise

NAMED = {"misconception", "factor", "two_slips", "first_wrong_link", "near"}
TOLD = {"crashed", "form", "not_started"}
COLUMNS = (
    ("exercise", 13),
    ("mutants", 8),
    ("equal", 6),
    ("killed", 9),
    ("named", 6),
    ("told", 5),
    ("unknown", 8),
    ("mistakes", 9),
    ("rejected", 9),
    ("named", 7),
)


def main(seeds: int = 5) -> int:
    """Print the table; the exit code is 1 when a mutant survives or a mistake is not named."""
    print("".join(name.rjust(width) for name, width in COLUMNS))
    total: Counter[str] = Counter()
    survivors: list[str] = []
    for exercise in EXERCISES.values():
        counts, alive = examine(exercise, (None, *range(seeds)))
        total += counts
        survivors += [f"{exercise.name}: {change}" for change in alive]
        print(row(exercise.name, counts))
    print(row("all", total))
    for survivor in survivors:
        print("survives:", survivor)
    return int(bool(survivors) or total["named mistakes"] < total["mistakes"])


def examine(exercise: Exercise, seeds: tuple[int | None, ...]) -> tuple[Counter[str], list[str]]:
    """The counts of one exercise, and the changes of the mutants that pass somewhere."""
    tables = [exercise.table(seed) for seed in seeds]
    counts: Counter[str] = Counter()
    survivors = []
    for mutant in mutants_of(exercise.reference):
        counts["mutants"] += 1
        if not changes_values(exercise, mutant):
            counts["equal"] += 1
            continue
        verdicts = [verdict(mutant.function, table) for table in tables]
        if any(found.kind == "right" for found in verdicts):
            survivors.append(mutant.change)
            continue
        counts["killed"] += 1
        visible = verdicts[0].kind
        counts["named" if visible in NAMED else "told" if visible in TOLD else "unknown"] += 1
    for known in exercise.misconceptions:
        counts["mistakes"] += 1
        verdicts = [verdict(known.wrong, table) for table in tables]
        counts["rejected mistakes"] += all(found.share < 1 for found in verdicts)
        counts["named mistakes"] += all(found.name == known.name for found in verdicts)
    return counts, survivors


def verdict(function, table: Table) -> Diagnosis:
    """What is said about a function at a table's probes."""
    return diagnose(run_probes(function, table.driver, table.probes), table)


def row(name: str, counts: Counter[str]) -> str:
    """One line of the table."""
    cells = (
        name,
        counts["mutants"],
        counts["equal"],
        f"{counts['killed']}/{counts['mutants'] - counts['equal']}",
        counts["named"],
        counts["told"],
        counts["unknown"],
        counts["mistakes"],
        counts["rejected mistakes"],
        counts["named mistakes"],
    )
    return "".join(str(cell).rjust(w) for cell, (_, w) in zip(cells, COLUMNS, strict=True))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
