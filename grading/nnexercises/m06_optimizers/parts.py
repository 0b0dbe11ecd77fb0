"""What the optimizers share: programs that use them, and mistakes that fit each of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from nngrader.declare import Aspect, Case, Mistake, unchanged

ASKED = ("program", "params", "gradients")  # what a case passes to the driver
STEPS = tuple(f"step {i}: params" for i in range(1, 21))  # names of the results

_ONE = """\
optimizer = {0}
for grads in gradients:
    optimizer.step(grads)
    look()"""
_IN_TURNS = """\
first = {0}
second = {1}
for grads in gradients:
    first.step(grads[:1])
    second.step(grads[1:])
    look()"""
_SAME_ARRAYS = """\
optimizer = {0}
grads = [np.zeros(w.shape) for w in params]
for new in gradients:
    for g, numbers in zip(grads, new):
        g[:] = numbers
    optimizer.step(grads)
    look()"""

# ---------------------------------------------------------------- cases


def weights(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers of two decimals, far enough from 0 to stay there."""
    return _signed(rng, 2.0, 4.0, shape)


def slopes(rng: np.random.Generator, *shape: int, size: float = 1.0) -> np.ndarray:
    """A gradient, none of whose entries is small beside ``size``."""
    return _signed(rng, 1.0, 4.0, shape) * size


def _signed(
    rng: np.random.Generator, low: float, high: float, shape: tuple[int, ...]
) -> np.ndarray:
    return rng.uniform(low, high, shape).round(2) * rng.choice([-1.0, 1.0], shape)


def steps(
    rng: np.random.Generator,
    call: str,
    rounds: int,
    *shapes: tuple[int, ...],
    still: Sequence[int] = (),
    sizes: Sequence[float] = (1.0,),
    **about: object,
) -> Case:
    """One optimizer, made by the call, and its steps with random gradients.

    still: rounds in which all gradients are 0. sizes: of the gradients, one round after the other.
    """
    gradients = [
        [slopes(rng, *s, size=0.0 if i in still else sizes[i % len(sizes)]) for s in shapes]
        for i in range(rounds)
    ]
    params = [weights(rng, *shape) for shape in shapes]
    return Case(_ONE.format(call), params, gradients, **about)


def example(call: str, w: list[float], *gradients: list[float], **about: object) -> Case:
    """One array, with numbers that can be checked by hand."""
    return Case(_ONE.format(call), [np.array(w)], [[np.array(g)] for g in gradients], **about)


def whole_numbers(rng: np.random.Generator, call: str, **about: object) -> Case:
    """Gradients of integers, which some gradients are."""
    gradients = [[np.array([3, -2]) * int(rng.integers(1, 4))] for _ in range(3)]
    label = "gradients of whole numbers"
    return Case(_ONE.format(call), [weights(rng, 2)], gradients, label=label, **about)


def in_turns(
    rng: np.random.Generator, first: str, second: str, rounds: int, *shapes: tuple[int, ...],
    **about: object,
) -> Case:  # fmt: skip
    """Two optimizers, one for the first array, one for the others."""
    case = steps(rng, "", rounds, *shapes, **about)
    return _with_program(case, _IN_TURNS.format(first, second))


def same_arrays(
    rng: np.random.Generator, call: str, rounds: int, *shapes: tuple[int, ...], **about: object
) -> Case:
    """The caller fills the same arrays with the gradients of each step."""
    return _with_program(steps(rng, "", rounds, *shapes, **about), _SAME_ARRAYS.format(call))


def _with_program(case: Case, program: str) -> Case:
    args = (program, *case.args[1:])
    return Case(*args, aspect=case.aspect, label=case.label, read_only=case.read_only)


# ---------------------------------------------------------------- aspects


def gradients_unchanged(points: float, needs: str) -> Aspect:
    return replace(
        unchanged(points, (needs,)),
        name="gradients unchanged",
        text="step leaves the arrays in grads as they were",
    )


def several_arrays(points: float, needs: str) -> Aspect:
    return Aspect(
        "several arrays", points, "arrays of any shapes, and gradients of whole numbers", (needs,)
    )


def nothing_shared(points: float) -> Aspect:
    return Aspect(
        "nothing shared",
        points,
        "two optimizers don't disturb each other; the arrays in grads may be filled anew",
        ("several arrays",),
    )


# ---------------------------------------------------------------- one thing changed, one mistake


class Stepping:
    """An optimizer that is easy to change: subclasses say what it remembers, and how it moves."""

    options: ClassVar[dict[str, object]] = {}
    slots = 0  # arrays remembered for each parameter
    first_t = 0

    def __init__(self, params, lr, *given, **named):
        self.params, self.lr = params, lr
        self.settle(**self.options | dict(zip(self.options, given, strict=False)) | named)
        self.start()

    def settle(self, **options):
        vars(self).update(options)

    def start(self):
        self.t = self.first_t
        self.states = [self.nothing(w) for w in self.params]

    def nothing(self, w):
        return [np.zeros(w.shape) for _ in range(self.slots)]

    def remember(self, w, g):
        return []

    def move(self, w, g):
        return g

    def count(self):
        self.t += 1

    def step(self, grads):
        self.count()
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            self.states[i] = self.remember(w, g, *self.states[i])
            self.change(w, self.lr * self.move(w, g, *self.states[i]))

    def change(self, w, by):
        w -= by


