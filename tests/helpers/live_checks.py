"""What holds for every live figure, as checks that take a function that makes one.

    CHECKS["there and back is the same picture"](perceptron_explorer)

Each check makes a figure of its own, so that it may move the controls as it likes.
"""

import base64
import itertools
import re
from collections.abc import Callable

import ipywidgets as widgets
from pictures import colors, pixels

from nnbasics.explorers.live import CSS_DPI, SHARPNESS, LiveFigure

Make = Callable[[], LiveFigure]


def said(live: LiveFigure) -> str:
    """The sentence below a live figure, as one line of plain text."""
    return plain(live.sentence)


def plain(html: str) -> str:
    """A text as it is read: without its tags, on one line."""
    html = re.sub(r"</?(b|i|em|span|sub|sup)\b[^>]*>", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- controls ---------------------------------------------------------------------------


def ends(control: widgets.Widget) -> list:
    """Both ends of a slider, or all that can be chosen."""
    if hasattr(control, "options"):
        return [each[1] if isinstance(each, tuple) else each for each in control.options]
    if isinstance(control, widgets.FloatLogSlider):
        return [control.base**control.min, control.base**control.max]
    return [control.min, control.max]


def neighbor(control: widgets.Widget) -> object:
    """The value one step up, or at the upper end one step down."""
    if hasattr(control, "options"):
        choices = ends(control)
        return choices[(choices.index(control.value) + 1) % len(choices)]
    if isinstance(control, widgets.FloatLogSlider):
        factor = control.base**control.step
        up = control.value * factor
        return up if up <= ends(control)[1] * (1 + 1e-9) else control.value / factor
    up = control.value + control.step
    return up if up <= control.max else control.value - control.step


# --- checks -----------------------------------------------------------------------------


def something_sensible_before_a_touch(make: Make) -> None:
    live = make()
    picture = pixels(live.png)
    width, height = live._figure.get_size_inches() * CSS_DPI * SHARPNESS
    assert picture.shape == (round(height), round(width), 3)
    assert len(colors(picture)) >= 5
    assert said(live)


def each_control_changes_picture_and_sentence(make: Make) -> None:
    live = make()
    for name, control in live.controls.items():
        png, sentence = live.png, live.sentence
        control.value = neighbor(control)
        assert live.png != png, name
        assert live.sentence != sentence, name


def there_and_back_is_the_same_picture(make: Make) -> None:
    """And a new drawing is the same as a change: nothing is left behind by blitting."""
    live = make()
    for name, control in live.controls.items():
        first, before, near = live.png, live.values, neighbor(control)
        control.value = next(value for value in ends(control) if value != control.value)
        control.value = near
        there = live.png
        assert there != first, name
        live.redraw()
        assert live.png == there, name
        for other, value in before.items():
            live.controls[other].value = value
        assert live.png == first, name


def every_value_can_be_shown(make: Make) -> None:
    """At both ends of every control nothing breaks, and no number is nan."""
    live = make()
    for values in itertools.product(*map(ends, live.controls.values())):
        for control, value in zip(live.controls.values(), values, strict=True):
            # What one control shows may lower the upper end of another.
            control.value = min(value, control.max) if hasattr(control, "max") else value
        assert not re.search(r"\b(nan|inf)\b|-\d", said(live)), said(live)


def other_pages_get_a_picture_and_its_name(make: Make) -> None:
    live = make()
    bundle = live._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == live.png
    assert bundle["text/plain"] == repr(live)
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert len(live._title) > 30 and live._title in repr(live)
    assert 'aria-live="polite"' in live._sentence.value


CHECKS: dict[str, Callable[[Make], None]] = {
    check.__name__.replace("_", " "): check
    for check in (
        something_sensible_before_a_touch,
        each_control_changes_picture_and_sentence,
        there_and_back_is_the_same_picture,
        every_value_can_be_shown,
        other_pages_get_a_picture_and_its_name,
    )
}
