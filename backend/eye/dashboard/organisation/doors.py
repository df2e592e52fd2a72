"""The addresses of what an organisation decides about itself, and of its audit log."""

from starlette.routing import BaseRoute

from eye.dashboard.organisation.audit import audit, download_audit
from eye.dashboard.organisation.member import confirm_member_removal, member, submit_member_removal, submit_roles
from eye.dashboard.organisation.members import invitation, members, submit_invitation, submit_invitation_again
from eye.dashboard.organisation.retention import retention
from eye.dashboard.organisation.risk import risk_policy, submit_risk_policy
from eye.dashboard.organisation.roles import (
    confirm_role_deletion,
    new_role,
    role,
    roles,
    submit_new_role,
    submit_role,
    submit_role_deletion,
)
from eye.dashboard.ways import form_to, page_at

ORGANISATION: list[BaseRoute] = [
    page_at("/settings/risk", risk_policy, "report.view"),
    form_to("/settings/risk", submit_risk_policy, "risk.update"),
    page_at("/settings/members", members, "member.view"),
    page_at("/settings/members/invite", invitation, "member.create"),
    form_to("/settings/members/invite", submit_invitation, "member.create"),
    page_at("/settings/members/roles", roles, "role.view"),
    page_at("/settings/members/roles/new", new_role, "role.create"),
    form_to("/settings/members/roles/new", submit_new_role, "role.create"),
    page_at("/settings/members/roles/{role_id}", role, "role.view"),
    form_to("/settings/members/roles/{role_id}", submit_role, "role.update"),
    page_at("/settings/members/roles/{role_id}/delete", confirm_role_deletion, "role.delete"),
    form_to("/settings/members/roles/{role_id}/delete", submit_role_deletion, "role.delete"),
    page_at("/settings/members/{member_id}", member, "member.update"),
    form_to("/settings/members/{member_id}", submit_roles, "member.update"),
    form_to("/settings/members/{member_id}/invitation", submit_invitation_again, "member.create"),
    page_at("/settings/members/{member_id}/remove", confirm_member_removal, "member.delete"),
    form_to("/settings/members/{member_id}/remove", submit_member_removal, "member.delete"),
    page_at("/settings/retention", retention, "retention.view"),
    page_at("/settings/audit", audit, "audit.view"),
    page_at("/settings/audit.csv", download_audit, "audit.view"),
]
