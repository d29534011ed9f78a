"""What surrounds the rows of a sheet: columns and frozen header before, colours, links, page and table behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selfeval_xl.documents.rollup.tables import Table
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.xmltext import escape
from selfeval_xl.writers.rollup import styles
from selfeval_xl.writers.rollup.sheet import RELATIONS, Sheet

XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TABLE_ID, DRAWING_ID = "rIdTable", "rIdDrawing"
OVERVIEW = "总览"
_WIDE = 200
"""From this width on, in characters, a table is printed on A3; narrower ones on A4."""
_A4, _A3 = 9, 8
_LAMP = {"红": styles.RED, "黄": styles.AMBER}
_COLOURED = {
    "lamp": _LAMP,
    "level": {"必改": styles.RED, "建议": styles.AMBER},
    "grade": {"暂不评级": styles.FAINT},
    "item": {"请注意": styles.AMBER},
}
"""Values that stand out, by the column they stand in."""
_TOTALS = {"部门汇总": ("部门", "合计")}
"""What stands in the first column of rows that sum up others, by table."""


def head(table: Table, title: Callable[[str], int]) -> bytes:
    """Return the beginning of a sheet, its header row included; ``title`` gives the number of a shared string."""
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{styles.width(column)}" customWidth="1"/>'
        for number, column in enumerate(table.columns, 1)
    )
    cells = "".join(
        f'<c r="{column_letters(number)}1" s="{styles.NUMBERS["header"]}" t="s"><v>{title(column.title)}</v></c>'
        for number, column in enumerate(table.columns, 1)
    )
    return (
        XML
        + (
            f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{_pane(table)}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
            f'<sheetData><row r="1" ht="34" customHeight="1">{cells}</row>'
        ).encode()
    )


def _pane(table: Table) -> str:
    """Freeze the header, and in the tables of projects the two columns that name the project."""
    if table.columns[0].field != "code":
        return (
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/>'
        )
    return (
        '<pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/>'
        '<selection pane="topRight"/><selection pane="bottomLeft"/>'
        '<selection pane="bottomRight" activeCell="C2" sqref="C2"/>'
    )


def area(sheet: Sheet) -> str:
    """Return the range of the table; an empty table has one blank row, as Excel wants it."""
    return f"A1:{column_letters(len(sheet.table.columns))}{max(sheet.rows, 1) + 1}"


def tail(sheet: Sheet, drawn: bool) -> Iterator[bytes]:
    """Yield the end of a sheet, piece by piece."""
    yield b"</sheetData>" + "".join(_colours(sheet)).encode()
    if sheet.links:
        yield b"<hyperlinks>"
        yield from sheet.addresses.pieces()
        yield b"</hyperlinks>"
    yield (
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.75" bottom="0.6" header="0.35" footer="0.3"/>'
        f"{_page(sheet)}"
        '<headerFooter><oddHeader>&amp;C&amp;"黑体,常规"&amp;14项目支出绩效自评　&amp;A</oddHeader>'
        '<oddFooter>&amp;C&amp;"宋体,常规"&amp;9第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>'
        + (f'<drawing r:id="{DRAWING_ID}"/>' if drawn else "")
        + f'<tableParts count="1"><tablePart r:id="{TABLE_ID}"/></tableParts></worksheet>'
    ).encode()


def _page(sheet: Sheet) -> str:
    """Return paper and scale: tables across, as many pages as it takes; 总览 with its charts on a single page."""
    if sheet.name == OVERVIEW:
        return f'<pageSetup paperSize="{_A4}" orientation="portrait"/>'
    wide = sum(map(styles.width, sheet.table.columns)) > _WIDE
    return f'<pageSetup paperSize="{_A3 if wide else _A4}" orientation="landscape" fitToHeight="0"/>'


def _colours(sheet: Sheet) -> Iterator[str]:
    """Yield the conditional formats; what comes first has the say where two meet."""
    last, priority = max(sheet.rows, 1) + 1, 0
    for number, column in enumerate(sheet.table.columns, 1):
        if wanted := _COLOURED.get(column.field):
            rules = ""
            for value, look in wanted.items():
                priority += 1
                rules += f'<cfRule type="cellIs" dxfId="{look}" priority="{priority}" operator="equal">'
                rules += f'<formula>"{value}"</formula></cfRule>'
            letters = column_letters(number)
            yield f'<conditionalFormatting sqref="{letters}2:{letters}{last}">{rules}</conditionalFormatting>'
    if names := _TOTALS.get(sheet.table.name):
        formula = "OR(" + ",".join(f'$A2="{name}"' for name in names) + ")"
        yield (
            f'<conditionalFormatting sqref="A2:{column_letters(len(sheet.table.columns))}{last}">'
            f'<cfRule type="expression" dxfId="{styles.TOTAL}" priority="{priority + 1}"><formula>{formula}</formula>'
            "</cfRule></conditionalFormatting>"
        )


def table_part(sheet: Sheet, number: int) -> bytes:
    """Return the part that makes a native table of the rows."""
    name, cells = re.sub(r"\W+", "_", sheet.name).strip("_"), area(sheet)
    columns = b"".join(
        b'<tableColumn id="%d" name="%b"/>' % (index, escape(column.title))
        for index, column in enumerate(sheet.table.columns, 1)
    )
    return XML + (
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{cells}" totalsRowShown="0">'
        f'<autoFilter ref="{cells}"/><tableColumns count="{len(sheet.table.columns)}">'
    ).encode() + columns + (
        f'</tableColumns><tableStyleInfo name="{styles.TABLE_STYLE}" showFirstColumn="0" showLastColumn="0"'
        ' showRowStripes="1" showColumnStripes="0"/></table>'
    ).encode()  # fmt: skip
