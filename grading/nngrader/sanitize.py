"""Make what students wrote or drew safe to show in an instructor's browser.

nbconvert and formgrader put many parts of a notebook into a page as they are. So whatever
comes from a submission passes through here before it gets into a graded notebook: no
script, no outside request, and nothing that breaks out of an attribute is left.
"""

import base64
import binascii
import re

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from nbformat import NotebookNode

_IMAGES = ("image/png", "image/jpeg", "image/gif")
_SIMPLE_TAGS = "b|br|code|details|em|i|kbd|li|ol|p|pre|strong|sub|summary|sup|table|td|th|tr|u|ul"
_MORE_TAGS = (
    "a|abbr|blockquote|caption|dd|div|dl|dt|figcaption|figure|h1|h2|h3|h4|h5|h6|hr|img|s|small|"
    "span|tbody|tfoot|thead"
)
_SAFE_TAG = re.compile(rf"</?(?:{_SIMPLE_TAGS})\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def _attribute(tag: str, name: str, value: str) -> bool:
    if name in ("title", "alt", "colspan", "rowspan", "style", "scope"):
        return True
    if tag == "img":
        return name in ("width", "height") or (name == "src" and value.startswith("data:image/"))
    return tag == "a" and name == "href" and value.startswith(("https://", "http://", "#"))


_cleaner = Cleaner(
    tags=set(f"{_SIMPLE_TAGS}|{_MORE_TAGS}".split("|")),
    attributes=_attribute,
    protocols={"http", "https", "data"},
    css_sanitizer=CSSSanitizer(
        allowed_css_properties=[
            "background-color", "border", "border-collapse", "color", "font-family", "font-size",
            "font-style", "font-weight", "height", "margin", "padding", "text-align",
            "text-decoration", "vertical-align", "white-space", "width",
        ]
    ),
)  # fmt: skip


def clean_html(html: str) -> str:
    """HTML without scripts, outside images and anything else that acts by itself."""
    return _cleaner.clean(html)


def clean_markdown(source: str) -> str:
    """Markdown in which only simple tags without attributes stay tags; others show as text."""
    return _TAG.sub(lambda match: "<" if _SAFE_TAG.match(source, match.start()) else "&lt;", source)


def clean_output(output: NotebookNode) -> NotebookNode | None:
    """A cell output with only what is safe to show; None if nothing is left of it."""
    if output.output_type in ("stream", "error"):
        return output
    data = {}
    for kind, content in output.get("data", {}).items():
        text = content if isinstance(content, str) else ""
        if kind == "text/plain":
            data[kind] = text
        elif kind == "text/html":
            data[kind] = clean_html(text)
        elif kind == "text/markdown":
            data[kind] = clean_markdown(text)
        elif kind == "text/latex":
            data[kind] = text.replace("<", r"\lt ")
        elif kind in _IMAGES and _is_base64(text):
            data[kind] = text
    if not data:
        return None
    # Sizes in an image's metadata go into the page unescaped.
    return NotebookNode({**output, "data": NotebookNode(data), "metadata": NotebookNode()})


def clean_attachments(cell: NotebookNode) -> None:
    """Keep a Markdown cell's attached pictures, and only those."""
    attachments = cell.get("attachments")
    if not isinstance(attachments, dict):
        cell.pop("attachments", None)
        return
    kept = {}
    for name, bundle in attachments.items():
        pictures = bundle.items() if isinstance(bundle, dict) else ()
        good = {k: v for k, v in pictures if k in _IMAGES and isinstance(v, str) and _is_base64(v)}
        if good and re.fullmatch(r"[\w .-]+", name):
            kept[name] = NotebookNode(good)
    cell["attachments"] = NotebookNode(kept)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(re.sub(r"\s", "", text), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
