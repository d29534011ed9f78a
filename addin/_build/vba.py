"""``vbaProject.bin`` from the text of its modules.

Only the text is written, no compiled code: [MS-OVBA] 2.3.4.1 asks writers for exactly that, and Excel compiles the text
when it opens the file.  The add-ins that xlwings ships are made in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from addin._build import BuildError
from addin._build.compound import compound_file
from addin._build.compression import compress
from addin._build.dirstream import ModuleEntry, dir_stream
from addin._build.project import name_map, project_stream

_PRIVATE = "\nOption Private Module\n"
_NO_COMPILED_CODE = bytes.fromhex("CC61FFFF000100")


class Module(NamedTuple):
    """A VBA module: its kind (Document, Module or Class), its name, and its whole text with the attribute lines."""

    kind: str
    name: str
    text: str


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """Return the project as Excel stores it.  Raises BuildError for text that is not plain ASCII."""
    streams = {module.name: compress(_stored(module)) for module in modules}
    entries = [ModuleEntry(each.name, each.kind == "Module", _PRIVATE in each.text) for each in modules]
    listed = sorted(((module.kind, module.name) for module in modules), key=lambda pair: pair[0] != "Document")
    return compound_file(
        {
            "VBA": {"_VBA_PROJECT": _NO_COMPILED_CODE, "dir": compress(dir_stream(name, entries)), **streams},
            "PROJECT": project_stream(name, listed),
            "PROJECTwm": name_map(streams),
        }
    )


def _stored(module: Module) -> bytes:
    """The text with the line ends of Windows.

    Anything but ASCII is refused: Visual Basic reads a module in the code page of the machine, and there is none that
    every Windows shares.
    """
    for number, line in enumerate(module.text.splitlines(), 1):
        if not line.isascii():
            raise BuildError(f"{module.name}, line {number}: VBA text must be plain ASCII, this is not: {line.strip()}")
    return "".join(f"{line}\r\n" for line in module.text.splitlines()).encode("ascii")
