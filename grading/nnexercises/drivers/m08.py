"""Drivers of module 8: for what takes a PyTorch model, and for a layer that is a class.

A model is given as the text that makes it, ``nn.Sequential(nn.Linear(2, 3), nn.ReLU())``, and
the seed of its numbers, because only plain data comes here. What a candidate has done to it is
told in plain data again: names, flags and arrays.
"""

import contextlib
import functools
import linecache
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

PROGRAM = "<program>"  # as if it were the file of the program: so errors can name its lines

State = list[tuple[str, np.ndarray]]


def freeze(
    candidates: Sequence[Callable], model: str, frozen: list[str], names: list[str], seed: int
) -> tuple:
    """Call the candidate, then take one step of training with every parameter there is.

    frozen: parameters that are frozen before. Returns what the candidate returned, the names of
    the parameters that learn, and how much every parameter differs from what it was before.
    """
    with _own_randomness(seed):
        network = _made(model, frozen)
        before = _state(network)
        returned = candidates[0](network, names)
        learning = _learning(network)
        if learning:
            _one_step(network, seed)
        changes = [
            (name, after - start)
            for (name, start), (_, after) in zip(before, _state(network), strict=True)
        ]
    return returned, learning, changes


def replace_head(
    candidates: Sequence[Callable], model: str, frozen: list[str], classes: int, seed: int
) -> object:
    """Call the candidate four times, each time with a model made afresh.

    The generators: two in the same state, one with another seed, and one of the first seed that
    has drawn before. Returns, of the first call, what each module of the result is, the names
    that learn, and how much the numbers of the body have changed; then the new numbers of each
    of the four calls.
    """
    import torch

    with _own_randomness(seed):
        heads, first = [], None
        for other, drawn in ((0, 0), (0, 0), (1, 0), (0, 3)):
            network = _made(model, frozen)
            torch.default_generator.manual_seed(seed + 7 * len(heads))  # it is of no help
            generator = torch.Generator().manual_seed(seed + other)
            torch.rand(drawn, generator=generator)
            given, before = list(network), dict(_state(network))
            new = candidates[0](network, classes, generator)
            if not isinstance(new, torch.nn.Sequential):
                return new
            modules = list(new)
            fresh = [module for module in modules if not _is_in(module, given)]
            heads.append([_array(p) for module in fresh for p in module.parameters()])
            if first is None:
                body = [
                    (name, numbers - before[name])
                    for i, module in enumerate(given)
                    if _is_in(module, modules)
                    for name, numbers in _state(module, f"{i}.")
                ]
                first = [_origin(module, given) for module in modules], _learning(new), body
    return *first, heads


def run_lora(
    candidates: Sequence[Callable],
    program: str,
    weight: np.ndarray,
    bias: np.ndarray | None,
    A: np.ndarray,
    B: np.ndarray,
    x: np.ndarray,
) -> list[tuple[str, object]]:
    """Run Python code in which the candidate is called ``LoRALinear``.

    The code finds ``base``, an ``nn.Linear`` with these numbers, and A, B and x as tensors. With
    ``look(name=value)`` it writes down what is to be seen; ``learning(module)`` gives the names
    of the parameters that learn; ``put(A, into=parameter)`` copies numbers into a parameter.
    """
    import torch
    from torch import nn

    linecache.cache[PROGRAM] = (len(program), None, program.splitlines(True), PROGRAM)
    seen: list[tuple[str, object]] = []

    def look(**values: object) -> None:
        seen.extend((name, _plain(value)) for name, value in values.items())

    with _own_randomness(1):
        base = nn.Linear(weight.shape[1], weight.shape[0], bias is not None)
        base.weight.data = _tensor(weight)
        if bias is not None:
            base.bias.data = _tensor(bias)
        names = {"torch": torch, "nn": nn, "LoRALinear": candidates[0], "base": base}
        names |= {"A": _tensor(A), "B": _tensor(B), "x": _tensor(x)}
        names |= {"look": look, "learning": _learning, "put": _put}
        exec(_compiled(program, PROGRAM, "exec"), names)
    return seen


