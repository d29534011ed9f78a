"""Two files made by different hands: the same, part for part, but for the moment at which each was made?"""

from __future__ import annotations

import io
import re
import zipfile

from selfeval_xl.domain.written import COMPUTED_AT

_MOMENT = re.compile(f"{COMPUTED_AT}(\\d{{4}}-\\d\\d-\\d\\d \\d\\d:\\d\\d)".encode())


def timeless(data: bytes) -> dict[str, bytes] | bytes:
    """The parts of a package, or any other file, without the moment; what is deflated is compared inflated."""
    if not data.startswith(b"PK"):
        return _MOMENT.sub(b"", data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {each.filename: _MOMENT.sub(b"", package.read(each)) for each in package.infolist()}


def moments(data: bytes) -> set[str]:
    """The moments that a package says it was computed at."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {found.decode() for each in package.infolist() for found in _MOMENT.findall(package.read(each))}
