"""What a report is made of before it becomes a Word document: headings, paragraphs, tables, and what is missing."""

from __future__ import annotations

from typing import NamedTuple

from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place

MARK = "【待补充】"
"""What stands in the report wherever somebody still has to write something."""


class Heading(NamedTuple):
    """A numbered heading; ``level`` 1 is 一、, 2 is （一）, 3 is 1、."""

    level: int
    text: str


class Paragraph(NamedTuple):
    """Text of one paragraph.  ``kind`` is ``body``, ``unit`` (金额单位 above a table), ``cover``, ``annex`` (starts
    the annex on a page of its own) or ``annex-title``.
    """

    text: str
    kind: str = "body"


class Table(NamedTuple):
    """A table of texts.  ``name`` says which facts it shows, ``widths`` are in mm, ``align`` has ``<^>`` per column.

    In the columns of ``merged`` a blank cell belongs to the one above it.  ``total`` marks the last row as a sum;
    ``small`` tables are set in the smaller size of an annex.  A table without ``header`` names its rows on the left.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    align: str
    merged: tuple[int, ...] = ()
    total: bool = False
    small: bool = False


class Missing(NamedTuple):
    """Something a person has to add: what, the cell where it belongs (``None``: in the document itself).

    ``told`` means that the block before it carries the mark already, so that no paragraph of its own is needed.
    """

    what: str
    place: Place | None = None
    told: bool = False


Block = Heading | Paragraph | Table
Piece = Block | Missing
"""What drafting yields: blocks in order, with what is missing among them."""


class Report(NamedTuple):
    """A whole report: cover (may be empty), title in lines, body, who signs and when, annex, and the gaps in it.

    The ``subject`` of a gap is the heading under which something is missing, its ``message`` what that is.
    """

    cover: tuple[Block, ...]
    title: tuple[str, ...]
    body: tuple[Block, ...]
    signature: tuple[str, str]
    annex: tuple[Block, ...]
    gaps: tuple[Finding, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in the order of the document."""
        return tuple(block for block in (*self.cover, *self.body, *self.annex) if isinstance(block, Table))
