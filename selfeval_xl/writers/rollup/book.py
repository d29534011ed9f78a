"""The roll-up as a workbook.

Rows are rendered and deflated while they come, so that memory does not grow with them; at the end the parts are put
together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfeval_xl.documents.rollup.tables import STREAMED, Filled, Rows, Table
from selfeval_xl.writers.rollup import charts, container, frame, parts, styles
from selfeval_xl.writers.rollup.charts import Chart
from selfeval_xl.writers.rollup.frame import OVERVIEW
from selfeval_xl.writers.rollup.links import Links
from selfeval_xl.writers.rollup.publish import Product, place, require_free
from selfeval_xl.writers.rollup.sheet import GENEROUS, MOST_ROWS, Sheet, Sheets
from selfeval_xl.writers.rollup.spool import Packed, packed, telling

_ORDER = (
    OVERVIEW,
    "项目汇总",
    "同项目合并",
    "同项目合并明细",
    "部门汇总",
    "等级分布",
    "执行率分布",
    "同比",
    "异常清单",
    "指标明细",
    "未读文件",
)
"""The sheets in the order in which people read them; a table that is not named here comes after 同比."""


class BookSink:
    """Writes the tables into one workbook at ``target``, whose rows link to the files in ``folder``.

    Without ``force`` an existing file stays; ``backups`` are those of files replaced.  Raises StorageError.
    """

    def __init__(self, target: str, folder: str, force: bool = False) -> None:
        require_free((target,), force)
        self._target, self._force = target, force
        self._links = Links(folder, target)
        self._titles: dict[str, int] = {}
        self._all = {table.name: Sheets(table, self._links, self._head) for table in STREAMED}
        self.backups: list[str] = []

    def add(self, table: str, rows: Rows) -> None:
        """Append rows to one of the streamed tables."""
        with telling():
            self._all[table].add(rows)

    def close(self, closing: Sequence[Filled]) -> list[str]:
        """Write the tables worked out at the end and put the workbook in its place."""
        try:
            with telling():
                for each in closing:
                    self._all[each.table.name] = Sheets(each.table, self._links, self._head)
                    self._all[each.table.name].add(each.rows)
                finished = self._finished(charts.of_tables(closing))
            container.require_room(finished, self._target)
            self.backups += place((Product(self._target, lambda: container.pieces(finished)),), self._force)
            return [self._target]
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Leave nothing behind."""
        for sheet in self._sheets():
            sheet.close()

    def _head(self, table: Table) -> bytes:
        return frame.head(table, lambda title: self._titles.setdefault(title, len(self._titles)))

    def _sheets(self) -> list[Sheet]:
        """Return all sheets, in order."""
        last = _ORDER.index("同比")
        rank = {name: number for number, name in enumerate(_ORDER)}
        tables = sorted(self._all.values(), key=lambda each: rank.get(each.table.name, last))
        return [sheet for each in tables for sheet in each.all]

    def _finished(self, drawn: dict[str, Chart]) -> dict[str, Packed]:
        """Return all parts of the workbook by their names, the table of contents first."""
        sheets = self._sheets()
        for sheet in sheets:
            if sheet.name == OVERVIEW:
                sheet.note(self._notes(sheets))
        made = dict[str, Packed]()
        for number, sheet in enumerate(sheets, 1):
            own = list(drawn.values()) if sheet.name == OVERVIEW else [drawn[sheet.name]] if sheet.name in drawn else []
            made |= _sheet_parts(sheet, number, own)
        names = [sheet.name for sheet in sheets]
        small = {
            "_rels/.rels": parts.START,
            "docProps/core.xml": parts.ORIGIN,
            "xl/workbook.xml": parts.workbook(names),
            "xl/_rels/workbook.xml.rels": parts.workbook_relations(len(names)),
            "xl/styles.xml": styles.styles().encode(),
            "xl/sharedStrings.xml": parts.shared_strings(self._titles),
        }
        contents = {"[Content_Types].xml": parts.content_types((*small, *made))}
        return {name: packed(data) for name, data in (contents | small).items()} | made

    def _notes(self, sheets: Sequence[Sheet]) -> Iterator[str]:
        """Yield what a reader should know of the sheets that Excel's limits have a say in."""
        for sheet in sheets:
            if sheet.unlinked and sheet.links >= GENEROUS:
                yield (
                    f"“{sheet.name}”有 {sheet.unlinked:,} 行没有放打开文件的链接：Excel 一张表至多 65,530 个链接。"
                    "文件名都写在“文件”列里。"
                )
        for table in self._all.values():
            if len(table.all) > 1:
                names = "、".join(f"“{sheet.name}”" for sheet in table.all[1:])
                yield f"“{table.table.name}”超过 {MOST_ROWS:,} 行，接着写在{names}里。"


def _sheet_parts(sheet: Sheet, number: int, drawn: Sequence[Chart]) -> dict[str, Packed]:
    """Return the parts of a sheet by their names: itself, its relationships, its table and its charts."""
    for piece in frame.tail(sheet, bool(drawn)):
        sheet.part.write(piece)
    sheet.part.finish()
    relations = Packed(parts.RELATIONS_HEAD + parts.relation(frame.TABLE_ID, "table", f"../tables/table{number}.xml"))
    made = {f"xl/worksheets/sheet{number}.xml": sheet.part, f"xl/worksheets/_rels/sheet{number}.xml.rels": relations}
    made[f"xl/tables/table{number}.xml"] = packed(frame.table_part(sheet, number))
    if drawn:
        relations.write(parts.relation(frame.DRAWING_ID, "drawing", f"../drawings/drawing{number}.xml"))
        made |= _drawing_parts(drawn, number, sheet)
    for piece in sheet.relations.pieces():
        relations.write(piece)
    relations.write(parts.RELATIONS_TAIL)
    relations.finish()
    return made


def _drawing_parts(drawn: Sequence[Chart], number: int, sheet: Sheet) -> dict[str, Packed]:
    widths = list(map(styles.width, sheet.table.columns))
    below = sheet.last_row + 1 if sheet.name == OVERVIEW else 0
    names = [f"chart{number}_{index}.xml" for index in range(1, len(drawn) + 1)]
    relations = (parts.relation(f"rId{index}", "chart", f"../charts/{name}") for index, name in enumerate(names, 1))
    made = {
        f"xl/drawings/drawing{number}.xml": charts.drawing(drawn, widths, below),
        f"xl/drawings/_rels/drawing{number}.xml.rels": b"".join(
            (parts.RELATIONS_HEAD, *relations, parts.RELATIONS_TAIL)
        ),
    }
    made |= {f"xl/charts/{name}": charts.part(chart) for name, chart in zip(names, drawn, strict=True)}
    return {name: packed(data) for name, data in made.items()}
