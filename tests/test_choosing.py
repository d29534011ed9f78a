"""The standard of a form: chosen by what it prints, said with what spoke for it, and overridden by --standard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.domain.layout import OPTIONAL
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.domain.printed import PlacedValue
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import choosing
from selfeval_xl.tasks.evaluation import chosen_for
from selfeval_xl.tasks.verify import Verified, verify
from tests.forms import RECEIVED, Row, submission
from tests.layouts import Style
from tests.paper import PUBLISHED
from tests.test_forms_import import FUNDS, HEAD, TOTAL, paper
from tests.test_forms_layouts import read

FACTS = ["项目名称", "社区图书馆", "主管部门", "区文旅局", "实施单位", "街道办"]
ROW = ["数量指标", "开放天数", "≥300天", "310天"]


def judged(folder: Path, *rows: list[Any], title: str = "项目支出绩效自评表", year: int = 2022, points: float = 10,
           head: list[str] = HEAD, standard: str | None = None) -> Verified:  # fmt: skip
    funds = [*TOTAL[:5], points, "95%", points * 0.95]
    form: list[list[Any]] = [[title], [f"（{year}年度）"], FACTS, FUNDS, funds, head, *rows]
    return verify(str(paper(folder, form)), standard)


def goal(level1: str, points: float, row: list[Any] = ROW) -> list[Any]:
    return [level1, *row, points, points]


USUAL = (goal("产出指标", 50), goal("效益指标", 30), goal("满意度指标", 10))
BY_EVIDENCE: dict[str, tuple[dict[str, Any], list[list[Any]], str]] = {
    "hubei-2019": ({"points": 20}, [goal("产出指标", 50), goal("效益指标", 30)], "预算执行率 20 分、绩效目标 80 分"),
    "transfer-2025": (
        {"year": 2025, "title": "中央转移支付区域（项目）绩效自评表"},
        [goal("资金管理情况", 40), goal("产出指标", 30), goal("效益指标", 20)],
        "表上写着“转移支付”",
    ),
    "sichuan-2022": ({"year": 2023, "title": "四川省项目支出绩效自评表"}, list(USUAL), "表上写着“四川”"),
}


@pytest.mark.parametrize("standard", BY_EVIDENCE)
def test_what_a_form_prints_speaks_for_its_standard_and_is_said(standard: str, tmp_path: Path) -> None:
    more, rows, told = BY_EVIDENCE[standard]
    done = judged(tmp_path, *rows, **more)
    assert done.card.standard_id == standard
    assert told in done.remarks[0] and "--standard" in done.remarks[0]
    assert all(each.agrees for each in done.comparisons)


def test_a_usual_form_is_judged_by_the_usual_standard_without_a_word(tmp_path: Path) -> None:
    done = judged(tmp_path, *USUAL)
    assert (done.card.standard_id, done.remarks) == ("mof-2020", ())


def test_a_standard_that_is_not_in_force_yet_is_not_chosen(tmp_path: Path) -> None:
    assert judged(tmp_path, *USUAL, title="四川省项目支出绩效自评表", year=2020).card.standard_id == "mof-2020"


def test_who_names_a_standard_is_obeyed(tmp_path: Path) -> None:
    done = judged(tmp_path, goal("产出指标", 80), points=20, standard="mof-2020")
    assert (done.card.standard_id, done.remarks) == ("mof-2020", ())


def test_points_below_an_unknown_header_make_no_hubei_form(tmp_path: Path) -> None:
    done = judged(tmp_path, *USUAL, head=[*HEAD[:5], "权值", *HEAD[6:]])
    assert done.card.standard_id == "mof-2020" and done.card.submission.form
    assert done.card.submission.form.kind == "mof-2020"
    assert all(each.agrees for each in done.comparisons)


def test_a_form_without_level1_is_sorted_by_level2(tmp_path: Path) -> None:
    rows = [
        goal("", 50)[1:],
        goal("", 30, ["社会效益指标", *ROW[1:]])[1:],
        goal("", 10, ["服务对象满意度", *ROW[1:]])[1:],
    ]
    done = judged(tmp_path, *rows, head=HEAD[1:])
    assert "W06" not in {found.code for found in done.card.findings}
    assert [section.weight for section in done.card.sections] == [10, 50, 30, 10]


def test_rows_that_make_a_hundred_leave_no_points_for_execution(tmp_path: Path) -> None:
    form: list[list[Any]] = [
        ["项目支出绩效自评表"], ["（2022年度）"], FACTS, [*FUNDS[:5], "执行率"], [*TOTAL[:5], "95%"], HEAD,
        goal("产出指标", 60), goal("效益指标", 40), ["总分", "", "", "", "", 100, 100],
    ]  # fmt: skip
    done = verify(str(paper(tmp_path, form)))
    assert done.card.total == 100 and all(each.agrees for each in done.comparisons)


def test_a_row_that_is_the_sum_of_those_below_is_checked_and_not_counted_twice(tmp_path: Path) -> None:
    rows = [["产出指标", "", "", "", "", 50, 49], goal("", 20), goal("", 30), goal("效益指标", 40)]
    done = judged(tmp_path, *rows, ["总分", "", "", "", "", 100, "99.5分"])
    told = {each.subject: each.reason for each in done.comparisons if not each.agrees}
    assert told == {"产出指标": "加总差错：下面各行相加是 50"} and done.card.total == 99.5


def test_total_and_grade_above_the_tables_are_read(tmp_path: Path) -> None:
    above = [["项目支出绩效自评表"], ["（2022年度）"], FACTS, ["自评得分", "98.5分", "评价等级", "良好"]]
    form: list[list[Any]] = [*above, FUNDS, TOTAL, HEAD, *USUAL]
    told = {each.subject: each.reason for each in verify(str(paper(tmp_path, form))).comparisons if not each.agrees}
    assert told == {"总分": "加总差错：印出的各项相加是 99.5", "评价等级": "与总分对应的等级不符"}


def titled(title: str, rows: list[Row], *columns: str) -> Submission:
    """Return a form of that title that has none of the columns that only some standards have, but for these."""
    made = submission(rows, project={"评价年度": 2024})
    lacking = OPTIONAL.keys() - {*columns}

    def cut(columns: Columns) -> Columns:
        return columns._replace(of={key: at for key, at in columns.of.items() if key not in lacking})

    return made._replace(
        form=RECEIVED._replace(start=PlacedValue(title, Place("自评表", 1, 1))),
        indicators=tuple(row._replace(columns=cut(row.columns)) for row in made.indicators),
        budget=tuple(line._replace(columns=cut(line.columns)) for line in made.budget),
    )


WHOLE: list[Row] = [{"一级指标": "绩效指标", "分值": 90}]


def split(*points: int, levels: Sequence[str] = ("产出指标", "效益指标", "满意度指标")) -> list[Row]:
    return [{"一级指标": level, "分值": each} for level, each in zip(levels, points, strict=True)]


LEVELS = split(60, 20, 10)
COST = ("成本指标", "产出指标", "效益指标", "满意度指标")


@pytest.mark.parametrize(
    ("title", "rows", "columns", "standard", "told"),
    [
        ("天津市自评表", LEVELS, (), "tianjin-hebei", "表上写着“天津”、绩效指标 90 分"),
        ("河北省自评表", LEVELS, (), "tianjin-hebei", "表上写着“河北”、绩效指标 90 分"),
        ("重庆市自评表", WHOLE, (), "chongqing", "表上写着“重庆”、绩效指标 90 分"),
        ("重庆市自评表", WHOLE, ("executed_other",), "chongqing", "表上写着“重庆”、绩效指标 90 分"),
        (
            "重庆市自评表",
            WHOLE,
            ("coefficient",),
            "chongqing",
            "表上写着“重庆”、绩效指标 90 分、有“得分系数（%）”一栏",
        ),
        ("重庆市自评表", LEVELS, (), "mof-2020", ""),
        ("浙江省自评表", WHOLE, (), "zhejiang", "表上写着“浙江”"),
        ("浙江省自评表", WHOLE, ("executed_other",), "zhejiang", "表上写着“浙江”、有“执行数（其他）”一栏"),
        ("自评表", WHOLE, ("coefficient", "executed_other"), "mof-2020", ""),
        ("固原市自评表", LEVELS, (), "guyuan-2022", "表上写着“固原”"),
        ("固原市自评表", split(50, 30, 20), (), "mof-2020", ""),
        ("重庆市自评表", split(90, levels=["产出指标"]), (), "mof-2020", ""),
        (
            "自评表",
            split(20, 40, 20, 10, levels=COST),
            (),
            "mof-2021",
            "成本指标 20 分、产出指标 40 分、效益指标 20 分、满意度指标 10 分",
        ),
        (
            "浙江省自评表",
            split(50, 30, 10),
            ("executed_other",),
            "zhejiang",
            "表上写着“浙江”、产出指标 50 分、效益指标 30 分、满意度指标 10 分、有“执行数（其他）”一栏",
        ),
    ],
)
def test_the_place_its_levels_and_its_columns_speak_together(
    title: str, rows: list[Row], columns: tuple[str, ...], standard: str, told: str
) -> None:
    choice = chosen_for(titled(title, rows, *columns))
    assert (choice.standard.id, choice.told) == (standard, told)


def test_a_form_without_its_year_may_be_of_any() -> None:
    form = titled("天津市自评表", LEVELS)
    undated = form._replace(project=form.project._replace(year=None))
    assert chosen_for(undated).standard.id == "tianjin-hebei"


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("style", [Style(), Style(title="四川省项目支出绩效自评表", texts=True)])
def test_who_is_not_looked_at_could_not_have_been_chosen(
    name: str, style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with 得分系数 and 其他资金, which only some standards have, and with points that fit no standard."""
    printed = read(PUBLISHED[name], style)
    rows = printed.indicators
    columns = [row.columns._replace(of={**row.columns.of, "coefficient": 9}) for row in rows]
    special = printed._replace(indicators=tuple(map(lambda row, of: row._replace(columns=of), rows, columns)))
    doubled = printed._replace(indicators=tuple(row._replace(weight=30) for row in rows))
    every = (printed, special, doubled)
    found = [chosen_for(each) for each in every]
    monkeypatch.setattr(choosing, "_most", lambda *_: 1000)
    assert found == [chosen_for(each) for each in every]
