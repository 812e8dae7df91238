"""This file is about what somebody wrote into a form that could not be sent: offline, or to a server that is gone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served

pytestmark = pytest.mark.browser
MANAGER, TEXT = "Cal Hume", "Both lines were down from noon."
NOT_SENT = re.compile("was not sent")


@pytest.fixture
def page(there: Served) -> Iterator[Page]:
    page = there.page_of(MANAGER)
    yield page
    page.context.close()
    there.said.clear()  # a lost network is told on the console


def test_offline_a_form_stays_as_it_is_and_is_sent_afterwards(page: Page) -> None:
    page.goto("/reconcile")
    page.get_by_label("The table, with its headings").fill("Queue,Offered\nOrders,4\n")
    page.context.set_offline(True)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("You are offline. What you wrote stays here")).to_be_visible()
    expect(page.get_by_label("The table, with its headings")).to_have_value("Queue,Offered\nOrders,4\n")
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline")).to_have_count(0)  # that is not so any more
    page.get_by_role("button", name="Compare").click()
    page.wait_for_load_state()
    expect(page.get_by_text("You are offline")).to_have_count(0)
    expect(page.get_by_label("The table, with its headings")).to_have_value(re.compile("Queue,Offered"))


def test_what_no_answer_came_to_is_there_again_when_the_form_is_opened(page: Page) -> None:
    address = "/incidents?new=1"
    page.goto(address)
    page.get_by_label("In a few words").fill(TEXT)
    page.route("**/incidents**", lambda route: route.abort("connectionrefused")
               if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="Mark it").click()
    page.wait_for_url("chrome-error://**")
    page.unroute_all()
    page.goto(address)
    expect(page.get_by_label("In a few words")).to_have_value(TEXT)
    expect(page.get_by_text(NOT_SENT)).to_be_visible()
    page.get_by_role("button", name="Mark it").click()
    page.wait_for_load_state()
    page.goto(address)  # an answer came: nothing is put back
    expect(page.get_by_label("In a few words")).to_have_value("")
    expect(page.get_by_text(NOT_SENT)).to_have_count(0)
