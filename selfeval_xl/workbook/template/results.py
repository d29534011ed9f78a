"""The sheets 汇总 and 校验结果: empty, with the hidden exemplar rows whose look the program's rows take.

Column A of an exemplar row holds ``样式:KIND``; where a row gets a link to the cell it speaks of, the exemplar cell
holds ``链接``, and ``说明`` where it gets one to the explanation of its code.  What the program writes starts right
below the last exemplar row.
"""

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.workbook.template import charts, entry, styles

KIND, LINK, ABOUT = "样式:", "链接", "说明"
NOT_YET = "尚未计算：请点“绩效自评”选项卡上的“计算评分”。"


class ResultsPart(NamedTuple):
    """Cells of an exemplar row, ``A`` or ``B:D`` (these are merged), and their look."""

    span: str
    look: styles.CellLook


class Kind(NamedTuple):
    """One kind of row.  ``height`` is what it has at least; the program makes it taller where the text needs it."""

    name: str
    height: float
    parts: tuple[ResultsPart, ...]


def _kind(name: str, height: float, spans: str, looks: str, total: bool = False, bold: bool = False) -> Kind:
    cells = [styles.named(look)._replace(bold=bold) for look in looks.split()]
    if total:  # alignment and number format stay their own
        cells = [cell._replace(font=styles.LABEL.font, fill=styles.LABEL.fill) for cell in cells]
    return Kind(name, height, tuple(ResultsPart(*pair) for pair in zip(spans.split(), cells, strict=True)))


SUMMARY_KINDS, RESULT_KINDS = (
    tuple(_kind(name, **said) for name, said in rows.items()) for rows in (entry.SUMMARY_ROWS, entry.RESULT_ROWS)
)
SWITCH_COLUMN = "G"
MARKS = {styles.LINK: LINK, styles.CODE: ABOUT}
"""What the exemplar cell of a link says, by the look of that link."""
SUMMARY_WIDTHS = (12.0, 12.0, 17.0, 13.5, 13.5, 9.5, 12.0, 9.5, 33.0)
RESULT_WIDTHS = (7.0, 8.0, 8.0, 15.0, 66.0, 50.0, 10.0)


def build_summary(sheet: Worksheet) -> None:
    """Fill 汇总: exemplars, and one line that says how to get a summary."""
    row = _without_results(sheet, SUMMARY_KINDS, SUMMARY_WIDTHS, "I")
    charts.draw(sheet, row + 1)
    styles.page(sheet, landscape=False)


def build_results(sheet: Worksheet) -> None:
    """Fill 校验结果: exemplars, and one line that says how to get the findings."""
    row = _without_results(sheet, RESULT_KINDS, RESULT_WIDTHS, "F")
    # Title and count come first, then the header of the findings.
    styles.page(sheet, landscape=True, repeat=f"{row + 2}:{row + 2}")
    sheet.column_dimensions[SWITCH_COLUMN].hidden = True


def _without_results(sheet: Worksheet, kinds: tuple[Kind, ...], widths: tuple[float, ...], last: str) -> int:
    """Write the exemplar rows and the line below them; return its row."""
    styles.columns(sheet, widths)
    row = _exemplars(sheet, kinds)
    styles.put(sheet, f"A{row}:{last}{row}", NOT_YET, styles.SUBTITLE._replace(size=12))
    sheet.row_dimensions[row].height = 60
    return row


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
