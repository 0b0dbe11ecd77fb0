"""What the mistakes and the accepted answers of `freeze` share."""


def freezer(
    chosen=lambda name, names: any(name.startswith(each) for each in names),
    stop=lambda parameter: parameter.requires_grad_(False),
    others=lambda parameter: None,
    count=lambda model: sum(p.numel() for p in model.parameters() if p.requires_grad),
):
    def freeze(model, names):
        for name, parameter in model.named_parameters():
            if chosen(name, names):
                stop(parameter)
            else:
                others(parameter)
        return count(model)

    return freeze
