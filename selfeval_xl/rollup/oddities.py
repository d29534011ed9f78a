"""What a reviewer should look at: findings and differing figures, sorted into a few kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selfeval_xl.comparison import Comparison
from selfeval_xl.documents.rollup.records import ReviewFlag
from selfeval_xl.domain.finding import ERROR, WARNING, Finding

RED, YELLOW, ALL_FULL, COPIED = "可信度红灯", "可信度黄灯", "全部满分", "照抄目标"
UNEXPLAINED, DIFFERING, MUST_MEND, HELD, REPEATED = "缺偏差原因", "得分不符", "必改问题", "正被打开", "重复报送"
KINDS = (RED, YELLOW, ALL_FULL, COPIED, UNEXPLAINED, DIFFERING, MUST_MEND, HELD, REPEATED)

_KIND_OF = {
    "C01": RED,
    "C02": YELLOW,
    "C03": ALL_FULL,
    "C04": COPIED,
    "C05": COPIED,
    "R01": UNEXPLAINED,
    "R02": UNEXPLAINED,
    "R04": UNEXPLAINED,
    "R05": UNEXPLAINED,
    "S11": DIFFERING,
    "B13": DIFFERING,
}
"""The findings that are of a kind of their own; any other one counts when it must be mended."""


def of_findings(findings: Iterable[Finding]) -> Iterator[ReviewFlag]:
    """Yield the findings that a reviewer looks at."""
    for each in findings:
        kind = _KIND_OF.get(each.code) or (MUST_MEND if each.level == ERROR else "")
        if kind:
            place = each.place
            yield ReviewFlag(kind, each.level, place.sheet, place.cell, each.code, each.message, each.remedy)


def of_comparisons(comparisons: Iterable[Comparison]) -> Iterator[ReviewFlag]:
    """Yield the printed figures that differ from the computed ones."""
    for each in comparisons:
        if not each.agrees:
            place = each.place
            where = f"{place.sheet}!{place.cell}" if place.cell else place.sheet
            message = f"{where} {each.what}：表上是 {each.printed}，重算是 {each.computed}；{each.reason}。"
            yield ReviewFlag(DIFFERING, WARNING, place.sheet, place.cell, "", message, "请与填报单位核对这一项。")


def held(file: str) -> ReviewFlag:
    """Return what is to be said of a file that someone holds open."""
    message = f"“{file}”正在 Excel 或 WPS 中打开，可能还有没有保存的改动。"
    return ReviewFlag(
        HELD, WARNING, "", "", "", message, "请等对方保存并关闭后再汇总一次（加上 --resume，别的文件不用重读）。"
    )
