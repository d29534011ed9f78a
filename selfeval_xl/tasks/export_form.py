"""Official forms out: made from a scorecard, written, opened again and reconciled before anybody sends them."""

import importlib
import os
from collections.abc import Iterator, Sequence
from decimal import Decimal

from selfeval_xl.documents import drafts
from selfeval_xl.documents.blocks import Form
from selfeval_xl.documents.forms import mof
from selfeval_xl.documents.forms.kinds import EXPORTED, ExportedForm
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.ooxml.xmltext import printable
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.rules import Standard
from selfeval_xl.tasks.reconcile import form_bytes


def make(
    kind: str, card: Scorecard, standard: Standard, shown: str, draft: bool = False, public: bool = False
) -> bytes:
    """Return the form ``kind`` of a scorecard as an .xlsx, or an .xls where ``shown``, the name of the file, says so.

    A ``draft`` says so on every page; a ``public`` copy has no place for signatures.  Raises StorageError when the
    file, opened again, does not say what the scorecard says.
    """
    exported = EXPORTED[kind]
    rows = mof.by_levels(card, standard.presets.levels) if exported.by_levels else mof.as_reported(card)
    layout = importlib.import_module(f"selfeval_xl.documents.forms.{exported.module}")
    form: Form = layout.form(card, rows, standard, not public)
    form = drafts.marked(form) if draft else form
    return form_bytes(form, shown, lambda grid: _differing_figures(exported, form, grid, card, rows))


def file_name(kind: str, source: str) -> str:
    """Return the name of the form of a workbook, in the same folder."""
    folder, name = os.path.split(source)
    return os.path.join(folder, EXPORTED[kind].name.format(stem=os.path.splitext(name)[0]))


def _differing_figures(
    exported: ExportedForm, form: Form, grid: Grid, card: Scorecard, laid: Sequence[mof.Row]
) -> Iterator[str]:
    """Yield what the form, read as any form is read, says otherwise than the scorecard."""
    read = next(iter(read_forms(grid)), None)
    scores = zip(read.indicators, read.printed.scores, strict=True) if read else ()
    rows = {row.row: (row, score) for row, score in scores}
    for number, (_, _, scored) in enumerate(laid, (form.page.titles or (0, 0))[1] + 1):
        if scored is None:
            continue
        row, score = rows.get(number, (None, None))
        original = scored.typed if scored.typed is not None else scored.system
        if _points(score) != (original if exported.for_import else scored.score):
            yield f"第{number}行得分"
        if exported.has_weights and row and points_in(row.weight) != scored.weight:
            yield f"第{number}行分值"
        texts = (("target", scored.wanted), ("actual", scored.achieved))
        differs = any(text_of(getattr(row, field, None)) != printable(text).strip() for field, text in texts)
        if differs and not exported.for_import:
            yield f"第{number}行指标值或完成值"
    if read and not exported.for_import:
        yield from _differing_totals(read, card)


def _differing_totals(read: Submission, card: Scorecard) -> Iterator[str]:
    section, total, printed = card.execution_section, read.budget[:1], read.printed
    score = printed.funds[0].score if printed.funds else None
    others = total[0].executed_other if total else None
    spent = total[0].executed + (others or 0) if total and total[0].executed is not None else None
    amounts = (total[0].annual if total else None, spent)
    if amounts != (card.budget.budget, card.budget.executed) or _points(score) != (section.score if section else None):
        yield "项目资金"
    if _points(printed.total) != card.total:
        yield "总分"


def _points(cell: PlacedValue | None) -> Decimal | None:
    return points_in(cell.value) if cell else None
