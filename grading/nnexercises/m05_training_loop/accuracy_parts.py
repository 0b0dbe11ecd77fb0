"""What the mistakes and the accepted answers of `accuracy` share."""


def right(logits, labels):
    return logits.argmax(axis=1) == labels
