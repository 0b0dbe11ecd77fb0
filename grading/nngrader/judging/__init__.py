"""Judging one submission: its notebook is run in a kernel, its answers are scored."""
