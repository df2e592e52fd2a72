"""A page for every code that Eye answers with: one table an area. A test holds them and the code table together."""

from eye.api.errors.browser import BROWSER
from eye.api.errors.entries import ENTRIES
from eye.api.errors.keys import KEYS
from eye.api.errors.origins import ORIGINS
from eye.api.errors.page import ErrorPage
from eye.api.errors.people import PEOPLE
from eye.api.errors.requests import REQUESTS
from eye.api.errors.reviews import REVIEWS
from eye.api.errors.sessions import SESSIONS
from eye.api.errors.tokens import TOKENS
from eye.api.errors.webhooks import WEBHOOKS

PAGES: dict[str, ErrorPage] = {
    **KEYS,
    **ORIGINS,
    **TOKENS,
    **SESSIONS,
    **REQUESTS,
    **ENTRIES,
    **PEOPLE,
    **BROWSER,
    **WEBHOOKS,
    **REVIEWS,
}

__all__ = ["PAGES", "ErrorPage"]
