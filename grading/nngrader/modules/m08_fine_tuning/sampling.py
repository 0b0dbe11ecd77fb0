"""The exercise `next_token_probabilities`: softmax with a temperature."""

import math

import numpy as np

from nnbasics import language
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def logits(*shape: int) -> np.ndarray:
        return rng.normal(scale=2, size=shape).round(2)

    def temperature() -> float:
        return round(float(rng.uniform(0.3, 0.8) * rng.choice([1, 4])), 2)

    rows = {"aspect": "rows"}
    greedy = {"aspect": "temperature 0"}
    huge = {"aspect": "stability"}
    ties = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, -1.0]])
    return [
        Case(np.array([2.0, 1.0, 0.0]), 0.5),
        Case(logits(4), temperature()),
        Case(logits(5), 2, label="a whole number as temperature"),
        Case(np.array([3, 0, -1]), 1, label="whole numbers"),
        Case(logits(2, 3), 0.7, label="two rows", **rows),
        Case(logits(4, 2), temperature(), label="four rows", **rows),
        Case(logits(3, 3), temperature(), label="as many rows as tokens", **rows),
        Case(logits(1, 5), temperature(), label="one row", **rows),
        Case(logits(1), 0.5, label="a single token", **rows),
        Case(np.array([2.0, 5.0, 1.0]), 0.0, **greedy),
        Case(logits(6), 0, label="a whole number", **greedy),
        Case(logits(3, 4), 0.0, label="three rows", **greedy),
        Case(np.array([1.0, 4.0, 4.0, 0.0]), 0.0, label="two logits are the largest", **greedy),
        Case(ties, 0.0, label="rows with two largest logits", **greedy),
        Case(-np.abs(logits(4)) - 1, 0.0, label="negative logits", **greedy),
        Case(np.array([1000.0, 999.0, 0.0]), 0.0, label="huge logits", **greedy),
        Case(np.array([1000.0, 1001.0, 999.0]), 1.0, label="huge logits", **huge),
        Case(np.array([-1000.0, -1001.0, -999.0]), 0.7, label="huge negative logits", **huge),
        Case(np.array([[1000.0, 1002.0], [-1000.0, -1003.0]]), 2.0, label="rows far apart", **huge),
        Case(np.array([9.0, 8.5, -8.0]), 0.01, label="a low temperature", **huge),
        Case(logits(2, 3), 0.5, aspect="inputs unchanged", label="a read-only array",
             read_only=True),
    ]  # fmt: skip


def _softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def _greedy(logits):
    return np.eye(logits.shape[-1])[logits.argmax(axis=-1)]


def _sampler(
    *,
    scaled=lambda logits, T: logits / T,
    probabilities=_softmax,
    greedy=_greedy,
    is_zero=lambda T: T == 0,
):
    """Right, and easy to change."""

    def next_token_probabilities(logits, temperature):
        if is_zero(temperature):
            return greedy(logits)
        return probabilities(scaled(logits, temperature))

    return next_token_probabilities


def _plain_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)


def _never(T):
    return False


def _share(logits):
    largest = logits == logits.max(axis=-1, keepdims=True)
    return largest / largest.sum(axis=-1, keepdims=True)


def _all_largest(logits):
    return np.where(logits == logits.max(axis=-1, keepdims=True), 1.0, 0.0)


def _last_largest(logits):
    last = logits.shape[-1] - 1 - logits[..., ::-1].argmax(axis=-1)
    return np.eye(logits.shape[-1])[last]


def _one_of_all(logits):
    result = np.zeros(logits.shape)
    result.flat[logits.argmax()] = 1.0
    return result


def _indexed_wrong(logits):
    result = np.zeros(logits.shape)
    result[logits.argmax(axis=-1)] = 1.0
    return result


def _columns(logits):
    result = np.zeros(logits.shape)
    result[logits.argmax(axis=0), np.arange(logits.shape[-1])] = 1.0
    return result


def _in_place(logits, temperature):
    if temperature == 0:
        return _greedy(logits)
    logits /= temperature
    return _softmax(logits)


def _shifted_in_place(logits, temperature):
    if temperature == 0:
        return _greedy(logits)
    logits -= logits.max(axis=-1, keepdims=True)
    return _softmax(logits / temperature)


