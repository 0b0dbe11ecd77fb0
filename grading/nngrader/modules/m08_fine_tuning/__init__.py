"""Module 8, fine-tuning: what is asked, how it is tested, what goes wrong."""

from nngrader.declare import Module
from nngrader.modules.m08_fine_tuning.freezing import FREEZE, REPLACE_HEAD
from nngrader.modules.m08_fine_tuning.lora_layer import LORA_LINEAR
from nngrader.modules.m08_fine_tuning.low_rank import (
    LORA_FORWARD,
    LORA_MERGE,
    LORA_PARAMETER_COUNT,
)
from nngrader.modules.m08_fine_tuning.quantizing import DEQUANTIZE, QUANTIZE_INT8
from nngrader.modules.m08_fine_tuning.sampling import NEXT_TOKEN_PROBABILITIES
from nngrader.modules.m08_fine_tuning.sizes import MEMORY_GB, TRANSFORMER_PARAMETERS
from nngrader.modules.m08_fine_tuning.tuning import FINE_TUNE

MODULE = Module(
    number=8,
    assignment="08_fine_tuning",
    title="Fine-tuning",
    exercises=(
        FREEZE,
        REPLACE_HEAD,
        LORA_FORWARD,
        LORA_MERGE,
        LORA_PARAMETER_COUNT,
        LORA_LINEAR,
        QUANTIZE_INT8,
        DEQUANTIZE,
        MEMORY_GB,
        TRANSFORMER_PARAMETERS,
        NEXT_TOKEN_PROBABILITIES,
        FINE_TUNE,
    ),
    imports=("nnbasics.data", "torch", "torch._dynamo"),
)
