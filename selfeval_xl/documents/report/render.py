"""What a person is told about the gaps of a report that has just been written, on the terminal and in Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfeval_xl.documents.report.gaps import MARK
from selfeval_xl.domain.finding import Finding


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
