"""Lesson 1: two weights and a bias make a line; which students end up on the wrong side?"""

from matplotlib.figure import Figure

from nnbasics.data import students
from nnbasics.figures import Decision, Points
from nnbasics.live import LiveFigure, slider
from nnbasics.neurons import neuron, step
from nnbasics.style import number


def boundary_explorer() -> LiveFigure:
    """Who passes, decided by a neuron whose weights and bias are sliders."""
    X, y = students()
    figure = Figure(figsize=(6.4, 4.5), layout="constrained")
    ax = figure.subplots()
    ax.set(xlim=(0, 12), ylim=(3, 10), aspect="equal")
    ax.set_xlabel("study (hours a week)")
    ax.set_ylabel("sleep (hours a night)")
    decision = Decision(ax, animated=True)
    points = Points(ax, ["failed", "passed"], animated=True)
    figure.legend(handles=points.legend_handles, loc="outside upper left", ncols=3)

    def update(study: float, sleep: float, bias: float) -> str:
        study, sleep, bias = round(study, 1), round(sleep, 1), round(bias, 1)
        decided = step(neuron(X, [study, sleep], bias))
        decision.show([study, sleep], bias)
        points.show(X, y, decided)
        lost = int(((y == 0) & (decided == 1)).sum())
        missed = int(((y == 1) & (decided == 0)).sum())
        rule = (
            f"{number(study, 1)} · study + {number(sleep, 1)} · sleep + ({number(bias, 1)}) &gt; 0"
        )
        return (
            f"The neuron says “passed” where <b>{rule}</b>. It is wrong about "
            f"<b>{lost + missed} of {len(y)}</b> students: {lost} who failed are on the shaded "
            f"side, {missed} who passed are not."
        )

    return LiveFigure(
        figure,
        {
            "study": slider("weight of study", 1.0, -2, 2, 0.1),
            "sleep": slider("weight of sleep", 0.0, -2, 2, 0.1),
            "bias": slider("bias", -5.0, -20, 20, 0.5),
        },
        update,
        title="24 students by hours of study and sleep, and the line at which a neuron decides",
    )
