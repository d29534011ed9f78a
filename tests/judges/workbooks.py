"""A workbook taken apart: what is in the package, byte for byte."""

import zipfile
from collections.abc import Mapping
from pathlib import Path


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook by name, unpacked."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed_parts(before: Path, after: Path) -> set[str]:
    """Names of the parts that differ, are new or are gone."""
    old, new = parts(before), parts(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def rewrite(path: Path, changed: Mapping[str, bytes | None]) -> Path:
    """Put other contents into parts of the workbook, in place; None removes a part, a new name adds one."""
    contents = {**parts(path), **changed}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in contents.items():
            if data is not None:
                package.writestr(name, data)
    return path
