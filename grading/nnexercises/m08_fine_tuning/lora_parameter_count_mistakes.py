"""Mistakes that are known with `lora_parameter_count`, the most specific first."""

from nngrader.declare import Mistake

MISTAKES = (
    Mistake(
        "full-matrix",
        "This counts the whole matrix W, which does not learn.",
        lambda d_in, d_out, rank: d_in * d_out,
        lambda d_in, d_out, rank: d_in * d_out * rank,
    ),
    Mistake(
        "full-matrix-too",
        "The numbers of W were counted as well: W does not learn.",
        lambda d_in, d_out, rank: d_in * d_out + rank * (d_in + d_out),
    ),
    Mistake(
        "rank-squared",
        "The rank is in it squared: A and B meet at the rank, there is nothing in between.",
        lambda d_in, d_out, rank: rank * rank * (d_in + d_out),
        lambda d_in, d_out, rank: d_in * rank + rank * rank + rank * d_out,
        lambda d_in, d_out, rank: rank * rank,
        lambda d_in, d_out, rank: d_in * rank * rank * d_out,
    ),
    Mistake(
        "one-matrix",
        "Only one of the two matrices was counted.",
        lambda d_in, d_out, rank: d_in * rank,
        lambda d_in, d_out, rank: rank * d_out,
    ),
    Mistake(
        "same-matrix-twice",
        "A and B were counted as if they had the same shape.",
        lambda d_in, d_out, rank: 2 * d_in * rank,
        lambda d_in, d_out, rank: 2 * rank * d_out,
    ),
    Mistake(
        "rank-missing",
        "The widths were added; each row of A and each column of B has as many numbers as the "
        "rank.",
        lambda d_in, d_out, rank: d_in + d_out,
        lambda d_in, d_out, rank: d_in + rank + d_out,
    ),
    Mistake(
        "biases-counted",
        "Biases were counted, too: A and B are matrices alone.",
        lambda d_in, d_out, rank: d_in * rank + rank + rank * d_out + d_out,
        lambda d_in, d_out, rank: rank * (d_in + d_out) + d_out,
        lambda d_in, d_out, rank: rank * (d_in + d_out) + rank,
    ),
    Mistake(
        "returns-float",
        "The number is right, but it is a float: a count is an int.",
        lambda d_in, d_out, rank: float(rank * (d_in + d_out)),
    ),
)
