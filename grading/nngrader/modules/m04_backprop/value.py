"""`Value`, a number that knows how it was made: judged by small programs that use it."""

import itertools
import math
import sys
from collections import deque
from typing import ClassVar

import numpy as np

from nnbasics import autograd
from nngrader.compare import compare
from nngrader.declare import Aspect, Case, Exercise, Mistake
from nngrader.inside.drivers import m04 as drivers
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import raised

# ---------------------------------------------------------------- the programs


def _inputs(rng: np.random.Generator) -> list[Case]:
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


def _fault(expected: Outcome, outcome: Outcome, grads: bool) -> str | None:
    """What is wrong at the end of a program, in words."""
    if outcome.error and "RecursionError" in outcome.error.types:
        return "RecursionError: a function called itself deeper than Python allows"
    if outcome.error:
        return raised(outcome)
    data = [item[:2] for item in expected.value], [item[:2] for item in outcome.value]
    # From the result back, the way that the gradients go: the first wrong one is where to look.
    slopes = [item[2:] for item in expected.value][::-1], [i[2:] for i in outcome.value][::-1]
    for right, got in (data, slopes) if grads else (data,):
        names = tuple(name for name, _ in right)
        wanted, had = tuple(number for _, number in right), tuple(number for _, number in got)
        if difference := compare(wanted, had, results=names).difference:
            return difference
    return None


