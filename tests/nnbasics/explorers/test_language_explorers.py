"""The live figures of lesson 8: numbers in few bits, low ranks, and the temperature."""

from functools import cache

import numpy as np
import pytest
import sample_explorers
from hypothesis import given, settings
from hypothesis import strategies as st
from live_checks import said
from pictures import texts
from sample_explorers import bits, rank, weights

from nnbasics.activations import softmax
from nnbasics.explorers.bits import bits_explorer
from nnbasics.quantization import dequantize, quantize


@pytest.mark.parametrize("count", [2, 4, 8])
def test_bits_are_those_of_quantize(count):
    live = bits()
    live.controls["bits"].value = count
    q, scale = quantize(weights(), count)
    error = np.sqrt(np.mean((weights() - dequantize(q, scale)) ** 2)) / weights().std()
    text = said(live)
    assert f"{2**count - 1} levels" in text
    assert f"{len(np.unique(q))} of them are used" in text
    assert f"off by {error:.1%}" in text
    assert f"{32 / count:.1f} times less memory" in text


def test_notes_of_the_bits_figure():
    live = bits_explorer(np.linspace(-1, 1, 50), notes={3: "Accuracy 0.9."})
    assert "Accuracy" not in live.sentence
    live.controls["bits"].value = 3
    assert "Accuracy 0.9." in live.sentence


def test_the_rank_figure_says_what_is_kept():
    live = rank()
    assert "64%" in live.sentence and "8 numbers in place of 16" in live.sentence
    picture = live.png
    live.controls["rank"].value = 2
    assert "93%" in live.sentence and "0.800" in live.sentence
    assert live.png != picture


temperature = cache(sample_explorers.temperature)


@given(st.integers(1, 50).map(lambda n: n / 10))
@settings(max_examples=10)
def test_temperature_is_a_softmax(value):
    live = temperature()
    live.controls["temperature"].value = value
    p = softmax(np.array([2.0, 1.0, 0.1]) / value)
    assert f"mat has probability <b>{p[0]:.3f}</b>" in live.sentence
    assert [f"{each:.3f}" for each in p] == texts(live._figure)
