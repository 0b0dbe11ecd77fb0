"""What the mistakes and the accepted answers of `early_stop` share."""

from collections.abc import Callable


def stopper(
    *,
    better: Callable = lambda loss, best: loss < best,
    enough: Callable = lambda waited, patience: waited >= patience,
    reset: bool = True,
    previous: bool = False,
    finish: Callable = lambda stop, best, losses: (stop, best),
    through: Callable = lambda stop, best, losses: (stop, best),
) -> Callable:
    """As it should be, but for what is given."""

    def early_stop(losses, patience):
        best, waited = 0, 0
        for epoch in range(1, len(losses)):
            beaten = losses[epoch - 1] if previous else losses[best]
            if better(losses[epoch], beaten):
                waited = 0 if reset else waited
                if losses[epoch] < losses[best] or not previous:
                    best = epoch
            else:
                waited += 1
            if enough(waited, patience):
                return finish(epoch, best, losses)
        return through(len(losses) - 1, best, losses)

    return early_stop
