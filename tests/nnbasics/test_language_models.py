"""Tokens, attention, blocks and writing, against PyTorch and against each other."""

import copy
import inspect
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lazy_modules import LazyModule

from nnbasics.attention import (
    attention,
    attention_weights,
    cached_step,
    causal_mask,
    multi_head_attention,
)
from nnbasics.next_token import answer_loss, embed, next_token_examples, perplexity
from nnbasics.tokens import merge_pair, most_frequent_pair
from nnbasics.transformer import gelu_tanh, layer_norm, transformer_block
from nnbasics.writing import generate, top_k

torch = LazyModule("torch")
nn = LazyModule("torch.nn")
fine_tuning = LazyModule("nnbasics.fine_tuning")
gpt_module = LazyModule("nnbasics.gpt")

seeds = st.integers(0, 2**31)


def tensor(x):
    return torch.from_numpy(np.asarray(x, dtype=float))


def block_params(rng, d, hidden):
    shapes = {"g1": d, "b1": d, "g2": d, "b2": d, "c1": hidden, "c2": d}
    shapes |= {f"W{w}": (d, d) for w in "qkvo"} | {"W1": (d, hidden), "W2": (hidden, d)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


# ---------------------------------------------------------------- tokens


@given(st.lists(st.integers(0, 3), min_size=2, max_size=30))
def test_the_most_frequent_pair_by_counting(tokens):
    pairs = [(tokens[i], tokens[i + 1]) for i in range(len(tokens) - 1)]
    found = most_frequent_pair(tokens)
    assert pairs.count(found) == max(map(pairs.count, pairs))
    assert found == min(p for p in pairs if pairs.count(p) == pairs.count(found))


def test_a_pair_needs_two():
    with pytest.raises(ValueError, match="two"):
        most_frequent_pair([7])


@given(st.lists(st.integers(0, 2), max_size=30), st.tuples(st.integers(0, 2), st.integers(0, 2)))
def test_merging_loses_nothing(tokens, pair):
    given = list(tokens)
    merged = merge_pair(tokens, pair, 9)
    unfolded = [t for m in merged for t in (pair if m == 9 else (m,))]
    assert unfolded == tokens == given
    assert all(tuple(merged[i : i + 2]) != pair for i in range(len(merged)))


def test_merging_from_the_left():
    assert merge_pair([1, 1, 1], (1, 1), 2) == [2, 1]
    assert merge_pair([0, 1, 2, 0, 1], (0, 1), 0) == [0, 2, 0]  # new may be a member of the pair


# ---------------------------------------------------------------- in and out


def test_looking_up_is_a_product_with_one_hot_rows():
    rng = np.random.default_rng(0)
    E, P, ids = rng.normal(size=(5, 3)), rng.normal(size=(7, 3)), np.array([4, 0, 4])
    np.testing.assert_allclose(embed(ids, E, P), np.eye(5)[ids] @ E + P[:3])
    with pytest.raises(ValueError, match="8 tokens"):
        embed(np.zeros(8, dtype=int), E, P)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=20), st.integers(1, 10))
def test_every_window_and_what_follows(ids, context):
    if len(ids) <= context:
        with pytest.raises(ValueError, match="no window"):
            next_token_examples(ids, context)
        return
    X, Y = next_token_examples(ids, context)
    assert X.shape == Y.shape == (len(ids) - context, context)
    for i in range(len(X)):
        assert X[i].tolist() == ids[i : i + context]
        assert Y[i].tolist() == ids[i + 1 : i + 1 + context]


@settings(max_examples=20)
@given(seeds, st.sampled_from([1.0, 1000.0]))
def test_perplexity_against_pytorch(seed, size):
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, 6, 5)
    logits = rng.normal(size=(5, 6))
    logits[np.arange(5), targets] += size  # far apart, and finite
    expected = nn.functional.cross_entropy(tensor(logits), torch.from_numpy(targets)).exp().item()
    assert perplexity(logits, targets) == pytest.approx(expected)
    assert perplexity(np.zeros((5, 6)), targets) == pytest.approx(6)


