"""Other right answers to `replace_head`."""

from nnexercises.m08_fine_tuning.replace_head_parts import replacer, seeded, sequence_of


def _by_init(init, **settings):
    def make(n_in, n_out, generator):
        from torch import nn

        head = nn.Linear(n_in, n_out)
        getattr(nn.init, init)(head.weight, generator=generator, **settings)
        nn.init.zeros_(head.bias)
        return head

    return make


def _by_data(n_in, n_out, generator):
    from torch import nn

    head = nn.Linear(n_in, n_out)
    for parameter in head.parameters():
        parameter.data.normal_(0, 0.02, generator=generator)
    return head


def _by_parameters(n_in, n_out, generator):
    import torch
    from torch import nn

    head = nn.Linear(n_in, n_out)
    head.weight = nn.Parameter(torch.rand(n_out, n_in, generator=generator) - 0.5)
    head.bias = nn.Parameter(torch.rand(n_out, generator=generator))
    return head


def _by_state(n_in, n_out, generator):
    """PyTorch's own way of drawing, with the global generator in the given one's state."""
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.set_rng_state(generator.get_state())
        return nn.Linear(n_in, n_out)


def _by_seed_drawn(n_in, n_out, generator):
    import torch

    return seeded(lambda g: int(torch.randint(2**31, (1,), generator=g)))(n_in, n_out, generator)


ACCEPTED = {
    "in place": replacer(),
    "a new Sequential": sequence_of(
        lambda model, last: list(model)[:last], lambda model, last: list(model)[last + 1 :]
    ),
    "nn.init, normal": replacer(make=_by_init("normal_", std=0.02)),
    "nn.init, Kaiming": replacer(make=_by_init("kaiming_uniform_", nonlinearity="relu")),
    "weights and biases": replacer(make=_by_data),
    "new parameters": replacer(make=_by_parameters),
    "the generator's state": replacer(make=_by_state),
    "a seed that is drawn": replacer(make=_by_seed_drawn),
}
