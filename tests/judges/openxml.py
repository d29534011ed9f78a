"""Microsoft's Open XML SDK as judge: is this file what Excel expects, part by part?"""

import json
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.judges import program

_PACKAGES = Path(__file__).parents[2] / ".judges" / "node_modules" / "@xarsh"
_SECONDS = 120


class Notice(NamedTuple):
    """One complaint of the SDK, fields as in its JSON (None where the file could not be opened at all)."""

    description: str
    path: str | None
    xPath: str | None
    id: str | None
    errorType: str

    def __str__(self) -> str:
        return f"{self.path or '-'} {self.xPath or ''}: {self.description}"


def font_child_order(notice: Notice) -> bool:
    """openpyxl writes name, family, b, color, sz; the SDK wants b first and name last.

    Excel reads the children of a font in any order (the first edition of ECMA-376 made them a choice), and every
    workbook openpyxl ever wrote has them so. Only the order of children that a font may have is forgiven.
    """
    known = r"main:(b|i|strike|condense|extend|outline|shadow|u|vertAlign|sz|color|name|family|charset|scheme)'"
    return (
        notice.path == "/xl/styles.xml"
        and notice.id == "Sch_UnexpectedElementContentExpectingComplex"
        and re.search(r"/x:font\[\d+]$", notice.xPath or "") is not None
        and re.search(known, notice.description) is not None
    )


HARMLESS = (font_child_order,)


def notices(path: Path, office: str = "Microsoft365") -> list[Notice]:
    """All that the SDK has to say about the file, unfiltered; ``office`` as in its second argument."""
    # The program itself, of which npm brings the one for this machine: node before it would take half as long again.
    beside = next(_PACKAGES.glob("ooxml-validator-*"), _PACKAGES)
    command = [program("ooxml-validator", beside), str(path), office]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=_SECONDS, stdin=subprocess.DEVNULL)
    if run.returncode not in (0, 1):
        raise RuntimeError(f"The Open XML validator could not be run ({run.returncode}): {run.stderr.strip()}")
    return [Notice(**fields) for fields in json.loads(run.stdout)["errors"]]


def errors(path: Path, office: str = "Microsoft365") -> list[str]:
    """What is wrong with the workbook or add-in, one sentence each; empty when Office would take it."""
    return [str(notice) for notice in notices(path, office) if not any(harmless(notice) for harmless in HARMLESS)]
