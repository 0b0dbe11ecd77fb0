"""Data sets of the course: small ones made or written down here, and MNIST's digits.

This file needs nothing but NumPy and Python's standard library, because assignments may
import it while they are graded. Only what downloads MNIST, or stands in for it, needs more.
"""

import gzip
import hashlib
import http.client
import io
import os
import struct
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Labels = NDArray[np.integer]

_GATES = {  # the result for the inputs (0, 0), (0, 1), (1, 0), (1, 1)
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "xor": (0, 1, 1, 0),
}

# Made up for the course, in half hours: study a week, sleep a night. Neither of the two
# tells alone who passes.
_PASSED = (
    (4.5, 9.0), (5.5, 8.0), (6.0, 8.5), (6.5, 7.5), (7.0, 7.0), (7.5, 6.0),
    (8.0, 6.5), (8.5, 8.0), (9.0, 5.5), (9.5, 7.0), (10.0, 8.0), (10.5, 5.0),
)  # fmt: skip
_FAILED = (
    (1.0, 8.0), (1.5, 6.5), (2.0, 9.0), (2.5, 5.0), (3.0, 7.5), (3.5, 6.0),
    (4.0, 7.0), (4.5, 5.0), (5.5, 5.5), (6.0, 4.5), (6.5, 4.5), (7.0, 4.0),
)  # fmt: skip


def gate(name: str) -> tuple[Array, Labels]:
    """The truth table of a gate: inputs ``X`` ``(4, 2)`` and labels ``y`` ``(4,)``.

    name: ``"and"``, ``"or"``, ``"nand"`` or ``"xor"``; ValueError for any other.
    """
    if name not in _GATES:
        raise ValueError(f"no gate {name!r}: use one of {', '.join(_GATES)}")
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    return X, np.array(_GATES[name])


def students() -> tuple[Array, Labels]:
    """24 invented students: who passes?

    Returns ``X`` ``(24, 2)``, hours of study a week and hours of sleep a night, and
    labels ``y`` ``(24,)``, 1 for passed and 0 for failed.
    """
    X = np.array(_FAILED + _PASSED)
    y = np.repeat([0, 1], [len(_FAILED), len(_PASSED)])
    return X, y


def house_prices() -> tuple[Array, Array]:
    """Three houses. Returns ``x`` ``(3,)``, square feet, and ``y`` ``(3,)``, thousands of $."""
    return np.array([1000.0, 1500.0, 2000.0]), np.array([200.0, 300.0, 400.0])


def iris() -> tuple[Array, Labels]:
    """150 iris flowers of three kinds, 50 of each.

    Returns ``X`` ``(150, 4)``: length and width of a sepal, length and width of a petal, in
    cm; and labels ``y`` ``(150,)``: 0 setosa, 1 versicolor, 2 virginica.
    Source: Fisher (1936), measured by Anderson; the same numbers as scikit-learn's.
    """
    millimeters = [int(_IRIS[i : i + 2]) for i in range(0, len(_IRIS), 2)]
    return np.array(millimeters).reshape(150, 4) / 10, np.repeat([0, 1, 2], 50)


