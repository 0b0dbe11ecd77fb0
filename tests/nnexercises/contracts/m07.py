"""What module 7 promises: each exercise's points and the mistakes that it names."""

CONTRACT = {
    "normalize_images": (
        2,
        {"uint8-wrap", "per-image", "not-flattened", "divided-twice", "scrambled-pixels"},
    ),
    "one_hot": (1, {"off-by-one", "transposed", "width-from-max"}),
    "train_validation_split": (
        2,
        {"leak", "no-shuffle", "fraction-swapped", "labels-misaligned"},
    ),
    "fit": (5, {"untrained", "overfits-first-batch", "labels-shuffled"}),
    "evaluate": (2, {"last-batch-dropped", "mean-of-batch-means", "all-at-once"}),
    "top_confusions": (2, {"diagonal-included", "transposed", "ties-unordered"}),
    "build_torch_mlp": (2, {"softmax-at-end", "relu-at-end", "no-nonlinearity"}),
    "torch_train_step": (
        3,
        {
            "no-zero-grad",
            "softmax-before-loss",
            "loss-is-tensor",
            "step-before-backward",
            "eval-mode",
        },
    ),
}
