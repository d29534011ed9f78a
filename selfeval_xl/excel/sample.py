"""The filled sample for 打开样例, as a copy among the temporary files that anybody may spoil."""

import itertools
import os
import tempfile
from collections.abc import Collection

from selfeval_xl.domain.errors import StorageError
from selfeval_xl.messages import codes
from selfeval_xl.storage import os_errors, resources, saving

_FOLDER = "selfeval-sample"


def copy(name: str = resources.SAMPLE, here: Collection[str] = ()) -> str:
    """Return the path of a copy of a sample that nobody has changed: that of the last time, or another beside those.

    One for each click would pile up, and Excel opens no two workbooks of one name.  ``here`` are the names of those
    that are open in this Excel; for one that is open in another it would ask its user.  Raises StorageError.
    """
    data = resources.read(name)
    stem, suffix = os.path.splitext(os.path.join(tempfile.gettempdir(), _FOLDER, name))
    try:
        os.makedirs(os.path.dirname(stem), exist_ok=True)
        paths = (f"{stem}{f'-{number}' if number > 1 else ''}{suffix}" for number in itertools.count(1))
        return next(path for path in paths if _is_copy(path, data) and not _is_elsewhere(path, here))
    except OSError as error:
        raise os_errors.in_temp_dir(error) from error


def _is_elsewhere(path: str, here: Collection[str]) -> bool:
    """Tell whether another Excel has it open, by the small file that Excel keeps beside it then."""
    folder, name = os.path.split(path)
    return name not in here and os.path.exists(os.path.join(folder, f"~${name}"))


def _is_copy(path: str, data: bytes) -> bool:
    """Make the copy where there is none, and tell whether what lies there is one."""
    try:
        saving.save_new(path, data)
    except StorageError as trouble:
        if trouble.code != codes.EXISTS:
            raise
        with open(path, "rb") as file:
            return file.read() == data
    return True
