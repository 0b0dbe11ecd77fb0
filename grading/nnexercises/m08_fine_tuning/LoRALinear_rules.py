"""How answers to `LoRALinear` are judged."""

from nnexercises.m08_fine_tuning.parts import difference
from nngrader.declare import Case
from nngrader.inside.observe import Outcome


def seen_right(case: Case, expected: list, got: object) -> str | None:
    names = tuple(name for name, _ in expected)
    right, seen = (tuple(value for _, value in result) for result in (expected, got))
    for name, one, other in zip(names, right, seen, strict=False):
        if name == "learns" and one != other:
            return f"these parameters learn: {_listed(other)}; asked: {_listed(one)}"
        if name == "type_of_merged" and one != other:
            return f"what merge returns is of type {other}: a plain nn.Linear is asked"
        if isinstance(one, bool) and one != other:
            return _FLAGS[name]
    return difference(right, seen, names, atol=1e-6)


_FLAGS = {
    "is_A_zero": "A is all zeros at first: random numbers are asked",
    "are_its_columns_equal": "all columns of A are equal at first: random numbers are asked",
}


def _listed(names: list[str]) -> str:
    return ", ".join(names) if names else "none"


def view(case: Case, outcome: Outcome) -> object:
    """Everything that was seen; of an error its kind."""
    return outcome.error.types[0] if outcome.error else outcome.value
