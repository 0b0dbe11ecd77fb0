"""Checking an answer: score it, name its mistakes, show the verdict, record it."""
