"""One text with a code: what is there, what to do about it, why it matters, and which rule says so."""

from typing import NamedTuple

from selfeval_xl.domain.finding import ERROR, NOTICE, WARNING
from selfeval_xl.domain.reference import Reference
from selfeval_xl.messages.sources import CONVENTION

STOPPED, LISTED = "stopped", "listed"
"""Levels of what is no finding: the program stops, or a roll-up lists the file and goes on with the others."""


class MessageTemplate(NamedTuple):
    """One entry of the catalogue.

    ``heading`` is the code and its title, ``B01 缺预算数或执行数``.  ``message`` says what is there and why it matters,
    ``remedy`` what to do; both have named facts in braces.  ``why`` is the reason behind it, for the help page, and
    ``source`` where that was found.  ``level`` is one of ``domain.finding`` or of this module; ``on`` tells whether a
    check runs without being asked for.
    """

    heading: str
    message: str
    remedy: str
    why: str
    level: str
    source: Reference
    on: bool
    in_window: str = ""
    """What to do on the page or in Excel, where ``remedy`` speaks of commands."""

    @property
    def code(self) -> str:
        """The code alone: ``B01``."""
        return self.heading[:3]

    @property
    def title(self) -> str:
        """The title alone, without its code."""
        return self.heading[4:]


Wording = tuple[str, str, str, str, Reference, bool]
"""All of an entry but its heading: message, remedy, why, level, source, and whether it is on."""


def error(message: str, remedy: str, why: str, source: Reference = CONVENTION) -> Wording:
    """Word a finding that has to be mended (必改)."""
    return message, remedy, why, ERROR, source, True


def warning(message: str, remedy: str, why: str, source: Reference = CONVENTION) -> Wording:
    """Word a finding that should be looked at (建议)."""
    return message, remedy, why, WARNING, source, True


def notice(message: str, remedy: str, why: str, source: Reference = CONVENTION, on: bool = True) -> Wording:
    """Word a finding that is good to know (提示)."""
    return message, remedy, why, NOTICE, source, on
