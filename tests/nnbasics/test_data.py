"""The data sets: what they hold, how MNIST is fetched, and what is said of bad files."""

import gzip
import hashlib
import os
import shutil
import struct
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from lazy_modules import LazyModule
from needs import need

from nnbasics import data
from nnbasics.data import DataError, load_mnist

datasets = LazyModule("sklearn.datasets")
NAMES = list(data._FILES)


# -------------------------------------------------------------------- the small sets


def test_iris_is_scikit_learns():
    X, y = data.iris()
    theirs = datasets.load_iris()
    assert np.array_equal(X, theirs.data)
    assert np.array_equal(y, theirs.target)


@pytest.mark.parametrize("samples", [100, 7])
def test_moons_are_scikit_learns(samples):
    X, y = data.moons(samples, 0.0, np.random.default_rng(0))
    theirs, labels = datasets.make_moons(samples, shuffle=False)
    np.testing.assert_allclose(X, theirs)
    assert np.array_equal(y, labels)
    noisy, _ = data.moons(samples, 0.1, np.random.default_rng(0))
    assert 0.05 < (noisy - X).std() < 0.15


def test_classification_is_drawn_from_its_generator():
    X, y = data.classification(1000, 20, np.random.default_rng(1))
    assert X.shape == (1000, 20)
    assert set(y) == {0, 1}
    assert 400 < y.sum() < 600
    assert np.array_equal(X, data.classification(1000, 20, np.random.default_rng(1))[0])
    assert data.classification(5, 1, np.random.default_rng(1))[0].shape == (5, 1)


def test_house_prices_are_on_a_line():
    x, y = data.house_prices()
    assert np.array_equal(y, 0.2 * x)


def test_an_unknown_gate():
    with pytest.raises(ValueError, match="'nor'"):
        data.gate("nor")


# ------------------------------------------------------------------- a small MNIST


def idx(array):
    array = np.asarray(array, np.uint8)
    return (
        bytes([0, 0, 8, array.ndim])
        + struct.pack(f">{array.ndim}I", *array.shape)
        + array.tobytes()
    )


@pytest.fixture
def contents():
    """The four files, unpacked, with 30 and 10 images."""
    rng = np.random.default_rng(0)
    arrays = [rng.integers(0, 256, (n, 28, 28)) for n in (30, 10)]
    labels = [np.arange(30) % 10, np.arange(10)]
    return dict(zip(NAMES, map(idx, (arrays[0], labels[0], arrays[1], labels[1])), strict=True))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "mnist"
    monkeypatch.setenv("NNBASICS_DATA", str(folder))
    return folder


@pytest.fixture
def offline(monkeypatch):
    monkeypatch.setattr(data, "MIRRORS", ("http://127.0.0.1:9",))


@pytest.fixture
def stored(folder, contents, offline):
    folder.mkdir()
    for name, content in contents.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    return folder


