"""The summary as PDF: A4, Chinese fonts inside, pages numbered; and what is said when no PDF comes of it."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import subprocess
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings

from selfeval_xl.cli import main
from selfeval_xl.domain.errors import StorageError
from selfeval_xl.excel.book import printed
from selfeval_xl.storage import resources
from selfeval_xl.writers import pdf
from tests.judges import program

PDF = b"%PDF-1.7\n1 0 obj <</Type/Pages/Count 2>>\n<< /Type /Page >> <</Type/Page/Parent 1 0 R>>\ntrailer\n%%EOF\n"


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "佛祖岭 自评.xlsx"
    path.write_bytes(resources.read(resources.SAMPLE))
    return path


def told(*command: str) -> str:
    return subprocess.run([program(command[0]), *command[1:]], capture_output=True, encoding="utf-8", check=True).stdout


def office_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a made-up soffice in front of all others."""
    folder.mkdir()
    script = folder / "soffice"
    script.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return script


def running(group: int) -> list[str]:
    """The processes of a group that still run; those that only wait to be counted out do not."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # over since it was listed
            name, _, rest = path.read_text(errors="replace").rpartition(")")
            state, _, its_group = rest.split()[:3]
            found += [name] if int(its_group) == group and state != "Z" else []
    return found


def test_it_is_a4_with_its_fonts_inside_and_its_pages_numbered(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", sample.name, "--to", "pdf"]) == 0
    assert capsys.readouterr().out == "已导出：佛祖岭 自评-汇总.pdf（已重新打开核对）\n"
    path = str(sample.with_name("佛祖岭 自评-汇总.pdf"))
    facts = told("pdfinfo", path)
    assert "A4" in facts
    (count,) = map(int, re.findall(r"Pages:\s*(\d+)", facts))
    assert count == pdf.pages(Path(path).read_bytes()) == 2
    fonts = [line.split() for line in told("pdffonts", path).splitlines()[2:]]
    assert any("CJK" in font[0] for font in fonts)
    assert all(font[-5] == "yes" for font in fonts), "every font embedded"
    text = told("pdftotext", "-layout", path, "-")
    assert "项目支出绩效自评汇总表" in text and "89.00" in text and "良好" in text
    assert "各部分得分与分值" in text and "指标偏差率" in text
    assert [int(number) for number in re.findall(r"第\s*(\d+)\s*页，共\s*2\s*页", text)] == [1, 2]


def test_a_file_that_is_there_is_not_replaced(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample.with_name("报送.pdf").write_bytes(b"mine")
    assert main(["export", sample.name, "--to", "pdf", "-o", "报送.pdf"]) == 2
    assert "已经存在" in capsys.readouterr().err
    assert sample.with_name("报送.pdf").read_bytes() == b"mine"


def test_without_an_office_it_is_one_sentence_and_what_to_do(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(sample.parent))
    assert main(["export", sample.name, "--to", "pdf"]) == 2
    message, remedy, _where_to_read_more = capsys.readouterr().err.splitlines()
    assert message == "这台电脑上没有找到 LibreOffice，不能从命令行生成 PDF。"
    assert "--to xlsx" in remedy
    assert [each.name for each in sample.parent.iterdir()] == [sample.name]


def test_an_office_is_found_where_windows_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "LibreOffice" / "program" / "soffice.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    assert pdf._office() == str(program)


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("exit 0", "没有得到完整的 PDF"),
        ("exit 81", "没有得到完整的 PDF"),
        ('while [ "$1" != --outdir ]; do shift; done; printf "%%PDF-1.7 cut" > "$2/sheet0.pdf"', "没有得到完整的 PDF"),
        ("sleep 60 & wait", "等了 1 秒还没有完成"),
    ],
)
def test_an_office_that_fails_is_told_and_nothing_is_written(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], does: str, why: str
) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 1)
    mark = sample.parent / "office" / "pid"
    office_that(f"echo $$ > '{mark}'; {does}", sample.parent / "office", monkeypatch)
    assert main(["export", sample.name, "--to", "pdf"]) == 2
    assert capsys.readouterr().err.startswith(f"PDF 没有生成：{why}")
    assert not list(sample.parent.glob("*.pdf"))
    assert running(int(mark.read_text(encoding="utf-8"))) == []


def test_an_office_that_only_made_its_profile_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    once = tmp_path / "once"
    (tmp_path / "ready.pdf").write_bytes(PDF)
    does = f'[ -e "{once}" ] || {{ touch "{once}"; exit 81; }}\n'
    does += f'while [ "$1" != --outdir ]; do shift; done; cp "{tmp_path}/ready.pdf" "$2/sheet0.pdf"'
    office_that(does, tmp_path / "office", monkeypatch)
    assert pdf.from_workbook(b"") == PDF


def test_pages_are_counted_also_where_they_are_packed() -> None:
    packed = zlib.compress(b"<</Type/Page/Parent 1 0 R>> <</Type/Pages>>")
    assert pdf.pages(PDF) == 2
    assert pdf.pages(PDF.replace(b"trailer", b"<</Type/ObjStm/N 2>> stream\r\n" + packed + b"\r\nendstream")) == 3


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", PDF[:-8], PDF[5:], PDF.replace(b"/Page", b"/Pages")])
def test_what_is_no_whole_pdf_has_no_pages(broken: bytes) -> None:
    assert pdf.pages(broken) == 0


class _Excel:
    """As much of xlwings as printing needs: the workbook is opened, printed and closed, or refuses to print."""

    def __init__(self, content: bytes | None) -> None:
        self.content, self.open, self.read = content, 0, b""
        self.api = SimpleNamespace(
            EnableEvents=True, CopyObjectsWithCells=True, ScreenUpdating=True, DisplayAlerts=True
        )
        self.books = SimpleNamespace(open=self._open)

    def _open(self, path: str, update_links: bool, read_only: bool, add_to_mru: bool) -> SimpleNamespace:
        assert (update_links, read_only, add_to_mru) == (False, True, False)
        self.open, self.read = 1, Path(path).read_bytes()
        return SimpleNamespace(to_pdf=self._print, close=self._close)

    def _print(self, path: str) -> None:
        if self.content is None:
            raise OSError("no printer")
        Path(path).write_bytes(self.content)

    def _close(self) -> None:
        self.open = 0


def test_excel_prints_the_exported_workbook_and_closes_it() -> None:
    excel: Any = _Excel(PDF)
    assert printed(excel, b"workbook") == PDF
    assert (excel.open, excel.read, excel.api.ScreenUpdating) == (0, b"workbook", True)
    assert callable(xlwings.Book.to_pdf)


@pytest.mark.parametrize(("content", "why"), [(None, "没有装打印机"), (b"%PDF-1.7", "没有得到完整的 PDF")])
def test_when_excel_prints_nothing_that_is_told(content: bytes | None, why: str) -> None:
    excel: Any = _Excel(content)
    with pytest.raises(StorageError, match=why):
        printed(excel, b"workbook")
    assert excel.open == 0
