"""How the checks of module 8 use PyTorch: late, with randomness of their own, part by part."""

import subprocess
import sys

import pytest
from lazy_modules import LazyModule

from nngrader import check
from nngrader.checking.scoring import local_runner, score
from nngrader.declare.registry import find

torch = LazyModule("torch")
fine_tuning = LazyModule("nnbasics.fine_tuning")

PROGRAM = """
import sys
from nngrader.declare.registry import allowed_for, exercises
from nngrader.kernels.sandbox import preload

assert exercises() and "torch" not in sys.modules, "every command would import torch"
for name in preload(allowed_for("08_fine_tuning")):
    __import__(name)
known = set(sys.modules)
import torch
model = torch.nn.Linear(2, 2)
torch.optim.Adam(model.parameters())
assert len(set(sys.modules) - known) < 20, "every fork that trains would import these"
"""


@pytest.fixture(autouse=True, scope="module")
def torch_is_there():
    """Now, and not while the time limit of a check runs."""
    import torch._dynamo  # noqa: F401


def failed(verdict):
    return {aspect.name for aspect in verdict.aspects if not aspect.passed}


def test_torch_is_imported_late_by_commands_and_early_by_the_fork_server():
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_a_check_leaves_the_global_generator_as_it_was():
    before = torch.get_rng_state()
    with torch.no_grad():  # as a learner may have left it
        assert check("replace_head", fine_tuning.replace_head).passed
        assert check("freeze", fine_tuning.freeze).passed
        assert check("LoRALinear", fine_tuning.LoRALinear).passed
        assert not torch.is_grad_enabled()
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("exercise", "mistake", "parts"),
    [
        ("freeze", "counts-tensors", {"count", "any names"}),
        ("freeze", "substring-match", {"any names"}),
        ("replace_head", "last-module-replaced", {"place of the head"}),
        ("replace_head", "generator-ignored", {"generator"}),
        ("replace_head", "body-unfrozen", {"body"}),
        ("LoRALinear", "both-zero", {"at first"}),
        ("LoRALinear", "base-trainable", {"at first", "training", "merge"}),
        ("LoRALinear", "merge-twice", {"merge"}),
        ("quantize_int8", "zero-division", {"all zeros"}),
        ("dequantize", "not-float32", {"float32"}),
        ("transformer_parameters", "kv-full-width", {"grouped-query attention", "whole number"}),
        ("transformer_parameters", "returns-float", {"whole number"}),
        ("next_token_probabilities", "zero-division", {"temperature 0"}),
        ("fine_tune", "eval-mode", {"training mode"}),
        ("fine_tune", "losses-are-tensors", {"losses"}),
        ("fine_tune", "all-parameters", {"frozen stay"}),
        ("fine_tune", "frozen-moved", {"frozen stay"}),
    ],
)
def test_a_mistake_costs_its_part_alone(exercise, mistake, parts):
    declared = find(exercise)
    (function,) = (m.function for m in declared.mistakes if m.id == mistake)
    for seed in (0, 4):
        assert failed(score(declared, local_runner(declared, function), seed)) == parts


def test_shapes_of_a_and_b_are_named():
    class Turned(fine_tuning.LoRALinear):
        def __init__(self, base, rank, alpha):
            super().__init__(base, rank, alpha)
            self.A = torch.nn.Parameter(self.A.detach().T)

        def forward(self, x):
            return self.base(x) + self.scale * (x @ self.A.T @ self.B)

    messages = [aspect.message for aspect in check("LoRALinear", Turned).aspects]
    assert "shape_of_A" in messages[0]
    assert "shape (1, 2) instead of (2, 1)" in messages[1]
