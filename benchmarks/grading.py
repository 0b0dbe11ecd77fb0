"""How fast a class is graded: the judge beside stock nbgrader, on two cores, in one run.

    python benchmarks/grading.py
    python benchmarks/grading.py --submissions 4      # a small class

Two assignments: that of module 1, and one whose notebooks import NumPy, matplotlib and
PyTorch. Stock nbgrader executes each notebook in a new kernel, with plain asserts as tests;
the judge runs its checks outside the kernel, in the sandbox. Stock nbgrader grades one
submission after the other; `stock, two at once` runs two of it, each with half of the class.

For every measurement: submissions a second, CPU seconds a submission (of the whole machine,
which should have nothing else to do), and the most memory that all processes had together
(shared pages counted once). The judge is measured before, between and after the others, and
the median counts: a machine is not always equally fast. Then, how memory and time grow with
the class, and what judging adds to running a notebook.

Goals: 15 times stock with PyTorch, 6 times on module 1, less than 0.2 s added to each
submission, memory that does not grow with the class.

Needs: the judge's sandbox (Linux and bubblewrap; nngrader doctor looks for it).
Takes: about 15 minutes.
"""

# ruff: noqa: E402
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from nngrader.commands.startup import without_grammar_of_addresses

without_grammar_of_addresses()  # as the command does

import nbformat
import psutil
from frame import parser, stop
from tqdm import tqdm

from nngrader.commands import grade
from nngrader.commands.demo_class import solutions_of, write_answers
from nngrader.declare import Allowed, registry
from nngrader.judging import judge as judging
from nngrader.kernels.doctor import probe_isolation
from nngrader.kernels.fork_server import ForkServer
from nngrader.kernels.pool import ServerPool
from nngrader.kernels.sandbox import SandboxUnavailable

HERE = Path(__file__).parent
PROJECT = HERE.parent
ASSERTS = HERE / "grading_assignments" / "asserts.ipynb"
MODULE_1 = "01_weights_and_bias"
TORCH = "torch_assignment"
SOURCES = {
    MODULE_1: PROJECT / "solutions" / MODULE_1 / f"{MODULE_1}.ipynb",
    TORCH: HERE / "grading_assignments" / f"{TORCH}.ipynb",
}
WAYS = ("stock", "stock, two at once", "judge")
CORES = 2
GROWTH = (10, 60, 300)
ADDED = 20  # submissions for what judging adds
SEED = 20


@dataclass(frozen=True)
class Measurement:
    """What it took to grade a class. Times in seconds, memory in bytes."""

    way: str
    assignment: str
    submissions: int
    seconds: float
    cpu: float
    memory: int

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return self.submissions / self.seconds


def need_sandbox() -> None:
    """End the program on a machine that has no sandbox for the judge."""
    try:
        with ForkServer() as server:
            server.start()
    except SandboxUnavailable as error:
        stop(f"This needs the judge's sandbox, and there is none here: {error}.")


# ---------------------------------------------------------------- classes


