"""Stands for the rest of a package of which a kernel sees only a part."""
