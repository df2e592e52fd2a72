"""How an address of the dashboard is opened: as a page of members, as a form of theirs, or to everybody."""

from starlette.routing import Route

from eye.dashboard.entrance import Endpoint, Page, Submission, form_of_members, open_to_all, open_to_members

LONGEST_FORM = 64 * 1024


def page_at(path: str, show: Page, permission: str | None) -> Route:
    return Route(f"/dashboard{path}", open_to_members(show, permission), methods=["GET"])


def form_to(path: str, submit: Submission, permission: str | None, longest: int = LONGEST_FORM) -> Route:
    return Route(f"/dashboard{path}", form_of_members(submit, permission), methods=["POST"], max_body_size=longest)


def upload_to(path: str, submit: Submission, permission: str | None, longest: int) -> Route:
    """A form with one file."""
    answer = form_of_members(submit, permission, files=1)
    return Route(f"/dashboard{path}", answer, methods=["POST"], max_body_size=longest)


def open_to(path: str, method: str, answer: Endpoint) -> Route:
    return Route(f"/dashboard{path}", open_to_all(answer), methods=[method], max_body_size=LONGEST_FORM)
