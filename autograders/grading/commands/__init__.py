"""The commands of `python3 autograders` that grade: options in, an exit code out."""
