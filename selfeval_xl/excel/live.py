"""实时评分: one array formula beside the indicators, whose scores follow the inputs while somebody tries things out."""

from __future__ import annotations

from typing import Any

from selfeval_xl.domain.layout import INDICATORS
from selfeval_xl.domain.place import column_letters
from selfeval_xl.excel import book as books
from selfeval_xl.messages import codes, input_error

HEADER = "实时得分"


def toggle(book: Any) -> str:
    """Write the column, or clear it when it is there; inputs are not touched."""
    sheet = book.sheets[INDICATORS]
    card = books.assessed(book).card
    rows = card.indicators
    if not rows:
        raise input_error(codes.NO_INDICATORS)
    columns = rows[0].indicator.columns
    header, last = columns.header_row, rows[-1].indicator.row
    end = sheet.used_range.last_cell
    width = end.column
    titles = sheet.range((header, 1), (header, width + 1)).value
    if HEADER in titles:
        column = titles.index(HEADER) + 1
        # Down to the end of the sheet, because Excel clears no part of an array formula.
        sheet.range((header, column), (max(end.row, header + 1), column)).clear()
        return "“实时得分”一列已经去掉。"
    target = sheet.range((header, width + 1), (last, width + 1))
    target.formula_array = f'=SE_SCORES(A{header}:{column_letters(width)}{last},"{card.standard_id}")'
    return (
        "已在右边加上“实时得分”一列，改动指标值或完成值时会跟着变。\n"
        "报送前请再点一次“实时评分”去掉它，最后以“计算评分”为准。"
    )
