"""The compression of VBA source text ([MS-OVBA] 2.4.1): runs of literal bytes and of copies from the same chunk."""

from __future__ import annotations

from collections.abc import Iterator

from addin._build import BuildError

_CHUNK = 4096
_SIGNATURE = b"\x01"
_COMPRESSED = 0xB000  # the chunk signature 0b011 and the flag "compressed", above the 12 bits of the size
_SHORTEST = 3  # a copy takes two bytes, so that two bytes are not worth copying
_TOKENS = 8  # per flag byte


def compress(data: bytes) -> bytes:
    """Return the compressed container of ``data``.

    Raises BuildError for data that does not get smaller; text always does.
    """
    return _SIGNATURE + b"".join(_chunk(data[start : start + _CHUNK]) for start in range(0, len(data), _CHUNK))


def _chunk(chunk: bytes) -> bytes:
    """Return one chunk with its header.  Uncompressed chunks exist in the format, but only 4096 bytes long."""
    tokens = list(_tokens(chunk))
    body = b"".join(_sequence(tokens[start : start + _TOKENS]) for start in range(0, len(tokens), _TOKENS))
    if len(body) > _CHUNK:
        raise BuildError("A VBA module holds bytes that cannot be compressed: it is no text.")
    return (_COMPRESSED | len(body) - 1).to_bytes(2, "little") + body


def _sequence(tokens: list[bytes]) -> bytes:
    """Up to eight tokens behind the byte that says which of them are copies (two bytes) and which literals (one)."""
    flags = sum(1 << place for place, token in enumerate(tokens) if len(token) == 2)
    return bytes([flags]) + b"".join(tokens)


def _tokens(chunk: bytes) -> Iterator[bytes]:
    position = 0
    while position < len(chunk):
        bits = _offset_bits(position)
        offset, length = _longest_match(chunk, position, (0xFFFF >> bits) + _SHORTEST)
        if length < _SHORTEST:
            yield chunk[position : position + 1]
            position += 1
        else:
            yield ((offset - 1) << 16 - bits | length - _SHORTEST).to_bytes(2, "little")
            position += length


def _offset_bits(position: int) -> int:
    """How many of the 16 bits of a copy hold its offset: enough to reach the start of the chunk (2.4.1.3.19.1)."""
    return max(4, (position - 1).bit_length())


def _longest_match(chunk: bytes, position: int, limit: int) -> tuple[int, int]:
    """Offset back and length of the longest earlier run of the bytes at the position, which it may run into."""
    offset, length = 0, 0
    limit = min(limit, len(chunk) - position)
    wanted = _SHORTEST
    while wanted <= limit:
        found = chunk.find(chunk[position : position + wanted], 0, position + wanted - 1)
        if found < 0:
            break
        offset, length = position - found, wanted
        while length < limit and chunk[found + length] == chunk[position + length]:
            length += 1
        wanted = length + 1
    return offset, length
