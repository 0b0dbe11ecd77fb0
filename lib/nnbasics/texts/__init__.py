"""Two books to learn language from. SOURCES.md beside this file says where they come from."""

from importlib.resources import files

TEXTS = ("alice", "as_you_like_it")


def load_text(name: str) -> str:
    """One of the texts, whole. name: ``"alice"`` or ``"as_you_like_it"``."""
    if name not in TEXTS:
        raise ValueError(f"no text {name!r}: use one of {', '.join(TEXTS)}")
    return files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
