"""environment.yml names the packages of pyproject.toml, with the same ranges."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

PROJECT = Path(__file__).parents[2]

# Where conda-forge has another name than PyPI.
ON_CONDA = {"bleach": "bleach-with-css", "torch": "pytorch", "playwright": "playwright-python"}


def packages_of_pyproject(text: str) -> dict[str, SpecifierSet]:
    project = tomllib.loads(text)["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    requirements = [Requirement(line) for line in lines]
    packages = {ON_CONDA.get(r.name, r.name): r.specifier for r in requirements}
    return packages | {"python": SpecifierSet(project["requires-python"])}


def packages_of_conda(text: str) -> dict[str, SpecifierSet]:
    packages = [line for line in yaml.safe_load(text)["dependencies"] if isinstance(line, str)]
    split = (re.fullmatch(r"([\w-]+)\s*(.*)", package).groups() for package in packages)
    return {name: SpecifierSet(versions) for name, versions in split if name != "pip"}


@pytest.fixture(scope="module")
def pyproject() -> str:
    return (PROJECT / "pyproject.toml").read_text()


@pytest.fixture(scope="module")
def conda() -> str:
    return (PROJECT / "environment.yml").read_text()


def test_conda_has_the_same_packages_and_ranges(pyproject, conda):
    assert packages_of_conda(conda) == packages_of_pyproject(pyproject)


def test_conda_installs_the_course_itself(conda):
    assert {"pip": ["-e ."]} in yaml.safe_load(conda)["dependencies"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nbgrader >=0.9.5,<0.10", "nbgrader >=0.9.4,<0.10"),
        ("  - tqdm >=4.66,<5\n", ""),
        ("  - tqdm >=4.66,<5\n", "  - tqdm >=4.66,<5\n  - pandas >=2\n"),
        ("pytorch ==2.13.0", "pytorch >=2.13.0"),
    ],
    ids=["another range", "a missing package", "an extra package", "a pin made a range"],
)
def test_a_difference_is_seen(pyproject, conda, old, new):
    assert old in conda
    changed = conda.replace(old, new)
    assert packages_of_conda(changed) != packages_of_pyproject(pyproject)
