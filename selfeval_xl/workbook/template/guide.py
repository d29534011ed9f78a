"""The sheet 填报说明: steps, colours, what goes where, and the rules of the standard with their sources."""

from collections.abc import Sequence

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.forms import hubei, kinds
from selfeval_xl.domain.layout import GUIDE, PROJECT_FIELDS, titles
from selfeval_xl.domain.reference import EVIDENCE
from selfeval_xl.rules import Standard, explanation
from selfeval_xl.scoring import methods
from selfeval_xl.workbook.template import entry, styles

WIDTHS = (17.0, 38.0, 32.0, 19.0)
LIST_COLUMN = 10
SIGNS = ("≥", ">", "=", "<", "≤", "定性", "时限")
SOURCES = ("当年财政拨款", "上年结转资金", "其他资金")
MONEY_UNITS = ("元", "万元")


class _GuideWriter:
    """Writes rows downwards, each as tall as its text needs."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.row = sheet, 1

    def line(self, text: str, look: styles.CellLook, height: float | None = None) -> None:
        """Write one text across all columns."""
        self.table_row((text,), (look,), ("A:D",), height)

    def heading(self, text: str, new_page: bool = False) -> None:
        """Begin a part, with a little air above."""
        if new_page:
            self.sheet.row_breaks.append(Break(id=self.row - 1))
        self.table_row((None,), (styles.GAP,), ("A:D",), 8)
        self.line(text, styles.HEADING, 22)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[object]], spans: Sequence[str]) -> None:
        """Write a table; ``spans`` says which columns each of its columns covers."""
        self.table_row(head, (styles.HEAD,) * len(head), spans, 20)
        for row in rows:
            self.table_row(row, (styles.LABEL, *(styles.BODY,) * (len(head) - 1)), spans)

    def table_row(
        self,
        values: Sequence[object],
        dress: Sequence[styles.CellLook],
        spans: Sequence[str],
        height: float | None = None,
    ) -> None:
        """Write one row; without ``height`` it is as tall as the longest text asks for."""
        needed = 20.0
        for value, look, span in zip(values, dress, spans, strict=True):
            first, _, last = span.partition(":")
            ref = f"{first}{self.row}" + (f":{last}{self.row}" if last else "")
            styles.put(self.sheet, ref, value, look)
            width = sum(WIDTHS["ABCD".index(first) : "ABCD".index(last or first) + 1])
            needed = max(needed, styles.height_for(str(value or ""), width, look.size, look.indent))
        self.sheet.row_dimensions[self.row].height = height or needed
        self.row += 1


def build(sheet: Worksheet, standard: Standard, standards: Sequence[Standard], targets: bool) -> dict[str, object]:
    """Fill the sheet for this standard; ``standards`` are those offered in the drop-down; ``targets`` tells autumn.

    Return the results of its formulas: none are known before somebody opens the workbook.
    """
    styles.columns(sheet, WIDTHS)
    write = _GuideWriter(sheet)
    write.line("项目支出绩效自评工作簿　填报说明", styles.TITLE, 34)
    in_force = f"{explanation.day(standard.effective)}起" + (
        f"至{explanation.day(standard.expires)}" if standard.expires else ""
    )
    write.line(f"评价标准：{standard.name}（{standard.id}，{standard.version} 版，{in_force}）", styles.SUBTITLE, 24)
    _how_to(write, entry.GUIDE["autumn_steps" if targets else "steps"])
    _scoring(write, standard)
    _sources(write, standard)
    shown = _lists(sheet, standard, standards)
    styles.page(sheet, landscape=False, area=f"A1:D{write.row - 1}")
    sheet.freeze_panes = "A3"
    return shown


def _how_to(write: _GuideWriter, steps: Sequence[str]) -> None:
    write.heading("一、填报步骤")
    for number, step in enumerate(steps, 1):
        write.table_row((number, step), (styles.LABEL, styles.BODY), ("A", "B:D"))
    write.heading("二、颜色")
    for look, name, meaning in entry.GUIDE["colours"]:
        write.table_row((name, meaning), (styles.named(look), styles.BODY), ("A", "B:D"))
    write.heading("三、谁填什么")
    write.table(("工作表", "内容", "谁填"), entry.GUIDE["sheets"], ("A", "B", "C:D"))
    write.heading("四、数怎么写")
    write.table(("写法", "意思"), entry.GUIDE["writing"], ("A", "B:D"))


def _scoring(write: _GuideWriter, standard: Standard) -> None:
    write.heading("五、分值")
    write.table(("部分", "得分从哪里来", "能否调整"), explanation.sections(standard), ("A", "B:C", "D"))
    write.heading("六、计分方法", new_page=True)
    write.table(("计分方法", "怎么计分", "怎么填"), methods.explained(standard), ("A", "B", "C:D"))
    write.heading("七、其他规则")
    write.table(("事项", "规则"), explanation.rules(standard), ("A", "B:D"))
    for note in standard.notes:
        write.line(f"注：{note}", styles.NOTE, 16)


def _sources(write: _GuideWriter, standard: Standard) -> None:
    write.heading("八、依据", new_page=True)
    write.line(
        "每条规则都注明出处和核实程度。标“未核实”的没有查到原文，请以主管部门和财政部门的通知为准。", styles.PLAIN
    )
    write.table(("规则", "出处", "核实程度"), explanation.citations(standard), ("A", "B:C", "D"))
    for row in range(write.row - len(standard.references()), write.row):
        known = write.sheet.cell(row, 4)
        styles.dress(known, styles.WARNING if known.value == EVIDENCE["U"] else styles.CENTRE)


def _lists(sheet: Worksheet, standard: Standard, standards: Sequence[Standard]) -> dict[str, object]:
    """Keep the lists of the drop-downs in hidden columns, under the names that the drop-downs use."""
    lists = {
        entry.SIGNS: SIGNS,
        entry.METHODS: tuple(methods.METHODS),
        entry.TIERS: tuple(tier.name for tier in standard.qualitative.tiers),
        entry.MONEY_UNITS: MONEY_UNITS,
        entry.SOURCES: SOURCES,
        entry.STANDARDS: tuple(offered.name for offered in standards),
        entry.STANDARD_IDS: tuple(offered.id for offered in standards),
    }
    lists[entry.YEARS] = tuple(f"=YEAR(TODAY()){less}" for less in ("-1", "", "-2"))
    if standard.form == kinds.HUBEI:
        lists |= {f"可选_{titles(PROJECT_FIELDS)[field]}": choices for field, choices in hubei.CHOICES.items()}
    for column, (name, values) in enumerate(lists.items(), LIST_COLUMN):
        for row, value in enumerate((name, *values), 1):
            sheet.cell(row, column, value)
        letter = sheet.cell(1, column).column_letter
        sheet.column_dimensions[letter].hidden = True
        cells = f"'{GUIDE}'!${letter}$2:${letter}${len(values) + 1}"
        sheet.parent.defined_names[name] = DefinedName(name, attr_text=cells)
    formulas = (cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f")
    return dict.fromkeys(formulas, "")
