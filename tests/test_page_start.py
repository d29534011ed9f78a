"""How the page starts: slowly, not at all, and never with anybody's help from outside."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_xl.storage import resources
from tests.page.browsers import CURRENT, started
from tests.page.chromium import Chromium, ChromiumTab
from tests.page.visit import Visit, built

# An engine that cannot start in as many ways: what is wrong with a part of the page.
SPOILT = {
    "the engine's script is cut": ("code", lambda text: text[: len(text) // 2 // 4 * 4]),
    "the engine is cut": ("wasm", lambda text: text[: len(text) // 2 // 4 * 4]),
    "the engine is no engine": ("wasm", lambda text: "AAAA"),
    "the standard library is gone": ("std", lambda text: ""),
    "the program is cut": ("site", lambda text: text[: len(text) // 3 // 4 * 4]),
}
SOON = 'data-start-limit="1"'
SENTENCE = re.compile(r"程序没有启动起来（[^（）]+(（[^（）]*）)?[^（）]*）。请.+。")

# Every way by which a script could reach somebody else; each ends by itself, with "sent" or "refused".
_TRIES = """(async (address) => {
  const tried = [];
  const attempt = async (go) => { try { tried.push(await go()); } catch (error) { tried.push("refused"); } };
  const ended = (thing) => new Promise((settle) => {
    thing.onopen = thing.onload = () => settle("sent");
    thing.onerror = () => settle("refused");
  });
  const element = (tag, attributes) => {
    const made = Object.assign(document.createElement(tag), attributes), end = ended(made);
    document.body.append(made);
    return end;
  };
  // The page's worker has one of its own in its place, which knows only the parts of the page.
  const asking = self.document ? fetch : WorkerGlobalScope.prototype.fetch;
  await attempt(() => asking.call(self, address + "fetch").then(() => "sent"));
  await attempt(() => {
    const request = new XMLHttpRequest();
    request.open("GET", address + "xhr", false);
    request.send();
    return "sent";
  });
  await attempt(() => ended(new WebSocket(address.replace("http", "ws") + "socket")));
  await attempt(() => ended(new EventSource(address + "events")));
  if (self.importScripts) await attempt(() => { importScripts(address + "script.js"); return "sent"; });
  if (self.document) {
    await attempt(() => element("img", { src: address + "image.png" }));
    await attempt(() => element("script", { src: address + "own.js" }));
    await attempt(() => element("link", { rel: "stylesheet", href: address + "own.css" }));
    await attempt(() => navigator.sendBeacon(address + "beacon") ? "queued" : "refused");
    element("iframe", { src: address + "frame" });
    element("form", { action: address + "form" });
    document.forms[document.forms.length - 1].submit();
  }
  return tried;
})"""


@pytest.fixture(scope="module", params=["86", CURRENT])
def browser(request: pytest.FixtureRequest) -> Iterator[Chromium]:
    with started(request.param) as running:
        assert isinstance(running, Chromium)
        yield running


@pytest.fixture
def tab(browser: Chromium) -> Iterator[ChromiumTab]:
    opened = browser.tab()
    yield opened
    opened.close()


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / resources.SAMPLE
    path.write_bytes(resources.read(resources.SAMPLE))
    return path


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """A copy of the page with something else in it, at the one place where that stands."""
    text = built().read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "另一份.html"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_while_it_prepares_the_page_shows_so_and_answers(tab: ChromiumTab, sample: Path) -> None:
    tab.holds_workers = True
    visit = Visit(tab)
    tab.until("document.getElementById('standards').options.length > 1")
    assert (visit.state, visit.status) == ("preparing", "正在准备……")
    assert tab.run("document.getElementById('engine-bar').getClientRects().length") == 1
    tab.drop([sample])
    tab.until("document.querySelectorAll('#files tr').length === 1")
    tab.run("document.getElementById('standard-search').value = '云南'")
    tab.run("document.getElementById('standard-search').dispatchEvent(new Event('input'))")
    assert tab.run("document.getElementById('standards').options.length") == 1
    assert visit.lines()[0].total == ""
    tab.until("true")
    tab.release()
    (line,) = visit.rest(1)
    assert line.total == "89.00"
    assert tab.run("document.getElementById('engine-bar').getClientRects().length") == 0


def test_a_file_that_is_gone_when_its_turn_comes_gets_a_sentence(tab: ChromiumTab, sample: Path) -> None:
    tab.holds_workers = True
    visit = Visit(tab)
    tab.drop([sample, sample])
    tab.until("document.querySelectorAll('#files tr').length === 2")
    sample.unlink()
    tab.release()
    first, second = visit.rest(2)
    assert first.total == "89.00"  # its turn had come
    assert second.state == "failed" and "读不出来" in second.said and second.said.endswith("。")


def test_an_engine_that_never_answers_is_given_up_with_a_sentence(tab: ChromiumTab, tmp_path: Path) -> None:
    tab.holds_workers = True
    visit = Visit(tab, changed(tmp_path, 'data-start-limit="120"', SOON))
    assert visit.prepared() == "broken"
    assert SENTENCE.fullmatch(visit.status)


@pytest.mark.parametrize("what", SPOILT)
def test_an_engine_that_cannot_start_says_so_in_a_sentence(
    tab: ChromiumTab, what: str, tmp_path: Path, sample: Path
) -> None:
    name, spoil = SPOILT[what]
    text = built().read_text(encoding="utf-8")
    start = text.index(">", text.index(f'id="part-{name}"')) + 1
    end = text.index("</script>", start)
    page = tmp_path / "坏的.html"
    spoilt = text[:start] + spoil(text[start:end]) + text[end:]
    page.write_text(spoilt, encoding="utf-8")
    visit = Visit(tab, page)
    assert visit.prepared() == "broken"
    assert SENTENCE.fullmatch(visit.status), visit.status
    assert tab.run("document.getElementById('engine-bar').getClientRects().length") == 0


class Listener:
    """Somebody outside, who notes who calls."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.called: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                call, _ = self._socket.accept()
            except OSError:
                return
            # Each on its own: a browser also opens lines on which it says nothing for a minute.
            threading.Thread(target=self._answer, args=(call,), daemon=True).start()

    def _answer(self, call: socket.socket) -> None:
        with call:
            if said := call.recv(200):
                self.called.append(said)
                call.sendall(b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def outside() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def test_nothing_leaves_the_tab_even_if_a_script_wants_it(tab: ChromiumTab, outside: Listener) -> None:
    visit = Visit(tab)
    assert visit.prepared() == "ready"
    call = f"{_TRIES}({outside.address!r})"
    assert set(tab.in_worker(call)) == {"refused"}
    assert set(tab.run(call)) <= {"refused", "queued"}
    assert outside.called == []


def test_the_listener_hears_who_is_not_kept_in(tab: ChromiumTab, outside: Listener, tmp_path: Path) -> None:
    page = tmp_path / "自由.html"
    page.write_text("<!doctype html><meta charset='utf-8'><body></body>", encoding="utf-8")
    tab.open(page)
    assert "sent" in tab.run(f"{_TRIES}({outside.address!r})")
    tab.until("true")
    assert len(outside.called) >= 4


def test_the_policy_is_as_narrow_as_it_can_be() -> None:
    text = built().read_text(encoding="utf-8")
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    rules = {name: rest for name, _, rest in (each.strip().partition(" ") for each in policy.split(";"))}
    hashes = r"'sha256-[A-Za-z0-9+/=]{44}'"
    assert re.fullmatch(f"{hashes} 'wasm-unsafe-eval' 'unsafe-eval'", rules.pop("script-src"))
    assert re.fullmatch(hashes, rules.pop("style-src"))
    assert rules == {
        "default-src": "'none'",
        "worker-src": "blob:",
        "img-src": "data:",
        "form-action": "'none'",
        "base-uri": "'none'",
    }


def test_the_file_points_nowhere_else_and_makes_no_code_of_text() -> None:
    text = built().read_text(encoding="utf-8")
    outside_text = re.sub(r"<pre\b.*?</pre>|<script type=[^>]*>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href|action|url)\s*[=(]\s*["']?(?:https?:)?//""", outside_text)
    (script,) = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    assert not re.findall(r"\beval\b|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write", script)
