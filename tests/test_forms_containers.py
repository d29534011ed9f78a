"""The same form in any file is the same submission: what import, verify, score and the roll-up make of it is one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.rollup.listing import find
from selfeval_xl.rollup.reading import Batch, read_batch
from selfeval_xl.tasks.import_form import import_each
from selfeval_xl.tasks.verify import verify
from selfeval_xl.writers.links import Links
from tests import containers
from tests.compound import compound
from tests.containers import word
from tests.paper import PUBLISHED, lay_out

TABLES = sorted(PUBLISHED)


def read_as(card: Scorecard) -> list[tuple[object, ...]]:
    """Return what was read and what came of it, as a person sees it."""
    project = card.submission.project
    facts = [text_of(each) for each in (project.name, project.year, project.unit, project.department)]
    budget = [(line.annual, line.executed) for line in card.submission.budget]
    rows = [
        (*(text_of(value) for value in (row.indicator.name, row.indicator.target, row.indicator.actual)), row.score)
        for row in card.indicators
    ]
    return [(*facts, card.total, card.grade), *budget, *rows]


def figures(path: Path) -> list[tuple[str, ...]]:
    """Return what the form prints beside what comes of it."""
    return [(each.subject, each.printed, each.computed, each.verdict) for each in verify(str(path)).comparisons]


@pytest.mark.parametrize("name", TABLES)
def test_every_container_gives_the_same_scores(name: str, tmp_path: Path) -> None:
    path = lay_out(PUBLISHED[name], tmp_path / "表.xlsx")
    sheet = openpyxl.load_workbook(path)["自评表"]
    wanted = read_as(import_each(str(path))[0].card)
    compared = figures(path)
    for ending, make in containers.MAKERS.items():
        other = tmp_path / f"另一份{ending}"
        other.write_bytes(make([sheet]))
        assert read_as(import_each(str(other))[0].card) == wanted, ending
        assert figures(other) == compared, ending


def locked(archive: bytes) -> bytes:
    """Return an archive of one file that says that it is encrypted, as one with a password does."""
    head, central = archive.index(b"PK\x03\x04") + 6, archive.index(b"PK\x01\x02") + 8
    data = bytearray(archive)
    data[head] |= 1
    data[central] |= 1
    return bytes(data)


class TestOneFolder:
    """What a reviewer gets from all units: each in the program of its own, some packed, some of no use."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "报送"
        folder.mkdir()
        lay_out(PUBLISHED[TABLES[0]], folder / "甲.xlsx")
        sheet = openpyxl.load_workbook(folder / "甲.xlsx")["自评表"]
        for ending, make in containers.MAKERS.items():
            (folder / f"乙{ending}").write_bytes(make([sheet]))
        (folder / "乙.et").write_bytes(containers.xls([sheet]))
        packed = {"某局/丙.xlsx": (folder / "甲.xlsx").read_bytes(), "某局/丁.docx": word([sheet])}
        packed |= {"里.zip": containers.zipped({"戊.xlsx": b""}), "__MACOSX/._丙.xlsx": b"", "说明.txt": b"1"}
        (folder / "报送.ZIP").write_bytes(containers.zipped(packed))
        (folder / "照片.zip").write_bytes(containers.zipped({"照片.jpg": b"\xff\xd8\xff\xe0"}))
        (folder / "空的.zip").write_bytes(containers.zipped({}))
        (folder / "锁.zip").write_bytes(locked(containers.zipped({"甲.xlsx": (folder / "甲.xlsx").read_bytes()})))
        (folder / "旧.doc").write_bytes(compound("WordDocument"))
        (folder / "加密.xlsx").write_bytes(compound("EncryptedPackage"))
        return folder

    def test_every_form_scores_the_same(self, folder: Path) -> None:
        done = read_batch(Batch(str(folder), find(str(folder)).sources))
        scores = {each.source.file: each.project.printed_total for each in done if each.project}
        assert scores.keys() == {
            *("甲.xlsx", "乙.xls", "乙.et", "乙.docx", "乙网页.xls", "乙XML.xls", "乙.xlsb"),
            *("报送.ZIP › 某局/丙.xlsx", "报送.ZIP › 某局/丁.docx"),
        }
        assert len(set(scores.values())) == 1
        assert len({each.project.rate for each in done if each.project}) == 1

    def test_every_other_file_stands_there_with_its_reason(self, folder: Path) -> None:
        found = find(str(folder))
        done = (*found.settled, *read_batch(Batch(str(folder), found.sources)))
        assert {each.source.file: each.refusal.code for each in done if each.refusal} == {
            "报送.ZIP › 里.zip": "F98",
            "照片.zip › 照片.jpg": "F37",
            "空的.zip": "F98",
            "锁.zip › 甲.xlsx": "F98",
            "旧.doc": "F35",
            "加密.xlsx": "F02",
        }
        assert {each.source.file: each.other for each in done if each.other} == {
            "报送.ZIP › __MACOSX/._丙.xlsx": "临时文件和隐藏文件",
            "报送.ZIP › 说明.txt": ".txt 文件",
        }

    def test_a_row_of_a_packed_file_links_to_the_archive(self, folder: Path) -> None:
        links = Links(str(folder), str(folder / "汇总.xlsx"))
        assert links.to("报送.ZIP › 某局/丙.xlsx") == "报送.ZIP"

    def test_an_archive_that_went_meanwhile_is_told(self, folder: Path) -> None:
        sources = find(str(folder)).sources
        (folder / "报送.ZIP").write_bytes(containers.zipped({"别的.xlsx": b"1"}))
        done = read_batch(Batch(str(folder), sources))
        assert {each.refusal.code for each in done if each.refusal and "丙" in each.source.file} == {"F98"}


def test_hidden_sheets_are_told_and_not_read(tmp_path: Path) -> None:
    path = lay_out(PUBLISHED[TABLES[0]], tmp_path / "表.xlsx")
    book = openpyxl.load_workbook(path)
    old = book.copy_worksheet(book["自评表"])
    old.title, old.sheet_state = "去年的", "hidden"
    book.save(path)
    (told,) = (each for each in verify(str(path)).remarks if "去年的" in each)
    assert "没有读" in told
    book["自评表"].sheet_state, book.active = "hidden", 1
    book.create_sheet("封面")
    book.save(path)
    with pytest.raises(InputError, match="隐藏的工作表“自评表”“去年的”没有读"):
        import_each(str(path))
    assert import_each(str(path), sheet="自评表")[0].form.sheet == "自评表"
