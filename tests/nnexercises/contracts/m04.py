"""What module 4 promises: each exercise's points and the mistakes that it names."""

CONTRACT = {
    "mse": (2, {"sum-not-mean", "outer-difference", "half-factor", "absolute-error"}),
    "mse_grad": (1, {"sign-flipped", "missing-two", "not-averaged"}),
    "bce": (2, {"log-zero", "one-term-only", "sum-not-mean", "sign-flipped"}),
    "cross_entropy": (
        3,
        {"double-softmax", "log-zero", "wrong-indexing", "sum-not-mean", "double-mean"},
    ),
    "cross_entropy_grad": (
        3,
        {"not-averaged", "one-hot-missing", "sign-flipped", "modifies-logits"},
    ),
    "numerical_gradient": (
        3,
        {"one-sided", "x-left-perturbed", "missing-half", "flat-only"},
    ),
    "linear_backward": (
        3,
        {"db-not-summed", "db-averaged", "dw-transposed", "upstream-ignored", "x-used-for-w"},
    ),
    "relu_backward": (1, {"upstream-ignored", "mask-of-dout", "one-at-zero", "in-place"}),
    "fit_line": (
        3,
        {"ascent", "b-updated-with-new-w", "sum-not-mean", "losses-after-step"},
    ),
    "loss_and_gradients": (
        4,
        {
            "mask-of-wrong-layer",
            "gradient-not-averaged",
            "relu-mask-missing",
            "last-layer-only",
            "bias-gradient-missing",
            "params-mutated",
        },
    ),
    "Value": (
        4,
        {
            "overwrites-grad",
            "no-topological-order",
            "seed-missing",
            "reflected-op-missing",
            "grad-survives",
            "recursion-limit",
        },
    ),
}
