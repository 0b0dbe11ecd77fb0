"""What answers to `LoRALinear` are tried with."""

import numpy as np

from nnexercises.m08_fine_tuning.parts import quarters
from nngrader.declare import Case

_AT_FIRST = """\
lora = LoRALinear(base, {rank}, {alpha})
look(output=lora(x), learns=learning(lora))
look(shape_of_A=lora.A.shape, B=lora.B)"""
_A_IS_RANDOM = """\
lora = LoRALinear(base, {rank}, {alpha})
look(is_A_zero=bool((lora.A == 0).all()))
look(are_its_columns_equal=bool((lora.A == lora.A[:, :1]).all()))"""
_FORWARD = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
look(output=lora(x))"""
_GRADIENTS = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
lora(x).sum().backward()
look(gradient_of_A=lora.A.grad, gradient_of_B=lora.B.grad)
look(learns=learning(lora))"""
_TRAINING = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
lora(x).sum().backward()
with torch.no_grad():
    for parameter in lora.parameters():
        if parameter.grad is not None:
            parameter -= 0.25 * parameter.grad
look(A=lora.A, B=lora.B, output=lora(x))
look(weight_of_base=base.weight)
if base.bias is not None:
    look(bias_of_base=base.bias)"""
_MERGE = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
merged = lora.merge()
look(type_of_merged=type(merged).__name__)
if type(merged) is nn.Linear:
    look(output_of_merged=merged(x))"""
_MERGE_TWICE = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
first = lora.merge()
second = lora.merge()
look(output_of_first=first(x), output_of_second=second(x))
look(output_of_lora=lora(x), A=lora.A, B=lora.B)
look(weight_of_base=base.weight, learns=learning(lora))"""


def inputs(rng: np.random.Generator) -> list[Case]:
    def case(
        program: str, d: int, h: int, rank: int, alpha: float, aspect: str, label: str = "",
        n: int = 3, bias: bool = True,
    ) -> Case:  # fmt: skip
        weight, offset = quarters(rng, h, d), quarters(rng, h) if bias else None
        A, B = quarters(rng, d, rank), quarters(rng, rank, h)
        program = program.format(rank=rank, alpha=alpha)
        return Case(program, weight, offset, A, B, quarters(rng, n, d), aspect=aspect, label=label)

    first, forward, training, merge = "at first", "forward", "training", "merge"
    square = "as many inputs as outputs"
    example = (
        np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]]), np.array([0.5, 0.0, 0.0]),
        np.array([[1.0], [2.0]]), np.array([[1.0, 0.0, -1.0]]), np.array([[1.0, 1.0]]),
    )  # fmt: skip
    return [
        Case(_AT_FIRST.format(rank=1, alpha=2.0), *example, aspect=first),
        case(_AT_FIRST, 3, 4, 2, 4.0, first),
        case(_AT_FIRST, 4, 2, 3, 6.0, first, "a base without bias", bias=False),
        case(_A_IS_RANDOM, 5, 4, 2, 4.0, first),
        Case(_FORWARD.format(rank=1, alpha=2.0), *example, aspect=forward),
        case(_FORWARD, 3, 4, 2, 8.0, forward),
        case(_FORWARD, 4, 4, 2, 6.0, forward, square),
        case(_FORWARD, 3, 3, 3, 6.0, forward, "a rank as large as both"),
        case(_FORWARD, 4, 3, 2, 1, forward, "alpha is the whole number 1"),
        case(_FORWARD, 5, 2, 4, 2.0, forward, "one row", n=1),
        case(_FORWARD, 2, 3, 2, 4.0, forward, "a base without bias", bias=False),
        case(_GRADIENTS, 3, 4, 2, 4.0, training),
        case(_GRADIENTS, 4, 2, 2, 1.0, training, "a base without bias", bias=False),
        case(_TRAINING, 3, 4, 2, 4.0, training),
        case(_TRAINING, 4, 2, 1, 2.0, training),
        Case(_MERGE.format(rank=1, alpha=2.0), *example, aspect=merge),
        case(_MERGE, 3, 4, 2, 8.0, merge),
        case(_MERGE, 3, 3, 2, 4.0, merge, square),
        case(_MERGE, 4, 3, 2, 1, merge, "alpha is the whole number 1"),
        case(_MERGE, 2, 3, 2, 4.0, merge, "a base without bias", bias=False),
        case(_MERGE_TWICE, 3, 4, 2, 4.0, merge, "merged twice"),
        case(_MERGE_TWICE, 3, 3, 1, 2.0, merge, "merged twice"),
    ]
