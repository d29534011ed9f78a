"""The two families of exceptions that a user can meet.  Everything else that is raised is a bug.

Problems *in* a workbook that can be read are no exceptions but findings (:class:`selfeval_xl.model.Finding`).
"""

from __future__ import annotations

from typing import NamedTuple

_LONGEST = 600
"""Characters of one fact in a sentence; a path may well have some hundred."""


class Trouble(Exception):
    """Something that stops the work: ``code`` for the help page, one Chinese sentence, and what to do about it."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}"


class UnusableInput(Trouble):
    """What was given cannot be worked on: no workbook, encrypted, a sheet or column missing, an unknown standard."""


class FileTrouble(Trouble):
    """A file could not be read or written: missing, locked, no permission, disk full, or it exists already."""


class Case(NamedTuple):
    """One entry of a catalogue of trouble.  The names in braces are filled in when it happens.

    ``why`` is for the help page alone: why the program stops there.
    """

    title: str
    message: str
    remedy: str
    why: str

    def unusable(self, code: str, **facts: object) -> UnusableInput:
        """Return the error of that code for what cannot be worked with."""
        shown = _shown(facts)
        return UnusableInput(code, self.message.format(**shown), self.remedy.format(**shown))

    def trouble(self, code: str, **facts: object) -> FileTrouble:
        """Return the error of that code for what cannot be read or written."""
        shown = _shown(facts)
        return FileTrouble(code, self.message.format(**shown), self.remedy.format(**shown))


def _shown(facts: dict[str, object]) -> dict[str, object]:
    """Return the facts as a sentence can bear them: a name without end, as only a made-up file has, is cut."""
    return {
        name: f"{fact[:_LONGEST]}…" if isinstance(fact, str) and len(fact) > _LONGEST else fact
        for name, fact in facts.items()
    }
