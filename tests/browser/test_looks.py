"""This file is about how every page stands in light and dark, wide and narrow: readable, and inside its frame."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.browser.conftest import opening, overflow

pytestmark = pytest.mark.browser

PAGES = {
    "scorecard": "/scorecard?period=2026-W46",
    "month": "/scorecard?period=2026-10",
    "off-target": "/scorecard?period=2026-W46&show=off",
    "map": "/map?period=2026-W46",
    "measures": "/measures",
    "subscriptions": "/subscriptions",
    "measure": "/measure/service_level:offered?period=2026-W46&by=queue",
    "teams": "/measure/occupancy?period=2026-W46&by=team",
    "refused": "/measure/occupancy?period=2026-W46&by=queue",
    "compare": "/compare?period=2026-Q3&measure=talk-time&by=agent",
    "record": "/audit",
    "explore": "/explore?period=2026-W46&metric=service_level:offered&metric=average_handle_time&by=day&versus=before",
    "explore-bars": "/explore?period=2026-10&metric=average_handle_time&metric=occupancy&by=queue&versus=before",
    "parts": "/scorecard/parts?period=2026-W46",
    "search": "/search?q=service",
    "load": "/load",
    "sources": "/sources",
    "health": "/health",
    "reconcile": "/reconcile",
    "rows": "/measure/service_level:offered/rows?period=2026-W46",
    "stages": "/stages",
    "questions": "/stages/questions/1",
    "choosing": "/stages/measures?try=",
}


@pytest.fixture(scope="module", params=PAGES)
def standing(request, browser, address):
    """A page in a narrow window of its own; wide ones are looked at in test_every_page.py."""
    with opening(browser, address) as opened:
        page = opened(PAGES[request.param], width=390, height=844)
        page.wait_for_load_state("networkidle")
        yield request.param, page


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_breaks_its_frame_or_shuts_anyone_out(standing, at_fault, picture, colours):
    name, page = standing
    page.emulate_media(color_scheme=colours)
    picture(page, f"{name}-{colours}-390")
    assert overflow(page) <= 0
    assert at_fault(page) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_people_beside_people_fit_and_are_sorted_and_chosen_by_keyboard(open_page, width):
    page = open_page(PAGES["compare"], width=width)
    table = page.locator("table.compared")
    assert table.evaluate("one => one.scrollWidth - one.closest('.scroll').clientWidth") <= 0
    names = table.locator("tbody th a[data-row]")
    page.get_by_role("link", name="Over expected").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=ratio**")
    ratios = [float(cell) for cell in table.locator("tbody tr > :nth-child(6)").evaluate_all(
        "cells => cells.map(cell => cell.dataset.v).filter(Boolean)")]
    assert len(ratios) > 3
    assert ratios == sorted(ratios, reverse=True)
    page.get_by_role("link", name="Who").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=name**")
    told = names.all_inner_texts()
    assert told == sorted(told)
    summary = page.get_by_text("What the verdict tells")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("is it out of the ordinary?").is_visible()
    page.get_by_label("Measure", exact=True).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "measure=talk-time" not in url and "measure=" in url)
    assert page.locator("table.compared, p.blank").first.is_visible()


def test_fonts_are_ours_and_script_is_light(open_page, address):
    """A first visitor's scorecard brings at most 30 KB of script, as sent; what other pages need comes with them."""
    page = open_page("/scorecard")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.fonts.check('13px Inter')")
    sent = page.evaluate("performance.getEntriesByType('resource').map(e => [e.name, e.encodedBodySize, "
                         "e.decodedBodySize])")
    scripts = {re.sub(r"-[A-Z0-9]{8}\.js$", "", name.rsplit("/", 1)[1]): (size, whole)
               for name, size, whole in sent if name.endswith(".js")}
    assert set(scripts) == {"app", "theme"}  # neither Explore's, nor the live pages', nor the editor's
    assert scripts["app"][0] < scripts["app"][1] / 2  # it comes packed
    assert 0 < sum(size for size, _ in scripts.values()) <= 30 * 1024


def test_paper_leaves_out_what_paper_cannot_do(open_page):
    page = open_page("/scorecard?period=2026-W46")
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible()
    assert not page.get_by_label("Whose figures").is_visible()
    assert page.locator("table.kpis").is_visible()


def test_the_scorecard_prints_whole_with_its_address_and_without_navigation(open_page):
    page = open_page("/scorecard?period=2026-W46")
    names = [name.strip() for name in page.locator("table.kpis th.name a").all_inner_texts()]
    reader = PdfReader(BytesIO(page.pdf(format="A4", print_background=True)))
    text = re.sub(r"\s", "", "".join(one.extract_text() for one in reader.pages))
    assert len(names) > 8
    assert [name for name in names if re.sub(r"\s", "", name) not in text] == []
    assert "/scorecard?period=2026-W46" in text
    assert "Completeto" in text
    assert [word for word in ("Strategymap", "Setup", "Set-up", "Offtargetonly", "PowerPoint") if word in text] == []
