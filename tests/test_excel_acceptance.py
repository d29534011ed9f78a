"""验收 on the made-up Excel: everything is tried, one file is left, and what is not as it should be is found."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from addin.build import TARGET
from selfeval_xl.cli import main as command
from selfeval_xl.excel.trials import TRIALS
from tests.fakewin import com
from tests.fakewin.cells import NAME_ERROR, Range
from tests.fakewin.desk import SAMPLE, Desk
from tests.fakewin.excel import Link, Workbook

ALL = ["Excel", *TRIALS, "没有留下进程"]


@pytest.fixture
def test(at: Desk, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, on a machine where the add-in lies in XLSTART."""
    start = at.folder.parent / "Microsoft" / "Excel" / "XLSTART"
    start.mkdir(parents=True)
    (start / TARGET.name).write_bytes(TARGET.read_bytes())
    monkeypatch.setenv("APPDATA", str(at.folder.parent))
    monkeypatch.setenv("USERPROFILE", str(at.folder.parent))
    module = importlib.import_module("selfeval_xl.excel.acceptance")
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    monkeypatch.setattr(module, "running", lambda: {each.process.pid: "EXCEL.EXE" for each in at.windows.excels})
    return module


def told(path: Path) -> dict[str, str]:
    """The lines of the file, by what was tried: how it went, and what was seen."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    tests = lines[lines.index("") + 1 : lines.index("自检") - 1]
    found = {}
    for line in tests:
        state, _, rest = line.removeprefix("[").partition("] ")
        name, _, seen = rest.partition("：")
        found[name] = f"{state}：{seen}"
    return found


def failed(path: Path) -> dict[str, str]:
    return {name: line for name, line in told(path).items() if line.startswith("没有通过")}


def test_with_an_excel_of_its_own_everything_passes_and_nothing_stays(
    at: Desk, test: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at.windows, "may_start", True)
    target = at.folder / "验收.txt"
    assert test.main([str(target)]) == 0
    assert list(told(target)) == ALL and failed(target) == {}
    assert capsys.readouterr().out == f"验收：{len(ALL)} 项，0 项没有通过。\n请把这个文件发回来：{target}\n"
    assert at.windows.excels == [at.stranger, at.excel] and list(com.HELD) == []
    assert at.excel.process.calls == at.stranger.process.calls == []
    text = target.read_text(encoding="utf-8-sig")
    assert "Windows (64-bit) NT 10.00" in text and "总分 89.00 分" in text and "[正常] Python" in text


def test_the_button_tries_it_in_the_excel_of_the_user(
    at: Desk, test: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(test.session.subprocess, "Popen", lambda line, **_: started.append(line))
    at.excel.chosen = str(at.folder / "验收.txt")
    at.click("acceptance()")
    ((_, *_, module, target, window),) = started
    assert (module, window, at.excel.asked_to_save) == (test.__name__, str(at.excel.Hwnd), [test.ACCEPTANCE])
    at.excel.Workbooks.Open(str(at.folder.parent / "Microsoft" / "Excel" / "XLSTART" / TARGET.name))
    before = (at.folder / SAMPLE).read_bytes()
    assert test.main([target, window]) == 0
    assert failed(Path(target)) == {}
    assert at.told == [f"验收：{len(ALL)} 项，0 项没有通过。\n请把这个文件发回来：{target}"]
    assert at.excel.Workbooks.open == [at.book] and (at.folder / SAMPLE).read_bytes() == before


def found(at: Desk, test: ModuleType, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What does not pass, once something has been spoilt."""
    monkeypatch.setattr(at.windows, "may_start", True)
    target = at.folder / "验收.txt"
    assert test.main([str(target)]) == 1
    return failed(target)


def test_all_that_is_not_as_it_should_be_is_found(at: Desk, test: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    back = property(lambda link: "C:\\Temp\\a.xlsx", lambda link, value: None)
    monkeypatch.setattr(Link, "Address", back)
    unknown = property(lambda cell: "", lambda cell, text: setattr(cell, "Value", NAME_ERROR))
    monkeypatch.setattr(Range, "Formula", unknown)
    monkeypatch.setattr(Workbook, "Close", lambda book, SaveChanges=True: None)
    counts = iter(range(10))
    monkeypatch.setattr(test, "running", lambda: {next(counts): "python.exe"})
    amiss = found(at, test, monkeypatch)
    expected = {
        "校验结果的链接": "a.xlsx#",
        "单元格函数": f"应当是“良”，看到的是：{NAME_ERROR}",
        "关闭样例": "应当关闭了",
        "没有留下进程": "python.exe（",
    }
    assert list(amiss) == list(expected)
    assert all(words in amiss[name] for name, words in expected.items()), amiss


def test_a_guard_that_is_missing_is_found(at: Desk, test: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfeval_xl.excel.writing._require_free", lambda *_: None)
    amiss = found(at, test, monkeypatch)
    assert "写进去以后再读，与算出来的不一样" in amiss["指标表正在筛选"]
    assert {"指标表有隐藏的行", "汇总表设了保护"} < set(amiss)


def test_without_the_add_in_the_file_still_says_so(at: Desk, test: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    (at.folder.parent / "Microsoft" / "Excel" / "XLSTART" / TARGET.name).unlink()
    monkeypatch.setattr(test, "running", dict)
    amiss = found(at, test, monkeypatch)
    assert amiss["没有留下进程"] == "没有通过：查不到进程：tasklist 没有回答"
    assert "FileNotFoundError" in amiss["加载项已装入"] and "无法运行" in amiss["第一次计算评分"]


def test_the_command_is_for_windows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["doctor", "--acceptance", str(tmp_path)]) == 2
    assert "Windows" in capsys.readouterr().err
