"""A click must not wait for libraries that scoring does not need."""

import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "workbook_templates" / "样例-佛祖岭街道2017.xlsx"
HEAVY = {"pandas", "numpy", "openpyxl", "xlwings", "lxml", "docx", "xlsxwriter"}


def imported(*arguments: str) -> set[str]:
    """The top-level modules that a whole process of the command imports, from the start of Python to its end."""
    return {name.partition(".")[0] for name in modules_of(*arguments)}


def modules_of(*arguments: str) -> set[str]:
    """All modules by their whole names."""
    command = [sys.executable, "-X", "importtime", "-m", "selfeval_xl", *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    assert done.returncode in (0, 1), done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def test_scoring_a_workbook_imports_no_heavy_library(tmp_path: Path) -> None:
    modules = modules_of("score", str(SAMPLE), "-o", str(tmp_path / "已评分.xlsx"))
    assert (tmp_path / "已评分.xlsx").exists()
    assert "pyexpat" in modules
    assert {name.partition(".")[0] for name in modules} & {*HEAVY, "python_calamine"} == set()
    # Only a workbook with the sheet 运行监控 pays for what reads and checks it.
    assert [
        name for name in modules if name.startswith("selfeval_xl") and ("monitoring" in name or "progress" in name)
    ] == []


def test_help_reads_no_workbook_library() -> None:
    assert imported("--help") & {*HEAVY, "python_calamine"} == set()
