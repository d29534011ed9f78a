"""Every finding has a tiny workbook that brings it about, and one expected text: tests/cases/findings/CODE.toml."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.rules import of_finding
from selfeval_xl import checks
from selfeval_xl.domain.finding import LEVEL_NAMES, NOTICE
from selfeval_xl.domain.layout import BUDGET_FIELDS, INDICATOR_FIELDS, PROJECT_FIELDS
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import TEMPLATES, TOPICS, finding, register
from selfeval_xl.messages.template import MessageTemplate
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from selfeval_xl.tasks import help as pages
from tests import tiny

CASES = {path.stem: tiny.load(path) for path in sorted((tiny.CASES / "findings").glob("*.toml"))}
ENTRIES = [TEMPLATES[code] for code in sorted(checks.codes())]
each_case = pytest.mark.parametrize("code", CASES)


def test_every_code_has_its_case() -> None:
    assert set(CASES) == checks.codes()


def test_a_clean_self_evaluation_has_no_findings() -> None:
    assert tiny.findings({}) == ()


@each_case
def test_the_case_brings_about_its_finding(code: str) -> None:
    expected = CASES[code]["预期"]
    found = next(finding for finding in tiny.findings(CASES[code]) if finding.code == code)
    where = f"{found.place.sheet}!{found.place.cell}" if found.place.row else found.place.sheet
    assert (where, found.level_name, found.message, found.remedy) == (
        expected["位置"],
        expected["级别"],
        expected["问题"],
        expected["怎么改"],
    )


@each_case
def test_the_case_brings_about_nothing_unexpected(code: str) -> None:
    codes = [finding.code for finding in tiny.findings(CASES[code])]
    codes.remove(code)
    assert codes == CASES[code]["预期"].get("其他", [])


class TestCatalogue:
    def test_takes_no_second_text_for_a_code(self) -> None:
        with pytest.raises(ValueError, match="two texts with the code B01"):
            register({TEMPLATES["B01"].heading: TEMPLATES["B01"][1:7]})

    @pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
    def test_every_entry_is_complete(self, entry: MessageTemplate) -> None:
        assert re.fullmatch(r"[A-Z]\d\d", entry.code) and entry.code[0] in TOPICS
        assert entry.level in LEVEL_NAMES
        assert len(entry.title) <= 16 and "{" not in entry.title
        assert entry.message.endswith("。") and entry.remedy.endswith("。") and entry.why.endswith("。")
        assert "请" in entry.remedy, "the remedy says what to do"
        assert entry.source

    @pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
    def test_its_help_page_says_the_same(self, entry: MessageTemplate) -> None:
        page = pages.find(entry.code)
        assert page is not None
        assert (page.name, page.level, page.why) == (entry.title, LEVEL_NAMES[entry.level], entry.why)
        assert page.rules == of_finding(entry)

    def test_no_message_blames(self) -> None:
        words = ("错误地", "非法", "无效", "失败", "警告", "禁止", "您")
        texts = [entry.message + entry.remedy for entry in ENTRIES]
        assert [text for text in texts if any(word in text for word in words)] == []

    def test_a_finding_names_sheet_cell_and_row(self) -> None:
        found = finding("S09", Place("指标", 12, 7), "满意度", typed="-1", weight="10")
        assert found.message.startswith("指标!G12 满意度：")

    def test_a_finding_about_a_whole_sheet_names_the_sheet(self) -> None:
        assert finding("I10", Place("指标")).message.startswith("指标：")


class TestRun:
    def test_codes_can_be_switched_off(self) -> None:
        card, standard = self.card("W02")
        every = {found.code for found in checks.run(card, standard)}
        assert {found.code for found in checks.run(card, standard, off=frozenset({"W03"}))} == every - {"W03"}

    def test_what_is_off_by_default_stays_silent_until_asked_for(self) -> None:
        card, standard = self.card("Q07")
        assert {entry.code for entry in ENTRIES if not entry.on} == {"Q07"} == set(checks.OPTIONAL)
        assert "Q07" not in {found.code for found in checks.run(card, standard)}

    def test_findings_follow_the_sheets_their_rows_and_how_serious_they_are(self) -> None:
        case = {
            "项目信息": {"实施单位": "", "改进建议": ""},
            "预算": {"宣传费": {"全年执行数": 11}},
            "指标": {
                "学员满意度": {"实际完成值": ""},
                "培训就业困难人员数": {"实际完成值": 612, "扣减分数": -1, "二级指标": "实效指标"},
            },
        }
        found = tiny.findings(case)
        assert [finding.code for finding in found] == ["P01", "P08", "B03", "S14", "I12", "Q03", "I01"]
        assert found[5].level == NOTICE

    @staticmethod
    def card(code: str):
        standard = tiny.standard_of(CASES[code])
        return score(tiny.submission(CASES[code]), standard), standard


class TestNothingIsReportedTwice:
    def test_a_cell_that_could_not_be_read_is_not_called_blank_as_well(self) -> None:
        assert [found.code for found in tiny.findings(CASES["X01"])] == ["X01"]

    def test_a_lost_point_by_hand_is_asked_about_once(self) -> None:
        found = tiny.findings({"指标": {"学员满意度": {"手工得分": 9}}})
        assert [finding.code for finding in found] == ["R01", "S11"]


class TestNoFalseAlarm:
    """What staff rightly do and no check may complain about."""

    @pytest.mark.parametrize(
        "change",
        [
            {
                "指标": {
                    "人均培训成本": {
                        "三级指标": "成本节约率",
                        "指标性质": "≥",
                        "年度指标值": "5%",
                        "计量单位": "",
                        "实际完成值": "5.6%",
                    }
                }
            },
            {"指标": {"培训合格率": {"三级指标": "学员投诉率", "年度指标值": "≤2%", "实际完成值": "1.5%"}}},
            {"指标": {"学员满意度": {"手工得分": 10}}},
            {"指标": {"培训资料共享机制": {"手工得分": 9, "偏差原因分析及改进措施": "部分课件待更新。"}}},
            {"指标": {"培训就业困难人员数": {"实际完成值": 612, "偏差原因分析及改进措施": "年中新增两个培训点。"}}},
            {"预算": {"宣传费": {"年初预算数": 8, "调整数": 2, "差异说明": "年中追加，见批复。"}}},
            {"缺列": ["调整数"], "预算": {"宣传费": {"年初预算数": 8}}},
            {"项目信息": {"存在的问题": "无。", "改进建议": "暂无"}},
            {"项目信息": {"财务管理情况": "全年执行48.6万元，执行率约97%。"}},
            {"指标": {"学员满意度": {"一级指标": "满意度指标（10分）"}}},
        ],
    )
    def test_stays_silent(self, change: tiny.Case) -> None:
        assert [found.message for found in tiny.findings(change)] == []


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "不适用", "……", "≥95%", "≤ 3 天", "达成", "=0", "人工", "0", "2024年", "1.1", "#REF!", "{0}"]
    ),
    st.text(max_size=8),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.datetimes(),
    st.times(),
)
INPUTS = [field.title for field in INDICATOR_FIELDS if not field.computed]
LINES = [field.title for field in BUDGET_FIELDS if not field.computed]
FACTS = [field.title for field in PROJECT_FIELDS if field.title != "评价标准"]


@given(
    st.dictionaries(st.sampled_from(INPUTS), CELLS, max_size=6),
    st.dictionaries(st.sampled_from(LINES), CELLS, max_size=4),
    st.dictionaries(st.sampled_from(FACTS), CELLS, max_size=4),
    st.sampled_from(standards.available()),
)
def test_whatever_stands_in_the_cells_is_reported_and_never_raises(
    row: tiny.Case, line: tiny.Case, facts: tiny.Case, standard: str
) -> None:
    case = {"指标": {"学员满意度": row}, "预算": {"宣传费": line}, "项目信息": facts, "使用标准": standard}
    found = tiny.findings(case)
    assert all(finding.message and finding.remedy and finding.level in LEVEL_NAMES for finding in found)


def test_two_numbers_in_one_cell_are_told_beside_a_typed_score_too() -> None:
    target = {"年度指标值": "1100人、2000元"}
    for typed, code in (({}, "I06"), ({"手工得分": 5}, "I21")):
        found = tiny.findings({"指标": {"培训就业困难人员数": {**target, **typed}}})
        told = [(each.code, each.place.cell) for each in found if each.code in ("I06", "I21")]
        assert told == [(code, "E3")]


@pytest.mark.parametrize(
    ("reason", "says_nothing"),
    [
        *((word, True) for word in ("", " ", "无", "暂无", "没有", "无偏差", "无原因", "-", "--", "—", "——", "/", "*")),
        *((word, True) for word in ("0", 0, "无。", "暂无。", " 无 ", "　", "－", " " * 12)),
        *((word, False) for word in ("无岗位", "没有岗位", "0人报名", "/无", "无法联系部分学员，等待回访")),
    ],
)
def test_a_reason_that_says_nothing_is_none(reason: object, says_nothing: bool) -> None:
    found = tiny.findings({"指标": {"学员培训后就业率": {"偏差原因分析及改进措施": reason}}})
    assert [finding.code for finding in found] == (["R01"] if says_nothing else [])


class TestWhatTwoChecksOnceLeftToEachOther:
    """Lists of choices and units that contradict the column were read as doubtful, and told by nobody."""

    @pytest.mark.parametrize(
        "target", ["强中弱", "有无", "优良差", "优良中差", "高、中、低", "好 坏", "大/中/小", "是否"]
    )
    def test_a_list_to_choose_from_is_no_target(self, target: str) -> None:
        found = tiny.findings({"指标": {"培训合格率": {"年度指标值": target, "实际完成值": "优"}}})
        assert [finding.code for finding in found if finding.place.cell == "E4"] == ["Q04"]

    @pytest.mark.parametrize(
        ("target", "unit"),
        [
            ("28公里", "人"),
            ("3天", "公里"),
            ("500平方米", "万元"),
            ("28.8万元", "%"),
            ("95%", "万元"),
            ("≥3小时", "个"),
        ],
    )
    def test_a_unit_of_another_kind_than_the_column_says_is_told(self, target: str, unit: str) -> None:
        cells = {"年度指标值": target, "计量单位": unit, "实际完成值": target}
        found = tiny.findings({"指标": {"培训合格率": cells}})
        assert [finding.code for finding in found if finding.place.row == 4] == ["I17"]

    def test_in_an_actual_value_it_is_told_as_well(self) -> None:
        cells = {"年度指标值": "28", "计量单位": "人", "实际完成值": "28公里"}
        found = tiny.findings({"指标": {"培训合格率": cells}})
        assert [(finding.code, finding.place.cell) for finding in found if finding.place.row == 4] == [
            ("I04", "G4"),
            ("I21", "G4"),
        ]

    @pytest.mark.parametrize(("target", "unit"), [("2400人", "个"), ("28公里", "米"), ("300万", "元"), ("6艘", "艘")])
    def test_units_that_go_together_are_not_accused(self, target: str, unit: str) -> None:
        cells = {"年度指标值": target, "计量单位": unit, "实际完成值": target}
        assert tiny.findings({"指标": {"培训合格率": cells}}) == ()
