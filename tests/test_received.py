"""A workbook that was received runs nothing: no module, program, setting or standard comes from it or its folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import PROJECT
from selfeval_xl.excel import session
from selfeval_xl.rules import StandardError
from selfeval_xl.storage import resources, standards
from selfeval_xl.writers import pdf
from tests import injected
from tests.fakewin import com
from tests.fakewin.desk import Desk
from tests.fakewin.excel import Workbook, Workbooks
from tests.fakewin.windows import Windows
from tests.judges import openxml, workbooks
from tests.traps import Traps

COMMAND = (str(Path(sys.executable).with_name("selfeval-xl")),)
LAUNCHED = (sys.executable, "-I", "-m", "selfeval_xl")
BARE = (sys.executable, "-m", "selfeval_xl")
TOTAL = "总分 89.00分"


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Traps:
    outside = tmp_path_factory.mktemp("outside")
    return Traps(tmp_path_factory.mktemp("received") / "收到 的文件", outside)


def in_folder(traps: Traps, command: Sequence[str], **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=traps.folder, env=traps.environment | more, capture_output=True, encoding="utf-8", timeout=120,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


# --- file mode


def test_the_traps_do_go_off(traps: Traps, tmp_path: Path) -> None:
    """Python by itself would import all that, and a shell would start it: the tests below could fail."""
    for command in (BARE, (sys.executable, "-c", "import openpyxl, json, docx"), ("sh", "-c", "soffice; taskkill")):
        in_folder(traps, command, SELFEVAL_MARK=str(tmp_path / "mark"))
    marked = (tmp_path / "mark").read_text(encoding="utf-8").split()
    assert {"selfeval_xl.__init__", "openpyxl", "json", "docx", "soffice", "taskkill"} <= set(marked)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "收到的表.xlsx"),
        ("score", "收到的表.xlsx", "--force"),
        ("export", "收到的表.xlsx", "--force"),
        ("export", "收到的表.xlsx", "--to", "csv", "--force"),
        ("export", "收到的表.xlsx", "--form", "mof-2020", "--force"),
        ("report", "收到的表.xlsx", "--force"),
        ("verify", "收到的表.xlsx"),
        ("standards", "show", "mof-2020"),
        ("new", "--sample", "-o", "样例.xlsx", "--force"),
        ("doctor",),
        ("demo",),
    ],
    ids=" ".join,
)
def test_no_command_runs_anything_of_the_folder(traps: Traps, words: Sequence[str]) -> None:
    done = in_folder(traps, (*COMMAND, *words))
    assert done.returncode in (0, 1), done.stderr
    assert traps.went_off == []
    if words[0] in ("check", "score", "verify", "demo"):
        assert TOTAL in done.stdout, "scored by the built-in standard"


def test_nor_do_the_launchers(traps: Traps) -> None:
    done = in_folder(traps, (*LAUNCHED, "score", "--force", "--", "收到的表.xlsx"))
    assert TOTAL in done.stdout, done.stderr
    line = f'C:\\WINDOWS\\system32\\cmd.exe /c ""计算评分.cmd" "{traps.book}""'
    dropped = in_folder(traps, (sys.executable, "-I", "-m", "selfeval_xl.install.drag_drop"), SELFEVAL_COMMAND=line)
    assert TOTAL in dropped.stdout, dropped.stderr
    assert traps.went_off == []


def test_a_python_that_we_start_does_not_either(traps: Traps, tmp_path: Path) -> None:
    """As the processes of a roll-up are started on Windows, by the command as it is installed."""
    start = tmp_path / "start.py"
    start.write_text(
        "import multiprocessing\n"
        "from selfeval_xl import cli\n"
        "if __name__ == '__main__':\n"
        "    multiprocessing.set_start_method('spawn')\n"
        "    cli.run()\n",
        encoding="utf-8",
    )
    for number in range(3):
        shutil.copy(traps.book, tmp_path / f"{number}.xlsx")
    command = (sys.executable, str(start), "rollup", str(tmp_path), "--jobs", "2", "-o", str(tmp_path / "汇总.xlsx"))
    done = in_folder(traps, command)
    assert (tmp_path / "汇总.xlsx").is_file(), done.stderr
    assert traps.went_off == []


def test_an_office_is_looked_for_in_whole_folders_only(traps: Traps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(traps.folder)
    monkeypatch.setattr(pdf, "_WINDOWS_FOLDERS", ())
    for path in ("", ".", ":", "收到", f".:{traps.folder.parent}"):
        monkeypatch.setenv("PATH", path)
        assert pdf._office() is None
    monkeypatch.setenv("PATH", f":.:{traps.folder}")
    assert pdf._office() == str(traps.folder / "soffice"), "a folder that the user put there counts"


SCRIPTS = sorted(Path(__file__).parents[1].glob("addin/*.cmd"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_scripts_start_nothing_of_the_folder(script: Path) -> None:
    text = script.read_text(encoding="ascii")
    lines = [line.strip() for line in text.splitlines() if not line.strip().startswith("rem ")]
    shut = lines.index('set "NoDefaultCurrentDirectoryInExePath=1"')
    assert not any(re.match(r'("|py\b|for /f|start|reg|where|ping)', line) for line in lines[:shut])
    for line in lines:
        if re.search(r'%(PYTHON|FOUND|CANDIDATE)%" ', line) and "exist" not in line:
            assert '%" -I ' in line, line
    assert not re.search(r"where (?!\$PATH:)", text), "where.exe begins with the current folder"


def test_every_python_that_is_started_is_isolated() -> None:
    root = Path(__file__).parents[1] / "selfeval_xl"
    started = [
        (path.name, line.strip())
        for path in root.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\[\s*(sys\.executable|str\(python\))", line)
    ]
    assert len(started) >= 5
    again = "sys.orig_argv"  # begins anew with the very options that it was started with
    assert [each for each in started if '"-I"' not in each[1] and again not in each[1]] == []


# --- which standard


@pytest.fixture
def naming(tmp_path: Path, traps: Traps) -> Path:
    (tmp_path / "标准.toml").write_text(standards._text(standards._path("mof-2020")), encoding="utf-8")
    return tmp_path / "表.xlsx"


NAMED = (
    "标准.toml",
    "./标准.toml",
    "../标准.toml",
    "{folder}/标准.toml",
    "file://{folder}/标准.toml",
    "\\\\evil.example\\share\\x.toml",
    "//evil.example/share/x.toml",
    "http://evil.example/x.toml",
    "mof-2020.toml",
    "mof-2020/../mof-2020",
    "mof-2020\x00.toml",
    "%APPDATA%\\x.toml",
)


@pytest.mark.parametrize("named", NAMED)
def test_a_workbook_cannot_have_a_file_read_as_its_standard(
    naming: Path, named: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(resources.path(resources.SAMPLE))
    (place,) = (row for row in book[PROJECT].iter_rows(max_col=2) if row[0].value == "评价标准")
    place[1].value = named.replace("\x00", "_x0000_").format(folder=naming.parent)
    book.save(naming)
    monkeypatch.chdir(naming.parent)
    monkeypatch.setattr(standards, "_load_own", lambda path: pytest.fail(f"read {path}"))
    for command in ("score", "verify"):
        assert main([command, str(naming)]) == 2
        assert "评价标准" in capsys.readouterr().err
    assert {path.name for path in naming.parent.iterdir()} == {"标准.toml", "表.xlsx"}


def test_a_standard_leads_to_no_third_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its base is looked for beside it, and by name only."""
    asked: list[str] = []

    def isfile(path: object) -> bool:
        asked.append(str(path))
        return False

    monkeypatch.setattr(os.path, "isfile", isfile)
    own = tmp_path / "own.toml"
    for base in ("../x", "/etc/x", "\\\\\\\\evil.example\\\\share\\\\x", "//evil.example/x", "C:x", "x"):
        own.write_text(
            f'id = "own"\nname = "甲"\nversion = "1"\neffective = 2020-01-01\nbase = "{base}"\n', encoding="utf-8"
        )
        with pytest.raises(StandardError, match="找不到作为基础的标准"):
            standards.load(str(own))
    assert asked == [str(tmp_path / "x.toml")]


