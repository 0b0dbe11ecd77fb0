"""Drivers: how a candidate is put to use. They are public and know no right answers.

A driver gets the candidates and the plain arguments of one call, and returns what is to
be compared. Most exercises need only `call_once`.
"""

from collections.abc import Callable, Sequence

Driver = Callable[..., object]


def call_once(candidates: Sequence[Callable], *args: object) -> object:
    """Call the only candidate with the arguments."""
    return candidates[0](*args)
