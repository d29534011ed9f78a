"""The user's own configuration of the add-in, as its VBA reads it: one quoted pair a line, in the ANSI code page."""

import re
from pathlib import PurePath

from selfeval_xl.install.places import Environment
from selfeval_xl.messages import codes, input_error

INTERPRETER = "INTERPRETER_WIN"
_PAIR = re.compile(r'"([^"]*)","([^"]*)"')


def _portable(path: PurePath, environment: Environment) -> str:
    """Write the path with a variable that VBA expands: a user's Chinese name then never has to fit a code page."""
    for variable, folder in (("LOCALAPPDATA", environment.local), ("USERPROFILE", environment.profile)):
        if path.is_relative_to(folder):
            return str(type(path)(f"%{variable}%") / path.relative_to(folder))
    return str(path)


def written(environment: Environment, before: bytes = b"") -> bytes:
    """Return the file's new content; settings the user added to the old one stay.

    Raises InputError (F44) when a path cannot be written in the code page in which VBA will read it.
    """
    pairs = read(before, environment.ansi) | {INTERPRETER: _portable(environment.interpreter, environment)}
    lines = [f'"{key}","{value}"\r\n' for key, value in pairs.items()]
    try:
        return "".join(lines).encode(environment.ansi)
    except UnicodeEncodeError as error:
        shown = str(environment.interpreter)
        raise input_error(codes.STRANGE_NAME, file=shown, encoding=environment.ansi) from error


def read(data: bytes, ansi: str) -> dict[str, str]:
    """Return the pairs in the file, keys in capitals as VBA compares them."""
    text = data.decode(ansi, errors="replace")
    return {match[1].upper(): match[2] for match in map(_PAIR.fullmatch, text.splitlines()) if match}
