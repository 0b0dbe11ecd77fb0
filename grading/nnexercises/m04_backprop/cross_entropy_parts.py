"""What the mistakes and the accepted answers of `cross_entropy` share."""

import numpy as np


def of_labels(log_p, labels):
    return log_p[np.arange(len(labels)), labels]


def mean_loss(log_p, labels):
    return -np.mean(of_labels(log_p, labels))
