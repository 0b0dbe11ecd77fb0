"""How long an epoch of MNIST takes: the course's loops, PyTorch and scikit-learn.

    python benchmarks/training.py
    python benchmarks/training.py --rounds 1 --threads 2

60,000 images, batch 64, float32, 784 → 128 → 64 → 10. Everything runs in one process, on
the same number of threads, on the same batches, in turns; what counts is the median over
the rounds. Besides the times it measures the test accuracy after 5 epochs of Adam and the
memory of an epoch. Exit code 1 if a goal is missed.

Needs: MNIST's four files, where the course looks for them (12 MB).
Takes: about 60 seconds.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable

from frame import parser, stop
from tqdm import tqdm

BATCH, SIZES = 64, [784, 128, 64, 10]
SGD_RATE, ADAM_RATE = 0.1, 1e-3
FASTER, PRODUCTS, ACCURACY, MEMORY = 1.5, 3.0, 0.97, 2.0  # the goals


def main() -> int:
    """Measure everything and print the table, and which goals are missed."""
    options = parser(__doc__)
    options.add_argument(
        "--rounds", type=int, default=5, metavar="N", help="epochs of each (default: 5)"
    )
    options.add_argument("--threads", type=int, default=1, metavar="N", help="(default: 1)")
    options.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    arguments = options.parse_args()
    for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):  # read when NumPy is loaded
        os.environ[f"{library}_NUM_THREADS"] = str(arguments.threads)
    if arguments.memory:
        return print_memory()
    return measure(arguments.rounds, arguments.threads)


def measure(rounds: int, threads: int) -> int:
    # First, while this process is small: Linux counts a parent's memory to its children's peak.
    command = [sys.executable, __file__, "--memory", "--threads", str(threads)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        return done.returncode  # it has said why
    memory = float(done.stdout)

    import numpy as np

    X, labels, X_test, y_test = data()
    contestants = contest(X, labels, threads)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    with tqdm(total=(rounds + 1) * len(contestants), unit=" epochs", disable=None) as bar:
        for turn in range(rounds + 1):
            for name, epoch in contestants.items():
                bar.set_description(name)
                started = time.perf_counter()
                epoch(np.random.default_rng(turn))  # the same batches for all of one turn
                if turn:  # the first round warms up
                    times[name].append(time.perf_counter() - started)
                bar.update()
    seconds = {name: statistics.median(each) for name, each in times.items()}

    print(f"one epoch of {len(X):,} images, {threads} threads, median of {rounds} rounds\n")
    for name, median in seconds.items():
        worst = f"{min(times[name]):.2f} to {max(times[name]):.2f}"
        print(f"{name:34} {median:6.2f} s   ({worst})")

    good = True
    print()
    for kind in ("SGD", "Adam"):
        ours = seconds[f"train_fast, {kind}"]
        # Of the same turn, so that what else the machine does weighs on both.
        faster = ratio(times[f"PyTorch, {kind}"], times[f"train_fast, {kind}"])
        products = ratio(times[f"train_fast, {kind}"], times["matrix products alone"])
        good &= goal(f"PyTorch / ours, {kind}", faster, faster >= FASTER, f"at least {FASTER}")
        good &= goal(f"ours / products, {kind}", products, products <= PRODUCTS, f"≤ {PRODUCTS}")
        print(f"    train / train_fast: {seconds[f'train, {kind}'] / ours:.2f}")
    print(f"    scikit-learn / ours, Adam: {seconds['scikit-learn, Adam'] / ours:.2f}")

    share = test_accuracy(X, labels, X_test, y_test)
    good &= goal("accuracy, 5 epochs of Adam", share, share >= ACCURACY, f"at least {ACCURACY}")
    good &= goal("peak memory / data", memory, memory < MEMORY, f"below {MEMORY}")
    return int(not good)


def ratio(above: list[float], below: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def goal(what: str, value: float, reached: bool, wanted: str) -> bool:
    print(f"{what:30} {value:6.3f}   {wanted}{'' if reached else '   MISSED'}")
    return reached


def data() -> tuple:
    """Images and labels, to train on and to test on. Ends the program where MNIST is not there."""
    from nnbasics.data import DataError, data_directory, load_mnist
    from nnbasics.mnist import normalize_images

    try:
        digits = load_mnist(download=False)
    except DataError as error:
        stop(str(error))
    if digits.source != "MNIST":
        stop(
            f"This measures MNIST, and its four files are not in {data_directory()}: download "
            "them with python -c 'from nnbasics.data import load_mnist; load_mnist()' (12 MB), or "
            "set NNBASICS_DATA to the folder where they are."
        )
    X, X_test = normalize_images(digits.train_images), normalize_images(digits.test_images)
    return X, digits.train_labels, X_test, digits.test_labels


def start(seed: int = 0) -> list:
    import numpy as np

    from nnbasics.initialization import init_params

    params = init_params(SIZES, np.random.default_rng(seed))
    return [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]


def contest(X, labels, threads: int) -> dict[str, Callable]:
    """Every contestant as a function of the generator that orders its batches."""
    from nnbasics.fast_training import train_fast
    from nnbasics.optimizers import SGD, Adam
    from nnbasics.training import train

    arguments = X, labels, start()
    return {
        "matrix products alone": products(len(X)),
        "train_fast, SGD": lambda rng: train_fast(*arguments, SGD_RATE, 1, BATCH, rng),
        "PyTorch, SGD": in_torch(X, labels, "SGD", SGD_RATE, threads),
        "train_fast, Adam": lambda rng: train_fast(
            *arguments, ADAM_RATE, 1, BATCH, rng, optimizer="adam"
        ),
        "PyTorch, Adam": in_torch(X, labels, "Adam", ADAM_RATE, threads),
        "train, SGD": lambda rng: train(*arguments, SGD_RATE, 1, BATCH, rng, optimizer=SGD),
        "train, Adam": lambda rng: train(*arguments, ADAM_RATE, 1, BATCH, rng, optimizer=Adam),
        "scikit-learn, Adam": in_scikit_learn(X, labels),
    }


def products(samples: int) -> Callable:
    """Only what no network can do without: for each layer A W, Aᵀ dA, and dA Wᵀ."""
    import numpy as np

    rng = np.random.default_rng(0)
    A = [rng.random((BATCH, size), dtype=np.float32) for size in SIZES]
    W = [W for W, _ in start()]
    dW = [np.empty_like(w) for w in W]
    out = [np.empty_like(a) for a in A]

    def epoch(rng) -> None:
        for begin in range(0, samples, BATCH):
            n = min(BATCH, samples - begin)
            for i, w in enumerate(W):
                np.matmul(A[i][:n], w, out=out[i + 1][:n])
            for i in reversed(range(len(W))):
                np.matmul(A[i][:n].T, A[i + 1][:n], out=dW[i])
                if i:
                    np.matmul(A[i + 1][:n], W[i].T, out=out[i][:n])

    return epoch


def in_torch(X, labels, name: str, lr: float, threads: int) -> Callable:
    """PyTorch as its tutorials have it, eager, on batches taken by index."""
    import torch

    from nnbasics.torch_networks import build_torch_mlp

    torch.set_num_threads(threads)
    X, labels = torch.from_numpy(X), torch.from_numpy(labels)
    loss_function = torch.nn.functional.cross_entropy

    def epoch(rng) -> None:
        model = build_torch_mlp(SIZES)
        optimizer = getattr(torch.optim, name)(model.parameters(), lr)
        order = torch.from_numpy(rng.permutation(len(X)))
        total = 0.0
        for begin in range(0, len(X), BATCH):
            batch = order[begin : begin + BATCH]
            optimizer.zero_grad()
            loss = loss_function(model(X[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)

    return epoch


def in_scikit_learn(X, labels) -> Callable:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    def epoch(rng) -> None:
        model = MLPClassifier(
            SIZES[1:-1],
            batch_size=BATCH,
            learning_rate_init=ADAM_RATE,
            alpha=0.0,
            max_iter=1,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch is all we want
            model.fit(X, labels)

    return epoch


def test_accuracy(X, labels, X_test, y_test) -> float:
    import numpy as np

    from nnbasics.fast_training import train_fast
    from nnbasics.metrics import accuracy
    from nnbasics.networks import mlp_forward

    rng = np.random.default_rng(0)
    params, _ = train_fast(X, labels, start(), ADAM_RATE, 5, BATCH, rng, optimizer="adam")
    return accuracy(mlp_forward(X_test, params), y_test)


def print_memory() -> int:
    """What loading and an epoch add at most to the process, as a multiple of X's bytes."""
    import numpy as np

    from nnbasics import fast_training, mnist  # noqa: F401  (what is loaded is not counted)

    kilobyte = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    X, labels, _, _ = data()
    rng = np.random.default_rng(0)
    fast_training.train_fast(X, labels, start(), ADAM_RATE, 1, BATCH, rng, optimizer="adam")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print((after - before) * kilobyte / X.nbytes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
