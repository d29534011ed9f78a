"""What earlier versions wrote is read as it was meant: a workbook that they scored is not called out of date."""

from pathlib import Path

from selfeval_xl.tasks.verify import verify

SCORED_BY_0_1_0 = Path(__file__).parent / "cases" / "earlier" / "样例-评分于0.1.0.xlsx"


def test_a_workbook_scored_by_0_1_0_is_up_to_date() -> None:
    verified = verify(str(SCORED_BY_0_1_0))
    assert (str(verified.card.total), verified.card.grade) == ("89.00", "良好")
    assert verified.remarks == ()
    assert all(comparison.agrees for comparison in verified.comparisons)
