"""What module 1 promises: each exercise's points and the mistakes that it names."""

CONTRACT = {
    "weighted_sum": (
        1,
        {"bias-omitted", "bias-per-feature", "elementwise-not-dot", "first-feature-only"},
    ),
    "step": (1, {"fires-at-zero", "returns-bool", "sign-not-step", "scalar-only"}),
    "neuron": (2, {"bias-omitted", "column-result", "first-row-only", "elementwise-not-dot"}),
    "layer": (2, {"transposed-weights", "bias-column", "bias-omitted", "one-neuron-only"}),
    "count_parameters": (
        1,
        {"biases-omitted", "input-biases-counted", "weights-squared-width"},
    ),
    "gate_weights": (2, {"and-is-or", "bias-missing", "fires-on-boundary", "xor-claimed"}),
    "perceptron_update": (
        2,
        {
            "update-sign",
            "bias-not-updated",
            "learning-rate-ignored",
            "updates-when-right",
            "int-truncation",
            "weights-mutated",
        },
    ),
    "train_perceptron": (
        4,
        {
            "one-epoch-only",
            "update-sign",
            "errors-not-reset",
            "updates-only-positives",
            "no-early-stop",
        },
    ),
}
