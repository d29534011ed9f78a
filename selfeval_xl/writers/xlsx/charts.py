"""Native bar charts that show cells of a table, for a person to edit."""

from collections.abc import Sequence
from typing import NamedTuple

from selfeval_xl.documents.blocks import COUNT, BarChart, Table
from selfeval_xl.domain.place import column_letters
from selfeval_xl.workbook.patcher.charts import drawn_cells
from selfeval_xl.writers.xlsx.package import RELATIONS, XML

_TOTAL = "合计"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ON_SHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_WIDTH, _HEIGHT, _GAP = 4_860_000, 3_060_000, 180_000
"""Size of a chart and the distance to the next, in EMU (13.5, 8.5 and 0.5 cm)."""
_CHARACTER = 76_200
"""Width of a column one character wide, in EMU."""


class Chart(NamedTuple):
    """A chart: its look, and the cells it shows, with what stands in them."""

    look: BarChart
    names: str
    counts: str
    shown: tuple[tuple[str, int], ...]


def of_tables(tables: Sequence[Table]) -> dict[str, Chart]:
    """Return the charts of the tables that have one, by the name of the table."""
    found = {each.name: _of_table(each, each.chart) for each in tables if each.chart}
    return {name: chart for name, chart in found.items() if chart}


def _of_table(table: Table, look: BarChart) -> Chart | None:
    kinds = [column.kind for column in table.columns]
    rows = [row for row in table.rows if row[0] != _TOTAL]
    if COUNT not in kinds or not rows or table.rows[: len(rows)] != tuple(rows):
        return None
    counts = kinds.index(COUNT)
    shown = tuple((str(row[0] or ""), int(row[counts] or 0)) for row in rows)
    return Chart(look, _cells(table, 0, len(rows)), _cells(table, counts, len(rows)), shown)


def _cells(table: Table, column: int, count: int) -> str:
    letters = column_letters(column + 1)
    return f"'{table.name}'!${letters}$2:${letters}${count + 1}"


def drawing(charts: Sequence[Chart], widths: Sequence[int], row: int) -> bytes:
    """Return the part that puts charts on a sheet, side by side.

    ``widths`` are those of the columns in characters; ``row`` is the 0-based row below the table, or 0 for beside it.
    """
    left = 0 if row else sum(widths) * _CHARACTER + _GAP
    anchors = (_anchor(index, chart, left, widths, row or 1) for index, chart in enumerate(charts))
    head = f'<xdr:wsDr xmlns:xdr="{_ON_SHEET}" xmlns:a="{_DRAWING}">'
    return XML + "".join((head, *anchors, "</xdr:wsDr>")).encode()


def _anchor(index: int, chart: Chart, left: int, widths: Sequence[int], row: int) -> str:
    column, rest = 0, left + index * (_WIDTH + _GAP)
    while column < len(widths) and rest >= widths[column] * _CHARACTER:
        rest -= widths[column] * _CHARACTER
        column += 1
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>{rest}</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{_WIDTH}" cy="{_HEIGHT}"/><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="{index + 2}" name="{chart.look.title}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" xmlns:r="{RELATIONS}" r:id="rId{index + 1}"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>"
    )


def part(chart: Chart) -> bytes:
    """Return the part of a chart."""
    names, counts = zip(*chart.shown, strict=True)
    shown = drawn_cells("c:", "cat", "str", chart.names, names) + drawn_cells("c:", "val", "num", chart.counts, counts)
    return XML + _before(chart.look).encode() + shown + _after(chart.look.lies).encode()


def _before(look: BarChart) -> str:
    return (
        f'<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_DRAWING}" xmlns:r="{RELATIONS}">'
        '<c:roundedCorners val="0"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>'
        f'{_letters(1200, bold=True)}</a:pPr><a:r><a:rPr lang="zh-CN" sz="1200" b="1">{_FACE}</a:rPr>'
        f"<a:t>{look.title}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="{"bar" if look.lies else "col"}"/><c:grouping val="clustered"/>'
        '<c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>项目数</c:v></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{look.colour}"/></a:solidFill></c:spPr>'
        f'<c:invertIfNegative val="0"/><c:dLbls><c:spPr><a:noFill/></c:spPr>{_text(1000)}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _after(lies: bool) -> str:
    """Return the axes; lying bars begin at the top, as the rows of the table do.  The figures stand at the bars."""
    order, names, figures = ("maxMin", "l", "t") if lies else ("minMax", "b", "l")
    return (
        '</c:ser><c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{names}"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{_text(1000)}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="1"/><c:axPos val="{figures}"/><c:numFmt formatCode="#,##0" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx></c:plotArea><c:plotVisOnly val="0"/>'
        '<c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )


def _letters(size: int, bold: bool = False) -> str:
    return f'<a:defRPr sz="{size}" b="{int(bold)}">{_FACE}</a:defRPr>'


def _text(size: int) -> str:
    return f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{_letters(size)}</a:pPr><a:endParaRPr/></a:p></c:txPr>"


_FACE = '<a:solidFill><a:srgbClr val="1F1F1F"/></a:solidFill><a:latin typeface="宋体"/><a:ea typeface="宋体"/>'
