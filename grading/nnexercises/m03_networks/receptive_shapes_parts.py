"""What the mistakes and the accepted answers of `receptive_shapes` share."""


def shapes_with(
    weights=lambda d, h: (d, h),
    bias=lambda n, d, h: (h,),
    output=lambda n, h: (n, h),
    first=lambda n, d: (n, d),
    layer=lambda before, W, b, after: [W, b, after],
):
    """The list of shapes with one thing changed: most mistakes are a switch away."""

    def receptive_shapes(batch, sizes):
        shapes = [first(batch, sizes[0])]
        for d, h in zip(sizes[:-1], sizes[1:], strict=True):
            shapes += layer((batch, d), weights(d, h), bias(batch, d, h), output(batch, h))
        return shapes

    return receptive_shapes
