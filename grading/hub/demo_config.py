"""JupyterHub to try out on one's own machine, without accounts: `make hub`.

Everybody's server runs as whoever started the hub, so nothing protects one person's files
from another. It listens to this machine alone, and people log in with a password that is
printed at the start. A class needs jupyterhub_config.py.

NNBASICS_HUB             the folder that prepare.py has made (else .local/hub in the project)
NNBASICS_HUB_PASSWORD    a password of your own, at least 8 characters
NNBASICS_HUB_AS_ROOT     if set, do it as root too
"""

import os
import secrets
from pathlib import Path

here = Path(__file__).resolve().parent
os.environ.setdefault("NNBASICS_HUB", str(here.parents[1] / ".local" / "hub"))

load_subconfig(str(here / "jupyterhub_config.py"))  # noqa: F821 (JupyterHub defines it)
c = get_config()  # noqa: F821

people = {
    "teacher": ["nnbasics-instructors"],
    "ada": ["nnbasics-students"],
    "ben": ["nnbasics-students"],
}
password = os.environ.get("NNBASICS_HUB_PASSWORD") or secrets.token_urlsafe(9)

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = password
c.Authenticator.allowed_users = set(people)
c.Authenticator.post_auth_hook = lambda authenticator, handler, login: {
    **login,
    "groups": people[login["name"]],
}

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = os.environ["NNBASICS_HUB"] + "/people/{username}"

# One Unix user stands for all: nbgrader has to be told who is who.
settings = str(here / "demo") + os.pathsep
c.Spawner.environment["JUPYTER_CONFIG_PATH"] = (
    settings + c.Spawner.environment["JUPYTER_CONFIG_PATH"]
)
course = next(each for each in c.JupyterHub.services if each["name"] == "nnbasics")
course["user"] = ""
course["environment"]["JUPYTER_CONFIG_PATH"] = (
    settings + course["environment"]["JUPYTER_CONFIG_PATH"]
)
# Not the settings and the caches of whoever tries this.
course["environment"]["HOME"] = os.environ["NNBASICS_HUB"] + "/people/course"

if os.getuid() == 0:
    if not os.environ.get("NNBASICS_HUB_AS_ROOT"):
        raise SystemExit(
            "Everybody who logs in to this hub would be root. Start it as another user, or set "
            "NNBASICS_HUB_AS_ROOT=1 where that does no harm, such as in a container."
        )
    c.Spawner.args = [*c.Spawner.args, "--allow-root"]
    course["command"].append("--allow-root")

c.JupyterHub.template_vars = {
    "announcement": "This hub is for trying out: nothing keeps people's files apart."
}
print(
    f"A hub to try out. People: {', '.join(people)}. Password of all: {password}\n"
    "Open the address below in a browser; Control-C ends the hub.",
    flush=True,
)
