"""Quizzes: the files are complete and right, the answers are sealed, the widget works."""

import re

import ipywidgets as widgets
import numpy as np
import pytest
from notebooks import LESSONS, PROJECT

from nnbasics.notebook import quiz as module
from nnbasics.notebook.quiz import (
    Answer,
    Question,
    Quiz,
    choice_value,
    computed_value,
    convert,
    load_quiz,
    main,
    quiz,
    turn,
)

FILES = sorted((PROJECT / "course" / "quizzes").glob("*.toml"))
QUIZZES = [path.stem for path in FILES]
QUESTIONS = [
    pytest.param(question, id=f"{name}-{question.id}")
    for name in QUIZZES
    for question in load_quiz(name)
]


def same(left, right) -> bool:
    """Equal as numbers, tuples of numbers, or text."""
    if isinstance(left, (tuple, list)) and isinstance(right, (tuple, list)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, str) or isinstance(right, str):
        return left == right
    return np.shape(left) == np.shape(right) and bool(np.allclose(left, right))


# --- the files --------------------------------------------------------------------------


def test_there_are_quizzes():
    assert "01_weights_and_bias" in QUIZZES


@pytest.mark.parametrize("name", QUIZZES)
def test_five_questions_of_one_lesson(name):
    questions = load_quiz(name)
    assert len(questions) == 5
    assert len({question.id for question in questions}) == 5
    assert any(path.stem == name for path in LESSONS)


@pytest.mark.parametrize("name", QUIZZES)
def test_the_lesson_shows_its_quiz(name):
    lesson = (PROJECT / "course" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert f'quiz(\\"{name}\\")' in lesson


@pytest.mark.parametrize("name", QUIZZES)
def test_the_right_choice_is_not_always_at_the_same_place(name):
    assert len({question.right for question in load_quiz(name)}) >= 3


@pytest.mark.parametrize("question", QUESTIONS)
def test_choices_and_reasons(question):
    assert 3 <= len(question.choices) <= 5
    assert len(set(question.choices)) == len(question.choices)
    assert len(question.because) == len(question.choices)
    assert len(set(question.because)) == len(question.because)
    assert all(len(reason.split()) >= 8 for reason in question.because)
    assert question.text.strip().endswith("?")


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.values[0].computed])
def test_computed_answer_is_the_key(question):
    value = computed_value(question)
    fits = [same(value, choice_value(choice)) for choice in question.choices]
    assert fits == [index == question.right for index in range(len(fits))], value


@pytest.mark.parametrize("name", QUIZZES)
def test_something_is_computed(name):
    assert any(question.computed for question in load_quiz(name))


# --- the seal ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_of_the_answers_in_plain_sight(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(right|because|computed|answer)\s*=", text, re.MULTILINE)
    for question in load_quiz(path.stem):
        for secret in (*question.because, question.computed):
            assert secret is None or secret not in text
    for lesson in LESSONS:
        source = lesson.read_text(encoding="utf-8")
        assert not any(r in source for q in load_quiz(path.stem) for r in q.because)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_open_and_seal_are_each_others_way_back(path):
    text = path.read_text(encoding="utf-8")
    readable = convert(text, "sealed", "answer")
    assert readable != text
    assert load_quiz(path.stem)[0].because[0] in readable
    assert convert(readable, "answer", "sealed") == text


@pytest.mark.parametrize("text", ["abc XYZ 0129", "−6 · w ≤ 3,610", 'right = "c"', "ÄÖÜ"])
def test_turn_twice_is_nothing(text):
    assert turn(turn(text)) == text


def test_no_letter_or_digit_is_left_as_it_is():
    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    assert all(a != b for a, b in zip(plain, turn(plain), strict=True))


