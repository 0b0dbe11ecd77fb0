"""Optimizers with one thing changed, and the mistakes that any of them can have."""

from typing import ClassVar

import numpy as np

from nngrader.declare import Mistake


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
