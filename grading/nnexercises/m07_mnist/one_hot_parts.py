"""What the mistakes and the accepted answers of `one_hot` share."""

import numpy as np


def loops(labels, classes):
    rows = np.zeros((len(labels), classes))
    for i in range(len(labels)):
        rows[i, labels[i]] = 1
    return rows
