"""Mistakes that are known with `receptive_shapes`, the most specific first."""

from nnbasics import networks
from nnexercises.m03_networks.receptive_shapes_parts import shapes_with
from nngrader.declare import Mistake


def _shapes_in_groups(batch, sizes):
    layers = list(zip(sizes[:-1], sizes[1:], strict=True))
    return [
        (batch, sizes[0]),
        *[(d, h) for d, h in layers],
        *[(h,) for _, h in layers],
        *[(batch, h) for _, h in layers],
    ]


def _input_and_layers(batch, sizes):
    first, *layers = shapes_with(layer=lambda before, *three: [three])(batch, sizes)
    return first, layers


MISTAKES = (
    Mistake(
        "weights-transposed",
        "The weights are turned round: W has a row for each input and a column for each neuron.",
        shapes_with(weights=lambda d, h: (h, d)),
    ),
    Mistake(
        "bias-not-a-tuple",
        "The shape of a bias is a bare number: (4) is just 4, and the tuple with the one "
        "entry 4 is written (4,).",
        shapes_with(bias=lambda n, d, h: h),
    ),
    Mistake(
        "bias-shape",
        "The shapes of the biases are not right: there is one number for each neuron, along "
        "a single axis.",
        shapes_with(bias=lambda n, d, h: (1, h)),
        shapes_with(bias=lambda n, d, h: (h, 1)),
        shapes_with(bias=lambda n, d, h: (n, h)),
        shapes_with(bias=lambda n, d, h: (d,)),
        shapes_with(bias=lambda n, d, h: (1,)),
        shapes_with(bias=lambda n, d, h: (n,)),
        shapes_with(bias=lambda n, d, h: ()),
        shapes_with(bias=lambda n, d, h: (d, h)),
    ),
    Mistake(
        "batch-missing",
        "The number of samples is missing: X and the outputs hold the whole batch, a row "
        "for each sample.",
        shapes_with(output=lambda n, h: (h,)),
        shapes_with(output=lambda n, h: (h,), first=lambda n, d: (d,)),
        shapes_with(first=lambda n, d: (d,)),
        shapes_with(output=lambda n, h: (1, h)),
        shapes_with(output=lambda n, h: (1, h), first=lambda n, d: (1, d)),
    ),
    Mistake(
        "batch-last",
        "Samples are rows: the number of samples comes first in the shapes of X and of the "
        "outputs.",
        shapes_with(output=lambda n, h: (h, n), first=lambda n, d: (d, n)),
        shapes_with(output=lambda n, h: (h, n)),
    ),
    Mistake(
        "input-missing",
        "The list starts with the first layer: the shape of X comes before it.",
        lambda batch, sizes: networks.receptive_shapes(batch, sizes)[1:],
    ),
    Mistake(
        "input-repeated",
        "The input of a later layer is listed again; it is the output of the layer before, "
        "which is there already.",
        lambda batch, sizes: shapes_with(layer=lambda *four: [*four])(batch, sizes)[1:],
    ),
    Mistake(
        "outputs-missing",
        "The outputs of the layers are missing.",
        shapes_with(layer=lambda before, W, b, after: [W, b]),
    ),
    Mistake(
        "biases-missing",
        "The biases are missing: every layer has them.",
        shapes_with(layer=lambda before, W, b, after: [W, after]),
    ),
    Mistake(
        "nested",
        "The shapes of a layer are in a tuple or list of their own; one flat list is asked.",
        shapes_with(layer=lambda before, W, b, after: [(W, b, after)]),
        shapes_with(layer=lambda before, W, b, after: [(W, b), after]),
        lambda batch, sizes: shapes_with(layer=lambda before, *three: [three])(batch, sizes)[1:],
        _input_and_layers,
        lambda batch, sizes: shapes_with(layer=lambda *four: [four])(batch, sizes)[1:],
    ),
    Mistake(
        "not-in-turn",
        "The shapes are right, but not in the order that is asked: W, b and the output of "
        "one layer, then those of the next.",
        _shapes_in_groups,
        shapes_with(layer=lambda before, W, b, after: [b, W, after]),
        shapes_with(layer=lambda before, W, b, after: [after, W, b]),
        shapes_with(layer=lambda before, W, b, after: [W, after, b]),
    ),
    Mistake(
        "last-layer-missing",
        "The last layer is missing.",
        lambda batch, sizes: networks.receptive_shapes(batch, sizes[:-1]),
    ),
)
