"""The exercise `transformer_parameters`: how many numbers a language model has."""

import numpy as np

from nnbasics import language
from nnexercises.m08_fine_tuning.parts import answered
from nnexercises.m08_fine_tuning.transformer_parameters_accepted import ACCEPTED
from nnexercises.m08_fine_tuning.transformer_parameters_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Exercise, Text
from nngrader.values.compare import compare

_QWEN = (28, 1536, 8960, 151936, 12, 2)  # Qwen2.5-1.5B


def _inputs(rng: np.random.Generator) -> list[Case]:
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


EXERCISE = Exercise(
    id="transformer_parameters",
    signature="(layers, d_model, d_ff, vocab, n_heads, n_kv_heads, tied=True, qkv_bias=True)",
    text=Text(
        title="Count a language model's parameters",
        minutes=25,
        difficulty="medium",
        lesson="12. How large are the real ones?",
    ),
    rests_on=("count_parameters",),
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
    inputs=_inputs,
    reference=language.transformer_parameters,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
)
