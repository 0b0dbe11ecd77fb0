"""Which earlier exercises an exercise rests on: what to look at again when it fails.

An id that is not here rests on no other exercise.
"""

RESTS_ON: dict[str, tuple[str, ...]] = {
    # 01_weights_and_bias
    "neuron": ("weighted_sum",),
    "layer": ("neuron",),
    "count_parameters": ("layer",),
    "gate_weights": ("weighted_sum", "step"),
    "perceptron_update": ("weighted_sum", "step"),
    "train_perceptron": ("perceptron_update",),
    # 02_activations
    "tanh": ("sigmoid",),
    "leaky_relu": ("relu",),
    "silu": ("sigmoid",),
    "softmax": ("sigmoid",),
    "sigmoid_grad": ("sigmoid",),
    "tanh_grad": ("tanh",),
    "relu_grad": ("relu",),
    # 03_networks
    "linear": ("layer",),
    "mlp_forward": ("linear", "relu"),
    "hidden_activations": ("mlp_forward",),
    "predict": ("mlp_forward",),
    "collapse": ("linear",),
    "xor_params": ("gate_weights", "mlp_forward"),
    "receptive_shapes": ("linear", "count_parameters"),
    # 04_backprop
    "mse_grad": ("mse",),
    "bce": ("sigmoid",),
    "cross_entropy": ("softmax",),
    "cross_entropy_grad": ("cross_entropy", "softmax"),
    "linear_backward": ("linear",),
    "relu_backward": ("relu_grad",),
    "fit_line": ("mse_grad",),
    "loss_and_gradients": (
        "mlp_forward", "cross_entropy_grad", "linear_backward", "relu_backward",
    ),
    "Value": ("tanh_grad", "relu_backward"),
    # 05_training_loop
    "init_params": ("mlp_forward",),
    "accuracy": ("predict",),
    "precision_recall": ("confusion_matrix",),
    "train": ("loss_and_gradients", "iterate_minibatches"),
    # 06_optimizers
    "SGD": ("fit_line",),
    "Momentum": ("SGD",),
    "RMSProp": ("SGD",),
    "Adam": ("Momentum", "RMSProp"),
    "AdamW": ("Adam",),
    "warmup_cosine": ("step_decay",),
    "minimize": ("SGD",),
    # 07_mnist
    "train_validation_split": ("iterate_minibatches",),
    "fit": ("train", "init_params"),
    "evaluate": ("accuracy", "confusion_matrix"),
    "top_confusions": ("confusion_matrix",),
    "build_torch_mlp": ("mlp_forward",),
    "torch_train_step": ("build_torch_mlp", "train"),
    # 08_fine_tuning
    "replace_head": ("freeze",),
    "lora_forward": ("linear",),
    "lora_merge": ("lora_forward",),
    "lora_parameter_count": ("count_parameters",),
    "LoRALinear": ("lora_forward", "lora_merge"),
    "dequantize": ("quantize_int8",),
    "transformer_parameters": ("count_parameters",),
    "next_token_probabilities": ("softmax",),
    "fine_tune": ("torch_train_step", "freeze"),
}  # fmt: skip
