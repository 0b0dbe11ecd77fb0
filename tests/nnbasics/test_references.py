"""The references agree with PyTorch, with scikit-learn, or with an oracle written out here."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from lazy_modules import LazyModule

from nnbasics import activations, language, losses, metrics, networks, regularization
from nnbasics.batches import iterate_minibatches
from nnbasics.early_stopping import early_stop
from nnbasics.initialization import init_params
from nnbasics.mnist import normalize_images
from nnbasics.neurons import count_parameters
from nnbasics.preprocessing import one_hot, standardize, train_validation_split
from nnbasics.quantization import dequantize, quantize, quantize_int8
from nnbasics.saving import load_params, save_params
from nnbasics.schedules import step_decay, warmup_cosine

torch = LazyModule("torch")
functional = LazyModule("torch.nn.functional")
sklearn_metrics = LazyModule("sklearn.metrics")

numbers = st.floats(-50, 50)
anything = hnp.arrays(float, hnp.array_shapes(max_dims=3, max_side=6), elements=numbers)
matrices = hnp.arrays(float, hnp.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=numbers)
seeds = st.integers(0, 2**32 - 1)

IN_TORCH = ["sigmoid", "tanh", "relu", "leaky_relu", "gelu", "silu"]  # functional's names


def close(ours, theirs, rtol=1e-12, atol=1e-14):
    np.testing.assert_allclose(ours, np.asarray(theirs), rtol=rtol, atol=atol)


# ----------------------------------------------------------------------- activations


@pytest.mark.parametrize("name", IN_TORCH)
@given(z=anything)
def test_activation_is_pytorchs(name, z):
    close(getattr(activations, name)(z), getattr(functional, name)(torch.tensor(z)), atol=1e-13)


@pytest.mark.parametrize("name", [*IN_TORCH, *(f"{name}_grad" for name in IN_TORCH)])
def test_activation_is_finite_without_warning_and_keeps_float32(name, recwarn):
    function = getattr(activations, name)
    ends = np.array([[-1000.0, 1000.0, 0.0]])
    assert np.isfinite(function(ends)).all()
    assert function(ends).shape == ends.shape
    assert np.isfinite(function(np.array([-1000, 1000]))).all()
    if name not in ("relu_grad", "leaky_relu_grad"):  # exact in every dtype
        assert function(ends.astype(np.float32)).dtype == np.float32
    assert not recwarn.list


def test_tanh_keeps_its_digits_near_zero():
    z = np.array([1e-20, -1e-10, 3e-8])
    close(activations.tanh(z), np.tanh(z), rtol=1e-15, atol=0)


@given(Z=matrices)
def test_softmax_is_pytorchs(Z):
    close(activations.softmax(Z), torch.softmax(torch.tensor(Z), dim=1))


def test_softmax_of_rows_far_apart(recwarn):
    P = activations.softmax([[1000.0, 0.0], [-1000.0, -1000.0]])
    close(P, [[1.0, 0.0], [0.5, 0.5]])
    assert not recwarn.list


def test_worked_numbers_of_activations():
    close(activations.sigmoid([0, 5, -5]), [0.5, 0.9933, 0.0067], atol=5e-5)
    close(activations.tanh(2), 0.9640, atol=5e-5)
    close(activations.softmax([2, 1, 0.1]), [0.659, 0.242, 0.099], atol=5e-4)
    assert activations.relu_grad(0) == 0
    assert activations.sigmoid_grad(0) == 0.25


# -------------------------------------------------------------------------- networks

HIDDEN = np.array([[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], [0.9, 1, 1.1, 1.2]])
WORKED = [(HIDDEN, HIDDEN[0]), (HIDDEN[0][:, None], np.array([0.5]))]


def test_worked_forward_pass():
    close(networks.hidden_activations([[1, 2, 3]], WORKED)[0], [[3.9, 4.6, 5.3, 6.0]])
    close(networks.mlp_forward([[1, 2, 3]], WORKED), [[5.8]])


@given(seed=seeds, sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5), n=st.integers(1, 5))
def test_forward_pass_is_pytorchs(seed, sizes, n):
    rng = np.random.default_rng(seed)
    X, params = rng.normal(size=(n, sizes[0])), init_params(sizes, rng, "glorot")
    A = torch.tensor(X)
    for i, (W, b) in enumerate(params):
        A = functional.linear(A, torch.tensor(W.T), torch.tensor(b))
        A = A if i == len(params) - 1 else torch.relu(A)
    close(networks.mlp_forward(X, params), A)
    assert (networks.predict(X, params) == A.argmax(dim=1).numpy()).all()
    shapes = [X.shape]
    for i, (W, b) in enumerate(params):
        shapes += [W.shape, b.shape, networks.mlp_forward(X, params[: i + 1]).shape]
    assert networks.receptive_shapes(n, sizes) == shapes


@given(seed=seeds, sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5))
def test_collapsed_network_is_the_network_without_activations(seed, sizes):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(4, sizes[0]))
    params = [(W, rng.normal(size=b.shape)) for W, b in init_params(sizes, rng)]
    A = X
    for W, b in params:
        A = A @ W + b
    W, b = networks.collapse(params)
    close(X @ W + b, A, rtol=1e-9, atol=1e-9)


def test_linear_names_the_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match=r"\(5, 3\).*\(4, 2\)"):
        networks.linear(np.ones((5, 3)), np.ones((4, 2)), np.ones(2))
    with pytest.raises(ValueError, match=r"\(3, 2\).*\(1,\)"):
        networks.linear(np.ones((5, 3)), np.ones((3, 2)), np.ones(1))


@given(off=hnp.arrays(float, (4, 2), elements=st.floats(-0.05, 0.05)))
def test_xor_is_solved_with_room_to_spare(off):
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    outputs = networks.mlp_forward(corners + off, networks.xor_params())
    assert ((outputs > 0.5).ravel() == [False, True, True, False]).all()
    assert (np.abs(outputs - 0.5) > 0.3).all()


def test_predict_gives_ties_to_the_lower_class():
    params = [(np.zeros((2, 3)), np.array([0.0, 1.0, 1.0]))]
    assert networks.predict([[1, 2]], params).tolist() == [1]


def test_parameter_counts():
    assert count_parameters([10, 50, 50, 10]) == 3610
    assert count_parameters([3, 4, 1]) == 21
    assert count_parameters([4, 5, 3, 2]) == 51
    assert count_parameters([784, 128, 64, 10]) == 109_386


# ---------------------------------------------------------------------------- losses


@given(seed=seeds, n=st.integers(1, 20), flat=st.tuples(st.booleans(), st.booleans()))
def test_mse_and_bce_are_pytorchs_for_every_mix_of_shapes(seed, n, flat):
    rng = np.random.default_rng(seed)
    p, y = rng.uniform(0.01, 0.99, n), rng.integers(0, 2, n)
    shapes = [(n,) if is_flat else (n, 1) for is_flat in flat]
    P, Y = p.reshape(shapes[0]), y.reshape(shapes[1])
    theirs = torch.tensor(p), torch.tensor(y, dtype=float)
    close(losses.mse(P, Y), functional.mse_loss(*theirs))
    close(losses.bce(P, Y), functional.binary_cross_entropy(*theirs))
    assert losses.mse_grad(P, Y).shape == P.shape


@given(seed=seeds, n=st.integers(1, 9), c=st.integers(2, 9), size=st.sampled_from([1, 1000]))
def test_cross_entropy_is_pytorchs(seed, n, c, size):
    rng = np.random.default_rng(seed)
    logits, labels = rng.normal(0, size, (n, c)), rng.integers(0, c, n)
    theirs = functional.cross_entropy(torch.tensor(logits), torch.tensor(labels))
    close(losses.cross_entropy(logits, labels), theirs)


def test_worked_numbers_of_losses():
    assert losses.mse([2.5, 0, 2, 8], [3, -0.5, 2, 7]) == 0.375
    close(losses.bce([0.9, 0.1, 0.8, 0.7], [1, 0, 1, 1]), 0.198, atol=5e-4)
    close(losses.bce([0.1, 0.9, 0.2, 0.3], [1, 0, 1, 1]), 1.855, atol=5e-4)
    close(losses.bce([0.0, 1.0], [1, 0]), -math.log(1e-12), rtol=1e-4)
    assert losses.bce(np.array([1, 0], np.float32), [1, 0]) < 1e-11
    assert losses.cross_entropy([[1000, -1000], [0, 0]], [1, 0]) == 1000 + math.log(2) / 2


@pytest.mark.parametrize("loss", [losses.mse, losses.mse_grad, losses.bce])
def test_losses_refuse_different_numbers_of_samples(loss):
    with pytest.raises(ValueError, match=r"3.*1"):
        loss(np.full(3, 0.5), np.ones(1))


# -------------------------------------------------------- data on its way, regularization


@given(X=hnp.arrays(float, (6, 4), elements=numbers), T=hnp.arrays(float, (3, 4), elements=numbers))
def test_standardize_uses_the_training_statistics(X, T):
    X = X.copy()
    X[:, 0] = 0.1  # its mean is not exactly 0.1, so its deviation is not exactly 0
    A, B = standardize(X, T)
    mean, std = X.mean(axis=0), X.std(axis=0)
    std[std <= 1e-12 * np.abs(X).max(axis=0)] = 1
    close(A, (X - mean) / std)
    close(B, (T - mean) / std)
    close(A[:, 0], 0)


@given(seed=seeds, n=st.integers(1, 30), batch=st.integers(1, 40))
def test_batches_hold_every_sample_once_with_its_label(seed, n, batch):
    X = np.arange(2 * n).reshape(n, 2)
    parts = list(iterate_minibatches(X, X[:, 0], batch, np.random.default_rng(seed)))
    assert [len(x) for x, _ in parts] == [batch] * (n // batch) + [n % batch] * (n % batch > 0)
    assert all((x[:, 0] == y).all() for x, y in parts)
    assert sorted(y for _, y in parts for y in y) == X[:, 0].tolist()


def test_batches_are_shuffled_anew_each_epoch():
    rng, X = np.random.default_rng(0), np.arange(100)
    first, second = (next(iterate_minibatches(X, X, 100, rng))[0].tolist() for _ in range(2))
    assert first != second != list(range(100)) != first
    with pytest.raises(ValueError, match="at least 1"):
        next(iterate_minibatches(X, X, 0, rng))
    assert len(list(iterate_minibatches(np.ones(1050), np.ones(1050), 100, rng))) == 11


@given(seed=seeds, n=st.integers(1, 30), fraction=st.sampled_from([0, 0.1, 0.21, 0.37, 1]))
def test_split_is_disjoint_and_keeps_labels(seed, n, fraction):
    X = np.arange(n)
    parts = train_validation_split(X, -X, fraction, np.random.default_rng(seed))
    assert [len(part) for part in parts] == [n - round(n * fraction)] * 2 + [
        round(n * fraction)
    ] * 2
    assert (parts[0] == -parts[1]).all()
    assert (parts[2] == -parts[3]).all()
    assert sorted([*parts[0], *parts[2]]) == X.tolist()


@pytest.mark.parametrize(("scheme", "std"), [("he", 2 / 500), ("glorot", 2 / 800), ("zeros", 0)])
def test_initialization_has_its_spread(scheme, std):
    (W, b), (W2, _) = init_params([500, 300, 500], np.random.default_rng(0), scheme)
    std = math.sqrt(std)
    assert W.shape == (500, 300)
    assert not b.any()
    assert abs(W.mean()) <= 5 * std / math.sqrt(W.size)
    assert abs(W.std() - std) <= 5 * std / math.sqrt(2 * W.size)
    if std:
        init = {"he": torch.nn.init.kaiming_normal_, "glorot": torch.nn.init.xavier_normal_}
        torch.manual_seed(0)
        theirs = init[scheme](torch.empty(300, 500, dtype=float))
        assert abs(theirs.std().item() / W.std() - 1) < 0.02
        assert not np.array_equal(W.ravel(), W2.ravel())
        assert abs((W**4).mean() / W.var() ** 2 - 3) < 0.1  # normal, not uniform (1.8)
    with pytest.raises(ValueError, match="xavier"):
        init_params([2, 2], np.random.default_rng(0), "xavier")


def test_dropout_keeps_the_expected_value():
    X = np.ones((400, 300))
    out = regularization.dropout(X, 0.2, True, np.random.default_rng(0))
    assert set(np.unique(out)) == {0.0, 1.25}
    assert abs((out == 0).mean() - 0.2) < 5 * math.sqrt(0.16 / X.size)
    assert not (out == out[0]).all()
    assert regularization.dropout(X.astype("f"), 0.2, True, np.random.default_rng()).dtype == "f"
    assert (regularization.dropout(X, 0.2, False, np.random.default_rng()) == X).all()
    for p in (-0.1, 1.0, math.nan):
        with pytest.raises(ValueError, match="probability"):
            regularization.dropout(X, p, False, np.random.default_rng())


@pytest.mark.parametrize(
    ("losses", "patience", "expected"),
    [
        ([3, 2, 1], 1, (2, 2)),
        ([3, 2, 2, 1], 1, (2, 1)),  # an equal loss is no new best
        ([3, 2, 2.5, 1, 2, 3, 0], 2, (5, 3)),
        ([1, 2, 3, 4], 3, (3, 0)),
        ([1, 2, 3], 3, (2, 0)),  # never stops: the last epoch
        ([5], 1, (0, 0)),
    ],
)
def test_early_stop(losses, patience, expected):
    assert early_stop(losses, patience) == expected


def test_early_stop_refuses_what_has_no_answer():
    for losses_, patience in (([], 1), ([1.0], 0)):
        with pytest.raises(ValueError, match="patience"):
            early_stop(losses_, patience)


# --------------------------------------------------------------------------- metrics


@given(seed=seeds, n=st.integers(1, 40), c=st.integers(2, 6))
def test_metrics_are_scikit_learns(seed, n, c):
    rng = np.random.default_rng(seed)
    labels, logits = rng.integers(0, c, n), rng.normal(size=(n, c))
    predictions = logits.argmax(axis=1)
    confusion = metrics.confusion_matrix(labels, predictions, c)
    every = list(range(c))
    assert (confusion == sklearn_metrics.confusion_matrix(labels, predictions, labels=every)).all()
    options = {"labels": every, "average": None, "zero_division": 0}
    precision, recall = metrics.precision_recall(confusion)
    close(precision, sklearn_metrics.precision_score(labels, predictions, **options))
    close(recall, sklearn_metrics.recall_score(labels, predictions, **options))
    close(metrics.accuracy(logits, labels), sklearn_metrics.accuracy_score(labels, predictions))


@given(seed=seeds, n=st.integers(1, 40), batch=st.integers(1, 50))
def test_evaluate_never_takes_more_than_a_batch(seed, n, batch):
    rng = np.random.default_rng(seed)
    X, labels = rng.integers(0, 5, (n, 3)), rng.integers(0, 5, n)
    sizes = []

    def predict(rows):
        sizes.append(len(rows))
        return rows[:, 0]

    accuracy, confusion = metrics.evaluate(predict, X, labels, batch)
    assert max(sizes) <= batch
    close(accuracy, (X[:, 0] == labels).mean())
    classes = 1 + max(X[:, 0].max(), labels.max())
    assert (confusion == metrics.confusion_matrix(labels, X[:, 0], classes)).all()


def test_top_confusions_are_ordered_by_count_then_by_classes():
    confusion = [[9, 2, 0], [5, 9, 2], [2, 0, 9]]
    mistakes = [(1, 0, 5), (0, 1, 2), (1, 2, 2), (2, 0, 2)]
    assert metrics.top_confusions(confusion, 3) == mistakes[:3]
    assert metrics.top_confusions(confusion, 10) == mistakes


def test_images_and_one_hot():
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    X = normalize_images(images)
    assert X.dtype == np.float32
    close(X, images.reshape(5, 784) / 255, rtol=1e-7)
    assert (one_hot([2, 0], 4) == [[0, 0, 1, 0], [1, 0, 0, 0]]).all()


# ---------------------------------------------------------------------------- saving


@pytest.mark.parametrize(("saved", "loaded"), [("p", "p.npz"), ("p.npz", "p"), ("a.b", "a.b")])
def test_saved_parameters_come_back_bit_for_bit(tmp_path, saved, loaded):
    rng = np.random.default_rng(0)
    params = [(W.astype(t), b.astype(t)) for t in "fd" for W, b in init_params([3] * 8, rng)]
    save_params(str(tmp_path / saved), params)
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]
    for old, new in zip(params, load_params(tmp_path / loaded), strict=True):
        for a, b in zip(old, new, strict=True):
            assert a.dtype == b.dtype
            assert np.array_equal(a, b)


def test_saving_never_pickles(tmp_path):
    with pytest.raises(ValueError, match="objects"):
        save_params(tmp_path / "p", [(np.array([[None]]), np.zeros(1))])
    np.savez(tmp_path / "evil.npz", W0=np.array([{}]), b0=np.zeros(1))
    with pytest.raises(ValueError, match="pickle"):
        load_params(tmp_path / "evil")
    with pytest.raises(FileNotFoundError):
        load_params(tmp_path / "nowhere")


# ------------------------------------------------------------------------- schedules


def test_step_decay_is_pytorchs():
    optimizer = torch.optim.SGD([torch.zeros(1)], 0.3)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 7, 0.5)
    for step in range(30):
        close(step_decay(step, 0.3, 0.5, 7), schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()


def test_warmup_cosine_is_pytorchs():
    optimizer = torch.optim.SGD([torch.zeros(1)], 0.3)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 40, 0.01)
    for step in range(10, 51):
        close(warmup_cosine(step, 50, 0.3, 0.01, 10), cosine.get_last_lr()[0], rtol=1e-9)
        optimizer.step()
        cosine.step()
    close([warmup_cosine(step, 50, 0.3, 0.01, 10) for step in (0, 1, 9)], [0, 0.03, 0.27])
    assert warmup_cosine(50, 50, 0.3, 0.01, 10) == warmup_cosine(99, 50, 0.3, 0.01, 10) == 0.01
    assert warmup_cosine(0, 50, 0.3, 0.01, 0) == 0.3


# --------------------------------------------------------- quantization, language models


@given(w=anything, bits=st.integers(2, 8))
def test_quantization_is_pytorchs_and_off_by_half_a_scale_at_most(w, bits):
    q, scale = quantize(w, bits)
    largest = 2 ** (bits - 1) - 1
    theirs = torch.round(torch.tensor(w) / scale).clamp(-largest, largest).to(torch.int8)
    assert q.dtype == np.int8
    assert (q == theirs.numpy()).all()
    back = dequantize(q, scale)
    assert back.dtype == np.float32
    rounding = 1e-6 * np.abs(w) + 1e-37  # of float32, and its smallest number
    assert (np.abs(back - w) <= scale / 2 + rounding).all()


def test_quantization_at_its_edges():
    q, scale = quantize_int8([-127, 0.5, 1.5, 2.5, -0.5])
    assert (scale, q.tolist()) == (1.0, [-127, 0, 2, 2, 0])  # half goes to even
    assert quantize_int8(np.zeros((2, 2)))[1] == 1.0
    assert quantize_int8([-4.0, 1.0])[0].tolist() == [-127, 32]  # absmax, not max
    for tiny in (5e-324, 190 * 5e-324, 1e-321, 2.2e-308):  # the scale itself is rounded, or is 0
        q, scale = quantize_int8([tiny, -tiny])
        assert scale > 0
        assert q[0] == -q[1] >= 0
    with pytest.raises(ValueError, match="bits"):
        quantize([1.0], 9)


def test_sizes_of_language_models():
    qwen = language.transformer_parameters(28, 1536, 8960, 151936, 12, 2)
    assert qwen == 1_543_714_304
    attention = 2 * 1536**2 + 2 * 1536 * 256 + 1536 + 2 * 256
    assert round(attention / 1e6, 2) == 5.51
    assert round(3 * 1536 * 8960 / 1e6, 1) == 41.3
    assert round(language.memory_gb(qwen, 32), 1) == 6.2
    assert round(language.memory_gb(qwen, 4), 2) == 0.77
    with pytest.raises(ValueError, match="heads"):
        language.transformer_parameters(1, 10, 10, 10, 3, 3)


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("bias", [True, False])
def test_transformer_parameters_are_those_of_its_parts(tied, bias):
    """The same decoder written out, with PyTorch's modules counting."""
    layers, d, ff, vocab, heads, kv = 3, 24, 40, 50, 6, 2
    d_kv = d // heads * kv
    linear = torch.nn.Linear
    block = [linear(d, d, bias), linear(d, d_kv, bias), linear(d, d_kv, bias), linear(d, d, False)]
    block += [linear(d, ff, False), linear(d, ff, False), linear(ff, d, False)]
    block += [torch.nn.RMSNorm(d), torch.nn.RMSNorm(d)]
    rest = [torch.nn.Embedding(vocab, d), torch.nn.RMSNorm(d)]
    rest += [] if tied else [linear(d, vocab, False)]

    def count(modules):
        return sum(p.numel() for module in modules for p in module.parameters())

    expected = layers * count(block) + count(rest)
    assert language.transformer_parameters(layers, d, ff, vocab, heads, kv, tied, bias) == expected


