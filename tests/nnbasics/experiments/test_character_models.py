"""The small language model of lesson 8, and its texts."""

import numpy as np
import pytest
from lazy_modules import LazyModule

from nnbasics.texts import TEXTS, load_text

torch = LazyModule("torch")
nn = LazyModule("torch.nn")
models = LazyModule("nnbasics.experiments.character_models")


@pytest.fixture(autouse=True)
def one_thread():
    """With arrays this small, several threads only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return models.CharacterTransformer(11, context=8, width=12, heads=3, layers=2)


@pytest.fixture
def generator():
    return torch.Generator().manual_seed(0)


@pytest.mark.parametrize("name", TEXTS)
def test_texts_are_plain_and_tidy(name):
    text = load_text(name)
    assert len(text) > 100_000
    assert text.isascii()
    assert text.endswith("\n")
    assert not any(odd in text for odd in ("\r", "\t", "  ", "\n\n\n", " \n"))


def test_a_text_that_is_not_there():
    with pytest.raises(ValueError, match="alice"):
        load_text("hamlet")


def test_attention_is_pytorchs():
    torch.manual_seed(0)
    attention, x = models.Attention(12, 3), torch.randn(2, 5, 12)
    q, k, v = (
        part(x).unflatten(-1, (3, 4)).transpose(1, 2)
        for part in (attention.query, attention.key, attention.value)
    )
    theirs = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    theirs = attention.output(theirs.transpose(1, 2).reshape(2, 5, 12))
    torch.testing.assert_close(attention(x), theirs)
    weights = attention.weights(x)
    assert not weights.triu(1).any()
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 3, 5))


def test_the_model_does_not_see_the_future(model):
    tokens = torch.tensor([[1, 2, 3, 4, 5]])
    other = torch.tensor([[1, 2, 3, 9, 9]])
    torch.testing.assert_close(model(tokens)[:, :3], model(other)[:, :3])
    assert not torch.allclose(model(tokens)[:, 3:], model(other)[:, 3:])


def test_a_block_has_12_d_squared_and_13_d_parameters(model):
    count = sum(p.numel() for p in model.blocks[0].parameters())
    assert count == 12 * 12**2 + 13 * 12


def test_windows_are_pieces_and_the_same_moved_on(generator):
    X, y = models.windows(torch.arange(50), 20, 8, generator)
    assert X.shape == y.shape == (20, 8)
    assert torch.equal(y, X + 1)
    assert torch.equal(X[:, 1:], X[:, :-1] + 1)
    X, y = models.windows(torch.arange(9), 5, 8, generator)  # a single piece fits
    assert torch.equal(y[0], torch.arange(1, 9))


def test_it_learns_and_writes_what_it_has_learned(model, generator):
    tokens = torch.arange(11).repeat(30)  # after 3 comes 4, after 10 comes 0
    before = models.loss_on_text(model, tokens)
    assert before == pytest.approx(np.log(11), abs=0.6)
    model.head.bias.requires_grad_(False)
    kept = model.head.bias.clone()
    losses = models.train_on_text(model, tokens, 60, 1e-2, generator)
    assert len(losses) == 60
    assert models.loss_on_text(model, tokens) < 0.3 < before
    assert torch.equal(model.head.bias, kept)
    written = models.write(model, [3, 4, 5, 6], 20, 0.1, generator)
    assert written == [(3 + i) % 11 for i in range(24)]


def test_loss_on_text_is_the_mean_over_every_place(model):
    tokens = torch.randint(11, (25,), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        parts = [
            nn.functional.cross_entropy(model(tokens[None, i : i + 8])[0], tokens[i + 1 : i + 9])
            for i in (0, 8, 16)
        ]
    assert models.loss_on_text(model, tokens) == pytest.approx(float(sum(parts)) / 3, rel=1e-5)
