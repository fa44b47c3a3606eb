"""The former name of gradebook/elsewhere.py."""

from autograders.grading.gradebook.elsewhere import teach_nbgrader

__all__ = ["teach_nbgrader"]
