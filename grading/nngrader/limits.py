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
    fit: for the check of an exercise that trains a network (`Run.trains`). file_count: of the
    files that are handed in beside the notebooks. other_notebooks: those that are looked at to find
    a missing one under another name, and copies. html: characters of one output in HTML.
    notebook_cells, notebook_items: cells, and lists and objects of JSON, in what is handed in.
    """

    cell: float = 30.0
    check: float = 10.0
    fit: float = 60.0
    submission: float = 300.0
    memory: int = 2 * GB
    memory_with_torch: int = 4 * GB
    processes: int = 64
    files: int = 100 * MB
    file_count: int = 1_000
    other_notebooks: int = 20
    cell_output: int = 1 * MB
    notebook_output: int = 10 * MB
    html: int = 100_000
    notebook: int = 20 * MB
    notebook_cells: int = 5_000
    notebook_items: int = 500_000  # each takes memory: 20 MB of brackets would take gigabytes

    def memory_for(self, imports: Collection[str]) -> int:
        """The memory limit of a module that may import these packages."""
        return self.memory_with_torch if "torch" in imports else self.memory


DEFAULT_LIMITS = Limits()
