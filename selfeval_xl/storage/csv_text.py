"""Text in a file of comma-separated values, where nothing says what is text and what is a formula."""

import re

from selfeval_xl.ooxml.xmltext import printable

_SPACES = "[ \u00a0\u2000-\u200d\u3000\ufeff]*"
_FORMULA = re.compile(rf"(?:^|(?<=[;\t\n]))(?={_SPACES}[=+\-@＝＋－＠])|^(?=[\t\n])")
"""Where a spreadsheet may take a text for a formula when it opens the file, full-width forms included.

Behind a semicolon, a tab or a line break as well: a spreadsheet that is set to another separator begins a cell there.
"""
_QUOTED = re.compile('[",;\t\n]')


def as_text(text: str) -> str:
    """Return text without control characters, and with an apostrophe before all that could be read as a formula."""
    return _FORMULA.sub("'", printable(text))


def as_typed(text: str) -> str:
    """Return a field as it was typed: without the apostrophe that :func:`as_text` writes before what it guards."""
    return text[1:] if text[:1] == "'" and as_text(text[1:]) == text else text


def field(text: str) -> str:
    """Return text as one field of a line."""
    text = as_text(text)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
