"""The browsers by name, and how long each is kept."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import judges
from tests.page.chromium import CURRENT, OLD, Chromium
from tests.page.firefox import Firefox

FIREFOX = "firefox"
SERVED = ("86", "88", "92", "103", "109", CURRENT, FIREFOX)
"""On these the page has to work; the numbers are Chromium's."""
REFUSED = ("83", "90")
"""The first is too old for the engine, the second makes mistakes of its own."""
NAMED = json.loads((Path(judges.__file__).parent / "browsers.json").read_text(encoding="utf-8"))
"""What is installed beside Debian's own."""


@contextlib.contextmanager
def started(name: str, *switches: str) -> Iterator[Chromium | Firefox]:
    """A running browser, ended afterwards; ``switches`` are for Chromium."""
    with tempfile.TemporaryDirectory(prefix="selfeval-browser-", ignore_cleanup_errors=True) as home:
        browser = Firefox(Path(home)) if name == FIREFOX else Chromium(name, Path(home), *switches)
        try:
            yield browser
        finally:
            browser.end()


__all__ = ["CURRENT", "FIREFOX", "NAMED", "OLD", "REFUSED", "SERVED", "started"]
