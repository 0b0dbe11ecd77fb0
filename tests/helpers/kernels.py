"""Run a notebook in a fresh kernel, without a network, and look at what it wrote."""

import os
from datetime import datetime
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from notebooks import PROJECT

# Seconds for one cell, on two cores.
LONGEST_CELL = 20

# Nothing listens there: programs that are not Python fail to reach a network too.
NOWHERE = "http://127.0.0.1:9"


def run(notebook: nbformat.NotebookNode, folder: Path, keep: str = "") -> list[str]:
    """Run all cells with ``folder`` as the working directory.

    Returns what is wrong: what was written to stderr, and cells that took too long.
    nbclient.exceptions.CellExecutionError where a cell fails. keep: where below
    artifacts/ the executed notebook is kept, for a look at it.
    """
    # Under pytest, ipykernel does not capture what is written to the file descriptors.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    environment["PYTHONPATH"] = str(PROJECT / "tests" / "helpers" / "offline")
    for scheme in ("http", "https", "all"):
        environment[f"{scheme}_proxy"] = environment[f"{scheme}_proxy".upper()] = NOWHERE
    client = NotebookClient(
        notebook,
        timeout=6 * LONGEST_CELL,  # only for what hangs; slowness is reported below
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute(env=environment)
    finally:
        if keep:
            to = PROJECT / "artifacts" / "executed" / keep
            to.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, to)
    return [problem for i, cell in enumerate(notebook.cells) for problem in problems(i, cell)]


def problems(index: int, cell: nbformat.NotebookNode) -> list[str]:
    """What is wrong with an executed cell."""
    found = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stderr":
            found.append(f"cell {index + 1} wrote to stderr: {output.text}")
    if (seconds := duration(cell)) > LONGEST_CELL:
        found.append(f"cell {index + 1} took {seconds:.1f} s, at most {LONGEST_CELL} s")
    return found


def duration(cell: nbformat.NotebookNode) -> float:
    """The seconds that an executed cell took."""
    times = cell.metadata.get("execution", {})
    if not {"iopub.execute_input", "shell.execute_reply"} <= set(times):
        return 0.0
    start, end = times["iopub.execute_input"], times["shell.execute_reply"]
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