READABLE = """
[[question]]
id = "sum"
question = "1 + 1?"
choices = ["2", "3"]
answer = '''
right = "a"
computed = "1 + 1"
because = ["one and one", "one too many"]
'''
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """An empty folder for quizzes."""
    monkeypatch.setattr(module, "quiz_folder", lambda: tmp_path / "quizzes")
    (tmp_path / "quizzes").mkdir()
    return tmp_path


def test_a_maintainer_opens_and_seals(course, capsys):
    (course / "new.toml").write_text(READABLE)
    assert main(["seal", str(course / "new.toml")]) == 0
    assert "one too many" not in (course / "quizzes" / "new.toml").read_text()
    (question,) = load_quiz("new", course / "quizzes")
    assert question.because == ("one and one", "one too many")
    capsys.readouterr()
    assert main(["open", "new"]) == 0
    assert capsys.readouterr().out == READABLE


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('right = "a"', 'right = "c"'), "one of them must be the right one"),
        (('"one and one", ', ""), "need as many reasons"),
        (('"2", "3"]', '"2", "3"'), "TOML"),
        (('right = "a"\n', ""), "right"),
    ],
)
def test_a_broken_quiz_is_not_sealed(course, capsys, change, told):
    (course / "new.toml").write_text(READABLE.replace(*change))
    assert main(["seal", str(course / "new.toml")]) == 2
    assert told in capsys.readouterr().err
    assert not (course / "quizzes" / "new.toml").exists()


def test_a_missing_quiz_names_those_there_are(capsys):
    assert main(["open", "99_nothing"]) == 2
    assert "01_weights_and_bias" in capsys.readouterr().err
    with pytest.raises(FileNotFoundError, match="01_weights_and_bias"):
        quiz("99_nothing")


@pytest.mark.parametrize(
    ("choice", "value"),
    [("3,610", 3610), ("−2.5", -2.5), ("(4, 2)", (4, 2)), ("(0, −1), −1", ((0, -1), -1))],
)
def test_choices_as_values(choice, value):
    assert choice_value(choice) == value


def test_a_choice_that_is_no_value():
    with pytest.raises(ValueError, match="no number"):
        choice_value("It learns")


# --- the widget -------------------------------------------------------------------------


def everything_shown(widget: widgets.Widget) -> str:
    """The state of a widget and of all in it: what the page gets, and a notebook saves."""
    inside = getattr(widget, "children", ())
    return str(widget.get_state()) + "".join(everything_shown(each) for each in inside)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.fixture
def two() -> tuple[Quiz, list[Answer]]:
    """A quiz of two questions, and the answers that it has told of."""
    told: list[Answer] = []
    questions = [
        Question("one", "First `x < 1`?", ("no", "yes"), 1, ("because red", "because green")),
        Question("two", "Second?", ("a", "b", "c"), 0, ("for left", "for mid", "for far")),
    ]
    return Quiz("small", questions, told.append), told


def test_at_first_nothing_is_chosen_and_nothing_told(two):
    shown, told = two
    assert [card.radio.value for card in shown.cards] == [None, None]
    assert all(card.button.disabled for card in shown.cards)
    state = everything_shown(shown)
    assert not any(r in state for card in shown.cards for r in card.question.because)
    assert "0 of 2" in state and not told
    shown.cards[0].check()  # without a choice: nothing
    assert not told and shown.cards[0].reply.value == ""


def test_a_wrong_choice_is_explained_and_no_other(two):
    shown, told = two
    card = shown.cards[0]
    card.radio.value = 0
    assert not card.button.disabled
    card.button.click()
    assert "because red" in card.reply.value and "Not this one" in card.reply.value
    assert "because green" not in everything_shown(shown)
    assert shown.score == 0
    assert told == [Answer("small", "one", 0, False, 1)]


def test_a_right_choice_counts_and_explains_the_others(two):
    shown, told = two
    card = shown.cards[1]
    card.radio.value = 0
    card.button.click()
    text = card.reply.value
    assert "Right" in text and text.index("for left") < text.index("<details>")
    assert text.count("for left") == 1  # not again among the others
    assert text.index("<details>") < text.index("for mid") < text.index("for far")
    assert (shown.score, shown.first_try) == (1, 1)
    assert "1 of 2" in plain(shown.children[-1].value)
    assert told == [Answer("small", "two", 0, True, 1)]


def test_a_second_try(two):
    shown, told = two
    card = shown.cards[0]
    for choice in (0, 1, 1, 0):
        card.radio.value = choice
        card.button.click()
    assert (shown.score, shown.first_try) == (1, 0)
    # Once solved, looking at the others changes nothing.
    assert [(answer.right, answer.attempt) for answer in told] == [
        (False, 1),
        (True, 2),
        (True, 2),
        (False, 2),
    ]
    assert "because red" in card.reply.value
    assert repr(shown) == "Quiz('small', 1 of 2)"


def test_text_is_shown_as_text(two):
    shown, _ = two
    assert "<code>x &lt; 1</code>" in shown.cards[0].children[0].value


@pytest.mark.parametrize("name", QUIZZES)
def test_a_real_quiz_from_first_to_last(name):
    shown = quiz(name)
    state = everything_shown(shown)
    for question in load_quiz(name):
        assert not any(reason in state for reason in question.because)
    for card in shown.cards:
        card.radio.value = card.question.right
        card.button.click()
        assert "Right" in card.reply.value
    assert (shown.score, shown.first_try) == (5, 5)


def test_a_question_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="as many reasons"):
        Question("odd", "Why?", ("a", "b"), 0, ("only one",))
    with pytest.raises(ValueError, match="must be the right one"):
        Question("odd", "Why?", ("a", "b"), 2, ("one", "two"))
