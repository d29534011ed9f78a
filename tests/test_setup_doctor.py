"""The self-check names what stands in the way, what to do, and the road that is open; judged on recorded answers."""

import io
import json
import os
import struct
import subprocess
import sys
import tomllib
from argparse import Namespace
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

from selfeval_xl.cli import install
from selfeval_xl.domain.finding import ERROR, NOTICE
from selfeval_xl.install import doctor, facts, probes, registry
from selfeval_xl.storage import resources

CASES = Path(__file__).parent / "cases" / "doctor"
ROADS = {
    "ribbon": doctor.RIBBON_ROAD,
    "drop": doctor.DROP_ROAD,
    "command": doctor.COMMAND_ROAD,
    "none": doctor.NO_ROAD,
}


def table(name: str) -> dict[str, Any]:
    """A recorded case."""
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def recorded(case: dict[str, Any]) -> facts.MachineFacts:
    """The answers of a case: those of the healthy machine, but for what the case says."""
    healthy, differing = table("healthy")["answers"], case.get("answers", {})
    merged = {
        name: {**value, **differing.get(name, {})} if isinstance(value, dict) else differing.get(name, value)
        for name, value in healthy.items()
    }
    return from_table({**differing, **merged})


def from_table(answers: dict[str, Any]) -> facts.MachineFacts:
    """The answers written in a table, as ``facts.to_table`` makes it; TypeError on a name that does not exist."""
    kinds = {"office": facts.Office, "policy": facts.Policy, "python": facts.Python, "addin": facts.Addin}
    groups = {name: kind(**_tuples(answers.get(name, {}))) for name, kind in kinds.items()}
    return facts.MachineFacts(**_tuples({**answers, **groups}))


def _tuples(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in answers.items()}


def told(diagnosis: doctor.Diagnosis, state: str) -> dict[str, str]:
    """Texts of the lines in a state, by what was looked at."""
    return {line.subject: line.message for line in diagnosis.lines if line.level == state}


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.toml")))
def test_a_recorded_machine(name: str) -> None:
    case = table(name)
    diagnosis = doctor.diagnose(recorded(case))
    for state, expected in ((ERROR, case["problems"]), (NOTICE, case.get("hints", {}))):
        found = told(diagnosis, state)
        assert set(found) == set(expected)
        assert all(part in found[what] for what, part in expected.items())
    assert diagnosis.road == ROADS[case["road"]]


def test_every_problem_and_hint_has_a_remedy_and_what_is_fine_has_none() -> None:
    for path in CASES.glob("*.toml"):
        for line in doctor.diagnose(recorded(table(path.stem))).lines:
            assert bool(line.remedy) == (line.level != doctor.FINE), line


def test_the_healthy_machine_shows_every_line() -> None:
    shown = told(doctor.diagnose(recorded(table("healthy"))), doctor.FINE)
    assert shown["Excel"] == "Excel 2016 或更新，64 位"
    assert {"系统", "Excel 登记", "Python", "xlwings", "xlwings 组件", "pywin32", "加载项", "配置"} < set(shown)
    assert {"宏设置", "写入权限"} < set(shown)


def test_a_misspelt_recorded_answer_is_refused() -> None:
    with pytest.raises(TypeError):
        from_table({"system": "Windows", "office": {"bit": 64}})


def test_recorded_answers_come_back_the_same() -> None:
    healthy = recorded(table("healthy"))
    assert from_table(json.loads(json.dumps(facts.to_table(healthy)))) == healthy


