"""The start page's check of the installation: what it finds, and what it advises."""

from importlib import metadata

import pytest
from packaging.requirements import Requirement

from nnbasics.notebook import installation
from nnbasics.notebook.installation import check_installation, missing, problems


def test_this_environment_is_complete(capsys):
    assert problems() == []
    check_installation()
    assert "Everything the course needs is there." in capsys.readouterr().out


def test_packages():
    version = metadata.version("numpy")
    assert missing(Requirement(f"numpy>={version}")) is None
    assert missing(Requirement("numpy<1")) == f"is {version}, and <1 is needed"
    assert missing(Requirement("no-such-package>=1")) == "is missing"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PACKAGE", "no-such-course", "own package is not installed"),
        ("EXTENSIONS", {"sliders": "@nobody/nothing"}, "extension for sliders"),
    ],
)
def test_what_is_wrong_is_told_and_how_to_mend_it(monkeypatch, capsys, name, value, told):
    monkeypatch.setattr(installation, name, value)
    check_installation()
    said = capsys.readouterr().out
    assert told in said
    assert "make lab" in said and "pip install" in said


def test_an_old_python_is_told(monkeypatch):
    monkeypatch.setattr(installation.platform, "python_version", lambda: "3.9.1")
    assert any("Python is 3.9.1" in problem for problem in problems())


def test_a_requirement_of_the_tests_is_not_the_learners(monkeypatch):
    wanted = ["numpy", "no-such-package; extra == 'test'", "no-such-other>=2"]
    monkeypatch.setattr(installation.metadata, "requires", lambda _: wanted)
    assert problems() == ["no-such-other is missing"]
