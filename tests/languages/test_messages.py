"""This file is about the message files: every message there is, each translated, with the names it is filled in by."""

import re
from collections import Counter
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from fourscore.web.languages.gather import gathered
from fourscore.web.languages.tongues import ENGLISH, LANGUAGES, MESSAGES

OTHERS = [one.code for one in LANGUAGES if one != ENGLISH]
TAGS = re.compile(r"</?\w[^>]*>|&#?\w+;")


@pytest.fixture(scope="module")
def there() -> set[tuple[str, str]]:
    return {(one.one, one.many) for one in gathered()}


def catalog(code: str) -> Catalog:
    with (MESSAGES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def forms(message: Message) -> list[tuple[str, str]]:
    """Each form of a message beside its translation."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[-1], one) for one in message.string]


@pytest.mark.parametrize("code", OTHERS)
def test_message_files_hold_what_there_is_and_nothing_else(code, there):
    held = {(one.id, "") if isinstance(one.id, str) else tuple(one.id) for one in catalog(code) if one.id}
    assert (sorted(there - held), sorted(held - there)) == ([], [])  # python docs/gather_messages.py brings them in


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_translated_and_filled_in_by_the_same_names(code):
    wrong = []
    for message in catalog(code):
        if not message.id:
            continue
        every = forms(message)
        if not all(text for _, text in every) or message.fuzzy:
            wrong.append(("not translated", message.id))
        for english, text in every:
            wanted, found = ({name for _, name, _, _ in Formatter().parse(one) if name} if "{" in one else set()
                             for one in (english, text))
            if found - wanted or (wanted - found and isinstance(message.id, str)):
                wrong.append((f"names: {sorted(wanted ^ found)}", message.id))
            if Counter(TAGS.findall(english)) != Counter(TAGS.findall(text)):
                wrong.append(("marks", message.id))
    assert wrong == []


def test_a_language_is_not_english_left_standing():
    for code in OTHERS:
        texts = [(one.id, str(one.string)) for one in catalog(code) if isinstance(one.id, str) and " " in one.id]
        same = [english for english, text in texts if english == text]
        assert len(same) <= len(texts) // 50, same[:20]


def test_arabic_is_written_in_arabic():
    texts = [str(one.string) for one in catalog("ar") if isinstance(one.id, str) and " " in one.id]
    foreign = [text for text in texts if not re.search(r"[\u0600-\u06ff]", text)]
    assert len(foreign) <= len(texts) // 100, foreign[:20]
