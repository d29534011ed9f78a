"""Installing the add-in for one user, and taking away exactly what was installed.

What goes where is planned first, without touching the disk (:func:`plan`); :func:`install` and :func:`uninstall` then
do it.  Both can be run again and again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import NamedTuple

from selfeval_xl.domain.errors import UserError
from selfeval_xl.install import configuration, places
from selfeval_xl.install.places import Environment
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.storage import atomic_write, os_errors

NEW, RENEWED, SAME = "已写入", "已更新", "已是最新"
REMOVED, ABSENT, CHANGED = "已删除", "已不在", "已被改动，保留"


class InstallRecord(NamedTuple):
    """What was installed: path -> SHA-256 of what was written, and the folders that were not there before.

    While an installation is under way there may be two, with a space between: that of the file before, and the new.
    """

    version: str = ""
    files: Mapping[str, str] = MappingProxyType({})
    folders: tuple[str, ...] = ()


class Payload(NamedTuple):
    """What there is to install: the contents of the add-in, of 计算评分.cmd and of xlwings' libraries by name."""

    addin: bytes
    drop: bytes
    libraries: Mapping[str, bytes] = MappingProxyType({})


class Write(NamedTuple):
    """One file to write: where, what, and what it is called to the user."""

    target: PurePath
    content: bytes
    name: str


class InstalledFile(NamedTuple):
    """What became of one file."""

    path: str
    name: str
    state: str


