"""Reading the Windows registry, both its 64-bit and its 32-bit half; on other systems nothing is found."""

import sys

ROOT, USER, MACHINE = "HKEY_CLASSES_ROOT", "HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"


def value(hive: str, key: str, name: str = "") -> object:
    """Return a value, ``None`` when there is none or it may not be read."""
    if sys.platform != "win32":
        return None
    import winreg

    for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
        try:
            with winreg.OpenKey(getattr(winreg, hive), key, 0, winreg.KEY_READ | view) as opened:
                found: object = winreg.QueryValueEx(opened, name)[0]
                return found
        except OSError:
            continue
    return None


def text(hive: str, key: str, name: str = "") -> str:
    """Return a text value with its variables expanded; empty when there is none."""
    import os

    found = value(hive, key, name)
    return os.path.expandvars(found) if isinstance(found, str) else ""


def first(key: str, name: str) -> int | None:
    """Return a setting as a number: an administrator's policy counts before what the user chose."""
    for top in (r"Software\Policies", "Software"):
        for hive in (MACHINE, USER):
            found = value(hive, rf"{top}\{key}", name)
            if isinstance(found, int) or (isinstance(found, str) and found.isdecimal()):
                return int(found)
    return None


def binaries(hive: str, key: str) -> list[bytes]:
    """Return every binary value under a key."""
    if sys.platform != "win32":
        return []
    import winreg

    try:
        with winreg.OpenKey(getattr(winreg, hive), key) as opened:
            values = [winreg.EnumValue(opened, number)[1] for number in range(winreg.QueryInfoKey(opened)[1])]
    except OSError:
        return []
    return [found for found in values if isinstance(found, bytes)]
