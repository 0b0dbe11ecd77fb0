"""The exercise `save_load`, two functions: what comes back is what was saved, to the last bit."""

import numpy as np

from nnbasics import saving
from nnbasics.networks import Params
from nnexercises.drivers import m05 as drivers
from nnexercises.m05_training_loop.save_load_accepted import ACCEPTED
from nnexercises.m05_training_loop.save_load_mistakes import MISTAKES
from nnexercises.m05_training_loop.save_load_rules import comes_back, is_one_npz, keeps_dtypes, view
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def net(*sizes: int) -> Params:
        return [(draw(rng, d, h), draw(rng, h)) for d, h in zip(sizes[:-1], sizes[1:], strict=True)]

    def exact(*sizes: int) -> Params:
        """Numbers with all their digits."""
        return [
            (rng.normal(size=(d, h)), rng.normal(size=h))
            for d, h in zip(sizes[:-1], sizes[1:], strict=True)
        ]

    def typed(params: Params, *types: str) -> Params:
        return [
            (W.astype(of_w), b.astype(of_b))
            for (W, b), of_w, of_b in zip(params, types[::2], types[1::2], strict=True)
        ]

    odd = [(np.array([[np.nan, np.inf], [-0.0, 5e-324]]), np.array([-np.inf, 1e308]))]
    whole = [(np.array([[1, 2**60 + 1], [-3, 0]]), np.array([7, -8]))]
    types, paths = {"aspect": "dtypes"}, {"aspect": "with or without .npz"}
    return [
        Case([("net.npz", [(np.array([[1.0, 2.0]]), np.array([0.5, -0.5]))])], ["net.npz"]),
        Case([("iris.npz", net(4, 3, 2))], ["iris.npz"]),
        Case([("square.npz", net(3, 3, 3, 3))], ["square.npz"], label="three layers of one shape"),
        Case([("deep.npz", exact(*[2] * 13))], ["deep.npz"], label="twelve layers of one shape"),
        Case([("first.npz", net(2, 3)), ("second.npz", net(2, 3))],
             ["first.npz", "second.npz", "first.npz"], label="two networks, two files"),
        Case([("net.npz", net(2, 4, 2)), ("net.npz", net(3, 2))], ["net.npz"],
             label="the second network takes the first one's place"),
        Case([("odd.npz", odd)], ["odd.npz"], label="infinity, nan and tiny numbers"),
        Case([("single.npz", typed(exact(3, 4, 2), *["float32"] * 4))], ["single.npz"],
             label="float32", **types),
        Case([("whole.npz", whole)], ["whole.npz"], label="whole numbers", **types),
        Case([("mixed.npz", typed(net(2, 3, 2), "float64", "float32", "float16", "int8"))],
             ["mixed.npz"], label="four dtypes", **types),
        Case([("net", net(2, 3, 1))], ["net"], label="both without .npz", **paths),
        Case([("net", net(2, 2))], ["net.npz"],
             label="saved without .npz, loaded with it", **paths),
        Case([("net.npz", net(3, 2))], ["net"],
             label="saved with .npz, loaded without it", **paths),
        Case([("run.1", net(2, 3)), ("run.2", net(2, 3))], ["run.1", "run.2.npz"],
             label="a dot in the name", **paths),
        Case([("net.npz", net(2, 3, 2))], ["net.npz"], aspect="one file"),
        Case([("net.npz", net(2, 3, 2))], ["net.npz"],
             aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="save_load",
    signature="(path, params)",
    text=Text(
        title="Save and load what was learned",
        minutes=25,
        difficulty="medium",
        lesson="11. Save what has been learned",
    ),
    aspects=(
        Aspect(
            "values",
            0.75,
            "what was saved comes back: every number, in its layer, in its place",
            rule=comes_back,
        ),
        Aspect(
            "one file",
            0.5,
            "one .npz file, which holds arrays of numbers and needs no pickle",
            ("values",),
            rule=is_one_npz,
        ),
        Aspect("dtypes", 0.25, "float32 stays float32", ("values",), rule=keeps_dtypes),
        Aspect(
            "with or without .npz",
            0.25,
            "the path may have it or not, in both functions",
            ("values",),
            rule=lambda exercise, case, expected, outcome: (
                comes_back(exercise, case, expected, outcome)
                or is_one_npz(exercise, case, expected, outcome)
            ),
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=(saving.save_params, saving.load_params),
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.save_and_load, candidates=2, asked=("saved", "loaded")),
    compare=Comparison(view=view),
)
