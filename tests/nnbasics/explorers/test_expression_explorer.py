"""The live figure around a computation that a learner types."""

from live_checks import plain

from nnbasics.experiments.expressions import expression_graph
from nnbasics.explorers.expression import EXAMPLES, OWN, expression_explorer
from nnbasics.explorers.graph import graph_explorer


def test_every_example_can_be_stepped_through():
    stepper = expression_explorer()
    for name in EXAMPLES:
        stepper.example.value = name
        assert stepper.computation.value == EXAMPLES[name][0] and "Not yet" not in said(stepper)
        at, sentences = stepper.live.controls["at"], set()
        for step in range(at.max + 1):
            at.value = step
            sentences.add(stepper.live.sentence)
        assert len(sentences) == at.max + 1


def said(stepper) -> str:
    return plain(stepper.message.value)


def test_what_is_typed_is_drawn():
    stepper = expression_explorer()
    before = stepper.live
    stepper.computation.value = "f = a*b + a"
    assert stepper.example.value == OWN
    assert stepper.numbers.value == "a = 1, b = 1" and "a, b" in said(stepper)
    assert stepper.live is not before
    stepper.numbers.value = "a = 3, b = −2"
    at = stepper.live.controls["at"]
    at.value = at.max
    assert said(stepper) == ""
    assert "∂f/∂a = ∂f/∂n1 · ∂n1/∂a = 1 · (−2) = −2, in all −1" in plain(stepper.live.sentence)


def test_other_values_leave_the_step_and_another_computation_begins_anew():
    stepper = expression_explorer()
    stepper.live.controls["at"].value = 4
    stepper.numbers.value = stepper.numbers.value.replace("w = 3", "w = −1")
    assert stepper.live.controls["at"].value == 4
    assert "0 − 5 = −5" in plain(stepper.live.sentence)
    stepper.computation.value = "w * x"
    assert stepper.live.controls["at"].value == 0


def test_a_mistake_leaves_the_last_graph_and_is_told():
    stepper = expression_explorer()
    before = stepper.live
    stepper.computation.value = "(w <b> x) * 2"
    assert stepper.live is before
    assert "Not yet: w &lt; b > x is no arithmetic" in stepper.message.value  # text, not HTML
    stepper.computation.value = "w * x"
    assert stepper.live is not before and said(stepper) == ""


def test_values_are_remembered_when_a_name_comes_back():
    stepper = expression_explorer()
    stepper.computation.value = "w * 2"
    stepper.computation.value = "w * x"
    assert stepper.numbers.value == "w = 3, x = 2"


def test_a_number_in_the_formula_is_asked_for_no_gradient():
    live = graph_explorer(expression_graph("(2*x + -3)**2", {"x": 4.0}))
    at = live.controls["at"]
    sentences = []
    for step in range(at.max + 1):
        at.value = step
        sentences.append(plain(live.sentence))
    assert not any("∂2" in each or "∂(−3)" in each for each in sentences)
    assert "∂result/∂x = ∂result/∂n1 · ∂n1/∂x = 10 · 2 = 20" in sentences[-1]


def test_arrows_go_forward_and_then_back():
    live = graph_explorer(expression_graph("a*a + a", {"a": 3.0}))
    drawing = next(c for c in _closure(live) if hasattr(c, "_marked"))
    shown = []
    for live.controls["at"].value in (1, 5):
        shown.append({key for key, arrow in drawing._marked.items() if arrow.get_visible()})
    assert shown == [{("a", "n1", False)}, {("a", "n1", True)}]
    for (_, _, back), arrow in drawing._marked.items():
        along = arrow._path_original.vertices[:, 0]
        assert (along[-1] < along[0]) == back


def _closure(live):
    walk = live._update.__self__
    return vars(walk).values()


def test_a_page_that_cannot_show_widgets_shows_the_picture():
    bundle = expression_explorer()._repr_mimebundle_()
    assert bundle["image/png"] and "relu" in bundle["text/plain"]
