"""The one table of permissions and built-in roles; pages, API documentation and checks are all made from it."""

OWNERSHIP = "organisation.own"

AREAS: dict[str, dict[str, str]] = {
    "Organisation": {
        "organisation.view": "See the organisation's settings",
        "organisation.update": "Change the organisation's settings",
        OWNERSHIP: "Make other members owners, and delete the organisation",
    },
    "API keys": {
        "api.key.view": "See API keys",
        "api.key.create": "Create API keys",
        "api.key.update": "Change, deactivate and rotate API keys",
        "api.key.delete": "Revoke and delete API keys",
    },
    "Domains": {
        "domain.view": "See registered domains",
        "domain.create": "Register domains",
        "domain.delete": "Remove domains",
    },
    "Assessments": {
        "assessment.view": "See assessments",
        "assessment.create": "Create assessments",
        "assessment.update": "Change assessments",
        "assessment.delete": "Archive assessments",
    },
    "Candidates": {
        "candidate.view": "See candidates",
        "candidate.create": "Add candidates",
        "candidate.update": "Correct what is known about candidates",
        "candidate.delete": "Erase candidates, and the evidence of sessions",
        "candidate.token.create": "Make the temporary tokens that candidates start with",
    },
    "Sessions": {
        "session.view": "See sessions and their events",
        "session.update": "Message candidates, pause and resume sessions, grant another attempt",
        "session.end": "End running sessions",
        "media.view": "Look at image and audio evidence",
    },
    "Flags": {
        "flag.view": "See flags",
        "flag.review": "Decide about flags",
        "flag.create": "Raise flags by hand",
    },
    "Reports": {
        "report.view": "See reports",
        "report.export": "Download reports",
        "risk.update": "Change the risk policy",
    },
    "Billing": {
        "billing.view": "See credits and usage",
        "billing.update": "Change the plan and top up credits",
    },
    "Webhooks": {
        "webhook.view": "See webhook endpoints and deliveries",
        "webhook.create": "Add webhook endpoints",
        "webhook.update": "Change webhook endpoints and deliver again",
        "webhook.delete": "Remove webhook endpoints",
    },
    "Members": {
        "member.view": "See members",
        "member.create": "Invite members",
        "member.update": "Change the roles of members",
        "member.delete": "Remove members",
    },
    "Roles": {
        "role.view": "See roles",
        "role.create": "Create roles",
        "role.update": "Change roles",
        "role.delete": "Delete roles",
    },
    "Retention and audit": {
        "retention.view": "See how long data is kept, and the receipts for what was erased",
        "retention.update": "Change how long data is kept",
        "audit.view": "See the audit log",
    },
}

PERMISSIONS: dict[str, str] = {name: sentence for area in AREAS.values() for name, sentence in area.items()}
# What a role of the organisation's own may hold: ownership comes with the role Owner alone, so that owners can be told.
FREE = frozenset(PERMISSIONS) - {OWNERSHIP}

OWNER = "Owner"
ROLES: dict[str, frozenset[str]] = {
    OWNER: frozenset(PERMISSIONS),
    "Admin": FREE,
    "Developer": frozenset(name for name in FREE if name.startswith(("api.", "domain.", "assessment.", "webhook.")))
    | {"organisation.view", "candidate.token.create"},
    "Reviewer": frozenset(name for name in FREE if name.startswith(("session.", "flag.", "report.")))
    | {"assessment.view", "candidate.view", "media.view"},
    "Billing": frozenset({"organisation.view", "billing.view", "billing.update"}),
    "Viewer": frozenset({"assessment.view", "candidate.view", "session.view", "flag.view", "report.view"}),
}
SENTENCES: dict[str, str] = {
    OWNER: "Everything, ownership itself included.",
    "Admin": "Everything but making owners and deleting the organisation.",
    "Developer": "Keys, domains, assessments and webhooks; sees no sessions.",
    "Reviewer": "Sessions, evidence, flags and reports; may message, pause and end a session.",
    "Billing": "Credits, usage and the plan.",
    "Viewer": "Sees sessions, flags and reports; no evidence, changes nothing.",
}
