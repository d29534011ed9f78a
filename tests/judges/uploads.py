"""exceljs and SheetJS as judges: would a page to which the workbook is uploaded read what stands in it?"""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.judges import program

_MODULES = Path(__file__).parents[2] / ".judges" / "node_modules"
_SECONDS = 120

Cells = Mapping[str, Mapping[str, str | float | bool]]
"""What a library found: by sheet and cell, blank cells left out."""


def read(path: Path) -> dict[str, Cells]:
    """Return what each library reads of a workbook; raises RuntimeError when one of them cannot open it."""
    command = [program("node"), str(Path(__file__).with_suffix(".js")), str(path)]
    environment = os.environ | {"NODE_PATH": str(_MODULES)}
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=_SECONDS, env=environment)
    if run.returncode:
        raise RuntimeError(f"{path.name}: {run.stderr.strip()}")
    (found,) = json.loads(run.stdout).values()
    return {library: {sheet: _given(cells) for sheet, cells in each.items()} for library, each in found.items()}


def _given(cells: Mapping[str, str | float | None]) -> dict[str, str | float]:
    return {cell: value for cell, value in cells.items() if value not in (None, "")}
