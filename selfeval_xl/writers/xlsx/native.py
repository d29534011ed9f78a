"""What makes a native table of rows: its part with the filter, colours of what stands out, header row and page."""

import re
from collections.abc import Callable, Iterator

from selfeval_xl.documents.blocks import PageSetup, Table
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.xmltext import escape
from selfeval_xl.writers.xlsx import frame, styles
from selfeval_xl.writers.xlsx.package import MAIN, XML
from selfeval_xl.writers.xlsx.rows import SheetWriter

OVERVIEW = "总览"
_PAGE = PageSetup(
    margins=(1.016, 1.016, 1.905, 1.524, 0.889, 0.762),
    header='&C&"黑体,常规"&14项目支出绩效自评　&A',
    footer='&C&"宋体,常规"&9第 &P 页，共 &N 页',
    titles=(1, 1),
    landscape=True,
)
_WIDE = 200
"""From this width on, in characters, a table is printed over two pages side by side."""
_IN_SUMMER = frozenset({"监控项目", "监控部门", "红灯和黄灯", "偏差原因"})
"""Tables that are of no self-evaluation, and say so at their head."""
_COLOURED = {
    "colour": {"红灯": styles.RED, "黄灯": styles.AMBER},
    "twice": {"是": styles.RED},
    "lamp": {"红": styles.RED, "黄": styles.AMBER},
    "level": {"必改": styles.RED, "建议": styles.AMBER},
    "grade": {"暂不评级": styles.FAINT},
    "item": {"请注意": styles.AMBER},
}
"""Values that stand out, by the column they stand in."""
_TOTALS = {"部门汇总": ("部门", "合计")}
"""What stands in the first column of rows that sum up others, by table."""


def head(table: Table, title: Callable[[str], int]) -> bytes:
    """Return the beginning of a sheet, its header row included; ``title`` gives the number of a shared string.

    The header stays in sight, and in the tables of projects the two columns that name the project.
    """
    cells = "".join(
        f'<c r="{column_letters(number)}1" s="{styles.NUMBERS["header"]}" t="s"><v>{title(column.title)}</v></c>'
        for number, column in enumerate(table.columns, 1)
    )
    header = f'<row r="1" ht="34" customHeight="1">{cells}</row>'.encode()
    return frame.head(list(map(styles.width, table.columns)), 2 if table.columns[0].field == "code" else -1, header)


def page(table: Table) -> PageSetup:
    """Return how a table is printed: across, wide ones over two pages; 总览 with its charts on a single page."""
    if table.name == OVERVIEW:
        return _PAGE._replace(landscape=False, fits=True)
    header = _PAGE.header.replace("绩效自评", "绩效运行监控") if table.name in _IN_SUMMER else _PAGE.header
    return _PAGE._replace(header=header, across=1 + (sum(map(styles.width, table.columns)) > _WIDE))


def tail(sheet: SheetWriter, drawn: bool) -> Iterator[bytes]:
    """Yield the end of a sheet, piece by piece."""
    parts = f'<drawing r:id="{frame.DRAWING_ID}"/>' if drawn else ""
    parts += f'<tableParts count="1"><tablePart r:id="{frame.TABLE_ID}"/></tableParts>'
    setup = frame.page_setup(page(sheet.table))
    return frame.tail(setup, colours="".join(_colours(sheet)), links=sheet.addresses.pieces(), parts=parts)


def _colours(sheet: SheetWriter) -> Iterator[str]:
    """Yield the conditional formats; what comes first has the say where two meet."""
    last, priority = max(sheet.rows, 1) + 1, 0
    for number, column in enumerate(sheet.table.columns, 1):
        rules = ""
        for value, look in _COLOURED.get(column.field, {}).items():
            priority += 1
            rules += f'<cfRule type="cellIs" dxfId="{look}" priority="{priority}" operator="equal">'
            rules += f'<formula>"{value}"</formula></cfRule>'
        letters = column_letters(number)
        if rules:
            yield f'<conditionalFormatting sqref="{letters}2:{letters}{last}">{rules}</conditionalFormatting>'
    if names := _TOTALS.get(sheet.table.name):
        formula = "OR(" + ",".join(f'$A2="{name}"' for name in names) + ")"
        rule = f'<cfRule type="expression" dxfId="{styles.TOTAL}" priority="{priority + 1}"><formula>{formula}'
        area = f"A2:{column_letters(len(sheet.table.columns))}{last}"
        yield f'<conditionalFormatting sqref="{area}">{rule}</formula></cfRule></conditionalFormatting>'


def table_part(sheet: SheetWriter, number: int) -> bytes:
    """Return the part that makes a native table of the rows."""
    name = re.sub(r"\W+", "_", sheet.name).strip("_")
    # An empty table has one blank row, as Excel wants it.
    cells = f"A1:{column_letters(len(sheet.table.columns))}{max(sheet.rows, 1) + 1}"
    columns = b"".join(
        b'<tableColumn id="%d" name="%b"/>' % (index, escape(column.title))
        for index, column in enumerate(sheet.table.columns, 1)
    )
    start = (
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{cells}" totalsRowShown="0">'
        f'<autoFilter ref="{cells}"/><tableColumns count="{len(sheet.table.columns)}">'
    )
    end = (
        f'</tableColumns><tableStyleInfo name="{styles.TABLE_STYLE}" showFirstColumn="0" showLastColumn="0"'
        ' showRowStripes="1" showColumnStripes="0"/></table>'
    )
    return XML + start.encode() + columns + end.encode()
