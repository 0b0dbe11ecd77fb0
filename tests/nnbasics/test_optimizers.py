"""Optimizers take the steps of torch.optim, 200 of them, and touch nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lazy_modules import LazyModule

from nnbasics.optimizers import SGD, Adam, AdamW, Momentum, RMSProp, clip_gradients, minimize

torch = LazyModule("torch")

PAIRS = {
    "SGD": (lambda p: SGD(p, 0.05), lambda p: torch.optim.SGD(p, 0.05)),
    "Momentum": (
        lambda p: Momentum(p, 0.01, 0.8),
        lambda p: torch.optim.SGD(p, 0.01, momentum=0.8),
    ),
    "RMSProp": (
        lambda p: RMSProp(p, 0.01, 0.95, 1e-6),
        lambda p: torch.optim.RMSprop(p, 0.01, alpha=0.95, eps=1e-6),
    ),
    "Adam": (
        lambda p: Adam(p, 0.02, (0.8, 0.99), 1e-6),
        lambda p: torch.optim.Adam(p, 0.02, (0.8, 0.99), 1e-6),
    ),
    "AdamW": (
        lambda p: AdamW(p, 0.02, weight_decay=0.1),
        lambda p: torch.optim.AdamW(p, 0.02, weight_decay=0.1),
    ),
    "defaults of Momentum": (
        lambda p: Momentum(p, 0.01),
        lambda p: torch.optim.SGD(p, 0.01, momentum=0.9),
    ),
    "defaults of RMSProp": (lambda p: RMSProp(p, 0.01), lambda p: torch.optim.RMSprop(p, 0.01)),
    "defaults of Adam": (lambda p: Adam(p, 0.01), lambda p: torch.optim.Adam(p, 0.01)),
    "defaults of AdamW": (lambda p: AdamW(p, 0.01), lambda p: torch.optim.AdamW(p, 0.01)),
}


@pytest.mark.parametrize("name", PAIRS)
@settings(max_examples=5)
@given(seed=st.integers(0, 2**32 - 1))
def test_optimizer_is_pytorchs_step_for_step(name, seed):
    """On a noisy quadratic: the gradient depends on where the last steps led."""
    rng = np.random.default_rng(seed)
    params = [rng.normal(size=shape) for shape in ((3, 2), (2,), ())]
    curvature = [rng.uniform(0.1, 3, w.shape) for w in params]
    theirs = [torch.tensor(w, requires_grad=True) for w in params]
    make, make_theirs = PAIRS[name]
    optimizer, their_optimizer = make(params), make_theirs(theirs)
    for _ in range(200):
        noise = [rng.normal(size=w.shape) for w in params]
        grads = [np.asarray(c * w + n) for c, w, n in zip(curvature, params, noise, strict=True)]
        kept = [g.copy() for g in grads]
        optimizer.step(grads)
        for t, c, n in zip(theirs, curvature, noise, strict=True):
            t.grad = torch.tensor(c) * t.detach() + torch.tensor(n)
        their_optimizer.step()
        for w, t in zip(params, theirs, strict=True):
            np.testing.assert_allclose(w, t.detach().numpy(), rtol=1e-9, atol=1e-12)
        assert all(np.array_equal(g, k) for g, k in zip(grads, kept, strict=True))


@pytest.mark.parametrize("make", [SGD, Momentum, RMSProp, Adam, AdamW])
def test_optimizer_changes_the_arrays_it_was_given_and_keeps_their_dtype(make):
    w = np.ones((2, 2), np.float32)
    make([w], 0.1).step([np.ones((2, 2), np.float32)])
    assert w.dtype == np.float32
    assert (w < 1).all()
    with pytest.raises(ValueError, match="zip"):
        make([w], 0.1).step([])


@given(seed=st.integers(0, 2**32 - 1), max_norm=st.floats(0.01, 10))
def test_clipping_is_pytorchs(seed, max_norm):
    grads = [np.random.default_rng(seed).normal(size=s) for s in ((3, 2), (4,))]
    theirs = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in grads]
    for t, g in zip(theirs, grads, strict=True):
        t.grad = torch.tensor(g)
    torch.nn.utils.clip_grad_norm_(theirs, max_norm)
    ours = clip_gradients(grads, max_norm)
    for g, t in zip(ours, theirs, strict=True):
        # PyTorch divides by norm + 1e-6.
        np.testing.assert_allclose(g, t.grad.numpy(), rtol=1e-5)
    assert np.sqrt(sum((g**2).sum() for g in ours)) <= max_norm * (1 + 1e-12)


def test_clipping_leaves_small_gradients_and_zeros_alone(recwarn):
    grads = [np.array([3.0]), np.array([4.0])]
    assert clip_gradients(grads, 5.0) == grads
    assert clip_gradients([np.zeros(2)], 1.0)[0].tolist() == [0, 0]
    assert not recwarn.list


def test_minimize_writes_down_copies_of_every_step():
    params = [np.array([1.0]), np.array([2.0])]
    path = minimize(SGD(params, 0.25), params, lambda params: [2 * w for w in params], 3)
    assert [[float(w[0]) for w in point] for point in path] == [
        [1.0, 2.0],
        [0.5, 1.0],
        [0.25, 0.5],
        [0.125, 0.25],
    ]
