"""What kind of system Python runs on, where that changes how files are handled, and what only Windows says of a file.

On Windows that is whether another program holds it, and how it is marked.
"""

import contextlib
import os
import sys
from typing import Any

IS_ALONE = sys.platform == "emscripten"
"""Whether this is the only process, with one thread and a file system in memory that nobody else sees: in a browser.

It has no links, no locks and no threads, and needs none.  A file that is renamed over another leaves an empty ghost
there, which no folder lists and which appears once the file is removed.
"""
SHARING = (32, 33)
"""Windows' own numbers for a file that another program holds open, or a part of it."""
_READ, _OPEN_EXISTING, _SHARE_ALL = 0x80000000, 3, 7
_MARKS = 0x2 | 0x4 | 0x2000
"""Hidden, of the system, not to be indexed."""


def _kernel(ctypes: Any) -> Any:
    return ctypes.WinDLL("kernel32", use_last_error=True)


def is_held(path: str) -> bool:
    """Tell whether a refusal to read ``path`` came from another program that holds it; ``False`` off Windows.

    The C library makes one error of a lack of rights and of a file that is open elsewhere, so Windows itself is asked.
    Where it now lets the file be opened, a part of it was locked, or all of it until just now.
    """
    if os.name != "nt":
        return False
    import ctypes

    library: Any = ctypes  # whose names are others on each system
    kernel = _kernel(library)
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(os.fspath(path), _READ, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
    if handle == ctypes.c_void_p(-1).value:
        return library.get_last_error() in SHARING
    kernel.CloseHandle(ctypes.c_void_p(handle))
    return True


def heed_ctrl_c(heed: bool) -> None:
    """Let this process on Windows hear Ctrl-C or not; so will those that it starts from then on."""
    import ctypes

    _kernel(ctypes).SetConsoleCtrlHandler(None, not heed)


def keep_marks(source: str, target: str) -> None:
    """Hide ``target`` as ``source`` is hidden; never fails, and off Windows there is nothing to keep."""
    with contextlib.suppress(OSError):
        ours = [getattr(os.stat(path), "st_file_attributes", 0) for path in (source, target)]
        if ours[0] & _MARKS:
            import ctypes

            _kernel(ctypes).SetFileAttributesW(target, ours[1] | ours[0] & _MARKS)
