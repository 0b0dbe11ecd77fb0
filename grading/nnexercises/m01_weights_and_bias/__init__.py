"""Module 1, weights and bias: what is asked, how it is tested, what goes wrong.

A file for each exercise, and beside it what is known of wrong and of other right answers. `gates`
has what several exercises share.
"""

from nnexercises.m01_weights_and_bias import (
    count_parameters,
    gate_weights,
    layer,
    neuron,
    perceptron_update,
    step,
    train_perceptron,
    weighted_sum,
)
from nngrader.declare import Module

MODULE = Module(
    number=1,
    assignment="01_weights_and_bias",
    title="Weights and bias",
    exercises=(
        weighted_sum.EXERCISE,
        step.EXERCISE,
        neuron.EXERCISE,
        layer.EXERCISE,
        count_parameters.EXERCISE,
        gate_weights.EXERCISE,
        perceptron_update.EXERCISE,
        train_perceptron.EXERCISE,
    ),
)
