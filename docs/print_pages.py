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


PAGES = {
    "verbs.md": verbs_page, "metrics.md": metrics_page, "settings.md": settings_page, "people.md": people_page,
}


def main() -> None:
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
