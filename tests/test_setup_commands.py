"""Explorer's way in: what is dropped onto 计算评分.cmd arrives whole, and cmd.exe can read the scripts."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from selfeval_xl.install import bundling, drag_drop, embedded, said
from selfeval_xl.storage import resources

ADDIN = Path(__file__).parents[1] / "addin"
SCRIPTS = ("install.cmd", "uninstall.cmd", "计算评分.cmd")
SCRIPT = r'C:\WINDOWS\system32\cmd.exe /c ""C:\Users\张三\桌面\计算评分.cmd"'


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        ("", []),
        (r"C:\自评.xlsx", [r"C:\自评.xlsx"]),
        (r'"C:\我的 文件\自评 (1).xlsx"', [r"C:\我的 文件\自评 (1).xlsx"]),
        (r"C:\收入&支出.xlsx", [r"C:\收入&支出.xlsx"]),
        (r"C:\a=100%!^(终稿).xlsx D:\%TEMP%;,.xlsx", [r"C:\a=100%!^(终稿).xlsx", r"D:\%TEMP%;,.xlsx"]),
        (r'"C:\a b&c.xlsx" C:\d.xlsx', [r"C:\a b&c.xlsx", r"C:\d.xlsx"]),
        (r"\\服务器\共享\自评.xlsx", [r"\\服务器\共享\自评.xlsx"]),
    ],
)
def test_dropped_paths_arrive_whole(files: str, paths: list[str]) -> None:
    assert drag_drop.dropped(f'{SCRIPT} {files}"') == paths


@pytest.mark.parametrize("command", ["", r"C:\WINDOWS\system32\cmd.exe", r'"C:\WINDOWS\system32\cmd.exe" '])
def test_a_command_line_without_a_drop_has_no_paths(command: str) -> None:
    assert drag_drop.dropped(command) == []


def run_dropping(command: str) -> subprocess.CompletedProcess[str]:
    """What 计算评分.cmd runs, with the command line that it would hand over."""
    environment = {drag_drop.COMMAND: command, "PYTHONIOENCODING": "utf-8", "PATH": ""}
    run = [sys.executable, "-m", "selfeval_xl.install.drag_drop"]
    return subprocess.run(run, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_dropped_workbooks_are_scored_beside_themselves_as_often_as_wanted(tmp_path: Path) -> None:
    first, second = tmp_path / "收入&支出=100%.xlsx", tmp_path / "自 评 (1)!.xlsx"
    for path in (first, second):
        path.write_bytes(resources.read(resources.SAMPLE))
    command = f'{SCRIPT} {first} "{second}""'
    for _ in range(2):
        done = run_dropping(command)
        assert done.stdout.count("总分 89.00分　等级 良好") == 2
        assert not done.stderr
    for path in (first, second):
        assert path.with_name(f"{path.stem}-已评分.xlsx").is_file()
        assert path.read_bytes() == resources.read(resources.SAMPLE)


def test_what_cannot_be_scored_does_not_keep_the_others_from_it(tmp_path: Path) -> None:
    good = tmp_path / "好.xlsx"
    good.write_bytes(resources.read(resources.SAMPLE))
    done = run_dropping(f'{SCRIPT} {tmp_path / "没有.xlsx"} {good}"')
    assert "找不到文件" in done.stderr
    assert "总分 89.00分" in done.stdout
    assert done.returncode == 2


def test_a_double_click_tells_how_to_drop() -> None:
    done = run_dropping(f'{SCRIPT} "')
    assert "拖到" in done.stdout
    assert done.returncode == 2


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_ascii_with_the_line_ends_of_cmd(name: str) -> None:
    data = bundling.windows_text((ADDIN / name).read_bytes())
    data.decode("ascii")
    assert data.count(b"\n") == data.count(b"\r\n") > 10


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_text_that_is_shown_without_python_is_there(name: str) -> None:
    text = (ADDIN / name).read_text(encoding="ascii")
    shown = set(re.findall(r"call :say ([\w-]+)", text)) | set(re.findall(r"\\([\w-]+)\.txt", text))
    assert shown and shown <= set(said.TEXTS)


def test_texts_are_what_cmd_shows_in_every_code_page_and_notepad_opens() -> None:
    for text in said.TEXTS.values():
        data = said.encoded(text)
        assert data.startswith(b"\xff\xfe")
        assert data.decode("utf-16").splitlines() == text.splitlines()
        assert data.count("\r\n".encode("utf-16-le")) == text.count("\n") > 0


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_label_that_is_gone_to_is_there(name: str) -> None:
    text = (ADDIN / name).read_text(encoding="ascii")
    wanted = set(re.findall(r"(?:goto|call) :(\w+)", text))
    assert wanted == set(re.findall(r"(?m)^:(\w+)", text))


def test_install_cmd_looks_for_the_pythons_that_the_bundle_is_made_for() -> None:
    text = (ADDIN / "install.cmd").read_text(encoding="ascii")
    (versions,) = set(re.findall(r"in \(([\d. ]*\.[\d. ]*)\)", text))
    assert sorted(versions.split()) == sorted(embedded.PYTHONS)
    (folders,) = re.findall(r"in \((\d+ \d+ \d+)\)", text)
    assert sorted(folders.split()) == sorted(version.replace(".", "") for version in embedded.PYTHONS)
    low, high = re.findall(r"\(3,(\d+)\)", text)
    assert (f"3.{low}", f"3.{high}") == (embedded.PYTHONS[0], embedded.PYTHONS[-1])


def test_the_guide_opens_in_notepad_and_names_what_is_installed() -> None:
    text = (ADDIN / bundling.GUIDE).read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    for name in ("install.cmd", "uninstall.cmd", "计算评分.cmd", "selfeval.xlam", "selfeval.conf", "SHA256SUMS.txt"):
        assert name in text
