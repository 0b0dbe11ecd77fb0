"""The exercise `train_validation_split`: what has to be so, whatever was drawn."""

from collections.abc import Callable

import numpy as np

from nnbasics import preprocessing
from nngrader.compare import kind_of
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.drivers import m07 as drivers
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import raised
from nngrader.modules.m05_training_loop.drawing import same

_NAMES = "X_tr", "y_tr", "X_va", "y_va"
_MANY = 20  # samples: fewer may by chance stay in order

Parts = list[np.ndarray]


def _inputs(rng: np.random.Generator) -> list[Case]:
    def given(X: np.ndarray, y: np.ndarray, fraction: float, **about: object) -> Case:
        seed = int(rng.integers(1_000_000))
        return Case(X, y, fraction, seed, **({"aspect": "parts"} | about))

    def case(n: int, fraction: float, **about: object) -> Case:
        X = 10.0 * np.arange(n)[:, None] + np.arange(3) + rng.integers(0, 100)
        return given(X, rng.permutation(n) + 1000, fraction, **about)

    X = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0], [5.0, 50.0]])
    numbers = case(24, 0.25)
    fractions, shuffled = {"aspect": "any fraction"}, {"aspect": "shuffled"}
    return [
        given(X, np.array([1, 2, 3, 4, 5]), 0.4),
        case(40, 0.25, label="40 samples"),
        given(numbers.args[0].astype(int), numbers.args[1] % 3, 0.25,
              label="whole numbers, three classes"),
        given(rng.normal(size=(20, 2, 3)).round(2), np.arange(20), 0.2, label="X with three axes"),
        case(23, 0.2, label="23 · 0.2 = 4.6 is rounded", **fractions),
        case(22, 0.2, label="22 · 0.2 = 4.4 is rounded", **fractions),
        case(100, 0.29, label="100 samples, of which 29 %", **fractions),
        case(30, 0.7, label="more for validation than for training", **fractions),
        case(20, 0.01, label="20 · 0.01 is rounded to 0", **fractions),
        case(60, 0.5, label="one half", **shuffled),
        case(60, 0.2, **shuffled),
        case(30, 0.3, aspect="generator"),
        case(20, 0.3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(24, 0.25, aspect="inputs unchanged"),
    ]  # fmt: skip


# ---------------------------------------------------------------- what has to be so


def _read(value: object, case: Case) -> Parts | str:
    """The four arrays, or what is wrong with their form."""
    if not isinstance(value, (tuple, list)) or len(value) != 4:
        return f"the result is {kind_of(value)}: a tuple (X_tr, y_tr, X_va, y_va) is asked"
    for name, part, whole in zip(_NAMES, value, case.args[:2] * 2, strict=True):
        if not isinstance(part, np.ndarray) or part.dtype.kind not in "iuf":
            return f"{name} is {kind_of(part)}: an array of numbers is asked"
        if part.ndim != whole.ndim or part.shape[1:] != whole.shape[1:]:
            rows = str(("n", *whole.shape[1:])).replace("'", "")
            return f"{name} has shape {part.shape}, {rows} is asked"
    return list(value)


def _places(X: np.ndarray, case: Case) -> list[int]:
    """Which row of the case's X each row is, −1 for none."""
    rows = {row.tobytes(): i for i, row in enumerate(case.args[0].astype(float))}
    return [rows.get(row.astype(float).tobytes(), -1) for row in X]


def _fault(value: object, case: Case) -> str | None:
    parts = _read(value, case)
    if isinstance(parts, str):
        return parts
    X, y, fraction = case.args[:3]
    count = round(len(X) * fraction)
    wanted = [len(X) - count] * 2 + [count] * 2
    for name, part, rows in zip(_NAMES, parts, wanted, strict=True):
        if len(part) != rows:
            return f"{name} has {len(part)} rows, {rows} are asked"
    train, validation = _places(parts[0], case), _places(parts[2], case)
    if -1 in train + validation:
        return "a row of the result is no row of X"
    if common := set(train) & set(validation):
        return f"{len(common)} of the samples are in both parts"
    if len(set(train + validation)) < len(X):
        return "some samples come twice, and others not at all"
    if not all(y[i] == label for i, label in zip(train, parts[1], strict=True)) or not all(
        y[i] == label for i, label in zip(validation, parts[3], strict=True)
    ):
        return "samples have labels that are not theirs"
    return None


def _all_right(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    if outcome.error:
        return raised(outcome)
    return next(filter(None, (_fault(value, case) for value in outcome.value)), None)


def _is_shuffled(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = _all_right(exercise, case, expected, outcome)
    if fault:
        return fault
    for value in outcome.value:
        if _run(_places(value[2], case)):
            return "the validation samples are neighbors in X: draw them from all over"
    if same(outcome.value[0], outcome.value[1]):
        return "a second call with the same rng gave the same parts: draw from rng"
    return None


def _run(places: list[int]) -> bool:
    """Whether these are a block of neighbors, in whatever order."""
    ordered = sorted(places)
    return len(ordered) > 1 and ordered == list(range(ordered[0], ordered[0] + len(ordered)))


def _comes_from_rng(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = _all_right(exercise, case, expected, outcome)
    if fault:
        return fault
    first, _, third = outcome.value
    if not same(list(first), list(third)):
        return "two generators in the same state gave different parts: draw from rng only"
    return None


def _view(case: Case, outcome: Outcome) -> object:
    """What sort of answer this is: the order itself was drawn."""
    if outcome.error:
        return outcome.error.types[0]
    seen = []
    for value in outcome.value:
        parts = _read(value, case)
        if isinstance(parts, str):
            return parts
        seen.append([str([part.shape for part in parts]), *_kind(parts, case)])
    if len(case.args[0]) >= _MANY and case.args[2] > 0.1:
        seen.append([str(same(list(outcome.value[0]), list(value))) for value in outcome.value[1:]])
    return seen


def _kind(parts: Parts, case: Case) -> list[str]:
    y = case.args[1]
    train, validation = _places(parts[0], case), _places(parts[2], case)
    every = train + validation
    many = len(case.args[0]) >= _MANY and len(parts[2]) != 4  # 4 neighbors come by chance
    fit = [
        len(places) == len(labels)
        and all(y[i] == label for i, label in zip(places, labels, strict=True))
        for places, labels in ((train, parts[1]), (validation, parts[3]))
    ]
    return [
        "foreign rows" if -1 in every else "rows",
        "common" if set(train) & set(validation) else "apart",
        "repeated" if many and len(set(train)) < len(train) else "",
        "block" if many and _run(validation) else "",
        "in order" if many and train == sorted(train) else "",
        f"{max(fit)} {min(fit)}" if many else "",
        "labels in order" if many and list(parts[1]) == list(y[: len(parts[1])]) else "",
    ]


# ---------------------------------------------------------------- answers


def _splitter(
    *,
    count: Callable = lambda n, fraction: round(n * fraction),
    order: Callable = lambda rng, n: rng.permutation(n),
    order_of_y: Callable = lambda order, rng: order,
    cut: Callable = lambda order, count: (order[count:], order[:count]),
    source: Callable = lambda rng: rng,
    give: Callable = lambda X_tr, y_tr, X_va, y_va: (X_tr, y_tr, X_va, y_va),
) -> Callable:
    """As it should be, but for what is given."""

    def train_validation_split(X, y, fraction, rng):
        rng = source(rng)
        rows = order(rng, len(X))
        rows_of_y = order_of_y(rows, rng)
        size = count(len(X), fraction)
        train, validation = cut(rows, size)
        train_y, validation_y = cut(rows_of_y, size)
        return give(X[train], y[train_y], X[validation], y[validation_y])

    return train_validation_split


def _leaks_in_order(X, y, fraction, rng):
    rows = rng.permutation(len(X))[: round(len(X) * fraction)]
    return X, y, X[rows], y[rows]


def _two_choices(X, y, fraction, rng):
    count = round(len(X) * fraction)
    train = rng.choice(len(X), len(X) - count, replace=False)
    validation = rng.choice(len(X), count, replace=False)
    return X[train], y[train], X[validation], y[validation]


def _with_replacement(X, y, fraction, rng):
    count = round(len(X) * fraction)
    rows = rng.integers(0, len(X), len(X))
    return X[rows[count:]], y[rows[count:]], X[rows[:count]], y[rows[:count]]


def _shuffles_in_place(X, y, fraction, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    count = round(len(X) * fraction)
    return X[count:].copy(), y[count:].copy(), X[:count].copy(), y[:count].copy()


def _by_mask(X, y, fraction, rng):
    held_out = np.zeros(len(X), dtype=bool)
    held_out[rng.choice(len(X), size=round(fraction * len(X)), replace=False)] = True
    return X[~held_out], y[~held_out], X[held_out], y[held_out]


def _sample_by_sample(X, y, fraction, rng):
    order = list(range(len(X)))
    rng.shuffle(order)
    count = round(len(X) * fraction)
    train, validation = order[: len(X) - count], order[len(X) - count :]
    return (
        np.array([X[i] for i in train]),
        np.array([y[i] for i in train]),
        np.array([X[i] for i in validation]).reshape(-1, *X.shape[1:]),
        np.array([y[i] for i in validation]),
    )


def _masks_each(X, y, fraction, rng):
    keys = rng.random(len(X))
    count = round(len(X) * fraction)
    order = np.argsort(keys)
    return [X[order[count:]], y[order[count:]], X[order[:count]], y[order[:count]]]


TRAIN_VALIDATION_SPLIT = Exercise(
    id="train_validation_split",
    title="Set some samples aside",
    signature="(X, y, fraction, rng)",
    asked=("X", "y", "fraction", "seed of rng"),
    aspects=(
        Aspect(
            "parts",
            0.75,
            "every sample in exactly one part, with its label",
            rule=_all_right,
        ),
        Aspect(
            "any fraction",
            0.25,
            "round(N · fraction) samples for validation",
            ("parts",),
            rule=_all_right,
        ),
        Aspect("shuffled", 0.5, "which samples they are is random", ("parts",), rule=_is_shuffled),
        Aspect(
            "generator",
            0.25,
            "they are drawn from rng and nothing else",
            ("parts", "shuffled"),
            rule=_comes_from_rng,
        ),
        unchanged(0.25, ("parts",)),
    ),
    inputs=_inputs,
    reference=preprocessing.train_validation_split,
    driver=drivers.split,
    view=_view,
    mistakes=(
        Mistake(
            "leak",
            "Samples of the validation part are in the training part as well: then they measure "
            "what was learned by heart.",
            _splitter(cut=lambda order, count: (order, order[:count])),
            _leaks_in_order,
            _two_choices,
        ),
        Mistake(
            "no-shuffle",
            "The samples were cut in the order in which they came: if that order means something, "
            "the parts differ.",
            _splitter(order=lambda rng, n: np.arange(n)),
            _splitter(
                order=lambda rng, n: np.arange(n),
                cut=lambda order, count: (order[: len(order) - count], order[len(order) - count :]),
            ),
            _splitter(order=lambda rng, n: np.arange(n)[::-1]),
        ),
        Mistake(
            "fraction-swapped",
            "The two parts have changed places: the fraction is the share of the validation "
            "samples, and the training part comes first.",
            _splitter(cut=lambda order, count: (order[:count], order[count:])),
            _splitter(give=lambda X_tr, y_tr, X_va, y_va: (X_va, y_va, X_tr, y_tr)),
        ),
        Mistake(
            "labels-misaligned",
            "Samples got labels that are not theirs: X and y have to be shuffled in the same way.",
            _splitter(order_of_y=lambda order, rng: rng.permutation(len(order))),
            _splitter(order_of_y=lambda order, rng: np.arange(len(order))),
            _splitter(
                order=lambda rng, n: np.arange(n),
                order_of_y=lambda order, rng: rng.permutation(len(order)),
            ),
        ),
        Mistake(
            "another-order",
            "The four arrays came in another order; asked is (X_tr, y_tr, X_va, y_va).",
            _splitter(give=lambda X_tr, y_tr, X_va, y_va: (X_tr, X_va, y_tr, y_va)),
        ),
        Mistake(
            "pairs",
            "Two pairs came back: asked is one tuple of four arrays.",
            _splitter(give=lambda X_tr, y_tr, X_va, y_va: ((X_tr, y_tr), (X_va, y_va))),
        ),
        Mistake(
            "cut-down",
            "The number of validation samples was cut down, not rounded: 4.6 is nearer to 5.",
            _splitter(count=lambda n, fraction: int(n * fraction)),
            _splitter(count=lambda n, fraction: int(np.floor(n * fraction))),
        ),
        Mistake(
            "rounded-up",
            "The number of validation samples was rounded up always: 4.4 is nearer to 4.",
            _splitter(count=lambda n, fraction: int(np.ceil(n * fraction))),
        ),
        Mistake(
            "minus-zero",
            "It goes wrong where no sample is to be set aside: `-0` is 0, and `order[-0:]` is all "
            "of it.",
            _splitter(cut=lambda order, count: (order[:-count], order[-count:])),
            _splitter(cut=lambda order, count: (order[: len(order) - count], order[-count:])),
        ),
        Mistake(
            "with-replacement",
            "Some samples come twice and others not at all: each has to be in exactly one part.",
            _with_replacement,
        ),
        Mistake(
            "generator-ignored",
            "The parts are not drawn from rng: two generators in the same state have to give the "
            "same ones.",
            _splitter(source=lambda rng: np.random.default_rng()),
            _splitter(order=lambda rng, n: np.random.permutation(n)),  # noqa: NPY002
        ),
        Mistake(
            "fixed-seed",
            "Every call gives the same parts: draw from the rng that is passed in, not from one "
            "of your own with a fixed seed.",
            _splitter(source=lambda rng: np.random.default_rng(0)),
            _splitter(source=lambda rng: np.random.default_rng(42)),
        ),
        Mistake(
            "inputs-shuffled",
            "The parts are right, but X and y themselves have been shuffled: the arrays that were "
            "passed in have to stay as they were.",
            _shuffles_in_place,
        ),
    ),
    accepted={
        "a mask": _by_mask,
        "sample by sample": _sample_by_sample,
        "sorted by a random key, a list": _masks_each,
        "validation from the end": _splitter(
            cut=lambda order, count: (order[: len(order) - count], order[len(order) - count :])
        ),
        "the rest counted": _splitter(count=lambda n, fraction: n - round(n * (1 - fraction))),
    },
)
