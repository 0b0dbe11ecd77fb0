"""Neural Network Basics: small reference implementations, written to be read.

Every module holds one idea. Import what you need from the module it lives in:
``from nnbasics.neurons import layer``.

========================  ===========================================================
neurons, perceptron       a neuron, a layer, and the first rule that learned
activations               what bends between layers, with slopes; softmax
networks                  layers one after another
losses, gradients         how wrong, and which way is better: backpropagation
autograd                  gradients that compute themselves
initialization            where training starts
batches, preprocessing    data on its way into training
training, fast_training   the training loop; the same loop in less time
regularization,           against learning by heart
early_stopping
metrics, saving           how good a network is, and how to keep it
optimizers, schedules     how to step, and how far
mnist, digit_images       networks that read digits, and digits to be read
torch_networks            networks and their training in PyTorch
lora, quantization        adapting and shrinking what is trained
fine_tuning               adapting in PyTorch
tokens, next_token        text as numbers, and the question what comes next
attention, transformer    what a language model is made of
writing, gpt              writing with one; a small one in PyTorch
language                  language models in numbers
data, texts               the data sets; two books
------------------------  -----------------------------------------------------------
`nnbasics.experiments`    what the lessons try out with all this
`nnbasics.notebook`       quizzes, progress, installation, source code in a notebook
`nnbasics.figures`        still figures, and the look of all figures
`nnbasics.explorers`      live figures: move a slider, and the picture follows
========================  ===========================================================

What stands above the line imports nothing from below it. Experiments import references;
figures import references and experiments; explorers import all of these. What is in
`nnbasics.notebook` imports references and the figures' look at most.

Conventions (the same everywhere in the course): samples are rows, so ``X`` is
``(N, D)``; a layer has weights ``W`` of shape ``(D, H)`` and a bias ``b`` of shape
``(H,)``; and ``Z = X @ W + b``.
"""
