"""What module 8 promises: each exercise's points and the mistakes that it names."""

CONTRACT = {
    "freeze": (2, {"frozen-still-updated", "everything-frozen", "substring-match"}),
    "replace_head": (2, {"body-reinitialized", "head-frozen", "wrong-input-width"}),
    "lora_forward": (2, {"scale-missing", "alpha-not-divided", "a-b-swapped", "base-missing"}),
    "lora_merge": (1, {"scale-missing", "mutates-w", "transposed"}),
    "lora_parameter_count": (1, {"full-matrix", "rank-squared", "one-matrix"}),
    "LoRALinear": (
        4,
        {"b-random", "both-zero", "base-trainable", "scale-missing", "merge-twice"},
    ),
    "quantize_int8": (2, {"max-not-absmax", "wraps", "floor-not-round", "zero-division"}),
    "dequantize": (1, {"int-multiplication", "divides"}),
    "memory_gb": (1, {"bits-as-bytes", "gibibytes", "integer-division"}),
    "transformer_parameters": (
        3,
        {
            "two-matrix-ffn",
            "kv-full-width",
            "embedding-twice",
            "norms-omitted",
            "biases-omitted",
        },
    ),
    "next_token_probabilities": (2, {"multiplies", "zero-division", "no-max-shift"}),
    "fine_tune": (4, {"frozen-moved", "all-parameters", "eval-mode", "losses-are-tensors"}),
}
