"""What the mistakes and the accepted answers of `collapse` share."""


def collapse_with(weights=lambda W, V: W @ V, bias=lambda b, V, c, W: b @ V + c, start=None):
    """A collapse with one thing changed.

    V, c: of the layer that is taken in. W, b: of what is collapsed already.
    """

    def collapse(params):
        W, b = params[0]
        b = start(b) if start else b
        for V, c in params[1:]:
            W, b = weights(W, V), bias(b, V, c, W)
        return W, b

    return collapse
