"""Official forms out: cell for cell as printed, equal to the scorecard, sound for every program that opens them."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from selfeval_xl.cli import main
from selfeval_xl.documents.blocks import Form
from selfeval_xl.documents.forms import kinds, mof, platform
from selfeval_xl.domain.errors import StorageError
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.scoring import score
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks import export_form
from selfeval_xl.tasks.assess import assess, standard_for
from selfeval_xl.tasks.import_form import import_each
from selfeval_xl.writers.xlsx import layout
from tests import paper
from tests.forms import Row, submission
from tests.judges import office, openxml, workbooks

SHEETS = {
    kinds.MOF: "项目支出绩效自评表",
    kinds.MOF_COST: "项目支出绩效自评表",
    kinds.HUBEI: "项目自评表",
    kinds.PLATFORM: "绩效自评指标完成情况",
}
PROJECT: Row = {
    "项目名称": "社区图书馆",
    "主管部门": "区文旅局",
    "实施单位": "街道办",
    "评价年度": "2022年度",
    "年度绩效目标": "开放300天。",
    "实际完成情况": "开放310天。",
}
REACHED: Row = {"年度指标值": "100%", "实际完成值": "100%", "分值": 90}


def scored(*rows: Row, standard: str = "mof-2020", project: Row | None = None) -> Scorecard:
    return score(submission(rows, project=project or {}), standards.load(standard))


def sheet_of(data: bytes, folder: Path) -> Worksheet:
    path = folder / "表.xlsx"
    path.write_bytes(data)
    return openpyxl.load_workbook(path).worksheets[0]


def made(kind: str, card: Scorecard, folder: Path, standard: str = "mof-2020") -> Worksheet:
    return sheet_of(export_form.make(kind, card, standards.load(standard), "表.xlsx"), folder)


def cells(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def areas(sheet: Worksheet) -> set[str]:
    return {str(area) for area in sheet.merged_cells.ranges}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("样例") / resources.SAMPLE
    path.write_bytes(resources.read(resources.SAMPLE))
    return path


@pytest.fixture(scope="module")
def outgoing(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The three forms of the sample, and the form of a published table that was imported."""
    folder = tmp_path_factory.mktemp("报送")
    card = assess(str(sample)).card
    imported = import_each(str(paper.lay_out(paper.PUBLISHED["sx-jishan-ybj-2020-jiandanglika"], folder / "来.xlsx")))[
        0
    ]
    made = {kind: (kind, card, standard_for(card.submission)) for kind in SHEETS}
    made["稷山"] = (kinds.MOF, imported.card, standards.load("mof-2020"))
    paths = {}
    for name, (kind, each, standard) in made.items():
        paths[name] = folder / f"{name}.xlsx"
        paths[name].write_bytes(export_form.make(kind, each, standard, name))
    return paths


