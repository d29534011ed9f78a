"""What kind of file this is, by its first bytes and not by its name."""

from __future__ import annotations

from selfeval_xl.messages import codes, input_error

_ZIP, _END, _OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAIL = 1 << 16
"""How far before its end a zip says where it ends; something may stand before its first member."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BEFORE_2007 = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_OPEN_DOCUMENT, _BINARY = b"application/vnd.oasis.opendocument", b"xl/workbook.bin"


def require_workbook(data: bytes, shown: str) -> None:
    """Return when ``data`` may be an open .xlsx workbook; raise InputError with the remedy for anything else."""
    if not data:
        raise input_error(codes.EMPTY, file=shown)
    if data.startswith(_OLE):
        _refuse_compound(data, shown)
    if not data.startswith(_ZIP) and _END not in data[-_TAIL:]:
        raise input_error(codes.NOT_A_WORKBOOK, file=shown)
    if _OPEN_DOCUMENT in data[:256]:
        raise input_error(codes.OLD_FORMAT, file=shown, format=".ods")
    if _BINARY in data[-_TAIL:]:
        raise input_error(codes.OLD_FORMAT, file=shown, format=".xlsb")


def _refuse_compound(data: bytes, shown: str) -> None:
    """Refuse an OLE container: Office puts encrypted workbooks into one, and everything before 2007."""
    if _ENCRYPTED in data:
        raise input_error(codes.ENCRYPTED, file=shown)
    if any(mark in data for mark in _BEFORE_2007):
        raise input_error(codes.OLD_FORMAT, file=shown, format=".xls（或 .et）")
    raise input_error(codes.NOT_A_WORKBOOK, file=shown)
