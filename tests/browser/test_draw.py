"""Draw digits with the mouse, and see what the network of a small notebook reads."""

import math
import re
from collections.abc import Iterator

import nbformat
import pytest
from lab import Notebook, Server
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

# As lesson 7 does it, with fewer steps.
CELL = """
import numpy as np
from threadpoolctl import threadpool_limits
from nnbasics.activations import softmax
from nnbasics.data import load_mnist
from nnbasics.explorers.draw import draw_explorer
from nnbasics.fast_training import train_fast
from nnbasics.mnist import normalize_images
from nnbasics.initialization import init_params
from nnbasics.networks import mlp_forward

threadpool_limits(1)
digits, rng = load_mnist(), np.random.default_rng(0)
X, y = normalize_images(digits.train_images[:20_000]), digits.train_labels[:20_000]
start = [(W.astype("f"), b.astype("f")) for W, b in init_params([784, 128, 64, 10], rng)]
params, _ = train_fast(X, y, start, 1e-3, 60_000 // len(X), 64, rng, optimizer="adam")
draw_explorer(
    lambda X: softmax(mlp_forward(X, params)),
    {"Test image": digits.test_images, "A mistake": digits.test_images[5:]},
)
"""

# Where the mouse goes, in shares of the area's side.
ONE = [(0.5, 0.15), (0.5, 0.85)]
ZERO = [
    (0.5 + 0.23 * math.sin(2 * math.pi * i / 24), 0.5 - 0.34 * math.cos(2 * math.pi * i / 24))
    for i in range(25)
]


@pytest.fixture(scope="module")
def figure(server: Server, page: Page) -> Iterator[Locator]:
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}  # or JupyterLab asks
    small = new_notebook(cells=[new_code_cell(CELL)], metadata={"kernelspec": kernel})
    nbformat.write(small, server.root / "draw.ipynb")
    notebook = Notebook(page, server, "draw.ipynb").open()
    notebook.run_all()
    assert notebook.errors() == []
    (figure,) = notebook.figures()
    expect(figure.locator("canvas")).to_be_visible()
    yield figure
    assert notebook.complaints == []
    notebook.close()


def draw(figure: Locator, *lines: list[tuple[float, float]]) -> None:
    area, mouse = figure.locator("canvas").bounding_box(), figure.page.mouse
    for line in lines:
        places = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in line]
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            mouse.move(*place, steps=4)
        mouse.up()


def sentence(figure: Locator) -> Locator:
    return figure.locator("[aria-live]")


def press(figure: Locator, name: str) -> None:
    """A button, by the keyboard."""
    figure.get_by_role("button", name=name).press("Enter")


def test_it_shows_an_example_at_first(figure):
    expect(sentence(figure)).to_contain_text("The network reads a")


@pytest.mark.parametrize(("digit", "line"), [(1, ONE), (0, ZERO)], ids=["1", "0"])
def test_a_drawn_digit_is_read(figure, digit, line, shoot):
    press(figure, "Clear")
    expect(sentence(figure)).to_contain_text("Draw a digit")
    draw(figure, line)
    expect(sentence(figure)).to_contain_text(f"The network reads a {digit}")
    shoot(figure, f"draw a {digit}")


def test_a_first_line_takes_the_place_of_an_example(figure):
    press(figure, "A mistake")
    expect(sentence(figure)).to_contain_text("The network reads a")
    draw(figure, ONE)
    expect(sentence(figure)).to_contain_text("The network reads a 1")
    draw(figure, ZERO)  # and a second line is added to the first
    expect(sentence(figure)).not_to_contain_text("The network reads a 1")


def test_buttons_go_on_to_the_next_example(figure):
    read = []
    for _ in range(4):
        before = sentence(figure).inner_text()
        press(figure, "Test image")
        expect(sentence(figure)).not_to_have_text(before, use_inner_text=True)
        read.append(re.search(r"reads a (\d)", sentence(figure).inner_text())[1])
    assert len(set(read)) > 1


def test_other_mouse_buttons_draw_nothing(figure):
    press(figure, "Clear")
    area = figure.locator("canvas")
    area.click(button="middle")
    bright = "canvas => canvas.getContext('2d').getImageData(280, 280, 1, 1).data[0]"
    assert area.evaluate(bright) == 0
    area.click()
    assert area.evaluate(bright) == 255  # at once, without waiting for Python
    expect(sentence(figure)).to_contain_text("The network reads a")
