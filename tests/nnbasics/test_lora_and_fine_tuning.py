"""LoRA in NumPy and PyTorch, freezing, new heads, and the training step in PyTorch."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lazy_modules import LazyModule

from nnbasics.gradients import loss_and_gradients
from nnbasics.lora import lora_forward, lora_merge, lora_parameter_count

torch = LazyModule("torch")
nn = LazyModule("torch.nn")
fine_tuning = LazyModule("nnbasics.fine_tuning")
torch_networks = LazyModule("nnbasics.torch_networks")


@pytest.fixture
def model():
    torch.manual_seed(0)
    return torch_networks.build_torch_mlp([5, 8, 6, 3])


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    return torch.randn(20, 5, generator=generator), torch.arange(20) % 3


def state(module):
    return copy.deepcopy(module.state_dict())


def same(before, after):
    return {name: torch.equal(before[name], after[name]) for name in before}


# ------------------------------------------------------------------------------ LoRA

shape = st.integers(1, 6)


@settings(max_examples=50)
@given(seed=st.integers(0, 2**31), n=shape, d=shape, h=shape, r=shape, alpha=st.floats(0.1, 20))
def test_lora_is_the_same_in_numpy_and_pytorch(seed, n, d, h, r, alpha):
    rng = np.random.default_rng(seed)
    x, W, A, B = (rng.normal(size=s) for s in ((n, d), (d, h), (d, r), (r, h)))
    module = fine_tuning.LoRALinear(nn.Linear(d, h, dtype=torch.float64), r, alpha)
    with torch.no_grad():
        module.base.weight.copy_(torch.tensor(W.T))
        module.base.bias.zero_()
        module.A.copy_(torch.tensor(A))
        module.B.copy_(torch.tensor(B))
    ours = lora_forward(x, W, A, B, alpha)
    close = {"rtol": 1e-9, "atol": 1e-9}
    np.testing.assert_allclose(ours, module(torch.tensor(x)).detach(), **close)
    np.testing.assert_allclose(x @ lora_merge(W, A, B, alpha), ours, **close)
    np.testing.assert_allclose(module.merge()(torch.tensor(x)).detach(), ours, **close)
    learning = sum(p.numel() for p in module.parameters() if p.requires_grad)
    assert lora_parameter_count(d, h, r) == learning


def test_lora_parameters_of_the_text():
    assert 1536 * 1536 == 2_359_296
    assert lora_parameter_count(1536, 1536, 8) == 24_576


@pytest.mark.parametrize("bias", [True, False])
def test_lora_starts_as_its_base_and_only_a_and_b_learn(bias, batch):
    X, labels = batch
    base = nn.Linear(5, 3, bias)
    lora, before = fine_tuning.LoRALinear(base, 2, 4.0), state(base)
    assert torch.equal(lora(X), base(X))
    assert lora.A.shape == (5, 2)
    assert lora.A.any()
    assert sorted(name for name, p in lora.named_parameters() if p.requires_grad) == ["A", "B"]
    losses = fine_tuning.fine_tune(lora, X, labels, 30, 0.05)
    assert losses[-1] < losses[0]
    assert all(same(before, base.state_dict()).values())
    kept = state(lora)
    first, second = lora.merge(), lora.merge()
    assert all(same(kept, lora.state_dict()).values())
    assert type(first) is nn.Linear
    assert all(p.requires_grad for p in first.parameters())
    for merged in (first, second):
        torch.testing.assert_close(merged(X), lora(X))


# --------------------------------------------------------------------- freezing, heads


def test_freeze_stops_prefixes_and_counts_what_is_left(model):
    everything = sum(p.numel() for p in model.parameters())
    assert fine_tuning.freeze(model, []) == everything
    assert fine_tuning.freeze(model, ["0."]) == everything - (5 * 8 + 8)
    assert fine_tuning.freeze(model, ["2.b"]) == everything - (5 * 8 + 8) - 6  # "0." stays frozen
    assert fine_tuning.freeze(model, "2.") == 6 * 3 + 3


def test_freeze_knows_module_1_from_module_10():
    model = nn.Sequential(*(nn.Linear(2, 2) for _ in range(11)))
    fine_tuning.freeze(model, ["1."])
    frozen = {name for name, p in model.named_parameters() if not p.requires_grad}
    assert frozen == {"1.weight", "1.bias"}


def test_frozen_parameters_stay_with_an_optimizer_that_has_momentum_and_old_gradients(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), 0.1)
    torch_networks.torch_train_step(model, optimizer, *batch)
    fine_tuning.freeze(model, ["0."])
    before = state(model)
    optimizer.step()
    torch_networks.torch_train_step(model, optimizer, *batch)
    unchanged = same(before, model.state_dict())
    assert {name for name, is_same in unchanged.items() if is_same} == {"0.weight", "0.bias"}


def test_replace_head_changes_the_head_alone(model):
    fine_tuning.freeze(model, ["0."])
    model.eval()
    before, random_state = state(model), torch.get_rng_state()
    new = fine_tuning.replace_head(model, 7, torch.Generator().manual_seed(1))
    assert torch.equal(torch.get_rng_state(), random_state)
    assert [new[i] is model[i] for i in range(5)] == [True, True, True, True, False]
    assert all(same(before, model.state_dict()).values())
    assert new[4].weight.shape == (7, 6)
    assert new[4].weight.requires_grad
    assert not new[0].weight.requires_grad
    assert not new.training
    again = fine_tuning.replace_head(model, 7, torch.Generator().manual_seed(1))
    other = fine_tuning.replace_head(model, 7, torch.Generator().manual_seed(2))
    assert torch.equal(new[4].weight, again[4].weight)
    assert torch.equal(new[4].bias, again[4].bias)
    assert not torch.equal(new[4].weight, other[4].weight)


def test_new_heads_are_spread_as_pytorchs_linear(model):
    wide = nn.Sequential(nn.Linear(400, 2), nn.Dropout())
    head = fine_tuning.replace_head(wide, 500, torch.Generator().manual_seed(1))[0]
    theirs = nn.Linear(400, 500)
    assert head.weight.std().item() == pytest.approx(theirs.weight.std().item(), rel=0.02)
    assert head.weight.abs().max().item() <= 0.05
    assert head.bias.abs().max().item() <= 0.05


def test_replace_head_keeps_a_head_without_bias():
    model = nn.Sequential(nn.Linear(4, 3, bias=False))
    assert fine_tuning.replace_head(model, 2, torch.Generator())[0].bias is None


def test_fine_tune_moves_only_what_is_not_frozen(model, batch):
    fine_tuning.freeze(model, ["0.", "2."])
    model.eval()
    before = state(model)
    losses = fine_tuning.fine_tune(model, *batch, 40, 0.05, torch.Generator())
    assert len(losses) == 40
    assert all(type(loss) is float for loss in losses)
    assert losses[-1] < losses[0]
    unchanged = same(before, model.state_dict())
    assert {name for name, is_same in unchanged.items() if not is_same} == {"4.weight", "4.bias"}
    assert not model.training


# --------------------------------------------------------------------- the training step


def test_torch_mlp_is_linear_and_relu_with_logits_out():
    model = torch_networks.build_torch_mlp([784, 128, 64, 10])
    kinds = [type(module) for module in model]
    assert kinds == [nn.Linear, nn.ReLU, nn.Linear, nn.ReLU, nn.Linear]
    assert sum(p.numel() for p in model.parameters()) == 109_386
    assert len(torch_networks.build_torch_mlp([3, 2])) == 1


def test_torch_train_step_is_the_step_of_the_numpy_network(batch):
    X, labels = batch
    model = torch_networks.build_torch_mlp([5, 8, 3]).double().eval()
    params = [
        (m.weight.detach().numpy().T.copy(), m.bias.detach().numpy().copy()) for m in model[::2]
    ]
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    for _ in range(3):
        loss, grads = loss_and_gradients(X.double().numpy(), labels.numpy(), params)
        theirs = torch_networks.torch_train_step(model, optimizer, X.double(), labels)
        assert type(theirs) is float
        assert theirs == pytest.approx(loss, rel=1e-9)
        assert model.training
        params = [
            (W - 0.1 * dW, b - 0.1 * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
        ]
    for module, (W, b) in zip(model[::2], params, strict=True):
        np.testing.assert_allclose(module.weight.detach().numpy().T, W, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(module.bias.detach().numpy(), b, rtol=1e-9, atol=1e-12)
