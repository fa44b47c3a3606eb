"""The former name of gradebook/feedback.py."""

from autograders.grading.gradebook.feedback import FeedbackExporter

__all__ = ["FeedbackExporter"]
