"""The ``PROJECT`` and ``PROJECTwm`` streams ([MS-OVBA] 2.3.1, 2.3.3): what the Visual Basic editor shows."""

from __future__ import annotations

from collections.abc import Iterable
from struct import pack

# Any constant will do; Excel only wants one, and the same one makes the same bytes.
IDENTITY = "{5E1F0E7A-2020-4010-8510-000000000089}"
_SEED = 0x5D
_UNPROTECTED, _NO_PASSWORD, _VISIBLE = pack("<I", 0), b"\x00", b"\xff"


def project_stream(name: str, modules: Iterable[tuple[str, str]]) -> bytes:
    """Return the stream; ``modules`` are pairs of kind (Document, Module, Class) and name."""
    modules = list(modules)
    lines = [f'ID="{IDENTITY}"']
    lines += [f"{kind}={module}{'/&H00000000' if kind == 'Document' else ''}" for kind, module in modules]
    lines += [f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    lines += [f'CMG="{_obscured(_UNPROTECTED)}"', f'DPB="{_obscured(_NO_PASSWORD)}"', f'GC="{_obscured(_VISIBLE)}"']
    lines += ["", "[Host Extender Info]", "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"]
    lines += ["", "[Workspace]", *(f"{module}=0, 0, 0, 0, C" for _, module in modules)]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def name_map(modules: Iterable[str]) -> bytes:
    """Return the ``PROJECTwm`` stream: each name in the code page and in Unicode."""
    pairs = (name.encode("ascii") + b"\0" + name.encode("utf-16-le") + b"\0\0" for name in modules)
    return b"".join(pairs) + b"\0\0"


def _obscured(data: bytes) -> str:
    """Return the bytes as 2.4.3.2 wants them: each XORed with what came before, behind a seed, in hexadecimal."""
    version, key = 2, sum(IDENTITY.encode("ascii")) & 0xFF
    out = [_SEED, _SEED ^ version, _SEED ^ key]
    plain = key
    for byte in bytes((_SEED & 6) // 2) + pack("<I", len(data)) + data:
        out.append(byte ^ (out[-2] + plain & 0xFF))
        plain = byte
    return bytes(out).hex().upper()
