"""Live figures: move a slider and the picture follows at once.

An ordinary notebook figure is drawn from nothing at every change, which takes longer
than an eye is willing to wait. A `LiveFigure` draws what stays the same (axes, labels,
grid) once and keeps it as a background. At a change, only the artists that were made
with ``animated=True`` are drawn over a copy of it. matplotlib calls this *blitting*.
"""

import html
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import ipywidgets as widgets
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

CSS_DPI = 100  # pixels of the page to one inch of the figure
SHARPNESS = 2  # pixels of the picture to one pixel of the page: two, for sharp screens
MARGIN = 0.12  # inches
COLORS = 128  # in one picture; fewer are encoded faster, and figures have few
_SENTENCE = "line-height: 1.45; font-size: var(--jp-content-font-size1, 14px)"


class LiveFigure(widgets.VBox):
    """A matplotlib figure with controls above it and a sentence below it.

    figure: a `Figure` that was not made by pyplot. Artists that change must have been
        made with ``animated=True``; everything else is drawn once.
    controls: widgets with a ``value``, by the name under which `update` gets it.
    update: ``update(**values)`` changes the artists (``set_data``, ``set_visible``, …) and
        returns a sentence, plain text or HTML, that says what is to be seen.
    title: what the figure shows, for pages that can show neither it nor a picture.
    buttons: further widgets to put beside the controls.

    It is drawn at once, with the controls as they are. Anything else than the animated
    artists that changes needs a call of `redraw`.
    """

    def __init__(
        self,
        figure: Figure,
        controls: Mapping[str, widgets.Widget],
        update: Callable[..., str],
        *,
        title: str,
        buttons: Sequence[widgets.Widget] = (),
    ) -> None:
        self._figure, self._update, self._title = figure, update, title
        self.controls = dict(controls)
        figure.set_dpi(CSS_DPI * SHARPNESS)
        self._canvas = FigureCanvasAgg(figure)
        if figure.get_layout_engine() is not None:
            figure.get_layout_engine().set(w_pad=MARGIN, h_pad=MARGIN)
            for _ in range(2):  # the first round moves what the second then measures
                self._canvas.draw()
            figure.set_layout_engine("none")  # from here on nothing may shift
        width = round(figure.get_figwidth() * CSS_DPI)
        self._picture = widgets.Image(
            format="png",  # no tooltip: with one, ipywidgets 8.1 cannot show an image
            layout=widgets.Layout(width=f"{width}px", max_width="100%", height="auto"),
        )
        # Three lines are kept free, so that the page does not jump when a sentence grows.
        self._sentence = widgets.HTML(
            layout=widgets.Layout(max_width=f"{width}px", min_height="62px")
        )
        panel = widgets.HBox(
            [*self.controls.values(), *buttons],
            layout=widgets.Layout(flex_flow="row wrap", max_width=f"{width}px"),
        )
        super().__init__([panel, self._picture, self._sentence])
        self.redraw()
        for control in self.controls.values():
            control.observe(self._show, names="value")

    @property
    def values(self) -> dict[str, Any]:
        """The present value of each control."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def sentence(self) -> str:
        """What is to be seen at present, as HTML."""
        return self._text

    @property
    def png(self) -> bytes:
        """The present picture."""
        return self._picture.value

    def redraw(self) -> None:
        """Draw everything anew: needed when something that is not animated has changed."""
        self._canvas.draw()  # leaves out the animated artists
        self._background = self._canvas.copy_from_bbox(self._figure.bbox)
        self._moving = sorted(self._figure.findobj(Artist.get_animated), key=Artist.get_zorder)
        self._show()

    def _show(self, _change: object = None) -> None:
        self._text = self._update(**self.values)
        self._canvas.restore_region(self._background)
        for artist in self._moving:
            self._figure.draw_artist(artist)
        self._picture.value = self._encode()
        # "polite": a screen reader reads the new sentence when it has finished its own.
        self._sentence.value = f'<div aria-live="polite" style="{_SENTENCE}">{self._text}</div>'

    def _encode(self) -> bytes:
        size = self._canvas.get_width_height()
        picture = Image.frombuffer("RGBA", size, self._canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
        few = picture.convert("RGB").quantize(
            COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        buffer = BytesIO()
        few.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue()

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"LiveFigure({self._title!r}, {values})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The widget, and for pages that cannot show one: the picture and what it shows."""
        bundle = super()._repr_mimebundle_(**kwargs)
        picture = b64encode(self.png).decode()
        return {**bundle, "text/plain": repr(self), "image/png": picture}


def slider(
    label: str, value: float, low: float, high: float, step: float, **more: Any
) -> widgets.FloatSlider:
    """A slider that fits beside a figure: arrow keys move it by `step`."""
    more.setdefault("readout_format", ".1f")
    return widgets.FloatSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=html.escape(label),
        style={"description_width": "initial"},
        layout=widgets.Layout(width="300px"),
        **more,
    )
