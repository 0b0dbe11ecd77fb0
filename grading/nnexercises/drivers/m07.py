"""Drivers of module 7: for what splits, trains, measures, and for PyTorch.

Models and optimizers are given as the text that makes them, and generators as a seed, because
only plain data comes here. What has become of a model is told in plain data again.
"""

from collections.abc import Callable, Sequence

import numpy as np

GRAYS = np.linspace(0, 1, 256, dtype=np.float32)  # what each byte of an image stands for
FIRST = 1000  # images that were learned from, and are shown again
PROBED = 500  # unseen images that are shown in paler versions
PALE = 0.1


def split(
    candidates: Sequence[Callable], X: np.ndarray, y: np.ndarray, fraction: float, seed: int
) -> list[object]:  # fmt: skip
    """Call the candidate twice with one generator, then with another in the first one's state.

    Only the first call gets X and y themselves: if it writes into them, the others don't meet that.
    """
    inputs = [(X, y), (X.copy(), y.copy()), (X.copy(), y.copy())]
    generator = np.random.default_rng(seed)
    generators = generator, generator, np.random.default_rng(seed)
    return [
        candidates[0](*arrays, fraction, rng)
        for arrays, rng in zip(inputs, generators, strict=True)
    ]


def fit(
    candidates: Sequence[Callable],
    images: np.ndarray,
    labels: np.ndarray,
    unseen: np.ndarray,
    seed: int,
) -> tuple:
    """Train on images, ``(N, 784)`` uint8, then ask what comes back about unseen ones.

    Returns its answers for all unseen images; for the first of those that it has learned from;
    and for each of some paler versions of unseen images, how often its answer stayed the same.
    A pale image lies near to one gray, or to the mean image: much nearer than the image itself.
    If what came back is no function, that is returned alone.
    """
    X = GRAYS[images]
    centers = [0.0, 0.5, X.mean(dtype=float), X.mean(axis=0, dtype=float)]
    predict = candidates[0](X, labels, np.random.default_rng(seed))
    if not callable(predict):
        return ("no function", predict)
    answers = predict(GRAYS[unseen])
    first = predict(GRAYS[images[:FIRST]])
    some = GRAYS[unseen[:PROBED]]
    pale = [predict((c + PALE * (some - c)).astype(np.float32)) for c in centers]
    same = [_agreement(answers, answers_now) for answers_now in pale]
    return ("a function", answers, first, same)


def evaluate(
    candidates: Sequence[Callable], X: np.ndarray, labels: np.ndarray, batch_size: int
) -> tuple[object, list[int]]:  # fmt: skip
    """Call the candidate with a predict that says which column of a row is the largest.

    Returns the result, and how many rows predict got, call by call.
    """
    asked: list[int] = []

    def predict(X: np.ndarray) -> np.ndarray:
        asked.append(len(X))
        return np.asarray(X).argmax(axis=1)

    return candidates[0](predict, X, labels, batch_size), asked


def build(candidates: Sequence[Callable], sizes: list[int], X: np.ndarray, seed: int) -> tuple:
    """Build a network, and ask it about X.

    Returns the type of the network; its modules, one after the other; whether all its
    parameters learn; its state, by name; and its outputs for X, if it is a Sequential.
    """
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = candidates[0](sizes)
        if not isinstance(model, nn.Module):
            return (model, [], False, [], None)
        modules = [_described(module) for module in _leaves(model)]
        learn = all(parameter.requires_grad for parameter in model.parameters())
        state = [(name, _array(tensor)) for name, tensor in model.state_dict().items()]
        runs = isinstance(model, nn.Sequential)  # some other modules have no forward
        output = model(torch.tensor(X, dtype=torch.float32)) if runs else None
    return (type(model).__name__, modules, learn, state, _array(output))


def train_steps(
    candidates: Sequence[Callable],
    model: str,
    optimizer: str,
    batches: list[tuple[np.ndarray, np.ndarray]],
    mode: str,
    seed: int,
) -> list[tuple]:
    """Take a step with each batch, with one model and one optimizer.

    model, optimizer: the texts that make them. mode: ``"train"`` or ``"eval"``, in which the
    model is before each step. Returns for each step what type its result is of, the number that
    it holds, the numbers of the model afterwards, and in which order gradients were computed and
    steps taken.
    """
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = eval(model, {"nn": nn})
        names = {"torch": torch, "model": network}
        the_optimizer = eval(optimizer, names)
        steps, events = [], []
        the_optimizer.register_step_pre_hook(lambda *ignored: events.append("step"))
        last = list(network.parameters())[-1]
        last.register_hook(lambda gradient: events.append("gradients"))
        for X, labels in batches:
            network.train(mode == "train")
            events.clear()
            loss = candidates[0](
                network, the_optimizer, torch.tensor(X, dtype=torch.float32), torch.tensor(labels)
            )
            state = [(name, _array(tensor)) for name, tensor in network.state_dict().items()]
            steps.append((type(loss).__name__, _number(loss), state, list(events)))
    return steps


def _agreement(answers: object, again: object) -> float:
    """How often the first answers are the same again; 0 where they don't compare."""
    answers, again = np.asarray(answers), np.asarray(again)
    if answers.ndim != 1 or again.ndim != 1 or not 0 < len(again) <= len(answers):
        return 0.0
    return float(np.mean(answers[: len(again)] == again))


def _leaves(module: object) -> list:
    """The modules that hold no others, in the order of a Sequential; one used twice comes twice."""
    from torch import nn

    if isinstance(module, nn.Sequential):
        return [leaf for child in module for leaf in _leaves(child)]
    return [module]


def _described(module: object) -> str:
    from torch import nn

    if isinstance(module, nn.Linear):
        bias = "" if module.bias is not None else ", no bias"
        return f"Linear({module.in_features}, {module.out_features}{bias})"
    return type(module).__name__


def _array(tensor: object) -> object:
    import torch

    return tensor.detach().cpu().numpy().copy() if isinstance(tensor, torch.Tensor) else tensor


def _number(value: object) -> object:
    try:
        return float(_array(value))
    except (TypeError, ValueError, RuntimeError):
        return None
