"""The one table of permissions and built-in roles; pages, API and checks are all made from it."""

PERMISSIONS: dict[str, str] = {
    "organisation.view": "See the organisation's settings",
    "organisation.update": "Change the organisation's settings",
    "api.key.view": "See API keys",
    "api.key.create": "Create API keys",
    "api.key.update": "Change, deactivate and rotate API keys",
    "api.key.delete": "Revoke and delete API keys",
    "domain.view": "See registered domains",
    "domain.create": "Register domains",
    "domain.delete": "Remove domains",
    "assessment.view": "See assessments",
    "assessment.create": "Create assessments",
    "assessment.update": "Change and archive assessments",
    "session.view": "See sessions and their events",
    "media.view": "Look at image and audio evidence",
    "flag.view": "See flags",
    "billing.view": "See credits and usage",
    "audit.view": "See the audit log",
}

ROLES: dict[str, frozenset[str]] = {
    "Owner": frozenset(PERMISSIONS),
    "Admin": frozenset(PERMISSIONS),
    "Developer": frozenset(
        name for name in PERMISSIONS if name.startswith(("api.", "domain.", "assessment.", "organisation.view"))
    ),
    "Reviewer": frozenset({"assessment.view", "session.view", "media.view", "flag.view"}),
    "Billing": frozenset({"billing.view", "organisation.view"}),
    "Viewer": frozenset({"assessment.view", "session.view", "flag.view"}),
}


def permissions_of(roles: list[str]) -> frozenset[str]:
    """The union of what the roles give. A role that no longer exists gives nothing."""
    return frozenset[str]().union(*(ROLES.get(role, frozenset()) for role in roles))
