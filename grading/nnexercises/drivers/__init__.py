"""How candidates of this course are put to use: a file for each module that needs more than a call.

Drivers are sent into the sandbox: they import the standard library and NumPy, torch inside of
functions, and know no right answers.
"""