def test_documents_that_only_office_can_read_are_found(tmp_path: Path) -> None:
    """A head that is neither zip nor compound file; a web page called .xls is none of them."""
    contents = {
        "密.xlsx": b"%TSD-Header-###%\0\1",
        "密.xls": b"\x14#e\x0cE-SafeNet\0\0LOCK" + bytes(range(256)),
        "好.xlsx": resources.read(resources.SAMPLE),
        "有密码.xlsx": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600),
        "网页.xls": b"<html><table><tr><td>1</td></tr></table></html>",
        "空.xlsx": b"",
        "~$好.xlsx": b"\x06admin",
        "说明.txt": b"\xff\x00\x01",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    assert [Path(each).name for each in probes.machine_facts(tmp_path).scrambled] == ["密.xls", "密.xlsx"]
    assert probes.machine_facts(tmp_path / "密.xlsx").scrambled == (str(tmp_path / "密.xlsx"),)
    assert probes.machine_facts(tmp_path / "好.xlsx").scrambled == ()


def test_several_problems_are_all_told_at_once() -> None:
    healthy = recorded(table("healthy"))
    sick = healthy._replace(
        office=healthy.office._replace(server=""), addin=healthy.addin._replace(marked=True), unwritable=("C:\\",)
    )
    assert len(told(doctor.diagnose(sick), ERROR)) == 3


@pytest.mark.parametrize(
    ("command", "program"),
    [
        (r'"C:\Program Files\Microsoft Office\Root\Office16\EXCEL.EXE" /automation', "EXCEL.EXE"),
        (r"C:\Program Files\Microsoft Office\Office15\EXCEL.EXE /automation", "EXCEL.EXE"),
        (r"C:\PROGRA~1\MICROS~1\Office16\EXCEL.EXE", "EXCEL.EXE"),
        (r'"C:\Users\张三\WPS Office\office6\et.exe" /automation', "et.exe"),
        ("", ""),
    ],
)
def test_the_program_behind_a_registry_entry(command: str, program: str) -> None:
    assert probes.executable(command).rpartition("\\")[2] == program


def test_an_item_on_excels_list_of_disabled_items() -> None:
    path = r"c:\users\张三\appdata\roaming\microsoft\excel\xlstart\selfeval.xlam"
    raw, name = (f"{text}\0".encode("utf-16-le") for text in (path, "selfeval"))
    assert probes.disabled_path(struct.pack("<III", 1, len(raw), len(name)) + raw + name) == path
    assert probes.disabled_path(b"\1\0\0\0") == ""


def program(machine: int) -> bytes:
    """The beginning of a Windows program for a kind of processor."""
    return b"MZ" + bytes(58) + struct.pack("<I", 128) + bytes(64) + b"PE\0\0" + struct.pack("<H", machine)


@pytest.mark.parametrize(
    ("head", "bits"),
    [(program(0x8664), 64), (program(0x014C), 32), (program(0), 0), (b"MZ", 0), (b"#!/bin/sh" + bytes(100), 0)],
)
def test_the_bits_of_a_program(head: bytes, bits: int) -> None:
    assert probes.pe_bits(head) == bits


