"""Exact numbers: rounding half-up once, proportions, rates, and how they are written."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
CENT = Decimal("0.01")
RATE = Decimal("0.0001")
_ROOMY = Context(prec=33_000)
"""Room for what nobody means but a cell can hold: 1E+300 rounds as well, and so do its 32,767 characters."""


def half_up(number: Decimal, quantum: Decimal = CENT) -> Decimal:
    """Round half away from zero to ``quantum`` (四舍五入), as Excel's ROUND does."""
    return number.quantize(quantum, ROUND_HALF_UP, _ROOMY)


def truncate(number: Decimal, quantum: Decimal = CENT) -> Decimal:
    """Drop what lies beyond ``quantum`` (截尾): 9.68517 is 9.68."""
    return number.quantize(quantum, ROUND_FLOOR, _ROOMY)


def prorate(weight: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """Return weight x part / whole, multiplied first and rounded half-up once.

    Exact on every tie: a quotient that lies on a half-cent is representable in Decimal's 28 digits, and one that does
    not is at least 1/(200 x whole) away from it, far more than the 28th digit for any cell Excel can hold.
    """
    return half_up(weight * part / whole)


def rate_of(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """Return part/whole rounded half-up to four places: 90.91 % is 0.9091.

    There is none (``None``) where one of the two is lacking or ``whole`` is 0.
    """
    return half_up(Decimal(part) / Decimal(whole), RATE) if whole and part is not None else None


def percent(rate: Decimal) -> str:
    """Write a rate as a percentage with two places: 0.9091 becomes ``90.91%``."""
    return f"{half_up(rate * HUNDRED):.2f}%"


def format_decimal(number: Decimal) -> str:
    """Write an exact number as people do: no exponent, no trailing zeros after the point."""
    text = str(number)
    if "E" in text:
        text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
