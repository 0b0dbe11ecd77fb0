"""A Sphinx extension: live figures and quizzes on a page on which no kernel runs.

A live figure is the picture with which it starts, the values of its controls, its sentence,
and a note that says how to run it. A quiz is a list of questions whose choices unfold their
reasons. Nothing of it needs JavaScript.

The scripts that show a widget without a kernel (`@jupyter-widgets/html-manager`) are not
used: their sliders move and nothing follows, their pictures have no alternative text and
their controls no names, and each page would load 3.6 MB.
"""

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any

import mistune
from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx

from nnbasics.explorers.live import SHARPNESS
from nnbasics.figures.style import number
from nnbasics.notebook.quiz import LETTERS, Question, load_quiz

VIEW = "application/vnd.jupyter.widget-view+json"
QUIZ = re.compile(r"Quiz\('(\w+)', \d+ of \d+\)")
SCRIPT = re.compile(r"<script[^>]*>(.*)</script>", re.DOTALL)  # as myst-nb writes a widget
HOW = '<a href="run.html">How to run it</a>'

_markdown = mistune.create_markdown(escape=True)

Widgets = dict[str, dict[str, Any]]  # the state of each widget of a page, by its id


def anchor(title: str) -> str:
    """What a link to a heading is called in JupyterLab, and so in the notebooks."""
    return title.replace(" ", "-")


# --- in place of widgets -----------------------------------------------------------------


def stand_still(app: Sphinx, document: nodes.document) -> None:
    """Put something readable in the place of each widget of a page."""
    widgets = take_widgets(app)
    for bundle in list(document.findall(is_bundle)):
        forms = {form["mime_type"]: form for form in bundle.children}
        text = forms["text/plain"].astext() if "text/plain" in forms else ""
        for picture in bundle.findall(nodes.image):
            picture["width"] = f"{pixels(app, picture) // SHARPNESS}px"
        if VIEW not in forms:
            continue
        if quiz := QUIZ.fullmatch(text):
            bundle.replace_self(raw(quiz_as_html(load_quiz(quiz[1]))))
        elif "image/png" in forms:
            view = SCRIPT.fullmatch(forms[VIEW].astext())
            tree = list(walk(widgets, json.loads(view[1])["model_id"]))
            bundle.replace_self(live_figure(tree, forms["image/png"].children))
        else:  # the bar of a progress that is over
            bundle.parent.remove(bundle)


def is_bundle(node: nodes.Node) -> bool:
    """Whether a node is an output in several forms, of which a page shows one."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def take_widgets(app: Sphinx) -> Widgets:
    """The state of the page's widgets, which then does not become part of the page."""
    page = app.env.nb_metadata.get(app.env.current_document.docname, {})
    _, script = page.get("js_files", {}).pop("ipywidgets_state", (None, {}))
    return json.loads(script["body"])["state"] if script else {}


def walk(widgets: Widgets, model: str) -> Iterator[dict[str, Any]]:
    """The state of a widget and of all that is in it, from top to bottom."""
    state = widgets[model]["state"]
    yield state
    for child in state.get("children", []):
        yield from walk(widgets, child.removeprefix("IPY_MODEL_"))


def pixels(app: Sphinx, picture: nodes.image) -> int:
    with Image.open(Path(app.srcdir, picture["uri"])) as image:
        return image.width


def live_figure(tree: list[dict[str, Any]], picture: list[nodes.Node]) -> list[nodes.Node]:
    """The values of the controls, the picture, the sentence, the note."""
    controls = "".join(f"<li>{text}</li>" for state in tree if (text := control(state)))
    sentences = [s["value"] for s in tree if s["_model_name"] == "HTMLModel"]
    said = "".join(text.replace(' aria-live="polite"', "") for text in sentences)
    note = f'<p class="nnb-note">Live in JupyterLab; here it shows how it starts. {HOW}</p>'
    return [
        raw('<div class="nnb-live">'),
        *([raw(f'<ul class="nnb-controls">{controls}</ul>')] if controls else []),
        *picture,
        raw(f'<div class="nnb-sentence">{said}</div>{note}</div>'),
    ]


def control(state: dict[str, Any]) -> str:
    """A control's label and value; nothing for what is no control."""
    label = escape(unescape(state.get("description") or ""))
    match state["_model_name"].removesuffix("Model"):
        case "Button":
            return f"<kbd>{label}</kbd>" if label else ""
        case "Checkbox" | "ToggleButton":
            value = "on" if state["value"] else "off"
        case "IntSlider" | "FloatSlider" | "FloatLogSlider":
            value = format(state["value"], state["readout_format"]).replace("-", "−")
        case "BoundedIntText" | "BoundedFloatText" | "IntText" | "FloatText":
            value = number(state["value"])
        case "Dropdown" | "RadioButtons" | "SelectionSlider" | "ToggleButtons":
            index = state["index"]
            value = "" if index is None else state["_options_labels"][index]
        case "Text":
            value = state["value"]
        case _:
            return ""
    return f"{label.removesuffix(':')} <b>{escape(value)}</b>".strip()


def quiz_as_html(questions: list[Question]) -> str:
    """The questions, each choice with its reason folded under it."""
    items = "".join(f"<li>{question_as_html(question)}</li>" for question in questions)
    note = f"Open a choice to see the reason. In JupyterLab the quiz keeps your score. {HOW}"
    return f'<div class="nnb-quiz"><p class="nnb-note">{note}</p><ol>{items}</ol></div>'


def question_as_html(question: Question) -> str:
    choices = []
    for index, (choice, reason) in enumerate(zip(question.choices, question.because, strict=True)):
        kind, verdict = ("right", "Right") if index == question.right else ("wrong", "Not this one")
        choices.append(
            f'<details class="nnb-{kind}"><summary>{LETTERS[index]}) {escape(choice)}</summary>'
            f"{_markdown(f'**{verdict}.** {reason}')}</details>"
        )
    return _markdown(question.text) + "".join(choices)


def raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


# --- what a screen reader needs ----------------------------------------------------------

# What Sphinx and myst-nb write, and what it should be: a heading has a level, and what is
# to be clicked on is called what can be read on it.
MEND = {
    'role="heading"': 'role="heading" aria-level="2"',
    '<summary aria-label="Toggle hidden content">': "<summary>",
}


def mend(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Change these in the parts of a page."""
    for part in ("body", "furo_navigation_tree"):
        for old, new in MEND.items():
            if part in context:
                context[part] = context[part].replace(old, new)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", stand_still, priority=600)  # after the pictures were found
    app.connect("html-page-context", mend, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
