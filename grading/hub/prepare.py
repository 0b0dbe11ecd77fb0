"""Make the folders of a class on a hub, with the right owners and permissions.

    python grading/hub/prepare.py /srv/nnbasics --grader nnbasics-grader      # as root

It can be called again at any time: files stay, permissions are put right.

state/        the hub's own: its database and the key of its cookies
course/       the instructors': solutions, submissions, gradebook
exchange/     where assignments are handed out and in
"""

import argparse
import os
import pwd
import shutil
import stat
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

# nbgrader would make these folders itself. Made beforehand, and with the sticky bit, no
# student can make one in the grader's place, or rename or delete what is another's.
EXCHANGE = {
    "exchange": 0o1777,
    "exchange/nnbasics": 0o755,
    "exchange/nnbasics/outbound": 0o755,
    "exchange/nnbasics/inbound": 0o3733,  # hand in, but don't look
    "exchange/nnbasics/feedback": 0o711,  # only by a name that nobody can guess
}


def prepare(folder: Path, grader: str | None = None) -> None:
    """Make the folders below ``folder``. grader: the account that owns the course."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    make(folder / "state", 0o700)
    make(folder / "exchange", EXCHANGE["exchange"])
    for name, mode in EXCHANGE.items():
        if name != "exchange":
            make(folder / name, mode, grader)
    make(folder / "course", 0o700, grader)
    make(folder / "course" / "grading", 0o700, grader)
    solutions = folder / "course" / "solutions"
    if not solutions.exists():
        shutil.copytree(
            PROJECT / "solutions", solutions, ignore=shutil.ignore_patterns(".*", "__pycache__")
        )
        for here, _, files in os.walk(solutions):
            for path in [Path(here), *(Path(here, file) for file in files)]:
                give(path, grader)


def make(folder: Path, mode: int, owner: str | None = None) -> None:
    """A folder with this mode and owner. ValueError if something else is in its place."""
    folder.mkdir(exist_ok=True)
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise ValueError(f"{folder} is a link: remove it, and look who has made it")
    give(folder, owner)
    folder.chmod(mode)


def give(path: Path, owner: str | None) -> None:
    """Make an account and its own group the owners, where one is named."""
    if owner is not None:
        account = pwd.getpwnam(owner)
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="such as /srv/nnbasics")
    parser.add_argument("--grader", help="the Unix account that owns the course (else yourself)")
    options = parser.parse_args()
    prepare(options.folder.resolve(), options.grader)


if __name__ == "__main__":
    main()
