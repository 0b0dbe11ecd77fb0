"""How answers to `xor_params` are judged."""

import numpy as np

from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import kind_of

_ROOM = 1e-9  # closer than this to 0.5 counts as on the boundary: no rounding decides
_WIDEST = 1000  # hidden neurons

Network = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

# ---------------------------------------------------------------- what came back


def _read(value: object) -> Network | str:
    """The four arrays of a network 2 → H → 1, or what is wrong with the answer."""
    asked = "asked are two layers, [(W1, b1), (W2, b2)]"
    if not isinstance(value, (list, tuple)):
        return f"the result is {kind_of(value)}: {asked}"
    if len(value) == 1 and _is_layer(value[0]):
        return f"there is one layer only, so no hidden layer: {asked}"
    if len(value) != 2:
        return f"the result is {kind_of(value)}: {asked}"
    parts = []
    for number, layer in enumerate(value, 1):
        if not isinstance(layer, (list, tuple)) or len(layer) != 2:
            return f"item {number} of the result is {kind_of(layer)}: a tuple (W, b) is asked"
        for name, part in zip("Wb", layer, strict=True):
            array = _numbers(part)
            if array is None:
                return f"{name}{number} is {kind_of(part)}: an array of real numbers is asked"
            parts.append(array)
    W1, b1, W2, b2 = parts
    hidden = W1.shape[-1] if W1.ndim else 0
    wanted = {"W1": (2, hidden), "b1": (hidden,), "W2": (hidden, 1), "b2": (1,)}
    for (name, shape), array in zip(wanted.items(), parts, strict=True):
        if array.shape != shape:
            wants = "(2, H), with H hidden neurons," if name == "W1" else shape
            because = f" after W1 of shape {W1.shape}" if name in ("b1", "W2") else ""
            return f"{name} has shape {array.shape}: {wants} is asked{because}"
    if not 1 <= hidden <= _WIDEST:
        return f"there are {hidden} hidden neurons: between 1 and {_WIDEST} are asked"
    for name, array in zip(wanted, parts, strict=True):
        if not np.isfinite(array).all():
            return f"{name} holds a number that is not finite"
    return W1, b1, W2, b2


def _is_layer(item: object) -> bool:
    if not isinstance(item, (list, tuple)) or len(item) != 2:
        return False
    return all(_numbers(part) is not None for part in item)


def _numbers(part: object) -> np.ndarray | None:
    """An array of floats, or None where this is none."""
    try:
        array = np.asarray(part)
    except (ValueError, TypeError, OverflowError):  # such as rows of different lengths
        return None
    return array.astype(np.float64) if array.dtype.kind in "iuf" else None


def _outputs(network: Network, X: np.ndarray) -> np.ndarray:
    """The network's output for every row of X, ``(N,)``."""
    W1, b1, W2, b2 = network
    with np.errstate(all="ignore"):  # weights may be huge
        return (np.maximum(X @ W1 + b1, 0) @ W2 + b2)[:, 0]


def _xor(X: np.ndarray) -> np.ndarray:
    """XOR of what the inputs are without their shifts, ``(N,)``."""
    return np.rint(X[:, 0]) != np.rint(X[:, 1])


def _wrong(outputs: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    above, at_most = outputs > 0.5 + _ROOM, outputs <= 0.5 + _ROOM  # nan is neither
    return ~np.where(wanted, above, at_most)


def is_xor(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    if outcome.error:
        return f"xor_params() raised {outcome.error.types[0]}: {outcome.error.message}"
    network = _read(outcome.value)
    if isinstance(network, str):
        return network
    X = case.args[0]
    outputs, wanted = _outputs(network, X), _xor(X)
    wrong = np.flatnonzero(_wrong(outputs, wanted))
    if not wrong.size:
        return None
    first = wrong[0]
    x, output = X[first], outputs[first]
    near = np.rint(x).astype(int)
    where = f"at the input ({x[0]:.4g}, {x[1]:.4g}) the output is {output:.6g}"
    if case.aspect == "robust":
        where += f"; this is ({near[0]}, {near[1]}), a little off"
    should = "above 0.5" if wanted[first] else "0.5 or less"
    return f"{where}. XOR is {int(wanted[first])} there, so it should be {should}"


# ---------------------------------------------------------------- how mistakes are told apart


def kind(case: Case, outcome: Outcome) -> object:
    """What sort of answer this is; many weights share one."""
    if outcome.error:
        return outcome.error.types[0]
    network = _read(outcome.value)
    if isinstance(network, str):
        return _flat(outcome.value) or network
    X = case.args[0]
    outputs, wanted = _outputs(network, X), _xor(X)
    wrong = _wrong(outputs, wanted)
    if case.aspect == "robust":
        return "wrong" if wrong.any() else "right"
    if not wrong.any():
        return "right"
    if np.allclose(outputs[wrong], 0.5, rtol=0, atol=_ROOM):
        return "on the boundary"
    return "".join(map(str, (outputs > 0.5 + _ROOM).astype(int)))


def _flat(value: object) -> str:
    """A word for W and b side by side without tuples around them, else an empty text."""
    arrays = (
        [isinstance(part, np.ndarray) for part in value] if type(value) in (list, tuple) else []
    )
    return "flat" if arrays in ([True] * 4, [True] * 2) else ""
