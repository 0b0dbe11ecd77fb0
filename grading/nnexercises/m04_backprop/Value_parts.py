"""What the mistakes and the accepted answers of `Value` share."""

import math


class Value:
    """Right, and easy to change: each mistake below is a subclass with one method of its own."""

    seed = 1.0

    def __init__(self, data, links=()):
        self.data = data
        self.grad = 0.0
        self.links = links  # of everything it was made from: (value, slope)

    def new(self, data, *links):
        return type(self)(data, links)

    def lift(self, other):
        return other if isinstance(other, Value) else type(self)(other)

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
