"""Other right answers to `xor_params`."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.xor_params_parts import SUM, network, returns

_TENT = [(np.array(SUM), np.array([0, -1])), (np.array([[1], [-2]]), np.array([0]))]


ACCEPTED = {
    "a tent": returns(_TENT),
    "difference both ways": network([[1, -1], [-1, 1]], [0, 0], [1, 1]),
    "lists of whole numbers": returns([([[1, 1], [1, 1]], [0, -1]), ([[2], [-4]], [0])]),
    "lists for tuples": returns([[*layer] for layer in _TENT]),
    "tuple of tuples": lambda: tuple(networks.xor_params()),
    "three hidden neurons": network([[1, 1, 1], [1, 1, 1]], [0, -1, -2], [0.9, -1.8, 0.9], 0.05),
    "a tower": network([[1] * 4, [1] * 4], [-0.2, -0.8, -1.2, -1.8], [1, -1, -1, 1], 0.1),
    "huge weights": network(SUM, [0, -1], [1e6, -2.1e6], -2e5),
    "float32": lambda: [
        (W.astype(np.float32), b.astype(np.float32)) for W, b in networks.xor_params()
    ],
    "trained": returns(
        [
            (
                np.array([[1.36, -1.18, 0.4], [-1.35, 1.19, 0.3]]),
                np.array([0.01, -0.02, -0.9]),
            ),
            (np.array([[0.74], [0.86], [-0.05]]), np.array([0.02])),
        ]
    ),
}
