"""Our own wheel, made from the installed package or the checkout: no build tool needed, the same bytes every time."""

import base64
import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from importlib import metadata

import selfeval_xl
from selfeval_xl.messages import codes, input_error
from selfeval_xl.storage import resources

NAME = "selfeval_xl"
_WHEEL = "Wheel-Version: 1.0\nGenerator: selfeval-xl bundle\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_KEPT = ("METADATA", "entry_points.txt", "top_level.txt")
_STAMP = (1980, 1, 1, 0, 0, 0)


def filename() -> str:
    """Return the wheel's name: ``selfeval_xl-1.0.0-py3-none-any.whl``."""
    return f"{NAME}-{selfeval_xl.__version__}-py3-none-any.whl"


def requirements() -> tuple[str, ...]:
    """Return what the program needs at run time, exact pins without extras; raises InputError (F47)."""
    required = _distribution().requires or []
    return tuple(line for line in required if ";" not in line)


def built(parts: tuple[str, ...]) -> bytes:
    """Return the wheel with the package, the files of ``parts`` that come with it, and its description."""
    info = f"{NAME}-{selfeval_xl.__version__}.dist-info"
    members = dict(_package()) | {f"{NAME}/resources/{name}": resources.read(name) for name in parts}
    members |= {f"{info}/{name}": data for name, data in _description()}
    members[f"{info}/WHEEL"] = _WHEEL.encode()
    record = f"{info}/RECORD"
    members[record] = (
        "".join(f"{_line(name, data)}\n" for name, data in members.items()).encode() + f"{record},,\n".encode()
    )
    return _zipped(members)


def _package() -> Iterator[tuple[str, bytes]]:
    """Yield the package's own files, sorted."""
    top = os.path.dirname(os.path.abspath(selfeval_xl.__file__))
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(set(folders) - {"__pycache__", "resources"})
        for name in sorted(names):
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                yield f"{NAME}/{os.path.relpath(path, top).replace(os.sep, '/')}", file.read()


def _description() -> Iterator[tuple[str, bytes]]:
    """Yield what tells pip about the package, and its licence."""
    for file in _distribution().files or []:
        if file.parent.name.endswith(".dist-info") and file.name in _KEPT:
            yield file.name, file.read_binary()
        elif file.parent.name == "licenses":
            yield f"licenses/{file.name}", file.read_binary()


def _distribution() -> metadata.Distribution:
    try:
        found = metadata.distribution("selfeval-xl")
    except metadata.PackageNotFoundError as error:
        raise input_error(codes.NOT_INSTALLED_PACKAGE, detail="selfeval-xl") from error
    if found.version != selfeval_xl.__version__:
        detail = f"{found.version} ≠ {selfeval_xl.__version__}"
        raise input_error(codes.NOT_INSTALLED_PACKAGE, detail=detail)
    return found


def _line(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}"


def _zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip of the members, stored: deflating differs from one zlib to the next."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
