"""Codes about domains as they are registered."""

from eye.api.errors.page import ErrorPage

_CHECK = "The preview on the Domains page shows what the entry allows and refuses."

ENTRIES = {
    "domain_duplicate": ErrorPage(
        "An entry that allows exactly this is registered already.",
        "The same address, perhaps written differently.",
        "There is nothing to add.",
        _CHECK,
    ),
    "domain_limit_reached": ErrorPage(
        "The organisation has as many domains as it may.",
        "Addresses of former websites are still registered.",
        "Remove one, or register *.example.com once in the place of several subdomains.",
        "The Domains page shows fewer domains than the limit.",
    ),
    "entry_empty": ErrorPage("The domain is empty.", "The form was sent without it.", "Write a host name.", _CHECK),
    "entry_host": ErrorPage(
        "The host name cannot be read.",
        "A sign that host names do not have, an empty part between two dots, or a hyphen at an edge.",
        "Write it as in the address bar of the exam page.",
        _CHECK,
    ),
    "entry_scheme": ErrorPage(
        "The scheme is neither http nor https.",
        "An address of another kind was pasted.",
        "Write the host alone, or with https://.",
        _CHECK,
    ),
    "entry_port": ErrorPage(
        "The port is not a number from 1 to 65535.",
        "A typing error.",
        "Write it as in the address bar, such as example.com:8443.",
        _CHECK,
    ),
    "entry_single_label": ErrorPage(
        "A single name without a dot is not a domain, and nothing can be below it.",
        "An entry such as *.com, or a name of your own network.",
        "Register the full name of the website. Only localhost may stand alone.",
        _CHECK,
    ),
    "entry_public_suffix": ErrorPage(
        "The entry is a suffix under which anybody can have a website, such as co.uk or vercel.app.",
        "The star was put one level too high.",
        "Register your own name below it.",
        _CHECK,
    ),
    "entry_wildcard_position": ErrorPage(
        "The star stands where none may be.",
        "A star alone, in the middle, or as the port.",
        "A star may be the first label only: *.example.com.",
        _CHECK,
    ),
    "entry_has_userinfo": ErrorPage(
        "The entry has a user name before the host.",
        "An email address was written, or an address with a password.",
        "Write the host alone.",
        _CHECK,
    ),
    "entry_has_query_or_fragment": ErrorPage(
        "The entry has a ? or a #.",
        "The address of a single page was pasted.",
        "Write the address up to the host or the port.",
        _CHECK,
    ),
    "entry_ipv6_needs_brackets": ErrorPage(
        "An IPv6 address stands without brackets, so that its port could not be told apart.",
        "It was copied from a network tool.",
        "Write it as [2001:db8::1].",
        _CHECK,
    ),
}
