"""Module 4, backprop: what is asked, how it is tested, what goes wrong."""

from nngrader.declare import Module
from nngrader.modules.m04_backprop.backward import (
    FIT_LINE,
    LINEAR_BACKWARD,
    NUMERICAL_GRADIENT,
    RELU_BACKWARD,
)
from nngrader.modules.m04_backprop.losses import (
    BCE,
    CROSS_ENTROPY,
    CROSS_ENTROPY_GRAD,
    MSE,
    MSE_GRAD,
)
from nngrader.modules.m04_backprop.network import LOSS_AND_GRADIENTS
from nngrader.modules.m04_backprop.value import VALUE

MODULE = Module(
    number=4,
    assignment="04_backprop",
    title="Backprop",
    exercises=(
        MSE,
        MSE_GRAD,
        BCE,
        CROSS_ENTROPY,
        CROSS_ENTROPY_GRAD,
        NUMERICAL_GRADIENT,
        LINEAR_BACKWARD,
        RELU_BACKWARD,
        FIT_LINE,
        LOSS_AND_GRADIENTS,
        VALUE,
    ),
)
