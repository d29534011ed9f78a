"""Where the Windows of the tests lies, and the environment in which its programs run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

CHINESE, ENGLISH = "zh_CN.UTF-8", "C.UTF-8"
"""The locales that make Wine a Chinese Windows (code page 936) and a western one (1252)."""
WINE = "/usr/lib/wine/wine64"


class Place(NamedTuple):
    """The folder that ``make judges`` fills."""

    folder: Path

    @property
    def stamp(self) -> Path:
        return self.folder / "stamp"

    @property
    def prefix(self) -> Path:
        return self.folder / "prefix"

    @property
    def locales(self) -> Path:
        return self.folder / "locales"

    @property
    def home(self) -> Path:
        """What Windows' own folders (Documents and the like) lead to, so that nobody's real ones are touched."""
        return self.folder / "home"

    @property
    def drive(self) -> Path:
        return self.prefix / "drive_c"

    @property
    def python(self) -> Path:
        return self.drive / "Python"

    @property
    def wheels(self) -> Path:
        """What the program needs, for the folder that is made for other machines."""
        return self.folder / "wheels"

    def embeddable(self) -> Path:
        version = ".".join(map(str, sys.version_info[:3]))
        return self.folder / f"python-{version}-embed-amd64.zip"


def environment(place: Place, locale: str = CHINESE, **more: str) -> dict[str, str]:
    """Return a clean environment: Wine hands on whatever it finds, a user's settings for pip and Python included."""
    return {
        "PATH": os.path.dirname(WINE) + ":/usr/bin:/bin",
        "HOME": str(place.home),
        "USER": "user",
        "WINEPREFIX": str(place.prefix),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree,mshtml=",
        "LOCPATH": str(place.locales),
        "LC_ALL": locale,
        "COLUMNS": "80",
        **more,
    }
