"""Other right answers to `transformer_parameters`."""

import numpy as np

from nnexercises.m08_fine_tuning.transformer_parameters_mistakes import by_true_division


def _list_of_shapes(layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True):
    head = d_model // n_heads
    q, kv = n_heads * head, n_kv_heads * head
    shapes = [(q, d_model), (kv, d_model), (kv, d_model), (d_model, q)]
    shapes += [(d_ff, d_model), (d_ff, d_model), (d_model, d_ff), (d_model,), (d_model,)]
    if qkv_bias:
        shapes += [(q,), (kv,), (kv,)]
    shapes *= layers
    shapes += [(vocab, d_model), (d_model,)]
    if not tied:
        shapes.append((vocab, d_model))
    return sum(shape[0] * (shape[1] if len(shape) == 2 else 1) for shape in shapes)


def _layer_by_layer(layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True):
    total = vocab * d_model
    for _ in range(layers):
        d_kv = n_kv_heads * d_model // n_heads
        for rows, columns in ((d_model, d_model), (d_model, d_kv), (d_model, d_kv)):
            total += rows * columns + columns * qkv_bias
        total += d_model * d_model + d_model * d_ff + d_model * d_ff + d_ff * d_model
        total += d_model + d_model
    total += d_model
    total += 0 if tied else vocab * d_model
    return total


def _with_numpy(layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True):
    d, ff, v = np.int64(d_model), np.int64(d_ff), np.int64(vocab)
    kv = d * n_kv_heads // n_heads
    block = d * (2 * d + 2 * kv + 3 * ff + 2) + (d + 2 * kv) * int(qkv_bias)
    return layers * block + d * (1 + v * (2 - int(tied)))


ACCEPTED = {
    "list of shapes": _list_of_shapes,
    "layer by layer": _layer_by_layer,
    "NumPy": _with_numpy,
    "int at the end": lambda *sizes: int(by_true_division(*sizes)),
}
