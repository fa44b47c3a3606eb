"""Interactive figures of the course (base.py says how to make another one)."""

from .base import CourseWidget
from .conveyor import ConveyorBelt
from .dashboard import Dashboard
from .descent_lab import DescentLab
from .digit_reader import DigitReader
from .graph_stepper import GraphStepper
from .knob_descent import KnobDescent
from .neuron_microscope import NeuronMicroscope
from .nine_knobs import NineKnobs
from .route_tracer import RouteTracer
from .shape_workbench import ShapeWorkbench
from .slope_microscope import SlopeMicroscope
from .three_number_lines import ThreeNumberLines

__all__ = [
    "ConveyorBelt",
    "CourseWidget",
    "Dashboard",
    "DescentLab",
    "DigitReader",
    "GraphStepper",
    "KnobDescent",
    "NeuronMicroscope",
    "NineKnobs",
    "RouteTracer",
    "ShapeWorkbench",
    "SlopeMicroscope",
    "ThreeNumberLines",
]
