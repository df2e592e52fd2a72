"""What of an organisation is exported: JSON Lines for each kind. A new column is exported when it is named here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`keys` order and page it; `of` finds the rows of one organisation, `:organisation`.

    `by_sessions`: there are so many that they are asked for a few sessions at a time, those from `:first` to `:last`.
    """

    name: str
    table: str
    keys: tuple[str, ...]
    columns: str
    of: str = "organisation_id = :organisation"
    by_sessions: bool = False


_FEW = "session_id in (select id from sessions where organisation_id = :organisation and id between :first and :last)"
_SESSIONS = "session_id in (select id from sessions where organisation_id = :organisation)"
ID = ("id",)

# No hash, salt or key is among them: what signs and authenticates stays where it is.
KINDS = (
    Kind("organisation", "organisations", ID, """name identity key_limit domain_limit created_at suspended_at
         candidate_reports_at meter price""",
         "id = :organisation"),
    Kind("members", "members", ID, "email name roles created_at last_seen_at"),
    Kind("roles", "roles", ID, "name permissions created_at"),
    Kind("keys", "keys", ID, """name note kind mode shown roles ip_allowlist created_at created_by last_used_at
         expires_at inactive_at revoked_at deleted_at exposed_at rotated_to rotated_from rotated_at"""),
    Kind("domains", "domains", ID, "name entry created_at created_by last_seen_at"),
    Kind("assessments", "assessments", ID, """title duration_ms attempts opens_at closes_at ai_proctoring
         facial_recognition policy created_at archived_at"""),
    Kind("candidates", "candidates", ID, "first_name last_name email accommodations created_at"),
    Kind("attempts-granted", "granted_attempts", ("assessment_id", "candidate_id"), "attempts"),
    Kind("sessions", "sessions", ID, """mode assessment_id candidate_id attempt key_id domain_entry origin status
         created_at activated_at duration_ms ends_at paused_ms ended_at end_reason end_note last_seen ai_proctoring
         facial_recognition policy host identity identity_code watched lowest_coverage event_count flag_count
         rejected_count risk risk_version outcome outcome_by outcome_at outcome_note meter price minutes erase_at
         erased_at"""),
    Kind("events", "events", ("session_id", "gen", "seq"), "type at original_at received_at data media_id late",
         _FEW, by_sessions=True),
    Kind("flags", "flags", ID, """session_id assessment_id candidate_id gen seq type severity description raised_at
         cleared_at media_id late created_at raised_by review reviewed_by reviewed_at review_note"""),
    Kind("reviews", "reviews", ID, "flag_id number decision state actor note at"),
    Kind("outcomes", "outcomes", ID, "session_id number outcome actor note at"),
    Kind("candidate-answers", "candidate_answers", ("session_id",), "text at"),
    Kind("commands", "commands", ID, "session_id type data actor created_at done_at withdrawn_at", _SESSIONS),
    Kind("media", "media", ("session_id", "id"), "sha256 content_type size path late created_at"),
    Kind("risk-policies", "risk_policies", ("version",), "rules applies_from created_at created_by"),
    Kind("prices", "prices", ("version",), "meter price since"),
    Kind("wallet", "wallets", ("organisation_id",), "balance held"),
    Kind("lots", "lots", ID, "credits remaining priority expires_at note created_at"),
    Kind("ledger", "ledger", ("number",), "id kind credits balance usage_id lot_id note at"),
    Kind("usage", "usage", ID, """meter quantity credits price price_version key_id domain_entry assessment_id
         candidate_id session_id at reverses"""),
    Kind("webhook-endpoints", "webhook_endpoints", ID, """url description types mode created_at created_by disabled_at
         disabled_reason deleted_at"""),
    Kind("erasures", "erasures", ID, "kind session_id asked_by asked_at done_at receipt signature"),
    Kind("audit", "audit", ID, "actor act subject data at address"),
)  # fmt: skip

LEFT_OUT = {
    "settings": "of the whole Eye",
    "sign_in_links sign_ins passkeys passkey_challenges registrations candidate_tokens_used": "lets somebody in",
    "refused_starts failed_attempts key_calls key_warnings": "counts by hour or day",
    "hours hours_counted start_hours usage_days": "counts by hour or day",
    "outbox outbox_once webhook_numbers webhook_deliveries webhook_attempts webhook_awaited": "on its way, or there",
    "idempotency candidate_imports candidate_import_rows erased_sessions erased_files": "work under way",
}
TIMES = ("at", "since", "last_seen", "applies_from")  # beside those that end in _at
JSON = (
    "roles",
    "permissions",
    "ip_allowlist",
    "policy",
    "host",
    "watched",
    "data",
    "accommodations",
    "types",
    "rules",
    "receipt",
)
