"""What the mistakes and the accepted answers of `RMSProp` share."""

from typing import ClassVar

import numpy as np

from nnexercises.m06_optimizers.variants import Stepping


class SteppingRMSProp(Stepping):
    options: ClassVar[dict[str, object]] = {"beta": 0.99, "eps": 1e-8}
    slots = 1

    def remember(self, w, g, s):
        return [self.beta * s + (1 - self.beta) * g**2]

    def move(self, w, g, s):
        return g / (np.sqrt(s) + self.eps)
