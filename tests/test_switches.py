"""Rules that are off unless somebody asks for them: mof-2021's steps of 执行率 and its 及格线, both 未核实."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli.explain import standard as explained
from selfeval_xl.domain.layout import GUIDE
from selfeval_xl.rules import Standard, StandardError
from selfeval_xl.scoring.methods import METHODS
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import standard_for
from selfeval_xl.tasks.evaluation import evaluate
from selfeval_xl.workbook.template import empty_workbook
from tests.forms import Row, submission
from tests.test_standards_cases import row_of

STEPS, MARK = "执行率分档", "及格线"
SOURCE = '{ title = "本市通知", clause = "第三条", url = "", evidence = "W" }'
OWN = f"""
name = "本市办法"
version = "1"
effective = 2026-01-01
base = "mof-2021"
[switches."不封顶"]
execution.without_budget = 1
execution.reference = {SOURCE}
"""


def scores(standard: Standard, spent: int, actual: str) -> tuple[str, str]:
    """Return the points for 执行率 and those of a row of 50 with the target 100."""
    rows: list[Row] = [row_of(1, ["产出指标", "≥100人", actual, 50, ""])]
    budget: list[Row] = [{"序号": "1", "项目明细": "资金", "全年预算数": 100, "全年执行数": spent}]
    card = evaluate(submission(rows, budget, {"评价年度": 2024}), standard)
    assert card.execution_section
    return str(card.execution_section.score), str(card.indicators[0].score)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("mof-2021", ("9.00", "40.00")),
        ("mof-2021+执行率分档", ("7.00", "40.00")),
        ("mof-2021＋及格线", ("9.00", "25.00")),  # (80 % - 60 %) / 40 % of 50
        ("mof-2021 + 及格线 + 执行率分档", ("7.00", "25.00")),
        ("财政部2021年指引＋执行率分档", ("7.00", "40.00")),
        ("财政部项目支出绩效自评（成本指标单列）＋执行率分档＋及格线", ("7.00", "25.00")),
    ],
)
def test_a_switch_is_off_until_it_is_named_behind_the_standard(written: str, wanted: tuple[str, str]) -> None:
    assert scores(standards.load(written), 90, "80人") == wanted


def test_a_workbook_names_it_in_its_cell_as_the_list_does() -> None:
    named = standards.load(f"mof-2021+{STEPS}")
    assert (named.id, named.name) == ("mof-2021+执行率分档", "财政部项目支出绩效自评（成本指标单列）＋执行率分档")
    for written in (named.id, named.name):
        asked = submission(
            [row_of(1, ["产出指标", "≥1人", "1人", 50, ""])], project={"评价年度": 2024, "评价标准": written}
        )
        assert standard_for(asked).execution.steps[1].share == Decimal("0.7")
    guide = openpyxl.load_workbook(io.BytesIO(empty_workbook(standards.load("mof-2020"))))[GUIDE]
    assert named.name in {cell.value for row in guide.iter_rows() for cell in row}


def test_what_may_be_switched_on_is_shown_with_what_it_changes_and_as_unverified() -> None:
    plain = standards.load("mof-2021")
    assert [name for name, _ in plain.switches] == [STEPS, MARK]
    shown = "\n".join(explained(plain))
    assert "可以启用“执行率分档”（没有启用；评价标准写成 mof-2021+执行率分档，" in shown
    assert "80%及以上得分值的70%" in shown.partition("可以启用")[2]
    assert "80%及以上得分值的70%" not in shown.partition("可以启用")[0]
    for name, rule in ((STEPS, "预算执行率得分"), (MARK, "及格线")):
        assert rule in standards.load(f"mof-2021+{name}").unverified()


def test_one_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(StandardError, match="分档：没有这条可以启用的规则") as caught:
        standards.load("mof-2021+分档")
    assert "可以启用的：执行率分档、及格线" in caught.value.remedy
    with pytest.raises(StandardError) as refused:
        standards.load("hubei-2019+及格线")
    assert (refused.value.key, refused.value.remedy) == ("switches.及格线", "这个标准没有可以启用的规则。")


def test_a_city_s_own_standard_inherits_the_switches_and_adds_its_own(tmp_path: Path) -> None:
    path = tmp_path / "本市.toml"
    path.write_text(OWN, encoding="utf-8")
    own = standards.load(f"{path}+及格线+不封顶")
    assert (own.id, own.execution.without_budget, own.scoring.pass_mark) == (
        "本市+及格线+不封顶",
        Decimal(1),
        Decimal("0.6"),
    )
    assert [name for name, _ in standards.load(str(path)).switches] == [STEPS, MARK, "不封顶"]


def test_the_name_of_a_switch_has_no_plus(tmp_path: Path) -> None:
    path = tmp_path / "本市.toml"
    path.write_text(OWN.replace("不封顶", "甲＋乙"), encoding="utf-8")
    with pytest.raises(StandardError, match="有加号"):
        standards.load(str(path))


def test_no_form_is_judged_by_a_switch_that_nobody_asked_for() -> None:
    assert all("+" not in name for name in standards.available())


def test_a_budget_of_nothing_has_the_rate_that_is_named_for_it_and_no_step() -> None:
    rules = standards.load(f"mof-2021+{STEPS}")
    rules = rules._replace(execution=rules.execution._replace(without_budget=Decimal("0.9")))
    budget: list[Row] = [{"序号": "1", "项目明细": "资金", "全年预算数": 0, "全年执行数": 0}]
    section = evaluate(submission([], budget, {"评价年度": 2024}), rules).execution_section
    assert section and section.derivation and section.score == 9
    assert "预算数为0，按规定的执行率得分：分值×执行率 = 10×90.00% = 9.00分" in section.derivation.text


def test_the_guide_reckons_an_example_with_the_mark() -> None:
    told = [METHODS["比例"].entry(standards.load(name)) for name in ("mof-2021", f"mof-2021+{MARK}")]
    assert [text.partition("分值 10，")[2] for text in told] == ["得 9.79 分。", "得 9.47 分。"]


@pytest.mark.parametrize("name", ["", " ", "甲+乙", "甲＋乙"])
def test_a_switch_without_a_name_or_with_a_plus_in_it_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "本市.toml"
    path.write_text(OWN.replace("不封顶", name), encoding="utf-8")
    with pytest.raises(StandardError) as refused:
        standards.load(str(path))
    assert refused.value.message == f"评价标准文件 本市.toml 的 switches.{name}：名称是空的，或有加号。"
    assert refused.value.remedy == "请写一个不带加号的名称。"


def test_a_slip_in_a_switch_is_told_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "本市.toml"
    path.write_text(OWN + "purple = 1\n", encoding="utf-8")
    with pytest.raises(StandardError, match=r"本市\.toml 的 switches\.不封顶\.purple：没有这一项"):
        standards.load(str(path))


def test_the_name_of_a_switch_is_read_as_any_name_and_stays_on_in_later_years(tmp_path: Path) -> None:
    path = tmp_path / "本市.toml"
    dated = "[from.2027.late]\nper_day = 0.1\nreference = " + SOURCE
    path.write_text(OWN.replace("不封顶", "Ａ档") + dated, encoding="utf-8")
    rules = standards.load(f"{path}+A档")
    assert {each.id for each in (rules, rules.for_year(2027))} == {"本市+A档"}
    assert rules.for_year(2027).name == "本市办法＋A档"
    assert rules.for_year(2027).execution.without_budget == 1
