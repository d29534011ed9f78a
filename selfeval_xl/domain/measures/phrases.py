"""What a text cell says: a number with its words, a date, a tier, a placeholder, or just text."""

import re
from decimal import Decimal

from selfeval_xl.domain.cells import NOT_APPLICABLE as NOT_APPLICABLE_WORDS
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.measures import deadlines, measure, units, vocabulary
from selfeval_xl.domain.measures.measure import Measure

_NUMBER = re.compile(
    r"(?:(?<![\dA-Za-z%+/])(?<!‰)[+-]\s*|(?<![\dA-Za-z.])(?<!第))(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?!\d*G(?!B))(?:\.\d*)?"
    r"|(?<![\w.])\.\d+"
)
_SPACES = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_NOTE = re.compile(r"[(\[][^()\[\]]*(?:[)\]]|$)")
_BRACKET, _DIGIT = re.compile(r"[()\[\]]"), re.compile(r"\d")
_CLAUSE = re.compile(r"[,;。!]+(?!\d{3}(?!\d))")
_EACH = re.compile("每个?(月|周|天|日|季度|季)")
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?")
_EDGES = "。,;:!、*★●•·\"'“” "
_SIGNS = "≥≤=<>± "
_LONGEST_SENTENCE = 24
_LONGEST_UNIT = 6
UP, DOWN = frozenset("≥>"), frozenset("≤<")


def begins_with_number(text: str) -> bool:
    """Tell whether a text is little more than a number, perhaps after an operator: ``≥95%``, ``10万元``."""
    return len(text) <= 12 and _NUMBER.match(normalise(text).lstrip(_SIGNS)) is not None


def read_text(text: str, is_actual: bool) -> Measure:
    """Read what a text says by itself, without the columns beside it; only an actual value can be a tier."""
    folded = normalise(text)
    if folded in NOT_APPLICABLE_WORDS:
        return Measure(measure.NOT_APPLICABLE)
    if _ERROR.fullmatch(folded):
        return Measure(measure.UNREADABLE)
    if vocabulary.is_placeholder(folded):
        return Measure(measure.PLACEHOLDER)
    core = _core(folded)
    if is_actual and (tier := vocabulary.tier_of(core)):
        return Measure(measure.TIER, tier=tier)
    if not is_actual and vocabulary.is_choice_list(core):
        return Measure(measure.TEXT, ambiguity=measure.CHOICE_LIST)
    if not _DIGIT.search(core) and _DIGIT.search(folded):
        core = _core(_BRACKET.sub("", folded))
    clauses = [clause for clause in map(str.strip, _CLAUSE.split(core)) if clause]
    if len(clauses) > 1:
        return _clauses(clauses, is_actual)
    return _phrase(core, folded, is_actual)


def _core(folded: str) -> str:
    """Drop spaces that separate no numbers, notes in brackets, and punctuation at the ends."""
    text = _SPACES.sub("", folded).replace("台(套)", "台套").replace("人(次)", "个").replace("户(次)", "个")
    return _NOTE.sub("", text).strip(_EDGES).rstrip(".") or text.strip("()[]" + _EDGES)


def _clauses(clauses: list[str], is_actual: bool) -> Measure:
    """Read more than one clause: 已完成，2400人 is a number; a report with a number somewhere in it stays text."""
    readings = [(clause, _phrase(clause, clause, is_actual)) for clause in clauses]
    telling = [(clause, value) for clause, value in readings if value.kind != measure.TEXT or value.ambiguity]
    tier = vocabulary.tier_of(clauses[0]) if is_actual else ""
    numbers = [(clause, value) for clause, value in telling if value.kind != measure.DATE]
    if len(numbers) > 1:
        return Measure(measure.UNREADABLE, ambiguity=measure.TWO_VALUES)
    if not telling:
        return Measure(measure.TIER, tier=tier) if tier else Measure(measure.TEXT)
    clause, value = (numbers or telling)[-1]
    stands_out = _NUMBER.match(clause.lstrip(_SIGNS)) or (tier and len(clauses) == 2)
    return value if stands_out else Measure(measure.TEXT, ambiguity=measure.SENTENCE)


