"""What the mistakes and the accepted answers of `relu` share."""


def relu_of_one(v):
    return v if v > 0 else 0
