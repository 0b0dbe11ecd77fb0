"""Module 3, networks: what is asked, how it is tested, what goes wrong."""

from nngrader.declare import Module
from nngrader.modules.m03_networks.collapsing import COLLAPSE
from nngrader.modules.m03_networks.forward import HIDDEN_ACTIVATIONS, MLP_FORWARD, PREDICT
from nngrader.modules.m03_networks.layers import LINEAR, RECEPTIVE_SHAPES
from nngrader.modules.m03_networks.xor import XOR_PARAMS

MODULE = Module(
    number=3,
    assignment="03_networks",
    title="Networks",
    exercises=(
        LINEAR,
        MLP_FORWARD,
        HIDDEN_ACTIVATIONS,
        PREDICT,
        COLLAPSE,
        XOR_PARAMS,
        RECEPTIVE_SHAPES,
    ),
)