@given(seeds)
def test_answer_loss_is_pytorchs_with_the_rest_ignored(seed):
    rng = np.random.default_rng(seed)
    logits, ids = rng.normal(size=(7, 4)), rng.integers(0, 4, 7)
    is_answer = rng.random(7) < 0.5
    if not is_answer[1:].any():
        with pytest.raises(ValueError, match="answer"):
            answer_loss(logits, ids, is_answer)
        return
    wanted = np.where(is_answer, ids, -100)[1:]  # PyTorch ignores -100
    expected = nn.functional.cross_entropy(tensor(logits[:-1]), torch.from_numpy(wanted)).item()
    assert answer_loss(logits, ids, is_answer) == pytest.approx(expected)


# ---------------------------------------------------------------- attention


@given(seeds, st.integers(1, 6), st.integers(1, 6), st.integers(1, 5), st.booleans())
def test_attention_weights_against_pytorch(seed, T, S, d, masked):
    rng = np.random.default_rng(seed)
    Q, K, V = rng.normal(size=(T, d)), rng.normal(size=(S, d)), rng.normal(size=(S, 3))
    mask = None
    if masked:
        mask = rng.random((T, S)) < 0.5
        mask[np.arange(T), rng.integers(0, S, T)] = True
    given_mask = None if mask is None else torch.from_numpy(mask)
    expected = nn.functional.scaled_dot_product_attention(
        tensor(Q), tensor(K), tensor(V), attn_mask=given_mask
    )
    weights = attention_weights(Q, K, mask)
    np.testing.assert_allclose(weights @ V, expected.numpy(), atol=1e-12)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    if mask is not None:
        assert (weights[~mask] == 0).all()


def test_a_hidden_score_does_no_harm_however_high():
    K = np.array([[1.0], [2000.0]])
    np.testing.assert_array_equal(attention_weights([[1.0]], K, [[True, False]]), [[1, 0]])


@pytest.mark.parametrize("causal", [True, False])
def test_attention_against_pytorch(causal):
    rng = np.random.default_rng(3)
    X, Wq, Wk, Wv = (rng.normal(size=s) for s in ((5, 4), (4, 3), (4, 3), (4, 2)))
    expected = nn.functional.scaled_dot_product_attention(
        tensor(X @ Wq), tensor(X @ Wk), tensor(X @ Wv), is_causal=causal
    )
    np.testing.assert_allclose(attention(X, Wq, Wk, Wv, causal), expected.numpy(), atol=1e-12)


def test_the_mask_hides_what_is_later_and_nothing_else():
    assert causal_mask(3).tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    rng = np.random.default_rng(0)
    X, *weights = (rng.normal(size=s) for s in ((4, 3), (3, 2), (3, 2), (3, 2)))
    before = attention(X, *weights)
    X[2] += 1
    changed = np.abs(attention(X, *weights) - before).max(axis=1) > 1e-9
    assert changed.tolist() == [False, False, True, True]


@pytest.mark.parametrize("heads", [1, 2, 3, 6])
def test_multi_head_attention_against_pytorch(heads):
    rng = np.random.default_rng(heads)
    T, d = 5, 6
    X, Wq, Wk, Wv, Wo = rng.normal(size=(T, d)), *rng.normal(size=(4, d, d))
    theirs = nn.MultiheadAttention(d, heads, bias=False, dtype=torch.float64)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(tensor(np.concatenate([Wq, Wk, Wv], axis=1).T))
        theirs.out_proj.weight.copy_(tensor(Wo.T))
        hidden = torch.from_numpy(~causal_mask(T))
        expected, _ = theirs(tensor(X), tensor(X), tensor(X), attn_mask=hidden)
    np.testing.assert_allclose(
        multi_head_attention(X, Wq, Wk, Wv, Wo, heads), expected.numpy(), atol=1e-12
    )
    with pytest.raises(ValueError, match="4 heads"):
        multi_head_attention(X, Wq, Wk, Wv, Wo, 4)


