"""Schedules: a learning rate that changes during training. Steps are counted from 0."""

import math


def step_decay(step: int, lr: float, drop: float, every: int) -> float:
    """The learning rate times ``drop`` after each ``every`` steps."""
    return lr * drop ** (step // every)


def warmup_cosine(step: int, total: int, lr_max: float, lr_min: float, warmup: int) -> float:
    """Straight up from 0 to lr_max in ``warmup`` steps, then half a cosine down to lr_min.

    lr_min is reached at step ``total`` and kept; ``warmup < total``.
    Source: Loshchilov and Hutter (2017), equation 5, and Goyal et al. (2017) for the warmup.
    """
    if step < warmup:
        return lr_max * step / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)  # 0 at the top, 1 at the end
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * progress)) / 2
