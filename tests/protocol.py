"""What was read of a form, a line for each thing with the cell it stands in: for cases that a person can check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from selfeval_xl.domain.cells import is_blank, text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.layout import AMOUNTS, BUDGET_FIELDS, INDICATOR_FIELDS, PROJECT_FIELDS, titles
from selfeval_xl.domain.money import in_unit
from selfeval_xl.domain.monitoring import IndicatorProgress, Monitoring
from selfeval_xl.domain.printed import PlacedValue, PrintedSum
from selfeval_xl.domain.submission import BudgetLine, Indicator, Project, Submission

_ASKED_FOR = ("target", "actual", "weight")
"""Whose cells are pointed at while nothing stands there."""
_PROGRESS = dict(zip(IndicatorProgress._fields[5:], ("执行", "预计", "原因", "说明", "可能性", "备注"), strict=True))


def protocol(found: Submission) -> list[str]:
    """Return every fact, amount, indicator, result and remark of a form, each in a line."""
    assert found.form is not None
    form, printed, unit = found.form, found.printed, text_of(found.project.money_unit)
    lines = [f"样式 {form.kind}", f"开头 {_said(form.start)}"]
    lines += ["空白表"] * form.is_blank + [f"目标 {form.goals}"] * bool(form.goals)
    lines += _facts(found.project)
    lines += [_line("预算", each, unit) for each in found.budget]
    lines += [_line("全项目", each, unit) for each in found.whole_funds]
    lines += [f"照写 {place.cell} {text}" for place, text in form.amounts.items()]
    for each in printed.funds:
        lines.append(_row("资金", each.label or "（没有名称）", 执行率=each.rate, 分值=each.weight, 得分=each.score))
    scores = zip(found.indicators, printed.scores, strict=True)
    lines += [_indicator(number, *each) for number, each in enumerate(scores, 1)]
    lines += map(_sum, printed.sums)
    whole = {"得分": printed.total, "分值": printed.total_weight, "表外": printed.total_again, "等级": printed.grade}
    lines += [_row("总分", **whole)] * any(each is not None for each in whole.values())
    lines += [f"加减 {format_decimal(printed.extra)}"] * bool(printed.extra)
    lines += _monitoring(found.monitoring, unit) if found.monitoring else []
    lines += [f"有误 {flaw.place.cell} {flaw.code}" for flaw in found.flaws]
    return lines + [f"没读 {each.place.cell} {each.printed}：{each.reason}" for each in form.unread]


def _row(*words: str, **values: PlacedValue | None) -> str:
    return " ".join(
        [*filter(None, words), *(f"{key}={_said(each)}" for key, each in values.items() if each is not None)]
    )


def _said(each: PlacedValue) -> str:
    return f"{each.place.cell}:{text_of(each.value)}"


def _facts(project: Project) -> Iterator[str]:
    for field, title in titles(PROJECT_FIELDS).items():
        if field in project.places or getattr(project, field) is not None:
            yield f"{title} {_said(PlacedValue(getattr(project, field), project.place(field)))}"


def _line(what: str, line: BudgetLine, unit: str) -> str:
    named = titles(BUDGET_FIELDS)
    said = {
        named[field]: PlacedValue(format_decimal(in_unit(fen, unit)), line.place(field))
        for field in AMOUNTS
        if (fen := getattr(line, field)) is not None
    }
    return _row(
        what,
        line.number,
        f"{line.place('').cell}:{line.name}",
        "" if line.source is None else f"来源={line.source}",
        **said,
    )


def _indicator(number: int, row: Indicator, score: PlacedValue | None) -> str:
    named, fields = titles(INDICATOR_FIELDS), (*Indicator._fields[5:],)
    said = {
        named[field]: PlacedValue(getattr(row, field), row.place(field))
        for field in fields
        if getattr(row, field) is not None or (field in _ASKED_FOR and field in row.columns.of)
    }
    aside = f"（{row.place('').cell}）" if row.place("") != row.place("name") else ""
    called = "／".join((row.level1, row.level2, f"{row.place('name').cell}{aside}:{row.name}"))
    given = {"手工得分": PlacedValue("", row.place("typed_score"))} if "typed_score" in row.columns.of else {}
    return _row(f"指标{number}", called, **said, **({"得分": score} if score is not None else given))


def _sum(each: PrintedSum) -> str:
    return _row("合计", f"{each.label}（{_numbers(each.rows)}）", 得分=each.score, 分值=each.weight)


def _numbers(rows: Iterable[int]) -> str:
    return "、".join(str(row + 1) for row in rows)


def _monitoring(found: Monitoring, unit: str) -> Iterator[str]:
    yield f"监控 {found.sheet} {found.month}月"
    for line in found.funds:
        amounts: dict[str, Any] = {"执行": "executed", "预计": "expected"}
        yield _row(
            "监控资金",
            f"{line.place('').cell}:{line.name}",
            **{
                key: PlacedValue(format_decimal(in_unit(getattr(line, field), unit)), line.place(field))
                for key, field in amounts.items()
                if getattr(line, field) is not None
            },
        )
    for row in found.rows:
        said = {
            key: PlacedValue(getattr(row, field), row.place(field))
            for field, key in _PROGRESS.items()
            if not is_blank(getattr(row, field))
        }
        yield _row("监控指标", "／".join((row.level1, row.level2, f"{row.place('').cell}:{row.name}")), **said)
