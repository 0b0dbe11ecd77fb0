"""A small GPT in PyTorch: GPT-2's architecture, small enough to train while you watch.

Things stand in the order in which data meets them: attention, a block, the whole model.
`nnbasics.attention` and `nnbasics.transformer` have the same in NumPy, for one text.
Source: Radford et al. (2019), section 2.3.
"""

import torch
from torch import nn


class Attention(nn.Module):
    """Each position looks at itself and at those before it, with several heads at once.

    width: numbers of a position, d. heads: each has d / heads of them.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"{width} numbers can't be shared out to {heads} heads")
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width, bias=False) for _ in range(3))
        self.output = nn.Linear(width, width)

    def weights(self, x: torch.Tensor) -> torch.Tensor:
        """How much each position takes from each. x: ``(B, T, d)``. Returns ``(B, h, T, T)``."""
        q, k = self._split(self.query(x)), self._split(self.key(x))  # (B, h, T, d/h)
        scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5  # (B, h, T, T)
        later = torch.ones_like(scores, dtype=torch.bool).triu(1)
        return scores.masked_fill(later, float("-inf")).softmax(dim=-1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x: ``(B, T, d)``. Returns ``(B, T, d)``."""
        taken = self.weights(x) @ self._split(self.value(x))  # (B, h, T, d/h)
        return self.output(taken.transpose(1, 2).flatten(2))  # (B, T, d)

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, T, d) -> (B, h, T, d/h)


class Block(nn.Module):
    """Attention, then a small network; each adds its result to what came in."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.feed_forward = nn.Sequential(
            nn.Linear(width, 4 * width),
            nn.GELU(approximate="tanh"),
            nn.Linear(4 * width, width),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x: ``(B, T, d)``. Returns ``(B, T, d)``."""
        x = x + self.attention(self.norm1(x))
        return x + self.feed_forward(self.norm2(x))


class TinyGPT(nn.Module):
    """From token ids to the logits of the next token, at every position at once.

    vocab: how many different tokens. width, heads: of each block. layers: how many blocks.
    context: how many tokens it can see; there is a vector for each position.
    """

    def __init__(self, vocab: int, width: int, heads: int, layers: int, context: int) -> None:
        super().__init__()
        self.context = context
        self.tokens = nn.Embedding(vocab, width)
        self.positions = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocab, bias=False)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """ids: int64 ``(B, T)``, T up to the context. Returns logits ``(B, T, vocab)``."""
        length = ids.shape[1]
        if length > self.context:
            raise ValueError(f"the text has {length} tokens, the model sees {self.context}")
        x = self.tokens(ids) + self.positions.weight[:length]  # (B, T, d)
        return self.head(self.norm(self.blocks(x)))  # (B, T, vocab)
