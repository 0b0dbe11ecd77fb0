"""Module 2, activations: what is asked, how it is tested, what goes wrong.

A file for each exercise, and beside it what is known of wrong and of other right answers.
`arrays`, `slopes`, `smooth` and `squashing` have what several exercises share.
"""

from nnexercises.m02_activations import (
    gelu,
    leaky_relu,
    relu,
    relu_grad,
    sigmoid,
    sigmoid_grad,
    silu,
    softmax,
    tanh,
    tanh_grad,
)
from nngrader.declare import Module

MODULE = Module(
    number=2,
    assignment="02_activations",
    title="Activations",
    exercises=(
        sigmoid.EXERCISE,
        tanh.EXERCISE,
        relu.EXERCISE,
        leaky_relu.EXERCISE,
        gelu.EXERCISE,
        silu.EXERCISE,
        softmax.EXERCISE,
        sigmoid_grad.EXERCISE,
        tanh_grad.EXERCISE,
        relu_grad.EXERCISE,
    ),
)
