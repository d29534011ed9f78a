"""Official forms are scored, checked, verified and rolled up as they stand: the same result, in their own cells."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.comparison import compare, with_judgements
from selfeval_xl.domain.finding import ERROR, MISTAKE, NOTICE
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import RESULTS, SUMMARY
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.readers.documents import document_of
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.rollup import reading
from selfeval_xl.scoring import score
from selfeval_xl.tasks.assess import Assessment, assess, assessed
from selfeval_xl.tasks.import_form import as_workbook, import_each
from selfeval_xl.tasks.import_remarks import DIFFERS, TYPED, with_adjustments
from selfeval_xl.tasks.verify import verify
from tests import folders, paper
from tests.test_forms_import import FULL, TOTAL, form
from tests.test_forms_import import paper as written

GOLDEN: dict[str, Any] = json.loads((paper.CASES.parent / "published_scores.json").read_text(encoding="utf-8"))
"""What ``import`` made of every published table while it still went through a template.

Since then a 满意度 of 290 % (长江禁捕) counts as a number that cannot be true, which leaves its total open, and points
that do not make 100, as of a table that was published in part, leave the grade open.
"""
SHEET = "自评表"


def plain(card: Scorecard) -> dict[str, Any]:
    """Return a scorecard as the golden file has it."""

    def shown(number: object) -> str | None:
        return None if number is None else str(number)

    return {
        "total": shown(card.total), "grade": card.grade, "budget": card.budget.budget,
        "executed": card.budget.executed, "rate": shown(card.budget.rate),
        "rows": [
            [row.indicator.name, *map(shown, (row.weight, row.system, row.typed, row.score, row.deviation)),
             row.method, row.obstacle]
            for row in card.indicators
        ],
    }  # fmt: skip


@pytest.fixture(scope="module", params=paper.PUBLISHED)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return paper.lay_out(paper.PUBLISHED[request.param], tmp_path_factory.mktemp(request.param) / "表.xlsx")


@pytest.fixture
def scored(published: Path) -> Assessment:
    return assess(str(published))


def test_it_scores_as_ever(published: Path, scored: Assessment) -> None:
    assert plain(scored.card) == GOLDEN[published.parent.name[:-1]]


def test_the_workbook_made_of_it_scores_the_same(scored: Assessment) -> None:
    workbook = as_workbook(scored)
    # A workbook of our own has no total until its points make 100, which a form need not print.
    is_open = "W03" in {found.code for found in workbook.card.findings}
    assert plain(workbook.card) == plain(scored.card) | ({"total": None, "grade": None} if is_open else {})
    submission = scored.card.submission
    adjusted = submission._replace(budget=with_adjustments(submission.budget))
    assert fingerprint(workbook.card.submission) == fingerprint(adjusted)
    assert "B05" not in {found.code for found in workbook.card.findings}


def test_verify_rollup_and_import_say_the_same(published: Path, scored: Assessment) -> None:
    verified, imported = verify(str(published)), import_each(str(published))[0]
    (outcome,) = reading.outcomes(folders.batch(published.parent))
    assert outcome.project
    assert imported.card == scored.card and imported.by_rule == scored.by_rule
    assert plain(verified.card) == plain(score(with_judgements(imported.by_rule, scored.standard), scored.standard))
    assert outcome.project.total == ("" if scored.card.total is None else str(scored.card.total))
    assert outcome.project.inputs == fingerprint(scored.card.submission)
    assert compare(imported.by_rule, scored.standard) == verified.comparisons
    differing = [each.message for each in outcome.oddities if each.verdict]
    assert differing == [each.message for each in verified.comparisons if each.level != NOTICE]
    told = {each.place: each.reason for each in imported.remarks if each.subject in (TYPED, DIFFERS)}
    assert all(each.reason in told[each.place] for each in verified.comparisons if not each.agrees)
    if MISTAKE not in {each.verdict for each in verified.comparisons}:
        assert verified.card.total == scored.card.total


def test_every_finding_names_a_cell_of_the_form(published: Path, scored: Assessment) -> None:
    sheet = openpyxl.load_workbook(published)[SHEET]
    for found in (*scored.card.findings, *verify(str(published)).card.findings):
        assert found.place.sheet == SHEET and found.message.startswith(SHEET)
        assert found.place.row <= sheet.max_row and found.place.column <= sheet.max_column


def test_no_form_is_accused_of_columns_that_it_has_not(scored: Assessment) -> None:
    codes = {found.code for found in scored.card.findings if found.level == ERROR}
    assert "B05" not in codes
    lacks_weight = all("weight" not in row.columns.of for row in scored.card.submission.indicators)
    assert not (lacks_weight and "W01" in codes)
    labels = scored.card.submission.project.places
    assert "department" in labels or not any("主管部门" in found.message for found in scored.card.findings)


def test_score_and_check_show_the_result_and_write_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, form(["产出指标", "数量指标", "天数", "300天", "270天", 90, 85, ""], total=94.5))
    assert main(["score", "表.xlsx"]) == main(["check", "表.xlsx"]) == 1
    said = capsys.readouterr().out
    assert "总分 94.50分" in said and "自评表!H7 天数" in said and "自评表!G7 天数" in said
    assert "没有写文件" in said and "项目信息" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def _is_code(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[A-Z]\d\d", value) is not None


@pytest.mark.parametrize("asked", [["-o", "表-已评分.xlsx"], ["--beside"]])
def test_asked_to_score_writes_what_import_would_write_scored(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, form(FULL, total=99.5))
    assert main(["score", "表.xlsx", "--json", *asked]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == "99.50"
    assert main(["import", "表.xlsx", "-o", "自评.xlsx"]) == main(["score", "自评.xlsx", "-o", "再评.xlsx"]) == 0
    one, other = (openpyxl.load_workbook(name) for name in ("表-已评分.xlsx", "再评.xlsx"))
    for sheet in set(one.sheetnames) - {SUMMARY, RESULTS}:
        assert [cell.value for row in one[sheet] for cell in row] == [c.value for row in other[sheet] for c in row]
    # The same is found; but what the form has no cell for is asked for only once there is a workbook.
    told, again = ([cell.value for row in book[RESULTS] for cell in row] for book in (one, other))
    assert sorted(filter(_is_code, told)) == sorted(filter(_is_code, again))
    assert (told.count("提示"), again.count("提示")) == (4, 0)
    assert any(cell.value == 99.5 for row in one[SUMMARY] for cell in row)


def test_all_forms_of_a_document_are_read_also_below_one_another(tmp_path: Path) -> None:
    second = form(["产出指标", "数量指标", "场次", "6场", "6场", 90, 90, ""])
    second[2][1] = "社区讲座"
    path = written(tmp_path, [*form(FULL), [], *second], 乙=form(FULL))
    found = document_of(path.read_bytes(), "表.xlsx").submissions
    assert [(each.project.name, each.form and each.form.sheet) for each in found] == [
        ("社区图书馆", SHEET), ("社区讲座", SHEET), ("社区图书馆", "乙"),
    ]  # fmt: skip
    assert found[1].indicators[0].place("actual").cell == "E16"
    assert {line.place("executed").cell for each in found[:2] for line in each.budget} == {"E5", "E14"}


def test_an_adjustment_on_a_form_is_kept_and_checked(tmp_path: Path) -> None:
    head = ["项目资金（万元）", "", "年初预算数", "调整数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    rows = form(FULL)
    rows[3:5] = [head, ["", "年度资金总额", 100, 20, 110, 110, 10, "100%", 10]]
    done = assess(str(written(tmp_path, rows)))
    assert done.card.submission.budget[0].adjustment == 20_000_000
    assert ("B05", "E5") in {(found.code, found.place.cell) for found in done.card.findings}
    assert as_workbook(done).card.submission.budget[0].adjustment == 20_000_000


def test_what_stands_on_a_form_and_cannot_be_read_is_a_finding_there(tmp_path: Path) -> None:
    rows = form(
        ["产出指标", "数量指标", "天数", "300天", "#DIV/0!", 90, 90, ""], funds=[*TOTAL[:4], "约95", 10, "", ""]
    )
    done = assessed(document_of(written(tmp_path, rows).read_bytes(), "表.xlsx"))
    assert {("X02", "E7"), ("X06", "E5")} <= {(found.code, found.place.cell) for found in done.card.findings}
    (lost,) = read_forms(Grid(SHEET, form(["产出指标", "数量指标", "天数", "300天", "", 90, 90, ""]),
                              uncalculated=frozenset({(7, 5)})))  # fmt: skip
    assert [(flaw.code, flaw.place.cell) for flaw in lost.flaws] == [("X01", "E7")]
