"""What a learner has done: recorded on their machine, shown with what to do next."""

import json
import multiprocessing

import numpy as np
import pytest

from nnbasics.notebook import progress as record
from nnbasics.notebook.quiz import quiz, quiz_names
from nngrader import check
from nngrader.checking.progress import earlier, progress
from nngrader.declare.registry import exercises, find, modules

RESTS_ON = {exercise.id: exercise.rests_on for exercise in exercises() if exercise.rests_on}
IDS = [exercise.id for exercise in exercises()]
FIRST = modules()[0]


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "a folder" / "progress.json"
    monkeypatch.setenv("NNBASICS_PROGRESS", str(path))
    return path


def test_a_check_is_recorded(file):
    check("step", find("step").mistakes[0].function)
    wrong = record.load_progress()["exercises"]["step"]
    assert wrong["score"] < wrong["of"] == 1
    assert wrong["mistakes"][0] == find("step").mistakes[0].id
    check("step", find("step").reference)
    right = record.load_progress()["exercises"]["step"]
    assert (right["score"], right["best"], right["checks"], right["mistakes"]) == (1, 1, 2, [])


def test_points_are_those_that_an_exercise_has_now(file):
    """Whatever it was worth when it was checked, in this notebook or in another version."""
    check("step", find("step").reference, points=3)
    assert progress().modules[0].points == find("step").points
    record.record_exercise("step", 2.0, 4.0)
    assert progress().modules[0].points == find("step").points / 2


def test_a_stub_and_a_wrong_call_are_not_recorded(file):
    def stub(z):
        raise NotImplementedError()

    check("step", stub)
    check("no such exercise", stub)
    check("step", 3)
    assert not file.exists()


def test_answers_of_a_quiz_are_recorded(file):
    name = quiz_names()[0]
    card = quiz(name).cards[0]
    right = card.question.right
    for choice in (1 - right if right < 2 else 0, right, 1 - right if right < 2 else 0):
        card.radio.value = choice
        card.check()
    answers = record.load_progress()["quizzes"][name][card.question.id]
    assert answers["answers"] == 3
    assert answers["right"] is True  # once right, it stays right


def test_nothing_is_recorded_when_it_is_off(file, monkeypatch):
    monkeypatch.setenv("NNBASICS_PROGRESS", "off")
    check("step", find("step").reference)
    assert record.progress_file() is None
    assert not file.exists()
    assert "NNBASICS_PROGRESS=off" in str(progress())


def test_without_a_setting_it_lies_in_the_users_folder(monkeypatch):
    monkeypatch.delenv("NNBASICS_PROGRESS")
    path = record.progress_file()
    assert path.name == "progress.json" and path.is_absolute()
    assert "neural-network-basics" in path.parts


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 99}', "\x00\x01"])
def test_a_damaged_record_is_kept_and_a_new_one_begun(file, content):
    file.parent.mkdir()
    file.write_text(content)
    assert record.load_progress()["exercises"] == {}
    record.record_exercise("step", 1.0, 1.0)
    assert record.load_progress()["exercises"]["step"]["best"] == 1
    assert file.with_suffix(".damaged.json").read_text() == content


def test_entries_of_another_form_count_as_nothing(file):
    record.record_exercise("step", 1.0, 1.0)
    document = json.loads(file.read_text())
    document["exercises"]["layer"] = {"score": "many"}
    document["quizzes"]["01_weights_and_bias"] = {"q": 3}
    file.write_text(json.dumps(document))
    assert list(record.load_progress()["exercises"]) == ["step"]
    assert progress().modules[0].solved == 1


