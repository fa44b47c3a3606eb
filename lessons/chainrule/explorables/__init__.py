"""Interactive figures of the course (base.py says how to make another one)."""

from .base import CourseWidget
from .slope_microscope import SlopeMicroscope
from .three_number_lines import ThreeNumberLines

__all__ = ["CourseWidget", "SlopeMicroscope", "ThreeNumberLines"]
