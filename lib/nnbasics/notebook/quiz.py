"""The quiz at the end of a lesson: five questions, and a reason for every choice.

In a notebook::

    from nnbasics.notebook.quiz import quiz
    quiz("01_weights_and_bias")

A quiz is a TOML file in ``course/quizzes``. Question and choices stand there as they are;
the key, the reasons and the computation of the answer are *sealed*: turned by 13 letters
and 5 digits, so that nobody reads an answer by accident, while a change of one line is
still a change of one line. To edit a quiz::

    python -m nnbasics.notebook.quiz open 01_weights_and_bias > 01_weights_and_bias.toml
    python -m nnbasics.notebook.quiz seal 01_weights_and_bias.toml

The first prints it readable; the second writes it, sealed, to ``course/quizzes`` under
the same name.

A question in its readable form (the text is Markdown)::

    [[question]]
    id = "count"
    question = "How many weights does a layer from 3 to 4 features have?"
    choices = ["12", "16", "7"]
    answer = '''
    right = "a"
    computed = "3 * 4"
    because = ["…why a is right", "…why b is wrong", "…why c is wrong"]
    '''

``computed`` is optional: a Python expression over ``np`` and the modules of ``nnbasics``
whose value the tests compare with the choices.

Why not a library: jupyterquiz, the best known one, sends every answer to the page as plain
JSON, gives results back to Python only by hand, and draws outside JupyterLab's theme; others
(ipyquizjb, mcautograder) explain a question, not each choice.
"""

import argparse
import ast
import importlib
import re
import string
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import mistune
import numpy as np

from nnbasics.notebook.progress import record_answer

LETTERS = "abcdefgh"
_SEAL = str.maketrans(
    string.ascii_lowercase + string.ascii_uppercase + string.digits,
    "nopqrstuvwxyzabcdefghijklm" + "NOPQRSTUVWXYZABCDEFGHIJKLM" + "5678901234",
)
_markdown = mistune.create_markdown(escape=True)


# --- the file ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """One question. The key and the reasons are only in here, never in a widget's state."""

    id: str
    text: str  # Markdown
    choices: tuple[str, ...]
    right: int  # index of the right choice
    because: tuple[str, ...]  # a reason for each choice, Markdown
    computed: str | None = None  # an expression whose value is the right choice

    def __post_init__(self) -> None:
        if not 0 <= self.right < len(self.choices) == len(self.because):
            raise ValueError(
                f"question {self.id!r}: {len(self.choices)} choices need as many reasons "
                f"({len(self.because)} given), and one of them must be the right one"
            )


@dataclass(frozen=True)
class Answer:
    """What a learner answered: given to `Quiz`'s ``on_answer`` at each press of Check."""

    quiz: str
    question: str
    choice: int
    right: bool
    attempt: int  # 1 for the first


def turn(text: str) -> str:
    """Seal a text, or open a sealed one: it is the same turn (ROT13, digits by 5)."""
    return text.translate(_SEAL)


def quiz_folder() -> Path:
    """``course/quizzes``: beside this package's sources, or above the notebook's folder."""
    places = [Path(__file__).resolve().parents[3], Path.cwd(), *Path.cwd().parents]
    for place in places:
        for folder in (place / "course" / "quizzes", place / "quizzes"):
            if folder.is_dir():
                return folder
    raise FileNotFoundError(f"no folder course/quizzes in or above {Path.cwd()}")


def quiz_names() -> list[str]:
    """The lessons that have a quiz, in their order."""
    return sorted(path.stem for path in quiz_folder().glob("*.toml"))


def load_quiz(name: str, folder: Path | None = None) -> list[Question]:
    """Read and unseal the questions of a quiz.

    FileNotFoundError when there is no such quiz: it names those there are.
    """
    return _questions(_quiz_file(name, folder or quiz_folder()).read_text("utf-8"))


def _quiz_file(name: str, folder: Path) -> Path:
    path = folder / f"{name}.toml"
    if not path.is_file():
        there = ", ".join(sorted(each.stem for each in folder.glob("*.toml"))) or "none"
        raise FileNotFoundError(f"no quiz {name!r} in {folder}; there are: {there}")
    return path


