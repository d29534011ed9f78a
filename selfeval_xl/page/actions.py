"""What the page can ask for.  An action takes a :class:`Request` and gives what to show and the files it made.

One more action is one more function and its record in :data:`ACTIONS`.  Its files lie in the folder that the work is
done in, which is new for every request; all names are relative to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from selfeval_xl import __version__
from selfeval_xl.domain.cells import year_of
from selfeval_xl.domain.errors import UserError
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.page import objects, products, stages
from selfeval_xl.page.asking import Answer, Request
from selfeval_xl.page.packing import packed
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks import assess
from selfeval_xl.tasks import help as pages
from selfeval_xl.tasks.scored_copy import beside

_USUAL = "mof-2020"
ROLLUP = "汇总表.xlsx"
"""What the roll-up is called."""


def about(_request: Request) -> Answer:
    """Tell the version, all 评价标准, and what can be made of a document."""
    rules = map(standards.load, standards.available())
    told = {
        "version": __version__,
        "largest": LIMIT,
        "standards": [objects.standard(each) for each in rules],
        "products": products.offered(),
    }
    return Answer(told)


def new(request: Request) -> Answer:
    """Make an empty workbook of a 评价标准, for a 评价年度 where one was chosen."""
    from selfeval_xl.workbook.template import empty_workbook

    year = year_of(request.chosen.get("year") or None)
    standard = standards.load(request.standard or _USUAL, year)
    name = f"绩效自评表-{standard.id}.xlsx"
    return Answer({}, {name: empty_workbook(standard.for_year(year), year)})


def sample(_request: Request) -> Answer:
    """Hand out the filled sample."""
    return Answer({}, {resources.SAMPLE: resources.read(resources.SAMPLE)})


def score(request: Request) -> Answer:
    """Check and score every form of a file."""
    done = assess.assess_each(request.files[0], request.standard)
    return Answer({"forms": [objects.assessment(each) for each in done]})


def make(request: Request) -> Answer:
    """Make the products of a document that were chosen (``kinds``, names of ``products.PRODUCTS``) of every form.

    One that cannot be made does not stand in the way of the others.
    """
    source = request.files[0]
    done = assess.assess_each(source, request.standard)
    made: dict[str, bytes] = {}
    refused: list[str] = []
    for kind in map(products.PRODUCTS.__getitem__, request.chosen["kinds"].split(",")):
        if left := kind.kept_back(done, request.draft):
            refused.append(left)
            continue
        try:
            made |= kind.files(done, source, request.draft)
        except UserError as trouble:
            refused.append(f"{trouble.message}{trouble.remedy}")
    return Answer({"refused": refused}, made)


def verify(request: Request) -> Answer:
    """Hold what a file prints against the result by rule."""
    from selfeval_xl.tasks.verify import verify_each

    return Answer({"forms": [objects.verified(each) for each in verify_each(request.files[0], request.standard)]})


def rollup(request: Request) -> Answer:
    """Roll all files of the folder up."""
    from selfeval_xl.rollup import combined, job
    from selfeval_xl.writers.formats import sink_for

    target = ROLLUP
    while os.path.exists(target):  # somebody's own file may have that name
        target = beside(target, "-2.xlsx")
    standard = standards.load(request.standard) if request.standard else None
    work = job.begin(job.Plan(".", standard, jobs=1))
    extras = [combined.MergedProjects(work.folder, request.standard)]
    sink = sink_for("xlsx", target, work.folder)

    def progress(done: int, total: int, what: str = "") -> None:
        request.progress(done, total)

    tally = job.roll_up(work.outcomes, sink, work.found, extras, progress)
    with open(target, "rb") as file:
        return Answer({"tally": tally._asdict()}, {target: file.read()})


def explain(request: Request) -> Answer:
    """Tell the page of a code."""
    page = pages.find(request.chosen["code"])
    if page is None:
        raise pages.no_such_code(request.chosen["code"])
    return Answer(objects.explanation(page))


def handbook(_request: Request) -> Answer:
    """Hand out the pages of all codes as one document for a browser."""
    with open(pages.HTML, "rb") as file:
        return Answer({}, {"问题说明.html": file.read()})


def archive(request: Request) -> Answer:
    """Put the files into one .zip."""

    def content(file: str) -> bytes:
        with open(file, "rb") as opened:
            return opened.read()

    return Answer({}, {request.chosen["name"]: packed({name: content(name) for name in request.files})})


ACTIONS: Mapping[str, Callable[[Request], Answer]] = {
    "about": about,
    "new": new,
    "sample": sample,
    "score": score,
    "make": make,
    "verify": verify,
    "rollup": rollup,
    "explain": explain,
    "handbook": handbook,
    "archive": archive,
    "target": stages.target,
    "monitor": stages.monitor,
    "review": stages.review,
}
"""Everything that the page can ask for, by the name that it asks with."""
