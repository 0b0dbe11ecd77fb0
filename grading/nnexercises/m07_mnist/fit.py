"""The exercise `fit`: a network is trained on images, and judged by images that it never saw.

The images are 20,000 of MNIST where it is there, and otherwise scikit-learn's digits, each of
them also shifted by a pixel. The labels of the unseen ones stay with the judge. What went wrong
is told by what the trained network says: of unseen images, of some that it has learned from,
and of unseen images that have become pale.
"""

import functools

import numpy as np

from nnbasics import mnist as reference
from nnbasics.data import load_mnist
from nnexercises.drivers import m07 as drivers
from nnexercises.m07_mnist.fit_accepted import ACCEPTED
from nnexercises.m07_mnist.fit_mistakes import MISTAKES
from nnexercises.m07_mnist.fit_rules import FAIR, GOOD, hint, reads, view
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text

_SEEN, _UNSEEN = 20_000, 10_000


class _Exam(Case):
    """A case whose unseen images have labels that are not sent along."""

    def __init__(self, *args: object, unseen_labels: np.ndarray, **about: object) -> None:
        super().__init__(*args, **about)
        object.__setattr__(self, "unseen_labels", unseen_labels)


@functools.lru_cache(1)
def _digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, bool]:
    """Images ``(N, 28, 28)`` to learn from and others, with labels; whether they are MNIST's."""
    digits = load_mnist(download=False)
    return *digits[:4], digits.source == "MNIST"


def _inputs(rng: np.random.Generator) -> list[Case]:
    images, labels, others, their_labels, mnist = _digits()
    if mnist:
        # Not only of MNIST's own test images: what comes is not known before.
        order = rng.permutation(len(images) + len(others))[: _SEEN + _UNSEEN]
        images, labels = np.concatenate([images, others]), np.r_[labels, their_labels]
        seen, unseen = order[:_SEEN], order[_SEEN:]
        others, their_labels = images[unseen], labels[unseen]
        images, labels = images[seen], labels[seen]
    else:
        images, labels = _shifted(images), np.tile(labels, 9)
        order = rng.permutation(len(images))
        images, labels = images[order], labels[order]
    seed = int(rng.integers(1_000_000))
    seen, unseen = (each.reshape(len(each), -1) for each in (images, others))
    return [_Exam(seen, labels, unseen, seed, aspect="nine of ten", unseen_labels=their_labels)]


def _shifted(images: np.ndarray) -> np.ndarray:
    """Each image in nine places: in its own, and a pixel away. Its margin is wide enough."""
    places = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return np.concatenate([np.roll(images, place, axis=(1, 2)) for place in places])


EXERCISE = Exercise(
    id="fit",
    signature="(X, labels, rng)",
    text=Text(
        title="Train a network that reads digits",
        minutes=40,
        difficulty="hard",
        lesson="4. Training",
        hint=hint,
    ),
    rests_on=("train", "init_params"),
    aspects=(
        Aspect("nine of ten", 2.0, "at least 90 % of images that it never saw", rule=reads(FAIR)),
        Aspect(
            "nineteen of twenty",
            3.0,
            "at least 95 % of them",
            ("nine of ten",),
            rule=reads(GOOD),
            every_case=True,
        ),
    ),
    inputs=_inputs,
    reference=reference.fit,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(
        driver=drivers.fit, asked=("images", "labels", "unseen images", "seed of rng"), trains=True
    ),
    compare=Comparison(
        results=(
            "what fit returned",
            "what predict says of the unseen images",
            "what it says of the first images that it has learned from",
            "how often it says the same of paler images",
        ),
        view=view,
        with_reference=False,
    ),
)
