"""The former name of gradebook/autograde.py."""

from autograders.grading.gradebook.autograde import Execute, Merge, SubmissionExporter

__all__ = ["Execute", "Merge", "SubmissionExporter"]
