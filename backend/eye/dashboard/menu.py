"""The sidebar: one table. A page that comes later is one line here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """`permission` is what a member needs to see the page (None: nothing); `group` is the heading it stands under."""

    label: str
    icon: str
    path: str
    permission: str | None
    group: str = ""


ITEMS = (
    Item("Dashboard", "layout-dashboard", "/dashboard", "session.view"),
    Item("Live", "radio", "/dashboard/live", "session.view"),
    Item("Sessions", "monitor-play", "/dashboard/sessions", "session.view"),
    Item("Flags", "flag", "/dashboard/flags", "flag.view"),
    Item("Assessments", "clipboard-list", "/dashboard/assessments", "assessment.view"),
    Item("Profile", "circle-user-round", "/dashboard/settings/profile", None, "Settings"),
    Item("Domains", "globe", "/dashboard/settings/domains", "domain.view", "Settings"),
    Item("API & Integrations", "code-xml", "/dashboard/settings/api", "api.key.view", "Settings"),
    Item("Candidate tokens", "fingerprint", "/dashboard/settings/candidate-tokens", "organisation.view", "Settings"),
    Item("Risk policy", "scale", "/dashboard/settings/risk", "report.view", "Settings"),
    Item("Webhooks", "webhook", "/dashboard/settings/webhooks", "webhook.view", "Settings"),
    Item("Members & Roles", "users", "/dashboard/settings/members", "member.view", "Settings"),
    Item("Audit log", "scroll-text", "/dashboard/settings/audit", "audit.view", "Settings"),
)


def menu_for(permissions: frozenset[str]) -> list[Item]:
    """What a member with `permissions` can open."""
    return [item for item in ITEMS if item.permission is None or item.permission in permissions]


def first_page(permissions: frozenset[str]) -> str | None:
    """Where such a member begins; None if their roles open no page yet."""
    opened = (item.path for item in ITEMS if item.permission in permissions)
    return next(opened, None)


def is_current(item: Item, path: str) -> bool:
    """Whether `path` is the page of `item` or one below it."""
    return path == item.path or (item.path != "/dashboard" and path.startswith(item.path + "/"))