def _questions(text: str) -> list[Question]:
    return [_question(entry) for entry in tomllib.loads(text)["question"]]


def _question(entry: dict[str, Any]) -> Question:
    answer = tomllib.loads(turn(entry["sealed"]))
    return Question(
        entry["id"],
        entry["question"],
        tuple(entry["choices"]),
        LETTERS.index(answer["right"]),
        tuple(answer["because"]),
        answer.get("computed"),
    )


def computed_value(question: Question) -> Any:
    """The value of a question's ``computed`` expression. ValueError where it has none."""
    if question.computed is None:
        raise ValueError(f"question {question.id!r} says of no value how to compute it")
    return eval(question.computed, {"np": np}, _Modules())


class _Modules(dict[str, Any]):
    """Looks up a name as a module of nnbasics: ``neurons.layer`` needs no import."""

    def __missing__(self, name: str) -> Any:
        try:
            return importlib.import_module(f"nnbasics.{name}")
        except ModuleNotFoundError:
            raise KeyError(name) from None


def choice_value(choice: str) -> Any:
    """A choice as a Python value: ``3,610``, ``−2.5`` and ``(4, 2)`` are understood.

    ValueError when the choice is no such value.
    """
    text = choice.strip().strip("`").replace("−", "-")
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        raise ValueError(f"{choice!r} is no number, tuple or text in quotes") from None


def _html(markdown: str) -> str:
    html = _markdown(markdown)
    assert isinstance(html, str)  # what a renderer of HTML gives
    return html


# --- the widget -------------------------------------------------------------------------

# Radio buttons of ipywidgets keep a long label on one line, and sit below it. The rest is
# JupyterLab's theme.
_CSS = """<style>
.nnb-quiz .widget-radio-box label { display: flex; align-items: baseline; height: auto;
  white-space: normal; line-height: 1.4; margin: 2px 0;
  font-size: var(--jp-content-font-size1, 14px); }
.nnb-quiz .widget-radio-box input { flex: none; order: -1; height: auto; margin: 0 0.5em 0 2px;
  position: relative; top: 2px; }
.nnb-quiz .widget-html-content { line-height: 1.45; font-size: var(--jp-content-font-size1, 14px); }
.nnb-quiz .widget-html-content p { margin: 0 0 0.5em; }
.nnb-quiz .nnb-reply { border-left: 4px solid; padding: 0.2em 0.8em; }
.nnb-quiz .nnb-right { border-color: var(--jp-success-color1, #009E73); }
.nnb-quiz .nnb-wrong { border-color: var(--jp-error-color1, #D55E00); }
.nnb-quiz summary { cursor: pointer; }
</style>"""


class Quiz(widgets.VBox):
    """The questions below each other, each with its own Check button, and the score.

    on_answer: called with an `Answer` at each check, for whoever keeps a record.
    """

    def __init__(
        self,
        name: str,
        questions: list[Question],
        on_answer: Callable[[Answer], None] | None = None,
    ) -> None:
        self._name, self._on_answer = name, on_answer
        self._score = widgets.HTML()
        self.cards = [
            _Card(number, question, self._answered)
            for number, question in enumerate(questions, start=1)
        ]
        super().__init__([widgets.HTML(_CSS), *self.cards, self._score])
        self.add_class("nnb-quiz")
        self._show_score()

    @property
    def score(self) -> int:
        """How many questions have been answered right, at whichever attempt."""
        return sum(card.solved_at is not None for card in self.cards)

    @property
    def first_try(self) -> int:
        """How many were right at the first attempt."""
        return sum(card.solved_at == 1 for card in self.cards)

    def _answered(self, card: "_Card") -> None:
        self._show_score()
        if self._on_answer:
            chosen = card.choice
            assert chosen is not None  # a card answers to a choice
            right = chosen == card.question.right
            self._on_answer(Answer(self._name, card.question.id, chosen, right, card.attempts))

    def _show_score(self) -> None:
        text = f"<b>{self.score} of {len(self.cards)}</b> right"
        if self.score:
            text += f", {self.first_try} at the first try"
        self._score.value = f'<p aria-live="polite">{text}.</p>'

    def __repr__(self) -> str:
        return f"Quiz({self._name!r}, {self.score} of {len(self.cards)})"


