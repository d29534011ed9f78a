"""Finds out what the self-check judges about this machine; everything that fails to answer counts as not there."""

import contextlib
import hashlib
import os
import platform
import re
import struct
import sys
import tempfile
from importlib import metadata, util
from pathlib import Path

from selfeval_xl.domain.errors import UserError
from selfeval_xl.install import configuration, embedded, installing, machine, places, wheel
from selfeval_xl.install.facts import Addin, MachineFacts, Office, Policy, Python
from selfeval_xl.install.registry import MACHINE, ROOT, USER, binaries, first, text
from selfeval_xl.readers.containers import compound, identity
from selfeval_xl.readers.grids import read_grids
from selfeval_xl.storage import resources

_WINDOWS = "nt"
_CLSID = "Excel.Application\\CLSID"
_APP_PATHS = r"Software\Microsoft\Windows\CurrentVersion\App Paths"
_CLICK_TO_RUN = r"Software\Microsoft\Office\ClickToRun\Configuration"
ASR_RULES = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
"""Where Defender keeps its attack surface reduction rules, below ``Software`` and below ``Software\\Policies``."""
NO_CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""Defender's rule: Block all Office applications from creating child processes."""
NO_API_CALLS = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
"""Defender's rule: Block Win32 API calls from Office macros."""
_LOOKED_AT = 50
"""Most documents of a folder whose beginning is looked at."""
_TODAYS, _OLD = (".xlsx", ".xlsm", ".docx"), (".xls", ".et")
_PE_BITS = {embedded.I386: 32, embedded.AMD64: 64, embedded.ARM64: 64}


def machine_facts(place: Path) -> MachineFacts:
    """Return what is to be known of this machine; ``place`` is the user's workbook, or the folder where it lies."""
    folder = place if place.is_dir() else place.parent
    shut = tuple(str(each) for each in dict.fromkeys((folder, Path(tempfile.gettempdir()))) if not _writable(each))
    odd = scrambled(place)
    if os.name != _WINDOWS:
        return MachineFacts(platform.system(), platform.release(), python=_python(), unwritable=shut, scrambled=odd)
    here = office()
    rules = policy(here.version or "16.0")
    return MachineFacts("Windows", platform.version(), here, rules, _python(), _addin(), shut, odd)


def scrambled(place: Path) -> tuple[str, ...]:
    """Return the document, or those in the folder, that do not begin as their names say they are."""
    documents: list[Path] = [place]
    if place.is_dir():
        with contextlib.suppress(OSError):
            documents = sorted(each for each in place.iterdir() if not each.name.startswith("~$"))
    wanted = [each for each in documents if each.suffix.lower() in (*_TODAYS, *_OLD)][:_LOOKED_AT]
    return tuple(str(each) for each in wanted if _is_scrambled(each.suffix.lower(), _content(each, 1 << 16)))


def _is_scrambled(suffix: str, head: bytes) -> bool:
    """Old workbooks may be web pages and more; those of today are a zip, or a compound file when a password is set."""
    if not head:
        return False
    if suffix in _OLD:
        return identity.kind_of(head) is identity.SCRAMBLED
    return not head.startswith((b"PK", compound.MAGIC))


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _python() -> Python:
    xlwings = ""
    with contextlib.suppress(metadata.PackageNotFoundError):
        xlwings = metadata.version("xlwings")
    pins = dict(line.split("==", 1) for line in wheel.requirements() if "==" in line)
    return Python(
        version=platform.python_version(),
        bits=struct.calcsize("P") * 8,
        path=sys.executable,
        xlwings=xlwings,
        required=pins.get("xlwings", ""),
        pywin32=util.find_spec("win32api") is not None or util.find_spec("pythoncom") is not None,
        libraries=tuple(machine.found_libraries()),
    )


def office() -> Office:
    """Return what the registry and the disk show of Excel and WPS."""
    excel, wps = _program("excel.exe"), _program("et.exe") or _program("wps.exe")
    clsid = text(ROOT, _CLSID)
    server = executable(text(ROOT, rf"CLSID\{clsid}\LocalServer32")) if clsid else ""
    version = _version(excel)
    key = rf"Software\Microsoft\Office\{version or '16.0'}\Excel\Resiliency\DisabledItems"
    disabled = tuple(filter(None, map(disabled_path, binaries(USER, key))))
    return Office(excel, version, pe_bits(_content(Path(excel), 4096)), wps, server, disabled)


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


def pe_bits(head: bytes) -> int:
    """Return 32 or 64 for the beginning of a Windows program; 0 for anything else."""
    return _PE_BITS.get(embedded.processor(head), 0) if head.startswith(b"MZ") else 0


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
        api_calls=first(ASR_RULES, NO_API_CALLS),
    )


def _addin() -> Addin:
    here = machine.environment()
    path = Path(places.addin(here))
    data = _content(path)
    installed = ""
    with contextlib.suppress(Exception):
        installed = installing.load_record(Path(places.record(here))).files.get(str(path), "")
    carried = b""
    with contextlib.suppress(OSError):
        carried = resources.read(places.ADDIN)
    settings = configuration.read(_content(Path(places.configuration(here))), here.ansi)
    interpreter = os.path.expandvars(settings.get(configuration.INTERPRETER, ""))
    return Addin(
        path=str(path),
        digest=_digest(data),
        installed=installed,
        carried=_digest(carried),
        xlwings=built_with(data),
        marked=os.path.exists(f"{path}:Zone.Identifier"),
        interpreter=interpreter,
        interpreter_found=bool(interpreter) and os.path.exists(interpreter),
    )


def _content(path: Path, most: int = -1) -> bytes:
    """Return what a file holds, its first ``most`` bytes; nothing when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError:
        return b""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


def built_with(addin: bytes) -> str:
    """Return the version of xlwings on the add-in's own configuration sheet; empty when it does not say."""
    name = f"{places.PROJECT}.conf"
    try:
        rows = read_grids(addin, places.ADDIN, [name])[name].rows
    except (UserError, KeyError):
        return ""
    return next((str(row[1]) for row in rows if len(row) > 1 and row[0] == "XLWINGS VERSION"), "")
