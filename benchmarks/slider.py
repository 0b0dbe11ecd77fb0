"""Time from a key press on a slider to the redrawn figure, in JupyterLab in Chromium.

    python benchmarks/slider.py [--presses 40] [course/01_weights_and_bias.ipynb]

Every slider of every figure of the lesson is moved by the arrow keys. The clock is the
page's own: it starts with the key's event and stops at the first frame after the new
picture has been decoded. Ends with 1 if a median is above the goal.
"""

import argparse
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "tests"))
sys.path.append(str(Path(__file__).parents[1] / "tests" / "browser"))

import needs
from lab import WINDOW, Notebook, launch, start_server

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
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lesson", nargs="?", default="course/01_weights_and_bias.ipynb")
    parser.add_argument("--presses", type=int, default=40, help="on each slider")
    options = parser.parse_args()
    chromium = needs.chromium()
    if chromium is None:
        parser.error("needs Chromium")

    medians = []
    print(f"{'figure':>6}  {'slider':<18}{'median':>8}{'95 %':>8}{'worst':>8}  ms")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start_server(Path(folder))
        try:
            page = launch(playwright, chromium).new_page(viewport=WINDOW)
            lesson = Notebook(page, server, options.lesson).open()
            lesson.run_all()
            for number, figure in enumerate(lesson.figures(), start=1):
                image = figure.locator(".widget-image")
                for slider in figure.locator(".widget-slider").all():
                    handle = slider.locator(".noUi-handle")
                    times = time_slider(handle, image, options.presses)
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
        parser.error(f"{options.lesson} has no slider")
    print(f"largest median {max(medians):.0f} ms; the goal is below {GOAL} ms")
    return int(max(medians) >= GOAL)


if __name__ == "__main__":
    sys.exit(main())
