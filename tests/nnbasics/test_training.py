"""Training: the readable loop, the fast one, and what both promise."""

import numpy as np
import pytest
from lazy_modules import LazyModule
from needs import need
from threadpoolctl import threadpool_limits

from nnbasics.data import classification, iris, load_mnist, moons
from nnbasics.fast_training import train_fast
from nnbasics.gradients import loss_and_gradients
from nnbasics.initialization import init_params
from nnbasics.metrics import accuracy, evaluate
from nnbasics.mnist import fit, normalize_images
from nnbasics.networks import mlp_forward
from nnbasics.optimizers import SGD, Adam
from nnbasics.preprocessing import standardize, train_validation_split
from nnbasics.training import train

torch = LazyModule("torch")

BOTH = {
    "train": lambda *args, **kw: train(*args, **kw),
    "train_fast": lambda *args, **kw: train_fast(*args, **kw),
}


@pytest.fixture(autouse=True)
def one_thread():
    """Two threads for a product of small matrices wait for each other on a busy machine."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def task():
    rng = np.random.default_rng(3)
    X, y = classification(70, 8, rng)
    return X, y, init_params([8, 7, 5, 2], rng)


def flat(params):
    return np.concatenate([array.ravel() for layer in params for array in layer])


@pytest.mark.parametrize("name", BOTH)
def test_training_is_pytorchs_in_the_same_order(task, name):
    X, y, params = task
    after, history = BOTH[name](X, y, params, 0.1, 3, 32, np.random.default_rng(5))

    tensors = [torch.tensor(a, requires_grad=True) for layer in params for a in layer]
    sgd, rng = torch.optim.SGD(tensors, 0.1), np.random.default_rng(5)
    for epoch in range(3):
        order, total = rng.permutation(70), 0.0
        for start in range(0, 70, 32):
            batch = order[start : start + 32]
            A = torch.tensor(X[batch])
            for i in range(0, 6, 2):
                A = A @ tensors[i] + tensors[i + 1]
                A = A if i == 4 else A.relu()
            loss = torch.nn.functional.cross_entropy(A, torch.tensor(y[batch]))
            sgd.zero_grad()
            loss.backward()
            sgd.step()
            total += loss.item() * len(batch)  # the last batch has 6 of 70
        assert history[epoch] == pytest.approx(total / 70, rel=1e-9)
    theirs = np.concatenate([t.detach().numpy().ravel() for t in tensors])
    np.testing.assert_allclose(flat(after), theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("make", "name"), [(SGD, "sgd"), (Adam, "adam")])
@pytest.mark.parametrize(("dtype", "tolerance"), [(float, 1e-10), (np.float32, 1e-4)])
@pytest.mark.parametrize("sizes", [[8, 7, 5, 2], [8, 2], [8, 300, 150, 2]])
def test_both_loops_give_the_same_numbers(task, make, name, dtype, tolerance, sizes):
    """Also with one layer, and with more parameters than fit into one block."""
    X, y, _ = task
    params = init_params(sizes, np.random.default_rng(1))
    params = [(W.astype(dtype), b.astype(dtype)) for W, b in params]
    X = X.astype(dtype)
    slow, slow_losses = train(X, y, params, 0.01, 4, 32, np.random.default_rng(5), optimizer=make)
    fast, fast_losses = train_fast(
        X, y, params, 0.01, 4, 32, np.random.default_rng(5), optimizer=name
    )
    np.testing.assert_allclose(flat(fast), flat(slow), rtol=tolerance, atol=tolerance)
    assert fast_losses == pytest.approx(slow_losses, rel=10 * tolerance)
    for layer in [*slow, *fast]:
        assert all(array.dtype == dtype for array in layer)


@pytest.mark.parametrize("name", BOTH)
def test_training_leaves_its_inputs_alone(task, name):
    X, y, params = task
    before = flat(params)
    for array in (X, y, *(array for layer in params for array in layer)):
        array.flags.writeable = False
    first = BOTH[name](X, y, params, 0.1, 2, 16, np.random.default_rng(0))[0]
    second = BOTH[name](X, y, params, 0.1, 2, 16, np.random.default_rng(0))[0]
    assert (flat(params) == before).all()
    assert (flat(first) == flat(second)).all()
    assert not (flat(first) == before).all()


@pytest.mark.parametrize("name", BOTH)
def test_callbacks_see_each_epoch_and_can_end_training(task, name):
    X, y, params = task
    seen, others = [], []

    def enough(epoch, params, loss):
        seen.append((epoch, loss, loss_and_gradients(X, y, params)[0]))
        return epoch == 2

    def other(epoch, params, loss):
        others.append(epoch)
        return 1  # only True itself ends training

    _, history = BOTH[name](
        X, y, params, 0.1, 9, 16, np.random.default_rng(0), callbacks=[enough, other]
    )
    assert [(epoch, loss) for epoch, loss, _ in seen] == list(enumerate(history))
    assert others == [0, 1, 2]
    assert seen[2][2] < seen[0][2]


@pytest.mark.parametrize("name", BOTH)
def test_progress_is_shown_when_asked_for(task, name, capsys):
    X, y, params = task
    BOTH[name](X, y, params, 0.1, 2, 16, np.random.default_rng(0))
    assert capsys.readouterr() == ("", "")
    BOTH[name](X, y, params, 0.1, 2, 16, np.random.default_rng(0), progress=True)
    shown = capsys.readouterr().err
    assert "2/2" in shown
    assert "loss=" in shown


def test_the_fast_loop_names_the_optimizers_it_has(task):
    X, y, params = task
    with pytest.raises(ValueError, match=r"rmsprop.*sgd.*adam"):
        train_fast(X, y, params, 0.1, 1, 8, np.random.default_rng(), optimizer="rmsprop")


def learned(X, y, sizes, lr, epochs, seed):
    """Accuracy on a quarter that was set aside."""
    rng = np.random.default_rng(seed)
    X, y, X_test, y_test = train_validation_split(X, y, 0.25, rng)
    X, X_test = standardize(X, X_test)
    params, _ = train(X, y, init_params(sizes, rng), lr, epochs, 16, rng, optimizer=Adam)
    return accuracy(mlp_forward(X_test, params), y_test)


def test_the_small_data_sets_can_be_learned():
    rng = np.random.default_rng(0)
    assert learned(*iris(), [4, 8, 3], 0.01, 60, 0) > 0.9
    assert learned(*moons(400, 0.15, rng), [2, 16, 2], 0.01, 60, 0) > 0.95
    noisy = [learned(*classification(1000, 20, rng), [20, 32, 2], 0.003, 20, s) for s in (0, 1)]
    assert all(0.75 < share < 0.99 for share in noisy)  # neither hopeless nor too easy


def test_fit_reads_the_digits_of_scikit_learn(tmp_path, monkeypatch):
    monkeypatch.setenv("NNBASICS_DATA", str(tmp_path))
    monkeypatch.setattr("nnbasics.data.MIRRORS", ())
    digits = load_mnist()
    predict = fit(
        normalize_images(digits.train_images), digits.train_labels, np.random.default_rng(0)
    )
    X = normalize_images(digits.test_images)
    assert evaluate(predict, X, digits.test_labels, 100)[0] >= 0.95


def test_fit_reads_mnist_from_a_third_of_it():
    need("mnist")
    digits = load_mnist()
    assert digits.source == "MNIST"
    X = normalize_images(digits.train_images[:20_000])
    predict = fit(X, digits.train_labels[:20_000], np.random.default_rng(0))
    X = normalize_images(digits.test_images)
    assert evaluate(predict, X, digits.test_labels, 1000)[0] >= 0.95
