"""The still figures of the lessons. Each function returns a matplotlib `Figure`.

None of them uses pyplot, so a figure that is a cell's last line is shown once. They take
plain arrays and functions, and leave what they are given as it is. One idea a file; all of
them are called from here: ``figures.loss_curves(...)``. `figures.style` has the look that
they share.
"""

from nnbasics.figures.adaptation import attention_maps, over_examples
from nnbasics.figures.confusion import confusion_matrix
from nnbasics.figures.curves import function_and_derivative, loss_curves
from nnbasics.figures.fair import over_rates, spread
from nnbasics.figures.graph import computational_graph
from nnbasics.figures.histograms import layer_histograms
from nnbasics.figures.images import image_grid, weight_images
from nnbasics.figures.landscape import loss_landscape
from nnbasics.figures.networks import (
    gaps_by_width,
    line_with_kinks,
    more_dimensions,
    network_diagram,
    solved_counts,
    zigzags,
)
from nnbasics.figures.neuron import gates, layer_shapes, neuron_diagram, xor_diagonals
from nnbasics.figures.regions import decision_regions, probability_map

__all__ = [
    "attention_maps",
    "computational_graph",
    "confusion_matrix",
    "decision_regions",
    "function_and_derivative",
    "gaps_by_width",
    "gates",
    "image_grid",
    "layer_histograms",
    "layer_shapes",
    "line_with_kinks",
    "loss_curves",
    "loss_landscape",
    "more_dimensions",
    "network_diagram",
    "neuron_diagram",
    "over_examples",
    "over_rates",
    "probability_map",
    "solved_counts",
    "spread",
    "weight_images",
    "xor_diagonals",
    "zigzags",
]