class TestMof:
    def sheet(self, folder: Path) -> Worksheet:
        card = scored(
            {"年度指标值": 300, "计量单位": "天", "指标性质": "≥", "实际完成值": 310, "分值": 50},
            {"二级指标": "质量指标", "三级指标": "完好率", "年度指标值": "≥95%", "实际完成值": "90%", "分值": 30,
             "偏差原因分析及改进措施": "破损未修"},
            {"一级指标": "满意度指标", "二级指标": "服务对象满意度指标", "三级指标": "读者满意度", "年度指标值": "90%",
             "实际完成值": "95%", "分值": 10},
            project=PROJECT,
        )  # fmt: skip
        return made(kinds.MOF, card, folder)

    def test_it_is_the_form_cell_for_cell(self, tmp_path: Path) -> None:
        sheet = self.sheet(tmp_path)
        assert sheet.title == "项目支出绩效自评表"
        assert [sheet["A1"].value, sheet["A2"].value] == ["项目支出绩效自评表", "（2022年度）"]
        assert [sheet["A3"].value, sheet["B3"].value] == ["项目名称", "社区图书馆"]
        assert [sheet[at].value for at in ("A4", "B4", "F4", "G4")] == [
            "主管部门",
            "区文旅局",
            "实施单位",
            "街道办",
        ]
        assert sheet["A5"].value == "项目资金\n（万元）"
        titles = [None, None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
        assert cells(sheet, 5)[1:] == titles
        assert cells(sheet, 6)[1:] == ["年度资金总额", None, None, 100, 100, 10, 1, 10]
        assert [sheet[f"B{row}"].value for row in (7, 8, 9)] == [
            "其中：当年财政拨款", "　　　上年结转资金", "　　　其他资金",
        ]  # fmt: skip
        assert [sheet["G7"].value, sheet["I7"].value] == ["—", "—"]
        assert [sheet[at].value for at in ("A10", "B10", "F10", "B11", "F11")] == [
            "年度\n总体目标", "预期目标", "实际完成情况", "开放300天。", "开放310天。",
        ]  # fmt: skip
        assert cells(sheet, 12) == [
            "绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
            "偏差原因分析及\n改进措施",
        ]  # fmt: skip
        assert cells(sheet, 13)[1:] == ["产出指标", "数量指标", "服务人数", "≥300天", "310天", 50, 50, None]
        assert cells(sheet, 14)[2:] == ["质量指标", "完好率", "≥95%", "90%", 30, 28.42, "破损未修"]
        assert cells(sheet, 15)[1:] == ["满意度指标", "服务对象满意度指标", "读者满意度", "90%", "95%", 10, 10, None]
        assert cells(sheet, 16) == ["总分", None, None, None, None, None, 100, 98.42, None]
        assert sheet.max_row == 16

    def test_its_cells_are_merged_as_on_paper(self, tmp_path: Path) -> None:
        assert areas(self.sheet(tmp_path)) == {
            "A1:I1", "A2:I2", "B3:I3", "B4:E4", "G4:I4", "A5:A9", "B5:C5", "B6:C6", "B7:C7", "B8:C8", "B9:C9",
            "A10:A11", "B10:E10", "F10:I10", "B11:E11", "F11:I11", "A12:A15", "B13:B14", "A16:F16",
        }  # fmt: skip

    def test_it_is_set_for_a4_with_rules_all_round(self, tmp_path: Path) -> None:
        sheet = self.sheet(tmp_path)
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 1)
        assert sheet.print_title_rows == "$12:$12"
        borders = [sheet.cell(row, column).border for row in (6, 13, 14) for column in (4, 5, 6, 7, 8, 9)]
        sides = [(each.left.style, each.right.style, each.top.style, each.bottom.style) for each in borders]
        assert set(sides) == {("thin", "thin", "thin", "thin")}
        assert sheet["A1"].font.sz == 18 and sheet["H6"].number_format == "0.00%"

    def test_sources_of_funds_have_a_row_each_and_count_once(self, tmp_path: Path) -> None:
        budget: list[Row] = [
            {"序号": "1", "项目明细": "年度资金总额", "年初预算数": 80, "全年预算数": 100, "全年执行数": 60},
            {"序号": "1.1", "项目明细": "中央补助", "资金来源": "当年财政拨款", "全年预算数": 40, "全年执行数": 40},
            {"序号": "1.2", "项目明细": "区级拨款", "资金来源": "当年财政拨款", "全年预算数": 30, "全年执行数": 5},
            {"序号": "1.3", "项目明细": "社会捐赠", "资金来源": "捐赠", "全年预算数": 30, "全年执行数": 15},
        ]
        card = score(submission([REACHED], budget), standards.load("mof-2020"))
        sheet = made(kinds.MOF, card, tmp_path)
        assert cells(sheet, 6)[3:] == [80, 100, 60, 10, 0.6, 6]
        assert cells(sheet, 7)[1:] == ["其中：当年财政拨款", None, None, 70, 45, "—", 0.6429, "—"]
        assert cells(sheet, 10)[1:] == ["　　　社会捐赠", None, None, 30, 15, "—", 0.5, "—"]

    def test_a_source_beside_the_whole_and_beside_its_parts_counts_once(self, tmp_path: Path) -> None:
        budget: list[Row] = [
            {"序号": "1", "项目明细": "培训", "资金来源": "当年财政拨款", "全年预算数": 100, "全年执行数": 60},
            {"序号": "1.1", "项目明细": "教材", "资金来源": "当年财政拨款", "全年预算数": 70, "全年执行数": 45},
            {"序号": "1.2", "项目明细": "场地", "全年预算数": 30, "全年执行数": 15},
            {"序号": "2", "项目明细": "宣传", "资金来源": "当年财政拨款", "全年预算数": 8, "全年执行数": 8},
        ]
        card = score(submission([REACHED], budget), standards.load("mof-2020"))
        sheet = made(kinds.MOF, card, tmp_path)
        assert cells(sheet, 7)[1:6] == ["其中：当年财政拨款", None, None, 78, 53]

    def test_points_behind_a_level_stand_on_a_line_of_their_own(self, tmp_path: Path) -> None:
        sheet = made(kinds.MOF, scored({**REACHED, "一级指标": "产出指标(50分)"}), tmp_path)
        assert sheet["B13"].value == "产出指标\n(50分)"

    def test_what_is_open_stays_blank(self, tmp_path: Path) -> None:
        sheet = made(kinds.MOF, scored({"年度指标值": "100%", "分值": 90}), tmp_path)
        assert cells(sheet, 13)[6:8] == [90, None] and cells(sheet, 14)[6:8] == [100, None]


