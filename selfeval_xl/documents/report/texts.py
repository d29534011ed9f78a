"""What staff wrote on 项目信息, as paragraphs; and the facts of the project as a table or on a cover."""

from collections.abc import Iterator

from selfeval_xl.documents.blocks import Paragraph, Table, columns
from selfeval_xl.documents.report.formatting import amount, date_shown, lines
from selfeval_xl.documents.report.gaps import MARK, Drafted, Missing
from selfeval_xl.documents.report.outline import ASK_FACT, SAY
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.layout import PROJECT_FIELDS, titles
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard

_TITLES = titles(PROJECT_FIELDS)
FIELDS = (
    *("overview", "overall_goal", "annual_goal", "actual_result", "business_management", "financial_management"),
    *("experience", "problems", "improvements"),
)
"""The fields of 项目信息 that are running text."""
_AMOUNTS = {"budget": "项目预算", "executed": "实际支出", "balance": "结余"}
FACT_NAMES = frozenset(_TITLES) | frozenset(_AMOUNTS)
"""What can stand in a table of facts or on a cover, besides ``?what`` for what only a person knows."""


def written(card: Scorecard, field: str) -> Iterator[Drafted]:
    """Yield a field of 项目信息 as paragraphs, as typed."""
    project = card.submission.project
    paragraphs = [Paragraph(line) for line in lines(getattr(project, field))]
    yield from paragraphs
    if not paragraphs:
        yield Missing(_TITLES[field], project.place(field))


def labelled(card: Scorecard, field: str) -> Iterator[Drafted]:
    """Yield a field with its label in front: ``年度绩效目标：…``."""
    label = _TITLES[field]
    for piece in written(card, field):
        yield piece._replace(text=f"{label}：{piece.text}") if label and isinstance(piece, Paragraph) else piece
        label = ""


def facts(card: Scorecard, names: list[str]) -> Iterator[Drafted]:
    """Yield a table of facts."""
    pieces = [_fact(card, name) for name in names]
    rows = tuple((label, text) for label, text, _ in pieces)
    yield Table("facts", columns(("", ""), "<<", (44, 112)), rows)
    yield from _open(pieces)


def cover(card: Scorecard, names: tuple[str, ...]) -> Iterator[Drafted]:
    """Yield the lines of a cover page; a line with ``say:`` stands as it is."""
    pieces = [
        (name.removeprefix(SAY).strip(), "", None) if name.startswith(SAY) else _fact(card, name) for name in names
    ]
    for label, text, _ in pieces:
        yield Paragraph(f"{label}：{text}" if text else label, "cover")
    yield from _open(pieces)


_Fact = tuple[str, str, Place | None]


def _open(pieces: list[_Fact]) -> Iterator[Missing]:
    yield from (Missing(label, place, told=True) for label, text, place in pieces if text == MARK)


def _fact(card: Scorecard, name: str) -> _Fact:
    """Return label, text and place of a fact."""
    project = card.submission.project
    if name.startswith(ASK_FACT):
        return name.removeprefix(ASK_FACT), MARK, None
    if name in _AMOUNTS:
        fen = _amounts(card)[name]
        place = project.place("approved_total") if name == "budget" else Place("预算")
        return _AMOUNTS[name], MARK if fen is None else amount(fen, money_unit(project.money_unit)), place
    value = getattr(project, name)
    text = date_shown(value) if name == "prepared_on" else text_of(value)
    if name == "year":
        year = year_of(value)
        text = f"{year}年度" if year else ""
    return _TITLES[name], text or MARK, project.place(name)


def _amounts(card: Scorecard) -> dict[str, int | None]:
    budget, executed = card.budget.budget, card.budget.executed
    balance = None if budget is None or executed is None else budget - executed
    return {"budget": budget, "executed": executed, "balance": balance}
