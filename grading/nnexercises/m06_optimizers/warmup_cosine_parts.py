"""What the mistakes and the accepted answers of `warmup_cosine` share."""

import math
from collections.abc import Callable


def cosine(
    progress: Callable = lambda step, total, warmup: (step - warmup) / (total - warmup),
    shape: Callable = lambda q: (1 + math.cos(math.pi * q)) / 2,
    up: Callable = lambda step, high, low, warmup: high * step / warmup,
    between: Callable = lambda high, low, part: low + (high - low) * part,
    clamp: Callable = lambda q: min(q, 1.0),
) -> Callable:
    """Warmup and cosine as it should be, but for what is given."""

    def warmup_cosine(step, total, lr_max, lr_min, warmup):
        if step < warmup:
            return up(step, lr_max, lr_min, warmup)
        return between(lr_max, lr_min, shape(clamp(progress(step, total, warmup))))

    return warmup_cosine
