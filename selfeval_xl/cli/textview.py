"""What commands tell in the terminal: total and grade first, then what must be mended, then how each score came about.

A file may hold several forms; then each is told under a line that says which it is.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeVar

from selfeval_xl.documents.blocks import Table, columns
from selfeval_xl.documents.findings import count_by_level
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.computed import score_shown
from selfeval_xl.domain.decimals import format_decimal, percent
from selfeval_xl.domain.finding import AGREES, NOTICE, VERDICTS, Finding
from selfeval_xl.domain.money import in_unit, money_unit
from selfeval_xl.domain.printed import UNGRADED
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.storage import locks
from selfeval_xl.writers.terminal import one_line, table

if TYPE_CHECKING:  # check and score, which tell their results by this module too, need none of these
    from selfeval_xl.tasks.import_form import Imported
    from selfeval_xl.tasks.update_targets import Updated
    from selfeval_xl.tasks.verify import Verified


class _OfForm(Protocol):
    """What came of one form, which its ``part`` says of a file with several (see ``tasks.assess.Assessment``)."""

    @property
    def part(self) -> str: ...


Result = TypeVar("Result", bound=_OfForm)


def saved(done: str, target: str, backup: str | None, aside: str = "") -> Iterator[str]:
    """Yield where a file is, and where the one is that was there before."""
    yield f"{done}：{target}{aside}"
    if backup:
        yield f"原来的那一份留了备份：{backup}"


def remark_if_open(source: str) -> None:
    """Say that changes which were not saved yet are not in the result; on the error stream, since it is no result."""
    if mark := locks.mark_of(source):
        print(f"注意：旁边有“{mark}”，“{os.path.basename(source)}”可能正在 Excel 或 WPS 里打开。", file=sys.stderr)
        print("程序读的是最近一次保存的内容；如果有改动还没有保存，请保存后再运行一次。", file=sys.stderr)


def scorecard(card: Scorecard, width: int) -> Iterator[str]:
    """Yield the lines that ``score`` prints, fitted to a terminal of ``width`` columns."""
    yield from headline(card)
    yield ""
    yield from findings(card.findings)
    yield ""
    yield from _sections(card)
    yield ""
    yield from _indicators(card, width)


def project_name(card: Scorecard) -> str:
    """Return what the project is called."""
    return one_line(text_of(card.submission.project.name)) or "（未填项目名称）"


def headline(card: Scorecard) -> Iterator[str]:
    """Yield project, total, grade and execution rate."""
    unit, total = money_unit(card.submission.project.money_unit), UNGRADED if card.total is None else f"{card.total}分"
    yield project_name(card)
    yield f"总分 {total}　等级 {card.grade or UNGRADED}　（{card.standard_name}）"
    budget = card.budget
    if budget.budget is not None and budget.executed is not None:
        rate = percent(budget.rate) if budget.rate is not None else "算不出" if budget.budget else "预算为0"
        planned, spent = (format_decimal(in_unit(fen, unit)) for fen in (budget.budget, budget.executed))
        yield f"预算 {planned}　执行 {spent} {unit}　执行率 {rate}"


def findings(found: Sequence[Finding]) -> Iterator[str]:
    """Yield every finding: level, code, place, what it is, what to do; the worst first."""
    if not found:
        yield "没有发现问题。"
        return
    yield f"发现的问题：{count_by_level(found)}"
    order = {"error": 0, "warning": 1, "notice": 2}
    for finding in sorted(found, key=lambda finding: order[finding.level]):
        yield f"  [{finding.level_name}] {finding.code}  {one_line(finding.message)}"
        yield f"         → {one_line(finding.remedy)}"
    yield f"每个编号的说明：selfeval-xl help 编号，例如 selfeval-xl help {found[0].code}"


def _sections(card: Scorecard) -> Iterator[str]:
    rows = [
        (section.name, format_decimal(section.weight), "未完" if section.score is None else str(section.score))
        for section in card.sections
    ]
    weight = format_decimal(sum((section.weight for section in card.sections), Decimal(0)))
    rows.append(("合计", weight, UNGRADED if card.total is None else str(card.total)))
    yield from table(Table("sections", columns(("指标", "分值", "评价得分"), "<>>"), tuple(rows)))


def _indicators(card: Scorecard, width: int) -> Iterator[str]:
    rows = [
        (
            row.indicator.name,
            row.target_shown,
            row.actual_shown,
            "" if row.deviation is None else percent(row.deviation),
            "" if row.weight is None else format_decimal(row.weight),
            str(score_shown(row)),
            row.explanation,
        )
        for row in card.indicators
    ]
    titles = ("三级指标", "指标值", "完成值", "偏差率", "分值", "得分", "计算说明")
    yield from table(Table("indicators", columns(titles, "<<<>>><"), tuple(rows)), width)


def one_by_one(done: Sequence[Result], lines: Callable[[Result], Iterable[str]]) -> Iterator[str]:
    """Yield the lines about each form of a file; the only one goes without a heading."""
    for number, each in enumerate(done, 1):
        if len(done) > 1:
            yield from [""] * (number > 1)
            yield f"【第 {number} 张，共 {len(done)} 张】{one_line(each.part)}"
        yield from lines(each)


def checked(card: Scorecard) -> Iterator[str]:
    """Yield every finding, below what the form is about."""
    yield from headline(card)
    yield ""
    yield from findings(card.findings)


def count_verified(done: Sequence[Verified]) -> Iterator[str]:
    """Yield how many of several forms agree with the rule."""
    if len(done) > 1:
        same = sum(all(each.agrees for each in one.comparisons) for one in done)
        yield ""
        yield f"共 {len(done)} 张自评表：{same} 张印的都一致，{len(done) - same} 张有不同。"


def verified(done: Verified) -> Iterator[str]:
    """Yield how many printed figures got which verdict, those to look at with the reason, then the findings."""
    yield from headline(done.card)
    yield f"核对了 {len(done.comparisons)} 个印出的数：{'，'.join(_counted(done.comparisons))}。"
    taken = [each.place.cell for each in done.comparisons if each.level == NOTICE and not each.agrees]
    if taken:
        yield f"定性指标由人评分，分数与所写的完成情况相称，照此采用：{'、'.join(taken)}。"
    told = [each for each in done.comparisons if each.level != NOTICE]
    if told:
        yield ""
        rows = [(each.subject, each.place.address, each.printed, each.computed, each.reason) for each in told]
        titles = ("项目", "位置", "印的", "按规则", "差在哪里")
        yield from table(Table("differences", columns(titles, "<<>><"), tuple(rows)))
    yield from (f"注意：{one_line(remark)}" for remark in done.told)
    yield ""
    yield from findings(done.card.findings)


def _counted(comparisons: Iterable[Finding]) -> Iterator[str]:
    counts = Counter(each.verdict for each in comparisons)
    for verdict in VERDICTS:
        if counts[verdict] or verdict == AGREES:
            yield f"{counts[verdict]} 个{verdict}"


def by_kind(told: Sequence[Finding], kinds: Iterable[str], line: Callable[[Finding], str]) -> Iterator[str]:
    """Yield what is told of each kind, which is the ``subject``, below its name and how many there are."""
    for kind in kinds:
        own = [each for each in told if each.subject == kind]
        if own:
            yield ""
            yield f"{kind}（{len(own)}）"
            yield from map(line, own)


def imported(done: Imported, source: str, target: str, backup: str | None) -> Iterator[str]:
    """Yield what was read of a form, then every remark with its cell."""
    from selfeval_xl.tasks.import_remarks import KINDS

    submission = done.card.submission
    yield from saved("已导入", f"{source} 的“{done.form.sheet}” → {target}", backup)
    funds, indicators = len(submission.printed.funds or submission.budget), len(submission.indicators)
    yield f"读到 {funds} 行项目资金、{indicators} 行指标，按“{done.card.standard_name}”填好。"
    yield from by_kind(done.remarks, KINDS, _remark)
    yield ""
    yield from headline(done.card)
    yield f"接下来请核对上面各项，再运行：selfeval-xl check {target}"


def _remark(remark: Finding) -> str:
    where = f"{remark.place.cell:<5} " if remark.place.cell else ""
    shown = one_line(remark.printed)
    cut = f"{shown[:40]}……" if len(shown) > 40 else shown
    return f"  {where}{f'“{cut}” ' if cut else ''}{one_line(remark.reason)}"


def updated(done: Updated, target: str, backup: str | None) -> Iterator[str]:
    """Yield where the workbook is, and what was done row by row, by kind."""
    from selfeval_xl.tasks.update_targets import CHANGED, KINDS

    yield from saved("已写入", target, backup)
    changed = len({each.place.row for each in done.told if each.subject == CHANGED})
    yield f"批复的指标 {done.approved} 项，改了 {changed} 行；已填的完成值、说明等都没有动。"
    yield from by_kind(done.told, KINDS, _update)
    yield ""
    yield f"接下来请核对上面各项，再运行：selfeval-xl score {target}"


def _update(each: Finding) -> str:
    change = f"：{each.printed or '空'} → {each.computed or '空'}" if each.printed or each.computed else ""
    return f"  {each.place.address} {one_line(each.message)}　{one_line(each.reason + change)}".rstrip("　 ")
