"""Mistakes that are known with `transformer_parameters`, the most specific first."""

from nngrader.declare import Mistake


def by_true_division(layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True):
    d_kv = d_model / n_heads * n_kv_heads
    block = 2 * d_model**2 + 2 * d_model * d_kv + 3 * d_model * d_ff + 2 * d_model
    if qkv_bias:
        block += d_model + 2 * d_kv
    return layers * block + d_model + vocab * d_model * (1 if tied else 2)


def _counter(
    *,
    key_width=lambda d_model, heads, kv_heads: d_model // heads * kv_heads,
    attention=lambda d, kv: 2 * d * d + 2 * d * kv,
    biases=lambda d, kv: d + 2 * kv,
    feed_forward=lambda d, ff: 3 * d * ff,
    norms=lambda d: 2 * d,
    last=lambda d: d,
    embeddings=lambda tied: 1 if tied else 2,
    has_biases=lambda qkv_bias: qkv_bias,
    more=lambda d, vocab, tied: 0,
    layers_of=lambda layers: layers,
    result=lambda total: total,
):
    """Right, and easy to change."""

    def transformer_parameters(
        layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True
    ):
        d, kv = d_model, key_width(d_model, n_heads, n_kv_heads)
        block = attention(d, kv) + feed_forward(d, d_ff) + norms(d)
        if has_biases(qkv_bias):
            block += biases(d, kv)
        total = embeddings(tied) * vocab * d + layers_of(layers) * block + last(d)
        return result(total + more(d, vocab, tied))

    return transformer_parameters


