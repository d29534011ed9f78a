"""Table forms in: a workbook that scores, a report of every cell that went no straight way, and kind refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.finding import ERROR, NOTICE
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT
from selfeval_xl.readers.flaws import ASSUMED
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks import import_remarks
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.import_form import Imported, as_workbook, import_each
from selfeval_xl.workbook.template import empty_workbook
from tests.judges import openxml, workbooks
from tests.test_forms_reading import CASES, load

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
HEAD = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
FUNDS = ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
TOTAL = ["", "年度资金总额", 100, 100, 95, 10, "95%", 9.5]
OWN_STANDARD = """
id = "本区"
name = "本区标准"
version = "1"
effective = 2022-01-01
base = "mof-2020"
"""
Rows = list[list[Any]]


def paper(folder: Path, rows: Rows, merges: list[str] | None = None, name: str = "表.xlsx", **others: Rows) -> Path:
    """Write rows as a form; ``others`` are further sheets by name."""
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    for title, lines in {"自评表": rows, **others}.items():
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for number, cells in enumerate(lines, 1):
            for column, value in enumerate(cells, 1):
                if value != "":
                    cell = sheet.cell(number, column, value)
                    cell.data_type = "s" if isinstance(value, str) else cell.data_type
    for area in merges or ():
        book["自评表"].merge_cells(area)
    book.save(folder / name)
    return folder / name


def form(*indicators: list[Any], funds: list[Any] = TOTAL, total: object = "") -> Rows:
    return [
        ["项目支出绩效自评表"],
        ["（2022年度）"],
        ["项目名称", "社区图书馆", "主管部门", "区文旅局", "实施单位", "街道办"],
        FUNDS,
        funds,
        HEAD,
        *[list(row) for row in indicators],
        ["总分", "", "", "", "", 100, total],
    ]


FULL = ["产出指标", "数量指标", "开放天数", "≥300天", "310天", 90, 90, ""]


def imported(folder: Path, rows: Rows, **more: Any) -> Imported:
    return import_each(str(paper(folder, rows)), **more)[0]


def remarks(result: Imported, kind: str) -> list[tuple[str, str, str]]:
    return [(each.place.cell, each.printed, each.reason) for each in result.remarks if each.subject == kind]


def saved(result: Imported, folder: Path) -> Path:
    (folder / "自评.xlsx").write_bytes(result.data)
    return folder / "自评.xlsx"


class TestWorkbook:
    def test_it_scores_as_the_form_was_scored(self, tmp_path: Path) -> None:
        result = imported(tmp_path, form(FULL, total=99.5))
        card = assess(str(saved(result, tmp_path))).card
        assert (card.total, card.grade, card.standard_id) == (Decimal("99.50"), "优", "mof-2020")
        assert [each.subject for each in result.remarks] == [ASSUMED]

    @pytest.mark.parametrize("label", ["合计", "总计", "合 计", "小计", "资金合计", "总额"])
    def test_the_whole_counts_whatever_the_form_calls_it(self, label: str, tmp_path: Path) -> None:
        rows = form(FULL, funds=["", label, *TOTAL[2:]], total=99.5)
        assert assess(str(saved(imported(tmp_path, rows), tmp_path))).card.total == Decimal("99.50")

    @pytest.mark.parametrize(
        ("executed", "funds"),
        [
            ("全年执行数", ["100万元", "100万", "95万元"]),
            ("全年执行数", ["1,000,000元", "￥100", "0.0095亿元"]),
            ("全年执行数（元）", ["100", "100.00", "950,000.00"]),
        ],
    )
    def test_amounts_with_a_unit_are_numbers_that_the_sheet_adds_up(
        self, executed: str, funds: list[str], tmp_path: Path
    ) -> None:
        rows = form(FULL, funds=[*TOTAL[:2], *funds, *TOTAL[5:]], total=99.5)
        rows[3] = [executed if title == "全年执行数" else title for title in FUNDS]
        path = saved(imported(tmp_path, rows), tmp_path)
        cells = openpyxl.load_workbook(path)[BUDGET][5]
        assert [cells[column].value for column in (3, 5, 6)] == [100, 100, 95]
        assert assess(str(path)).card.total == Decimal("99.50")

    def test_the_cells_stand_where_a_person_would_have_typed_them(self, tmp_path: Path) -> None:
        rows = form(["产出指标", "数量指标", "=8个站点", "=8个", "≥266米", 90, 80, "拆迁滞后"])
        book = openpyxl.load_workbook(saved(imported(tmp_path, rows), tmp_path))
        project = {row[0].value: row[1].value for row in book[PROJECT].iter_rows(max_col=2) if row[0].value}
        assert (project["项目名称"], project["评价年度"], project["金额单位"]) == ("社区图书馆", 2022, "万元")
        assert [cell.value for cell in book[BUDGET][5][:7]] == ["1", "年度资金总额", None, 100, None, 100, 95]
        indicator = {title.value: cell for title, cell in zip(book[INDICATORS][4], book[INDICATORS][5], strict=True)}
        assert indicator["三级指标"].value == "=8个站点" and indicator["三级指标"].data_type == "s"
        assert indicator["年度指标值"].value == "=8个" and indicator["年度指标值"].data_type == "s"
        assert indicator["实际完成值"].value == "≥266米"
        assert (indicator["分值"].value, indicator["手工得分"].value) == (90, 80)
        assert indicator["偏差原因分析及改进措施"].value == "拆迁滞后"

    def test_scored_it_demands_no_fact_that_the_form_never_asked_for(self, tmp_path: Path) -> None:
        rows = form(FULL)
        rows[2] = ["项目名称", "社区图书馆", "主管部门", ""]  # 实施单位, 填报人 and others are not asked for
        made = as_workbook(assess(str(paper(tmp_path, rows))))
        said = [(each.code, each.level, each.message) for each in made.card.findings if each.code in ("P01", "P02")]
        assert [(code, level) for code, level, _ in said[:2]] == [("P01", ERROR), ("P01", NOTICE)]
        assert "“主管部门”" in said[0][2] and "“实施单位”" in said[1][2]
        assert {level for _, level, _ in said[2:]} == {NOTICE} and "“填报人”" in "".join(text for *_, text in said)

    def test_rows_of_the_blank_template_are_gone(self, tmp_path: Path) -> None:
        assert len(assess(str(saved(imported(tmp_path, form(FULL)), tmp_path))).card.indicators) == 1

    def test_the_rest_of_the_template_is_untouched_and_sound(self, tmp_path: Path) -> None:
        path = saved(imported(tmp_path, form(*[FULL] * 90)), tmp_path)
        template = tmp_path / "模板.xlsx"
        template.write_bytes(resources.read("mof-2020.xlsx"))
        assert len(workbooks.changed_parts(template, path)) == 3
        assert openxml.errors(path) == []
        rules = [
            len(openpyxl.load_workbook(each)[INDICATORS].data_validations.dataValidation) for each in (template, path)
        ]
        assert rules[0] == rules[1] > 5

    @pytest.mark.parametrize("standard", ["hubei-2019", "sichuan-2022", "donghu-2017"])
    def test_a_standard_can_be_chosen(self, tmp_path: Path, standard: str) -> None:
        result = imported(tmp_path, form(FULL), standard=standard)
        (tmp_path / "模板.xlsx").write_bytes(empty_workbook(standards.load(standard)))
        assert len(workbooks.changed_parts(tmp_path / "模板.xlsx", saved(result, tmp_path))) == 3
        assert assess(str(tmp_path / "自评.xlsx")).card.standard_id == standard
        assert remarks(result, ASSUMED) == []

    def test_a_standard_of_one_s_own_has_to_be_named_again(self, tmp_path: Path) -> None:
        (tmp_path / "本区.toml").write_text(OWN_STANDARD, encoding="utf-8")
        result = imported(tmp_path, form(FULL), standard=str(tmp_path / "本区.toml"))
        (told,) = remarks(result, ASSUMED)
        assert "--standard" in told[2] and result.card.total == Decimal("99.50")


class TestScores:
    def test_a_score_our_rule_arrives_at_is_not_typed(self, tmp_path: Path) -> None:
        result = imported(tmp_path, form(["产出指标", "数量指标", "天数", "300天", "270天", 90, "81分", ""]))
        assert [row.typed for row in result.card.indicators] == [None]
        assert remarks(result, import_remarks.TYPED) == []

    def test_a_score_our_rule_differs_from_is_kept_by_hand_and_told(self, tmp_path: Path) -> None:
        result = imported(tmp_path, form(["产出指标", "数量指标", "天数", "300天", "300天", 90, 85, ""]))
        assert [(row.system, row.typed, row.score) for row in result.card.indicators] == [
            tuple(map(Decimal, (90, 85, 85)))
        ]
        why = "天数：按评价标准应得90分，表上的得分填在“手工得分”（达到目标而扣了 5 分，是人工评判，没有写原因）"
        assert remarks(result, import_remarks.TYPED) == [("G7", "85", why)]

    def test_full_marks_that_make_a_hundred_are_the_weights_where_none_are_printed(self, tmp_path: Path) -> None:
        rows = form(
            ["产出指标", "数量指标", "天数", "300天", "300天", "", 90, ""], funds=[*TOTAL[:4], 100, 10, "100%", 10]
        )
        result = imported(tmp_path, rows)
        assert result.card.total == 100 and [row.weight for row in result.card.indicators] == [90]
        assert any("各行得分推算填入" in message for _, _, message in remarks(result, ASSUMED))

    def test_scores_that_do_not_make_a_hundred_give_no_weights(self, tmp_path: Path) -> None:
        rows = [["产出指标", "数量指标", name, "300天", "300天", "", 40, ""] for name in ("天数", "场次")]
        result = imported(tmp_path, form(*rows))
        assert [(row.weight, row.typed) for row in result.card.indicators] == [(None, Decimal(40))] * 2
        assert any("请补填" in message for _, _, message in remarks(result, ASSUMED))


class TestReport:
    def test_figures_that_differ_are_told_with_their_cells(self, tmp_path: Path) -> None:
        result = imported(tmp_path, form(FULL, funds=[*TOTAL[:5], 8, "96%", 9], total=100))
        assert remarks(result, import_remarks.DIFFERS) == [
            ("G5", "96%", "预算执行率计算出来是95.00%，以计算的为准（计算或抄写差错）"),
            ("H5", "9", "预算执行率得分计算出来是7.60，以计算的为准（超过分值 8）"),
            ("F8", "100", "分值合计计算出来是100，以计算的为准（加总差错：各项分值相加是 98）"),
            (
                "G8",
                "100",
                "总分现在核对不了，表上印的没有导入（表上各项分值合计只有 98 分，还缺 2 分的项目，总分加不起来）",
            ),
            ("F5", "8", "预算执行率分值所用标准是10分，工作簿按标准计"),
        ]

    @pytest.mark.parametrize("rate", ["95%", "95.00%", "0.95", "９５％", 0.95, 95])
    def test_a_rate_may_be_written_in_any_way(self, tmp_path: Path, rate: object) -> None:
        result = imported(tmp_path, form(FULL, funds=[*TOTAL[:6], rate, 9.5], total=99.5))
        assert remarks(result, import_remarks.DIFFERS) == []

    def test_a_rate_without_its_places_is_told_as_verify_tells_it(self, tmp_path: Path) -> None:
        funds = ["", "年度资金总额", "", 65.66, 65.07, 10, "99%", 9.91]
        (told,) = remarks(imported(tmp_path, form(FULL, funds=funds, total=99.91)), import_remarks.DIFFERS)
        assert told == ("G5", "99%", "预算执行率计算出来是99.10%，以计算的为准（取整到了百分之一）")

    def test_numbers_that_a_scan_broke_are_kept_to_be_mended(self, tmp_path: Path) -> None:
        funds = ["", "年度资金总额", "1OO", 100, "9S", 10, "", ""]
        result = imported(
            tmp_path, form(["产出指标", "数量指标", "天数", "300天", "300天", "9O", "八十", ""], funds=funds)
        )
        assert [(cell, shown) for cell, shown, _ in remarks(result, import_remarks.BROKEN)] == [
            ("F7", "9O"), ("G7", "八十"), ("C5", "1OO"), ("E5", "9S"),
        ]  # fmt: skip
        codes = {(each.code, each.place.sheet) for each in result.card.findings}
        assert {("X06", "自评表"), ("W01", "自评表")} <= codes
        book = openpyxl.load_workbook(saved(result, tmp_path))
        assert [book[BUDGET]["D5"].value, book[BUDGET]["G5"].value] == ["1OO", "9S"]
        assert [book[INDICATORS]["H5"].value, book[INDICATORS]["L5"].value] == ["9O", "八十"]

    def test_a_form_without_a_unit_says_what_was_assumed(self, tmp_path: Path) -> None:
        rows = form(FULL)
        rows[3] = ["项目资金", *FUNDS[1:]]
        messages = [message for _, _, message in remarks(imported(tmp_path, rows), ASSUMED)]
        assert any("按万元读" in message for message in messages)

    @pytest.mark.parametrize("unit", ["元", "万元", "亿元"])
    def test_the_unit_is_the_one_of_the_form(self, tmp_path: Path, unit: str) -> None:
        rows = form(FULL)
        rows[3] = [f"项目资金\n（{unit}）", *FUNDS[1:]]
        result = imported(tmp_path, rows)
        assert result.card.submission.project.money_unit == unit

    @pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.toml")))
    def test_no_cell_of_any_layout_is_dropped(self, tmp_path: Path, name: str) -> None:
        """Every filled cell is a printed label, stands in the workbook, or is told in the report."""
        case: Mapping[str, Any] = load(name)
        result = import_each(str(paper(tmp_path, case["表"], case.get("合并"))))[0]
        kinds = (import_remarks.UNREAD, ASSUMED)
        told = [[cell, shown, why] for kind in kinds for cell, shown, why in remarks(result, kind)]
        assert [each for each in case["读到"]["没读"] if each not in told] == []
        sheets = openpyxl.load_workbook(saved(result, tmp_path))
        entered = {
            text_of(cell.value) for sheet in (PROJECT, BUDGET, INDICATORS) for row in sheets[sheet] for cell in row
        }
        for row in case["读到"]["指标"]:
            assert {text for text in (*row[:6], row[6], row[9]) if text} <= entered


class TestRefusals:
    def refused(self, path: Path, **more: Any) -> InputError:
        with pytest.raises(InputError) as refusal:
            import_each(str(path), **more)
        return refusal.value

    def test_a_file_without_a_form(self, tmp_path: Path) -> None:
        error = self.refused(paper(tmp_path, [["通知"], ["请各单位于月底前报送。"]]))
        assert error.code == "F12" and "表.xlsx" in error.message and "表头" in error.message

    def test_our_own_workbook(self, tmp_path: Path) -> None:
        (tmp_path / "自评.xlsx").write_bytes(resources.read(resources.SAMPLE))
        error = self.refused(tmp_path / "自评.xlsx")
        assert error.code == "F12" and "不用再导入" in error.message

    def test_an_empty_form(self, tmp_path: Path) -> None:
        rows = form(
            ["产出指标", "数量指标", "指标1：", "", "", "", "", ""], funds=["", "年度资金总额", "", "", "", 10, "", ""]
        )
        rows[2] = ["项目名称", ""]
        error = self.refused(paper(tmp_path, rows))
        assert error.code == "F14" and "自评表" in error.message

    def test_two_forms_until_one_is_chosen(self, tmp_path: Path) -> None:
        path = paper(tmp_path, form(FULL), 乙=form(["产出指标", "数量指标", "场次", "6场", "6场", 90, 90, ""]))
        with pytest.raises(InputError) as refusal:
            assess(str(path))
        error = refusal.value
        assert error.code == "F13" and "“自评表”“乙”" in error.message and "--sheet" in error.remedy
        assert import_each(str(path), sheet="乙")[0].card.indicators[0].indicator.name == "场次"

    def test_a_blank_form_beside_a_filled_one_is_no_second_form(self, tmp_path: Path) -> None:
        blank = form()
        blank[2], blank[4] = ["项目名称"], ["", "年度资金总额"]
        result = import_each(str(paper(tmp_path, form(FULL), 空白表=blank, 说明=[["填表说明"]])))[0]
        assert result.form.sheet == "自评表"

    def test_a_sheet_that_is_not_there(self, tmp_path: Path) -> None:
        assert self.refused(paper(tmp_path, form(FULL)), sheet="Sheet9").code == "F08"


class TestCommand:
    def test_it_writes_the_workbook_and_tells(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        paper(tmp_path, [*form(FULL, total=98), ["其他说明：另有附件"]])
        assert main(["import", "表.xlsx", "-o", "我的 自评.xlsx"]) == 0
        said = capsys.readouterr().out
        for words in (
            "我的 自评.xlsx",
            "1 行指标",
            "没有导入（1）",
            "A9",
            "其他说明：另有附件",
            "与计算不一致（1）",
            "G8",
        ):
            assert words in said
        assert main(["check", "我的 自评.xlsx"]) == 0
        assert main(["import", "表.xlsx", "-o", "我的 自评.xlsx"]) == 2

    def test_json_says_the_same(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        paper(tmp_path, form(FULL, total=98))
        assert main(["import", "表.xlsx", "--json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert (report["output"], report["form"], report["indicators"]) == ("表-自评.xlsx", "mof-2020", 1)
        assert report["total"] == "99.50"
        assert [(each["kind"], each["cell"], each["shown"]) for each in report["remarks"]] == [
            ("与计算不一致", "G8", "98"), ("导入时的处理", "", ""),
        ]  # fmt: skip
