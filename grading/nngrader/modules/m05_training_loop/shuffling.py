"""The exercise `iterate_minibatches`: every sample once, with its label, in a random order."""

from collections.abc import Callable

import numpy as np

from nnbasics import batches
from nngrader.compare import kind_of
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.drivers import m05 as drivers
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import raised
from nngrader.modules.m05_training_loop.drawing import generator, same

_MANY = 20  # samples: fewer may by chance stay in order

Batches = list[tuple[np.ndarray, np.ndarray]]


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, size: int, way: str = drivers.ONE, **about: object) -> Case:
        X = 10.0 * np.arange(n)[:, None] + np.arange(3) + rng.integers(0, 100)
        return given(X, rng.permutation(n) + 1000, size, way, **about)

    def given(
        X: np.ndarray, y: np.ndarray, size: int, way: str = drivers.ONE, **about: object
    ) -> Case:
        return Case(X, y, size, generator(rng), way, **({"aspect": "batches"} | about))

    X = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]])
    shuffled, short = {"aspect": "shuffled"}, {"aspect": "last batch"}
    labels = case(24, 6)
    return [
        given(X, np.array([1, 2, 3, 4]), 2),
        case(60, 10, label="60 samples"),
        case(60, 10, drivers.THREE, **shuffled),
        case(24, 4, drivers.SAME_STATE, aspect="generator"),
        given(X[[0, 1, 2, 3, 0]], np.array([1, 2, 3, 4, 1]), 2,
              label="5 samples, in batches of 2", **short),
        case(23, 5, label="23 samples, in batches of 5", **short),
        case(20, 30, label="a batch size larger than N", **short),
        case(1, 3, label="a single sample", **short),
        case(20, 1, label="batches of one sample"),
        case(20, 20, label="all samples in one batch"),
        given(labels.args[0].astype(int), labels.args[1] % 3, 6,
              label="whole numbers, three classes"),
        given(10.0 * np.arange(30), rng.permutation(30), 10, label="X with one axis"),
        given(rng.normal(size=(20, 2, 3)).round(2), np.arange(20), 5, label="X with three axes"),
        case(40, 8, drivers.SIDE_BY_SIDE, **shuffled),
        case(20, 6, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(20, 10, aspect="inputs unchanged"),
    ]  # fmt: skip


# ---------------------------------------------------------------- what has to be so


def _read(value: object, case: Case) -> Batches | str:
    """The batches of one epoch, or what is wrong with their form."""
    X, y = case.args[:2]
    if not isinstance(value, list):
        return f"the result is {kind_of(value)}: an iterator of (X_b, y_b) is asked"
    if _is_one_batch(value, X):
        return "only one batch came back, and not an iterator: does a `return` stand in the loop?"
    for i, batch in enumerate(value):
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            return f"batch {i} is {kind_of(batch)}: a tuple (X_b, y_b) is asked"
        for name, part, whole in zip(("X_b", "y_b"), batch, (X, y), strict=True):
            if not isinstance(part, np.ndarray) or part.dtype.kind not in "iuf":
                return f"{name} of batch {i} is {kind_of(part)}: an array of numbers is asked"
            if part.ndim != whole.ndim or part.shape[1:] != whole.shape[1:]:
                rows = str(("n", *whole.shape[1:])).replace("'", "")
                return f"{name} of batch {i} has shape {part.shape}, {rows} is asked"
        if len(batch[0]) != len(batch[1]):
            return f"batch {i} has {len(batch[0])} rows of X and {len(batch[1])} of y"
    if len(value) > len(X):
        return f"there are more than {len(X)} batches of {len(X)} samples: does it ever end?"
    return [(X_b, y_b) for X_b, y_b in value]


def _is_one_batch(value: list, X: np.ndarray) -> bool:
    """Whether the two items are X_b and y_b, instead of two batches."""
    if X.ndim < 2 or len(value) != 2 or not all(isinstance(part, np.ndarray) for part in value):
        return False
    X_b, y_b = value
    return X_b.ndim == X.ndim and y_b.shape == X_b.shape[:1]


def _sizes(found: Batches) -> list[int]:
    return [len(y_b) for _, y_b in found]


def _wanted_sizes(case: Case) -> list[int]:
    n, size = len(case.args[0]), case.args[2]
    return [size] * (n // size) + [n % size] * (n % size > 0)


def _places(found: Batches, case: Case) -> list[int]:
    """Which row of X each row of the batches is, −1 for none: of the first that is equal."""
    X = case.args[0]
    rows = {row.tobytes(): i for i, row in reversed(list(enumerate(X.astype(float))))}
    return [rows.get(row.astype(float).tobytes(), -1) for X_b, _ in found for row in X_b]


def _count_fault(found: Batches, case: Case) -> str | None:
    places = _places(found, case)
    missing = -1 in places
    if missing:
        return "a row of X_b is no row of X"
    wanted = sorted(_places([case.args[:2]], case))
    if sorted(places) != wanted:
        more = "more than once" if len(places) >= len(wanted) else "not at all"
        return f"some samples come {more}: in an epoch each comes exactly once"
    return None


def _labels_fit(found: Batches, case: Case) -> bool:
    y = case.args[1]
    labels = [label for _, y_b in found for label in y_b]
    return all(y[i] == label for i, label in zip(_places(found, case), labels, strict=True))


def _holds_all(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """Every sample once, with its label, in batches of the right size."""
    if outcome.error:
        return raised(outcome)
    for value in outcome.value:
        found = _read(value, case)
        if isinstance(found, str):
            return found
        sizes, wanted = _sizes(found), _wanted_sizes(case)
        if sizes != wanted:
            return f"the sizes of the batches are {_short(sizes)}, {_short(wanted)} are asked"
        fault = _count_fault(found, case)
        if fault:
            return fault
        if not _labels_fit(found, case):
            return "samples have labels that are not theirs"
    return None


def _short(sizes: list[int]) -> str:
    return str(sizes) if len(sizes) < 12 else f"{str(sizes[:6])[:-1]}, …]"


def _is_shuffled(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = _holds_all(exercise, case, expected, outcome)
    if fault:
        return fault
    orders = _orders(case, outcome)
    if any(order == sorted(order) for order in orders):
        return "the samples come in the order in which they were given"
    if any(order == sorted(order, reverse=True) for order in orders):
        return "the samples come in the order in which they were given, from the last to the first"
    if any(_stay_together(order, case) for order in orders):
        return (
            "samples that stand side by side in X come in the same batch: draw a new order of all"
        )
    if any(same(order, orders[0]) for order in orders[1:]):
        return "another epoch with the same rng has the same order: each epoch has a new one"
    return None


def _comes_from_rng(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = _is_shuffled_once(exercise, case, expected, outcome)
    if fault:
        return fault
    one, other = _orders(case, outcome)
    if one != other:
        return "two generators in the same state gave different orders: draw from rng only"
    return None


def _is_shuffled_once(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = _holds_all(exercise, case, expected, outcome)
    in_order = not fault and any(order == sorted(order) for order in _orders(case, outcome))
    return "the samples come in the order in which they were given" if in_order else fault


def _orders(case: Case, outcome: Outcome) -> list[list[int]]:
    return [_places(found, case) for found in outcome.value]


def _stay_together(order: list[int], case: Case) -> bool:
    """Whether neighbors in X share their batch much more often than by chance."""
    size = case.args[2]
    batch = {sample: place // size for place, sample in enumerate(order)}
    together = sum(batch[i] == batch[i + 1] for i in range(len(batch) - 1))
    return together > 0.65 * (len(batch) - 1)


def _view(case: Case, outcome: Outcome) -> object:
    """What sort of answer this is: the order itself was drawn."""
    if outcome.error:
        return outcome.error.types[0]
    seen = []
    for value in outcome.value:
        found = _read(value, case)
        if isinstance(found, str):
            return found
        seen.append(
            [_sizes(found), *(_order_kind(found, case) if len(case.args[0]) >= _MANY else [])]
        )
    if len(outcome.value) > 1 and len(case.args[0]) >= _MANY:
        orders = _orders(case, outcome)
        seen.append([str(same(order, orders[0])) for order in orders])
    return seen


def _order_kind(found: Batches, case: Case) -> list[str]:
    places, n = _places(found, case), len(case.args[0])
    labels = [label for _, y_b in found for label in y_b]
    all_once = len(places) == n == len(set(places))
    # With large batches, neighbors may share one by chance.
    together = all_once and n >= 4 * case.args[2] and _stay_together(places, case)
    return [
        "foreign rows" if -1 in places else "rows",
        f"{len(places)} rows",
        "repeated" if len(set(places)) < len(places) else "",
        "in order" if places == sorted(places) else "shuffled",
        "backwards" if places == sorted(places, reverse=True) else "",
        "together" if together else "",
        "labels fit" if _labels_fit(found, case) else "labels do not fit",
        "labels in order" if list(labels) == list(case.args[1][: len(labels)]) else "",
    ]


# ---------------------------------------------------------------- answers


def _batcher(
    *,
    order: Callable = lambda rng, n, size: rng.permutation(n),
    order_of_y: Callable = lambda order, rng: order,
    starts: Callable = lambda n, size: range(0, n, size),
    source: Callable = lambda rng: rng,
    give: Callable = lambda X_b, y_b: (X_b, y_b),
) -> Callable:
    """As it should be, but for what is given."""

    def iterate_minibatches(X, y, batch_size, rng):
        rows = order(source(rng), len(X), batch_size)
        rows_of_y = order_of_y(rows, rng)
        for start in starts(len(X), batch_size):
            end = start + batch_size
            yield give(X[rows[start:end]], y[rows_of_y[start:end]])

    return iterate_minibatches


def _with_replacement_each_batch(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        rows = rng.integers(0, len(X), min(batch_size, len(X) - start))
        yield X[rows], y[rows]


def _full_batches_with_replacement(X, y, batch_size, rng):
    for _ in range(-(-len(X) // batch_size)):
        rows = rng.choice(len(X), batch_size)
        yield X[rows], y[rows]


def _new_choice_each_batch(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        rows = rng.permutation(len(X))[: min(batch_size, len(X) - start)]
        yield X[rows], y[rows]


def _never_ends(X, y, batch_size, rng):
    while True:
        yield from _batcher()(X, y, batch_size, rng)


def _first_batch_only(X, y, batch_size, rng):
    rows = rng.permutation(len(X))[:batch_size]
    return [(X[rows], y[rows])]


def _returns_first_batch(X, y, batch_size, rng):
    return next(_batcher()(X, y, batch_size, rng))


def _shuffles_in_place(X, y, batch_size, rng):
    state = rng.bit_generator.state
    rng.shuffle(X)
    rng.bit_generator.state = state
    rng.shuffle(y)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size].copy(), y[start : start + batch_size].copy()


def _reorders_in_place(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    return [(X[i : i + batch_size].copy(), y[i : i + batch_size].copy())
            for i in range(0, len(X), batch_size)]  # fmt: skip


def _both_shuffled_apart(X, y, batch_size, rng):
    X, y = rng.permutation(X), rng.permutation(y)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def _only_x_by_shuffle(X, y, batch_size, rng):
    X = X.copy()
    rng.shuffle(X)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def _blocks(rng, n, size):
    starts = rng.permutation(range(0, n, size))
    return np.concatenate([np.arange(start, min(start + size, n)) for start in starts])


def _within_blocks(rng, n, size):
    return np.concatenate(
        [rng.permutation(np.arange(i, min(i + size, n))) for i in range(0, n, size)]
    )


def _list_of_arrays(X, y, batch_size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    X, y = X[order], y[order]
    found = []
    while len(X):
        found.append([X[:batch_size], y[:batch_size]])
        X, y = X[batch_size:], y[batch_size:]
    return found


def _split_at(X, y, batch_size, rng):
    order = np.argsort(rng.random(len(y)))
    cuts = range(batch_size, len(y), batch_size)
    return zip(np.split(X[order], cuts), np.split(y[order], cuts), strict=True)


def _sample_by_sample(X, y, batch_size, rng):
    rows, labels = [], []
    for i in rng.choice(len(X), size=len(X), replace=False):
        rows.append(X[i])
        labels.append(y[i])
        if len(rows) == batch_size:
            yield np.array(rows), np.array(labels)
            rows, labels = [], []
    if rows:
        yield np.array(rows), np.array(labels)


class _Iterator:
    def __init__(self, X, y, batch_size, rng):
        self.X, self.y, self.size, self.rng = X, y, batch_size, rng
        self.left = None

    def __iter__(self):
        return self

    def __next__(self):
        if self.left is None:
            self.left = [int(i) for i in self.rng.permutation(len(self.X))]
        if not self.left:
            raise StopIteration
        rows, self.left = self.left[: self.size], self.left[self.size :]
        return self.X[rows], self.y[rows]


ITERATE_MINIBATCHES = Exercise(
    id="iterate_minibatches",
    title="Cut an epoch into batches",
    signature="(X, y, batch_size, rng)",
    asked=("X", "y", "batch_size", "rng", "how it is used"),
    aspects=(
        Aspect(
            "batches",
            1.25,
            "every sample once, with its label, batch_size in a batch",
            rule=_holds_all,
        ),
        Aspect("last batch", 0.5, "it holds what is left", ("batches",), rule=_holds_all),
        Aspect(
            "shuffled",
            0.75,
            "a new random order of all samples in each epoch",
            ("batches",),
            rule=_is_shuffled,
        ),
        Aspect(
            "generator",
            0.25,
            "the order is drawn from rng and nothing else",
            ("batches", "shuffled"),
            rule=_comes_from_rng,
        ),
        unchanged(0.25, ("batches",)),
    ),
    inputs=_inputs,
    reference=batches.iterate_minibatches,
    driver=drivers.draw_batches,
    view=_view,
    mistakes=(
        Mistake(
            "shuffles-x-only",
            "X and y no longer fit together: X was shuffled, y was not.",
            _batcher(order_of_y=lambda order, rng: np.arange(len(order))),
            _only_x_by_shuffle,
        ),
        Mistake(
            "shuffled-apart",
            "X and y were shuffled independently of each other: each sample got another one's "
            "label.",
            _batcher(order_of_y=lambda order, rng: rng.permutation(len(order))),
            _both_shuffled_apart,
        ),
        Mistake(
            "shuffles-y-only",
            "X and y no longer fit together: y was shuffled, X was not.",
            _batcher(
                order=lambda rng, n, size: np.arange(n),
                order_of_y=lambda order, rng: rng.permutation(len(order)),
            ),
        ),
        Mistake(
            "no-shuffle",
            "The samples come in the order in which they were given: every epoch needs a new "
            "random one.",
            _batcher(order=lambda rng, n, size: np.arange(n)),
        ),
        Mistake(
            "reversed-only",
            "The order is only turned round: every epoch needs a new random one.",
            _batcher(order=lambda rng, n, size: np.arange(n)[::-1]),
        ),
        Mistake(
            "last-batch-dropped",
            "What does not fill a whole batch is left out: the last batch may be short.",
            _batcher(starts=lambda n, size: range(0, n - size + 1, size)),
            _batcher(starts=lambda n, size: range(0, n // size * size, size)),
        ),
        Mistake(
            "last-batch-lost",
            "The last batch is always missing, also when it is full.",
            _batcher(starts=lambda n, size: range(0, n - size, size)),
        ),
        Mistake(
            "empty-batch-at-the-end",
            "After the last sample comes a batch with nothing in it.",
            _batcher(starts=lambda n, size: range(0, n + 1, size)),
            _batcher(starts=lambda n, size: range(0, (n // size + 1) * size, size)),
        ),
        Mistake(
            "with-replacement",
            "Some samples come twice and others not at all: in an epoch each comes exactly once.",
            _batcher(order=lambda rng, n, size: rng.integers(0, n, n)),
            _batcher(order=lambda rng, n, size: rng.choice(n, n)),
            _with_replacement_each_batch,
            _full_batches_with_replacement,
        ),
        Mistake(
            "new-order-each-batch",
            "Each batch was drawn from all samples again: some come twice in the epoch, and others "
            "not at all.",
            _new_choice_each_batch,
        ),
        Mistake(
            "blocks-shuffled",
            "Only the order of the batches is random: the same samples are always together.",
            _batcher(order=_blocks),
            _batcher(order=lambda rng, n, size: np.roll(np.arange(n), size * rng.integers(n))),
        ),
        Mistake(
            "shuffled-within-batches",
            "The order is random only inside of each batch: the same samples are always together.",
            _batcher(order=_within_blocks),
        ),
        Mistake(
            "generator-ignored",
            "The order is not drawn from rng: two generators in the same state have to give the "
            "same order.",
            _batcher(source=lambda rng: np.random.default_rng()),
            _batcher(order=lambda rng, n, size: np.random.permutation(n)),  # noqa: NPY002
        ),
        Mistake(
            "same-order-every-epoch",
            "Every epoch has the same order: draw from the rng that is passed in, not from one of "
            "your own with a fixed seed.",
            _batcher(source=lambda rng: np.random.default_rng(0)),
            _batcher(source=lambda rng: np.random.default_rng(42)),
        ),
        Mistake(
            "never-ends",
            "It goes on after the last batch: it is to end when every sample has come once.",
            _never_ends,
        ),
        Mistake(
            "first-batch-only",
            "There is only one batch: an epoch goes on until every sample has come.",
            _first_batch_only,
        ),
        Mistake(
            "one-sample-each",
            "Every batch has one sample: there should be batch_size of them, except in the last.",
            lambda X, y, batch_size, rng: _batcher()(X, y, 1, rng),
        ),
        Mistake(
            "number-for-size",
            "batch_size was taken for the number of batches; it is how many samples one batch has.",
            lambda X, y, batch_size, rng: (
                (X[rows], y[rows])
                for rows in np.array_split(rng.permutation(len(X)), min(batch_size, len(X)))
            ),
        ),
        Mistake(
            "evenly-cut",
            "The batches were made nearly equal; all but the last one should have batch_size "
            "samples.",
            lambda X, y, batch_size, rng: (
                (X[rows], y[rows])
                for rows in np.array_split(rng.permutation(len(X)), -(-len(X) // batch_size))
            ),
        ),
        Mistake(
            "batch-returned",
            "A single batch came back, and the function was over: `return` ends it, `yield` gives "
            "a value and goes on.",
            _returns_first_batch,
        ),
        Mistake(
            "labels-missing",
            "The batches hold samples without their labels: (X_b, y_b) is asked.",
            _batcher(give=lambda X_b, y_b: X_b),
        ),
        Mistake(
            "order-swapped",
            "The labels come first; asked is (X_b, y_b).",
            _batcher(give=lambda X_b, y_b: (y_b, X_b)),
        ),
        Mistake(
            "inputs-shuffled",
            "The batches are right, but X and y themselves have been shuffled: the arrays that "
            "were passed in have to stay as they were.",
            _shuffles_in_place,
            _reorders_in_place,
        ),
    ),
    accepted={
        "a list, with shuffle": _list_of_arrays,
        "argsort, split and zip": _split_at,
        "sample by sample": _sample_by_sample,
        "an iterator of a class": _Iterator,
        "sorted by a random key": _batcher(
            order=lambda rng, n, size: sorted(range(n), key=lambda i: rng.random())
        ),
        "a generator of its own, from rng": _batcher(
            source=lambda rng: np.random.default_rng(rng.integers(2**63))
        ),
    },
)