MISTAKES = (
    Mistake(
        "two-matrix-ffn",
        "The feed-forward part was counted with two matrices: gate, up and down are three.",
        _counter(feed_forward=lambda d, ff: 2 * d * ff),
    ),
    Mistake(
        "one-matrix-ffn",
        "The feed-forward part was counted with one matrix: gate, up and down are three.",
        _counter(feed_forward=lambda d, ff: d * ff),
    ),
    Mistake(
        "ffn-biases",
        "Biases were counted in the feed-forward part: its matrices have none.",
        _counter(feed_forward=lambda d, ff: 3 * d * ff + 2 * ff + d),
        _counter(feed_forward=lambda d, ff: 3 * d * ff + 3 * ff),
        _counter(feed_forward=lambda d, ff: 3 * d * ff + ff),
    ),
    Mistake(
        "kv-full-width",
        "Keys and values were counted as wide as queries: with fewer heads they are narrower.",
        _counter(key_width=lambda d, heads, kv_heads: d),
        _counter(attention=lambda d, kv: 4 * d * d),
        _counter(key_width=lambda d, heads, kv_heads: d, biases=lambda d, kv: 3 * d),
    ),
    Mistake(
        "kv-biases-full-width",
        "The biases of keys and values were counted as wide as those of queries: a bias is as "
        "wide as what it is added to.",
        _counter(biases=lambda d, kv: 3 * d),
    ),
    Mistake(
        "kv-width-wrong",
        "Keys and values have another width: each of their heads is as wide as one of the queries.",
        _counter(key_width=lambda d, heads, kv_heads: d // kv_heads),
        _counter(key_width=lambda d, heads, kv_heads: d // heads),
        _counter(key_width=lambda d, heads, kv_heads: kv_heads),
        _counter(key_width=lambda d, heads, kv_heads: d * kv_heads),
        _counter(key_width=lambda d, heads, kv_heads: d * heads // kv_heads),
    ),
    Mistake(
        "heads-multiplied",
        "The attention matrices were counted once for each head: all heads together are "
        "d_model wide.",
        lambda layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True: (
            _counter(attention=lambda d, kv: n_heads * (2 * d * d + 2 * d * kv))(
                layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied, qkv_bias
            )
        ),
    ),
    Mistake(
        "output-projection-omitted",
        "The matrix that brings the heads together again after attention was not counted.",
        _counter(attention=lambda d, kv: d * d + 2 * d * kv),
    ),
    Mistake(
        "one-of-k-and-v",
        "Keys and values have a matrix each: one of the two was not counted.",
        _counter(attention=lambda d, kv: 2 * d * d + d * kv),
        _counter(attention=lambda d, kv: 2 * d * d + d * kv, biases=lambda d, kv: d + kv),
    ),
    Mistake(
        "attention-omitted",
        "The four matrices of attention were not counted.",
        _counter(attention=lambda d, kv: 0),
        _counter(attention=lambda d, kv: 0, biases=lambda d, kv: 0),
    ),
    Mistake(
        "embedding-twice",
        "The embedding was counted twice, although the output layer is the same matrix when it "
        "is tied.",
        _counter(embeddings=lambda tied: 2),
        _counter(embeddings=lambda tied: 2 if tied else 3),
    ),
    Mistake(
        "tied-reversed",
        "The two cases of tied are in each other's place.",
        _counter(embeddings=lambda tied: 2 if tied else 1),
    ),
    Mistake(
        "embedding-omitted",
        "The embedding is missing: it has a row for each token.",
        _counter(embeddings=lambda tied: 0),
        _counter(embeddings=lambda tied: 0 if tied else 1),
    ),
    Mistake(
        "tied-ignored",
        "With tied=False the output layer has a matrix of its own: it was not counted.",
        _counter(embeddings=lambda tied: 1),
    ),
    Mistake(
        "output-bias",
        "A bias was counted for the output layer: it has none.",
        _counter(more=lambda d, vocab, tied: vocab),
        _counter(more=lambda d, vocab, tied: 0 if tied else vocab),
    ),
    Mistake(
        "norms-omitted",
        "The norms were not counted: two in each layer, and one at the end.",
        _counter(norms=lambda d: 0, last=lambda d: 0),
    ),
    Mistake(
        "last-norm-omitted",
        "There is one more norm, after the last layer.",
        _counter(last=lambda d: 0),
    ),
    Mistake(
        "layer-norms-omitted",
        "The norms in the layers were not all counted: each layer has two.",
        _counter(norms=lambda d: 0),
        _counter(norms=lambda d: d),
    ),
    Mistake(
        "norms-with-biases",
        "The norms were counted with biases: RMSNorm has one number for each entry.",
        _counter(norms=lambda d: 4 * d, last=lambda d: 2 * d),
        _counter(norms=lambda d: 4 * d),
    ),
    Mistake(
        "biases-omitted",
        "The biases of queries, keys and values were not counted.",
        _counter(biases=lambda d, kv: 0),
        _counter(has_biases=lambda qkv_bias: not qkv_bias),
    ),
    Mistake(
        "one-bias-only",
        "Queries, keys and values have a bias each: they were not all counted.",
        _counter(biases=lambda d, kv: d),
        _counter(biases=lambda d, kv: d + kv),
        _counter(biases=lambda d, kv: 3),
    ),
    Mistake(
        "qkv-bias-ignored",
        "With qkv_bias=False there are no biases: they were counted all the same.",
        _counter(has_biases=lambda qkv_bias: True),
    ),
    Mistake(
        "bias-after-attention",
        "A bias was counted for the matrix after attention: it has none.",
        _counter(biases=lambda d, kv: 2 * d + 2 * kv),
    ),
    Mistake(
        "one-layer-only",
        "Only one layer was counted.",
        _counter(layers_of=lambda layers: 1),
    ),
    Mistake(
        "everything-per-layer",
        "Everything was multiplied by the number of layers: the embedding and the last norm "
        "are there once.",
        lambda layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True: (
            layers * _counter()(1, d_model, d_ff, vocab, n_heads, n_kv_heads, tied, qkv_bias)
        ),
    ),
    Mistake(
        "positions-counted",
        "More was counted than there is: positions have no parameters in this kind of model.",
        _counter(more=lambda d, vocab, tied: 1024 * d),
        _counter(more=lambda d, vocab, tied: 2048 * d),
    ),
    Mistake(
        "returns-float",
        "The number is right, but it is a float: a count is an int.",
        by_true_division,
        _counter(result=float),
    ),
)