def fine_tune(
    candidates: Sequence[Callable],
    model: str,
    frozen: list[str],
    X: np.ndarray,
    labels: np.ndarray,
    steps: int,
    lr: float,
    seed: int,
) -> tuple:
    """Call the candidate with a model that is in evaluation mode, as loaded ones may be.

    Returns what the candidate returned, the names of the parameters that learn, all numbers
    of the model, how much the frozen ones have moved, and which modules were in evaluation mode
    when they computed something that could lead to gradients.
    """
    import torch

    evaluating: set[str] = set()

    def note(module: torch.nn.Module, inputs: object, name: str) -> None:
        if torch.is_grad_enabled() and not module.training:
            evaluating.add(name)

    with _own_randomness(seed):
        network = _made(model, frozen).eval()
        hooks = [
            module.register_forward_pre_hook(functools.partial(note, name=name))
            for name, module in network.named_children()
        ]
        before = dict(_state(network))
        generator = torch.Generator().manual_seed(seed)
        losses = candidates[0](
            network, _tensor(X), torch.tensor(labels, dtype=torch.int64), steps, lr, generator
        )
        for hook in hooks:
            hook.remove()
        after = _state(network)
    moved = [(name, numbers - before[name]) for name, numbers in after if name in frozen]
    return losses, _learning(network), after, moved, sorted(evaluating)


# ---------------------------------------------------------------- models


def _made(model: str, frozen: Sequence[str]) -> object:
    """The model, its numbers from the global generator, these of its parameters frozen."""
    import torch

    names = {"nn": torch.nn, "OrderedDict": OrderedDict}
    network = eval(_compiled(model, "<model>", "eval"), names)
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(name not in frozen)
    return network


def _one_step(network: object, seed: int) -> None:
    """Plain descent with all parameters: those that are frozen have no gradient."""
    import torch

    width = next(m.in_features for m in network.modules() if isinstance(m, torch.nn.Linear))
    X = torch.randn(4, width, generator=torch.Generator().manual_seed(seed))
    network(X).square().mean().backward()
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.grad is not None:
                parameter -= 0.1 * parameter.grad


def _put(numbers: object, into: object) -> None:
    if into.shape != numbers.shape:
        raise ValueError(f"shape {tuple(into.shape)} instead of {tuple(numbers.shape)}")
    into.data.copy_(numbers)


def _learning(module: object) -> list[str]:
    return [name for name, parameter in module.named_parameters() if parameter.requires_grad]


def _state(module: object, place: str = "") -> State:
    return [(place + name, _array(numbers)) for name, numbers in module.state_dict().items()]


def _origin(module: object, given: list) -> str:
    """Where a module comes from, in words."""
    if _is_in(module, given):
        place = next(i for i, other in enumerate(given) if other is module)
        return f"module {place} of the model"
    kind = type(module).__name__
    if kind == "Linear":
        return f"a new Linear({module.in_features}, {module.out_features})"
    return f"a new {kind}"


def _is_in(module: object, modules: list) -> bool:
    return any(module is other for other in modules)


# ---------------------------------------------------------------- plain data and back


@contextlib.contextmanager
def _own_randomness(seed: int) -> Iterator[None]:
    """The global generator seeded meanwhile, gradients on, and everything as before after it."""
    import torch

    # Not torch.manual_seed: it seeds other devices, too, and that takes a millisecond.
    generator = torch.default_generator
    state = generator.get_state()
    try:
        with torch.enable_grad():
            generator.manual_seed(seed)
            yield
    finally:
        generator.set_state(state)


def _tensor(array: np.ndarray) -> object:
    import torch

    return torch.tensor(np.asarray(array, dtype=np.float32))  # a copy


def _array(tensor: object) -> np.ndarray:
    return tensor.detach().cpu().numpy().copy()


def _plain(value: object) -> object:
    """Tensors as arrays, shapes as tuples; anything else as it is."""
    import torch

    if isinstance(value, torch.Tensor):
        return _array(value)
    return tuple(value) if isinstance(value, torch.Size) else value


_compiled = functools.lru_cache(256)(compile)
