"""Mistakes that are known with `Value`, the most specific first."""

import math
from collections import deque
from typing import ClassVar

from nnexercises.m04_backprop.Value_parts import Value
from nngrader.declare import Mistake


class _Recursive(Value):
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


class _Overwrites(Value):
    def receive(self, gradient):
        self.grad = gradient


class _NoSeed(Value):
    seed = 0.0


class _DepthFirst(Value):
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


class _DepthFirstOnce(Value):
    """In the order in which they are reached."""

    def order(self):
        found, to_do = {}, [self]
        while to_do:
            value = to_do.pop()
            if value not in found:
                found[value] = True
                to_do.extend(parent for parent, _ in reversed(value.links))
        return list(found)


class _DepthFirstByRecursion(Value):
    def order(self):
        found = {}

        def visit(value):
            if value not in found:
                found[value] = True
                for parent, _ in value.links:
                    visit(parent)

        visit(self)
        return list(found)


class _BreadthFirst(Value):
    def order(self):
        found, to_do = {}, deque([self])
        while to_do:
            value = to_do.popleft()
            if value not in found:
                found[value] = True
                to_do.extend(parent for parent, _ in value.links)
        return list(found)


class _BreadthFirstAgain(Value):
    """As often as they are reached."""

    def order(self):
        found, to_do = [], deque([self])
        while to_do and len(found) < 20_000:
            value = to_do.popleft()
            found.append(value)
            to_do.extend(parent for parent, _ in value.links)
        return found


class _LeavesFirst(Value):
    def order(self):
        return super().order()[::-1]


class _OneStepBack(Value):
    def order(self):
        return [self]


class _Tape(Value):
    """All values that were ever made, the newest first."""

    tape: ClassVar[deque] = deque(maxlen=5100)

    def __init__(self, data, links=()):
        super().__init__(data, links)
        self.tape.append(self)

    def order(self):
        return list(self.tape)[::-1]


class _AsksItsUsers(Value):
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
    return type("Value", (Value,), dict.fromkeys(names))


_REFLECTED = ("__radd__", "__rmul__", "__rsub__", "__rtruediv__")


class _ReflectedAsIs(Value):
    def __rsub__(self, other):
        return self - other

    def __rtruediv__(self, other):
        return self / other


class _ReflectedMinusAsIs(Value):
    def __rsub__(self, other):
        return self - other


class _ReflectedQuotientAsIs(Value):
    def __rtruediv__(self, other):
        return self / other


class _ValuesOnly(Value):
    def lift(self, other):
        return other


class _NoUpstream(Value):
    def pass_on(self):
        for parent, slope in self.links:
            parent.receive(slope)


class _OwnFactor(Value):
    def __mul__(self, other):
        other = self.lift(other)
        return self.new(self.data * other.data, (self, self.data), (other, other.data))


class _MinusForgotten(Value):
    def __sub__(self, other):
        other = self.lift(other)
        return self.new(self.data - other.data, (self, 1.0), (other, 1.0))


class _NegationForgotten(Value):
    def __neg__(self):
        return self.new(-self.data, (self, 1.0))


class _QuotientSign(Value):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.new(
            self.data / other.data, (self, 1 / other.data), (other, self.data / other.data**2)
        )


class _QuotientNotSquared(Value):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.new(
            self.data / other.data, (self, 1 / other.data), (other, -self.data / other.data)
        )


class _QuotientNoNumerator(Value):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.new(self.data / other.data, (self, 1 / other.data), (other, -1 / other.data**2))


class _QuotientFirstOnly(Value):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.new(self.data / other.data, (self, 1 / other.data))


def _power(slope) -> type:
    def __pow__(self, n):  # noqa: N807
        return self.new(self.data**n, (self, slope(self.data, n)))

    return type("Value", (Value,), {"__pow__": __pow__})


def _function(name: str, value, slope) -> type:
    def method(self):
        out = value(self.data)
        return self.new(out, (self, slope(self.data, out)))

    return type("Value", (Value,), {name: method})


class _InPlace(Value):
    def __add__(self, other):
        other = self.lift(other)
        self.data += other.data
        return self


class _ReturnsNumbers(Value):
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


MISTAKES = (
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
)
