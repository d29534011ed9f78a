"""The good workbooks that the hostile ones are made of: templates, the sample, official forms, exports, a rich one."""

from __future__ import annotations

import functools
import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import bench.books
import bench.forms
from selfeval_xl.documents.forms.kinds import EXPORTED
from selfeval_xl.storage import resources
from selfeval_xl.tasks import export, export_form
from selfeval_xl.tasks.assess import assess, standard_for
from tests import rich, tiny

SAMPLE, RICH, SHARED = "sample", "rich", "shared"
"""The filled sample; one with all that Excel can do; one that keeps its texts as shared strings, as Excel does."""


@functools.cache
def books() -> Mapping[str, bytes]:
    """Every good workbook by name; the same bytes in every run, but for the times written into them."""
    found = {SAMPLE: resources.read(resources.SAMPLE)}
    found |= {name: resources.read(f"{name}.xlsx") for name in resources.templates()}
    with tempfile.TemporaryDirectory() as folder:
        found["tiny"] = tiny.workbook({}, Path(folder, "tiny.xlsx")).read_bytes()
        found[RICH] = rich.build(Path(folder, "rich.xlsx")).read_bytes()
        bench.books.write(bench.forms.SIZES[0], Path(folder, "shared.xlsx"))
        found[SHARED] = Path(folder, "shared.xlsx").read_bytes()
        sample = Path(folder, "sample.xlsx")
        sample.write_bytes(found[SAMPLE])
        assessment = assess(str(sample))
    card = assessment.card
    for kind in EXPORTED:
        found[f"form-{kind}"] = export_form.make(kind, card, standard_for(card.submission), "form.xlsx")
    found["scored"] = assessment.filled(assessment.output())
    found["summary"] = export.written("xlsx", export.summary_of(card), "summary.xlsx")
    return found


def parts_of(book: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name, in order."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes], compressed: bool = False) -> bytes:
    """A sound zip of these parts."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name), data, package.compression)
    return result.getvalue()
