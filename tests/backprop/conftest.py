"""Hypothesis's examples may take as long as they need: no test measures a busy machine."""

from hypothesis import settings

settings.register_profile("course", deadline=None)
settings.load_profile("course")
