"""The two file formats inside the add-in, judged by readers that were not written by us."""

import io
import re

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin._build import BuildError
from addin._build.compound import compound_file
from addin._build.compression import compress
from addin._build.project import IDENTITY, project_stream
from tests.addin.olevba import decompress_stream

CHUNK = 4096
vba_text = st.text("abcdef = ()\r\n\"'", max_size=3 * CHUNK).map(str.encode)
stream_name = st.text("abcXYZ_019", min_size=1, max_size=31)
storage = st.dictionaries(stream_name.map(str.lower), st.binary(max_size=9000), min_size=1, max_size=12)


def decompressed(data: bytes) -> bytes:
    return bytes(decompress_stream(bytearray(data)))


@given(vba_text)
def test_compressed_text_comes_back(text: bytes) -> None:
    assert decompressed(compress(text)) == text


@pytest.mark.parametrize("length", [0, 1, 2, 3, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 5 * CHUNK + 7])
@pytest.mark.parametrize("unit", [b"a", b"ab", b"Public Sub Se(control As IRibbonControl)\r\n"])
def test_runs_of_every_length_come_back(length: int, unit: bytes) -> None:
    text = (unit * length)[:length]
    assert decompressed(compress(text)) == text


def test_repetitive_text_gets_much_smaller() -> None:
    assert len(compress(b"    Dim Key As String\r\n" * 1000)) < 1500


def test_what_is_no_text_is_refused() -> None:
    noise = bytes(number * number * 7919 // 251 % 256 for number in range(CHUNK))
    with pytest.raises(BuildError, match="no text"):
        compress(noise)


@given(storage, storage)
def test_every_stream_is_found_again(inside: dict[str, bytes], beside: dict[str, bytes]) -> None:
    data = compound_file({"VBA": inside, **{f"p{name}"[:31]: content for name, content in beside.items()}})
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_POTENTIAL) as read:
        assert read.parsing_issues == []
        assert {name: read.openstream(["VBA", name]).read() for name in inside} == inside
        found = {path[0]: read.openstream(path).read() for path in read.listdir() if len(path) == 1}
        assert found == {f"p{name}"[:31]: content for name, content in beside.items()}


def test_a_file_of_many_sectors_is_found_again() -> None:
    content = bytes(range(256)) * 4000  # a megabyte: its table of sectors fills many sectors itself
    with olefile.OleFileIO(io.BytesIO(compound_file({"big": content})), raise_defects=olefile.DEFECT_POTENTIAL) as read:
        assert read.openstream("big").read() == content


def test_a_name_that_excel_would_cut_off_is_refused() -> None:
    with pytest.raises(BuildError, match="too long"):
        compound_file({"a" * 32: b""})


def test_a_project_too_large_for_the_header_is_refused() -> None:
    with pytest.raises(BuildError, match="7 MB"):
        compound_file({"big": bytes(8_000_000)})


def revealed(text: str) -> bytes:
    """The bytes behind an obscured value of a PROJECT stream, read as [MS-OVBA] 2.4.3.3 says, checks included."""
    raw = bytes.fromhex(text)
    seed, version, key = raw[0], raw[0] ^ raw[1], raw[0] ^ raw[2]
    assert version == 2
    assert key == sum(IDENTITY.encode()) % 256
    last, earlier, latest = key, raw[1], raw[2]
    plain = bytearray()
    for byte in raw[3:]:
        last = byte ^ (earlier + last) % 256
        earlier, latest = latest, byte
        plain.append(last)
    ignored = (seed & 6) // 2
    length = int.from_bytes(plain[ignored : ignored + 4], "little")
    data = bytes(plain[ignored + 4 :])
    assert len(data) == length
    return data


@pytest.mark.parametrize(("key", "value"), [("CMG", b"\0\0\0\0"), ("DPB", b"\0"), ("GC", b"\xff")])
def test_the_project_is_neither_locked_nor_hidden(key: str, value: bytes) -> None:
    text = project_stream("selfeval", [("Module", "Ribbon")]).decode("ascii")
    found = re.search(f'^{key}="(.*)"\r$', text, re.MULTILINE)
    assert found is not None
    assert revealed(found[1]) == value
