"""The exercise `normalize_images`: turn images into rows."""

import numpy as np

from nnbasics import mnist
from nnexercises.m07_mnist.normalize_images_mistakes import MISTAKES
from nnexercises.shared import raised
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare


def _inputs(rng: np.random.Generator) -> list[Case]:
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


def _pixel_by_pixel(images):
    rows = []
    for image in images:
        rows.append([float(gray) / 255 for line in image for gray in line])
    return np.array(rows, dtype=np.float32)


EXERCISE = Exercise(
    id="normalize_images",
    signature="(images)",
    text=Text(
        title="Turn images into rows",
        minutes=10,
        difficulty="easy",
        lesson="2. From pixels to rows of numbers",
    ),
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
    inputs=_inputs,
    reference=mnist.normalize_images,
    mistakes=MISTAKES,
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
    compare=Comparison(view=_with_dtype),
)