def workbook(sheet: str) -> bytes:
    """A workbook that says on a sheet what it was built with."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    book.active.append(["INTERPRETER_WIN", "python.exe"])
    book.active.append(["XLWINGS VERSION", "0.37.8"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("addin", "version"), [(workbook("selfeval.conf"), "0.37.8"), (workbook("other"), ""), (b"no zip", ""), (b"", "")]
)
def test_what_the_add_in_says_it_was_built_with(addin: bytes, version: str) -> None:
    assert probes.built_with(addin) == version


def test_without_a_registry_nothing_is_found() -> None:
    assert registry.text(registry.ROOT, "Excel.Application") == ""
    assert registry.first("Key", "Name") is None
    assert registry.binaries(registry.USER, "Key") == []


class Winreg(ModuleType):
    """A registry made of (half, hive, key) -> values; what is not there raises as in Windows."""

    KEY_READ, KEY_WOW64_64KEY, KEY_WOW64_32KEY = 1, 256, 512
    HKEY_CLASSES_ROOT, HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "HKCR", "HKCU", "HKLM"

    def __init__(self, keys: dict[tuple[int, str, str], dict[str, object]]) -> None:
        super().__init__("winreg")
        self.keys = {(half, hive, key.lower()): values for (half, hive, key), values in keys.items()}

    def OpenKey(self, hive: str, key: str, _reserved: int = 0, access: int = 257) -> Any:
        half = 32 if access & self.KEY_WOW64_32KEY else 64
        if (half, hive, key.lower()) not in self.keys:
            raise FileNotFoundError(2, key)
        return nullcontext(self.keys[half, hive, key.lower()])

    def QueryValueEx(self, opened: dict[str, object], name: str) -> tuple[object, int]:
        if name not in opened:
            raise FileNotFoundError(2, name)
        return opened[name], 1

    def QueryInfoKey(self, opened: dict[str, object]) -> tuple[int, int, int]:
        return 0, len(opened), 0

    def EnumValue(self, opened: dict[str, object], number: int) -> tuple[str, object, int]:
        return (*list(opened.items())[number], 3)


EXCEL = r"C:\Program Files (x86)\Microsoft Office\Office16\EXCEL.EXE"
CLSID = "{00024500-0000-0000-C000-000000000046}"
DISABLED = struct.pack("<III", 1, 12, 0) + "a.xlam".encode("utf-16-le")
SECURITY = r"Microsoft\Office\16.0\Excel\Security"


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A 32-bit Excel 2016 on 64-bit Windows, with settings of the user and of an administrator."""
    keys: dict[tuple[int, str, str], dict[str, object]] = {
        (64, "HKCR", r"Excel.Application\CLSID"): {"": CLSID},
        (32, "HKCR", rf"CLSID\{CLSID}\LocalServer32"): {"": f'"{EXCEL}" /automation'},
        (32, "HKLM", r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"): {"": EXCEL},
        (64, "HKCU", r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"): {"x": DISABLED, "y": 1},
        (64, "HKCU", rf"Software\{SECURITY}"): {"VBAWarnings": 1},
        (64, "HKCU", rf"Software\Policies\{SECURITY}"): {"VBAWarnings": 4},
        (64, "HKLM", rf"Software\Policies\{probes.ASR_RULES}"): {probes.NO_CHILDREN: "1", probes.NO_API_CALLS: "2"},
    }
    monkeypatch.setitem(sys.modules, "winreg", Winreg(keys))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os.path, "exists", lambda path: path == EXCEL)


@pytest.mark.usefixtures("windows")
def test_both_halves_of_the_registry_are_asked_for_office() -> None:
    found = probes.office()
    assert (found.excel, found.server, found.version, found.wps) == (EXCEL, EXCEL, "16.0", "")
    assert found.disabled == ("a.xlam",)


@pytest.mark.usefixtures("windows")
def test_a_policy_counts_before_what_the_user_chose() -> None:
    found = probes.policy("16.0")
    assert (found.macro_warnings, found.child_processes, found.api_calls, found.vba_off) == (4, 1, 2, None)


def test_this_machine_can_score_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = install.doctor(Namespace(place=str(tmp_path), json=False, acceptance=False))
    assert code == 0
    assert doctor.COMMAND_ROAD in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = install.doctor(Namespace(place=str(tmp_path / "没有" / "自评.xlsx"), json=True, acceptance=False))
    shown = json.loads(capsys.readouterr().out)
    assert code == 1
    assert [line["name"] for line in shown["lines"] if line["state"] == "问题"] == ["写入权限"]
    assert from_table(shown["answers"]).unwritable == (str(tmp_path / "没有"),)
    assert shown["road"] == doctor.COMMAND_ROAD


def test_looking_at_a_machine_does_not_start_xlwings() -> None:
    """Importing xlwings registers an exit hook that can kill Excel; a self-check must not."""
    code = (
        "import sys; from argparse import Namespace; from selfeval_xl.cli import install;"
        "install.doctor(Namespace(place='.', json=False, acceptance=False));"
        "sys.exit(bool({'xlwings', 'openpyxl', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
