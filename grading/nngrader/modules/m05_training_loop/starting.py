"""The exercise `init_params`: weights that are drawn, and judged by what is known of them."""

from collections.abc import Callable

import numpy as np

from nnbasics import initialization
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.drivers import m05 as drivers
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import raised
from nngrader.modules.m05_training_loop.drawing import generator, read_params, same

# The formulas below give numbers for these widths that are 9 % apart or more, and the spread of
# 12,100 numbers is known so well that 4 % are six standard errors.
_WIDE = [220, 55]
_DEEP = [220, 55, 220, 55]
_SQUARE = [80, 80, 80]
_ENOUGH = 10_000  # weights in a matrix whose spread is judged
_NEAR = 0.04

_STDS: dict[str, Callable[[int, int], float]] = {
    "he": lambda d, h: np.sqrt(2 / d),
    "glorot": lambda d, h: np.sqrt(2 / (d + h)),
}
# What the spread may be by mistake.
_OTHERS: dict[str, Callable[[int, int], float]] = {
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


def _inputs(rng: np.random.Generator) -> list[Case]:
    he, glorot, draws = {"aspect": "he"}, {"aspect": "glorot"}, {"aspect": "generator"}
    return [
        Case([3, 4, 2], generator(rng), **he),
        Case([3, 2], generator(rng), "relu", aspect="other names"),
        Case(_WIDE, generator(rng), "he", label="12,100 weights", **he),
        Case(_WIDE, generator(rng), "glorot", label="12,100 weights", **glorot),
        Case(_WIDE, generator(rng), "he", aspect="normal", label="12,100 weights"),
        Case(_SQUARE, generator(rng), "he", label="two layers of one shape", **draws),
        Case(_SQUARE, generator(rng), "glorot", label="two layers of one shape", **draws),
        Case([3, 4, 2], generator(rng), "zeros", aspect="zeros"),
        Case([90, 40, 90, 3], generator(rng), "zeros", aspect="zeros"),
        Case(_DEEP, generator(rng), label="three layers of 12,100 weights", **he),
        Case([4, 1], generator(rng), label="a single layer with one neuron", **he),
        Case([5, 3, 2], generator(rng), "glorot", label="a small network", **glorot),
        Case([3, 2], generator(rng), "He", aspect="other names"),
        Case([2, 5, 4, 3], generator(rng), aspect="inputs unchanged"),
    ]


# ---------------------------------------------------------------- what has to be so


def _spread(W: np.ndarray) -> str:
    """By which formula the weights are spread, as far as that can be told."""
    d, h = W.shape
    std = W.std()
    formulas = _STDS | _OTHERS
    near = min(formulas, key=lambda name: abs(np.log(max(std, 1e-300) / formulas[name](d, h))))
    return near if abs(std / formulas[near](d, h) - 1) < _NEAR else f"{std:.9g}"


def _kind(W: np.ndarray) -> str:
    """How a matrix was drawn: its distribution, and its spread."""
    if not W.any():
        return "zeros"
    if W.size < _ENOUGH:
        return "numbers" if (W.flat[0] != W).any() else "one number"
    if (W[0] == W[1]).mean() > 0.5 or (W[:, 0] == W[:, 1]).mean() > 0.5:
        return "repeated"
    # Of normal numbers 4.6 % are further than two standard deviations from the mean.
    std, mean = W.std(), W.mean()
    if abs(mean) > 8 * std / np.sqrt(W.size):
        return "not around 0"
    tails = np.mean(np.abs(W) > 2 * std)
    return f"{'normal' if 0.03 < tails < 0.06 else 'not normal'}, {_spread(W)}"


def _is_drawn(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """The weights of the first call: shapes, distribution, spread; and biases of 0."""
    sizes, scheme = case.args[0], case.aspect
    if outcome.error:
        return raised(outcome)
    layers = read_params(outcome.value[0], sizes)
    if isinstance(layers, str):
        return layers
    for i, (W, b) in enumerate(layers):
        wrong = _zeros_fault(W) if scheme == "zeros" else _fault(W, _STDS[scheme](*W.shape))
        if wrong:
            return f"W of layer {i + 1}, of shape {W.shape}: {wrong}"
        if b.any():
            return f"b of layer {i + 1} is not 0 everywhere"
    return None


def _zeros_fault(W: np.ndarray) -> str | None:
    return "some weights are not 0" if W.any() else None


def _fault(W: np.ndarray, std: float) -> str | None:
    """What cannot be so for normal weights with this standard deviation."""
    if not W.any():
        return "all weights are 0"
    kind = _kind(W)
    if W.size < _ENOUGH:
        far = np.abs(W).max() > 10 * std
        if kind == "one number" and W.size > 1:
            return "all weights are equal"
        return f"a weight is more than 10 times {std:.3g} away from 0" if far else None
    if kind == "repeated":
        return "many weights are equal: each has its own draw"
    if kind == "not around 0":
        return f"the mean is {W.mean():.3g}: it should be near 0"
    if abs(W.std() / std - 1) > _NEAR:
        return f"the standard deviation is {W.std():.4g}: it should be near {std:.4g}"
    return None


def _is_normal(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    layers = "" if outcome.error else read_params(outcome.value[0], case.args[0])
    if isinstance(layers, str):
        return layers or raised(outcome)
    for W, _ in layers:
        if _kind(W).startswith("not normal"):
            far = np.mean(np.abs(W) > 2 * W.std())
            return (
                f"{far:.1%} of the weights are further from 0 than two standard deviations; of "
                "normal numbers it would be 4.6 %"
            )
    return None


def _comes_from_rng(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    if outcome.error:
        return raised(outcome)
    first, second, again = (read_params(value, case.args[0]) for value in outcome.value)
    for layers in (first, second, again):
        if isinstance(layers, str):
            return layers
    if not same(first, again):
        return "two generators in the same state gave different weights: draw from rng only"
    if same(first, second):
        return "a second call with the same rng gave the same weights: draw from rng itself"
    if _alike(first):
        return "the same numbers stand in two layers: each layer has its own draw"
    return None


def _alike(layers: list) -> bool:
    """Whether two layers hold the same numbers, also multiplied or transposed."""
    matrices = [W for W, _ in layers]
    return any(
        abs(np.corrcoef(matrices[0].ravel(), other.ravel())[0, 1]) > 0.2
        for W in matrices[1:]
        for other in (W, W.T)
        if np.ptp(W) and np.ptp(matrices[0])  # equal numbers are another fault's
    )


def _view(case: Case, outcome: Outcome) -> object:
    """What sort of answer this is: the numbers themselves were drawn."""
    if outcome.error:
        return outcome.error.types[0]
    if case.aspect == "other names":
        return "an answer"
    first = read_params(outcome.value[0], case.args[0])
    if isinstance(first, str):
        return first
    if case.aspect == "generator":
        return [*(same(outcome.value[0], value) for value in outcome.value[1:]), _alike(first)]
    return [(_kind(W), "numbers" if b.any() else "zeros") for W, b in first]


# ---------------------------------------------------------------- answers


def _initializer(
    *,
    he: Callable = _STDS["he"],
    glorot: Callable = _STDS["glorot"],
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


def _consuming(sizes, rng, scheme="he"):
    params = []
    d = sizes.pop(0)
    while sizes:
        h = sizes.pop(0)
        params.append(_initializer()([d, h], rng, scheme)[0])
        d = h
    return params


def _default_is_zeros(sizes, rng, scheme="he"):
    """An if without an end: what is not known stays at 0."""
    known = scheme in ("he", "glorot")
    return _initializer()(sizes, rng, scheme if known else "zeros")


def _looks_up(sizes, rng, scheme="he"):
    {"he": 1, "glorot": 2, "zeros": 3}[scheme]
    return _initializer()(sizes, rng, scheme)


def _one_by_one(sizes, rng, scheme="he"):
    if scheme not in ("he", "glorot", "zeros"):
        raise ValueError(f"unknown scheme {scheme}")
    params = []
    for i in range(len(sizes) - 1):
        W = np.zeros((sizes[i], sizes[i + 1]))
        if scheme == "he":
            W = rng.standard_normal(W.shape) * (2 / sizes[i]) ** 0.5
        elif scheme == "glorot":
            W = rng.standard_normal(W.shape) * (2 / sum(W.shape)) ** 0.5
        params.append([W, np.zeros(sizes[i + 1], dtype=int)])
    return params


def _all_at_once(sizes, rng, scheme="he"):
    scale = {"he": lambda d, h: d / 2, "glorot": lambda d, h: (d + h) / 2, "zeros": None}
    if scheme not in scale:
        raise ValueError
    pairs = list(zip(sizes, sizes[1:], strict=False))
    numbers = iter(np.split(*_with_ends(rng, [d * h for d, h in pairs])))
    return tuple(
        (
            next(numbers).reshape(h, d).T / np.sqrt(scale[scheme](d, h))
            if scale[scheme]
            else np.zeros((d, h)),
            np.zeros((h,)),
        )
        for d, h in pairs
    )


def _with_ends(rng, counts):
    return rng.normal(size=sum(counts)), np.cumsum(counts)[:-1]


def _only(name: str, std: Callable) -> Callable:
    """A wrong formula for one scheme."""
    return _initializer(**{name: std})


_NO_ROOTS = {"he": _OTHERS["he, no root"], "glorot": _OTHERS["glorot, no root"]}

INIT_PARAMS = Exercise(
    id="init_params",
    title="Draw the first weights",
    signature='(sizes, rng, scheme="he")',
    aspects=(
        Aspect("he", 0.5, "weights with std sqrt(2 / fan-in), biases 0", rule=_is_drawn),
        Aspect(
            "glorot",
            0.25,
            "weights with std sqrt(2 / (fan-in + fan-out)), biases 0",
            rule=_is_drawn,
        ),
        Aspect("normal", 0.25, "the weights are normal numbers", ("he",), rule=_is_normal),
        Aspect("zeros", 0.25, "all weights and biases 0", ("he",), rule=_is_drawn),
        Aspect("other names", 0.25, "a ValueError for any other scheme", ("he",)),
        Aspect(
            "generator",
            0.25,
            "every layer and every call draws anew, and only from rng",
            ("he", "glorot"),
            rule=_comes_from_rng,
        ),
        unchanged(0.25, ("he",)),
    ),
    inputs=_inputs,
    reference=initialization.init_params,
    driver=drivers.draw_params,
    view=_view,
    mistakes=(
        Mistake(
            "fan-out",
            "He's standard deviation was taken from the layer's outputs; it is made from its "
            "inputs, the rows of W.",
            _only("he", _OTHERS["he, fan-out"]),
        ),
        Mistake(
            "missing-sqrt",
            "The weights are far too small: a square root is missing in their standard deviation.",
            _initializer(**_NO_ROOTS),
            _only("he", _OTHERS["he, no root"]),
            _only("glorot", _OTHERS["glorot, no root"]),
            _only("he", _OTHERS["root of 2, over fan-in"]),
        ),
        Mistake(
            "bias-random",
            "The biases were drawn too: they are to be 0.",
            _initializer(bias=lambda rng, h, std: rng.normal(0, std, h)),
            _initializer(bias=lambda rng, h, std: rng.normal(size=h)),
        ),
        Mistake(
            "same-matrix-every-layer",
            "Layers of the same shape have the same weights: each layer needs draws of its own.",
            _initializer(each=lambda rng: np.random.default_rng(0)),
            _initializer(once=lambda rng: rng.integers(2**32), each=np.random.default_rng),
        ),
        Mistake(
            "generator-ignored",
            "The weights do not come from rng: two generators in the same state have to give the "
            "same weights.",
            _initializer(once=lambda rng: np.random.default_rng()),
            _initializer(draw=lambda rng, d, h, std: np.random.normal(0, std, (d, h))),  # noqa: NPY002
            _initializer(draw=lambda rng, d, h, std: np.random.randn(d, h) * std),  # noqa: NPY002
        ),
        Mistake(
            "same-weights-every-call",
            "Every call gives the same weights: draw from the rng that is passed in, not from one "
            "of your own with a fixed seed.",
            _initializer(once=lambda rng: np.random.default_rng(0)),
            _initializer(once=lambda rng: np.random.default_rng(42)),
        ),
        Mistake(
            "uniform-not-normal",
            "The standard deviation is right, but the numbers are spread evenly between two "
            "bounds; normal numbers are asked.",
            _initializer(
                draw=lambda rng, d, h, std: rng.uniform(-(3**0.5) * std, 3**0.5 * std, (d, h))
            ),
            _initializer(
                draw=lambda rng, d, h, std: rng.uniform(-(3**0.5) * std, 3**0.5 * std, (d, h)),
                other=lambda d, h: 0.0,
            ),
        ),
        Mistake(
            "uniform-to-std",
            "The weights lie evenly between plus and minus the standard deviation; normal numbers "
            "with that deviation are asked.",
            _initializer(draw=lambda rng, d, h, std: rng.uniform(-std, std, (d, h))),
        ),
        Mistake(
            "positive-only",
            "The weights are all positive: normal numbers lie on both sides of 0.",
            _initializer(draw=lambda rng, d, h, std: rng.random((d, h)) * std),
        ),
        Mistake(
            "not-scaled",
            "The weights have the standard deviation 1, whatever the width of the layers.",
            _initializer(draw=lambda rng, d, h, std: rng.normal(size=(d, h)) * bool(std)),
        ),
        Mistake(
            "one-instead-of-two",
            "The weights are too small by a factor of √2: look at the number above the fan-in.",
            _only("he", _OTHERS["1 over fan-in"]),
            _only("glorot", _OTHERS["1 over both"]),
            _initializer(he=_OTHERS["1 over fan-in"], glorot=_OTHERS["1 over both"]),
        ),
        Mistake(
            "six-instead-of-two",
            "The 6 belongs to Glorot's bounds for evenly spread numbers; asked is the standard "
            "deviation of normal ones.",
            _only("glorot", _OTHERS["6 over both"]),
            _initializer(he=_OTHERS["6 over fan-in"], glorot=_OTHERS["6 over both"]),
        ),
        Mistake(
            "he-and-glorot-swapped",
            "The formulas of the two schemes have changed places.",
            _initializer(he=_STDS["glorot"], glorot=_STDS["he"]),
        ),
        Mistake(
            "scheme-ignored",
            "Every scheme gives He's weights.",
            _initializer(glorot=_STDS["he"], other=_STDS["he"]),
            _initializer(glorot=_STDS["he"]),
            lambda sizes, rng, scheme="he": _initializer()(sizes, rng),
        ),
        Mistake(
            "other-names-accepted",
            "It answers for the name of a scheme that it does not know: that has to be a "
            "ValueError.",
            _initializer(other=_STDS["he"]),
            _initializer(other=_STDS["glorot"]),
            _default_is_zeros,
            lambda sizes, rng, scheme="he": (
                _initializer()(sizes, rng, scheme) if scheme in ("he", "glorot", "zeros") else None
            ),
            lambda sizes, rng, scheme="he": (
                _initializer()(sizes, rng, scheme) if scheme in ("he", "glorot", "zeros") else []
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
            _initializer(default="zeros"),
        ),
        Mistake(
            "transposed",
            "W lies the wrong way: its shape is (inputs, outputs) of the layer.",
            _initializer(draw=lambda rng, d, h, std: rng.normal(0, std, (h, d))),
        ),
        Mistake(
            "bias-has-two-axes",
            "The shape of b is to be (H,), with one axis.",
            _initializer(bias=lambda rng, h, std: np.zeros((1, h))),
        ),
        Mistake(
            "bias-of-inputs",
            "b has a number for each input of its layer; it needs one for each output.",
            lambda sizes, rng, scheme="he": [
                (W, np.zeros(len(W))) for W, _ in _initializer()(sizes, rng, scheme)
            ],
        ),
        Mistake(
            "equal-neurons",
            "All neurons of a layer have the same weights, and would stay equal for ever: every "
            "weight needs a draw of its own.",
            _initializer(draw=lambda rng, d, h, std: np.tile(rng.normal(0, std, (d, 1)), (1, h))),
            _initializer(draw=lambda rng, d, h, std: np.tile(rng.normal(0, std, (1, h)), (d, 1))),
            _initializer(draw=lambda rng, d, h, std: np.full((d, h), rng.normal(0, std))),
            _initializer(draw=lambda rng, d, h, std: np.full((d, h), std)),
        ),
        Mistake(
            "sizes-emptied",
            "The weights are right, but the list that was passed in is not what it was.",
            _consuming,
        ),
    ),
    accepted={
        "one by one": _one_by_one,
        "all numbers in one draw": _all_at_once,
        "a normal number at a time": _initializer(
            draw=lambda rng, d, h, std: np.array(
                [rng.normal(0, std) for _ in range(d * h)]
            ).reshape(d, h)
        ),
        "float32": _initializer(
            draw=lambda rng, d, h, std: (
                rng.standard_normal((d, h), dtype=np.float32) * np.float32(std)
            ),
            bias=lambda rng, h, std: np.zeros(h, dtype=np.float32),
        ),
        "a generator for each layer": _initializer(each=lambda rng: rng.spawn(1)[0]),
    },
)
