"""Stands for nnbasics while a submission is graded: its data only, where the module says so."""
