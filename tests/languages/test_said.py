"""This file is about words in other languages: templates text by text, values and days, and which language is meant."""

from datetime import date

import pytest
from jinja2 import Environment
from markupsafe import Markup
from starlette.datastructures import Headers
from tests.languages.brackets import Bracketed, unsaid

from fourscore.terms import kept, said, said_many, speaking, spoken, together, write_day, write_score, write_value
from fourscore.web.languages.choosing import language_of
from fourscore.web.languages.texts import Texts
from fourscore.web.languages.tongues import spoken_in

READING = Environment(extensions=[Texts], finalize=spoken, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def shown(template: str, **words: object) -> str:
    with speaking(Bracketed(every=True)):
        return READING.from_string(template).render(**words)


@pytest.mark.parametrize(("template", "page"), [
    ("<p>{{ n }} of {{ many }} stand out</p>", "<p>⟦3 of 7 stand out⟧</p>"),
    ("<p>  Two\n  lines </p>", "<p>  ⟦Two lines⟧ </p>"),
    ('<a title="Go {{ n }}" class="plain text">{{ n }}</a>', '<a title="⟦Go 3⟧" class="plain text">3</a>'),
    ("<p>Yes{% if n %}, and <b>no</b>{% endif %}.</p>", "<p>⟦Yes⟧⟦, and⟧ <b>⟦no⟧</b>.</p>"),
    ("<script>say('Go on')</script><kbd>Enter</kbd><p>Go on</p>",
     "<script>say('Go on')</script><kbd>Enter</kbd><p>⟦Go on⟧</p>"),
    ('<p aria-label="Pick {% if n %}one{% else %}two{% endif %}">&nbsp;–</p>',
     '<p aria-label="⟦Pick⟧ ⟦one⟧">&nbsp;–</p>'),
    ("<!-- a note to whoever reads this --><p>{{ n }}%</p>", "<!-- a note to whoever reads this --><p>3%</p>"),
    ("<p>In {braces} as they are, {{ n }}</p>", "<p>⟦In {braces} as they are, 3⟧</p>"),
])
def test_every_text_between_tags_is_a_message_with_what_stands_in_it(template, page):
    assert shown(template, n=3, many=7) == page


def test_what_stands_in_a_message_is_neutralised_as_anywhere_else():
    assert shown("<p>Queue {{ name }}</p>", name="<b>&") == "<p>⟦Queue &lt;b&gt;&amp;⟧</p>"
    assert shown("<p>Queue {{ name }}</p>", name=Markup("<b>it</b>")) == "<p>⟦Queue <b>it</b>⟧</p>"
    assert shown("<p>{{ name }} waits</p>", name=said("Nobody")) == "<p>⟦⟦Nobody⟧ waits⟧</p>"


def test_what_was_said_is_english_until_somebody_reads_another_language():
    text = said("{share} of {queue}", share=write_value(0.5283, "share"), queue="Billing")
    assert text == "52.8% of Billing"
    assert f"{text}!" == "52.8% of Billing!"
    with speaking(Bracketed(every=True)):
        assert spoken(text) == "⟦⟨0.5 share⟩ of Billing⟧"
        assert spoken("Billing") == "Billing"
        assert spoken(together([said("One."), "", said("Two.")])) == "⟦One.⟧ ⟦Two.⟧"
        assert spoken(together(["Ada", "Ben"], ", ")) == "Ada, Ben"
        assert spoken(said_many("{number} case", "{number} cases", 1)) == "⟦1 case⟧"
        assert spoken(kept("Service level")) == "⟦Service level⟧"
    assert spoken(text) is text
    assert said_many("{number} case", "{number} cases", 2) == "2 cases"


def test_values_and_days_are_written_as_each_language_writes_them():
    german, arabic = spoken_in("de"), spoken_in("ar")
    assert german is not None
    assert arabic is not None
    with speaking(german):
        assert spoken(write_value(-0.5283, "share")) == "−52,8\u00a0%"
        assert spoken(write_value(12345.678, "money", "EUR")) == "12.346\u00a0€"
        assert spoken(write_value(4.2, "money", "EUR")) == "4,20\u00a0€"
        assert spoken(write_value(32.0, "seconds")) == "32,0 s"
        assert spoken(write_value(345, "seconds")) == "5:45"
        assert spoken(write_value(1234567, "count")) == "1.234.567"
        assert spoken(write_score(99.97, 1)) == "99,9"
        assert spoken(write_day(date(2026, 11, 2))) == "2. Nov. 2026"
    with speaking(arabic):
        assert spoken(write_day(date(2026, 11, 2), "yMMMM")) == "نوفمبر 2026"
    assert write_day(date(2026, 11, 2), "yMMMEd") == "Monday 2 Nov 2026"
    assert write_value(None, "share") == "–"


@pytest.mark.parametrize(("headers", "code"), [
    ({}, "en"), ({"accept-language": "de-AT,de;q=0.9,en;q=0.8"}, "de"),
    ({"accept-language": "fr, en;q=0.5, ar;q=0.7"}, "ar"),
    ({"accept-language": "de;q=0, es"}, "es"), ({"accept-language": "de;q=x"}, "en"),
    ({"accept-language": "de", "cookie": "language=es"}, "es"),
    ({"accept-language": "de", "cookie": "language=fr"}, "de"),
    ({"cookie": "language=en; other=1", "accept-language": "ar"}, "en"),
])
def test_language_is_the_chosen_one_or_the_browsers_first_that_there_is(headers, code):
    assert language_of(Headers(headers)) == code


def test_what_is_said_in_no_language_is_found():
    page = '<p title="⟦Go⟧">⟦One ⟨2.0 count⟩ of⟧ Billing</p><b aria-label="Left out">x</b><code>SELECT it</code>'
    assert unsaid(page, {"Billing"}) == ["Left out"]
    assert unsaid(page, set()) == ["⟦One ⟨2.0 count⟩ of⟧ Billing", "Left out"]
