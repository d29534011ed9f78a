"""Chromium, of any version from 80 on, by its DevTools protocol."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.judges import program
from tests.page.tab import WATCH, Tab
from tests.page.wire import BrowserError, Program, Wire

OLD = Path(__file__).parents[2] / ".judges" / "browsers"
CURRENT = "current"

_SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
    # It talks to its maker otherwise; what then still goes out is the page's.
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-breakpad",
    # No name leads anywhere; this machine itself stays, for a test that listens who calls.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
)  # fmt: skip

_KEYS = {
    "Tab": (9, None), "Enter": (13, "\r"), " ": (32, " "), "Escape": (27, None), "Home": (36, None), "End": (35, None),
    "ArrowUp": (38, None), "ArrowDown": (40, None), "ArrowLeft": (37, None), "ArrowRight": (39, None),
}  # fmt: skip


class Chromium:
    """A running Chromium; ``version`` is a number of ``browsers.json`` or ``CURRENT``, which is Debian's."""

    def __init__(self, version: str, home: Path, *more: str) -> None:
        executable = program("chromium") if version == CURRENT else program("chrome", OLD / version)
        self._home = home
        self._program = Program(
            [executable, *_SWITCHES, *more, f"--user-data-dir={home / 'profile'}", "about:blank"], home
        )

    def tab(self) -> ChromiumTab:
        """A new tab."""
        return ChromiumTab(self._program.wire, self._home)

    def end(self) -> None:
        """End it."""
        self._program.end()


class ChromiumTab(Tab):
    """A tab of Chromium."""

    def __init__(self, wire: Wire, home: Path) -> None:
        super().__init__(home / "downloads")
        self.downloads.mkdir(exist_ok=True)
        self._wire = wire
        self._target = wire.send("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = wire.send("Target.attachToTarget", {"targetId": self._target, "flatten": True})
        self._session: str = attached["sessionId"]
        self.workers: list[str] = []
        self.holds_workers = False
        """Whether a worker waits until ``release``: a start as slow as one likes."""
        self._sessions = {self._session}
        wire.listeners.append(self._heard)
        for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
            self.ask(f"{domain}.enable")
        self.ask("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True})
        self.ask("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
        self.ask("Page.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(self.downloads)})

    def ask(self, method: str, params: Mapping[str, object] | None = None, session: str = "") -> dict[str, Any]:
        """Send a command of the DevTools protocol to the tab, or to a worker of it."""
        return self._wire.send(method, params, sessionId=session or self._session)

    def _heard(self, event: dict[str, Any]) -> None:
        if event.get("sessionId") not in self._sessions:
            return
        method, params = event["method"], event["params"]
        if method == "Target.attachedToTarget":
            self._watch_worker(params["sessionId"])
        elif method == "Network.requestWillBeSent":
            address = params["request"]["url"]
            if urllib.parse.urlsplit(address).scheme not in ("file", "blob", "data"):
                self.requests.append(address)
        elif method == "Runtime.exceptionThrown":
            self.said.append(json.dumps(params["exceptionDetails"], ensure_ascii=False)[:600])
        elif method == "Runtime.consoleAPICalled":
            self.said.append(" ".join(str(each.get("value")) for each in params["args"]))
        elif method == "Log.entryAdded":
            self.said.append(params["entry"]["text"])

    def _watch_worker(self, session: str) -> None:
        self.workers.append(session)
        self._sessions.add(session)
        for method in ("Runtime.enable", "Network.enable", "Log.enable"):
            self._wire.post(method, sessionId=session)
        if not self.holds_workers:
            self._wire.post("Runtime.runIfWaitingForDebugger", sessionId=session)

    def release(self) -> None:
        """Let a worker run that was held, once it is there."""
        while not self.workers:
            self.run("0")
        self.holds_workers = False
        self.ask("Runtime.runIfWaitingForDebugger", session=self.workers[-1])

    def open(self, page: Path) -> None:
        self.ask("Page.navigate", {"url": page.absolute().as_uri()})
        self.until("location.protocol === 'file:' && document.readyState !== 'loading'")

    def _evaluate(self, expression: str) -> str | None:
        return self._evaluated(expression, self._session)

    def _evaluated(self, expression: str, session: str) -> str | None:
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        for _ in range(3):
            try:
                found = self.ask("Runtime.evaluate", asked, session)
                break
            except BrowserError as error:  # asked while one page makes room for the next
                if "context" not in str(error) and "navigated" not in str(error):
                    raise
        else:
            raise BrowserError(f"No answer: {expression}")
        if "exceptionDetails" in found:
            raise BrowserError(json.dumps(found["exceptionDetails"], ensure_ascii=False)[:1000])
        value: str | None = found["result"].get("value")
        return value

    def in_worker(self, expression: str) -> Any:
        """Value of the expression in the page's worker."""
        found = self._evaluated(f"(async () => JSON.stringify(await ({expression})))()", self.workers[-1])
        return None if found is None else json.loads(found)

    def choose(self, selector: str, files: Iterable[Path]) -> None:
        found = self.ask("Runtime.evaluate", {"expression": f"document.querySelector({json.dumps(selector)})"})
        given = {"files": [str(each) for each in files], "objectId": found["result"]["objectId"]}
        self.ask("DOM.setFileInputFiles", given)

    def drag(self, files: Iterable[Path], x: int, y: int) -> None:
        """Drop files or folders by the mouse, from outside (from about version 100 on)."""
        dragged = {"items": [], "files": [str(each) for each in files], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.ask("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": dragged})

    def press(self, *keys: str) -> None:
        for key in keys:
            shift, _, name = key.rpartition("+")
            number, text = _KEYS[name]
            down = {"key": name, "windowsVirtualKeyCode": number, "modifiers": 8 if shift else 0}
            typed = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
            self.ask("Input.dispatchKeyEvent", down | typed)
            self.ask("Input.dispatchKeyEvent", down | {"type": "keyUp"})

    def size(self, width: int, height: int) -> None:
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", screen)

    def looks(self, **features: str) -> None:
        """Pretend settings of the person's system, prefers_color_scheme="dark" for one; none takes them all back."""
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.ask("Emulation.setEmulatedMedia", {"features": named})

    def picture(self) -> bytes:
        return base64.b64decode(self.ask("Page.captureScreenshot")["data"])

    def print(self) -> bytes:
        paper = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": False, "preferCSSPageSize": True}
        return base64.b64decode(self.ask("Page.printToPDF", paper)["data"])

    def close(self) -> None:
        self._wire.listeners.remove(self._heard)
        self._wire.send("Target.closeTarget", {"targetId": self._target})
