"""Neural Network Basics: small reference implementations, written to be read.

Every module holds one idea, in the order of the course. Import what you need from
the module it lives in: ``from nnbasics.neurons import layer``.

Conventions (the same everywhere in the course): samples are rows, so ``X`` is
``(N, D)``; a layer has weights ``W`` of shape ``(D, H)`` and a bias ``b`` of shape
``(H,)``; and ``Z = X @ W + b``.
"""
