"""Codes as they are typed after ``--off`` and ``--on``."""

from __future__ import annotations

from selfeval_xl.checks.catalogue import CATALOGUE
from selfeval_xl.domain.cells import normalise


def codes(typed: str | None) -> frozenset[str]:
    """Return the codes of findings in ``typed``; raises InputError (F58) for one that does not exist."""
    words = normalise(typed or "").replace("、", ",").split(",")
    found = frozenset(word.strip().upper() for word in words if word.strip())
    for code in sorted(found - CATALOGUE.keys()):
        from selfeval_xl.messages.help import no_such_code
        from selfeval_xl.tasks.help import nearest

        raise no_such_code(code, nearest(code))
    return found
