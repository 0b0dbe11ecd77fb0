"""How good a network is, and what it takes for what: `evaluate` and `top_confusions`."""

from collections.abc import Callable

import numpy as np

from nnbasics import metrics
from nngrader.compare import compare, kind_of
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.drivers import m07 as drivers
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import raised

# ---------------------------------------------------------------- evaluate

_RESULTS = "accuracy", "confusion"


def _evaluate_inputs(rng: np.random.Generator) -> list[Case]:
    def case(
        n: int, classes: int, batch_size: int, right: int, wrong_at: int = 0, **about: object
    ) -> Case:
        """So many are right. wrong_at: 1 for the end of the rows, 0 for anywhere."""
        predictions = np.arange(n) % classes  # every class is predicted
        labels = predictions.copy()
        labels[right:] = (labels[right:] + 1 + rng.integers(0, classes - 1, n - right)) % classes
        order = np.arange(n) if wrong_at else rng.permutation(n)
        return given(predictions[order], labels[order], batch_size, classes, **about)

    def given(
        predictions: np.ndarray, labels: np.ndarray, batch_size: int, columns: int, **about: object
    ) -> Case:
        """Scores of which the predicted one is the largest."""
        X = rng.uniform(0, 0.8, (len(predictions), columns)).round(2)
        X[np.arange(len(X)), predictions] = 1.0
        return Case(X, np.asarray(labels), batch_size, **({"aspect": "accuracy"} | about))

    example = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7]])
    confusion, last, batches = ({"aspect": name} for name in ("confusion", "last batch", "batches"))
    return [
        Case(example, np.array([0, 1, 1, 1]), 2, aspect="accuracy"),
        case(12, 3, 4, 8),
        case(20, 4, 5, 13, label="20 rows, in batches of 5"),
        case(18, 3, 6, 11, **confusion),
        given(np.array([0, 2, 1, 2, 0, 1]), np.array([0, 1, 1, 1, 0, 0]), 3, 3,
              label="class 2 is predicted, but is no label", **confusion),
        given(np.array([0, 1, 1, 0, 1, 0]), np.array([0, 3, 1, 0, 3, 1]), 2, 4,
              label="class 3 is a label, but is never predicted", **confusion),
        given(np.array([0, 1, 1, 0]), np.array([0, 1, 0, 0]), 2, 5,
              label="five columns, two classes", **confusion),
        case(7, 3, 3, 4, 1, label="7 rows, in batches of 3", **last),
        case(23, 4, 5, 17, 1, label="23 rows, in batches of 5", **last),
        case(5, 3, 8, 3, label="a batch size larger than N", **last),
        given(np.array([1]), np.array([1]), 4, 3, label="a single row", **last),
        case(9, 3, 1, 5, label="one row at a time", **batches),
        case(14, 3, 4, 9, label="14 rows, in batches of 4", **batches),
        case(10, 2, 5, 6, **batches),
        case(11, 3, 4, 7, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(8, 3, 4, 5, aspect="inputs unchanged"),
    ]  # fmt: skip


def _parts(outcome: Outcome) -> tuple[object, object] | str:
    if outcome.error:
        return raised(outcome)
    result = outcome.value[0]
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        return f"the result is {kind_of(result)}: a tuple (accuracy, confusion) is asked"
    return tuple(result)


def _is(*which: int) -> Callable:
    """A rule for some of the two results."""

    def rule(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
        parts = _parts(outcome)
        if isinstance(parts, str):
            return parts
        names = tuple(_RESULTS[i] for i in which)
        right = [expected.value[0][i] for i in which]
        return compare(right, [parts[i] for i in which], results=names).difference

    return rule


def _whole_counts(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = _is(0, 1)(exercise, case, expected, outcome)
    if fault or outcome.value[0][1].dtype.kind in "iu":
        return fault
    return f"confusion has dtype {outcome.value[0][1].dtype}: whole numbers (int) are asked"


def _within_batches(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = _is(0, 1)(exercise, case, expected, outcome)
    most = max(outcome.value[1], default=0) if not outcome.error else 0
    if fault or most <= case.args[2]:
        return fault
    return f"predict was given {most} rows at once, with a batch_size of {case.args[2]}"


def _evaluate_view(case: Case, outcome: Outcome) -> object:
    """The result; of the calls, only whether one was too large."""
    if outcome.error:
        return outcome.error.types[0]
    result, asked = outcome.value
    whole = ""
    if isinstance(result, (tuple, list)) and len(result) == 2:
        whole = getattr(result[1], "dtype", np.dtype(float)).kind.replace("u", "i")
    return [result, str(max(asked, default=0) > case.args[2]), whole]


def _counts(labels, predictions, classes):
    confusion = np.zeros((classes, classes), dtype=int)
    for t, p in zip(labels, predictions, strict=True):
        confusion[t, p] += 1
    return confusion


def _evaluator(
    *,
    starts: Callable = lambda n, size: range(0, n, size),
    size: Callable = lambda n, size: size,
    measure: Callable = lambda predictions, labels, means, n: np.mean(predictions == labels),
    classes: Callable = lambda labels, predictions: 1 + max(labels.max(), predictions.max()),
    table: Callable = _counts,
    finish: Callable = lambda share, confusion: (float(share), confusion),
) -> Callable:
    """As it should be, but for what is given."""

    def evaluate(predict, X, labels, batch_size):
        n, step = len(X), size(len(X), batch_size)
        answers, kept, means = [], [], []
        for start in starts(n, step):
            rows = slice(start, start + step)
            answers.append(predict(X[rows]))
            kept.append(labels[rows])
            means.append(np.mean(answers[-1] == kept[-1]))
        predictions, seen = np.concatenate(answers), np.concatenate(kept)
        share = measure(predictions, seen, means, n)
        return finish(share, table(seen, predictions, int(classes(seen, predictions))))

    return evaluate


def _full_batches(n, size):
    return range(0, max(n // size, 1) * size, size)


def _last_left_out(n, size):
    return range(0, max(n - size + 1, 1), size)


def _adding_up(predict, X, labels, batch_size):
    right, seen = 0, []
    for start in range(0, len(X), batch_size):
        predictions = predict(X[start : start + batch_size])
        right += int((predictions == labels[start : start + batch_size]).sum())
        seen += [int(p) for p in predictions]
    classes = max(*seen, *labels) + 1 if len(seen) > 1 else max(seen[0], labels[0]) + 1
    confusion = np.zeros((classes, classes), dtype=np.int32)
    for label, p in zip(labels, seen, strict=True):
        confusion[label][p] += 1
    return right / len(X), confusion


def _from_the_table(predict, X, labels, batch_size):
    parts = np.array_split(np.arange(len(X)), -(-len(X) // batch_size))
    predictions = np.concatenate([predict(X[part]) for part in parts])
    classes = int(np.r_[labels, predictions].max()) + 1
    codes = np.bincount(labels * classes + predictions, minlength=classes**2)
    confusion = codes.reshape(classes, classes)
    return np.trace(confusion) / confusion.sum(), confusion


def _row_by_row(predict, X, labels, batch_size):
    predictions = np.array([predict(X[i : i + 1])[0] for i in range(len(X))])
    classes = max(labels.max(), predictions.max()) + 1
    confusion = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(confusion, (labels, predictions), 1)
    return [(predictions == labels).mean(), confusion]


def _with_histogram(predict, X, labels, batch_size):
    predictions, left = [], X
    while len(left):
        predictions.extend(predict(left[:batch_size]))
        left = left[batch_size:]
    classes = max([*predictions, *labels]) + 1
    confusion = np.array(
        [
            [sum((labels == t) & (np.array(predictions) == p)) for p in range(classes)]
            for t in range(classes)
        ]
    )
    return sum(labels == predictions) / len(labels), confusion


def _overwrites(predict, X, labels, batch_size):
    result = _evaluator()(predict, X, labels, batch_size)
    for start in range(0, len(X), batch_size):
        labels[start : start + batch_size] -= predict(X[start : start + batch_size])
    return result


EVALUATE = Exercise(
    id="evaluate",
    title="Measure a network, batch by batch",
    signature="(predict, X, labels, batch_size)",
    asked=("X", "labels", "batch_size"),
    results=("(accuracy, confusion)", "rows that predict got"),
    aspects=(
        Aspect("accuracy", 0.5, "the share of rows that are right", rule=_is(0)),
        Aspect("confusion", 0.5, "the table of counts", ("accuracy",), rule=_whole_counts),
        Aspect("last batch", 0.5, "N is no multiple of batch_size", ("accuracy",), rule=_is(0, 1)),
        Aspect(
            "batches",
            0.25,
            "predict never gets more than batch_size rows",
            ("accuracy", "confusion"),
            rule=_within_batches,
        ),
        unchanged(0.25, ("accuracy", "confusion")),
    ),
    inputs=_evaluate_inputs,
    reference=metrics.evaluate,
    driver=drivers.evaluate,
    view=_evaluate_view,
    mistakes=(
        Mistake(
            "last-batch-dropped",
            "What does not fill a whole batch is left out: the last batch may be short.",
            _evaluator(starts=_full_batches),
            _evaluator(starts=_last_left_out),
            _evaluator(
                starts=_full_batches,
                measure=lambda predictions, labels, means, n: np.sum(predictions == labels) / n,
            ),
        ),
        Mistake(
            "mean-of-batch-means",
            "The mean of the batches' accuracies was taken: a short batch has fewer rows, so it "
            "has to count less.",
            _evaluator(measure=lambda predictions, labels, means, n: np.mean(means)),
        ),
        Mistake(
            "all-at-once",
            "predict was given more rows than batch_size allows: the result is right, but with a "
            "large X the memory would not do.",
            _evaluator(size=lambda n, size: n),
            _evaluator(size=lambda n, size: size + 1),
        ),
        Mistake(
            "transposed",
            "Rows and columns of the table have changed places: a row is a true class, a column a "
            "predicted one.",
            _evaluator(
                table=lambda labels, predictions, classes: _counts(predictions, labels, classes)
            ),
        ),
        Mistake(
            "width-from-labels",
            "The size of the table was taken from the labels alone, or from the predictions "
            "alone: a class may occur in only one of the two.",
            _evaluator(
                classes=lambda labels, predictions: labels.max() + 1,
                table=lambda labels, predictions, classes: _counts(
                    labels, np.minimum(predictions, classes - 1), classes
                ),
            ),
            lambda predict, X, labels, batch_size: _evaluator(
                classes=lambda labels, predictions: labels.max() + 1
            )(predict, X, labels, batch_size),
            _evaluator(classes=lambda labels, predictions: predictions.max() + 1),
        ),
        Mistake(
            "ten-classes",
            "The table has ten rows, whatever classes there are.",
            _evaluator(classes=lambda labels, predictions: 10),
        ),
        Mistake(
            "columns-of-x",
            "The size of the table was taken from X. What predict makes of its columns is its own "
            "affair: look at the labels and the predictions.",
            lambda predict, X, labels, batch_size: _evaluator(classes=lambda *both: X.shape[1])(
                predict, X, labels, batch_size
            ),
        ),
        Mistake(
            "percent",
            "The accuracy is in percent; asked is the share, from 0 to 1.",
            _evaluator(finish=lambda share, confusion: (100 * share, confusion)),
        ),
        Mistake(
            "error-rate",
            "This is the share of what is wrong; asked is the share of what is right.",
            _evaluator(finish=lambda share, confusion: (1 - share, confusion)),
        ),
        Mistake(
            "last-batch-only",
            "Only the last batch was counted: what became of the others?",
            _evaluator(
                starts=lambda n, size: range((n - 1) // size * size, n, size),
            ),
            _evaluator(measure=lambda predictions, labels, means, n: means[-1]),
        ),
        Mistake(
            "first-batch-only",
            "Only the first batch was counted: does a `return` stand in the loop?",
            _evaluator(starts=lambda n, size: [0]),
        ),
        Mistake(
            "repeated-pairs-once",
            "A pair that occurs several times was counted once: `confusion[labels, predictions] "
            "+= 1` adds to each place only once.",
            _evaluator(
                table=lambda labels, predictions, classes: np.minimum(
                    _counts(labels, predictions, classes), 1
                )
            ),
        ),
        Mistake(
            "normalized",
            "The table holds shares; asked is how often each pair occurs.",
            _evaluator(
                table=lambda labels, predictions, classes: (
                    _counts(labels, predictions, classes) / len(labels)
                )
            ),
        ),
        Mistake(
            "float-counts",
            "The counts are right, but they are floats: what is counted is a whole number.",
            _evaluator(finish=lambda share, confusion: (share, confusion.astype(float))),
        ),
        Mistake(
            "order-swapped",
            "The table comes first; asked is (accuracy, confusion).",
            _evaluator(finish=lambda share, confusion: (confusion, share)),
        ),
        Mistake(
            "accuracy-only",
            "Only one of the two came back: asked is (accuracy, confusion).",
            _evaluator(finish=lambda share, confusion: share),
        ),
        Mistake(
            "inputs-overwritten",
            "The results are right, but an array that was passed in has been overwritten.",
            _overwrites,
        ),
    ),
    accepted={
        "adding up": _adding_up,
        "from the table": _from_the_table,
        "row by row, a list": _row_by_row,
        "cutting off the front": _with_histogram,
        "smaller batches": _evaluator(size=lambda n, size: max(1, size // 2)),
    },
)

# ---------------------------------------------------------------- top_confusions


def _top_inputs(rng: np.random.Generator) -> list[Case]:
    def distinct(classes: int, k: int, **about: object) -> Case:
        """Counts of which no two are equal, the diagonal being the largest."""
        counts = rng.permutation(np.arange(1, classes**2 + 1)).reshape(classes, classes)
        counts[np.arange(classes), np.arange(classes)] = 100 + rng.permutation(classes)
        return given(counts, k, **about)

    def given(counts: np.ndarray, k: int, **about: object) -> Case:
        return Case(counts, k, **({"aspect": "pairs"} | about))

    example = np.array([[50, 2, 0], [7, 40, 3], [1, 5, 60]])
    ties = np.array([[20, 4, 4], [4, 30, 9], [4, 9, 25]])
    shuffled = rng.permutation([1, 1, 2, 2, 2, 3, 3, 5, 5, 5, 8, 8])
    wide = np.diag([9, 9, 9, 9])
    wide[~np.eye(4, dtype=bool)] = shuffled
    fewer, tied = {"aspect": "fewer than k"}, {"aspect": "ties"}
    return [
        given(example, 3),
        distinct(3, 2),
        distinct(4, 5),
        distinct(10, 8, label="ten classes"),
        given(np.array([[3, 6, 8], [9, 1, 4], [2, 7, 0]]), 4, label="more mistakes than right"),
        given(ties, 6, label="equal counts", **tied),
        given(ties, 3, label="equal counts, cut between them", **tied),
        given(wide, 12, label="equal counts", **tied),
        given(wide, 7, label="equal counts, cut between them", **tied),
        given(np.array([[5, 0, 2], [0, 7, 0], [1, 0, 3]]), 6,
             label="some pairs never happened", **fewer),
        given(np.array([[4, 1], [2, 6]]), 5, label="only two pairs", **fewer),
        given(np.diag([3, 4, 5]), 3, label="no mistake at all", **fewer),
        given(np.array([[8]]), 2, label="a single class", **fewer),
        distinct(3, 4, aspect="inputs unchanged", label="a read-only array", read_only=True),
        distinct(4, 3, aspect="inputs unchanged"),
    ]  # fmt: skip


def _top(
    *,
    pairs: Callable = lambda C: [
        (t, p, int(C[t, p])) for t in range(len(C)) for p in range(len(C)) if t != p and C[t, p] > 0
    ],
    key: Callable = lambda pair: (-pair[2], pair[0], pair[1]),
    cut: Callable = lambda found, k: found[:k],
    finish: Callable = lambda found: found,
) -> Callable:
    """As it should be, but for what is given."""

    def top_confusions(confusion, k):
        return finish(cut(sorted(pairs(confusion), key=key), k))

    return top_confusions


def _all_pairs(C, *, diagonal=False, zeros=False):
    n = len(C)
    return [
        (t, p, int(C[t, p]))
        for t in range(n)
        for p in range(n)
        if (diagonal or t != p) and (zeros or C[t, p] > 0)
    ]


def _diagonal_too(confusion, k):
    pairs = [(t, p, int(n)) for t, row in enumerate(confusion) for p, n in enumerate(row) if n > 0]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))[:k]


def _by_argsort(C, k, *, flip=True, fill=0):
    counts = np.array(C)
    np.fill_diagonal(counts, fill)
    order = np.argsort(counts.ravel())[::-1] if flip else np.argsort(-counts.ravel(), kind="stable")
    found = [divmod(int(i), len(counts)) for i in order[:k]]
    return [(t, p, int(counts[t, p])) for t, p in found if counts[t, p] > 0]


def _one_after_the_other(confusion, k):
    counts, found = confusion.astype(float), []
    np.fill_diagonal(counts, 0)
    while len(found) < k and counts.max() > 0:
        t, p = np.unravel_index(counts.argmax(), counts.shape)
        found.append([int(t), int(p), int(counts[t, p])])
        counts[t, p] = 0
    return found


def _diagonal_in_place(confusion, k):
    np.fill_diagonal(confusion, 0)
    return _by_argsort(confusion, k, flip=False)


def _with_lexsort(confusion, k):
    t, p = np.nonzero(confusion - np.diag(np.diag(confusion)))
    counts = confusion[t, p]
    order = np.lexsort((p, t, -counts))[:k]
    return list(zip(t[order].tolist(), p[order].tolist(), counts[order].tolist(), strict=True))


TOP_CONFUSIONS = Exercise(
    id="top_confusions",
    title="Find what is mixed up most",
    signature="(confusion, k)",
    aspects=(
        Aspect("pairs", 1.0, "the most frequent mistakes, the largest count first"),
        Aspect("ties", 0.5, "equal counts are in the order of (true, predicted)", ("pairs",)),
        Aspect("fewer than k", 0.25, "no pair that never happened", ("pairs",)),
        unchanged(0.25, ("pairs",)),
    ),
    inputs=_top_inputs,
    reference=metrics.top_confusions,
    mistakes=(
        Mistake(
            "diagonal-included",
            "What is right was listed as well: only mistakes are asked.",
            _diagonal_too,
            _top(pairs=lambda C: _all_pairs(C, diagonal=True, zeros=True)),
        ),
        Mistake(
            "transposed",
            "True and predicted class have changed places: a row of the table is a true class.",
            _top(
                pairs=lambda C: [(p, t, n) for t, p, n in _all_pairs(C)],
            ),
            _top(
                pairs=lambda C: [(p, t, n) for t, p, n in _all_pairs(C)],
                key=lambda pair: (-pair[2], pair[1], pair[0]),
            ),
        ),
        Mistake(
            "ties-unordered",
            "Pairs with equal counts come in another order: the smaller true class first, then "
            "the smaller predicted one.",
            _top(key=lambda pair: (-pair[2], -pair[0], -pair[1])),
            _top(key=lambda pair: (-pair[2], pair[1], pair[0])),
            _top(key=lambda pair: (-pair[2], pair[0], -pair[1])),
            lambda confusion, k: sorted(_all_pairs(confusion), key=lambda pair: pair[2])[::-1][:k],
        ),
        Mistake(
            "zeros-included",
            "Pairs that never happened were listed: there may be fewer than k mistakes.",
            _top(pairs=lambda C: _all_pairs(C, zeros=True)),
        ),
        Mistake(
            "smallest-first",
            "The rarest mistakes come first; the most frequent ones are asked.",
            _top(key=lambda pair: (pair[2], pair[0], pair[1])),
            _top(
                key=lambda pair: (pair[2], pair[0], pair[1]),
                cut=lambda found, k: found[max(len(found) - k, 0) :],
            ),
        ),
        Mistake(
            "not-sorted",
            "The pairs come in the order of the table; the largest count comes first.",
            _top(key=lambda pair: pair[:2]),
        ),
        Mistake(
            "k-ignored",
            "All mistakes are listed: at most k are asked.",
            _top(cut=lambda found, k: found),
        ),
        Mistake(
            "one-too-few",
            "The list has one entry too few.",
            _top(cut=lambda found, k: found[: k - 1]),
        ),
        Mistake(
            "pairs-merged",
            "The two ways of mixing up a pair were added: 4 taken for 9 is another mistake than 9 "
            "taken for 4.",
            _top(
                pairs=lambda C: [
                    (t, p, int(C[t, p] + C[p, t]))
                    for t in range(len(C))
                    for p in range(t + 1, len(C))
                    if C[t, p] + C[p, t] > 0
                ]
            ),
        ),
        Mistake(
            "best-of-each-row",
            "Only one mistake of each true class was listed: a class may be taken for several "
            "others.",
            _top(
                pairs=lambda C: [
                    max(row, key=lambda pair: pair[2])
                    for t in range(len(C))
                    if (row := [pair for pair in _all_pairs(C) if pair[0] == t])
                ]
            ),
        ),
        Mistake(
            "count-first",
            "The count comes first in each entry; asked is (true, predicted, count).",
            _top(finish=lambda found: [(n, t, p) for t, p, n in found]),
        ),
        Mistake(
            "count-missing",
            "The entries have no count: asked is (true, predicted, count).",
            _top(finish=lambda found: [(t, p) for t, p, n in found]),
        ),
        Mistake(
            "shares",
            "The last number of an entry is a share; asked is the count.",
            lambda confusion, k: [
                (t, p, n / confusion[t].sum()) for t, p, n in _top()(confusion, k)
            ],
            lambda confusion, k: [(t, p, n / confusion.sum()) for t, p, n in _top()(confusion, k)],
        ),
        Mistake(
            "inputs-overwritten",
            "The list is right, but the diagonal of the table that was passed in has been "
            "overwritten.",
            _diagonal_in_place,
        ),
    ),
    accepted={
        "stable argsort": lambda confusion, k: _by_argsort(confusion, k, flip=False),
        "one after the other, lists": _one_after_the_other,
        "lexsort": _with_lexsort,
        "sorted by a tuple": _top(),
        "NumPy's integers": _top(
            finish=lambda found: [tuple(map(np.int64, pair)) for pair in found]
        ),
    },
)
