"""What the page asks for is what the commands do: same names, same bytes, same refusals."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.messages import catalogue, input_error
from selfeval_xl.page import products
from selfeval_xl.page.answering import answer, clear
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks.target import check_each
from tests import containers, plans
from tests.page.alike import timeless
from tests.paper import PUBLISHED, lay_out

BOOK = "样例-佛祖岭街道2017.xlsx"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample, which is where we are, as for every request of the page."""
    (tmp_path / BOOK).write_bytes(resources.read(resources.SAMPLE))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ask(action: str, folder: Path, *files: str, **chosen: str) -> Any:
    """Ask as the worker does."""
    asked = json.dumps({"do": action, "files": files, "chosen": chosen})
    return json.loads(answer(asked, str(folder), lambda done, total: None))


COMMANDS = {
    "workbook": (["score"], "样例-佛祖岭街道2017-已评分.xlsx"),
    "form": (["export", "--to", "form"], "样例-佛祖岭街道2017-自评表.xlsx"),
    "summary": (["export"], "样例-佛祖岭街道2017-汇总.xlsx"),
    "csv": (["export", "--to", "csv"], "样例-佛祖岭街道2017-汇总.csv"),
    "platform": (
        ["export", "--form", "platform", "-o", "项目支出绩效自评指标完成情况导入模板-样例-佛祖岭街道2017.xls"],
        "项目支出绩效自评指标完成情况导入模板-样例-佛祖岭街道2017.xls",
    ),
    "report": (["report"], "样例-佛祖岭街道2017-自评报告.docx"),
}
"""The command that makes each product, and what it writes."""


def test_every_product_has_its_command() -> None:
    assert list(COMMANDS) == list(products.PRODUCTS)


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_product_is_what_the_command_writes(folder: Path, kind: str) -> None:
    command, name = COMMANDS[kind]
    assert ask("make", folder, BOOK, kinds=kind) == {"told": {"refused": []}, "files": [name]}
    made = (folder / name).read_bytes()
    (folder / name).unlink()
    assert main([command[0], BOOK, *command[1:]]) == 0
    assert timeless((folder / name).read_bytes()) == timeless(made)


def test_one_product_that_cannot_be_made_does_not_stop_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "selfeval_xl.tasks.export_form.make", lambda *_: (_ for _ in ()).throw(input_error("F30", file="", detail=""))
    )
    told = ask("make", folder, BOOK, kinds="form,csv")
    assert told["files"] == ["样例-佛祖岭街道2017-汇总.csv"]
    assert len(told["told"]["refused"]) == 1
    assert ask("make", folder, BOOK, kinds="form")["files"] == []


def test_what_is_sent_waits_until_all_is_mended_but_for_a_draft(folder: Path) -> None:
    book = openpyxl.load_workbook(BOOK)
    book["项目信息"]["B4"] = None
    book.save("缺.xlsx")
    told = ask("make", folder, "缺.xlsx", kinds="workbook,form,summary")
    assert told["files"] == ["缺-已评分.xlsx"]
    assert len(told["told"]["refused"]) == 2
    told = ask("make", folder, "缺.xlsx", kinds="form,summary", draft="yes")
    assert told["files"] == ["缺-自评表.xlsx", "缺-汇总.xlsx"]
    assert "草稿" in str(openpyxl.load_workbook("缺-汇总.xlsx").worksheets[0]["A1"].value)


@pytest.mark.parametrize("ending", containers.MAKERS)
def test_every_product_is_made_of_a_form_in_any_file(folder: Path, ending: str) -> None:
    lay_out(PUBLISHED[min(PUBLISHED)], folder / "表.xlsx")
    (folder / f"收到{ending}").write_bytes(
        containers.MAKERS[ending]([openpyxl.load_workbook(folder / "表.xlsx")["自评表"]])
    )
    told = ask("make", folder, f"收到{ending}", kinds=",".join(products.PRODUCTS), draft="yes")
    assert told["told"]["refused"] == []
    assert len(told["files"]) == len(products.PRODUCTS)


def test_the_roll_up_is_what_the_command_writes(folder: Path) -> None:
    (folder / "街道").mkdir()
    (folder / "街道" / "坏的.xlsx").write_bytes(b"nothing")
    told = ask("rollup", folder, BOOK, "街道/坏的.xlsx")
    assert told["files"] == ["汇总表.xlsx"]
    assert {name: told["told"]["tally"][name] for name in ("read", "refused")} == {"read": 1, "refused": 1}
    made = (folder / "汇总表.xlsx").read_bytes()
    (folder / "汇总表.xlsx").unlink()
    assert main(["rollup", ".", "-o", "汇总表.xlsx"]) == 1
    assert timeless((folder / "汇总表.xlsx").read_bytes()) == timeless(made)


