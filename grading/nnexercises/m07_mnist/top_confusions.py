"""The exercise `top_confusions`: find the most common mix-ups."""

import numpy as np

from nnbasics import metrics
from nnexercises.m07_mnist.top_confusions_mistakes import MISTAKES
from nnexercises.m07_mnist.top_confusions_parts import by_argsort, top
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
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


def _one_after_the_other(confusion, k):
    counts, found = confusion.astype(float), []
    np.fill_diagonal(counts, 0)
    while len(found) < k and counts.max() > 0:
        t, p = np.unravel_index(counts.argmax(), counts.shape)
        found.append([int(t), int(p), int(counts[t, p])])
        counts[t, p] = 0
    return found


def _with_lexsort(confusion, k):
    t, p = np.nonzero(confusion - np.diag(np.diag(confusion)))
    counts = confusion[t, p]
    order = np.lexsort((p, t, -counts))[:k]
    return list(zip(t[order].tolist(), p[order].tolist(), counts[order].tolist(), strict=True))


EXERCISE = Exercise(
    id="top_confusions",
    signature="(confusion, k)",
    text=Text(
        title="Find the most common mix-ups",
        minutes=15,
        difficulty="medium",
        lesson="5. How good is it?",
    ),
    rests_on=("confusion_matrix",),
    aspects=(
        Aspect("pairs", 1.0, "the most frequent mistakes, the largest count first"),
        Aspect("ties", 0.5, "equal counts are in the order of (true, predicted)", ("pairs",)),
        Aspect("fewer than k", 0.25, "no pair that never happened", ("pairs",)),
        unchanged(0.25, ("pairs",)),
    ),
    inputs=_inputs,
    reference=metrics.top_confusions,
    mistakes=MISTAKES,
    accepted={
        "stable argsort": lambda confusion, k: by_argsort(confusion, k, flip=False),
        "one after the other, lists": _one_after_the_other,
        "lexsort": _with_lexsort,
        "sorted by a tuple": top(),
        "NumPy's integers": top(
            finish=lambda found: [tuple(map(np.int64, pair)) for pair in found]
        ),
    },
)