def _right_data(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    return _fault(expected, outcome, grads=False)


def _right(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    return _fault(expected, outcome, grads=True)


def _numbers(case: Case, outcome: Outcome) -> object:
    """All data and gradients in one array: quicker to compare with those of many mistakes."""
    if outcome.error:
        return outcome.error.types[0]
    numbers = [number for _, data, _, grad in outcome.value for number in (data, grad)]
    plain = all(isinstance(number, float) for number in numbers)
    return np.array(numbers) if plain else outcome.value


# ------------------------------------------------------- one thing changed, one mistake


class _Value:
    """Right, and easy to change: each mistake below is a subclass with one method of its own."""

    seed = 1.0

    def __init__(self, data, links=()):
        self.data = data
        self.grad = 0.0
        self.links = links  # of everything it was made from: (value, slope)

    def new(self, data, *links):
        return type(self)(data, links)

    def lift(self, other):
        return other if isinstance(other, _Value) else type(self)(other)

    def __add__(self, other):
        other = self.lift(other)
        return self.new(self.data + other.data, (self, 1.0), (other, 1.0))

    def __sub__(self, other):
        other = self.lift(other)
        return self.new(self.data - other.data, (self, 1.0), (other, -1.0))

    def __mul__(self, other):
        other = self.lift(other)
        return self.new(self.data * other.data, (self, other.data), (other, self.data))

    def __truediv__(self, other):
        other = self.lift(other)
        return self.new(
            self.data / other.data,
            (self, 1 / other.data),
            (other, -self.data / other.data**2),
        )

    def __pow__(self, n):
        return self.new(self.data**n, (self, n * self.data ** (n - 1)))

    def __neg__(self):
        return self.new(-self.data, (self, -1.0))

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return self.lift(other) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self.lift(other) / self

    def relu(self):
        return self.new(max(self.data, 0.0), (self, 1.0 if self.data > 0 else 0.0))

    def tanh(self):
        t = math.tanh(self.data)
        return self.new(t, (self, 1 - t**2))

    def exp(self):
        e = math.exp(self.data)
        return self.new(e, (self, e))

    def log(self):
        return self.new(math.log(self.data), (self, 1 / self.data))

    def receive(self, gradient):
        self.grad += gradient

    def order(self):
        """All values this one was made from, each after those that were made from it."""
        found, seen, to_do = [], set(), [(self, False)]
        while to_do:
            value, ready = to_do.pop()
            if ready:
                found.append(value)
            elif value not in seen:
                seen.add(value)
                to_do.append((value, True))
                to_do.extend((parent, False) for parent, _ in value.links)
        return found[::-1]

    def backward(self):
        self.grad = self.seed
        for value in self.order():
            value.pass_on()

    def pass_on(self):
        for parent, slope in self.links:
            parent.receive(slope * self.grad)


class _Recursive(_Value):
    """Finds its order as micrograd does."""

    def order(self):
        found, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for parent, _ in value.links:
                    visit(parent)
                found.append(value)

        visit(self)
        return found[::-1]


def _both(wrong: type) -> tuple[type, type]:
    """A wrong class, and the same with an order by recursion, which most people write."""
    return wrong, type(wrong.__name__, (wrong, _Recursive), {})


class _Overwrites(_Value):
    def receive(self, gradient):
        self.grad = gradient


class _NoSeed(_Value):
    seed = 0.0


class _DepthFirst(_Value):
    """Each value hands on as soon as it is reached, as often as it is reached."""

    def order(self):
        return []

    def backward(self):
        self.grad = 1.0
        self._hand_on()

    def _hand_on(self):
        self.pass_on()
        for parent, _ in self.links:
            parent._hand_on()


class _DepthFirstOnce(_Value):
    """In the order in which they are reached."""

    def order(self):
        found, to_do = {}, [self]
        while to_do:
            value = to_do.pop()
            if value not in found:
                found[value] = True
                to_do.extend(parent for parent, _ in reversed(value.links))
        return list(found)


class _DepthFirstByRecursion(_Value):
    def order(self):
        found = {}

        def visit(value):
            if value not in found:
                found[value] = True
                for parent, _ in value.links:
                    visit(parent)

        visit(self)
        return list(found)


class _BreadthFirst(_Value):
    def order(self):
        found, to_do = {}, deque([self])
        while to_do:
            value = to_do.popleft()
            if value not in found:
                found[value] = True
                to_do.extend(parent for parent, _ in value.links)
        return list(found)


class _BreadthFirstAgain(_Value):
    """As often as they are reached."""

    def order(self):
        found, to_do = [], deque([self])
        while to_do and len(found) < 20_000:
            value = to_do.popleft()
            found.append(value)
            to_do.extend(parent for parent, _ in value.links)
        return found


class _LeavesFirst(_Value):
    def order(self):
        return super().order()[::-1]


class _OneStepBack(_Value):
    def order(self):
        return [self]


class _Tape(_Value):
    """All values that were ever made, the newest first."""

    tape: ClassVar[deque] = deque(maxlen=5100)

    def __init__(self, data, links=()):
        super().__init__(data, links)
        self.tape.append(self)

    def order(self):
        return list(self.tape)[::-1]


class _AsksItsUsers(_Value):
    """A leaf remembers what was ever made from it."""

    def __init__(self, data, links=()):
        super().__init__(data, links)
        self.users = []
        for parent, slope in links:
            parent.users.append((self, slope))

    def backward(self):
        for value in self.order():
            value.grad = sum((user.grad * slope for user, slope in value.users), 0.0)
            if value is self:
                value.grad = 1.0


def _without(*names: str) -> type:
    return type("Value", (_Value,), dict.fromkeys(names))


_REFLECTED = ("__radd__", "__rmul__", "__rsub__", "__rtruediv__")


class _ReflectedAsIs(_Value):
    def __rsub__(self, other):
        return self - other

    def __rtruediv__(self, other):
        return self / other


class _ReflectedMinusAsIs(_Value):
    def __rsub__(self, other):
        return self - other


class _ReflectedQuotientAsIs(_Value):
    def __rtruediv__(self, other):
        return self / other


class _ValuesOnly(_Value):
    def lift(self, other):
        return other


class _NoUpstream(_Value):
    def pass_on(self):
        for parent, slope in self.links:
            parent.receive(slope)


class _OwnFactor(_Value):
    def __mul__(self, other):
        other = self.lift(other)
        return self.new(self.data * other.data, (self, self.data), (other, other.data))


class _MinusForgotten(_Value):
    def __sub__(self, other):
        other = self.lift(other)
        return self.new(self.data - other.data, (self, 1.0), (other, 1.0))


class _NegationForgotten(_Value):
    def __neg__(self):
        return self.new(-self.data, (self, 1.0))


class _QuotientSign(_Value):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.new(
            self.data / other.data, (self, 1 / other.data), (other, self.data / other.data**2)
        )


class _QuotientNotSquared(_Value):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.new(
            self.data / other.data, (self, 1 / other.data), (other, -self.data / other.data)
        )


class _QuotientNoNumerator(_Value):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.new(self.data / other.data, (self, 1 / other.data), (other, -1 / other.data**2))


class _QuotientFirstOnly(_Value):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.new(self.data / other.data, (self, 1 / other.data))


def _power(slope) -> type:
    def __pow__(self, n):  # noqa: N807
        return self.new(self.data**n, (self, slope(self.data, n)))

    return type("Value", (_Value,), {"__pow__": __pow__})


def _function(name: str, value, slope) -> type:
    def method(self):
        out = value(self.data)
        return self.new(out, (self, slope(self.data, out)))

    return type("Value", (_Value,), {name: method})


class _InPlace(_Value):
    def __add__(self, other):
        other = self.lift(other)
        self.data += other.data
        return self


class _ReturnsNumbers(_Value):
    def __add__(self, other):
        return self.data + self.lift(other).data

    def __sub__(self, other):
        return self.data - self.lift(other).data

    def __mul__(self, other):
        return self.data * self.lift(other).data

    def __truediv__(self, other):
        return self.data / self.lift(other).data

    def __neg__(self):
        return -self.data

    def __pow__(self, n):
        return self.data**n


# ------------------------------------------------------- right, in other ways


class _Micrograd:
    """With a closure for each way back, and a deeper recursion allowed."""

    def __init__(self, data, _children=(), _op=""):
        self.data = data
        self.grad = 0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    def __add__(self, other):
        other = other if isinstance(other, _Micrograd) else _Micrograd(other)
        out = _Micrograd(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, _Micrograd) else _Micrograd(other)
        out = _Micrograd(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def _of_one(self, data, slope):
        out = _Micrograd(data, (self,))

        def _backward():
            self.grad += slope * out.grad

        out._backward = _backward
        return out

    def __pow__(self, other):
        return self._of_one(self.data**other, other * self.data ** (other - 1))

    def relu(self):
        return self._of_one(0 if self.data < 0 else self.data, self.data > 0)

    def tanh(self):
        t = (math.exp(2 * self.data) - 1) / (math.exp(2 * self.data) + 1)
        return self._of_one(t, 1 - t**2)

    def exp(self):
        return self._of_one(math.exp(self.data), math.exp(self.data))

    def log(self):
        return self._of_one(math.log(self.data), self.data**-1.0)

    def backward(self):
        topo, visited = [], set()

        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)

        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, 20_000))
        try:
            build_topo(self)
        finally:
            sys.setrecursionlimit(limit)
        self.grad = 1
        for v in reversed(topo):
            v._backward()

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1


