"""What passes between the page and an action: a :class:`Request` in, an :class:`Answer` out."""

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple

from selfeval_xl.page.objects import Json
from selfeval_xl.tasks.scored_copy import beside


class Request(NamedTuple):
    """What is asked for: the ``files`` that were given by name, what was chosen, and whom to tell how far it is."""

    files: tuple[str, ...]
    chosen: Mapping[str, str]
    progress: Callable[..., None]

    @property
    def standard(self) -> str | None:
        """The 评价标准 to judge by, ``None`` for the document's own."""
        return self.chosen.get("standard") or None

    @property
    def draft(self) -> bool:
        """Whether what is to be sent may be written before all is mended, marked as a draft."""
        return bool(self.chosen.get("draft"))


class Answer(NamedTuple):
    """What to show, and the contents of the files that were made by their names."""

    told: Json
    files: Mapping[str, bytes] = {}


def free_name(name: str) -> str:
    """Return the name of an .xlsx to make in the folder of the request, where somebody's own file may have that one."""
    while os.path.exists(name):
        name = beside(name, "-2.xlsx")
    return name
