"""What a standard says may change from a 评价年度 on; the year of the workbook chooses."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from selfeval_xl.cli import explain
from selfeval_xl.cli import main as cli
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import Standard, StandardError
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import evaluate
from tests.forms import BUDGET_LINE, Row, submission

HEAD = 'name = "本级标准"\nversion = "1"\neffective = 2021-01-01\nbase = "甲县试行"\n'
BANDS_OF_2027 = """
[from.2027]
bands = { reference = "notice", grades = [{ grade = "甲", lower = 95 }, { grade = "乙", lower = 0 }] }
"""
OWN = Path(__file__).parent / "cases" / "standards_own"


def written(folder: Path, text: str, name: str = "本级") -> Standard:
    """Return the standard that a file of this text makes, with the made-up ones beside it."""
    for path in OWN.glob("*.toml"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return standards.load(str(path))


def grades(standard: Standard) -> list[str]:
    return [band.grade for band in standard.bands.grades]


class TestDated:
    def test_one_dated_line_changes_the_grades_of_2027(self, tmp_path: Path) -> None:
        own = written(tmp_path, HEAD + BANDS_OF_2027)
        assert grades(own) == grades(own.for_year(2026)) == ["好", "较好", "差"]
        assert grades(own.for_year(2027)) == grades(own.for_year(2030)) == ["甲", "乙"]

    def test_without_a_year_the_undated_rules_hold(self, tmp_path: Path) -> None:
        assert grades(written(tmp_path, HEAD + BANDS_OF_2027).for_year(None)) == ["好", "较好", "差"]

    def test_a_standard_of_a_year_is_that_of_the_year_whoever_asks_again(self, tmp_path: Path) -> None:
        edition = written(tmp_path, HEAD + BANDS_OF_2027).for_year(2027)
        assert edition.for_year(2027) is edition

    @pytest.mark.parametrize(("year", "grade"), [(2026, "较好"), (2027, "乙"), ("2027年度", "乙")])
    def test_the_year_of_the_workbook_chooses(self, tmp_path: Path, year: CellValue, grade: str) -> None:
        own = written(tmp_path, HEAD + BANDS_OF_2027)
        card = evaluate(whole(year), own)
        assert (card.total, card.grade) == (Decimal("80.00"), grade)

    def test_later_changes_lie_over_earlier_ones_and_over_the_base(self, tmp_path: Path) -> None:
        base = HEAD + '[from.2023]\nlate = { per_day = 0.2, reference = "notice" }\n'
        written(tmp_path, base, "县里")
        own = written(
            tmp_path,
            HEAD.replace("甲县试行", "县里")
            + '[over]\nflag = 1.5\nreference = "notice"\n'
            + '[from.2025.over]\nreason = 2\nreference = "notice"\n'
            + '[from.2024.over]\nreason = 1.8\nflag = 1.4\nreference = "notice"\n',
        )
        found = {year: own.for_year(year) for year in (2022, 2023, 2024, 2025)}
        assert [str(each.late.per_day) for each in found.values()] == ["0.05", "0.2", "0.2", "0.2"]
        told = [(str(each.over.flag), str(each.over.reason)) for each in found.values()]
        assert told == [("1.5", "None"), ("1.5", "None"), ("1.4", "1.8"), ("1.4", "2")]

    def test_a_change_before_the_standard_holds_is_told_of_the_file_that_says_it(self, tmp_path: Path) -> None:
        written(tmp_path, HEAD, "县里")
        with pytest.raises(StandardError, match=r"本级\.toml 的 from\.2021：2021年度不晚于起用日期"):
            written(tmp_path, HEAD.replace("甲县试行", "县里") + BANDS_OF_2027.replace("2027", "2021"))

    def test_what_the_file_says_itself_goes_before_what_its_base_changes(self, tmp_path: Path) -> None:
        written(tmp_path, HEAD + BANDS_OF_2027, "县里")
        own_bands = '[bands]\nreference = "notice"\ngrades = [{ grade = "一", lower = 0 }]\n'
        own = written(tmp_path, HEAD.replace("甲县试行", "县里") + own_bands)
        assert grades(own.for_year(2028)) == ["一"]

    def test_the_change_has_a_version_and_a_source_of_its_own(self, tmp_path: Path) -> None:
        source = '{ title = "2027年通知", clause = "第一条", url = "", evidence = "G" }'
        own = written(tmp_path, HEAD + f'[from.2027]\nversion = "2027.1"\nreference = {source}\nlate.per_day = 0.5\n')
        edition = own.for_year(2027)
        assert (own.version, edition.version) == ("1", "2027.1")
        assert edition.late.reference.text == "2027年通知，第一条"
        assert own.late.reference.title == "甲县报"

    def test_the_change_is_shown_with_its_year(self, tmp_path: Path) -> None:
        told = "\n".join(explain.standard(written(tmp_path, HEAD + BANDS_OF_2027)))
        after = told.partition("2027年度起")[2].splitlines()
        assert after == [
            "（1 版）改为",
            "  评价等级：95分及以上为甲；其余为乙。总分按两位小数比较，不再四舍五入。　（其他规则）",
        ]

    def test_show_tells_the_rules_of_one_year_alone(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        written(tmp_path, HEAD + BANDS_OF_2027)
        assert cli(["standards", "show", str(tmp_path / "本级.toml"), "--year", "2028"]) == 0
        told = capsys.readouterr().out
        assert "95分及以上为甲" in told and "年度起" not in told and "85分以上" not in told


def whole(year: CellValue) -> Submission:
    """Return a submission that earns 20 of 20, 30 of 50 and 30 of 30 points."""
    rows: list[Row] = [
        {"一级指标": "产出指标", "年度指标值": "≥100人", "实际完成值": "100人", "分值": 30},
        {"一级指标": "产出指标", "年度指标值": "≥100人", "实际完成值": "50人", "分值": 20},
        {"一级指标": "效益指标", "年度指标值": "≥100人", "实际完成值": "100人", "分值": 30},
    ]
    return submission(rows, [{**BUDGET_LINE, "年初预算数": 100}], {"评价年度": year})
