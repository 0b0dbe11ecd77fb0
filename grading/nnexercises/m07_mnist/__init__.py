"""Module 7, MNIST: what is asked, how it is tested, what goes wrong.

A file for each exercise, and beside it what is known of wrong and of other right answers.

torch is imported inside of functions: every command reads the declarations, and few need it.
"""

from nnexercises.m07_mnist import (
    build_torch_mlp,
    evaluate,
    fit,
    normalize_images,
    one_hot,
    top_confusions,
    torch_train_step,
    train_validation_split,
)
from nngrader.declare import Module

MODULE = Module(
    number=7,
    assignment="07_mnist",
    title="MNIST",
    exercises=(
        normalize_images.EXERCISE,
        one_hot.EXERCISE,
        train_validation_split.EXERCISE,
        fit.EXERCISE,
        evaluate.EXERCISE,
        top_confusions.EXERCISE,
        build_torch_mlp.EXERCISE,
        torch_train_step.EXERCISE,
    ),
    imports=("nnbasics.data", "torch", "torch._dynamo"),
)
