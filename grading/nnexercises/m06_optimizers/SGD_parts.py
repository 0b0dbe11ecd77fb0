"""What the mistakes and the accepted answers of `SGD` share."""

from nnexercises.m06_optimizers.parts import Stepping


class SteppingSGD(Stepping):
    pass
