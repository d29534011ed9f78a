"""The bench compares like with like: the same forms every time, the same results from every candidate."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from bench import books, forms, goals, harness, peers, stages, twin
from selfeval_xl.domain import layout
from selfeval_xl.domain.layout import BUDGET, INDICATORS
from selfeval_xl.readers.own import read
from tests.workbooks import read_workbook

INDICATOR_FIELDS = layout.present(layout.INDICATOR_FIELDS, ())

TINY = forms.Size("tiny", 30, 12)


def test_the_same_seed_gives_the_same_form() -> None:
    assert forms.form(TINY) == forms.form(TINY)
    assert forms.form(TINY, seed=1) != forms.form(TINY, seed=2)


def test_a_form_has_the_asked_size_and_the_points_of_the_standard() -> None:
    form = forms.form(TINY)
    assert (len(form.rows), len(form.lines)) == (TINY.indicators, TINY.lines)
    points = {
        name: sum(float(str(row.cells["weight"])) for row in form.rows if row.cells["level1"] == name)
        for name, _points, _part in forms.SECTIONS
    }
    assert points == {name: weight for name, weight, _part in forms.SECTIONS}


def test_reading_the_workbook_gives_what_was_typed(tmp_path: Path) -> None:
    books.write(TINY, tmp_path / "甲.xlsx")
    found, typed = read(read_workbook(tmp_path / "甲.xlsx").grids), read(books.grids(forms.form(TINY)))
    assert [row[2:] for row in found.indicators] == [
        tuple("" if cell is None else cell for cell in row[2:]) for row in typed.indicators
    ]
    assert [line[2:] for line in found.budget if line.reason] == [line[2:] for line in typed.budget if line.reason]
    assert found.flaws == ()


def test_computed_cells_are_filled_as_after_a_score(tmp_path: Path) -> None:
    card = books.write(TINY, tmp_path / "甲.xlsx")
    sheet = load_workbook(tmp_path / "甲.xlsx")[INDICATORS]
    column = [field.field for field in INDICATOR_FIELDS].index("score") + 1
    scores = [sheet.cell(row.indicator.row, column).value for row in card.indicators]
    assert scores == [float(row.score) for row in card.indicators if row.score is not None]


def test_formatted_rows_are_styled_and_empty(tmp_path: Path) -> None:
    books.write(TINY._replace(formatted=500), tmp_path / "甲.xlsx")
    for name in (BUDGET, INDICATORS):
        sheet = load_workbook(tmp_path / "甲.xlsx")[name]
        assert sheet.max_row > 500
        assert sheet.cell(sheet.max_row, 1).has_style and sheet.cell(sheet.max_row, 1).value is None


def test_every_candidate_comes_to_the_same_scores(tmp_path: Path) -> None:
    jobs = goals.jobs_for(TINY, tmp_path)
    assert {goals.BARE, goals.JOB, goals.IRONCALC, goals.SCRIPT, goals.FILL, goals.OPENPYXL_FILL} <= set(jobs)
    (tmp_path / "1.xlsx").write_bytes(jobs[goals.FILL]())  # type: ignore[arg-type]
    (tmp_path / "2.xlsx").write_bytes(jobs[goals.OPENPYXL_FILL]())  # type: ignore[arg-type]
    first, second = (load_workbook(tmp_path / name)[INDICATORS].values for name in ("1.xlsx", "2.xlsx"))
    assert list(first) == list(second)


def test_candidates_that_differ_are_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twin, "results", lambda model, count: ([0.0] * count, 0.0, "差"))
    with pytest.raises(goals.Differs, match="IronCalc"):
        goals.jobs_for(TINY, tmp_path)


def test_every_job_is_timed_once_a_round() -> None:
    times = harness.measure({"one": lambda: sum(range(1000)), "two": lambda: sum(range(9000))}, rounds=3)
    assert {name: len(seconds) for name, seconds in times.items()} == {"one": 3, "two": 3}
    assert min(times["one"] + times["two"]) > 0


def test_a_ratio_is_the_median_over_the_rounds() -> None:
    times = {"own": [2.0, 30.0, 8.0], "other": [1.0, 10.0, 2.0]}
    assert harness.ratio(times, "own", "other") == 3.0


@pytest.mark.parametrize(("ratio", "met"), [(2.9, True), (3.0, True), (3.1, False)])
def test_a_goal_is_met_up_to_its_limit(ratio: float, met: bool) -> None:
    assert goals.Outcome(goals.Goal("own", "other", 3), ratio).met is met
    assert goals.Outcome(goals.Goal("own", "other", None), ratio).met


def test_workbooks_take_turns() -> None:
    seen: list[str] = []
    job = harness.in_turn([lambda: seen.append("甲"), lambda: seen.append("乙")])
    for _ in range(3):
        job()
    assert seen == ["甲", "乙", "甲"]


def test_stages_are_told_by_row(tmp_path: Path) -> None:
    lines = list(stages.stages(TINY, tmp_path, rounds=1))
    assert all("µs/row" in line for line in lines)
    assert len(lines) == 6


def test_the_bare_read_reads_every_sheet(tmp_path: Path) -> None:
    books.write(TINY, tmp_path / "甲.xlsx")
    assert len(peers.bare_read(tmp_path / "甲.xlsx")) == len(load_workbook(tmp_path / "甲.xlsx").sheetnames)
