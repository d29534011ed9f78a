"""What the page can ask for.  An action takes a :class:`Request` and gives what to show and the files it made.

One more action is one more function, named in :data:`ACTIONS`.  Its files lie in the folder that the work is done in,
which is new for every request; all names are relative to it.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from selfeval_xl import __version__
from selfeval_xl.domain.cells import year_of
from selfeval_xl.domain.errors import UserError
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.page import objects, products, stages
from selfeval_xl.page.asking import Answer, Request, free_name
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks import assess
from selfeval_xl.tasks import help as pages

_USUAL = "mof-2020"
ROLLUP = "汇总表.xlsx"
"""What the roll-up is called."""
_MADE_AT = (1980, 1, 1, 0, 0, 0)


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
            refused.append(f"{trouble.message}{trouble.in_window}")
    return Answer({"refused": refused}, made)


def verify(request: Request) -> Answer:
    """Hold what a file prints against the result by rule."""
    from selfeval_xl.tasks.verify import verify_each

    return Answer({"forms": [objects.verified(each) for each in verify_each(request.files[0], request.standard)]})


def rollup(request: Request) -> Answer:
    """Roll all files of the folder up."""
    from selfeval_xl.rollup import combined, job
    from selfeval_xl.writers.formats import sink_for

    target = free_name(ROLLUP)
    standard = standards.load(request.standard) if request.standard else None
    work = job.begin(job.Plan(".", standard, jobs=1))
    extras = [combined.MergedProjects(work.folder, request.standard)]
    sink = sink_for("xlsx", target, work.folder)
    tally = job.roll_up(work.outcomes, sink, work.found, extras, request.progress)
    return Answer({"tally": tally._asdict()}, {target: Path(target).read_bytes()})


def explain(request: Request) -> Answer:
    """Tell the page of a code."""
    page = pages.find(request.chosen["code"])
    if page is None:
        raise pages.no_such_code(request.chosen["code"])
    return Answer(objects.explanation(page))


def handbook(_request: Request) -> Answer:
    """Hand out the pages of all codes as one document for a browser."""
    return Answer({}, {"问题说明.html": Path(pages.HTML).read_bytes()})


def archive(request: Request) -> Answer:
    """Put the files into one .zip."""
    contents: dict[str, bytes] = {}
    for number, name in enumerate(request.files, 1):
        contents[name] = Path(name).read_bytes()
        request.progress(number, len(request.files))
    return Answer({}, {request.chosen["name"]: _packed(contents)})


def deliver(request: Request) -> Answer:
    """Make everything that is handed in of these files, as one .zip.

    ``lines`` say what came of it, or what must be mended first.
    """
    from selfeval_xl.documents.delivery import FOLDER
    from selfeval_xl.readers.documents import read_document
    from selfeval_xl.tasks import deliver as delivering
    from selfeval_xl.tasks.write_report import ReportLook

    documents = [read_document(name, results=False) for name in request.files]
    projects, again = delivering.gathered(documents, request.standard)
    left = () if request.draft else tuple(delivering.kept_back(projects))
    if left:
        return Answer({"lines": left})
    done = delivering.made(projects, ReportLook(draft=request.draft), None, request.progress)
    target = f"{FOLDER}.zip"
    same = (f"“{name}”与别的一份相同，只做了一次。" for name in again)
    lines = [*delivering.render(projects, done, target, None), *same]
    return Answer({"lines": lines}, {target: _packed({f"{FOLDER}/{name}": data for name, data in done.files.items()})})


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as packer:
        for name, data in files.items():
            packer.writestr(zipfile.ZipInfo(name, _MADE_AT), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


_ALL = (about, new, sample, score, make, verify, rollup, explain, handbook, archive, deliver)
ACTIONS: Mapping[str, Callable[[Request], Answer]] = {
    action.__name__: action for action in (*_ALL, stages.target, stages.monitor, stages.review)
}
"""Everything that the page can ask for, by the name that it asks with."""
