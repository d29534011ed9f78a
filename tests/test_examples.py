"""The examples and the documented functions run as they are shown."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from selfeval_xl import api
from selfeval_xl.cli import main
from selfeval_xl.rollup import frame, frames

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
SAMPLE = ROOT / "workbook_templates" / "样例-佛祖岭街道2017.xlsx"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scored sample, and its official form."""
    place = tmp_path_factory.mktemp("收上来的")
    assert main(["score", str(SAMPLE), "-o", str(place / "样例.xlsx")]) == 0
    form = ["export", str(SAMPLE), "--to", "form", "--form", "mof-2020", "-o", str(place / "自评表.xlsx")]
    assert main(form) == 0
    return place


@pytest.mark.parametrize(
    ("script", "arguments", "shown"),
    [
        ("score_one_workbook.py", ["样例.xlsx"], "89.00分　良好"),
        ("folder_to_frame.py", [".", "部门.xlsx"], "341.84"),
        ("own_province.py", ["样例.xlsx"], "某市项目支出绩效自评"),
        ("rescore_forms.py", ["."], "样例.xlsx：核对 21 个数，0 个不同"),
        ("own_check.py", ["样例.xlsx"], "[建议] 指标!R22 社会公众对公共服务满意度：扣了 2.00 分"),
        ("rollup_on_dask.py", ["."], "样例.xlsx 89.00 良好"),
    ],
)
def test_an_example_runs(script: str, arguments: list[str], shown: str, folder: Path) -> None:
    command = [sys.executable, "-X", "utf8", str(EXAMPLES / script), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    assert shown in done.stdout


def test_every_example_is_run_and_in_the_list() -> None:
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    source = Path(__file__).read_text(encoding="utf-8")
    for script in EXAMPLES.glob("*.py"):
        assert f"`{script.name} " in listed
        assert f'"{script.name}"' in source


def test_what_the_docstrings_show_is_what_comes(folder: Path) -> None:
    names = {"sample": str(SAMPLE), "scored": str(folder / "样例.xlsx")}
    for module in (api, frames):
        assert doctest.testmod(module, extraglobs=names).failed == 0


def test_every_function_for_scripts_shows_what_comes() -> None:
    public = [each for _, each in inspect.getmembers(api, inspect.isfunction) if each.__module__ == api.__name__]
    assert len(public) == 6
    assert [each for each in (*public, frame) if ">>>" not in (each.__doc__ or "")] == []


def test_importing_the_package_reads_no_other_module_of_it() -> None:
    code = "import sys, selfeval_xl; print([name for name in sys.modules if name.startswith('selfeval_xl.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
    code = "import selfeval_xl; print(selfeval_xl.score.__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "selfeval_xl.api"
