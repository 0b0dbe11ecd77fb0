"""Run grading/hub for tests: a hub, the people who log in to it, and accounts of their own."""

import asyncio
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import requests
from needs import is_root
from notebooks import PROJECT
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

HUB = PROJECT / "grading" / "hub"

# Runs a command with mounts and processes of its own, which all end with it. Without root's
# rights a hub has to be trusted to end what it has started.
OWN = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
ALONE = OWN if is_root() else []
COURSE = "/services/nnbasics"
SECONDS = 60  # for anything that is waited for


def until(condition: Callable[[], object], what: str, log: Path | None = None) -> None:
    """Wait for it; TimeoutError with the end of the log where it does not come."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.2)
    said = f"\n{log.read_text()[-3000:]}" if log else ""
    raise TimeoutError(f"{what}: not within {SECONDS} s{said}")


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens to."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@dataclass
class Hub:
    """A hub that runs, with everything it has started."""

    url: str
    folder: Path
    log: Path
    process: subprocess.Popen
    stop_by: signal.Signals

    def stop(self) -> None:
        """End it, and what it has started."""
        self.process.send_signal(self.stop_by)
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def person(self, name: str, password: str) -> "Person":
        """Somebody who has logged in. PermissionError where the hub refuses."""
        return Person(self, name, password)


def start(folder: Path, config: str, before: Sequence[str] = (), **variables: str) -> Hub:
    """Start a hub with a configuration of grading/hub; returns when all of it answers.

    folder: where prepare.py has made the class's folders. before: a command that runs it.
    """
    before = before or ALONE
    public, hub, api = free_ports(3)
    command = [*before, sys.executable, "-m", "jupyterhub", "-f", str(HUB / config)]
    command += [f"--JupyterHub.bind_url=http://127.0.0.1:{public}"]
    command += [f"--JupyterHub.hub_port={hub}"]
    command += [f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{api}"]
    others = ("JUPYTER", "NNBASICS_", "PYTEST_")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(others)}
    log = folder / "hub.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=inherited | {"NNBASICS_HUB": str(folder), **variables},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    # With processes of its own, they all end at once with it.
    stop_by = signal.SIGKILL if before else signal.SIGTERM
    started = Hub(f"http://127.0.0.1:{public}", folder, log, process, stop_by)
    try:
        until(lambda: answers(started, "/hub/login"), "the hub", log)
        until(lambda: answers(started, f"{COURSE}/api"), "the course's server", log)
    except BaseException:
        started.stop()
        raise
    return started


def answers(hub: Hub, path: str) -> bool:
    """Whether something answers there. RuntimeError where the hub has ended."""
    if hub.process.poll() is not None:
        raise RuntimeError(f"the hub has ended\n{hub.log.read_text()[-3000:]}")
    try:
        return requests.get(hub.url + path, timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


class Person:
    """Somebody who is logged in, with a server of their own or the course's."""

    def __init__(self, hub: Hub, name: str, password: str) -> None:
        self.hub = hub
        self.name = name
        self.home = f"/user/{name}"
        with requests.Session() as session:
            session.get(f"{hub.url}/hub/login", timeout=SECONDS)
            form = {"username": name, "password": password}
            form |= {"_xsrf": session.cookies["_xsrf"]}
            page = session.post(
                f"{hub.url}/hub/login", data=form, timeout=SECONDS, allow_redirects=False
            )
            if page.status_code != 302:
                raise PermissionError(f"{name}: {page.status_code}")
            self.first_page = page.headers["Location"]
            session.get(f"{hub.url}/hub/home", timeout=SECONDS)  # a logged-in person's cookie
            made = session.post(
                f"{hub.url}/hub/api/users/{name}/tokens",
                json={"note": "tests"},
                headers={"X-XSRFToken": session.cookies["_xsrf"], "Referer": f"{hub.url}/hub/"},
                timeout=SECONDS,
            )
            made.raise_for_status()
            self._headers = {"Authorization": f"token {made.json()['token']}"}

    def ask(self, method: str, path: str, **more: object) -> requests.Response:
        """Any request, as this person."""
        url = self.hub.url + path
        return requests.request(method, url, headers=self._headers, timeout=SECONDS, **more)

    def get(self, path: str) -> object:
        """What is there, from JSON."""
        return checked(self.ask("GET", path)).json()

    def post(self, path: str, content: object = None) -> object:
        """The answer, from JSON."""
        return checked(self.ask("POST", path, json=content or {})).json()

    def assignments(self, action: str, assignment: str) -> object:
        """What a button of the Assignment List does: fetch, submit, fetch_feedback."""
        course = {"course_id": "nnbasics", "assignment_id": assignment}
        answer = self.post(f"{self.home}/assignments/{action}", course)
        assert answer["success"], answer
        return answer["value"]

    def formgrader(self, action: str, assignment: str) -> None:
        """What a button of formgrader does: assign, release, collect, …"""
        answer = self.post(f"{COURSE}/formgrader/api/assignment/{assignment}/{action}")
        assert answer["success"], answer

    def terminal(self, command: str, server: str | None = None) -> tuple[int, str]:
        """Run a command in a terminal of this server: its exit code, and what it wrote."""
        # In a thread of its own: where Playwright runs, this one has an event loop already.
        with ThreadPoolExecutor(max_workers=1) as pool:
            said = self._terminal(command, server or self.home)
            return pool.submit(asyncio.run, said).result()

    async def _terminal(self, command: str, server: str) -> tuple[int, str]:
        name = self.post(f"{server}/api/terminals")["name"]
        url = f"{self.hub.url}{server}/terminals/websocket/{quote(name)}".replace("http", "ws", 1)
        connection = await websocket_connect(HTTPRequest(url, headers=self._headers))
        # In the echo of what is typed no number follows.
        await connection.write_message(json.dumps(["stdin", f"{command}; echo code=$?.\r"]))
        said = ""
        try:
            while not (end := re.search(r"code=(\d+)\.", said)):
                message = await asyncio.wait_for(connection.read_message(), SECONDS)
                kind, *texts = json.loads(message)
                said += texts[0] if kind == "stdout" else ""
        finally:
            connection.close()
            self.ask("DELETE", f"{server}/api/terminals/{name}")
        return int(end[1]), said


