"""One line of the self-check: what was looked at, how it is, what to do."""

from __future__ import annotations

from typing import NamedTuple

FINE, HINT, PROBLEM = "正常", "提示", "问题"
BUTTONS, FUNCTIONS, ALL = "buttons", "functions", "all"
"""What a problem closes: the buttons on the ribbon (and with them the functions), only the functions in cells, all."""


class Diagnostic(NamedTuple):
    """One line; ``remedy`` is empty when all is well, ``closes`` when a road stays open."""

    name: str
    state: str
    text: str
    remedy: str = ""
    closes: str = ""


def fine(name: str, text: str) -> Diagnostic:
    """Return a line for what is as it should be."""
    return Diagnostic(name, FINE, text)


def hint(name: str, text: str, remedy: str) -> Diagnostic:
    """Return a line for what may matter."""
    return Diagnostic(name, HINT, text, remedy)


def problem(name: str, text: str, remedy: str, closes: str = "") -> Diagnostic:
    """Return a line for what has to be mended."""
    return Diagnostic(name, PROBLEM, text, remedy, closes)
