"""What stands above a table of a document and belongs to it: the lines of its heading become its first rows."""

from __future__ import annotations

import re

_MOST, _LONGEST = 6, 80
"""Lines that a heading has at most, and characters of each; a longer one is a paragraph of the report."""
_TITLE = re.compile(r"表\s*(?:[（(][^（()）]*[）)]\s*)*$")
"""The last words of the title of a table: 项目支出绩效自评表（2024年度）."""
_YEAR = re.compile(r"(?:19|20)\d\d\s*年")
_CONTINUED = re.compile(r"[（(]?\s*(?:接上[页表]|续上[页表]|续表?|续前表)\s*[）)]?\s*\d*")


class Headings:
    """The lines of text since the last table."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, line: str) -> None:
        """Add a line that stands outside of every table; blank ones and 续表 say nothing."""
        line = line.strip()
        if line and not _CONTINUED.fullmatch(line):
            self._lines.append(line)
            del self._lines[: -_MOST - 1]

    @property
    def is_empty(self) -> bool:
        """Whether no text stands between the last table and this place."""
        return not self._lines

    def take(self) -> list[str]:
        """Return the heading of the table that begins here, from its title on; the lines are used up."""
        heading: list[str] = []
        lines, self._lines = self._lines, []
        while lines and len(heading) < _MOST and _is_short(lines[-1]):
            heading.insert(0, lines.pop())
            if _TITLE.search(heading[0]):
                # A title on two lines: 某市2024年度, and below it 项目支出绩效自评表.
                if lines and _is_short(lines[-1]) and _YEAR.search(lines[-1]) and not _YEAR.search("".join(heading)):
                    heading.insert(0, lines.pop())
                break
        return heading


def _is_short(line: str) -> bool:
    return len(line) <= _LONGEST and not line.endswith(("。", "；"))
