"""What `fit` is given: images to learn from, and others whose labels stay with the judge."""

import numpy as np
import pytest
from needs import need

from nnexercises.m07_mnist import fit

FIT = fit.EXERCISE


@pytest.fixture
def exam(tmp_path, monkeypatch):
    """The one case of `fit`, for a seed; without MNIST, unless it is asked for."""

    def draw(seed, mnist=False):
        if not mnist:
            monkeypatch.setenv("NNBASICS_DATA", str(tmp_path))
        fit._digits.cache_clear()
        (case,) = FIT.inputs(np.random.default_rng(seed))
        return case

    yield draw
    fit._digits.cache_clear()


def rows(images):
    return {row.tobytes() for row in images}


def test_without_mnist_it_is_the_other_digits_also_shifted(exam, capsys):
    case = exam(0)
    images, labels, unseen, _ = case.args
    assert capsys.readouterr().out == ""  # nobody has to be told: the learner did not load it
    assert images.shape == (9 * 1437, 784) and images.dtype == np.uint8
    assert unseen.shape == (360, 784) and len(case.unseen_labels) == 360
    assert set(labels) == set(range(10)) == set(case.unseen_labels)
    assert images.sum(dtype=int) % 9 == 0  # no ink is lost at the margin
    assert not rows(images) & rows(unseen)
    assert (exam(1).args[0] != images).any()


def test_mnist_is_dealt_out_anew_for_each_seed(exam):
    need("mnist")
    case, other = exam(0, mnist=True), exam(1, mnist=True)
    images, labels, unseen, _ = case.args
    assert (len(images), len(labels), len(unseen)) == (20_000, 20_000, 10_000)
    assert not rows(images) & rows(unseen)
    assert len(rows(unseen) & rows(other.args[2])) < 3_000


def test_the_labels_of_unseen_images_are_not_sent(exam):
    case = exam(0)
    sent = [arg for arg in case.args if isinstance(arg, np.ndarray)]
    assert not any(np.array_equal(arg, case.unseen_labels) for arg in sent)
