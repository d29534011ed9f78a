"""A part as a tree of elements that know where their bytes stand: some are replaced, and all else stays as it is.

The places are expat's own, so any legal spelling will do.  Parts in UTF-16 are handled as UTF-8 and put back after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from selfeval_xl.ooxml.xmlpass import MAIN, NameSpaces, Unusual, is_plain, reader_of, run

_MOST_TAGS = 2_000_000
"""Most tags of a part that is written to; there is a record for each element."""
_DEEPEST = 200
_TAG = re.compile(rb"<([^\s:/>]+:)?([^\s:/>]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ATTRIBUTE = rb"\s%b\s*=\s*(?:\"[^\"]*\"|'[^']*')"
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SIXTEEN = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


class Node:
    """An element: its local name and attributes, its bytes from ``start`` to ``end``, and where its end tag begins.

    That of an empty element (``<c/>``) begins at its end.  ``text`` is that of an element without children.
    """

    __slots__ = ("attributes", "children", "closing", "end", "name", "start", "text")

    def __init__(self, name: str, attributes: Mapping[str, str], start: int) -> None:
        self.name, self.attributes, self.start = name, attributes, start
        self.children: list[Node] = []
        self.closing = self.end = start
        self.text = ""

    def child(self, name: str) -> Node | None:
        """Return the first child of that name."""
        return next((each for each in self.children if each.name == name), None)

    def walk(self) -> Iterator[Node]:
        """Yield the element and all below it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


def tree(xml: bytes, own: frozenset[str] = MAIN) -> Node:
    """Return the root of a part in UTF-8.  Raises :class:`Unusual` and :class:`Malformed`."""
    if xml.count(b"<") > _MOST_TAGS:
        raise Unusual("tags")
    builder = _Builder(xml)
    spaces = None if own is MAIN and is_plain(xml) else NameSpaces(builder.start, builder.end, own, all_through=True)
    start, end = (spaces.start, spaces.end) if spaces else (builder.start, builder.end)
    builder.reader = reader_of(start, end, builder.buffer.append, spaces, "utf-8")
    run(builder.reader, xml)
    return builder.top.children[0]


class _Builder:
    """The handlers, and the elements that are open."""

    def __init__(self, xml: bytes) -> None:
        self.xml, self.reader = xml, reader_of(self.start, self.end, None, None)
        self.buffer = list[str]()
        self.top = Node("", {}, 0)
        self.open = [self.top]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        node = Node(name, attributes, self.reader.CurrentByteIndex)
        waiting = self.open
        waiting[-1].children.append(node)
        waiting.append(node)
        if self.buffer:
            self.buffer.clear()
        if len(waiting) > _DEEPEST:
            raise Unusual("depth")

    def end(self, _: str) -> None:
        node, at, xml = self.open.pop(), self.reader.CurrentByteIndex, self.xml
        node.closing = node.end = at
        # Expat is behind an empty element when it ends, and before the end tag of any other.
        if node.children or self.buffer or xml[at - 2 : at] != b"/>":
            node.end = xml.find(b">", at) + 1
        if self.buffer:
            node.text = "" if node.children else "".join(self.buffer)
            self.buffer.clear()


def opened(xml: bytes, node: Node) -> int:
    """Return where the start tag of an element ends."""
    match = _TAG.match(xml, node.start)
    return match.end() if match else node.end


def prefix_of(xml: bytes, node: Node) -> bytes:
    """Return the prefix of an element with its colon, mostly ``b""``."""
    match = _TAG.match(xml, node.start)
    return (match[1] or b"") if match else b""


def with_attribute(tag: bytes, name: bytes, value: bytes | None) -> bytes:
    """Return a start tag with an attribute set, or without it."""
    tag = re.sub(_ATTRIBUTE % name, b"", tag)
    if value is None:
        return tag
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + b" " + name + b'="' + value + b'"' + tag[end:]


Edit = tuple[int, int, bytes]
"""Replace the bytes from one place up to another."""


def edited(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the part with these changes, which do not overlap."""
    pieces, position = list[bytes](), 0
    for start, end, new in sorted(edits, key=lambda each: each[:2]):
        pieces += (xml[position:start], new)
        position = end
    return b"".join([*pieces, xml[position:]])


def put(root: Node, name: str, element: bytes, order: tuple[str, ...]) -> list[Edit]:
    """Return the change that makes ``element`` the only child of that name; empty bytes take it out.

    ``order`` is the schema's sequence up to and with ``name``, as far as it matters: a new element goes behind the last
    child of those names.
    """
    old = root.child(name)
    if old:
        return [(old.start, old.end, element)]
    earlier = order[: order.index(name)]
    at = max((each.end for each in root.children if each.name in earlier), default=root.closing)
    return [(at, at, element)] if element else []


def as_utf8(raw: bytes) -> bytes:
    """Return a part in UTF-8; what it says of its encoding stays, and is not believed by :func:`tree`."""
    code = _SIXTEEN.get(raw[:2])
    try:
        return raw.decode(code).removeprefix("\ufeff").encode() if code else raw
    except UnicodeError as error:
        raise Unusual("UTF-16") from error


def as_before(raw: bytes, xml: bytes) -> bytes:
    """Return a part that was changed, in the encoding that it had."""
    code = _SIXTEEN.get(raw[:2])
    return (raw[:2] if raw[:2] in _BOMS else b"") + xml.decode().encode(code) if code else xml