def test_what_cannot_be_written_fails_no_check(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("NNBASICS_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert check("step", find("step").reference).passed
    assert record.load_progress()["exercises"] == {}


def write_many(path, name):
    import os

    os.environ["NNBASICS_PROGRESS"] = str(path)
    for _ in range(20):
        record.record_exercise(name, 1.0, 1.0)


def test_notebooks_that_write_at_once_lose_nothing(file):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(file, f"e{i}")) for i in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = record.load_progress()["exercises"]
    assert {name: entry["checks"] for name, entry in found.items()} == dict.fromkeys(
        ("e0", "e1", "e2"), 20
    )
    assert [p.name for p in file.parent.iterdir() if p.suffix == ".part"] == []


# ---------------------------------------------------------------- what is shown


def test_nothing_done_yet(file):
    shown = progress()
    assert shown.next == f"open the lesson {FIRST.assignment}: {FIRST.title}."
    assert [m.exercises for m in shown.modules] == [len(m.exercises) for m in modules()]
    with_quiz = {m.assignment for m in modules()} & set(quiz_names())
    assert (shown.right, shown.questions) == (0, 5 * len(with_quiz))


def test_a_module_half_done(file):
    solved, failed = FIRST.exercises[:2]
    record.record_exercise(solved.id, solved.points, solved.points)
    first = progress().modules[0]
    assert (first.solved, first.points, first.unsolved) == (1, solved.points, ())
    assert progress().next == f"the exercise {failed.id} in {FIRST.assignment}."
    record.record_exercise(failed.id, 0.5, failed.points)
    assert progress().modules[0].unsolved == (failed.id,)
    assert progress().next.startswith(f"{failed.id} in {FIRST.assignment} is not right yet.")


def test_a_failed_exercise_names_the_one_it_rests_on(file):
    record.record_exercise("train_perceptron", 1.0, 4.0)
    assert "perceptron_update, which you have solved" in progress().next
    record.record_exercise("step", 0.5, 1.0)  # two steps further back
    assert progress().next.startswith("step in ")
    record.record_exercise("step", 1.0, 1.0)
    record.record_exercise("perceptron_update", 0.5, 2.0)
    record.record_exercise("train_perceptron", 4.0, 4.0)
    assert progress().next.startswith("perceptron_update in ")


def test_the_weak_spot_is_found_through_others(file):
    record.record_exercise("train_perceptron", 1.0, 4.0)
    record.record_exercise("weighted_sum", 0.5, 1.0)
    assert earlier("train_perceptron") == ["perceptron_update", "weighted_sum", "step"]


def test_all_done(file):
    for exercise in exercises():
        record.record_exercise(exercise.id, exercise.points, exercise.points)
    assert progress().next == f"the quiz of {FIRST.assignment}: 5 of 5 questions are left."
    for name in quiz_names():
        for card in quiz(name).cards:
            record.record_answer(name, card.question.id, True)
    assert progress().next == "You have done it all. There is nothing left to check."
    assert "that is a pass" in progress().quiz_line


def test_32_of_40_questions_are_a_pass():
    from nngrader.checking.progress import ModuleProgress, Progress

    one = ModuleProgress("a", "A", 0, 1, 0, 1, 4, 5, (), ())
    assert Progress((one,) * 8).needed == 32
    assert "32 of 40 questions right; that is a pass" in Progress((one,) * 8).quiz_line


def test_it_shows_in_a_notebook_and_as_text(file):
    record.record_exercise("step", 0.5, 1.0)
    page = progress()._repr_html_()
    assert "<caption>" in page and 'scope="col"' in page and "aria-label" in page
    assert "0.5 of" in page and "0.5 of" in str(progress())


def test_exercises_rest_on_earlier_ones():
    everywhere = list(RESTS_ON)
    for exercise, rests in RESTS_ON.items():
        assert rests and exercise not in earlier(exercise)
        for other in rests:
            if other in IDS and exercise in IDS:
                assert IDS.index(other) < IDS.index(exercise), f"{exercise} rests on {other}"
    assert len(set(everywhere)) == len(everywhere)


def test_every_name_is_an_exercise():
    if len(modules()) < 8:
        pytest.skip("not all modules are there yet")
    assert {*RESTS_ON, *np.concatenate([list(r) for r in RESTS_ON.values()])} <= set(IDS)
