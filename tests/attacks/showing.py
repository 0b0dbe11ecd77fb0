"""Acting in the browser of whoever reads a graded notebook: by each way into its page."""

from attack import Attack, cell_of

# Each would set `pwned`, open a dialog, or ask another machine for something.
PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<img src='http://attacker.invalid/pixel.png'>",
    "<svg onload=window.pwned=1><animate onbegin=alert(1) attributeName=x></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<a href='javascript:window.pwned=1'>click</a>",
    "<a href='java\tscript:window.pwned=1'>click</a>",
    "<a href='&#106;avascript:window.pwned=1'>click</a>",
    "<style>body{background:url(http://attacker.invalid/style)}</style>",
    "<b style='background:url(http://attacker.invalid/b);width:expression(alert(1))'>b</b>",
    "<link rel=stylesheet href=http://attacker.invalid/link><base href=http://attacker.invalid/>",
    "<meta http-equiv=refresh content='0;url=http://attacker.invalid/'>",
    "<form action=http://attacker.invalid/><input autofocus onfocus=window.pwned=1></form>",
    "<object data=http://attacker.invalid/o></object><embed src=http://attacker.invalid/e>",
    "<video poster=http://attacker.invalid/v><source onerror=alert(1)></video>",
    "<details open ontoggle=window.pwned=1>x</details>",
    "<div title='\"><script>window.pwned=1</script>'>x</div>",
    "</pre></div></body><script>window.pwned=1</script>",
    "<!--><img src=x onerror=window.pwned=1>-->",
    "<noscript><p title='</noscript><img src=x onerror=window.pwned=1>'></noscript>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1>",
    "<b/onclick=window.pwned=1>x</b>",
    '<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>\'>',
)
HTML = "\n".join(PAYLOADS)
MARKDOWN = f"""
[link](javascript:window.pwned=1) [link](&#106;avascript:window.pwned=1) [link][reference]
[link](<javascript:window.pwned=1>) [link](data:text/html;base64,PHNjcmlwdD4=)
[link](vbscript:x) <javascript:window.pwned=1> [link]( javascript:window.pwned=1)

![picture](http://attacker.invalid/m.png) ![picture][away] ![picture](attachment:none.png)
![a ![b](attachment:none.png) c](http://attacker.invalid/n.png)
![a\\](attachment:none.png) b](http://attacker.invalid/o.png)
![a `](attachment:none.png) `](http://attacker.invalid/p.png)

[reference]: javascript:window.pwned=1
[away]: http://attacker.invalid/r.png

```mermaid
graph TD; A["<img src=x onerror=window.pwned=1>"]
```

# heading" onmouseover="window.pwned=1

$$\\text{{<img src=x onerror=window.pwned=1>}}$$ $<script>window.pwned=1</script>$

<table><tr><td onclick="window.pwned=1">x</td></tr></table>

{HTML}
"""
SHOW = "from IPython.display import display\ndisplay({!r}, raw=True, metadata={!r})\nprint('tried')"


def _bundle(kind: str, content: object, metadata: object = None) -> Attack:
    cell = SHOW.format({kind: content, "text/plain": "tried"}, metadata or {})
    return Attack(f"shown as {kind}", cells=(cell,), solved=True)


def _edit(name: str, edit) -> Attack:
    return Attack(name, solved=True, shows=(), edit=edit)


def _answer(name: str, text: str) -> Attack:
    return Attack(name, {"weighted_sum": f"HTML = {HTML!r}\n{text}"}, shows=("pwned",))


def _markdown_cells(document):
    for kind, more in (("markdown", {}), ("raw", {"raw_mimetype": "text/html"})):
        cell = {"cell_type": kind, "id": f"own-{kind}", "metadata": more, "source": MARKDOWN}
        document["cells"].append(cell)


def _one_payload_a_cell(document):
    for i, payload in enumerate(PAYLOADS):
        cell = {"cell_type": "markdown", "id": f"own-{i}", "metadata": {}, "source": payload}
        document["cells"].append(cell)