def start_servers(*people: Person) -> None:
    """Start each one's own server; returns when all answer."""
    for person in people:
        checked(person.ask("POST", f"/hub/api/users/{person.name}/server"))
    for person in people:
        status = f"{person.home}/api/status"
        until(lambda: person.ask("GET", status).ok, person.name, person.hub.log)  # noqa: B023


def checked(answer: requests.Response) -> requests.Response:
    """The same answer. AssertionError with what it says where it is an error."""
    assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
    return answer


# --- accounts ----------------------------------------------------------------------------


def with_accounts(folder: Path, groups: dict[str, list[str]], password: str) -> list[str]:
    """A command that runs another where these Unix accounts exist, and nowhere else.

    It has mounts and processes of its own: a copy of /etc with the accounts in it, homes below
    ``folder``, and whatever is still running at its end ends with it. groups: their members;
    "" for an account that is in none.
    """
    quoted = {name: shlex.quote(str(folder / name)) for name in ("etc", "homes")}
    lines = [
        "set -e",
        f"cp -a /etc {quoted['etc']}",
        f"mount --bind {quoted['etc']} /etc",
        f"mkdir {quoted['homes']}",
        *opened(folder),
    ]
    for group, members in groups.items():
        lines += [f"groupadd {group}"] if group else []
        for name in members:
            lines += [
                f"useradd --create-home --base-dir {quoted['homes']} --shell /bin/bash {name}",
                f"chmod 700 {quoted['homes']}/{name}",
                f"echo {name}:{password} | chpasswd",
                *([f"usermod --append --groups {group} {name}"] if group else []),
            ]
    prepare = [sys.executable, str(HUB / "prepare.py"), str(folder), "--grader", "nnbasics-grader"]
    lines += [shlex.join(prepare), 'exec "$@"']
    return [*OWN, "sh", "-c", "\n".join(lines), "sh"]


def opened(folder: Path) -> list[str]:
    """Commands that let everybody reach Python and the project.

    Either may lie in a folder that others may not enter, such as /root: then it is mounted
    again, alone, on an empty folder in that one's place.
    """
    wanted = sorted({PROJECT, Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()})
    closed: dict[Path, list[Path]] = {}
    for path in wanted:
        for above in reversed(path.parents):
            if not above.stat().st_mode & 0o001:
                closed.setdefault(above, []).append(path)
                break
    lines = []
    for number, (above, paths) in enumerate(closed.items()):
        kept = [(path, folder / f"kept-{number}-{i}") for i, path in enumerate(paths)]
        for path, aside in kept:
            lines += [f"mkdir {q(aside)}", f"mount --bind {q(path)} {q(aside)}"]
        lines += [f"mount -t tmpfs -o mode=755 tmpfs {q(above)}"]
        for path, aside in kept:
            lines += [f"mkdir -p {q(path)}", f"mount --move {q(aside)} {q(path)}"]
    return lines


def q(path: Path) -> str:
    return shlex.quote(str(path))
