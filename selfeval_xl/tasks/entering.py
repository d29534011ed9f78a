"""A filled form of 运行监控 into the workbook's sheet: by names, into blank cells; what has no place is told."""

from collections import defaultdict
from collections.abc import Iterator

from selfeval_xl.documents.blocks import OutColumn, Output, OutValue
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.money import in_unit, money_unit
from selfeval_xl.domain.monitoring import FundProgress, IndicatorProgress, Monitoring, row_key
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.readers.documents import Document
from selfeval_xl.tasks.import_form import entered as as_entered
from selfeval_xl.workbook.patcher import patch

FIELDS = ("done", "expected", "cause", "explanation", "likelihood", "remark")
_AMOUNTS = ("executed", "expected")
Cells = dict[int, list[tuple[int, OutValue]]]
"""What is written, by column: rows and values."""


def said(monitoring: Monitoring) -> list[tuple[str, ...]]:
    """Return what staff said in each row, as text."""
    return [(row.level2, row.name, *(text_of(getattr(row, field)) for field in FIELDS)) for row in monitoring.rows]


def entered(document: Document, card: Scorecard, given: Monitoring) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the workbook with what a form says in the blank cells of its sheet, and what did not go in."""
    own = card.submission.monitoring
    assert own is not None  # the sheet was read, or added just now
    cells: Cells = defaultdict(list)
    told = [*_indicators(own, given, cells)]
    told += _funds(own, given, cells, money_unit(card.submission.project.money_unit))
    columns = (OutColumn(own.sheet, column, tuple(sorted(rows))) for column, rows in sorted(cells.items()))
    return patch.fill(document.data, Output((), tuple(columns)), document.path), tuple(told)


def _indicators(own: Monitoring, given: Monitoring, cells: Cells) -> Iterator[Finding]:
    rows, by_name = own.by_name(), _only_ones(own)
    for each in given.rows:
        row = rows.get(each.key) or by_name.get(row_key("", each.name))
        if row is None:
            yield _told(each.place("name"), each.name, "工作簿里没有这个指标")
            continue
        for field in FIELDS:
            value, old = getattr(each, field), getattr(row, field)
            if not is_blank(value) and text_of(value) != text_of(old):
                why = _why_not(row, field, old)
                if why:
                    yield _told(each.place(field), each.name, f"监控表写“{text_of(value)}”，{why}")
                else:
                    cells[row.columns.of[field]].append((row.row, as_entered(value)))


def _only_ones(own: Monitoring) -> dict[str, IndicatorProgress]:
    """Return the rows whose 三级指标 no other has, by it alone: a form may call the levels above otherwise."""
    keys = [row_key("", row.name) for row in own.rows]
    return {key: row for key, row in zip(keys, own.rows, strict=True) if keys.count(key) == 1}


def _why_not(row: IndicatorProgress | FundProgress, field: str, old: CellValue) -> str:
    if field not in row.columns.of:
        return "工作簿里没有这一栏"
    return "" if is_blank(old) else f"工作簿里已经填了“{text_of(old)}”，没有改"


def _funds(own: Monitoring, given: Monitoring, cells: Cells, unit: str) -> Iterator[Finding]:
    lines = {_folded(line): line for line in reversed(own.funds)}
    for each in given.funds:
        line = lines.get(_folded(each))
        amounts = {field: fen for field in _AMOUNTS if (fen := getattr(each, field)) is not None}
        if line is None:
            if amounts and not _is_sum(each, given, own):
                yield _told(each.place(""), each.name, "工作簿里没有这一行资金")
            continue
        for field, fen in amounts.items():
            old, shown = getattr(line, field), in_unit(fen, unit)
            if old is None:
                cells[line.columns.of[field]].append((line.row, shown))
            elif old != fen:
                held = format_decimal(in_unit(old, unit))
                why = f"监控表写 {format_decimal(shown)}，工作簿里已经填了 {held}，没有改"
                yield _told(each.place(field), each.name, why)


def _is_sum(each: FundProgress, given: Monitoring, own: Monitoring) -> bool:
    """Tell whether a line is the total above lines that all went in, which the workbook adds up itself."""
    known = {_folded(line) for line in own.funds}
    return each is given.funds[0] and len(given.funds) > 1 and all(_folded(line) in known for line in given.funds[1:])


def _folded(line: FundProgress) -> str:
    return "".join(normalise(line.name).split()).removeprefix("其中:").strip(":")


def _told(place: Place, name: str, why: str) -> Finding:
    return Finding("", NOTICE, place, f"{place.address} {name}：{why}。", "")