class _ByAge(_Value):
    """Numbers its values as they are made: what is older can only be a parent."""

    ages = itertools.count()

    def __init__(self, data, links=()):
        super().__init__(np.float64(data), links)
        self.age = next(self.ages)

    def order(self):
        found, to_do = {self}, [self]
        while to_do:
            for parent, _ in to_do.pop().links:
                if parent not in found:
                    found.add(parent)
                    to_do.append(parent)
        return sorted(found, key=lambda value: value.age, reverse=True)


class _ByCounting(_Value):
    """A value hands on when all that was made from it has done so (Kahn, 1962)."""

    def order(self):
        users, to_do, seen = {}, [self], {id(self)}
        while to_do:
            for parent, _ in to_do.pop().links:
                users[id(parent)] = users.get(id(parent), 0) + 1
                if id(parent) not in seen:
                    seen.add(id(parent))
                    to_do.append(parent)
        found, ready = [], [self]
        while ready:
            value = ready.pop()
            found.append(value)
            for parent, _ in value.links:
                users[id(parent)] -= 1
                if users[id(parent)] == 0:
                    ready.append(parent)
        return found


class _AlongEveryPath(_Value):
    """Adds up what comes along each path by itself: slow, and right."""

    def backward(self):
        to_do = [(self, 1.0)]
        while to_do:
            value, gradient = to_do.pop()
            value.grad += gradient
            to_do.extend((parent, gradient * slope) for parent, slope in value.links)


