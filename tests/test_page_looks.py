"""How the page looks and how it is used: by everybody, by keyboard alone, on a small screen, in the dark, on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from selfeval_xl.storage import resources
from tests.judges import office
from tests.judges.accessibility import complaints
from tests.page import dropped
from tests.page.browsers import CURRENT, FIREFOX, started
from tests.page.chromium import ChromiumTab
from tests.page.tab import Tab
from tests.page.visit import Visit

SMALL = (1366, 768)
LOOKS = {
    "light": {"prefers_color_scheme": "light"},
    "dark": {"prefers_color_scheme": "dark"},
    "high contrast": {"forced_colors": "active", "prefers_color_scheme": "light"},
    "high contrast in the dark": {"forced_colors": "active", "prefers_color_scheme": "dark"},
}
_FOCUSED = "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
# Texts that do not fit into what holds them, but for what is scrolled on purpose or shown to nobody.
_CUT = """Array.from(document.querySelectorAll('body *'))
  .filter((each) => each.getClientRects().length && !each.closest('.scroll, select, caption, pre, [hidden], progress'))
  .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== 'visible'
    || each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.tagName + '#' + each.id + ' ' + each.textContent.slice(0, 40))"""


def form(folder: Path) -> Path:
    """The sample under a short name."""
    path = folder / "项目.xlsx"
    path.write_bytes(resources.read(resources.SAMPLE))
    return path


@pytest.fixture(scope="module", params=["86", CURRENT, FIREFOX])
def visit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The page on a small screen, with two results: the sample, and one that could not be read."""
    folder = tmp_path_factory.mktemp("样子")
    with started(request.param) as browser:
        tab = browser.tab()
        tab.size(*SMALL)
        opened = Visit(tab)
        opened.score([form(folder)])
        opened.score([dropped.broken(folder)[0]])
        yield opened


def test_nothing_is_cut_off_on_a_small_screen(visit: Visit) -> None:
    assert visit.tab.run("document.documentElement.scrollWidth") <= SMALL[0]
    assert visit.tab.run(_CUT) == []


def test_a_problem_leads_to_its_row_and_the_row_back(visit: Visit) -> None:
    visit.tab.click("#result .level li a")
    row = visit.tab.run("document.activeElement.id")
    assert row.startswith("r0-")
    top, bottom = visit.tab.run("(({ top, bottom }) => [top, bottom])(document.activeElement.getBoundingClientRect())")
    assert top >= 0 and bottom <= SMALL[1]
    visit.tab.click(f"#{row} a.mark")
    assert visit.tab.run("document.activeElement.id").startswith("r0-f")


def test_the_print_has_the_result_and_no_buttons(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "打印.pdf"
    path.write_bytes(visit.tab.print())
    text = office.pdf_text(path)
    assert all(words in text for words in ("89.00", "90.91%", "R07", "C22", "2400", "83.881019"))
    # The Chinese in a PDF of Firefox cannot be taken out of it as text.
    if isinstance(visit.tab, ChromiumTab):
        assert all(words in text for words in ("公共服务经费", "良好", "绩效指标明确性"))
        assert not any(words in text for words in ("选文件", "保存全部结果", "新建自评表", "下载问题说明"))


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromiumTab]:
    with started(CURRENT) as browser:
        tab = browser.tab()
        assert isinstance(tab, ChromiumTab)
        tab.size(*SMALL)
        Visit(tab).score([form(tmp_path_factory.mktemp("样子"))])
        yield tab


@pytest.mark.parametrize("look", LOOKS)
def test_everybody_can_read_and_use_it(current: ChromiumTab, look: str) -> None:
    current.looks(**LOOKS[look])
    current.picture()  # drawn anew, so that every colour is the one of this look
    assert complaints(current) == []
    current.click("#result button.code")
    current.until("document.getElementById('help').open")
    assert complaints(current) == []
    current.click("#help .close")
    current.click("#open-about")
    assert complaints(current) == []
    current.click("#about .close")
    current.looks()


def test_the_dark_is_dark(current: ChromiumTab) -> None:
    def mean(look: str) -> float:
        current.looks(**LOOKS[look])
        shown = Image.open(io.BytesIO(current.picture())).convert("L")
        return sum(shown.tobytes()) / (shown.width * shown.height)

    assert mean("dark") < 80 < 180 < mean("light")
    current.looks()


def _tab_to(tab: Tab, wanted: str) -> None:
    """Press Tab until the focus is there; on the way every focus is seen, and none gets stuck."""
    for _ in range(80):
        tab.press("Tab")
        if tab.run(f"document.activeElement.matches({wanted!r})"):
            assert tab.run("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"The keyboard does not reach {wanted}; it is at {tab.run(_FOCUSED)}")


@pytest.mark.parametrize("name", [CURRENT, "86"])
def test_the_keyboard_is_enough(name: str) -> None:
    with started(name) as browser:
        tab = browser.tab()
        visit = Visit(tab)
        visit.prepared()
        _tab_to(tab, "#try-sample")
        tab.press("Enter")
        (line,) = visit.rest(1)
        assert line.total == "89.00"
        _tab_to(tab, "#files .open")
        tab.press("Enter")
        tab.until("document.activeElement.id === 'result-title'")
        _tab_to(tab, "#result button.code")
        tab.press("Enter")
        tab.until("document.getElementById('help').open")
        tab.press("Escape")
        tab.until("!document.getElementById('help').open")
        tab.until("document.activeElement.className === 'code'")
        _tab_to(tab, "#result .level li a")
        tab.press("Enter")
        tab.until("document.activeElement.id.startsWith('r0-')")
        tab.run("document.getElementById('kinds').scrollIntoView()")
        tab.run("document.getElementById('rescore').focus()")
        tab.press("Shift+Tab", "Shift+Tab", "Shift+Tab", "Enter")
        assert tab.taken("样例-佛祖岭街道2017-已评分.xlsx").stat().st_size > 10_000
