"""What the user has selected: the code of a finding, on whatever sheet it stands."""

from __future__ import annotations

import xlwings

from selfeval_xl.tasks import help as pages

_COLUMNS = "A{row}:P{row}"
"""Where 校验结果, 汇总 and the tables of a roll-up have their codes."""


def selected_code(app: xlwings.App) -> str:
    """Return the code in the row of the active cell, ``""`` when there is none that has a page."""
    cell = app.api.ActiveCell
    if cell is None:
        return ""
    ((*values,),) = cell.Worksheet.Range(_COLUMNS.format(row=cell.Row)).Value
    found = (pages.find(value) for value in values if isinstance(value, str))
    return next((page.code for page in found if page), "")
