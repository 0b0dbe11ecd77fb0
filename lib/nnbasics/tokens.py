"""Text as tokens: merging the pair of neighbors that occurs most often (byte-pair encoding).

A tokenizer is learned by doing the two steps below again and again: find the most frequent
pair, make it a token of its own. Source: Sennrich et al. (2016), algorithm 1.
"""

from collections import Counter
from collections.abc import Sequence


def most_frequent_pair(tokens: Sequence[int]) -> tuple[int, int]:
    """The pair of neighbors that occurs most often; of equally frequent ones the smaller.

    tokens: integers. Occurrences may overlap: ``[1, 1, 1]`` has the pair ``(1, 1)`` twice.
    ValueError with fewer than two tokens.
    """
    if len(tokens) < 2:
        raise ValueError(f"a pair needs two tokens, and there are {len(tokens)}")
    counts = Counter(zip(tokens[:-1], tokens[1:], strict=True))
    return min(counts, key=lambda pair: (-counts[pair], pair))


def merge_pair(tokens: Sequence[int], pair: tuple[int, int], new: int) -> list[int]:
    """A new list in which every ``pair`` is replaced by the token ``new``.

    From left to right and without overlap: of ``[1, 1, 1]``, the first two are merged.
    """
    merged = []
    i = 0
    while i < len(tokens):
        if tuple(tokens[i : i + 2]) == tuple(pair):
            merged.append(new)
            i += 2  # both have been used
        else:
            merged.append(tokens[i])
            i += 1
    return merged
