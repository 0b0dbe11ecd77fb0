"""Pictures as arrays of numbers, and how well two colors can be told apart."""

from io import BytesIO

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image


def pixels(png: bytes) -> np.ndarray:
    """A picture's red, green and blue: (height, width, 3), whole numbers from 0 to 255."""
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


def colors(picture: np.ndarray) -> np.ndarray:
    """The colors that occur in a picture as `pixels` gives it: (colors, 3)."""
    found = np.unique(picture @ [2**16, 2**8, 1])  # as one number each, which sorts faster
    return found[:, None] // [2**16, 2**8, 1] % 2**8


def rendered(figure: Figure) -> np.ndarray:
    """A figure drawn, with its transparency: (height, width, 4), from 0 to 255."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    return np.asarray(Image.open(buffer).convert("RGBA")).astype(int)


def texts(figure: Figure) -> list[str]:
    """All that is written into the axes of a figure."""
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def luminance(color: str) -> float:
    """Relative luminance, as WCAG defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one: str, other: str) -> float:
    """The contrast of two colors, as WCAG defines it: from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
