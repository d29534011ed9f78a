"""Several files as one .zip, the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_MADE_AT = (1980, 1, 1, 0, 0, 0)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the .zip with these files by their paths."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packer:
        for name, data in files.items():
            packer.writestr(zipfile.ZipInfo(name, _MADE_AT), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
