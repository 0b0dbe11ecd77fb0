"""What module 3 promises: each exercise's points and the mistakes that it names."""

CONTRACT = {
    "linear": (
        2,
        {"transposed-weights", "bias-omitted", "no-shape-check", "silent-broadcast"},
    ),
    "mlp_forward": (
        3,
        {
            "no-nonlinearity",
            "activation-on-logits",
            "first-two-layers-only",
            "same-weights-reused",
        },
    ),
    "hidden_activations": (2, {"pre-activations", "includes-input", "includes-logits"}),
    "predict": (1, {"argmax-axis-0", "returns-scores", "argmax-of-all"}),
    "collapse": (3, {"bias-not-propagated", "order-reversed", "weights-added"}),
    "xor_params": (3, {"xor-is-or", "no-hidden-layer", "on-the-boundary"}),
    "receptive_shapes": (1, {"weights-transposed", "bias-shape", "batch-missing"}),
}
