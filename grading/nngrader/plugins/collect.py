"""Collect from an exchange that students write to: what counts, and nothing made to deceive."""

import logging
import os
import shutil
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import check_mode, ignore_patterns, parse_utc

from nngrader.gradebook.course import Course
from nngrader.submissions.reading import Unreadable, read_bytes

try:
    import pwd
except ModuleNotFoundError:  # Windows, where nbgrader's exchange does not work
    pwd = None  # type: ignore[assignment]

Record = dict[str, Any]  # nbgrader's: username, filename, timestamp

MANY = 10  # students whose names are listed
_SILENT = logging.Logger("nngrader: only looking", logging.CRITICAL + 1)


class Collect(ExchangeCollect):
    """nbgrader's collecting, with three things done otherwise.

    With ``before_duedate``, which the course's configuration sets, the last submission before
    the due date counts, with the extension that the student has; where there is none, the last
    one. Each time, what counts then is collected, also in the place of what was collected before.
    Without it, the newest counts, and replaces another with ``--update``.

    A submission counts for the student who owns it. nbgrader warns where another name
    stands on it, and takes it, in the place of that student's own if it is newer.

    Links stay links, which are not followed when it is graded. nbgrader copies what they
    lead to, with the rights of the instructor: a link to the solutions would be a solution.
    """

    src_records: list[Record]

    def init_src(self) -> None:
        """Find the submission of each student that counts."""
        directory = self.coursedir
        if directory.course_id == "":
            self.fail("No course id specified. Re-run with --course flag.")
        self.inbound_path = os.path.join(self.root, directory.course_id, "inbound")
        if not os.path.isdir(self.inbound_path):
            self.fail(f"Course not found: {self.inbound_path}")
        if not check_mode(self.inbound_path, read=True, execute=True):
            self.fail(f"You don't have read permissions for the directory: {self.inbound_path}")
        self._due = self._due_dates()
        self._handed_in = self._all_handed_in()
        self.src_records = [self._which_counts(records) for records in self._handed_in.values()]

    def copy_files(self) -> None:
        """Collect what counts and is not there yet."""
        name = self.coursedir.assignment_id
        if not self.src_records:
            self.log.warning("No submissions of %s to collect", name)
        for record in self.src_records:
            student = record["username"]
            place = self._place(student)
            self._say_what_does_not_count(record)
            if not self._is_wanted(record):
                self.log.info("Nothing newer to collect: %s %s", student, name)
                continue
            if os.path.lexists(place):
                self.log.info("Updating submission: %s %s", student, name)
                shutil.rmtree(place)
            else:
                self.log.info("Collecting submission: %s %s", student, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            self.do_copy(os.path.join(self.inbound_path, record["filename"]), str(place))

    def waiting(self) -> list[str]:
        """The students from whom something would be collected now."""
        self.init_src()
        return sorted(r["username"] for r in self.src_records if self._is_wanted(r, update=True))

    # ------------------------------------------------------------ which one counts

    def _all_handed_in(self) -> Mapping[str, list[Record]]:
        """What each student has handed in of this assignment, the newest first."""
        found: dict[str, list[Record]] = defaultdict(list)
        wanted = self.coursedir.student_id
        for entry in sorted(os.listdir(self.inbound_path)):
            # A user's name may have a + in it, nothing else of the folder's name.
            parts = entry.rsplit("+", 3)
            if len(parts) < 3 or parts[1] != self.coursedir.assignment_id:
                continue
            record = self._path_to_record(os.path.join(self.inbound_path, entry))
            if record["username"] is not None and wanted in ("*", "", record["username"]):
                found[record["username"]].append(record)
        return {student: self._sort_by_timestamp(records) for student, records in found.items()}

    def _path_to_record(self, path: str) -> Record:
        record: Record = super()._path_to_record(path)
        if self.check_owner and pwd is not None and owner(path) != record["username"]:
            self.log.warning(
                "Not collected: %s says it is from %s, and belongs to %s",
                *(path, record["username"], owner(path)),
            )
            record["username"] = None
        return record

    def _due_dates(self) -> Mapping[str, datetime | None]:
        """By when it is due: in general under "", and for who has an extension."""
        directory = self.coursedir
        with Gradebook(directory.db_url, directory.course_id) as gradebook:
            rows = gradebook.db.query(Assignment.duedate)
            due = rows.filter(Assignment.name == directory.assignment_id).scalar()
            extensions = (
                gradebook.db.query(SubmittedAssignment.student_id, SubmittedAssignment.extension)
                .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
                .filter(Assignment.name == directory.assignment_id)
                .all()
            )
        extended = {s: due + more for s, more in extensions if due is not None and more}
        return {"": due, **extended}

    def _is_late(self, student: str, moment: datetime) -> bool:
        due = self._due.get(student, self._due[""])
        return due is not None and moment > due

    def _which_counts(self, records: list[Record]) -> Record:
        """Of one student's submissions, the newest first, the one that counts."""
        if self.before_duedate:
            for record in records:
                if not self._is_late(record["username"], record["timestamp"]):
                    return record
        return records[0]

    def _say_what_does_not_count(self, counts: Record) -> None:
        newest = self._handed_in[counts["username"]][0]
        if newest is not counts:
            self.log.warning(
                "%s has handed in again after the due date, at %s. What counts is the submission "
                "of %s",
                *(counts["username"], newest["timestamp"], counts["timestamp"]),
            )

    # ------------------------------------------------------------ what is there

    def _place(self, student: str) -> Path:
        directory = self.coursedir
        return Path(
            directory.format_path(directory.submitted_directory, student, directory.assignment_id)
        )

    def _is_wanted(self, record: Record, update: bool = False) -> bool:
        """Whether this has to take its place. update: as if ``--update`` was given."""
        place, student = self._place(record["username"]), record["username"]
        if not place.is_dir():
            return True
        there, new = _time_of(place), record["timestamp"]
        if there == new or not (update or self.update or self.before_duedate):
            return False
        if there is None or new > there:
            return True
        # What is newer, and did not come from here, somebody has put there by hand.
        collected = any(r["timestamp"] == there for r in self._handed_in[student])
        return bool(self.before_duedate and collected and self._is_late(student, there))

    # ------------------------------------------------------------ copying

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission, with its links as links. RuntimeError if it is too large."""
        directory = self.coursedir
        if self.get_size(src) > 1000 * directory.max_dir_size:
            raise RuntimeError(f"{src} is larger than {directory.max_dir_size} kB")
        ignore = ignore_patterns(
            directory.ignore, directory.include, directory.max_file_size, self.log
        )
        shutil.copytree(src, dest, symlinks=True, ignore=ignore, copy_function=self._copy_file)
        if directory.groupshared:
            for here, _, files in os.walk(dest):
                os.chmod(here, (os.stat(here).st_mode | 0o2770) & 0o2777)
                for path in (Path(here, name) for name in files):
                    if not path.is_symlink():
                        path.chmod((path.stat().st_mode | 0o660) & 0o777)

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


def not_collected(course: Course, assignment: str) -> str:
    """A sentence on what is in the exchange and counts, and was not collected; "" if nothing is.

    Nothing is said of an exchange that is not a folder, or from which somebody else's class
    collects.
    """
    kind = ExchangeFactory(config=course.config).collect
    if not issubclass(kind, Collect):
        return ""
    directory = course.directory
    before = directory.assignment_id, directory.student_id
    directory.assignment_id, directory.student_id = assignment, "*"
    try:
        collect = kind(coursedir=directory, config=course.config, log=_SILENT)
        if not Path(collect.root, directory.course_id, "inbound").is_dir():
            return ""
        students = collect.waiting()
    except (ExchangeError, OSError):
        return ""
    finally:
        directory.assignment_id, directory.student_id = before
    if not students:
        return ""
    more = f", and {len(students) - MANY} more" if len(students) > MANY else ""
    option = "" if collect.before_duedate else " --update"
    return (
        f"In the exchange is work that has not been collected, of {', '.join(students[:MANY])}"
        f"{more}. To grade it, run first: nbgrader collect {assignment}{option}"
    )


def _time_of(folder: Path) -> datetime | None:
    try:
        text = (folder / "timestamp.txt").read_text(errors="replace").strip()
        return parse_utc(text) if text else None
    except (OSError, ValueError, OverflowError):
        return None
