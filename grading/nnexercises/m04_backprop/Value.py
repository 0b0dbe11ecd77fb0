"""The exercise `Value`: a number that knows how it was made, judged by small programs."""

from nnbasics import autograd
from nnexercises.drivers import m04 as drivers
from nnexercises.m04_backprop.Value_accepted import ACCEPTED
from nnexercises.m04_backprop.Value_inputs import inputs
from nnexercises.m04_backprop.Value_mistakes import MISTAKES
from nnexercises.m04_backprop.Value_rules import data_and_gradients, right, right_data
from nngrader.declare import Aspect, Comparison, Exercise, Run, Text

EXERCISE = Exercise(
    id="Value",
    signature="(data)",
    text=Text(
        title="Write your own autograd",
        minutes=60,
        difficulty="hard",
        lesson="10. Let the computer do it: `Value`",
    ),
    rests_on=("tanh_grad", "relu_backward"),
    aspects=(
        Aspect("forward", 0.25, "data after + and *, with numbers on the right", rule=right_data),
        Aspect(
            "sum and product",
            0.5,
            "grad after + and *, one after the other",
            ("forward",),
            rule=right,
        ),
        Aspect(
            "difference, quotient, power",
            0.75,
            "a - b, a / b, a ** 3, -a: data and grad",
            ("sum and product",),
            rule=right,
        ),
        Aspect(
            "functions",
            0.75,
            "relu, tanh, exp and log: data and grad",
            ("sum and product",),
            rule=right,
        ),
        Aspect(
            "numbers on the left",
            0.5,
            "2 + a, 2 - a, 2 * a, 2 / a",
            ("sum and product",),
            rule=right,
        ),
        Aspect(
            "used twice",
            0.5,
            "what comes back along several ways is added up",
            ("sum and product",),
            rule=right,
        ),
        Aspect(
            "built afresh",
            0.25,
            "a second expression gives its own gradients",
            ("sum and product",),
            rule=right,
        ),
        Aspect(
            "5,000 deep",
            0.5,
            "a graph of 5,000 operations in a row",
            ("sum and product",),
            rule=right,
        ),
    ),
    inputs=inputs,
    reference=autograd.Value,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.run_program, asked=("program",)),
    compare=Comparison(view=data_and_gradients),
)
