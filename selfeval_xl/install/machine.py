"""This machine as installing sees it, and what there is to install; the one place that asks the running system."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path, PurePath

from selfeval_xl.install import places
from selfeval_xl.install.installing import Payload
from selfeval_xl.install.places import Environment
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.storage import resources


def require_windows() -> None:
    """Raise InputError (F40) anywhere else, with the road that is open there."""
    if os.name != "nt":
        import platform

        raise input_error(codes.NOT_WINDOWS, system=platform.system() or sys.platform)


def environment() -> Environment:
    """Return the user's folders and interpreter; raises InputError (F48) when Windows does not name a folder."""
    import locale

    roaming, local, profile = (_folder(name) for name in ("APPDATA", "LOCALAPPDATA", "USERPROFILE"))
    found = frozenset(found_libraries())
    return Environment(roaming, local, profile, Path(sys.executable), locale.getencoding(), found)


def _folder(variable: str) -> Path:
    value = os.environ.get(variable)
    if not value:
        raise input_error(codes.NO_PROFILE, detail=variable)
    return Path(value)


def found_libraries() -> list[str]:
    """Return the xlwings libraries in the two folders where VBA looks: that of the interpreter, and the one above."""
    folder = Path(sys.executable).parent
    return sorted({file.name for place in (folder, folder.parent) for file in place.glob("xlwings*.dll")})


def payload(beside: Path | None = None) -> Payload:
    """Return what to install, from the package or else from the folder ``beside``; raises StorageError (F42)."""
    return Payload(_part(places.ADDIN, beside), _part(places.DROP, beside), _libraries())


def _part(name: str, beside: Path | None) -> bytes:
    try:
        return resources.read(name)
    except OSError as error:
        if beside and (beside / name).is_file():
            return (beside / name).read_bytes()
        raise storage_error(codes.NO_ADDIN, file=name) from error


def _libraries() -> dict[str, bytes]:
    """Return the libraries of the installed xlwings, wherever pip has put them."""
    try:
        files = metadata.distribution("xlwings").files or []
    except metadata.PackageNotFoundError:
        return {}
    places = {PurePath(file).name: Path(str(file.locate())) for file in files if PurePath(file).suffix == ".dll"}
    return {name: path.read_bytes() for name, path in places.items() if path.is_file()}
