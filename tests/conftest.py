"""What all tests share. Its folder is on the import path: needs.py, notebooks.py, …"""

from hypothesis import settings

# The same examples in every run, and no time limit on a machine that others use too.
settings.register_profile("course", derandomize=True, deadline=None)
settings.load_profile("course")
