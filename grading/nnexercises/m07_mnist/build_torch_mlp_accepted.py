"""Other right answers to `build_torch_mlp`."""

from nnexercises.m07_mnist.build_torch_mlp_parts import builder


def _adding_modules(sizes):
    from torch import nn

    model = nn.Sequential()
    for i, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        model.add_module(f"layer{i}", nn.Linear(fan_in, fan_out))
        if i < len(sizes) - 1:
            model.add_module(f"relu{i}", nn.ReLU())
    return model


def _nested(sizes):
    from torch import nn

    blocks = [
        nn.Sequential(nn.Linear(sizes[i], sizes[i + 1]), nn.ReLU()) for i in range(len(sizes) - 2)
    ]
    return nn.Sequential(*blocks, nn.Linear(sizes[-2], sizes[-1]))


def _one_relu(sizes):
    from torch import nn

    relu, modules = nn.ReLU(inplace=True), []
    for a, b in zip(sizes[:-1], sizes[1:], strict=True):
        modules.extend((nn.Linear(a, b), relu))
    return nn.Sequential(*modules[:-1])


def _own_weights(sizes):
    from torch import nn

    model = builder()(sizes)
    for module in model:
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)
    return model


ACCEPTED = {
    "add_module": _adding_modules,
    "nested": _nested,
    "one ReLU for all": _one_relu,
    "weights of its own": _own_weights,
}
