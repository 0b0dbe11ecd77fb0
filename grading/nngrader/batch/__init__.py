"""Grading many submissions, here or on a cluster, and a single file."""
