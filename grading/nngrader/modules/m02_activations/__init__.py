"""Module 2, activations: what is asked, how it is tested, what goes wrong.

A file for each group of exercises; `arrays` has the inputs that all of them are tried with.
"""

from nngrader.declare import Module
from nngrader.modules.m02_activations.rectifiers import LEAKY_RELU, RELU
from nngrader.modules.m02_activations.slopes import RELU_GRAD, SIGMOID_GRAD, TANH_GRAD
from nngrader.modules.m02_activations.smooth import GELU, SILU
from nngrader.modules.m02_activations.softmax import SOFTMAX
from nngrader.modules.m02_activations.squashing import SIGMOID, TANH

MODULE = Module(
    number=2,
    assignment="02_activations",
    title="Activations",
    exercises=(
        SIGMOID,
        TANH,
        RELU,
        LEAKY_RELU,
        GELU,
        SILU,
        SOFTMAX,
        SIGMOID_GRAD,
        TANH_GRAD,
        RELU_GRAD,
    ),
)
