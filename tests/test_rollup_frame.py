"""The roll-up for scripts: pandas data frames with exact types."""

from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from selfeval_xl.documents.rollup import tables
from selfeval_xl.rollup import frame
from tests import folders


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = folders.projects(tmp_path_factory.mktemp("many"), 5)
    (made / "坏.xlsx").write_bytes(b"x")
    return made


def test_money_is_whole_fen_and_points_are_exact(folder: Path) -> None:
    found = frame(folder)
    assert list(found.columns) == [column.field for column in tables.PROJECTS.columns]
    types = {name: str(found[name].dtype) for name in ("name", "budget_fen", "errors", "total", "rate")}
    assert types == {
        "name": "string[pyarrow]",
        "budget_fen": "int64[pyarrow]",
        "errors": "int64[pyarrow]",
        "total": "decimal128(38, 18)[pyarrow]",
        "rate": "decimal128(38, 18)[pyarrow]",
    }
    assert found["budget_fen"].sum() == 5 * 170_920_000
    assert found["total"].sum() == Decimal("445.00")


def test_every_table_can_be_had(folder: Path) -> None:
    assert len(frame(folder, "indicators")) == 5 * 18
    assert set(frame(folder, "oddities")["kind"]) >= {"可信度红灯"}
    assert list(frame(folder, "refusals")["code"]) == ["F01"]


def test_files_may_be_named_one_by_one(folder: Path, tmp_path: Path) -> None:
    files = [*sorted(folder.rglob("项目*.xlsx"))[:2], tmp_path / "没有.xlsx"]
    assert list(frame(files)["total"]) == [Decimal(89), Decimal(89)]
    assert list(frame(files, "refusals")["code"]) == ["F21"]


def test_blank_is_not_zero(tmp_path: Path) -> None:
    folders.sample(tmp_path / "没填完.xlsx", {"G8": None}, "指标")
    found = frame(tmp_path)
    assert found["total"].isna().all()
    assert pandas.isna(found["initial_fen"][0])
    assert found["grade"][0] == "暂不评级"
