"""序号 and 资金来源 of the lines of 项目资金, by what its rows are called."""

from __future__ import annotations

from selfeval_xl.documents.forms.funds import SOURCES
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.layout import header_key
from selfeval_xl.readers.forms import labels

_SOURCE_WORDS = (("结转", SOURCES[1]), ("财政拨款", SOURCES[0]), ("财政资金", SOURCES[0]), ("其他", SOURCES[2]))


def is_total(label: str) -> bool:
    """Tell whether a row is 年度资金总额 or has another name for it."""
    return not label or bool(labels.GRAND.fullmatch(labels.bare(header_key(label))))


class LineNumbers:
    """序号 and 资金来源 of the lines: 年度资金总额 is 1, what it is made of 1.1, 1.2 and so on."""

    def __init__(self) -> None:
        self.has_total = False
        self.parts = 0
        self.sources: set[str] = set()

    def next(self, label: str) -> tuple[str, str]:
        """Return both for the next line."""
        if is_total(label) and not self.has_total:
            self.has_total = True
            return "1", ""
        self.parts += 1
        return f"1.{self.parts}" if self.has_total else f"{self.parts}", source_of(label, self.sources)


def source_of(label: str, sources: set[str]) -> str:
    """Return which 资金来源 a label means, and note it in ``sources``; a second line of the same keeps its own name."""
    own = normalise(label).removeprefix("其中").strip(": ")
    source = next((source for word, source in _SOURCE_WORDS if word in own), own)
    source = own if source in sources else source
    sources.add(source)
    return source
