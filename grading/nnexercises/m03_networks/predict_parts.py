"""What the mistakes and the accepted answers of `predict` share."""


def choose(scores):
    """A prediction from the scores that a function of X and params gives."""
    return lambda X, params: scores(X, params).argmax(axis=1)
