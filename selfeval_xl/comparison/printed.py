"""What is printed, and how it compares."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.place import Place


class Shown(NamedTuple):
    """A printed number and its cell; rates are shares of 1 (0.8618 for 86.18 %)."""

    number: Decimal
    place: Place


class Printed(NamedTuple):
    """What a filled form says of its own results; ``None`` where it says nothing.

    ``scores`` runs alongside the indicators of the submission.
    """

    scores: tuple[Shown | None, ...] = ()
    rate: Shown | None = None
    execution: Shown | None = None
    total: Shown | None = None
    grade: tuple[str, Place] | None = None


class Comparison(NamedTuple):
    """One printed figure beside the computed one.  ``reason`` is empty when they agree."""

    what: str
    place: Place
    printed: str
    computed: str
    reason: str

    @property
    def agrees(self) -> bool:
        """Whether the two are the same within the tolerance."""
        return not self.reason