class TestMofWithCostAsALevel:
    def test_cost_comes_first_and_what_has_no_row_stays_blank(self, tmp_path: Path) -> None:
        card = scored(
            {"年度指标值": "100人", "实际完成值": "90人", "分值": 40},
            {"一级指标": "成本指标", "二级指标": "经济成本指标", "三级指标": "人均成本", "指标性质": "≤",
             "年度指标值": "300元", "实际完成值": "300元", "分值": 20},
            {"一级指标": "产出指标", "二级指标": "其他", "三级指标": "场次", "年度指标值": "5场",
             "实际完成值": "5场", "分值": 30},
            standard="mof-2021",
        )  # fmt: skip
        sheet = made(kinds.MOF_COST, card, tmp_path, "mof-2021")
        rows = [cells(sheet, row) for row in range(sheet.max_row + 1)[1:]]
        head = next(number for number, row in enumerate(rows) if row[1] == "一级指标")
        shown = [(row[1], row[2], row[3], row[7]) for row in rows[head + 1 :]]
        assert shown == [
            ("成本指标", "经济成本指标", "人均成本", 20),
            (None, "社会成本指标", None, None),
            (None, "生态环境成本指标", None, None),
            ("产出指标", "数量指标", "服务人数", 36),
            (None, "质量指标", None, None),
            (None, "时效指标", None, None),
            (None, "其他", "场次", 30),
            ("效益指标", "经济效益指标", None, None),
            (None, "社会效益指标", None, None),
            (None, "生态效益指标", None, None),
            ("满意度指标", "服务对象满意度指标", None, None),
            (None, None, None, card.total),
        ]

    def test_the_form_of_the_other_layout_has_the_rows_as_they_stand(self, tmp_path: Path) -> None:
        sheet = made(kinds.MOF, scored(REACHED, {"一级指标": "成本指标", "三级指标": "人均成本", "分值": 20}), tmp_path)
        assert [sheet[f"B{row}"].value for row in (13, 14)] == ["产出指标", "成本指标"]


