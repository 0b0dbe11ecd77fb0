"""Module 6, optimizers: what is asked, how it is tested, what goes wrong.

A file for each exercise, and beside it what is known of wrong and of other right answers.
`moments`, `programs` and `variants` have what several exercises share.
"""

from nnexercises.m06_optimizers import (
    SGD,
    Adam,
    AdamW,
    Momentum,
    RMSProp,
    clip_gradients,
    minimize,
    step_decay,
    warmup_cosine,
)
from nngrader.declare import Module

MODULE = Module(
    number=6,
    assignment="06_optimizers",
    title="Optimizers",
    exercises=(
        SGD.EXERCISE,
        Momentum.EXERCISE,
        RMSProp.EXERCISE,
        Adam.EXERCISE,
        AdamW.EXERCISE,
        clip_gradients.EXERCISE,
        step_decay.EXERCISE,
        warmup_cosine.EXERCISE,
        minimize.EXERCISE,
    ),
)
