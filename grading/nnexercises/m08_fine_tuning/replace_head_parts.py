"""What the mistakes and the accepted answers of `replace_head` share."""


def linears(model):
    from torch import nn

    return [i for i, module in enumerate(model) if isinstance(module, nn.Linear)]


def fill(linear, generator, bias=True):
    import torch

    with torch.no_grad():
        linear.weight.copy_(torch.randn(linear.weight.shape, generator=generator) * 0.1)
        if bias:
            linear.bias.zero_()
    return linear


def new_head(n_in, n_out, generator):
    from torch import nn

    return fill(nn.Linear(n_in, n_out), generator)


def replacer(
    *,
    place=lambda model: linears(model)[-1],
    width=lambda model, place: model[place].in_features,
    make=new_head,
    finish=lambda model, place: None,
    into=lambda model: model,
):
    def replace_head(model, classes, generator):
        model = into(model)
        where = place(model)
        model[where] = make(width(model, where), classes, generator)
        finish(model, where)
        return model

    return replace_head


def seeded(seed):
    def make(n_in, n_out, generator):
        import torch
        from torch import nn

        torch.default_generator.manual_seed(seed(generator))
        return nn.Linear(n_in, n_out)

    return make


def sequence_of(*parts):
    """Another Sequential of the body and a head, as many would write it."""

    def replace_head(model, classes, generator):
        from torch import nn

        last = linears(model)[-1]
        head = new_head(model[last].in_features, classes, generator)
        return nn.Sequential(*parts[0](model, last), head, *parts[1](model, last))

    return replace_head
