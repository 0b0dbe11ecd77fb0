"""Module 8, fine-tuning: what is asked, how it is tested, what goes wrong.

A file for each exercise, and beside it what is known of wrong and of other right answers.
`low_rank`, `parts` and `quantizing` have what several exercises share.

torch is imported inside of functions: every command reads the declarations, and few need it.
"""

from nnexercises.m08_fine_tuning import (
    LoRALinear,
    dequantize,
    fine_tune,
    freeze,
    lora_forward,
    lora_merge,
    lora_parameter_count,
    memory_gb,
    next_token_probabilities,
    quantize_int8,
    replace_head,
    transformer_parameters,
)
from nngrader.declare import Module

MODULE = Module(
    number=8,
    assignment="08_fine_tuning",
    title="Fine-tuning",
    exercises=(
        freeze.EXERCISE,
        replace_head.EXERCISE,
        lora_forward.EXERCISE,
        lora_merge.EXERCISE,
        lora_parameter_count.EXERCISE,
        LoRALinear.EXERCISE,
        quantize_int8.EXERCISE,
        dequantize.EXERCISE,
        memory_gb.EXERCISE,
        transformer_parameters.EXERCISE,
        next_token_probabilities.EXERCISE,
        fine_tune.EXERCISE,
    ),
    imports=("nnbasics.data", "torch", "torch._dynamo"),
)
