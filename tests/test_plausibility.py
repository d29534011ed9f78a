"""What cannot be true is not scored, whoever looks; what ordinary numbers explain is left alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.scoring import score
from selfeval_xl.scoring.plausibility import is_plausible, rate_factor
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.evaluation import Options, evaluate
from selfeval_xl.tasks.verify import verify
from tests import tiny
from tests.forms import Row, submission

PLAIN: dict[str, CellValue] = {"一级指标": "产出指标", "二级指标": "质量指标", "分值": 10}


def row_of(name: str, target: CellValue, actual: CellValue, **more: CellValue) -> Any:
    cells = PLAIN | {"三级指标": name, "年度指标值": target, "实际完成值": actual} | more
    return score(submission([cells]), standards.load("mof-2020")).indicators[0]


class TestMoney:
    """执行数 against 全年预算数 of the same row."""

    @staticmethod
    def spent(budget: float, executed: float, unit: str = "万元") -> dict[str, str]:
        lines = {"全年预算数": budget, "年初预算数": budget, "全年执行数": executed}
        case = {"项目信息": {"金额单位": unit, "核定预算总额": None}, "删去": ["教师课酬", "场地和教材", "宣传费"]}
        found = tiny.findings(case | {"预算": {"培训费": lines}})
        return {finding.code: finding.message for finding in found if finding.place.sheet == "预算"}

    @pytest.mark.parametrize(
        ("budget", "executed", "unit", "slip"),
        [
            (100, 980_000, "万元", "像是执行数按元填了"),
            (1_000_000, 98, "万元", "像是预算数按元填了"),
            (1_000_000, 98, "元", "像是执行数按万元填了"),
            (100, 980_000, "元", "像是预算数按万元填了"),
            (100, 201, "万元", "多写了零"),
            (100, 1000, "万元", "多写了零"),
        ],
    )
    def test_a_slip_is_named(self, budget: float, executed: float, unit: str, slip: str) -> None:
        assert slip in self.spent(budget, executed, unit)["B14"]

    @pytest.mark.parametrize(
        ("budget", "executed", "codes"),
        [(100, 100, set()), (100, 200, {"B03"}), (100, 130, {"B03"}), (0, 50, {"B02", "B03"}), (100, 0, {"C02"})],
    )
    def test_what_may_be_is_no_slip(self, budget: float, executed: float, codes: set[str]) -> None:
        assert set(self.spent(budget, executed)) == codes

    def test_hardly_anything_spent_is_pointed_out(self) -> None:
        assert "0.08%" in self.spent(1000, 0.8)["B15"]
        assert "B15" not in self.spent(1000, 1)

    @pytest.mark.parametrize(
        ("executed", "least", "is_slip"),
        [
            (50, "0.001", True),  # 元 typed as 万元: half of the budget
            (49, "0.001", False),
            (105, "0.001", True),
            (106, "0.001", False),
            (100, "0.0001", False),
            (99, "0.0001", True),
            (2_000_000, "0.001", False),
            (2_000_001, "0.001", True),
            (0, "0.001", False),
            (None, "0.001", False),
        ],
    )
    def test_the_bounds_themselves(self, executed: int | None, least: str, is_slip: bool) -> None:
        rule = standards.load("mof-2020").plausibility
        assert rule is not None
        assert is_plausible(1_000_000, executed, rule._replace(least_spent=Decimal(least))) != is_slip

    def test_without_a_budget_nothing_is_a_slip(self) -> None:
        rule = standards.load("mof-2020").plausibility
        assert [is_plausible(budget, 5, rule) for budget in (0, None, -1)] == [True] * 3
        assert not is_plausible(1, 5, rule) and is_plausible(1, 5, None)

    def test_neither_rate_nor_total_nor_grade_is_given_though_a_reason_is(self) -> None:
        case = {"预算": {"宣传费": {"全年执行数": 97_000, "差异说明": "追加"}}}
        card = score(tiny.submission(case), tiny.standard_of(case))
        assert (card.budget.rate, card.total, card.grade) == (None, None, None)
        assert [line.rate is None for line in card.budget.lines] == [False, False, False, True]
        assert card.execution_section is not None and card.execution_section.score is None

    def test_a_standard_without_points_for_it_gives_no_grade_either(self) -> None:
        case = {"预算": {"宣传费": {"全年执行数": 97_000}}}
        assert score(tiny.submission(case), standards.load("donghu-2017")).grade is None


SHARE, APART = "I22", "I23"
IMPOSSIBLE = [
    ("群众满意度", "≥90%", "290%", SHARE),
    ("培训合格率", "≥95%", "100.5%", SHARE),
    ("政策知晓率", "90", "120", SHARE),
    ("补贴发放及时率", 0.95, 1.2, SHARE),
    ("受益群众覆盖率", "≥150%", "98%", SHARE),
    ("群众满意度", 95, 0.93, APART),
    ("群众满意度", "0.95%", 95, APART),
    ("任务完成率", "95%", "0.95%", APART),
    ("任务完成率", 0.95, 95, APART),
    ("群众投诉率", "≤0.5%", 50, APART),
    ("毕业生就业率", "≥60%", "5800%", APART),
    ("任务完成率", "95%", 93.0 * 100, APART),
    ("培训合格率", "20%", "0.2%", APART),
]
ORDINARY = [
    ("培训人数", "100人", "130人"), ("任务完成率", "100%", "130%"), ("资金到位率", "100%", "150%"),
    ("产值增长率", "1%", "95%"), ("满意度提升率", "5%", "120%"), ("培训人数", 95, 1), ("检查次数", 1, 100),
    ("发放补贴", "95万元", "0.95万元"), ("群众投诉率", "≤5%", "0.05%"), ("群众满意度", "90分", "96分"),
    ("群众满意度", "≥90%", "100%"), ("群众满意度", "95%", 0.93), ("完成时间", "2024年6月", "2024年5月"),
    ("任务完成率", "80%", "40%"), ("产值增长率", "60%", "5800%"), ("任务完成率", "50%", "400%"),
    ("任务完成率", "95%", "提高0.95%"),
]  # fmt: skip


class TestRates:
    @pytest.mark.parametrize(("name", "target", "actual", "code"), IMPOSSIBLE)
    def test_what_cannot_be_is_not_scored(self, name: str, target: CellValue, actual: CellValue, code: str) -> None:
        row = row_of(name, target, actual, 手工得分=10, 偏差原因分析及改进措施="情况属实")
        assert (row.obstacle, row.score) == (code, None)

    @pytest.mark.parametrize(("name", "target", "actual"), ORDINARY)
    def test_what_may_be_is_scored(self, name: str, target: CellValue, actual: CellValue) -> None:
        row = row_of(name, target, actual)
        assert row.obstacle == "" and row.score is not None

    def test_tenfold_is_scored_as_typed_and_pointed_out(self) -> None:
        cells = {"年度指标值": "≥95%", "实际完成值": 9.3, "偏差原因分析及改进措施": "没有写清"}
        found = tiny.findings({"指标": {"培训合格率": cells}})
        assert "I24" in {finding.code for finding in found}
        assert row_of("培训合格率", "≥95%", 9.3).score == Decimal("0.98")

    def test_tenfold_of_what_is_counted_is_no_slip(self) -> None:
        cells = {"年度指标值": "≥95人", "实际完成值": "9.5人", "计量单位": None, "偏差原因分析及改进措施": "没有写清"}
        found = tiny.findings({"指标": {"培训合格率": cells}})
        assert "I24" not in {finding.code for finding in found}


class TestTheSameEverywhere:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        case = {"指标": {"培训合格率": {"年度指标值": "≥90%", "实际完成值": "290%", "手工得分": 20}}}
        return tiny.workbook(case, tmp_path / "表.xlsx")

    def test_score_check_and_verify(self, path: Path) -> None:
        card = assess(str(path)).card
        assert (card.total, card.grade) == (None, None)
        assert [found.code for found in card.findings if found.level == ERROR] == [SHARE]
        assert verify(str(path)).card.total is None

    def test_a_code_that_is_left_out_leaves_the_total_open(self, path: Path) -> None:
        result = assess(str(path), options=Options(frozenset({SHARE})))
        assert result.card.findings == () and result.card.grade is None

    def test_a_standard_that_says_nothing_of_it_takes_numbers_as_they_stand(self) -> None:
        own = standards.load("mof-2020")._replace(plausibility=None)
        case = {"指标": {"培训合格率": {"年度指标值": "≥90%", "实际完成值": "290%"}}}
        assert evaluate(tiny.submission(case), own).total is not None


class TestLostPercentSigns:
    """0.95 beside 每低1个百分点 is 95 %, in score as in the functions of Excel."""

    @pytest.mark.parametrize(
        ("target", "actual", "method", "parameter", "points", "field"),
        [
            (0.95, 0.93, "扣分", "每低1个百分点扣1分", "8.00", "target"),
            (0.95, "93%", "扣分", "每低1个百分点扣1分", "8.00", "target"),
            (0.95, 93, "扣分", "每低1个百分点扣1分", "8.00", "target"),
            (0.95, 0.005, "扣分", "每低10个百分点扣1分", "1.00", "target"),
            (0.95, "94.5%", "扣分", "每低0.1个百分点扣1分", "5.00", "target"),
            (0.95, "1.5%", "扣分", "每低10个百分点扣1分", "1.00", "target"),
            ("95%", 0.93, "扣分", "每低1个百分点扣1分", "8.00", "actual"),
            ("95%", "93%", "扣分", "每低0.01扣1分", "8.00", "parameter"),
            ("95%", "93%", "扣分", "每低０．０１扣１分", "8.00", "parameter"),
            ("95%", "93%", "分档", "≥0.95：100%；≥0：80%", "8.00", "parameter"),
            (0.95, 0.96, "分档", "≥95%：100%；≥90%：80%；其余：0", "10.00", "target"),
            (0.95, 0.93, "分档", "≥0.95：100%；≥0.9：80%；其余：0", "8.00", "target"),
            ("95%", "93%", "分档", "≥0.95：100%；≥0.9：80%；其余：0", "8.00", "parameter"),
        ],
    )
    def test_are_read_as_percentages_and_told_once(
        self, target: CellValue, actual: CellValue, method: str, parameter: str, points: str, field: str
    ) -> None:
        row = row_of("培训合格率", target, actual, 计分方法=method, 方法参数=parameter)
        assert (row.score, [where for where, _why in row.ambiguities]) == (Decimal(points), [field])

    def test_what_went_beyond_its_target_is_a_share_as_well(self) -> None:
        row = row_of("任务完成", 0.95, 1.05, 计分方法="扣分", 方法参数="每低1个百分点扣1分")
        assert (row.score, [where for where, _why in row.ambiguities]) == (Decimal("10.00"), ["target"])

    def test_1_in_a_column_of_percentages_is_1_percent(self) -> None:
        row = row_of("培训合格率", 1, 0.8, 计量单位="%", 计分方法="扣分", 方法参数="每低0.1个百分点扣1分")
        assert (row.score, row.ambiguities) == (Decimal("8.00"), ())

    @pytest.mark.parametrize(
        ("target", "actual", "parameter", "points"),
        [
            ("95%", "93%", "每低1个百分点扣1分", "8.00"),
            ("95%", "93%", "每低0.5扣1分", "6.00"),
            (10, 8, "每低10%扣1分", "8.00"),
            ("0.8公里", "0.7公里", "每低0.01扣0.1分", "9.00"),
            ("2公里", "1.9公里", "每低0.01扣0.1分", "9.00"),
            ("95%", "93%", "每低0.05%扣0.1分", "6.00"),
            ("95%", "93%", "≥95：100%；≥0.9：80%；其余：0", "8.00"),
            ("95%", "93%", "≥0：80%；其余：0", "8.00"),
        ],
    )
    def test_what_has_lost_nothing_stays(
        self, target: CellValue, actual: CellValue, parameter: str, points: str
    ) -> None:
        row = row_of("培训道路", target, actual, 计分方法="分档" if "≥" in parameter else "扣分", 方法参数=parameter)
        assert (row.score, row.ambiguities) == (Decimal(points), ())

    @pytest.mark.parametrize(
        ("sign", "target", "actual", "points", "field"),
        [("≥", 0.95, 0.93, "8.00", ["target"]), ("≤", 0.5, 0.7, "9.80", []), ("≤", 0.5, 0.4, "10.00", [])],
    )
    def test_in_a_column_of_percentages_what_may_be_small_has_lost_nothing(
        self, sign: str, target: float, actual: float, points: str, field: list[str]
    ) -> None:
        steps = "每差0.1个百分点扣0.1分"
        row = row_of("办结", target, actual, 指标性质=sign, 计量单位="%", 计分方法="扣分", 方法参数=steps)
        assert (row.score, [where for where, _why in row.ambiguities]) == (Decimal(points), field)


class TestDeadlinesWithoutAYear:
    def late(self, target: str, actual: str, overview: str = "", year: int = 2025) -> str:
        cells = PLAIN | {"三级指标": "完成时间", "年度指标值": target, "实际完成值": actual, "计分方法": "时限"}
        facts: Row = {"评价年度": year, "项目概况": overview}
        (row,) = score(submission([cells], project=facts), standards.load("mof-2020")).indicators
        return row.obstacle or str(row.score)

    @pytest.mark.parametrize(
        ("target", "actual", "found"),
        [
            ("12月底前", "2026年1月", "S05"),
            ("12月底前", "2025年12月31日", "10.00"),
            ("12月底前", "2024年12月", "10.00"),
            ("6月底前", "7月3日", "S05"),
            ("2025年12月底前", "1月5日", "10.00"),
            ("1年内", "2025年11月", "I25"),
            ("12个月", "2025年11月", "I25"),
        ],
    )
    def test_take_the_year_that_is_evaluated(self, target: str, actual: str, found: str) -> None:
        assert self.late(target, actual) == found

    @pytest.mark.parametrize(
        "span",
        [
            *(
                "2025年6月至2026年5月",
                "2025.6-2026.5",
                "2025年6月1日—2026年5月31日",
                "2025年—2026年",
                "2025年度至2026年度",
            ),
            *("2025-06-01至2026-05-31", "2025/6～2026/5", "2025年6月1日起到2026年5月31日止", "2025年6月——2026年5月"),
        ],
    )
    def test_unless_the_project_runs_from_one_year_into_another(self, span: str) -> None:
        assert self.late("5月底前", "2026年5月20日", f"项目实施期为{span}。") == "10.00"
        assert self.late("5月底前", "2026年5月20日", "项目实施期为2025年1月至2025年12月。") == "S05"

    @pytest.mark.parametrize(
        "said",
        [
            *("2025年6月；至2026年5月", "2025年6月。到2026年5月", "2025年6月开工，到2026年5月", "2025年6月和2026年5月"),
            *("2025年编制2026年预算", "2025年6月至2026人", "2025至2026", "2025年第1、2、3批至2026年", "2025年至2025年"),
        ],
    )
    def test_two_years_are_no_span_by_themselves(self, said: str) -> None:
        assert self.late("5月底前", "2026年5月20日", f"项目{said}。") == "S05"

    @pytest.mark.parametrize("field", ["项目起止时间", "项目名称", "项目概况", "项目总目标", "年度绩效目标"])
    def test_every_text_that_tells_how_long_a_project_runs_is_looked_at(self, field: str) -> None:
        cells = PLAIN | {
            "三级指标": "完成时间",
            "年度指标值": "5月底前",
            "实际完成值": "2026年5月20日",
            "计分方法": "时限",
        }
        facts: Row = {"评价年度": 2025, field: "项目自2025年6月1日至2026年5月31日实施"}
        (row,) = score(submission([cells], project=facts), standards.load("mof-2020")).indicators
        assert row.score == 10
        (row,) = score(
            submission(
                [cells | {"年度指标值": "6个月", "实际完成值": "2025年11月30日", "计分方法": ""}], project=facts
            ),
            standards.load("mof-2020"),
        ).indicators
        assert row.score == 10


@pytest.mark.parametrize(
    ("target", "actual", "factor"),
    [
        ("20%", "2000%", 100),
        ("19.9%", "1990%", 1),
        ("125%", "12500%", 100),
        ("126%", "12600%", 1),
        ("125%", "1.25", 100),
        ("126%", "1.26", 1),
        ("100%", "1.25", 100),
        ("100%", "1.26", 1),
        ("100%", "9", 10),
        ("100%", "8.9", 1),
        ("100%", "11", 10),
        ("100%", "11.2", 1),
        ("≤1%", "100%", 100),
        ("≤5%", "0.05%", 1),
        ("0%", "50%", 1),
        ("50%", "0%", 1),
    ],
)
def test_how_far_apart_two_rates_are(target: str, actual: str, factor: int) -> None:
    rule, row = standards.load("mof-2020").plausibility, row_of("完成率", target, actual)
    assert rule is not None
    assert rate_factor(row.reading, "完成率", rule) == factor
    assert row.obstacle == "I23" * (factor == 100)
