"""Which files of a folder are one project of several units, and what the roll-up says of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.documents.blocks import Table, Value
from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.rollup.combined import MergedProjects
from selfeval_xl.rollup.listing import find
from selfeval_xl.rollup.progress import COMBINING
from selfeval_xl.rollup.reading import Batch, outcomes
from selfeval_xl.rules import Standard
from tests import tiny
from tests.projects import WAN, read, records, refused, unheard

HUBEI = {"评价标准": "hubei-2019", "项目编码": "P1"}


def case(unit: str, actual: int, **facts: str) -> dict[str, Any]:
    """The clean self-evaluation (预算 50 万元, 执行 48.6 万元) as that unit handed it in."""
    return {
        "项目信息": HUBEI | {"实施单位": unit} | facts,
        "指标": {"培训就业困难人员数": {"实际完成值": actual, "分值": 10}},
    }


def tables_of(folder: Path, cases: Mapping[str, Mapping[str, Any]]) -> tuple[Table, ...]:
    """Write the cases as workbooks, roll them up, and return 同项目合并 and its 明细."""
    for name, each in cases.items():
        (folder / name).parent.mkdir(exist_ok=True)
        tiny.workbook(each, folder / name)
    found, combined = find(str(folder)), MergedProjects(str(folder))
    for outcome in outcomes(Batch(found.folder, found.sources)):
        combined.add(outcome)
    return combined.tables(unheard)


def in_folder(folder: Path, cases: Mapping[str, Mapping[str, Any]]) -> list[dict[str, dict[str, Value]]]:
    """The rows of 同项目合并 by 项目名称, those of its 明细 by 三级指标."""
    tables = map(records, tables_of(folder, cases))
    return [{str(row[key]): row for row in rows} for key, rows in zip(("项目名称", "三级指标"), tables)]  # noqa: B905


def test_the_files_of_one_project_are_put_together(tmp_path: Path) -> None:
    east, west = case("东区就业中心", 412), case("西区就业中心", 300)
    projects, indicators = in_folder(tmp_path, {"东.xlsx": east, "区里/西.xlsx": west})
    (row,) = projects.values()
    assert (row["项目编码"], row["单位数"], row["实施单位"]) == ("P1", 2, "东区就业中心、西区就业中心")
    assert (row["全年预算数（万元）"], row["全年执行数（万元）"]) == (100 * WAN, 97 * WAN + 20 * WAN // 100)
    assert (row["预算执行率"], row["各单位文件"]) == ("0.9720", "东.xlsx\n区里/西.xlsx")
    trained = indicators["培训就业困难人员数"]
    assert (trained["合并指标值"], trained["合并完成值"], trained["分值"]) == ("800人", "712人", "10")
    assert trained["得分"] == "8.90"  # 10×712÷800
    assert trained["怎么合并"] == "绝对值累加：指标值 400＋400＝800人；完成值 412＋300＝712人"
    assert indicators["培训完成时间"]["得分"] == "10.00"
    # 执行 19.44 ＋ 8.90 ＋ 10 ＋ 10 ＋ 10 ＋ 19.33（60%→58%）＋ 10 ＋ 10
    assert (row["合并得分"], row["合并等级"], row["说明"]) == ("97.67", "优", "")


def test_what_cannot_be_combined_leaves_the_whole_open(tmp_path: Path) -> None:
    west = case("西区", 400)
    west["指标"]["人均培训成本"] = {"实际完成值": 1200}
    projects, indicators = in_folder(tmp_path, {"东.xlsx": case("东区", 412), "西.xlsx": west})
    (row,) = projects.values()
    assert (row["合并得分"], row["合并等级"]) == ("", "暂不评级")
    assert row["说明"] == "人均培训成本：计量单位是“元”，从这一行看不准是绝对值还是相对值"
    cost = indicators["人均培训成本"]
    assert (cost["合并指标值"], cost["合并完成值"], cost["得分"]) == ("", "", "")
    assert cost["怎么合并"] == "没有合并，原因见“同项目合并”的说明"


@pytest.mark.parametrize(
    "other",
    [
        {"评价标准": "mof-2020"},
        {"项目编码": "P2"},
        {"项目编码": "P1", "评价年度": "2023"},
        {"实施单位": " 东区　"},
        {"项目编码": "", "项目名称": "别的项目"},
    ],
)
def test_what_belongs_to_another_project_or_the_same_unit_stays_alone(tmp_path: Path, other: dict[str, str]) -> None:
    west = case("西区", 300, **other)
    assert in_folder(tmp_path, {"东.xlsx": case("东区", 412), "西.xlsx": west}) == []


def test_without_codes_the_name_and_the_year_say_what_belongs_together(tmp_path: Path) -> None:
    blank = {"项目编码": "", "项目名称": "技能 培训"}
    east, west = case("东区", 412, **blank), case("西区", 300, 项目编码="", 项目名称="技能培训")
    assert len(in_folder(tmp_path, {"东.xlsx": east, "西.xlsx": west})) == 2


def several(*units: str, read_as: Any = None, **facts: Any) -> dict[str, Value]:
    """The row of 同项目合并 for a project of these units; ``read_as`` is what reading their files again gives."""
    reported = {f"{number}{unit}.xlsx": tiny.submission(case(unit, 400)) for number, unit in enumerate(units)}

    def again(file: str, standard: Standard) -> list[Submission]:
        assert standard.id == "hubei-2019"
        return [read_as(reported[file]) if read_as else reported[file]]

    combined = MergedProjects("", read=again)
    for file, submission in reported.items():
        combined.add(_read(file, submission, **facts))
    combined.add(refused("坏.xlsx", "F04"))
    tables = combined.tables(unheard)
    return records(tables[0])[0] if tables else {}


def _read(file: str, submission: Submission, **facts: Any) -> FileResult:
    known = {"code": "P1", "standard": "hubei-2019", "unit": submission.project.unit, "inputs": fingerprint(submission)}
    return read(file, **(known | facts))


def test_a_unit_that_reported_twice_is_told_and_nothing_is_added_up() -> None:
    row = several("东区", "西区", "东区")
    assert row["说明"] == "“东区”报送了不止一份（“0东区.xlsx”“2东区.xlsx”），没有合并"
    assert (row["合并等级"], row["全年预算数（万元）"], row["单位数"]) == ("暂不评级", None, 2)


def test_a_file_that_changed_meanwhile_is_told() -> None:
    changed = several("东区", "西区", read_as=lambda submission: submission._replace(budget=()))
    assert changed["说明"] == "“0东区.xlsx”在汇总的时候被人改过，没有合并；请再汇总一次"


def test_a_file_that_is_gone_meanwhile_is_told() -> None:
    def gone(_submission: Submission) -> Submission:
        raise storage_error(codes.MISSING, file="0东区.xlsx")

    told = several("东区", "西区", read_as=gone)["说明"]
    assert isinstance(told, str) and told.startswith("合并时要再读一次各单位的文件：") and "0东区.xlsx" in told


def test_a_standard_that_is_not_at_hand_any_more_combines_nothing() -> None:
    assert several("东区", "西区", standard="本单位") == {}
    assert several("东区", "西区")["单位数"] == 2


def test_it_is_told_how_many_files_are_read_once_more() -> None:
    heard = []
    combined = MergedProjects("", read=lambda file, standard: [tiny.submission(case(file, 400))])
    for number, code in enumerate(("P1", "P1", "P2", "P3", "P3", "P3")):
        combined.add(_read(f"{number}.xlsx", tiny.submission(case(f"单位{number}", 400)), code=code))
    combined.tables(lambda done, total, what="": heard.append((done, total, what)))
    assert heard == [(2, 5, COMBINING), (5, 5, COMBINING)]


def test_a_form_without_a_code_belongs_to_the_code_of_its_name(tmp_path: Path) -> None:
    cases = {"甲.xlsx": case("东区", 412), "乙.xlsx": case("西区", 300), "丙.xlsx": case("南区", 88, 项目编码="")}
    ((row,), _indicators) = (table.values() for table in in_folder(tmp_path, cases))
    assert (row["项目编码"], row["单位数"], row["全年预算数（万元）"]) == ("P1", 3, 150 * WAN)
    assert (row["说明"], row["各单位文件"]) == ("", "丙.xlsx\n乙.xlsx\n甲.xlsx")


def test_a_form_without_a_code_is_left_out_where_two_codes_have_its_name(tmp_path: Path) -> None:
    cases = {"甲.xlsx": case("东区", 412), "乙.xlsx": case("西区", 300), "丙.xlsx": case("南区", 88, 项目编码="")}
    cases |= {"丁.xlsx": case("北区", 400, 项目编码="P2"), "戊.xlsx": case("中区", 400, 项目编码="P2")}
    rows = records(tables_of(tmp_path, cases)[0])
    assert {(row["项目编码"], row["单位数"]) for row in rows} == {("P1", 2), ("P2", 2)}
    assert all("“丙.xlsx”没有写项目编码" in str(row["说明"]) for row in rows)


def test_one_code_with_two_names_is_pointed_out(tmp_path: Path) -> None:
    cases = {"甲.xlsx": case("东区", 412, 项目名称="水质监测"), "乙.xlsx": case("西区", 300, 项目名称="技能培训")}
    (row,) = records(tables_of(tmp_path, cases)[0])
    assert row["说明"] == "项目名称不一致：“技能培训”“水质监测”，请核对是不是同一个项目"


def test_what_was_not_combined_claims_nothing_of_its_rows(tmp_path: Path) -> None:
    other = case("西区", 300)
    other["指标"] = {"培训就业困难人员数": {"实际完成值": 300, "分值": 12}}
    _projects, indicators = in_folder(tmp_path, {"东.xlsx": case("东区", 412), "西.xlsx": other})
    row = indicators["培训就业困难人员数"]
    assert (row["分值"], row["得分"], row["计算说明"]) == ("", "", "")
    assert str(row["怎么合并"]).startswith("没有合并")
