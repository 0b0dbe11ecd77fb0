"""What is common to the exercises that draw at random.

An answer may draw in any way it likes, as long as it draws from the generator that it gets. So
nothing here looks at single numbers: only at what has to be so, whatever was drawn.
"""

import numpy as np

from nngrader.values.compare import kind_of


def generator(rng: np.random.Generator) -> str:
    """The text that makes a generator, drawn anew for each case."""
    return f"np.random.default_rng({rng.integers(1_000_000)})"


def read_params(value: object, sizes: list[int]) -> list[tuple[np.ndarray, np.ndarray]] | str:
    """The layers of a network with these widths, or what is wrong with the answer."""
    asked = "a list of tuples (W, b), one for each layer"
    if not isinstance(value, (list, tuple)):
        return f"the result is {kind_of(value)}: {asked} is asked"
    if len(value) != len(sizes) - 1:
        return f"the result has {len(value)} items: {len(sizes) - 1} are asked, {asked}"
    layers = []
    for i, layer in enumerate(value):
        if not isinstance(layer, (list, tuple)) or len(layer) != 2:
            return f"item {i} of the result is {kind_of(layer)}: a tuple (W, b) is asked"
        shapes = tuple(sizes[i : i + 2]), (sizes[i + 1],)
        for name, part, shape in zip("Wb", layer, shapes, strict=True):
            if not isinstance(part, np.ndarray) or part.dtype.kind not in "iuf":
                return f"{name} of item {i} is {kind_of(part)}: an array of numbers is asked"
            if part.shape != shape:
                return f"{name} of item {i} has shape {part.shape}, {shape} is asked"
            if not np.isfinite(part).all():
                return f"{name} of item {i} holds a number that is not finite"
        layers.append((layer[0].astype(float), layer[1].astype(float)))
    return layers


def same(one: object, other: object) -> bool:
    """Whether two plain values hold the same numbers, to the last digit."""
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and np.array_equal(one, other, equal_nan=True)
    return type(one) is type(other) and one == other
