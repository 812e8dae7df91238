"""Bring the message files up to date: every message of the product in each, what is translated kept as it is.

Run it as  python docs/gather_messages.py  after words have changed; what is new stands there without a translation.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from fourscore.web.languages.gather import gathered
from fourscore.web.languages.scripts import keep_scripts
from fourscore.web.languages.tongues import ENGLISH, LANGUAGES, MESSAGES

SCRIPTS = Path(__file__).parents[1] / "frontend" / "src"


def template() -> Catalog:
    """All messages there are, each with the file it stands in."""
    found = Catalog(project="fourscore", charset="utf-8")
    for message in gathered():
        found.add((message.one, message.many) if message.many else message.one, locations=[(message.where, 0)])
    return found


def main() -> None:
    keep_scripts(SCRIPTS)
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        place, every = MESSAGES / f"{language.code}.po", template()
        if place.exists():
            with place.open("rb") as file:
                catalog = read_po(file, locale=language.code)
        else:
            catalog = Catalog(locale=language.code, project="fourscore", version="", charset="utf-8", fuzzy=False,
                              header_comment=f"# The pages of fourscore in {language.name}.")
        catalog.update(every, no_fuzzy_matching=True)
        for message in catalog:
            message.flags.discard("python-format")
        with place.open("wb") as file:
            write_po(file, catalog, width=120, ignore_obsolete=True, include_lineno=False, sort_by_file=False)
        lacking = [message for message in catalog if message.id and not message.string]
        sys.stdout.write(f"{place.name}: {len(catalog)} messages, {len(lacking)} without a translation\n")


if __name__ == "__main__":
    main()
