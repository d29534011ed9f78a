"""The sheets 汇总 and 校验结果: empty, with the hidden exemplar rows whose look the program's rows take.

Column A of an exemplar row holds ``样式:KIND``; where a row gets a link to the cell it speaks of, the exemplar cell
holds ``链接``, and ``说明`` where it gets one to the explanation of its code.  What the program writes starts right
below the last exemplar row.
"""

from __future__ import annotations

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.workbook.template import charts, styles

KIND, LINK, ABOUT = "样式:", "链接", "说明"
NOT_YET = "尚未计算：请点“绩效自评”选项卡上的“计算评分”。"

_SMALL = styles.BODY._replace(size=9)


class ResultsPart(NamedTuple):
    """Cells of an exemplar row, ``A`` or ``B:D`` (these are merged), and their look."""

    span: str
    look: styles.CellLook


class Kind(NamedTuple):
    """One kind of row.  ``height`` is what it has at least; the program makes it taller where the text needs it."""

    name: str
    height: float
    parts: tuple[ResultsPart, ...]


def _kind(name: str, height: float, spans: str, *cells: styles.CellLook) -> Kind:
    return Kind(name, height, tuple(ResultsPart(*pair) for pair in zip(spans.split(), cells, strict=True)))


def _totals(*cells: styles.CellLook) -> tuple[styles.CellLook, ...]:
    """Give cells the letter and the ground of a total row; alignment and number format stay their own."""
    return tuple(cell._replace(font=styles.LABEL.font, fill=styles.LABEL.fill) for cell in cells)


_WEIGHT = styles.CENTRE
_BUDGET = "A B:C D E F G H I"
_BUDGET_CELLS = (
    styles.CENTRE, styles.BODY, styles.AMOUNT, styles.AMOUNT, styles.RATE, styles.AMOUNT, styles.RATE, styles.BODY
)  # fmt: skip
_SECTION = "A B:D E:F G:H I"
_SECTION_CELLS = (
    styles.CENTRE, styles.BODY, styles.CENTRE, styles.CENTRE._replace(format=styles.POINTS), styles.CENTRE
)  # fmt: skip
_INDICATOR = "A B C D E F G H I"
_INDICATOR_CELLS = (
    styles.CENTRE, styles.CENTRE, styles.BODY, styles.CENTRE, styles.CENTRE, styles.RATE, _WEIGHT, styles.SCORE, _SMALL
)  # fmt: skip
_LOSS = "A B:C D E F G:I"
_FINDING = "A B C D:G H:I"


def _finding(level: str, look: styles.CellLook) -> Kind:
    return _kind(f"finding-{level}", 32, _FINDING, look, styles.CENTRE, styles.LINK, styles.BODY, styles.BODY)


