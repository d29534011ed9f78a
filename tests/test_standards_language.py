"""What a standard may say beyond the usual: each rule in a file of one's own, and what a form then scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from selfeval_xl.cli import explain
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.rules import Standard, explanation
from selfeval_xl.scoring.methods import METHODS
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import evaluate
from tests.forms import BUDGET_LINE, Row, submission

Own = Callable[..., Standard]
HEAD = 'name = "市"\nversion = "1"\neffective = 2020-01-01\nbase = "mof-2020"\n'
SOURCE = '[references.own]\ntitle = "本市通知"\nclause = "第二条"\nurl = ""\nevidence = "W"\n'


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """Make a standard out of what a file says below its head."""

    def made(rules: str, top: str = "") -> Standard:
        path = tmp_path / "市.toml"
        path.write_text(f'{HEAD}reference = "own"\n{top}{SOURCE}{rules}', encoding="utf-8")
        return standards.load(str(path))

    return made


def scored(
    standard: Standard, *rows: tuple[str, str, str, int], budget: Mapping[str, CellValue] = BUDGET_LINE
) -> Scorecard:
    """Score rows of 一级指标, 年度指标值, 实际完成值, 分值."""
    titles = ("一级指标", "年度指标值", "实际完成值", "分值")
    filled: list[Row] = [
        {**dict(zip(titles, row, strict=True)), "三级指标": f"第{n}项"} for n, row in enumerate(rows, 1)
    ]
    return evaluate(submission(filled, [{"序号": "1", "项目明细": "运行经费", **budget}]), standard)


FULL = (("产出指标", "≥100人", "100人", 50), ("效益指标", "≥90%", "90%", 30), ("满意度指标", "≥95%", "95%", 10))


class TestPassMark:
    """及格线60%: below it nothing, from there (完成比例－60%)÷(1－60%)."""

    @pytest.mark.parametrize(
        ("actual", "score"),
        [
            ("100人", "50.00"),
            ("90人", "37.50"),
            ("80人", "25.00"),
            ("61人", "1.25"),
            ("60人", "0.00"),
            ("10人", "0.00"),
        ],
    )
    def test_the_points_begin_at_the_mark(self, own: Own, actual: str, score: str) -> None:
        card = scored(own("[scoring]\npass_mark = 0.6\n"), ("产出指标", "≥100人", actual, 50), *FULL[1:])
        assert str(card.indicators[0].score) == score

    def test_it_is_told_and_cited(self, own: Own) -> None:
        standard = own("[scoring]\npass_mark = 0.6\n")
        assert ("及格线", "本市通知，第二条") in [(what, each.text) for what, each in standard.references()]
        rule = "完成值不到指标值60%的不得分，其余得分＝分值×(完成值÷指标值－60%)÷(1－60%)。"
        assert rule in "".join(explain.standard(standard))
        assert "指标值 95%，完成值 93%，分值 10，得 9.47 分" in METHODS["比例"].entry(standard)
        told = scored(standard, ("产出指标", "≥100人", "90人", 50), *FULL[1:]).indicators[0].explanation
        assert "50×(90－0.6×100)÷(100－0.6×100)" in told and "【本市通知】" in told

    def test_the_built_in_standards_have_none(self) -> None:
        assert {standards.load(name).scoring.pass_mark for name in standards.available()} == {None}


class TestBonus:
    """加分 come on top of the 100, and the total stays at 100."""

    rules = "\n".join(
        f'[[sections]]\nname = "{name}"\nweight = {weight}\n{more}'
        for name, weight, more in (
            ("执行", 10, 'source = "execution"\n'),
            ("绩效", 90, 'level1 = ["产出", "效益", "满意度"]\n'),
            ("加分", 5, 'level1 = ["加分"]\nbonus = true\n'),
        )
    )

    @pytest.mark.parametrize(
        ("executed", "bonus", "total"), [(50, "1项", "97.50"), (50, "2项", "100.00"), (100, "2项", "100.00")]
    )
    def test_the_total_is_at_most_100(self, own: Own, executed: int, bonus: str, total: str) -> None:
        budget = {"全年预算数": 100, "全年执行数": executed}
        card = scored(own(self.rules), *FULL, ("加分", "≥2项", bonus, 5), budget=budget)
        assert (str(card.total), card.grade) == (total, "优")
        assert not [each for each in card.findings if each.code.startswith("W")]

    def test_no_bonus_is_no_fault(self, own: Own) -> None:
        card = scored(own(self.rules), *FULL)
        assert str(card.total) == "100.00"
        assert not [each for each in card.findings if each.code.startswith("W")]

    def test_it_is_told_as_such(self, own: Own) -> None:
        assert [changed for *_, changed in explanation.sections(own(self.rules))] == [
            *["可按项目调整，合计不变"] * 2,
            "加分项，另加在100分之外",
        ]

    def test_more_than_the_bonus_allows_is(self, own: Own) -> None:
        card = scored(own(self.rules), *FULL, ("加分", "≥2项", "2项", 8))
        assert [each.code for each in card.findings if each.code.startswith("W")] == ["W05"]


SPENT = (1100, 950, 949, 500, 499, 0)


class TestExecution:
    @pytest.mark.parametrize(
        ("written", "points"),
        [
            ('denominator = "annual"\n', "8.00"),
            ('denominator = "initial"\n', "10.00"),
            ('denominator = "adjusted"\n', "6.67"),
        ],
    )
    def test_what_it_is_divided_by(self, own: Own, written: str, points: str) -> None:
        budget = {"年初预算数": 80, "调整数": 40, "全年预算数": 100, "全年执行数": 80}
        assert str(scored(own("[execution]\n" + written), *FULL, budget=budget).sections[0].score) == points

    def test_without_a_budget_the_form_stays_open_unless_the_standard_says(self, own: Own) -> None:
        budget = {"全年预算数": 0, "全年执行数": 0}
        assert scored(standards.load("mof-2020"), *FULL, budget=budget).total is None
        card = scored(own("[execution]\nwithout_budget = 0.5\n"), *FULL, budget=budget)
        assert str(card.total) == "95.00"
        assert not [each for each in card.findings if each.code in ("B01", "B02", "B10")]

    def test_the_last_step_that_is_reached_counts(self, own: Own) -> None:
        standard = own("[execution]\nsteps = [{ rate = 0.95, share = 1 }, { rate = 0.5, share = 0.4 }]\n")
        cards = [scored(standard, *FULL, budget={"全年预算数": 1000, "全年执行数": spent}) for spent in SPENT]
        found = [str(card.sections[0].score) for card in cards]
        assert found == ["10.00", "10.00", "4.00", "4.00", "0.00", "0.00"]


def test_points_that_nobody_checks_are_not_accused(own: Own) -> None:
    odd = (("产出指标", "≥100人", "100人", 70), *FULL[1:])
    assert [each.code for each in scored(own(""), *odd).findings if each.code[0] == "W"] == ["W03", "W05"]
    unchecked = own("", "weights_checked = false\n")
    assert [each.code for each in scored(unchecked, *odd).findings if each.code[0] == "W"] == []
    assert "由单位设定，不核对合计" in "".join(explain.standard(unchecked))


def test_other_spellings_of_grades_are_told() -> None:
    told = "".join(explain.standard(standards.load("mof-2020")))
    assert "优秀就是优；良好就是良；中等、合格、一般就是中；较差、不合格就是差。" in told
    assert standards.load("mof-2020").bands.named("合格") == "中"
    assert standards.load("mof-2020").bands.named("甲等") == "甲等"


def test_the_first_weight_set_that_fits_is_taken() -> None:
    rules = standards.load("mof-2021")
    points = {
        names: [int(each.weight) for each in rules.for_rows(names).sections]
        for names in (("成本指标", "产出指标", "满意度"), ("产出指标", "满意度指标"), ("成本", "效益"), ("产出",))
    }
    assert list(points.values()) == [[10, 20, 40, 20, 10], [10, 50, 30, 10], [10, 20, 40, 30], [10, 50, 40]]
    assert sum(points[("产出",)], 0) == Decimal(100)


def test_points_that_have_been_chosen_are_not_chosen_again() -> None:
    settled = standards.load("mof-2021").for_rows(("产出指标",))
    assert settled.for_rows(("成本指标", "产出指标", "效益指标", "满意度指标")) == settled
    assert [what for what, _ in settled.references() if "分值" in what] == ["预置指标分值"]


@pytest.mark.parametrize(
    ("levels", "points"),
    [
        (("产出指标", "效益指标"), [10, 60, 30]),
        (("产出指标",), [10, 50, 30, 10]),
        (("产出指标", "效益指标", "满意度指标"), [10, 50, 30, 10]),
        (("产出指标", "效益指标", "其他"), [10, 60, 30]),
        ((), [10, 50, 30, 10]),
    ],
)
def test_a_weight_set_wants_all_that_it_names_and_nothing_that_it_excludes(
    own: Own, levels: tuple[str, ...], points: list[int]
) -> None:
    standard = own(
        '[[weight_sets]]\npresent = ["产出指标", "效益指标"]\nabsent = ["满意度指标"]\n'
        'weights = { "产出指标" = 60, "满意度指标" = 0 }\n'
    )
    assert [section.weight for section in standard.for_rows(levels).sections] == points
    told = dict((name, when) for name, when, _ in explanation.sections(standard))["另一套分值1"]
    assert told == "有产出指标、效益指标，没有满意度指标时用"


def test_a_weight_set_may_name_only_what_must_be_there(own: Own) -> None:
    standard = own('[[weight_sets]]\npresent = ["产出指标"]\nweights = { "产出指标" = 40, "效益指标" = 40 }\n')
    assert explanation.sections(standard)[-1] == ("另一套分值1", "有产出指标时用", "产出指标40分、效益指标40分")


def test_the_sections_that_the_lamp_looks_at_are_told(own: Own) -> None:
    told = dict(explanation.rules(own('[credibility]\nsections = ["产出指标", "效益指标"]\n')))["可信度预警"]
    assert told.startswith("产出指标、效益指标得分率比预算执行率高出 ")


TRAITS = {
    "比例": "needs_number needs_values has_deviation figures",
    "达标": "needs_number needs_values has_deviation figures",
    "扣分": "needs_number needs_values has_deviation per_step figures",
    "分档": "needs_values has_deviation per_step figures",
    "定性": "is_judged has_tiers scores",
    "检查项": "",
    "人工": "is_judged",
    "执行率": "has_deviation budget",
    "时限": "needs_values is_dated has_deviation",
}
"""What is asked of the cells of a row by its 计分方法, and what is put together of it where several units report it."""


@pytest.mark.parametrize("name", TRAITS)
def test_the_traits_of_a_method(name: str) -> None:
    method = METHODS[name]
    asked = ("needs_number", "needs_values", "is_judged", "has_tiers", "is_dated", "has_deviation", "per_step")
    traits = [trait for trait in asked if getattr(method, trait)]
    assert " ".join(filter(None, [*traits, method.combines])) == TRAITS[name]


def test_no_method_is_without_its_traits() -> None:
    assert [*TRAITS] == [*METHODS]