@given(seeds, st.integers(1, 6))
def test_steps_with_a_cache_are_the_rows_of_the_whole(seed, T):
    rng = np.random.default_rng(seed)
    X, Wq, Wk, Wv = (rng.normal(size=s) for s in ((T, 4), (4, 3), (4, 3), (4, 2)))
    cache = np.zeros((0, 3)), np.zeros((0, 2))
    rows = []
    for x in X:
        row, cache = cached_step(x, cache, Wq, Wk, Wv)
        rows.append(row)
    np.testing.assert_allclose(rows, attention(X, Wq, Wk, Wv))
    assert [len(part) for part in cache] == [T, T]


# ---------------------------------------------------------------- blocks


@given(seeds, st.sampled_from([1e-5, 0.1]), st.sampled_from([1.0, 1e-3]))
def test_layer_norm_against_pytorch(seed, eps, size):
    rng = np.random.default_rng(seed)
    X, gain, bias = size * rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=5)
    expected = nn.functional.layer_norm(tensor(X), (5,), tensor(gain), tensor(bias), eps)
    np.testing.assert_allclose(layer_norm(X, gain, bias, eps), expected.numpy(), atol=1e-12)


@pytest.mark.parametrize("heads", [1, 2])
def test_a_block_against_pytorch(heads):
    rng = np.random.default_rng(7)
    T, d, hidden = 5, 4, 9
    X, p = rng.normal(size=(T, d)), block_params(rng, d, hidden)
    theirs = nn.TransformerEncoderLayer(
        d,
        heads,
        hidden,
        dropout=0.0,
        activation=lambda z: nn.functional.gelu(z, approximate="tanh"),
        norm_first=True,
        dtype=torch.float64,
    )
    values = {
        "self_attn.in_proj_weight": np.concatenate([p["Wq"], p["Wk"], p["Wv"]], axis=1).T,
        "self_attn.in_proj_bias": np.zeros(3 * d),
        "self_attn.out_proj.weight": p["Wo"].T,
        "self_attn.out_proj.bias": np.zeros(d),
        "linear1.weight": p["W1"].T,
        "linear1.bias": p["c1"],
        "linear2.weight": p["W2"].T,
        "linear2.bias": p["c2"],
        "norm1.weight": p["g1"],
        "norm1.bias": p["b1"],
        "norm2.weight": p["g2"],
        "norm2.bias": p["b2"],
    }
    theirs.load_state_dict({name: tensor(value) for name, value in values.items()})
    with torch.no_grad():
        expected = theirs(tensor(X), src_mask=torch.from_numpy(~causal_mask(T)))
    np.testing.assert_allclose(transformer_block(X, p, heads), expected.numpy(), atol=1e-12)


def test_gelus_tanh_form_is_pytorchs():
    z = np.linspace(-5, 5, 41)
    expected = nn.functional.gelu(tensor(z), approximate="tanh")
    np.testing.assert_allclose(gelu_tanh(z), expected.numpy(), atol=1e-12)


# ---------------------------------------------------------------- writing


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=8), st.integers(1, 10))
def test_top_k_keeps_k_and_the_earlier_of_equal_ones(logits, k):
    kept = top_k(logits, k)
    order = sorted(range(len(logits)), key=lambda i: (-logits[i], i))[:k]
    assert {i for i, z in enumerate(kept) if z > -np.inf} == set(order)
    assert all(kept[i] == logits[i] for i in order)


def test_writing_draws_one_number_for_a_token():
    asked = []

    def next_logits(ids):
        asked.append(ids)
        return np.array([0.0, 1.0, -np.inf, 2.0])

    ours, theirs = np.random.default_rng(5), np.random.default_rng(5)
    prompt = [2, 2]
    written = generate(next_logits, prompt, 4, 0.5, ours)
    p = np.exp([0, 2, -np.inf, 4]) / np.exp([0, 2, -np.inf, 4]).sum()
    assert written == [2, 2, *(int(theirs.choice(4, p=p)) for _ in range(4))]
    assert asked == [written[: 2 + i] for i in range(4)] and prompt == [2, 2]
    before = ours.bit_generator.state
    assert generate(lambda ids: [1.0, 3.0, 3.0], [0], 3, 0, ours) == [0, 1, 1, 1]
    assert ours.bit_generator.state == before


