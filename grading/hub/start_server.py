"""What the hub starts for a person: put the lessons into their home, then run JupyterLab.

It runs as that person, so it can do no more than they may. Lessons that are there already
stay as they are, with the person's own work in them.
"""

import os
import shutil
import sys
from pathlib import Path

LESSONS = Path(__file__).resolve().parents[2] / "course"


def put_lessons(home: Path) -> None:
    """Copy lessons and quizzes into ``home/course``, without what is there already."""
    for lesson in (*LESSONS.glob("*.ipynb"), *LESSONS.glob("quizzes/*.toml")):
        target = home / "course" / lesson.relative_to(LESSONS)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(lesson, target)


def main() -> None:
    """Become the person's server."""
    home = Path.home()
    put_lessons(home)
    # What is fetched lands where the lessons' links lead.
    (home / "exercises").mkdir(exist_ok=True)
    os.environ["NNBASICS_WORK"] = str(home / "exercises")
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub.singleuser", *sys.argv[1:]])


if __name__ == "__main__":
    main()
