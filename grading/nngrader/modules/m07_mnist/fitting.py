"""The exercise `fit`: a network is trained on images, and judged by images that it never saw.

The images are 20,000 of MNIST where it is there, and otherwise scikit-learn's digits, each of
them also shifted by a pixel. The labels of the unseen ones stay with the judge. What went wrong
is told by what the trained network says: of unseen images, of some that it has learned from,
and of unseen images that have become pale.
"""

import ast
import functools
from collections.abc import Callable, Iterator

import numpy as np

from nnbasics import mnist as reference
from nnbasics.data import load_mnist
from nnbasics.fast_training import train_fast
from nnbasics.gradients import loss_and_gradients
from nnbasics.initialization import init_params
from nnbasics.networks import mlp_forward, predict
from nngrader.compare import kind_of
from nngrader.declare import Aspect, Case, Exercise, Mistake
from nngrader.inside.drivers import m07 as drivers
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import raised

SECONDS = 60.0
GOOD, FAIR, GUESSED = 0.95, 0.9, 0.3  # shares of unseen images
_SEEN, _UNSEEN = 20_000, 10_000
_SIZES = [784, 128, 64, 10]


# ---------------------------------------------------------------- what is given


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


# ---------------------------------------------------------------- what came of it


def _answers(case: Case, outcome: Outcome) -> np.ndarray | str:
    """What it says of the unseen images, or what is wrong with the form of that."""
    if outcome.error:
        return raised(outcome)
    kind, value, *_ = outcome.value
    if kind == "no function":
        return f"fit returned {kind_of(value)}: a function predict is asked"
    answers, rows = np.asarray(value) if isinstance(value, list) else value, len(case.args[2])
    if not isinstance(answers, np.ndarray) or answers.dtype.kind not in "iuf":
        return f"predict returned {kind_of(answers)}: an array of classes is asked"
    if answers.shape != (rows,):
        shape = f"an array of shape {answers.shape}"
        return f"predict returned {shape} for {rows} images: ({rows},) is asked"
    return answers


