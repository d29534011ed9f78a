"""What the formulas above the tables show in a workbook that nobody has calculated yet."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.domain.layout import BUDGET, INDICATORS
from selfeval_xl.storage import standards
from selfeval_xl.tasks.import_form import import_each
from selfeval_xl.workbook.template import native
from tests import paper
from tests.judges import office

TABLES = ("hn-yongzhou-lingling-lyj-2021", "cq-zhongxian-kexie-2024", "hb-style-2022-xiaoyuan-weixiu")


def line(number: str, name: str, **amounts: native.Value) -> dict[str, native.Value]:
    """Return a line of 预算 as it is typed."""
    return {"number": number, "name": name, **amounts}


@pytest.mark.parametrize(
    "approved, lines, shown",
    [
        (None, [], ("0", "0", "", native.MISSING)),
        (100, [], ("100", "0", "0.0000", native.AGREED)),
        (None, [line("1", "资金", annual=80, executed=60)], ("80", "60", "0.7500", native.AGREED)),
        (90, [line("1", "资金", annual=80, executed=60)], ("80", "60", "0.7500", f"{native.DIFFERENT}-10")),
        (None, [line("1", "资金", annual=80, executed=81)], ("80", "81", "1.0125", native.OVERSPENT)),
        (None, [line("1", "资金", initial=80, adjustment=-5, executed=60)], ("75", "60", "0.8000", native.AGREED)),
        (None, [line("1", "资金", annual=80), line("1.1", "拨款", annual=70)], ("80", "0", "0.0000", native.AGREED)),
        (None, [line("1", "资金", annual=80), line("", "合计", annual=80)], ("80", "0", "0.0000", native.AGREED)),
        (None, [line("1", "资金", annual="八十", executed=5)], ("0", "5", "", native.MISSING)),
        (None, [line("1", "资金", annual=8, executed=5, executed_other=1)], ("8", "6", "0.7500", native.AGREED)),
    ],
)
def test_the_checks_of_the_budget(
    approved: int | None, lines: list[dict[str, native.Value]], shown: tuple[str, ...]
) -> None:
    assert tuple(map(str, native.budget(approved, lines).values())) == shown


@pytest.mark.parametrize(
    "rows, points, verdict, filled",
    [
        ([], "0", "差90分", "0 / 0"),
        ([{"name": "人数", "weight": Decimal(90), "actual": 5}], "90", native.RIGHT, "1 / 0"),
        ([{"name": "人数", "weight": Decimal(91)}], "91", "差-1分", "1 / 1"),
        (
            [{"name": "人数", "weight": Decimal(90)}, {"level1": "合计", "weight": Decimal(90)}],
            "90",
            native.RIGHT,
            "1 / 1",
        ),
        ([{"name": "人数", "weight": "90左右", "actual": "无"}], "0", "差90分", "1 / 0"),
    ],
)
def test_the_checks_of_the_indicators(
    rows: list[dict[str, native.Value]], points: str, verdict: str, filled: str
) -> None:
    shown = native.indicators(standards.load("mof-2020"), rows)
    assert [str(shown[cell]) for cell in ("C3", "I3", "R3")] == [points, verdict, filled]


@pytest.mark.parametrize("table", TABLES)
def test_a_workbook_made_of_a_form_shows_what_it_shows_when_calculated(table: str, tmp_path: Path) -> None:
    made = tmp_path / "工作簿.xlsx"
    made.write_bytes(import_each(str(paper.lay_out(paper.PUBLISHED[table], tmp_path / "表.xlsx")))[0].data)
    stored, calculated = above_tables(made), above_tables(office.recalculate(made))
    assert stored == calculated
    assert {f"{BUDGET}!A2", f"{BUDGET}!C3", f"{BUDGET}!J3", f"{INDICATORS}!A2", f"{INDICATORS}!R3"} <= stored.keys()


def above_tables(path: Path) -> dict[str, object]:
    """Return what stands above the headers of 预算 and 指标, by its cell; numbers to six places."""
    book = openpyxl.load_workbook(path, data_only=True)
    cells = (cell for sheet in (BUDGET, INDICATORS) for row in book[sheet].iter_rows(max_row=3) for cell in row)
    return {
        f"{cell.parent.title}!{cell.coordinate}": round(cell.value, 6) if isinstance(cell.value, float) else cell.value
        for cell in cells
        if cell.value not in (None, "")
    }
