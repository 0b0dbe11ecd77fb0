"""How answers to `fit` are judged."""

import ast
from collections.abc import Callable

import numpy as np

from nnexercises.drivers import m07 as drivers
from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import kind_of

GOOD, FAIR, GUESSED = 0.95, 0.9, 0.3  # shares of unseen images


def _answers(case: Case, outcome: Outcome) -> np.ndarray | str:
    """What it says of the unseen images, or what is wrong with the form of that."""
    if outcome.error:
        return raised(outcome)
    kind, value, *_ = outcome.value
    if kind == "no function":
        return f"fit returned {kind_of(value)}: a function predict is asked"
    answers, rows = np.asarray(value) if isinstance(value, list) else value, len(case.args[2])
    if not isinstance(answers, np.ndarray) or answers.dtype.kind not in "iuf":
        return f"predict returned {kind_of(answers)}: an array of classes is asked"
    if answers.shape != (rows,):
        shape = f"an array of shape {answers.shape}"
        return f"predict returned {shape} for {rows} images: ({rows},) is asked"
    return answers


def reads(share: float) -> Callable:
    def rule(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
        answers = _answers(case, outcome)
        if isinstance(answers, str):
            return answers
        right = float(np.mean(answers == case.unseen_labels))
        if right >= share:
            return None
        return (
            f"{right:.1%} of {len(answers):,} images that it had never seen were read right: at "
            f"least {share:.0%} is asked"
        )

    return rule


def view(case: Case, outcome: Outcome) -> str:
    """What seems to have happened, by what it answers."""
    answers = _answers(case, outcome)
    if isinstance(answers, str):
        return _form(case, outcome)
    labels, first, same = case.unseen_labels, *outcome.value[2:]
    right = float(np.mean(answers == labels))
    if np.unique(answers, return_counts=True)[1].max() > 0.95 * len(answers):
        return "one class"
    if _knows_the_first(case, first):
        return "first images"
    if right < GUESSED and _best_naming(answers, labels) > 0.85:
        return "renamed"
    if right < GUESSED:
        # With its first weights, and biases of 0, a ReLU network says the same of a pale image.
        return "first weights" if max(same) >= 0.98 else "guesses"
    return "on the way"


def _form(case: Case, outcome: Outcome) -> str:
    if outcome.error:
        return outcome.error.types[0] if outcome.error.types else outcome.error.kind
    if outcome.value[0] == "no function":
        return "no function"
    shape = np.shape(outcome.value[1]) if isinstance(outcome.value[1], (np.ndarray, list)) else ()
    if shape == (len(case.args[0]),):
        return "the images learned from"
    return "scores" if shape == (len(case.args[2]), 10) else "no classes"


def _best_naming(answers: np.ndarray, labels: np.ndarray) -> float:
    """The share that is right if each answer is taken for the class that it mostly stands for."""
    best = [np.bincount(labels[answers == each]).max() for each in np.unique(answers)]
    return sum(best) / len(labels)


def _knows_the_first(case: Case, answers: object) -> bool:
    """Whether more of the very first images are right than those after them let one expect."""
    right = np.asarray(answers) == case.args[1][: drivers.FIRST]
    if right.shape != (drivers.FIRST,) or right.all():
        return False
    count = int(right.argmin())  # the first ones that are right without a gap
    return count < drivers.FIRST / 2 and np.mean(right[count:]) ** count < 0.001


def hint(tree: ast.Module) -> str | None:
    nodes = list(ast.walk(tree))
    numbers = {node.value for node in nodes if isinstance(node, ast.Constant)}
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    if "torch" in names or any(module.partition(".")[0] == "torch" for module in modules):
        return "PyTorch is used in the answer; asked is a network of your own, in NumPy."
    if not {128, 64} <= numbers:
        return (
            "The network asked for is 784 → 128 → 64 → 10. The numbers 128 and 64 are not in the "
            "cell of the answer."
        )
    return None
