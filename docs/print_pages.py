"""This file is about the pages printed from the code, so that the manual cannot lag behind it.

Run `make docs` (or `python docs/print_pages.py`) after changing a verb, a metric or a setting; a test compares.
"""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).parent


def verbs_page() -> str:
    """Every verb with its usage, options and example, from the command line itself."""
    import typer

    from fourscore.cli.main import app

    root = typer.main.get_command(app)
    context = root.make_context("fourscore", [], resilient_parsing=True)
    lines = [
        "# Verbs", "", "Printed from the command line's own definitions.", "",
        "All take the centre's folder; it may be left out (this folder) where no other word follows.",
        "Exit codes: 0 good, 1 issues found, 2 wrong use. While `serve` runs, every verb is carried out in it.",
        "Colour follows `NO_COLOR` and is never sent into a pipe. `fourscore --install-completion` adds completion.",
        "",
    ]
    for name in root.list_commands(context):
        verb = root.get_command(context, name)
        inner = verb.make_context(name, [], parent=context, resilient_parsing=True)
        pieces = " ".join(verb.collect_usage_pieces(inner))
        lines += [f"### {name}", "", verb.help or "", "", f"    fourscore {name} {pieces}", ""]
        for parameter in verb.get_params(inner):
            record = parameter.get_help_record(inner)
            if record and parameter.param_type_name == "option" and parameter.name != "help":
                lines.append(f"- `{record[0]}` {record[1]}")
        lines += ["", f"{verb.epilog}", ""]
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip() + "\n"


def metrics_page() -> str:
    from fourscore.metrics import page

    return page()


def settings_page() -> str:
    from fourscore.settings import page

    return page()


def people_page() -> str:
    from fourscore.settings import people_page

    return people_page()


def conformance_page() -> str:
    """Which facts of the recorded day each source tells, from the tests that hold it to them."""
    import sys

    sys.path.insert(0, str(DOCS.parent / "tests" / "conformance"))
    try:
        from recorded_day import BEGIN, FACTS
        from ways import WAYS
    finally:
        sys.path.pop(0)
    asked = {**FACTS, BEGIN: "the moment from which it is known"}
    notes: dict[str, int] = {}

    def cell(way: str, fact: str) -> str:
        told = WAYS[way]
        why = told.cannot.get(fact) or (told.otherwise[fact][0] if fact in told.otherwise else None)
        if why is None:
            return "●"
        return f"{'○' if fact in told.cannot else '◐'} {notes.setdefault(why, len(notes) + 1)}"

    rows = [[f"`{way}`", *(cell(way, fact) for fact in asked)] for way in WAYS]
    lines = [
        "# One day, told by every source", "", "Printed from the tests.", "",
        "A day of a call centre in Berlin, with the hour its clock repeats, transfers, a call over midnight and one",
        "that never ends, is written in the words of every source, loaded, and compared with the same facts. ● the",
        "facts are those of the day; ◐ this source necessarily tells them otherwise; ○ it cannot tell them. The",
        "numbers lead to the reasons below. The day itself stands in `tests/conformance/day/README.md`.", "",
        f"| source | {' | '.join(asked.values())} |", f"|{'---|' * (len(asked) + 1)}",
        *(f"| {' | '.join(row)} |" for row in rows), "",
    ]
    lines += [f"{number}. {why[0].upper()}{why[1:].rstrip('.')}." for why, number in notes.items()]
    return "\n".join(lines).rstrip() + "\n"


def lint_page() -> str:
    """Every rule of a good strategy, with its weight, reason, source, limits and the issues that break it."""
    from fourscore.settings import SETTINGS
    from fourscore.strategy import RULES

    usual = {row.name: row.default for row in SETTINGS}
    words = {"E": "◆ error", "W": "▲ warning", "I": "○ note"}
    asks = {"file": "the texts", "data": "figures", "office": "notes of the office"}
    lines = [
        "# Rules of a good strategy", "", "Printed from the rules.", "",
        "`fourscore check` holds the strategy against these rules. An error blocks publishing, a warning is worth",
        "mending, a note informs; `fourscore check` ends with 1 while an error or a warning remains. A rule that asks",
        "for figures waits until something is loaded. `--rule L15` shows what one rule finds, `--explain L15` what it",
        "asks for, `--format sarif` tells the findings to a code review: ask from its topmost folder, so that files",
        "are named as they lie in it. The limits are settings, by the names below:",
        "`lint: {many_kpis: 30}` in centre.yaml. They are rules of thumb, not laws.", "",
        "The pages show each finding beside the KPI, objective or link it speaks of. Those of figures are asked in",
        "the background of `fourscore serve`, once for each last whole week and each text.", "",
        "What somebody puts up with for a while stands under `allow` in strategy.yaml, see [strategy](strategy.md).",
        "What each issue means is told in [errors](errors.md).", "",
    ]
    for rule in RULES:
        lines += [f"### {rule.id}", "", f"**{rule.title}.** {rule.why}", "",
                  f"- Weight: {words[rule.severity]}; it asks for {asks[rule.needs]}", f"- Source: {rule.source}",
                  "- Broken by: " + ", ".join(f"`{name}`" + ("" if weight == rule.severity else f" ({words[weight]})")
                                              for name, weight in rule.names.items())]
        if rule.limits:
            lines.append("- Limits: " + ", ".join(f"`{limit}` ({usual[f'lint.{limit}']})" for limit in rule.limits))
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


PAGES = {
    "lint.md": lint_page, "verbs.md": verbs_page, "metrics.md": metrics_page, "settings.md": settings_page,
    "people.md": people_page, "conformance.md": conformance_page,
}


def main() -> None:
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
