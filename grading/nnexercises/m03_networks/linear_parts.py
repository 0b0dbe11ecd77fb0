"""What the mistakes and the accepted answers of `linear` share."""


def linear_with(compute=lambda X, W, b: X @ W + b, fits=lambda X, W: X.shape[1] == W.shape[0]):
    """A layer with its shapes checked first."""

    def linear(X, W, b):
        if not fits(X, W):
            raise ValueError(f"X {X.shape} does not fit W {W.shape}")
        return compute(X, W, b)

    return linear


def with_error(make):
    """A layer that does something else than a ValueError which names both shapes."""

    def linear(X, W, b):
        if X.shape[1] != W.shape[0]:
            return make(X, W)
        return X @ W + b

    return linear


def raises(error):
    raise error