def moons(samples: int, noise: float, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Two half circles that reach into each other: no line separates them.

    noise: standard deviation of what is added to both coordinates.
    Returns ``X`` ``(samples, 2)`` and labels ``y`` ``(samples,)``, 0 above and 1 below.
    """
    above = samples // 2
    t, s = np.linspace(0, np.pi, above), np.linspace(0, np.pi, samples - above)
    X = np.concatenate(
        [
            np.stack([np.cos(t), np.sin(t)], axis=1),
            np.stack([1 - np.cos(s), 0.5 - np.sin(s)], axis=1),
        ]
    )
    return X + rng.normal(0.0, noise, X.shape), np.repeat([0, 1], [above, samples - above])


def classification(samples: int, features: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Two classes, each in two clouds, in a quarter of the features; the others are noise.

    Returns ``X`` ``(samples, features)``, in random order, and labels ``y`` ``(samples,)``,
    0 or 1. The clouds overlap: nobody can be right about every sample.
    """
    telling = max(1, features // 4)
    centers = rng.normal(0.0, 1.2, (4, telling))  # clouds 0 and 2 are of class 0
    cloud = rng.integers(0, 4, samples)
    X = rng.normal(0.0, 1.0, (samples, features))
    X[:, :telling] += centers[cloud]
    return X[:, rng.permutation(features)], cloud % 2


# ------------------------------------------------------------------------------ MNIST


class DataError(RuntimeError):
    """A data file that cannot be used. The message names it and says what to do."""


class Digits(NamedTuple):
    """Images of handwritten digits, as `load_mnist` returns them."""

    train_images: NDArray[np.uint8]  # (60000, 28, 28), 0 paper to 255 ink
    train_labels: Labels  # (60000,), 0 to 9
    test_images: NDArray[np.uint8]  # (10000, 28, 28)
    test_labels: Labels  # (10000,)
    source: str  # "MNIST", or "scikit-learn digits" where MNIST can't be had


# Each file, and the SHA-256 of its content (unpacked, since mirrors pack differently).
_FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist",
    "https://ossci-datasets.s3.amazonaws.com/mnist",
    "https://raw.githubusercontent.com/fgnt/mnist/master",
)
_TIMEOUT = 10  # seconds without an answer
_PACKED, _UNPACKED = 16 << 20, 64 << 20  # bytes; no file is larger
_TRAIN_DIGITS = 1437  # of scikit-learn's 1,797: four fifths


def data_directory() -> Path:
    """Where MNIST's files are kept: ``NNBASICS_DATA``, or a folder in the user's cache."""
    if chosen := os.environ.get("NNBASICS_DATA"):
        return Path(chosen).expanduser()
    if sys.platform == "darwin":
        cache = Path("~/Library/Caches")
    elif sys.platform == "win32":
        cache = Path(os.environ.get("LOCALAPPDATA") or "~/AppData/Local")
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    return cache.expanduser() / "nnbasics"


def load_mnist(download: bool = True) -> Digits:
    """70,000 handwritten digits: 60,000 to learn from, 10,000 to test on.

    The files are looked for in `data_directory`, packed (``.gz``) or not, downloaded once
    if they are not there, and kept. Where they cannot be downloaded, a notice says so and
    the 1,797 digits that scikit-learn ships take their place, in the same form.
    download: False takes these at once where MNIST is not there, without a word.
    DataError for a file that is damaged or cannot be read.
    Source: LeCun, Cortes and Burges, *The MNIST database of handwritten digits* (1998).
    """
    folder = data_directory()
    if not download and not all(_find(folder, name) for name in _FILES):
        return _scikit_learn_digits()
    try:
        contents = {name: _find(folder, name) or _download(folder, name) for name in _FILES}
    except _DownloadError as reason:
        print(
            f"MNIST is not here: {reason}.\n"
            "In its place: the 1,797 handwritten digits of scikit-learn, scaled to 28 x 28.\n"
            f"For MNIST, connect and try again, or put its four files into {folder}\n"
            "(or set NNBASICS_DATA to the folder where they are)."
        )
        return _scikit_learn_digits()
    train_images, train_labels, test_images, test_labels = (
        _read_idx(path, 3 if "images" in name else 1) for name, path in contents.items()
    )
    for part, images, labels in (
        ("train", train_images, train_labels),
        ("t10k", test_images, test_labels),
    ):
        if len(images) != len(labels):
            raise DataError(
                f"{folder}: {len(images)} images but {len(labels)} labels in the files "
                f"{part}-*. Delete them to have them downloaded again."
            )
    return Digits(
        train_images,
        train_labels.astype(np.int64),  # uint8 would wrap around: 3 - 5 is 254
        test_images,
        test_labels.astype(np.int64),
        "MNIST",
    )


def _find(folder: Path, name: str) -> Path | None:
    for path in (folder / f"{name}.gz", folder / name):
        try:
            path.stat()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise _unreadable(path, error) from None
        return path
    return None


def _read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array in an IDX file: four bytes that say what it is, each dimension, the numbers."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(_UNPACKED + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path, f"it can't be unpacked ({error})") from None
    except OSError as error:
        raise _unreadable(path, error) from None
    header = 4 + 4 * dimensions
    if content[:4] != bytes([0, 0, 8, dimensions]):  # 8: unsigned bytes
        wanted = f"00 00 08 {dimensions:02}"
        raise _damaged(path, f"it starts with {content[:4].hex(' ')}, not with {wanted}")
    if len(content) < header:
        raise _damaged(path, "it ends within its header")
    shape = struct.unpack(f">{dimensions}I", content[4:header])
    if shape[1:] != (28, 28)[: dimensions - 1] or shape[0] == 0:
        raise _damaged(path, f"it says that its shape is {shape}")
    if len(content) - header != shape[0] * (784 if dimensions == 3 else 1):
        raise _damaged(path, f"its shape is {shape}, and {len(content) - header} bytes follow")
    array = np.frombuffer(content, np.uint8, offset=header).reshape(shape).copy()  # writable
    if dimensions == 1 and array.max() > 9:
        raise _damaged(path, f"it has a label {array.max()}")
    return array


def _damaged(path: Path, what: str) -> DataError:
    return DataError(f"{path} is damaged: {what}. Delete it to have it downloaded again.")


def _unreadable(path: Path, error: OSError) -> DataError:
    return DataError(
        f"{path} can't be read: {error.strerror or error}. Give yourself the right to read it, "
        "or set NNBASICS_DATA to another folder."
    )


class _DownloadError(Exception):
    """No mirror gave the file; the message says why."""


def _download(folder: Path, name: str) -> Path:
    """Fetch one file from the first mirror that has it whole, and keep it."""
    reasons: dict[str, str] = {}
    for mirror in (*MIRRORS, *MIRRORS):  # each one once more, if it could be reached
        host = urllib.parse.urlsplit(mirror).hostname or mirror
        if reasons.get(host, "").startswith("no connection"):
            continue
        try:
            packed = _fetch(f"{mirror}/{name}.gz")
            with gzip.open(io.BytesIO(packed)) as file:
                found = hashlib.sha256(file.read(_UNPACKED)).hexdigest()
        except urllib.error.HTTPError as error:
            reasons[host] = f"answered {error.code} {error.reason}"
        except urllib.error.URLError as error:
            reasons[host] = f"no connection ({error.reason})"
        except (OSError, EOFError, zlib.error, http.client.HTTPException) as error:
            reasons[host] = f"broke off or sent something else ({error})"
        else:
            if found == _FILES[name]:
                return _keep(folder, name, packed)
            reasons[host] = "sent a file with another check sum"
    raise _DownloadError("; ".join(f"{host}: {reason}" for host, reason in reasons.items()))


def _fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=_TIMEOUT) as answer:
        from tqdm.auto import tqdm  # not there while grading, and then no answer comes either

        size = int(answer.headers.get("Content-Length") or 0)
        packed = bytearray()
        title = url.rpartition("/")[2]
        with tqdm(total=size or None, desc=title, unit="B", unit_scale=True) as bar:
            while piece := answer.read(1 << 16):
                packed += piece
                bar.update(len(piece))
                if len(packed) > _PACKED:
                    raise OSError("far too large")
    return bytes(packed)