class Mirror:
    """A web server on this machine. `faults` holds an answer for a request, by its number."""

    def __init__(self, contents):
        self.files = {f"/mnist/{name}.gz": gzip.compress(c) for name, c in contents.items()}
        self.asked, self.faults = [], {}
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                mirror.asked.append(self.path)
                fault = mirror.faults.get(len(mirror.asked), mirror.faults.get("always"))
                body = mirror.files.get(self.path, b"")
                if fault == "404" or not body:
                    return self.send_error(404)
                if fault == "503":
                    return self.send_error(503)
                body = {"html": b"<html>Log in", "other": gzip.compress(b"other")}.get(fault, body)
                self.send_response(200)
                if fault != "no length":
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if fault == "endless":
                    body = bytes(data._PACKED + 1000)
                self.wfile.write(body[: len(body) // 2] if fault == "short" else body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        serve = self.server.serve_forever
        threading.Thread(target=serve, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/mnist"


@pytest.fixture
def online(folder, contents, monkeypatch):
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    monkeypatch.setattr(data, "_FILES", sums)
    mirrors = [Mirror(contents), Mirror(contents)]
    monkeypatch.setattr(data, "MIRRORS", tuple(mirror.url for mirror in mirrors))
    yield mirrors
    for mirror in mirrors:
        mirror.server.shutdown()
        mirror.server.server_close()


def is_the_small_mnist(digits, contents):
    arrays = [a.astype(np.uint8) for a in digits[:4]]
    return digits.source == "MNIST" and [*map(idx, arrays)] == list(contents.values())


def kept(folder):
    return sorted(path.name for path in folder.iterdir())


# ----------------------------------------------------------------------- downloading


def test_files_are_downloaded_once_with_progress_and_kept(online, folder, contents, capsys):
    assert is_the_small_mnist(load_mnist(), contents)
    assert "train-images-idx3-ubyte.gz" in capsys.readouterr().err
    assert is_the_small_mnist(load_mnist(), contents)
    assert online[0].asked == [f"/mnist/{name}.gz" for name in NAMES]
    assert online[1].asked == []
    assert kept(folder) == sorted(f"{name}.gz" for name in NAMES)
    assert capsys.readouterr() == ("", "")


def test_only_what_is_missing_is_downloaded(online, folder, contents):
    folder.mkdir()
    (folder / NAMES[0]).write_bytes(contents[NAMES[0]])  # unpacked
    assert is_the_small_mnist(load_mnist(), contents)
    assert len(online[0].asked) == 3


@pytest.mark.parametrize("fault", ["404", "503", "short", "html", "other", "endless", "no length"])
def test_a_faulty_mirror_is_left_for_the_next(online, folder, contents, fault):
    online[0].faults["always"] = fault
    assert is_the_small_mnist(load_mnist(), contents)
    assert kept(folder) == sorted(f"{name}.gz" for name in NAMES)
    assert len(online[1].asked) == (0 if fault == "no length" else 4)


def test_a_mirror_gets_a_second_chance(online, folder, contents):
    online[1].faults["always"] = "404"
    online[0].faults[1] = "short"
    assert is_the_small_mnist(load_mnist(), contents)


@pytest.mark.parametrize("fault", ["404", "short", "html", "other"])
def test_where_no_mirror_helps_the_digits_come_and_nothing_is_kept(online, folder, fault, capsys):
    for mirror in online:
        mirror.faults["always"] = fault
    assert load_mnist().source == "scikit-learn digits"
    assert str(folder) in capsys.readouterr().out
    assert not folder.exists()


def test_a_write_that_fails_leaves_nothing_behind(online, folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(
        DataError, match=r"train-images-idx3-ubyte.gz.*No space left.*NNBASICS_DATA"
    ):
        load_mnist()
    assert kept(folder) == []


def test_two_at_once_get_whole_files(online, folder, contents):
    with ThreadPoolExecutor(4) as pool:
        digits = list(pool.map(lambda _: load_mnist(), range(4)))
    assert all(is_the_small_mnist(each, contents) for each in digits)
    assert kept(folder) == sorted(f"{name}.gz" for name in NAMES)


# --------------------------------------------------------------------- without network


def test_offline_scikit_learns_digits_stand_in_and_it_is_said(folder, offline, capsys):
    digits = load_mnist()
    shown = capsys.readouterr()
    assert "no connection" in shown.out
    assert "1,797" in shown.out
    assert "NNBASICS_DATA" in shown.out
    assert shown.err == ""  # a lesson writes nothing there
    assert digits.source == "scikit-learn digits"
    assert digits.train_images.shape == (1437, 28, 28)
    assert digits.test_images.shape == (360, 28, 28)
    assert np.array_equal(digits.train_images, load_mnist().train_images)
    original = datasets.load_digits()
    labels = np.concatenate([digits.train_labels, digits.test_labels])
    assert np.array_equal(np.bincount(labels), np.bincount(original.target))
    assert np.bincount(digits.test_labels).min() > 20
    # The same ink in the same places: shrunk again, each is one of the originals.
    images = np.concatenate([digits.train_images, digits.test_images]) / 255 * 16
    back = images[:, 4:24, 4:24].reshape(-1, 4, 5, 4, 5).mean(axis=(2, 4)).reshape(-1, 16)
    coarse = original.images.reshape(-1, 4, 2, 4, 2).mean(axis=(2, 4)).reshape(-1, 16)
    distances = ((back[:, None] - coarse) ** 2).sum(axis=2)
    assert (original.target[distances.argmin(axis=1)] == labels).mean() > 0.99


def test_without_a_download_they_stand_in_without_a_word(folder, monkeypatch, capsys):
    monkeypatch.setattr(data, "_download", None)  # a call would raise
    assert load_mnist(download=False).source == "scikit-learn digits"
    assert capsys.readouterr().out == ""


def test_without_a_download_files_that_are_there_are_read(stored):
    assert load_mnist(download=False).source == "MNIST"


def test_both_sources_have_the_same_form(stored):
    ours = load_mnist()
    shutil.rmtree(stored)
    for a, b in zip(ours[:4], load_mnist()[:4], strict=True):
        assert (a.dtype, a.ndim, a.shape[1:]) == (b.dtype, b.ndim, b.shape[1:])
        assert a.flags.writeable
        assert b.flags.writeable


def test_without_scikit_learn_it_says_what_is_missing(folder, offline, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(DataError, match=rf"{folder}.*scikit-learn"):
        load_mnist()


def test_this_file_alone_is_enough_while_grading(stored, tmp_path):
    """In the sandbox there is no other module of nnbasics, no scikit-learn, no tqdm."""
    package = tmp_path / "nnbasics"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.copy(data.__file__, package)
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(('sklearn', 'tqdm', 'scipy', 'torch', 'matplotlib')))\n"
        "from nnbasics import data\n"
        "assert data.__file__.startswith(sys.path[0])\n"
        "others = {m.partition('.')[0] for m in sys.modules if sys.modules[m] is not None}\n"
        "others -= {'numpy', 'cython_runtime', 'nnbasics'}\n"
        "print(sorted(m for m in others - sys.stdlib_module_names if not m.startswith('_')))\n"
        "print(data.load_mnist().source, len(data.iris()[0]))\n"
    )
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {[str(tmp_path)]}\n{code}"]
    path = {"PYTHONPATH": str(Path(np.__file__).parents[1])}
    done = subprocess.run(command, env={**os.environ, **path}, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]", "MNIST 150"], done.stderr


# --------------------------------------------------------------------------- bad files

images, labels = NAMES[:2]
DAMAGE = {
    "not gzip": (images, lambda c: c, "can't be unpacked"),
    "gzip broken off": (images, lambda c: gzip.compress(c)[:-100], "can't be unpacked"),
    "gzip with flipped bytes": (
        images,
        lambda c: gzip.compress(c)[:500] + bytes(20) + gzip.compress(c)[520:],
        "can't be unpacked",
    ),
    "empty": (images, lambda c: b"", "starts with"),
    "wrong magic number": (images, lambda c: gzip.compress(b"\0\0\x0d\3" + c[4:]), "0d 03"),
    "labels where images belong": (images, lambda c: gzip.compress(idx([1])), "08 01"),
    "ends within its header": (images, lambda c: gzip.compress(c[:9]), "header"),
    "one byte short": (images, lambda c: gzip.compress(c[:-1]), "bytes follow"),
    "one byte too many": (images, lambda c: gzip.compress(c + b"x"), "bytes follow"),
    "wrong count": (images, lambda c: gzip.compress(c[:7] + b"\x1f" + c[8:]), "bytes follow"),
    "a count of billions": (images, lambda c: gzip.compress(c[:4] + b"\xff" * 4 + c[8:]), "follow"),
    "another size": (images, lambda c: gzip.compress(idx(np.zeros((30, 8, 8)))), r"\(30, 8, 8\)"),
    "nothing in it": (labels, lambda c: gzip.compress(idx([])), r"\(0,\)"),
    "a label 10": (labels, lambda c: gzip.compress(idx(np.arange(30) % 11)), "label 10"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_file_is_named_with_what_to_do(stored, contents, what):
    name, damage, message = DAMAGE[what]
    path = stored / f"{name}.gz"
    path.write_bytes(damage(contents[name]))
    with pytest.raises(DataError, match=message) as raised:
        load_mnist()
    assert str(path) in str(raised.value)
    assert "Delete it" in str(raised.value)


def test_images_without_their_labels_are_named(stored):
    (stored / f"{labels}.gz").write_bytes(gzip.compress(idx(np.zeros(29))))
    with pytest.raises(DataError, match=r"30 images but 29 labels.*train-"):
        load_mnist()


def test_a_folder_where_a_file_belongs_is_named(stored):
    path = stored / f"{images}.gz"
    path.unlink()
    path.mkdir()
    with pytest.raises(DataError, match=rf"{path}.*can't be read.*NNBASICS_DATA"):
        load_mnist()


def test_a_file_where_the_folder_belongs_is_named(folder, offline):
    folder.write_text("")
    with pytest.raises(DataError, match=rf"{folder}.*can't be read.*NNBASICS_DATA"):
        load_mnist()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_named(stored):
    stored.chmod(0)
    try:
        with pytest.raises(DataError, match=rf"{stored}.*Permission denied"):
            load_mnist()
    finally:
        stored.chmod(0o700)


# --------------------------------------------------------------------- where, and the real


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"HOME": "/h"}, "/h/.cache/nnbasics"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "/c/nnbasics"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Caches/nnbasics"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/nnbasics"),
        ("linux", {"HOME": "/h", "NNBASICS_DATA": "~/d"}, "/h/d"),
    ],
)
def test_the_folder_is_the_chosen_one_or_in_the_users_cache(
    monkeypatch, platform, variables, expected
):
    for name in ("NNBASICS_DATA", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert data.data_directory() == Path(expected)


def test_the_real_files():
    need("mnist")
    digits = load_mnist()
    assert digits.train_images.shape == (60_000, 28, 28)
    assert digits.test_images.shape == (10_000, 28, 28)
    assert digits.train_images.dtype == np.uint8
    assert np.bincount(digits.test_labels).tolist() == [
        980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009
    ]  # fmt: skip
    assert digits.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    for array, name in zip(digits[1:4], NAMES[1:], strict=True):
        packed = idx(array.astype(np.uint8))
        assert hashlib.sha256(packed).hexdigest() == data._FILES[name]
