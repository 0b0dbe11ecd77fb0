"""``nngrader doctor``: what this machine gives for grading."""

import argparse
import sys


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
    if all(finding.ok for finding in findings):
        try:
            with ForkServer() as server:
                findings += probe_isolation(server)
        except (SandboxUnavailable, ServerDied) as error:
            print(report(findings))
            print(f"The sandbox does not start: {error}", file=sys.stderr)
            return 1
    print(report(findings))
    return 0 if all(finding.ok for finding in findings) else 1