def load_record(path: Path) -> InstallRecord:
    """Return the record; an empty one when nothing was installed.  Raises StorageError (F49) when it is damaged."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        files = {str(name): str(digest) for name, digest in table["files"].items()}
        return InstallRecord(str(table["version"]), files, tuple(map(str, table["folders"])))
    except FileNotFoundError:
        return InstallRecord()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise storage_error(codes.BAD_RECORD, file=path) from error


def plan(environment: Environment, payload: Payload, configured: bytes = b"") -> tuple[Write, ...]:
    """Return the files to write; ``configured`` is the configuration file as it is now.

    A library goes beside the interpreter only where VBA would not find it otherwise.  Raises InputError (F44).
    """
    missing = {name: data for name, data in payload.libraries.items() if name not in environment.found}
    # The add-in first: while Excel holds it, nothing at all is changed.
    return (
        Write(places.addin(environment), payload.addin, "Excel 加载项"),
        Write(places.configuration(environment), configuration.written(environment, configured), "配置"),
        Write(places.send_to(environment), payload.drop, "右键菜单“发送到 → 计算评分”"),
        *(Write(environment.interpreter.parent / name, data, "xlwings 组件") for name, data in missing.items()),
    )


def install(environment: Environment, payload: Payload, version: str) -> list[InstalledFile]:
    """Write everything that is not there yet and return what was done; raises StorageError or InputError.

    The record is written first, and says what is going to be there: an installation that is killed or breaks off can
    be uninstalled, too.
    """
    before = load_record(Path(places.record(environment)))
    configured = _content(Path(places.configuration(environment))) or b""
    writes = plan(_without_ours(environment, before), payload, configured)
    planned = _planned(environment, before, writes, version)
    _write_record(environment, _either(before, planned))
    done: list[InstalledFile] = []
    try:
        for write in writes:
            done.append(_written(write))
    except UserError:
        _take_back(environment, before, planned, writes[: len(done)])
        raise
    _write_record(environment, planned)
    return done + _without_stale(environment, planned, writes)


def _planned(environment: Environment, before: InstallRecord, writes: Iterable[Write], version: str) -> InstallRecord:
    """Return the record of what is going to be there."""
    files = {**before.files, **{str(write.target): _digest(write.content) for write in writes}}
    paths = [places.record(environment), *(write.target for write in writes)]
    missing = {str(folder) for path in paths for folder in path.parents if not os.path.exists(folder)}
    return InstallRecord(version, files, tuple(sorted({*before.folders, *missing})))


def _either(before: InstallRecord, planned: InstallRecord) -> InstallRecord:
    """Return the record while files are being written: each is the one before still, or the new one already."""
    old = {name: before.files.get(name, "").split() for name in planned.files}
    files = {name: " ".join(dict.fromkeys([*old[name], digest])) for name, digest in planned.files.items()}
    return planned._replace(files=files)


def _take_back(
    environment: Environment, before: InstallRecord, planned: InstallRecord, written: Sequence[Write]
) -> None:
    """Let the record say what is there after all; what has been written stays, to be uninstalled or gone on with."""
    files = {**before.files, **{str(write.target): planned.files[str(write.target)] for write in written}}
    with contextlib.suppress(UserError):  # what stood in the way at first is what must be told
        if written:
            _write_record(environment, planned._replace(files=files))
        elif before.files:
            _write_record(environment, before)
        else:
            uninstall(environment)


def _without_ours(environment: Environment, before: InstallRecord) -> Environment:
    """Forget the libraries that an earlier installation put there: they are ours to renew, and to remove."""
    ours = {str(environment.interpreter.parent / name) for name in environment.found} & set(before.files)
    return environment._replace(found=environment.found - {PurePath(name).name for name in ours})


def _without_stale(environment: Environment, record: InstallRecord, writes: Iterable[Write]) -> list[InstalledFile]:
    """Remove what an earlier version installed and this one does not."""
    kept = {name: record.files[name] for name in (str(write.target) for write in writes)}
    done = [_removed(name, digest) for name, digest in record.files.items() if name not in kept]
    if done:
        _write_record(environment, record._replace(files=kept))
    return done


def _write_record(environment: Environment, record: InstallRecord) -> None:
    table = {**record._asdict(), "files": dict(record.files)}
    data = json.dumps(table, ensure_ascii=False, indent=1) + "\n"
    _put(Path(places.record(environment)), data.encode("utf-8"))


def _written(write: Write) -> InstalledFile:
    path = Path(write.target)
    before = _content(path)
    state = NEW if before is None else SAME if before == write.content else RENEWED
    if state != SAME:
        _put(path, write.content)
    with contextlib.suppress(OSError):  # the mark of a downloaded file (Mark of the Web)
        os.remove(f"{path}:Zone.Identifier")
    return InstalledFile(str(path), write.name, state)


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    It is made one folder up: whatever lies in XLSTART, half a file of a run that was killed, too, Excel would open.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write.written(str(path.parent.parent), content) as temporary:
            atomic_write.replace(temporary, str(path))
    except OSError as error:
        raise _trouble(error, path) from error


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _trouble(error, path) from error


def _trouble(error: OSError, path: Path) -> Exception:
    """Excel holds its add-ins open, so that a refusal there means that it runs; elsewhere it means what it says."""
    if isinstance(error, PermissionError) and path.suffix in (".xlam", ".dll") and path.exists():
        return storage_error(codes.EXCEL_OPEN, file=path)
    return storage_error(codes.UNWRITABLE, file=path, detail=os_errors.reason(error))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def uninstall(environment: Environment) -> list[InstalledFile]:
    """Remove what was installed and return what was done; a file changed since stays.  Raises StorageError."""
    path = Path(places.record(environment))
    record = load_record(path)
    # In the order of writing, the add-in first: while Excel holds it, nothing at all is taken away.
    done = [_removed(name, digest) for name, digest in record.files.items()]
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    for folder in sorted(record.folders, key=len, reverse=True):
        with contextlib.suppress(OSError):
            os.rmdir(folder)
    return done


def _removed(name: str, digest: str) -> InstalledFile:
    path = Path(name)
    content = _content(path)
    if content is None:
        return InstalledFile(name, path.name, ABSENT)
    if _digest(content) not in digest.split():
        return InstalledFile(name, path.name, CHANGED)
    try:
        path.unlink()
    except OSError as error:
        raise _trouble(error, path) from error
    return InstalledFile(name, path.name, REMOVED)
