"""Module 7, MNIST: what is asked, how it is tested, what goes wrong."""

from nngrader.declare import Module
from nngrader.modules.m07_mnist.evaluating import EVALUATE, TOP_CONFUSIONS
from nngrader.modules.m07_mnist.fitting import FIT
from nngrader.modules.m07_mnist.in_torch import BUILD_TORCH_MLP, TORCH_TRAIN_STEP
from nngrader.modules.m07_mnist.pixels import NORMALIZE_IMAGES, ONE_HOT
from nngrader.modules.m07_mnist.splitting import TRAIN_VALIDATION_SPLIT

MODULE = Module(
    number=7,
    assignment="07_mnist",
    title="MNIST",
    exercises=(
        NORMALIZE_IMAGES,
        ONE_HOT,
        TRAIN_VALIDATION_SPLIT,
        FIT,
        EVALUATE,
        TOP_CONFUSIONS,
        BUILD_TORCH_MLP,
        TORCH_TRAIN_STEP,
    ),
    imports=("nnbasics.data", "torch", "torch._dynamo"),
)
