"""JupyterHub for a class on one Linux machine, where everybody has a Unix account.

    jupyterhub -f grading/hub/jupyterhub_config.py          # as root

README.md in this folder shows the way there; `make hub` starts demo_config.py instead, which
needs no accounts. Variables of the environment move things:

NNBASICS_HUB         the folder that prepare.py has made (else /srv/nnbasics)
NNBASICS_GRADER      the Unix account that owns the course and grades (else nnbasics-grader)
NNBASICS_DB_URL      another gradebook, see grading/README.md
NNBASICS_DATA        the folder with MNIST's files, if they are on this machine

Students are the members of the Unix group nnbasics-students, instructors those of
nnbasics-instructors.
"""

import grp
import os
import pwd
import sys
from pathlib import Path

from jupyterhub.utils import random_port

c = get_config()  # noqa: F821 (JupyterHub defines it)

here = Path(__file__).resolve().parent
project = here.parents[1]
folder = Path(os.environ.get("NNBASICS_HUB") or "/srv/nnbasics").resolve()
grader = os.environ.get("NNBASICS_GRADER") or "nnbasics-grader"

STUDENTS, INSTRUCTORS = "nnbasics-students", "nnbasics-instructors"

# --- the hub ---------------------------------------------------------------------------

# Only this machine: a web server with a certificate stands in front.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.db_url = f"sqlite:///{folder / 'state' / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(folder / "state" / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(folder / "state" / "proxy.pid")
proxy = Path(sys.executable).parent / "configurable-http-proxy"  # where `make hub` puts it
c.ConfigurableHTTPProxy.command = [str(proxy) if proxy.exists() else proxy.name]

# --- who may come in, and who is who ---------------------------------------------------

c.JupyterHub.authenticator_class = "pam"
c.LocalAuthenticator.allowed_groups = {STUDENTS, INSTRUCTORS}
c.Authenticator.manage_groups = True


def unix_groups(authenticator, handler, login):
    """The hub's groups of a person are those of the machine, looked up at each login."""
    account = pwd.getpwnam(login["name"])
    numbers = os.getgrouplist(account.pw_name, account.pw_gid)
    names = {group.gr_name for group in grp.getgrall() if group.gr_gid in numbers}
    return {**login, "groups": sorted(names & {STUDENTS, INSTRUCTORS})}


c.Authenticator.post_auth_hook = unix_groups

c.JupyterHub.load_roles = [
    {
        "name": "instructor",
        "description": "May use the course's server, with formgrader in it",
        "groups": [INSTRUCTORS],
        "scopes": ["access:services!service=nnbasics"],
    }
]


def first_page(handler):
    """Instructors come to the course; an empty answer means one's own server, or to log in."""
    groups = {group.name for group in getattr(handler.current_user, "groups", ())}
    return "/services/nnbasics/lab" if INSTRUCTORS in groups else ""


c.JupyterHub.default_url = first_page

# --- what a person's server is ---------------------------------------------------------


def environment(*settings):
    """What commands of the environment need, with these folders of settings for Jupyter."""
    given = {"NNBASICS_DATA": os.environ.get("NNBASICS_DATA")}
    return {name: value for name, value in given.items() if value} | {
        # nbgrader looks for `alembic` on PATH.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(map(str, [*settings, project / "grading"])),
        "NNBASICS_COURSE_ROOT": str(folder / "course"),
        "NNBASICS_EXCHANGE": str(folder / "exchange"),
    }


# Else it would be a login shell, which puts PATH back to what /etc/profile says.
plain_terminal = "--ServerApp.terminado_settings={'shell_command': ['bash']}"

c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [sys.executable, str(here / "start_server.py")]
c.Spawner.args = [plain_terminal]
c.Spawner.environment = environment(here / "student")
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/lab/tree/course/00_start_here.ipynb"

# --- the course's server: solutions, gradebook, formgrader, a terminal for nngrader -----

# It belongs to an account of its own, so that the files of a course have one owner however
# many instructors there are, and no student's process runs as that owner.
course_environment = environment(here / "course")
if url := os.environ.get("NNBASICS_DB_URL"):
    course_environment["NNBASICS_DB_URL"] = url
c.JupyterHub.services = [
    {
        "name": "nnbasics",
        "url": f"http://127.0.0.1:{random_port()}",
        "user": grader,
        "cwd": str(folder / "course"),
        "environment": course_environment,
        "command": [
            *[sys.executable, "-m", "jupyterhub.singleuser"],
            f"--ServerApp.root_dir={folder / 'course'}",
            "--ServerApp.default_url=/lab",
            plain_terminal,
        ],
        "oauth_no_confirm": True,
        "timeout": 120,  # s, to start; the hub ends where it takes longer
    }
]

# --- what this machine wants otherwise -------------------------------------------------

if (folder / "state" / "settings.py").exists():
    load_subconfig(str(folder / "state" / "settings.py"))  # noqa: F821
