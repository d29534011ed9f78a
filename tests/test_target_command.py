"""``target``: a workbook, a form or several, looked over as a person would have it; nothing typed is touched."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.measures.deadlines import span
from selfeval_xl.readers.documents import read_document
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.target import check_each
from tests import plans


def form(path: Path, number: int) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    plans.yearly(plans.PUBLISHED[number]).write(book, "目标表")
    book.save(path)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(list(words))
    return code, capsys.readouterr().out


def codes(path: Path) -> list[str]:
    (found,) = check_each([str(path)])
    return [each.code for each in found.card.findings]


def test_published_slips_are_found_in_their_cells(tmp_path: Path) -> None:
    (found,) = check_each([str(form(tmp_path / "表.xlsx", 5))])
    bare = [each.place.address for each in found.card.findings if each.code == "G08"]
    assert bare == [f"目标表!D{row}" for row in range(10, 19)]
    assert codes(form(tmp_path / "南岳.xlsx", 4)).count("G07") == 10
    assert codes(form(tmp_path / "扎赉特.xlsx", 1)).count("G13") == 2


def test_targets_that_were_copied_name_the_other_project(tmp_path: Path) -> None:
    first, second = form(tmp_path / "一.xlsx", 3), form(tmp_path / "二.xlsx", 3)
    told = [each.message for each in check_each([str(first), str(second)])[0].card.findings if each.code == "G20"]
    assert len(told) == 2 and "12 个指标里有 12 个" in told[0]


def test_a_form_becomes_a_workbook_with_its_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = form(tmp_path / "表.xlsx", 4), tmp_path / "检查.xlsx"
    before = path.read_bytes()
    assert run(capsys, "target", str(path), "-o", str(out))[0] == 1
    assert path.read_bytes() == before
    sheets = openpyxl.load_workbook(out)
    told = [row[2].value for row in sheets["校验结果"].iter_rows(min_row=2) if row[3].value]
    assert "G07" in told
    cell = next(row[3].value for row in sheets["校验结果"].iter_rows() if row[2].value == "G07")
    sheet, address = cell.split("!")
    assert "**" in sheets[sheet][address].value


def test_one_file_is_one_object_and_several_are_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = str(form(tmp_path / "一.xlsx", 1)), str(form(tmp_path / "二.xlsx", 2))
    alone = json.loads(run(capsys, "target", first, "--json")[1])
    both = json.loads(run(capsys, "target", first, second, "--json")[1])
    assert alone["file"] == first and alone["review"]["id"] == standards.REVIEW
    assert [each["file"] for each in both["files"]] == [first, second]


def test_a_form_of_targets_is_not_scored_but_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, book = form(tmp_path / "表.xlsx", 2), tmp_path / "自评.xlsx"
    with pytest.raises(InputError, match="绩效目标申报表，没有全年的完成情况"):
        assess(str(path))
    assert run(capsys, "import", str(path), "-o", str(book))[0] == 1
    sheets = openpyxl.load_workbook(book)
    assert [cell.value for cell in sheets["预算"]["D"]].count(50) == 1
    assert "维修面积" in [cell.value for cell in sheets["指标"]["C"]]


def test_a_workbook_of_ours_is_looked_over_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "样例.xlsx"
    path.write_bytes(resources.read(resources.SAMPLE))
    assert {"G19"} <= set(codes(path))
    assert path.read_bytes() == resources.read(resources.SAMPLE)


def test_the_rules_of_review_are_explained_with_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "standards", "show", standards.REVIEW)[1]
    rules = standards.review_rules()
    assert all(each.title in told for each in rules.deductions)
    assert "复核机构的公开工作底稿" in told and "未核实" in told
    assert standards.REVIEW in run(capsys, "standards", "list")[1]


@pytest.mark.parametrize("kind", ["target", "target-2026"])
def test_what_is_written_as_a_form_is_read_as_it_was(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = form(tmp_path / "表.xlsx", 1), tmp_path / "申报表.xlsx"
    assert run(capsys, "target", str(path), "--form", kind, "-o", str(out))[0] == 0
    (before,), (after,) = (read_document(str(each)).submissions for each in (path, out))
    rows = [[[*map(text_of, row[2:8])] for row in each.indicators] for each in (before, after)]
    assert rows[0] == rows[1]
    assert text_of(after.project.annual_goal) == text_of(before.project.annual_goal)
    assert (after.budget[0].initial, span(normalise(text_of(after.project.period)))) == (
        before.budget[0].initial,
        span(normalise(text_of(before.project.period))),
    )


def test_a_form_is_not_written_while_something_must_be_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = form(tmp_path / "表.xlsx", 5), tmp_path / "申报表.xlsx"
    code, told = run(capsys, "target", str(path), "--form", "target", "-o", str(out))
    assert (code, out.exists()) == (1, False)
    assert "申报表没有写" in told
