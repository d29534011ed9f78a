"""A new version of the approved targets comes into a filled workbook, and nothing that was typed is lost."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import APPROVED, INDICATORS
from selfeval_xl.storage import resources
from selfeval_xl.tasks.assess import assess
from tests.judges import openxml

HEADER = ("一级指标", "二级指标", "三级指标", "指标值", "分值")
Said = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the filled sample in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "自评.xlsx").write_bytes(resources.read(resources.SAMPLE))
    return tmp_path


def approve(*rows: tuple[object, ...]) -> None:
    """Write an approved table."""
    book = openpyxl.Workbook()
    book.active.title = APPROVED
    for row in (("绩效目标批复表",), HEADER, *rows):
        book.active.append(row)
    book.save("批复.xlsx")


def rows(path: str) -> dict[str, dict[str, object]]:
    """The rows of 指标 by their 三级指标."""
    header, *lines = openpyxl.load_workbook(path)[INDICATORS].iter_rows(min_row=4, max_col=19, values_only=True)
    shown = [dict(zip(header, line, strict=True)) for line in lines]
    return {str(row["三级指标"]): row for row in shown if row["三级指标"]}


def test_names_targets_and_points_are_updated_and_what_was_filled_stays(here: Path, capsys: Said) -> None:
    before, old = rows("自评.xlsx"), (here / "自评.xlsx").read_bytes()
    approve(
        ("项目绩效", "数量指标", "新增就业人数", "2600人", 12),
        ("项目绩效", "满意度指标", "社区及群众对就业服务项目的满意度", "100%", 10),
        ("项目绩效", "数量指标", "组织招聘会", "≥6场", 3),
    )
    assert main(["import", "批复.xlsx", "--into", "自评.xlsx"]) == 0
    said, after = capsys.readouterr().out, rows("自评.xlsx")
    assert (after["新增就业人数"]["年度指标值"], after["新增就业人数"]["分值"]) == ("2600人", 12)
    assert (after["组织招聘会"]["一级指标"], after["组织招聘会"]["年度指标值"]) == ("项目绩效", "≥6场")
    assert "社区及群众对就业服务项目的满意度" in after
    assert "2400人 → 2600人" in said and "新增的指标（1）" in said and "批复里没有，原样保留" in said
    (backup,) = here.glob("自评.备份-*.xlsx")
    assert backup.read_bytes() == old
    kept = ("实际完成值", "偏差原因分析及改进措施", "佐证材料", "手工得分", "计分方法", "方法参数")
    assert [[row[title] for title in kept] for row in after.values()][: len(before)] == [
        [row[title] for title in kept] for row in before.values()
    ]
    assert openxml.errors(here / "自评.xlsx") == []
    assert {row.name for row in assess("自评.xlsx").card.submission.indicators} == set(after)


def test_a_target_that_says_the_same_is_left_as_it_was_typed(here: Path, capsys: Said) -> None:
    written = {name: (row["年度指标值"], row["分值"]) for name, row in rows("自评.xlsx").items()}
    shown = {name: f"{target:.0%}" if isinstance(target, float | int) and target <= 1 else target
             for name, (target, _) in written.items()}  # fmt: skip
    approve(*[(None, None, name, shown[name], points) for name, (_, points) in written.items()])
    old = (here / "自评.xlsx").read_bytes()
    assert main(["import", "批复.xlsx", "--into", "自评.xlsx"]) == 0
    assert (here / "自评.xlsx").read_bytes() == old
    assert "改了 0 行" in capsys.readouterr().out
    assert list(here.glob("*备份*")) == []


def test_a_copy_leaves_the_workbook_alone(here: Path, capsys: Said) -> None:
    old = (here / "自评.xlsx").read_bytes()
    approve((None, None, "新增就业人数", "2600人", None))
    assert main(["import", "批复.xlsx", "--into", "自评.xlsx", "-o", "新.xlsx", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["output"], told["backup"], told["approved"]) == ("新.xlsx", None, 1)
    change = told["rows"][0]
    assert [change[key] for key in ("kind", "indicator", "before", "after")] == [
        "已更新", "新增就业人数", "2400人", "2600人",
    ]  # fmt: skip
    assert (here / "自评.xlsx").read_bytes() == old
    assert main(["import", "批复.xlsx", "--into", "自评.xlsx", "-o", "新.xlsx"]) == 2


def test_the_sheet_of_approved_targets_gets_the_new_version(here: Path) -> None:
    book = openpyxl.load_workbook("自评.xlsx")
    sheet = book.create_sheet(APPROVED)
    for row in (("三级指标", "年度指标值"), ("新增就业人数", "2400人"), ("旧的一项", "5个"), ("又一项", "6个")):
        sheet.append(row)
    book.save("自评.xlsx")
    approve((None, None, "新增就业人数", "2600人", 12), (None, None, "组织培训人数", "400人", 8))
    assert main(["import", "批复.xlsx", "--into", "自评.xlsx"]) == 0
    now = [row for row in openpyxl.load_workbook("自评.xlsx")[APPROVED].iter_rows(values_only=True) if any(row)]
    assert now == [("三级指标", "年度指标值", "分值"), ("新增就业人数", "2600人", 12), ("组织培训人数", "400人", 8)]
    (backup,) = here.glob("自评.备份-*.xlsx")
    assert openpyxl.load_workbook(backup)[APPROVED]["A3"].value == "旧的一项"


def test_a_new_indicator_without_room_is_listed(here: Path, capsys: Said) -> None:
    book = openpyxl.load_workbook("自评.xlsx")
    book[INDICATORS].cell(5 + len(rows("自评.xlsx")), 1).value = "合计"
    book.save("自评.xlsx")
    approve((None, None, "组织招聘会", "≥6场", 3))
    assert main(["import", "批复.xlsx", "--into", "自评.xlsx"]) == 1
    said = capsys.readouterr().out
    assert "没有放进去，请手工处理（1）" in said and "组织招聘会" in said and "请先插入一行" in said
    assert "组织招聘会" not in rows("自评.xlsx")


def test_signs_and_units_of_before_do_not_contradict_the_new_target(here: Path) -> None:
    book = openpyxl.load_workbook("自评.xlsx")
    sheet = book[INDICATORS]
    header = {cell.value: cell.column for cell in sheet[4]}
    row = next(row for row in range(5, 40) if sheet.cell(row, header["三级指标"]).value == "新增就业人数")
    for title, value in (("指标性质", "="), ("年度指标值", 2400), ("计量单位", "人")):
        sheet.cell(row, header[title]).value = value
    book.save("自评.xlsx")
    approve((None, None, "新增就业人数", "≥2600人", None))
    assert main(["import", "批复.xlsx", "--into", "自评.xlsx"]) == 0
    now = rows("自评.xlsx")["新增就业人数"]
    assert (now["指标性质"], now["年度指标值"], now["计量单位"]) == (None, "≥2600人", None)


def test_a_form_or_a_table_without_targets_is_refused(here: Path, capsys: Said) -> None:
    assert main(["export", "自评.xlsx", "--to", "form", "-o", "表.xlsx"]) == 0
    approve((None, None, "新增就业人数", "2600人", 12))
    assert main(["import", "批复.xlsx", "--into", "表.xlsx"]) == 2
    assert "不是自评工作簿" in capsys.readouterr().err
    openpyxl.Workbook().save("空.xlsx")
    assert main(["import", "空.xlsx", "--into", "自评.xlsx"]) == 2
    assert "没有找到批复的绩效目标" in capsys.readouterr().err
