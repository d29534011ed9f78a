"""What is drafted: by which outline, in which words, and what is said to be missing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from selfeval_xl.documents.blocks import Heading, Paragraph, Table
from selfeval_xl.documents.report import formatting, reconciling
from selfeval_xl.documents.report.drafting import DRAFTERS, KNOWN, draft
from selfeval_xl.documents.report.gaps import MARK, Report, gaps_told
from selfeval_xl.documents.report.outline import OutlineError, read_outline
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.excel import handing_in
from selfeval_xl.scoring import score
from selfeval_xl.storage import resources
from selfeval_xl.tasks import outlines
from selfeval_xl.tasks.assess import assess
from tests import tiny

ALL = outlines.available()


@pytest.fixture(scope="module")
def sample() -> Scorecard:
    return assess(resources.path(resources.SAMPLE)).card


def scored(case: tiny.Case) -> Scorecard:
    """The clean self-evaluation with what the case changes."""
    return score(tiny.submission(case), tiny.standard_of(case))


def drafted(card: Scorecard, outline: str = "evaluation-2020") -> Report:
    return draft(card, outlines.load(outline))


def told(report: Report) -> str:
    """All text of the report, one block a line."""
    lines = [*report.title, *report.signature]
    for block in (*report.cover, *report.body, *report.annex):
        lines += [" ".join(map(str, row)) for row in block.rows] if isinstance(block, Table) else [block.text]
    return "\n".join(lines)


def missing(report: Report) -> set[str]:
    return {gap.message for gap in report.gaps}


class TestOutlines:
    def test_the_2017_outline_has_the_headings_of_the_report(self, sample: Scorecard) -> None:
        headings = [block.text for block in drafted(sample, "wuhan-2017").body if isinstance(block, Heading)]
        assert headings[:5] == [
            "一、项目基本情况",
            "（一）项目概况",
            "（二）项目预算绩效目标",
            "1、产出目标",
            "2、效果目标",
        ]
        assert headings[-4:] == [
            "（二）主要经验，存在的问题和改进措施",
            "1、主要经验及做法",
            "2、存在的问题",
            "3、改进建议",
        ]

    @pytest.mark.parametrize(
        ("outline", "count"),
        [
            ("mof-2011", 6),
            ("evaluation-2020", 8),
            ("transfer-2019", 4),
            ("township-2019", 5),
            ("beijing", 6),
            ("yueyang-2017", 3),
        ],
    )
    def test_every_outline_has_its_parts(self, sample: Scorecard, outline: str, count: int) -> None:
        body = drafted(sample, outline).body
        assert len([block for block in body if isinstance(block, Heading) and block.level == 1]) == count

    def test_everything_that_can_be_drafted_is_used_by_some_outline_or_is_a_plain_variant(self) -> None:
        used = {entry for name in ALL for part in outlines.load(name).parts for entry in part.content}
        unused = {name for name in DRAFTERS if name not in used and name != "score.annex"}
        assert all(name.startswith(("text.", "labelled.", "goals.", "completion.", "summary.")) for name in unused)

    @pytest.mark.parametrize(
        ("standard", "outline"),
        [
            ("donghu-2017", "wuhan-2017"),
            ("platform", "self-evaluation"),
            ("x", "self-evaluation"),
            ("transfer-2025", "transfer-2019"),
        ],
    )
    def test_the_standard_chooses_the_outline(self, standard: str, outline: str) -> None:
        assert outlines.for_standard(standard).id == outline

    @pytest.mark.parametrize("name", ALL)
    def test_every_outline_is_in_its_paper_with_its_source(self, name: str) -> None:
        paper = (Path(__file__).parents[1] / "docs" / "自评报告.md").read_text(encoding="utf-8")
        (row,) = (line for line in paper.splitlines() if line.startswith(f"| `{name}` |"))
        outline = outlines.load(name)
        assert outline.name in row and outline.reference.title in row and outline.reference.url in row

    def test_an_unknown_outline_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(InputError) as refused:
            outlines.load("wuhan")
        assert "wuhan-2017（武汉市街道自评报告（2017年度））" in refused.value.remedy

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ('third = "、"', 'colour = "red"', "colour：没有这一项"),
            ('third = "、"', "third = 3", "third：要写成带引号的文字"),
            ('id = "wuhan-2017"', "", "id：没有写"),
            ('"text.overview"', '"text.weather"', "“text.weather”，程序不会起草"),
            ('"text.overview"', '"facts: name, weather"', "“weather”，程序没有这一项"),
            ("level = 2", "level = 3", "没有它的上一级标题"),
            ("{year}年度", "{month}月", "只能写 {unit}、{year}、{name}"),
            ("[reference]", "[reference", "看不懂"),
        ],
    )
    def test_a_wrong_outline_is_told_with_the_place(self, old: str, new: str, words: str) -> None:
        with open(f"{outlines._BUILT_IN}/wuhan-2017.toml", encoding="utf-8") as file:
            text = file.read()
        assert old in text
        with pytest.raises(OutlineError) as wrong:
            read_outline(text.replace(old, new, 1), "我的提纲.toml", KNOWN)
        assert wrong.value.message.startswith("报告提纲 我的提纲.toml")
        assert words in wrong.value.message


class TestSentences:
    def test_a_lost_score_is_told_with_rule_figures_deviation_and_reason(self, sample: Scorecard) -> None:
        text = told(drafted(sample, "wuhan-2017"))
        assert (
            "绩效指标明确性：分值4分，得2分，扣2分。计分过程：检查4项，符合2项：4×2÷4 = 2.00分。"
            "原因及改进措施：项目立项时，未明确量化" in text
        )
        assert "指标值95%，完成值93%，偏差率-2.11%。计分过程：" in text
        assert f"10－1×2 = 8.00分。原因及改进措施：{MARK}。" in text
        assert "（1）投入管理。分值16分，得14分，得分率87.50%。" in text

    def test_amounts_that_staff_gave_are_not_repeated(self, sample: Scorecard) -> None:
        assert "预算执行率为90.91%，具体如下：" in told(drafted(sample, "wuhan-2017"))
        silent = sample.submission.project._replace(financial_management="按制度报销。")
        card = sample._replace(submission=sample.submission._replace(project=silent))
        lead = "该项目预算资金为170.92万元，实际支出为155.39万元，预算执行率90.91%，具体如下："
        assert lead in told(drafted(card, "wuhan-2017"))

    def test_a_section_scored_from_the_budget_tells_how(self) -> None:
        text = told(drafted(scored({})))
        assert "（1）预算执行率。分值10分，得9.72分，得分率97.20%。计分过程：" in text

    def test_the_undetermined_total_is_a_gap_and_no_grade(self) -> None:
        report = drafted(scored({"指标": {"培训合格率": {"实际完成值": None}}}))
        assert "自评得分和等级（培训合格率尚未计分）" in missing(report)
        assert "“培训合格率”的完成值" in missing(report)
        assert "评分结果级别为" not in told(report)

    def test_nothing_lost_is_said_in_one_sentence(self) -> None:
        report = drafted(scored({"指标": {"学员培训后就业率": {"实际完成值": "61%"}}}))
        assert "各项绩效指标均得满分，没有未完成的绩效目标。" in told(report)

    def test_an_indicator_that_does_not_apply_is_shown_so(self) -> None:
        report = drafted(scored({"指标": {"培训资料共享机制": {"实际完成值": "不适用"}}}))
        assert "培训资料共享机制 建立并运行 不适用" in told(report)

    def test_the_title_breaks_where_its_parts_meet(self) -> None:
        assert drafted(scored({})).title == ("市就业服务中心", "2024年度就业困难人员技能培训", "项目支出绩效评价报告")
        named = drafted(scored({"项目信息": {"项目名称": "就业培训项目", "实施单位": "局"}}))
        assert named.title == ("局2024年度就业培训项目支出绩效评价报告",)

    @pytest.mark.parametrize(
        ("typed", "shown"),
        [("2025-02-20", "2025年2月20日"), ("2025年2月20日", "2025年2月20日"), ("二月", "二月"), (None, "")],
    )
    def test_dates_are_written_as_official_papers_do(self, typed: str | None, shown: str) -> None:
        assert formatting.date_shown(typed) == shown

    def test_money_is_rounded_in_sentences_and_exact_in_tables(self) -> None:
        assert formatting.amount(155387019, "万元") == "155.39万元"
        assert formatting.amount(155387019, "元") == "1,553,870.19元"
        assert formatting.yuan(155387019) == "1,553,870.19"

    def test_sources_are_summed_where_every_line_names_one(self) -> None:
        case = {"预算": {"培训费": {"资金来源": "市级"}, "宣传费": {"资金来源": "区级"}}}
        text = told(drafted(scored(case), "yueyang-2017"))
        assert "市级 400,000.00 389,000.00 97.25%" in text
        assert "各项资金的来源" not in text

    def test_a_source_named_again_for_a_part_of_a_line_is_not_summed_twice(self) -> None:
        lines = ("培训费", "教师课酬", "场地和教材", "宣传费")
        case = {"预算": {line: {"资金来源": "市级"} for line in lines}}
        assert "市级 500,000.00 486,000.00 97.20%" in told(drafted(scored(case), "yueyang-2017"))

    def test_sources_are_asked_for_while_one_line_names_none(self) -> None:
        report = drafted(scored({"预算": {"培训费": {"资金来源": "市级"}}}), "yueyang-2017")
        assert "各项资金的来源（中央、省、市、区、其他）" in missing(report)
        assert "市级 400,000.00" not in told(report)


class TestGaps:
    def test_the_sample_lacks_one_reason_and_the_date(self, sample: Scorecard) -> None:
        gaps = drafted(sample, "wuhan-2017").gaps
        assert [(gap.subject, gap.place) for gap in gaps] == [
            ("三、自评结论 （一）自评结论", Place("指标", 22, 18)),
            ("落款", Place("项目信息", 29, 2)),
        ]

    @pytest.mark.parametrize("outline", ALL)
    def test_every_gap_is_marked_in_the_report_and_has_a_remedy(self, sample: Scorecard, outline: str) -> None:
        report = drafted(sample, outline)
        assert report.gaps
        assert told(report).count(MARK) >= len(report.gaps)
        assert all("请" in gap.remedy for gap in report.gaps)

    @pytest.mark.parametrize("outline", ALL)
    def test_an_empty_workbook_gives_a_report_of_gaps(self, outline: str) -> None:
        blank = {label: None for label in tiny.BASE["项目信息"] if label not in ("评价标准", "金额单位")}
        case = {"项目信息": blank, "删去": ["全部预算", "全部指标"]}
        report = drafted(scored(case), outline)
        assert missing(report) > {"填报日期"}
        assert MARK in "".join(report.title)

    def test_one_gap_is_listed_once(self, sample: Scorecard) -> None:
        gaps = drafted(sample, "beijing").gaps
        assert len({(gap.message, gap.place) for gap in gaps}) == len(gaps)

    def test_a_message_lists_the_first_few(self) -> None:
        gaps = [Finding("", NOTICE, Place(""), f"第{number}项", "请在报告里直接补写。", "一、") for number in range(9)]
        lines = list(gaps_told(gaps, 2))
        assert lines[0] == f"还有 9 处要补充，报告里标着{MARK}："
        assert lines[-1] == f"  其余 7 处请在报告里查找{MARK}。"
        assert list(gaps_told([])) == ["没有要补充的内容，请通读一遍再报送。"]

    @pytest.mark.parametrize("outline", ALL)
    def test_a_message_in_excel_is_not_cut_off(self, outline: str) -> None:
        blank = {label: None for label in tiny.BASE["项目信息"] if label not in ("评价标准", "金额单位")}
        gaps = drafted(scored({"项目信息": blank, "删去": ["全部预算", "全部指标"]}), outline).gaps
        assert len(gaps) > handing_in.GAPS_SHOWN
        assert len("\n".join(gaps_told(gaps, handing_in.GAPS_SHOWN))) < 900


class TestReconciling:
    @pytest.fixture
    def report(self, sample: Scorecard) -> Report:
        return drafted(sample, "wuhan-2017")

    @staticmethod
    def written(report: Report) -> reconciling.ReadBack:
        blocks = (*report.body, *report.annex)
        texts = [block.text for block in blocks if isinstance(block, Heading | Paragraph)]
        paragraphs = ("\n".join(report.title), *report.signature, *texts)
        tables = tuple(table.texts for table in report.tables)
        return reconciling.ReadBack(paragraphs, tables)

    def test_what_was_drafted_is_found(self, sample: Scorecard, report: Report) -> None:
        assert list(reconciling.differences(sample, report, self.written(report))) == []

    def test_a_lost_paragraph_and_a_lost_table_are_found(self, sample: Scorecard, report: Report) -> None:
        whole = self.written(report)
        less = reconciling.ReadBack(whole.paragraphs[:-1], whole.tables[1:])
        found = list(reconciling.differences(sample, report, less))
        assert len(found) == 2 and "一级指标、二级指标、指标内容、指标值、备注" in found[1]

    @pytest.mark.parametrize(
        ("name", "row", "column", "value", "words"),
        [
            ("spending.details", 1, 1, "30,000.01", "支出明细表的金额"),
            ("score.sections", 0, 3, "15", "得分表的得分"),
            ("score.sections", 3, 2, "99", "得分表的分值之和"),
            ("completion.effect", 1, 4, "95%", "“社会公众对公共服务满意度”"),
            ("score.annex", 17, 6, "10", "“社会公众对公共服务满意度”的得分"),
            ("score.annex", 18, 6, "91", "评分表的总分"),
        ],
    )
    def test_a_wrong_number_is_found_even_when_it_was_drafted_so(
        self, sample: Scorecard, report: Report, name: str, row: int, column: int, value: str, words: str
    ) -> None:
        def spoiled(table: Table) -> Table:
            rows = [list(cells) for cells in table.rows]
            rows[row][column] = value
            return table._replace(rows=tuple(map(tuple, rows)))

        blocks = [
            tuple(spoiled(b) if isinstance(b, Table) and b.name == name else b for b in part)
            for part in (report.body, report.annex)
        ]
        wrong = report._replace(body=blocks[0], annex=blocks[1])
        found = list(reconciling.differences(sample, wrong, self.written(wrong)))
        assert any(words in told for told in found)

    def test_the_numbers_of_the_clean_self_evaluation_reconcile_too(self) -> None:
        card = scored({"指标": {"培训资料共享机制": {"实际完成值": "不适用"}}})
        report = drafted(card)
        assert list(reconciling.differences(card, report, self.written(report))) == []
        assert card.budget.executed == 4_860_0000 and Decimal("0.9720") == card.budget.rate
        assert card.indicators[0].achieved == "412人"
