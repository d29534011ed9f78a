"""The sheet 校验结果: every finding with a link to its cell, and below them what each code means."""

from collections.abc import Iterable, Sequence

from selfeval_xl.documents.blocks import OutRow, OutSheet
from selfeval_xl.domain.finding import Explained, Finding
from selfeval_xl.domain.layout import RESULTS
from selfeval_xl.domain.scorecard import Scorecard

MARKS_ON, MARKS_OFF = "标记：开", "标记：关"
"""The switch beside the title, which the conditional formats of the input sheets look at."""
WHERE_TO_READ = "点编号看下面的说明；要看样例，点功能区“问题说明”，或运行 selfeval-xl help 编号"
"""The links stay on this sheet: it goes to people who have neither the page nor the program."""


def results(card: Scorecard, explained: Sequence[Explained] = ()) -> OutSheet:
    """Return the sheet 校验结果: every finding, each linking to its cell and to what is ``explained`` of its code."""
    title = OutRow("title", ("校验结果", None, None, None, None, None, MARKS_ON))
    count = count_by_level(card.findings)
    if not card.findings:
        return OutSheet(RESULTS, (title, OutRow("note", (count,)), OutRow("good", ("没有发现问题。",))))
    note = OutRow("note", (f"{count}　　{WHERE_TO_READ}" if explained else count,))
    rows = [title, note, OutRow("head", ("序号", "级别", "编号", "位置", "问题", "怎么改"))]
    about = _about(explained)
    below = len(rows) + len(card.findings) + len(about) - len(explained)
    at = {each.code: below + index for index, each in enumerate(explained)}
    for number, finding in enumerate(card.findings, 1):
        values = (number, finding.level_name, finding.code, finding.place.address, render(finding), finding.remedy)
        rows.append(OutRow(finding.level, values, finding.place, about=at.get(finding.code)))
    return OutSheet(RESULTS, (*rows, *about))


def _about(explained: Sequence[Explained]) -> list[OutRow]:
    """Return the rows below the findings, those of the codes last."""
    if not explained:
        return []
    head = ("编号", "是什么问题", None, None, "为什么", "依据")
    rows = [OutRow("about-title", ("编号的说明",)), OutRow("about-head", head)]
    return rows + [OutRow("about", (each.code, each.name, None, None, each.why, each.rule)) for each in explained]


def count_by_level(findings: Iterable[Finding]) -> str:
    """Return ``必改 0　建议 3　提示 4``."""
    levels = [finding.level_name for finding in findings]
    return "　".join(f"{name} {levels.count(name)}" for name in ("必改", "建议", "提示"))


def render(finding: Finding) -> str:
    """Return the message without the place at its head, for tables that have a column for the place."""
    return finding.message.removeprefix(finding.place.address).lstrip(" ：")
