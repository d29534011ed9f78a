"""What stands beside a form (approved targets, last year's roll-up) may come in any file that can be read."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.documents.rollup.tables import PROJECTS
from selfeval_xl.readers.past_rollup import read_past
from selfeval_xl.rollup.listing import OWN, find
from selfeval_xl.tasks.assess import approved_in
from tests import containers, folders

TARGETS = (
    ("某局2025年度项目支出绩效目标申报表", None, None, None, None),
    ("项目名称", "培训项目", None, None, None),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "分值"),
    ("产出指标", "数量指标", "培训人数", "≥2600人", "30"),
    (None, "质量指标", "合格率", "≥95%", "20"),
)
MAKERS = {
    **{f"批复{ending}": maker for ending, maker in containers.MAKERS.items()},
    **{"批复.mht": containers.archived, "批复.csv": containers.delimited, "批复.et": containers.xls},
}


def saved(name: str, *rows: tuple[object, ...]) -> openpyxl.worksheet.worksheet.Worksheet:
    sheet = openpyxl.Workbook().active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return sheet


@pytest.mark.parametrize("name", [*MAKERS, "批复.xlsx"])
def test_approved_targets_are_read_from_any_file(tmp_path: Path, name: str) -> None:
    sheet = saved("绩效目标表", *TARGETS)
    out = io.BytesIO()
    sheet.parent.save(out)
    (tmp_path / name).write_bytes(MAKERS[name]([sheet]) if name in MAKERS else out.getvalue())
    found = approved_in(str(tmp_path / name))
    assert [(row.level1, row.level2, row.name, row.target) for row in found] == [
        ("产出指标", "数量指标", "培训人数", "≥2600人"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
    ]


def test_they_go_into_a_workbook_from_a_word_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "批复.docx").write_bytes(containers.word([saved("表", *TARGETS)]))
    folders.sample(tmp_path / "自评.xlsx")
    main(["import", str(tmp_path / "批复.docx"), "--into", str(tmp_path / "自评.xlsx")])
    assert "培训人数" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "自评.xlsx"), "--approved", str(tmp_path / "批复.docx")]) == 1


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one workbook, and its roll-up in every shape under names that say nothing."""
    folder = tmp_path_factory.mktemp("年度")
    folders.sample(folder / "甲.xlsx")
    for ending in ("xlsx", "csv", "json", "parquet"):
        main(["rollup", str(folder), "-o", str(folder.with_name(f"清单.{ending}"))])
    return folder


def beside(rolled: Path) -> list[Path]:
    return sorted(rolled.parent.glob("清单*"))


def test_last_year_may_be_any_shape_of_a_roll_up(rolled: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(rolled.with_name("清单.xlsx"))[PROJECTS.name]
    (tmp_path / "去年.xls").write_bytes(containers.xls([book]))
    (tmp_path / "去年.xlsb").write_bytes(containers.xlsb([book]))
    paths = [tmp_path / "去年.xls", tmp_path / "去年.xlsb", *(rolled.with_name(f"清单.{e}") for e in ("csv", "json"))]
    wanted = read_past(str(rolled.with_name("清单.xlsx")))
    assert [each.total for each in wanted] == ["89.00"]
    for path in (*paths, rolled.with_name("清单.parquet")):
        copy = tmp_path / f"{path.stem}{path.suffix}.dat"  # by what it is, not by its name
        shutil.copy(path, copy)
        assert read_past(str(copy)) == wanted, path.name


def test_an_earlier_roll_up_is_known_by_what_stands_in_it(rolled: Path, tmp_path: Path) -> None:
    for path in beside(rolled):
        shutil.copy(path, tmp_path / path.name)
    for name, text in {"名册.json": '{"a": 1}', "名册.csv": "项目名称,单位,得分\n甲,乙,1\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "坏.parquet").write_bytes(b"PAR1" + bytes(50) + b"PAR1")
    found = find(str(tmp_path))
    kinds = {each.source.file: each.other for each in found.settled}
    assert {name for name, other in kinds.items() if other == OWN} == {
        path.name for path in beside(rolled) if path.suffix != ".xlsx"
    }
    assert kinds["名册.json"] == ".json 文件" and kinds["坏.parquet"] == ".parquet 文件"
    assert [source.file for source in found.sources] == ["名册.csv", "清单.xlsx"]
