"""One submission through the judge: right, wrong, and with cells that end or hang the kernel."""

import html
import json
from pathlib import Path

import nbformat
import pytest
from needs import need

from nngrader import check
from nngrader.checking.verdict import MIME_TYPE
from nngrader.commands.demo_class import answer_cells, solutions_of
from nngrader.declare.registry import modules
from nngrader.judging.judge import Task, judge
from nngrader.kernels.kernel import Kernel
from nngrader.kernels.pool import ServerPool
from nngrader.limits import Limits

PROJECT = Path(__file__).parents[3]
NAME = "01_weights_and_bias"
SOURCE = PROJECT / "solutions" / NAME / f"{NAME}.ipynb"
RELEASED = PROJECT / "exercises" / NAME / f"{NAME}.ipynb"
EXERCISES = {exercise.id: exercise for exercise in modules()[0].exercises}
ALL_POINTS = sum(exercise.points for exercise in EXERCISES.values())
QUICK = Limits(cell=1.5, check=2.0, submission=20.0)


@pytest.fixture(scope="module")
def servers():
    need("user namespaces")
    with ServerPool() as pool:
        yield pool


@pytest.fixture(scope="module")
def solved() -> nbformat.NotebookNode:
    notebook = nbformat.read(RELEASED, as_version=4)
    answers = solutions_of(SOURCE)
    for exercise, cell in answer_cells(notebook):
        cell.source = answers[exercise]
    return notebook


def with_answers(notebook, **answers):
    changed = nbformat.from_dict(json.loads(json.dumps(notebook)))
    for exercise, cell in answer_cells(changed):
        cell.source = answers.get(exercise, cell.source)
    return changed


def with_cell(notebook, source, place):
    changed = with_answers(notebook)
    changed.cells.insert(place, nbformat.v4.new_code_cell(source))
    return changed


def judged(notebook, servers, **more):
    data = notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode()
    return judge(Task(NAME, "ann", data, SOURCE.read_bytes(), **more), servers)


def place_of(notebook, grade_id):
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    return ids.index(grade_id)


def scores(result):
    return {name: verdict["score"] for name, verdict in result.verdicts.items()}


FULL = {name: exercise.points for name, exercise in EXERCISES.items()}


def test_a_right_submission_gets_full_marks(servers, solved):
    result = judged(solved, servers)
    assert scores(result) == FULL and result.score == ALL_POINTS
    assert result.events == () and result.sandboxed


def test_an_untouched_one_is_not_started(servers):
    result = judged(RELEASED.read_bytes(), servers)
    assert result.score == 0.0
    assert not any(verdict["started"] for verdict in result.verdicts.values())


def test_a_mistake_is_named_and_costs_only_its_exercise(servers, solved):
    wrong = with_answers(solved, neuron="def neuron(X, w, b):\n    return X @ w")
    result = judged(wrong, servers)
    assert scores(result) == FULL | {"neuron": 0.0}
    assert result.verdicts["neuron"]["mistakes"] == ["bias-omitted"]


def test_the_graded_notebook_holds_the_verdicts(servers, solved):
    result = judged(solved, servers)
    notebook = nbformat.reads(result.notebook.decode(), as_version=4)
    nbformat.validate(notebook)
    for exercise in EXERCISES:
        (output,) = notebook.cells[place_of(notebook, f"check_{exercise}")].outputs
        assert output.output_type == "execute_result"
        assert float(output.data["text/plain"]) == FULL[exercise]
        assert output.data[MIME_TYPE]["exercise"] == exercise
        assert output.data[MIME_TYPE]["seed"] == result.seed
        assert "nngrader-verdict" in output.data["text/html"]


def test_a_seed_reproduces_a_run_and_is_fresh_without_one(servers, solved):
    first, second = judged(solved, servers), judged(solved, servers)
    assert first.seed != second.seed
    wrong = with_answers(solved, layer="def layer(X, W, b):\n    return X @ W + 2 * b")
    once, again = (judged(wrong, servers, seed=first.seed) for _ in range(2))
    assert once.verdicts == again.verdicts
    assert judged(wrong, servers, seed=7).verdicts != once.verdicts


def test_the_seed_stays_with_the_judge(servers, solved, monkeypatch):
    sent, send = [], Kernel._send

    def noted(kernel, data, *more):
        sent.append(bytes(data))
        return send(kernel, data, *more)

    monkeypatch.setattr(Kernel, "_send", noted)
    seed = judged(solved, servers).seed
    traffic = b"".join(sent)
    assert b"weighted_sum" in traffic
    for form in (f"{seed}", f"{seed:x}"):
        assert form.encode() not in traffic
    for order in ("little", "big"):
        assert seed.to_bytes(8, order) not in traffic
    assert check("step", lambda z: z).seed != seed


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("import os\nos._exit(3)", "exit"),
        ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
        (
            "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
            "limit",
        ),
        ("import time\ntime.sleep(100)", "limit"),
    ],
    ids=["exit", "crash", "endless", "sleep"],
)
def test_a_cell_that_ends_or_hangs_costs_that_cell_alone(servers, solved, source, word):
    middle = with_cell(solved, source, place_of(solved, "layer"))
    result = judged(middle, servers, limits=QUICK)
    assert scores(result) == FULL
    assert len(result.events) == 1 and word in result.events[0]


def test_an_answer_that_ends_the_kernel_costs_its_exercise(servers, solved):
    deadly = "import os\ndef step(z):\n    os._exit(0)"
    result = judged(with_answers(solved, step=deadly), servers)
    # perceptron_update and train_perceptron of the solution call their own step: they end too.
    assert result.verdicts["step"]["score"] == 0.0
    assert scores(result)["weighted_sum"] == 1 and scores(result)["layer"] == 2