def _with_python_numbers(logits, temperature):
    if logits.ndim == 2:
        return np.array([_with_python_numbers(row, temperature) for row in logits])
    largest = max(logits)
    if temperature == 0:
        first = list(logits).index(largest)
        return np.array([1.0 if i == first else 0.0 for i in range(len(logits))])
    powers = [math.exp((z - largest) / temperature) for z in logits]
    return np.array([power / sum(powers) for power in powers])


def _as_rows(logits, temperature):
    rows = np.atleast_2d(logits)
    if temperature == 0:
        P = np.zeros(rows.shape)
        P[np.arange(len(rows)), rows.argmax(axis=1)] = 1
    else:
        P = _softmax(rows / temperature)
    return P.reshape(logits.shape)


def _put_along_axis(logits, temperature):
    if temperature:
        return _softmax(logits / temperature)
    P = np.zeros_like(logits)
    np.put_along_axis(P, np.expand_dims(np.argmax(logits, axis=-1), -1), 1, axis=-1)
    return P


def _power(logits, temperature):
    if temperature == 0:
        return _greedy(logits)
    powers = _softmax(logits) ** (1 / temperature)
    return powers / powers.sum(axis=-1, keepdims=True)


def _through_logarithms(logits, temperature):
    if temperature == 0:
        return _greedy(logits)
    Z = logits / temperature
    return np.exp(Z - np.logaddexp.reduce(Z, axis=-1, keepdims=True))


def _in_float32(logits, temperature):
    return _sampler()(logits.astype(np.float32), np.float32(temperature))


