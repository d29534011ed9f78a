"""The command line as a person uses it: what it prints, what it writes, how it refuses."""

from __future__ import annotations

import datetime
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl import cli
from selfeval_xl.cli import main, textview, usage
from selfeval_xl.domain.finding import ERROR, NOTICE, WARNING, Finding
from selfeval_xl.domain.layout import INDICATORS, PROJECT, SUMMARY
from selfeval_xl.domain.place import Place
from selfeval_xl.storage import resources

Said = Callable[[], tuple[str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose name has Chinese and a space, as the working directory."""
    folder = tmp_path / "绩效 自评＝2017"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def sample(here: Path) -> str:
    name = "佛祖岭 自评=表.xlsx"
    (here / name).write_bytes(resources.read(resources.SAMPLE))
    return name


def run(*words: str) -> int:
    return main(list(words))


def test_new_check_score_export(here: Path, sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = (here / sample).read_bytes()
    assert run("check", sample) == 0
    assert "必改 0" in capsys.readouterr().out
    assert run("score", sample) == 0
    said = capsys.readouterr().out
    assert said.index("总分 89.00分　等级 良好") < said.index("发现的问题") < said.index("投入管理")
    assert "执行率 90.91%" in said
    scored = here / "佛祖岭 自评=表-已评分.xlsx"
    assert openpyxl.load_workbook(scored)[SUMMARY].sheet_state == "visible"
    assert run("export", scored.name, "--to", "csv") == 0
    assert run("export", scored.name, "--to", "xlsx", "-o", "报送.xlsx") == 0
    text = (here / "佛祖岭 自评=表-已评分-汇总.csv").read_text(encoding="utf-8-sig")
    assert "总分,89,评价等级,良好" in text or "总分,89.00,评价等级,良好" in text
    assert (here / sample).read_bytes() == before


def test_json_is_the_contract(sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("score", sample, "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert set(result) == {
        "project", "standard", "budget", "sections", "indicators", "total", "grade", "findings", "meta",
    }  # fmt: skip
    assert (result["total"], result["grade"]) == ("89.00", "良好")
    assert [(part["name"], part["weight"], part["score"]) for part in result["sections"]] == [
        ("投入管理", "16", "14.00"),
        ("过程管理", "24", "17.00"),
        ("项目绩效", "60", "58.00"),
    ]
    assert result["budget"] == {"budget": "1709200", "executed": "1553870.19", "rate": "0.9091"}
    assert set(result["indicators"][0]) == {
        "sheet", "cell", "level1", "level2", "name", "target", "actual", "weight", "score", "deviation", "method",
        "derivation",
    }  # fmt: skip
    assert sum(Decimal(row["score"]) for row in result["indicators"]) == Decimal("89.00")
    assert set(result["findings"][0]) == {"code", "level", "sheet", "cell", "message", "remedy"}
    assert len(result["meta"]["input_sha256"]) == 64
    assert run("check", sample, "--json") == 0
    assert json.loads(capsys.readouterr().out) == result["findings"]


def test_the_fingerprint_is_of_the_inputs_not_of_the_file(sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("score", sample, "--json", "-o", "一.xlsx")
    first = json.loads(capsys.readouterr().out)["meta"]["input_sha256"]
    run("score", "一.xlsx", "--json", "-o", "二.xlsx")
    assert json.loads(capsys.readouterr().out)["meta"]["input_sha256"] == first


def test_scoring_again_gives_the_same_workbook(here: Path, sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from selfeval_xl.tasks import assess

    run("score", sample, "-o", "一.xlsx")
    real = datetime.datetime

    class Later(real):  # type: ignore[valid-type, misc]
        @classmethod
        def now(cls, tz: object = None) -> object:
            return real(2030, 1, 1)

    monkeypatch.setattr(assess, "datetime", type("Clock", (), {"datetime": Later}))
    run("score", "一.xlsx", "-o", "二.xlsx")
    assert (here / "一.xlsx").read_bytes() == (here / "二.xlsx").read_bytes()


def test_findings_that_must_be_mended_end_with_1_and_still_write(here: Path, sample: str) -> None:
    book = openpyxl.load_workbook(sample)
    sheet = book[INDICATORS]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "实际完成值" for cell in row))
    column = next(cell.column for cell in header if cell.value == "实际完成值")
    sheet.cell(header[0].row + 1, column).value = None
    book.save("缺.xlsx")
    assert run("check", "缺.xlsx") == 1
    assert run("score", "缺.xlsx") == 1
    assert (here / "缺-已评分.xlsx").exists()
    assert run("check", "缺.xlsx", "--off", "I01") == 0


def test_checks_are_switched_on_and_off_by_their_codes(sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", sample) == 0
    usual = capsys.readouterr().out
    assert "Q03  " in usual and "Q07  " not in usual
    assert run("check", sample, "--off", "q03、c01", "--on", "Ｑ07") == 0
    said = capsys.readouterr().out
    assert "Q03  " not in said and "C01  " not in said and "Q07  " in said


@pytest.mark.parametrize("option", ["--off", "--on"])
def test_a_code_that_does_not_exist_is_not_passed_over(
    option: str, sample: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", sample, option, "C01,Q3") == 2
    assert capsys.readouterr().err.startswith("没有编号“Q3”。\n请核对编号。相近的有：Q03")


def test_an_existing_file_is_never_overwritten_without_force(
    here: Path, sample: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "有.xlsx").write_bytes(b"kept")
    for words in (("score", sample), ("export", sample), ("new",)):
        assert run(*words, "-o", "有.xlsx") == 2
        assert "--force" in capsys.readouterr().err
    assert (here / "有.xlsx").read_bytes() == b"kept"
    assert run("score", sample, "-o", "有.xlsx", "--force") == 0
    assert [path.read_bytes() for path in here.glob("有.备份-*.xlsx")] == [b"kept"]


def test_new_workbooks_for_every_template(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in resources.templates():
        assert run("new", "--standard", name) == 0
        assert (here / f"绩效自评表-{name}.xlsx").read_bytes() == resources.read(f"{name}.xlsx")
        assert run("check", f"绩效自评表-{name}.xlsx") == 1
        assert "暂不评级" in capsys.readouterr().out


def test_the_sample_is_of_its_own_standard_only(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for other in ("hubei-2019", "guangxi", "platform"):
        assert run("new", "--standard", other, "--sample") == 2
        assert f"样例是按评价标准 donghu-2017、mof-2020 填的，没有“{other}”的样例。" in capsys.readouterr().err
    assert list(here.iterdir()) == []
    assert run("new", "--standard", "donghu-2017", "--sample") == 0
    assert (here / resources.SAMPLE).read_bytes() == resources.read(resources.SAMPLE)
    assert run("score", resources.SAMPLE, "--json") == 0
    assert '"id": "donghu-2017"' in capsys.readouterr().out


def unusable(here: Path, sample: str) -> dict[str, str]:
    """Files that cannot be worked on, each with a word that its refusal must hold."""
    (here / "文字.xlsx").write_text("不是工作簿", encoding="utf-8")
    (here / "空.xlsx").write_bytes(b"")
    (here / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
    (here / "金山.et").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
    (here / "半截.xlsx").write_bytes((here / sample).read_bytes()[:3000])
    cases = {
        "文字.xlsx": "是纯文本",
        "空.xlsx": "空文件",
        "旧.xls": ".xls",
        "金山.et": ".et",
        "半截.xlsx": "半截.xlsx",
        "没有.xlsx": "没有.xlsx",
        ".": "文件夹",
    }
    for change, word in (
        ("无标准", "评价标准"),
        ("假标准", "mof-1999"),
        ("缺表", "指标"),
        ("缺列", "“实际完成值”"),
    ):
        book = openpyxl.load_workbook(sample)
        spoil(book, change)
        book.save(f"{change}.xlsx")
        cases[f"{change}.xlsx"] = word
    return cases


def spoil(book: openpyxl.Workbook, change: str) -> None:
    if change == "缺表":
        del book[INDICATORS]
        return
    wanted = "实际完成值" if change == "缺列" else "评价标准"
    sheet = book[INDICATORS if change == "缺列" else PROJECT]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == wanted)
    if change == "缺列":
        cell.value = "甲"
    else:
        sheet.cell(cell.row, cell.column + 1).value = None if change == "无标准" else "mof-1999"


def test_what_cannot_be_worked_on_is_refused_in_chinese(
    here: Path, sample: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, word in unusable(here, sample).items():
        before = {path.name: path.read_bytes() for path in here.iterdir()}
        assert run("score", name, "-o", "结果.xlsx") == 2, name
        said = capsys.readouterr()
        assert word in said.err, (name, said.err)
        assert said.out == "" and "Traceback" not in said.err
        assert len(said.err.strip().splitlines()) == 3
        assert {path.name: path.read_bytes() for path in here.iterdir()} == before


def test_targets_that_cannot_be_written(here: Path, sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "文件").write_bytes(b"")
    for target in ("没有的文件夹/结果.xlsx", "文件/结果.xlsx"):
        assert run("score", sample, "-o", target) == 2
        assert "文件夹" in capsys.readouterr().err
    assert sorted(path.name for path in here.iterdir()) == sorted([sample, "文件"])


def test_the_ending_says_what_the_summary_is_exported_as(here: Path, sample: str) -> None:
    assert run("export", sample, "-o", "报送.CSV") == 0
    assert "总分,89" in (here / "报送.CSV").read_text(encoding="utf-8-sig")
    assert run("export", sample, "-o", "报送.2024") == 0
    assert openpyxl.load_workbook(io.BytesIO((here / "报送.2024").read_bytes())).sheetnames == [SUMMARY]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("new -o 空白表.docx", ".xlsx"),
        ("new --report -o 模板.xlsx", ".docx"),
        ("score {} -o 结果.pdf", ".xlsx"),
        ("score {} -o 结果.xlsm", ".xlsx"),
        ("export {} -o 汇总.docx", ".xlsx、.csv、.pdf"),
        ("export {} --to csv -o 汇总.xlsx", ".csv"),
        ("export {} --form hubei -o 自评表.pdf", ".xlsx"),
        ("report {} -o 报告.doc", ".docx"),
        ("import {} -o 自评.xls", ".xlsx"),
        ("rollup . -o 汇总表.pdf", ".xlsx、.csv、.json、.parquet"),
        ("rollup . --to csv -o 汇总表.docx", ".csv"),
        ("rollup . --shard 1/2 -o 汇总表.xlsx", ".分片"),
        ("rollup merge 一.分片 --to json -o 汇总表.csv", ".json"),
    ],
)
def test_no_file_is_named_as_what_it_is_not(
    typed: str, written: str, here: Path, sample: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*(word.format(sample) for word in typed.split())) == 2
    said = capsys.readouterr()
    assert f"，这里能写的是 {written}，所以没有写。" in said.err and said.out == ""
    assert [path.name for path in here.iterdir()] == [sample]


def test_a_workbook_with_macros_keeps_its_ending(here: Path, sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Only once it is read is it known to be no official form, of which an .xlsx is made."""
    (here / "宏.xlsm").write_bytes((here / sample).read_bytes())
    assert run("score", "宏.xlsm", "-o", "结果.xlsx") == 2
    assert "，这里能写的是 .xlsm，所以没有写。" in capsys.readouterr().err
    assert sorted(path.name for path in here.iterdir()) == sorted([sample, "宏.xlsm"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "还缺少命令。"),
        ("score", "还缺少文件。"),
        ("做", "没有“做”这个命令，可以写：new、check、"),
        ("chek a.xlsx", "没有“chek”这个命令，是不是 check？可以写：new、check、"),
        ("export a.xlsx --to doc", "--to 后面不能写“doc”，可以写：xlsx、csv、pdf、form。"),
        ("export a.xlsx --to", "--to 后面要写一个值。"),
        ("import a.xlsx b.xlsx", "不认识“b.xlsx”。"),
        ("check a.xlsx --json=1", "--json 后面不用写“1”。"),
        ("check a.xlsx --o 1", "“--o”不够完整，可能是 --off, --on。"),
    ],
)
def test_usage_is_told_in_chinese(typed: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(typed.split())
    assert ended.value.code == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"命令写得不对：{said}") and first.endswith("。")
    assert second.startswith("请看用法：selfeval-xl") and second.endswith("--help")


def test_usage_is_told_in_chinese_by_every_python() -> None:
    """Later ones write the choices without quotation marks."""
    told = usage.render("argument 命令: invalid choice: 'chek' (choose from new, check)")
    assert told == "没有“chek”这个命令，是不是 check？可以写：new、check"
    assert usage.render("something new") == "something new"


@pytest.mark.parametrize("words", [["--help"], ["score", "--help"], ["standards", "show", "--help"]])
def test_help_is_in_chinese(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith("用法：") and "选项:" in said
    assert not [word for word in ("usage", "options", "positional", "show this") if word in said]


def test_a_bug_is_told_without_a_traceback(
    sample: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from selfeval_xl.cli import files

    def broken(*_arguments: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(files, "assess_each", broken)
    assert run("score", sample) == 2
    assert "意料之外" in capsys.readouterr().err
    with pytest.raises(RuntimeError, match="boom"):
        run("--debug", "score", sample)


@pytest.mark.parametrize("moment", ["build_parser", "_run"])
def test_stopped_at_once_it_says_so_and_no_more(
    moment: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_arguments: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, moment, stopped)
    assert run("standards", "list") == 130
    assert capsys.readouterr() == ("", "已停止。\n")


@pytest.mark.parametrize(("told", "encoding"), [("", "utf-8"), (":strict", "utf-8"), ("gbk", "gbk")])
def test_as_a_process_of_its_own_through_a_pipe(here: Path, sample: str, told: str, encoding: str) -> None:
    """Who tells Python an encoding gets it; JSON is UTF-8 all the same."""
    environment = os.environ | {"PYTHONIOENCODING": told, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "selfeval_xl", "score", sample]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert "总分 89.00分　等级 良好" in done.stdout.decode(encoding)
    done = subprocess.run([*command, "--force", "--json"], capture_output=True, env=environment, check=False)
    assert json.loads(done.stdout.decode("utf-8"))["grade"] == "良好"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (r'py.exe -m x rollup "C:\收 上来\" -o "D:\汇 总.xlsx"', ["rollup", "C:\\收 上来\\", "-o", "D:\\汇 总.xlsx"]),
        ('py.exe -m x rollup "C:\\收 上来\\', ["rollup", "C:\\收 上来\\"]),
        (r'"C:\a b\py.exe" -m "x" check a" "b.xlsx', ["check", "a b.xlsx"]),
    ],
)
def test_a_backslash_before_a_quote_does_not_swallow_the_rest_of_the_line(line: str, words: list[str]) -> None:
    assert cli.split_words(line, 3) == words


def test_demo_and_standards(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo") == 0
    assert run("demo") == 0
    assert "89.00" in capsys.readouterr().out
    # The result says when it was computed: in another minute the one of before stays as a backup.
    assert len([path for path in (here / "selfeval-demo").iterdir() if "备份" not in path.name]) == 2
    assert run("standards") == run("standards", "list") == 0
    assert capsys.readouterr().out.count("donghu-2017") == 2
    assert run("standards", "show", "donghu-2017") == 0
    assert "未核实" in capsys.readouterr().out
    assert run("standards", "show", "mof-1999") == 2


def test_the_worst_stands_first_and_a_hint_last() -> None:
    found = [Finding(level[0], level, Place("指标", row, 1), level, "改") for row, level in enumerate(
        (NOTICE, WARNING, ERROR, NOTICE, WARNING), 1)]  # fmt: skip
    told = [line.split("]")[0].strip(" [") for line in textview.findings(found) if "]" in line]
    assert told == ["必改", "建议", "建议", "提示", "提示"]
