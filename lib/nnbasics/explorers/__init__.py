"""Interactive figures of the lessons, one a file. Each function returns a `LiveFigure`."""