class TestHubei:
    def sheet(self, folder: Path) -> Worksheet:
        card = scored(
            {"年度指标值": "≥5公里", "实际完成值": "4公里", "分值": 50, "偏差原因分析及改进措施": "汛期停工"},
            {"一级指标": "效益指标", "二级指标": "满意度指标", "三级指标": "农户满意度", "年度指标值": "90%",
             "实际完成值": "90%", "分值": 30},
            standard="hubei-2019",
            project={"项目名称": "农田水利", "主管部门": "区水务局", "实施单位": "某镇", "填报日期": "2022年1月20日",
                     "年度绩效目标": "修渠5公里", "存在的问题": "工期紧", "改进建议": "提前招标",
                     "项目类别": "省直专项、部门预算项目", "项目属性": "跨年项目"},
        )  # fmt: skip
        return made(kinds.HUBEI, card, folder, "hubei-2019")

    def test_it_is_the_form_cell_for_cell(self, tmp_path: Path) -> None:
        sheet = self.sheet(tmp_path)
        assert sheet["A1"].value == "2021年度农田水利自评表"
        assert [sheet["A2"].value, sheet["E2"].value] == ["单位名称：某镇", "填报日期：2022年1月20日"]
        assert [sheet[at].value for at in ("A4", "B4", "D4", "E4")] == ["主管部门", "区水务局", "项目实施单位", "某镇"]
        assert [sheet[f"A{row}"].value for row in (5, 6, 7)] == ["项目类别", "项目属性", "项目类型"]
        assert [sheet[f"B{row}"].value for row in (5, 6, 7)] == [
            "1、部门预算项目☑　　2、省直专项☑　　3、省对下转移支付项目□",
            "1、持续性项目□　　2、新增性项目□　　跨年项目☑",
            "1、常年性项目□　　2、延续性项目□　　3、一次性项目□",
        ]
        assert sheet["A8"].value == "预算执行情况\n（万元）\n（20分）"
        assert cells(sheet, 8)[3:] == ["预算数（A）", "执行数（B）", "执行率（B/A）", "得分\n（20分*执行率）"]
        assert cells(sheet, 9)[1:] == ["年度财政资金总额", None, 100, 100, 1, 20]
        assert cells(sheet, 10) == [
            "年度绩效目标1\n（80分）\n修渠5公里", "一级指标", "二级指标", "三级指标",
            "年初目标值（A）", "实际完成值（B）", "得分",
        ]  # fmt: skip
        assert cells(sheet, 11)[1:] == ["产出指标", "数量指标", "服务人数", "≥5公里", "4公里", 40]
        assert cells(sheet, 12)[1:] == ["效益指标", "满意度指标", "农户满意度", "90%", "90%", 30]
        assert [sheet["A13"].value, sheet["G13"].value] == ["总分", 90]
        assert sheet["B14"].value == "服务人数：汛期停工\n工期紧" and sheet["B15"].value == "提前招标"
        assert sheet["A16"].value == "单位主要负责人\n签批意见" and sheet["A17"].value == "备注："
        assert sheet["A18"].value.startswith("1.预算执行情况口径") and sheet["A20"].value.startswith("3.定性指标")

    def test_the_goal_stands_beside_its_indicators(self, tmp_path: Path) -> None:
        assert {"A10:A12", "A8:A9", "A13:F13", "B14:G14", "A1:G1"} <= areas(self.sheet(tmp_path))


