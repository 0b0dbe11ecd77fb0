"""Lesson 1: two weights and a bias make a line; which students end up on the wrong side?"""

from matplotlib.figure import Figure

from nnbasics.data import students
from nnbasics.explorers.live import LiveFigure, slider
from nnbasics.figures.plane import Decision, Points
from nnbasics.figures.style import weighted_text
from nnbasics.neurons import neuron, step


def boundary_explorer() -> LiveFigure:
    """Who passes, decided by a neuron whose weights and bias are sliders."""
    X, y = students()
    figure = Figure(figsize=(6.4, 4.6), layout="compressed")
    ax = figure.subplots()
    ax.set(xlim=(0, 12), ylim=(3, 10), aspect="equal")
    ax.set_xlabel("study (hours a week)")
    ax.set_ylabel("sleep (hours a night)")
    decision = Decision(ax, animated=True)
    points = Points(ax, ["failed", "passed"], animated=True)
    figure.legend(handles=points.legend_handles, loc="outside upper left", ncols=3)

    def update(study: float, sleep: float, bias: float) -> str:
        w, b = [round(study, 1), round(sleep, 1)], round(bias, 1)
        decided = step(neuron(X, w, b))
        decision.show(w, b)
        points.show(X, y, decided)
        failed_inside = int(((y == 0) & (decided == 1)).sum())
        passed_outside = int(((y == 1) & (decided == 0)).sum())
        rule = weighted_text(w, ["study", "sleep"], b, digits=1)
        return (
            f"The neuron says “passed” where <b>{rule} &gt; 0</b>: the shaded side. Students "
            f"decided wrong: <b>{failed_inside + passed_outside} of {len(y)}</b> "
            f"(failed, but on the shaded side: {failed_inside}; "
            f"passed, but on the other side: {passed_outside})."
        )

    controls = {
        "study": slider("weight of study", 1.0, -2, 2, 0.1),
        "sleep": slider("weight of sleep", 0.0, -2, 2, 0.1),
        "bias": slider("bias", -3.0, -20, 20, 0.5),
    }
    title = "24 students by hours of study and sleep, and the line at which a neuron decides"
    return LiveFigure(figure, controls, update, title=title)