# ---------------------------------------------------------------- PyTorch


@pytest.fixture
def gpt():
    torch.manual_seed(0)
    return gpt_module.TinyGPT(vocab=7, width=12, heads=3, layers=2, context=6).eval()


def test_no_position_sees_a_later_one_or_another_text(gpt):
    ids = torch.tensor([[1, 2, 3, 4], [5, 6, 0, 1]])
    before = gpt(ids)
    assert before.shape == (2, 4, 7)
    ids[0, 2] = 0
    changed = (gpt(ids) - before).abs().amax(dim=-1) > 1e-6
    assert changed.tolist() == [[False, False, True, True], [False] * 4]


def test_order_counts_and_every_parameter_learns(gpt):
    ids = torch.tensor([[1, 2, 3]])
    assert not torch.allclose(gpt(ids)[0, -1], gpt(ids[:, [1, 0, 2]])[0, -1])
    gpt(torch.tensor([[1, 2, 3, 4, 5, 6]])).pow(2).sum().backward()
    assert all(p.grad is not None and p.grad.any() for p in gpt.parameters())
    with pytest.raises(ValueError, match="7 tokens"):
        gpt(torch.zeros(1, 7, dtype=torch.int64))


def test_its_blocks_compute_what_the_numpy_block_does(gpt):
    gpt = gpt.double()
    block = gpt.blocks[0]
    for parameter in block.parameters():  # biases that start at zero would hide a mistake
        nn.init.normal_(parameter, std=0.5)
    nn.init.zeros_(block.attention.output.bias)
    attention, network = block.attention, block.feed_forward
    params = {
        "g1": block.norm1.weight,
        "b1": block.norm1.bias,
        "g2": block.norm2.weight,
        "b2": block.norm2.bias,
        "Wq": attention.query.weight.T,
        "Wk": attention.key.weight.T,
        "Wv": attention.value.weight.T,
        "Wo": attention.output.weight.T,
        "W1": network[0].weight.T,
        "c1": network[0].bias,
        "W2": network[2].weight.T,
        "c2": network[2].bias,
    }
    X = np.random.default_rng(1).normal(size=(5, 12))
    with torch.no_grad():
        expected = block(tensor(X)[None])[0].numpy()
        numbers = {name: value.numpy() for name, value in params.items()}
    np.testing.assert_allclose(transformer_block(X, numbers, 3), expected, atol=1e-12)


def test_the_model_is_one_short_file():
    lines = Path(inspect.getsourcefile(gpt_module.TinyGPT)).read_text("utf-8").splitlines()
    assert len(lines) < 120


def test_lora_goes_everywhere_once_and_changes_nothing_at_first(gpt):
    ids = torch.tensor([[1, 2, 3]])
    before, bodies = gpt(ids), copy.deepcopy(gpt).state_dict()
    learning = fine_tuning.lora_attach(gpt, rank=2, alpha=4)
    torch.testing.assert_close(gpt(ids), before)
    linear = [m for m in gpt.modules() if isinstance(m, nn.Linear)]
    assert learning == sum(2 * (m.in_features + m.out_features) for m in linear)
    assert learning == sum(p.numel() for p in gpt.parameters() if p.requires_grad)
    attached = [m for m in gpt.modules() if isinstance(m, fine_tuning.LoRALinear)]
    assert len(attached) == len(linear) == 2 * 6 + 1
    assert fine_tuning.lora_attach(gpt, rank=2, alpha=4) == learning
    assert [m for m in gpt.modules() if isinstance(m, fine_tuning.LoRALinear)] == attached
    optimizer = torch.optim.SGD([p for p in gpt.parameters() if p.requires_grad], 1.0)
    for _ in range(2):  # B starts at zero, so A moves from the second step on
        gpt(ids).pow(2).sum().backward()
        optimizer.step()
    now = {name.replace(".base", ""): value for name, value in gpt.state_dict().items()}
    assert all(torch.equal(now[name], value) for name, value in bodies.items())
    assert all(m.A.grad.any() and m.B.any() for m in attached)
