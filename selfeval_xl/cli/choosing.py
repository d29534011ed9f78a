"""Codes as they are typed after ``--off`` and ``--on``."""

from __future__ import annotations

from selfeval_xl import checks
from selfeval_xl.domain.cells import normalise


def chosen_codes(typed: str | None) -> frozenset[str]:
    """Return the codes of findings in ``typed``; raises InputError (F58) for one that does not exist."""
    words = normalise(typed or "").replace("、", ",").split(",")
    found = frozenset(word.strip().upper() for word in words if word.strip())
    for code in sorted(found - checks.codes()):
        from selfeval_xl.tasks.help import no_such_code

        raise no_such_code(code)
    return found
