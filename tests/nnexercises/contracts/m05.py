"""What module 5 promises: each exercise's points and the mistakes that it names."""

CONTRACT = {
    "standardize": (
        2,
        {"test-statistics", "whole-array-statistics", "divides-by-zero", "variance-not-std"},
    ),
    "init_params": (2, {"fan-out", "missing-sqrt", "bias-random", "same-matrix-every-layer"}),
    "iterate_minibatches": (
        3,
        {"shuffles-x-only", "no-shuffle", "last-batch-dropped", "with-replacement"},
    ),
    "accuracy": (1, {"percent", "argmax-axis-0", "error-rate"}),
    "confusion_matrix": (2, {"transposed", "missing-class-dropped", "normalized"}),
    "precision_recall": (2, {"swapped", "nan-on-empty", "micro-averaged"}),
    "l2_penalty": (2, {"on-biases", "half-factor", "missing-square"}),
    "dropout": (
        2,
        {"no-rescale", "keep-drop-swapped", "at-test-time", "one-mask-for-all-rows"},
    ),
    "early_stop": (2, {"compares-with-previous", "off-by-one", "best-is-last"}),
    "train": (
        4,
        {
            "no-update",
            "params-mutated",
            "mean-of-batch-means",
            "same-order-every-epoch",
            "gradient-of-first-batch",
        },
    ),
    "save_load": (2, {"order-lost", "pickle", "dtype-lost"}),
}
