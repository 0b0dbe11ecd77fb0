"""Drive JupyterLab in a browser: a server on a copy of the course, and a notebook in a page."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from notebooks import PROJECT
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright

from nngrader.commands.demo_class import Classroom

WIDGET = "application/vnd.jupyter.widget-view+json"
WINDOW = {"width": 1280, "height": 900}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A run is lost when the kernel has not connected yet: wait for all of it, step by step.
READY = """async () => {
    const deadline = Date.now() + 60000;
    const until = async condition => {
        while (!condition()) {
            if (Date.now() > deadline) throw new Error(`not ready: ${condition}`);
            await new Promise(resume => setTimeout(resume, 50));
        }
    };
    await until(() => window.jupyterapp?.shell.currentWidget?.sessionContext);
    const { context, sessionContext } = window.jupyterapp.shell.currentWidget;
    await context.ready;
    await sessionContext.ready;
    await until(() => sessionContext.session?.kernel?.connectionStatus === "connected");
    await sessionContext.session.kernel.info;
}"""


def launch(playwright: Playwright, chromium: str) -> Browser:
    """Start a headless Chromium: the machine's own, for Playwright would download another."""
    return playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)


@dataclass
class Server:
    """A running JupyterLab, as a learner has it, and the class that the learner is in."""

    url: str
    token: str
    root: Path
    classroom: Classroom
    process: subprocess.Popen

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_server(folder: Path) -> Server:
    """Serve a copy of the course below ``folder``, with settings and a class of its own."""
    classroom = Classroom(folder / "class")
    shutil.copytree(PROJECT / "exercises", classroom.course / "exercises")
    root = folder / "my course"  # people have spaces in their paths
    for part in ("course", "exercises"):
        shutil.copytree(
            PROJECT / part, root / part, ignore=shutil.ignore_patterns(".*", "__pycache__")
        )
    (root / "my_work").mkdir()
    return serve(folder, classroom, root)


def serve(folder: Path, classroom: Classroom, root: Path) -> Server:
    """Serve ``root``, with settings below ``folder``, to somebody of this class."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={token}"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    command += ["--ServerApp.port_retries=0", "--LabApp.expose_app_in_browser=True"]
    log = folder / "jupyterlab.log"
    with open(log, "w") as file:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=_environment(folder, classroom, root),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", token, root, classroom, process)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.url}/api?token={token}", timeout=5).close()
            return server
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    server.stop()
    raise RuntimeError("JupyterLab did not start:\n" + log.read_text())


def _environment(folder: Path, classroom: Classroom, root: Path) -> dict[str, str]:
    # Not the settings of whoever runs this. Under pytest, ipykernel does not capture what
    # is written to the file descriptors.
    others = ("JUPYTER", "NNBASICS_COURSE", "PYTEST_", "XDG_")
    keep = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return keep | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(folder),
        "IPYTHONDIR": str(folder / ".ipython"),
        "JUPYTER_CONFIG_PATH": str(PROJECT / "grading"),
        "NNBASICS_COURSE_ROOT": str(classroom.course),
        "NNBASICS_EXCHANGE": str(classroom.exchange),
        "NNBASICS_WORK": str(root / "my_work"),
    }


@dataclass
class Notebook:
    """A notebook that is open in a page of JupyterLab."""

    page: Page
    server: Server
    path: str
    complaints: list[str] = field(default_factory=list)

    def open(self) -> "Notebook":
        """Load JupyterLab with this notebook alone, and wait for its kernel."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        open_lab(self.page, self.server, self.path)
        self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        self.page.evaluate(READY)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def run_all(self) -> None:
        """Run every cell and wait for the last. Look at `contents` for what came out."""
        self.command("notebook:run-all-cells")

    def command(self, name: str) -> object:
        """Execute a command of JupyterLab, and wait until it is done."""
        return self.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)

    def contents(self) -> dict:
        """The notebook as nbformat has it, with its outputs."""
        panel = "window.jupyterapp.shell.currentWidget"
        return json.loads(
            self.page.evaluate(f"() => JSON.stringify({panel}.content.model.toJSON())")
        )

    def index(self, **wanted: str) -> int:
        """The place of a cell: `index(id="answer-step")` or `index(grade_id="check_step")`."""
        ((key, value),) = wanted.items()
        for place, cell in enumerate(self.contents()["cells"]):
            found = cell if key == "id" else cell["metadata"].get("nbgrader", {})
            if found.get(key) == value:
                return place
        raise LookupError(f"{self.path} has no cell with {key} {value!r}")

    def cell(self, place: int) -> Locator:
        """The cell in the page, scrolled to."""
        self.page.evaluate(
            """async place => {
                const notebook = window.jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = place;
                await notebook.scrollToItem(place, "start");
            }""",
            place,
        )
        return self.page.locator(f".jp-Notebook [data-windowed-list-index='{place}']")

    def write(self, place: int, source: str) -> None:
        """Put text into a cell in the place of what is there."""
        self.page.evaluate(
            """([place, source]) => window.jupyterapp.shell.currentWidget.content
                .model.cells.get(place).sharedModel.setSource(source)""",
            [place, source],
        )

    def run(self, place: int) -> Locator:
        """Run one cell, wait for it, and give it back."""
        cell = self.cell(place)
        self.command("notebook:run-cell")
        return cell

    def widgets(self, inside: str = "*") -> Iterator[Locator]:
        """Each widget that has this inside it, scrolled to when its turn comes."""
        for place, cell in enumerate(self.contents()["cells"]):
            if any(WIDGET in output.get("data", {}) for output in cell.get("outputs", [])):
                shown = self.cell(place).locator(".jp-OutputArea-output:has(> .jupyter-widgets)")
                shown.first.wait_for()
                yield from (each for each in shown.all() if each.locator(inside).count())

    def figures(self) -> Iterator[Locator]:
        """Each live figure: controls, a picture, a sentence."""
        return self.widgets(".widget-image")

    def errors(self) -> list[str]:
        """Each error output, and each text on stderr, with the cell it belongs to."""
        return [
            f"{cell['id']}: {output.get('ename', 'stderr')}: "
            f"{output.get('evalue', output.get('text', ''))}"
            for cell in self.contents()["cells"]
            for output in cell.get("outputs", [])
            if output["output_type"] == "error" or output.get("name") == "stderr"
        ]

    def close(self) -> None:
        """Stop the kernel, so that notebooks that are done don't share the processor."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")


def open_lab(page: Page, server: Server, path: str = "") -> None:
    """Load JupyterLab as a person who comes for the first time sees it."""
    tree = f"/tree/{path}" if path else ""
    page.goto(f"{server.url}/lab{tree}?reset&token={server.token}")
    page.wait_for_function("() => window.jupyterapp", timeout=60_000)
    page.evaluate("async () => { await window.jupyterapp.restored; }")
