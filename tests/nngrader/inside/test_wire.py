"""The judge's protocol: plain data survives it, and nothing else gets through."""

import contextlib
import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nngrader.inside import wire
from nngrader.inside.observe import Call, Error, Outcome
from nngrader.inside.plain import Opaque, same_plain, to_plain

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=20)
arrays = hnp.arrays(
    st.sampled_from(list(wire.DTYPES.values())), hnp.array_shapes(min_dims=0, min_side=0)
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**200), 2**200)
    | st.floats()
    | texts
    | arrays
    | st.builds(Opaque, texts, texts)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=10,
)


def frames_of(data, **limits):
    reader = wire.Reader(**limits)
    reader.feed(data)
    return list(reader.frames())


def raw(header, *blobs):
    """A frame whose header says what it likes."""
    code = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("!I", len(code)) + code + b"".join(blobs)


def sent_and_received(value):
    blobs = []
    code = wire.encode(value, blobs)
    ((message, received),) = frames_of(wire.frame({"value": code}, blobs))
    return wire.decode(message["value"], iter(received))


@given(values)
def test_plain_values_survive(value):
    assert same_plain(sent_and_received(value), value)


@given(st.lists(values, max_size=3), st.data())
def test_frames_survive_being_cut_anywhere(several, data):
    stream = b""
    for value in several:
        blobs = []
        stream += wire.frame({"value": wire.encode(value, blobs)}, blobs)
    reader, received = wire.Reader(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        reader.feed(stream[:size])
        stream = stream[size:]
        received += [wire.decode(m["value"], iter(blobs)) for m, blobs in reader.frames()]
    assert len(received) == len(several)
    assert all(map(same_plain, received, several))


@given(st.binary(max_size=200))
def test_noise_is_a_wire_error_or_nothing(noise):
    for data in (noise, raw(noise), raw({"blobs": [len(noise)]}, noise)):
        with contextlib.suppress(wire.WireError):
            frames_of(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["array", "shape", "tuple", "opaque", "int", "x"]), inner, max_size=2
        )
    ),
    max_leaves=20,
)


@given(json_values, st.lists(st.binary(max_size=20), max_size=3))
def test_any_json_decodes_to_plain_data_or_a_wire_error(code, blobs):
    try:
        value = wire.decode(code, iter(blobs))
    except wire.WireError:
        return
    assert same_plain(to_plain(value), value) or isinstance(value, (Opaque, list, tuple))


def array(dtype="<f8", shape=(2,)):
    return {"array": dtype, "shape": list(shape)}


LIES = {
    "too few bytes": (array(shape=(3,)), bytes(16)),
    "too many bytes": (array(shape=(1,)), bytes(16)),
    "negative": (array(shape=(-1, -2)), bytes(16)),
    "overflow to 16": (array(shape=(2**32, 2**32, 2)), bytes(16)),
    "empty and huge": (array(shape=(0, 2**62)), b""),
    "empty and huge in all": (array(shape=(0, *(2**39,) * 3)), b""),
    "true as a number": (array(shape=(True, 2)), bytes(16)),
    "a float as a number": (array(shape=(2.0,)), bytes(16)),
    "too many dimensions": (array(shape=(1,) * 33), bytes(8)),
    "objects": (array("|O8"), bytes(16)),
    "void": (array("|V8"), bytes(16)),
    "text": (array("<U2"), bytes(16)),
    "dates": (array("<M8[s]"), bytes(16)),
    "records": (array("f8,f8", (1,)), bytes(16)),
    "other byte order": (array(">f8"), bytes(16)),
    "a dtype that is none": (array("os.system"), bytes(16)),
    "a dtype of another type": ({"array": ["<f8"], "shape": [2]}, bytes(16)),
    "a shape of another type": ({"array": "<f8", "shape": "2"}, bytes(16)),
    "true and neither": (array("|b1"), b"\x01\x02"),
    "no bytes": (array(), None),
    "bytes used twice": ([array(), array()], bytes(16)),
    "unknown": ({"pickle": "gASV"}, None),
    "two at once": ({"tuple": [], "int": "1"}, None),
    "tuple of text": ({"tuple": "ab"}, None),
    "opaque of one": ({"opaque": ["a"]}, None),
    "opaque of numbers": ({"opaque": [1, 2]}, None),
    "number that is none": ({"int": "zz"}, None),
    "number of a number": ({"int": 5}, None),
    "number too long": ({"int": "0x" + "f" * 10_000}, None),
    "plain number too long": (2**64, None),
}


@pytest.mark.parametrize(("code", "blob"), LIES.values(), ids=LIES.keys())
def test_a_value_that_lies_is_refused(code, blob):
    with pytest.raises(wire.WireError):
        wire.decode(code, iter([] if blob is None else [blob]))


def nested(depth):
    return "[" * depth + "]" * depth


