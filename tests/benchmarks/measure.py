"""The benchmark's command line, run in the course's environment (__main__.py leads here).

Each part is measured in a process of its own: a part that fails or hangs costs its own lines only,
and a browser's event loop never meets a notebook's.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path

from measured.hand import ROOT, scratch
from measured.lines import Line
from measured.machine import description
from measured.parts import PARTS, Part, part
from measured.table import HEADLINES, Outcome, headlines, markdown, put_into

GRACE = 20  # seconds that an ended part has for stopping its servers


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.child:
        return measure_here(part(options.child), options.into, options.quick)
    also = {name for name in ("suite", "grades") if getattr(options, name)}
    wanted = [
        one
        for one in PARTS
        if (one.name in options.only if options.only else not one.optional or one.name in also)
    ]
    machine = description()
    outcomes = [measure_apart(one, options.quick) for one in wanted]
    table = markdown(machine, outcomes)
    print(table)
    failed = [outcome.part.name for outcome in outcomes if outcome.failure]
    if failed:
        again = " ".join(f"--only {name}" for name in failed)
        print(f"Not measured: {', '.join(failed)}. Try again with {again}.", file=sys.stderr)
    if options.write and failed:
        print("tests/README.md stays as it was: its table should be whole.", file=sys.stderr)
    elif options.write:
        put_into(ROOT / "tests/README.md", table)
        put_into(ROOT / "README.md", headlines(table), HEADLINES)
        print("The table is in tests/README.md, its headlines in README.md.", file=sys.stderr)
    return int(bool(failed))


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 tests/benchmarks")
    parser.add_argument("--only", action="append", choices=[one.name for one in PARTS])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--suite", action="store_true")
    parser.add_argument("--grades", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.write and (options.only or options.quick):
        parser.error("--write wants the whole table: leave --only and --quick out")
    return options


def measure_apart(one: Part, quick: bool) -> Outcome:
    """Measure a part in a process of its own, which is ended when it takes too long."""
    print(f"{one.name}:", file=sys.stderr, flush=True)
    began = time.monotonic()
    with scratch() as folder:
        result = folder / "result.json"
        command = [sys.executable, __file__, "--child", one.name, "--into", str(result)]
        # What it puts aside goes with `folder`, however it ends.
        inside = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))}
        child = subprocess.Popen(
            [*command, *["--quick"] * quick], env=inside, start_new_session=True
        )
        try:
            child.wait(one.limit)
        except subprocess.TimeoutExpired:
            return Outcome(one, failure=f"it took more than {one.limit} s")
        finally:
            end(child)
        told = json.loads(result.read_text("utf-8")) if result.exists() else {}
    print(f"  {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    if child.returncode or "lines" not in told:
        return Outcome(one, failure=told.get("failure") or f"it ended with {child.returncode}")
    lines = (Line(**{**line, "samples": tuple(line["samples"])}) for line in told["lines"])
    return Outcome(one, tuple(lines))


def end(child: subprocess.Popen) -> None:
    """Let the part stop what it started; then end what is left of its own process group."""
    if child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    elif child.poll() is None:
        child.kill()
    child.wait()


def measure_here(one: Part, into: Path, quick: bool) -> int:
    """Measure a part and leave its lines, or why there are none, in the file `into`."""
    try:
        told = {"lines": [asdict(line) for line in one.measurer()(quick)]}
    except (Exception, outcomes_of_tests()) as error:
        traceback.print_exc()
        told = {"failure": f"{type(error).__name__}: {str(error).strip()[:200]}"}
    into.write_text(json.dumps(told), encoding="utf-8")
    return 0


def outcomes_of_tests() -> type[BaseException]:
    """What the tests' helpers raise when they give up: no Exception, but no exit either."""
    import pytest

    return pytest.fail.Exception


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `finally` is heard
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped. tests/README.md stays as it was.")
