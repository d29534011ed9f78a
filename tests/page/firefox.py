"""Firefox ESR, by WebDriver BiDi."""

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

_KEYS = {
    "Tab": "\ue004", "Enter": "\ue007", " ": " ", "Escape": "\ue00c", "ArrowUp": "\ue013", "ArrowDown": "\ue015",
    "Shift": "\ue008",
}  # fmt: skip


def _settings(downloads: Path) -> Mapping[str, object]:
    return {
        "browser.download.dir": str(downloads),
        "browser.download.folderList": 2,
        "browser.download.always_ask_before_handling_new_types": False,
        "browser.download.alwaysOpenPanel": False,
        # No name leads anywhere.
        "network.dns.disabled": True,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "toolkit.telemetry.reportingpolicy.firstRun": False,
    }


class Firefox:
    """A running Firefox ESR."""

    def __init__(self, home: Path) -> None:
        self._home = home
        profile, downloads = home / "profile", home / "downloads"
        profile.mkdir()
        downloads.mkdir()
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _settings(downloads).items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [program("firefox-esr"), "--headless", "--no-remote", "--profile", str(profile)]
        self._program = Program([*command, "--remote-debugging-port", "0"], home, "/session", {"MOZ_HEADLESS": "1"})
        self._program.wire.send("session.new", {"capabilities": {}})
        events = ["log.entryAdded", "network.beforeRequestSent"]
        self._program.wire.send("session.subscribe", {"events": events})
        self._program.wire.send("script.addPreloadScript", {"functionDeclaration": f"() => {WATCH}"})

    def tab(self) -> FirefoxTab:
        """A new tab."""
        return FirefoxTab(self._program.wire, self._home)

    def end(self) -> None:
        """End it."""
        self._program.end()


class FirefoxTab(Tab):
    """A tab of Firefox."""

    def __init__(self, wire: Wire, home: Path) -> None:
        super().__init__(home / "downloads")
        self._wire = wire
        self._context: str = wire.send("browsingContext.create", {"type": "tab"})["context"]
        wire.listeners.append(self._heard)

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        return self._wire.send(method, {"context": self._context, **params})

    def _heard(self, event: dict[str, Any]) -> None:
        params = event["params"]
        if event["method"] == "network.beforeRequestSent":
            address = params["request"]["url"]
            if urllib.parse.urlsplit(address).scheme not in ("file", "blob", "data"):
                self.requests.append(address)
        elif event["method"] == "log.entryAdded":
            self.said.append(str(params["text"]))

    def open(self, page: Path) -> None:
        self._ask("browsingContext.navigate", url=page.absolute().as_uri(), wait="interactive")

    def _evaluate(self, expression: str) -> str | None:
        target = {"context": self._context}
        found = self._wire.send("script.evaluate", {"expression": expression, "target": target, "awaitPromise": True})
        if found["type"] == "exception":
            raise BrowserError(found["exceptionDetails"]["text"])
        value: str | None = found["result"].get("value")
        return value

    def choose(self, selector: str, files: Iterable[Path]) -> None:
        (node,) = self._ask("browsingContext.locateNodes", locator={"type": "css", "value": selector})["nodes"]
        element = {"sharedId": node["sharedId"]}
        self._ask("input.setFiles", element=element, files=[str(each) for each in files])

    def press(self, *keys: str) -> None:
        for key in keys:
            named = [_KEYS[each] for each in key.split("+")]
            actions = [{"type": "keyDown", "value": each} for each in named]
            actions += [{"type": "keyUp", "value": each} for each in reversed(named)]
            self._ask("input.performActions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def size(self, width: int, height: int) -> None:
        self._ask("browsingContext.setViewport", viewport={"width": width, "height": height})

    def picture(self) -> bytes:
        return base64.b64decode(self._ask("browsingContext.captureScreenshot")["data"])

    def print(self) -> bytes:
        return base64.b64decode(self._ask("browsingContext.print", page={"width": 21.0, "height": 29.7})["data"])

    def close(self) -> None:
        self._wire.listeners.remove(self._heard)
        self._ask("browsingContext.close")