HOSTILE = {
    "deep lists": "a = " + "[" * 50_000,
    "deep tables": "a = " + "{b = " * 20_000,
    "deep header": "[" + "a." * 50_000 + "a]",
    "deep keys": "a." * 100_000 + "a = 1",
    "long number": "a = " + "9" * 100_000,
    "long hexadecimal": "a = 0x" + "f" * 100_000,
    "many places": 'id = "own"\nname = "甲"\nversion = "1"\neffective = 2020-01-01\nbase = "mof-2020"\n'
    "[not_applicable]\nrescale = 1e999999999\n",
    "tiny number": 'id = "own"\nname = "甲"\nversion = "1"\neffective = 2020-01-01\nbase = "mof-2020"\n'
    '[late]\nper_day = 1e-999999999\nreference = "R"\n[references.R]\ntitle = "甲"\nclause = ""\nurl = ""\n'
    'evidence = "U"\n',
    "not a number": "a = nan\nb = -inf",
    "huge": "# 说明\n" * 200_000,
    "huge text": f'id = "{"x" * 200_000}"\nname = "甲"\nversion = "1"\neffective = 2020-01-01\n',
    "huge key": "x" * 200_000 + " = 1",
    "many keys": "\n".join(f"k{number} = 1" for number in range(20_000)),
    "control characters": 'id = "\\u001b[2J\\u202e"\nname = "甲"\nversion = "1"\neffective = 2020-01-01\n',
    "binary": "\x00\x01\x02",
    "loop": 'id = "own"\nname = "甲"\nversion = "1"\neffective = 2020-01-01\nbase = "own"\n',
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("option", ["--standard", "--outline"])
def test_a_hostile_toml_ends_in_one_sentence(
    what: str, option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(HOSTILE[what], encoding="utf-8")
    book = tmp_path / "表.xlsx"
    book.write_bytes(resources.read(resources.SAMPLE))
    assert main(["report" if option == "--outline" else "score", str(book), option, str(own)]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") <= 3 and "own.toml" in said.err and len(said.err) < 900, said.err[:2000]
    assert "意料之外" not in said.err and said.out == ""
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("title", ["{unit.__class__}", "{unit:>999999999}", "{0}", "{", "{name!r}"])
def test_the_title_of_an_outline_is_no_way_to_anything_else(
    title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path(standards._BUILT_IN, "..", "..", "documents", "report", "outlines", "beijing.toml").read_text(
        encoding="utf-8"
    )
    (tmp_path / "own.toml").write_text(re.sub('(?m)^title = ".*"', f'title = "{title}"', text, count=1), "utf-8")
    book = tmp_path / "表.xlsx"
    book.write_bytes(resources.read(resources.SAMPLE))
    assert main(["report", str(book), "--outline", str(tmp_path / "own.toml")]) == 2
    assert "花括号里只能写" in capsys.readouterr().err


# --- what the program touches


WATCH = """
import json, sys
seen = {"read": set(), "written": set(), "other": set()}
WRITES = 1 | 2 | 64 | 512 | 1024
def watch(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        mode, flags = args[1], args[2]
        writes = (mode is not None and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & WRITES)
        seen["written" if writes else "read"].add(str(args[0]))
    elif event.split(".")[0] in ("socket", "subprocess", "pty", "ftplib", "smtplib", "urllib", "webbrowser", "winreg"):
        seen["other"].add(event)
    elif event in ("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "os.startfile"):
        seen["other"].add(event)
    elif event in ("os.rename", "os.remove", "os.link", "os.symlink", "os.truncate", "os.mkdir", "shutil.move"):
        seen["written"].add(str(args[1] if event in ("os.rename", "os.link", "os.symlink") else args[0]))
sys.addaudithook(watch)
from selfeval_xl.cli import main
code = main(sys.argv[2:])
print(json.dumps({key: sorted(value) for key, value in seen.items()}), file=open(sys.argv[1], "w"))
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("words", "product"),
    [
        (("check",), None),
        (("verify",), None),
        (("score",), "收到的表-已评分.xlsx"),
        (("export",), "收到的表-汇总.xlsx"),
        (("export", "--to", "csv"), "收到的表-汇总.csv"),
        (("export", "--form", "mof-2020"), "收到的表-自评表.xlsx"),
        (("report",), "收到的表-自评报告.docx"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_only_the_named_file_is_read_and_only_the_product_is_written(
    words: Sequence[str], product: str | None, tmp_path: Path
) -> None:
    folder = tmp_path / "收到"
    traps = Traps(folder, tmp_path)
    note, temporary = tmp_path / "note.json", tmp_path / "temporary"
    temporary.mkdir()
    watched = [sys.executable, "-I", "-B", "-c", WATCH, str(note), words[0], "收到的表.xlsx", *words[1:]]
    done = in_folder(traps, watched, TMPDIR=str(temporary))
    assert done.returncode in (0, 1), done.stderr
    seen = json.loads(note.read_text(encoding="utf-8"))
    assert seen["other"] == [], "no network, no program"
    own = {re.sub(r"~selfeval-\w+\.tmp", "~", str(Path(folder, name).relative_to(folder))) for name in seen["written"]
           if Path(folder, name).is_relative_to(folder)}  # fmt: skip
    assert own - {str(note), "~", "."} == ({product} if product else set())
    elsewhere = {name for name in seen["written"] if not Path(folder, name).is_relative_to(tmp_path)}
    assert elsewhere <= {os.devnull} and list(temporary.iterdir()) == []
    beside = {Path(folder, name).name for name in seen["read"] if Path(folder, name).is_relative_to(folder)}
    assert beside <= {"收到的表.xlsx", product, folder.name}


# --- in Excel


@pytest.mark.parametrize("named", ["标准.toml", "\\\\evil.example\\share\\x.toml", "x.TOML", "../mof-2020.toml"])
@pytest.mark.parametrize(
    ("function", "arguments"),
    [("SE_SCORE", (100, 90, 10, "", "")), ("SE_GRADE", (90,)), ("SE_EXPLAIN", (100, 90, 10, "", ""))],
)
def test_a_formula_cannot_have_a_file_read(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str, arguments: tuple[object, ...],
    named: str,
) -> None:  # fmt: skip
    at = Desk(windows, tmp_path)
    from xlwings import udfs

    (tmp_path / "标准.toml").write_text(standards._text(standards._path("mof-2020")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(standards, "_load_own", lambda path: pytest.fail(f"read {path}"))
    sheet = com.CDispatch(at.book.Worksheets.Item("指标").Range("X1"))
    ((shown,),) = udfs.call_udf("selfeval_xl.excel.udfs", function, (*arguments, named), com.CDispatch(at.book), sheet)
    assert "评价标准" in str(shown)


@pytest.fixture(scope="module")
def with_macros(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample as a workbook with macros: those of our own add-in."""
    path = tmp_path_factory.mktemp("macros") / "a.xlsm"
    path.write_bytes(resources.read(resources.SAMPLE))
    types = workbooks.parts(path)["[Content_Types].xml"]
    relations = workbooks.parts(path)["xl/_rels/workbook.xml.rels"]
    kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    changed = {
        "xl/vbaProject.bin": workbooks.parts(Path(resources.path(resources.ADDIN)))["xl/vbaProject.bin"],
        "[Content_Types].xml": types.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ).replace(
            b"</Types>",
            b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        ),
        "xl/_rels/workbook.xml.rels": relations.replace(
            b"</Relationships>", b'<Relationship Id="rIdVba" Type="%b" Target="vbaProject.bin"/></Relationships>' % kind
        ),
    }
    return workbooks.rewrite(path, changed).read_bytes()


def test_a_workbook_with_macros_stays_one_and_what_is_sent_on_has_none(with_macros: bytes, tmp_path: Path) -> None:
    source = tmp_path / "表.xlsm"
    source.write_bytes(with_macros)
    assert main(["score", str(source)]) == 0
    scored = workbooks.parts(tmp_path / "表-已评分.xlsm")
    assert scored["xl/vbaProject.bin"] == workbooks.parts(source)["xl/vbaProject.bin"]
    assert openxml.errors(tmp_path / "表-已评分.xlsm") == []
    for words in (("export",), ("export", "--form", "mof-2020")):
        assert main([words[0], str(source), *words[1:], "-o", str(tmp_path / "上报.xlsx"), "--force"]) == 0
        sent = workbooks.parts(tmp_path / "上报.xlsx")
        assert not any("vba" in name.lower() for name in sent) and b"macroEnabled" not in sent["[Content_Types].xml"]


def test_its_macros_do_not_run_while_excel_opens_the_copy(
    windows: Windows, tmp_path: Path, with_macros: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a program opens in Excel may run its macros, unless that program says otherwise."""
    at = Desk(windows, tmp_path)
    at.book = at.open("表.xlsm", with_macros)
    opened: list[Workbook] = []
    there = Workbooks.Open

    def opens(books: Workbooks, path: str, *settings: Any) -> Workbook:
        opened.append(there(books, path, *settings))
        return opened[-1]

    monkeypatch.setattr(Workbooks, "Open", opens)
    at.click("calculate()")
    assert at.told[0].startswith("总分 89.00 分"), at.told
    assert [(book.macros_may_run, Path(book.FullName).suffix) for book in opened] == [(False, ".xlsm")]
    assert at.excel.AutomationSecurity == 1


def test_what_was_typed_becomes_no_formula_in_excel(windows: Windows, tmp_path: Path) -> None:
    """The made-up Excel refuses a text that a cell would take for one."""
    at = Desk(windows, tmp_path)
    for number, everywhere in enumerate((False, True)):
        source = injected.workbook(tmp_path / f"{number}.xlsx", everywhere=everywhere)
        at.book = at.open(f"表{number}.xlsx", source.read_bytes())
        at.click("calculate()")
        assert "总分" in at.told[-1] or "暂不评级" in at.told[-1], at.told


def test_the_version_that_talks_to_excel_is_pinned() -> None:
    assert session.XLWINGS in (Path(__file__).parents[1] / "requirements-dev.txt").read_text(encoding="utf-8")
