"""What ``report`` tells: where the report is, and what a person still has to add to it, with the cell to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.cli import saved
from selfeval_xl.cli.jsonview import Json
from selfeval_xl.documents.report.render import gaps_told
from selfeval_xl.tasks.write_report import WrittenReport


def render(done: WrittenReport, target: str) -> Iterator[str]:
    """Yield the lines that ``report`` prints."""
    yield from saved.render("已生成", target, done.backup, f"（提纲：{done.outline.name}，数字已与计算结果核对）")
    yield from gaps_told(done.gaps)


def as_object(done: WrittenReport, target: str) -> Json:
    """Return the object that ``report --json`` prints."""
    return {
        "report": target,
        "outline": {"id": done.outline.id, "name": done.outline.name},
        "gaps": [
            {
                "section": gap.subject,
                "missing": gap.message,
                "sheet": gap.place.sheet,
                "cell": gap.place.cell,
                "remedy": gap.remedy,
            }
            for gap in done.gaps
        ],
    }