def _keep(folder: Path, name: str, packed: bytes) -> Path:
    """Write the file under another name first: what has its name is always whole."""
    path = folder / f"{name}.gz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{name}.", delete=False) as file:
            try:
                file.write(packed)
                file.close()
                os.replace(file.name, path)
            except BaseException:
                file.close()
                os.unlink(file.name)
                raise
    except OSError as error:
        raise DataError(
            f"{path} can't be written: {error.strerror or error}. Make room, or set "
            "NNBASICS_DATA to a folder where you may write."
        ) from None
    return path


def _scikit_learn_digits() -> Digits:
    """8 x 8 pixels with 17 grays, drawn as MNIST's digits are: 20 x 20 within 28 x 28."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise DataError(
            f"There is no MNIST in {data_directory()}, and no scikit-learn to stand in for it."
        ) from None
    small, labels = load_digits().images, load_digits().target  # (1797, 8, 8), 0 to 16
    centers = (np.arange(20) + 0.5) * 8 / 20 - 0.5  # of the new pixels, among the old ones
    # Linear interpolation is a matrix: new = stretch @ old, for rows and for columns.
    stretch = np.stack([np.interp(centers, np.arange(8), pixel) for pixel in np.eye(8)], axis=1)
    large = stretch @ small @ stretch.T  # (20, 8) @ (N, 8, 8) @ (8, 20) -> (N, 20, 20)
    images = np.pad(np.rint(large * 255 / 16).astype(np.uint8), ((0, 0), (4, 4), (4, 4)))
    # The digits stand in the order of their writers: mix them, the same way every time.
    order = np.random.default_rng(0).permutation(len(images))
    train, test = order[:_TRAIN_DIGITS], order[_TRAIN_DIGITS:]
    return Digits(images[train], labels[train], images[test], labels[test], "scikit-learn digits")


# Iris in millimeters, two digits for each number, four numbers for each flower.
_IRIS = (
    "5135140249301402473213024631150250361402543917044634140350341502442914024931150154371502"
    "4834160248301401433011015840120257441504543913045135140357381703513815035434170251371504"
    "4636100251331705483419025030160250341604523515025234140247321602483116025434150452411501"
    "5542140249311502503212025535130249361401443013025134150250351303452313034432130250351606"
    "5138190448301403513816024632140253371502503314027032471464324515693149155523401365284615"
    "5728451363334716492433106629461352273914502035105930421560224010612947145629361367314414"
    "5630451558274110622245155625391159324818612840136325491561284712642943136630441468284814"
    "6730501760294515572635105524381155243710582739126027511654304515603445166731471563234413"
    "5630411355254013552644126130461458264012502333105627421357304212572942136229431351253011"
    "5728411363336025582751197130592163295618653058227630662149254517732963186725581872366125"
    "6532512064275319683055215725502058285124643253236530551877386722772669236022501569325723"
    "5628492077286720632749186733572172326018622848186130491864285621723058167428611979386420"
    "6428562263285115612656147730612363345624643155186030481869315421673156246931512358275119"
    "68325923673357256730522363255019653052206234542359305118"
)
