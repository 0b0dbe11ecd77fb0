"""The exercise `xor_params`: a small network, with weights that are found by thinking.

Many networks are right. What comes back is therefore evaluated here, with a forward pass
that trusts nothing about it.
"""

import itertools

import numpy as np

from nnbasics import networks
from nngrader.compare import kind_of
from nngrader.declare import Aspect, Case, Exercise, Mistake
from nngrader.inside.drivers.m03 import call_with_nothing
from nngrader.inside.observe import Outcome

_CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
_SHIFT = 0.05  # by which each input may be off
_ROOM = 1e-9  # closer than this to 0.5 counts as on the boundary: no rounding decides
_WIDEST = 1000  # hidden neurons

Network = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

# ---------------------------------------------------------------- inputs


def _around(shifts: np.ndarray) -> np.ndarray:
    """Each corner, shifted by each of the shifts ``(S, 2)``: ``(4 S, 2)``."""
    return (_CORNERS[:, None] + shifts).reshape(-1, 2)


def _grid(values: object) -> np.ndarray:
    return np.array(list(itertools.product(values, values)))


def _xor_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(_CORNERS, aspect="xor"),
        Case(
            _around(_grid([-_SHIFT, _SHIFT])),
            aspect="robust", label="each input off by 0.05",
        ),
        Case(
            _around(_grid(np.linspace(-_SHIFT, _SHIFT, 21))),
            aspect="robust", label="each input off by up to 0.05, in small steps",
        ),
        Case(
            _around(rng.uniform(-_SHIFT, _SHIFT, size=(50, 2))),
            aspect="robust", label="each input off by up to 0.05, at random",
        ),
    ]  # fmt: skip


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


def _is_xor(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
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


def _kind(case: Case, outcome: Outcome) -> object:
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


def _network(W1, b1, W2, b2=0.0):
    """An answer with these numbers; W2 and b2 as they are said for the one output."""

    def xor_params():
        hidden = np.array(W1, dtype=float), np.array(b1, dtype=float)
        return [hidden, (np.array(W2, dtype=float).reshape(-1, 1), np.array([float(b2)]))]

    return xor_params


def _returns(value):
    return lambda: value


_SUM = [[1, 1], [1, 1]]  # two neurons that both look at x1 + x2
_TENT = [(np.array(_SUM), np.array([0, -1])), (np.array([[1], [-2]]), np.array([0]))]
_LINE = np.array([[1.0], [1.0]]), np.array([-0.5])

XOR_PARAMS = Exercise(
    id="xor_params",
    title="Solve XOR by hand",
    signature="()",
    aspects=(
        Aspect("xor", 2.0, "above 0.5 exactly where one input is 1", rule=_is_xor),
        Aspect("robust", 1.0, "also when each input is off by up to 0.05", ("xor",), rule=_is_xor),
    ),
    inputs=_xor_inputs,
    reference=networks.xor_params,
    driver=call_with_nothing,
    asked=("X",),
    view=_kind,
    mistakes=(
        Mistake(
            "no-hidden-layer",
            "There is no hidden layer: a single layer draws one straight line, and that cannot "
            "cut XOR out.",
            _returns([_LINE]),
            _returns((_LINE,)),
        ),
        Mistake(
            "flat",
            "The arrays stand side by side; asked is one tuple (W, b) for each layer, in a list.",
            lambda: [part for layer in networks.xor_params() for part in layer],
            lambda: _LINE,
        ),
        Mistake(
            "output-weights-shape",
            "W2 lies the wrong way: it has a row for each hidden neuron, and one column for the "
            "one output.",
            _returns([(np.ones((2, 2)), np.zeros(2)), (np.array([[1.0, -2.0]]), np.zeros(1))]),
            _returns([(np.ones((2, 2)), np.zeros(2)), (np.array([1.0, -2.0]), np.zeros(1))]),
        ),
        Mistake(
            "on-the-boundary",
            "Where the output should be above 0.5 it is exactly 0.5: leave it some room.",
            _network([[1, -1], [-1, 1]], [0, 0], [0.5, 0.5]),  # |x1 - x2| / 2
            _network(_SUM, [0, -1], [1, -2], -0.5),
        ),
        Mistake(
            "not-robust",
            "The four corners are right, but an output comes so close to 0.5 that a small shift "
            "of the inputs carries it over.",
            _network(_SUM, [0, -1], [0.52, -1.04]),
            _network(_SUM, [-0.45, -1], [1, -2.1]),
        ),
        Mistake(
            "xor-is-or",
            "This is OR: the output is above 0.5 also when both inputs are 1.",
            _network(_SUM, [0, -1], [1, -1]),
            _network(_SUM, [0, -1], [1, 1]),
        ),
        Mistake(
            "xor-is-and",
            "This is AND: the output is above 0.5 only when both inputs are 1.",
            _network(_SUM, [0, -1], [0, 1]),
        ),
        Mistake(
            "inverted",
            "The output is above 0.5 where it should not be, and only there: this is the "
            "opposite of XOR.",
            _network(_SUM, [0, -1], [-1, 2], 1),
        ),
        Mistake(
            "xor-is-nand",
            "This is NAND: the output is above 0.5 also when both inputs are 0.",
            _network(_SUM, [0, -1], [0, -1], 1),
        ),
        Mistake(
            "one-side-only",
            "Only one of the two inputs makes the output rise above 0.5 when it is 1 and the "
            "other is 0.",
            _network([[1, 0], [-1, 0]], [0, 0], [1, 0]),
            _network([[-1, 0], [1, 0]], [0, 0], [1, 0]),
        ),
        Mistake(
            "never-fires",
            "The output is 0.5 or less at all four corners. A ReLU is not a step: it hands on how "
            "far above zero its sum is.",
            _network([[1, -1], [1, -1]], [-0.5, 1.5], [1, 1], -1.5),  # OR and NAND, for steps
        ),
        Mistake(
            "always-fires",
            "The output is above 0.5 at all four corners.",
            _network([[1, -1], [1, -1]], [0, 2], [1, 1]),
        ),
    ),
    accepted={
        "a tent": _returns(_TENT),
        "difference both ways": _network([[1, -1], [-1, 1]], [0, 0], [1, 1]),
        "lists of whole numbers": _returns([([[1, 1], [1, 1]], [0, -1]), ([[2], [-4]], [0])]),
        "lists for tuples": _returns([[*layer] for layer in _TENT]),
        "tuple of tuples": lambda: tuple(networks.xor_params()),
        "three hidden neurons": _network(
            [[1, 1, 1], [1, 1, 1]], [0, -1, -2], [0.9, -1.8, 0.9], 0.05
        ),
        "a tower": _network(
            [[1] * 4, [1] * 4], [-0.2, -0.8, -1.2, -1.8], [1, -1, -1, 1], 0.1
        ),
        "huge weights": _network(_SUM, [0, -1], [1e6, -2.1e6], -2e5),
        "float32": lambda: [
            (W.astype(np.float32), b.astype(np.float32)) for W, b in networks.xor_params()
        ],
        "trained": _returns(
            [
                (
                    np.array([[1.36, -1.18, 0.4], [-1.35, 1.19, 0.3]]),
                    np.array([0.01, -0.02, -0.9]),
                ),
                (np.array([[0.74], [0.86], [-0.05]]), np.array([0.02])),
            ]
        ),
    },
)  # fmt: skip