def test_a_file_that_has_the_name_of_the_roll_up_is_rolled_up_as_well(folder: Path) -> None:
    os.rename(BOOK, "汇总表.xlsx")
    told = ask("rollup", folder, "汇总表.xlsx")
    assert told["files"] == ["汇总表-2.xlsx"]
    assert told["told"]["tally"]["scored"] == 1


@pytest.mark.parametrize("standard", ["mof-2020", "hubei-2019"])
def test_an_empty_workbook_is_what_new_writes(folder: Path, standard: str) -> None:
    (name,) = ask("new", folder, standard=standard, year="2026")["files"]
    made = (folder / name).read_bytes()
    assert main(["new", "--standard", standard, "--year", "2026", "-o", "空白.xlsx"]) == 0
    assert (folder / "空白.xlsx").read_bytes() == made


def test_the_sample_scores_as_ever_and_each_problem_leads_to_its_row(folder: Path) -> None:
    (form,) = ask("score", folder, BOOK)["told"]["forms"]
    assert (form["total"], form["grade"], form["budget"]["rate"]) == ("89.00", "良好", "90.91%")
    assert [(each["name"], each["score"]) for each in form["sections"]] == [
        ("投入管理", "14.00"),
        ("过程管理", "17.00"),
        ("项目绩效", "58.00"),
    ]
    rows = {row["row"]: row["cell"] for row in [*form["indicators"], *form["budget"]["lines"], *form["facts"]]}
    for finding in form["findings"]:
        sheet, _, cell = finding["place"].rpartition("!")
        # 校验结果 speaks of a sheet as a whole now and then.
        assert bool(cell and sheet) == bool(finding["row"])
        if finding["row"]:
            digits = re.sub(r"\D", "", cell)
            assert rows[finding["row"]].rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == digits


def test_a_standard_that_was_chosen_counts(folder: Path) -> None:
    (form,) = ask("score", folder, BOOK, standard="mof-2020")["told"]["forms"]
    assert form["standard"] == standards.load("mof-2020").name


def test_a_scored_workbook_prints_what_the_rule_gives(folder: Path) -> None:
    (name,) = ask("make", folder, BOOK, kinds="workbook")["files"]
    (form,) = ask("verify", folder, name)["told"]["forms"]
    assert form["comparisons"]
    assert {each["verdict"] for each in form["comparisons"]} == {"相符"}


def test_every_code_is_explained(folder: Path) -> None:
    pages = [ask("explain", folder, code=code)["told"] for code in catalogue()]
    assert [page["code"] for page in pages] == list(catalogue())
    assert all(page["facts"] for page in pages)


@pytest.mark.parametrize(
    ("action", "chosen", "code"),
    [("score", {}, "F01"), ("score", {"standard": "没有的"}, "F17"), ("explain", {"code": "Z99"}, "F58")],
)
def test_what_cannot_be_is_told_with_its_code(folder: Path, action: str, chosen: dict[str, str], code: str) -> None:
    name = "坏的.xlsx" if not chosen else BOOK
    (folder / "坏的.xlsx").write_bytes(b"nothing")
    error = ask(action, folder, name, **chosen)["error"]
    assert error["code"] == code
    assert error["message"]
    assert error["remedy"]


