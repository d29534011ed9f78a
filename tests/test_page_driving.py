"""The driven browsers as judges: each has to notice what a page must not do, else its silence is worth nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.browsers import CURRENT, FIREFOX, REFUSED, SERVED, started
from tests.page.tab import Tab

# Does everything wrong: asks for things elsewhere, from a worker too, and breaks; and takes files.
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>坏页</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; worker-src blob:">
<input id="input" type="file" multiple><button id="button">按</button>
<a id="save" download="结果.txt">存</a><p id="told"></p>
<script>
const told = document.getElementById("told"), say = (text) => told.append(text + ";");
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => say("drop " + Array.from(event.dataTransfer.files, (file) => file.name)));
document.getElementById("input").onchange = (event) => say("chosen " + event.target.files[0].name);
document.getElementById("button").onclick = () => say("clicked");
document.getElementById("save").href = URL.createObjectURL(new Blob(["内容"]));
const code = "const x = new XMLHttpRequest(); x.open('GET', 'http://worker.invalid/');" +
  "x.onerror = () => postMessage('refused'); x.send();";
const worker = new Worker(URL.createObjectURL(new Blob([code])));
worker.onmessage = (event) => say(event.data);
const image = new Image(); image.src = "http://page.invalid/picture.png"; image.onerror = () => say("no image");
setTimeout(() => { throw new Error("broken on purpose"); });
</script>"""


@pytest.fixture(scope="module", params=["86", CURRENT, FIREFOX])
def tab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    page = tmp_path_factory.mktemp("坏 页") / "页面.html"
    page.write_text(_PAGE, encoding="utf-8")
    with started(request.param) as browser:
        opened = browser.tab()
        opened.open(page)
        yield opened


def told(tab: Tab, words: str) -> bool:
    return bool(tab.until(f"document.getElementById('told').textContent.includes({words!r})"))


def test_sees_what_a_page_asks_for_elsewhere(tab: Tab) -> None:
    assert told(tab, "refused") and told(tab, "no image")
    tab.until("window.forbidden.length")
    seen = "".join([*tab.requests, *tab.said])
    assert "page.invalid" in seen and "worker.invalid" in seen
    assert any("page.invalid" in each for each in tab.run("window.forbidden"))


def test_sees_an_error_of_a_script(tab: Tab) -> None:
    told(tab, "no image")
    assert any("broken on purpose" in each for each in tab.said)


def test_gives_files_as_a_person_does(tab: Tab, tmp_path: Path) -> None:
    (tmp_path / "甲 乙.txt").write_text("一", encoding="utf-8")
    tab.choose("#input", [tmp_path / "甲 乙.txt"])
    assert told(tab, "chosen 甲 乙.txt")
    tab.drop([tmp_path / "甲 乙.txt", tmp_path / "甲 乙.txt"])
    assert told(tab, "drop 甲 乙.txt,甲 乙.txt")


def test_presses_keys_and_saves_what_is_offered(tab: Tab) -> None:
    tab.run("document.getElementById('button').focus()")
    tab.press("Enter")
    assert told(tab, "clicked")
    tab.click("#save")
    assert tab.taken("结果.txt").read_text(encoding="utf-8") == "内容"


def test_shows_and_prints(tab: Tab) -> None:
    tab.size(1366, 768)
    assert tab.run("[innerWidth, innerHeight]") == [1366, 768]
    assert tab.picture().startswith(b"\x89PNG") and tab.print().startswith(b"%PDF")


def test_every_browser_is_the_one_that_it_is_called() -> None:
    for name in {*SERVED, *REFUSED} - {CURRENT, FIREFOX}:
        with started(name) as browser:
            assert f"Chrome/{name}." in browser.tab().run("navigator.userAgent")
