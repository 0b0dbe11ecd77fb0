"""The start page lists what is there: every lesson and every assignment, by its own title."""

import re

from notebooks import LESSONS, PROJECT, read

from nngrader.declare.registry import modules

COURSE = PROJECT / "course"
ROW = re.compile(r"^\| (\d) \| \[(.+)\]\((\S+)\) \| \[(.+)\]\((\S+)\) \|$", re.MULTILINE)


def title(path) -> str:
    return read(path).cells[0].source.partition("\n")[0].removeprefix("# ")


def test_the_table_of_modules_is_what_the_course_has():
    page = "\n".join(cell.source for cell in read(COURSE / "00_start_here.ipynb").cells)
    expected = []
    for module in modules():
        lesson, work = f"{module.assignment}.ipynb", f"exercises/{module.assignment}"
        notebook = f"{work}/{module.assignment}.ipynb"
        titles = title(COURSE / lesson), title(PROJECT / notebook)
        expected.append((str(module.number), titles[0], lesson, titles[1], f"../{notebook}"))
    assert ROW.findall(page) == expected
    numbered = [path.name for path in LESSONS if path.name[1].isdigit() and path.name[:2] != "00"]
    assert [row[2] for row in expected] == numbered
