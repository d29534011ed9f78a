"""The charts of an open workbook follow the cells that a click writes: Windows is made up, xlwings' engine is real."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval_xl.documents.charts import NAMES
from selfeval_xl.domain.layout import SUMMARY
from selfeval_xl.tasks.assess import assess
from tests.fakewin.desk import SAMPLE, Desk
from tests.fakewin.excel import ChartObject

Where = tuple[float, float, float, float, bool]


def charts(at: Desk) -> dict[str, ChartObject]:
    return {chart.Name: chart for chart in at.excel.active.Worksheets.Item(SUMMARY).charts}


def drawn(found: dict[str, ChartObject]) -> dict[str, tuple[Where, list[str]]]:
    """Where each chart stands, and the formulas of its series."""
    return {
        name: (
            (chart.Left, chart.Top, chart.Width, chart.Height, chart.Visible),
            [series.Formula for series in chart.Chart.series],
        )
        for name, chart in found.items()
    }


def test_they_stand_and_draw_as_in_the_file_that_the_command_writes(at: Desk) -> None:
    before = drawn(charts(at))
    assert tuple(before) == NAMES and not any(where[-1] for where, _ in before.values())
    done = assess(str(at.folder / SAMPLE))
    at.click("calculate()")
    after = drawn(charts(at))
    at.open("命令行.xlsx", done.filled(done.output()))
    wanted = drawn(charts(at))
    assert {name: formulas for name, (_, formulas) in after.items()} == {
        name: formulas for name, (_, formulas) in wanted.items()
    }
    assert after != before
    for name, ((left, top, width, height, visible), _) in after.items():
        assert visible
        assert (left, top, width, height) == wanted[name][0][:4]


def test_a_chart_of_the_users_own_and_a_series_taken_out_are_no_trouble(at: Desk) -> None:
    found = charts(at)
    own, fewer = (found[name] for name in NAMES[:2])
    own.Name = "我的图"
    del fewer.Chart.series[1]
    before = drawn({"": own})
    at.click("calculate()")
    assert drawn({"": own}) == before
    (left,) = fewer.Chart.series
    assert f"'{SUMMARY}'!$B$" in left.Formula and fewer.Visible


def test_the_summary_can_be_saved_as_pdf(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = b"%PDF-1.7 <</Type/Page>> %%EOF"
    monkeypatch.setattr("xlwings.Book.to_pdf", lambda _book, path: Path(path).write_bytes(printed))
    target = at.folder / "上报.PDF"
    at.excel.chosen = str(target)
    at.click("export_summary()")
    assert at.told == [f"已导出：{target}"]
    assert target.read_bytes() == printed
    assert [book.Name for book in at.excel.Workbooks.open] == [SAMPLE]
