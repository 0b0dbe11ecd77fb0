"""One look for every figure of the course: colors, markers, fonts, and how they are set.

The colors are those of Okabe and Ito (2008), which people with color-blind eyes can tell
apart. Color is never the only difference: each class has its own marker and each line its
own dashes, and the first three colors differ in lightness, so a figure can also be read in
gray.

Figures have a background of their own, so that they stay readable on a page of any color.
It is white, or dark after ``use_style(dark=True)``. Then `INK`, `GRAY`, `PALE` and `PAPER`
change, and so they are to be looked up in this module when a figure is drawn
(``style.INK``), not imported from it.
"""

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axis import Axis
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.ticker import LogLocator, NullFormatter
from numpy.typing import ArrayLike, NDArray

BLUE = "#0072B2"
ORANGE = "#E69F00"
GREEN = "#009E73"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
SKY = "#56B4E9"

INK = "#1F2933"  # text, axes, decision boundaries
GRAY = "#6B7785"  # what is there but is not the point
PALE = "#E4E7EB"  # grid lines and quiet surfaces
PAPER = "#FFFFFF"  # opaque, so that a figure stays readable on a page of any color

_LIGHT = {"INK": INK, "GRAY": GRAY, "PALE": PALE, "PAPER": PAPER}
_DARK = {"INK": "#F3F5F7", "GRAY": "#A3ADB8", "PALE": "#37404B", "PAPER": "#15191E"}

# The n-th class, line or run of a figure is told by its color, its marker and its dashes.
COLORS = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY)
MARKERS = ("o", "s", "^", "D", "v", "P")
DASHES = ("-", "--", "-.", ":", (0, (6, 1.5, 1, 1.5, 1, 1.5)), (0, (9, 3)))

CLASS_COLORS = COLORS[:2]  # label 0, label 1
CLASS_MARKERS = MARKERS[:2]
WRONG = VERMILION  # marks an error, always together with a cross

# From very negative to very positive. The lightness rises all the way, so that in gray, too,
# dark is negative and bright is positive; zero is a gray in the middle.
SIGNED = LinearSegmentedColormap.from_list(
    "signed", ["#00263F", "#00598C", "#8A8F94", "#F2B13A", "#FFF3D0"]
)
# From low to high: cividis, which was made for color-blind eyes and rises evenly in gray,
# thinned with white, so that lines stand out from it.
AMOUNT = LinearSegmentedColormap.from_list(
    "amount", 0.55 * mpl.colormaps["cividis"](np.linspace(0, 1, 32))[:, :3] + 0.45
)


def _settings() -> dict[str, Any]:
    """matplotlib's settings, with the present paper and ink."""
    return {
        "axes.axisbelow": True,
        "axes.edgecolor": GRAY,
        "axes.facecolor": PAPER,
        "axes.grid": True,
        "axes.labelcolor": INK,
        "axes.labelsize": 11,
        "axes.prop_cycle": cycler(color=COLORS, linestyle=DASHES),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlecolor": INK,
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


def use_style(*, dark: bool = False) -> None:
    """Set the look for all figures made from now on. Call it once, at the top of a notebook.

    dark: bright lines on dark paper, for JupyterLab's dark theme. Both can be read in both.
    In a notebook it also asks for pictures with twice the pixels, for sharp screens.
    """
    globals().update(_DARK if dark else _LIGHT)
    mpl.rcParams.update(_settings())
    try:
        from IPython import get_ipython
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ModuleNotFoundError:  # plain Python, no notebook
        return
    if getattr(get_ipython(), "kernel", None) is not None:
        set_matplotlib_formats("retina")


def look(index: int) -> dict[str, Any]:
    """Color, marker and dashes of the n-th of several; from the seventh on they repeat."""
    each = index % len(COLORS)
    return {"color": COLORS[each], "marker": MARKERS[each], "linestyle": DASHES[each]}


def tint(color: str, strength: float) -> str:
    """A color thinned with the paper. strength: 0 is the paper, 1 is the color itself."""
    mixed = strength * np.array(to_rgb(color)) + (1 - strength) * np.array(to_rgb(PAPER))
    return to_hex(mixed)


def broken(values: ArrayLike) -> NDArray[np.floating]:
    """Values of a curve ``(M,)`` with a gap, nan, where it jumps: no line belongs there."""
    values = np.array(values, dtype=float)
    values[1:][np.abs(np.diff(values)) > 0.2 * np.ptp(values)] = np.nan
    return values


def plain_numbers(axis: Axis) -> None:
    """Label a logarithmic axis, whose limits are set, with 0.1 and 20, not with powers of ten."""
    decades = np.ptp(np.log10(np.abs(axis.get_view_interval())))
    axis.set_major_formatter(lambda value, _: number(value))
    if decades < 1.5:  # then the marks between powers of ten are needed, but not all of them
        axis.set_minor_locator(LogLocator(subs=(2, 5)))
        axis.set_minor_formatter(lambda value, _: number(value))
    else:
        axis.set_minor_formatter(NullFormatter())


def number(value: float, digits: int | None = None) -> str:
    """A number for a text or a label: with a real minus sign, and no ``-0``.

    digits: decimal places; as many as needed when not given.
    """
    text = f"{value:g}" if digits is None else f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", "−")


def scientific(value: float, digits: int = 2) -> str:
    """A number that may be huge or tiny, for a text: ``7.4 · 10²¹``.

    digits: how many count; the others are rounded. Between 0.001 and ten million (and for 0)
    it is written without a power of ten.
    """
    rounded = float(f"{value:.{digits}g}")
    if rounded == 0 or 1e-3 <= abs(rounded) < 1e7:
        return f"{rounded:,.0f}".replace("-", "−") if abs(rounded) >= 1000 else number(rounded)
    factor, power = f"{value:.{digits - 1}e}".split("e")
    return f"{factor} · 10{str(int(power)).translate(_RAISED)}".replace("-", "−")


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


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _sign(value: float) -> str:
    return "−" if value < 0 else "+"
