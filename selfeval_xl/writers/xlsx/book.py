"""The roll-up as a workbook: rows are rendered and deflated while they come, at the end the parts are put together."""

import itertools
from collections.abc import Iterator, Sequence

from selfeval_xl.documents.blocks import Table
from selfeval_xl.documents.rollup.tables import STREAMED
from selfeval_xl.writers.links import Links
from selfeval_xl.writers.sinks import Pieces, TableSink
from selfeval_xl.writers.spool import Packed, packed
from selfeval_xl.writers.xlsx import charts, frame, native, package, styles
from selfeval_xl.writers.xlsx.charts import Chart
from selfeval_xl.writers.xlsx.rows import GENEROUS, MOST_ROWS, SheetWriter, SheetWriters

_ORDER = (
    *(native.OVERVIEW, "项目汇总", "同项目合并", "同项目合并明细", "部门汇总", "等级分布", "执行率分布", "同比"),
    *("异常清单", "指标明细", "未读文件", "不是自评表"),
)
"""The sheets in the order in which people read them; a table that is not named here comes after 同比."""


class BookSink(TableSink[SheetWriters]):
    """Writes the tables into one workbook at ``target``, whose rows link to the files in ``folder``."""

    title = "项目支出绩效自评汇总"
    order: Sequence[str] = _ORDER

    def __init__(self, target: str, folder: str, force: bool = False, streamed: Sequence[Table] = STREAMED) -> None:
        self._links = Links(folder, target)
        self._titles: dict[str, int] = {}
        super().__init__(target, force, streamed)

    def _begun(self, table: Table) -> SheetWriters:
        return SheetWriters(table, self._links, self._head)

    def _head(self, table: Table) -> bytes:
        return native.head(table, lambda title: self._titles.setdefault(title, len(self._titles)))

    def _products(self, closing: Sequence[Table]) -> dict[str, Pieces]:
        parts = self._parts(charts.of_tables(closing))
        package.require_room(parts, self._target)
        return {self._target: lambda: package.pieces(parts)}

    def _parts(self, drawn: dict[str, Chart]) -> dict[str, Packed]:
        sheets = self._sheets()
        for sheet in sheets:
            if sheet.name == native.OVERVIEW:
                sheet.note(self._notes(sheets))
        made, others = [], dict[str, Packed]()
        for number, sheet in enumerate(sheets, 1):
            own = [each for name, each in drawn.items() if sheet.name in (name, native.OVERVIEW)]
            others |= _sheet_parts(sheet, number, own)
            made.append(package.WrittenSheet(sheet.name, sheet.part, native.page(sheet.table).titles))
        return package.finished(self.title, made, styles.styles(), others, self._titles)

    def _sheets(self) -> list[SheetWriter]:
        rank = {name: number for number, name in enumerate(self.order)}
        last = rank.get("同比", 0)
        tables = sorted(self._all.values(), key=lambda each: rank.get(each.table.name, last))
        return [sheet for each in tables for sheet in each.all]

    def _notes(self, sheets: Sequence[SheetWriter]) -> Iterator[str]:
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


def _sheet_parts(sheet: SheetWriter, number: int, drawn: Sequence[Chart]) -> dict[str, Packed]:
    """Finish a sheet, and return the parts that it leads to by their names: its table, charts and relationships."""
    for piece in native.tail(sheet, bool(drawn)):
        sheet.part.write(piece)
    sheet.part.finish()
    items = [package.relation(frame.TABLE_ID, "table", f"../tables/table{number}.xml")]
    made = {f"xl/tables/table{number}.xml": packed(native.table_part(sheet, number))}
    if drawn:
        items.append(package.relation(frame.DRAWING_ID, "drawing", f"../drawings/drawing{number}.xml"))
        made |= _drawing_parts(drawn, number, sheet)
    made[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = package.relations(
        itertools.chain(items, sheet.relations.pieces())
    )
    return made


def _drawing_parts(drawn: Sequence[Chart], number: int, sheet: SheetWriter) -> dict[str, Packed]:
    widths = list(map(styles.width, sheet.table.columns))
    below = sheet.last_row + 1 if sheet.name == native.OVERVIEW else 0
    names = [f"chart{number}_{index}.xml" for index in range(1, len(drawn) + 1)]
    items = (package.relation(f"rId{index}", "chart", f"../charts/{name}") for index, name in enumerate(names, 1))
    return {
        f"xl/drawings/drawing{number}.xml": packed(charts.drawing(drawn, widths, below)),
        f"xl/drawings/_rels/drawing{number}.xml.rels": package.relations(items),
        **{f"xl/charts/{name}": packed(charts.part(chart)) for name, chart in zip(names, drawn, strict=True)},
    }


class ReviewSink(BookSink):
    """The same for the tables of a review, all of which are worked out at the end."""

    title = "项目支出绩效自评复核"
    order = ()

    def __init__(self, target: str, folder: str, force: bool = False) -> None:
        super().__init__(target, folder, force, streamed=())


class MonitorSink(ReviewSink):
    """The same for the tables of 运行监控."""

    title = "项目支出绩效运行监控汇总"
