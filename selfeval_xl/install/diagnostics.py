"""The findings of the self-check: what was looked at (``subject``), how it is, what to do.

``code`` is the road that a problem closes, ``""`` where all stay open; what is as it should be has the level ``FINE``.
"""

from __future__ import annotations

from selfeval_xl.domain.finding import ERROR, NOTICE, Finding
from selfeval_xl.domain.place import Place

FINE = "fine"
STATES = {FINE: "正常", NOTICE: "提示", ERROR: "问题"}
"""How each level is told."""
BUTTONS, FUNCTIONS, ALL = "buttons", "functions", "all"
"""What a problem closes: the buttons on the ribbon (and with them the functions), only the functions in cells, all."""


def fine(name: str, text: str) -> Finding:
    """Return the finding for what is as it should be."""
    return Finding("", FINE, Place(""), text, "", name)


def hint(name: str, text: str, remedy: str) -> Finding:
    """Return the finding for what may matter."""
    return Finding("", NOTICE, Place(""), text, remedy, name)


def problem(name: str, text: str, remedy: str, closes: str = "") -> Finding:
    """Return the finding for what has to be mended."""
    return Finding(closes, ERROR, Place(""), text, remedy, name)