class _SetsToZeroFirst(_Value):
    """Forgets what earlier ways back have left."""

    def backward(self):
        for value in self.order():
            value.grad = 0.0
        super().backward()


VALUE = Exercise(
    id="Value",
    title="Write an autograd",
    signature="(data)",
    aspects=(
        Aspect("forward", 0.25, "data after + and *, with numbers on the right", rule=_right_data),
        Aspect("sum and product", 0.5, "grad after + and *, one after the other",
               ("forward",), rule=_right),
        Aspect("difference, quotient, power", 0.75, "a - b, a / b, a ** 3, -a: data and grad",
               ("sum and product",), rule=_right),
        Aspect("functions", 0.75, "relu, tanh, exp and log: data and grad",
               ("sum and product",), rule=_right),
        Aspect("numbers on the left", 0.5, "2 + a, 2 - a, 2 * a, 2 / a",
               ("sum and product",), rule=_right),
        Aspect("used twice", 0.5, "what comes back along several ways is added up",
               ("sum and product",), rule=_right),
        Aspect("built afresh", 0.25, "a second expression gives its own gradients",
               ("sum and product",), rule=_right),
        Aspect("5,000 deep", 0.5, "a graph of 5,000 operations in a row",
               ("sum and product",), rule=_right),
    ),
    inputs=_inputs,
    reference=autograd.Value,
    driver=drivers.run_program,
    asked=("program",),
    view=_numbers,
    mistakes=(
        Mistake(
            "overwrites-grad",
            "A value that is used twice keeps only what came back last: what comes along several "
            "ways belongs together.",
            *_both(_Overwrites),
        ),
        Mistake(
            "no-topological-order",
            "A value handed its gradient on before all of it had arrived: everything that was made "
            "from a value has to be done first.",
            _DepthFirst,
            _DepthFirstOnce,
            _DepthFirstByRecursion,
            _BreadthFirst,
            _BreadthFirstAgain,
        ),
        Mistake(
            "seed-missing",
            "All gradients are 0: the way back has to begin with the result's derivative with "
            "respect to itself.",
            *_both(_NoSeed),
        ),
        Mistake(
            "reflected-op-missing",
            "Something fails with a number on the left: Python then asks the value on the right, "
            "by a method of its own.",
            *_both(_without(*_REFLECTED)),
            *_both(_without("__rsub__", "__rtruediv__")),
            *_both(_without("__radd__")),
            *_both(_without("__rmul__")),
            *_both(_without("__rsub__")),
            *_both(_without("__rtruediv__")),
        ),
        Mistake(
            "grad-survives",
            "Something of the first expression gets into the gradients of the second: what does "
            "your class remember when a backward is over?",
            _Tape,
            *_both(_AsksItsUsers),
        ),
        Mistake(
            "recursion-limit",
            "All is right but for a deep graph: there the recursion ends at Python's limit. A list "
            "of what is still to do has no such limit.",
            _Recursive,
        ),
        Mistake(
            "one-step-only",
            "Only what the result was made from directly has a gradient: the way back begins at "
            "the result and goes on to the leaves.",
            *_both(_LeavesFirst),
            _OneStepBack,
        ),
        Mistake(
            "reflected-order",
            "With a number on the left, the two sides have changed places: 2 - a is not a - 2.",
            *_both(_ReflectedAsIs),
            *_both(_ReflectedMinusAsIs),
            *_both(_ReflectedQuotientAsIs),
        ),
        Mistake(
            "values-only",
            "The other side may be a plain number, which has no data and no grad.",
            *_both(_ValuesOnly),
        ),
        Mistake(
            "upstream-ignored",
            "Each value hands on its own slope only; the gradient that came back to it has to be a "
            "factor, too.",
            *_both(_NoUpstream),
        ),
        Mistake(
            "product-own-factor",
            "In a product each factor got a gradient from its own data: by what is a change of a "
            "multiplied in a * b?",
            *_both(_OwnFactor),
        ),
        Mistake(
            "minus-forgotten",
            "In a - b, the gradient of b has the sign of that of a: what does y do when b grows?",
            *_both(_MinusForgotten),
        ),
        Mistake(
            "negation-forgotten",
            "In -a, the gradient comes back with its sign unchanged.",
            *_both(_NegationForgotten),
        ),
        Mistake(
            "quotient-rule",
            "In a / b, the gradient of b is not right: differentiate a times b to the power −1.",
            *_both(_QuotientSign),
            *_both(_QuotientNotSquared),
            *_both(_QuotientNoNumerator),
            *_both(_QuotientFirstOnly),
        ),
        Mistake(
            "power-rule",
            "In a ** n, the gradient is not right: a factor or an exponent is missing.",
            *_both(_power(lambda x, n: x ** (n - 1))),
            *_both(_power(lambda x, n: n * x**n)),
            *_both(_power(lambda x, n: n * x)),
        ),
        Mistake(
            "relu-slope",
            "The way back through relu is not right: its slope is 1 where the input is above 0, "
            "and else 0.",
            *_both(_function("relu", lambda x: max(x, 0.0), lambda x, out: 1.0)),
            *_both(_function("relu", lambda x: max(x, 0.0), lambda x, out: out)),
            *_both(_function("relu", lambda x: max(x, 0.0), lambda x, out: float(x >= 0))),
        ),
        Mistake(
            "tanh-slope",
            "The way back through tanh is not right: its slope is easiest to say with the output, "
            "not with the input.",
            *_both(_function("tanh", math.tanh, lambda x, out: 1 - x**2)),
            *_both(_function("tanh", math.tanh, lambda x, out: 1 - out)),
        ),
        Mistake(
            "exp-slope",
            "The way back through exp is not right: which function is its own derivative?",
            *_both(_function("exp", math.exp, lambda x, out: x)),
            *_both(_function("exp", math.exp, lambda x, out: 1.0)),
        ),
        Mistake(
            "log-slope",
            "The way back through log is not right: its slope comes from the input, not from the "
            "output.",
            *_both(_function("log", math.log, lambda x, out: 1 / out)),
            *_both(_function("log", math.log, lambda x, out: x)),
        ),
        Mistake(
            "log-base",
            "The logarithm has another base than e.",
            *_both(_function("log", math.log10, lambda x, out: 1 / x)),
            *_both(_function("log", math.log2, lambda x, out: 1 / x)),
        ),
        Mistake(
            "operand-changed",
            "An addition changed the value on its left; it has to make a new one.",
            *_both(_InPlace),
        ),
        Mistake(
            "returns-numbers",
            "An operation gave a plain number: its result has to be a Value, too.",
            _ReturnsNumbers,
        ),
    ),
    accepted={
        "local slopes": _Value,
        "micrograd, deeper": _Micrograd,
        "sorted by age": _ByAge,
        "by counting": _ByCounting,
        "along every path": _AlongEveryPath,
        "set to zero first": _SetsToZeroFirst,
    },
)  # fmt: skip
