"""Module 5, the training loop: what is asked, how it is tested, what goes wrong.

A file for each exercise, and beside it what is known of wrong and of other right answers.
`drawing` has what several exercises share.
"""

from nnexercises.m05_training_loop import (
    accuracy,
    confusion_matrix,
    dropout,
    early_stop,
    init_params,
    iterate_minibatches,
    l2_penalty,
    precision_recall,
    save_load,
    standardize,
    train,
)
from nngrader.declare import Module

MODULE = Module(
    number=5,
    assignment="05_training_loop",
    title="The training loop",
    exercises=(
        standardize.EXERCISE,
        init_params.EXERCISE,
        iterate_minibatches.EXERCISE,
        accuracy.EXERCISE,
        confusion_matrix.EXERCISE,
        precision_recall.EXERCISE,
        l2_penalty.EXERCISE,
        dropout.EXERCISE,
        early_stop.EXERCISE,
        train.EXERCISE,
        save_load.EXERCISE,
    ),
    imports=("nnbasics.data",),
)
