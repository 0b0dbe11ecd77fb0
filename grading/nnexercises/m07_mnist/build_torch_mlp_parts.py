"""What the mistakes and the accepted answers of `build_torch_mlp` share."""

from collections.abc import Callable


def sequential(modules: list) -> object:
    from torch import nn

    return nn.Sequential(*modules)


def builder(
    *,
    linear: Callable = lambda nn, fan_in, fan_out: nn.Linear(fan_in, fan_out),
    between: Callable = lambda nn: [nn.ReLU()],
    at_end: Callable = lambda nn: [],
    widths: Callable = lambda sizes: sizes,
    finish: Callable = sequential,
) -> Callable:
    """As it should be, but for what is given."""

    def build_torch_mlp(sizes):
        from torch import nn

        modules = []
        sizes = widths(list(sizes))
        for i in range(len(sizes) - 1):
            modules.append(linear(nn, sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                modules += between(nn)
        return finish(modules + at_end(nn))

    return build_torch_mlp
