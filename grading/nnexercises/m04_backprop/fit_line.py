"""The exercise `fit_line`: fit a line by walking downhill."""

import numpy as np

from nnbasics import gradients
from nnexercises.m04_backprop.fit_line_mistakes import MISTAKES
from nnexercises.m04_backprop.fit_line_parts import fitter
from nnexercises.shared import draw, part
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def points(n: int) -> tuple[np.ndarray, np.ndarray]:
        x = draw(rng, n)
        x[0] += 1.0
        return x, (rng.uniform(1, 3) * x + 1.5 + 0.3 * rng.normal(size=n)).round(2)

    line, edge = {"aspect": "w and b"}, {"aspect": "edge cases"}
    return [
        Case(np.array([0.0, 2.0]), np.array([1.0, 5.0]), 0.1, 2, **line),
        Case(*points(4), 0.1, 1, label="a single step", **line),
        Case(*points(5), 0.05, 20, label="20 steps", **line),
        Case(np.array([-1.0, 0.0, 1.0]), np.array([-1.0, 1.0, 3.0]), 0.1, 100,
             label="until it has arrived", **line),
        Case(np.array([1.0, 2.0, 4.0]), np.array([1.0, 0.0, -2.0]), 0.3, 6,
             label="a learning rate too large", **line),
        Case(np.array([1, 2, 4]), np.array([2, 3, 7]), 0.05, 5, label="whole numbers", **edge),
        Case(np.array([2.0]), np.array([3.0]), 0.1, 3, label="a single point", **edge),
        Case(*points(30), 0.1, 10, label="30 points", **edge),
        Case(*points(3), 0.1, 0, label="no step at all", **edge),
        Case(*points(3), 0.1, 2, aspect="inputs unchanged", label="read-only arrays",
             read_only=True),
    ]  # fmt: skip


def _fit_with_matrices(x, y, lr, steps):
    A = np.column_stack([x, np.ones(len(x))])
    theta, losses = np.zeros(2), np.zeros(steps)
    for i in range(steps):
        error = A @ theta - y
        losses[i] = error @ error / len(y)
        theta = theta - lr * 2 / len(y) * A.T @ error
    return theta[0], theta[1], losses


def _fit_with_sums(x, y, lr, steps):
    n, w, b, losses = len(x), 0.0, 0.0, []
    for _ in range(steps):
        total = dw = db = 0.0
        for x_n, y_n in zip(x, y, strict=True):
            error = w * x_n + b - y_n
            total += error**2
            dw += 2 * error * x_n
            db += 2 * error
        losses.append(total / n)
        w -= lr * dw / n
        b -= lr * db / n
    return [w, b, losses]


def _fit_in_float32(x, y, lr, steps):
    x, y, lr = x.astype(np.float32), y.astype(np.float32), np.float32(lr)
    w, b, losses = np.float32(0), np.float32(0), []
    for _ in range(steps):
        error = w * x + b - y
        losses.append(np.mean(error**2))
        w, b = w - lr * np.float32(2) * np.mean(error * x), b - lr * np.float32(2) * np.mean(error)
    return w, b, losses


EXERCISE = Exercise(
    id="fit_line",
    signature="(x, y, lr, steps)",
    text=Text(
        title="Fit a line by walking downhill",
        minutes=15,
        difficulty="medium",
        lesson="5. Three houses, told honestly",
    ),
    rests_on=("mse_grad",),
    aspects=(
        part("w and b", 1.5, "the line after all steps, from w = b = 0", 0, 1),
        part("losses", 1.0, "the loss before each step", 2, of="w and b"),
        Aspect("edge cases", 0.25, "one point, no step, whole numbers", ("w and b", "losses")),
        unchanged(0.25, ("w and b", "losses")),
    ),
    inputs=_inputs,
    reference=gradients.fit_line,
    mistakes=MISTAKES,
    accepted={
        "means": fitter(),
        "array of losses": fitter(as_array=True),
        "matrices": _fit_with_matrices,
        "sums": _fit_with_sums,
        "float32": _fit_in_float32,
    },
    compare=Comparison(results=("w", "b", "losses")),
)
