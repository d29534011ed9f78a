"""One form that is spread over several sheets of a workbook -> one submission, each thing in its own cell."""

from collections.abc import Iterable

from selfeval_xl.domain.cells import is_blank, text_of
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import header_key
from selfeval_xl.domain.printed import Printed, points_together
from selfeval_xl.domain.submission import Indicator, Project, Submission
from selfeval_xl.readers.forms import labels, summed_rows
from selfeval_xl.readers.forms.fund_rows import Funds
from selfeval_xl.readers.forms.reading import read_forms

_CONTINUED = "续"


def gathered(grids: Iterable[Grid]) -> list[Submission]:
    """Return the forms, each with what the sheets behind it say of it: its funds, its indicators, more of these.

    A sheet that only says of which project it is counts where another goes on with it.
    """
    found: list[Submission] = []
    heads = 0
    for grid in grids:
        forms = read_forms(grid)
        alone = [] if forms else read_forms(grid, with_heads=True)
        for form in (*forms, *alone):
            if found and not alone and _goes_on(found[-1], form):
                found[-1], heads = _joined(found[-1], _in_unit_of(found[-1], form, grid)), 0
            else:
                found[len(found) - heads :], heads = [form], len(alone)
    return found[: len(found) - heads]


def _goes_on(one: Submission, other: Submission) -> bool:
    """Tell whether a sheet can only belong to the form before it: what it has is lacking there, also a name."""
    if not (one.form and other.form) or one.form.sheet == other.form.sheet or one.monitoring or other.monitoring:
        return False
    names = (text_of(one.project.name), text_of(other.project.name))
    is_named_alike = not names[1] or names[0] == names[1]
    if not is_named_alike or one.form.is_blank or other.form.is_blank or (one.printed.funds and other.printed.funds):
        return False
    if not (one.indicators and other.indicators):
        return True
    title = header_key(text_of(other.form.start.value))
    is_new = names[1] or (labels.TITLE.search(title) and _CONTINUED not in title)
    return not _is_over(one) and (not is_new or _CONTINUED in other.form.sheet)


def _is_over(form: Submission) -> bool:
    """Tell whether a form prints its total, or all its points."""
    points = points_together(row.weight for row in form.indicators) + (form.printed.execution_weight or 0)
    return form.printed.total is not None or points >= HUNDRED


def _in_unit_of(one: Submission, other: Submission, grid: Grid) -> Submission:
    """Return a form with its amounts in the 金额单位 that only the sheet before it prints."""
    known = "money_unit" in one.project.places and "money_unit" not in other.project.places
    return read_forms(grid, unit=text_of(one.project.money_unit))[0] if known and other.budget else other


def _joined(one: Submission, other: Submission) -> Submission:
    assert one.form and other.form
    indicators, shift = (*one.indicators, *_running_on(one, other)), len(one.indicators)
    sums = [each._replace(rows=tuple(row + shift for row in each.rows)) for each in other.printed.sums]
    printed = _printed(one.printed, other.printed)
    execution, funds = summed_rows.execution_row(indicators, printed.funds), Funds()
    if execution is not None:
        funds.printed = [*printed.funds]
        funds.add_execution(indicators[execution], printed.scores[execution])
        printed = printed._replace(funds=tuple(funds.printed))
    apart = () if execution is None else (execution,)
    left, every = summed_rows.without_parents(indicators, printed.scores, (*one.printed.sums, *sums), apart)
    return one._replace(
        project=_project(one, other),
        budget=one.budget or other.budget,
        indicators=tuple(indicators[row] for row in left),
        flaws=(*one.flaws, *other.flaws),
        printed=printed._replace(scores=tuple(printed.scores[row] for row in left), sums=tuple(every)),
        form=one.form._replace(
            kind=other.form.kind if other.indicators else one.form.kind,
            goals=one.form.goals + other.form.goals,
            amounts={**one.form.amounts, **other.form.amounts},
            # That no table was found is said of a sheet as a whole.
            unread=tuple(each for each in (*one.form.unread, *other.form.unread) if each.place.row or not indicators),
        ),
    )


def _running_on(one: Submission, other: Submission) -> list[Indicator]:
    """Return the rows of the second sheet; the names of the levels run on from the first."""
    rows = list(other.indicators)
    for number, row in enumerate(rows):
        if row.level1 or not one.indicators:
            break
        last = one.indicators[-1]
        rows[number] = row._replace(level1=last.level1, level2=row.level2 or last.level2)
    return rows


def _printed(one: Printed, other: Printed) -> Printed:
    """Return what both print; of the whole, what the later says."""
    fields = ("total", "total_weight", "total_again", "grade")
    whole = {field: getattr(other, field) or getattr(one, field) for field in fields}
    whole |= {"extra": one.extra + other.extra, "funds": one.funds or other.funds}
    whole |= {"completions": {**one.completions, **other.completions}}
    return one._replace(scores=(*one.scores, *other.scores), **whole)


def _project(one: Submission, other: Submission) -> Project:
    """Return the facts of both; what the first says goes before, but for the unit of the amounts."""
    known, more = one.project, other.project
    added = [field for field in Project._fields[1:] if is_blank(getattr(known, field))]
    added += ["money_unit"] if "money_unit" in more.places and other.budget else []
    places = {**more.places, **known.places, **{field: more.places[field] for field in added if field in more.places}}
    return known._replace(places=places, **{field: getattr(more, field) for field in added})
