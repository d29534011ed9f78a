"""The real report of 佛祖岭街道 for 2017, as rows for the sheets: reads ``sample.toml``."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

from selfeval_xl.domain.layout import BUDGET_FIELDS, INDICATOR_FIELDS, PROJECT_FIELDS
from selfeval_xl.workbook.template.book import Contents

_KNOWN = {
    "project": {field.field for field in PROJECT_FIELDS},
    "budget": {field.field for field in BUDGET_FIELDS if not field.computed},
    "indicators": {field.field for field in INDICATOR_FIELDS if not field.computed},
}


def read(path: Path) -> Contents:
    """Read the sample.  Raises ValueError when it names a field that our sheets do not have."""
    data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    contents = Contents(data["project"], tuple(data["budget"]), tuple(data["indicators"]))
    for part, rows in zip(_KNOWN, ((contents.project,), contents.budget, contents.indicators), strict=True):
        unknown = set().union(*rows) - _KNOWN[part]
        if unknown:
            raise ValueError(f"{path.name}: {part} has unknown fields {sorted(unknown)}")
    return contents