def test_state_is_kept_from_cell_to_cell_but_not_from_check_to_check(servers, solved):
    counting = (
        "calls = 0\n"
        "def weighted_sum(x, w, b):\n"
        "    global calls\n"
        "    calls += 1\n"
        "    return np.dot(x, w) + b"
    )
    counted = with_answers(solved, weighted_sum=counting)
    at = place_of(counted, "step")
    result = judged(with_cell(counted, "assert calls == 0", at), servers)
    assert scores(result) == FULL
    graded = nbformat.reads(result.notebook.decode(), as_version=4)
    assert graded.cells[at].outputs == []


def test_the_candidate_is_what_the_name_means_when_its_check_is_reached(servers, solved):
    at = place_of(solved, "check_layer") + 1
    later = with_cell(solved, "def layer(X, W, b):\n    return 0", at)
    assert scores(judged(later, servers)) == FULL


def test_of_several_answers_the_last_counts_and_what_is_missing_is_put_back(servers, solved):
    edited = with_answers(solved)
    again = nbformat.from_dict(json.loads(json.dumps(edited.cells[place_of(edited, "layer")])))
    again |= {"id": "pasted", "source": "def layer(X, W, b):\n    return X @ W"}
    edited.cells.append(again)
    for gone in ("step", "check_neuron"):
        del edited.cells[place_of(edited, gone)]
    result = judged(edited, servers)
    assert not result.verdicts["step"]["started"]
    assert result.verdicts["layer"]["mistakes"] == ["bias-omitted"]
    assert scores(result)["neuron"] == FULL["neuron"]
    graded = nbformat.reads(result.notebook.decode(), as_version=4)
    assert place_of(graded, "check_neuron") == place_of(graded, "neuron") + 1
    notes = html.unescape(graded.cells[0].source)
    for name in ("step", "check_neuron", "layer"):
        assert any(name in event for event in result.events)
        assert name in notes


def test_a_name_that_is_gone_or_no_function_is_said_to_be_so(servers, solved):
    broken = with_answers(solved, step="step = 3", neuron="def neuron(X, w, b:\n    return 1")
    result = judged(broken, servers)
    assert "not a function" in result.verdicts["step"]["aspects"][0]["message"]
    assert "did its cell run" in result.verdicts["neuron"]["aspects"][0]["message"]


def test_time_that_is_used_up_leaves_a_word_at_each_check(servers, solved):
    slow = with_cell(solved, "import time\ntime.sleep(3)", place_of(solved, "layer"))
    result = judged(slow, servers, limits=Limits(cell=5, submission=2.0))
    assert scores(result)["neuron"] == 2
    assert "used up the time" in result.verdicts["train_perceptron"]["problem"]


def test_a_training_has_a_time_limit_of_its_own(servers, monkeypatch):
    limits, ask = {}, Kernel.ask

    def noted(kernel, names, groups, driver, limit):
        limits[names[0]] = limit
        return ask(kernel, names, groups, driver, limit)

    monkeypatch.setattr(Kernel, "ask", noted)
    name = "07_mnist"
    released = PROJECT / "exercises" / name / f"{name}.ipynb"
    source = PROJECT / "solutions" / name / f"{name}.ipynb"
    task = Task(
        name,
        "ann",
        released.read_bytes(),
        source.read_bytes(),
        limits=Limits(check=2.5, fit=7.5),
    )
    judge(task, servers)
    assert limits["fit"] == 7.5
    assert {limit for asked, limit in limits.items() if asked != "fit"} == {2.5}


def test_warnings_and_stderr_cost_nothing(servers, solved):
    noisy = (
        "import sys, warnings\n"
        "def step(z):\n"
        "    warnings.warn('careful'); print('loud', file=sys.stderr)\n"
        "    return np.where(np.asarray(z) > 0, 1.0, 0.0)"
    )
    result = judged(with_answers(solved, step=noisy), servers)
    assert scores(result) == FULL
    assert "loud" in result.verdicts["step"]["output"]


def test_files_of_a_submission_are_there_but_not_imported(servers, solved):
    reads = with_cell(solved, "assert open('data/mine.csv').read() == '1,2'\nimport numpy", 3)
    files = {"data/mine.csv": b"1,2", "numpy.py": b"raise SystemExit", "math.py": b"raise 1"}
    result = judged(reads, servers, files=files)
    assert scores(result) == FULL and result.events == ()


def test_a_submission_that_can_not_be_read_has_no_score(servers):
    result = judged(b"{", servers)
    assert result.notebook is None and result.score is None and result.unreadable


def test_without_a_sandbox_the_feedback_says_so(solved):
    with ServerPool(sandbox=False) as pool:
        result = judged(solved, pool, sandbox=False)
    assert scores(result) == FULL and not result.sandboxed
    graded = nbformat.reads(result.notebook.decode(), as_version=4)
    assert "without a sandbox" in graded.cells[0].source


def test_html_that_is_too_long_is_left_out(servers, solved):
    place = place_of(solved, "weighted_sum") + 1
    shows = (
        "from IPython.display import HTML, display\ndisplay(HTML('<b>yes</b>'), HTML('<hr>' * 20))"
    )
    notebook = with_cell(solved, shows, place)
    result = judged(notebook, servers, limits=Limits(html=40))
    cell = nbformat.reads(result.notebook.decode(), as_version=4).cells[place]
    short, long = (output.data["text/html"] for output in cell.outputs)
    assert short == "<b>yes</b>"
    assert long == "<p>[HTML of 80 characters was left out: 40 is the limit.]</p>"
