"""The organisation, its members and roles, and the audit log."""

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from eye.api.reference.fields import PAGED, body, choice, integer, name, switch, text, texts, time
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time
from eye.organisations.email import LONGEST
from eye.organisations.identity import MODES
from eye.organisations.low_credits import MOST
from eye.organisations.members.manage import LONGEST_NAME
from eye.organisations.permissions import FREE
from eye.organisations.roles.manage import LONGEST_NAME as LONGEST_ROLE


class Organisation(Answer):
    """`identity` tells whether starts need a candidate token. `lowCredits` is where the warning comes; 0 is never.

    `candidateReports` tells whether candidates may see the report of their session by a link, and answer it.
    """

    id: str
    name: str
    identity: Literal["off", "report", "required"]
    key_limit: int
    domain_limit: int
    low_credits: int
    candidate_reports: bool
    created_at: Time


class Role(Answer):
    """A built-in role has its name as its id, and no time."""

    id: str
    name: str
    built_in: bool
    permissions: list[str]
    created_at: Time | None


class Permission(Answer):
    name: str
    area: str
    description: str


class Member(Answer):
    id: str
    email: str
    name: str
    roles: list[str]
    status: Literal["invited", "active"]
    created_at: Time
    last_seen_at: Time | None


class Invited(Member, kw_only=True):
    """`link` is there only where no mail carries it; whoever has it chooses the member's password."""

    mailed: bool
    link: str | UnsetType | None = UNSET
    secret_shown: bool = False
    link_expires_at: Time


class Act(Answer):
    """Who did what to which object. `data` tells what was changed."""

    id: str
    at: Time
    actor: str
    act: str
    subject: str
    address: str | None
    data: dict[str, Any]


_PERMISSIONS = texts(["session.view", "flag.view"], "From GET /v1/permissions.", choices=sorted(FREE))
_ROLES = texts(["Reviewer"], "Ids of roles, from GET /v1/roles.")

ORGANISATION: Operations = {
    "GET /v1/organisation": Operation("See the organisation of the key", {200: Organisation}),
    "PATCH /v1/organisation": Operation(
        "Change the organisation's settings",
        {200: Organisation},
        body(
            "OrganisationChange",
            optional={
                "identity": choice(MODES, "Whether starts need a candidate token."),
                "lowCredits": integer(50, 0, MOST, "At how many credits to warn; 0 is never."),
                "candidateReports": switch("Whether candidates may see their reports by a link."),
            },
        ),
    ),
}
ROLES: Operations = {
    "GET /v1/permissions": Operation("List the permissions that roles are made of", {200: Page[Permission]}),
    "GET /v1/roles": Operation("List built-in and own roles", {200: Page[Role]}),
    "POST /v1/roles": Operation(
        "Create a role",
        {201: Role},
        body("NewRole", {"name": name("Invigilator", most=LONGEST_ROLE), "permissions": _PERMISSIONS}),
        refuses=("role_duplicate", "role_limit_reached"),
    ),
    "PATCH /v1/roles/{id}": Operation(
        "Change a role",
        {200: Role},
        body("RoleChange", optional={"name": text("Invigilator", most=LONGEST_ROLE), "permissions": _PERMISSIONS}),
        refuses=("role_duplicate", "changed_meanwhile"),
        detail="Counts at once for everyone who has it.",
    ),
    "DELETE /v1/roles/{id}": Operation(
        "Delete a role", {204: None}, refuses=("param_invalid", "role_in_use"), detail="Only when nobody has it."
    ),
}
MEMBERS: Operations = {
    "GET /v1/members": Operation("List members", {200: Page[Member]}, query=PAGED),
    "POST /v1/members": Operation(
        "Invite a member",
        {201: Invited},
        body(
            "NewMember",
            {"email": name("ada@northfield.example", most=LONGEST)},
            {"name": text("Ada", most=LONGEST_NAME), "roles": _ROLES},
        ),
        refuses=("member_duplicate",),
    ),
    "PATCH /v1/members/{id}": Operation(
        "Change the roles of a member",
        {200: Member},
        body("MemberChange", {"roles": _ROLES}),
        refuses=("last_owner", "changed_meanwhile"),
    ),
    "DELETE /v1/members/{id}": Operation(
        "Remove a member", {204: None}, refuses=("param_invalid", "last_owner", "changed_meanwhile")
    ),
    "POST /v1/members/{id}/invitation": Operation(
        "Invite a member again", {201: Invited}, refuses=("member_active",), detail="The link before it ends."
    ),
}
AUDIT: Operations = {
    "GET /v1/audit": Operation(
        "List administrative acts",
        {200: Page[Act]},
        also="text/csv",
        query={
            **PAGED,
            "actor": text("key_06example", about="The id of a member or key."),
            "act": text("api.key.create", about="What was done."),
            "subject": text("key_06example", about="To what it was done."),
            "from": time("Acts of this moment and later."),
            "to": time("Acts before this moment.", "2026-02-28T00:00:00Z"),
            "format": choice(("json", "csv"), "csv answers all of them as text/csv."),
        },
    ),
}
