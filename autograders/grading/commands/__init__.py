"""`python3 autograders class`, `grade`, `report` and `formgrader`: options in, an exit code out."""
