"""How a verdict is shown: as HTML in a notebook and in feedback, as text in a terminal.

Everything that comes from a student's code is escaped. The HTML needs no script and no
style sheet, follows JupyterLab's theme where there is one, and can be read without color.
"""

from html import escape

from nngrader.checking.findings import AspectResult, Example, Findings, Remark
from nngrader.values.describe import points

# ---------------------------------------------------------------- headline


def _headline(verdict: Findings) -> tuple[str, str]:
    """Mark and sentence for the whole verdict."""
    if verdict.problem:
        return "!", "Nothing was checked"
    of = f"{points(verdict.score)} of {points(verdict.max_score)} points"
    if not verdict.started:
        return "○", f"Not started · {of}"
    if verdict.passed:
        return "✓", f"All right · {of}"
    return "✗", f"Not yet right · {of}"


def _state(aspect: AspectResult) -> tuple[str, str]:
    if aspect.passed:
        return "✓", "right"
    return ("○", "skipped") if aspect.skipped else ("✗", "wrong")


# ---------------------------------------------------------------- text


def to_text(verdict: Findings) -> str:
    """The verdict as plain text, for terminals and logs."""
    mark, sentence = _headline(verdict)
    lines = [f"{mark} {verdict.exercise}: {sentence}"]
    if verdict.problem:
        return f"{lines[0]}\n  {verdict.problem}"
    for remark in verdict.named:
        lines.append(f"  Mistake found ({remark.id}): {remark.text}")
    for aspect in verdict.aspects:
        lines.append(f"  {' '.join(_state(aspect))}: {aspect.name} ({points(aspect.points)})")
        if aspect.message:
            lines.append(f"      {aspect.message}")
        if aspect.example:
            lines.extend("      " + line for line in _example_text(aspect.example))
    lines.extend(f"  Note ({note.id}): {note.text}" for note in verdict.notes)
    if verdict.warnings:
        lines.append("  Warnings, which cost nothing: " + "; ".join(verdict.warnings))
    if verdict.output:
        lines.append("  Your code printed:")
        lines.extend("      " + line for line in verdict.output.splitlines())
    return "\n".join(lines)


def _example_text(example: Example) -> list[str]:
    rows = [*example.inputs, *_results(example)]
    lines = []
    for name, text in rows:
        first, *rest = text.splitlines() or [""]
        lines.append(f"{name} = {first}" if (name, text) in example.inputs else f"{name}: {first}")
        lines.extend("  " + line for line in rest)
    return lines


def _results(example: Example) -> list[tuple[str, str]]:
    rows = [("expected", example.expected), ("came back", example.got)]
    if example.trace:
        rows.append(("your code", example.trace))
    return [row for row in rows if row[1]]


# ---------------------------------------------------------------- HTML

_GOOD, _BAD, _QUIET = "#1b7f3b", "#b3261e", "#5f6b7a"
_BOX = (
    "border:1px solid var(--jp-border-color2,#bdbdbd);border-left:5px solid {color};"
    "border-radius:3px;padding:.5em .8em;max-width:50em;line-height:1.45;"
    "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:14px;"
    "background:var(--jp-layout-color1,#fff);color:var(--jp-ui-font-color0,#111)"
)
_PRE = (
    "margin:0;padding:.15em .4em;white-space:pre-wrap;overflow-wrap:anywhere;"
    "font-family:var(--jp-code-font-family,monospace);font-size:13px;"
    "background:var(--jp-layout-color2,#f2f2f2);color:inherit;border:0"
)
_CELL = "text-align:left;vertical-align:top;padding:.15em .8em .15em 0;border:0"
_NAME = "font-weight:600;font-size:13px;white-space:nowrap"
_MISTAKE = (
    "margin:.5em 0;padding:.4em .7em;border:1px solid var(--jp-warn-color1,#b26a00);"
    "border-radius:3px"
)


def to_html(verdict: Findings) -> str:
    """The verdict as one self-contained block of HTML."""
    mark, sentence = _headline(verdict)
    color = _GOOD if verdict.passed else _QUIET if not verdict.started else _BAD
    body = "".join(_body(verdict))
    return (
        f'<div class="nngrader-verdict" data-exercise="{escape(verdict.exercise, quote=True)}" '
        f'data-passed="{str(verdict.passed).lower()}" data-score="{verdict.score:g}" '
        f'style="{_BOX.format(color=color)}">'
        f'<div style="font-weight:600"><span aria-hidden="true">{mark}</span> '
        f"<code>{escape(verdict.exercise)}</code>: {escape(sentence)}</div>{body}</div>"
    )


def _body(verdict: Findings) -> list[str]:
    if verdict.problem:
        return [f"<div>{escape(verdict.problem)}</div>"]
    if not verdict.started:
        return [
            "<div>Write your answer in place of <code>raise NotImplementedError()</code>, "
            "run that cell, then this one.</div>"
        ]
    parts = [_mistake_html(remark) for remark in verdict.named[:2]]
    parts.extend(_aspect_html(aspect) for aspect in verdict.aspects)
    parts.extend(
        f'<div class="nngrader-note">Note: {escape(note.text)}</div>' for note in verdict.notes
    )
    if verdict.warnings:
        parts.append(_folded("Warnings (they cost no points)", "\n".join(verdict.warnings)))
    if verdict.output:
        parts.append(_folded("What your code printed", verdict.output))
    return parts


def _mistake_html(remark: Remark) -> str:
    return (
        f'<div class="nngrader-mistake" data-mistake="{escape(remark.id, quote=True)}" '
        f'style="{_MISTAKE}"><strong>Mistake found:</strong> {escape(remark.text)}</div>'
    )


def _aspect_html(aspect: AspectResult) -> str:
    mark, word = _state(aspect)
    color = _GOOD if aspect.passed else _QUIET if aspect.skipped else _BAD
    earned = points(aspect.points if aspect.passed else 0)
    asks = f" – {escape(aspect.text)}" if aspect.text else ""
    head = (
        f'<div class="nngrader-aspect" data-state="{word}" style="margin-top:.35em">'
        f'<span style="color:{color};font-weight:600">{mark} {word}</span> '
        f"<strong>{escape(aspect.name)}</strong> "
        f"({earned} of {points(aspect.points)}){asks}"
    )
    message = f'<div style="margin-left:1.3em">{escape(aspect.message)}</div>'
    example = _example_html(aspect.example) if aspect.example else ""
    return head + (message if aspect.message else "") + example + "</div>"


def _example_html(example: Example) -> str:
    rows = [*example.inputs, *_results(example)]
    cells = "".join(
        f'<tr style="background:none"><th scope="row" style="{_CELL};{_NAME}">'
        f'{escape(name)}</th><td style="{_CELL}"><pre style="{_PRE}">{escape(text)}</pre></td></tr>'
        for name, text in rows
    )
    return (
        f'<table style="margin:.2em 0 .4em 1.3em;border-collapse:collapse;border:0">{cells}</table>'
    )


def _folded(title: str, text: str) -> str:
    return (
        f'<details style="margin-top:.4em"><summary>{escape(title)}</summary>'
        f'<pre style="{_PRE}">{escape(text)}</pre></details>'
    )