class TestPlatform:
    def rows(self, folder: Path, *rows: Row) -> list[list[object]]:
        sheet = made(kinds.PLATFORM, scored(*rows, standard="platform"), folder, "platform")
        assert areas(sheet) == set()
        assert tuple(cells(sheet, 1)) == platform.HEADERS
        return [cells(sheet, row) for row in range(2, sheet.max_row + 1)]

    def test_numbers_stand_bare_and_units_in_their_column(self, tmp_path: Path) -> None:
        (row,) = self.rows(tmp_path, {"年度指标值": "≥95%", "实际完成值": "≥96.5%", "分值": 10})
        assert row[3:9] == ["≥", 95, 96.5, "%", 10, 10]

    def test_an_actual_in_another_unit_is_told_in_the_target_s(self, tmp_path: Path) -> None:
        (row,) = self.rows(tmp_path, {"年度指标值": "不超过2.6亿元", "实际完成值": "24500万元", "分值": 10})
        assert row[3:7] == ["≤", 2.6, 2.45, "亿元"]

    @pytest.mark.parametrize(("sign", "out"), [("=", "＝"), ("﹦", "＝"), ("≧", "≥"), (">=", "≥"), ("<", "<")])
    def test_operators_are_those_of_the_platform(self, tmp_path: Path, sign: str, out: str) -> None:
        (row,) = self.rows(tmp_path, {"指标性质": sign, "年度指标值": 8, "计量单位": "个", "实际完成值": 8, "分值": 9})
        assert row[3] == out

    def test_a_target_without_operator_gets_the_one_it_was_scored_by(self, tmp_path: Path) -> None:
        cost: Row = {"二级指标": "成本指标", "年度指标值": "30万元", "实际完成值": "28万元", "分值": 10}
        plain: Row = {"年度指标值": "6个", "实际完成值": "6个", "分值": 10}
        assert [row[3] for row in self.rows(tmp_path, cost, plain)] == ["≤", "≥"]

    @pytest.mark.parametrize(
        ("actual", "tier", "points", "word"),
        [
            ("达成预期指标", None, 10, "达成"),
            ("基本健全", "部分达成", 7, "部分达成"),
            ("基本健全", "未达成", 3, "未达成"),
        ],
    )
    def test_words_become_one_of_three_with_a_description(
        self, tmp_path: Path, actual: str, tier: str | None, points: int, word: str
    ) -> None:
        row: Row = {"年度指标值": "健全", "实际完成值": actual, "定性档次": tier, "手工得分": points, "分值": 10}
        (out,) = self.rows(tmp_path, row)
        assert out[3:7] == ["定性", "健全", word, None] and out[8] == points and out[10] == actual

    @pytest.mark.parametrize(("points", "word"), [(8, "达成"), (7.99, "部分达成"), (6, "部分达成"), (5.99, "未达成")])
    def test_a_date_takes_the_word_whose_range_holds_its_score(self, tmp_path: Path, points: float, word: str) -> None:
        row: Row = {"年度指标值": "2021年底", "实际完成值": "2022年3月1日", "手工得分": points, "分值": 10}
        (out,) = self.rows(tmp_path, row)
        assert out[3:6] == ["定性", "2021年底", word] and out[10] == "2022年3月1日"

    def test_points_behind_a_level_are_no_part_of_its_name(self, tmp_path: Path) -> None:
        (row,) = self.rows(tmp_path, {**REACHED, "一级指标": "产出指标（50分）", "二级指标": "数量指标(20分)"})
        assert row[:2] == ["产出指标", "数量指标"]

    def test_the_score_is_the_one_before_deductions(self, tmp_path: Path) -> None:
        (row,) = self.rows(tmp_path, {**REACHED, "扣减分数": 2.5})
        assert row[8:10] == [90, 2.5]


DANGEROUS = ("=1+1", "+86 27", "-5", "@总分", '=HYPERLINK("http://example.com","点我")')


class TestPlainText:
    @pytest.mark.parametrize("kind", SHEETS)
    def test_text_that_could_be_a_formula_stays_text(self, tmp_path: Path, kind: str) -> None:
        rows = [{**REACHED, "三级指标": text, "偏差原因分析及改进措施": text} for text in DANGEROUS]
        card = scored(*rows, project={"项目名称": "=A1", "年度绩效目标": "@SUM(A1)"})
        sheet = made(kind, card, tmp_path)
        found = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
        for text in DANGEROUS:
            assert found[text].data_type == "s" and found[text].quotePrefix
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)

    def test_nothing_leads_anywhere(self, outgoing: dict[str, Path]) -> None:
        for path in outgoing.values():
            for name, part in workbooks.parts(path).items():
                assert b"<f>" not in part and b"hyperlink" not in part.lower() and b"External" not in part, name
                assert "vba" not in name.lower()


