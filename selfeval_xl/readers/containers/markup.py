"""XML by expat as elements with their local names, whatever the prefixes; no document types, no entities."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from selfeval_xl.messages import codes, input_error

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST = 2_000_000
"""Elements that are kept at a time; a report with a hundred forms has some hundred thousand."""
Starts = Mapping[str, Callable[["Element"], None]]
Ends = Mapping[str, Callable[["Element"], bool]]


class Walk:
    """One pass over a document, which hands elements out by their names.

    Those in ``starts`` come as they start, with their attributes alone; those in ``ends`` come whole, and are emptied
    where that returns true, so that no long sheet is kept.  Elements that are ``skipped`` stay empty.
    """

    def __init__(self, starts: Starts, ends: Ends, skipped: Collection[str] = ()) -> None:
        from xml.etree.ElementTree import TreeBuilder  # for files of these kinds alone

        self._starts, self._ends, self._skipped = starts, ends, skipped
        self._builder = TreeBuilder()
        self._depth, self._kept = 0, 0

    def over(self, xml: bytes | str, shown: str) -> Element:
        """Go over the document and return its root.  Raises InputError for what is no well-formed, plain XML."""

        def refuse(*_: object) -> NoReturn:
            # Office never writes a document type, and entities declared in one are a well-known weapon.
            raise input_error(codes.DAMAGED, file=shown, detail="含有文档类型声明")

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(xml, True)
        except MemoryError as error:
            raise input_error(codes.TOO_LARGE, file=shown, limit=len(xml) >> 20) from error
        except (expat.ExpatError, ValueError) as error:
            raise input_error(codes.DAMAGED, file=shown, detail="XML 内容有误") from error
        return self._builder.close()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._depth:
            self._depth += 1
            return
        self._kept += 1
        if self._kept > _MOST:
            raise MemoryError
        own = _local(name)
        element = self._builder.start(own, {_local(key): value for key, value in attributes.items()})
        self._depth = int(own in self._skipped)
        if handler := self._starts.get(own):
            handler(element)

    def _end(self, name: str) -> None:
        if self._depth > 1:
            self._depth -= 1
            return
        self._depth = 0
        element = self._builder.end(name)
        handler = self._ends.get(element.tag)
        if handler and handler(element):
            element.clear()
            self._kept = 0

    def _text(self, text: str) -> None:
        if not self._depth:
            self._builder.data(text)


@functools.lru_cache(maxsize=4096)
def _local(name: str) -> str:
    return name.rpartition(":")[2]
