"""The three charts of 汇总: still without figures and hidden.

The program shows them below the summary and tells them what to draw; all that makes their look is said here.  Light
bars with an outline beside dark ones can be told apart also where no colour is printed.
"""

from typing import NamedTuple

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.fill import ColorChoice
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.charts import TITLES
from selfeval_xl.workbook.template import styles

_DARK, _LIGHT, _GRID, _INK = "1F3864", "DCE3ED", "D0D5DC", "1F1F1F"

_ROWS = 18


class _Chart(NamedTuple):
    """What differs between the charts: title, formats of figures and axis, how many series are seen, where all stand.

    ``down`` and ``columns`` give the place on the sheet of an empty form.  The bars take the shares ``left`` to
    ``right`` of the width, which leaves room for names and for figures at the end of a bar.
    """

    title: str
    figures: str
    axis: str
    series: int
    down: int
    columns: tuple[int, int]
    left: float
    right: float
    size: int = 9


_CHARTS = (
    _Chart(TITLES[0], "General", "General", 2, 0, (0, 4), 0.29, 0.92),
    _Chart(TITLES[1], "#,##0.00", "[>=1000]#,##0;General", 2, 0, (4, 9), 0.25, 0.9, 8),
    _Chart(TITLES[2], "0.00%", "0%", 1, 1, (0, 9), 0.22, 0.93, 8),
)


def draw(sheet: Worksheet, row: int) -> None:
    """Put the charts on the empty cells from ``row`` on, as large as they will be.

    Being hidden would allow any size, but LibreOffice lays a chart out anew when it saves, and for good.
    """
    for chart in _CHARTS:
        bars = _bars(sheet, chart, row)
        top = row - 1 + chart.down * _ROWS
        corners = AnchorMarker(col=chart.columns[0], row=top), AnchorMarker(col=chart.columns[1], row=top + _ROWS)
        bars.anchor = TwoCellAnchor(editAs="twoCell", _from=corners[0], to=corners[1])
        sheet.add_chart(bars)


def _bars(sheet: Worksheet, chart: _Chart, row: int) -> BarChart:
    bars = BarChart()
    bars.type, bars.grouping, bars.style, bars.roundedCorners = "bar", "clustered", None, False
    for column in range(2, 4):
        bars.add_data(Reference(sheet, min_col=column, min_row=row, max_row=row + 1), titles_from_data=True)
    bars.set_categories(Reference(sheet, min_col=1, min_row=row + 1, max_row=row + 1))
    for series, colour in zip(bars.series, (_LIGHT, _DARK) if chart.series == 2 else (_DARK, ""), strict=True):
        filled = GraphicalProperties(solidFill=colour, ln=_line(_DARK)) if colour else _unseen()
        series.graphicalProperties = filled
        series.invertIfNegative = False
        series.dLbls = _labels(chart) if colour else None
    # An unseen bar, which sees to a least range, stands behind the other.
    bars.gapWidth, bars.overlap = 45, 0 if chart.series == 2 else 100
    # The figures stand in hidden rows.
    bars.visible_cells_only = False
    bars.title = _title(chart.title)
    _axes(bars, chart)
    if chart.series == 2:
        bars.legend.position, bars.legend.overlay, bars.legend.txPr = "b", False, _text(9)
    else:
        bars.legend = None
    bottom = 0.83 if chart.series == 2 else 0.9
    place = {"x": chart.left, "w": chart.right - chart.left, "y": 0.11, "h": bottom - 0.11}
    bars.layout = Layout(ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", **place))
    # The frame is that of the cells below it.
    bars.graphical_properties = _unseen()
    return bars


def _axes(bars: BarChart, chart: _Chart) -> None:
    names, numbers = bars.x_axis, bars.y_axis
    for axis in (names, numbers):
        axis.delete, axis.title, axis.txPr = False, None, _text(chart.size)
        axis.graphicalProperties = GraphicalProperties(ln=_line("7F7F7F"))
    # The first category on top, and names left of all bars, those of negative values too.
    names.scaling.orientation, names.tickLblPos, names.tickLblSkip, names.majorTickMark = "maxMin", "low", 1, "none"
    names.noMultiLvlLbl, names.crosses = True, "autoZero"
    numbers.crosses, numbers.axPos = "max", "b"
    if chart.series == 2:
        numbers.scaling.min = 0
    numbers.number_format, numbers.numFmt.sourceLinked = chart.axis, False
    numbers.majorGridlines.spPr = GraphicalProperties(ln=_line(_GRID))


def _labels(chart: _Chart) -> DataLabelList:
    labels = DataLabelList(numFmt=chart.figures, dLblPos="outEnd", txPr=_text(chart.size))
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = labels.showBubbleSize = False
    return labels


def _unseen() -> GraphicalProperties:
    return GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))


def _line(colour: str) -> LineProperties:
    return LineProperties(solidFill=ColorChoice(srgbClr=colour), w=9525)


def _title(text: str) -> Title:
    look = _letters(12, styles.HEI)
    rich = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=text)])])
    return Title(tx=Text(rich=rich), overlay=False)


def _text(size: int) -> RichText:
    look = _letters(size, styles.SONG)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=CharacterProperties())])


def _letters(size: int, font: str) -> CharacterProperties:
    face = Font(typeface=font)
    colour = ColorChoice(srgbClr=_INK)
    return CharacterProperties(sz=size * 100, b=False, latin=face, ea=face, solidFill=colour)
