"""Small language models whose tokens are characters, in PyTorch.

Things stand in the order in which they are needed: attention, a block of attention and
feed-forward network, the whole model, its training, and text from it. The model is GPT-2's
in small: a vector for each token and for each place, blocks, a last norm, logits.
Source: Vaswani et al. (2017), section 3; Radford et al. (2019), section 2.3.
"""

from collections.abc import Sequence

import torch
from torch import nn
from tqdm.auto import trange

from nnbasics.language import next_token_probabilities


class Attention(nn.Module):
    """Each token looks at itself and at those before it, and takes from them what it needs.

    width: numbers of a token, d. heads: how many looks at once; each has d / heads numbers.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))

    def weights(self, x: torch.Tensor) -> torch.Tensor:
        """How much each token looks at each: x ``(N, T, d)``, returns ``(N, heads, T, T)``."""
        q, k = self._split(self.query(x)), self._split(self.key(x))
        scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5  # (N, heads, T, T)
        future = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
        return scores.masked_fill(future, float("-inf")).softmax(dim=-1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        taken = self.weights(x) @ self._split(self.value(x))  # (N, heads, T, d / heads)
        return self.output(taken.transpose(1, 2).flatten(2))  # (N, T, d)

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class Block(nn.Module):
    """Attention, then a feed-forward network; each adds its result to what came in."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.feed_forward = nn.Sequential(
            nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.attention(self.norm1(x))
        return x + self.feed_forward(self.norm2(x))


class CharacterTransformer(nn.Module):
    """From tokens to the logits of the next token, at each place at once.

    vocab: how many different tokens. context: how many tokens it can see.
    """

    def __init__(self, vocab: int, context: int, width: int, heads: int, layers: int) -> None:
        super().__init__()
        self.context = context
        self.tokens, self.places = nn.Embedding(vocab, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocab)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """tokens: int64 ``(N, T)`` with T up to the context. Returns logits ``(N, T, V)``."""
        x = self.tokens(tokens) + self.places.weight[: tokens.shape[1]]  # (N, T, d)
        return self.head(self.norm(self.blocks(x)))


def windows(
    tokens: torch.Tensor, count: int, context: int, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Random pieces of a text, ``(count, context)``, and the same moved on by one token."""
    starts = torch.randint(len(tokens) - context, (count, 1), generator=generator)
    at = starts + torch.arange(context)
    return tokens[at], tokens[at + 1]


def train_on_text(
    model: CharacterTransformer,
    tokens: torch.Tensor,
    steps: int,
    lr: float,
    generator: torch.Generator,
    *,
    batch_size: int = 32,
    desc: str = "steps",
) -> list[float]:
    """AdamW on random pieces of a text. tokens: int64 ``(M,)``.

    The learning rate rises over the first tenth of the steps and falls along a cosine.
    Returns the loss of each batch: mean cross-entropy of the next token, in nats.
    """
    learning = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=steps, pct_start=0.1)
    losses = []
    for _ in (bar := trange(steps, desc=desc)):
        X, y = windows(tokens, batch_size, model.context, generator)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(X).flatten(0, -2), y.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        bar.set_postfix(loss=f"{losses[-1]:.2f}", refresh=False)
    return losses


@torch.no_grad()
def loss_on_text(model: CharacterTransformer, tokens: torch.Tensor) -> float:
    """Mean cross-entropy of the next token, over a whole text cut into pieces."""
    count = (len(tokens) - 1) // model.context
    X = tokens[: count * model.context].reshape(count, -1)
    y = tokens[1 : count * model.context + 1].flatten()
    return nn.functional.cross_entropy(model(X).flatten(0, -2), y).item()


@torch.no_grad()
def write(
    model: CharacterTransformer,
    start: Sequence[int],
    length: int,
    temperature: float,
    generator: torch.Generator,
) -> list[int]:
    """Go on from ``start``, one token after the other. Returns start and ``length`` more."""
    tokens = list(start)
    for _ in range(length):
        logits = model(torch.tensor([tokens[-model.context :]]))[0, -1]
        p = torch.from_numpy(next_token_probabilities(logits.numpy(), temperature))
        tokens.append(int(torch.multinomial(p, 1, generator=generator)))
    return tokens
