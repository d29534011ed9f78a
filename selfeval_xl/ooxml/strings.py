"""The shared strings of a workbook (CT_Sst), and text as cells show it."""

import functools
from collections.abc import Mapping, Sequence

from selfeval_xl.ooxml.xmlpass import Unusual, parse
from selfeval_xl.ooxml.xmltext import decoded

_SPACE = " \t\r\n"
_KEPT = ("xml:space", "http://www.w3.org/XML/1998/namespace space")
_SMALL = 1 << 20
"""Most bytes of strings that are kept: a workbook that is scored is read again to be filled."""
_MOST, _DEEPEST = 1_000_000, 20
"""Most shared strings, and how deep elements may lie in each other; a form has some hundreds, five deep."""
_NEXT, _JOINT = b"</t></si><si><t>", b"\x7f"
"""What stands between two plain strings, and a control character to stand for it: expat then hands over all plain
strings that follow each other as one text."""


def shown(text: str, attributes: Mapping[str, str]) -> str:
    """Return the text of an element ``t`` as a cell shows it: space at its ends only counts where it says so."""
    if text and (text[0] in _SPACE or text[-1] in _SPACE) and "preserve" not in map(attributes.get, _KEPT):
        text = text.strip(_SPACE)
    return decoded(text)


def shared_strings(xml: bytes) -> Sequence[str]:
    """Return the shared strings; runs of one string are joined, readings of Japanese left out."""
    return (_shared_strings if len(xml) <= _SMALL else _shared_strings.__wrapped__)(xml)


@functools.lru_cache(maxsize=2)
def _shared_strings(xml: bytes) -> Sequence[str]:
    # In CDATA, what looks like an element is text; a reference may stand for the joint itself.
    is_joined = not (b"<!" in xml or b"&#" in xml or _JOINT in xml)
    reader = _Strings(_JOINT.decode() if is_joined else None)
    parse(xml.replace(_NEXT, _JOINT) if is_joined else xml, reader.start, reader.end, reader.buffer.append)
    return reader.strings


class _Strings:
    """The handlers, and the string that is being read."""

    __slots__ = ("attributes", "buffer", "depth", "joint", "phonetic", "pieces", "strings")

    def __init__(self, joint: str | None) -> None:
        self.joint = joint
        self.buffer, self.pieces, self.strings = list[str](), list[str](), list[str]()
        self.attributes: Mapping[str, str] = {}
        self.phonetic = self.depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if name == "t":
            self.buffer.clear()
            self.attributes = attributes
        elif name == "rPh":
            self.phonetic += 1
        elif self.depth > _DEEPEST or len(self.strings) > _MOST:
            raise Unusual("strings")

    def end(self, name: str) -> None:
        self.depth -= 1
        if name == "t":
            if not self.phonetic:
                self._take("".join(self.buffer))
        elif name == "si":
            self.strings.append("".join(self.pieces))
            self.pieces.clear()
        elif name == "rPh":
            self.phonetic -= 1

    def _take(self, text: str) -> None:
        """Add a text to the string that is being read; one with joints ends it, and others after it."""
        first, *following = text.split(self.joint) if self.joint else [text]
        self.pieces.append(shown(first, self.attributes))
        if following:
            following = [shown(each, {}) for each in following]
            self.strings += ["".join(self.pieces), *following[:-1]]
            self.pieces = following[-1:]
