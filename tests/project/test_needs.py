"""A test without what it needs is skipped, and fails where that is required."""

import needs
import pytest


@pytest.fixture
def absent(monkeypatch):
    monkeypatch.setitem(needs.NEEDS, "chromium", (lambda: None, "install it"))
    return "chromium"


def test_what_is_absent_skips(absent, monkeypatch):
    monkeypatch.delenv("NNBASICS_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs chromium: install it"):
        needs.need(absent)


def test_what_is_absent_and_required_fails(absent, monkeypatch):
    monkeypatch.setenv("NNBASICS_REQUIRE", "mnist, chromium")
    with pytest.raises(pytest.fail.Exception, match="chromium is required"):
        needs.need(absent)


def test_what_is_there_does_nothing(monkeypatch):
    monkeypatch.setitem(needs.NEEDS, "chromium", (lambda: "/usr/bin/chromium", ""))
    monkeypatch.setenv("NNBASICS_REQUIRE", "chromium")
    needs.need("chromium")


def test_mnist_is_there_only_with_its_files(monkeypatch, tmp_path):
    monkeypatch.setenv("NNBASICS_DATA", str(tmp_path))
    assert needs.mnist() is None
    (tmp_path / "train-images-idx3-ubyte.gz").touch()
    assert needs.mnist() == tmp_path


def test_an_unknown_need_is_an_error():
    with pytest.raises(KeyError):
        needs.need("unobtainium")
