"""Forms in layouts of all sorts, each worked out by hand: what is read, scored, found, and told of their figures."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.comparison import compare
from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.finding import ERROR, MISTAKE
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.scoring import score
from selfeval_xl.tasks.assess import by_standard
from selfeval_xl.tasks.evaluation import evaluate
from tests.test_forms_reading import grid_of

FILES = sorted((Path(__file__).parent / "cases" / "forms_scored").glob("*.toml"))


def cases() -> Iterator[Any]:
    for path in FILES:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in read["case"]:
            expected = [read["通常"] | form for form in case.get("表单", [case])]
            filled = {**case, "表": list(table(case["表"], read["块"]))}
            yield pytest.param(filled, expected, id=f"{path.stem}-{case['名称']}")


def table(rows: list[Any], blocks: dict[str, list[list[CellValue]]]) -> Iterator[list[CellValue]]:
    """Yield the rows of a case; a name stands for the rows of a block that many forms have."""
    every = [row for each in rows for row in (blocks[each] if isinstance(each, str) else [each])]
    width = max(map(len, every))
    return ([*row, *[""] * (width - len(row))] for row in every)


def line(row: IndicatorScore) -> str:
    """An indicator as it counts: name, 年度指标值, 实际完成值, 分值 and 得分; 明细 have none of the last two."""
    points = "明细" if row.is_detail else f"{'空' if row.weight is None else row.weight}"
    scored = "" if row.is_detail else "空" if row.score is None else str(row.score)
    return " ".join(filter(None, (row.indicator.name, row.target_shown, row.actual_shown, points, scored)))


def outcome(found: Submission) -> dict[str, Any]:
    found, rules = by_standard(found)
    card = evaluate(found, rules)
    budget = card.budget
    return {
        "项目": text_of(found.project.name),
        "预算和执行": ["空" if each is None else each // 100 for each in (budget.budget, budget.executed)],
        "指标": [line(row) for row in card.indicators],
        "总分": f"{'空' if card.total is None else card.total} {card.grade or '不评'}",
        "必改": [f"{each.code} {each.place.cell}" for each in card.findings if each.level == ERROR],
        "差错": [
            f"{each.place.cell} {each.reason}"
            for each in compare(score(found, rules), rules)
            if each.verdict == MISTAKE
        ],
    }


@pytest.mark.parametrize(("case", "expected"), list(cases()))
def test_a_form_comes_out_as_worked_out_by_hand(case: dict[str, Any], expected: list[dict[str, Any]]) -> None:
    found = [outcome(each) for each in read_forms(grid_of(case))]
    assert found == [{key: wanted[key] for key in found[0]} for wanted in expected]
