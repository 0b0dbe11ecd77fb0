"""References that are slow to import: every command reads the declarations, and few need them."""

import functools
import importlib

from nngrader.inside.drivers import Candidate


class Lazy:
    """The function ``name`` of a module that is imported when the function is first called.

    For a reference that imports PyTorch, which takes seconds.
    """

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    @functools.cached_property
    def __wrapped__(self) -> Candidate:  # where `inspect.unwrap` looks for it
        return getattr(importlib.import_module(self.module), self.name)

    def __call__(self, *args: object, **named: object) -> object:
        return self.__wrapped__(*args, **named)
