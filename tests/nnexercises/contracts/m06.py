"""What module 6 promises: each exercise's points and the mistakes that it names."""

CONTRACT = {
    "SGD": (1, {"ascent", "rebinds-params", "grads-mutated"}),
    "Momentum": (
        2,
        {"velocity-not-kept", "ema-velocity", "shared-velocity", "nesterov-instead"},
    ),
    "RMSProp": (2, {"eps-inside-sqrt", "g-not-squared", "accumulates"}),
    "Adam": (
        4,
        {
            "no-bias-correction",
            "t-from-zero",
            "t-per-parameter",
            "power-missing",
            "eps-inside-sqrt",
            "g-not-squared",
            "shared-state",
        },
    ),
    "AdamW": (2, {"l2-in-gradient", "decay-after-scaling", "decay-without-lr"}),
    "clip_gradients": (
        2,
        {"per-array-norm", "per-element", "always-rescales", "zero-division"},
    ),
    "step_decay": (1, {"true-division", "off-by-one"}),
    "warmup_cosine": (2, {"cosine-off-by-one", "no-warmup", "not-clamped", "min-ignored"}),
    "minimize": (2, {"aliases-in-path", "start-missing", "stale-gradient"}),
}