NEXT_TOKEN_PROBABILITIES = Exercise(
    id="next_token_probabilities",
    title="Turn the temperature",
    signature="(logits, temperature)",
    aspects=(
        Aspect("values", 0.75, "probabilities of the next token, for temperatures above 0"),
        Aspect("rows", 0.25, "several rows of logits at once, or one token", ("values",)),
        Aspect(
            "temperature 0",
            0.5,
            "all probability on the largest logit, the first of equal ones",
            ("values",),
        ),
        Aspect("stability", 0.25, "right also for logits such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=language.next_token_probabilities,
    mistakes=(
        Mistake(
            "multiplies",
            "The logits were multiplied by the temperature: a high one made the choice sharper, "
            "not flatter.",
            _sampler(scaled=lambda logits, T: logits * T),
            _sampler(scaled=lambda logits, T: logits * T, is_zero=_never),
            _sampler(
                scaled=lambda logits, T: logits * T, is_zero=_never, probabilities=_plain_softmax
            ),
            _sampler(scaled=lambda logits, T: logits * T, probabilities=_plain_softmax),
        ),
        Mistake(
            "temperature-ignored",
            "The temperature makes no difference.",
            _sampler(scaled=lambda logits, T: logits),
            _sampler(scaled=lambda logits, T: logits, is_zero=_never),
            _sampler(scaled=lambda logits, T: logits, is_zero=_never, probabilities=_plain_softmax),
        ),
        Mistake(
            "probabilities-divided",
            "The probabilities were divided, or what came of that brought to a sum of 1 again: the "
            "logits are divided, before the softmax.",
            _sampler(scaled=lambda logits, T: _softmax(logits) / T, probabilities=lambda P: P),
            _sampler(scaled=lambda logits, T: _softmax(logits) / T),
        ),
        Mistake(
            "no-max-shift",
            "The exponentials overflow, or all become 0, where the logits are huge: shift each row "
            "first.",
            _sampler(probabilities=_plain_softmax),
            _sampler(
                probabilities=lambda Z: (
                    np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=-1, keepdims=True)
                )
            ),
            _sampler(probabilities=lambda Z: np.nan_to_num(_plain_softmax(Z))),
        ),
        Mistake(
            "zero-division",
            "With temperature 0 the logits are divided by 0: what comes out is not a number.",
            _sampler(is_zero=_never),
            _sampler(is_zero=_never, probabilities=_plain_softmax),
        ),
        Mistake(
            "ties-shared",
            "With temperature 0, two logits that are the largest share the probability, or get it "
            "twice: the first of them gets everything.",
            _sampler(greedy=_share),
            _sampler(greedy=_all_largest),
            lambda logits, temperature: _softmax(logits / max(temperature, 1e-12)),
            lambda logits, temperature: _softmax(logits / max(temperature, 1e-8)),
            lambda logits, temperature: _softmax(logits / (temperature + 1e-12)),
        ),
        Mistake(
            "last-of-ties",
            "With temperature 0 and two logits that are the largest, the last one got everything: "
            "the first one should.",
            _sampler(greedy=_last_largest),
        ),
        Mistake(
            "greedy-index",
            "With temperature 0 the index of a token came back: probabilities are asked, one for "
            "each token.",
            _sampler(greedy=lambda logits: logits.argmax(axis=-1)),
            _sampler(greedy=lambda logits: logits.max(axis=-1)),
        ),
        Mistake(
            "greedy-forgets-rows",
            "With temperature 0 and several rows, each row has a largest logit of its own.",
            _sampler(greedy=_one_of_all),
            _sampler(greedy=_indexed_wrong),
            _sampler(greedy=lambda logits: np.eye(logits.shape[-1])[logits.argmax()]),
        ),
        Mistake(
            "uniform-at-zero",
            "With temperature 0 all tokens, or none, got the same: the largest logit gets "
            "everything.",
            _sampler(greedy=lambda logits: np.full(logits.shape, 1 / logits.shape[-1])),
            _sampler(greedy=lambda logits: np.zeros(logits.shape)),
            _sampler(greedy=lambda logits: np.ones(logits.shape)),
        ),
        Mistake(
            "softmax-at-zero",
            "With temperature 0 the softmax of the logits came back: the largest logit gets "
            "everything.",
            _sampler(greedy=_softmax),
            _sampler(greedy=_plain_softmax),
        ),
        Mistake(
            "axis-0",
            "With several rows, the columns sum to 1: each row is a choice of its own.",
            _sampler(
                probabilities=lambda Z: (
                    np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0)
                ),
                greedy=lambda logits: _columns(logits) if logits.ndim > 1 else _greedy(logits),
            ),
            _sampler(
                probabilities=lambda Z: (
                    np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0)
                )
            ),
        ),
        Mistake(
            "one-row-only",
            "With several rows, all probabilities together sum to 1, or it fails: each row is a "
            "choice of its own.",
            _sampler(probabilities=lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum()),
            _sampler(
                probabilities=lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
                greedy=_one_of_all,
            ),
            _sampler(
                probabilities=lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
                greedy=_indexed_wrong,
            ),
            _sampler(
                probabilities=lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
                greedy=lambda logits: np.eye(logits.shape[-1])[logits.argmax()],
            ),
            _sampler(probabilities=lambda Z: np.exp(Z) / np.exp(Z).sum()),
        ),
        Mistake(
            "rows-only",
            "It fails for a single row of logits, of shape (V,): the softmax goes over the last "
            "axis.",
            _sampler(
                probabilities=lambda Z: (
                    np.exp(Z - Z.max(axis=1, keepdims=True))
                    / np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
                ),
                greedy=lambda logits: np.eye(logits.shape[1])[logits.argmax(axis=1)],
            ),
        ),
        Mistake(
            "rounded",
            "The results are rounded; all digits are asked.",
            lambda logits, temperature: _sampler()(logits, temperature).round(3),
            lambda logits, temperature: _sampler()(logits, temperature).round(2),
            lambda logits, temperature: _sampler()(logits, temperature).round(4),
        ),
        Mistake(
            "inputs-overwritten",
            "The result is right, but the logits that were passed in were overwritten on the way.",
            _in_place,
            _shifted_in_place,
        ),
    ),
    accepted={
        "softmax of the quotient": _sampler(),
        "shifted first": _sampler(
            scaled=lambda logits, T: (logits - logits.max(axis=-1, keepdims=True)) / T
        ),
        "Python numbers": _with_python_numbers,
        "as rows": _as_rows,
        "put_along_axis": _put_along_axis,
        "powers of probabilities": _power,
        "through logarithms": _through_logarithms,
        "float32": _in_float32,
    },
)
