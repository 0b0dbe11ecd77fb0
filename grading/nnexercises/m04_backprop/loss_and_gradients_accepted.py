"""Other right answers to `loss_and_gradients`."""

import numpy as np

from nnexercises.m04_backprop.loss_and_gradients_parts import (
    backprop,
    losses_of_rows,
    one_hot,
    sample_by_sample,
    softmax_of,
)


def _mask_by_activation(X, labels, params):
    activations = [X]
    for i, (W, b) in enumerate(params):
        Z = activations[-1].dot(W) + b
        activations.append(Z if i == len(params) - 1 else Z * (Z > 0))
    logits = activations.pop()
    top = logits.max(axis=1)
    log_sum = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    right = np.arange(len(X)), labels
    delta = np.exp(logits - log_sum[:, None])
    delta[right] -= 1
    delta /= len(X)
    grads = [None] * len(params)
    for i in range(len(params) - 1, -1, -1):
        grads[i] = [np.dot(activations[i].T, delta), np.sum(delta, axis=0)]
        delta = np.dot(delta, params[i][0].T)
        delta[activations[i] <= 0] = 0
    return float(np.mean(log_sum - logits[right])), grads


def _recursive(X, labels, params):
    def through(A, layers):
        """Loss, gradient with respect to A, and the gradients of these layers."""
        (W, b), *others = layers
        Z = A @ W + b
        if others:
            loss, dA, grads = through(np.where(Z > 0, Z, 0), others)
            dZ = np.where(Z > 0, dA, 0)
        else:
            loss, grads = np.mean(losses_of_rows(Z, labels)), ()
            dZ = (softmax_of(Z) - one_hot(labels, Z.shape[1])) / Z.shape[0]
        return loss, dZ @ W.T, ((A.T @ dZ, dZ.sum(0)), *grads)

    loss, _, grads = through(X, params)
    return [loss, grads]


def _in_float32(X, labels, params):
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    loss, grads = backprop()(X.astype(np.float32), labels, small)
    return np.float32(loss), [(dW.astype(np.float32), db.astype(np.float32)) for dW, db in grads]


ACCEPTED = {
    "layer by layer": backprop(),
    "masks from activations": _mask_by_activation,
    "sample by sample": sample_by_sample,
    "recursion": _recursive,
    "float32": _in_float32,
}
