"""The page: from nothing to the first result under Node, against the same engine with everything as it is served."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

from bench.goals import Goal
from bench.harness import Job

PAGE, PLAIN = "page: start + first score", "the same engine, all as source"
GOALS = (Goal(PAGE, PLAIN, 0.6),)
_ROOT = Path(__file__).parents[1]
_BUILT, _ENGINE, _WHEELS = _ROOT / "dist" / "绩效自评.html", _ROOT / ".page/engine/package", _ROOT / ".page/wheels"
_SAMPLE = _ROOT / "workbook_templates" / "样例-佛祖岭街道2017.xlsx"


def jobs(folder: Path) -> dict[str, Job]:
    """Return both ways; ``make page`` must have been run."""
    wheels = folder / "wheels"
    shutil.copytree(_WHEELS, wheels)
    with zipfile.ZipFile(wheels / "selfeval_xl.whl", "w", zipfile.ZIP_DEFLATED) as own:
        for file in sorted((_ROOT / "selfeval_xl").rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                own.write(file, file.relative_to(_ROOT).as_posix())
    return {PAGE: lambda: _run("page", _BUILT, _ENGINE), PLAIN: lambda: _run("plain", _ENGINE, wheels)}


def _run(way: str, *given: Path) -> None:
    command = ["node", str(Path(__file__).with_name("page.mjs")), way, *map(str, given), str(_SAMPLE)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    if done.stdout != "89.00":
        raise ValueError(done.stdout)
