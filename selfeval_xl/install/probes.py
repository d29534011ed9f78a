"""Asks this machine the questions of the self-check; everything that fails to answer counts as not there."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import platform
import re
import struct
import sys
import tempfile
from importlib import metadata, util
from pathlib import Path

from selfeval_xl.install import configuration, machine, places, record, wheel
from selfeval_xl.install.facts import Addin, MachineFacts, Office, Policy, Python
from selfeval_xl.install.registry import MACHINE, ROOT, USER, binaries, first, text
from selfeval_xl.storage import resources

_WINDOWS = "nt"
_CLSID = "Excel.Application\\CLSID"
_APP_PATHS = r"Software\Microsoft\Windows\CurrentVersion\App Paths"
_CLICK_TO_RUN = r"Software\Microsoft\Office\ClickToRun\Configuration"
ASR_RULES = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
"""Where Defender keeps its attack surface reduction rules, below ``Software`` and below ``Software\\Policies``."""
NO_CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""Defender's rule: Block all Office applications from creating child processes."""
_PE_BITS = {0x014C: 32, 0x8664: 64, 0xAA64: 64}


def answers(folder: Path) -> MachineFacts:
    """Return the answers of this machine; ``folder`` is where the user's workbook lies."""
    shut = tuple(str(place) for place in dict.fromkeys((folder, Path(tempfile.gettempdir()))) if not _writable(place))
    if os.name != _WINDOWS:
        return MachineFacts(platform.system(), platform.release(), python=_python(), unwritable=shut)
    here = office()
    return MachineFacts("Windows", platform.version(), here, policy(here.version or "16.0"), _python(), _addin(), shut)


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _python() -> Python:
    bits = struct.calcsize("P") * 8
    version = platform.python_version()
    found, libraries = _installed("xlwings"), tuple(machine.found_libraries())
    pywin32 = util.find_spec("win32api") is not None or util.find_spec("pythoncom") is not None
    return Python(version, bits, sys.executable, found, _required("xlwings"), pywin32, libraries)


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _required(name: str) -> str:
    pins = dict(line.split("==", 1) for line in wheel.requirements() if "==" in line)
    return pins.get(name, "")


def office() -> Office:
    """Return what the registry and the disk show of Excel and WPS."""
    excel, wps = _program("excel.exe"), _program("et.exe") or _program("wps.exe")
    clsid = text(ROOT, _CLSID)
    server = executable(text(ROOT, rf"CLSID\{clsid}\LocalServer32")) if clsid else ""
    version = _version(excel)
    return Office(excel, version, _bits(excel), wps, server, disabled_items(version))


def _program(name: str) -> str:
    """Return the path registered for a program, when it is really there."""
    found = next(filter(None, (text(hive, rf"{_APP_PATHS}\{name}") for hive in (USER, MACHINE))), "")
    path = found.strip('"')
    return path if path and os.path.exists(path) else ""


def executable(command: str) -> str:
    """Return the program in a command line such as ``"C:\\…\\EXCEL.EXE" /automation``, quoted or not."""
    match = re.match(r'\s*(?:"([^"]+)"|(.+?\.exe)\b)', command, re.IGNORECASE)
    return (match[1] or match[2]) if match else ""


def _version(excel: str) -> str:
    """Return Office's version by its folder (``Office16``), else by what Click-to-Run reports."""
    match = re.search(r"\\Office(\d\d)\\", excel, re.IGNORECASE)
    if match:
        return f"{match[1]}.0"
    return ".".join(text(MACHINE, _CLICK_TO_RUN, "VersionToReport").split(".")[:2]) if excel else ""


def _bits(path: str) -> int:
    try:
        with open(path, "rb") as file:
            return pe_bits(file.read(4096))
    except OSError:
        return 0


def pe_bits(head: bytes) -> int:
    """Return 32 or 64 for the beginning of a Windows program; 0 for anything else."""
    if len(head) < 64 or head[:2] != b"MZ":
        return 0
    (start,) = struct.unpack_from("<I", head, 60)
    if head[start : start + 4] != b"PE\0\0" or len(head) < start + 6:
        return 0
    return _PE_BITS.get(struct.unpack_from("<H", head, start + 4)[0], 0)


def disabled_items(version: str) -> tuple[str, ...]:
    """Return the paths on Excel's list of disabled items."""
    key = rf"Software\Microsoft\Office\{version or '16.0'}\Excel\Resiliency\DisabledItems"
    return tuple(filter(None, map(disabled_path, binaries(USER, key))))


def disabled_path(data: bytes) -> str:
    """Return the path in one disabled item: kind, length of the path, length of the name, then both in UTF-16."""
    if len(data) < 12:
        return ""
    length = struct.unpack_from("<I", data, 4)[0]
    return data[12 : 12 + length].decode("utf-16-le", errors="replace").rstrip("\0")


def policy(version: str) -> Policy:
    """Return the settings about macros for a version of Office."""
    excel = rf"Microsoft\Office\{version}\Excel\Security"
    common = rf"Microsoft\Office\{version}\Common"
    return Policy(
        vba_off=first(common, "VBAOff"),
        addins_off=first(excel, "DisableAllAddins"),
        signed_only=first(excel, "RequireAddinSig"),
        trusted_locations_off=first(rf"{excel}\Trusted Locations", "AllLocationsDisabled"),
        macro_warnings=first(excel, "VBAWarnings"),
        internet_blocked=first(excel, "blockcontentexecutionfrominternet"),
        child_processes=first(ASR_RULES, NO_CHILDREN),
    )


def _addin() -> Addin:
    here = machine.environment()
    path = Path(places.addin(here))
    data = _content(path)
    installed = ""
    with contextlib.suppress(Exception):
        installed = record.load(Path(places.record(here))).files.get(str(path), "")
    settings = configuration.read(_content(Path(places.configuration(here))), here.ansi)
    interpreter = os.path.expandvars(settings.get(configuration.INTERPRETER, ""))
    marked = os.path.exists(f"{path}:Zone.Identifier")
    found = bool(interpreter) and os.path.exists(interpreter)
    return Addin(str(path), _digest(data), installed, _carried(), built_with(data), marked, interpreter, found)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


def _carried() -> str:
    try:
        return _digest(resources.read(places.ADDIN))
    except OSError:
        return ""


def built_with(addin: bytes) -> str:
    """Return the version of xlwings on the add-in's own configuration sheet; empty when it does not say."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(addin)).get_sheet_by_name(f"{places.PROJECT}.conf")
    except (CalamineError, OSError, ValueError):
        return ""
    versions = [row[1] for row in sheet.to_python() if len(row) > 1 and row[0] == "XLWINGS VERSION"]
    return str(versions[0]) if versions else ""
