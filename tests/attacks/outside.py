"""What lies outside the sandbox: secrets to read, files to change, doors to knock at."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Outside:
    """Secrets and doors of the machine that grades.

    token: stands in files, in the environment and in the memory of this process.
    """

    folder: Path
    token: str
    visits: list[bytes] = field(default_factory=list)  # what reached a socket
    places: dict[str, str] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """The text with each ``@NAME@`` replaced by the place of that name."""
        for name, place in self.places.items():
            text = text.replace(f"@{name}@", place)
        return text

    def state(self) -> dict[str, tuple[int, bytes]]:
        """Every file in the folder, with its time of change and content."""
        files = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
