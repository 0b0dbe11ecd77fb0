"""The commands start without what takes long to import and is not needed."""

import subprocess
import sys

PROGRAM = """
import sys
from nngrader.commands import cli
cli.main(["exercises"])
import jsonschema, nbformat
print("rfc3987_syntax" in sys.modules)
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
nbformat.validate(notebook)
notebook.cells[0].cell_type = "odd"
try:
    nbformat.validate(notebook)
except nbformat.ValidationError:
    print("refused")
"""


def test_notebooks_are_validated_without_the_grammar_of_addresses():
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-2:] == ["False", "refused"]