def _reads(share: float) -> Callable:
    def rule(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
        answers = _answers(case, outcome)
        if isinstance(answers, str):
            return answers
        right = float(np.mean(answers == case.unseen_labels))
        if right >= share:
            return None
        return (
            f"{right:.1%} of {len(answers):,} images that it had never seen were read right: at "
            f"least {share:.0%} is asked"
        )

    return rule


def _view(case: Case, outcome: Outcome) -> str:
    """What seems to have happened, by what it answers."""
    answers = _answers(case, outcome)
    if isinstance(answers, str):
        return _form(case, outcome)
    labels, first, same = case.unseen_labels, *outcome.value[2:]
    right = float(np.mean(answers == labels))
    if np.unique(answers, return_counts=True)[1].max() > 0.95 * len(answers):
        return "one class"
    if _knows_the_first(case, first):
        return "first images"
    if right < GUESSED and _best_naming(answers, labels) > 0.85:
        return "renamed"
    if right < GUESSED:
        # With its first weights, and biases of 0, a ReLU network says the same of a pale image.
        return "first weights" if max(same) >= 0.98 else "guesses"
    return "on the way"


def _form(case: Case, outcome: Outcome) -> str:
    if outcome.error:
        return outcome.error.types[0] if outcome.error.types else outcome.error.kind
    if outcome.value[0] == "no function":
        return "no function"
    shape = np.shape(outcome.value[1]) if isinstance(outcome.value[1], (np.ndarray, list)) else ()
    if shape == (len(case.args[0]),):
        return "the images learned from"
    return "scores" if shape == (len(case.args[2]), 10) else "no classes"


def _best_naming(answers: np.ndarray, labels: np.ndarray) -> float:
    """The share that is right if each answer is taken for the class that it mostly stands for."""
    best = [np.bincount(labels[answers == each]).max() for each in np.unique(answers)]
    return sum(best) / len(labels)


def _knows_the_first(case: Case, answers: object) -> bool:
    """Whether more of the very first images are right than those after them let one expect."""
    right = np.asarray(answers) == case.args[1][: drivers.FIRST]
    if right.shape != (drivers.FIRST,) or right.all():
        return False
    count = int(right.argmin())  # the first ones that are right without a gap
    return count < drivers.FIRST / 2 and np.mean(right[count:]) ** count < 0.001


def _hint(tree: ast.Module) -> str | None:
    nodes = list(ast.walk(tree))
    numbers = {node.value for node in nodes if isinstance(node, ast.Constant)}
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    if "torch" in names or any(module.partition(".")[0] == "torch" for module in modules):
        return "PyTorch is used in the answer; asked is a network of your own, in NumPy."
    if not {128, 64} <= numbers:
        return (
            "The network asked for is 784 → 128 → 64 → 10. The numbers 128 and 64 are not in the "
            "cell of the answer."
        )
    return None


# ---------------------------------------------------------------- answers


def _start(rng: np.random.Generator, sizes: list[int] = _SIZES) -> list:
    return [(W.astype(np.float32), b.astype(np.float32)) for W, b in init_params(sizes, rng)]


def _reader(params: list, prepare: Callable = lambda X: X) -> Callable:
    return lambda X: predict(prepare(X), params)


def _quickly(X, labels, rng, steps, lr=1e-3):
    """Parameters after about so many steps with Adam."""
    rows = rng.permutation(len(X))[: 64 * steps]
    return train_fast(X[rows], labels[rows], _start(rng), lr, 1, 64, rng, optimizer="adam")[0]


def _all_shuffled(rng: np.random.Generator, n: int, epochs: int, size: int) -> Iterator:
    for _ in range(epochs):
        order = rng.permutation(n)
        for start in range(0, n, size):
            yield order[start : start + size]


def _descend(X, labels, params, batches, lr, beta=0.0, labels_at=None):
    """Plain descent, or with momentum. labels_at: the rows of the labels, if they are others."""
    velocity = [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]
    params = [(W.copy(), b.copy()) for W, b in params]
    for i, rows in enumerate(batches):
        _, grads = loss_and_gradients(
            X[rows], labels[rows if labels_at is None else labels_at(i, rows)], params
        )
        for layer, speed, slope in zip(params, velocity, grads, strict=True):
            for w, v, g in zip(layer, speed, slope, strict=True):
                v *= beta
                v += g
                w -= lr * v
    return params


def _plain(X, labels, rng):
    epochs = max(4, 80_000 // len(X))
    params = _descend(X, labels, _start(rng), _all_shuffled(rng, len(X), epochs, 32), 0.15)
    return _reader(params)


def _momentum_float64(X, labels, rng):
    X = X.astype(float)
    mean, spread = X.mean(), X.std()
    start = init_params(_SIZES, rng, "glorot")
    batches = _all_shuffled(rng, len(X), max(3, 60_000 // len(X)), 50)
    params = _descend((X - mean) / spread, labels, start, batches, 0.02, beta=0.9)
    return _reader(params, lambda X: (np.asarray(X, dtype=float) - mean) / spread)


class _Network:
    """A class whose objects are called."""

    def __init__(self, X, labels, rng):
        epochs = max(4, 120_000 // len(X))
        self.params, _ = train_fast(
            X, labels, _start(rng), 0.002, epochs, 100, rng, optimizer="adam"
        )

    def __call__(self, X):
        return [int(c) for c in mlp_forward(X, self.params).argmax(axis=1)]


def _in_torch(X, labels, rng):
    import torch
    from torch import nn

    torch.manual_seed(int(rng.integers(2**31)))
    model = nn.Sequential(
        nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
    X, labels = torch.tensor(X), torch.tensor(labels)
    for rows in _all_shuffled(rng, len(X), max(4, 120_000 // len(X)), 100):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(X[rows]), labels[rows]).backward()
        optimizer.step()
    return lambda X: model(torch.tensor(X)).argmax(dim=1).numpy()


def _untrained(X, labels, rng):
    return _reader(_start(rng))


def _new_weights_lost(X, labels, rng):
    params = _start(rng)
    _descend(X, labels, params, _all_shuffled(rng, 640, 1, 64), 0.1)
    return _reader(params)


def _untrained_and_scaled(X, labels, rng):
    mean, spread = X.mean(axis=0), X.std(axis=0) + 0.1
    return _reader(_start(rng), lambda X: (X - mean) / spread)


def _first_rows(size: int, steps: int, lr: float = 0.1) -> Callable:
    def fit(X, labels, rng):
        return _reader(_descend(X, labels, _start(rng), [np.arange(size)] * steps, lr))

    return fit


def _labels_mixed(X, labels, rng):
    return _reader(_quickly(X, rng.permutation(labels), rng, 200))


def _rows_mixed(X, labels, rng):
    n = min(len(X), 16_000)
    batches = _all_shuffled(rng, n, 1, 64)
    return _reader(
        _descend(X, labels, _start(rng), batches, 0.1,
                 labels_at=lambda i, rows: np.arange(64 * i, 64 * i + len(rows)))
    )  # fmt: skip


def _zeros(X, labels, rng):
    start = [(0 * W, b) for W, b in _start(rng)]
    return _reader(_descend(X, labels, start, _all_shuffled(rng, 3200, 1, 64), 0.1))


def _diverges(X, labels, rng):
    return _reader(_descend(X, labels, _start(rng), _all_shuffled(rng, 640, 1, 64), 1e4))


def _uphill(X, labels, rng):
    return _reader(_descend(X, labels, _start(rng), _all_shuffled(rng, 6400, 1, 64), -0.5))


def _few_steps(steps: int, lr: float) -> Callable:
    def fit(X, labels, rng):
        rows = rng.permutation(len(X))[: 64 * steps]
        batches = (rows[i : i + 64] for i in range(0, len(rows), 64))
        return _reader(_descend(X, labels, _start(rng), batches, lr))

    return fit


def _one_drawn_batch(X, labels, rng):
    rows = rng.permutation(len(X))[:64]
    return _reader(_descend(X, labels, _start(rng), [rows] * 100, 0.1))


def _classes_from_one(X, labels, rng):
    params = _quickly(X, labels, rng, 200)
    return lambda X: predict(X, params) + 1


def _turned_round(X, labels, rng):
    return _reader(_quickly(X, 9 - labels, rng, 200))


def _gives_scores(X, labels, rng):
    params = _quickly(X, labels, rng, 20)
    return lambda X: mlp_forward(X, params)


def _gives_rows(X, labels, rng):
    params = _quickly(X, labels, rng, 20)
    return lambda X: np.eye(10)[predict(X, params)]


def _keeps_its_images(X, labels, rng):
    params = _quickly(X, labels, rng, 20)
    return lambda new: predict(X, params)


FIT = Exercise(
    id="fit",
    title="Train a network that reads digits",
    signature="(X, labels, rng)",
    asked=("images", "labels", "unseen images", "seed of rng"),
    results=(
        "what fit returned",
        "what predict says of the unseen images",
        "what it says of the first images that it has learned from",
        "how often it says the same of paler images",
    ),
    aspects=(
        Aspect(
            "nine of ten",
            2.0,
            "at least 90 % of images that it never saw",
            rule=_reads(FAIR),
        ),
        Aspect(
            "nineteen of twenty",
            3.0,
            "at least 95 % of them",
            ("nine of ten",),
            rule=_reads(GOOD),
            every_case=True,
        ),
    ),
    inputs=_inputs,
    reference=reference.fit,
    driver=drivers.fit,
    view=_view,
    hint=_hint,
    seconds=SECONDS,
    compared=False,
    mistakes=(
        Mistake(
            "untrained",
            "It answers as a network does that still has its first weights: do the new ones reach "
            "predict?",
            _untrained,
            _new_weights_lost,
            _untrained_and_scaled,
        ),
        Mistake(
            "overfits-first-batch",
            "It knows the very first images that it was given, and few others: does every step "
            "get other rows?",
            _first_rows(64, 80),
            _first_rows(32, 80),
            _first_rows(16, 80),
        ),
        Mistake(
            "labels-shuffled",
            "It has learned something, and does no better than guessing: does each image keep its "
            "own label when you shuffle?",
            _labels_mixed,
            _rows_mixed,
        ),
        Mistake(
            "always-one-class",
            "predict gives the same class for nearly every image: are the weights all the same at "
            "the start, do the steps hardly change them, or have they become huge or nan?",
            _zeros,
            _diverges,
            _uphill,
        ),
        Mistake(
            "classes-renamed",
            "It tells the digits apart, and gives them other names: which class does the first "
            "column of the logits stand for?",
            _classes_from_one,
            _turned_round,
        ),
        Mistake(
            "returns-scores",
            "predict gives ten numbers for each image: the class is asked, a single one.",
            _gives_scores,
            _gives_rows,
        ),
        Mistake(
            "images-kept",
            "predict gives the classes of the images that it was trained with, whatever it is "
            "called with.",
            _keeps_its_images,
        ),
        Mistake(
            "no-function",
            "What came back can't be called: fit has to return a function, without calling it.",
            lambda X, labels, rng: _untrained(X, labels, rng)(X),
            lambda X, labels, rng: _start(rng),
            lambda X, labels, rng: (_untrained(X, labels, rng), [0.5]),
        ),
        Mistake(
            "stops-too-early",
            "It is on the way, and has learned too little: too few steps, steps that are too "
            "short, or the same few images again and again.",
            _few_steps(40, 0.1),
            _few_steps(150, 0.02),
            _one_drawn_batch,
        ),
    ),
    accepted={
        "plain descent": _plain,
        "momentum, scaled, float64": _momentum_float64,
        "a class, lists": _Network,
        "PyTorch": _in_torch,
    },
)
