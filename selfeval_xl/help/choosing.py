"""Codes as they are typed after ``--off`` and ``--on``."""

from __future__ import annotations

from selfeval_xl.checks.catalogue import CATALOGUE
from selfeval_xl.quantities import normalise


def codes(typed: str | None) -> frozenset[str]:
    """Return the codes of findings in ``typed``; raises UnusableInput (F58) for one that does not exist."""
    words = normalise(typed or "").replace("、", ",").split(",")
    found = frozenset(word.strip().upper() for word in words if word.strip())
    for code in sorted(found - CATALOGUE.keys()):
        from selfeval_xl.help.errors import no_such_code

        raise no_such_code(code)
    return found
