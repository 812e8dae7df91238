"""This file is about asking for a document: which there are, in which forms, and as what they are handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from fourscore.terms import Issue, WrongUse, did_you_mean, said, together
from fourscore.web.address import Address, scoped
from fourscore.web.pages.frame import Frame
from fourscore.web.pages.trouble import empty_page, strategy_page
from fourscore.web.reports.content import address_for, review_document, scorecard_document
from fourscore.web.sheets import file_name

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.centre import Centre

KINDS = ("scorecard", "review")
# What of a reader's rights each is there by.
OPENS = {"scorecard": "scorecard", "review": "review"}
FORMS = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Made(NamedTuple):
    """A finished document. name: its file's, with the ending."""

    name: str
    media: str
    body: bytes


def report(centre: Centre, kind: str, form: str, period: str = "", scope: str = "") -> Made:
    """A document by what whoever asks may see.

    period: a period's name; the last whole week, of a review the last whole month, where it is left out. scope:
    `centre`, `team:Blues` and the like. Raises WrongUse `unknown-choice`, `not-yours`, `bad-period`.
    """
    for asked, there in ((kind, KINDS), (form, tuple(FORMS))):
        if asked not in there:
            raise WrongUse(Issue("unknown-choice", repr(asked), said("There is no report {name}.", name=repr(asked)),
                                 did_you_mean(asked, there) or said("There are: {names}.",
                                                                    names=together(there, ", "))))
    frame = Frame(centre)
    if not frame.rights.opens(OPENS[kind]):
        raise WrongUse(frame.rights.hidden())
    if kind == "review":
        period = month_for(centre, period)
    return made(frame, kind, form, address_for(frame, period, scope))


def month_for(centre: Centre, period: str) -> str:
    """The month a review is of. Raises WrongUse `bad-period`."""
    from fourscore.centre import month_of

    return month_of(centre, period)[0]


def made(frame: Frame, kind: str, form: str, address: Address) -> Made:
    """The document of that address in that form."""
    document = (scorecard_document if kind == "scorecard" else review_document)(frame, address)
    if form == "pdf":
        from fourscore.web.reports.pdf import pdf as write
    elif form == "pptx":
        from fourscore.web.reports.slides import slides as write
    else:
        from fourscore.web.reports.book import workbook as write
    return Made(f"{file_name(document.name)}.{form}", FORMS[form], write(document))


def report_page(frame: Frame, request: Request) -> Response:
    """The document an address such as /report/scorecard.pdf asks for, to be kept as a file."""
    kind, _, form = request.url.path.rpartition("/")[2].partition(".")
    strategy, issues = frame.strategy()
    if strategy is None:
        return strategy_page(frame, "/scorecard", issues)
    if frame.centre.metrics.spread() is None:
        return empty_page(frame, "/scorecard")
    if kind == "review" and not request.query_params.get("period"):
        address = address_for(frame, month_for(frame.centre, ""), "")
    else:
        address = frame.address(request)
        if kind == "review":
            month_for(frame.centre, address.period)
    if (scope := request.query_params.get("scope")) is not None:
        address = scoped(address, scope)
    done = made(frame, kind, form, address)
    return Response(done.body, media_type=done.media,
                    headers={"content-disposition": f'attachment; filename="{done.name}"'})


def report_links(frame: Frame, address: Address) -> list[tuple[str, str]]:
    """The links to a page's documents; the review pack's, of the month, for whoever may see it."""
    links = [(word, address.link(f"/report/scorecard.{form}"))
             for word, form in (("PDF", "pdf"), ("PowerPoint", "pptx"), (said("Excel with charts"), "xlsx"))]
    if frame.rights.opens("review") and not address.scope:
        links += [(word, f"/report/review.{form}?period={address.days.first:%Y-%m}") for word, form in (
            (said("Review pack (PDF)"), "pdf"), (said("Review pack (PowerPoint)"), "pptx"),
            (said("Review pack (Excel)"), "xlsx"))]
    return links
