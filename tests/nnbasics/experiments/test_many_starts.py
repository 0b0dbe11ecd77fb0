"""Many networks trained at once: each of them learns as it would alone."""

import numpy as np
import pytest
from lazy_modules import LazyModule

from nnbasics.data import gate
from nnbasics.experiments.many_starts import forward_many, init_many, one_of, train_many
from nnbasics.initialization import init_params
from nnbasics.networks import mlp_forward

torch = LazyModule("torch")

X, Y = gate("xor")


def test_the_first_starts_do_not_depend_on_how_many_there_are():
    few = init_many([2, 3, 1], 2, np.random.default_rng(0))
    many = init_many([2, 3, 1], 5, np.random.default_rng(0))
    rng = np.random.default_rng(0)
    for start in range(2):
        single = init_params([2, 3, 1], rng)
        for layer, *others in zip(single, one_of(few, start), one_of(many, start), strict=True):
            for other in others:
                assert all(np.array_equal(a, b) for a, b in zip(layer, other, strict=True))


def test_pytorch_start_is_as_wide_as_pytorchs():
    params = init_many([5, 3, 2], 400, np.random.default_rng(0), "pytorch")
    torch.manual_seed(0)
    for (W, b), fan_in, fan_out in zip(params, (5, 3), (3, 2), strict=True):
        assert W.shape == (400, fan_in, fan_out) and b.shape == (400, 1, fan_out)
        theirs = torch.nn.Linear(fan_in, 2000)
        for ours, other in ((W, theirs.weight), (b, theirs.bias)):
            assert np.abs(ours).max() <= 1 / np.sqrt(fan_in)
            assert ours.std() == pytest.approx(other.detach().numpy().std(), rel=0.05)


def test_forward_is_that_of_each_network():
    params = init_many([2, 4, 3, 1], 3, np.random.default_rng(1))
    outputs = forward_many(X, params)
    assert [each.shape for each in outputs] == [(3, 4, 4), (3, 4, 3), (3, 4, 1)]
    for start in range(3):
        assert np.allclose(outputs[-1][start], mlp_forward(X, one_of(params, start)))


@pytest.mark.parametrize("sizes", [[2, 3, 1], [2, 3, 4, 1], [2, 1]], ids=str)
@pytest.mark.parametrize("output", ["logit", "number"])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_training_is_that_of_pytorch(sizes, output, activation):
    start = init_many(sizes, 2, np.random.default_rng(2), "pytorch")
    kept = [array.copy() for layer in start for array in layer]
    trained, _ = train_many(X, Y, start, 0.3, 20, activation=activation, output=output)
    bend = {"relu": torch.relu, "tanh": torch.tanh}[activation]
    loss = {"logit": torch.nn.BCEWithLogitsLoss(), "number": torch.nn.MSELoss()}[output]
    for network in range(2):
        params = [
            [torch.tensor(array, requires_grad=True) for array in layer]
            for layer in one_of(start, network)
        ]
        flat = [array for layer in params for array in layer]
        optimizer = torch.optim.SGD(flat, lr=0.3)
        for _ in range(20):
            optimizer.zero_grad()
            A = torch.tensor(X)
            for W, b in params[:-1]:
                A = bend(A @ W + b)
            loss(A @ params[-1][0] + params[-1][1], torch.tensor(Y)[:, None].double()).backward()
            optimizer.step()
        ours = [array for layer in one_of(trained, network) for array in layer]
        for mine, theirs in zip(ours, flat, strict=True):
            assert np.allclose(mine, theirs.detach().numpy(), rtol=1e-9, atol=1e-12)
    assert all(
        np.array_equal(a, b)
        for a, b in zip(kept, (array for layer in start for array in layer), strict=True)
    )


def test_moments_are_kept_in_order():
    start = init_many([2, 3, 1], 2, np.random.default_rng(3))
    end, kept = train_many(X, Y, start, 0.5, 30, keep=[30, 0, 10])
    after_ten, _ = train_many(X, Y, start, 0.5, 10)
    for moment, wanted in zip(kept, (start, after_ten, end), strict=True):
        assert all(np.array_equal(W, V) for (W, _), (V, _) in zip(moment, wanted, strict=True))


def test_unknown_output_is_refused():
    start = init_many([2, 1], 1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="no output 'class'"):
        train_many(X, Y, start, 0.1, 1, output="class")
