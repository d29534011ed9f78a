"""序号 and 资金来源 of the lines of a budget that are read off a form."""

from selfeval_xl.documents.forms.funds import SOURCES
from selfeval_xl.domain.cells import normalise

_SOURCE_WORDS = (("结转", SOURCES[1]), ("财政拨款", SOURCES[0]), ("财政资金", SOURCES[0]), ("其他", SOURCES[2]))


class LineNumbers:
    """序号 and 资金来源 of the lines: 年度资金总额 is 1, what it is made of 1.1, 1.2 and so on."""

    def __init__(self) -> None:
        self._has_total, self._parts = False, 0
        self._sources: set[str] = set()

    def next(self, label: str, is_total: bool) -> tuple[str, str | None]:
        """Return both for the next line; a second line of the same source keeps its own name."""
        if is_total and not self._has_total:
            self._has_total = True
            return "1", None
        self._parts += 1
        own = normalise(label).removeprefix("其中").strip(":")
        source = next((source for word, source in _SOURCE_WORDS if word in own), own)
        source = own if source in self._sources else source
        self._sources.add(source)
        return f"1.{self._parts}" if self._has_total else f"{self._parts}", source or None
