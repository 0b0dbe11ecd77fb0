"""Time from a key press on a slider to the redrawn figure, in JupyterLab in Chromium.

    python benchmarks/slider.py
    python benchmarks/slider.py --presses 10 course/06_optimizers.ipynb

Every slider of every figure of the lesson is moved by the arrow keys. The clock is the
page's own: it starts with the key's event and stops at the first frame after the new
picture has been decoded. The goal is a median below 100 ms for each slider. Exit code 1 if
it is missed.

Needs: Chromium or Chrome, and the packages of the tests (pip install -e '.[test]').
Takes: about 60 seconds, half of them until JupyterLab is there.
"""

from __future__ import annotations

import statistics
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from frame import parser, stop

if TYPE_CHECKING:
    from playwright.sync_api import Locator

# It drives JupyterLab as the tests in a browser do.
for folder in ("helpers", "browser"):
    sys.path.append(str(Path(__file__).parents[1] / "tests" / folder))

GOAL = 100  # milliseconds
PAUSE = 60  # milliseconds between two presses: a quick hand on the keyboard
WALK = 5  # presses in one direction: near its start a slider always changes the picture

# Called with the figure's image before each press; its promise is the time it took.
STOPWATCH = """image => {
    window.redrawn = new Promise((done, fail) => {
        let pressed;
        setTimeout(() => fail(new Error("the key changed no picture")), 5000);
        addEventListener("keydown", event => { pressed = event.timeStamp; },
                         { capture: true, once: true });
        image.addEventListener("load", async () => {
            await image.decode();
            requestAnimationFrame(() => done(performance.now() - pressed));
        }, { once: true });
    });
}"""


def time_slider(handle: Locator, image: Locator, presses: int) -> list[float]:
    """Milliseconds of each press. The slider goes to and fro near where it starts."""
    value, end = (handle.get_attribute(f"aria-value{which}") for which in ("now", "max"))
    there, back = ("ArrowLeft", "ArrowRight") if value == end else ("ArrowRight", "ArrowLeft")
    times = []
    for number in range(presses):
        image.evaluate(STOPWATCH)
        handle.press(back if number // WALK % 2 else there)
        times.append(handle.page.evaluate("() => window.redrawn"))
        handle.page.wait_for_timeout(PAUSE)
    return times


def main() -> int:
    """Measure, and print a line for each slider as soon as it is done."""
    options = parser(__doc__)
    options.add_argument(
        "lesson", nargs="?", default="course/01_weights_and_bias.ipynb",
        help="a notebook with live figures (default: the first lesson)",
    )  # fmt: skip
    options.add_argument(
        "--presses", type=int, default=40, metavar="N", help="of keys, on each slider (default: 40)"
    )
    chosen = options.parse_args()
    for package in ("playwright", "pytest"):
        if find_spec(package) is None:
            stop(f"This needs the package {package}: pip install -e '.[test]' installs it.")
    import needs
    from lab import WINDOW, Notebook, launch, start_server
    from playwright.sync_api import sync_playwright

    chromium = needs.chromium()
    if chromium is None:
        _, advice = needs.NEEDS["chromium"]
        stop(f"This measures in a browser, and there is none on PATH: {advice}.")

    medians = []
    print(f"{'figure':>6}  {'slider':<18}{'median':>8}{'95 %':>8}{'worst':>8}  ms")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start_server(Path(folder))
        try:
            page = launch(playwright, chromium).new_page(viewport=WINDOW)
            lesson = Notebook(page, server, chosen.lesson).open()
            lesson.run_all()
            for number, figure in enumerate(lesson.figures(), start=1):
                image = figure.locator(".widget-image")
                for slider in figure.locator(".widget-slider").all():
                    handle = slider.locator(".noUi-handle")
                    times = time_slider(handle, image, chosen.presses)
                    medians.append(statistics.median(times))
                    label = slider.locator(".widget-label").inner_text()
                    print(
                        f"{number:>6}  {label:<18}{medians[-1]:>8.0f}"
                        f"{statistics.quantiles(times, n=20)[-1]:>8.0f}{max(times):>8.0f}",
                        flush=True,
                    )
        finally:
            server.stop()
    if not medians:
        options.error(f"{chosen.lesson} has no slider")
    print(f"largest median {max(medians):.0f} ms; the goal is below {GOAL} ms")
    return int(max(medians) >= GOAL)


if __name__ == "__main__":
    sys.exit(main())
