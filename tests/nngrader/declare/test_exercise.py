"""What a declaration is made of says what each of its fields means."""

import dataclasses
import inspect
import re

import pytest

from nngrader.declare import exercise

PARTS = {
    name: part
    for name, part in vars(exercise).items()
    if dataclasses.is_dataclass(part) and part.__module__ == exercise.__name__
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_every_field_has_one_line_of_documentation_in_the_order_of_the_fields(part):
    lines = inspect.getdoc(part).splitlines()
    fields = [field.name for field in dataclasses.fields(part)]
    documented = [match[1] for line in lines if (match := re.match(r"(\w+): \S", line))]
    assert documented == fields
    last = lines[-len(fields) :]
    assert last[0].startswith(f"{fields[0]}: "), "one of them runs over its line"
