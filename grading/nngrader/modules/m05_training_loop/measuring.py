"""How good predictions are: accuracy, the confusion matrix, precision and recall."""

from collections.abc import Callable

import numpy as np

from nnbasics import metrics
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import draw, part

# ---------------------------------------------------------------- accuracy


def _accuracy_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, classes: int, right: int, **about: object) -> Case:
        """So many rows are right; the others are not, and no two logits of a row are equal."""
        logits = draw(rng, n, classes) + rng.permuted(
            np.tile(np.arange(classes) * 0.003, (n, 1)), axis=1
        )
        labels = logits.argmax(axis=1)
        labels[right:] = (labels[right:] + 1) % classes
        order = rng.permutation(n)
        return Case(logits[order].round(3), labels[order], **about)

    any_batch = {"aspect": "any batch"}
    return [
        Case(np.array([[2.0, 0.5], [0.1, 1.0], [3.0, -1.0], [0.0, 0.2]]), np.array([0, 1, 1, 1])),
        case(5, 3, 2),
        case(8, 4, 7),
        Case(np.array([[5.0, 1.0, 2.0], [4.0, 3.0, -1.0], [6.0, 0.0, 7.0]]), np.array([0, 0, 1]),
             label="as many rows as classes"),
        Case(np.array([[-3.0, -1.0, -2.0], [-4.0, -5.0, -0.5]]), np.array([0, 2]),
             label="only negative logits"),
        case(1, 4, 1, label="a single row, right", **any_batch),
        case(1, 3, 0, label="a single row, wrong", **any_batch),
        case(7, 2, 7, label="all right", **any_batch),
        case(6, 5, 0, label="all wrong", **any_batch),
        Case(np.array([[3, -1, 0], [1, 5, 2], [0, 1, 9], [4, 2, 3], [0, 7, 1]]),
             np.array([0, 1, 1, 2, 1]), label="whole numbers", **any_batch),
        case(200, 10, 140, label="200 rows", **any_batch),
        case(5, 3, 4, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _right(logits, labels):
    return logits.argmax(axis=1) == labels


def _counted(logits, labels):
    right = 0
    for row, label in zip(logits, labels, strict=True):
        best = 0
        for c in range(len(row)):
            if row[c] > row[best]:
                best = c
        if best == label:
            right += 1
    return right / len(labels)


def _one_hot_in_place(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    return float(np.mean(logits[np.arange(len(logits)), labels] == 0))


def _sorted_in_place(logits, labels):
    best = logits.argmax(axis=1)
    best -= labels
    labels[:] = best
    return float(np.mean(labels == 0))


ACCURACY = Exercise(
    id="accuracy",
    title="Count what is right",
    signature="(logits, labels)",
    aspects=(
        Aspect("values", 0.5, "the share of rows whose largest logit is the label's"),
        Aspect("any batch", 0.25, "one row or many; whole numbers", ("values",)),
        unchanged(0.25),
    ),
    inputs=_accuracy_inputs,
    reference=metrics.accuracy,
    mistakes=(
        Mistake(
            "percent",
            "This is in percent; asked is the share, from 0 to 1.",
            lambda logits, labels: 100 * np.mean(_right(logits, labels)),
        ),
        Mistake(
            "argmax-axis-0",
            "The largest logit was looked for in each column; a row is a sample, and its largest "
            "logit says the class.",
            lambda logits, labels: np.mean(logits.argmax(axis=0) == labels),
            lambda logits, labels: (logits.argmax(axis=0) == labels).sum() / len(labels),
            lambda logits, labels: (
                np.sum(np.argmax(logits, axis=0)[: len(labels)] == labels) / len(labels)
            ),
        ),
        Mistake(
            "error-rate",
            "This is the share of what is wrong; asked is the share of what is right.",
            lambda logits, labels: np.mean(~_right(logits, labels)),
        ),
        Mistake(
            "count-not-share",
            "This is how many are right; asked is which share of all.",
            lambda logits, labels: np.sum(_right(logits, labels)),
        ),
        Mistake(
            "argmax-of-all",
            "The largest number of the whole array was taken; each row has a class of its own.",
            lambda logits, labels: np.mean(logits.argmax() == labels),
        ),
        Mistake(
            "max-not-argmax",
            "The largest logit itself was compared with the label; its place in the row is the "
            "class.",
            lambda logits, labels: np.mean(logits.max(axis=1) == labels),
        ),
        Mistake(
            "row-by-row-result",
            "There is a True or False for each row: one number for all of them is asked.",
            _right,
        ),
        Mistake(
            "threshold",
            "A class was taken to be predicted where its logit is above a fixed number; what "
            "counts is which logit is the largest of its row.",
            *(
                lambda logits, labels, bound=bound: np.mean(
                    logits[np.arange(len(labels)), labels] > bound
                )
                for bound in (0.0, 0.5)
            ),
        ),
        Mistake(
            "divided-by-classes",
            "The number of right rows was divided by the number of classes, or of all logits; "
            "divide by the number of rows.",
            lambda logits, labels: np.sum(_right(logits, labels)) / logits.shape[1],
            lambda logits, labels: np.sum(_right(logits, labels)) / logits.size,
        ),
        Mistake(
            "smallest-logit",
            "The smallest logit of each row was taken; the network predicts the largest.",
            lambda logits, labels: np.mean(logits.argmin(axis=1) == labels),
        ),
        Mistake(
            "all-or-nothing",
            "The result is 1 only if all rows are right, and otherwise 0; asked is the share that "
            "is right.",
            lambda logits, labels: float(np.array_equal(logits.argmax(axis=1), labels)),
            lambda logits, labels: np.sum(_right(logits, labels)) // len(labels),
        ),
        Mistake(
            "rounded",
            "The share was rounded: return it as it is.",
            *(
                lambda logits, labels, n=n: round(float(np.mean(_right(logits, labels))), n)
                for n in (2, 3, 1)
            ),
        ),
        Mistake(
            "inputs-overwritten",
            "The number is right, but an array that was passed in has been overwritten.",
            _one_hot_in_place,
            _sorted_in_place,
        ),
    ),
    accepted={
        "loops": _counted,
        "sum over len": lambda logits, labels: sum(_right(logits, labels)) / len(labels),
        "at the label's place": lambda logits, labels: np.mean(
            logits[np.arange(len(labels)), labels] == np.max(logits, axis=1)
        ),
        "count_nonzero": lambda logits, labels: (
            1 - np.count_nonzero(np.argmax(logits, axis=-1) - labels) / labels.size
        ),
        "float32": lambda logits, labels: _right(logits, labels).mean(dtype=np.float32),
    },
)

# ---------------------------------------------------------------- confusion_matrix


def _confusion_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, classes: int, **about: object) -> Case:
        return Case(rng.integers(0, classes, n), rng.integers(0, classes, n), classes, **about)

    missing = {"aspect": "missing classes"}
    return [
        Case(np.array([0, 0, 1, 1, 1]), np.array([0, 1, 1, 1, 0]), 2),
        Case(np.array([0, 1, 2, 2, 0, 1, 2, 2]), np.array([2, 1, 2, 0, 2, 1, 2, 0]), 3),
        Case(np.array([0, 0, 0, 1, 2]), np.array([1, 1, 1, 0, 0]), 3, label="nothing is right"),
        Case(np.array([0, 1, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 2, 2]), 3, label="all is right"),
        Case(np.r_[np.arange(4), rng.integers(0, 4, 40)],
             np.r_[np.arange(4), rng.integers(0, 4, 40)], 4, label="44 samples"),
        Case(np.array([0, 1, 1, 0]), np.array([0, 1, 0, 0]), 4,
             label="classes 2 and 3 do not occur", **missing),
        Case(np.array([1, 3, 3]), np.array([3, 3, 1]), 5, label="classes 0, 2 and 4 do not occur",
             **missing),
        Case(np.array([0, 0, 0]), np.array([0, 2, 2]), 3,
             label="class 1 does not occur", **missing),
        Case(np.array([2]), np.array([0]), 3, label="a single sample", **missing),
        case(30, 10, label="ten classes", **missing),
        Case(np.array([0, 1, 1]), np.array([1, 1, 0]), 2, aspect="whole numbers"),
        case(6, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _are_integers(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    value = outcome.value
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        return None
    kind = value.dtype if isinstance(value, np.ndarray) else type(value).__name__
    return f"the numbers are of type {kind}: they count something, so whole numbers (int) are asked"


def _with_type(case: Case, outcome: Outcome) -> object:
    """What came back, and whether it counts in whole numbers."""
    if outcome.error:
        return outcome.error.types[0]
    kind = outcome.value.dtype.kind if isinstance(outcome.value, np.ndarray) else ""
    return [outcome.value, "whole" if kind in ("i", "u") else kind]


def _counts(labels, predictions, classes, dtype=int):
    confusion = np.zeros((classes, classes), dtype=dtype)
    for i in range(len(labels)):
        confusion[labels[i], predictions[i]] += 1
    return confusion


def _only_seen(labels, predictions, classes):
    """A row and a column for each class that occurs."""
    seen = sorted(set(labels.tolist()) | set(predictions.tolist()))
    place = {c: i for i, c in enumerate(seen)}
    return _counts(
        [place[c] for c in labels.tolist()], [place[c] for c in predictions.tolist()], len(seen)
    )


def _up_to_largest(labels, predictions, classes):
    return _counts(labels, predictions, int(max(labels.max(), predictions.max())) + 1)


def _as_counted_once(labels, predictions, classes):
    confusion = np.zeros((classes, classes), dtype=int)
    confusion[labels, predictions] += 1
    return confusion


def _square_blocks(labels, predictions, classes):
    return np.array(
        [
            [np.sum((labels == t) & (predictions == p)) for p in range(classes)]
            for t in range(classes)
        ]
    )


def _codes_in_place(labels, predictions, classes):
    labels *= classes
    labels += predictions
    return np.bincount(labels, minlength=classes**2).reshape(classes, classes)


def _only_right_ones(labels, predictions, classes):
    return np.diag(np.diag(_counts(labels, predictions, classes)))


def _without_right_ones(labels, predictions, classes):
    confusion = _counts(labels, predictions, classes)
    np.fill_diagonal(confusion, 0)
    return confusion


CONFUSION_MATRIX = Exercise(
    id="confusion_matrix",
    title="See what is taken for what",
    signature="(labels, predictions, classes)",
    aspects=(
        Aspect("values", 1.0, "row: the true class, column: the predicted one"),
        Aspect("missing classes", 0.5, "(C, C), also where a class does not occur", ("values",)),
        Aspect("whole numbers", 0.25, "counts are integers", ("values",), rule=_are_integers),
        unchanged(0.25),
    ),
    inputs=_confusion_inputs,
    reference=metrics.confusion_matrix,
    view=_with_type,
    mistakes=(
        Mistake(
            "transposed",
            "Rows and columns have changed places: a row is a true class, a column a predicted "
            "one.",
            lambda labels, predictions, classes: _counts(predictions, labels, classes),
            lambda labels, predictions, classes: _counts(predictions, labels, classes, float),
        ),
        Mistake(
            "missing-class-dropped",
            "A class that does not occur has no row and column: there should be one for each of "
            "the classes.",
            _only_seen,
            _up_to_largest,
            lambda labels, predictions, classes: _up_to_largest(labels, predictions, 0).astype(
                float
            ),
        ),
        Mistake(
            "normalized",
            "These are shares; asked is how often each pair occurs.",
            lambda labels, predictions, classes: (
                _counts(labels, predictions, classes) / len(labels)
            ),
            lambda labels, predictions, classes: np.nan_to_num(
                (c := _counts(labels, predictions, classes)) / c.sum(axis=1, keepdims=True)
            ),
            lambda labels, predictions, classes: (
                (c := _counts(labels, predictions, classes)) / c.sum(axis=1, keepdims=True)
            ),
            lambda labels, predictions, classes: (
                (c := _counts(labels, predictions, classes)) / np.maximum(c.sum(axis=0), 1)
            ),
        ),
        Mistake(
            "repeated-pairs-once",
            "A pair that occurs several times was counted once: `confusion[labels, predictions] "
            "+= 1` adds to each place only once.",
            _as_counted_once,
            lambda labels, predictions, classes: _as_counted_once(
                labels, predictions, classes
            ).astype(float),
        ),
        Mistake(
            "only-right-ones",
            "Only what is right was counted: the other places say what was taken for what.",
            _only_right_ones,
            lambda labels, predictions, classes: np.diag(_counts(labels, predictions, classes)),
        ),
        Mistake(
            "only-wrong-ones",
            "Only what is wrong was counted: what is right belongs on the diagonal.",
            _without_right_ones,
        ),
        Mistake(
            "table-of-lists",
            "The counts are right, but they stand in lists: an array is asked.",
            lambda labels, predictions, classes: _counts(labels, predictions, classes).tolist(),
        ),
        Mistake(
            "returns-float",
            "The counts are right, but they are floats: what is counted is a whole number.",
            lambda labels, predictions, classes: _counts(labels, predictions, classes, float),
        ),
        Mistake(
            "inputs-overwritten",
            "The counts are right, but an array that was passed in has been overwritten.",
            _codes_in_place,
        ),
    ),
    accepted={
        "loop": _counts,
        "comparing": _square_blocks,
        "codes and bincount": lambda labels, predictions, classes: np.bincount(
            labels * classes + predictions, minlength=classes**2
        ).reshape(classes, classes),
        "one-hot product": lambda labels, predictions, classes: (
            np.eye(classes, dtype=int)[labels].T @ np.eye(classes, dtype=int)[predictions]
        ),
        "histogram2d": lambda labels, predictions, classes: np.histogram2d(
            labels, predictions, bins=classes, range=[[0, classes], [0, classes]]
        )[0].astype(np.int32),
    },
)

# ---------------------------------------------------------------- precision_recall


def _precision_inputs(rng: np.random.Generator) -> list[Case]:
    def case(classes: int, **about: object) -> Case:
        counts = rng.integers(1, 30, (classes, classes)) + np.diag(rng.integers(10, 60, classes))
        counts[0, -1] += 7  # no two sums are equal by chance
        return given(counts, **about)

    def given(counts: np.ndarray, **about: object) -> Case:
        return Case(counts, **({"aspect": "precision"} | about))

    undefined = {"aspect": "undefined"}
    return [
        given(np.array([[90, 5], [2, 3]])),
        case(3),
        given(np.array([[0, 4, 1], [2, 0, 3], [6, 1, 0]]), label="nothing is right"),
        given(np.array([[5, 0], [0, 7]]), label="all is right"),
        case(6, label="six classes"),
        given(np.array([[95, 0], [5, 0]]), label="class 1 is never predicted", **undefined),
        given(np.array([[3, 2], [0, 0]]), label="class 1 does not occur", **undefined),
        given(np.array([[4, 0, 1], [0, 0, 0], [2, 0, 6]]), label="class 1 is nowhere", **undefined),
        given(np.zeros((2, 2), dtype=int), label="nothing was counted", **undefined),
        given(np.array([[8]]), label="a single class", **undefined),
        case(4, aspect="inputs unchanged", label="a read-only array", read_only=True),
    ]  # fmt: skip


def _quotient(right: np.ndarray, of: np.ndarray) -> np.ndarray:
    return np.where(of > 0, right / np.where(of > 0, of, 1), 0.0)


def _measures(
    *,
    right: Callable = lambda C: np.diagonal(C).astype(float),
    predicted: Callable = lambda C: C.sum(axis=0),
    there: Callable = lambda C: C.sum(axis=1),
    divide: Callable = _quotient,
    finish: Callable = lambda precision, recall: (precision, recall),
) -> Callable:
    """As it should be, but for what is given."""

    def precision_recall(confusion):
        hits = right(confusion)
        return finish(divide(hits, predicted(confusion)), divide(hits, there(confusion)))

    return precision_recall


def _plain(hits, of):
    return hits / of


def _careless(**changed: Callable) -> tuple[Callable, ...]:
    """The same change in an answer that cares for empty classes, and in one that does not."""
    return _measures(**changed), _measures(divide=_plain, **changed)


def _micro(confusion):
    share = np.trace(confusion) / max(confusion.sum(), 1)
    return share, share


def _micro_for_all(confusion):
    share = np.full(len(confusion), np.trace(confusion) / max(confusion.sum(), 1))
    return share, share


def _others_only(C, axis):
    return C.sum(axis=axis) - np.diagonal(C)


def _class_by_class(confusion):
    precision, recall = [], []
    for c in range(len(confusion)):
        right = confusion[c, c]
        wrongly_called = sum(confusion[t, c] for t in range(len(confusion)) if t != c)
        missed = sum(confusion[c, p] for p in range(len(confusion)) if p != c)
        precision.append(right / (right + wrongly_called) if right + wrongly_called else 0.0)
        recall.append(right / (right + missed) if right + missed else 0.0)
    return np.array(precision), np.array(recall)


def _rows_in_place(confusion):
    recall = _quotient(np.diagonal(confusion).astype(float), confusion.sum(axis=1))
    right = np.diagonal(confusion).astype(float)
    confusion[0] += confusion[1:].sum(axis=0)
    return _quotient(right, confusion[0]), recall


def _silenced(confusion):
    right = np.diag(confusion)
    with np.errstate(all="ignore"):
        precision, recall = right / confusion.sum(axis=0), right / confusion.sum(axis=1)
    precision[np.isnan(precision)] = 0
    recall[np.isnan(recall)] = 0
    return [precision, recall]


PRECISION_RECALL = Exercise(
    id="precision_recall",
    title="Ask two questions about each class",
    signature="(confusion)",
    aspects=(
        part("precision", 0.75, "of what was called c, the share that is c", 0),
        part("recall", 0.5, "of what is c, the share that was called so", 1, of="precision"),
        Aspect(
            "undefined",
            0.5,
            "0 where nothing was called so, or nothing is",
            ("precision", "recall"),
        ),
        unchanged(0.25, ("precision", "recall")),
    ),
    inputs=_precision_inputs,
    reference=metrics.precision_recall,
    results=("precision", "recall"),
    warned="It divided by 0 on the way, and NumPy warned. The result is right; better divide only "
    "where there is something to divide by.",
    mistakes=(
        Mistake(
            "swapped",
            "The two have changed places: precision goes down a column, recall along a row.",
            *_careless(finish=lambda precision, recall: (recall, precision)),
        ),
        Mistake(
            "nan-on-empty",
            "0 divided by 0 is nan: where a class was never predicted, or never occurs, 0 is "
            "asked.",
            _measures(divide=_plain),
        ),
        Mistake(
            "one-on-empty",
            "Where a class was never predicted, or never occurs, 0 is asked, not 1.",
            _measures(divide=lambda hits, of: np.where(of > 0, hits / np.maximum(of, 1), 1.0)),
        ),
        Mistake(
            "micro-averaged",
            "All classes were counted together: each class has a precision and a recall of its "
            "own.",
            _micro,
            _micro_for_all,
            lambda confusion: (np.trace(confusion) / confusion.sum(),) * 2,
            *_careless(
                right=lambda C: np.trace(C),
                predicted=np.sum,
                there=np.sum,
            ),
        ),
        Mistake(
            "averaged",
            "There is one number for all classes: asked is one for each class.",
            *_careless(finish=lambda precision, recall: (precision.mean(), recall.mean())),
        ),
        Mistake(
            "last-class-only",
            "Only class 1 was looked at: each class has a precision and a recall.",
            *_careless(finish=lambda precision, recall: (precision[-1], recall[-1])),
            lambda confusion: (
                confusion[1, 1] / (confusion[1, 1] + confusion[0, 1]),
                confusion[1, 1] / (confusion[1, 1] + confusion[1, 0]),
            ),
        ),
        Mistake(
            "share-of-all",
            "It was divided by all samples; precision looks only at what was called c, recall only "
            "at what is c.",
            *_careless(predicted=np.sum, there=np.sum),
        ),
        Mistake(
            "share-of-the-wrong",
            "The right ones were divided by the wrong ones; divide by both together.",
            *_careless(predicted=lambda C: _others_only(C, 0), there=lambda C: _others_only(C, 1)),
        ),
        Mistake(
            "same-for-both",
            "Precision and recall are the same here; one looks at a column, the other at a row.",
            *_careless(there=lambda C: C.sum(axis=0)),
            *_careless(predicted=lambda C: C.sum(axis=1)),
        ),
        Mistake(
            "whole-table-divided",
            "The whole table was divided: asked is one number for each class, from the diagonal.",
            lambda confusion: (
                confusion / confusion.sum(axis=0),
                confusion / confusion.sum(axis=1, keepdims=True),
            ),
            lambda confusion: (
                confusion / np.maximum(confusion.sum(axis=0), 1),
                confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1),
            ),
        ),
        Mistake(
            "integer-division",
            "`//` cuts the shares down to whole numbers.",
            *(
                _measures(right=lambda C: np.diagonal(C), divide=divide)
                for divide in (
                    lambda hits, of: hits // np.maximum(of, 1),
                    lambda hits, of: hits // of,
                )
            ),
        ),
        Mistake(
            "percent",
            "These are in percent; asked are shares, from 0 to 1.",
            *_careless(finish=lambda precision, recall: (100 * precision, 100 * recall)),
        ),
        Mistake(
            "precision-only",
            "Only one of the two came back: asked is (precision, recall).",
            *_careless(finish=lambda precision, recall: precision),
        ),
        Mistake(
            "inputs-overwritten",
            "The shares are right, but the matrix that was passed in has been overwritten.",
            _rows_in_place,
        ),
    ),
    accepted={
        "class by class": _class_by_class,
        "warnings silenced": _silenced,
        "lists of floats to arrays": lambda confusion: tuple(
            map(np.array, _class_by_class(confusion))
        ),
        "nan_to_num": lambda confusion: tuple(
            np.nan_to_num(np.diag(confusion) / confusion.sum(axis=axis)) for axis in (0, 1)
        ),
        "never less than 1": lambda confusion: tuple(
            confusion.diagonal() / np.maximum(confusion.sum(axis=axis), 1) for axis in (0, 1)
        ),
        "a tiny number added": lambda confusion: tuple(
            confusion.diagonal() / (confusion.sum(axis=axis) + 1e-12) for axis in (0, 1)
        ),
        "float32": lambda confusion: tuple(
            share.astype(np.float32) for share in metrics.precision_recall(confusion)
        ),
    },
)
