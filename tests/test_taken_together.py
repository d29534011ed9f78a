"""What is put together before expat reads it gives what it gives apart: cells and strings as any program writes them.

A comment keeps the reader from putting anything together, and changes nothing else.
"""

from hypothesis import given
from hypothesis import strategies as st

from selfeval_xl.ooxml.sheet import Context, ParsedSheet, read_sheet
from selfeval_xl.ooxml.strings import shared_strings
from selfeval_xl.ooxml.xmlpass import Malformed, Unusual

SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CONTEXT = Context(["甲", " 乙 ", ""], [None, 0, 2], False)
TEXTS = st.sampled_from(["", " ", "甲", " 乙\n", "_x0041_", "&lt;v&gt;", "&#127;", "\x7f", '"', "'", "1", ">", "&amp;"])
VALUES = st.one_of(TEXTS, st.sampled_from(["0", "1", "2", "-1", "0.95", "1E-3", "95%", "#N/A", "true", 'x" _v="1']))
FORMULAS = st.sampled_from(
    ["", "<f>A1</f>", "<f/>", '<f t="shared" si="0"/>', "<f>A1&amp;1</f>", '<f t="shared">1</f>']
)
TYPES = st.sampled_from(["", ' t="n"', ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' t="d"', ' s="1"', ' s="2" t="s"'])
STRINGS = st.one_of(
    st.builds("<si><t>{}</t></si>".format, TEXTS),
    st.builds('<si><t xml:space="preserve">{}</t></si>'.format, TEXTS),
    st.builds("<si><r><t>{}</t></r><t>{}</t></si>".format, TEXTS, TEXTS),
    st.builds('<si><t>{}</t><rPh sb="0" eb="1"><t>{}</t></rPh></si>'.format, TEXTS, TEXTS),
    st.sampled_from(["<si/>", "<si><t/></si>", "<si></si>"]),
)


@st.composite
def cells(draw: st.DrawFn) -> str:
    """The cells of a row, each of which may say where it stands."""
    row = ""
    for letter in "ABCD"[: draw(st.integers(0, 4))]:
        place = f' r="{letter}{{0}}"' if draw(st.booleans()) else ""
        value = f"<v>{draw(VALUES)}</v>" if draw(st.integers(0, 4)) else draw(st.sampled_from(["", "<v/>", "<v></v>"]))
        row += f"<c{place}{draw(TYPES)}>{draw(FORMULAS)}{value}</c>"
    return row


def read(xml: str) -> ParsedSheet | str:
    """What a sheet reads as, or why it is refused."""
    try:
        return read_sheet(xml.encode(), CONTEXT)
    except (Malformed, Unusual) as refused:
        return type(refused).__name__


@given(st.lists(cells(), max_size=3))
def test_cells_read_the_same_together_and_apart(rows: list[str]) -> None:
    data = "".join(f"<row>{row.replace('{0}', str(number))}</row>" for number, row in enumerate(rows, 1))
    head, tail = f"<worksheet {SPREADSHEET}>", f"<sheetData>{data}</sheetData></worksheet>"
    assert read(head + tail) == read(head + "<!---->" + tail)


@given(st.lists(STRINGS, max_size=6))
def test_strings_read_the_same_together_and_apart(strings: list[str]) -> None:
    table = f"<sst {SPREADSHEET}>{{}}{''.join(strings)}</sst>"
    together, apart = (shared_strings(table.format(each).encode()) for each in ("", "<!---->"))
    assert together == apart
    assert len(together) == len(strings)
