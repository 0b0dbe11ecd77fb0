"""Module 3, networks: what is asked, how it is tested, what goes wrong.

A file for each exercise, and beside it what is known of wrong and of other right answers.
`forward` and `samples` have what several exercises share.
"""

from nnexercises.m03_networks import (
    collapse,
    hidden_activations,
    linear,
    mlp_forward,
    predict,
    receptive_shapes,
    xor_params,
)
from nngrader.declare import Module

MODULE = Module(
    number=3,
    assignment="03_networks",
    title="Networks",
    exercises=(
        linear.EXERCISE,
        mlp_forward.EXERCISE,
        hidden_activations.EXERCISE,
        predict.EXERCISE,
        collapse.EXERCISE,
        xor_params.EXERCISE,
        receptive_shapes.EXERCISE,
    ),
)
