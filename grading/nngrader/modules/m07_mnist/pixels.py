"""From images to rows, and from labels to rows: `normalize_images` and `one_hot`."""

from collections.abc import Callable

import numpy as np

from nnbasics import mnist, preprocessing
from nngrader.compare import compare
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import raised

# ---------------------------------------------------------------- normalize_images


def _normalize_inputs(rng: np.random.Generator) -> list[Case]:
    def drawn(n: int, low: int = 0, high: int = 256) -> np.ndarray:
        return rng.integers(low, high, (n, 28, 28), dtype=np.uint8)

    def dots(*places: tuple[int, int, int, int]) -> np.ndarray:
        found = np.zeros((places[-1][0] + 1, 28, 28), dtype=np.uint8)
        for image, row, column, gray in places:
            found[image, row, column] = gray
        return found

    bright = drawn(3)
    bright[:, 5, 7] = 255
    mixed = np.concatenate([drawn(1, 0, 60), drawn(1, 100, 256), dots((0, 1, 2, 0))])
    any_batch = {"aspect": "any batch"}
    return [
        Case(dots((0, 0, 1, 255), (0, 1, 0, 51))),
        Case(dots((0, 27, 0, 200), (1, 0, 27, 255)), label="one dot in each of two images"),
        Case(bright, label="random grays"),
        Case(drawn(1), label="a single image", **any_batch),
        Case(mixed, label="a dark image, a bright one, a black one", **any_batch),
        Case(drawn(2, 10, 90), label="two dark images", **any_batch),
        Case(drawn(28), label="as many images as rows", **any_batch),
        Case(np.full((2, 28, 28), 255, dtype=np.uint8), label="all white", **any_batch),
        Case(drawn(2, 0, 200), aspect="float32"),
        Case(drawn(4), aspect="inputs unchanged", label="a read-only array", read_only=True),
        Case(drawn(2), aspect="inputs unchanged"),
    ]


