"""Whether a form was sent from our own page, and where a visitor may be sent afterwards."""

import re
from urllib.parse import quote

from starlette.requests import Request

from eye.http.context import context

_LOCAL = re.compile(r"/dashboard(?:[/?][A-Za-z0-9._~:@/%?&=+-]*)?\Z")
_SENT_BY_US = ("same-origin", "none")


def from_our_page(request: Request, *, hidden: bool = False) -> bool:
    """False as soon as the browser says that another site sent this request; every browser says it on a POST.

    `hidden` is for pages that send no referrer: browsers write `null` in place of their origin.
    """
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None and fetch_site not in _SENT_BY_US:
        return False
    origins = request.headers.getlist("origin")
    return all((hidden and origin == "null") or _is_ours(request, origin) for origin in origins)


def _is_ours(request: Request, origin: str) -> bool:
    # Behind a proxy that ends TLS our own scheme is unknown, so hosts are compared; the public address is exact.
    host = request.headers.get("host", "")
    return origin in (f"http://{host}", f"https://{host}", context(request).settings.public_url)


def local_path(path: str | None, otherwise: str = "/dashboard") -> str:
    """`path` if it leads to a page of the dashboard, so that no link can send a visitor elsewhere after signing in."""
    return path if path and _LOCAL.match(path) else otherwise


def sign_in_path(request: Request) -> str:
    """The sign-in page that leads back to this page; to the dashboard where a form was sent."""
    if request.method not in ("GET", "HEAD"):
        return "/dashboard/sign-in"
    return sign_in_path_for(request.url.path + (f"?{request.url.query}" if request.url.query else ""))


def sign_in_path_for(path: str) -> str:
    wanted = local_path(path)
    return "/dashboard/sign-in" if wanted == "/dashboard" else f"/dashboard/sign-in?next={quote(wanted, safe='/')}"
