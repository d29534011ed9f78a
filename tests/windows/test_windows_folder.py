"""The folder for other machines, on a Windows without Python: installed, used in Excel and without, taken away."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from addin import build
from selfeval_xl.documents.delivery import FOLDER
from selfeval_xl.domain.layout import RESULTS, SUMMARY
from selfeval_xl.install import bundling, embedded, places
from selfeval_xl.storage import resources
from selfeval_xl.writers import docx
from tests.windows.machine import PLACE, ROOT, Done, Hand, Machine, path, processes, wait_until

EQUIPMENT = ROOT / "tests/windows/inside/equipment.py"
TOTAL = "总分 89.00 分，等级：良好。"
SAMPLE = "样例.xlsx"
PROFILE = PLACE.drive / "users/user"
HOME = PROFILE / "AppData/Local/selfeval-xl"
XLSTART = PROFILE / "AppData/Roaming/Microsoft/Excel/XLSTART"


@pytest.fixture(scope="module")
def stick(machine: Machine) -> Path:
    """The folder as ``bundle`` makes it, on a USB stick."""
    target = machine.folder / "U 盘" / "绩效自评"
    bundling.bundle(target, embedded.looked_at(PLACE.embeddable()), PLACE.wheels)
    return target


@pytest.fixture(scope="module")
def running(machine: Machine) -> Iterator[None]:
    """Windows, kept running by a program that waits."""
    with Hand(machine) as hand:
        assert hand.ask("code_page") == 936
        yield


@pytest.fixture(scope="module")
def profile() -> Iterator[set[str]]:
    """What is in the user's profile before anything is installed; nothing of ours is left from another time."""
    for each in (HOME, PROFILE / ".selfeval", XLSTART / places.ADDIN):
        shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)
    yield files(PROFILE)


@pytest.fixture(scope="module")
def installed(machine: Machine, stick: Path, profile: set[str], running: None) -> Done:
    """What install.cmd said."""
    return no_python(machine, "cmd", "/c", "install.cmd", "/quiet", at=stick)


@pytest.fixture(scope="module")
def excel(machine: Machine, installed: Done, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    """Excel with the installed add-in in it and the sample open."""
    (machine.folder / SAMPLE).write_bytes(resources.read(resources.SAMPLE))
    modules = machine.folder / "modules.json"
    modules.write_text(json.dumps([list(module) for module in build.modules()]), encoding="utf-8")
    shutil.copy(EQUIPMENT, HOME / "python/Lib/site-packages/sitecustomize.py")
    with Hand(machine, "office") as hand:
        hand.ask("load", path(XLSTART / places.ADDIN), path(modules))
        hand.ask("open", path(machine.folder / SAMPLE))
        yield hand


def files(folder: Path) -> set[str]:
    """Return what is in a folder, but for what the pywin32 of the made-up Excel keeps among the temporary files."""
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if "gen_py" not in each.parts}


def no_python(machine: Machine, *words: object, at: Path, **more: str) -> Done:
    """Run something as on a machine to which nobody gave a Python: none on the path, no settings for one."""
    return machine.run(*words, at=at, PYTHONPATH="", **more)


def test_a_workbook_dropped_on_the_folder_is_scored_with_nothing_installed(
    machine: Machine, stick: Path, running: None
) -> None:
    place = machine.folder / "收入&支出 (1)"
    place.mkdir()
    (place / "表.xlsx").write_bytes(resources.read(resources.SAMPLE))
    line = rf'C:\windows\system32\cmd.exe /c ""{path(stick)}\计算评分.cmd" "{path(place)}\表.xlsx""'
    python = path(stick / "python/python.exe")
    done = no_python(machine, python, "-I", "-m", "selfeval_xl.install.drag_drop", at=place, SELFEVAL_COMMAND=line)
    assert done.code == 0 and "总分 89.00分" in done.shown(), done.said()
    assert (place / "表-已评分.xlsx").exists()
    # Wine's cmd.exe does not tell its own command line, so that nothing seems to be dropped.
    done = no_python(machine, "cmd", "/c", "计算评分.cmd", at=stick)
    assert "拖到“计算评分.cmd”上" in done.shown()


