"""The page of each finding, by really looking over its tiny workbook (``tests/cases/findings/CODE.toml``)."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from gallery import rules
from selfeval_xl import checks
from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.finding import ERROR, LEVEL_NAMES, Finding
from selfeval_xl.domain.layout import INDICATORS, PROJECT
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import TEMPLATES, TOPICS
from selfeval_xl.messages.template import MessageTemplate
from selfeval_xl.tasks.help import Excerpt, ExcerptLine, HelpPage
from tests import tiny
from tests.tiny import Case, Rows

_MOST_LINES = 8


def groups() -> Iterator[tuple[str, list[HelpPage]]]:
    """Yield title and pages of each topic."""
    for letter, topic in TOPICS.items():
        yield f"{letter} {topic}", [page(TEMPLATES[code]) for code in sorted(checks.codes()) if code.startswith(letter)]


def page(entry: MessageTemplate) -> HelpPage:
    """Return the page of one finding."""
    case = tiny.load(tiny.CASES / "findings" / f"{entry.code}.toml")
    found = next(each for each in tiny.findings(case) if each.code == entry.code)
    standard = tiny.standard_of(case)
    usual = standard.id == tiny.BASE[PROJECT]["评价标准"]
    return HelpPage(
        code=entry.code,
        name=entry.title,
        level=LEVEL_NAMES[entry.level],
        situation=case.get("情形", "") or ("" if usual else f"所用的评价标准：{standard.name}（{standard.id}）。"),
        excerpts=tuple(_excerpts(case, found)),
        command="",
        message=found.message,
        remedy=found.remedy,
        why=entry.why,
        rules=rules.of_finding(entry),
        off=_off(entry),
    )


def _off(entry: MessageTemplate) -> str:
    if not entry.on:
        return f"默认不查；要查请在命令里加上 --on {entry.code}。"
    if entry.level == ERROR:
        return f"在命令里加上 --off {entry.code} 就不再列出（Excel 里照常列出）；但问题还在，结果不会因此改变。"
    return f"核对无误的，在命令里加上 --off {entry.code} 就不再列出（Excel 里照常列出）。"


def _excerpts(case: Case, found: Finding) -> Iterator[Excerpt]:
    if tiny.is_review(case):
        return  # a review sheet is no form: the case says in words how it comes about
    clean = tiny.cells(tiny.clean(case))
    for sheet, rows in tiny.cells(case).items():
        if found.code.startswith("P") and sheet != PROJECT:
            # What such a case changes there only keeps other findings away.
            continue
        # 批复目标 is a copy of the indicators, in which the case changes something.
        wanted = _changed(rows, clean.get(sheet, clean[INDICATORS]))
        if sheet == found.place.sheet and found.place.row:
            wanted |= {max(found.place.row, tiny.HEADER_ROW + 1) if sheet != PROJECT else found.place.row}
        wanted |= {int(row) for name, row in _addresses(case.get("展示", [])) if name == sheet}
        shown = _with_formulas(case, sheet, rows)
        if sheet == PROJECT:
            excerpt = _facts(shown, wanted, found)
        else:
            excerpt = _lines(sheet, shown, wanted - {1, tiny.HEADER_ROW}, found, case)
        if excerpt.lines:
            yield excerpt


def _addresses(told: list[str]) -> Iterator[list[str]]:
    return (address.split("!") for address in told)


def _changed(rows: Rows, clean: Rows) -> set[int]:
    """Return the numbers of the rows that the clean self-evaluation does not have; a moved row is no change."""
    known = [_named(row, clean) for row in clean]
    return {number for number, row in enumerate(rows, 1) if row and _named(row, rows) not in known}


def _named(row: list[CellValue], rows: Rows) -> dict[str, CellValue]:
    """Return the filled cells of a row by the titles above them, or by their columns where there are none."""
    titles = rows[tiny.HEADER_ROW - 1] if len(rows) > tiny.HEADER_ROW and len(rows[0]) == 1 else []
    named = {str(titles[i] if i < len(titles) else i): cell for i, cell in enumerate(row)}
    return {title: cell for title, cell in named.items() if cell not in (None, "")}


def _with_formulas(case: Case, sheet: str, rows: Rows) -> Rows:
    shown = [list(row) for row in rows]
    for address, formula in case.get("公式", {}).items():
        name, cell = address.split("!")
        if name == sheet:
            column, row = ascii_uppercase.index(cell[0]), int(cell[1:])
            shown[row - 1][column] = formula
    return shown


def _facts(rows: Rows, wanted: set[int], found: Finding) -> Excerpt:
    place = found.place
    lines = (
        ExcerptLine(number, (_shown(rows[number - 1][0]), _shown(rows[number - 1][1])), (1,) * (number == place.row))
        for number in sorted(wanted)
        if number <= len(rows)
    )
    mine = place.sheet == PROJECT
    return Excerpt(
        PROJECT, ("A 项目", "B 内容"), tuple(line if mine else line._replace(marked=()) for line in lines)
    )  # fmt: skip


def _lines(sheet: str, rows: Rows, wanted: set[int], found: Finding, case: Case) -> Excerpt:
    numbers = sorted(wanted)[:_MOST_LINES]
    place = found.place if found.place.sheet == sheet else None
    titles = rows[tiny.HEADER_ROW - 1]
    columns = [
        column
        for column in range(len(titles))
        if (place and column == place.column - 1) or any(_at(rows, number, column) for number in numbers)
    ]
    hidden = {address for address in case.get("隐藏行", [])}
    lines = tuple(
        ExcerptLine(
            number,
            tuple(_at(rows, number, column) for column in columns),
            tuple(i for i, column in enumerate(columns) if place and _is(place, number, column)),
        )
        for number in numbers
    )
    name = f"{sheet}（第 {'、'.join(a.split('!')[1] for a in hidden)} 行是隐藏的）" if hidden else sheet
    return Excerpt(name, tuple(f"{ascii_uppercase[column]} {_shown(titles[column])}" for column in columns), lines)


def _is(place: Place, number: int, column: int) -> bool:
    """Tell whether the problem is about that cell; one about a title is shown in the first row below it."""
    return column == place.column - 1 and number in (place.row, place.row + (place.row == tiny.HEADER_ROW))


def _at(rows: Rows, number: int, column: int) -> str:
    row = rows[number - 1] if number <= len(rows) else []
    return _shown(row[column]) if column < len(row) else ""


def _shown(value: CellValue) -> str:
    return format_decimal(value) if hasattr(value, "as_tuple") else text_of(value)
