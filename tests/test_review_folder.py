"""复核 of a folder: what is proposed, what the reviewer typed, the sums, the sample and the notice."""

from __future__ import annotations

import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from selfeval_xl.checks.reviewing import RULES
from selfeval_xl.cli import main
from selfeval_xl.domain.errors import InputError
from selfeval_xl.rollup.reviewing import drawn, review_folder
from selfeval_xl.rules import StandardError
from selfeval_xl.storage import resources, standards
from tests import layouts, plans, tiny

TABLES = [json.loads(line) for line in (tiny.CASES / "published_tables.jsonl").read_text(encoding="utf-8").splitlines()]
TITLES = (
    "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "自评完成值", "自评得分",
    "复核完成值", "复核得分", "复核指标偏差", "备注",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with four published forms, the sample, targets, a text and what is no form."""
    received = tmp_path / "收到"
    received.mkdir()
    for number in (3, 6, 16, 22):
        book = openpyxl.Workbook()
        book.remove(book.active)
        layouts.lay_out(TABLES[number], layouts.Style()).write(book, "自评表")
        book.save(received / f"{number:02d}.xlsx")
    book = openpyxl.Workbook()
    book.remove(book.active)
    plans.yearly(plans.PUBLISHED[0]).write(book, "目标表")
    book.save(received / "目标.xlsx")
    (received / "样例.xlsx").write_bytes(resources.read(resources.SAMPLE))
    (received / "说明.txt").write_text("说明", encoding="utf-8")
    (received / "扫描.pdf").write_bytes(b"%PDF-1.4")
    return received


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = main([str(word) for word in words])
    return code, capsys.readouterr().out


def sheet(path: Path, name: str = "复核表") -> list[dict[str, object]]:
    header, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_the_sheet_has_the_thirteen_columns_and_every_file_stands_somewhere(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "复核表.xlsx"
    code, told = run(capsys, "review", folder, "-o", out)
    assert code == 1 and "复核了 5 个项目" in told and "未读 1 个" in told and "绩效目标申报表 1 个" in told
    book = openpyxl.load_workbook(out)
    assert tuple(cell.value for cell in book["复核表"][1])[:13] == TITLES
    assert len(sheet(out, "复核汇总")) == 5
    assert {row["自评表文件"] for row in sheet(out)} == {f"{n:02d}.xlsx" for n in (3, 6, 16, 22)} | {"样例.xlsx"}


def test_every_deduction_names_its_rule_and_the_real_share(folder: Path, tmp_path: Path) -> None:
    done = review_folder(str(folder), str(tmp_path / "复核表.xlsx"))
    titles = {rule.title for rule in done.review.deductions}
    lost = [
        row for project in done.projects for row in project.rows if row.deviation and row.rules and row.rules[0].share
    ]
    assert lost
    for row in lost:
        assert row.rules[0].title in row.decided.remark and row.rules[0].title in titles
        assert row.weight is not None and row.own is not None
        wanted = max(row.own - row.weight * row.rules[0].share, Decimal(0))
        assert row.decided.score == wanted
    assert [each.code for each in done.findings if each.code in ("V01", "V02", "V03")] == []


def test_what_the_reviewer_typed_is_kept_and_counts(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "复核表.xlsx"
    run(capsys, "review", folder, "-o", out)
    book = openpyxl.load_workbook(out)
    page = book["复核表"]
    row = next(
        row for row in page.iter_rows(min_row=2) if row[15].value == "样例.xlsx" and row[2].value == "新增就业人数"
    )
    row[9].value, row[10].value, row[12].value = "2300人", 9, "没有佐证材料，抽查的名单少 100 人，扣分值的10%"
    book.save(out)
    code, told = run(capsys, "review", folder, "-o", out)
    assert code == 1 and "保留复核时填写的内容 1 行" in told and "已更新" in told
    kept = next(row for row in sheet(out) if row["三级指标"] == "新增就业人数")
    assert (kept["复核完成值"], kept["复核得分"], kept["复核指标偏差"]) == ("2300人", 9, 1)
    assert str(kept["备注"]).startswith("没有佐证材料，抽查")
    assert len(list(tmp_path.glob("复核表.备份*"))) == 1
    totals = next(row for row in sheet(out, "复核汇总") if row["自评表文件"] == "样例.xlsx")
    assert totals["自评得分"] == 89 and totals["复核得分"] == sum(
        row["复核得分"]
        for row in sheet(out)
        if row["自评表文件"] == "样例.xlsx" and isinstance(row["复核得分"], int | float)
    )


def test_a_stated_share_that_is_not_the_real_one_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "复核表.xlsx"
    run(capsys, "review", folder, "-o", out)
    book = openpyxl.load_workbook(out)
    row = next(row for row in book["复核表"].iter_rows(min_row=2) if row[2].value == "新增就业人数")
    row[10].value, row[12].value = 5, "没有佐证材料，扣分值的30%"
    book.save(out)
    assert run(capsys, "review", folder, "-o", out)[0] == 1
    (found,) = [row for row in sheet(out, "核对") if row["编号"] == "V02"]
    assert "30%" in str(found["问题"]) and "50%" in str(found["问题"])


def test_nothing_of_the_reviewers_own_is_lost(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "复核表.xlsx"
    run(capsys, "review", folder, "-o", out)
    book = openpyxl.load_workbook(out)
    book.create_sheet("我的记录")["A1"] = "周三去现场"
    book.save(out)
    before = out.read_bytes()
    with pytest.raises(InputError, match="我的记录"):
        review_folder(str(folder), str(out))
    assert out.read_bytes() == before
    other = tmp_path / "别的.xlsx"
    other.write_bytes(resources.read(resources.SAMPLE))
    with pytest.raises(InputError, match="不是程序写的复核表"):
        review_folder(str(folder), str(other))


def test_a_sample_is_drawn_again_by_its_seed_and_spreads(folder: Path, tmp_path: Path) -> None:
    (first,) = {each.file: each for each in review_folder(str(folder), str(tmp_path / "x.xlsx")).projects[:1]}.values()
    projects = [
        first._replace(file=f"{number}.xlsx", department=f"部门{number % 4}", amount=number * 1000)
        for number in range(40)
    ]
    chosen = drawn(projects, 8, 7)
    assert chosen == drawn(list(reversed(projects)), 8, 7) and chosen != drawn(projects, 8, 8)
    assert len({each.department for each in chosen}) == 4 and len({each.file for each in chosen}) == 8
    assert {min((each.amount or 0) * 3 // 40_000, 2) for each in chosen} == {0, 1, 2}
    assert len(drawn(projects, 99, 1)) == 40


def test_the_notice_says_what_the_sheet_says_and_names_no_person(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, paper = tmp_path / "复核表.xlsx", tmp_path / "通知.docx"
    run(capsys, "review", folder, "-o", out, "--notice", paper)
    document = docx.Document(str(paper))
    said = "\n".join(line.text for line in document.paragraphs)
    for row in sheet(out, "复核意见"):
        assert str(row["意见"]) in said
    assert "5个项目" in said and "【待补充】" in said
    sample = openpyxl.load_workbook(folder / "样例.xlsx")["项目信息"]
    people = [
        row[1].value for row in sample.iter_rows(max_col=2) if row[0].value in ("填报人", "单位负责人", "联系电话")
    ]
    everything = said + "".join(str(cell) for row in sheet(out, "复核意见") for cell in row.values())
    assert not any(str(each) in everything for each in people if each)
    assert re.search(r"1\d{10}", everything) is None


def test_rules_can_be_left_out_and_written_by_oneself(folder: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "x.xlsx")
    usual = review_folder(str(folder), out)
    without = review_folder(str(folder), out, off=frozenset({"no-evidence", "empty-words"}))
    scores = [sum((each.score or 0) for each in done.projects) for done in (usual, without)]
    assert scores[0] < scores[1]
    assert {each.id for each in usual.review.deductions} <= RULES
    own = tmp_path / "本区.toml"
    text = (Path(standards._STAGES) / f"{standards.REVIEW}.toml").read_text(encoding="utf-8")
    own.write_text(text.replace('id = "no-survey"', 'id = "no-surveys"'), encoding="utf-8")
    with pytest.raises(StandardError, match=r"deductions\[6\]\.id：没有这条规则"):
        standards.review_rules(str(own))


def test_what_a_unit_sent_packed_is_reviewed_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    received = tmp_path / "收到"
    received.mkdir()
    with zipfile.ZipFile(received / "报送.zip", "w") as archive:
        archive.writestr("某局/自评.xlsx", tiny.workbook({}, tmp_path / "自评.xlsx").read_bytes())
    run(capsys, "review", received, "-o", tmp_path / "复核.xlsx")
    assert [row["自评表文件"] for row in sheet(tmp_path / "复核.xlsx", "复核汇总")] == ["报送.zip › 某局/自评.xlsx"]
