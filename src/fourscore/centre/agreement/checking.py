"""This file is about what `check` has to say of the staff agreement: not in force, not told, or not kept to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.centre.agreement.standing import standing, terms_of, to_be_done
from fourscore.centre.agreement.terms import term_for
from fourscore.settings import EVERY
from fourscore.terms import Issue, did_you_mean, kept, said

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue
    from fourscore.office import Office
    from fourscore.settings import Settings
    from fourscore.strategy import Kpi, Strategy

USES = {"coaching": said("coaching"), "review": said("reviews"), "pay": said("pay")}


def issues_of(
    office: Office, settings: Settings, catalogue: Catalogue, strategy: Strategy | None, agents: tuple[str, ...],
) -> list[Issue]:
    """Everything about the agreement that waits for somebody; agents: those on the roster today."""
    kpis = list(strategy.kpis()) if strategy else []
    issues = to_be_done(office, settings, agents)
    if strategy is not None:
        issues += _unknown(settings, catalogue, kpis)
    terms = terms_of(standing(office, settings).agreement)
    for kpi in kpis:
        if "agent" not in kpi.levels or kpi.use == "coaching":
            continue
        metric = catalogue.metrics.get(kpi.metric)
        names = (kpi.metric, *((metric.slug,) if metric else ()), kpi.id)
        term = term_for(names, terms, None)
        agreed = terms.get(term.measure) is not None
        if not agreed or (kpi.use == "pay" and not term.pay):
            issues.append(Issue(
                "use-not-agreed", f"{strategy.path if strategy else 'strategy.yaml'}:{kpi.line}",
                said("{name} of agents is meant for {uses}, which the staff agreement in force does not let.",
                     name=kept(kpi.name), uses=USES[kpi.use]),
                said("Write  use: coaching , or agree otherwise; see docs/agreement.md.")))
    return issues


def _unknown(settings: Settings, catalogue: Catalogue, kpis: list[Kpi]) -> list[Issue]:
    """Terms about a measure that there is not."""
    slugs = {metric.slug for metric in catalogue.metrics.values()}
    known = {EVERY, *catalogue.metrics, *slugs, *(kpi.id for kpi in kpis)}
    written = settings.people.agreement
    return [Issue("unknown-measure", term.where,
                  said("There is no metric or KPI called {measure}.", measure=repr(term.measure)),
                  did_you_mean(term.measure,
                               known) or said("Write a metric's key, a KPI's id of strategy.yaml, or all."))
            for term in (written.terms if written else ()) if term.measure not in known]
