"""A double click on a button of the dashboard does once what it says."""

from playwright.sync_api import Page

from e2e.servers import School
from eye.clock import new_secret
from eye.db import Tx
from eye.organisations.sign_in.links import make_link


def _sign_in(page: Page, school: School) -> None:
    token = new_secret(43)

    def make(tx: Tx, now: int) -> None:
        make_link(tx, school.owner_id, "sign_in", token, now)

    school.eye.write(make)
    page.goto(f"{school.eye.url}/dashboard/link/{token}")


CLICK_TWICE = """(button) => {
  const kept = [];
  // After every listener of the page: was the form kept from being sent? Here none is, so that the page stays.
  addEventListener("submit", (event) => {
    kept.push(event.defaultPrevented);
    event.preventDefault();
  });
  button.click();
  button.click();
  return kept;
}"""


def test_a_form_is_sent_by_the_first_click_only(page: Page, school: School) -> None:
    _sign_in(page, school)
    page.goto(f"{school.eye.url}/dashboard/settings/members/invite")
    page.get_by_label("Email address").fill("ada@example.com")
    button = page.get_by_role("button", name="Invite", exact=True)
    assert button.evaluate(CLICK_TWICE) == [False, True]


def test_a_double_click_invites_once_and_shows_the_link(page: Page, school: School) -> None:
    _sign_in(page, school)
    page.goto(f"{school.eye.url}/dashboard/settings/members/invite")
    page.get_by_label("Email address").fill("ada@example.com")
    page.get_by_label("Viewer", exact=True).check()
    page.get_by_role("button", name="Invite", exact=True).dblclick()
    page.get_by_text("/dashboard/link/").wait_for()
