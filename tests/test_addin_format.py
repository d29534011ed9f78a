"""The two file formats inside the add-in, judged by readers that were not written by us."""

import io
import re
import struct
from pathlib import Path

import olefile
import pyopenvba
import pytest
import xlwings
from hypothesis import given
from hypothesis import strategies as st

from addin import build
from addin._build import BuildError
from addin._build.compound import compound_file
from addin._build.compression import compress
from addin._build.project import IDENTITY, project_stream
from tests.addin import specification
from tests.addin.olevba import decompress_stream
from tests.judges import workbooks

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


# --- the records, compared with the specification and with what Excel writes

PACKAGES = {
    **{path.name: path for path in Path(xlwings.__file__).parent.rglob("*.xl[as]m")},
    **{path.name: path for path in Path(pyopenvba.__file__).parent.rglob("blank_*.xl[as]m")},
}
"""Add-ins and workbooks that Excel has saved at some time, of which some were written anew by other programs."""


def directory(package: Path) -> tuple[specification.Directory, dict[str, str]]:
    """The records of a project, and the text of each of its modules."""
    with olefile.OleFileIO(io.BytesIO(workbooks.parts(package)["xl/vbaProject.bin"])) as project:
        read = specification.read(decompressed(project.openstream("VBA/dir").read()))
        texts = {}
        for module in read.modules:
            name, offset = module[0x001A].decode("cp1252"), int.from_bytes(module[0x0031], "little")
            texts[name] = decompressed(project.openstream(f"VBA/{name}").read()[offset:]).decode("cp1252")
    return read, texts


@pytest.mark.parametrize("name", PACKAGES)
def test_what_excel_saved_is_as_the_specification_says(name: str) -> None:
    read, texts = directory(PACKAGES[name])
    assert len(read.modules) == len(texts) > 0


def test_our_records_are_as_the_specification_says_and_as_excel_writes_them() -> None:
    ours, texts = directory(build.TARGET)
    assert list(texts) == [module.name for module in build.modules()]
    assert [reference[0x0016] for reference in ours.references] == [b"stdole", b"Office"]
    of_today, _ = directory(PACKAGES["quickstart.xlsm"])
    for identifier in (0x0001, 0x004A, 0x0002, 0x0014, 0x0003):
        assert ours.information[identifier] == of_today.information[identifier]


def test_a_private_module_says_so_in_its_record_too() -> None:
    """So Excel writes them: seen in VBA-FastDictionary's Benchmarking.xlsm and ten other workbooks."""
    ours, texts = directory(build.TARGET)
    private = {module[0x001A].decode() for module in ours.modules if 0x0028 in module}
    assert private == {name for name, text in texts.items() if "\r\nOption Private Module\r\n" in text}
    assert {"Launch", "Server"} <= private and "Ribbon" not in private


@pytest.mark.parametrize("wrong", ["another order", "a size", "no Unicode", "a module too few"])
def test_the_reader_of_the_specification_sees_what_is_wrong(wrong: str) -> None:
    with olefile.OleFileIO(io.BytesIO(workbooks.parts(build.TARGET)["xl/vbaProject.bin"])) as project:
        right = decompressed(project.openstream("VBA/dir").read())
    kind, compatible = right[:10], right[10:20]
    changed = {
        "another order": compatible + kind + right[20:],
        "a size": right[:2] + b"\5" + right[3:6] + b"\0" + right[6:],
        "no Unicode": right.replace("Launch".encode("utf-16-le"), "launch".encode("utf-16-le")),
        "a module too few": right.replace(b"\x0f\0\2\0\0\0", b"\x0f\0\2\0\0\0\1", 1),
    }[wrong]
    assert changed != right
    with pytest.raises((AssertionError, KeyError, struct.error)):
        specification.read(changed)


@pytest.mark.parametrize("size", [10, 200_000])
def test_the_compound_file_is_of_version_3(size: int) -> None:
    """Excel reads version 4 as well, but writes this one; others know no other ([MS-CFB] 2.2)."""
    head = compound_file({"VBA": {"dir": bytes(size)}})
    minor, major, order, sector, mini = struct.unpack_from("<5H", head, 24)
    assert (major, minor, order, 1 << sector, 1 << mini) == (3, 0x3E, 0xFFFE, 512, 64)
    assert head[8:24] == bytes(16) and head[34:40] == bytes(6)
    directory_sectors, _, _, transaction, cutoff = struct.unpack_from("<5I", head, 40)
    assert (directory_sectors, transaction, cutoff) == (0, 0, 4096)
    assert len(head) % 512 == 0
