"""What both kinds of browsers can do with a page that lies open."""

from __future__ import annotations

import abc
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.page.wire import PATIENCE

# Keeps what the page's policy forbade, for a test to look at.
WATCH = """(() => {
  window.forbidden = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.forbidden.push(event.violatedDirective + " " + event.blockedURI));
})()"""

# Files can be given to an input only; from there they are dropped, as a mouse that drags them would.
_CARRIER = """(() => {
  const carrier = document.createElement("input");
  carrier.type = "file"; carrier.multiple = true; carrier.id = "carrier"; carrier.hidden = true;
  document.body.append(carrier);
})()"""
_DROP = """(() => {
  const carrier = document.getElementById("carrier"), dragged = new DataTransfer();
  for (const file of carrier.files) dragged.items.add(file);
  const target = document.querySelector(%s);
  for (const kind of ["dragenter", "dragover", "drop"])
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: dragged, bubbles: true, cancelable: true }));
  carrier.remove();
})()"""


class Tab(abc.ABC):
    """One tab; ``requests`` holds addresses elsewhere that it asked for, ``said`` what came on its console."""

    def __init__(self, downloads: Path) -> None:
        self.downloads = downloads
        self.requests: list[str] = []
        self.said: list[str] = []

    @abc.abstractmethod
    def open(self, page: Path) -> None:
        """Open the file, by its address on the disk."""

    @abc.abstractmethod
    def _evaluate(self, expression: str) -> str | None:
        """Value of the expression, a text or a promise of one."""

    @abc.abstractmethod
    def choose(self, selector: str, files: Iterable[Path]) -> None:
        """Give files to an input, as its dialog would."""

    @abc.abstractmethod
    def press(self, *keys: str) -> None:
        """Press and release keys one after another, by their names in the standard."""

    @abc.abstractmethod
    def size(self, width: int, height: int) -> None:
        """Make the window so large, in pixels of the page."""

    @abc.abstractmethod
    def picture(self) -> bytes:
        """What the window shows, as PNG."""

    @abc.abstractmethod
    def print(self) -> bytes:
        """The page as it is printed on A4, as PDF."""

    @abc.abstractmethod
    def close(self) -> None:
        """Close the tab."""

    def run(self, expression: str) -> Any:
        """Value of the expression in the page; promises are waited for."""
        found = self._evaluate(f"(async () => JSON.stringify(await ({expression})))()")
        return None if found is None else json.loads(found)

    def until(self, expression: str) -> Any:
        """Wait until the expression is true and return its value."""
        given_up = time.monotonic() + PATIENCE
        while not (found := self.run(expression)):
            if time.monotonic() > given_up:
                shown = self.run("document.body.innerText")
                raise AssertionError(f"Never became true: {expression}\n{self.said}\n{shown[:2000]}")
            time.sleep(0.05)
        return found

    def drop(self, files: Iterable[Path], selector: str = "body") -> None:
        """Drop files on the element."""
        self.run(_CARRIER)
        self.choose("#carrier", files)
        self.run(_DROP % json.dumps(selector))

    def click(self, selector: str) -> None:
        """Click on the element; it must be there and be shown."""
        click = "(e => !!e && e.getClientRects().length > 0 && (e.click(), true))"
        assert self.run(f"{click}(document.querySelector({json.dumps(selector)}))"), f"nothing to click on: {selector}"

    def taken(self, name: str) -> Path:
        """The finished download of this name."""
        given_up = time.monotonic() + PATIENCE
        while not ((path := self.downloads / name).is_file() and path.stat().st_size):
            if time.monotonic() > given_up:
                raise AssertionError(f"Not saved: {name}; there is {[each.name for each in self.downloads.iterdir()]}")
            time.sleep(0.05)
        return path
