"""One pass of expat over a part of a workbook, whatever legal way its XML is spelled in.

Handlers see the elements of the part's own vocabulary under their local names: the prefix, Strict name spaces, the
encoding, comments and CDATA make no difference.  Of ``mc:AlternateContent`` they see the branch that Office shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

MAIN = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "",
    }
)
"""The vocabulary of workbooks, transitional and Strict; ``""`` for programs that name none."""
MOST_TAGS, FEWER_TAGS = 3_000_000, 600_000
"""Most tags of a sheet or of the strings, and of any other part: seconds of work, where a form has thousands."""
_DEEPEST = 200
"""How deep elements may lie in each other; Office needs ten levels."""
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_KNOWN_TO_OFFICE = ("http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/", "http://purl.oclc.org/")
_PLAIN_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]{0,200}\?>)?\s*+<(?:worksheet|sst|styleSheet)"
    rb'(?:\sxmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main"|\s(?!xmlns=)[\w.-]++(?::[\w.-]++)?+="(?!'
    rb'http://schemas\.openxmlformats\.org/spreadsheetml/|http://purl)[^"<&]*+")*+\s*+/?>'
)
_FOREIGN = re.compile(rb'xmlns:[\w.-]+="http://schemas\.microsoft\.com/')

Start = Callable[[str, Mapping[str, str]], object]
End = Callable[[str], object]
Text = Callable[[str], object]


class Unusual(Exception):
    """The part has a document type, is not in UTF-8 or UTF-16, or is nested or long beyond all measure."""


class Malformed(Exception):
    """The part is not well-formed XML."""


def parse(
    xml: bytes,
    start: Start,
    end: End | None = None,
    text: Text | None = None,
    own: frozenset[str] = MAIN,
    most: int = MOST_TAGS,
) -> None:
    """Call ``start``, ``end`` and ``text`` for the elements of ``own`` name spaces, by their local names.

    Raises :class:`Unusual` and :class:`Malformed`.
    """
    if xml.count(b"<") > most:
        raise Unusual("tags")
    spaces = None if own is MAIN and is_plain(xml) else NameSpaces(start, end, own)
    run(reader_of(spaces.start if spaces else start, spaces.end if spaces else end, text, spaces), xml)


def reader_of(
    start: Start, end: End | None, text: Text | None, spaces: NameSpaces | None, encoding: str | None = None
) -> expat.XMLParserType:
    """Return a parser with these handlers; it refuses a document type and any encoding but those of Office.

    ``encoding`` is that of the bytes, whatever they say themselves.
    """
    reader = expat.ParserCreate(encoding, " ") if spaces else expat.ParserCreate(encoding)
    if spaces:
        reader.StartNamespaceDeclHandler = spaces.declare
    reader.buffer_text = True
    reader.buffer_size = 65_536
    reader.StartDoctypeDeclHandler = _refuse
    reader.XmlDeclHandler = _require_known
    reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = start, end, text
    return reader


def run(reader: expat.XMLParserType, xml: bytes) -> None:
    """Have a part read; raise :class:`Unusual` and :class:`Malformed`."""
    try:
        reader.Parse(xml, True)
    except expat.ExpatError as error:
        raise (Unusual if error.code in _ENCODINGS else Malformed)(str(error)) from error
    except ValueError as error:  # an encoding of several bytes a character, which expat does not know
        raise Unusual(str(error)) from error


_ENCODINGS = (18, 19)
"""expat's numbers for an encoding that it does not know, or that is not what the part says."""


def _require_known(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.upper() not in ("UTF-8", "UTF-16", "US-ASCII"):
        raise Unusual(encoding)


def is_plain(xml: bytes) -> bool:
    """Tell whether the spreadsheet's elements, and no others, are those without a prefix, all through a part.

    So nearly all programs write; expat need not look up name spaces then, which is a fifth of its work.
    """
    root = _PLAIN_ROOT.match(xml)
    if not root or b":AlternateContent" in xml:
        return False
    found = xml.find(b"xmlns", root.end())
    while found >= 0 and _FOREIGN.match(xml, found):
        found = xml.find(b"xmlns", found + 5)
    return found < 0


def _refuse(*_: object) -> None:
    raise Unusual("document type")


class NameSpaces:
    """Between expat and the handlers: leaves out foreign elements, and branches that are not shown.

    With ``all_through`` they are passed on as well, under names that no element of ours has.
    """

    def __init__(self, start: Start, end: End | None, own: frozenset[str], all_through: bool = False) -> None:
        self._start, self._end, self._own, self._all_through = start, end, own, all_through
        self._names: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        self._taken: list[bool] = []
        self._skipped = self._depth = 0

    def declare(self, prefix: str | None, uri: str | None) -> None:
        self._prefixes[prefix or ""] = uri or ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unusual("depth")
        if self._skipped:
            self._skipped += 1
            return
        local = self._names.get(name) or self._local(name)
        if local[0] != "{" or self._all_through:
            self._start(local, attributes)
        elif local == "{AlternateContent":
            self._taken.append(False)
        elif local in ("{Choice", "{Fallback") and self._taken:
            if self._taken[-1] or not self._is_known(attributes.get("Requires", "")):
                self._skipped = 1
            self._taken[-1] = self._taken[-1] or not self._skipped

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        local = self._names[name]
        if local[0] != "{" or self._all_through:
            if self._end:
                self._end(local)
        elif local == "{AlternateContent":
            self._taken.pop()

    def _local(self, name: str) -> str:
        """Return the local name of an element of ours, ``{name`` for one of the compatibility, ``{`` for any other."""
        uri, _, local = name.rpartition(" ")
        known = local if uri in self._own else "{" + local if uri == _COMPATIBILITY else "{"
        self._names[name] = known
        return known

    def _is_known(self, prefixes: str) -> bool:
        """Tell whether Office knows all name spaces that a branch requires; the last resort requires none."""
        return all(self._prefixes.get(each, "").startswith(_KNOWN_TO_OFFICE) for each in prefixes.split())
