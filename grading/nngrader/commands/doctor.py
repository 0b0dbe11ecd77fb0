"""``nngrader doctor``: what this machine gives for grading."""

import argparse
import sys

from nngrader.declare import Allowed
from nngrader.declare.registry import exercise_sets


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "doctor",
        help="look what this machine gives for grading",
        description="Show what this machine gives for grading, and let a kernel try to get out "
        "of the sandbox.",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the findings; returns 0 if students' code can be run here, else 1."""
    from nngrader.kernels.doctor import machine, probe_isolation, report
    from nngrader.kernels.fork_server import ForkServer, SandboxUnavailable, ServerDied

    findings = machine()
    print(report(findings))
    if not all(finding.ok for finding in findings):
        return 1
    for kernel, allowed in kernels().items():
        print(f"\n{kernel}:")
        try:
            with ForkServer(allowed) as server:
                probed = probe_isolation(server)
        except (SandboxUnavailable, ServerDied, ValueError) as error:
            print(f"It does not start: {error}", file=sys.stderr)
            return 1
        print(report(probed))
        findings += probed
    return 0 if all(finding.ok for finding in findings) else 1


def kernels() -> dict[str, Allowed]:
    """What to try: for each course a kernel with all that its answers may import."""
    found = {}
    for course in exercise_sets():
        imports = dict.fromkeys(name for module in course.modules for name in module.imports)
        found[f"A kernel for {course.package}"] = Allowed(tuple(imports), (course.package,))
    return found or {"A kernel": Allowed()}
