"""API keys and registered domains."""

from typing import Literal

from msgspec import UNSET, UnsetType

from eye.api.reference.fields import PAGED, body, choice, integer, name, switch, text, texts, time
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time
from eye.clock import SECOND
from eye.keys.rotate import OVERLAPS
from eye.keys.wanted import LONGEST_NAME, LONGEST_NOTE


class Key(Answer):
    """Never the key itself: `shown` is its beginning and end. `stillUsed` is null for one that was not replaced."""

    id: str
    name: str
    note: str
    kind: Literal["publishable", "secret"]
    mode: Literal["live", "test"]
    shown: str
    status: Literal["active", "inactive", "expired", "revoked"]
    roles: list[str]
    ip_allowlist: list[str]
    created_at: Time
    created_by: str
    last_used_at: Time | None
    last_used_from: str | None
    expires_at: Time | None
    exposed_at: Time | None
    rotated_to: str | None
    rotated_from: str | None
    rotated_at: Time | None
    retires_at: Time | None
    still_used: bool | None


class NewKeyOnce(Key, kw_only=True):
    """`key` is the key itself, this once: the same answer to an Idempotency-Key says `secretShown` instead."""

    key: str | UnsetType = UNSET
    secret_shown: bool = False


class RotatedKey(NewKeyOnce, kw_only=True):
    """`replaced` is the old key, which works until `retiresAt`."""

    replaced: Key


class RevokedKey(Key):
    ended_sessions: int


class KeyAlert(Answer):
    kind: str
    key_id: str
    key_name: str
    since: Time
    title: str
    advice: str


class DayOfUse(Answer):
    """`charged` are charges, `credits` what they cost."""

    day: str
    sessions: int
    charged: int
    credits: int
    calls: int
    denied: int


class Denial(Answer):
    day: str
    code: str
    count: int
    last_at: Time
    origin: str | None


class KeyUsage(Answer):
    """Days are those of UTC, the oldest first, none left out."""

    running_sessions: int
    days: list[DayOfUse]
    denials: list[Denial]


class Domain(Answer):
    id: str
    name: str
    entry: str
    created_at: Time
    created_by: str
    last_seen_at: Time | None


class NewDomain(Domain):
    """`notices` say what was changed about the entry, such as a path that was dropped."""

    notices: list[str]


_DECIDED = {
    "note": text("On the exam servers", most=LONGEST_NOTE),
    "roles": texts(["Admin"], "Ids of roles; of secret keys only."),
    "expiresAt": time("Lies in the future; null for never.", "2030-01-31T09:00:00Z"),
    "ipAllowlist": texts(["203.0.113.0/24", "2001:db8::1"], "Addresses and networks; of secret keys only."),
}
_NAME = name("Production servers", most=LONGEST_NAME)
_ENDING = switch("Also end the sessions that run under it, which needs session.end.", example=False)

KEYS: Operations = {
    "GET /v1/keys": Operation("List API keys", {200: Page[Key]}, query=PAGED, detail="Newest first."),
    "POST /v1/keys": Operation(
        "Create an API key",
        {201: NewKeyOnce},
        body(
            "NewKey",
            {
                "name": _NAME,
                "kind": choice(("publishable", "secret"), example="secret"),
                "mode": choice(("live", "test")),
            },
            _DECIDED,
        ),
        refuses=("key_limit_reached",),
        detail="The answer is the only one that shows a secret key.",
    ),
    "GET /v1/keys/alerts": Operation(
        "List what needs attention about keys",
        {200: Page[KeyAlert]},
        detail="Exposed keys, bursts of failed attempts, keys due for rotation, unused keys. The urgent ones first.",
    ),
    "GET /v1/keys/{id}": Operation("See an API key", {200: Key}),
    "PATCH /v1/keys/{id}": Operation(
        "Change an API key",
        {200: Key},
        body("KeyChange", optional={"name": _NAME, **_DECIDED}),
        refuses=("key_not_active",),
    ),
    "POST /v1/keys/{id}/deactivate": Operation(
        "Deactivate an API key", {200: Key}, refuses=("key_not_active",), detail="Until it is reactivated."
    ),
    "POST /v1/keys/{id}/reactivate": Operation(
        "Reactivate an API key", {200: Key}, refuses=("key_not_active", "key_limit_reached")
    ),
    "POST /v1/keys/{id}/rotate": Operation(
        "Replace an API key by a new one",
        {201: RotatedKey},
        body(
            "Rotation",
            optional={
                "overlap": choice(
                    [length // SECOND for length in OVERLAPS], "Seconds in which both work.", example=86_400
                ),
                "expiresAt": _DECIDED["expiresAt"],
            },
            may_be_empty=True,
        ),
        refuses=("key_not_active", "key_rotated"),
    ),
    "GET /v1/keys/{id}/usage": Operation(
        "See what a key was used for", {200: KeyUsage}, query={"days": {**integer(30, 1, 90), "default": 30}}
    ),
    "POST /v1/keys/{id}/revoke": Operation(
        "Revoke an API key for good",
        {200: RevokedKey},
        body("Revocation", optional={"endSessions": _ENDING}, may_be_empty=True),
    ),
    "DELETE /v1/keys/{id}": Operation(
        "Delete an API key",
        {204: None},
        query={"endSessions": {**_ENDING, "default": False}},
        detail="It is refused from the next request on, and leaves the list. Running sessions go on by themselves.",
    ),
}
DOMAINS: Operations = {
    "GET /v1/domains": Operation("List registered domains", {200: Page[Domain]}),
    "POST /v1/domains": Operation(
        "Register a domain",
        {201: NewDomain},
        body("DomainWanted", {"entry": text("exams.northfield.example", most=4000)}, {"name": text("Exams", most=80)}),
        refuses=(
            "domain_duplicate",
            "domain_limit_reached",
            "entry_empty",
            "entry_host",
            "entry_scheme",
            "entry_port",
            "entry_single_label",
            "entry_public_suffix",
            "entry_wildcard_position",
            "entry_has_userinfo",
            "entry_has_query_or_fragment",
            "entry_ipv6_needs_brackets",
        ),
        detail="Counts from the next request on.",
    ),
    "DELETE /v1/domains/{id}": Operation("Remove a domain", {204: None}, detail="Counts from the next request on."),
}
