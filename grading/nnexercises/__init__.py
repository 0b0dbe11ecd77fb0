"""The exercises of Neural Network Basics: what is asked, how it is tested, what goes wrong.

A folder for each module of the course, in it a file for each exercise, named by its id. The
judge finds them by the entry point ``nngrader.exercises`` (pyproject.toml).
"""

from pathlib import Path

from nnexercises import (
    m01_weights_and_bias,
    m02_activations,
    m03_networks,
    m04_backprop,
    m05_training_loop,
    m06_optimizers,
    m07_mnist,
    m08_fine_tuning,
)
from nnexercises.record import LearnerRecord
from nngrader.declare import ExerciseSet, Helper

REPOSITORY = Path(__file__).parents[2]  # where this is installed from it, and not from a wheel

EXERCISES = ExerciseSet(
    package="nnexercises",
    modules=(
        m01_weights_and_bias.MODULE,
        m02_activations.MODULE,
        m03_networks.MODULE,
        m04_backprop.MODULE,
        m05_training_loop.MODULE,
        m06_optimizers.MODULE,
        m07_mnist.MODULE,
        m08_fine_tuning.MODULE,
    ),
    helpers=(Helper("nnbasics.data", data="NNBASICS_DATA"),),
    record=LearnerRecord(),
    project=REPOSITORY if (REPOSITORY / "solutions").is_dir() else None,
    config=REPOSITORY / "grading" if (REPOSITORY / "solutions").is_dir() else None,
    variables="NNBASICS",
)
