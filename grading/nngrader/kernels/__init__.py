"""Kernels in a sandbox, forked from servers that have imported what they need."""
