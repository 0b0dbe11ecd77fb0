"""HTML of a student, written anew from the few tags and attributes that are harmless.

Nothing is copied: each tag that goes out is put together here, its attributes escaped, and
every one is closed. What is not plainly a tag is text. So it does not matter how a browser
would have read the original.

The time it takes grows with the length alone. Parsers that mend broken HTML as browsers do
(html5lib, html5ever, Python's own) take minutes for a hundred kilobytes made to be slow.
"""

import re
import string
from html import escape, unescape

from bleach.css_sanitizer import CSSSanitizer

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

# Possessive (`*+`): what does not fit is given up at once, without trying shorter matches.
_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*+)(?![^\s/>])"""
    r"""(?P<attributes>(?:[^<>"']|"[^<>"]*+"|'[^<>']*+')*+)>"""
)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(?P<name>[A-Za-z-]++)\s*+=\s*+(?P<value>"[^"]*+"|'[^']*+'|[^\s"']++)"""
)

_LOWER = str.maketrans({c: c.lower() for c in string.ascii_uppercase})

_css = CSSSanitizer(
    allowed_css_properties=[
        "background-color", "border", "border-collapse", "color", "font-family", "font-size",
        "font-style", "font-weight", "height", "margin", "padding", "text-align",
        "text-decoration", "vertical-align", "white-space", "width",
    ]
)  # fmt: skip


def rewritten(html: str, most: int) -> str:
    """The same content in harmless HTML; a sentence instead where it has more characters."""
    if len(html) > most:
        return f"<p>[HTML of {len(html):,} characters was left out: {most:,} is the limit.]</p>"
    html = _without_comments(html)
    lowered = html.translate(_LOWER)  # same length, unlike lower()
    parts: list[str] = []
    open_tags: list[str] = []
    place = 0
    while tag := _TAG.search(html, place):
        parts.append(_text(html[place : tag.start()]))
        place = tag.end()
        name = tag["name"].lower()
        if tag["end"]:
            while name in open_tags:
                parts.append(f"</{open_tags[-1]}>")
                if open_tags.pop() == name:
                    break
        elif name in NOT_SHOWN:
            place = lowered.find(f"</{name}", place)
            if place < 0:
                place = len(html)
        elif name in TAGS and (name in EMPTY or len(open_tags) < MAX_DEPTH):
            parts.append(f"<{name}{_attributes(name, tag['attributes'])}>")
            if name not in EMPTY:
                open_tags.append(name)
    parts.append(_text(html[place:]))
    return "".join(parts) + "".join(f"</{name}>" for name in reversed(open_tags))


def _without_comments(html: str) -> str:
    first, *others = html.split("<!--")
    return first + "".join(other.partition("-->")[2] for other in others)


def _text(text: str) -> str:
    return escape(unescape(text))


def _attributes(tag: str, text: str) -> str:
    kept: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(text):
        name, value = found["name"].lower(), found["value"]
        if value[0] in "\"'":
            value = value[1:-1]
        value = _harmless(tag, name, unescape(value))
        if value is not None:
            kept.setdefault(name, value)
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())


def _harmless(tag: str, name: str, value: str) -> str | None:
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
