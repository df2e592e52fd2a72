"""Where a refused start is mended: the page that its code leads to, for a member who may open it."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from eye.dashboard.keys.words import entry_for
from eye.db import Row

CALLS_OF_SERVERS = frozenset({"ip_not_allowed", "permission_missing"})
_KEY = ("api.key.view", "/dashboard/settings/api/keys/{key}", "See the key")
_TOKENS = ("organisation.view", "/dashboard/settings/candidate-tokens", "Candidate tokens")
_ASSESSMENTS = ("assessment.view", "/dashboard/assessments", "See assessments")
_PAGES = {
    **dict.fromkeys(("key_inactive", "key_expired", "key_revoked", "key_secret_in_browser"), _KEY),
    **dict.fromkeys(("ip_not_allowed", "permission_missing"), _KEY),
    **dict.fromkeys(("assessment_not_found", "assessment_not_open", "attempts_exhausted"), _ASSESSMENTS),
    "candidate_token_required": _TOKENS,
}


@dataclass(frozen=True, slots=True)
class Remedy:
    """A link; `about` tells it from others with the same words."""

    path: str
    label: str
    about: str


def remedy(row: Row, permissions: frozenset[str]) -> Remedy:
    """For a row of `refused_starts`. Where no page of the dashboard helps, the one that explains the code."""
    entry = entry_for(row["code"], row["origin"])
    if entry and "domain.create" in permissions:
        return Remedy(f"/dashboard/settings/domains?{urlencode({'entry': entry})}", "Add this domain", entry)
    permission, path, label = _PAGES.get(row["code"], ("", "", ""))
    if path and permission in permissions:
        return Remedy(path.format(key=quote(row["key_id"])), label, row["code"])
    return Remedy(f"/docs/errors/{quote(row['code'])}", "What to do", row["code"])
