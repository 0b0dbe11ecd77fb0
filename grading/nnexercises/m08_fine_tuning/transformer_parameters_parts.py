"""What the mistakes and the accepted answers of `transformer_parameters` share."""


def by_true_division(layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True):
    d_kv = d_model / n_heads * n_kv_heads
    block = 2 * d_model**2 + 2 * d_model * d_kv + 3 * d_model * d_ff + 2 * d_model
    if qkv_bias:
        block += d_model + 2 * d_kv
    return layers * block + d_model + vocab * d_model * (1 if tied else 2)
