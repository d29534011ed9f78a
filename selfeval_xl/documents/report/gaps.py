"""A report before it becomes a Word document: its blocks in order, and what is still missing in it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.documents.blocks import Block, Table
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place

MARK = "【待补充】"
"""What stands in the report wherever somebody still has to write something."""


class Missing(NamedTuple):
    """Something a person has to add: what, the cell where it belongs (``None``: in the document itself).

    ``told`` means that the block before it carries the mark already, so that no paragraph of its own is needed.
    """

    what: str
    place: Place | None = None
    told: bool = False


Drafted = Block | Missing
"""What drafting yields: blocks in order, with what is missing among them."""


class Report(NamedTuple):
    """A whole report: cover (may be empty), title in lines, body, who signs and when, annex, and the gaps in it.

    The ``subject`` of a gap is the heading under which something is missing, its ``message`` what that is.  A report
    that is a ``draft`` says so on every page.
    """

    cover: tuple[Block, ...]
    title: tuple[str, ...]
    body: tuple[Block, ...]
    signature: tuple[str, str]
    annex: tuple[Block, ...]
    gaps: tuple[Finding, ...]
    is_draft: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in the order of the document."""
        return tuple(block for block in (*self.cover, *self.body, *self.annex) if isinstance(block, Table))


def gaps_told(gaps: Sequence[Finding], limit: int | None = None) -> Iterator[str]:
    """Yield how many gaps there are and, of the first ``limit``, what is missing and where to fill it in."""
    if not gaps:
        yield "没有要补充的内容，请通读一遍再报送。"
        return
    yield f"还有 {len(gaps)} 处要补充，报告里标着{MARK}："
    for number, gap in enumerate(gaps[:limit], 1):
        yield f"  {number}. {gap.subject}：{gap.message}"
        yield f"     → {gap.remedy}"
    if limit is not None and len(gaps) > limit:
        yield f"  其余 {len(gaps) - limit} 处请在报告里查找{MARK}。"
