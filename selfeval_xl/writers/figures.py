"""How figures are written into text: exact decimals, never by way of a float."""

import re

from selfeval_xl.documents.blocks import MONEY, Value

_EXACT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FEN_PLACES = 6
"""A 万元 has a million 分."""


def ten_thousands(fen: int) -> str:
    """Return 分 in 万元, exactly: 17092000 is ``17.092``."""
    whole, rest = divmod(abs(fen), 10**_FEN_PLACES)
    sign = "-" if fen < 0 else ""
    return f"{sign}{whole}.{rest:06d}".rstrip("0").rstrip(".")


def is_exact(text: str) -> bool:
    """Tell whether a text is an exact decimal."""
    return _EXACT.fullmatch(text) is not None


def shown(value: Value, kind: str) -> str:
    """Return a figure as a person reads it in a table: money in 万元, all else as it is."""
    return ten_thousands(value) if kind == MONEY and isinstance(value, int) else str(value)
