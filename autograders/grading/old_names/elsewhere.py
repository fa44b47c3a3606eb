"""Older copies of nbgrader_config.py call this; nbgrader needs to be taught nothing any more."""


def teach_nbgrader() -> None:
    """Do nothing: what `grade` has read lies in submitted/, too, where nbgrader looks for it."""
