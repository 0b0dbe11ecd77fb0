"""What the mistakes and the accepted answers of `fit_line` share."""

import numpy as np


def fitter(
    *, sign=-1, factor=2.0, reduce=np.mean, loss=None, new_w=False, record="before",
    w_learns=True, b_learns=True, x_counts=True, start=0.0, use_lr=True, as_array=False,
    y_minus=False,
):  # fmt: skip
    """Gradient descent with one thing changed: most mistakes are a switch away."""
    loss = loss or (lambda error: np.mean(error**2))

    def fit_line(x, y, lr, steps):
        w, b, losses = start, start, []
        rate = lr if use_lr else 1.0
        for _ in range(steps):
            error = w * x + b - y
            if record == "before":
                losses.append(loss(error))
            dw = factor * reduce(error * x if x_counts else error)
            w = w + sign * rate * dw if w_learns else w
            if new_w:
                error = w * x + b - y
            db = factor * reduce(error)
            b = b + sign * rate * db if b_learns else b
            if record == "after":
                losses.append(loss(w * x + b - y))
        if record == "last":
            losses = loss(w * x + b - y)
        return w, b, np.array(losses) if as_array else losses

    return fit_line
