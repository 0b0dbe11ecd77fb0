"""What the mistakes and the accepted answers of `Momentum` share."""

from typing import ClassVar

from nnexercises.m06_optimizers.variants import Stepping


class SteppingMomentum(Stepping):
    options: ClassVar[dict[str, object]] = {"beta": 0.9}
    slots = 1

    def remember(self, w, g, v):
        return [self.beta * v + g]

    def move(self, w, g, v):
        return v
