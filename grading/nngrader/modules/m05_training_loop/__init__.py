"""Module 5, the training loop: what is asked, how it is tested, what goes wrong."""

from nngrader.declare import Module
from nngrader.modules.m05_training_loop.dropping import DROPOUT
from nngrader.modules.m05_training_loop.measuring import (
    ACCURACY,
    CONFUSION_MATRIX,
    PRECISION_RECALL,
)
from nngrader.modules.m05_training_loop.regularizing import EARLY_STOP, L2_PENALTY
from nngrader.modules.m05_training_loop.saving import SAVE_LOAD
from nngrader.modules.m05_training_loop.shuffling import ITERATE_MINIBATCHES
from nngrader.modules.m05_training_loop.standardizing import STANDARDIZE
from nngrader.modules.m05_training_loop.starting import INIT_PARAMS
from nngrader.modules.m05_training_loop.training import TRAIN

MODULE = Module(
    number=5,
    assignment="05_training_loop",
    title="The training loop",
    exercises=(
        STANDARDIZE,
        INIT_PARAMS,
        ITERATE_MINIBATCHES,
        ACCURACY,
        CONFUSION_MATRIX,
        PRECISION_RECALL,
        L2_PENALTY,
        DROPOUT,
        EARLY_STOP,
        TRAIN,
        SAVE_LOAD,
    ),
    imports=("nnbasics.data",),
)
