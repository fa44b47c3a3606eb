"""Dotted names of before the wings, which stand in older copies of nbgrader_config.py.

An instructor may keep a course folder of their own, with such a copy and a gradebook beside it.
`autograders/grading/__init__.py` lets Python find these modules under `autograders.grading`.
"""
