"""The former name of clear_answers.py."""

from autograders.authoring.clear_answers import CODE_STUB, GENERATE_ASSIGNMENT

__all__ = ["CODE_STUB", "GENERATE_ASSIGNMENT"]
