"""Do all documents that are handed in say the same of each project?  Each is opened again, as others would read it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents import delivery, drafts
from selfeval_xl.documents.report import together
from selfeval_xl.documents.report.gaps import Report
from selfeval_xl.documents.report.reconciling import ReadBack, differences
from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.money import money
from selfeval_xl.domain.printed import points_in
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.readers.documents import document_of
from selfeval_xl.readers.grids import read_grids


class KeyFigures(NamedTuple):
    """What every document says of a project, in points and in whole 分; ``None`` where it is open."""

    total: Decimal | None
    budget: int | None
    executed: int | None


def figures_of(card: Scorecard) -> KeyFigures:
    """Return what was computed."""
    return KeyFigures(card.total, card.budget.budget, card.budget.executed)


def in_form(data: bytes, shown: str) -> KeyFigures:
    """Return what an official form says, read as any form that was received."""
    (read,) = document_of(data, shown).submissions
    top = read.budget[0] if read.budget else None
    total = points_in(read.printed.total.value) if read.printed.total else None
    return KeyFigures(total, top and top.annual, top and top.executed)


def in_listing(data: bytes, shown: str) -> list[KeyFigures]:
    """Return what 项目清单 says of each project."""
    names = (delivery.LISTING, drafts.sheet_name(delivery.LISTING))
    (grid,) = read_grids(data, shown, names).values()
    return _figures_in(
        grid.rows[delivery.LIST_HEAD : -1], delivery.LIST_TITLES, delivery.KEY_TITLES, delivery.MONEY_UNIT
    )


def in_overview(read: ReadBack) -> list[KeyFigures]:
    """Return what the table of projects says that a report over several begins with; none where there is none."""
    table = next((rows for rows in read.tables if rows[0] == together.HEADS), ())
    return _figures_in(table[1:-1], together.HEADS, together.KEY_TITLES, "元")


def _figures_in(
    rows: Iterable[Sequence[CellValue]], titles: Sequence[str], wanted: Sequence[str], unit: str
) -> list[KeyFigures]:
    total, *amounts = (titles.index(title) for title in wanted)
    return [KeyFigures(points_in(row[total]), *(money(row[each], unit).fen for each in amounts)) for row in rows]


def require(projects: Sequence[tuple[str, Scorecard]], files: Mapping[str, bytes]) -> None:
    """Raise StorageError (F30) where a form or 项目清单 says something else of a project than was computed."""
    name = f"{delivery.LISTING}.xlsx"
    listed = in_listing(files[name], name)
    for (title, card), said in zip(projects, listed, strict=True):
        form = delivery.form_path(title)
        for shown, found in ((form, in_form(files[form], form)), (name, said)):
            if found != figures_of(card):
                detail = f"{delivery.title_of(card)}：应为{_told(figures_of(card))}，读到{_told(found)}"
                raise storage_error(codes.NOT_RECONCILED, file=shown, detail=detail)


def require_report(parts: Sequence[tuple[Scorecard, Report]], read: ReadBack, shown: str) -> None:
    """Raise StorageError (F64) where the report, opened again, says something else than the scorecards."""
    wrong = [each for card, part in parts for each in differences(card, part, read)]
    listed = in_overview(read)
    if len(parts) > 1 and listed != [figures_of(card) for card, _ in parts]:
        found = "；".join(map(_told, listed))
        wrong.append(f"项目表的得分或金额与计算结果不同（{found}）")
    if wrong:
        raise storage_error(codes.REPORT_NOT_RECONCILED, file=shown, detail="；".join(wrong[:3]))


def _told(figures: KeyFigures) -> str:
    named = zip(("得分", "预算数（分）", "执行数（分）"), figures, strict=True)
    return "、".join(f"{name}{'空' if value is None else text_of(str(value))}" for name, value in named)
