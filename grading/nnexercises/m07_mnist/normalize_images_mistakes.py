"""Mistakes that are known with `normalize_images`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nngrader.declare import Mistake


def _normalizer(
    *,
    scale: Callable = lambda images: images / 255,
    flatten: Callable = lambda X: X.reshape(len(X), -1),
) -> tuple[Callable, ...]:
    """Two answers with the same fault: one in float32, one in NumPy's own choice."""

    def in_float32(images):
        return flatten(scale(images)).astype(np.float32)

    def as_it_comes(images):
        return flatten(scale(images))

    return in_float32, as_it_comes


def _per_image(images):
    return images / np.maximum(images.max(axis=(1, 2), keepdims=True), 1)


def _per_image_plain(images):
    return images / images.max(axis=(1, 2), keepdims=True).astype(float)


def _per_image_range(images):
    low = images.min(axis=(1, 2), keepdims=True).astype(float)
    high = images.max(axis=(1, 2), keepdims=True)
    return (images - low) / np.maximum(high - low, 1)


def _in_place(images):
    X = images.reshape(len(images), -1)
    result = (X / 255).astype(np.float32)
    X[:] = 0
    return result


MISTAKES = (
    Mistake(
        "uint8-wrap",
        "Arithmetic on uint8 goes round at 256: 255 + 1 is 0 there. Turn the pixels into "
        "floats before you compute with them.",
        *_normalizer(scale=lambda images: (images + 1) / 256),
        *_normalizer(scale=lambda images: (images * 2) / 510),
        *_normalizer(scale=lambda images: (images - 1) / 255),
    ),
    Mistake(
        "whole-numbers",
        "What lies between 0 and 1 was cut down to 0: the result has to be able to hold fractions.",
        *_normalizer(scale=lambda images: images // 255),
        *_normalizer(scale=lambda images: (images / 255).astype(np.uint8)),
    ),
    Mistake(
        "per-image",
        "Each image was divided by a number of its own: a dark one has to stay dark.",
        *_normalizer(scale=_per_image),
        *_normalizer(scale=_per_image_plain),
        *_normalizer(scale=_per_image_range),
    ),
    Mistake(
        "per-batch",
        "All was divided by the brightest pixel that happens to be there: the same image has "
        "to give the same row in every batch.",
        *_normalizer(scale=lambda images: images / images.max()),
        *_normalizer(
            scale=lambda images: (
                (images - images.min()) / max(float(images.max()) - float(images.min()), 1)
            )
        ),
    ),
    Mistake(
        "not-flattened",
        "The numbers are right, but each image is still a square: a row of 784 is asked.",
        *_normalizer(flatten=lambda X: X),
    ),
    Mistake(
        "divided-twice",
        "The numbers were divided by 255 twice: white is to be 1.",
        *_normalizer(scale=lambda images: images / 255 / 255),
    ),
    Mistake(
        "not-divided",
        "The pixels go from 0 to 255 still; from 0 to 1 is asked.",
        *_normalizer(scale=lambda images: images),
    ),
    Mistake(
        "scrambled-pixels",
        "The pixels got mixed up: a row holds one image, its lines one after the other from "
        "the top.",
        *_normalizer(flatten=lambda X: X.reshape(-1, len(X)).T),
        *_normalizer(flatten=lambda X: X.transpose(0, 2, 1).reshape(len(X), -1)),
        *_normalizer(flatten=lambda X: X.reshape(len(X), -1, order="F")),
        *_normalizer(flatten=lambda X: X.T.reshape(len(X), -1)),
    ),
    Mistake(
        "transposed",
        "Each image is a column: a row for each image is asked.",
        *_normalizer(flatten=lambda X: X.reshape(len(X), -1).T),
    ),
    Mistake(
        "one-long-row",
        "All images were put into one long row: each has a row of its own.",
        *_normalizer(flatten=lambda X: X.reshape(-1)),
    ),
    Mistake(
        "minus-one-to-one",
        "The numbers go from −1 to 1; from 0 to 1 is asked.",
        *_normalizer(scale=lambda images: images / 127.5 - 1),
    ),
    Mistake(
        "divided-by-256",
        "White becomes a bit less than 1: which is the largest number that a uint8 can hold?",
        *_normalizer(scale=lambda images: images / 256),
    ),
    Mistake(
        "inverted",
        "Black and white have changed places.",
        *_normalizer(scale=lambda images: 1 - images / 255),
    ),
    Mistake(
        "float64-result",
        "The numbers are right, but they are float64: float32 is asked, which takes half the "
        "memory.",
        lambda images: images.reshape(len(images), -1) / 255,
        lambda images: images.reshape(-1, 784).astype(float) / 255.0,
    ),
    Mistake(
        "float16-result",
        "These are float16, which keep three digits; float32 is asked.",
        lambda images: (images.reshape(len(images), -1) / 255).astype(np.float16),
    ),
    Mistake(
        "inputs-overwritten",
        "The result is right, but the images that were passed in have been overwritten.",
        _in_place,
    ),
)
