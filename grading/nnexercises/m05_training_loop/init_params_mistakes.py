"""Mistakes that are known with `init_params`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nnexercises.m05_training_loop.init_params_parts import OTHERS, STDS, initializer
from nngrader.declare import Mistake


def _consuming(sizes, rng, scheme="he"):
    params = []
    d = sizes.pop(0)
    while sizes:
        h = sizes.pop(0)
        params.append(initializer()([d, h], rng, scheme)[0])
        d = h
    return params


def _default_is_zeros(sizes, rng, scheme="he"):
    """An if without an end: what is not known stays at 0."""
    known = scheme in ("he", "glorot")
    return initializer()(sizes, rng, scheme if known else "zeros")


def _looks_up(sizes, rng, scheme="he"):
    {"he": 1, "glorot": 2, "zeros": 3}[scheme]
    return initializer()(sizes, rng, scheme)


def _only(name: str, std: Callable) -> Callable:
    """A wrong formula for one scheme."""
    return initializer(**{name: std})


_NO_ROOTS = {"he": OTHERS["he, no root"], "glorot": OTHERS["glorot, no root"]}


MISTAKES = (
    Mistake(
        "fan-out",
        "He's standard deviation was taken from the layer's outputs; it is made from its "
        "inputs, the rows of W.",
        _only("he", OTHERS["he, fan-out"]),
    ),
    Mistake(
        "missing-sqrt",
        "The weights are far too small: a square root is missing in their standard deviation.",
        initializer(**_NO_ROOTS),
        _only("he", OTHERS["he, no root"]),
        _only("glorot", OTHERS["glorot, no root"]),
        _only("he", OTHERS["root of 2, over fan-in"]),
    ),
    Mistake(
        "bias-random",
        "The biases were drawn too: they are to be 0.",
        initializer(bias=lambda rng, h, std: rng.normal(0, std, h)),
        initializer(bias=lambda rng, h, std: rng.normal(size=h)),
    ),
    Mistake(
        "same-matrix-every-layer",
        "Layers of the same shape have the same weights: each layer needs draws of its own.",
        initializer(each=lambda rng: np.random.default_rng(0)),
        initializer(once=lambda rng: rng.integers(2**32), each=np.random.default_rng),
    ),
    Mistake(
        "generator-ignored",
        "The weights do not come from rng: two generators in the same state have to give the "
        "same weights.",
        initializer(once=lambda rng: np.random.default_rng()),
        initializer(draw=lambda rng, d, h, std: np.random.normal(0, std, (d, h))),  # noqa: NPY002
        initializer(draw=lambda rng, d, h, std: np.random.randn(d, h) * std),  # noqa: NPY002
    ),
    Mistake(
        "same-weights-every-call",
        "Every call gives the same weights: draw from the rng that is passed in, not from one "
        "of your own with a fixed seed.",
        initializer(once=lambda rng: np.random.default_rng(0)),
        initializer(once=lambda rng: np.random.default_rng(42)),
    ),
    Mistake(
        "uniform-not-normal",
        "The standard deviation is right, but the numbers are spread evenly between two "
        "bounds; normal numbers are asked.",
        initializer(draw=lambda rng, d, h, std: rng.uniform(-(3**0.5) * std, 3**0.5 * std, (d, h))),
        initializer(
            draw=lambda rng, d, h, std: rng.uniform(-(3**0.5) * std, 3**0.5 * std, (d, h)),
            other=lambda d, h: 0.0,
        ),
    ),
    Mistake(
        "uniform-to-std",
        "The weights lie evenly between plus and minus the standard deviation; normal numbers "
        "with that deviation are asked.",
        initializer(draw=lambda rng, d, h, std: rng.uniform(-std, std, (d, h))),
    ),
    Mistake(
        "positive-only",
        "The weights are all positive: normal numbers lie on both sides of 0.",
        initializer(draw=lambda rng, d, h, std: rng.random((d, h)) * std),
    ),
    Mistake(
        "not-scaled",
        "The weights have the standard deviation 1, whatever the width of the layers.",
        initializer(draw=lambda rng, d, h, std: rng.normal(size=(d, h)) * bool(std)),
    ),
    Mistake(
        "one-instead-of-two",
        "The weights are too small by a factor of √2: look at the number above the fan-in.",
        _only("he", OTHERS["1 over fan-in"]),
        _only("glorot", OTHERS["1 over both"]),
        initializer(he=OTHERS["1 over fan-in"], glorot=OTHERS["1 over both"]),
    ),
    Mistake(
        "six-instead-of-two",
        "The 6 belongs to Glorot's bounds for evenly spread numbers; asked is the standard "
        "deviation of normal ones.",
        _only("glorot", OTHERS["6 over both"]),
        initializer(he=OTHERS["6 over fan-in"], glorot=OTHERS["6 over both"]),
    ),
    Mistake(
        "he-and-glorot-swapped",
        "The formulas of the two schemes have changed places.",
        initializer(he=STDS["glorot"], glorot=STDS["he"]),
    ),
    Mistake(
        "scheme-ignored",
        "Every scheme gives He's weights.",
        initializer(glorot=STDS["he"], other=STDS["he"]),
        initializer(glorot=STDS["he"]),
        lambda sizes, rng, scheme="he": initializer()(sizes, rng),
    ),
    Mistake(
        "other-names-accepted",
        "It answers for the name of a scheme that it does not know: that has to be a ValueError.",
        initializer(other=STDS["he"]),
        initializer(other=STDS["glorot"]),
        _default_is_zeros,
        lambda sizes, rng, scheme="he": (
            initializer()(sizes, rng, scheme) if scheme in ("he", "glorot", "zeros") else None
        ),
        lambda sizes, rng, scheme="he": (
            initializer()(sizes, rng, scheme) if scheme in ("he", "glorot", "zeros") else []
        ),
    ),
    Mistake(
        "another-error",
        "For an unknown scheme another error was raised: a ValueError is asked.",
        _looks_up,
    ),
    Mistake(
        "default-not-he",
        "Without a scheme it should be He's.",
        initializer(default="zeros"),
    ),
    Mistake(
        "transposed",
        "W lies the wrong way: its shape is (inputs, outputs) of the layer.",
        initializer(draw=lambda rng, d, h, std: rng.normal(0, std, (h, d))),
    ),
    Mistake(
        "bias-has-two-axes",
        "The shape of b is to be (H,), with one axis.",
        initializer(bias=lambda rng, h, std: np.zeros((1, h))),
    ),
    Mistake(
        "bias-of-inputs",
        "b has a number for each input of its layer; it needs one for each output.",
        lambda sizes, rng, scheme="he": [
            (W, np.zeros(len(W))) for W, _ in initializer()(sizes, rng, scheme)
        ],
    ),
    Mistake(
        "equal-neurons",
        "All neurons of a layer have the same weights, and would stay equal for ever: every "
        "weight needs a draw of its own.",
        initializer(draw=lambda rng, d, h, std: np.tile(rng.normal(0, std, (d, 1)), (1, h))),
        initializer(draw=lambda rng, d, h, std: np.tile(rng.normal(0, std, (1, h)), (d, 1))),
        initializer(draw=lambda rng, d, h, std: np.full((d, h), rng.normal(0, std))),
        initializer(draw=lambda rng, d, h, std: np.full((d, h), std)),
    ),
    Mistake(
        "sizes-emptied",
        "The weights are right, but the list that was passed in is not what it was.",
        _consuming,
    ),
)
