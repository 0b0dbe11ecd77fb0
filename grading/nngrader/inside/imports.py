"""Say plainly why an import fails while a submission is graded."""

import sys
from collections.abc import Collection, Sequence
from types import ModuleType


class NotAvailable:
    """The last finder: it finds nothing, and says so in other words than Python does.

    The packages are not there at all (`sandbox.py`); this is only about the message.
    partial: packages of which only a part is there.
    """

    def __init__(self, partial: Collection[str]) -> None:
        self._partial = frozenset(partial)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> None:
        __tracebackhide__ = True  # for IPython: this frame says nothing to a student
        ours = path is None or name.partition(".")[0] in self._partial
        # Only for an import. A library that asks whether a package is there gets its answer.
        if ours and sys._getframe(2).f_code.co_name == "_find_and_load_unlocked":
            raise ModuleNotFoundError(f"{name} is not available while grading", name=name)


def install(partial: Collection[str]) -> None:
    """Let every import that fails say that the package is not available while grading."""
    sys.meta_path.append(NotAvailable(partial))
