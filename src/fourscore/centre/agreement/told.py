"""This file is about the agreement as it is shown: what is in force for each measure, from when, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fourscore.centre.agreement.standing import standing, to_be_done
from fourscore.centre.agreement.terms import changes, in_words, totals_in_words
from fourscore.office import Notice, notices
from fourscore.settings import EVERY, STRICTEST

if TYPE_CHECKING:
    from fourscore.centre.agreement.standing import Standing
    from fourscore.centre.centre import Centre
    from fourscore.terms import Issue


@dataclass(frozen=True)
class Shown:
    """The agreement in force, who asks here, who was told of it, and what waits for somebody."""

    standing: Standing
    asks: str
    told: tuple[Notice, ...]
    issues: tuple[Issue, ...]

    def lines(self) -> list[str]:
        """For a terminal."""
        there = self.standing
        lines = [f"In force: {there.said}{'' if there.agreement else '; the strictest holds'}."]
        if there.approved is not None:
            lines.append(f"Approved by {there.approved.approved_by} ({there.approved.role}) on "
                         f"{there.approved.approved_at:%Y-%m-%d}; told to {len(self.told):,}, acknowledged by "
                         f"{sum(one.acknowledged_at is not None for one in self.told):,}.")
        lines += [f"  {measure}: {said}" for measure, said in self.terms().items()]
        lines.append(f"Beside their own figures agents see {totals_in_words(there.agreement)}.")
        lines.append(f"Who asks here: {self.asks}.")
        if there.waiting:
            lines += ["", "people.yaml says otherwise, which is not in force:",
                      *(f"  {line}" for line in changes(there.agreement, there.written))]
        return lines + [f"{issue.what} {issue.remedy}" for issue in self.issues]

    def terms(self) -> dict[str, str]:
        """What holds, by measure, in words; what holds for all others last."""
        terms = {term.measure: in_words(term) for term in (self.standing.agreement.terms if self.standing.agreement
                                                           else ())}
        return {**{name: said for name, said in terms.items() if name != EVERY},
                EVERY: terms.get(EVERY, in_words(STRICTEST))}

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        there = self.standing
        return {
            "in_force": there.approved._asdict() if there.approved else None, "terms": self.terms(),
            "beside": list(there.agreement.beside) if there.agreement else [],
            "asks": self.asks, "waiting": changes(there.agreement, there.written) if there.waiting else [],
            "told": [one._asdict() for one in self.told], "issues": [issue._asdict() for issue in self.issues],
        }


def agreement_of(centre: Centre) -> Shown:
    """The agreement as it stands."""
    there = standing(centre.office, centre.settings)
    agents = centre.settings.people.holders("Agent", centre.calendar.local(centre.now()).date())
    told = notices(centre.office, there.approved.number) if there.approved else []
    return Shown(there, centre.keeper.guarding().asker.said, tuple(told),
                 tuple(to_be_done(centre.office, centre.settings, agents)))
