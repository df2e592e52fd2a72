"""Every address of the dashboard: who may open it, and the page that answers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from eye.dashboard.api_page import api, to_keys
from eye.dashboard.assessment_page import (
    assessment,
    confirm_archiving,
    new_assessment,
    submit_archiving,
    submit_assessment,
    submit_change,
    submit_restoring,
)
from eye.dashboard.assessments_page import assessments
from eye.dashboard.audit_page import audit, download_audit
from eye.dashboard.billing_doors import BILLING
from eye.dashboard.candidate_page import accommodations, candidate, submit_accommodations
from eye.dashboard.candidate_reports_page import candidate_reports, submit_candidate_reports
from eye.dashboard.candidate_tokens_page import candidate_tokens, submit_identity
from eye.dashboard.candidates_page import candidates
from eye.dashboard.delivery_page import delivery, submit_range, submit_resending, submit_test
from eye.dashboard.dismissal_page import confirm_dismissal, submit_dismissal
from eye.dashboard.domains_page import confirm_removal, domains, show_preview, show_test, submit_domain, submit_removal
from eye.dashboard.entrance import (
    Halt,
)
from eye.dashboard.erasure_page import confirm_candidate, download_receipt, erasure, submit_candidate
from eye.dashboard.evidence import evidence
from eye.dashboard.flag_page import flag, submit_review, submit_undo
from eye.dashboard.flags_page import flags
from eye.dashboard.forgotten_pages import show_forgotten, submit_forgotten
from eye.dashboard.import_page import (
    imports,
    one_import,
    sample,
    submit_cancellation,
    submit_file,
    submit_import,
)
from eye.dashboard.key_acts_page import (
    confirm_deactivation,
    confirm_deletion,
    confirm_ending,
    confirm_revocation,
    rotation,
    submit_deactivation,
    submit_deletion,
    submit_ending,
    submit_revocation,
    submit_rotation,
)
from eye.dashboard.key_page import key, submit_key, submit_reactivation
from eye.dashboard.leave_page import confirm_leaving, submit_leaving
from eye.dashboard.link_pages import follow_link, submit_password
from eye.dashboard.live_page import live
from eye.dashboard.live_stream import live_stream
from eye.dashboard.member_page import confirm_member_removal, member, submit_member_removal, submit_roles
from eye.dashboard.members_page import invitation, members, submit_invitation, submit_invitation_again
from eye.dashboard.new_key_page import new_key, submit_new_key
from eye.dashboard.overview_page import overview
from eye.dashboard.own_page import LONGEST_PAGE, own_page, submit_own_page
from eye.dashboard.own_report_page import OWN_REPORT
from eye.dashboard.passkey_pages import (
    ask_for_new_passkey,
    ask_for_passkey,
    confirm_passkey_removal,
    submit_new_passkey,
    submit_passkey,
    submit_passkey_removal,
)
from eye.dashboard.profile_page import (
    profile,
    submit_end,
    submit_end_everywhere,
    submit_name,
    submit_own_password,
    to_profile,
)
from eye.dashboard.register_pages import (
    follow_registration,
    show_registration,
    submit_registration,
    submit_registration_password,
)
from eye.dashboard.render import go
from eye.dashboard.retention_page import retention
from eye.dashboard.risk_page import risk_policy, submit_risk_policy
from eye.dashboard.roles_page import (
    confirm_role_deletion,
    new_role,
    role,
    roles,
    submit_new_role,
    submit_role,
    submit_role_deletion,
)
from eye.dashboard.session_pages import SESSION_PAGES
from eye.dashboard.sign_in_pages import show_sign_in, submit_sign_in, submit_sign_out
from eye.dashboard.static import ADDRESS, files
from eye.dashboard.visit import Visit
from eye.dashboard.ways import form_to as _form
from eye.dashboard.ways import open_to as _open
from eye.dashboard.ways import page_at as _page
from eye.dashboard.ways import upload_to as _upload
from eye.dashboard.webhook_page import (
    confirm_webhook_deletion,
    submit_disabling,
    submit_enabling,
    submit_webhook,
    submit_webhook_deletion,
    submit_webhook_rotation,
    webhook,
    webhook_rotation,
)
from eye.dashboard.webhooks_page import list_webhooks, new_webhook, submit_new_webhook


async def _nothing_here(visit: Visit) -> Response:
    raise Halt(404)


async def _nothing_to_send(request: Request) -> Response:
    raise Halt(404)


async def _to_dashboard(request: Request) -> Response:
    return go("/dashboard")


routes: list[BaseRoute] = [
    Route("/", _to_dashboard, methods=["GET"]),
    Mount(ADDRESS, files),
    *OWN_REPORT,
    _open("/sign-in", "GET", show_sign_in),
    _open("/sign-in", "POST", submit_sign_in),
    _open("/sign-in/passkey", "POST", submit_passkey),
    _open("/sign-in/passkey/options", "POST", ask_for_passkey),
    _open("/forgotten", "GET", show_forgotten),
    _open("/forgotten", "POST", submit_forgotten),
    _open("/register", "GET", show_registration),
    _open("/register", "POST", submit_registration),
    _open("/register/{token}", "GET", follow_registration),
    _open("/register/{token}", "POST", submit_registration_password),
    _open("/link/{token}", "GET", follow_link),
    _open("/link/{token}", "POST", submit_password),
    _form("/sign-out", submit_sign_out, None),
    _page("", overview, None),
    _page("/live", live, "session.view"),
    _page("/live/stream", live_stream, "session.view"),
    *SESSION_PAGES,
    _page("/flags", flags, "flag.view"),
    _page("/flags/dismiss", confirm_dismissal, "flag.review"),
    _form("/flags/dismiss", submit_dismissal, "flag.review"),
    _page("/flags/{flag_id}", flag, "flag.view"),
    _form("/flags/{flag_id}/review", submit_review, "flag.review"),
    _form("/flags/{flag_id}/undo", submit_undo, "flag.review"),
    _page("/media/{session_id}/{media_id}", evidence, "media.view"),
    _page("/assessments", assessments, "assessment.view"),
    _form("/assessments", submit_assessment, "assessment.create"),
    _page("/assessments/new", new_assessment, "assessment.create"),
    _page("/assessments/{assessment_id}/edit", assessment, "assessment.view"),
    _form("/assessments/{assessment_id}/edit", submit_change, "assessment.update"),
    _page("/assessments/{assessment_id}/archive", confirm_archiving, "assessment.delete"),
    _form("/assessments/{assessment_id}/archive", submit_archiving, "assessment.delete"),
    _form("/assessments/{assessment_id}/restore", submit_restoring, "assessment.delete"),
    _page("/candidates", candidates, "candidate.view"),
    _page("/candidates/{candidate_id}", candidate, "candidate.view"),
    _page("/candidates/{candidate_id}/accommodations", accommodations, "candidate.update"),
    _form("/candidates/{candidate_id}/accommodations", submit_accommodations, "candidate.update"),
    _page("/candidate-imports", imports, "candidate.create"),
    _upload("/candidate-imports", submit_file, "candidate.create"),
    _page("/candidate-imports/sample.csv", sample, "candidate.create"),
    _page("/candidate-imports/{import_id}", one_import, "candidate.create"),
    _form("/candidate-imports/{import_id}", submit_import, "candidate.create"),
    _form("/candidate-imports/{import_id}/cancel", submit_cancellation, "candidate.create"),
    _page("/candidates/{candidate_id}/erase", confirm_candidate, "candidate.delete"),
    _form("/candidates/{candidate_id}/erase", submit_candidate, "candidate.delete"),
    _page("/erasures/{erasure_id}", erasure, "retention.view"),
    _page("/erasures/{erasure_id}/receipt.json", download_receipt, "retention.view"),
    *BILLING,
    _page("/settings", to_profile, None),
    _page("/settings/profile", profile, None),
    _form("/settings/profile", submit_name, None),
    _page("/settings/profile/leave", confirm_leaving, None),
    _form("/settings/profile/leave", submit_leaving, None),
    _form("/settings/profile/password", submit_own_password, None),
    _form("/settings/profile/passkeys", submit_new_passkey, None),
    _form("/settings/profile/passkeys/options", ask_for_new_passkey, None),
    _page("/settings/profile/passkeys/{passkey_id}/remove", confirm_passkey_removal, None),
    _form("/settings/profile/passkeys/{passkey_id}/remove", submit_passkey_removal, None),
    _form("/settings/profile/sign-ins/end", submit_end_everywhere, None),
    _form("/settings/profile/sign-ins/{sign_in_id}/end", submit_end, None),
    _page("/settings/domains", domains, "domain.view"),
    _form("/settings/domains", submit_domain, "domain.create"),
    _page("/settings/domains/preview", show_preview, "domain.view"),
    _page("/settings/domains/test", show_test, "domain.view"),
    _page("/settings/domains/{domain_id}/remove", confirm_removal, "domain.delete"),
    _form("/settings/domains/{domain_id}/remove", submit_removal, "domain.delete"),
    _page("/settings/candidate-tokens", candidate_tokens, "organisation.view"),
    _form("/settings/candidate-tokens", submit_identity, "organisation.update"),
    _page("/settings/candidate-reports", candidate_reports, "organisation.view"),
    _form("/settings/candidate-reports", submit_candidate_reports, "organisation.update"),
    _page("/settings/api", api, "api.key.view"),
    _page("/settings/api/check", own_page, "api.key.view"),
    _form("/settings/api/check", submit_own_page, "api.key.view", LONGEST_PAGE),
    _page("/settings/keys", to_keys, "api.key.view"),
    _page("/settings/api/keys/new", new_key, "api.key.create"),
    _form("/settings/api/keys/new", submit_new_key, "api.key.create"),
    _page("/settings/api/keys/{key_id}", key, "api.key.view"),
    _form("/settings/api/keys/{key_id}", submit_key, "api.key.update"),
    _page("/settings/api/keys/{key_id}/rotate", rotation, "api.key.update"),
    _form("/settings/api/keys/{key_id}/rotate", submit_rotation, "api.key.update"),
    _page("/settings/api/keys/{key_id}/deactivate", confirm_deactivation, "api.key.update"),
    _form("/settings/api/keys/{key_id}/deactivate", submit_deactivation, "api.key.update"),
    _form("/settings/api/keys/{key_id}/reactivate", submit_reactivation, "api.key.update"),
    _page("/settings/api/keys/{key_id}/revoke", confirm_revocation, "api.key.delete"),
    _form("/settings/api/keys/{key_id}/revoke", submit_revocation, "api.key.delete"),
    _page("/settings/api/keys/{key_id}/delete", confirm_deletion, "api.key.delete"),
    _form("/settings/api/keys/{key_id}/delete", submit_deletion, "api.key.delete"),
    _page("/settings/api/keys/{key_id}/end-sessions", confirm_ending, "api.key.delete"),
    _form("/settings/api/keys/{key_id}/end-sessions", submit_ending, "api.key.delete"),
    _page("/settings/risk", risk_policy, "report.view"),
    _form("/settings/risk", submit_risk_policy, "risk.update"),
    _page("/settings/webhooks", list_webhooks, "webhook.view"),
    _page("/settings/webhooks/new", new_webhook, "webhook.create"),
    _form("/settings/webhooks/new", submit_new_webhook, "webhook.create"),
    _page("/settings/webhooks/{webhook_id}", webhook, "webhook.view"),
    _form("/settings/webhooks/{webhook_id}", submit_webhook, "webhook.update"),
    _page("/settings/webhooks/{webhook_id}/rotate", webhook_rotation, "webhook.update"),
    _form("/settings/webhooks/{webhook_id}/rotate", submit_webhook_rotation, "webhook.update"),
    _form("/settings/webhooks/{webhook_id}/disable", submit_disabling, "webhook.update"),
    _form("/settings/webhooks/{webhook_id}/enable", submit_enabling, "webhook.update"),
    _form("/settings/webhooks/{webhook_id}/test", submit_test, "webhook.update"),
    _form("/settings/webhooks/{webhook_id}/resend", submit_range, "webhook.update"),
    _page("/settings/webhooks/{webhook_id}/delete", confirm_webhook_deletion, "webhook.delete"),
    _form("/settings/webhooks/{webhook_id}/delete", submit_webhook_deletion, "webhook.delete"),
    _page("/settings/webhooks/{webhook_id}/deliveries/{delivery_id}", delivery, "webhook.view"),
    _form("/settings/webhooks/{webhook_id}/deliveries/{delivery_id}/resend", submit_resending, "webhook.update"),
    _page("/settings/members", members, "member.view"),
    _page("/settings/members/invite", invitation, "member.create"),
    _form("/settings/members/invite", submit_invitation, "member.create"),
    _page("/settings/members/roles", roles, "role.view"),
    _page("/settings/members/roles/new", new_role, "role.create"),
    _form("/settings/members/roles/new", submit_new_role, "role.create"),
    _page("/settings/members/roles/{role_id}", role, "role.view"),
    _form("/settings/members/roles/{role_id}", submit_role, "role.update"),
    _page("/settings/members/roles/{role_id}/delete", confirm_role_deletion, "role.delete"),
    _form("/settings/members/roles/{role_id}/delete", submit_role_deletion, "role.delete"),
    _page("/settings/members/{member_id}", member, "member.update"),
    _form("/settings/members/{member_id}", submit_roles, "member.update"),
    _form("/settings/members/{member_id}/invitation", submit_invitation_again, "member.create"),
    _page("/settings/members/{member_id}/remove", confirm_member_removal, "member.delete"),
    _form("/settings/members/{member_id}/remove", submit_member_removal, "member.delete"),
    _page("/settings/retention", retention, "retention.view"),
    _page("/settings/audit", audit, "audit.view"),
    _page("/settings/audit.csv", download_audit, "audit.view"),
    _page("/{rest:path}", _nothing_here, None),
    _open("/{rest:path}", "POST", _nothing_to_send),
]
