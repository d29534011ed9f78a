"""The record of an installation: every file written with its hash, every folder made; what uninstalling goes by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from selfeval_xl.messages import codes, storage_error


class InstallRecord(NamedTuple):
    """What was installed: path -> SHA-256 of what was written, and the folders that were not there before.

    While an installation is under way there may be two, with a space between: that of the file before, and the new.
    """

    version: str = ""
    files: Mapping[str, str] = MappingProxyType({})
    folders: tuple[str, ...] = ()


def load(path: Path) -> InstallRecord:
    """Return the record; an empty one when nothing was installed.  Raises StorageError (F49) when it is damaged."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        files = {str(name): str(digest) for name, digest in table["files"].items()}
        return InstallRecord(str(table["version"]), files, tuple(map(str, table["folders"])))
    except FileNotFoundError:
        return InstallRecord()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise storage_error(codes.BAD_RECORD, file=path) from error


def dumped(record: InstallRecord) -> bytes:
    """Return the record as it is kept on disk."""
    return (json.dumps({**record._asdict(), "files": dict(record.files)}, ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8"
    )
