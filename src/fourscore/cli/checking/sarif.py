"""This file is about findings as SARIF 2.1.0, the form in which code reviews take them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from fourscore.strategy import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"E": "error", "W": "warning", "I": "note"}


def sarif(findings: Sequence[Finding], under: str = "") -> dict[str, Any]:
    """One run with every rule there is. under: the centre's folder as seen from where one stands, so that a review
    finds its files. Source: OASIS, Static Analysis Results Interchange Format 2.1.0, 2020.
    """
    from fourscore import __version__
    from fourscore.strategy import RULES

    rules = [{"id": rule.id, "name": next(iter(rule.names), rule.id), "shortDescription": {"text": f"{rule.title}."},
              "fullDescription": {"text": f"{rule.why} Source: {rule.source}."},
              "defaultConfiguration": {"level": LEVELS[rule.severity]}} for rule in RULES]
    rules += [{"id": name, "name": name, "shortDescription": {"text": name.replace("-", " ").capitalize() + "."}}
              for name in dict.fromkeys(one.issue.name for one in findings if one.rule is None)]
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    return {
        "version": "2.1.0", "$schema": SCHEMA,
        "runs": [{
            "tool": {"driver": {"name": "fourscore", "version": __version__, "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": [_result(finding, index[finding.id], under) for finding in findings],
        }],
    }


def _result(finding: Finding, index: int, under: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.id, "ruleIndex": index, "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.issue.what} {finding.issue.remedy}"}, "locations": [_location(finding, under)],
        "properties": {"issue": finding.issue.name},
    }
    if finding.allowed is not None:
        told = f"{finding.allowed.reason} ({finding.allowed.who}, until {finding.allowed.until_day})"
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": told}]
    return result


def _location(finding: Finding, under: str) -> dict[str, Any]:
    path, _, line = finding.issue.where.partition(":")
    logical = [{"name": finding.at}] if finding.at else []
    if not path.endswith((".yaml", ".yml", ".csv")):
        return {"logicalLocations": [{"name": finding.issue.where}, *logical]}
    place = {"artifactLocation": {"uri": quote(f"{under}/{path}" if under else path)},
             "region": {"startLine": max(int(line), 1) if line.isdecimal() else 1}}
    return {"physicalLocation": place, **({"logicalLocations": logical} if logical else {})}
