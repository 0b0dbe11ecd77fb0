"""What the mistakes and the accepted answers of `linear_backward` share."""


def right(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)
