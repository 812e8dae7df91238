"""This file is about pages read from right to left, and about moments that know which one they are."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from markupsafe import escape
from tests.languages.brackets import Bracketed, unsaid

from fourscore.terms import said, speaking, spoken, together, write_value
from fourscore.web.languages.moments import told_as_moment
from fourscore.web.languages.tongues import spoken_in
from fourscore.web.words import moment_word

STYLES = Path(__file__).parents[2] / "frontend" / "css"
SIDES = re.compile(
    r"(?:^|[;{\s])(?:[a-z-]+-)?(?:left|right)(?:-[a-z]+)?\s*:"  # margin-left, border-top-right-radius, left
    r"|(?:text-align|float|clear|justify-[a-z]+|background-position|transform-origin)\s*:[^;]*\b(?:left|right)\b"
    r"|translateX|translate3d", re.MULTILINE)
FOUR = re.compile(r"(?:padding|margin|inset|border-width|border-radius)\s*:\s*([^;}]+)")
AT = datetime(2026, 11, 16, 14, 5, tzinfo=ZoneInfo("Europe/Berlin"))


def sided(style: str) -> list[str]:
    """Where a style speaks of left or right instead of start or end."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    found = [place[0].strip() for place in SIDES.finditer(style)]
    for place in FOUR.finditer(style):
        parts = re.findall(r"(?:[^\s()]|\([^()]*\))+", place[1])
        if len(parts) == 4 and parts[1] != parts[3]:
            found.append(place[0])
    return found


def test_styles_speak_of_start_and_end():
    assert {path.name: wrong for path in STYLES.glob("*.css") if (wrong := sided(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize("style", [
    "a { margin-left: 4px; }", "a{left:0}", "a { text-align: right; }", "a { border-top-right-radius: 0; }",
    "a { padding: 3px 12px 3px 0; }", "a { transform: translateX(4px); }", "a { border-right: 0; }"])
def test_sides_are_found(style):
    assert sided(style) != []
    assert sided("a { margin: 0 4px; padding: 1px 2px 3px 2px; inset-inline-start: 0; } /* left: it */") == []


def test_minus_stands_before_its_number_from_right_to_left():
    arabic = spoken_in("ar")
    assert arabic is not None
    with speaking(arabic):
        assert spoken(write_value(-12, "count")) == "\u2066\u221212\u2069"
        assert spoken(write_value(-4.2, "money", "EUR")) == "\u2066\u22124.20\xa0\u20ac\u2069"
        assert spoken(write_value(0.92, "share")) == "\u206692.0%\u2069"
        length = spoken(write_value(-1.7, "seconds"))
    assert length.startswith("\u200e\u22121.7 "), "the minus stands before the digits, and the unit after them"


def test_arabic_has_its_own_comma():
    with speaking(spoken_in("ar")):
        assert spoken(together(["Ada", "Ben"], ", ")) == "Ada\u060c Ben"
        assert spoken(together(["Ada", "Ben"], "; ")) == "Ada\u061b Ben"
        assert spoken("Ada, Ben") == "Ada, Ben", "what somebody wrote stays"


def test_moment_on_a_page_says_which_it_is():
    word = moment_word(AT)
    assert word == "16 Nov 2026, 14:05"
    assert escape(word) == '<time datetime="2026-11-16T14:05+01:00">16 Nov 2026, 14:05</time>'
    assert escape(said("at {moment}", moment=word)) == "at 16 Nov 2026, 14:05"
    assert escape(moment_word(AT.replace(tzinfo=None))) == "16 Nov 2026, 14:05", "of no zone: nobody knows which it is"


def test_moment_in_another_language_is_still_that_moment():
    word = told_as_moment(lambda at: said("at {clock}", clock=f"{at:%H:%M}"))(AT)
    assert word == "at 14:05"
    with speaking(Bracketed(every=True)):
        assert escape(spoken(word)) == '<time datetime="2026-11-16T14:05+01:00">⟦at 14:05⟧</time>'
    assert escape(told_as_moment(lambda _: "<b>")(AT)) == '<time datetime="2026-11-16T14:05+01:00">&lt;b&gt;</time>'
    assert unsaid(f"<p>⟦Ada, {escape(word)}⟧</p>", set()) == []
