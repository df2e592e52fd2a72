"""Codes about where a request came from."""

from eye.api.errors.page import ErrorPage

ORIGINS = {
    "origin_missing": ErrorPage(
        "The request had no Origin header, which every browser sends.",
        "The endpoint was called from a server or a command line; or an extension or proxy removed the header.",
        "Call it from the exam page. Servers use the endpoints that take a secret key.",
        "The browser's network panel shows an Origin header on the request to /v1/init.",
    ),
    "origin_null": ErrorPage(
        "The browser sent the origin null: the page has no address of its own.",
        "The page was opened from a file, or runs in a sandboxed frame without allow-same-origin.",
        "Serve the page over https from a registered domain, and give the frame allow-same-origin.",
        "Typing location.origin on the page's console shows its address.",
    ),
    "origin_malformed": ErrorPage(
        "The Origin header is not one that a browser sends.",
        "A hand-made request, two Origin headers, or a proxy that changes the header.",
        "Send exactly one Origin header: scheme, host and, if it is not the default one, port.",
        "The request works from the exam page in a browser.",
    ),
    "origin_not_allowed": ErrorPage(
        "The page's website is not registered for the organisation.",
        "A new or different host name: a test server, a preview, a subdomain.",
        "Register it under Settings → Domains. A bare name also allows its www. twin, but no other subdomain.",
        "The box on the Domains page says that the page's origin is allowed.",
    ),
    "origin_scheme_or_port": ErrorPage(
        "The host is registered, but with another scheme or port.",
        "The page runs on http or on a port of its own, and a bare entry means https on the default port.",
        "Register the exact address, such as http://exam.example.com:8080, or open the registered one.",
        "The box on the Domains page says that the page's origin is allowed.",
    ),
    "no_domains_registered": ErrorPage(
        "The organisation has registered no domain, so no page can start a session.",
        "A new organisation, or the last domain was removed.",
        "Register the website of your exam pages under Settings → Domains.",
        "The Domains page lists it; the change counts from the next request.",
    ),
}
