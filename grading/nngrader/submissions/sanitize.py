"""Make what students wrote or drew safe to show in an instructor's browser.

nbconvert and formgrader put many parts of a notebook into a page as they are. So whatever
comes from a submission passes through here before it gets into a graded notebook: no
script, no outside request, and nothing that breaks out of an attribute is left.
"""

import base64
import binascii
import re
from collections.abc import Collection

from nbformat import NotebookNode

from nngrader.limits import DEFAULT_LIMITS, Limits
from nngrader.submissions.safe_html import rewritten

_IMAGES = ("image/png", "image/jpeg", "image/gif")
_SIMPLE_TAGS = "b|br|code|details|em|i|kbd|li|ol|p|pre|strong|sub|summary|sup|table|td|th|tr|u|ul"
_SAFE_TAG = re.compile(rf"</?(?:{_SIMPLE_TAGS})\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")

# nbconvert writes links and pictures of Markdown into a page whatever their address is.
# Where that is not a harmless one, an invisible character breaks the notation, so that it
# shows as text. (In the text of a picture nothing may stand that has a meaning of its own.)
_BREAK = "\u2060"  # word joiner
_NOTATION = re.compile(
    r"(?P<picture>!\[[\w .,:;+-]*\]\((?P<address>attachment:[\w.%-]+|"
    r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]+)\))"
    r"|!(?=\[)"  # another picture
    r"|\](?=\()(?!\((?:https?://|#))"  # a link
    r"|\](?=:)(?!:\s*https?://)"  # the address of links elsewhere
    r"|(?:`{3,}|~{3,})[ \t]*(?=mermaid)"  # a diagram: its text goes into the page as it is
)
_MARKUP = re.compile(r"[\\`*_\[\]<>&!$~|#]|:(?=//)")


def clean_html(html: str, limits: Limits = DEFAULT_LIMITS) -> str:
    """HTML without scripts, outside images and anything else that acts by itself."""
    return rewritten(html, limits.html)


def clean_markdown(source: str, attachments: Collection[str] = ()) -> str:
    """Markdown without scripts, outside pictures and links to anything but web pages.

    Simple tags without attributes stay tags; others show as text. attachments: the names of
    the pictures that are attached to the cell; others would stop nbconvert.
    """
    source = _TAG.sub(
        lambda match: "<" if _SAFE_TAG.match(source, match.start()) else "&lt;", source
    )

    def broken(match: re.Match[str]) -> str:
        if not match["picture"]:
            return match[0] + _BREAK
        name = match["address"].removeprefix("attachment:")
        if match["address"].startswith("data:") or name in attachments:
            return match[0]
        return match[0].replace("[", f"{_BREAK}[", 1).replace("](", f"]{_BREAK}(", 1)

    return _NOTATION.sub(broken, source)


def as_markdown(text: str) -> str:
    """Markdown that shows a text as it is, in one line."""
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.split()))


def clean_output(output: NotebookNode, limits: Limits = DEFAULT_LIMITS) -> NotebookNode | None:
    """A cell output with only what is safe to show; None if nothing is left of it."""
    if output.output_type in ("stream", "error"):
        return output
    data = {}
    for kind, content in output.get("data", {}).items():
        text = content if isinstance(content, str) else ""
        if kind == "text/plain":
            data[kind] = text
        elif kind == "text/html":
            data[kind] = clean_html(text, limits)
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