class _Card(widgets.VBox):
    """One question."""

    def __init__(
        self, number: int, question: Question, answered: Callable[["_Card"], None]
    ) -> None:
        self.question, self._answered = question, answered
        self.attempts = 0
        self.solved_at: int | None = None  # the attempt that was right
        labels = [
            f"{letter}) {text}" for letter, text in zip(LETTERS, question.choices, strict=False)
        ]
        self.radio = widgets.RadioButtons(
            options=[(label, index) for index, label in enumerate(labels)],
            value=None,
            layout=widgets.Layout(width="auto"),
        )
        self.button = widgets.Button(
            description="Check", disabled=True, tooltip=f"Check question {number}"
        )
        self.reply = widgets.HTML()
        self.radio.observe(self._chosen, names="value")
        self.button.on_click(lambda _: self.check())
        text = widgets.HTML(_html(f"**Question {number}.** {question.text}"))
        super().__init__(
            [text, self.radio, self.button, self.reply],
            layout=widgets.Layout(max_width="720px", margin="0 0 1.2em 0"),
        )

    @property
    def choice(self) -> int | None:
        return self.radio.value

    def _chosen(self, _change: object) -> None:
        self.button.disabled = self.choice is None

    def check(self) -> None:
        """Reply to the present choice; do nothing where there is none."""
        if self.choice is None:
            return
        right = self.choice == self.question.right
        if self.solved_at is None:
            self.attempts += 1
            self.solved_at = self.attempts if right else None
        verdict = "Right" if right else "Not this one"
        kind = "nnb-right" if right else "nnb-wrong"
        reason = _html(f"**{verdict}: {self._reason(self.choice)}")
        others = self._others() if self.solved_at is not None and right else ""
        self.reply.value = (
            f'<div class="nnb-reply {kind}" aria-live="polite">{reason}{others}</div>'
        )
        self._answered(self)

    def _reason(self, choice: int) -> str:
        return f"{LETTERS[choice]}.** {self.question.because[choice]}"

    def _others(self) -> str:
        """Why the other choices are wrong, to unfold."""
        reasons = [
            _html(f"**{self._reason(index)}")
            for index in range(len(self.question.choices))
            if index != self.question.right
        ]
        return f"<details><summary>Why not the others?</summary>{''.join(reasons)}</details>"


def quiz(name: str, on_answer: Callable[[Answer], None] | None = None) -> Quiz:
    """The quiz of a lesson, to be a cell's last line. name: for example ``01_weights_and_bias``.

    Answers go to ``on_answer``, and without it into the learner's record
    (`nnbasics.notebook.progress`).
    """
    return Quiz(name, load_quiz(name), on_answer or _record)


def _record(answer: Answer) -> None:
    record_answer(answer.quiz, answer.question, answer.right)


# --- for maintainers --------------------------------------------------------------------


def convert(text: str, was: str, becomes: str) -> str:
    """Turn the lines of each block ``was = '''`` … ``'''`` and call it ``becomes``."""
    lines, inside = [], False
    for line in text.splitlines():
        if line.strip() == f"{was} = '''":
            line, inside = line.replace(was, becomes), True
        elif inside and line.strip() == "'''":
            inside = False
        elif inside:
            line = turn(line)
        lines.append(line)
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """``open NAME`` prints a quiz readable; ``seal FILE`` writes a readable one back."""
    parser = argparse.ArgumentParser(
        prog="python -m nnbasics.notebook.quiz", description=main.__doc__
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("open").add_argument("name", metavar="NAME")
    commands.add_parser("seal").add_argument("file", metavar="FILE", type=Path)
    given = parser.parse_args(arguments)
    try:
        if given.command == "open":
            path = _quiz_file(given.name, quiz_folder())
            print(convert(path.read_text("utf-8"), "sealed", "answer"), end="")
        else:
            sealed = convert(given.file.read_text("utf-8"), "answer", "sealed")
            questions = _questions(sealed)  # a mistake is told before anything is written
            path = quiz_folder() / f"{given.file.stem}.toml"
            path.write_text(sealed, "utf-8")
            print(f"{path}: {len(questions)} questions sealed")
    except (OSError, ValueError, KeyError) as problem:
        print(f"{type(problem).__name__}: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
