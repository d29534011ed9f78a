"""What is wrong with a submission, as values: which check, how serious, where, why, what to do."""

from typing import NamedTuple

from selfeval_xl.domain.place import Place

ERROR, WARNING, NOTICE = "error", "warning", "notice"
LEVEL_NAMES = {ERROR: "必改", WARNING: "建议", NOTICE: "提示"}

AGREES, JUDGED, MISTAKE, UNVERIFIABLE = VERDICTS = ("相符", "人工评判", "差错", "无从核对")
"""What can be said of a printed figure: right; given by a person within the rules; wrong; not to be computed."""


class Finding(NamedTuple):
    """One problem, as a value: which check, how serious, where, what is there and why it matters, what to do.

    ``subject`` names what it is about where that is told apart from the message.  A finding about a figure that a
    document prints also holds it as ``printed``, as ``computed``, and the ``verdict`` on it (one of ``VERDICTS``);
    ``reason`` is why the two differ, or why a cell went nowhere, without the place that the message begins with.
    """

    code: str
    level: str
    place: Place
    message: str
    remedy: str
    subject: str = ""
    printed: str = ""
    computed: str = ""
    verdict: str = ""
    reason: str = ""

    @property
    def agrees(self) -> bool:
        """Whether a printed figure is the computed one."""
        return self.verdict == AGREES

    @property
    def level_name(self) -> str:
        """必改, 建议 or 提示."""
        return LEVEL_NAMES[self.level]


class Explained(NamedTuple):
    """What there is to know about a code besides message and remedy: its name, why it matters, the rule behind it."""

    code: str
    name: str
    why: str
    rule: str
