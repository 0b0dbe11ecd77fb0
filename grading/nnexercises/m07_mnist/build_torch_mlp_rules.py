"""How answers to `build_torch_mlp` are judged."""

import numpy as np

from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare, kind_of


def _wanted(sizes: list[int]) -> list[str]:
    found = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        found += [f"Linear({fan_in}, {fan_out})", "ReLU"]
    return found[:-1]


def has_layers(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    if outcome.error:
        return raised(outcome)
    kind, modules, learn, *_ = outcome.value
    if not isinstance(kind, str):
        return f"the result is {kind_of(kind)}: an nn.Sequential is asked"
    if kind != "Sequential":
        return f"the result is of type {kind}: an nn.Sequential is asked"
    wanted = _wanted(case.args[0])
    if modules != wanted:
        return f"its modules are {_listed(modules)}; asked are {_listed(wanted)}"
    return None if learn else "not all of its parameters can learn"


def _listed(modules: list[str]) -> str:
    return ", ".join(modules) or "none"


def gives_logits(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = has_layers(exercise, case, expected, outcome)
    return fault or _forward_fault(case, outcome)


def _forward_fault(case: Case, outcome: Outcome) -> str | None:
    """Whether the outputs are those of a ReLU network with the numbers of its state."""
    sizes, X = case.args[:2]
    _, _, _, state, output = outcome.value
    A = X.astype(np.float32)
    if len(state) != 2 * (len(sizes) - 1):
        return f"it has {len(state)} parameters, a weight and a bias for each layer are asked"
    for i in range(0, len(state), 2):
        (_, weight), (_, bias) = state[i : i + 2]
        A = A @ weight.T + bias
        A = np.maximum(A, 0) if i + 2 < len(state) else A
    return compare(A, output, results=()).difference


def build_view(case: Case, outcome: Outcome) -> object:
    """What it is made of: its numbers were drawn."""
    if outcome.error:
        return outcome.error.types[0]
    kind, modules, learn, state, _ = outcome.value
    shapes = [f"{array.shape}" for _, array in state]
    return [kind if isinstance(kind, str) else kind_of(kind), *modules, str(learn), *shapes]
