"""Module 6, optimizers: what is asked, how it is tested, what goes wrong."""

from nngrader.declare import Module
from nngrader.modules.m06_optimizers.adam import ADAM, ADAMW
from nngrader.modules.m06_optimizers.around import CLIP_GRADIENTS, MINIMIZE
from nngrader.modules.m06_optimizers.descent import MOMENTUM, RMSPROP, SGD
from nngrader.modules.m06_optimizers.schedules import STEP_DECAY, WARMUP_COSINE

MODULE = Module(
    number=6,
    assignment="06_optimizers",
    title="Optimizers",
    exercises=(
        SGD,
        MOMENTUM,
        RMSPROP,
        ADAM,
        ADAMW,
        CLIP_GRADIENTS,
        STEP_DECAY,
        WARMUP_COSINE,
        MINIMIZE,
    ),
)
