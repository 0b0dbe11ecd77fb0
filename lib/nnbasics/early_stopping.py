"""Early stopping: training ends when the validation loss gets no better."""

from collections.abc import Sequence


def early_stop(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """When training would have stopped, and which epoch was the best until then.

    losses: validation loss of each epoch, at least one. patience: how many epochs in a row
    may pass without a new best, at least 1; an equal loss is no new best.
    Returns ``(stop_epoch, best_epoch)``, counted from 0. If it never stops, stop_epoch is
    the last epoch. Source: Prechelt (1998).
    """
    if patience < 1 or len(losses) == 0:
        raise ValueError(f"needs patience >= 1 and a loss: {patience=}, {len(losses)} losses")
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, best
