"""This file is about pages as Lighthouse sees them: open to everybody, and built as browsers ask of good pages.

How fast they are is measured by `benchmarks/lighthouse.py`: on a busy machine that says more of the machine.
"""

import json
import os
import subprocess
from pathlib import Path
from urllib.parse import quote

import playwright
import pytest

pytestmark = pytest.mark.browser

FRONTEND = Path(__file__).parents[2] / "frontend"
# Playwright brings a Node of its own, new enough for Lighthouse.
NODE = Path(playwright.__file__).parent / "driver" / ("node.exe" if os.name == "nt" else "node")
PAGES = ("scorecard", "map", "agent", "explore")


@pytest.fixture(scope="module")
def found(program, browser, address):
    """By page what Lighthouse found, each looked at once in one browser."""
    if not (FRONTEND / "node_modules" / "lighthouse").is_dir():
        pytest.skip("no lighthouse in frontend/node_modules (an editable install brings it): pages are not held to it")
    if not NODE.is_file():
        pytest.skip(f"no Node at {NODE}: pages are not held to Lighthouse")
    asking = browser.new_page()
    asking.goto(f"{address}/scorecard")
    name = asking.locator("#scope option[value^='agent:']").first.get_attribute("value").removeprefix("agent:")
    asking.close()
    addresses = {"scorecard": f"{address}/scorecard", "map": f"{address}/map",
                 "agent": f"{address}/agent/{quote(name)}", "explore": f"{address}/explore"}
    ran = subprocess.run(
        [NODE, "lighthouse.mjs", "accessibility,best-practices", "desktop", *addresses.values()], cwd=FRONTEND,
        env={**os.environ, "CHROME_PATH": program}, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    return {page: told[addresses[page]] for page in PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_lighthouse_finds_nothing_to_mend(found, page):
    seen = found[page]
    assert page in seen["page"]  # it was that page, and not one it leads to
    assert seen["faults"] == []
    assert seen["points"] == {"accessibility": 100, "best-practices": 100}
