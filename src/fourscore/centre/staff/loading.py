"""This file is about loading staff lists first, so that everything else is loaded by what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fourscore.centre.people import load_terms

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.settings import Settings
    from fourscore.warehouse import LoadReport, LoadTerms, Progress, Secret, Source


def load_all(
    centre: Centre, settings: Settings, sources: Sequence[Source], terms: LoadTerms, progress: Progress, secret: Secret
) -> list[LoadReport]:
    """Load what is new: the staff lists, then, by the names and teams they tell, everything; one report for each.

    Names are made those of the facts loaded before where all sources are given, so these are given the second time too.
    """
    told = {line.name for line in settings.sources if line.kind == "roster"}
    lists = [source for source in sources if source.name in told]
    growing = [line.name for line in settings.sources if line.follow not in (None, False)]

    def load(some: Sequence[Source], by: LoadTerms) -> list[LoadReport]:
        return centre.warehouse.load(some, by, now=centre.now(), progress=progress, secret=secret, growing=growing)

    first = load(lists, terms) if lists else []
    if len(lists) == len(sources) and not any(report.facts for report in first):
        return first
    if lists:
        terms = load_terms(centre.office, settings, centre.warehouse)
    rest = load(sources, terms)
    before = {report.source: report for report in first}
    return [before.get(report.source, report) for report in rest]
