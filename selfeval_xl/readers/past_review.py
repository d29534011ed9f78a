"""A review sheet that was written before: what the reviewer typed into it, known from what had been proposed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.checks.reviewed import Decision, Key
from selfeval_xl.documents.blocks import Table
from selfeval_xl.documents.review import tables
from selfeval_xl.documents.rollup.tables import OTHERS, REFUSALS
from selfeval_xl.domain.cells import CellValue, parse_decimal, text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers.sheets import read_sheets
from selfeval_xl.storage import stable_read

_TYPED = ("checked_actual", "checked", "remark")
_PROPOSED = ("proposed_actual", "proposed", "proposed_remark")


class PastReview(NamedTuple):
    """What was typed, by the row it was typed into; and what stands in the file beyond what the program writes.

    ``foreign`` are sheets and columns of the reviewer's own, which a new review sheet would not have.
    """

    typed: Mapping[tuple[Key, int], Mapping[str, str]]
    foreign: tuple[str, ...]


def read_past_review(path: str) -> PastReview | None:
    """Read the review sheet at ``path``; ``None`` when the workbook there is none.  Raises as reading any workbook."""
    written = (
        tables.ROWS,
        tables.PROJECTS,
        tables.DEPARTMENTS,
        tables.REMARKS,
        tables.CHECKS,
        tables.SAMPLE,
        REFUSALS,
        OTHERS,
    )
    found = stable_read.made_of(path, LIMIT, lambda data: read_sheets(data, path))
    grids = {grid.name: grid for grid in found.grids}
    titles = {table.name: [column.title for column in table.columns] for table in written}
    grid = grids.get(tables.ROWS.name)
    if grid is None or not _has_all(grid, titles[tables.ROWS.name]):
        return None
    foreign = [name for name in (*grids, *found.hidden) if name not in titles]
    for name in titles.keys() & grids.keys():
        header = [text_of(cell) for cell in (grids[name].rows or [[]])[0]]
        foreign += [f"{name}的“{title}”一列" for title in header if title and title not in titles[name]]
    return PastReview(_typed(grid, tables.ROWS), tuple(foreign))


def _has_all(grid: Grid, titles: Sequence[str]) -> bool:
    return bool(grid.rows) and {*titles} <= {text_of(cell) for cell in grid.rows[0]}


def _typed(grid: Grid, table: Table) -> dict[tuple[Key, int], Mapping[str, str]]:
    fields = {column.title: column.field for column in table.columns}
    header = [fields.get(text_of(cell), "") for cell in grid.rows[0]]
    found: dict[tuple[Key, int], Mapping[str, str]] = {}
    seen: dict[Key, int] = {}
    for cells in grid.rows[1:]:
        row = dict(zip(header, cells, strict=False))
        key = (text_of(row.get("source")), text_of(row.get("level2")), text_of(row.get("name")))
        seen[key] = seen.get(key, 0) + 1
        pairs = zip(_TYPED, _PROPOSED, strict=True)
        own = {field: text_of(row.get(field)) for field, other in pairs if not _same(row.get(field), row.get(other))}
        if own:
            found[key, seen[key]] = own
    return found


def _same(typed: CellValue, proposed: CellValue) -> bool:
    numbers = parse_decimal(typed), parse_decimal(proposed)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return text_of(typed).strip() == text_of(proposed).strip()


def decided(proposed: Decision, typed: Mapping[str, str]) -> Decision:
    """Return what counts: what was typed, else what is proposed."""
    score = parse_decimal(typed["checked"]) if "checked" in typed else proposed.score
    return Decision(typed.get("checked_actual", proposed.actual), score, typed.get("remark", proposed.remark))
