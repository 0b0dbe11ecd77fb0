"""What the mistakes and the accepted answers of `train_perceptron` share."""

import numpy as np


def trainer(
    *, sign=1, keep_count=False, positives_only=False, stop=True, record_last=True,
    max_epochs=None, bias=True, count_right=False, start=0.0, int_weights=False,
):  # fmt: skip
    """A perceptron's training with one thing changed: most mistakes are a switch away."""

    def train_perceptron(X, y, lr, epochs):
        w = np.full(X.shape[1], start, dtype=X.dtype if int_weights else float)
        b, errors, wrong = start, [], 0
        for _ in range(max_epochs or epochs):
            wrong = wrong if keep_count else 0
            before = wrong
            for x_i, y_i in zip(X, y, strict=True):
                error = y_i - int(np.dot(w, x_i) + b > 0)
                if error and not (positives_only and y_i == 0):
                    wrong += 1
                    w[:] = w + sign * lr * error * x_i
                    b = b + sign * lr * error if bias else b
            ended = stop and wrong == before
            if record_last or not ended:
                errors.append(len(X) - wrong if count_right else wrong)
            if ended:
                break
        return w, b, errors

    return train_perceptron
