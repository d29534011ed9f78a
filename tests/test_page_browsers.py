"""The page in every browser that it has to work in: what it shows, and that it writes what the command line writes."""

from __future__ import annotations

import datetime
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.storage import resources
from tests.judges import office
from tests.page.alike import moments, timeless
from tests.page.browsers import CURRENT, REFUSED, SERVED, started
from tests.page.visit import KINDS, TOGETHER, Visit

STEM = resources.SAMPLE.removesuffix(".xlsx")
SCORED = f"{STEM}-已评分.xlsx"
CHINA = ZoneInfo("Asia/Shanghai")
# How the command line is asked for what the page offers, and what each writes where that is not the usual name.
ASKED: Mapping[str, tuple[str, ...]] = {
    "workbook": ("score",),
    "form": ("export", "--to", "form"),
    "summary": ("export", "--to", "xlsx"),
    "csv": ("export", "--to", "csv"),
    "platform": ("export", "--form", "platform", "-o", f"项目支出绩效自评指标完成情况导入模板-{STEM}.xls"),
    "report": ("report",),
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled sample in a folder of its own."""
    path = tmp_path_factory.mktemp("自评 2017") / resources.SAMPLE
    path.write_bytes(resources.read(resources.SAMPLE))
    return path


@pytest.fixture(scope="module")
def written(sample: Path) -> Mapping[str, bytes]:
    """What the command line makes of the sample, by file name."""
    folder = sample.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for kind in KINDS:
            command, *more = ASKED[kind]
            assert main([command, sample.name, *more]) == 0
        assert main(["new", "--standard", "hubei-2019", "--year", "2025"]) == 0
        shutil.copy(sample, folder / "收到.xlsx")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module", params=SERVED)
def visit(request: pytest.FixtureRequest, sample: Path) -> Iterator[Visit]:
    """The page in each browser, with the sample dropped on it before the engine was ready."""
    with started(request.param) as browser:
        opened = Visit(browser.tab())
        (line,) = opened.score([sample])
        assert line.state == "done"
        yield opened


def test_scores_the_sample(visit: Visit) -> None:
    (line,) = visit.lines()
    assert line.file == resources.SAMPLE
    assert line[2:] == ("公共服务经费", "89.00", "良好", "必改 0　建议 4　提示 3")
    assert visit.table("各部分得分", 3) == [
        ["投入管理", "16", "14.00"], ["过程管理", "24", "17.00"], ["项目绩效", "60", "58.00"],
    ]  # fmt: skip


def test_writes_what_the_command_line_writes(visit: Visit, written: Mapping[str, bytes]) -> None:
    began = datetime.datetime.now(CHINA).replace(second=0, microsecond=0, tzinfo=None)
    kinds = visit.offered()
    visit.tick(kinds)
    with zipfile.ZipFile(visit.saved("#save-shown", TOGETHER)) as packed:
        made = {name: packed.read(name) for name in packed.namelist()}
    assert len(made) == len(kinds)
    for name, data in made.items():
        assert timeless(data) == timeless(written[name]), name
    # The clock is the one of the person's own place.
    (moment,) = moments(made[SCORED])
    assert (
        began
        <= datetime.datetime.strptime(moment, "%Y-%m-%d %H:%M")
        <= datetime.datetime.now(CHINA).replace(tzinfo=None)
    )


def test_says_so_where_it_writes_no_word_report(visit: Visit) -> None:
    is_said = visit.tab.run("document.getElementById('no-report').getClientRects().length > 0")
    assert set(KINDS) - set(visit.offered()) == ({"report"} if is_said else set())


def test_makes_an_empty_form_of_any_standard(visit: Visit, written: Mapping[str, bytes]) -> None:
    visit.tab.click("#new summary")  # folded away as soon as there are files
    visit.tab.run("document.getElementById('standard-search').value = '湖北 2019'")
    visit.tab.run("document.getElementById('standard-search').dispatchEvent(new Event('input'))")
    (only,) = visit.tab.run("Array.from(document.getElementById('standards').options, (each) => each.value)")
    visit.tab.run(f"document.getElementById('standards').value = '{only}'")
    visit.tab.run("document.getElementById('year').value = 2025")
    name = f"绩效自评表-{only}.xlsx"
    assert timeless(visit.saved("#make-new", name).read_bytes()) == timeless(written[name])


def test_asks_nobody_for_anything(visit: Visit) -> None:
    """Runs last of a browser's tests, so that it speaks for all of them."""
    assert visit.tab.requests == []
    # Chromium before 92 reports every WebAssembly as "eval", and lets it be; a word that it does not know it tells.
    assert set(visit.tab.run("window.forbidden")) <= {"script-src eval"}
    assert [each for each in visit.tab.said if "wasm-unsafe-eval" not in each and "SharedArrayBuffer" not in each] == []


@pytest.mark.parametrize("name", REFUSED)
def test_says_what_to_use_instead_where_it_cannot_work(name: str) -> None:
    with started(name) as browser:
        visit = Visit(browser.tab())
        assert visit.prepared() == "broken"
        assert "86 版以上" in visit.status and len(visit.status) < 150
        assert not visit.tab.requests


def test_libreoffice_and_the_command_line_read_what_it_wrote(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with started(CURRENT) as browser:
        visit = Visit(browser.tab())
        visit.score([sample])
        made = shutil.copy(visit.saved("#save-shown", SCORED), tmp_path)
    again = openpyxl.load_workbook(office.recalculate(Path(made)), data_only=True)
    assert any(cell.value == 89 for row in again["汇总"].iter_rows() for cell in row)
    assert main(["verify", str(made)]) == 0
    assert "89.00" in capsys.readouterr().out
