"""What ``verify`` tells: every printed figure beside the computed one, the reason for each difference, the findings."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.cli import jsonview, textview
from selfeval_xl.documents.blocks import Table, columns
from selfeval_xl.tasks.verify import Verified
from selfeval_xl.writers.terminal import one_line, table


def render(verified: Verified) -> Iterator[str]:
    """Yield the lines that ``verify`` prints."""
    yield from textview.headline(verified.card)
    differing = [each for each in verified.comparisons if not each.agrees]
    same = len(verified.comparisons) - len(differing)
    yield f"核对了 {len(verified.comparisons)} 个印出的数：{same} 个一致，{len(differing)} 个不同。"
    if differing:
        yield ""
        rows = [(each.subject, each.place.address, each.printed, each.computed, each.reason) for each in differing]
        titles = ("项目", "位置", "印的", "按规则", "差在哪里")
        yield from table(Table("differences", columns(titles, "<<>><"), tuple(rows)))
    yield from (f"注意：{one_line(remark)}" for remark in verified.remarks)
    yield ""
    yield from textview.findings(verified.card.findings)


def as_object(verified: Verified) -> jsonview.Json:
    """Return the object that ``verify --json`` prints."""
    return {
        "total": None if verified.card.total is None else str(verified.card.total),
        "grade": verified.card.grade,
        "comparisons": [
            {
                "what": each.subject,
                "sheet": each.place.sheet,
                "cell": each.place.cell,
                "printed": each.printed,
                "computed": each.computed,
                "reason": each.reason,
            }
            for each in verified.comparisons
        ],
        "remarks": list(verified.remarks),
        "findings": [jsonview.finding_object(finding) for finding in verified.card.findings],
    }
