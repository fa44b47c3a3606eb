"""Dotted names of before `lint/`, which stand in older copies of nbgrader_config.py."""
