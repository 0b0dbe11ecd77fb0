"""Where training starts: random weights of the right size."""

from collections.abc import Sequence

import numpy as np

from nnbasics.networks import Params


def init_params(sizes: Sequence[int], rng: np.random.Generator, scheme: str = "he") -> Params:
    """New parameters: normal weights with the standard deviation of the scheme, biases 0.

    sizes: layer widths, input first. scheme: ``"he"``, ``sqrt(2 / fan_in)``, made for ReLU
    (He et al., 2015); ``"glorot"``, ``sqrt(2 / (fan_in + fan_out))`` (Glorot and Bengio,
    2010, equation 12); or ``"zeros"``, from which hidden neurons never become different.
    ValueError for another scheme. A deviation that fits keeps the spread of the
    activations the same from layer to layer.
    """
    params: Params = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        std = _standard_deviation(scheme, fan_in, fan_out)
        W = rng.normal(0.0, std, (fan_in, fan_out))
        params.append((W, np.zeros(fan_out)))
    return params


def _standard_deviation(scheme: str, fan_in: int, fan_out: int) -> float:
    match scheme:
        case "he":
            return float(np.sqrt(2 / fan_in))
        case "glorot":
            return float(np.sqrt(2 / (fan_in + fan_out)))
        case "zeros":
            return 0.0
    raise ValueError(f"no scheme {scheme!r}: use 'he', 'glorot' or 'zeros'")
