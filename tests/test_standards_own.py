"""A city with its own wording and no 一级指标: its standard as docs/评价标准.md shows it, and a form scored by it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import Standard
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import evaluate
from tests.forms import BUDGET_LINE, Row, submission

MANUAL = Path(__file__).parent.parent / "docs" / "评价标准.md"
EXAMPLE = r"<!-- own: .*? -->\n```toml\n(.*?)```"


@pytest.fixture
def city(tmp_path: Path) -> Standard:
    """The standard that the manual tells the reader to write."""
    found = re.search(EXAMPLE, MANUAL.read_text(encoding="utf-8"), re.S)
    assert found
    path = tmp_path / "本市.toml"
    path.write_text(found[1], encoding="utf-8")
    return standards.load(str(path))


def filled(year: int, last: str = "4场") -> Submission:
    """Return a form without 一级指标; 执行率 90 %."""
    rows: list[Row] = [
        {
            "一级指标": "",
            "二级指标": "",
            "三级指标": "铺设管网",
            "年度指标值": "≥5公里",
            "实际完成值": "5公里",
            "分值": 40,
        },
        {"一级指标": "", "二级指标": "", "三级指标": "宣传活动", "年度指标值": "≥4场", "实际完成值": last, "分值": 40},
    ]
    return submission(rows, [{**BUDGET_LINE, "全年执行数": 90}], {"评价年度": year, "评价标准": "本市"})


def test_it_is_called_as_its_file(city: Standard) -> None:
    assert (city.id, city.base) == ("本市", "mof-2020")
    assert city.late == standards.load("mof-2020").late
    assert city.sections[1].reference.title == "本市项目支出绩效自评办法"


@pytest.mark.parametrize(("year", "grade"), [(2026, "优秀"), (2027, "优秀"), (2029, "优秀")])
def test_a_form_without_level1_is_scored(city: Standard, year: int, grade: str) -> None:
    card = evaluate(filled(year), city)
    assert [(section.name, section.score) for section in card.sections] == [
        ("资金执行", Decimal("18.00")),
        ("任务完成", Decimal("80.00")),
    ]
    assert (card.total, card.grade) == (Decimal("98.00"), grade)
    assert not [finding for finding in card.findings if finding.code.startswith("W")]


def test_the_grades_of_2027_hold_from_2027_on(city: Standard) -> None:
    totals = {year: evaluate(filled(year, "3场"), city) for year in (2026, 2027)}
    assert [(card.total, card.grade) for card in totals.values()] == [
        (Decimal("88.00"), "良好"),
        (Decimal("88.00"), "合格"),
    ]


def test_other_spellings_of_a_grade_are_the_same_grade(city: Standard) -> None:
    assert [city.bands.named(spelling) for spelling in ("优", "优秀", "良", "差")] == ["优秀", "优秀", "良好", "差"]


def test_rows_of_the_base_that_fit_no_section_are_left_out(tmp_path: Path) -> None:
    """mof-2020 starts with 20+10+10+10+30+10; a city that gives 产出 60 and has no 满意度 keeps what still fits."""
    head = 'name = "市"\nversion = "1"\neffective = 2026-01-01\nbase = "mof-2020"\n'
    sections = (
        '[[sections]]\nname = "产出"\nweight = 70\nlevel1 = ["产出指标"]\nreference = "weights"\n'
        '[[sections]]\nname = "效益"\nweight = 30\nlevel1 = ["效益指标"]\nreference = "weights"\n'
    )
    path = tmp_path / "市.toml"
    path.write_text(head + sections, encoding="utf-8")
    rows = [(row.level2, row.weight) for row in standards.load(str(path)).presets.rows]
    assert rows == [
        ("数量指标", None),
        ("质量指标", None),
        ("时效指标", None),
        ("成本指标", None),
        ("社会效益指标", 30),
    ]


def test_an_id_of_its_own_may_differ_from_the_file_s_name(tmp_path: Path) -> None:
    path = tmp_path / "下载的 标准 (1).toml"
    head = 'id = "本市-2026"\nname = "市"\nversion = "1"\neffective = 2026-01-01\nbase = "mof-2020"\n'
    path.write_text(head, encoding="utf-8")
    assert standards.load(str(path)).id == "本市-2026"


class TestFoundByName:
    @pytest.mark.parametrize(
        ("written", "found"),
        [("湖北", "hubei-2019"), ("四川", "sichuan-2022"), ("财政部2020年办法", "mof-2020"), ("platform", "platform")],
    )
    def test_a_name_or_a_region_will_do(self, written: str, found: str) -> None:
        assert standards.load(written).id == found

    def test_the_year_must_fit(self) -> None:
        assert standards.built_in("湖北", 2018) is None

    def test_one_that_is_called_by_its_own_name_is_there_for_any_year(self) -> None:
        """A form of 2016 was made into a workbook that named its standard, and was then refused as unknown."""
        usual = standards.load("mof-2020")
        found = standards.built_in(usual.name, 2016)
        assert found and found.id == usual.id
        card = evaluate(filled(2016), found)
        assert [finding.code for finding in card.findings if finding.code == "P12"] == ["P12"]

    def test_a_workbook_may_name_it_so(self) -> None:
        card = evaluate(filled(2021), standards.load("湖北省"))
        assert card.standard_id == "hubei-2019"

    def test_no_two_standards_bear_one_name(self) -> None:
        every = [standards.load(each) for each in standards.available()]
        names = [name for each in every for name in (each.id, each.name, *each.aliases)]
        assert len(names) == len(set(names))
        assert all(standards.load(name).id == each.id for each in every for name in (each.name, *each.aliases))