BAD_FRAMES = {
    "no JSON": raw(b"{"),
    "not UTF-8": raw(b'{"a": "\xff"}'),
    "no object": raw([1]),
    "nested without end": raw(nested(100_000).encode()),
    "a number of 10,000 digits": raw(b'{"blobs": [], "x": ' + b"9" * 10_000 + b"}"),
    "no blobs": raw({}),
    "blobs that are none": raw({"blobs": "12"}),
    "negative blob": raw({"blobs": [-1]}),
    "blob of half a byte": raw({"blobs": [0.5]}),
    "true blob": raw({"blobs": [True]}),
    "too many blobs": raw({"blobs": [0] * (wire.MAX_BLOB_COUNT + 1)}),
    "too large blobs": raw({"blobs": [wire.MAX_BLOBS, 1]}),
    "too long header": struct.pack("!I", wire.MAX_HEADER + 1),
    "longest header": b"\xff" * 4,
}


@pytest.mark.parametrize("data", BAD_FRAMES.values(), ids=BAD_FRAMES.keys())
def test_a_bad_frame_is_refused(data):
    with pytest.raises(wire.WireError):
        frames_of(data)


def test_a_frame_that_is_too_large_is_not_sent():
    with pytest.raises(wire.WireError):
        wire.frame({}, [bytes(wire.MAX_BLOBS + 1)])
    with pytest.raises(wire.WireError):
        wire.frame({"text": "x" * wire.MAX_HEADER})


@pytest.mark.parametrize(
    "value",
    [object(), {1: 2}, {1}, b"bytes", np.array([object()]), [0] * (wire.MAX_NODES + 1), 2**20_000],
    ids=["object", "dict", "set", "bytes", "object array", "long list", "long number"],
)
def test_what_is_not_plain_is_not_sent(value):
    with pytest.raises(wire.WireError):
        wire.encode(value, [])


def test_too_many_values_are_refused():
    with pytest.raises(wire.WireError):
        wire.decode([0] * (wire.MAX_NODES + 1), iter([]))


def test_texts_can_be_stored_anywhere():
    assert wire.text("a\x00b\ud800c", 100) == "a\ufffdb\ufffdc"
    assert wire.text("\ud83d\ude00", 100) == "😀"  # both halves: a character
    assert wire.text("abc", 2) == "ab"


def test_long_doubles_travel_as_doubles():
    value = sent_and_received(np.longdouble([1, 2]))
    assert value.dtype == np.float64
    assert value.tolist() == [1.0, 2.0]


def test_received_arrays_can_be_written():
    assert sent_and_received(np.arange(3.0)).flags.writeable


OUTCOMES = [
    Outcome(3.0),
    Outcome(np.arange(6.0).reshape(2, 3), None, (0, 1), "printed", ("UserWarning: careful",)),
    Outcome(error=Error("raised", ("ValueError", "Exception"), "no", "line 1 of f: raise")),
    Outcome(error=Error("not run")),
]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=["number", "array", "error", "not run"])
def test_outcomes_survive(outcome):
    ((message, blobs),) = frames_of(wire.outcome_frame(outcome))
    received = wire.read_outcome(message, blobs, 2)
    assert same_plain(received.value, outcome.value)
    assert (received.error, received.changed) == (outcome.error, outcome.changed)
    assert (received.output, received.warnings) == (outcome.output, outcome.warnings)


def test_calls_survive():
    calls = [Call((np.arange(3), 2, "and"), read_only=True), Call(([1.5, (None,)],))]
    ((message, blobs),) = frames_of(wire.calls_frame({"do": "ask"}, calls))
    received = wire.read_calls(message, blobs)
    assert [c.read_only for c in received] == [True, False]
    assert all(same_plain(a.args, b.args) for a, b in zip(received, calls, strict=True))


GOOD = {"value": 1, "error": None, "changed": [], "output": "", "warnings": []}
BAD_OUTCOMES = {
    "nothing": {},
    "more": GOOD | {"score": 2},
    "unknown error": GOOD | {"error": ["passed", [], "", ""]},
    "error without a type": GOOD | {"error": ["raised", [], "", ""]},
    "error of three": GOOD | {"error": ["time", [], ""]},
    "too many types": GOOD | {"error": ["raised", ["E"] * 101, "", ""]},
    "an argument too many": GOOD | {"changed": [2]},
    "a negative argument": GOOD | {"changed": [-1]},
    "a true argument": GOOD | {"changed": [True]},
    "changed that is none": GOOD | {"changed": None},
    "output that is none": GOOD | {"output": 3},
    "warnings that are none": GOOD | {"warnings": "ab"},
    "too many warnings": GOOD | {"warnings": ["w"] * 100},
}


@pytest.mark.parametrize("message", BAD_OUTCOMES.values(), ids=BAD_OUTCOMES.keys())
def test_an_outcome_that_lies_is_refused(message):
    with pytest.raises(wire.WireError):
        wire.read_outcome(message, [], 2)


def test_bytes_that_belong_to_nothing_are_refused():
    with pytest.raises(wire.WireError):
        wire.read_outcome(GOOD, [b"more"], 2)
