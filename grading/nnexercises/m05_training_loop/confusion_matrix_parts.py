"""What the mistakes and the accepted answers of `confusion_matrix` share."""

import numpy as np


def counts(labels, predictions, classes, dtype=int):
    confusion = np.zeros((classes, classes), dtype=dtype)
    for i in range(len(labels)):
        confusion[labels[i], predictions[i]] += 1
    return confusion
