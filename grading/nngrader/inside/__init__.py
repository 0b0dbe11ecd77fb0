"""What runs beside the student's code, and nothing else.

This folder is all of the grader that a sandbox can see. It imports nothing of the rest
of `nngrader`, and nothing in it knows an exercise, a reference or an expected value.
"""
