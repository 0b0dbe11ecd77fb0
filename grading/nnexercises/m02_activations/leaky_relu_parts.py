"""What the mistakes and the accepted answers of `leaky_relu` share."""


def leaky_of_one(v, slope=0.01):
    return v if v > 0 else slope * v
