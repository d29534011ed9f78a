"""A text with a code: what happened, what to do about it, and why the program stops there."""

from __future__ import annotations

from typing import NamedTuple

from selfeval_xl.domain.errors import InputError, StorageError

_LONGEST = 600
"""Characters of one fact in a sentence; a path may well have some hundred."""


class MessageTemplate(NamedTuple):
    """One entry of a catalogue of trouble.  The names in braces are filled in when it happens.

    ``why`` is for the help page alone: why the program stops there.
    """

    title: str
    message: str
    remedy: str
    why: str

    def unusable(self, code: str, **facts: object) -> InputError:
        """Return the error of that code for what cannot be worked with."""
        shown = _shown(facts)
        return InputError(code, self.message.format(**shown), self.remedy.format(**shown))

    def trouble(self, code: str, **facts: object) -> StorageError:
        """Return the error of that code for what cannot be read or written."""
        shown = _shown(facts)
        return StorageError(code, self.message.format(**shown), self.remedy.format(**shown))


def _shown(facts: dict[str, object]) -> dict[str, object]:
    """Return the facts as a sentence can bear them: a name without end, as only a made-up file has, is cut."""
    return {
        name: f"{fact[:_LONGEST]}…" if isinstance(fact, str) and len(fact) > _LONGEST else fact
        for name, fact in facts.items()
    }
