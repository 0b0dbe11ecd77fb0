"""What module 2 promises: each exercise's points and the mistakes that it names."""

CONTRACT = {
    "sigmoid": (2, {"overflow", "sign-flipped", "tanh-instead"}),
    "tanh": (2, {"overflow", "sigmoid-instead", "missing-factor-two"}),
    "relu": (1, {"in-place", "abs-instead", "leaky-instead", "scalar-only"}),
    "leaky_relu": (1, {"slope-ignored", "slope-on-positive", "in-place"}),
    "gelu": (2, {"silu-instead", "missing-half", "erf-scale"}),
    "silu": (1, {"sigmoid-only", "overflow"}),
    "softmax": (
        3,
        {
            "axis-0",
            "whole-array",
            "no-max-shift",
            "global-max-shift",
            "no-keepdims",
            "not-normalized",
        },
    ),
    "sigmoid_grad": (2, {"on-activation", "sigmoid-twice", "missing-one-minus"}),
    "tanh_grad": (1, {"on-activation", "sigmoid-grad-instead", "square-missing"}),
    "relu_grad": (1, {"one-at-zero", "returns-bool", "returns-z"}),
}
