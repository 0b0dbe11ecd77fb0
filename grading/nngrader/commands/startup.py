"""What makes the commands start sooner, and end sooner.

`nbformat` validates with `jsonschema`, which imports `rfc3987_syntax` where it is installed, to
check addresses (IRIs) in values that are said to be some. That package builds a grammar when it is
imported, for longer than all the rest takes; and nothing in a notebook is said to be an address.
"""

import contextlib
import gc
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def without_garbage_collection() -> Iterator[None]:
    """For work on millions of objects that hold no rings: looking for those takes a fifth of it."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def without_grammar_of_addresses() -> None:
    """Import jsonschema as if `rfc3987_syntax` were not installed: it makes do without it."""
    name = "rfc3987_syntax"
    if name in sys.modules or "jsonschema" in sys.modules:
        return
    sys.modules[name] = None  # type: ignore[assignment]  # what Python takes for "not there"
    try:
        import jsonschema  # noqa: F401
    except ImportError:  # whoever needs it says so
        pass
    finally:
        del sys.modules[name]
