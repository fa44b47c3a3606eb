"""Interactive figures of the course (base.py says how to make another one)."""

from .base import CourseWidget
from .conveyor import ConveyorBelt
from .cost_ruler import CostRuler
from .dashboard import Dashboard
from .depth_lab import DepthLab
from .descent_lab import DescentLab
from .digit_reader import DigitReader
from .graph_stepper import GraphStepper
from .knob_descent import KnobDescent
from .neuron_graph import NeuronGraph
from .neuron_microscope import NeuronMicroscope
from .nine_knobs import NineKnobs
from .route_tracer import RouteTracer
from .shape_workbench import ShapeWorkbench
from .slope_microscope import SlopeMicroscope
from .three_number_lines import ThreeNumberLines

__all__ = [
    "ConveyorBelt",
    "CostRuler",
    "CourseWidget",
    "Dashboard",
    "DepthLab",
    "DescentLab",
    "DigitReader",
    "GraphStepper",
    "KnobDescent",
    "NeuronGraph",
    "NeuronMicroscope",
    "NineKnobs",
    "RouteTracer",
    "ShapeWorkbench",
    "SlopeMicroscope",
    "ThreeNumberLines",
]
