"""Collect from an exchange that students write to: trust nothing that they could have made."""

import pwd
import shutil
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns

from nngrader.submissions.reading import Unreadable, read_bytes


class Collect(ExchangeCollect):
    """nbgrader's collecting, with two things done otherwise.

    A submission counts for the student who owns it. nbgrader warns where another name
    stands on it, and takes it, in the place of that student's own if it is newer.

    Links stay links, which are not followed when it is graded. nbgrader copies what they
    lead to, with the rights of the instructor: a link to the solutions would be a solution.
    """

    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        record = super()._path_to_record(path)
        if self.check_owner and owner(path) != record["username"]:
            self.log.warning(
                "Not collected: %s says it is from %s, and belongs to %s",
                *(path, record["username"], owner(path)),
            )
            record["username"] = None
        return record

    def init_src(self) -> None:
        """Find the newest submission of each student."""
        super().init_src()
        self.src_records = [r for r in self.src_records if r["username"] is not None]

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission, with its links as links. RuntimeError if it is too large."""
        directory = self.coursedir
        if self.get_size(src) > 1000 * directory.max_dir_size:
            raise RuntimeError(f"{src} is larger than {directory.max_dir_size} kB")
        ignore = ignore_patterns(
            directory.ignore, directory.include, directory.max_file_size, self.log
        )
        shutil.copytree(src, dest, symlinks=True, ignore=ignore, copy_function=self._copy_file)

    def _copy_file(self, src: str, dest: str) -> None:
        # Its owner can put a link into the place of a file or folder while this runs.
        most = 1000 * self.coursedir.max_file_size
        content = read_bytes(Path(src), most, Path(self.inbound_path))
        if isinstance(content, Unreadable):
            self.log.warning("Not collected: %s. %s", src, content.reason)
        else:
            Path(dest).write_bytes(content)


def owner(path: str) -> str:
    """The name of the account that a folder belongs to."""
    number = Path(path).lstat().st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"the unknown user {number}"
