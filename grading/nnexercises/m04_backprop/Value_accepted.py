"""Other right answers to `Value`."""

import itertools
import math
import sys

import numpy as np

from nnexercises.m04_backprop.Value_parts import Value


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


class _ByAge(Value):
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


class _ByCounting(Value):
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


class _AlongEveryPath(Value):
    """Adds up what comes along each path by itself: slow, and right."""

    def backward(self):
        to_do = [(self, 1.0)]
        while to_do:
            value, gradient = to_do.pop()
            value.grad += gradient
            to_do.extend((parent, gradient * slope) for parent, slope in value.links)


class _SetsToZeroFirst(Value):
    """Forgets what earlier ways back have left."""

    def backward(self):
        for value in self.order():
            value.grad = 0.0
        super().backward()


ACCEPTED = {
    "local slopes": Value,
    "micrograd, deeper": _Micrograd,
    "sorted by age": _ByAge,
    "by counting": _ByCounting,
    "along every path": _AlongEveryPath,
    "set to zero first": _SetsToZeroFirst,
}