SUMMARY_KINDS = (
    _kind("title", 38, "A:I", styles.TITLE),
    _kind("subtitle", 25, "A:I", styles.SUBTITLE),
    _kind(
        "result", 42, "A B C D E F G H:I",
        styles.LABEL, styles.BIG_NUMBER, styles.LABEL, styles.BIG_TEXT,
        styles.LABEL, styles.BIG_RATE, styles.LABEL, styles.CENTRE._replace(font=styles.HEI),
    ),
    _kind("heading", 24, "A:I", styles.HEADING),
    _kind("facts", 21, "A B:D E:F G:I", styles.LABEL, styles.BODY, styles.LABEL, styles.BODY),
    _kind("text", 40, "A B:I", styles.LABEL, styles.BODY),
    _kind("budget-head", 22, _BUDGET, *(styles.HEAD,) * 8),
    _kind("budget-line", 21, _BUDGET, *_BUDGET_CELLS),
    _kind("budget-group", 21, _BUDGET, *(cell._replace(bold=True) for cell in _BUDGET_CELLS)),
    _kind("budget-total", 22, _BUDGET, *_totals(*_BUDGET_CELLS)),
    _kind("section-head", 22, _SECTION, *(styles.HEAD,) * 5),
    _kind("section-line", 21, _SECTION, *_SECTION_CELLS),
    _kind("section-total", 22, _SECTION, *_totals(*_SECTION_CELLS)),
    _kind("indicator-head", 22, _INDICATOR, *(styles.HEAD,) * 9),
    _kind("indicator-line", 24, _INDICATOR, *_INDICATOR_CELLS),
    _kind("indicator-total", 22, _INDICATOR, *_totals(*_INDICATOR_CELLS)),
    _kind("loss-head", 22, _LOSS, *(styles.HEAD,) * 6),
    _kind("loss-line", 32, _LOSS, styles.CENTRE, styles.BODY, _WEIGHT, styles.SCORE, styles.SCORE, styles.BODY),
    _kind("finding-head", 22, _FINDING, *(styles.HEAD,) * 5),
    _finding("error", styles.ERROR),
    _finding("warning", styles.WARNING),
    _finding("notice", styles.NOTICE),
    _kind("sign", 28, "A B:C D E:F G:H I", *(styles.LABEL, styles.BODY) * 3),
    _kind("note", 16, "A:I", styles.NOTE),
    _kind("gap", 9, "A:I", styles.GAP),
    _kind("chart", 260, "A:D E:I", styles.CENTRE, styles.CENTRE),
    _kind("chart-wide", 260, "A:I", styles.CENTRE),
    _kind("chart-data", 16, "A B C", *(styles.NOTE,) * 3),
)  # fmt: skip
SWITCH_COLUMN = "G"
_RESULT = "A B C D E F"
_RESULT_CELLS = (styles.CODE, styles.LINK, styles.BODY, styles.BODY)
_ABOUT = "A B:D E F"
RESULT_KINDS = (
    _kind("title", 38, f"A:F {SWITCH_COLUMN}", styles.TITLE, styles.NOTE),
    _kind("note", 20, "A:F", styles.SUBTITLE),
    _kind("head", 24, _RESULT, *(styles.HEAD,) * 6),
    _kind("error", 30, _RESULT, styles.CENTRE, styles.ERROR, *_RESULT_CELLS),
    _kind("warning", 30, _RESULT, styles.CENTRE, styles.WARNING, *_RESULT_CELLS),
    _kind("notice", 30, _RESULT, styles.CENTRE, styles.NOTICE, *_RESULT_CELLS),
    _kind("good", 36, "A:F", styles.GOOD),
    _kind("about-title", 36, "A:F", styles.HEADING),
    _kind("about-head", 24, _ABOUT, *(styles.HEAD,) * 4),
    _kind("about", 30, _ABOUT, styles.CENTRE, styles.BODY, styles.BODY, styles.BODY),
)
MARKS = {styles.LINK: LINK, styles.CODE: ABOUT}
"""What the exemplar cell of a link says, by the look of that link."""
SUMMARY_WIDTHS = (12.0, 12.0, 17.0, 13.5, 13.5, 9.5, 12.0, 9.5, 33.0)
RESULT_WIDTHS = (7.0, 8.0, 8.0, 15.0, 66.0, 50.0, 10.0)


def build_summary(sheet: Worksheet) -> None:
    """Fill 汇总: exemplars, and one line that says how to get a summary."""
    styles.columns(sheet, SUMMARY_WIDTHS)
    row = _exemplars(sheet, SUMMARY_KINDS)
    styles.put(sheet, f"A{row}:I{row}", NOT_YET, styles.SUBTITLE._replace(size=12))
    sheet.row_dimensions[row].height = 60
    charts.draw(sheet, row + 1)
    styles.page(sheet, landscape=False)


def build_results(sheet: Worksheet) -> None:
    """Fill 校验结果: exemplars, and one line that says how to get the findings."""
    styles.columns(sheet, RESULT_WIDTHS)
    row = _exemplars(sheet, RESULT_KINDS)
    styles.put(sheet, f"A{row}:F{row}", NOT_YET, styles.SUBTITLE._replace(size=12))
    sheet.row_dimensions[row].height = 60
    # Title and count come first, then the header of the findings.
    styles.page(sheet, landscape=True, repeat=f"{row + 2}:{row + 2}")
    sheet.column_dimensions[SWITCH_COLUMN].hidden = True


def _exemplars(sheet: Worksheet, kinds: tuple[Kind, ...]) -> int:
    """Write the hidden exemplar rows; return the row below them."""
    for row, kind in enumerate(kinds, 1):
        for part in kind.parts:
            first, _, last = part.span.partition(":")
            value = f"{KIND}{kind.name}" if first == "A" else MARKS.get(part.look)
            styles.put(sheet, f"{first}{row}" + (f":{last}{row}" if last else ""), value, part.look)
        sheet.row_dimensions[row].hidden = True
        sheet.row_dimensions[row].height = kind.height
    below = len(kinds) + 1
    sheet.sheet_view.selection[0].activeCell = sheet.sheet_view.selection[0].sqref = f"A{below}"
    return below
