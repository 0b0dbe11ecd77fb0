"""HTML of a student, written anew from the few tags and attributes that are harmless.

Nothing is copied: each tag that goes out is put together here, its attributes escaped, and
every one is closed. So it does not matter whether a browser reads the original differently.
The time it takes grows with the length alone; parsers that mend nested tags as browsers do
need minutes for a hundred kilobytes of tags that are never closed.
"""

from html import escape
from html.parser import HTMLParser

from bleach.css_sanitizer import CSSSanitizer

MAX_CHARACTERS = 100_000
MAX_DEPTH = 60
MAX_STYLE = 1000

_TAGS = (
    "a abbr b blockquote br caption code dd details div dl dt em figcaption figure h1 h2 h3 h4 "
    "h5 h6 hr i img kbd li ol p pre s small span strong sub summary sup table tbody td tfoot th "
    "thead tr u ul"
)
TAGS = frozenset(_TAGS.split())
EMPTY = frozenset(("br", "hr", "img"))
NOT_SHOWN = frozenset(("script", "style", "template", "title"))  # nor is the text in them
PLAIN_ATTRIBUTES = frozenset(("title", "alt", "colspan", "rowspan", "scope"))
PICTURES = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif"))

_css = CSSSanitizer(
    allowed_css_properties=[
        "background-color", "border", "border-collapse", "color", "font-family", "font-size",
        "font-style", "font-weight", "height", "margin", "padding", "text-align",
        "text-decoration", "vertical-align", "white-space", "width",
    ]
)  # fmt: skip


def rewritten(html: str) -> str:
    """The same content in harmless HTML; a sentence instead where there is too much of it."""
    if len(html) > MAX_CHARACTERS:
        return (
            f"<p>[HTML of {len(html):,} characters was left out: {MAX_CHARACTERS:,} is the "
            "limit.]</p>"
        )
    writer = _Writer()
    writer.feed(_without_declarations(html))
    writer.close()
    return writer.result()


def _without_declarations(html: str) -> str:
    """HTML without comments, ``<!…>`` and ``<?…>``, over which the parser can lose minutes."""
    first, *others = html.split("<!--")
    html = first + "".join(other.partition("-->")[2] for other in others)
    return html.replace("<!", "&lt;!").replace("<?", "&lt;?")


class _Writer(HTMLParser):
    """Writes what it reads, and leaves out what is not harmless."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[str] = []
        self._hidden = ""  # the element whose text is not shown

    def result(self) -> str:
        return "".join(self._parts) + "".join(f"</{tag}>" for tag in reversed(self._open))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            return
        if tag in NOT_SHOWN:
            self._hidden = tag
        elif tag in TAGS and (tag in EMPTY or len(self._open) < MAX_DEPTH):
            kept = {name: _attribute(tag, name, value or "") for name, value in attrs}
            written = "".join(f' {n}="{escape(v)}"' for n, v in kept.items() if v is not None)
            self._parts.append(f"<{tag}{written}>")
            if tag not in EMPTY:
                self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # `<b/>` opens in HTML

    def handle_endtag(self, tag: str) -> None:
        if self._hidden == tag:
            self._hidden = ""
        elif not self._hidden and tag in self._open:
            closed = ""
            while closed != tag:
                closed = self._open.pop()
                self._parts.append(f"</{closed}>")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(escape(data))


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value to write; None for an attribute that is left out."""
    if name in PLAIN_ATTRIBUTES:
        return value
    if name == "style":
        return _css.sanitize_css(value[:MAX_STYLE])
    if tag == "img" and name in ("width", "height"):
        return value if value.removesuffix("%").isdecimal() else None
    if tag == "img" and name == "src":
        return value if value.startswith(PICTURES) else None
    if tag == "a" and name == "href":
        return value if value.startswith(("https://", "http://", "#")) else None
    return None
