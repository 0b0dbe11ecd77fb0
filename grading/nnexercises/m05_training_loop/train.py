"""The exercise `train`: the whole loop, judged without knowing the order of the samples.

Where the order makes no difference, an answer has to agree with the reference: with all samples
in one batch, with samples that are all the same, and with a learning rate of 0. Where it makes
one, there are few samples, so that all the ways to cut an epoch into batches can be tried:
history tells which of them it was.
"""

from nnbasics import training
from nnexercises.drivers import m05 as drivers
from nnexercises.m05_training_loop.train_accepted import ACCEPTED
from nnexercises.m05_training_loop.train_inputs import inputs
from nnexercises.m05_training_loop.train_mistakes import MISTAKES
from nnexercises.m05_training_loop.train_rules import (
    agrees,
    comes_from_rng,
    has_new_order,
    params_agree,
    view,
)
from nngrader.declare import Aspect, Comparison, Exercise, Run, Text, unchanged

EXERCISE = Exercise(
    id="train",
    signature="(X, labels, params, lr, epochs, batch_size, rng)",
    text=Text(
        title="Write the training loop",
        minutes=35,
        difficulty="hard",
        lesson="2. Epochs, iterations, batches",
    ),
    rests_on=("loss_and_gradients", "iterate_minibatches"),
    aspects=(
        Aspect("one batch", 0.75, "params, with all samples in one batch", rule=params_agree),
        Aspect(
            "mini-batches",
            0.75,
            "params, with an update for each batch",
            ("one batch",),
            rule=params_agree,
        ),
        Aspect(
            "history",
            1.0,
            "the mean loss of each epoch: every sample counts once",
            ("one batch",),
            rule=agrees,
        ),
        Aspect(
            "new order",
            0.5,
            "each epoch has a new random order",
            ("mini-batches", "history"),
            rule=has_new_order,
        ),
        Aspect(
            "any sizes",
            0.25,
            "one sample, one layer, no epoch; whole numbers",
            ("mini-batches", "history"),
            rule=agrees,
        ),
        Aspect(
            "generator",
            0.25,
            "it draws from rng alone, and keeps nothing for the next call",
            ("new order",),
            rule=comes_from_rng,
        ),
        unchanged(0.5, ("one batch",)),
    ),
    inputs=inputs,
    reference=training.train,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(
        driver=drivers.train,
        asked=("X", "labels", "params", "lr", "epochs", "batch_size", "rng", "number of calls"),
    ),
    compare=Comparison(view=view),
)
