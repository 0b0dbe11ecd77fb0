"""Lesson 5: batch size and learning rate against the loss curve."""

from functools import lru_cache
from itertools import count

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from tqdm.auto import tqdm

from nnbasics.data import classification
from nnbasics.explorers.live import LiveFigure
from nnbasics.explorers.trained import Rates, losses, stack, train_side_by_side
from nnbasics.figures import style
from nnbasics.figures.style import number
from nnbasics.initialization import init_params
from nnbasics.neurons import Array

SAMPLES, EPOCHS = 1000, 5
BATCHES = (1, 10, 100, 1000)
EXPONENTS = np.arange(-2, 0.51, 0.25)  # of the learning rates, for which each size is trained
COMPARED = (10, 0.1)  # batch size and learning rate of the curve that always stays
TOP = 1.6  # of the loss axis
MARKS = 200  # places on a curve, at most


def batch_size_explorer() -> LiveFigure:
    """Trains 44 networks, a few seconds; then both controls answer at once."""
    curves = {B: loss_over_epochs(B) for B in tqdm(BATCHES, desc="batch sizes")}
    figure = Figure(figsize=(6.8, 4.1), layout="constrained")
    ax = figure.subplots()
    ax.set(xlim=(-0.05, EPOCHS), ylim=(0, TOP), xlabel="epochs: each has seen all 1,000 samples")
    ax.set_ylabel("loss on all 1,000 samples")
    B, lr = COMPARED
    label = f"for comparison: batches of {B}, learning rate {lr}"
    x, y = curves[B][0], curves[B][1][:, _column(lr)]
    (compared,) = ax.plot(x, y, "--", color=style.GRAY, label=label)
    (line,) = ax.plot([], [], "-", color=style.BLUE, label="your choice", animated=True)
    ends = {"color": style.BLUE, "markersize": 5, "linestyle": "none", "animated": True}
    (marks,) = ax.plot([], [], "o", **ends)
    figure.legend(handles=[line, compared], loc="outside upper left", ncols=2)

    def update(batch: str, lr: float) -> str:
        B = int(batch)
        x, every = curves[B]
        y = every[:, _column(lr)]
        seen = np.where(np.isfinite(y), np.minimum(y, 2 * TOP), 2 * TOP)
        line.set_data(x, seen)
        few = len(x) <= EPOCHS * 10 + 1  # then each update can be seen
        marks.set_data(*((x, seen) if few else ([], [])))
        rate = number(float(f"{lr:.2g}"))
        updates = SAMPLES // B
        said = (
            f"Batches of <b>{B:,}</b>, learning rate <b>{rate}</b>: {updates:,} "
            f"{'update' if updates == 1 else 'updates'} an epoch, {updates * EPOCHS:,} in all. "
        )
        return said + _verdict(y)

    rate = widgets.FloatLogSlider(
        value=0.1,
        min=EXPONENTS[0],
        max=EXPONENTS[-1],
        step=0.25,
        description="learning rate",
        readout_format=".2g",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="330px"),
    )
    batch = widgets.Dropdown(
        options=[(f"{B:,}", str(B)) for B in BATCHES],
        value="100",
        description="batch size",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="170px"),
    )
    title = "The loss over five epochs, for a batch size and a learning rate"
    return LiveFigure(figure, {"batch": batch, "lr": rate}, update, title=title)


def _column(lr: float) -> int:
    return int(np.abs(EXPONENTS - np.log10(lr)).argmin())


def _verdict(y: Array) -> str:
    """y: losses, ``(M,)``, the start first."""
    if not np.isfinite(y).all() or y.max() > 1000:
        return "<b>The loss leaves for infinity</b>: the learning rate is too large."
    first, last = y[0], y[-1]
    recent = y[-(len(y) // 4 + 1) :]
    wobble = np.abs(np.diff(recent)).mean()
    said = f"The loss goes from {number(first, 2)} to <b>{number(last, 2)}</b>"
    if recent.max() > first or last > 0.9 * first:
        return said + ". It jumps, and gets nowhere: the learning rate is too large."
    if wobble > 0.03 and np.diff(recent).max() > 0.03:
        return said + f", and still jumps, by {number(wobble, 2)} on average."
    return said + (", and it is still falling." if last < recent[0] - 0.03 else ", smoothly.")


@lru_cache
def loss_over_epochs(batch: int) -> tuple[Array, Array]:
    """Epochs ``(M,)``, and the loss then for each learning rate, ``(M, L)``."""
    X, y = classification(SAMPLES, 20, np.random.default_rng(0))
    start = init_params([20, 16, 2], np.random.default_rng(1))
    lrs = 10.0**EXPONENTS
    steps = train_side_by_side(
        X, y, stack([start] * len(lrs)), Rates(lrs), batch, np.random.default_rng(0)
    )
    total = EPOCHS * SAMPLES // batch
    every = max(1, total // MARKS)
    x, heights = [], []
    with np.errstate(all="ignore"):  # a learning rate too large ends in infinity: it shall be seen
        for update, networks in zip(count(), steps, strict=False):
            if update % every == 0:
                x.append(update * batch / SAMPLES)
                heights.append(losses(X, y, networks)[0])
            if update == total:
                return np.array(x), np.array(heights)
    raise AssertionError("training has no end")