@given(logits=matrices, temperature=st.floats(0.1, 10))
def test_temperature_is_pytorchs(logits, temperature):
    theirs = torch.softmax(torch.tensor(logits) / temperature, dim=-1)
    close(language.next_token_probabilities(logits, temperature), theirs, rtol=1e-9)


@pytest.mark.parametrize("temperature", [0, 1e-310, 1e-3])
def test_a_cold_temperature_is_greedy(temperature, recwarn):
    P = language.next_token_probabilities([[1, 3, 2], [1000, -1000, 0]], temperature)
    close(P, [[0, 1, 0], [1, 0, 0]])
    assert not recwarn.list


def test_temperature_at_its_edges():
    assert language.next_token_probabilities([1, 2, 2], 0).tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match="negative"):
        language.next_token_probabilities([1, 2], -1)


@settings(max_examples=5)
@given(seed=seeds)
def test_references_read_inputs_that_may_not_be_written(seed):
    rng = np.random.default_rng(seed)
    X, labels = rng.normal(size=(5, 3)), rng.integers(0, 4, 5)
    params = init_params([3, 6, 4], rng)
    for array in (X, labels, *(array for layer in params for array in layer)):
        array.flags.writeable = False
    for name in [*IN_TORCH, *(f"{name}_grad" for name in IN_TORCH), "softmax"]:
        getattr(activations, name)(X)
    logits = networks.mlp_forward(X, params)
    logits.flags.writeable = False
    losses.cross_entropy_grad(logits, labels)
    losses.mse_grad(X, X)
    regularization.l2_penalty(params, 0.1)
    regularization.dropout(X, 0.5, True, rng)
    standardize(X, X)
    quantize_int8(X)
    networks.collapse(params)[0][:] = 0  # its own array, also for one layer
    networks.collapse(params[:1])[0][:] = 0
