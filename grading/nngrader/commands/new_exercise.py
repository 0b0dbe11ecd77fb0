"""``nngrader new-exercise``: the skeleton of an exercise, to be filled in (maintainers)."""

import argparse
import sys


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "new-exercise",
        help="make the skeleton of an exercise (maintainers)",
        description="Make the skeleton of an exercise from its signature: the declaration, the "
        "reference, and its cells in the assignment. What is left to do says TODO, and the tests "
        "fail until it is done. CONTRIBUTING.md goes through it.",
    )
    command.add_argument("module", help="such as 02_activations")
    command.add_argument("signature", help='in quotes, such as "softplus(z)"')
    command.add_argument("--points", type=float, default=1, metavar="N", help="default: 1")
    command.add_argument("--minutes", type=int, metavar="N", help="default: 5 for each point")
    command.add_argument("--after", metavar="ID", help="default: after the last exercise")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the skeleton; returns 0, or 2 if something about it is wrong: then nothing changes."""
    from nngrader.commands.skeleton import NewExerciseError, Wanted, make

    try:
        wanted = Wanted.parsed(
            options.module, options.signature, options.points, options.minutes, options.after
        )
        written = make(wanted)
    except NewExerciseError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{wanted.id} is begun. What is left to do says TODO, in:")
    for name in written:
        print(f"  {name}")
    if wanted.after != wanted.module.exercises[-1].id:
        print(
            f"The exercises after it have new numbers: look for “exercise {wanted.place + 1}” and"
        )
        print("higher in the texts of the assignment.")
    print("Then run `make exercises` and the tests, as CONTRIBUTING.md says.")
    return 0
