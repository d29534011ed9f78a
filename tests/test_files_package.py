"""The zip around a workbook: unusual but sound ones are understood, and what is not replaced is copied as it stands."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_xl.domain.errors import InputError
from selfeval_xl.ooxml.package import Package
from tests.rich import raw_members


class Pipe(io.BytesIO):
    """A target that cannot be rewound, as when a program streams a zip: it then writes data descriptors."""

    def seekable(self) -> bool:
        """Say no."""
        return False

    def seek(self, *_: int) -> int:
        """Refuse."""
        raise io.UnsupportedOperation


def archive(contents: dict[str, bytes], target: io.BytesIO | None = None, zip64: bool = False) -> bytes:
    """A zip with these members, the second of them stored, with comments and dates of its own."""
    target = target or io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.comment = "备注".encode()
        for number, (name, content) in enumerate(contents.items()):
            entry = zipfile.ZipInfo(name, (2017, 3, 4, 5, 6, 8))
            entry.compress_type = zipfile.ZIP_STORED if number == 1 else zipfile.ZIP_DEFLATED
            entry.comment, entry.external_attr = b"note", 0o600 << 16
            with package.open(entry, "w", force_zip64=zip64) as member:
                member.write(content)
    return target.getvalue()


def both_ends(data: bytes, entries: int = 4) -> bytes:
    """The zip with the larger form of its end besides the smaller one, as some programs always write it."""
    at = data.rindex(b"PK\5\6")
    count, size, offset = struct.unpack_from("<10xHII", data, at)
    larger = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries or count, size, offset)
    return data[:at] + larger + struct.pack("<4sIQI", b"PK\6\7", 0, at, 1) + data[at:]


CONTENTS = {"a.xml": b"<a/>" * 50, "图/b.bin": bytes(range(256)), "c.xml": b"", "D.xml": b"<d/>" * 9}
KINDS = [archive(CONTENTS), archive(CONTENTS, Pipe()), archive(CONTENTS, zip64=True), both_ends(archive(CONTENTS))]


@pytest.mark.parametrize("data", KINDS, ids=["plain", "streamed", "zip64", "both ends"])
def test_replacing_and_removing_members_leaves_the_others_as_they_stand(data: bytes) -> None:
    package = Package(data, "x")
    assert {name: package.read(name) for name in CONTENTS} == CONTENTS
    result = package.replaced({"a.xml": b"new", "c.xml": None})
    with zipfile.ZipFile(io.BytesIO(result)) as after:
        assert after.testzip() is None and after.comment == "备注".encode()
        assert {name: after.read(name) for name in after.namelist()} == {
            "a.xml": b"new", "图/b.bin": CONTENTS["图/b.bin"], "D.xml": CONTENTS["D.xml"],
        }  # fmt: skip
        entry = after.getinfo("a.xml")
        assert (entry.date_time, entry.comment, entry.external_attr) == ((2017, 3, 4, 5, 6, 8), b"note", 0o600 << 16)
    before, now = raw_members(data), raw_members(result)
    assert now["图/b.bin"] == before["图/b.bin"] and now["D.xml"] == before["D.xml"]


@pytest.mark.parametrize("data", KINDS, ids=["plain", "streamed", "zip64", "both ends"])
def test_replacing_nothing_keeps_every_member_and_a_second_time_every_byte(data: bytes) -> None:
    once = Package(data, "x").replaced({})
    assert raw_members(once) == raw_members(data)
    assert Package(once, "x").replaced({}) == once


def test_a_part_that_is_only_copied_must_be_whole_too() -> None:
    torn = bytearray(KINDS[0])
    torn[torn.index(CONTENTS["图/b.bin"])] ^= 1
    package = Package(bytes(torn), "x")
    with pytest.raises(InputError, match="校验不符"):
        package.replaced({"a.xml": b"new"})
    assert package.replaced({"图/b.bin": b"new"})


def test_names_are_compared_as_the_standard_says() -> None:
    package = Package(KINDS[0], "x")
    assert "/A.XML" in package and "图\\b.bin" in package and package.read("/d.xml") == CONTENTS["D.xml"]


def test_members_that_overlap_are_not_written_on() -> None:
    data = bytearray(KINDS[0])
    first, second = (data.find(b"PK\x01\x02"), data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4))
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    with pytest.raises(InputError):
        Package(bytes(data), "x").replaced({})


def test_two_members_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            package.writestr("a.xml", "1")
            package.writestr("a.xml", "2")
    with pytest.raises(InputError):
        Package(target.getvalue(), "x")


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_it_stumble(noise: bytes) -> None:
    for data in (noise, b"PK\x03\x04" + noise + KINDS[0][-60:], KINDS[0][:-30] + noise):
        try:
            package = Package(data, "x")
            for name in CONTENTS:
                package.read(name)
            package.replaced({"a.xml": b""})
        except InputError as error:
            assert error.code == "F04"


@pytest.mark.parametrize(
    "data",
    [
        both_ends(archive(CONTENTS), entries=3),
        archive(CONTENTS).replace(b"PK\5\6", b"x" * 30 + b"PK\5\6"),
        b"x" * 30 + archive(CONTENTS),
    ],
    ids=["two counts", "room before the end", "room before the start"],
)
def test_a_zip_of_which_two_readers_could_take_different_directories_is_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        Package(data, "表.xlsx")
    assert caught.value.code == "F04"


def test_a_place_beyond_all_numbers_is_refused() -> None:
    sound = archive({"a.xml": b"<a/>", "b.xml": b"<b/>"})
    at = sound.rindex(b"PK\x05\x06")
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 1 << 63, 1)
    with pytest.raises(InputError):
        Package(sound[:at] + locator + sound[at:], "表.xlsx")
