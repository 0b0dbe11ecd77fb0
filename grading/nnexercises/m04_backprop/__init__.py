"""Module 4, backprop: what is asked, how it is tested, what goes wrong.

A file for each exercise, and beside it what is known of wrong and of other right answers.
`logits` and `squared_errors` have what several exercises share.
"""

from nnexercises.m04_backprop import (
    Value,
    bce,
    cross_entropy,
    cross_entropy_grad,
    fit_line,
    linear_backward,
    loss_and_gradients,
    mse,
    mse_grad,
    numerical_gradient,
    relu_backward,
)
from nngrader.declare import Module

MODULE = Module(
    number=4,
    assignment="04_backprop",
    title="Backprop",
    exercises=(
        mse.EXERCISE,
        mse_grad.EXERCISE,
        bce.EXERCISE,
        cross_entropy.EXERCISE,
        cross_entropy_grad.EXERCISE,
        numerical_gradient.EXERCISE,
        linear_backward.EXERCISE,
        relu_backward.EXERCISE,
        fit_line.EXERCISE,
        loss_and_gradients.EXERCISE,
        Value.EXERCISE,
    ),
)
