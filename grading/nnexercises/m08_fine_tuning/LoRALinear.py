"""The exercise `LoRALinear`: a module around a Linear, judged by small programs.

All numbers are multiples of 1/4, and α divided by the rank is one of 1/2: so the results are
exact in float32, in whatever order they are computed.
"""

from nnexercises.drivers import m08 as drivers
from nnexercises.m08_fine_tuning.LoRALinear_accepted import ACCEPTED
from nnexercises.m08_fine_tuning.LoRALinear_inputs import inputs
from nnexercises.m08_fine_tuning.LoRALinear_mistakes import MISTAKES
from nnexercises.m08_fine_tuning.LoRALinear_rules import seen_right, view
from nnexercises.m08_fine_tuning.parts import answered
from nngrader.declare import Aspect, Comparison, Exercise, Lazy, Run, Text

EXERCISE = Exercise(
    id="LoRALinear",
    signature="(base, rank, alpha)",
    text=Text(
        title="Write LoRA as a PyTorch module",
        minutes=35,
        difficulty="hard",
        lesson="5. LoRA: a small change, kept apart",
    ),
    rests_on=("lora_forward", "lora_merge"),
    aspects=(
        Aspect(
            "at first",
            1.0,
            "the output of base; A random, B zero, and only these two learn",
            rule=answered(seen_right),
        ),
        Aspect("forward", 1.0, "the output for any A and B", rule=answered(seen_right)),
        Aspect(
            "training",
            1.0,
            "the gradients of A and B; base stays as it is",
            ("forward",),
            rule=answered(seen_right),
        ),
        Aspect(
            "merge",
            1.0,
            "a plain nn.Linear with the same output; the module stays as it is",
            ("forward",),
            rule=answered(seen_right),
        ),
    ),
    inputs=inputs,
    reference=Lazy("nnbasics.fine_tuning", "LoRALinear"),
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.run_lora, asked=("program", "weight", "bias", "A", "B", "x")),
    compare=Comparison(view=view),
)