def _same_numbers(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    """The numbers alone: float32 is what is asked here, and no remark is due."""
    return raised(outcome) if outcome.error else compare(expected.value, outcome.value).difference


def _is_float32(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = _same_numbers(exercise, case, expected, outcome)
    if fault or outcome.value.dtype == np.float32:
        return fault
    return f"the result has dtype {outcome.value.dtype}: float32 is asked"


def _with_dtype(case: Case, outcome: Outcome) -> object:
    if outcome.error:
        return outcome.error.types[0]
    array = isinstance(outcome.value, np.ndarray)
    return [outcome.value, str(outcome.value.dtype) if array else ""]


def _normalizer(
    *,
    scale: Callable = lambda images: images / 255,
    flatten: Callable = lambda X: X.reshape(len(X), -1),
) -> tuple[Callable, ...]:
    """Two answers with the same fault: one in float32, one in NumPy's own choice."""

    def in_float32(images):
        return flatten(scale(images)).astype(np.float32)

    def as_it_comes(images):
        return flatten(scale(images))

    return in_float32, as_it_comes


def _per_image(images):
    return images / np.maximum(images.max(axis=(1, 2), keepdims=True), 1)


def _per_image_plain(images):
    return images / images.max(axis=(1, 2), keepdims=True).astype(float)


def _per_image_range(images):
    low = images.min(axis=(1, 2), keepdims=True).astype(float)
    high = images.max(axis=(1, 2), keepdims=True)
    return (images - low) / np.maximum(high - low, 1)


def _pixel_by_pixel(images):
    rows = []
    for image in images:
        rows.append([float(gray) / 255 for line in image for gray in line])
    return np.array(rows, dtype=np.float32)


def _in_place(images):
    X = images.reshape(len(images), -1)
    result = (X / 255).astype(np.float32)
    X[:] = 0
    return result


NORMALIZE_IMAGES = Exercise(
    id="normalize_images",
    title="Turn images into rows",
    signature="(images)",
    aspects=(
        Aspect("values", 0.75, "a row of 784 numbers from 0 to 1", rule=_same_numbers),
        Aspect(
            "any batch",
            0.5,
            "one image or many, dark or bright, by the same rule",
            ("values",),
            rule=_same_numbers,
        ),
        Aspect("float32", 0.5, "the numbers are float32", ("values",), rule=_is_float32),
        unchanged(0.25),
    ),
    inputs=_normalize_inputs,
    reference=mnist.normalize_images,
    view=_with_dtype,
    mistakes=(
        Mistake(
            "uint8-wrap",
            "Arithmetic on uint8 goes round at 256: 255 + 1 is 0 there. Turn the pixels into "
            "floats before you compute with them.",
            *_normalizer(scale=lambda images: (images + 1) / 256),
            *_normalizer(scale=lambda images: (images * 2) / 510),
            *_normalizer(scale=lambda images: (images - 1) / 255),
        ),
        Mistake(
            "whole-numbers",
            "What lies between 0 and 1 was cut down to 0: the result has to be able to hold "
            "fractions.",
            *_normalizer(scale=lambda images: images // 255),
            *_normalizer(scale=lambda images: (images / 255).astype(np.uint8)),
        ),
        Mistake(
            "per-image",
            "Each image was divided by a number of its own: a dark one has to stay dark.",
            *_normalizer(scale=_per_image),
            *_normalizer(scale=_per_image_plain),
            *_normalizer(scale=_per_image_range),
        ),
        Mistake(
            "per-batch",
            "All was divided by the brightest pixel that happens to be there: the same image has "
            "to give the same row in every batch.",
            *_normalizer(scale=lambda images: images / images.max()),
            *_normalizer(
                scale=lambda images: (
                    (images - images.min()) / max(float(images.max()) - float(images.min()), 1)
                )
            ),
        ),
        Mistake(
            "not-flattened",
            "The numbers are right, but each image is still a square: a row of 784 is asked.",
            *_normalizer(flatten=lambda X: X),
        ),
        Mistake(
            "divided-twice",
            "The numbers were divided by 255 twice: white is to be 1.",
            *_normalizer(scale=lambda images: images / 255 / 255),
        ),
        Mistake(
            "not-divided",
            "The pixels go from 0 to 255 still; from 0 to 1 is asked.",
            *_normalizer(scale=lambda images: images),
        ),
        Mistake(
            "scrambled-pixels",
            "The pixels got mixed up: a row holds one image, its lines one after the other from "
            "the top.",
            *_normalizer(flatten=lambda X: X.reshape(-1, len(X)).T),
            *_normalizer(flatten=lambda X: X.transpose(0, 2, 1).reshape(len(X), -1)),
            *_normalizer(flatten=lambda X: X.reshape(len(X), -1, order="F")),
            *_normalizer(flatten=lambda X: X.T.reshape(len(X), -1)),
        ),
        Mistake(
            "transposed",
            "Each image is a column: a row for each image is asked.",
            *_normalizer(flatten=lambda X: X.reshape(len(X), -1).T),
        ),
        Mistake(
            "one-long-row",
            "All images were put into one long row: each has a row of its own.",
            *_normalizer(flatten=lambda X: X.reshape(-1)),
        ),
        Mistake(
            "minus-one-to-one",
            "The numbers go from −1 to 1; from 0 to 1 is asked.",
            *_normalizer(scale=lambda images: images / 127.5 - 1),
        ),
        Mistake(
            "divided-by-256",
            "White becomes a bit less than 1: which is the largest number that a uint8 can hold?",
            *_normalizer(scale=lambda images: images / 256),
        ),
        Mistake(
            "inverted",
            "Black and white have changed places.",
            *_normalizer(scale=lambda images: 1 - images / 255),
        ),
        Mistake(
            "float64-result",
            "The numbers are right, but they are float64: float32 is asked, which takes half the "
            "memory.",
            lambda images: images.reshape(len(images), -1) / 255,
            lambda images: images.reshape(-1, 784).astype(float) / 255.0,
        ),
        Mistake(
            "float16-result",
            "These are float16, which keep three digits; float32 is asked.",
            lambda images: (images.reshape(len(images), -1) / 255).astype(np.float16),
        ),
        Mistake(
            "inputs-overwritten",
            "The result is right, but the images that were passed in have been overwritten.",
            _in_place,
        ),
    ),
    accepted={
        "pixel by pixel": _pixel_by_pixel,
        "float32 first": lambda images: images.reshape(-1, 784).astype(np.float32) / 255,
        "times the inverse": lambda images: (
            images.reshape(len(images), 28 * 28) * np.float32(1 / 255)
        ),
        "in float64, then float32": lambda images: (
            (images / 255.0).astype("float32").reshape(images.shape[0], -1)
        ),
        "ravel each": lambda images: np.stack(
            [np.divide(image, 255, dtype=np.float32).ravel() for image in images]
        ),
    },
)

# ---------------------------------------------------------------- one_hot


def _one_hot_inputs(rng: np.random.Generator) -> list[Case]:
    any_labels = {"aspect": "any labels"}
    six = rng.permutation(np.r_[np.arange(4), rng.integers(0, 4, 2)])
    return [
        Case(np.array([2, 0]), 3),
        Case(six, 4),
        Case(np.array([1, 0, 2]), 3, label="as many labels as classes"),
        Case(rng.permutation(np.r_[np.arange(10), rng.integers(0, 10, 5)]), 10,
             label="ten classes"),
        Case(np.array([1, 3, 1]), 6, label="classes 0, 2, 4 and 5 do not occur", **any_labels),
        Case(np.array([int(rng.integers(0, 3))]), 5, label="a single label", **any_labels),
        Case(np.array([0, 0, 0]), 2, label="only class 0", **any_labels),
        Case(np.array([4, 2, 4, 3], dtype=np.uint8), 7, label="labels of uint8", **any_labels),
        Case(rng.integers(0, 4, 5), 4, aspect="inputs unchanged", label="a read-only array",
             read_only=True),
        Case(rng.integers(0, 3, 5), 5, aspect="inputs unchanged"),
    ]  # fmt: skip


def _loops(labels, classes):
    rows = np.zeros((len(labels), classes))
    for i in range(len(labels)):
        rows[i, labels[i]] = 1
    return rows


def _shifted(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), np.asarray(labels, dtype=int) - 1] = 1
    return rows


def _shifted_up(labels, classes):
    rows = np.zeros((len(labels), classes + 1))
    rows[np.arange(len(labels)), np.asarray(labels, dtype=int) + 1] = 1
    return rows[:, :classes]


def _only_seen(labels, classes):
    return (np.asarray(labels)[:, None] == np.unique(labels)).astype(float)


def _label_in_place(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), labels] = labels
    return rows


def _whole_columns(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[:, labels] = 1
    return rows


def _overwrites(labels, classes):
    rows = _loops(labels, classes)
    labels += np.arange(len(labels), dtype=labels.dtype)
    return rows


ONE_HOT = Exercise(
    id="one_hot",
    title="Write a label as a row",
    signature="(labels, classes)",
    aspects=(
        Aspect("values", 0.5, "a 1 at the place of the label, and zeros"),
        Aspect("any labels", 0.25, "one or many; also where a class does not occur", ("values",)),
        unchanged(0.25),
    ),
    inputs=_one_hot_inputs,
    reference=preprocessing.one_hot,
    mistakes=(
        Mistake(
            "off-by-one",
            "The ones stand a place beside where they should be: class 0 has the first column.",
            _shifted,
            _shifted_up,
        ),
        Mistake(
            "transposed",
            "Each label is a column; a row for each label is asked.",
            lambda labels, classes: _loops(labels, classes).T,
            lambda labels, classes: (np.arange(classes)[:, None] == labels).astype(float),
        ),
        Mistake(
            "width-from-max",
            "The number of columns was taken from the labels that happen to be there: there has "
            "to be one for each of the classes.",
            lambda labels, classes: _loops(labels, int(labels.max()) + 1),
            lambda labels, classes: np.eye(int(np.max(labels)) + 1)[labels],
            _only_seen,
            lambda labels, classes: np.eye(len(np.unique(labels)))[
                np.unique(labels, return_inverse=True)[1]
            ],
        ),
        Mistake(
            "returns-bool",
            "These are True and False: zeros and ones are asked.",
            lambda labels, classes: labels[:, None] == np.arange(classes),
        ),
        Mistake(
            "label-not-one",
            "The label itself stands at its place: a 1 is asked there.",
            _label_in_place,
        ),
        Mistake(
            "whole-columns",
            "Whole columns are filled with ones: each row has exactly one of them, in the column "
            "of its own label.",
            _whole_columns,
        ),
        Mistake(
            "zeros-and-ones-swapped",
            "Zeros and ones have changed places.",
            lambda labels, classes: 1 - _loops(labels, classes),
        ),
        Mistake(
            "lists",
            "The numbers are right, but they stand in lists: an array is asked.",
            lambda labels, classes: _loops(labels, classes).tolist(),
        ),
        Mistake(
            "inputs-overwritten",
            "The rows are right, but the labels that were passed in have been overwritten.",
            _overwrites,
        ),
    ),
    accepted={
        "loops": _loops,
        "rows of the identity": lambda labels, classes: np.eye(classes)[labels],
        "comparing": lambda labels, classes: (
            np.asarray(labels)[:, None] == np.arange(classes)
        ).astype(np.float32),
        "put_along_axis": lambda labels, classes: np.take_along_axis(
            np.eye(classes), labels[:, None].astype(int), axis=0
        ),
        "whole numbers": lambda labels, classes: np.array(
            [[int(c == label) for c in range(classes)] for label in labels]
        ),
    },
)