def make_class(folder: Path, assignment: str, way: str, count: int) -> None:
    """A course with submissions in it: two of three all right, the third half done."""
    source = SOURCES[assignment]
    place = folder / "solutions" / assignment
    place.mkdir(parents=True)
    (folder / "grading").mkdir()
    notebook = nbformat.read(source, as_version=4)
    if way != "judge":
        use_asserts(notebook)
    nbformat.write(notebook, place / f"{assignment}.ipynb")
    nbgrader(folder, way, "generate_assignment", assignment)
    released = folder / "exercises" / assignment / f"{assignment}.ipynb"
    answers = solutions_of(source)
    half = dict(list(answers.items())[: len(answers) // 2])
    for number in range(count):
        to = folder / "grading" / "submitted" / f"s{number:03}" / assignment / released.name
        to.parent.mkdir(parents=True)
        shutil.copy(released, to)
        write_answers(to, half if number % 3 == 2 else answers)


def use_asserts(notebook: nbformat.NotebookNode) -> None:
    """Put plain asserts in the place of the checks."""
    asserts = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(ASSERTS, as_version=4).cells
        if "nbgrader" in cell.metadata
    }
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = asserts.get(grade_id, cell.source)
        lines = cell.source.splitlines()
        cell.source = "\n".join(line for line in lines if line != "from nngrader import check")


def nbgrader(folder: Path, way: str, *arguments: str) -> None:
    """Run an nbgrader command, with the project's configuration or with nbgrader's own steps."""
    done = subprocess.run(
        command_of_nbgrader(folder, *arguments),
        env=environment(folder, way),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def command_of_nbgrader(folder: Path, *arguments: str) -> list[str]:
    return [
        *(sys.executable, "-m", "nbgrader", *arguments, f"--course-dir={folder}"),
        "--CourseDirectory.source_directory=solutions",
        "--CourseDirectory.release_directory=exercises",
        "--CourseDirectory.submitted_directory=grading/submitted",
        "--CourseDirectory.autograded_directory=grading/autograded",
    ]


def environment(folder: Path, way: str) -> dict[str, str]:
    """Only the judge is given the project's configuration."""
    others = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER_", "NNBASICS_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    own = {"JUPYTER_CONFIG_PATH": str(PROJECT / "grading"), "NNBASICS_COURSE_ROOT": str(folder)}
    return others | {"PATH": path} | (own if way == "judge" else {})


# ---------------------------------------------------------------- measuring


def measure(way: str, assignment: str, count: int) -> Measurement:
    """Grade a new class of this size."""
    with TemporaryDirectory(prefix="grading-") as name:
        folder = Path(name)
        make_class(folder, assignment, way, count)
        if way == "judge":
            commands = [[sys.executable, __file__, "--judge", str(folder), assignment]]
        else:
            halves = ["*"] if way == "stock" else ["s[0-9][0-9][02468]", "s[0-9][0-9][13579]"]
            autograde = command_of_nbgrader(folder, "autograde", assignment)
            commands = [[*autograde, f"--student={half}"] for half in halves]
        before = used_cpu()
        start = time.monotonic()
        running = [
            psutil.Popen(
                command,
                env=environment(folder, way),
                cwd=folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for command in commands
        ]
        memory = 0
        while any(process.poll() is None for process in running):
            memory = max(memory, sum(memory_of(process) for process in running))
            time.sleep(0.2)
        seconds = time.monotonic() - start
        graded = list(folder.glob("grading/autograded/s*/*/*.ipynb"))
        assert len(graded) == count, f"{way}: {len(graded)} of {count} were graded"
        return Measurement(way, assignment, count, seconds, used_cpu() - before, memory)


def used_cpu() -> float:
    """CPU seconds of this machine. Of a kernel, the system tells nobody but in this sum."""
    times = psutil.cpu_times()
    return sum(getattr(times, name, 0.0) for name in ("user", "nice", "system", "irq", "softirq"))


def memory_of(process: psutil.Process) -> int:
    """What a process and all that came from it use; what they share is counted once."""
    total = 0
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for member in family:
        try:
            total += member.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
        except psutil.AccessDenied:  # without root, a kernel's memory is not ours to see
            total += member.memory_info().rss
    return total


def run_judge(folder: Path, assignment: str) -> int:
    """The command ``nngrader grade``, in a process of its own."""
    from nngrader.commands import cli

    know_torch_assignment()
    return cli.main(["grade", assignment, "--jobs", str(CORES), "--course-root", str(folder)])


def know_torch_assignment() -> None:
    """Let the answers of this benchmark's assignment, which are those of module 1, use PyTorch."""
    usual = registry.allowed_for

    def allowed_for(assignment: str, checked: Collection[str] = ()) -> Allowed:
        allowed = usual(assignment, checked)
        return replace(allowed, imports=("torch",)) if assignment == TORCH else allowed

    for place in (judging, grade):
        place.allowed_for = allowed_for


def medians(every: list[Measurement]) -> list[Measurement]:
    """Of those that measured the same, the one that took the median of the times."""
    alike: dict[tuple, list[Measurement]] = {}
    for m in every:
        alike.setdefault((m.assignment, m.way, m.submissions), []).append(m)
    return [sorted(some, key=lambda m: m.seconds)[len(some) // 2] for some in alike.values()]


def measure_added(assignment: str) -> dict[str, float]:
    """Seconds for one submission after the other: run only, judged, judged in the sandbox."""
    know_torch_assignment()
    instructor = nbformat.read(SOURCES[assignment], as_version=4)
    checks = [c for c in instructor.cells if c.metadata.get("nbgrader", {}).get("grade")]
    without = nbformat.from_dict(instructor)
    without.cells = [cell for cell in instructor.cells if cell not in checks]
    seconds = {}
    for name, notebook, sandbox in (
        ("run only", without, False),
        ("judged", instructor, False),
        ("judged in the sandbox", instructor, True),
    ):
        data = nbformat.writes(notebook).encode()
        # One seed, as a class has it: what the reference answers is known after the first.
        task = judging.Task(assignment, "ada", data, data, seed=SEED, sandbox=sandbox)
        with ServerPool(sandbox=sandbox) as servers:
            judging.judge(task, servers)  # starts the server
            start = time.monotonic()
            for _ in range(ADDED):
                judging.judge(task, servers)
            seconds[name] = (time.monotonic() - start) / ADDED
    return seconds


def measure_probes() -> float:
    """Seconds that testing the isolation takes at the start of every batch: the median of five."""
    with ForkServer() as server:
        server.start()
        found = []
        for _ in range(5):
            start = time.monotonic()
            probe_isolation(server)
            found.append(time.monotonic() - start)
    return statistics.median(found)


# ---------------------------------------------------------------- the tables


def main() -> int:
    """Measure everything and print the tables."""
    arguments = parser(__doc__)
    arguments.add_argument(
        "--submissions", type=int, default=60, metavar="N", help="in each class (default: 60)"
    )
    sizes = " ".join(map(str, GROWTH))
    arguments.add_argument(
        "--growth", type=int, nargs="*", default=None, metavar="N",
        help=f"sizes of the classes that the judge grades besides (default: {sizes}; with fewer "
        "than 60 submissions none)",
    )  # fmt: skip
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write what was measured")
    arguments.add_argument("--judge", nargs=2, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    need_sandbox()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    if options.judge:
        return run_judge(Path(options.judge[0]), options.judge[1])

    growth = options.growth
    if growth is None:
        growth = GROWTH if options.submissions >= 60 else ()
    stock, two_at_once, judge = WAYS
    order = (judge, stock, judge, two_at_once, judge)
    plan = [(way, name, options.submissions) for name in SOURCES for way in order]
    others = [count for count in growth if count != options.submissions]
    plan += [("judge", name, count) for name in SOURCES for count in others]
    every = [measure(*each) for each in tqdm(plan, disable=None, unit=" classes")]
    found = medians(every)
    added = {name: measure_added(name) for name in SOURCES}
    for name in SOURCES:
        table = [m for m in found if m.assignment == name and m.submissions == options.submissions]
        print_table(name, table)
        more = [m for m in found if m.assignment == name and m.way == "judge"]
        if len(more) > 1:
            print_growth(sorted(more, key=lambda m: m.submissions))
        print_added(added[name])
    print(f"\nThe sandbox is tested in {measure_probes():.1f} s at the start of every batch.")
    if options.json:
        data = {"measurements": [asdict(m) for m in every], "added": added}
        options.json.write_text(json.dumps(data, indent=2))
    return 0


def print_table(name: str, table: list[Measurement]) -> None:
    """One line for each way to grade the class."""
    print(f"\n{name}, {table[0].submissions} submissions, {CORES} cores\n")
    print("| | submissions/s | CPU s each | memory | faster than stock |")
    print("| --- | ---: | ---: | ---: | ---: |")
    table = sorted(table, key=lambda m: WAYS.index(m.way))
    for m in table:
        faster = m.rate / table[0].rate
        memory = f"{m.memory / 1e6:.0f} MB"
        each = m.cpu / m.submissions
        print(f"| {m.way} | {m.rate:.2f} | {each:.2f} | {memory} | {faster:.1f} × |")


def print_growth(table: list[Measurement]) -> None:
    """The judge with small and large classes."""
    print("\n| judge, submissions | seconds | submissions/s | memory |")
    print("| ---: | ---: | ---: | ---: |")
    for m in table:
        print(f"| {m.submissions} | {m.seconds:.1f} | {m.rate:.2f} | {m.memory / 1e6:.0f} MB |")


def print_added(seconds: dict[str, float]) -> None:
    """What judging adds to running."""
    print("\n| one submission after the other | seconds each | added |")
    print("| --- | ---: | ---: |")
    first = seconds["run only"]
    for name, each in seconds.items():
        print(f"| {name} | {each:.3f} | {each - first:.3f} |")


if __name__ == "__main__":
    sys.exit(main())
