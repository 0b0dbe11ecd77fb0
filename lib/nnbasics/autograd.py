"""A number that remembers how it was made, and so knows who is to blame for it.

After micrograd (Karpathy, 2020): each operation's way back stands under its way forward.
"""

import math
from collections.abc import Callable


class Value:
    """A number in a computational graph.

    data: the number. grad: after `backward` of a result, that result's derivative with
    respect to this number; 0.0 before. Numbers may stand on either side of + - * /.
    """

    def __init__(self, data: float, parents: tuple["Value", ...] = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        # Given the result's gradient, adds to the gradients of the parents.
        self.pass_back: Callable[[float], None] = lambda grad: None

    def __add__(self, other: "Value | float") -> "Value":
        other = _value(other)
        out = Value(self.data + other.data, (self, other))

        def pass_back(grad: float) -> None:
            self.grad += grad
            other.grad += grad

        out.pass_back = pass_back
        return out

    def __mul__(self, other: "Value | float") -> "Value":
        other = _value(other)
        out = Value(self.data * other.data, (self, other))

        def pass_back(grad: float) -> None:
            self.grad += grad * other.data
            other.grad += grad * self.data

        out.pass_back = pass_back
        return out

    def __pow__(self, exponent: float) -> "Value":
        """exponent: a number, not a Value."""
        if not isinstance(exponent, int | float):
            raise TypeError("the exponent is a number: write (b * a.log()).exp() for a ** b")
        slope = exponent * self.data ** (exponent - 1) if exponent else 0.0
        return self._function(self.data**exponent, slope)

    def relu(self) -> "Value":
        return self._function(max(self.data, 0.0), 1.0 if self.data > 0 else 0.0)

    def tanh(self) -> "Value":
        t = math.tanh(self.data)
        return self._function(t, 1 - t**2)

    def exp(self) -> "Value":
        e = math.exp(self.data)
        return self._function(e, e)

    def log(self) -> "Value":
        return self._function(math.log(self.data), 1 / self.data)

    def _function(self, data: float, slope: float) -> "Value":
        """The result of a function of this number alone, with its derivative here."""
        out = Value(data, (self,))

        def pass_back(grad: float) -> None:
            self.grad += grad * slope

        out.pass_back = pass_back
        return out

    def backward(self) -> None:
        """Set the gradient of this number with respect to everything it was made from.

        As in PyTorch, the gradients of leaves (numbers not made from others) add up over
        several calls, until you set them to 0. The others start from 0 each time.
        """
        order = self._topological_order()
        for value in order:
            if value.parents:
                value.grad = 0.0
        self.grad = 1.0
        for value in reversed(order):  # a number's gradient is whole before it is passed on
            value.pass_back(value.grad)

    def _topological_order(self) -> list["Value"]:
        """This number and all it was made from, each after its parents.

        With a list of what is still to do, and not by recursion: a long training loop
        makes graphs thousands of numbers deep, and Python ends recursion at about 1,000.
        """
        order, seen = [], set()
        to_do = [(self, False)]
        while to_do:
            value, parents_done = to_do.pop()
            if parents_done:
                order.append(value)
            elif value not in seen:
                seen.add(value)
                to_do.append((value, True))
                to_do += [(parent, False) for parent in value.parents]
        return order

    # The other operators are made from these.

    def __neg__(self) -> "Value":
        return self * -1

    def __sub__(self, other: "Value | float") -> "Value":
        return self + -_value(other)

    def __truediv__(self, other: "Value | float") -> "Value":
        return self * _value(other) ** -1

    def __radd__(self, other: float) -> "Value":
        return self + other

    def __rmul__(self, other: float) -> "Value":
        return self * other

    def __rsub__(self, other: float) -> "Value":
        return _value(other) - self

    def __rtruediv__(self, other: float) -> "Value":
        return _value(other) / self

    def __repr__(self) -> str:
        return f"Value(data={self.data:g}, grad={self.grad:g})"


def _value(number: Value | float) -> Value:
    return number if isinstance(number, Value) else Value(number)
