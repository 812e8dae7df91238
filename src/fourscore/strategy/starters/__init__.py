"""This file is about the strategies a new centre can begin with."""

from __future__ import annotations

from pathlib import Path

from fourscore.terms import SYMBOLS, Issue, WrongUse, did_you_mean, said

# What the starters call their perspectives, what these ask, and KPIs they have their own names for: said where they are
# shown.
PERSPECTIVES = (said("Financial"), said("Customer"), said("Internal process"), said("Learning and growth"))
QUESTIONS = (said("What must we deliver to the business?"), said("What must customers see in us?"),
             said("What must we be excellent at?"), said("How do we keep getting better?"))
MEASURES = (said("Callers who gave up"), said("Coaching time per agent"), said("Listening with feedback"),
            said("Role-playing"), said("Sharing practices"))
STARTERS = ("sales", "support", "blended")
# Stands for the centre's currency in the starters' amounts.
ANY_CURRENCY = "¤"


def starter(kind: str, currency: str = "EUR") -> str:
    """The text of a whole strategy.yaml for a sales, support or blended centre, its amounts in that currency.

    Raises WrongUse "unknown-kind". Amounts are examples of a centre of about 120 agents; a centre's own come
    from its own figures.
    """
    if kind not in STARTERS:
        raise WrongUse(Issue("unknown-kind", repr(kind), said("There is no starter called {kind}.", kind=repr(kind)),
                             did_you_mean(kind, STARTERS)))
    text = (Path(__file__).parent / f"{kind}.yaml").read_text(encoding="utf-8")
    return text.replace(ANY_CURRENCY, SYMBOLS.get(currency, f"{currency} "))
