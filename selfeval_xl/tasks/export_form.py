"""Official forms out: made from a scorecard, written, opened again and reconciled before anybody sends them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.documents.forms import hubei, mof, platform
from selfeval_xl.documents.forms.kinds import HUBEI, MOF, PLATFORM
from selfeval_xl.documents.forms.platform_values import parted
from selfeval_xl.documents.forms.shape import RATE, Form
from selfeval_xl.documents.output import OutValue
from selfeval_xl.domain.cells import CellValue, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.ooxml.xmltext import printable
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.readers.grids import read_grids
from selfeval_xl.rules import Standard

_ENDINGS = {MOF: "{stem}-自评表.xlsx", HUBEI: "{stem}-自评表.xlsx"}
_PLATFORM_NAME = "项目支出绩效自评指标完成情况导入模板-{stem}.xlsx"


def make(kind: str, card: Scorecard, standard: Standard, shown: str) -> bytes:
    """Return the form ``kind`` of a scorecard as an .xlsx; ``shown`` is what error messages call it.

    Raises StorageError when the file, opened again, does not say what the scorecard says.
    """
    from selfeval_xl.writers.form_book import workbook_bytes

    form = _form(kind, card, standard)
    data = workbook_bytes(form)
    grid = read_grids(data, shown, (form.sheet,))[form.sheet]
    wrong = [*_differing_cells(form, grid), *_differing_figures(kind, form, grid, card)]
    if wrong:
        raise storage_error(codes.NOT_RECONCILED, file=shown, detail="、".join(dict.fromkeys(wrong)))
    return data


def file_name(kind: str, source: str) -> str:
    """Return the name of the form of a workbook, in the same folder."""
    folder, name = os.path.split(source)
    return os.path.join(folder, _ENDINGS.get(kind, _PLATFORM_NAME).format(stem=os.path.splitext(name)[0]))


def _form(kind: str, card: Scorecard, standard: Standard) -> Form:
    if kind == PLATFORM:
        return platform.form(card.indicators, [parted(row) for row in card.indicators])
    return hubei.form(card) if kind == HUBEI else mof.form(card)


def _differing_cells(form: Form, grid: Grid) -> Iterator[str]:
    """Yield every cell that does not hold what was to be written."""
    for piece in form.pieces:
        row, column = piece.area[:2]
        cells = grid.rows[row - 1] if row <= len(grid.rows) else ()
        found = cells[column - 1] if column <= len(cells) else None
        if not _same(found, piece.value, piece.look == RATE):
            yield Place(grid.name, row, column).cell


def _same(found: CellValue, wanted: OutValue, is_rate: bool) -> bool:
    if wanted is None or isinstance(wanted, str):
        return text_of(found) == printable(wanted or "").strip()
    if not is_rate:
        return parse_decimal(found) == wanted
    # A cell with the format of a percentage is read as the text that a person sees.
    shown = parse_decimal(text_of(found).removesuffix("%"))
    return shown is not None and shown / HUNDRED == wanted


def _differing_figures(kind: str, form: Form, grid: Grid, card: Scorecard) -> Iterator[str]:
    """Yield what the form, read as any form is read, says otherwise than the scorecard."""
    read = next(iter(read_forms(grid)), None)
    scores = zip(read.indicators, read.printed.scores, strict=True) if read else ()
    rows = {row.row: (row, score) for row, score in scores}
    for number, scored in enumerate(card.indicators, form.title_rows[1] + 1):
        row, score = rows.get(number, (None, None))
        own = scored.score if kind != PLATFORM else scored.typed if scored.typed is not None else scored.system
        if _points(score) != own:
            yield f"第{number}行得分"
        if kind != HUBEI and row and points_in(row.weight) != scored.weight:
            yield f"第{number}行分值"
        texts = (("target", scored.wanted), ("actual", scored.achieved))
        if kind != PLATFORM and any(
            text_of(getattr(row, field, None)) != printable(text).strip() for field, text in texts
        ):
            yield f"第{number}行指标值或完成值"
    if read and kind != PLATFORM:
        yield from _differing_totals(read, card)


def _differing_totals(read: Submission, card: Scorecard) -> Iterator[str]:
    section, total, printed = card.execution_section, read.budget[:1], read.printed
    score = printed.funds[0].score if printed.funds else None
    amounts = (total[0].annual, total[0].executed) if total else (None, None)
    if amounts != (card.budget.budget, card.budget.executed) or _points(score) != (section.score if section else None):
        yield "项目资金"
    if _points(printed.total) != card.total:
        yield "总分"


def _points(cell: PlacedValue | None) -> Decimal | None:
    return points_in(cell.value) if cell else None