def test_it_is_installed_without_a_python_at_hand(installed: Done) -> None:
    assert installed.code == 0, installed.shown() + installed.said()
    assert {places.ADDIN} <= set(os.listdir(XLSTART))
    assert (PROFILE / ".selfeval/selfeval.conf").exists() and (HOME / "python/python.exe").exists()


def test_the_installed_program_works(machine: Machine, installed: Done, running: None) -> None:
    (machine.folder / "表.xlsx").write_bytes(resources.read(resources.SAMPLE))
    done = no_python(
        machine, path(HOME / "python/python.exe"), "-I", "-m", "selfeval_xl", "score", "表.xlsx", at=machine.folder
    )
    assert done.code == 0 and "总分 89.00分　等级 良好" in done.shown()


def test_a_button_scores_the_open_workbook_and_so_does_the_second_click(machine: Machine, excel: Hand) -> None:
    for _ in range(2):
        (said,) = excel.ask("press", "SeCalculate")
        assert said.startswith(TOTAL), said
    assert any("89.00" in str(cell) or cell == 89 for row in excel.ask("texts", SUMMARY) for cell in row)
    assert any("B11" in row for row in excel.ask("texts", RESULTS))
    assert list(machine.folder.glob("样例.备份-*.xlsx"))


def test_functions_of_cells_are_answered_by_the_python_that_stays(excel: Hand) -> None:
    assert excel.ask("cell", "SE_GRADE", 89) == "良"
    assert excel.ask("cell", "SE_SCORE", "95%", "93%", 10) == 9.79
    assert excel.ask("cell", "SE_EXECUTION_RATE", "四", 5) == "预算数和执行数要填数"
    assert len(excel.ask("lines")) == 1


def test_a_python_for_each_click_shows_itself_what_it_has_to_say(machine: Machine, excel: Hand) -> None:
    """The line that the VBA starts, by which xlwings finds this Excel among all windows."""
    settings = PROFILE / ".selfeval/selfeval.conf"
    before = settings.read_bytes()
    settings.write_bytes(before + b'"KEEP PYTHON ALIVE","False"\r\n')
    excel.ask("settings")
    (said,) = excel.ask("press", "SeCalculate")
    settings.write_bytes(before)
    assert said.startswith(TOTAL), said
    line = excel.ask("lines")[-1]
    assert f'"--wb={SAMPLE}" --from_xl=1 --hwnd=' in line and "serve" not in line


def test_a_button_hands_everything_in_and_so_does_the_command(machine: Machine, excel: Hand) -> None:
    """With no office to print, the same folder without the PDF, which is said."""
    (said,) = excel.ask("press", "SeDeliver")
    made, by_command = machine.folder / FOLDER, machine.folder / "命令"
    assert said.startswith(f"已生成全套报送材料：{path(made)}（1 个项目，6 个文件"), said
    assert "PDF" in said
    python = path(HOME / "python/python.exe")
    done = no_python(
        machine, python, "-I", "-m", "selfeval_xl", "deliver", SAMPLE, "-o", by_command.name, at=machine.folder
    )
    assert done.code == 0, done.said()
    said_there = texts_of(by_command)
    assert len(said_there) == 6 and texts_of(made) == said_there


def texts_of(folder: Path) -> dict[str, object]:
    """Return what the documents of a folder say, by their names."""
    return {name: text_of(folder / name) for name in files(folder) if (folder / name).is_file()}


def text_of(document: Path) -> object:
    if document.suffix == ".docx":
        return docx.contents(document.read_bytes())
    book = CalamineWorkbook.from_path(str(document))
    return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}


def test_with_excel_ends_the_python_that_stayed(excel: Hand) -> None:
    assert processes(rb"selfeval-xl\python\python.exe")
    excel.ask("quit")
    excel.end()
    wait_until(lambda: not processes(rb"selfeval-xl\python\python.exe"))


def test_uninstalling_leaves_nothing(
    machine: Machine, stick: Path, installed: Done, profile: set[str], running: None
) -> None:
    """From the stick: Wine's cmd.exe holds the script that it runs, and so would keep the installed folder."""
    done = no_python(machine, "cmd", "/c", places.UNINSTALL, "/quiet", at=stick)
    assert done.code == 0, done
    assert files(PROFILE) - profile == set()
