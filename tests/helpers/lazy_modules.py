"""Modules that take long to import, such as PyTorch: collecting the tests imports none of them."""

import importlib


class LazyModule:
    """Stands for a module until a test first uses it.

    name: as in an import statement. Also for a module of ours that imports a slow one.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> object:
        if attribute.startswith("_"):  # pytest asks everything in a file for some of these
            raise AttributeError(attribute)
        return getattr(importlib.import_module(self._name), attribute)
