"""Exercises on the sizes of language models: `memory_gb` and `transformer_parameters`."""

import numpy as np

from nnbasics import language
from nngrader.compare import compare
from nngrader.declare import Aspect, Case, Exercise, Mistake
from nngrader.modules.m08_fine_tuning.parts import answered

# ---------------------------------------------------------------- memory_gb


def _memory_inputs(rng: np.random.Generator) -> list[Case]:
    millions = int(rng.integers(100, 90_000))
    return [
        Case(2_000_000_000, 16),
        Case(1_543_714_304, 32, label="float32"),
        Case(7_000_000_000, 8, label="one byte each"),
        Case(1_543_714_304, 4, aspect="any bits", label="half a byte each"),
        Case(124_439_808, 4, aspect="any bits", label="a small model"),
        Case(3_000_000_000, 3, aspect="any bits", label="3 bits"),
        Case(175_000_000_000, 2, aspect="any bits", label="2 bits"),
        Case(millions * 1_000_000, 6, aspect="any bits", label="6 bits"),
        Case(millions * 1_000_003, 16, aspect="any bits"),
    ]


MEMORY_GB = Exercise(
    id="memory_gb",
    title="How much memory does it take?",
    signature="(parameters, bits)",
    aspects=(
        Aspect("values", 0.5, "gigabytes for whole bytes a parameter"),
        Aspect("any bits", 0.5, "any number of bits, also below 8", ("values",)),
    ),
    inputs=_memory_inputs,
    reference=language.memory_gb,
    mistakes=(
        Mistake(
            "bits-as-bytes",
            "The bits were taken for bytes: the result is 8 times too large.",
            lambda parameters, bits: parameters * bits / 1e9,
        ),
        Mistake(
            "multiplied-by-8",
            "It was multiplied by the 8 bits of a byte: a bit is less than a byte.",
            lambda parameters, bits: parameters * bits * 8 / 1e9,
        ),
        Mistake(
            "gibibytes",
            "The bytes were divided by a power of 1,024: a gigabyte has 10⁹ bytes here.",
            lambda parameters, bits: parameters * bits / 8 / 1024**3,
            lambda parameters, bits: parameters * bits / 8 / 2**30,
        ),
        Mistake(
            "wrong-unit",
            "The number has another unit: bytes, kilobytes or megabytes, not gigabytes.",
            lambda parameters, bits: parameters * bits / 8,
            lambda parameters, bits: parameters * bits / 8 / 1e3,
            lambda parameters, bits: parameters * bits / 8 / 1e6,
            lambda parameters, bits: parameters * bits / 8 / 1e12,
        ),
        Mistake(
            "gigabits",
            "These are gigabits or bits: a byte has 8 of them.",
            lambda parameters, bits: parameters * bits,
        ),
        Mistake(
            "integer-division",
            "A division without a rest (//) cuts the fraction off on the way.",
            lambda parameters, bits: parameters * (bits // 8) / 1e9,
            lambda parameters, bits: parameters * bits // 8 // 10**9,
            lambda parameters, bits: parameters * bits / 8 // 1e9,
            lambda parameters, bits: int(parameters * bits / 8 / 1e9),
            lambda parameters, bits: (
                parameters // (8 // bits) / 1e9 if bits <= 8 else (parameters * (bits // 8) / 1e9)
            ),
        ),
        Mistake(
            "whole-bytes-each",
            "Each parameter got whole bytes: with 4 bits, two of them share one.",
            lambda parameters, bits: parameters * -(-bits // 8) / 1e9,
            lambda parameters, bits: parameters * max(bits // 8, 1) / 1e9,
        ),
        Mistake(
            "bits-ignored",
            "The bits make no difference: 32 or 16 bits are in the formula for good.",
            lambda parameters, bits: parameters * 4 / 1e9,
            lambda parameters, bits: parameters * 2 / 1e9,
        ),
        Mistake(
            "divided-by-bits",
            "It was divided by the bits: more bits take more memory.",
            lambda parameters, bits: parameters / bits / 1e9,
            lambda parameters, bits: parameters * 8 / bits / 1e9,
        ),
        Mistake(
            "rounded",
            "The result is rounded; all digits are asked.",
            lambda parameters, bits: round(parameters * bits / 8 / 1e9, 2),
            lambda parameters, bits: round(parameters * bits / 8 / 1e9, 1),
            lambda parameters, bits: round(parameters * bits / 8 / 1e9, 3),
            lambda parameters, bits: round(parameters * bits / 8 / 1e9),
        ),
        Mistake(
            "returns-text",
            "The result is a text: a number is asked.",
            lambda parameters, bits: f"{parameters * bits / 8 / 1e9} GB",
            lambda parameters, bits: f"{parameters * bits / 8 / 1e9:.2f} GB",
            lambda parameters, bits: f"{parameters * bits / 8 / 1e9:.1f} GB",
        ),
    ),
    accepted={
        "bytes each": lambda parameters, bits: parameters * (bits / 8) / 1e9,
        "powers": lambda parameters, bits: parameters * bits / (8 * 10**9),
        "gigabytes first": lambda parameters, bits: parameters / 1e9 * bits / 8,
        "NumPy": lambda parameters, bits: np.float64(parameters) * bits * 0.125e-9,
        "whole bytes in all": lambda parameters, bits: (parameters * bits + 7) // 8 / 1e9,
    },
)

# ---------------------------------------------------------------- transformer_parameters

_QWEN = (28, 1536, 8960, 151936, 12, 2)  # Qwen2.5-1.5B


def _transformer_inputs(rng: np.random.Generator) -> list[Case]:
    def sizes(groups: int) -> tuple[int, ...]:
        """Sizes that all differ. groups: queries that share one head of keys and values."""
        n_kv_heads = int(rng.integers(2, 5))
        width, layers = int(rng.integers(5, 9)) * 2, int(rng.integers(3, 8))
        d_model = width * n_kv_heads * groups
        d_ff, vocab = int(rng.integers(100, 300)), int(rng.integers(400, 900))
        return layers, d_model, d_ff, vocab, n_kv_heads * groups, n_kv_heads

    every, grouped, options = "values", "grouped-query attention", "options"
    return [
        Case(1, 4, 10, 20, 2, 2, aspect=every),
        Case(2, 6, 16, 50, 3, 3, aspect=every, label="two layers"),
        Case(*sizes(1), aspect=every),
        Case(1, 8, 20, 30, 4, 2, aspect=grouped, label="two queries for one key"),
        Case(3, 8, 20, 30, 4, 1, aspect=grouped, label="one key for all queries"),
        Case(*sizes(3), aspect=grouped, label="three queries for one key"),
        Case(*_QWEN, aspect=grouped, label="Qwen2.5-1.5B"),
        Case(1, 4, 10, 20, 2, 2, False, aspect=options, label="not tied"),
        Case(1, 4, 10, 20, 2, 2, True, False, aspect=options, label="no biases"),
        Case(*sizes(1), False, False, aspect=options, label="not tied, no biases"),
        Case(*sizes(1), False, True, aspect=options, label="not tied"),
        Case(1, 4, 10, 20, 2, 2, aspect="whole number"),
        Case(*_QWEN, aspect="whole number", label="Qwen2.5-1.5B"),
    ]  # fmt: skip


def _same_number(case: Case, expected: int, got: object) -> str | None:
    """Its own aspect asks for an int. Every unit counts, of a billion too."""
    fault = compare(expected, got).difference
    if fault or int(got) == expected:
        return fault
    return f"the result is {int(got):,}, {expected:,} is expected"


def _is_whole(case: Case, expected: int, got: object) -> str | None:
    return compare(expected, got, integer=True).difference or _same_number(case, expected, got)


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


def _by_true_division(layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True):
    d_kv = d_model / n_heads * n_kv_heads
    block = 2 * d_model**2 + 2 * d_model * d_kv + 3 * d_model * d_ff + 2 * d_model
    if qkv_bias:
        block += d_model + 2 * d_kv
    return layers * block + d_model + vocab * d_model * (1 if tied else 2)


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


TRANSFORMER_PARAMETERS = Exercise(
    id="transformer_parameters",
    title="Count a language model",
    signature="(layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True)",
    aspects=(
        Aspect(
            "values",
            1.25,
            "every part counted, as many heads of keys as of queries",
            rule=answered(_same_number),
        ),
        Aspect(
            "grouped-query attention",
            0.75,
            "fewer heads of keys and values than of queries",
            ("values",),
            rule=answered(_same_number),
        ),
        Aspect(
            "options",
            0.75,
            "tied and qkv_bias may be False",
            ("values",),
            rule=answered(_same_number),
        ),
        Aspect("whole number", 0.25, "the result is an int", ("values",), rule=answered(_is_whole)),
    ),
    inputs=_transformer_inputs,
    reference=language.transformer_parameters,
    mistakes=(
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
            "Keys and values have another width: each of their heads is as wide as one of the "
            "queries.",
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
            _by_true_division,
            _counter(result=float),
        ),
    ),
    accepted={
        "list of shapes": _list_of_shapes,
        "layer by layer": _layer_by_layer,
        "NumPy": _with_numpy,
        "int at the end": lambda *sizes: int(_by_true_division(*sizes)),
    },
)
