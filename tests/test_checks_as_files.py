"""Every finding is the same when its tiny workbook is a real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval_xl.readers.own import read
from tests import tiny
from tests.test_checks import CASES
from tests.workbooks import read_workbook


@pytest.mark.parametrize("code", [code for code in CASES if not tiny.is_review(CASES[code])])
def test_the_case_as_a_real_workbook_has_the_same_findings(code: str, tmp_path: Path) -> None:
    path = tiny.workbook(CASES[code], tmp_path / f"{code}.xlsx")
    submitted = read(read_workbook(path).grids)
    assert tiny.findings(CASES[code], submitted) == tiny.findings(CASES[code])