def _attachments(document):
    svg = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIG9ubG9hZD0iYWxlcnQoMSkiLz4="
    document["cells"].append(
        {
            "cell_type": "markdown",
            "id": "attached",
            "metadata": {},
            "source": "![a](attachment:a.svg) ![b](attachment:b.png) ![c](attachment:c.png)\n"
            '![d](attachment:" onerror="window.pwned=1) ![e](attachment:e.png)',
            "attachments": {
                "a.svg": {"image/svg+xml": svg},
                "b.png": {"image/png": '" onerror="window.pwned=1'},
                '" onerror="window.pwned=1': {"image/png": "AAAA"},
                "e.png": {"image/svg+xml": svg, "image/png": "AAAA"},
            },
        }
    )


def _names_and_metadata(document):
    document["metadata"] |= {
        "title": HTML,
        "kernelspec": {"name": f"{MARKDOWN}", "display_name": HTML, "language": HTML},
        "language_info": {"name": HTML, "pygments_lexer": HTML},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {HTML: HTML}}},
        "authors": [{"name": HTML}],
    }
    for i, cell in enumerate(document["cells"]):
        cell["id"] = f'x{i}" onclick="window.pwned=1'
        cell["metadata"] |= {"tags": [HTML, '" onclick="window.pwned=1'], "name": HTML}
        cell["metadata"].setdefault("nbgrader", {"grade_id": HTML, "grade": True, "points": HTML})
    marks = cell_of(document, "weighted_sum")["metadata"]["nbgrader"]
    marks |= {"checksum": HTML, "cell_type": HTML, HTML: HTML}
    document["cells"].append({"cell_type": HTML, "source": [HTML], "metadata": HTML, "id": HTML})


ATTACKS = [
    *(
        _bundle(kind, content)
        for kind, content in {
            "text/html": HTML,
            "text/markdown": MARKDOWN,
            "text/latex": f"$${HTML}$$",
            "image/svg+xml": f"<svg>{HTML}</svg>",
            "application/javascript": "window.pwned=1",
            "text/vnd.mermaid": f"graph TD; A[{HTML}]",
            "application/vnd.jupyter.widget-view+json": {"model_id": HTML},
            "application/json": {HTML: HTML},
            "application/pdf": HTML,
        }.items()
    ),
    _bundle("image/png", '" onerror="window.pwned=1', {"image/png": {"width": '1" onload="x'}}),
    _bundle("image/jpeg", "AAAA", {"width": '1" onload="window.pwned=1', "unconfined": HTML}),
    Attack(
        "printed and raised",
        cells=(
            f"import sys\nprint('tried', {HTML!r})\nprint({HTML!r}, file=sys.stderr)\n"
            f"print('\\x1b[31' + {HTML!r} + '\\x1b[\\'><script>window.pwned=1</script>m')\n"
            f"raise type({HTML!r}, (Exception,), {{}})({HTML!r})",
        ),
        solved=True,
    ),
    _edit("text cells", _markdown_cells),
    _edit("text cells, one by one", _one_payload_a_cell),
    _edit("attached pictures", _attachments),
    _edit("names and metadata", _names_and_metadata),
    _answer(
        "raised by an answer",
        "def weighted_sum(x, w, b):\n    raise type(HTML, (ValueError,), {})(HTML)",
    ),
    _answer("returned by an answer", "def weighted_sum(x, w, b):\n    return HTML"),
    _answer(
        "a type of that name",
        "def weighted_sum(x, w, b):\n"
        "    return type(HTML, (), {'__repr__': lambda self: HTML, '__module__': HTML})()",
    ),
    _answer(
        "printed and warned by an answer",
        "import warnings\ndef weighted_sum(x, w, b):\n    print(HTML)\n    warnings.warn(HTML)\n"
        "    return 0",
    ),
]


def _all_edits(document):
    for attack in ATTACKS:
        if attack.edit:
            attack.edit(document)


# One answer for each way to answer, in as many exercises.
_ANSWERS = [attack.answers["weighted_sum"] for attack in ATTACKS if attack.answers]
_EXERCISES = ("weighted_sum", "step", "neuron", "count_parameters")
ALL_AT_ONCE = Attack(
    "all at once",
    {
        exercise: text.replace("def weighted_sum(x, w, b)", f"def {exercise}(*args)")
        for exercise, text in zip(_EXERCISES, _ANSWERS, strict=True)
    },
    cells=tuple(cell for attack in ATTACKS for cell in attack.cells),
    edit=_all_edits,
    exercises=_EXERCISES,
)
