"""One look for every figure of the course: colors, markers, fonts, and how they are set.

The colors are those of Okabe and Ito (2008), which people with color-blind eyes can tell
apart. Color is never the only difference: each class has its own marker too, and the
first two colors differ in lightness, so a figure can also be read in gray.
"""

from collections.abc import Sequence

import matplotlib as mpl
from cycler import cycler

BLUE = "#0072B2"
ORANGE = "#E69F00"
GREEN = "#009E73"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
INK = "#1F2933"  # text, axes, decision boundaries
GRAY = "#6B7785"  # what is there but is not the point
PALE = "#E4E7EB"  # grid lines and quiet surfaces
PAPER = "#FFFFFF"  # opaque, so that a figure stays readable in JupyterLab's dark theme

CLASS_COLORS = (BLUE, ORANGE)  # label 0, label 1
CLASS_MARKERS = ("o", "s")
WRONG = VERMILION  # marks an error, always together with a cross

_RC = {
    "axes.axisbelow": True,
    "axes.edgecolor": GRAY,
    "axes.facecolor": PAPER,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.prop_cycle": cycler(
        color=[BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY],
        linestyle=["-", "--", "-.", ":", "-", "--"],
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "figure.facecolor": PAPER,
    "figure.figsize": (6.4, 4.0),
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
    "font.size": 11,
    "grid.color": PALE,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "lines.linewidth": 2,
    "lines.markersize": 8,
    "savefig.facecolor": PAPER,
    "savefig.pad_inches": 0.15,
    "text.color": INK,
    "xtick.color": GRAY,
    "xtick.labelcolor": INK,
    "ytick.color": GRAY,
    "ytick.labelcolor": INK,
}


def use_style() -> None:
    """Set the look for all figures made from now on. Call it once, at the top of a notebook.

    In a notebook it also asks for pictures with twice the pixels, for sharp screens.
    """
    mpl.rcParams.update(_RC)
    try:
        from IPython import get_ipython
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ModuleNotFoundError:  # plain Python, no notebook
        return
    if getattr(get_ipython(), "kernel", None) is not None:
        set_matplotlib_formats("retina")


def number(value: float, digits: int | None = None) -> str:
    """A number for a text or a label: with a real minus sign, and no ``-0``.

    digits: decimal places; as many as needed when not given.
    """
    text = f"{value:g}" if digits is None else f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", "−")


def weighted_text(
    w: Sequence[float], names: Sequence[str], b: float, digits: int | None = None
) -> str:
    """A weighted sum written out, such as ``0.8 · action − 0.5 · hours + 1``."""
    parts = [f"{number(w[0], digits)} · {names[0]}"]
    parts += [
        f"{_sign(weight)} {number(abs(weight), digits)} · {name}"
        for weight, name in zip(w[1:], names[1:], strict=True)
    ]
    return " ".join([*parts, _sign(b), number(abs(b), digits)])


def _sign(value: float) -> str:
    return "−" if value < 0 else "+"
