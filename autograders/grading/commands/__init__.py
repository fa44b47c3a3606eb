"""`python3 autograders grade`, `report` and `formgrader`: options in, an exit code out."""
