"""XML in one pass by expat: handlers by local name, whatever the prefixes; no document types, no entities."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Generic, NoReturn, TypeVar
from xml.parsers import expat

from selfeval_xl.messages import codes, input_error

Attributes = Mapping[str, str]
Start = Callable[[Attributes], None]
End = Callable[[], None]
_Known = TypeVar("_Known")


class _ByLocalName(dict[str, _Known | None], Generic[_Known]):
    """What is known of elements, by their names as written, prefix included; each name is taken apart once."""

    def __init__(self, known: Mapping[str, _Known]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, name: str) -> _Known | None:
        found = self[name] = self._known.get(name.rpartition(":")[2])
        return found


def local(attributes: Attributes) -> dict[str, str]:
    """Return attributes by their local names."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


class Walk:
    """One pass over a document: handlers for where elements start and end, and for text.

    What lies within elements named in ``skipped`` is passed over; their own start is still told.
    """

    def __init__(
        self,
        starts: Mapping[str, Start],
        ends: Mapping[str, End],
        text: Callable[[str], None],
        skipped: Collection[str] = (),
    ) -> None:
        passed_over = {name: self._passing_over(starts.get(name)) for name in skipped}
        self._starts, self._ends, self._text = _ByLocalName({**starts, **passed_over}), _ByLocalName(ends), text
        self._parser = expat.ParserCreate()
        self._depth = 0

    def over(self, xml: bytes | str, shown: str) -> None:
        """Go over the document.  Raises InputError for what is no well-formed, plain XML."""

        def refuse(*_: object) -> NoReturn:
            # Office never writes a document type, and entities declared in one are a well-known weapon.
            raise input_error(codes.DAMAGED, file=shown, detail="含有文档类型声明")

        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = refuse
        self._hear()
        try:
            self._parser.Parse(xml, True)
        except (expat.ExpatError, ValueError) as error:
            raise input_error(codes.DAMAGED, file=shown, detail="XML 内容有误") from error

    def _hear(self) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: Attributes) -> None:
        if handler := self._starts[name]:
            handler(attributes)

    def _passing_over(self, handler: Start | None) -> Start:
        """Return a handler that also turns the others off until the element ends."""

        def start(attributes: Attributes) -> None:
            if handler:
                handler(attributes)
            self._depth = 1
            self._parser.StartElementHandler, self._parser.EndElementHandler = self._deeper, self._higher
            self._parser.CharacterDataHandler = None

        return start

    def _end(self, name: str) -> None:
        if handler := self._ends[name]:
            handler()

    def _deeper(self, _name: str, _attributes: Attributes) -> None:
        self._depth += 1

    def _higher(self, _name: str) -> None:
        self._depth -= 1
        if not self._depth:
            self._hear()
