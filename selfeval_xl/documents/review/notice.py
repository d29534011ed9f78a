"""The notice of a review as blocks, by the outline ``notice.toml``; it names projects and units, and no person."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from selfeval_xl.checks.reviewed import ReviewedProject
from selfeval_xl.documents.blocks import Block, Heading, Paragraph, Table, columns, numeral
from selfeval_xl.documents.report.gaps import MARK, Report
from selfeval_xl.documents.review import tables
from selfeval_xl.domain.decimals import format_decimal, percent

_TABLE, _REMARKS = "表：", "意见："
_REASONS = 10
"""How many reasons for deductions are listed, the dearest first."""


def notice(projects: Sequence[ReviewedProject], outline: Mapping[str, Any], review: str, year: str) -> Report:
    """Return the notice; who signs it, and when, is left to be filled in."""
    facts = _facts(projects, review, year)
    body: list[Block] = []
    for number, part in enumerate(outline["parts"], 1):
        body.append(Heading(1, f"{numeral(number)}、{part['heading']}"))
        for text in part["content"]:
            body += _drafted(text, projects, facts)
    return Report((), (outline["title"].format(**facts),), tuple(body), (MARK, MARK), (), ())


def _drafted(text: str, projects: Sequence[ReviewedProject], facts: Mapping[str, str]) -> Iterator[Block]:
    if text.startswith(_TABLE):
        yield _by_department(projects) if text.endswith("部门") else _by_reason(projects)
    elif text.startswith(_REMARKS):
        for each in projects:
            told = list(tables.sentences(each))
            yield Heading(2, f"{each.name}（{each.department}）")
            totals = f"自评 {_shown(each.own)} 分，复核 {_shown(each.score)} 分。"
            yield Paragraph(totals if told else f"{totals}没有复核意见。")
            yield from map(Paragraph, told)
    else:
        yield Paragraph(text.format(**facts))


def _facts(projects: Sequence[ReviewedProject], review: str, year: str) -> dict[str, str]:
    (_name, count, indicators, deducted, own, score, deviation, rate) = tables.department_row("", projects)
    shown = {name: MARK if value is None else str(value) for name, value in (
        ("own", own), ("score", score), ("deviation", deviation)
    )}  # fmt: skip
    return {
        "year": f"{year}年度" if year else "",
        "departments": str(len({each.department for each in projects})),
        "projects": str(count),
        "indicators": str(indicators),
        "deducted": str(deducted),
        "rate": MARK if rate is None else percent(Decimal(str(rate))),
        "review": f"“{review}”",
        **shown,
    }


def _shown(points: Decimal | None) -> str:
    return MARK if points is None else format_decimal(points)


def _by_department(projects: Sequence[ReviewedProject]) -> Table:
    titles = ("主管部门", "项目数", "扣分指标数", "平均自评得分", "平均复核得分", "偏离度")
    rows = tuple(
        (name, str(count), str(deducted), str(own or ""), str(score or ""), percent(Decimal(str(rate))) if rate else "")
        for name, count, _indicators, deducted, own, score, _deviation, rate in tables.department_rows(projects)
    )
    return Table("departments", columns(titles, "<>>>>>", (46, 18, 24, 26, 26, 20)), rows)


def _by_reason(projects: Sequence[ReviewedProject]) -> Table:
    rows = tables.reason_rows(projects)[:_REASONS]
    return Table("reasons", columns(("扣分原因", "指标数", "扣分合计"), "<>>", (100, 30, 30)), rows)
