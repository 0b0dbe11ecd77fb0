"""What answers to `Value` are tried with."""

import numpy as np

from nngrader.declare import Case


def inputs(rng: np.random.Generator) -> list[Case]:
    def number(low: float = 0.5, high: float = 3.0) -> float:
        return round(float(rng.uniform(low, high)), 2)

    def case(aspect: str, result: str, label: str = "", **leaves: float) -> Case:
        """A program of one line for each leaf, the lines of ``result``, and the way back."""
        lines = [f"{name} = Value({data})" for name, data in leaves.items()]
        lines += result.replace("): ", "):\n    ").split("; ")
        if aspect != "forward":
            lines.append("y.backward()")
        return Case("\n".join(lines), aspect=aspect, label=label)

    def two() -> dict[str, float]:
        return {"a": number(), "b": -number()}

    forward = [
        case("forward", "y = x * w + 1", x=2.0, w=3.0),
        case("forward", "y = a + b", **two()),
        case("forward", "y = a * b", **two()),
        case("forward", "y = a * 2 + b", "a number on the right", **two()),
        case("forward", "y = (a + b) * c", "whole numbers", a=3, b=10, c=2),
    ]
    backward = [
        case("sum and product", "y = x * w + 1", x=2.0, w=3.0),
        case("sum and product", "y = a + b", **two()),
        case("sum and product", "y = (a + b) * c", **two(), c=number()),
        case("sum and product", "h = a * b; y = h * c + 2", **two(), c=number()),
        case("sum and product", "y = (a + b) * c", "whole numbers", a=3, b=10, c=2),
    ]
    more = "difference, quotient, power"
    others = [
        case(more, "y = (a - b) * c", **two(), c=number()),
        case(more, "y = (a * b) / c", **two(), c=number()),
        case(more, "y = c / (a * b)", **two(), c=number()),
        case(more, "y = -(a * b) * 3", **two()),
        case(more, "y = (a * b) ** 3", **two()),
        case(more, "y = a ** -2 * 3", a=number()),
        case(more, "y = (a + 4) ** 0.5 * 3", a=number()),
        case(more, "y = (a / 4 - 1.5) ** 2", "numbers on the right", a=number()),
        case(more, "h = x * w; e = h * v - 5; y = e ** 2", x=2.0, w=3.0, v=0.5),
        case(more, "y = (a - b) / c", "whole numbers", a=3, b=10, c=2),
    ]
    functions = [
        case("functions", "y = a.relu() * 3", "above 0", a=number(1.2, 3.0)),
        case("functions", "y = b.relu() + 3", "below 0", b=-number()),
        case("functions", "y = z.relu() * 3", "exactly 0", z=0.0),
        case("functions", "y = a.tanh() * 3", a=number(0.3, 1.5)),
        case("functions", "y = b.exp() * 3", b=-number()),
        case("functions", "y = a.log() * 3", a=number(1.2, 3.0)),
        case("functions", "h = (a * b).tanh(); y = h.exp()", a=number(), b=-number(0.1, 0.5)),
        case("functions", "h = (a * b + 9.5).log(); y = h * c", **two(), c=number()),
        case(
            "functions", "h = (a * c).relu(); y = h * 5 + 2", a=number(1.2, 3.0), c=number(1.2, 3.0)
        ),
    ]
    left = "numbers on the left"
    reflected = [
        case(left, "y = 2 + a", a=number()),
        case(left, "y = 2 - a", a=number()),
        case(left, "y = 2 * a", a=number()),
        case(left, "y = 2 / a", a=number()),
        case(left, "y = sum([a, b, 3 * c])", "sum() begins with 0 + a", **two(), c=number()),
    ]
    ways = "a short way and a long one"
    shared = [
        case("used twice", "y = x + x", x=number()),
        case("used twice", "y = x * x", x=number()),
        case("used twice", "y = x * w + x", x=number(), w=-number()),
        case("used twice", "h = x * w; y = h * h + h", x=number(), w=-number()),
        case("used twice", "b = a * 2; c = b + a; y = c * b", ways, a=number()),
        case("used twice", "b = a * 2; c = a + b; d = b * c; y = d + b * 3", ways, a=number()),
        case("used twice", "y = x; for _ in range(10): y = y + y", "10 times", x=number()),
    ]
    again = [
        _twice("y = x * x", "y = x * w + x", x=number(), w=-number()),
        _twice("h = x * w; y = h * 3 + h", "h = x + w; y = h * 2", x=number(), w=-number()),
    ]
    deep = case("5,000 deep", "y = x; for _ in range(5000): y = y + x", x=number())
    return [*forward, *backward, *others, *functions, *reflected, *shared, *again, deep]


def _twice(first: str, second: str, **leaves: float) -> Case:
    lines = [f"{name} = Value({data})" for name, data in leaves.items()]
    lines += [*first.split("; "), "y.backward()"]
    lines += [f"{name}.grad = 0.0" for name in leaves]
    lines += [*second.split("; "), "y.backward()"]
    return Case(
        "\n".join(lines), aspect="built afresh", label="a second expression, from the same leaves"
    )