class TestReconciliation:
    @pytest.mark.parametrize("kind", SHEETS)
    def test_a_figure_that_went_wrong_is_not_sent(self, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
        write = layout.form_bytes

        def slip(form: Form) -> bytes:
            pieces = [each._replace(value=Decimal(89)) if each.value == 90 else each for each in form.pieces]
            return write(form._replace(pieces=tuple(pieces)))

        monkeypatch.setattr(layout, "form_bytes", slip)
        with pytest.raises(StorageError) as refusal:
            export_form.make(kind, scored(REACHED), standards.load("mof-2020"), "表.xlsx")
        assert refusal.value.code == "F30" and "表.xlsx" in refusal.value.message and "行得分" in refusal.value.message

    def test_a_shape_that_says_otherwise_than_the_scorecard_is_not_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        card = scored(REACHED)
        wrong = mof.form(card._replace(total=Decimal("99.99")), mof.as_reported(card), standards.load("mof-2020"))
        monkeypatch.setattr(mof, "form", lambda *_: wrong)
        with pytest.raises(StorageError, match="总分"):
            export_form.make(kinds.MOF, card, standards.load("mof-2020"), "表.xlsx")


class TestJudges:
    def test_the_validator_of_office_accepts_every_form(self, outgoing: dict[str, Path]) -> None:
        for path in outgoing.values():
            assert openxml.errors(path) == []

    def test_calamine_and_libreoffice_read_the_same(self, outgoing: dict[str, Path]) -> None:
        for path in outgoing.values():
            ours = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
            theirs = CalamineWorkbook.from_path(str(office.recalculate(path))).get_sheet_by_index(0).to_python()
            assert [row[: len(ours[0])] for row in theirs[: len(ours)]] == ours

    def test_it_prints_on_pages_that_can_be_read(self, outgoing: dict[str, Path]) -> None:
        text = office.printed_text(outgoing[kinds.MOF])
        for word in ("项目支出绩效自评表", "年度资金总额", "90.91%", "新增就业人数", "第1页"):
            assert word in text
        assert len(office.render(outgoing[kinds.MOF])) == 1


class TestCommand:
    @pytest.mark.parametrize(
        ("standard", "kind"),
        [("mof-2020", kinds.MOF), ("donghu-2017", kinds.MOF), ("sichuan-2022", kinds.MOF), ("mof-2021", kinds.MOF_COST),
         ("hubei-2019", kinds.HUBEI), ("platform", kinds.PLATFORM), ("guangxi", kinds.PLATFORM)],
    )  # fmt: skip
    def test_every_standard_has_its_usual_form(self, standard: str, kind: str) -> None:
        assert standards.load(standard).form == kind

    def test_the_import_file_of_a_platform_is_an_old_workbook_where_its_name_says_so(
        self, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        words = ["export", str(sample), "--form", kinds.PLATFORM, "-o"]
        assert main([*words, str(tmp_path / "导入.xls")]) == 0
        assert main([*words, str(tmp_path / "导入.xlsx")]) == 0
        old, new = (CalamineWorkbook.from_path(str(tmp_path / f"导入.{kind}")) for kind in ("xls", "xlsx"))
        assert old.sheet_names == new.sheet_names
        assert old.get_sheet_by_index(0).to_python() == new.get_sheet_by_index(0).to_python()
        assert (tmp_path / "导入.xls").read_bytes().startswith(b"\xd0\xcf\x11\xe0")

    def test_the_other_forms_are_no_old_workbooks(
        self, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["export", str(sample), "--to", "form", "-o", str(tmp_path / "表.xls")]) == 2
        assert ".xlsx" in capsys.readouterr().err and not (tmp_path / "表.xls").exists()

    def test_the_choices_are_the_forms_there_are(self) -> None:
        assert set(kinds.EXPORTED) == set(SHEETS) < set(kinds.TITLES)

    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            (kinds.MOF, "我的 表-自评表.xlsx"),
            (kinds.MOF_COST, "我的 表-自评表.xlsx"),
            (kinds.HUBEI, "我的 表-自评表.xlsx"),
            (kinds.PLATFORM, "项目支出绩效自评指标完成情况导入模板-我的 表.xlsx"),
        ],
    )
    def test_the_file_is_named_by_rule_and_never_written_over(
        self, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, name: str
    ) -> None:
        source = shutil.copy(sample, tmp_path / "我的 表.xlsx")
        assert main(["export", str(source), "--to", "form", "--form", kind]) == 0
        assert "核对一致" in capsys.readouterr().out
        assert openpyxl.load_workbook(tmp_path / name).sheetnames == [SHEETS[kind]]
        assert main(["export", str(source), "--to", "form", "--form", kind]) == 2
        assert "已经存在" in capsys.readouterr().err

    def test_an_open_total_is_said(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        source = tmp_path / "空.xlsx"
        source.write_bytes(resources.read("mof-2020.xlsx"))
        main(["export", str(source), "--to", "form", "--draft"])
        assert "总分还算不出" in capsys.readouterr().out
