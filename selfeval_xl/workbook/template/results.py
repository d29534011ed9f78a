"""The sheets 汇总 and 校验结果: empty, with the hidden exemplar rows whose look the program's rows take.

Column A of an exemplar row holds ``样式:KIND``; where a row gets a link to the cell it speaks of, the exemplar cell
holds ``链接``, and ``说明`` where it gets one to the explanation of its code.  What the program writes starts right
below the last exemplar row.
"""

from collections.abc import Mapping
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.workbook.template import charts, entry, styles

KIND, LINK, ABOUT = "样式:", "链接", "说明"
NOT_YET = "尚未计算：请点“绩效自评”选项卡上的“计算评分”。"
SWITCH_COLUMN = "G"
MARKS = {"LINK": LINK, "CODE": ABOUT}
"""What the exemplar cell of a link says, by the look of that link."""
SUMMARY_WIDTHS = (12.0, 12.0, 17.0, 13.5, 13.5, 9.5, 12.0, 9.5, 33.0)
RESULT_WIDTHS = (7.0, 8.0, 8.0, 15.0, 66.0, 50.0, 10.0)
_Kinds = Mapping[str, Mapping[str, Any]]


def build_summary(sheet: Worksheet) -> None:
    """Fill 汇总: exemplars, and one line that says how to get a summary."""
    row = _without_results(sheet, entry.SUMMARY_ROWS, SUMMARY_WIDTHS, "I")
    charts.draw(sheet, row + 1)
    styles.page(sheet, landscape=False)


def build_results(sheet: Worksheet) -> None:
    """Fill 校验结果: exemplars, and one line that says how to get the findings."""
    row = _without_results(sheet, entry.RESULT_ROWS, RESULT_WIDTHS, "F")
    # Title and count come first, then the header of the findings.
    styles.page(sheet, landscape=True, repeat=f"{row + 2}:{row + 2}")
    sheet.column_dimensions[SWITCH_COLUMN].hidden = True


def _without_results(sheet: Worksheet, kinds: _Kinds, widths: tuple[float, ...], last: str) -> int:
    """Write the exemplar rows and the line below them; return its row."""
    styles.columns(sheet, widths)
    row = _exemplars(sheet, kinds)
    styles.put(sheet, f"A{row}:{last}{row}", NOT_YET, styles.SUBTITLE._replace(size=12))
    sheet.row_dimensions[row].height = 60
    return row


def _exemplars(sheet: Worksheet, kinds: _Kinds) -> int:
    """Write the hidden exemplar rows, as ``sheets.toml`` describes them; return the row below them."""
    for row, (kind, said) in enumerate(kinds.items(), 1):
        for span, name in zip(said["spans"].split(), said["looks"].split(), strict=True):
            look = styles.named(name)._replace(bold=said.get("bold", False))
            if said.get("total"):  # alignment and number format stay their own
                look = look._replace(font=styles.LABEL.font, fill=styles.LABEL.fill)
            first, _, last = span.partition(":")
            value = f"{KIND}{kind}" if first == "A" else MARKS.get(name)
            styles.put(sheet, f"{first}{row}" + (f":{last}{row}" if last else ""), value, look)
        sheet.row_dimensions[row].hidden = True
        sheet.row_dimensions[row].height = said["height"]
    below = len(kinds) + 1
    sheet.sheet_view.selection[0].activeCell = sheet.sheet_view.selection[0].sqref = f"A{below}"
    return below
