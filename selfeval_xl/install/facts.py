"""What a machine answered: registry values, files, versions, as plain values that can be recorded and judged again."""

from typing import Any, NamedTuple


class Office(NamedTuple):
    """Excel and WPS as the registry and the disk show them."""

    excel: str = ""
    """Path of EXCEL.EXE, empty without Excel."""
    version: str = ""
    """``15.0`` or ``16.0``; empty when unknown."""
    bits: int = 0
    wps: str = ""
    """Path of et.exe or wps.exe, empty without WPS."""
    server: str = ""
    """The program behind the registry entry Excel.Application (its CLSID's LocalServer32)."""
    disabled: tuple[str, ...] = ()
    """Files that Excel has put on its list of disabled items (Resiliency)."""


class Policy(NamedTuple):
    """Settings about macros, the user's own and those set by an administrator; ``None`` where nothing is set."""

    vba_off: int | None = None
    addins_off: int | None = None
    signed_only: int | None = None
    trusted_locations_off: int | None = None
    macro_warnings: int | None = None
    """VBAWarnings: 1 all run, 2 ask, 3 signed only, 4 none; it does not reach trusted locations."""
    internet_blocked: int | None = None
    child_processes: int | None = None
    """Defender's rule against child processes of Office: 1 block, 2 audit, 6 warn."""
    api_calls: int | None = None
    """Defender's rule against calls of the Windows interface from macros of Office, with the same numbers."""


class Python(NamedTuple):
    """The interpreter and what is installed in it."""

    version: str = ""
    bits: int = 0
    path: str = ""
    xlwings: str = ""
    required: str = ""
    """The version of xlwings that this program needs."""
    pywin32: bool = False
    libraries: tuple[str, ...] = ()
    """Names of xlwings' libraries where VBA finds them."""


class Addin(NamedTuple):
    """The add-in in XLSTART.  Hashes are SHA-256, empty when there is no such file."""

    path: str = ""
    digest: str = ""
    installed: str = ""
    """Hash that was written at installation."""
    carried: str = ""
    """Hash of the add-in that belongs to this version of the program."""
    xlwings: str = ""
    """Version of xlwings that the add-in says it was built with; empty when it does not say."""
    marked: bool = False
    """Whether it carries the mark of a downloaded file (Mark of the Web)."""
    interpreter: str = ""
    """The Python named in the configuration, empty when there is none."""
    interpreter_found: bool = False


class MachineFacts(NamedTuple):
    """All of it."""

    system: str
    """``Windows``, ``Linux``, ``Darwin``."""
    release: str = ""
    office: Office = Office()
    policy: Policy = Policy()
    python: Python = Python()
    addin: Addin = Addin()
    unwritable: tuple[str, ...] = ()
    """Folders in which nothing can be saved: the workbook's, the temporary one."""
    scrambled: tuple[str, ...] = ()
    """Documents that do not begin as their names say: what this program reads of them is no document."""


def to_table(facts: MachineFacts) -> dict[str, Any]:
    """Return them as a table (TOML, JSON), with one of its own for each group."""
    return {name: value._asdict() if hasattr(value, "_asdict") else value for name, value in facts._asdict().items()}
