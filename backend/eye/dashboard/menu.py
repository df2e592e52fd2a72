"""The sidebar: two tables. A page that comes later is one line here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """`permission` is what a member needs to see the page (None: nothing).

    `also` is the beginning of the addresses besides its own that belong to it.
    """

    label: str
    icon: str
    path: str
    permission: str | None
    also: str = ""


ITEMS = (
    Item("Dashboard", "layout-dashboard", "/dashboard", "session.view"),
    Item("Live", "radio", "/dashboard/live", "session.view", "/dashboard/sessions"),
    Item("Flags", "flag", "/dashboard/flags", "flag.view"),
    Item("Assessments", "clipboard-list", "/dashboard/assessments", "assessment.view"),
    Item("Candidates", "graduation-cap", "/dashboard/candidates", "candidate.view", "/dashboard/candidate-imports"),
    Item("Billing", "coins", "/dashboard/billing", "billing.view"),
    Item("Settings", "settings", "/dashboard/settings/profile", None, "/dashboard/settings"),
)
SETTINGS = (
    Item("Profile", "circle-user-round", "/dashboard/settings/profile", None),
    Item("Domains", "globe", "/dashboard/settings/domains", "domain.view"),
    Item("API & Integrations", "code-xml", "/dashboard/settings/api", "api.key.view"),
    Item("Candidate tokens", "fingerprint", "/dashboard/settings/candidate-tokens", "organisation.view"),
    Item("Risk policy", "scale", "/dashboard/settings/risk", "report.view"),
    Item("Candidate reports", "file-check", "/dashboard/settings/candidate-reports", "organisation.view"),
    Item("Webhooks", "webhook", "/dashboard/settings/webhooks", "webhook.view"),
    Item("Members & Roles", "users", "/dashboard/settings/members", "member.view"),
    Item("Retention", "hourglass", "/dashboard/settings/retention", "retention.view"),
    Item("Audit log", "scroll-text", "/dashboard/settings/audit", "audit.view"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the sidebar as one page shows it; `below` are the pages of the settings, where one is among them."""

    item: Item
    current: bool
    below: tuple["Entry", ...] = ()


def menu_for(permissions: frozenset[str], path: str) -> list[Entry]:
    """What a member with `permissions` can open, seen from the page `path`."""
    inner = tuple(Entry(item, is_current(item, path)) for item in _open_to(SETTINGS, permissions))
    found = []
    for item in _open_to(ITEMS, permissions):
        current = is_current(item, path)
        below = inner if item.label == "Settings" and current else ()
        found.append(Entry(item, current and not any(entry.current for entry in below), below))
    return found


def _open_to(items: tuple[Item, ...], permissions: frozenset[str]) -> list[Item]:
    return [item for item in items if item.permission is None or item.permission in permissions]


def first_page(permissions: frozenset[str]) -> str | None:
    """Where such a member begins; None if their roles open no page yet."""
    opened = (item.path for item in (*ITEMS, *SETTINGS) if item.permission in permissions)
    return next(opened, None)


def is_current(item: Item, path: str) -> bool:
    """Whether `path` is the page of `item` or one that belongs to it."""
    if item.also and (path + "/").startswith(item.also + "/"):
        return True
    return path == item.path or (item.path != "/dashboard" and path.startswith(item.path + "/"))
