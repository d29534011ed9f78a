"""Coverage-guided fuzzing: ``python -m tests.soak.fuzzing reader|targets|quantities FOLDER [SECONDS]``.

What makes the program raise anything but its two kinds of trouble, or takes longer than ten seconds, ends the run and
is left in the folder.  Whatever is found becomes a case among the tests.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["selfeval_xl"]):
    from selfeval_xl.documents import summary
    from selfeval_xl.domain import cells, decimals, money, printed
    from selfeval_xl.domain.decimals import format_decimal
    from selfeval_xl.domain.errors import UserError
    from selfeval_xl.domain.measures import comparing, measure, reading
    from selfeval_xl.readers.documents import document_of
    from selfeval_xl.readers.grids import NEEDED, read_grids
    from selfeval_xl.readers.own import read
    from selfeval_xl.tasks.assess import assessed, standard_for
    from selfeval_xl.tasks.evaluation import evaluate
    from selfeval_xl.tasks.import_form import workbook_bytes
    from selfeval_xl.workbook.patcher import patch

from tests import rich
from tests.hostile.cells import WORDS
from tests.hostile.corpus import RICH, books, packed, parts_of

_SMALL = ("tiny", RICH, "form-mof-2020", "form-hubei", "form-platform")
_TOKENS = tuple(
    token.encode()
    for token in (
        *('<c r="A1"><v>', "</v></c>", "<row ", "</row>", ' r="', ' t="s"', ' t="inlineStr"', "<is><t>", "<f>", "</f>"),
        *(
            "<mergeCell ref=",
            "<dimension ref=",
            "<si>",
            "</si>",
            "<xf ",
            "numFmtId=",
            "formatCode=",
            "Target=",
            "&#x",
            ";",
        ),
        *(
            "样式:line",
            "链接",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "'",
            '"',
            "/>",
            "99999999999",
            "-1",
            "XFD1048576",
            "../",
        ),
    )
)
_ENDLESS = 1 << 20


def _reader() -> Callable[[bytes], None]:
    """Edit the parts of a small good workbook as the data say, and read, score, fill and import what comes of it."""
    taken = [(name, parts_of(books()[name])) for name in _SMALL]

    def test(data: bytes) -> None:
        source = atheris.FuzzedDataProvider(data)
        name, parts = taken[source.ConsumeIntInRange(0, len(taken) - 1)]
        names = sorted(parts)
        changed = dict(parts)
        for _ in range(source.ConsumeIntInRange(1, 6)):
            part = names[source.ConsumeIntInRange(0, len(names) - 1)]
            old = changed[part]
            at = source.ConsumeIntInRange(0, len(old))
            gone = source.ConsumeIntInRange(0, 40)
            token = source.ConsumeIntInRange(0, 2 * len(_TOKENS))
            new = _TOKENS[token] if token < len(_TOKENS) else source.ConsumeBytes(source.ConsumeIntInRange(0, 60))
            changed[part] = old[:at] + new + old[at + gone :]
        _work_on(packed(changed), name)

    return test


def _work_on(book: bytes, name: str) -> None:
    for road in (_score, _fill if name == RICH else _import):
        try:
            road(book)
        except UserError as trouble:
            assert trouble.message and trouble.remedy


def _score(book: bytes) -> None:
    submission = read(read_grids(book, "表.xlsx", NEEDED))
    card = evaluate(submission, standard_for(submission))
    patch.fill(book, summary.output(card, summary.Stamp("", "", "")), "表.xlsx")


def _fill(book: bytes) -> None:
    patch.fill(book, rich.output(), "表.xlsx")


def _import(book: bytes) -> None:
    workbook_bytes(assessed(document_of(book, "表.xlsx")))


def _cells(data: bytes, count: int) -> list[str | float]:
    """Return the cells that the data stand for: texts between bars, a number where one begins with a hash."""
    texts = (data.decode("utf-8", "ignore") + "|" * count).split("|")
    return [_number(text[1:]) if text.startswith("#") else text for text in texts[:count]]


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _targets(data: bytes) -> None:
    """Read any cells as sign, target, unit, actual value and its unit, and compare the two values."""
    sign, first, unit, second, other = _cells(data, 5)
    target, actual = reading.read_target(sign, first, unit), reading.read_actual(second, other)
    for value in (target, actual, reading.read_target(sign, second, other), reading.read_actual(first, unit)):
        assert value.number is None or value.number.is_finite()
        assert not value.ambiguity or value.ambiguity in measure.AMBIGUITIES
    for one, two in ((target, actual), (actual, target)):
        number = comparing.in_target_unit(one, two)
        assert number is None or number.is_finite()
        comparing.fraction_as_percent(one, two)
        comparing.late_days(one, two, 2021)


def _quantities(data: bytes) -> None:
    """Read any cell as money, points, a year, a rate."""
    cell, named = _cells(data, 2)
    unit = money.money_unit(named)
    number, amount = cells.parse_decimal(cell), money.money(cell, unit)
    assert (
        amount.fen is None
        or money.money(f"{format_decimal(money.in_unit(amount.fen, '元'))}元", unit).fen == amount.fen
    )
    if number is not None:
        assert decimals.truncate(number) <= number and abs(decimals.half_up(number) - number) <= decimals.CENT
        assert cells.parse_decimal(cells.text_of(cell)) == number
    folded = cells.normalise(str(cell))
    assert cells.normalise(folded) == folded
    rate, year = printed.rate_in(cell), cells.year_of(cell)
    assert rate is None or rate.is_finite()
    assert year is None or 1900 <= year < 2100
    assert not (cells.is_blank(cell) and cells.is_not_applicable(cell))


def _seeds(corpus: Path) -> None:
    """Begin with what staff write, so that the fuzzer need not find Chinese by itself."""
    for number, (one, other) in enumerate(zip(WORDS, WORDS[7:] + WORDS[:7], strict=True)):
        text = f"≥|{one}{number}{other}|{other}|#{number}|{one}"
        (corpus / f"seed-{number}").write_text(text, encoding="utf-8")


GOALS: Mapping[str, Callable[[], Callable[[bytes], None]]] = {
    "reader": _reader,
    "targets": lambda: _targets,
    "quantities": lambda: _quantities,
}


def main(arguments: Sequence[str]) -> None:
    """Fuzz until the time is over or something is found."""
    goal, folder, *rest = arguments
    corpus = Path(folder) / goal
    corpus.mkdir(parents=True, exist_ok=True)
    _seeds(corpus)
    options = [
        sys.argv[0],
        str(corpus),
        f"-max_total_time={rest[0] if rest else 600}",
        f"-artifact_prefix={folder}/{goal}-",
        "-timeout=10",
        "-max_len=600",
        "-len_control=0",
        "-print_final_stats=1",
        f"-rss_limit_mb={_ENDLESS >> 9}",
    ]
    atheris.Setup(options, GOALS[goal]())
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
