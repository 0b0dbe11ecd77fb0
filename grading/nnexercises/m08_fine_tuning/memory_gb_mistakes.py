"""Mistakes that are known with `memory_gb`, the most specific first."""

from nngrader.declare import Mistake

MISTAKES = (
    Mistake(
        "bits-as-bytes",
        "The bits were taken for bytes: the result is 8 times too large.",
        lambda parameters, bits: parameters * bits / 1e9,
    ),
    Mistake(
        "multiplied-by-8",
        "It was multiplied by the 8 bits of a byte: a bit is less than a byte.",
        lambda parameters, bits: parameters * bits * 8 / 1e9,
    ),
    Mistake(
        "gibibytes",
        "The bytes were divided by a power of 1,024: a gigabyte has 10⁹ bytes here.",
        lambda parameters, bits: parameters * bits / 8 / 1024**3,
        lambda parameters, bits: parameters * bits / 8 / 2**30,
    ),
    Mistake(
        "wrong-unit",
        "The number has another unit: bytes, kilobytes or megabytes, not gigabytes.",
        lambda parameters, bits: parameters * bits / 8,
        lambda parameters, bits: parameters * bits / 8 / 1e3,
        lambda parameters, bits: parameters * bits / 8 / 1e6,
        lambda parameters, bits: parameters * bits / 8 / 1e12,
    ),
    Mistake(
        "gigabits",
        "These are gigabits or bits: a byte has 8 of them.",
        lambda parameters, bits: parameters * bits,
    ),
    Mistake(
        "integer-division",
        "A division without a rest (//) cuts the fraction off on the way.",
        lambda parameters, bits: parameters * (bits // 8) / 1e9,
        lambda parameters, bits: parameters * bits // 8 // 10**9,
        lambda parameters, bits: parameters * bits / 8 // 1e9,
        lambda parameters, bits: int(parameters * bits / 8 / 1e9),
        lambda parameters, bits: (
            parameters // (8 // bits) / 1e9 if bits <= 8 else (parameters * (bits // 8) / 1e9)
        ),
    ),
    Mistake(
        "whole-bytes-each",
        "Each parameter got whole bytes: with 4 bits, two of them share one.",
        lambda parameters, bits: parameters * -(-bits // 8) / 1e9,
        lambda parameters, bits: parameters * max(bits // 8, 1) / 1e9,
    ),
    Mistake(
        "bits-ignored",
        "The bits make no difference: 32 or 16 bits are in the formula for good.",
        lambda parameters, bits: parameters * 4 / 1e9,
        lambda parameters, bits: parameters * 2 / 1e9,
    ),
    Mistake(
        "divided-by-bits",
        "It was divided by the bits: more bits take more memory.",
        lambda parameters, bits: parameters / bits / 1e9,
        lambda parameters, bits: parameters * 8 / bits / 1e9,
    ),
    Mistake(
        "rounded",
        "The result is rounded; all digits are asked.",
        lambda parameters, bits: round(parameters * bits / 8 / 1e9, 2),
        lambda parameters, bits: round(parameters * bits / 8 / 1e9, 1),
        lambda parameters, bits: round(parameters * bits / 8 / 1e9, 3),
        lambda parameters, bits: round(parameters * bits / 8 / 1e9),
    ),
    Mistake(
        "returns-text",
        "The result is a text: a number is asked.",
        lambda parameters, bits: f"{parameters * bits / 8 / 1e9} GB",
        lambda parameters, bits: f"{parameters * bits / 8 / 1e9:.2f} GB",
        lambda parameters, bits: f"{parameters * bits / 8 / 1e9:.1f} GB",
    ),
)
