"""Show a function's source in a lesson, as it is, so that text and code cannot differ."""

import inspect
from collections.abc import Callable

from IPython.display import Markdown


def show_source(*functions: Callable[..., object]) -> Markdown:
    """The source of these functions or classes, colored like code in the notebook's theme."""
    source = "\n\n".join(inspect.getsource(each).rstrip() for each in functions)
    return Markdown(f"```python\n{source}\n```")
