"""Pages to which a workbook is uploaded read it with exceljs or SheetJS: both find in ours what stands there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.cli import main
from selfeval_xl.storage import resources
from tests.judges import uploads, workbooks
from workbook_templates import build

FORMS = ("mof-2020", "hubei", "platform")
PRODUCTS = (
    *("评分.xlsx", "汇总.xlsx", *(f"报送-{form}.xlsx" for form in FORMS), "汇总表.xlsx"),
    *("目标.xlsx", "申报表.xlsx", "监控.xlsx", "监控汇总.xlsx", "复核表.xlsx"),
)
TEMPLATES = (*(f"{name}.xlsx" for name in build.TEMPLATES), *build.SAMPLES)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our templates and everything that we make of the sample."""
    folder = tmp_path_factory.mktemp("上传")
    for name in TEMPLATES:
        (folder / name).write_bytes(resources.read(name))
    sample, received = str(folder / resources.SAMPLE), folder / "收到"
    main(["score", sample, "-o", str(folder / "评分.xlsx")])
    main(["export", sample, "--to", "xlsx", "-o", str(folder / "汇总.xlsx")])
    for form in FORMS:
        main(["export", sample, "--form", form, "-o", str(folder / f"报送-{form}.xlsx")])
    received.mkdir()
    for name in ("评分.xlsx", "报送-hubei.xlsx", "报送-mof-2020.xlsx"):
        shutil.copy(folder / name, received)
    main(["rollup", str(received), "-o", str(folder / "汇总表.xlsx")])
    main(["new", "--for", "targets", "-o", str(folder / "目标.xlsx")])
    main(["target", sample, "--form", "target", "-o", str(folder / "申报表.xlsx")])
    main(["monitor", sample, "-o", str(folder / "监控.xlsx")])
    (folder / "监控").mkdir()
    shutil.copy(folder / "监控.xlsx", folder / "监控")
    main(["monitor", str(folder / "监控"), "-o", str(folder / "监控汇总.xlsx")])
    main(["review", str(received), "-o", str(folder / "复核表.xlsx")])
    return folder


@pytest.mark.parametrize("name", [*TEMPLATES, *PRODUCTS])
def test_both_read_every_cell(made: Path, name: str) -> None:
    book = openpyxl.load_workbook(made / name, data_only=True)
    wanted = {sheet.title: dict(_values(sheet)) for sheet in book}
    assert any(wanted.values())
    for library, found in uploads.read(made / name).items():
        assert found == {sheet: pytest.approx(cells, abs=1e-12) for sheet, cells in wanted.items()}, library


def _values(sheet: Worksheet) -> Iterator[tuple[str, object]]:
    for row in sheet.iter_rows():
        yield from ((cell.coordinate, cell.value) for cell in row if cell.value not in (None, ""))


@pytest.mark.parametrize("name", [*TEMPLATES, *PRODUCTS])
def test_the_package_is_as_office_writes_it(made: Path, name: str) -> None:
    parts = workbooks.parts(made / name)
    assert list(parts)[:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert {"docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml", "xl/styles.xml"} <= set(parts)
    relations = b"".join(data for part, data in parts.items() if part.endswith(".rels"))
    assert b'Target="/' not in relations and b'Target="worksheets/sheet1.xml"' in relations
    assert all(
        part.encode() in parts["[Content_Types].xml"] for part in parts if part.endswith(".xml") and part[0] != "["
    )


def test_a_drawing_without_its_usual_prefix_is_what_exceljs_cannot_open(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    shutil.copy(made / resources.SAMPLE, path)
    drawing = workbooks.parts(path)["xl/drawings/drawing1.xml"].replace(b"xdr:", b"d:").replace(b":xdr", b":d")
    workbooks.rewrite(path, {"xl/drawings/drawing1.xml": drawing})
    with pytest.raises(RuntimeError, match="anchors"):
        uploads.read(path)
