"""The still figures of the lessons. Each function returns a matplotlib `Figure`.

None of them uses pyplot, so a figure that is a cell's last line is shown once. They take
plain arrays and functions, and leave what they are given as it is. One idea a file; all of
them are called from here: ``figures.loss_curves(...)``.
"""

from nnbasics.figures.confusion import confusion_matrix
from nnbasics.figures.curves import function_and_derivative, loss_curves
from nnbasics.figures.graph import computational_graph
from nnbasics.figures.histograms import layer_histograms
from nnbasics.figures.images import image_grid, weight_images
from nnbasics.figures.landscape import loss_landscape
from nnbasics.figures.neuron import gates, layer_shapes, neuron_diagram, xor_diagonals
from nnbasics.figures.regions import decision_regions, probability_map

__all__ = [
    "computational_graph",
    "confusion_matrix",
    "decision_regions",
    "function_and_derivative",
    "gates",
    "image_grid",
    "layer_histograms",
    "layer_shapes",
    "loss_curves",
    "loss_landscape",
    "neuron_diagram",
    "probability_map",
    "weight_images",
    "xor_diagonals",
]