def changed(right: type, **parts: object) -> type:
    """The same optimizer with something replaced."""
    return type(right.__name__, (right,), parts)


def _up(self, w, by):
    w += by


def _nowhere(self, w, by):
    w = w - by


def ascent(right: type, *more: type) -> Mistake:
    return Mistake(
        "ascent",
        "Every step goes uphill: the loss falls against the direction of the gradient.",
        changed(right, change=_up),
        *more,
    )


def rebinds_params(right: type) -> Mistake:
    class Copies(right):
        def __init__(self, params, *given, **named):
            super().__init__([w.copy() for w in params], *given, **named)

    class IntoTheList(right):
        def step(self, grads):
            self.count()
            for i, g in enumerate(grads):
                w = self.params[i]
                self.states[i] = self.remember(w, g, *self.states[i])
                self.params[i] = w - self.lr * self.move(w, g, *self.states[i])

    return Mistake(
        "rebinds-params",
        "The arrays that were given stay as they are: new arrays got the names. The network holds "
        "the old ones; they have to change in place.",
        changed(right, change=_nowhere),
        Copies,
        IntoTheList,
    )


def grads_mutated(right: type, *more: type) -> Mistake:
    class Scales(right):
        def step(self, grads):
            super().step(grads)
            for g in grads:
                g *= self.lr

    class PutsNewOnes(right):
        def step(self, grads):
            super().step(grads)
            for i, g in enumerate(grads):
                grads[i] = self.lr * g

    return Mistake(
        "grads-mutated",
        "The steps are right, but an array in grads is changed on the way. It belongs to the "
        "caller: make new arrays for what you compute.",
        Scales,
        PutsNewOnes,
        *more,
    )


def first_array_only(right: type) -> Mistake:
    class First(right):
        def __init__(self, params, *given, **named):
            super().__init__(params[:1], *given, **named)

        def step(self, grads):
            super().step(grads[:1])

    return Mistake(
        "first-array-only", "Only the first array of params moves: what about the others?", First
    )


def lr_ignored(right: type) -> Mistake:
    class One(right):
        def __init__(self, params, lr, *given, **named):
            super().__init__(params, 1.0, *given, **named)

    return Mistake("lr-ignored", "The learning rate has no effect on the length of a step.", One)


def option_ignored(right: type, *names: str) -> Mistake:
    """The options with these names have their defaults, whatever is given."""

    def settle(self, **options):
        right.settle(self, **options | {name: self.options[name] for name in names})

    words = " and ".join(names)
    return Mistake(
        f"{'-'.join(names)}-ignored".replace("_", "-"),
        f"It is right for the default of {words}, but another value makes no difference.",
        changed(right, settle=settle),
    )


def state_lost(right: type, id: str, text: str, *more: type) -> Mistake:
    """What is remembered is computed, used, and not kept."""

    class Forgets(right):
        def step(self, grads):
            super().step(grads)
            self.states = [self.nothing(w) for w in self.params]

    return Mistake(id, text, Forgets, *more)


def state_shared(right: type, id: str, text: str, *more: type) -> Mistake:
    """All arrays use one and the same memory."""

    class HandsOn(right):
        def step(self, grads):
            self.count()
            for w, g in zip(self.params, grads, strict=True):
                if not hasattr(self, "one"):
                    self.one = [0.0] * self.slots
                self.one = self.remember(w, g, *self.one)
                self.change(w, self.lr * self.move(w, g, *self.one))

    class OneArray(right):
        def start(self):
            super().start()
            self.states = [self.nothing(self.params[0])] * len(self.params)

        def step(self, grads):
            self.count()
            for w, g, state in zip(self.params, grads, self.states, strict=True):
                for array, new in zip(state, self.remember(w, g, *state), strict=True):
                    array[...] = new
                self.change(w, self.lr * self.move(w, g, *state))

    return Mistake(id, text, HandsOn, OneArray, *more)


def state_in_class(right: type, *more: type) -> Mistake:
    class Appends(right):
        memory: ClassVar[list] = []

        def start(self):
            super().start()
            self.memory.extend(self.states)
            self.states = self.memory

    class Replaces(right):
        memory: ClassVar[list] = []

        def start(self):
            self.t = self.first_t
            type(self).memory = [self.nothing(w) for w in self.params]

        @property
        def states(self):
            return self.memory

    return Mistake(
        "state-in-class",
        "Two optimizers at the same time disturb each other: what is remembered in the class, or "
        "outside of it, is one for all.",
        Appends,
        Replaces,
        *more,
    )


def settings_in_class(right: type) -> Mistake:
    def settle(self, **options):
        for name, value in options.items():
            setattr(type(self), name, value)

    class Shared(right):
        lr = None

        def __init__(self, params, lr, *given, **named):
            super().__init__(params, lr, *given, **named)
            del self.lr
            type(self).lr = lr

    return Mistake(
        "settings-in-class",
        "The settings of the optimizer that was made last hold for all: they are not kept in self.",
        changed(Shared, settle=settle),
        Shared,
    )


def gradients_kept(right: type, *functions: type) -> Mistake:
    return Mistake(
        "gradients-kept",
        "It goes wrong when the caller fills the arrays in grads anew: the optimizer has kept "
        "these very arrays, not what was in them.",
        *functions,
    )