def _phrase(core: str, folded: str, is_actual: bool) -> Measure:
    """Read a phrase: a number with its words, else a date, else text."""
    found = deadlines.find(core)
    numbers = list(_NUMBER.finditer(found.rest if found else core))
    if len(numbers) > 1:
        return Measure(measure.UNREADABLE, ambiguity=measure.TWO_VALUES)
    if numbers:
        return _number(found.rest if found else core, numbers[0], folded, is_actual)
    if not found or not found.is_alone:
        return Measure(measure.TEXT)
    kind = measure.DATE if found.day else measure.UNREADABLE
    return Measure(kind, date=found.day, ambiguity=found.ambiguity)


def _number(text: str, match: re.Match[str], folded: str, is_actual: bool) -> Measure:
    before, after = text[: match.start()], text[match.end() :]
    number = Decimal("".join(match[0].split()).replace(",", ""))
    sign, about = vocabulary.sign_before(before), vocabulary.is_about(before, after)
    unit, rest = _unit(before, after.lstrip("余多来") if about else after, folded)
    if unit is None:
        return Measure(measure.UNREADABLE, ambiguity=measure.TWO_VALUES)
    unit = _each(unit, before + rest)
    if not sign and vocabulary.is_negated(before):
        return Measure(measure.UNREADABLE, ambiguity=measure.NEGATED)
    if len(before) + len(rest) > _LONGEST_SENTENCE:
        return Measure(measure.TEXT, ambiguity=measure.SENTENCE)
    tier = vocabulary.tier_of(before) if is_actual and before else ""
    if tier == measure.MISSED:
        return Measure(measure.UNREADABLE, ambiguity=measure.NEGATED)
    if unit == "%" and (tier == measure.PARTLY or (tier == measure.MET and number == HUNDRED)):
        return Measure(measure.TIER, sign, number, unit, tier=tier)
    return _signed(number, unit, sign, vocabulary.sign_after(rest), before, about or vocabulary.is_about("", rest))


def _signed(number: Decimal, unit: str, before: str, after: str, words_before: str, about: bool) -> Measure:
    """Settle on one sign: ≥ before and 以上 after agree, ≥ and 以内 do not; after a stray % it is a misread one."""
    if words_before[:1] in ("%", "‰") and before:
        return Measure(measure.NUMBER, "", number, unit, ambiguity=measure.OCR)
    contradicts = (before in UP and after in DOWN) or (before in DOWN and after in UP)
    ambiguity = measure.SIGN_TWICE if contradicts else measure.ABOUT if about else ""
    return Measure(measure.NUMBER, before if contradicts else after or before, number, unit, ambiguity=ambiguity)


def _unit(before: str, after: str, folded: str) -> tuple[str | None, str]:
    """Return the unit after a number and the words that follow it; ``None`` when what follows holds another number."""
    unit, rest = units.split_off(after)
    if unit or not after:
        bracketed = "" if unit else _bracketed_unit(folded)
        return unit or bracketed or ("元" if before[-1:] in ("￥", "¥") else ""), rest
    if any(map(str.isdigit, after)):
        return None, after
    if vocabulary.sign_after(after) or before.strip(_SIGNS) or len(after) > _LONGEST_UNIT:
        return "", after
    return after.strip("-/~:" + _EDGES), ""


def _each(unit: str, around: str) -> str:
    """Keep 每月, 每周 and the like in the unit: 每月2次 are not 2 次 a year.  每年 is understood."""
    period = _EACH.search(around)
    return f"{unit}/{units.fold(period[1]).removeprefix('个')}" if unit and period and "/" not in unit else unit


def _bracketed_unit(folded: str) -> str:
    """Find a unit that stands in brackets: ``63(万元)``."""
    for note in _NOTE.findall(folded):
        unit, rest = units.split_off(note.strip("()[] "))
        if unit and not rest:
            return unit
    return ""
