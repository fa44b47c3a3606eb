"""From what an author writes to what a student gets.

`solutions/NN_name.py` is the only thing an author edits. `build` reads it (`source`, which lifts
the author's `notes` out), looks for mistakes and computes every number in it (`lint`), runs it
(`solution`), lets nbgrader take the answers out (`lesson`, `clear_answers`), and writes the values
that `check` compares with (`check_table`). Nothing is replaced until everything has worked.
"""

from pathlib import Path

__path__.append(str(Path(__file__).parent / "old_names"))  # last, so that they hide nothing
