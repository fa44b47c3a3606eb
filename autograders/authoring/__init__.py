"""From what an author writes to what a student gets.

`solutions/NN_name.py` is the only thing an author edits. `build` reads it (`source`), looks for
mistakes (`lint`), runs it (`solution`), lets nbgrader take the answers out (`lesson`), and writes
the values that `check` compares with (`tables`). Nothing is replaced until everything has worked.
"""
