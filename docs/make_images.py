"""Make the pictures of the README anew, from what JupyterLab shows today.

    python docs/make_images.py

It needs Chromium, and the packages of the tests.
"""

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "tests" / "helpers"))
sys.path.append(str(Path(__file__).parents[1] / "tests" / "browser"))

import needs
from lab import Notebook, Server, launch, start_server

IMAGES = Path(__file__).parent / "images"
COLORS = 256  # enough for these pictures, and half the size

FORGOT_THE_BIAS = '''def neuron(X, w, b):
    """Compute one neuron's weighted sum for each sample of a batch."""
    return X @ w'''


def lesson(page: Page, server: Server) -> None:
    """A figure of lesson 1, with its sliders moved by hand."""
    notebook = open_notebook(page, server, "course/01_weights_and_bias.ipynb")
    notebook.run_all()
    figures = notebook.figures()
    figure = next(f for f in figures if f.get_by_text("weight of sleep").count())
    press(figure, "weight of sleep", "ArrowRight", 6)
    press(figure, "bias", "ArrowLeft", 12)
    figure.page.locator(".jp-Notebook .jp-WindowedPanel-outer").evaluate(
        "(panel, place) => panel.scrollBy(0, place - 260)", figure.bounding_box()["y"]
    )
    page.wait_for_timeout(1000)
    save(page.screenshot(), "lesson")
    notebook.close()


def verdict(page: Page, server: Server) -> None:
    """An answer with a well-known mistake, and what the check says to it."""
    name = "exercises/01_weights_and_bias/01_weights_and_bias.ipynb"
    notebook = open_notebook(page, server, name)
    notebook.run(notebook.index(grade_id="setup"))
    answer = notebook.index(grade_id="neuron")
    notebook.write(answer, FORGOT_THE_BIAS)
    notebook.run(answer)
    check = notebook.run(answer + 1)
    check.locator("[data-passed=false]").wait_for()
    top = notebook.cell(answer)
    page.wait_for_timeout(1000)
    first, last = top.bounding_box(), check.bounding_box()
    area = {"x": first["x"], "y": first["y"], "width": first["width"]}
    area["height"] = last["y"] + last["height"] - first["y"]
    save(page.screenshot(clip=area), "verdict")
    notebook.close()


def open_notebook(page: Page, server: Server, path: str) -> Notebook:
    """A notebook without the side panels."""
    notebook = Notebook(page, server, path).open()
    notebook.command("application:toggle-left-area")
    return notebook


def press(figure: Locator, label: str, key: str, times: int) -> None:
    """Move a slider by the keyboard, step by step."""
    slider = figure.locator(".widget-slider").filter(has_text=label)
    for _ in range(times):
        slider.locator(".noUi-handle").press(key)
        figure.page.wait_for_timeout(100)


def save(screenshot: bytes, name: str) -> None:
    """Write a picture with few colors, and say how large it is."""
    IMAGES.mkdir(exist_ok=True)
    path = IMAGES / f"{name}.png"
    picture = Image.open(BytesIO(screenshot)).convert("RGB")
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(Path(__file__).parents[1])}: {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    chromium = needs.chromium()
    if chromium is None:
        sys.exit("needs Chromium")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start_server(Path(folder))
        try:
            browser = launch(playwright, chromium)
            size = {"width": 1000, "height": 940}
            page = browser.new_page(viewport=size, device_scale_factor=1.5)
            lesson(page, server)
            verdict(page, server)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
