"""Mistakes that are known with `minimize`, the most specific first."""

from nngrader.declare import Mistake


def _copied(params):
    return [w.copy() for w in params]


def _aliases(optimizer, params, gradient, steps):
    path = [params]
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(params)
    return path


def _aliases_but_the_start(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(list(params))
    return path


def _aliases_and_steps_on(optimizer, params, gradient, steps):
    path = []
    for _ in range(steps + 1):
        path.append(params)
        optimizer.step(gradient(params))
    return path


def _start_missing(optimizer, params, gradient, steps):
    path = []
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(_copied(params))
    return path


def _end_missing(optimizer, params, gradient, steps):
    path = []
    for _ in range(steps):
        path.append(_copied(params))
        optimizer.step(gradient(params))
    return path


def _stale(optimizer, params, gradient, steps):
    path = [_copied(params)]
    grads = gradient(params)
    for _ in range(steps):
        optimizer.step(grads)
        path.append(_copied(params))
    return path


def _at_the_start(optimizer, params, gradient, steps):
    """The gradient is taken at copies, which stay where they are."""
    path = [_copied(params)]
    for _ in range(steps):
        optimizer.step(gradient(path[0]))
        path.append(_copied(params))
    return path


def _one_behind(optimizer, params, gradient, steps):
    """The gradient for the next step is taken before this one."""
    path = [_copied(params)]
    grads = gradient(params)
    for _ in range(steps):
        following = gradient(params)
        optimizer.step(grads)
        grads = following
        path.append(_copied(params))
    return path


def _too_many(optimizer, params, gradient, steps):
    return _end_missing(optimizer, params, gradient, steps + 2)


def _end_only(optimizer, params, gradient, steps):
    return _start_missing(optimizer, params, gradient, steps)[-1] if steps else _copied(params)


def _first_array_only(optimizer, params, gradient, steps):
    path = [params[0].copy()]
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(params[0].copy())
    return path


def _gradients_noted(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        grads = gradient(params)
        optimizer.step(grads)
        path.append(_copied(grads))
    return path


def _own_descent(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        for w, g in zip(params, gradient(params), strict=True):
            w -= optimizer.lr * g
        path.append(_copied(params))
    return path


def _steps_on_copies(optimizer, params, gradient, steps):
    params = _copied(params)
    path = [_copied(params)]
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(_copied(params))
    return path


def _takes_what_step_returns(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        params = optimizer.step(gradient(params))
        path.append(_copied(params))
    return path


def _two_at_a_time(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        optimizer.step(gradient(params))
        optimizer.step(gradient(params))
        path.append(_copied(params))
    return path


MISTAKES = (
    Mistake(
        "aliases-in-path",
        "All entries are the same arrays, which went on changing: copies of the list are not "
        "copies of the arrays.",
        _aliases,
        _aliases_but_the_start,
        _aliases_and_steps_on,
    ),
    Mistake(
        "start-missing",
        "The path begins after the first step: the start belongs to it.",
        _start_missing,
    ),
    Mistake(
        "stale-gradient",
        "The gradient is not the one at the place where the optimizer is: it has to be taken "
        "anew before every step.",
        _stale,
        _at_the_start,
        _one_behind,
        _steps_on_copies,
    ),
    Mistake(
        "end-missing",
        "The path ends before the last step: where that leads to belongs to it.",
        _end_missing,
    ),
    Mistake(
        "one-step-too-many",
        "There is a step too many: the path has steps + 1 entries, one of them is the start.",
        _too_many,
    ),
    Mistake(
        "end-only",
        "Only the last place comes back: a list with all of them is asked.",
        _end_only,
    ),
    Mistake(
        "first-array-only",
        "Each entry is one array: it has to be a list with a copy of every array in params.",
        _first_array_only,
    ),
    Mistake(
        "gradients-noted",
        "The path has gradients in it: it has to have the params.",
        _gradients_noted,
    ),
    Mistake(
        "step-returns-nothing",
        "What step returns is taken for the new params: step returns nothing, it changes the "
        "arrays.",
        _takes_what_step_returns,
    ),
    Mistake(
        "own-descent",
        "The optimizer's step is not called: how to move is its business, not yours.",
        _own_descent,
    ),
    Mistake(
        "twice-a-step",
        "Two steps are taken for each entry of the path.",
        _two_at_a_time,
    ),
)
