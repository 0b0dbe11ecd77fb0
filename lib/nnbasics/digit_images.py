"""Drawings, brought into the form of MNIST's digits, and digits moved about."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

SIDE, BOX = 28, 20  # of an image, and of the square into which its digit is fitted


def like_mnist(ink: ArrayLike) -> NDArray[np.float32]:
    """A drawing in the form in which MNIST has its digits: ``(28, 28)``, from 0 to 1.

    ink: ``(h, w)``, from 0, paper, to 255, ink. The ink is cut out, scaled so that its longer
    side is 20 pixels, and placed so that its center of mass is in the middle of the image.
    A drawing without ink gives zeros.
    Source: LeCun, Bottou, Bengio and Haffner (1998), section III.A.
    """
    ink = np.asarray(ink, dtype=np.float32) / 255
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) == 0:
        return np.zeros((SIDE, SIDE), np.float32)
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]  # cut out

    height, width = (max(1, round(side * BOX / max(ink.shape))) for side in ink.shape)
    small = Image.fromarray(ink).resize((width, height), Image.Resampling.BOX)
    digit = np.asarray(small)  # a pixel is now the mean of what it covers

    top = _first(digit.sum(axis=1))
    left = _first(digit.sum(axis=0))
    image = np.zeros((SIDE, SIDE), np.float32)
    image[top : top + height, left : left + width] = digit
    return image


def _first(ink: NDArray[np.float32]) -> int:
    """Where to begin, so that the center of this ink is in the middle, and none is cut off."""
    center = np.arange(len(ink)) @ ink / ink.sum()
    first = np.ceil(SIDE / 2 - center - 0.5)  # round; a half goes up or to the left
    return int(np.clip(first, 0, SIDE - len(ink)))


def shift_images(images: ArrayLike, down: int, right: int) -> np.ndarray:
    """Images ``(N, h, w)`` moved by whole pixels, up and left for negative numbers.

    What leaves the image is lost, and what comes in is 0. Returns a new array.
    """
    images = np.asarray(images)
    moved = np.zeros_like(images)
    moved[:, _to(down), _to(right)] = images[:, _to(-down), _to(-right)]
    return moved


def _to(distance: int) -> slice:
    """The part of an axis that is filled after a move by this distance."""
    return slice(distance, None) if distance >= 0 else slice(None, distance)
