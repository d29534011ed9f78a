"""Money: what was granted, what was spent, line by line."""

from collections.abc import Iterator

from selfeval_xl.documents.amounts import rate_shown, sum_whole
from selfeval_xl.documents.blocks import Column, Paragraph, Table, columns
from selfeval_xl.documents.report.formatting import amount, yuan
from selfeval_xl.documents.report.gaps import MARK, Drafted, Missing
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import percent
from selfeval_xl.domain.layout import BUDGET
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import LineResult, Scorecard

_IN_YUAN = Paragraph("单位：元", "unit")
_NO_DETAILS = Missing("支出明细", Place(BUDGET))


def execution(card: Scorecard) -> Iterator[Drafted]:
    """Yield one sentence: granted, spent, rate."""
    missing = list(_missing(card))
    yield from missing or (Paragraph(f"{_told(card)}。"),)


def _told(card: Scorecard) -> str:
    budget, unit = card.budget, money_unit(card.submission.project.money_unit)
    granted, spent = budget.budget or 0, budget.executed or 0
    rate = f"，预算执行率{percent(budget.rate)}" if budget.rate is not None else ""
    return f"该项目预算资金为{amount(granted, unit)}，实际支出为{amount(spent, unit)}{rate}"


def _missing(card: Scorecard) -> Iterator[Missing]:
    if card.budget.budget is None:
        yield Missing("项目预算金额", card.submission.project.place("approved_total"))
    if card.budget.executed is None:
        yield Missing("全年执行数", Place(BUDGET))


def details(card: Scorecard) -> Iterator[Drafted]:
    """Yield the table 项目明细|金额 of what was spent, in 元; the sentence before it repeats nothing that is told."""
    if _is_spent(card):
        yield Paragraph(_lead(card))
    yield from lines(card)


def lines(card: Scorecard) -> Iterator[Drafted]:
    """Yield the table 项目明细|金额 alone."""
    if not _is_spent(card):
        yield _NO_DETAILS
        return
    yield _IN_YUAN
    yield _details(card)
    yield from _blank(card)


def _is_spent(card: Scorecard) -> bool:
    return bool(card.budget.lines) and card.budget.executed is not None


def _lead(card: Scorecard) -> str:
    """Return the sentence that leads to the table, short where staff have given the amounts themselves."""
    project, unit = card.submission.project, money_unit(card.submission.project.money_unit)
    budget, executed = card.budget.budget, card.budget.executed
    told = text_of(project.financial_management)
    if budget is None or executed is None:
        return "支出明细如下："
    if amount(budget, unit) in told and amount(executed, unit) in told:
        rate = f"预算执行率为{percent(card.budget.rate)}，" if card.budget.rate is not None else ""
        return f"{rate}具体如下："
    return f"{_told(card)}，具体如下："


def _details(card: Scorecard) -> Table:
    rows = [(_name(line), _spent(line.executed)) for line in card.budget.lines]
    rows.append((f"{text_of(card.submission.project.name)}合计", _spent(card.budget.executed)))
    return Table("spending.details", columns(("项目明细", "金额"), "<>", (106, 50)), tuple(rows), total=True)


def vouchers(card: Scorecard) -> Iterator[Drafted]:
    """Yield the table of what was spent with a column for the numbers of the vouchers, which nobody but staff knows."""
    if not _is_spent(card):
        yield _NO_DETAILS
        return
    table = _details(card)
    rows = (*((*row, MARK) for row in table.rows[:-1]), (*table.rows[-1], ""))
    yield _IN_YUAN
    yield Table(table.name, columns(("支出内容", "实际支出数", "会计凭证号"), "<><", (76, 42, 38)), rows, total=True)
    yield from _blank(card)
    yield Missing("各项支出的会计凭证号", None, told=True)


def _name(line: LineResult) -> str:
    number, name = line.line.number, line.line.name
    return f"{number}、{name}" if number and not line.depth else f"{'　' * 2 * line.depth}{name}"


def _spent(fen: int | None) -> str:
    return MARK if fen is None else yuan(fen)


def _blank(card: Scorecard) -> Iterator[Missing]:
    for line in card.budget.lines:
        if line.executed is None:
            yield Missing(f"“{line.line.name}”的全年执行数", line.line.place("executed"), told=True)


def table(card: Scorecard) -> Iterator[Drafted]:
    """Yield the table of budget against execution, in 元; lines without a budget of their own leave it blank."""
    if not card.budget.lines:
        yield Missing("预算和执行数", Place(BUDGET))
        return
    rows = [(_name(line), *_pair(line.budget, line.executed)) for line in card.budget.lines]
    rows.append(("合计", *_pair(card.budget.budget, card.budget.executed)))
    yield _IN_YUAN
    yield Table("spending.table", _amounts_of("项目明细"), tuple(rows), total=True)
    yield from _blank(card)


def _amounts_of(what: str) -> tuple[Column, ...]:
    return columns((what, "预算数", "执行数", "执行率"), "<>>>", (62, 36, 36, 22))


def _pair(budget: int | None, executed: int | None) -> tuple[str, str, str]:
    return "" if budget is None else yuan(budget), _spent(executed), rate_shown(executed, budget)


def sources(card: Scorecard) -> Iterator[Drafted]:
    """Yield what came from which 资金来源, when every line that has a budget of its own names one."""
    lines = [line for line in card.budget.lines if line.depth == 0]
    given = [text_of(line.line.source) for line in lines]
    if not lines or not all(given):
        place = lines[0].line.place("source") if lines else Place(BUDGET)
        yield Missing("各项资金的来源（中央、省、市、区、其他）", place)
        return
    rows = []
    for source in dict.fromkeys(given):
        own = [line for line, name in zip(lines, given, strict=True) if name == source]
        budget, executed = sum_whole([line.budget for line in own]), sum_whole([line.executed for line in own])
        rows.append((source, *_pair(budget, executed)))
    yield _IN_YUAN
    yield Table("spending.sources", _amounts_of("资金来源"), tuple(rows))


def arrival(card: Scorecard) -> Iterator[Drafted]:
    """Yield what the indicators say about the money arriving; amounts and dates of arrival only staff know."""
    told = [
        f"{row.indicator.name}指标值{row.target_shown}，完成值{row.actual_shown}。"
        for row in card.indicators
        if "到位" in row.indicator.name and row.target_shown and row.actual_shown
    ]
    yield Paragraph("".join(told)) if told else Missing("资金到位的金额和时间")
