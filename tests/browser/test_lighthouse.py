"""This file is about pages as Lighthouse sees them: open to everybody, and built as browsers ask of good pages.

How fast they are is measured by `benchmarks/lighthouse.py`: on a busy machine that says more of the machine.
"""

import pytest

from benchmarks import lighthouse

pytestmark = pytest.mark.browser

PAGES = ("scorecard", "map", "agent", "explore")


@pytest.fixture(scope="module")
def found(program, browser, address):
    """By page what Lighthouse found, each looked at once in one browser."""
    if not (lighthouse.FRONTEND / "node_modules" / "lighthouse").is_dir():
        pytest.skip("no lighthouse in frontend/node_modules (an editable install brings it): pages are not held to it")
    if not lighthouse.NODE.is_file():
        pytest.skip(f"no Node at {lighthouse.NODE}: pages are not held to Lighthouse")
    asking = browser.new_page()
    asking.goto(f"{address}/scorecard")
    name = asking.locator("#scope option[value^='agent:']").first.get_attribute("value").removeprefix("agent:")
    asking.close()
    return lighthouse.seen("desktop", lighthouse.pages(address, name), program, ("accessibility", "best-practices"))


@pytest.mark.parametrize("page", PAGES)
def test_lighthouse_finds_nothing_to_mend(found, page):
    seen = found[page]
    assert page in seen["page"]  # it was that page, and not one it leads to
    assert seen["faults"] == []
    assert seen["points"] == {"accessibility": 100, "best-practices": 100}
