"""What the benchmark measures, one module for each part of its table.

A part's module has `measure(quick) -> list[Line]`; parts.py lists them all. table.py writes the
table and puts it into tests/README.md, machine.py says on what kind of machine. The hand for
JupyterLab and the browser is the tests' own, in tests/support.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[3]))