def test_a_bug_is_told_as_such(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfeval_xl.tasks.assess.assess_each", lambda *_: 1 / 0)
    error = ask("score", folder, BOOK)["error"]
    assert error["code"] == "F83"
    assert "ZeroDivisionError" in error["message"]


def test_several_files_go_into_one_archive_with_their_names(folder: Path) -> None:
    (folder / "街道").mkdir()
    shutil.copy(BOOK, "街道/甲.xlsx")
    assert ask("archive", folder, BOOK, "街道/甲.xlsx", name="结果.zip")["files"] == ["结果.zip"]
    with zipfile.ZipFile("结果.zip") as archive:
        assert archive.namelist() == [BOOK, "街道/甲.xlsx"]
        assert all(entry.flag_bits & 0x800 for entry in archive.infolist())  # names are UTF-8, and say so
        assert archive.read("街道/甲.xlsx") == resources.read(resources.SAMPLE)


# --- the stages of a year


def target_form(path: Path, number: int) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    plans.yearly(plans.PUBLISHED[number]).write(book, "目标表")
    book.save(path)


def clean_plan(path: Path) -> None:
    """Targets in which nothing has to be mended."""
    for number in range(len(plans.PUBLISHED)):
        target_form(path, number)
        if all(each.level != ERROR for each in check_each([str(path)])[0].card.findings):
            return
    raise AssertionError("There are none.")


def test_targets_are_told_of_and_made_as_by_the_command(folder: Path) -> None:
    clean_plan(folder / "目标.xlsx")
    (folder / "坏的.xlsx").write_bytes(b"nothing")
    told = ask("target", folder, "目标.xlsx", BOOK, "坏的.xlsx")["told"]
    assert [each["file"] for each in told["plans"]] == ["目标.xlsx", BOOK] and len(told["refused"]) == 1
    assert all(each["place"] for plan in told["plans"] for each in plan["findings"])
    for kind, words in {"workbook": [], "target": ["--form", "target"]}.items():
        made = {name: (folder / name).read_bytes() for name in ask("target", folder, "目标.xlsx", make=kind)["files"]}
        (name,) = made
        (folder / name).unlink()
        assert main(["target", "目标.xlsx", *words, "-o", name]) == 0
        assert timeless((folder / name).read_bytes()) == timeless(made[name])


def test_no_form_is_made_of_targets_that_must_be_mended(folder: Path) -> None:
    target_form(folder / "空的.xlsx", 5)
    clean_plan(folder / "好的.xlsx")
    told = ask("target", folder, "空的.xlsx", "好的.xlsx", make="target")
    assert told["files"] == ["好的-目标申报表.xlsx"] and told["told"]["refused"][0].startswith("空的.xlsx：")


def test_what_has_no_targets_is_told_with_its_code(folder: Path) -> None:
    (folder / "坏的.xlsx").write_bytes(b"nothing")
    assert ask("target", folder, "坏的.xlsx")["error"]["code"] == "F01"


def test_the_sheet_of_monitoring_is_added_and_its_lamps_are_lit_as_by_the_command(folder: Path) -> None:
    told = ask("monitor", folder, BOOK, month="6")
    name = "样例-佛祖岭街道2017-运行监控.xlsx"
    assert told["files"] == [name] and told["told"]["added"] and told["told"]["month"] == 6
    assert main(["monitor", BOOK, "--month", "6"]) == 0
    assert (folder / BOOK).read_bytes() == (folder / name).read_bytes()
    again = ask("monitor", folder, BOOK)
    assert not again["told"]["added"] and {each["lamp"] for each in again["told"]["indicators"]} == {""}
    assert main(["monitor", BOOK]) == 1
    assert timeless((folder / BOOK).read_bytes()) == timeless((folder / name).read_bytes())


def test_a_review_is_that_of_the_command_and_keeps_what_was_typed_into_the_one_of_before(folder: Path) -> None:
    told = ask("review", folder, BOOK)
    assert told["files"] == ["复核表.xlsx"] and told["told"]["lines"][0].startswith("复核了 1 个项目")
    made = (folder / "复核表.xlsx").read_bytes()
    (folder / "复核表.xlsx").unlink()
    main(["review", ".", "-o", "复核表.xlsx"])
    assert timeless((folder / "复核表.xlsx").read_bytes()) == timeless(made)

    book = openpyxl.load_workbook("复核表.xlsx")
    column = next(cell.column for cell in book["复核表"][1] if cell.value == "备注")
    book["复核表"].cell(3, column).value = "现场看过"
    book.save("我的复核.xlsx")
    (folder / "复核表.xlsx").unlink()
    told = ask("review", folder, BOOK, "我的复核.xlsx")
    assert told["files"] == ["我的复核.xlsx"] and "保留复核时填写的内容 1 行。" in told["told"]["lines"]
    assert openpyxl.load_workbook("我的复核.xlsx")["复核表"].cell(3, column).value == "现场看过"


def test_everything_that_is_handed_in_is_what_the_command_writes(folder: Path) -> None:
    (name,) = ask("deliver", folder, BOOK)["files"]
    assert main(["deliver", BOOK]) == 0
    with zipfile.ZipFile(name) as archive:
        made = {each: archive.read(each) for each in archive.namelist()}
    wanted = {path.relative_to(folder).as_posix(): path.read_bytes() for path in (folder / name[:-4]).rglob("*.*")}
    printed = {each for each in wanted if each.endswith(".pdf")}  # nothing prints in a browser
    kept = next(each for each in made if "内部" in each or "核对" in each)  # which lists the files
    assert set(made) == set(wanted) - printed
    assert {each for each in made if timeless(made[each]) != timeless(wanted[each])} <= {kept}


def test_nothing_is_handed_in_until_all_is_mended(folder: Path) -> None:
    book = openpyxl.load_workbook(BOOK)
    book["项目信息"]["B4"] = None
    book.save("缺.xlsx")
    told = ask("deliver", folder, "缺.xlsx")
    assert told["files"] == []
    assert told["told"]["lines"]
    assert ask("deliver", folder, "缺.xlsx", draft="yes")["files"] == ["报送材料.zip"]


def test_what_a_request_leaves_goes(folder: Path) -> None:
    clear(str(folder))
    assert not folder.exists()


def test_a_copy_without_what_the_report_needs_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "find_spec", lambda name: None)
    assert {each["kind"]: each["there"] for each in products.offered()} == {
        kind: kind != "report" for kind in products.PRODUCTS
    }
