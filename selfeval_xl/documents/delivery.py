"""What goes with the forms and the report of a unit: 项目清单, 佐证材料目录, and 内部校验单, which is not handed in."""

import re
from collections.abc import Iterable, Iterator, Sequence

from selfeval_xl.documents.amounts import in_unit, sum_whole
from selfeval_xl.documents.blocks import Form, OutValue, Piece
from selfeval_xl.documents.findings import render
from selfeval_xl.documents.forms.shape import NOTE, band, heading, labels, page, piece
from selfeval_xl.domain.cells import is_blank, text_of, year_of
from selfeval_xl.domain.decimals import rate_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.printed import UNGRADED
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard

LISTING, EVIDENCE, INTERNAL = "项目清单", "佐证材料目录", "内部校验单"
FORM, REPORT = "自评表", "自评报告"
FOLDER = "报送材料"
"""What the folder with all of it is called when nobody says."""
OF_PROJECTS = "各项目材料"
"""The folder of what is handed in for each project."""
NOT_GIVEN = "（未提供）"
INTERNAL_HEADER = '&C&"黑体,常规"&14内部使用　不报送'
MONEY_UNIT = "万元"
LIST_HEAD = 3
"""The row of the titles."""
KEY_TITLES = ("自评得分", "全年预算数\n（万元）", "全年执行数\n（万元）")
"""The columns by which documents are held against one another: points, budget, execution."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')
"""Characters that a name of a file cannot have, or that show another name than it has."""
_LONGEST_NAME = 40
LIST_TITLES = (
    *("序号", "项目名称", "项目编码", "主管部门", "实施单位", "全年预算数\n（万元）", "全年执行数\n（万元）"),
    *("执行率", "自评得分", "自评等级", "评价标准"),
)
_LIST_LOOKS, _SUM_LOOKS = "^<^<<^^%^^<", "#######%###"
_LIST_WIDTHS = (5, 28, 12, 15, 18, 12, 12, 9, 9, 9, 24)
_EVIDENCE_WIDTHS = (5, 24, 24, 14, 36, 14)
_INTERNAL_WIDTHS = (20, 7, 8, 16, 48, 40)
_EVIDENCE_LOOKS, _INTERNAL_LOOKS = "^<<^<<", "<^^^<<"
_PAGE = page(LIST_HEAD, landscape=True)
_SUPPLY = "补充"


InternalRow = tuple[str, str, str, str, str, str]
"""A line of 内部校验单: which project, 必改, 建议, 提示 or 补充, the code, where, what, what to do."""


def title_of(card: Scorecard) -> str:
    """Return what a project is called."""
    return " ".join(text_of(card.submission.project.name).split()) or "未填项目名称"


def file_name(number: int, count: int, card: Scorecard) -> str:
    """Return what the files of a project are called: its number among ``count``, and its name as far as files can."""
    return f"{number:0{max(2, len(str(count)))}}-{_as_name(title_of(card)) or '项目'}"


def _as_name(text: str) -> str:
    return _FORBIDDEN.sub("", text).strip(" .")[:_LONGEST_NAME].strip(" .")


def form_path(name: str, ending: str = ".xlsx") -> str:
    """Return where the official form of the project of that :func:`file_name` goes, as a workbook or as a PDF."""
    return f"{OF_PROJECTS}/{name}-{FORM}{ending}"


def import_path(name: str, ending: str) -> str:
    """Return where the file for the platform goes, under the name that the platform asks for."""
    return f"{OF_PROJECTS}/项目支出绩效自评指标完成情况导入模板-{name}{ending}"


def report_name(number: int, count: int, card: Scorecard) -> str:
    """Return what the report of a unit is called, by its unit and year where there are several."""
    unit, year = unit_of_report(card)
    named = _as_name("-".join(filter(None, (REPORT, unit, year))))
    return f"{REPORT}.docx" if count == 1 else f"{number:02d}-{named}.docx"


def unit_of_report(card: Scorecard) -> tuple[str, str]:
    """Return 实施单位 and 评价年度, by which projects go into one report."""
    project = card.submission.project
    year = year_of(project.year)
    return text_of(project.unit), str(year) if year else ""


def with_evidence(card: Scorecard) -> list[IndicatorScore]:
    """Return the indicators whose figures have to be shown to be true."""
    return [row for row in card.indicators if row.counts]


def lacks_evidence(card: Scorecard) -> list[IndicatorScore]:
    """Return those of them of which nobody says what shows it."""
    return [row for row in with_evidence(card) if is_blank(row.indicator.evidence)]


def listing(cards: Sequence[Scorecard]) -> Form:
    """Return 项目清单: every project with its money, score and grade, and the sums."""
    rows = (_listed(number, card) for number, card in enumerate(cards, 1))
    pieces = [*_table(LISTING, _caption(cards), LIST_TITLES, _LIST_LOOKS, rows)]
    pieces += band(LIST_HEAD + 1 + len(cards), _SUM_LOOKS, _sums(cards))
    return Form(LISTING, _LIST_WIDTHS, tuple(pieces), _PAGE)


def _listed(number: int, card: Scorecard) -> tuple[OutValue, ...]:
    project, budget = card.submission.project, card.budget
    texts = (text_of(each) for each in (project.code, project.department, project.unit))
    total: OutValue = UNGRADED if card.total is None else card.total
    money = (in_unit(budget.budget, MONEY_UNIT), in_unit(budget.executed, MONEY_UNIT), budget.rate)
    return number, title_of(card), *texts, *money, total, card.grade or UNGRADED, card.standard_name


def _sums(cards: Sequence[Scorecard]) -> tuple[OutValue, ...]:
    budget, executed = sums(cards)
    money = (in_unit(budget, MONEY_UNIT), in_unit(executed, MONEY_UNIT), rate_of(executed, budget))
    return "合计", f"{len(cards)}个项目", None, None, None, *money, None, None, None


def sums(cards: Iterable[Scorecard]) -> tuple[int | None, int | None]:
    """Return budget and execution of all projects in 分, ``None`` where that of any is open."""
    budgets, executed = zip(*((card.budget.budget, card.budget.executed) for card in cards), strict=True)
    return sum_whole(budgets), sum_whole(executed)


def evidence(cards: Sequence[Scorecard]) -> Form:
    """Return 佐证材料目录: for every indicator what shows its figure, and which have nothing."""
    titles = ("序号", "项目名称", "三级指标", "实际完成值", "佐证材料", "备注")
    listed = ((title_of(card), row) for card in cards for row in with_evidence(card))
    rows = (
        (number, title, row.indicator.name, row.achieved, text_of(row.indicator.evidence) or NOT_GIVEN, None)
        for number, (title, row) in enumerate(listed, 1)
    )
    pieces = _table(EVIDENCE, _caption(cards), titles, _EVIDENCE_LOOKS, rows)
    return Form(EVIDENCE, _EVIDENCE_WIDTHS, tuple(pieces), _PAGE)


def internal(cards: Sequence[Scorecard], rows: Sequence[InternalRow], made: Sequence[str]) -> Form:
    """Return 内部校验单: what was checked, what is still to be looked at, and which files go with it."""
    titles = ("项目", "级别", "编号", "位置", "内容", "怎么办")
    title = f"{INTERNAL}（不报送）"
    pieces = [*_table(title, "本单位留存，不随材料报送", titles, _INTERNAL_LOOKS, rows)]
    told = f"各份材料的得分、等级、预算数、执行数已逐份重新打开核对，一致：{'、'.join(made)}。"
    for number, remark in enumerate([*map(_counted, cards), told], LIST_HEAD + 2 + len(rows)):
        pieces.append(piece(number, 1, remark, NOTE, len(_INTERNAL_WIDTHS)))
    return Form(title, _INTERNAL_WIDTHS, tuple(pieces), _PAGE._replace(header=INTERNAL_HEADER))


def internal_rows(card: Scorecard, gaps: Iterable[Finding]) -> Iterator[InternalRow]:
    """Yield the lines of a project: its findings, what its report still lacks, and figures that nothing shows."""
    name = title_of(card)
    for each in card.findings:
        yield name, each.level_name, each.code, each.place.address, render(each), each.remedy
    for gap in gaps:
        yield name, _SUPPLY, "", gap.place.address, f"{REPORT}“{gap.subject}”缺：{gap.message}", gap.remedy
    for row in lacks_evidence(card):
        place = row.indicator.place("evidence").address
        told = f"“{row.indicator.name}”没有写佐证材料。"
        yield name, _SUPPLY, "", place, told, "请写明材料名称，并随材料附上。"


def _counted(card: Scorecard) -> str:
    shown = f"{card.total}分，{card.grade}" if card.total is not None and card.grade else UNGRADED
    return f"{title_of(card)}：{shown}；评价标准：{card.standard_id}（{card.standard_version} 版）"


def _caption(cards: Sequence[Scorecard]) -> str:
    units = dict.fromkeys(unit for unit, _ in map(unit_of_report, cards) if unit)
    years = dict.fromkeys(year for _, year in map(unit_of_report, cards) if year)
    year = f"{'、'.join(years)}年度" if years else ""
    return f"{'、'.join(units)}　{year}".strip("　")


def _table(
    title: str, caption: str, titles: Sequence[str], looks: str, rows: Iterable[Sequence[OutValue]]
) -> Iterator[Piece]:
    yield from heading(title, caption, len(titles))
    yield from labels(LIST_HEAD, titles)
    for number, row in enumerate(rows, LIST_HEAD + 1):
        yield from band(number, looks, row)
