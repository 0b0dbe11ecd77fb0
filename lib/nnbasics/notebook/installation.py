"""Is everything there that the course needs? What is wanted is read from the package itself."""

import platform
from importlib import metadata
from pathlib import Path

from jupyter_core.paths import jupyter_path
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

PACKAGE = "neural-network-basics"
# What JupyterLab itself must have: sliders, and nbgrader's Validate button.
EXTENSIONS = {"sliders": "@jupyter-widgets/jupyterlab-manager", "nbgrader": "@jupyter/nbgrader"}
MEND = "in the course's folder, run `make lab`, or `python -m pip install -e .`"


def missing(requirement: Requirement) -> str | None:
    """What is wrong with an installed package, or None."""
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return "is missing"
    if requirement.specifier.contains(version, prereleases=True):
        return None
    return f"is {version}, and {requirement.specifier} is needed"


def problems() -> list[str]:
    """What is wrong with this installation, a sentence each."""
    try:
        metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return ["the course's own package is not installed"]
    found = []
    python = metadata.metadata(PACKAGE)["Requires-Python"]
    if platform.python_version() not in SpecifierSet(python):
        found.append(f"Python is {platform.python_version()}, and {python} is needed")
    for requirement in map(Requirement, metadata.requires(PACKAGE) or []):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            wrong = missing(requirement)
            found += [f"{requirement.name} {wrong}"] if wrong else []
    folders = [Path(folder) for folder in jupyter_path("labextensions")]
    for what, extension in EXTENSIONS.items():
        if not any((folder / extension).is_dir() for folder in folders):
            found.append(f"JupyterLab's extension for {what} ({extension}) is missing")
    return found


def check_installation() -> None:
    """Print the versions that matter, and what is wrong and how to mend it."""
    versions = [f"Python {platform.python_version()}"]
    for name in ("numpy", "torch", "ipywidgets", "jupyterlab", "nbgrader"):
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue  # it is among the problems
    print(", ".join(versions))
    found = problems()
    if not found:
        print("Everything the course needs is there.")
        return
    print("\nThis is wrong:")
    for problem in found:
        print(f"  - {problem}")
    print(f"\nTo mend it: {MEND}. Then restart the kernel and run this cell again.")
