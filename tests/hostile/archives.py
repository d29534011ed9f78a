"""Hostile archives: bytes, members and directories of the zip itself."""

from __future__ import annotations

import zlib
from random import Random

from tests.hostile.corpus import books, packed, parts_of
from tests.hostile.rawzip import Member, build, member

_NAMES = (
    "../../etc/cron.d/x", "..\\..\\Windows\\x.dll", "/etc/passwd", "C:\\Windows\\x.dll", "\\\\server\\share\\x",
    "xl/../../x.xml", "xl/worksheets/..%2f..%2fx.xml", "xl//worksheets///sheet1.xml", "./xl/workbook.xml", "con", "nul",
    "xl/worksheets/sheet1.xml\0.exe", "xl/" + "a/" * 3000 + "x.xml", "x" * 60_000, "", "/", "xl/", "~/.bashrc",
    "xl/工作簿.xml", "xl/\u202elmx.xml", "XL/WORKBOOK.XML", "xl\\workbook.xml", "/xl/workbook.xml", "$(touch x)", "|id",
)  # fmt: skip


def bytes_flipped(rng: Random, book: bytes) -> bytes:
    """A few bits anywhere."""
    data = bytearray(book)
    for _ in range(rng.choice((1, 1, 3, 20, 200))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def records_flipped(rng: Random, book: bytes) -> bytes:
    """Bits in the directory, or in the header of a member."""
    data = bytearray(book)
    marks = [at for at in range(0, len(data) - 4) if data[at : at + 2] == b"PK" and data[at + 2] < 8]
    for _ in range(rng.randint(1, 4)):
        data[min(rng.choice(marks) + rng.randrange(60), len(data) - 1)] = rng.choice((0, 1, 8, 0x7F, 0xFF))
    return bytes(data)


def truncated(rng: Random, book: bytes) -> bytes:
    """Cut off, at either end or in the middle."""
    at = rng.randrange(len(book))
    return rng.choice((book[:at], book[at:], book[:at] + book[at + rng.randrange(5000) :], book[: rng.randrange(40)]))


def stretched(rng: Random, book: bytes) -> bytes:
    """With something in front, in the middle, or behind."""
    at, more = rng.choice((0, len(book), rng.randrange(len(book)))), rng.randbytes(rng.choice((1, 7, 500, 70_000)))
    return book[:at] + rng.choice((more, bytes(len(more)), b"PK\5\6" * (len(more) // 4), book)) + book[at:]


def blocks_swapped(rng: Random, book: bytes) -> bytes:
    """Two stretches of it changed about, as a bad disk does."""
    size = min(rng.choice((16, 512, 4096)), len(book) // 4)
    one, other = sorted(rng.sample(range(0, len(book) - size, size), 2))
    between = book[one + size : other]
    return book[:one] + book[other : other + size] + between + book[one : one + size] + book[other + size :]


def part_removed(rng: Random, book: bytes) -> bytes:
    """Without one or some of its parts."""
    parts = parts_of(book)
    for name in rng.sample(list(parts), min(rng.choice((1, 1, 2, 5)), len(parts) - 1)):
        del parts[name]
    return packed(parts)


def parts_swapped(rng: Random, book: bytes) -> bytes:
    """Two parts under each other's name."""
    parts = parts_of(book)
    one, other = rng.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return packed(parts)


def part_damaged(rng: Random, book: bytes) -> bytes:
    """Sound as a zip, but one part was cut, emptied, scrambled, or is something else."""
    parts = parts_of(book)
    name = rng.choice(list(parts))
    part = bytearray(parts[name])
    how = rng.randrange(6)
    if how == 0:
        del part[rng.randrange(len(part)) :]
    elif how == 1:
        part.clear()
    elif how == 2:
        part = bytearray(rng.randbytes(rng.choice((1, 100, 10_000))))
    elif how == 3:
        part = bytearray(book)
    else:
        for _ in range(rng.choice((1, 5, 50))):
            part[rng.randrange(len(part))] = rng.choice(b'<>"&/=\0\xff 19aA')
    return packed(parts | {name: bytes(part)})


def names_doubled(rng: Random, book: bytes) -> bytes:
    """Two members of the same name, or of names that only a careful reader takes for the same."""
    parts = parts_of(book)
    name = rng.choice([name for name in parts if name.endswith(".xml")])
    other = rng.choice((name, name.upper(), name.replace("/", "\\"), "/" + name, "./" + name))
    members = [member(each, data) for each, data in parts.items()]
    evil = member(other, rng.choice((b"", parts[name][:200], rng.choice(list(parts.values())))))
    members.insert(rng.randrange(len(members) + 1), evil)
    return build(members)


def names_hostile(rng: Random, book: bytes) -> bytes:
    """Members whose names lead out of the package, or are none."""
    parts = parts_of(book)
    members = [member(name, data) for name, data in parts.items()]
    for _ in range(rng.randint(1, 4)):
        name = rng.choice(_NAMES)
        raw = rng.choice((name.encode(), name.encode("utf-16-le"), name.encode("gbk", "replace"), rng.randbytes(9)))
        if rng.random() < 0.3:
            at = rng.randrange(len(members))
            members[at] = members[at]._replace(name=raw[:65_000])
        else:
            members.insert(rng.randrange(len(members)), member(raw[:65_000], b"evil"))
    return build(members)


def lying_records(rng: Random, book: bytes) -> bytes:
    """Sizes, checksums, methods, flags and names of which the two records of a member tell different stories."""
    members = [member(name, data) for name, data in parts_of(book).items()]
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randrange(len(members))
        size = rng.choice((0, 1, members[at].size - 1, members[at].size + 1, 1 << 28, 0xFFFFFFFE, 0xFFFFFFFF))
        lie = rng.choice(
            (
                {"told_size": size}, {"told_packed": size}, {"told_crc": size},
                {"method": rng.choice((0, 1, 9, 12, 99))},
                {"flags": rng.choice((1, 8, 0x40, 0x800, 0x2000, 0xFFFF))}, {"local_name": b"xl/other.xml"},
                {"extra": rng.choice((b"\1\0\x18\0" + b"\xff" * 24, b"\1\0\0\0", b"\1\0\xff\xff", rng.randbytes(8)))},
            )
        )  # fmt: skip
        members[at] = members[at]._replace(**lie)
    return build(members)


def bad_checksum(rng: Random, book: bytes) -> bytes:
    """One part that is not what its checksum was made of."""
    members = [member(name, data) for name, data in parts_of(book).items()]
    at = rng.randrange(len(members))
    members[at] = members[at]._replace(told_crc=members[at].crc ^ (1 << rng.randrange(32)))
    return build(members)


def overlapping(rng: Random, book: bytes) -> bytes:
    """Members that share their bytes, the trick behind the densest of bombs; offsets beyond the file, and circles."""
    members = [member(name, data) for name, data in parts_of(book).items()]
    for _ in range(rng.choice((1, 3, 200))):
        base = rng.choice(members)
        offset = rng.choice((0, 1, 30, len(book) // 2, len(book), 1 << 31, 0xFFFFFFFF))
        name = rng.choice((base.name, f"xl/more{rng.randrange(1 << 30)}.xml".encode()))
        members.append(base._replace(name=name, offset=offset))
    rng.shuffle(members)
    return build(members)


def two_directories(rng: Random, book: bytes) -> bytes:
    """A second workbook inside the comment, behind the end, or in front: which one is meant?"""
    other = rng.choice(list(books().values()))
    members = [member(name, data) for name, data in parts_of(book).items()]
    how = rng.randrange(5)
    if how == 0:
        return build(members, comment=other[-60_000:])
    if how == 1:
        return book + other
    if how == 2:
        return build(members, before=other)
    if how == 3:
        return book + book[book.rindex(b"PK\5\6") :]
    return build(members, comment=b"PK\5\6" + bytes(18), count=rng.choice((None, 0, 1, 0xFFFF)))


def nested(rng: Random, book: bytes) -> bytes:
    """A workbook whose parts are workbooks, down and down, each full of packed zeros."""
    parts, layer = parts_of(book), build([member("0", bytes(10 << 20))])
    for depth in range(rng.randint(1, 6)):
        layer = build([member(f"{depth}-{number}.zip", layer) for number in range(rng.choice((1, 16)))])
    name = rng.choice((*parts, "xl/embeddings/oleObject1.bin", "xl/media/image1.png"))
    return packed(parts | {name: layer})


def many_members(rng: Random, book: bytes) -> bytes:
    """Tens of thousands of parts that nobody asked for."""
    empty = Member(b"", b"\3\0", 0, zlib.crc32(b""))
    count = rng.choice((1000, 20_000, 65_000))
    more = [empty._replace(name=b"xl/%d" % number) for number in range(count)]
    return build([*(member(name, data) for name, data in parts_of(book).items()), *more])


def no_workbook(rng: Random, book: bytes) -> bytes:
    """Something else under the name of a workbook."""
    noise = rng.randbytes(rng.choice((1, 100, 50_000)))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return rng.choice(
        (
            b"", noise, b"PK\3\4" + noise, b"PK\5\6" + bytes(18), ole + noise, b"%PDF-1.7\n" + noise, book[::-1],
            ole + noise + "EncryptedPackage".encode("utf-16-le"), ole + noise + "Workbook".encode("utf-16-le"),
            b"<html><table><tr><td>=cmd|' /C calc'!A0</td></tr></table></html>", b"a,b\r\n=1+1,2\r\n", bytes(100_000),
            build([member("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), book.lower(),
            build([member("xl/workbook.bin", noise)]), build([member("word/document.xml", b"<w:document/>")]),
            build([member("[Content_Types].xml", noise), member("xl/workbook.xml", noise)]), b"\xef\xbb\xbf" + book,
        )
    )  # fmt: skip
