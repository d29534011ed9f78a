"""绩效自评.html as a person uses it; where things stand in it is said at the head of ``page/main.js``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.judges import JudgeMissing
from tests.page.tab import Tab

PAGE = Path(__file__).parents[2] / "dist" / "绩效自评.html"
KINDS = ("workbook", "form", "summary", "csv", "platform", "report")
TOGETHER = "绩效自评结果.zip"

_STATE = "document.documentElement.dataset.state"
_ROWS = """Array.from(document.querySelectorAll('#files tr'), (row) => [
  row.querySelector('.open').textContent, row.dataset.state,
  ...Array.from(row.querySelectorAll('td'), (each) => each.textContent)
])"""
_CELLS = """Array.from(document.querySelectorAll('[aria-label=%s] tbody tr'), (row) =>
  Array.from(row.cells, (each) => each.textContent).slice(0, %d))"""
_TICK = "document.querySelectorAll('input[name=kind]').forEach((box) => box.checked = %s.includes(box.value))"


class Line(NamedTuple):
    """A line of the list of files."""

    file: str
    state: str
    project: str
    total: str
    grade: str
    said: str


def built() -> Path:
    """The page as it was made last."""
    if not PAGE.is_file():
        raise JudgeMissing("The tests need dist/绩效自评.html. Run: make page")
    return PAGE


class Visit:
    """The page, open in a tab."""

    def __init__(self, tab: Tab, page: Path | None = None) -> None:
        self.tab = tab
        tab.open(page or built())

    @property
    def status(self) -> str:
        """What was said last."""
        return str(self.tab.run("document.getElementById('status').textContent"))

    @property
    def state(self) -> str:
        """preparing, ready, busy or broken."""
        return str(self.tab.run(_STATE))

    def prepared(self) -> str:
        """Wait until the engine has started or failed to, and return which."""
        return str(self.tab.until(f"{_STATE} !== 'preparing' && {_STATE}"))

    def rest(self, lines: int) -> list[Line]:
        """Wait until nothing is under way and the list has so many lines; return them."""
        self.tab.until(f"{_STATE} === 'ready' && document.querySelectorAll('#files tr').length === {lines}")
        return self.lines()

    def lines(self) -> list[Line]:
        """The list as it stands."""
        return [Line(*each) for each in self.tab.run(_ROWS)]

    def score(self, files: Sequence[Path]) -> list[Line]:
        """Drop files, wait until all are done, and return the lines of all files so far."""
        there = len(self.lines())
        self.tab.drop(files)
        return self.rest(there + len(files))

    def empty(self) -> None:
        """Take all files out of the list."""
        if self.lines():
            self.tab.click("#clear")
        self.tab.until("document.querySelector('#files tr') === null")

    def tick(self, kinds: Iterable[str]) -> None:
        """Choose which results are wanted."""
        self.tab.run(_TICK % json.dumps(list(kinds)))

    def table(self, title: str, columns: int) -> list[list[str]]:
        """The first columns of a table of the result, row by row."""
        found: list[list[str]] = self.tab.run(_CELLS % (title, columns))
        return found

    def saved(self, button: str, name: str) -> Path:
        """Press a button and return what it downloads."""
        (self.tab.downloads / name).unlink(missing_ok=True)
        self.tab.click(button)
        return self.tab.taken(name)

    def offered(self) -> list[str]:
        """The kinds of results that this copy of the page can make."""
        boxes = "Array.from(document.querySelectorAll('input[name=kind]:enabled'), (box) => box.value)"
        return [str(each) for each in self.tab.run(boxes)]
