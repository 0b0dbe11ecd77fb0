"""What the rules, the mistakes and the accepted answers of `init_params` share."""

from collections.abc import Callable

import numpy as np

STDS: dict[str, Callable[[int, int], float]] = {
    "he": lambda d, h: np.sqrt(2 / d),
    "glorot": lambda d, h: np.sqrt(2 / (d + h)),
}
# What the spread may be by mistake.
OTHERS: dict[str, Callable[[int, int], float]] = {
    "he, fan-out": lambda d, h: np.sqrt(2 / h),
    "he, no root": lambda d, h: 2 / d,
    "glorot, no root": lambda d, h: 2 / (d + h),
    "1 over fan-in": lambda d, h: np.sqrt(1 / d),
    "1 over both": lambda d, h: np.sqrt(1 / (d + h)),
    "6 over both": lambda d, h: np.sqrt(6 / (d + h)),
    "6 over fan-in": lambda d, h: np.sqrt(6 / d),
    "root of 2, over fan-in": lambda d, h: np.sqrt(2) / d,
    "one": lambda d, h: 1.0,
}


def initializer(
    *,
    he: Callable = STDS["he"],
    glorot: Callable = STDS["glorot"],
    draw: Callable = lambda rng, d, h, std: rng.normal(0, std, (d, h)),
    bias: Callable = lambda rng, h, std: np.zeros(h),
    each: Callable = lambda rng: rng,
    once: Callable = lambda rng: rng,
    other: Callable | None = None,
    default: str = "he",
) -> Callable:
    """As it should be, but for what is given."""

    def init_params(sizes, rng, scheme=default):
        stds = {"he": he, "glorot": glorot, "zeros": lambda d, h: 0.0}
        if scheme not in stds and other is None:
            raise ValueError(scheme)
        params = []
        rng = once(rng)
        for d, h in zip(sizes[:-1], sizes[1:], strict=True):
            std = stds.get(scheme, other)(d, h)
            params.append((draw(each(rng), d, h, std), bias(rng, h, std)))
        return params

    return init_params
