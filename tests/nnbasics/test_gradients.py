"""Every gradient three times: NumPy's formula, numerically, and by PyTorch's autograd."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from lazy_modules import LazyModule

from nnbasics import activations, losses
from nnbasics.autograd import Value
from nnbasics.data import house_prices
from nnbasics.gradients import (
    fit_line,
    linear_backward,
    loss_and_gradients,
    numerical_gradient,
    relu_backward,
)
from nnbasics.initialization import init_params
from nnbasics.regularization import l2_penalty

torch = LazyModule("torch")
functional = LazyModule("torch.nn.functional")

seeds = st.integers(0, 2**32 - 1)
# Numerical gradients know nothing within eps of ReLU's kink.
off_the_kink = st.floats(-3, 3).filter(lambda z: abs(z) > 1e-3)
anything = hnp.arrays(float, hnp.array_shapes(max_dims=3, max_side=4), elements=off_the_kink)


def relative_error(a, b):
    """The largest difference, as a share of the largest number (or of 0.01)."""
    a, b = np.asarray(a), np.asarray(b)
    assert a.shape == b.shape
    return np.max(np.abs(a - b)) / max(np.max(np.abs(a)), np.max(np.abs(b)), 0.01)


def three_agree(ours, numerical, autograd):
    assert relative_error(ours, numerical) < 1e-6
    assert relative_error(ours, autograd) < 1e-9


def torch_gradient(f, *arrays):
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    f(*tensors).backward()
    return [tensor.grad.numpy() for tensor in tensors]


IN_TORCH = ["sigmoid", "tanh", "relu", "leaky_relu", "gelu", "silu"]  # functional's names


@pytest.mark.parametrize("name", IN_TORCH)
@settings(max_examples=50)
@given(z=anything)
def test_activation(name, z):
    upstream = np.cos(np.arange(z.size)).reshape(z.shape) + 1.5  # not all ones
    ours = upstream * getattr(activations, f"{name}_grad")(z)
    numerical = numerical_gradient(
        lambda z: float(np.sum(upstream * getattr(activations, name)(z))), z
    )
    (autograd,) = torch_gradient(
        lambda z: (torch.tensor(upstream) * getattr(functional, name)(z)).sum(), z
    )
    three_agree(ours, numerical, autograd)
    if name == "relu":
        three_agree(relu_backward(upstream, z), numerical, autograd)


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_the_slope_at_zero_is_pytorchs(name):
    (autograd,) = torch_gradient(lambda z: getattr(functional, name)(z).sum(), np.zeros(3))
    assert (getattr(activations, f"{name}_grad")(np.zeros(3)) == autograd).all()
    assert not relu_backward(np.ones(3), np.zeros(3)).any()


@settings(max_examples=50)
@given(seed=seeds, n=st.integers(1, 6), c=st.integers(2, 6))
def test_losses(seed, n, c):
    rng = np.random.default_rng(seed)
    logits, labels = rng.normal(0, 2, (n, c)), rng.integers(0, c, n)
    three_agree(
        losses.cross_entropy_grad(logits, labels),
        numerical_gradient(lambda z: losses.cross_entropy(z, labels), logits),
        *torch_gradient(lambda z: functional.cross_entropy(z, torch.tensor(labels)), logits),
    )
    y = rng.normal(size=(n, c))
    three_agree(
        losses.mse_grad(logits, y),
        numerical_gradient(lambda z: losses.mse(z, y), logits),
        *torch_gradient(lambda z: functional.mse_loss(z, torch.tensor(y)), logits),
    )


@settings(max_examples=50)
@given(seed=seeds, n=st.integers(1, 5), d=st.integers(1, 5), h=st.integers(1, 5))
def test_linear(seed, n, d, h):
    rng = np.random.default_rng(seed)
    X, W, b, dout = (rng.normal(size=s) for s in ((n, d), (d, h), (h,), (n, h)))
    ours = linear_backward(dout, X, W)
    by_hand = [
        numerical_gradient(lambda X: float(np.sum(dout * (X @ W + b))), X),
        numerical_gradient(lambda W: float(np.sum(dout * (X @ W + b))), W),
        numerical_gradient(lambda b: float(np.sum(dout * (X @ W + b))), b),
    ]
    autograd = torch_gradient(
        lambda X, W, b: (torch.tensor(dout) * functional.linear(X, W.T, b)).sum(), X, W, b
    )
    for three in zip(ours, by_hand, autograd, strict=True):
        three_agree(*three)


def forward(X, arrays):
    for i in range(0, len(arrays), 2):
        X = X @ arrays[i] + arrays[i + 1]
        X = X if i == len(arrays) - 2 else X.relu()
    return X


@settings(max_examples=50)
@given(seed=seeds, n=st.integers(1, 6), sizes=st.lists(st.integers(2, 6), min_size=2, max_size=5))
def test_whole_network_with_penalty(seed, n, sizes):
    rng = np.random.default_rng(seed)
    X, labels = rng.normal(size=(n, sizes[0])), rng.integers(0, sizes[-1], n)
    params = [(W, rng.normal(0, 0.3, b.shape)) for W, b in init_params(sizes, rng)]
    A = X
    for W, b in params:
        Z = A @ W + b
        assume((np.abs(Z) > 1e-3).all())
        A = np.maximum(Z, 0)

    loss, grads = loss_and_gradients(X, labels, params)
    penalty, penalty_grads = l2_penalty(params, 0.01)
    arrays = [array for layer in params for array in layer]

    def value(arrays):
        layers = list(zip(arrays[::2], arrays[1::2], strict=True))
        return loss_and_gradients(X, labels, layers)[0] + l2_penalty(layers, 0.01)[0]

    def torch_loss(*tensors):
        weights = sum((W**2).sum() for W in tensors[::2])
        logits = forward(torch.tensor(X), tensors)
        return functional.cross_entropy(logits, torch.tensor(labels)) + 0.01 * weights

    assert abs(loss + penalty - torch_loss(*map(torch.tensor, arrays)).item()) < 1e-12
    autograd = torch_gradient(torch_loss, *arrays)
    ours = [
        g + p
        for layer, extra in zip(grads, penalty_grads, strict=True)
        for g, p in zip(layer, extra, strict=True)
    ]
    for i, array in enumerate(arrays):
        numerical = numerical_gradient(
            lambda x, i=i: value([*arrays[:i], x, *arrays[i + 1 :]]), array
        )
        three_agree(ours[i], numerical, autograd[i])


def test_whole_network_with_logits_of_a_thousand(recwarn):
    params = [(np.eye(2) * 1000, np.zeros(2)), (np.array([[1.0, -1.0], [-1.0, 1.0]]), np.zeros(2))]
    loss, grads = loss_and_gradients([[1, 0], [0, 1]], [1, 1], params)
    assert loss == 1000.0
    assert all(np.isfinite(array).all() for layer in grads for array in layer)
    assert not recwarn.list


def test_numerical_gradient_takes_any_shape_and_writes_nowhere():
    x = np.arange(6).reshape(1, 2, 3)
    x.flags.writeable = False
    np.testing.assert_allclose(numerical_gradient(lambda x: float(np.sum(x**2)), x), 2 * x)
    assert numerical_gradient(lambda x: float(x) ** 3, 2.0) == pytest.approx(12)
    seen = []
    numerical_gradient(lambda x: seen.append(x[0]) or 0.0, np.array([1.0]), eps=0.25)
    assert seen == [1.25, 0.75]


# ------------------------------------------------------------------------- autograd

# An expression of two numbers: built with Value, with PyTorch and with floats alike.
EXPRESSIONS = [
    lambda a, b: a * b + a - b / a,
    lambda a, b: (a * a).relu() * b.tanh() - 3 / a,
    lambda a, b: (a / 4).exp() + (b * b + 1).log() ** 2,
    lambda a, b: -((2 - a) ** 3) * (1 + b) / (a * a + b**2 + 0.5),
    lambda a, b: ((a + b) * (a + b)).tanh() + (a - 2).relu() + 2 * (b + 1).relu(),
    lambda a, b: a**-2 + b**0 + (a * b).exp().tanh(),
]


@pytest.mark.parametrize("f", EXPRESSIONS)
@given(a=st.floats(0.3, 3), b=st.floats(-3, 3))
def test_value(f, a, b):
    assume(min(abs(a - 2), abs(b + 1)) > 1e-3)
    ours = Value(a), Value(b)
    result = f(*ours)
    result.backward()
    numerical = numerical_gradient(lambda x: f(Value(x[0]), Value(x[1])).data, [a, b])
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (a, b)]
    theirs = f(*tensors)
    theirs.backward()
    assert result.data == pytest.approx(theirs.item(), rel=1e-12)
    three_agree([v.grad for v in ours], numerical, [t.grad.item() for t in tensors])


def test_value_of_a_deep_graph_and_of_one_used_often():
    x = Value(1.0)
    total = x
    for _ in range(5000):
        total = total + x * 0.5
    total.backward()
    assert x.grad == 2501.0
    doubled = Value(1.0)
    top = doubled
    for _ in range(60):  # 2^60 ways from top to bottom
        top = top + top
    top.backward()
    assert doubled.grad == 2.0**60


def test_value_leaves_add_up_and_others_start_afresh():
    x = Value(3.0)
    square = x * x
    for expected in (6.0, 12.0):
        square.backward()
        assert (x.grad, square.grad) == (expected, 1.0)
    x.grad = 0.0
    (x * x).backward()
    assert x.grad == 6.0
    with pytest.raises(TypeError, match="number"):
        x**x


def test_worked_backpropagation_step():
    def loss(w, v):
        return ((w * 2).relu() * v - 5) ** 2

    w, v = Value(3), Value(0.5)
    first = loss(w, v)
    first.backward()
    assert (first.data, v.grad, w.grad) == (4.0, -24.0, -4.0)
    w2, v2 = w.data - 0.1 * w.grad, v.data - 0.1 * v.grad
    assert (w2, v2) == pytest.approx((3.4, 2.9))
    assert loss(Value(w2), Value(v2)).data == pytest.approx(216.7, abs=0.05)
    assert loss(Value(3 + 0.01 * 4), Value(0.5 + 0.01 * 24)).data < 4  # a rate that works


# ------------------------------------------------------------------------- fit_line


@settings(max_examples=20)
@given(seed=seeds, n=st.integers(1, 8))
def test_fit_line_is_pytorchs_sgd(seed, n):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, n))
    w, b, history = fit_line(x, y, 0.05, 30)
    line = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([line], 0.05)
    for loss in history:
        sgd.zero_grad()
        theirs = functional.mse_loss(line[0] * torch.tensor(x) + line[1], torch.tensor(y))
        assert loss == pytest.approx(theirs.item(), rel=1e-9)
        theirs.backward()
        sgd.step()
    assert (w, b) == pytest.approx(tuple(line.tolist()), rel=1e-9)
    assert len(history) == 30


def test_house_prices_need_a_tiny_rate_or_a_standardized_x():
    x, y = house_prices()
    design = np.stack([x, np.ones(3)], axis=1)
    curvatures = np.linalg.eigvalsh(2 * design.T @ design / 3)  # of the loss: its Hessian
    largest_stable = 2 / curvatures[-1]
    assert f"{largest_stable:.2e}" == "4.14e-07"
    assert f"{curvatures[-1] / curvatures[0]:.1e}" == "3.5e+07"
    assert fit_line(x, y, 0.99 * largest_stable, 200)[2][-1] < 1000
    assert fit_line(x, y, 1.01 * largest_stable, 2000)[2][-1] > 1e6
    with np.errstate(over="ignore", invalid="ignore"):
        losses_ = fit_line(x, y, 0.01, 66)[2]
    assert not math.isfinite(losses_[-1]) or not math.isfinite(fit_line(x, y, 0.01, 66)[0])
    z = (x - x.mean()) / x.std()
    w, b, _ = fit_line(z, y, 0.1, 100)
    assert w / x.std() == pytest.approx(0.2)
    assert b - w * x.mean() / x.std() == pytest.approx(0.0, abs=1e-6)
    error = 0.5 * 1000 + 10 - 200
    assert (error, error**2, 2 * error * 1000, 2 * error) == (310, 96_100, 620_000, 620)
