"""This file is about `check`: findings in words, as JSON or as SARIF, one rule explained, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.checking.sarif import sarif
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.strategy import Finding, Rule

MARKS = {"E": "◆", "W": "▲", "I": "○"}
WORDS = {"E": "error", "W": "warning", "I": "note"}
NEEDS = {"file": "the texts alone", "data": "the centre's figures", "office": "what people write down in the office"}


def check_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.strategy import counted, find_rule

    known_format(args["format"], ("table", "json", "sarif"))
    rule = find_rule(args["rule"]) if args["rule"] else None
    checked = centre.checked()
    found = [finding for finding in checked.findings if rule is None or finding.rule is rule]
    errors, warnings, notes, allowed = counted(found)
    if args["format"] == "sarif":
        show.as_json(sarif(found, args.get("under", "")), streams)
    elif args["format"] == "json":
        show.as_json({"findings": [as_dict(finding) for finding in found], "errors": errors, "warnings": warnings,
                      "notes": notes, "put_up_with": allowed, "waiting": checked.waiting}, streams)
    else:
        table([finding for finding in found if args["all"] or finding.allowed is None], streams)
        streams.out.write(f"{summary(errors, warnings, notes, allowed)}\n")
        if checked.waiting:
            streams.out.write(f"{checked.waiting}\n")
    return 1 if errors or warnings else 0


def summary(errors: int, warnings: int, notes: int, allowed: int) -> str:
    """`2 errors, 5 warnings, 3 notes; 1 put up with`; what there is none of is left out."""
    parts = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in
             ((errors, "error"), (warnings, "warning"), (notes, "note")) if count]
    said = ", ".join(parts) or "Nothing wrong found"
    return said + (f"; {allowed} put up with." if allowed else ".")


def table(found: Sequence[Finding], streams: Streams) -> None:
    """Each finding with its place first, so that editors lead there; a rule's reason once, files apart."""
    before, explained_before = None, set[str]()
    for finding in found:
        path = finding.issue.where.partition(":")[0]
        if before is not None and path != before:
            streams.out.write("\n")
        before = path
        rule = f"{finding.rule.id} {finding.rule.title}" if finding.rule else ""
        _say(f"{finding.issue.where}: {MARKS[finding.severity]} {WORDS[finding.severity]}"
                     f"{f' {rule}' if rule else ''} [{finding.issue.name}]", streams)
        _say(f"    {finding.issue.what}", streams)
        if finding.allowed is not None:
            _say(f"    Put up with until {finding.allowed.until_day} by {finding.allowed.who}: "
                         f"{finding.allowed.reason}", streams)
            continue
        _say(f"    → {finding.issue.remedy}", streams)
        if finding.rule and finding.id not in explained_before:
            explained_before.add(finding.id)
            _say(f"    Why: {finding.rule.why} Source: {finding.rule.source}.", streams)


def _say(line: str, streams: Streams) -> None:
    """Wrapped on a terminal; in a pipe each stays on its line, so that it can be searched."""
    if streams.terminal:
        show.wrapped(line, streams)
    else:
        streams.out.write(f"{line}\n")


def explain_verb(rule: str, streams: Streams) -> int:
    """One rule: what it asks for, why, who said so, what breaks it, and what it needs."""
    from fourscore.strategy import find_rule

    explained(find_rule(rule), streams)
    return 0


def explained(rule: Rule, streams: Streams) -> None:
    streams.out.write(f"{rule.id} {MARKS[rule.severity]} {WORDS[rule.severity]}\n")
    limits = f"Limits: {', '.join(f'lint.{name}' for name in rule.limits)} in centre.yaml." if rule.limits else ""
    for line in (f"{rule.title}.", f"Why: {rule.why}", f"Source: {rule.source}.", f"It needs {NEEDS[rule.needs]}.",
                 limits):
        if line:
            _say(f"    {line}", streams)
    streams.out.write("    What breaks it:\n")
    for name, severity in rule.names.items():
        streams.out.write(f"      {MARKS[severity]} {WORDS[severity]} {name}\n")


def as_dict(finding: Finding) -> dict[str, Any]:
    path, line = place(finding)
    put = finding.allowed
    return {
        "rule": finding.rule.id if finding.rule else None, "issue": finding.issue.name,
        "severity": WORDS[finding.severity], "file": path, "line": line, "where": finding.issue.where,
        "at": finding.at or None, "what": finding.issue.what, "remedy": finding.issue.remedy,
        "title": finding.rule.title if finding.rule else None, "why": finding.rule.why if finding.rule else None,
        "source": finding.rule.source if finding.rule else None,
        "put_up_with": {"reason": put.reason, "who": put.who, "until": str(put.until_day)} if put else None,
    }


def place(finding: Finding) -> tuple[str | None, int | None]:
    """The file and line it stands at, where its place is one."""
    path, _, line = finding.issue.where.partition(":")
    if not path.endswith((".yaml", ".yml", ".csv")):
        return None, None
    return path, int(line) if line.isdecimal() else None
