"""What the mistakes and the accepted answers of `AdamW` share."""

from typing import ClassVar

from nnexercises.m06_optimizers.moments import SteppingAdam


class SteppingAdamW(SteppingAdam):
    options: ClassVar[dict[str, object]] = {
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0.01,
    }

    def adam(self, w, g, m, v):
        return super().move(w, g, m, v)

    def decay(self, w):
        return self.weight_decay * w

    def move(self, w, g, m, v):
        return self.adam(w, g, m, v) + self.decay(w)
