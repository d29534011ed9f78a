"""What ``import --into`` tells: every cell that was updated, and what could not be placed."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.cli import jsonview, saved
from selfeval_xl.cli.results import by_kind
from selfeval_xl.domain.finding import Finding
from selfeval_xl.tasks.update_targets import CHANGED, KINDS, Updated
from selfeval_xl.writers.terminal import one_line

_FIELDS = ("subject", "sheet", "cell", "message", "reason", "printed", "computed")
_NAMES = {"subject": "kind", "message": "indicator", "reason": "what", "printed": "before", "computed": "after"}


def lines(done: Updated, target: str, backup: str | None) -> Iterator[str]:
    """Yield where the workbook is, and what was done row by row, by kind."""
    yield from saved.render("已写入", target, backup)
    changed = len({each.place.row for each in done.told if each.subject == CHANGED})
    yield f"批复的指标 {done.approved} 项，改了 {changed} 行；已填的完成值、说明等都没有动。"
    yield from by_kind(done.told, KINDS, _line)
    yield ""
    yield f"接下来请核对上面各项，再运行：selfeval-xl score {target}"


def _line(each: Finding) -> str:
    change = f"：{each.printed or '空'} → {each.computed or '空'}" if each.printed or each.computed else ""
    return f"  {each.place.address} {one_line(each.message)}　{one_line(each.reason + change)}".rstrip("　 ")


def as_object(done: Updated, target: str, backup: str | None) -> jsonview.Json:
    """Return the object that ``import --into --json`` prints."""
    rows = [jsonview.finding_object(each, _FIELDS, **_NAMES) for each in done.told]
    return {"output": target, "backup": backup, "approved": done.approved, "rows": rows}
