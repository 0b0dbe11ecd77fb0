"""The limits of a submission while it is graded, all in one place."""

from collections.abc import Collection
from dataclasses import dataclass

MB = 10**6
GB = 10**9


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Times are in seconds, sizes in bytes.

    memory and processes hold for all processes of a kernel together, and each process has
    the memory limit for itself as well. Outputs that are longer are cut, and graded still.
    fit: for the check of an exercise that trains a network (`Run.trains`).
    """

    cell: float = 30.0
    check: float = 10.0
    fit: float = 60.0
    submission: float = 300.0
    memory: int = 2 * GB
    memory_with_torch: int = 4 * GB
    processes: int = 64
    files: int = 100 * MB
    cell_output: int = 1 * MB
    notebook_output: int = 10 * MB
    notebook: int = 20 * MB

    def memory_for(self, imports: Collection[str]) -> int:
        """The memory limit of a module that may import these packages."""
        return self.memory_with_torch if "torch" in imports else self.memory


DEFAULT_LIMITS = Limits()
