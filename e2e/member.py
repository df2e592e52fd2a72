"""The owner of a school at the dashboard, and what axe finds on the page that they look at."""

from pathlib import Path

from playwright.sync_api import Page

from e2e.servers import School
from eye.clock import new_secret
from eye.db import Tx
from eye.organisations.sign_in.links import make_link

AXE = Path(__file__).parents[1] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# A colour on its way from one theme to the other is none that anybody reads.
LOOK = """async (rules) => {
  const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(changing.map(({ finished }) => finished));
  return (await axe.run(document, { runOnly: rules })).violations.map(({ id }) => id);
}"""


def sign_in(page: Page, school: School) -> None:
    """By a one-time link, as `eye member link` prints it."""
    token = new_secret(43)

    def make(tx: Tx, now: int) -> None:
        make_link(tx, school.owner_id, "sign_in", token, now)

    school.eye.write(make)
    page.goto(f"{school.eye.url}/dashboard/link/{token}")


def found_by_axe(page: Page) -> list[str]:
    """The names of the rules that the page breaks. Runs beside the page's own scripts, which its policy lets alone."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text()})
    session.detach()
    found: list[str] = page.evaluate(LOOK, RULES)
    return found
