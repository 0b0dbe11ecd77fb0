"""The exercises, a file for each module of the course."""
