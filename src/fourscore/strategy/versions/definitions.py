"""This file is about the definitions a strategy stands on: each metric's formula and parts, as words and as a stamp."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fourscore.strategy.model import Strategy

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue


def definitions_of(strategy: Strategy, catalogue: Catalogue) -> dict[str, str]:
    """The definition of every metric the strategy names, by its key; a metric that is no more has none."""
    keys = dict.fromkeys(kpi.metric for kpi in strategy.kpis())
    return {key: definition_of(key, catalogue) for key in keys if key in catalogue.metrics}


def definition_of(metric: str, catalogue: Catalogue) -> str:
    """The formula and every part of it as written; another text exactly when another number may come out."""
    found = catalogue.metrics[metric]
    formula = f"{found.num} / {found.den}" if found.den else found.num
    of = {"max": "the largest ", "quantile": f"the {found.quantile} quantile of "}.get(found.kind, "")
    parts = [catalogue.parts[name] for formula_ in found.formulas.values() for name in formula_.parts()
             if name in catalogue.parts]
    told = "; ".join(f"{part.name} = {part.aggregate} of {part.of}: {part.text}" for part in dict.fromkeys(parts))
    return f"{of}{formula}" + (f" ({told})" if told else "")


def stamp_of(definition: str) -> str:
    """What a definition is recognised by."""
    return hashlib.sha256(definition.encode()).hexdigest()[:16]
